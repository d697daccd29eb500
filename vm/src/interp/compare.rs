//! Comparisons, identity and membership.

use super::{Flow, Regs};
use crate::object::ops::{self, Compare};
use crate::value::Value;
use crate::vm::Vm;

impl Vm {
    /// `a op b` where the fast path does not apply; `None` if [`Vm::stop`] says why there is no result.
    #[inline(never)]
    pub(super) fn compare_slow(&mut self, op: Compare, a: u32, b: u32) -> Option<u32> {
        let result = ops::compare(self, op, Value::from_word(a), Value::from_word(b));
        self.outcome_of(result)
    }

    #[inline(never)]
    fn contains_slow(&mut self, item: u32, container: u32) -> Option<bool> {
        match ops::contains(self, Value::from_word(item), Value::from_word(container)) {
            Ok(found) => Some(found),
            Err(stop) => {
                self.stop = stop;
                None
            }
        }
    }
}

macro_rules! comparisons {
    ($($name:ident $op:ident $fast:tt;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let (a, b) = (r.peek(2), r.peek(1));
                if a & b & 1 != 0 {
                    r.put2(Value::from((a as i32) $fast (b as i32)).word());
                    return Flow::Next;
                }
                match r.vm.compare_slow(Compare::$op, a, b) {
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

comparisons! {
    lt Lt <;
    le Le <=;
    eq Eq ==;
    ne Ne !=;
    gt Gt >;
    ge Ge >=;
}

#[inline(always)]
pub(super) unsafe fn is(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { r.put2(Value::from(r.peek(2) == r.peek(1)).word()) };
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn is_not(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { r.put2(Value::from(r.peek(2) != r.peek(1)).word()) };
    Flow::Next
}

#[inline(always)]
unsafe fn membership(r: &mut Regs, wanted: bool) -> Flow {
    // SAFETY: verified.
    unsafe {
        match r.vm.contains_slow(r.peek(2), r.peek(1)) {
            Some(found) => {
                r.put2(Value::from(found == wanted).word());
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn contains(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { membership(r, true) }
}

#[inline(always)]
pub(super) unsafe fn not_contains(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { membership(r, false) }
}
