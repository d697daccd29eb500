//! An answer to every command, by subject.

mod hardware;
mod image;
mod info;
mod memory;
mod program;

use crate::agent::Agent;
use protocol::commands::{self, Command};
use protocol::{Error, Handler, ReplyWriter, Sent, Unanswered};

/// What a command asks.
type Asked<'a, C> = <C as Command>::Request<'a>;
/// What became of it.
type Answer = Result<Sent, Unanswered>;

impl Handler for Agent {
    fn attached(&mut self, fresh: bool) {
        if fresh {
            self.stale_upload = true;
        }
    }

    fn withdrawn(&mut self) {
        self.clearing = false;
        self.machine.give_up_lock();
    }

    fn take_chunk(&mut self, offset: u32, data: &[u8]) -> Result<(), Error> {
        self.upload
            .as_mut()
            .ok_or(Error::NoUpload)?
            .take(offset, data)
    }

    fn identity(
        &mut self,
        _: Asked<'_, commands::GetIdentity>,
        reply: ReplyWriter<'_, commands::GetIdentity>,
    ) -> Answer {
        self.tell_identity(reply)
    }

    fn ping(
        &mut self,
        request: Asked<'_, commands::SendPing>,
        reply: ReplyWriter<'_, commands::SendPing>,
    ) -> Answer {
        self.echo(request, reply)
    }

    fn link_counters(
        &mut self,
        _: Asked<'_, commands::GetLinkCounters>,
        reply: ReplyWriter<'_, commands::GetLinkCounters>,
    ) -> Answer {
        self.tell_link_counters(reply)
    }

    fn table_hash(
        &mut self,
        request: Asked<'_, commands::GetTableHash>,
        reply: ReplyWriter<'_, commands::GetTableHash>,
    ) -> Answer {
        self.tell_table_hash(request, reply)
    }

    fn clock(
        &mut self,
        _: Asked<'_, commands::GetClock>,
        reply: ReplyWriter<'_, commands::GetClock>,
    ) -> Answer {
        self.tell_clock(reply)
    }

    fn set_clock(
        &mut self,
        request: Asked<'_, commands::SetClock>,
        reply: ReplyWriter<'_, commands::SetClock>,
    ) -> Answer {
        self.change_clock(request, reply)
    }

    fn reset(
        &mut self,
        request: Asked<'_, commands::Reset>,
        reply: ReplyWriter<'_, commands::Reset>,
    ) -> Answer {
        self.plan_reset(request, reply)
    }

    fn begin_upload(
        &mut self,
        request: Asked<'_, commands::Begin>,
        reply: ReplyWriter<'_, commands::Begin>,
    ) -> Answer {
        self.begin(&request, reply)
    }

    fn commit(
        &mut self,
        request: Asked<'_, commands::CommitUpload>,
        reply: ReplyWriter<'_, commands::CommitUpload>,
    ) -> Answer {
        self.commit_upload(request, reply)
    }

    fn abort_upload(
        &mut self,
        _: Asked<'_, commands::AbortUpload>,
        reply: ReplyWriter<'_, commands::AbortUpload>,
    ) -> Answer {
        self.abort(reply)
    }

    fn evaluate(
        &mut self,
        request: Asked<'_, commands::EvaluateFragment>,
        reply: ReplyWriter<'_, commands::EvaluateFragment>,
    ) -> Answer {
        self.evaluate_fragment(&request, reply)
    }

    fn persist(
        &mut self,
        request: Asked<'_, commands::PersistImage>,
        reply: ReplyWriter<'_, commands::PersistImage>,
    ) -> Answer {
        self.refuse_persist(request, reply)
    }

    fn erase(
        &mut self,
        request: Asked<'_, commands::Erase>,
        reply: ReplyWriter<'_, commands::Erase>,
    ) -> Answer {
        self.refuse_erase(request, reply)
    }

    fn start(
        &mut self,
        request: Asked<'_, commands::StartThread>,
        reply: ReplyWriter<'_, commands::StartThread>,
    ) -> Answer {
        self.start_thread(request, reply)
    }

    fn stop(
        &mut self,
        request: Asked<'_, commands::StopThread>,
        reply: ReplyWriter<'_, commands::StopThread>,
    ) -> Answer {
        self.stop_threads(request, reply)
    }

    fn suspend(
        &mut self,
        request: Asked<'_, commands::SuspendThread>,
        reply: ReplyWriter<'_, commands::SuspendThread>,
    ) -> Answer {
        self.suspend_thread(request, reply)
    }

    fn resume(
        &mut self,
        request: Asked<'_, commands::ResumeThread>,
        reply: ReplyWriter<'_, commands::ResumeThread>,
    ) -> Answer {
        self.resume_thread(request, reply)
    }

    fn set_priority(
        &mut self,
        request: Asked<'_, commands::SetPriority>,
        reply: ReplyWriter<'_, commands::SetPriority>,
    ) -> Answer {
        self.change_priority(request, reply)
    }

    fn threads(
        &mut self,
        request: Asked<'_, commands::ListThreads>,
        reply: ReplyWriter<'_, commands::ListThreads>,
    ) -> Answer {
        self.tell_threads(request, reply)
    }

    fn stack(
        &mut self,
        request: Asked<'_, commands::GetStack>,
        reply: ReplyWriter<'_, commands::GetStack>,
    ) -> Answer {
        self.tell_stack(request, reply)
    }

    fn collect(
        &mut self,
        _: Asked<'_, commands::Collect>,
        reply: ReplyWriter<'_, commands::Collect>,
    ) -> Answer {
        self.collect_now(reply)
    }

    fn gc_statistics(
        &mut self,
        _: Asked<'_, commands::GetGcStatistics>,
        reply: ReplyWriter<'_, commands::GetGcStatistics>,
    ) -> Answer {
        self.tell_gc_statistics(reply)
    }

    fn heap_census(
        &mut self,
        request: Asked<'_, commands::GetHeapCensus>,
        reply: ReplyWriter<'_, commands::GetHeapCensus>,
    ) -> Answer {
        self.tell_census(request, reply)
    }

    fn heap_map(
        &mut self,
        request: Asked<'_, commands::GetHeapMap>,
        reply: ReplyWriter<'_, commands::GetHeapMap>,
    ) -> Answer {
        self.tell_heap_map(request, reply)
    }

    fn images(
        &mut self,
        request: Asked<'_, commands::ListImages>,
        reply: ReplyWriter<'_, commands::ListImages>,
    ) -> Answer {
        self.tell_images(request, reply)
    }

    fn subscribe(
        &mut self,
        request: Asked<'_, commands::Subscribe>,
        reply: ReplyWriter<'_, commands::Subscribe>,
    ) -> Answer {
        self.subscribed(request, reply)
    }

    fn pin(
        &mut self,
        request: Asked<'_, commands::GetPin>,
        reply: ReplyWriter<'_, commands::GetPin>,
    ) -> Answer {
        self.tell_pin(request, reply)
    }

    fn set_pin(
        &mut self,
        request: Asked<'_, commands::SetPin>,
        reply: ReplyWriter<'_, commands::SetPin>,
    ) -> Answer {
        self.change_pin(request, reply)
    }
}
