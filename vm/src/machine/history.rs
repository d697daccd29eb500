//! What the collector has done, counted.

use crate::heap::Heap;
use crate::heap::header::Header;
use crate::vm::Vm;
use bytecode::kind::Kind;

/// Why a collection ran.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Cause {
    /// None has run.
    #[default]
    Never,
    /// An allocation failed.
    Allocation,
    /// The program or the host asked for it.
    Requested,
}

/// Counts since the machine was made; times in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// Collections.
    pub collections: u32,
    /// Why the last one ran.
    pub cause: Cause,
    /// How long the last one took.
    pub pause_last: u32,
    /// How long the longest one took.
    pub pause_max: u32,
    /// How long all of them took.
    pub pause_total: u64,
    /// Bytes the last one freed.
    pub last_freed: u32,
    /// Bytes all of them freed.
    pub freed_bytes: u64,
    /// When the last one ended.
    pub last_at: u64,
    /// Fewest bytes that were free when one began; `None` before the first.
    pub least_free: Option<u32>,
    /// Allocations that failed after a collection too.
    pub failed_allocations: u32,
    /// Bytes the last of those asked for.
    pub failed_size: u32,
    /// Words that the last collection took as roots.
    pub roots: u32,
}

impl Vm {
    /// Collects, and takes note of it.
    pub(crate) fn collect_because(&mut self, cause: Cause) -> History {
        let clock = |vm: &Vm| vm.around.map_or(0, |machine| machine.os().now());
        let began = clock(self);
        let free = self.heap.free_words() * 4;
        let roots = self.root_words();
        let swept = self.mark_and_sweep();
        let ended = clock(self);
        let pause = u32::try_from(ended.saturating_sub(began)).unwrap_or(u32::MAX);
        let freed = swept.freed_words * 4;
        let history = &mut self.history;
        history.collections = history.collections.wrapping_add(1);
        history.cause = cause;
        history.pause_last = pause;
        history.pause_max = history.pause_max.max(pause);
        history.pause_total += u64::from(pause);
        history.last_freed = freed;
        history.freed_bytes += u64::from(freed);
        history.last_at = ended;
        history.roots = roots;
        history.least_free = Some(history.least_free.map_or(free, |least| least.min(free)));
        *history
    }

    /// Words that a collection begins with: globals, what the machine keeps, and the frames of all threads.
    fn root_words(&self) -> u32 {
        let registers = self.registers();
        let mut words = u32::from(registers.globals) + crate::vm::ROOTS as u32;
        for slot in 0..crate::thread::SLOTS {
            self.each_frame_in(slot, |frame| {
                words += frame.top.saturating_sub(frame.fp) / 4 + 1;
                true
            });
        }
        words
    }

    /// What the collector has done.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }
}

/// The blocks of a heap.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Blocks {
    /// Blocks that hold something, garbage included.
    pub used: u32,
    /// Free blocks.
    pub free: u32,
}

impl Blocks {
    /// Counts them by a walk.
    #[must_use]
    pub fn count(heap: &Heap) -> Blocks {
        let mut blocks = Blocks::default();
        super::census::each_block(heap, 0, &mut |_, header: Header| {
            if header.is(Kind::Free) {
                blocks.free += 1;
            } else {
                blocks.used += 1;
            }
            true
        });
        blocks
    }
}
