//! How Python calls Rust.
//!
//! # Writing a native
//!
//! A native is a function `pub fn name(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop>` for a row of
//! [`bytecode::for_each_native!`], named as the row's identifier, in the file of its group beside this one:
//!
//! ```text
//! pub fn chr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
//!     let Some(n) = args.get(0).as_small_int() else { return Err(vm.raise(index::TypeError)) };
//!     …
//! }
//! ```
//!
//! The file ends with the rows it supplies, and the list [`GROUPS`] below names the file once:
//!
//! ```text
//! natives! { ROWS: abs all any chr }
//! ```
//!
//! A row without a function raises `UnsupportedError` when called; [`missing`] names those.
//!
//! The count of arguments was tested against the row's least and most, and keywords were put in their places, with
//! [`Value::MISSING`] for what was not given in between. Beyond the count, [`Args::get`] is `MISSING` too.
//!
//! What a native may rely on, and must hold:
//! * No collection happens while it runs, so a [`Ref`](crate::value::Ref) it holds stays good until it returns.
//! * When an allocation fails (`?` on [`HeapFull`] does) it has changed nothing that a second run would see: allocate
//!   first, then change. It is run again from the start after a collection; if that fails too, the program gets
//!   `MemoryError`.
//! * Where an object's behaviour is Python's it has changed nothing yet and returns [`Stop::Delegate`]: the function of the
//!   prelude is called with the very same arguments in its place.
//! * It runs for at most about 20 000 machine instructions. Longer work is done in steps: keep the progress in the
//!   arguments ([`Args::set`]) or in an object one of them refers to, return [`Stop::Again`], and be called again with
//!   the same arguments after other threads had their chance.
//! * What has to wait returns [`Vm::block`]; when the wait is over it is called again with the same arguments, and
//!   [`Vm::take_outcome`] says how the wait ended. `None` there means that it is the first call.
//! * To raise: [`Vm::raise`] (bare), [`Vm::raise_message`] (a constant message, costs no memory), [`Vm::raise_text`] (a message
//!   put together now), [`Vm::raise_value`] (with an argument, as `KeyError` has).
//! * Arguments are read and written only through [`Args`]; stack segments are no objects to a native.

pub mod builtins;
pub mod buses;
pub mod bytearrays;
pub mod bytes;
pub mod bytes_form;
pub mod console;
pub mod construct;
pub mod dicts;
pub mod encoding;
pub mod generators;
pub mod lists;
pub mod math;
pub mod numbers;
pub mod objects;
pub mod pins;
pub mod semaphores;
pub mod sets;
pub mod structs;
pub mod system;
pub mod table;
pub mod text;
pub mod text_form;
pub mod threads;

use crate::heap::HeapFull;
use crate::value::Value;
use crate::vm::Vm;
use core::marker::PhantomData;

/// A native function.
pub type NativeFn = fn(&mut Vm, Args<'_>) -> Result<Value, Stop>;

/// Why a native, or a slow path of an instruction, has no result yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// There was no memory; nothing was changed. A collection runs, then it is called again.
    HeapFull,
    /// Raises this: an exception word or an exception object.
    Raise(Value),
    /// Calls this function of the prelude with the same arguments in its place. Operators add the names of the methods
    /// that the function's row in [`bytecode::prelude`] shows.
    Delegate(u16),
    /// There is more to do: called again with the same arguments at the next safe point.
    Again,
    /// Waits as [`Vm::block`] was told, then is called again with the same arguments.
    Block,
    /// The result is what this generator yields next when resumed with `None`; `StopIteration` if it ends.
    Resume(Value),
    /// Only of an instruction: this takes the place of the topmost value and the instruction is run again.
    Replace(Value),
    /// The interpreter itself does the work of this native: only those of generators.
    Interpreter,
}

impl From<HeapFull> for Stop {
    #[inline]
    fn from(_: HeapFull) -> Stop {
        Stop::HeapFull
    }
}

const _: () = assert!(size_of::<Result<Value, Stop>>() == 8);

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// What was waited for has come, or may have: the native looks again.
    Ready,
    /// The deadline passed.
    Timeout,
    /// The thread is to stop or was interrupted; the exception is raised as soon as the native returns.
    Stopped,
}

/// What a thread waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// By the clock of the operating-system layer, in microseconds; `u64::MAX` is never.
    pub deadline: u64,
    /// The object waited for, or `None`; kept alive and shown to those who ask what a thread waits for.
    pub object: Value,
    /// What kind of wait it is: a number of the thread module's choosing.
    pub reason: u8,
}

/// The arguments of a native: a window on the calling thread's stack.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    first: *mut u32,
    count: u32,
    stack: PhantomData<&'a [Value]>,
}

#[allow(unsafe_code, reason = "the window on the stack")]
impl Args<'_> {
    /// A window of `count` words from `first` on.
    ///
    /// # Safety
    /// The words must be values on a stack that is neither moved nor reached otherwise while the window lives.
    #[inline(always)]
    #[must_use]
    pub(crate) unsafe fn new(first: *mut u32, count: u32) -> Self {
        Args {
            first,
            count,
            stack: PhantomData,
        }
    }

    /// How many there are.
    #[inline(always)]
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// An argument; [`Value::MISSING`] beyond the count.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, index: u32) -> Value {
        if index < self.count {
            // SAFETY: inside the window.
            Value::from_word(unsafe { self.first.add(index as usize).read() })
        } else {
            Value::MISSING
        }
    }

    /// Replaces an argument, to keep the progress of work in steps. Beyond the count nothing happens.
    #[inline]
    pub fn set(&self, index: u32, value: Value) {
        if index < self.count {
            // SAFETY: inside the window.
            unsafe { self.first.add(index as usize).write(value.word()) }
        }
    }

    /// The arguments from one on.
    #[inline]
    #[must_use]
    pub fn from(&self, index: u32) -> Self {
        let skipped = index.min(self.count);
        Args {
            // SAFETY: at most one past the window.
            first: unsafe { self.first.add(skipped as usize) },
            count: self.count - skipped,
            stack: PhantomData,
        }
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Value> + use<> {
        let (first, count) = (self.first, self.count);
        // SAFETY: inside the window.
        (0..count).map(move |i| Value::from_word(unsafe { first.add(i as usize).read() }))
    }
}

/// The functions a group file supplies: `natives! { ROWS: abs all }` makes `pub const ROWS` of ids and functions, each
/// function named as its row.
#[macro_export]
macro_rules! natives {
    ($rows:ident: $($name:ident)*) => {
        /// Ids and functions of this file.
        pub(crate) const $rows: &[(u16, $crate::native::NativeFn)] = &[$((bytecode::natives::id::$name, $name),)*];
    };
}

/// The rows of every group file.
pub const GROUPS: &[&[(u16, NativeFn)]] = &[
    text::ROWS,
    text_form::ROWS,
    bytes::ROWS,
    bytearrays::ROWS,
    encoding::ROWS,
    bytes_form::ROWS,
    lists::ROWS,
    dicts::ROWS,
    sets::ROWS,
    numbers::ROWS,
    objects::ROWS,
    builtins::ROWS,
    generators::ROWS,
    construct::ROWS,
    math::ROWS,
    structs::ROWS,
    console::ROWS,
    threads::ROWS,
    semaphores::ROWS,
    pins::ROWS,
    buses::ROWS,
    system::ROWS,
    crate::machine::start::ROWS,
    crate::machine::callbacks::ROWS,
];

#[cfg(test)]
mod tests;
