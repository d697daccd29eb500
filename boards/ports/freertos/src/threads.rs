//! The threads of the port: which task a handle means, and where its memory lies.

use crate::kernel::Task;
use core::mem::MaybeUninit;
use core::num::NonZeroU32;
use core::ptr::null_mut;
use vosal::{Entry, Memory, Thread};

/// Threads at a time, those of the system included.
pub const THREADS_MAX: usize = 24;

/// What a task reads when it starts; it lies in the thread's memory, after the control block.
pub(crate) struct Start {
    pub(crate) entry: &'static dyn Entry,
    pub(crate) argument: usize,
    pub(crate) slot: usize,
}

/// One thread. Reached in critical sections only.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// The task, null while the slot is free.
    pub(crate) task: Task,
    /// Counts the threads that had the slot.
    generation: u32,
    /// The body has returned.
    pub(crate) ended: bool,
    memory: *mut MaybeUninit<u64>,
    words: usize,
}

pub(crate) struct Threads {
    slots: [Slot; THREADS_MAX],
}

impl Threads {
    pub(crate) const fn new() -> Threads {
        let free = Slot {
            task: null_mut(),
            generation: 0,
            ended: false,
            memory: null_mut(),
            words: 0,
        };
        Threads {
            slots: [free; THREADS_MAX],
        }
    }

    /// Takes a free slot for memory lent; its index.
    pub(crate) fn take(&mut self, memory: *mut MaybeUninit<u64>, words: usize) -> Option<usize> {
        let index = self.slots.iter().position(|slot| slot.memory.is_null())?;
        let slot = self.slots.get_mut(index)?;
        *slot = Slot {
            task: null_mut(),
            generation: slot.generation.wrapping_add(1) & 0xff_ffff,
            ended: false,
            memory,
            words,
        };
        Some(index)
    }

    pub(crate) fn slot(&mut self, index: usize) -> Option<&mut Slot> {
        self.slots.get_mut(index)
    }

    /// The handle of a slot: generation above, index + 1 below, so that it is never zero.
    pub(crate) fn handle(&self, index: usize) -> Option<Thread> {
        let slot = self.slots.get(index)?;
        NonZeroU32::new(slot.generation << 8 | (index as u32 + 1)).map(Thread::new)
    }

    /// The live slot that a handle means; `None` if it is stale.
    pub(crate) fn find(&mut self, thread: Thread) -> Option<&mut Slot> {
        let number = thread.number();
        let index = ((number & 0xff) as usize).checked_sub(1)?;
        self.slots
            .get_mut(index)
            .filter(|slot| !slot.task.is_null() && slot.generation == number >> 8)
    }
}

impl Slot {
    /// Frees the slot; the memory goes back to who lent it.
    pub(crate) fn release(&mut self) -> (*mut MaybeUninit<u64>, usize) {
        let memory = (self.memory, self.words);
        self.task = null_mut();
        self.memory = null_mut();
        memory
    }
}

/// The memory of a slot that was freed.
///
/// # Safety
/// The parts must come from [`Slot::release`] of a thread whose task is deleted, once.
pub(crate) unsafe fn memory_of((first, words): (*mut MaybeUninit<u64>, usize)) -> Memory {
    // SAFETY: these are the parts of the exclusive slice that was lent, and nothing uses it any more.
    unsafe { core::slice::from_raw_parts_mut(first, words) }
}
