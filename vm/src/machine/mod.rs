//! The machine as the agent sees it: the interpreter behind its lock, the threads that run it, the board around it.
//!
//! Principles, in descending priority:
//! 1. The heap is reached through [`Locked`] only, which whoever holds the interpreter lock gets.
//! 2. What can be asked at any time lies outside, in words: threads, registers, free memory.
//! 3. Nothing waits with the lock held.
//!
//! Reading order: [`outlet`], `lock`, `run` (the body of every thread), `start`, `callbacks`, `report`, `steer`.

pub(crate) mod callbacks;
mod census;
mod history;
mod image_list;
mod images;
mod lock;
pub mod outlet;
mod place;
pub mod report;
mod run;
pub(crate) mod start;
mod steer;

pub use census::{Block, Census, Run, each_run};
pub use history::{Blocks, Cause, History};
pub use image_list::ImageUse;
pub use images::{Installed, Refusal, Staged};
pub use lock::Locked;
pub use outlet::{Chain, Ending, Event, Input, Line, Notice, Outlet, Place, Registers};
pub use place::FrameAt;
use start::NextLine;
pub use start::StartError;
pub use steer::Scope;

use crate::heap::Words;
use crate::signal::Signal;
use crate::thread::{Slot, Threads, Wait, WaitKind};
use crate::vm::Vm;
use callbacks::Edges;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use lock::Guarded;
use vhal::Board;
use vosal::Os;

/// What a board decides about its machine.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Bytes of native stack of each thread.
    pub native_stack: usize,
    /// Native groups the board carries: bit n for group n.
    pub native_groups: u32,
    /// The serial port that is the link to the host, if one is.
    pub console: Option<u8>,
}

/// A machine and all around it; one a board, for ever.
pub struct Machine {
    threads: Threads,
    vm: Guarded,
    board: Board,
    outlet: &'static dyn Outlet,
    settings: Settings,
    edges: Edges,
    next_line: NextLine,
    published: Published,
}

/// What the holder of the lock leaves for those who ask without it.
#[derive(Default)]
struct Published {
    heap_size: AtomicU32,
    heap_free: AtomicU32,
    names: AtomicU32,
    exceptions: AtomicU32,
    codes: AtomicU32,
    globals: AtomicU32,
    chain: AtomicU32,
    /// Code id of the loaded program's main module.
    entry: AtomicU32,
    /// Serial number of the last image installed.
    serial: AtomicU32,
    loaded: AtomicBool,
    closed: AtomicBool,
    /// The program was started and its end not yet told.
    running: AtomicBool,
    /// Callbacks that raised and were not reported, and when one last was, in milliseconds.
    muted: AtomicU32,
    told_at: AtomicU32,
    /// Edges lost that were told.
    lost_told: AtomicU32,
    /// A thread of it has ended by an exception.
    raised: AtomicBool,
}

impl Machine {
    /// A machine over this memory, without a program.
    #[must_use]
    pub fn new(
        os: &'static dyn Os,
        board: Board,
        outlet: &'static dyn Outlet,
        memory: Words,
        settings: Settings,
    ) -> Machine {
        // Until `start` names the machine's own, before anything runs.
        static NONE_YET: Signal = Signal::new();
        Machine {
            threads: Threads::new(os),
            vm: Guarded::new(Vm::new(memory, &NONE_YET)),
            board,
            outlet,
            settings,
            edges: Edges::new(),
            next_line: NextLine::new(),
            published: Published::default(),
        }
    }

    /// Makes the calling thread the agent's and joins the parts; called once, before anything else.
    pub fn start(&'static self) {
        self.threads.enroll_agent();
        let mut lock = self.lock(Slot::AGENT);
        lock.around = Some(self);
        lock.set_signal(self.threads.signal());
        lock.set_native_groups(self.settings.native_groups);
        let words = self.os().timer_memory();
        if let Ok(memory) = lock.heap.lend_memory(words)
            && let Ok(timer) = self.os().create_timer(&self.threads, 0, memory)
        {
            self.threads.set_quantum_timer(timer);
        }
        drop(lock);
        self.board.system.set_sink(self);
    }

    /// The operating system.
    #[must_use]
    pub fn os(&self) -> &'static dyn Os {
        self.threads.os()
    }

    /// The peripherals.
    #[must_use]
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// The threads.
    #[must_use]
    pub fn threads(&self) -> &Threads {
        &self.threads
    }

    /// The outside.
    #[must_use]
    pub fn outlet(&self) -> &'static dyn Outlet {
        self.outlet
    }

    /// The settings it was made with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Announces what the running thread is going to wait on; see [`Threads::expect`].
    pub(crate) fn expect(&self, wait: Wait) {
        if let Some(slot) = self.threads.holder() {
            self.threads.expect(slot, wait);
        }
    }

    /// Whether a serial port is the link to the host.
    pub(crate) fn is_console(&self, port: u8) -> bool {
        self.settings.console == Some(port)
    }

    /// Bytes of the heap.
    #[must_use]
    pub fn heap_size(&self) -> u32 {
        self.published.heap_size.load(Ordering::Relaxed)
    }

    /// Bytes of the heap that were free when the lock was last released.
    #[must_use]
    pub fn heap_free(&self) -> u32 {
        self.published.heap_free.load(Ordering::Relaxed)
    }

    /// The registers when the lock was last released.
    #[must_use]
    pub fn registers(&self) -> Registers {
        let published = &self.published;
        let load = |word: &AtomicU32| word.load(Ordering::SeqCst) as u16;
        Registers {
            names: load(&published.names),
            exceptions: load(&published.exceptions),
            codes: load(&published.codes),
            globals: load(&published.globals),
            chain: published.chain.load(Ordering::SeqCst),
        }
    }

    /// Whether a program is loaded.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.published.loaded.load(Ordering::SeqCst)
    }

    /// Whether the loaded program was linked closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.published.closed.load(Ordering::SeqCst)
    }

    /// Whether the program's main thread, or a thread that it started, is alive.
    #[must_use]
    pub fn program_runs(&self) -> bool {
        self.threads.listed().any(|slot| {
            let record = self.threads.record(slot);
            record.of_program() && record.phase().alive()
        })
    }

    /// Whether a thread of the program, a line of the prompt or a callback is under way.
    #[must_use]
    pub fn is_busy_with_program(&self) -> bool {
        let slot = Slot::INTERRUPT;
        self.program_runs()
            || self.is_evaluating()
            || self.threads.record(slot).phase().alive()
                && !self.threads.rests(slot, WaitKind::Callback)
    }

    /// Leaves what the lock's holder knows for those who ask without it.
    fn publish(&self, vm: &Vm) {
        let published = &self.published;
        let (start, end) = vm.heap.bounds();
        published.heap_size.store(end - start, Ordering::Relaxed);
        published
            .heap_free
            .store(vm.heap.free_words() * 4, Ordering::Relaxed);
        let (registers, chain) = (vm.registers(), vm.chain());
        let store = |word: &AtomicU32, count: u16| word.store(count.into(), Ordering::SeqCst);
        store(&published.names, registers.names);
        store(&published.exceptions, registers.exceptions);
        store(&published.codes, registers.codes);
        store(&published.globals, registers.globals);
        published.chain.store(chain, Ordering::SeqCst);
    }
}
