//! Making threads: of the program, of the prompt, of the host.

use super::Machine;
use super::lock::Locked;
use crate::heap::HeapFull;
use crate::native::threads::thread_body;
use crate::native::{Args, Stop};
use crate::natives;
use crate::thread::{Slot, WaitKind};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;
use core::sync::atomic::{AtomicU32, Ordering};
use vosal::{Os, Priority, ThreadSpec};

/// Why a thread was not started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StartError {
    /// There is no memory for its stacks.
    NoMemory,
    /// The table, or the system below, has no more.
    TooMany,
    /// The program runs already.
    Running,
    /// There is no program.
    NothingLoaded,
    /// The global holds nothing that can be called.
    NotAFunction,
}

impl StartError {
    /// What the native that wanted the thread does.
    pub(super) fn stop(self, vm: &Vm) -> Stop {
        match self {
            Self::NoMemory => Stop::HeapFull,
            _ => vm.raise(index::RuntimeError),
        }
    }
}

impl From<HeapFull> for StartError {
    fn from(_: HeapFull) -> Self {
        Self::NoMemory
    }
}

/// The line that the prompt's thread is to evaluate next: its code id and the serial number of its image.
pub(super) struct NextLine(AtomicU32);

impl NextLine {
    const NONE: u32 = u32::MAX;

    pub(super) const fn new() -> Self {
        Self(AtomicU32::new(Self::NONE))
    }

    /// Takes the line, if there is one.
    pub(super) fn take(&self, os: &dyn Os) -> Option<(u16, u16)> {
        let mut word = Self::NONE;
        os.critical(&mut || {
            word = self.0.load(Ordering::SeqCst);
            self.0.store(Self::NONE, Ordering::SeqCst);
        });
        (word != Self::NONE).then_some((word as u16, (word >> 16) as u16))
    }

    fn put(&self, entry: u16, image: u16) {
        self.0
            .store(u32::from(entry) | u32::from(image) << 16, Ordering::SeqCst);
    }

    fn is_empty(&self) -> bool {
        self.0.load(Ordering::SeqCst) == Self::NONE
    }
}

impl Machine {
    /// Makes the RTOS thread of a slot; its id.
    ///
    /// It begins by asking for the lock, so its frames may be laid until that is released.
    pub(super) fn make_thread(
        &self,
        vm: &mut Vm,
        slot: Slot,
        level: u8,
        entry: u16,
    ) -> Result<u16, StartError> {
        self.reap(vm);
        let machine = vm.around.ok_or(StartError::TooMany)?;
        let priority = if slot == Slot::INTERRUPT {
            Priority::INTERRUPT
        } else {
            Priority::program(level).ok_or(StartError::TooMany)?
        };
        if self.threads.record(slot).has_thread() {
            return Err(StartError::TooMany); // the one that ended has not left its stack yet
        }
        let words = self.os().thread_memory(self.settings.native_stack);
        let memory = vm.heap.lend_memory(words)?;
        let of_program = slot == Slot::MAIN
            || slot.index() >= Slot::FIRST_FREE
                && self
                    .threads
                    .holder()
                    .is_some_and(|me| self.threads.record(me).of_program());
        let id = self.threads.enroll(slot, level, entry, of_program);
        if words > 0 {
            let bytes = self.settings.native_stack as u32;
            self.threads.record(slot).set_native_size(bytes);
        }
        let spec = ThreadSpec {
            name: "python",
            stack: self.settings.native_stack,
            priority,
            entry: machine,
            argument: slot.index(),
        };
        match self.os().create(spec, memory) {
            Ok(thread) => {
                self.threads.set_thread(slot, Some(thread));
                Ok(id)
            }
            Err((_, memory)) => {
                vm.heap.take_back_memory(memory);
                self.threads.forget_thread(slot);
                Err(StartError::TooMany)
            }
        }
    }

    /// Takes back the memory of threads that have ended.
    pub(super) fn reap(&self, vm: &mut Vm) {
        for slot in self.threads.listed() {
            let record = self.threads.record(slot);
            if record.phase().alive() {
                continue;
            }
            if let Some(memory) = record.thread().and_then(|thread| self.os().reclaim(thread)) {
                vm.heap.take_back_memory(memory);
                self.threads.set_thread(slot, None);
            }
        }
    }

    /// Starts a thread that calls `function(*args)`, surplus arguments dropped; its id.
    fn spawn(
        &self,
        vm: &mut Vm,
        function: Value,
        args: Value,
        level: u8,
        size: u32,
    ) -> Result<u16, StartError> {
        self.reap(vm);
        let slot = self.threads.vacant().ok_or(StartError::TooMany)?;
        let entry = vm.code_of(function).unwrap_or(code::run_callback);
        let callee = Value::function(code::run_callback);
        vm.start(slot.index(), callee, &[function, args], size / 4)?;
        self.make_thread(vm, slot, level, entry)
            .inspect_err(|_| vm.finish(slot.index()))
    }
}

impl Locked<'_> {
    /// Starts the loaded program's main thread; its id.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start_program(&mut self) -> Result<u16, StartError> {
        let machine = self.machine();
        if !machine.is_loaded() {
            return Err(StartError::NothingLoaded);
        }
        let entry = machine.published.entry.load(Ordering::SeqCst) as u16;
        if machine.program_runs() {
            return Err(StartError::Running);
        }
        machine.published.raised.store(false, Ordering::SeqCst);
        machine.published.running.store(true, Ordering::SeqCst);
        self.retried(|vm| {
            vm.start(Slot::MAIN.index(), Value::function(entry), &[], 0)?;
            machine
                .make_thread(vm, Slot::MAIN, Priority::NORMAL.level(), entry)
                .inspect_err(|_| vm.finish(Slot::MAIN.index()))
        })
        .inspect_err(|_| machine.published.running.store(false, Ordering::SeqCst))
    }

    /// Starts a thread that calls the function in a global without arguments; its id.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start_global(&mut self, global: u16, level: u8, size: u16) -> Result<u16, StartError> {
        let function = self.global(global);
        if function == Value::UNBOUND {
            return Err(StartError::NotAFunction);
        }
        let level = if level == 0 {
            Priority::NORMAL.level()
        } else {
            level
        };
        let machine = self.machine();
        self.retried(|vm| {
            let none = vm.heap.alloc(3, Kind::Tuple, 0)?;
            machine.spawn(vm, function, none.value(), level, size.into())
        })
    }

    /// Lets the prompt's thread evaluate the code of a fragment next; its id, or `None` while it evaluates another.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn evaluate(&mut self, entry: u16, image: u16) -> Result<u16, StartError> {
        let machine = self.machine();
        let slot = Slot::EVALUATION;
        if machine.is_evaluating() {
            return Err(StartError::Running);
        }
        if !machine.threads.record(slot).phase().alive() {
            let level = Priority::NORMAL.level();
            self.retried(|vm| machine.make_thread(vm, slot, level, entry))?;
        }
        machine.next_line.put(entry, image);
        machine.threads.wake_one(WaitKind::Line, 0);
        Ok(machine.threads.record(slot).id())
    }

    /// Disarms every timer and every pin.
    pub fn disarm_callbacks(&mut self) {
        let machine = self.machine();
        machine.disarm(self);
    }

    /// Does something, once more after a collection if there was no memory.
    fn retried<T>(
        &mut self,
        mut attempt: impl FnMut(&mut Vm) -> Result<T, StartError>,
    ) -> Result<T, StartError> {
        match attempt(self) {
            Err(StartError::NoMemory) => {
                self.collect();
                attempt(self)
            }
            result => result,
        }
    }
}

impl Machine {
    /// Whether the prompt's thread has a line that it has not finished.
    #[must_use]
    pub fn is_evaluating(&self) -> bool {
        let slot = Slot::EVALUATION;
        !self.next_line.is_empty()
            || self.threads.record(slot).phase().alive()
                && !self.threads.rests(slot, WaitKind::Line)
    }
}

/// `thread_new(function, arguments, priority, size)`: the thread, which runs
pub(crate) fn thread_new(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let level = vm.whole(args.get(2))?;
    if !(1..=7).contains(&level) {
        return Err(vm.raise(index::ValueError));
    }
    let size = vm.whole(args.get(3))?.max(0) as u32;
    let made = vm.heap.alloc(thread_body::WORDS, Kind::Thread, 0)?;
    let id = machine
        .spawn(vm, args.get(0), args.get(1), level as u8, size)
        .map_err(|error| error.stop(vm))?;
    vm.heap.set_word(made, thread_body::ID, id.into());
    Ok(made.value())
}

natives! { ROWS: thread_new }
