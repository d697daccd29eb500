//! Arithmetic: small integers here, all else in [`ops`].

use super::{Flow, Regs};
use crate::object::ops::{self, Binary, Unary};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::value::{FALSE, TRUE, small_int_value};

impl Vm {
    /// `a op b` where the fast path does not apply; `None` if [`Vm::stop`] says why there is no result.
    #[inline(never)]
    pub(super) fn binary_slow(&mut self, op: Binary, a: u32, b: u32) -> Option<u32> {
        let result = ops::binary(self, op, Value::from_word(a), Value::from_word(b));
        self.outcome_of(result)
    }

    #[inline(never)]
    fn inplace_slow(&mut self, op: Binary, a: u32, b: u32) -> Option<u32> {
        let result = ops::inplace(self, op, Value::from_word(a), Value::from_word(b));
        self.outcome_of(result)
    }

    #[inline(never)]
    fn unary_slow(&mut self, op: Unary, a: u32) -> Option<u32> {
        let result = ops::unary(self, op, Value::from_word(a));
        self.outcome_of(result)
    }
}

/// The result of an operator on two small integers, if it is one.
pub(super) mod small {
    use bytecode::value::small_int_value;

    #[inline(always)]
    pub(in crate::interp) fn add(a: u32, b: u32) -> Option<u32> {
        if a & b & 1 == 0 {
            return None;
        }
        (a as i32)
            .wrapping_sub(1)
            .checked_add(b as i32)
            .map(|n| n as u32)
    }

    #[inline(always)]
    pub(in crate::interp) fn sub(a: u32, b: u32) -> Option<u32> {
        if a & b & 1 == 0 {
            return None;
        }
        (a as i32)
            .checked_sub((b as i32).wrapping_sub(1))
            .map(|n| n as u32)
    }

    #[inline(always)]
    pub(in crate::interp) fn mul(a: u32, b: u32) -> Option<u32> {
        if a & b & 1 == 0 {
            return None;
        }
        small_int_value(a)
            .checked_mul((b as i32).wrapping_sub(1))
            .map(|n| n as u32 | 1)
    }

    /// Quotient and remainder as Python rounds them; `None` for a divisor of 0 or −1, whose quotient may not fit.
    #[inline(always)]
    fn divide(a: u32, b: u32) -> Option<(i32, i32)> {
        if a & b & 1 == 0 || b == 1 || b == u32::MAX {
            return None;
        }
        let (x, y) = (small_int_value(a), small_int_value(b));
        if y == 0 {
            // SAFETY: the word of 0 was tested above.
            unsafe { core::hint::unreachable_unchecked() }
        }
        let quotient = x.wrapping_div(y);
        let rest = x.wrapping_sub(quotient.wrapping_mul(y));
        if rest != 0 && (rest ^ y) < 0 {
            Some((quotient - 1, rest + y))
        } else {
            Some((quotient, rest))
        }
    }

    #[inline(always)]
    pub(in crate::interp) fn floor_div(a: u32, b: u32) -> Option<u32> {
        divide(a, b).map(|(quotient, _)| (quotient << 1) as u32 | 1)
    }

    #[inline(always)]
    pub(in crate::interp) fn modulo(a: u32, b: u32) -> Option<u32> {
        divide(a, b).map(|(_, rest)| (rest << 1) as u32 | 1)
    }

    #[inline(always)]
    pub(in crate::interp) fn left_shift(a: u32, b: u32) -> Option<u32> {
        if a & b & 1 == 0 || b > 31 << 1 {
            return None;
        }
        let (x, count) = (a as i32 & !1, b >> 1);
        let shifted = x.wrapping_shl(count);
        (shifted.wrapping_shr(count) == x).then_some(shifted as u32 | 1)
    }

    #[inline(always)]
    pub(in crate::interp) fn right_shift(a: u32, b: u32) -> Option<u32> {
        if a & b & 1 == 0 || (b as i32) < 0 {
            return None;
        }
        Some(((a as i32) >> (b >> 1).min(31)) as u32 | 1)
    }

    #[inline(always)]
    pub(in crate::interp) fn bit_and(a: u32, b: u32) -> Option<u32> {
        (a & b & 1 != 0).then_some(a & b)
    }

    #[inline(always)]
    pub(in crate::interp) fn bit_or(a: u32, b: u32) -> Option<u32> {
        (a & b & 1 != 0).then_some(a | b)
    }

    #[inline(always)]
    pub(in crate::interp) fn bit_xor(a: u32, b: u32) -> Option<u32> {
        (a & b & 1 != 0).then_some((a ^ b) | 1)
    }

    /// No fast path.
    #[inline(always)]
    pub(in crate::interp) fn never(_a: u32, _b: u32) -> Option<u32> {
        None
    }
}

macro_rules! binaries {
    ($($name:ident $inplace:ident $fast:ident $op:ident;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let (a, b) = (r.peek(2), r.peek(1));
                if let Some(v) = small::$fast(a, b) {
                    r.put2(v);
                    return Flow::Next;
                }
                match r.vm.binary_slow(Binary::$op, a, b) {
                    Some(v) => {
                        r.put2(v);
                        Flow::Next
                    }
                    None => Flow::Stop,
                }
            }
        }

        #[inline(always)]
        pub(super) unsafe fn $inplace(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let (a, b) = (r.peek(2), r.peek(1));
                if let Some(v) = small::$fast(a, b) {
                    r.put2(v);
                    return Flow::Next;
                }
                match r.vm.inplace_slow(Binary::$op, a, b) {
                    Some(v) => {
                        r.put2(v);
                        Flow::Next
                    }
                    None => Flow::Stop,
                }
            }
        })*
    };
}

binaries! {
    add inplace_add add Add;
    sub inplace_sub sub Sub;
    mul inplace_mul mul Mul;
    true_div inplace_true_div never TrueDiv;
    floor_div inplace_floor_div floor_div FloorDiv;
    modulo inplace_modulo modulo Modulo;
    power inplace_power never Power;
    left_shift inplace_left_shift left_shift LeftShift;
    right_shift inplace_right_shift right_shift RightShift;
    bit_and inplace_bit_and bit_and BitAnd;
    bit_or inplace_bit_or bit_or BitOr;
    bit_xor inplace_bit_xor bit_xor BitXor;
    mat_mul inplace_mat_mul never MatMul;
}

macro_rules! unaries {
    ($($name:ident $op:ident $fast:expr;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let a = r.peek(1);
                let fast: fn(u32) -> Option<u32> = $fast;
                if a & 1 != 0
                    && let Some(v) = fast(a)
                {
                    r.poke(1, v);
                    return Flow::Next;
                }
                match r.vm.unary_slow(Unary::$op, a) {
                    Some(v) => {
                        r.poke(1, v);
                        Flow::Next
                    }
                    None => Flow::Stop,
                }
            }
        })*
    };
}

unaries! {
    negative Negative |a| 0i32.checked_sub((a & !1) as i32).map(|n| n as u32 | 1);
    positive Positive Some;
    invert Invert |a| Some(!a | 1);
}

impl Vm {
    /// The truth of a value that is neither a boolean nor a small integer; `None` if [`Vm::stop`] says why there is none.
    #[inline(never)]
    pub(super) fn truth_slow(&mut self, a: u32) -> Option<bool> {
        match ops::truth(self, Value::from_word(a)) {
            Ok(truth) => Some(truth),
            Err(stop) => {
                self.stop = stop;
                None
            }
        }
    }
}

/// The truth of a value.
#[inline(always)]
pub(super) fn truth(r: &mut Regs, a: u32) -> Option<bool> {
    if a == TRUE {
        Some(true)
    } else if a == FALSE {
        Some(false)
    } else if a & 1 != 0 {
        Some(small_int_value(a) != 0)
    } else {
        r.vm.truth_slow(a)
    }
}

#[inline(always)]
pub(super) unsafe fn not(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let a = r.peek(1);
        match truth(r, a) {
            Some(truth) => {
                r.poke(1, Value::from(!truth).word());
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}
