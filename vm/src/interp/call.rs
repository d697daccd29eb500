//! Calls of plain functions and natives, and returns. All other calls are made by [`super::invoke`].

use super::{Flow, Regs};
use crate::native::{Args, table};
use crate::object::function;
use crate::value::Value;
use bytecode::code::{DEFAULTS, EXTENDED, GENERATOR, VARARGS, VARKEYWORDS};
use bytecode::kind::Kind;
use bytecode::value::{MISSING, NONE, Tag, UNBOUND};

#[inline(always)]
const fn tag_byte(tag: Tag) -> u32 {
    0b10 | (tag as u32) << 2
}

#[inline(always)]
pub(super) unsafe fn prepare_call(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        r.push(1);
        r.push(1);
    }
    Flow::Next
}

/// Enters a function whose code takes exactly `count` arguments and nothing else.
#[inline(always)]
unsafe fn enter(r: &mut Regs, id: usize, count: usize) -> Flow {
    // SAFETY: verified; every code id in a value is below the count of the table.
    unsafe {
        let base = r.base();
        let code = base.word(*base.word(r.vm.codes).add(id));
        let (frame_word, header) = (*code, *code.add(1));
        if frame_word & 0xff != count as u32 {
            return enter_closure(r, code, count);
        }
        let fp = r.sp.sub(count);
        if base.offset(fp) + (frame_word >> 16) * 4 > r.vm.signal.limit() {
            return Flow::Slow;
        }
        *fp.sub(2) = base.offset(r.ip);
        *fp.sub(1) = base.offset(r.fp);
        let mut others = frame_word >> 8 & 0xff;
        while others != 0 {
            r.push(UNBOUND);
            others -= 1;
        }
        r.fp = fp;
        // Constant defaults, whose flag is the top bit, stand before the instructions.
        const _: () = assert!(bytecode::code::DEFAULTS == 0x80);
        r.ip = super::pin(code.add(3).cast::<u8>().add((header >> 31 << 3) as usize));
    }
    Flow::Next
}

/// As [`enter`], where the code is special for nothing but its captured variables.
#[inline(always)]
unsafe fn enter_closure(r: &mut Regs, code: *mut u32, count: usize) -> Flow {
    const SPECIAL_FLAGS: u32 = (VARARGS | VARKEYWORDS | GENERATOR | DEFAULTS) as u32;
    const FLAGS: u32 = (SPECIAL_FLAGS | EXTENDED as u32) << 24;
    // SAFETY: verified; the callee is a function object with a closure, or the test of its tag fails.
    unsafe {
        let base = r.base();
        let (frame_word, header) = (*code, *code.add(1));
        let callee = r.peek(count + 3);
        if frame_word & 0x7f != count as u32
            || header & FLAGS != (EXTENDED as u32) << 24
            || callee & 3 != 0
        {
            return Flow::Slow;
        }
        let extension = *code.add(3);
        let closure = *base.word(callee).add(2 + function::body::CLOSURE as usize);
        // Neither keyword-only parameters nor cells of its own, and all that it captures is there.
        if extension & 0x00ff_00ff != 0
            || closure == 0
            || *base.word(closure).add(2) & 0xffff < extension >> 24
        {
            return Flow::Slow;
        }
        let fp = r.sp.sub(count);
        if base.offset(fp) + (frame_word >> 16) * 4 > r.vm.signal.limit() {
            return Flow::Slow;
        }
        *fp.sub(2) = base.offset(r.ip);
        *fp.sub(1) = base.offset(r.fp);
        let mut others = frame_word >> 8 & 0xff;
        while others != 0 {
            r.push(UNBOUND);
            others -= 1;
        }
        r.fp = fp;
        r.ip = super::pin(code.add(4).cast());
    }
    Flow::Next
}

/// Calls what stands below `count` arguments and the two link words.
#[inline(always)]
unsafe fn call_with(r: &mut Regs, count: usize) -> Flow {
    // SAFETY: verified.
    unsafe {
        let callee = r.peek(count + 3);
        if callee & 0xff == tag_byte(Tag::Function) {
            return enter(r, (callee >> 16) as usize, count);
        }
        if callee & 0xff == tag_byte(Tag::Native) {
            return call_native(r, callee >> 16, count);
        }
        if callee & 3 == 0 {
            let object = r.base().word(callee);
            if *object.cast::<u8>().add(6) == Kind::Function as u8 {
                let id = *object.add(2 + function::body::CODE as usize) >> 1;
                return enter(r, id as usize, count);
            }
        }
    }
    Flow::Slow
}

#[inline(always)]
unsafe fn call_native(r: &mut Regs, id: u32, count: usize) -> Flow {
    // SAFETY: verified.
    unsafe {
        let Some(entry) = table::entry(id as u16) else {
            return Flow::Slow;
        };
        let Some(native) = entry.function else {
            return Flow::Slow;
        };
        if count < usize::from(entry.min) || count > usize::from(entry.max) && entry.max != 255 {
            return Flow::Slow;
        }
        let args = Args::new(r.sp.sub(count), count as u32);
        match native(r.vm, args) {
            Ok(v) => {
                r.drop(count + 2);
                r.poke(1, v.word());
                Flow::Next
            }
            Err(stop) => r.vm.stop(stop),
        }
    }
}

#[inline(always)]
pub(super) unsafe fn call(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let count = r.byte();
        call_with(r, count)
    }
}

#[inline(always)]
pub(super) unsafe fn call_method(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let count = r.byte();
        if r.peek(count + 1) == MISSING {
            return Flow::Slow;
        }
        call_with(r, count + 1)
    }
}

#[inline(always)]
pub(super) unsafe fn call_keyword(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    r.ip = unsafe { r.ip.add(4) };
    Flow::Slow
}

#[inline(always)]
pub(super) unsafe fn call_method_keyword(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    r.ip = unsafe { r.ip.add(4) };
    Flow::Slow
}

#[inline(always)]
pub(super) unsafe fn call_spread(_r: &mut Regs) -> Flow {
    Flow::Slow
}

#[inline(always)]
unsafe fn leave(r: &mut Regs, v: u32) -> Flow {
    // SAFETY: the link words below the frame were written by the call.
    unsafe {
        let base = r.base();
        let (ip, fp) = (*r.fp.sub(2), *r.fp.sub(1));
        *r.fp.sub(3) = v;
        r.sp = r.fp.sub(2);
        r.fp = base.word(fp);
        r.ip = super::pin(base.byte(ip));
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn return_value(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let v = r.peek(1);
        leave(r, v)
    }
}

#[inline(always)]
pub(super) unsafe fn return_none(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe { leave(r, NONE) }
}

#[inline(always)]
pub(super) unsafe fn return_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let slot = r.byte();
        let v = r.local(slot);
        leave(r, v)
    }
}

impl crate::vm::Vm {
    #[inline(never)]
    fn make_function_slow(&mut self, code: u16, parts: [Value; 3]) -> Option<u32> {
        let made = self
            .heap
            .alloc(function::body::WORDS, Kind::Function, 0)
            .map(|r| {
                self.heap
                    .set(r, function::body::CODE, Value::count(code.into()));
                self.heap.set(r, function::body::DEFAULTS, parts[0]);
                self.heap.set(r, function::body::KEYWORD_DEFAULTS, parts[1]);
                self.heap.set(r, function::body::CLOSURE, parts[2]);
                r.value()
            })
            .map_err(Into::into);
        self.outcome_of(made)
    }
}

#[inline(always)]
pub(super) unsafe fn make_function(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let code = r.half();
        let with = r.byte();
        let mut parts = [Value::from_word(0); 3];
        let mut taken = 0;
        for (i, part) in parts.iter_mut().enumerate().rev() {
            if with >> i & 1 != 0 {
                taken += 1;
                *part = Value::from_word(r.peek(taken));
            }
        }
        match r.vm.make_function_slow(code as u16, parts) {
            Some(f) => {
                r.drop(taken);
                r.push(f);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}
