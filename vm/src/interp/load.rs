//! Constants, locals, globals, cells and the stack.

use super::{Flow, Regs};
use crate::native::Stop;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::value::{
    ELLIPSIS, FALSE, MISSING, NONE, NOT_IMPLEMENTED, TRUE, Tag, UNBOUND, immediate,
};

macro_rules! constants {
    ($($name:ident $word:expr;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe { r.push($word) };
            Flow::Next
        })*
    };
}

constants! {
    load_none NONE;
    load_true TRUE;
    load_false FALSE;
    load_ellipsis ELLIPSIS;
    load_not_implemented NOT_IMPLEMENTED;
    load_missing MISSING;
}

#[inline(always)]
pub(super) unsafe fn load_int8(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let n = i32::from(r.byte() as u8 as i8) as u32;
        r.push(n);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn load_int16(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let n = r.signed_half();
        r.push(n);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn load_int32(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let n = u32::from_le(r.ip.cast::<u32>().read_unaligned());
        r.skip(4);
        r.push(n);
    }
    Flow::Next
}

/// The reference that a constant operand leads to, once the operands are read.
#[inline(always)]
pub(super) fn constant(r: &Regs, distance: usize) -> u32 {
    (r.base().offset(r.ip) & !3) + (distance as u32) * 4
}

#[inline(always)]
pub(super) unsafe fn load_const(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let distance = r.half();
        r.push(constant(r, distance));
    }
    Flow::Next
}

macro_rules! immediates {
    ($($name:ident $tag:ident $detail:literal $operand:ident;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $name(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let payload = r.$operand() as u16;
                r.push(immediate(Tag::$tag, $detail, payload));
            }
            Flow::Next
        })*
    };
}

immediates! {
    load_native Native 0 half;
    load_type Type 0 byte;
    load_exception Exception 1 half;
    load_function Function 0 half;
    load_name Name 0 half;
    load_bare_exception Exception 0 half;
}

#[inline(always)]
pub(super) unsafe fn load_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slot = r.byte();
        r.push(r.local(slot));
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn store_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slot = r.byte();
        let v = r.pop();
        r.set_local(slot, v);
    }
    Flow::Next
}

impl Vm {
    #[cold]
    #[inline(never)]
    fn unbound(&mut self, exception: u16) -> Flow {
        self.stop = self.raise(exception);
        Flow::Stop
    }
}

#[inline(always)]
pub(super) unsafe fn load_fast_check(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slot = r.byte();
        let v = r.local(slot);
        if v == UNBOUND {
            return r.vm.unbound(index::UnboundLocalError);
        }
        r.push(v);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn delete_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slot = r.byte();
        if r.local(slot) == UNBOUND {
            return r.vm.unbound(index::UnboundLocalError);
        }
        r.set_local(slot, UNBOUND);
    }
    Flow::Next
}

macro_rules! short_forms {
    ($($load:ident $store:ident $slot:literal;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $load(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe { r.push(r.local($slot)) };
            Flow::Next
        }

        #[inline(always)]
        pub(super) unsafe fn $store(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let v = r.pop();
                r.set_local($slot, v);
            }
            Flow::Next
        })*
    };
}

short_forms! {
    load_fast_0 store_fast_0 0;
    load_fast_1 store_fast_1 1;
    load_fast_2 store_fast_2 2;
    load_fast_3 store_fast_3 3;
}

#[inline(always)]
unsafe fn global(r: &mut Regs) -> *mut u32 {
    // SAFETY: verified to be below the count of globals.
    unsafe {
        let slot = r.half();
        r.base().word(r.vm.globals).add(slot)
    }
}

#[inline(always)]
pub(super) unsafe fn load_global(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let v = *global(r);
        if v == UNBOUND {
            return r.vm.unbound(index::NameError);
        }
        r.push(v);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn load_global_call(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let v = *global(r);
        if v == UNBOUND {
            return r.vm.unbound(index::NameError);
        }
        r.push(v);
        r.push(1);
        r.push(1);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn store_global(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let at = global(r);
        *at = r.pop();
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn delete_global(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let at = global(r);
        if *at == UNBOUND {
            return r.vm.unbound(index::NameError);
        }
        *at = UNBOUND;
    }
    Flow::Next
}

/// The word of a cell's content; a cell is header and content.
#[inline(always)]
unsafe fn content(r: &Regs, cell: u32) -> *mut u32 {
    // SAFETY: the word refers to a cell.
    unsafe { r.base().word(cell).add(2) }
}

/// An own cell, by its index: own cells are the last locals, whose count the code of the frame has.
#[inline(always)]
unsafe fn own_cell(r: &mut Regs) -> u32 {
    // SAFETY: verified to be an own cell.
    unsafe {
        let cell = r.byte();
        let first =
            r.vm.first_cell(r.base().offset(r.fp), r.base().offset(r.ip));
        r.local(first as usize + cell)
    }
}

/// A captured cell: function object of the frame, its closure, the cell in that tuple.
#[inline(always)]
unsafe fn free_cell(r: &mut Regs) -> u32 {
    // SAFETY: verified that the code has so many captured variables, and a call that the function has them.
    unsafe {
        let free = r.byte();
        let function = r.base().word(*r.fp.sub(3));
        let closure = r.base().word(*function.add(5));
        *closure.add(3 + free)
    }
}

macro_rules! cells {
    ($($load:ident $store:ident $delete:ident $whole:ident $find:ident;)*) => {
        $(#[inline(always)]
        pub(super) unsafe fn $load(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let cell = $find(r);
                let v = *content(r, cell);
                if v == UNBOUND {
                    return r.vm.unbound(index::NameError);
                }
                r.push(v);
            }
            Flow::Next
        }

        #[inline(always)]
        pub(super) unsafe fn $store(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let cell = $find(r);
                *content(r, cell) = r.pop();
            }
            Flow::Next
        }

        #[inline(always)]
        pub(super) unsafe fn $delete(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let cell = $find(r);
                let content = content(r, cell);
                if *content == UNBOUND {
                    return r.vm.unbound(index::NameError);
                }
                *content = UNBOUND;
            }
            Flow::Next
        }

        #[inline(always)]
        pub(super) unsafe fn $whole(r: &mut Regs) -> Flow {
            // SAFETY: verified.
            unsafe {
                let cell = $find(r);
                r.push(cell);
            }
            Flow::Next
        })*
    };
}

cells! {
    load_cell store_cell delete_cell load_own_cell own_cell;
    load_free store_free delete_free load_free_cell free_cell;
}

#[inline(always)]
pub(super) unsafe fn pop(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { r.drop(1) };
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn dup(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { r.push(r.peek(1)) };
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn dup_two(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        r.push(r.peek(2));
        r.push(r.peek(2));
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn swap(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let (a, b) = (r.peek(2), r.peek(1));
        r.poke(2, b);
        r.poke(1, a);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn rot_three(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let (a, b, c) = (r.peek(3), r.peek(2), r.peek(1));
        r.poke(3, c);
        r.poke(2, a);
        r.poke(1, b);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn rot_four(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let (a, b, c, d) = (r.peek(4), r.peek(3), r.peek(2), r.peek(1));
        r.poke(4, d);
        r.poke(3, a);
        r.poke(2, b);
        r.poke(1, c);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn copy(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let depth = r.byte();
        r.push(r.peek(depth));
    }
    Flow::Next
}

impl Vm {
    /// Keeps a result, or why there is none.
    #[inline(always)]
    pub(crate) fn outcome_of(&mut self, result: Result<Value, Stop>) -> Option<u32> {
        match result {
            Ok(v) => Some(v.word()),
            Err(stop) => {
                self.stop = stop;
                None
            }
        }
    }
}
