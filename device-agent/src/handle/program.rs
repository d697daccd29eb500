//! Threads, from the host.

use crate::agent::Agent;
use crate::console::place_of;
use protocol::commands::{
    GetStack, ListThreads, ResumeThread, SetPriority, StartThread, StopThread, SuspendThread,
};
use protocol::info::Nothing;
use protocol::page::PageQuery;
use protocol::program::{
    Entry, PriorityChange, StackQuery, StackRow, Start, Started, StopRequest, ThreadKind,
    ThreadRequest, ThreadRow, ThreadState, WaitOn,
};
use protocol::{Error, ReplyWriter, Sent, Unanswered};
use vm::machine::{Scope, StartError};
use vm::thread::{EXIT, Phase, SLOTS, SUSPEND, Slot, Status, WaitKind};

impl From<StartError> for RefusedStart {
    fn from(error: StartError) -> RefusedStart {
        RefusedStart(match error {
            StartError::NoMemory => Error::OutOfMemory,
            StartError::TooMany => Error::TooManyThreads,
            StartError::Running => Error::AlreadyRunning,
            StartError::NothingLoaded => Error::NoProgram,
            StartError::NotAFunction => Error::OutOfRange,
        })
    }
}

/// The refusal of a start, as it travels.
pub(super) struct RefusedStart(pub(super) Error);

impl Agent {
    pub(super) fn start_thread(
        &mut self,
        request: Start,
        reply: ReplyWriter<'_, StartThread>,
    ) -> Result<Sent, Unanswered> {
        if request.priority > 7 {
            return Err(Error::OutOfRange.into());
        }
        let mut lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        let started = match request.entry {
            Entry::Program => lock.start_program(),
            Entry::Global(global) => {
                lock.start_global(global, request.priority, request.stack_size)
            }
        };
        let thread = started.map_err(|error| RefusedStart::from(error).0)?;
        reply.send(&Started { thread })
    }

    /// The slot of a live thread.
    fn alive(&self, id: u16) -> Result<Slot, Error> {
        let threads = self.machine.threads();
        let slot = threads.find(id).ok_or(Error::NoSuchThread)?;
        if threads.record(slot).phase().alive() {
            Ok(slot)
        } else {
            Err(Error::WrongState)
        }
    }

    pub(super) fn stop_threads(
        &mut self,
        request: StopRequest,
        reply: ReplyWriter<'_, StopThread>,
    ) -> Result<Sent, Unanswered> {
        match request {
            StopRequest::Thread(id) => {
                let slot = self.alive(id)?;
                if slot == Slot::INTERRUPT {
                    return Err(Error::WrongState.into());
                }
                self.machine.stop(slot);
            }
            StopRequest::Program => {
                let mut lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
                lock.disarm_callbacks();
                drop(lock);
                self.machine.interrupt(Scope::EveryThread, true);
            }
        }
        reply.send(&Nothing)
    }

    pub(super) fn suspend_thread(
        &mut self,
        request: ThreadRequest,
        reply: ReplyWriter<'_, SuspendThread>,
    ) -> Result<Sent, Unanswered> {
        let slot = self.alive(request.thread)?;
        self.machine.threads().ask(slot, SUSPEND);
        reply.send(&Nothing)
    }

    pub(super) fn resume_thread(
        &mut self,
        request: ThreadRequest,
        reply: ReplyWriter<'_, ResumeThread>,
    ) -> Result<Sent, Unanswered> {
        let slot = self.alive(request.thread)?;
        let threads = self.machine.threads();
        if threads.record(slot).requests() & SUSPEND == 0 {
            return Err(Error::WrongState.into());
        }
        threads.unask(slot, SUSPEND);
        reply.send(&Nothing)
    }

    pub(super) fn change_priority(
        &mut self,
        change: PriorityChange,
        reply: ReplyWriter<'_, SetPriority>,
    ) -> Result<Sent, Unanswered> {
        let slot = self.alive(change.thread)?;
        if !(1..=7).contains(&change.priority) || slot == Slot::INTERRUPT {
            return Err(Error::OutOfRange.into());
        }
        self.machine.threads().set_base(slot, change.priority);
        reply.send(&Nothing)
    }

    /// Cursors are indices of slots.
    pub(super) fn tell_threads(
        &mut self,
        query: PageQuery,
        reply: ReplyWriter<'_, ListThreads>,
    ) -> Result<Sent, Unanswered> {
        let threads = self.machine.threads();
        let mut page = reply.page();
        let mut next = None;
        for index in (query.cursor as usize).max(1)..SLOTS {
            let Some(status) = Slot::new(index).and_then(|slot| threads.status(slot)) else {
                continue;
            };
            if !page.row(&self.thread_row(&status)) {
                next = Some(index as u32);
                break;
            }
        }
        page.finish(threads.generation(), next)
    }

    fn thread_row(&self, status: &Status) -> ThreadRow {
        ThreadRow {
            id: status.id,
            kind: match status.slot {
                Slot::MAIN => ThreadKind::Main,
                Slot::EVALUATION => ThreadKind::Evaluation,
                Slot::INTERRUPT => ThreadKind::Interrupt,
                _ => ThreadKind::Started,
            },
            state: self.thread_state(status),
            priority_base: status.base,
            priority: status.priority,
            held_ns: status.held_micros * 1000,
            age_ns: status.age_micros * 1000,
            wakeups: status.wakeups,
            stack_used: status.stack_used,
            stack_size: status.stack_size,
            native_high_water: status.native_high_water,
            native_size: (status.native_size > 0).then_some(status.native_size),
            name: None,
            entry: status.entry,
            at: status.place.map(place_of),
            on_old_code: status.on_old_code,
        }
    }

    fn thread_state(&self, status: &Status) -> ThreadState {
        let suspended = status.requests & SUSPEND != 0;
        match status.phase {
            Phase::Suspended => ThreadState::Suspended,
            Phase::Waiting if suspended => ThreadState::Suspended,
            Phase::Finished | Phase::Free => ThreadState::Finished,
            Phase::Stopped => ThreadState::Stopped,
            Phase::Raised => ThreadState::Raised {
                exception: status.exception,
            },
            _ if status.stopping || status.requests & EXIT != 0 => ThreadState::Stopping,
            Phase::Ready => ThreadState::Ready,
            Phase::Running => ThreadState::Running,
            Phase::Waiting => ThreadState::Waiting {
                on: wait_on(status),
                for_ms: status
                    .wait_micros
                    .map(|micros| u32::try_from(micros / 1000).unwrap_or(u32::MAX)),
            },
        }
    }

    /// Cursors are counts of frames.
    pub(super) fn tell_stack(
        &mut self,
        query: StackQuery,
        reply: ReplyWriter<'_, GetStack>,
    ) -> Result<Sent, Unanswered> {
        let slot = self.alive(query.thread)?;
        let lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        let mut page = reply.page();
        let mut next = None;
        let mut index = 0;
        lock.each_frame_of_thread(slot, &mut |frame| {
            if index >= query.cursor && next.is_none() {
                let row = StackRow {
                    at: place_of(frame.at),
                    old_code: frame.old_code,
                    words: frame.words,
                };
                if !page.row(&row) {
                    next = Some(index);
                }
            }
            index += 1;
        });
        page.finish(self.machine.threads().generation(), next)
    }
}

fn wait_on(status: &Status) -> WaitOn {
    match status.wait_kind {
        WaitKind::Time => WaitOn::Time,
        WaitKind::Input | WaitKind::Line => WaitOn::Input,
        WaitKind::Output => WaitOn::Output,
        WaitKind::Semaphore | WaitKind::Event => WaitOn::Event,
        WaitKind::Lock => WaitOn::Lock {
            owner: status.wait_owner,
        },
        WaitKind::Thread => WaitOn::Thread {
            id: status.wait_key as u16,
        },
        WaitKind::Peripheral => WaitOn::Peripheral,
        WaitKind::Callback => WaitOn::Callback,
    }
}
