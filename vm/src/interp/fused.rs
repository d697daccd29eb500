//! Fused instructions: what counts over programs showed to pay.

use super::arith::{small, truth};
use super::{Flow, Regs};
use crate::object::ops::{Binary, Compare};
use bytecode::value::small_int_value;

#[inline(always)]
pub(super) unsafe fn load_fast_two(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slots = r.half();
        r.push(r.local(slots & 0xff));
        r.push(r.local(slots >> 8));
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn store_load_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slots = r.half();
        let v = r.peek(1);
        r.set_local(slots & 0xff, v);
        r.poke(1, r.local(slots >> 8));
    }
    Flow::Next
}

macro_rules! with_int {
    ($($name:ident $fast:ident $op:ident $operand:ident;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let b = $operand(r);
                let a = r.peek(1);
                if let Some(v) = small::$fast(a, b) {
                    r.poke(1, v);
                    return Flow::Next;
                }
                match r.vm.binary_slow(Binary::$op, a, b) {
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

#[inline(always)]
unsafe fn wide(r: &mut Regs) -> u32 {
    // SAFETY: verified.
    unsafe { r.signed_half() }
}

#[inline(always)]
unsafe fn narrow(r: &mut Regs) -> u32 {
    // SAFETY: verified.
    unsafe { i32::from(r.byte() as u8 as i8) as u32 }
}

with_int! {
    add_int add Add wide;
    sub_int sub Sub wide;
    mul_int mul Mul wide;
    and_int bit_and BitAnd wide;
    modulo_int modulo Modulo wide;
    left_shift_int left_shift LeftShift narrow;
    right_shift_int right_shift RightShift narrow;
}

macro_rules! of_locals {
    ($($name:ident $fast:ident $op:ident;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let slots = r.half();
                let (a, b) = (r.local(slots & 0xff), r.local(slots >> 8));
                if let Some(v) = small::$fast(a, b) {
                    r.push(v);
                    return Flow::Next;
                }
                match r.vm.binary_slow(Binary::$op, a, b) {
                    Some(v) => {
                        r.push(v);
                        Flow::Next
                    }
                    None => Flow::Stop,
                }
            }
        })*
    };
}

of_locals! {
    add_fast add Add;
    sub_fast sub Sub;
}

#[inline(always)]
pub(super) unsafe fn increment(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slot = r.byte();
        let b = r.signed_half();
        let a = r.local(slot);
        if let Some(v) = small::add(a, b) {
            r.set_local(slot, v);
            return Flow::Next;
        }
        match r.vm.binary_slow(Binary::Add, a, b) {
            Some(v) => {
                r.set_local(slot, v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn and_int_store(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let b = r.signed_half();
        let slot = r.byte();
        let a = r.peek(1);
        if a & b & 1 != 0 {
            r.set_local(slot, a & b);
            r.drop(1);
            return Flow::Next;
        }
        match r.vm.binary_slow(Binary::BitAnd, a, b) {
            Some(v) => {
                r.set_local(slot, v);
                r.drop(1);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

/// Whether `a op b`, and `None` if [`crate::Vm::stop`] says why that is not known.
#[inline(always)]
fn compared(r: &mut Regs, op: Compare, fast: bool, a: u32, b: u32) -> Option<bool> {
    if a & b & 1 != 0 {
        return Some(fast);
    }
    let v = r.vm.compare_slow(op, a, b)?;
    truth(r, v)
}

macro_rules! compare_and_jump {
    ($($name:ident $with_int:ident $op:ident $fast:tt;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let to = r.half();
                let (a, b) = (r.peek(2), r.peek(1));
                match compared(r, Compare::$op, (a as i32) $fast (b as i32), a, b) {
                    Some(holds) => {
                        r.drop(2);
                        if !holds {
                            r.skip(to);
                        }
                        Flow::Next
                    }
                    None => Flow::Stop,
                }
            }
        }

        #[inline(always)]
        pub(super) unsafe fn $with_int(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let b = r.signed_half();
                let to = r.half();
                let a = r.peek(1);
                match compared(r, Compare::$op, (a as i32) $fast (b as i32), a, b) {
                    Some(holds) => {
                        r.drop(1);
                        if !holds {
                            r.skip(to);
                        }
                        Flow::Next
                    }
                    None => Flow::Stop,
                }
            }
        })*
    };
}

compare_and_jump! {
    jump_unless_lt jump_unless_lt_int Lt <;
    jump_unless_le jump_unless_le_int Le <=;
    jump_unless_eq jump_unless_eq_int Eq ==;
    jump_unless_ne jump_unless_ne_int Ne !=;
    jump_unless_gt jump_unless_gt_int Gt >;
    jump_unless_ge jump_unless_ge_int Ge >=;
}

macro_rules! jump_back_if {
    ($($name:ident $op:ident $fast:tt;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let to = r.half();
                let (a, b) = (r.peek(2), r.peek(1));
                match compared(r, Compare::$op, (a as i32) $fast (b as i32), a, b) {
                    Some(holds) => {
                        r.drop(2);
                        if holds { r.back(to) } else { Flow::Next }
                    }
                    None => Flow::Stop,
                }
            }
        })*
    };
}

jump_back_if! {
    jump_back_if_lt Lt <;
    jump_back_if_le Le <=;
}

#[inline(always)]
pub(super) unsafe fn jump_back_if_lt_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slots = r.half();
        let to = r.half();
        let (a, b) = (r.local(slots & 0xff), r.local(slots >> 8));
        match compared(r, Compare::Lt, (a as i32) < (b as i32), a, b) {
            Some(true) => r.back(to),
            Some(false) => Flow::Next,
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn range_next(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slots = r.half();
        let to = r.half();
        let (current, stop) = (r.local(slots & 0xff), r.local(slots >> 8));
        if current & stop & 1 == 0 {
            // The range became an iterator, or the loop's variable something else.
            return Flow::Slow;
        }
        let next = (current as i32).wrapping_add(2);
        debug_assert!(small_int_value(current) < small_int_value(stop));
        if next < stop as i32 {
            r.set_local(slots & 0xff, next as u32);
            r.back(to)
        } else {
            Flow::Next
        }
    }
}

#[inline(always)]
pub(super) unsafe fn range_enter(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slots = r.half();
        let end = r.half();
        let (start, stop) = (r.peek(2), r.peek(1));
        if start & stop & 1 == 0 {
            return Flow::Slow;
        }
        r.drop(2);
        if (start as i32) < (stop as i32) {
            r.set_local(slots & 0xff, start);
            r.set_local(slots >> 8, stop);
        } else {
            r.skip(end);
        }
    }
    Flow::Next
}
