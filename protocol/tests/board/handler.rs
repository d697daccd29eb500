//! What the test board answers.

use super::{Bench, STATISTICS, crc, thread};
use protocol::Error;
use protocol::commands as c;
use protocol::dispatch::{Handler, ReplyWriter, Sent, Unanswered};
use protocol::fingerprint::{Fnv, Prefix, Table};
use protocol::hardware::{PinChange, PinMode, PinQuery, PinState, ResetRequest};
use protocol::image::*;
use protocol::info::*;
use protocol::memory::*;
use protocol::page::PageQuery;
use protocol::program::*;

impl Handler for Bench {
    fn attached(&mut self, fresh: bool) {
        if fresh {
            self.staged.clear();
            self.announced = None;
        }
    }

    fn withdrawn(&mut self) {
        self.withdrawn += 1;
    }

    fn take_chunk(&mut self, offset: u32, data: &[u8]) -> Result<(), Error> {
        assert_eq!(offset as usize, self.staged.len(), "chunks come in order");
        assert!(!data.is_empty());
        self.staged.extend_from_slice(data);
        Ok(())
    }

    fn identity(
        &mut self,
        _: Nothing,
        reply: ReplyWriter<'_, c::GetIdentity>,
    ) -> Result<Sent, Unanswered> {
        let prefix = |count, hash| Prefix { count, hash };
        reply.send(&Identity {
            board: "bench",
            program: "blink",
            firmware: (0, 1, 0),
            bytecode_version: 1,
            opcodes: prefix(120, 0x1111_1111),
            fixed_names: prefix(300, 0x2222_2222),
            exceptions: prefix(40, 0x3333_3333),
            natives: prefix(200, 0x4444_4444),
            commands: c::prefix(u16::MAX),
            native_groups: 0b111,
            boot_nonce: self.boot_nonce,
            chain: 0x9f3a_41c7,
            state: ProgramState::Running,
            closed: false,
            registers: Registers::default(),
            uptime_ms: 724_000,
            heap_size: 40960,
            heap_free: 38956,
            flash_size: 0,
            flash_stalls: false,
        })
    }

    fn ping(
        &mut self,
        request: Ping,
        reply: ReplyWriter<'_, c::SendPing>,
    ) -> Result<Sent, Unanswered> {
        reply.send(&request)
    }

    fn link_counters(
        &mut self,
        _: Nothing,
        reply: ReplyWriter<'_, c::GetLinkCounters>,
    ) -> Result<Sent, Unanswered> {
        let counters = reply.counters();
        reply.send(&counters)
    }

    fn table_hash(
        &mut self,
        request: TableQuery,
        reply: ReplyWriter<'_, c::GetTableHash>,
    ) -> Result<Sent, Unanswered> {
        let prefix = match request.table {
            Table::Commands => c::prefix(request.count),
            _ => Prefix {
                count: request.count,
                hash: Fnv::EMPTY.value(),
            },
        };
        reply.send(&TableHash { prefix })
    }

    fn clock(
        &mut self,
        _: Nothing,
        reply: ReplyWriter<'_, c::GetClock>,
    ) -> Result<Sent, Unanswered> {
        reply.send(&Clock {
            uptime_us: 5,
            unix_ms: None,
        })
    }

    fn set_clock(
        &mut self,
        _: ClockSetting,
        _: ReplyWriter<'_, c::SetClock>,
    ) -> Result<Sent, Unanswered> {
        Err(Error::NoClock.into())
    }

    fn reset(
        &mut self,
        _: ResetRequest,
        reply: ReplyWriter<'_, c::Reset>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::Reset>()?;
        self.resets += 1;
        reply.send(&Nothing)
    }

    fn begin_upload(
        &mut self,
        request: BeginUpload<'_>,
        reply: ReplyWriter<'_, c::Begin>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::Begin>()?;
        self.staged.clear();
        self.announced = Some((request.len, request.crc));
        reply.send(&UploadState {
            received: 0,
            window: 0,
        })
    }

    fn commit(
        &mut self,
        _: Commit,
        reply: ReplyWriter<'_, c::CommitUpload>,
    ) -> Result<Sent, Unanswered> {
        let (len, sum) = self.announced.ok_or(Error::NoUpload)?;
        if self.staged.len() != len as usize {
            return Err(Error::UploadIncomplete.into());
        }
        if crc(&self.staged) != sum {
            return Err(Error::HashMismatch.into());
        }
        self.effect::<c::CommitUpload>()?;
        self.announced = None;
        let image = std::mem::take(&mut self.staged);
        self.installed.push(image);
        reply.send(&Committed::Installed(self.installed()))
    }

    fn abort_upload(
        &mut self,
        _: Nothing,
        reply: ReplyWriter<'_, c::AbortUpload>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::AbortUpload>()?;
        self.announced = None;
        reply.send(&Nothing)
    }

    fn evaluate(
        &mut self,
        request: Evaluate<'_>,
        reply: ReplyWriter<'_, c::EvaluateFragment>,
    ) -> Result<Sent, Unanswered> {
        if crc(request.image) != request.crc {
            return Err(Error::HashMismatch.into());
        }
        self.effect::<c::EvaluateFragment>()?;
        self.installed.push(request.image.to_vec());
        reply.send(&Evaluation::Running(self.installed()))
    }

    fn persist(
        &mut self,
        _: Persist,
        _: ReplyWriter<'_, c::PersistImage>,
    ) -> Result<Sent, Unanswered> {
        Err(Error::NoFlash.into())
    }

    fn erase(&mut self, _: EraseRequest, _: ReplyWriter<'_, c::Erase>) -> Result<Sent, Unanswered> {
        Err(Error::NoFlash.into())
    }

    fn start(
        &mut self,
        _: Start,
        reply: ReplyWriter<'_, c::StartThread>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::StartThread>()?;
        reply.send(&Started { thread: 41 })
    }

    fn stop(
        &mut self,
        _: StopRequest,
        reply: ReplyWriter<'_, c::StopThread>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::StopThread>()?;
        reply.send(&Nothing)
    }

    fn suspend(
        &mut self,
        request: ThreadRequest,
        reply: ReplyWriter<'_, c::SuspendThread>,
    ) -> Result<Sent, Unanswered> {
        if request.thread > 40 {
            return Err(Error::NoSuchThread.into());
        }
        self.effect::<c::SuspendThread>()?;
        reply.send(&Nothing)
    }

    fn resume(
        &mut self,
        _: ThreadRequest,
        reply: ReplyWriter<'_, c::ResumeThread>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::ResumeThread>()?;
        reply.send(&Nothing)
    }

    fn set_priority(
        &mut self,
        _: PriorityChange,
        reply: ReplyWriter<'_, c::SetPriority>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::SetPriority>()?;
        reply.send(&Nothing)
    }

    fn threads(
        &mut self,
        request: PageQuery,
        reply: ReplyWriter<'_, c::ListThreads>,
    ) -> Result<Sent, Unanswered> {
        if self.move_at.is_some_and(|at| request.cursor >= at) {
            self.move_at = None;
            self.threads.insert(0, thread(99));
            self.generation += 1;
        }
        self.page(&self.threads, request.cursor, reply)
    }

    fn stack(
        &mut self,
        request: StackQuery,
        reply: ReplyWriter<'_, c::GetStack>,
    ) -> Result<Sent, Unanswered> {
        let rows: Vec<StackRow> = (0..60)
            .map(|depth| StackRow {
                at: Place {
                    image: 1,
                    code: request.thread,
                    pc: depth,
                },
                old_code: false,
                words: 9,
            })
            .collect();
        self.page(&rows, request.cursor, reply)
    }

    fn collect(
        &mut self,
        _: Nothing,
        reply: ReplyWriter<'_, c::Collect>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::Collect>()?;
        reply.send(&Collected {
            freed: 2212,
            pause_us: 1100,
            free: 38956,
        })
    }

    fn gc_statistics(
        &mut self,
        _: Nothing,
        reply: ReplyWriter<'_, c::GetGcStatistics>,
    ) -> Result<Sent, Unanswered> {
        reply.send(&STATISTICS)
    }

    fn heap_census(
        &mut self,
        request: HeapQuery,
        reply: ReplyWriter<'_, c::GetHeapCensus>,
    ) -> Result<Sent, Unanswered> {
        if self.put_off > 0 {
            self.put_off -= 1;
            return Err(Unanswered::Later);
        }
        let rows: Vec<CensusRow> = (0..50)
            .map(|kind| CensusRow {
                kind,
                class_name: None,
                count: 100,
                bytes: 2400,
            })
            .collect();
        self.page(&rows, request.cursor, reply)
    }

    fn heap_map(
        &mut self,
        request: HeapQuery,
        reply: ReplyWriter<'_, c::GetHeapMap>,
    ) -> Result<Sent, Unanswered> {
        let rows = [MapRow {
            state: MapState::Used,
            blocks: 60,
            bytes: 2004,
        }];
        self.page(&rows, request.cursor, reply)
    }

    fn images(
        &mut self,
        request: ImageQuery,
        reply: ReplyWriter<'_, c::ListImages>,
    ) -> Result<Sent, Unanswered> {
        self.page(&[], request.cursor, reply)
    }

    fn subscribe(
        &mut self,
        _: Subscription,
        reply: ReplyWriter<'_, c::Subscribe>,
    ) -> Result<Sent, Unanswered> {
        self.effect::<c::Subscribe>()?;
        reply.send(&Nothing)
    }

    fn pin(
        &mut self,
        request: PinQuery,
        reply: ReplyWriter<'_, c::GetPin>,
    ) -> Result<Sent, Unanswered> {
        let level = self.levels.get(usize::from(request.pin));
        let level = *level.ok_or(Error::NoSuchPin)?;
        reply.send(&PinState {
            mode: PinMode::Output,
            level,
        })
    }

    fn set_pin(
        &mut self,
        request: PinChange,
        reply: ReplyWriter<'_, c::SetPin>,
    ) -> Result<Sent, Unanswered> {
        // Toggles, so that a command that takes effect twice is seen.
        self.effect::<c::SetPin>()?;
        let level = self.levels.get_mut(usize::from(request.pin));
        let level = level.ok_or(Error::NoSuchPin)?;
        *level = !*level;
        reply.send(&PinState {
            mode: PinMode::Output,
            level: *level,
        })
    }
}
