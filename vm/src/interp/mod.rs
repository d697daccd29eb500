//! The interpreter: fetch, dispatch, and what happens when an instruction cannot simply go on.
//!
//! The loop is one `match` over the code byte. Its handlers are in the files beside this one, by subject, as functions over
//! [`Regs`], which is a local variable of the loop and never lent to anything that is not inlined: so the compiler keeps
//! instruction pointer, stack pointer and frame pointer in registers. What is slow takes `&mut Vm` and values. A handler
//! that cannot finish has left the stack as it was and says why with a [`Flow`]; the rest happens in [`slow`] with the
//! registers stored in the machine.
//!
//! Three idioms keep the compiled code tight (counted on a Cortex-M3): an empty `asm!` after every change of `ip` keeps
//! the pointer in one register; the same in [`Regs::put2`]; and one with a comment of its own at the end of each
//! arm keeps alike ends from being merged.
#![allow(
    unsafe_code,
    reason = "operand fetch and frame access of verified code, without tests"
)]

mod arith;
mod attr;
pub(crate) mod bind;
mod branch;
pub(crate) mod call;
mod compare;
mod container;
mod delegate;
mod fused;
pub(crate) mod generate;
mod generator_natives;
mod invoke;
mod iterate;
mod load;
pub(crate) mod slow;
mod spread;
pub(crate) mod stub;
mod unwind;

use crate::heap::Base;
use crate::native::Stop;
use crate::value::Value;
use crate::vm::Vm;

/// How an instruction ended.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Flow {
    /// It is done; `ip` is where to go on.
    Next,
    /// It has changed nothing; [`Vm::stop`](crate::Vm) says why.
    Stop,
    /// It has changed nothing; it is done again by [`slow`] with the registers stored.
    Slow,
    /// It is done, and a safe point is asked for.
    Safe,
}

/// Why the interpreter returned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// A safe point was asked for, or in single steps: an instruction was done.
    Quantum,
    /// The thread waits; see [`Vm::wait`].
    Block,
    /// The thread's first function has returned this.
    End(Value),
    /// Nothing caught this exception.
    Raised(Value),
}

/// The registers of the loop.
pub(crate) struct Regs<'a> {
    pub(crate) ip: *const u8,
    pub(crate) sp: *mut u32,
    pub(crate) fp: *mut u32,
    pub(crate) vm: &'a mut Vm,
}

/// No instruction; keeps the compiler from folding the pointer into later arithmetic. Must not be `pure`.
#[inline(always)]
#[allow(
    clippy::pointers_in_nomem_asm_block,
    reason = "the block has no instruction, so it reads nothing through the pointer"
)]
fn pin<T>(pointer: *const T) -> *const T {
    #[cfg(not(miri))]
    {
        let mut pointer = pointer;
        // SAFETY: empty; the pointer comes out as it went in.
        unsafe {
            core::arch::asm!("/* {0} */", inout(reg) pointer, options(nomem, nostack, preserves_flags));
        }
        pointer
    }
    #[cfg(miri)]
    pointer
}

/// All methods are for handlers: the code was verified, so operands and stack are as the instruction table says.
#[allow(
    clippy::missing_safety_doc,
    reason = "the one condition is stated at the type's methods as a whole"
)]
impl Regs<'_> {
    #[inline(always)]
    pub(crate) fn base(&self) -> Base {
        self.vm.heap.base()
    }

    /// Reads a one-byte operand.
    #[inline(always)]
    pub(crate) unsafe fn byte(&mut self) -> usize {
        // SAFETY: inside the instruction.
        unsafe {
            let v = *self.ip;
            self.ip = pin(self.ip.add(1));
            v.into()
        }
    }

    /// Reads a two-byte operand.
    #[inline(always)]
    pub(crate) unsafe fn half(&mut self) -> usize {
        // SAFETY: inside the instruction.
        unsafe {
            let v = u16::from_le(self.ip.cast::<u16>().read_unaligned());
            self.ip = pin(self.ip.add(2));
            v.into()
        }
    }

    /// Reads a two-byte signed operand: a tagged integer.
    #[inline(always)]
    pub(crate) unsafe fn signed_half(&mut self) -> u32 {
        // SAFETY: inside the instruction.
        unsafe { i32::from(self.half() as u16 as i16) as u32 }
    }

    /// Goes forward.
    #[inline(always)]
    pub(crate) unsafe fn skip(&mut self, bytes: usize) {
        // SAFETY: verified to lead to an instruction.
        self.ip = pin(unsafe { self.ip.add(bytes) });
    }

    /// Goes back, and tells whether a safe point is asked for.
    #[inline(always)]
    pub(crate) unsafe fn back(&mut self, bytes: usize) -> Flow {
        // SAFETY: verified to lead to an instruction.
        self.ip = pin(unsafe { self.ip.sub(bytes) });
        self.poll()
    }

    /// Whether a safe point is asked for.
    #[inline(always)]
    pub(crate) fn poll(&self) -> Flow {
        if self.vm.signal.limit() == 0 {
            Flow::Safe
        } else {
            Flow::Next
        }
    }

    #[inline(always)]
    pub(crate) unsafe fn push(&mut self, word: u32) {
        // SAFETY: the frame has room.
        unsafe {
            *self.sp = word;
            self.sp = self.sp.add(1);
        }
    }

    #[inline(always)]
    pub(crate) unsafe fn pop(&mut self) -> u32 {
        // SAFETY: verified depth.
        unsafe {
            self.sp = self.sp.sub(1);
            *self.sp
        }
    }

    /// The word at a depth, 1 is the top.
    #[inline(always)]
    pub(crate) unsafe fn peek(&self, depth: usize) -> u32 {
        // SAFETY: verified depth.
        unsafe { *self.sp.sub(depth) }
    }

    #[inline(always)]
    pub(crate) unsafe fn poke(&mut self, depth: usize, word: u32) {
        // SAFETY: verified depth.
        unsafe { *self.sp.sub(depth) = word }
    }

    #[inline(always)]
    pub(crate) unsafe fn drop(&mut self, count: usize) {
        // SAFETY: verified depth.
        self.sp = unsafe { self.sp.sub(count) };
    }

    /// Replaces the two topmost words.
    #[inline(always)]
    pub(crate) unsafe fn put2(&mut self, word: u32) {
        // SAFETY: verified depth.
        unsafe {
            self.sp = pin(self.sp).cast_mut();
            *self.sp.sub(2) = word;
            self.sp = self.sp.sub(1);
        }
    }

    #[inline(always)]
    pub(crate) unsafe fn local(&self, slot: usize) -> u32 {
        // SAFETY: verified slot.
        unsafe { *self.fp.add(slot) }
    }

    #[inline(always)]
    pub(crate) unsafe fn set_local(&mut self, slot: usize, word: u32) {
        // SAFETY: verified slot.
        unsafe { *self.fp.add(slot) = word }
    }
}

/// The handlers of all instructions, one a row.
mod handlers {
    #![allow(
        clippy::wildcard_imports,
        reason = "each file supplies the handlers of its subject; a missing or doubled one is an error"
    )]
    pub(super) use super::arith::*;
    pub(super) use super::attr::*;
    pub(super) use super::branch::*;
    pub(super) use super::call::*;
    pub(super) use super::compare::*;
    pub(super) use super::container::*;
    pub(super) use super::fused::*;
    pub(super) use super::generate::*;
    pub(super) use super::iterate::*;
    pub(super) use super::load::*;
    pub(super) use super::unwind::*;
}

impl Vm {
    /// Runs the current thread until it has to give up the lock.
    pub fn run(&mut self) -> Exit {
        self.execute::<false>()
    }

    /// Runs one instruction of the current thread: for tests that switch threads at every instruction.
    pub fn step(&mut self) -> Exit {
        self.execute::<true>()
    }

    fn execute<const STEP: bool>(&mut self) -> Exit {
        if let Some(exit) = self.begin_run() {
            return exit;
        }
        let retry = self.retry;
        // One that is done again after a collection is to find room.
        if STEP && retry == (0, 0) {
            self.heap.arm();
        }
        loop {
            let trap = self.dispatch::<STEP>();
            if let Some(exit) = self.handle(trap) {
                return exit;
            }
            if STEP {
                // It was not found full again, so the instruction is done.
                if self.retry == retry {
                    self.retry = (0, 0);
                }
                return Exit::Quantum;
            }
        }
    }

    /// The loop. Returns the flow of the last instruction shifted left by 8, and its size in bytes.
    #[inline(never)]
    fn dispatch<const STEP: bool>(&mut self) -> u32 {
        let base = self.heap.base();
        let mut r = Regs {
            ip: base.byte(self.regs.ip),
            sp: base.word(self.regs.sp),
            fp: base.word(self.regs.fp),
            vm: self,
        };
        let trap = 'run: loop {
            // SAFETY: ip is at an instruction of verified code.
            let op = unsafe { *r.ip };
            // SAFETY: an instruction has at least one byte.
            r.ip = pin(unsafe { r.ip.add(1) });
            // One arm a stub: with a common one the compiler tests the code's range before it jumps, at every instruction.
            macro_rules! leave {
                ($stub:literal) => {{
                    #[cfg(not(miri))]
                    // SAFETY: empty.
                    unsafe {
                        core::arch::asm!(
                            concat!("/* stub ", $stub, " */"),
                            options(nomem, nostack, preserves_flags)
                        );
                    }
                    break 'run (Flow::Slow as u32) << 8 | 1;
                }};
            }
            macro_rules! dispatch {
                ($($(#[$doc:meta])* $code:literal $text:ident = $name:ident { $($field:ident: $kind:ident),* } $pops:expr => $pushes:expr;)*) => {
                    match op {
                        $($code => {
                            // SAFETY: the code was verified, so operands and stack are as the table says.
                            let flow = unsafe { handlers::$text(&mut r) };
                            if flow != Flow::Next {
                                break 'run (flow as u32) << 8 | (1 $(+ size_of::<bytecode::operand::$kind>() as u32)*);
                            }
                            #[cfg(not(miri))]
                            // SAFETY: empty.
                            unsafe {
                                core::arch::asm!(concat!("/* ", stringify!($text), " */"), options(nomem, nostack, preserves_flags));
                            }
                        })*
                        0xf0 => leave!("0"),
                        0xf1 => leave!("1"),
                        0xf2 => leave!("2"),
                        0xf3 => leave!("3"),
                        0xf4 => leave!("4"),
                        0xf5 => leave!("5"),
                        0xf6 => leave!("6"),
                        0xf7 => leave!("7"),
                        0xf8 => leave!("8"),
                        0xf9 => leave!("9"),
                        0xfa => leave!("a"),
                        0xfb => leave!("b"),
                        0xfc => leave!("c"),
                        0xfd => leave!("d"),
                        0xfe => leave!("e"),
                        0xff => leave!("f"),
                        // SAFETY: verified code has no other, and the machine's own stubs are covered.
                        _ => unsafe { core::hint::unreachable_unchecked() },
                    }
                };
            }
            bytecode::for_each_op!(dispatch);
            if STEP {
                break 'run (Flow::Next as u32) << 8;
            }
        };
        let (ip, sp, fp) = (base.offset(r.ip), base.offset(r.sp), base.offset(r.fp));
        r.vm.regs = crate::frame::Registers { ip, sp, fp };
        trap
    }

    /// Notes why an instruction stopped.
    #[cold]
    #[inline(never)]
    pub(crate) fn stop(&mut self, stop: Stop) -> Flow {
        self.stop = stop;
        Flow::Stop
    }
}
