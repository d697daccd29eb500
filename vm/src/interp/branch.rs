//! Jumps.

use super::arith::truth;
use super::{Flow, Regs};
use bytecode::value::NONE;

#[inline(always)]
pub(super) unsafe fn jump(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let to = r.half();
        r.skip(to);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn jump_back(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let to = r.half();
        r.back(to)
    }
}

#[inline(always)]
unsafe fn forward_if(r: &mut Regs, wanted: bool, keep: bool) -> Flow {
    // SAFETY: verified.
    unsafe {
        let to = r.half();
        let a = r.peek(1);
        match truth(r, a) {
            Some(truth) => {
                let jumps = truth == wanted;
                if !(keep && jumps) {
                    r.drop(1);
                }
                if jumps {
                    r.skip(to);
                }
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
unsafe fn back_if(r: &mut Regs, wanted: bool) -> Flow {
    // SAFETY: verified.
    unsafe {
        let to = r.half();
        let a = r.peek(1);
        match truth(r, a) {
            Some(truth) => {
                r.drop(1);
                if truth == wanted {
                    r.back(to)
                } else {
                    Flow::Next
                }
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
unsafe fn forward_if_none(r: &mut Regs, wanted: bool) -> Flow {
    // SAFETY: verified.
    unsafe {
        let to = r.half();
        if (r.pop() == NONE) == wanted {
            r.skip(to);
        }
    }
    Flow::Next
}

macro_rules! jumps {
    ($($name:ident $with:ident($($argument:literal),*);)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe { $with(r, $($argument),*) }
        })*
    };
}

jumps! {
    jump_if_true forward_if(true, false);
    jump_if_false forward_if(false, false);
    jump_if_true_or_pop forward_if(true, true);
    jump_if_false_or_pop forward_if(false, true);
    jump_back_if_true back_if(true);
    jump_back_if_false back_if(false);
    jump_if_none forward_if_none(true);
    jump_if_not_none forward_if_none(false);
}
