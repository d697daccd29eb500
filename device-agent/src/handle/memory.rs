//! The collector and the heap, from the host.

use crate::agent::Agent;
use protocol::commands::{self, GetGcStatistics, GetHeapCensus, GetHeapMap, Subscribe};
use protocol::info::Nothing;
use protocol::memory::{
    Cause, CensusRow, Collected, GcStatistics, HeapQuery, MapRow, MapState, Subscription,
};
use protocol::{ReplyWriter, Sent, Unanswered};
use vm::machine::{Block, Blocks, Census};

impl Agent {
    pub(super) fn collect_now(
        &mut self,
        reply: ReplyWriter<'_, commands::Collect>,
    ) -> Result<Sent, Unanswered> {
        let mut lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        let history = lock.collect_requested();
        reply.send(&Collected {
            freed: history.last_freed,
            pause_us: history.pause_last,
            free: lock.heap.free_words() * 4,
        })
    }

    pub(super) fn tell_gc_statistics(
        &mut self,
        reply: ReplyWriter<'_, GetGcStatistics>,
    ) -> Result<Sent, Unanswered> {
        let lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        let (start, end) = lock.heap.bounds();
        let (total, free) = (end - start, lock.heap.free_words() * 4);
        let blocks = Blocks::count(&lock.heap);
        let history = *lock.history();
        let since = self.machine.os().now().saturating_sub(history.last_at) / 1000;
        let made = lock.heap.blocks_made();
        let used = u64::from(total - free);
        reply.send(&GcStatistics {
            total,
            used: total - free,
            free,
            largest_free: lock.heap.largest_free_words() * 4,
            min_ever_free: history.least_free.unwrap_or(free).min(free),
            blocks_used: blocks.used,
            blocks_free: blocks.free,
            allocations: made,
            frees: made.wrapping_sub(blocks.used),
            allocated_bytes: history.freed_bytes + used,
            freed_bytes: history.freed_bytes,
            collections: history.collections,
            cause: match history.cause {
                vm::machine::Cause::Never => Cause::Never,
                vm::machine::Cause::Allocation => Cause::Allocation,
                vm::machine::Cause::Requested => Cause::Requested,
            },
            pause_last_us: history.pause_last,
            pause_max_us: history.pause_max,
            pause_total_us: history.pause_total,
            last_freed: history.last_freed,
            since_last_ms: match history.collections {
                0 => 0,
                _ => u32::try_from(since).unwrap_or(u32::MAX),
            },
            threshold: 0,
            failed_allocations: history.failed_allocations,
            failed_size: history.failed_size,
            roots: history.roots,
        })
    }

    /// Cursors are positions in the census.
    pub(super) fn tell_census(
        &mut self,
        query: HeapQuery,
        reply: ReplyWriter<'_, GetHeapCensus>,
    ) -> Result<Sent, Unanswered> {
        let lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        let mut page = reply.page();
        let census = Census::take(&lock.heap);
        let mut next = None;
        for (index, row) in census.rows().enumerate().skip(query.cursor as usize) {
            let row = CensusRow {
                kind: row.kind,
                class_name: None,
                count: row.count,
                bytes: row.bytes,
            };
            if !page.row(&row) {
                next = Some(index as u32);
                break;
            }
        }
        page.finish(census.generation(), next)
    }

    /// Cursors are offsets of blocks.
    pub(super) fn tell_heap_map(
        &mut self,
        query: HeapQuery,
        reply: ReplyWriter<'_, GetHeapMap>,
    ) -> Result<Sent, Unanswered> {
        let lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        let mut page = reply.page();
        let mut next = None;
        vm::machine::each_run(&lock.heap, query.cursor, &mut |at, run| {
            let row = MapRow {
                state: match run.state {
                    Block::Free => MapState::Free,
                    Block::Used => MapState::Used,
                    Block::Pinned => MapState::Pinned,
                    Block::Image => MapState::Image,
                },
                blocks: run.blocks,
                bytes: run.bytes,
            };
            if page.row(&row) {
                true
            } else {
                next = Some(at);
                false
            }
        });
        page.finish(0, next)
    }

    pub(super) fn subscribed(
        &mut self,
        _: Subscription,
        reply: ReplyWriter<'_, Subscribe>,
    ) -> Result<Sent, Unanswered> {
        // The link takes the samples itself, by asking for them.
        reply.send(&Nothing)
    }
}
