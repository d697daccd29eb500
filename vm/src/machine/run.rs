//! The body of every thread: the outer loop around the interpreter.
//!
//! The interpreter returns before the lock is given up, so at each point where another thread can run, no borrow of the
//! machine and no reference outside its own stacks exists.

use super::callbacks::{Due, RUNNING};
use super::lock::Locked;
use super::{Ending, Event, Machine};
use crate::interp::Exit;
use crate::native;
use crate::thread::{EXIT, INTERRUPT, KILL, Phase, SUSPEND, Slot, Wait, WaitKind};
use crate::value::Value;
use bytecode::exceptions::index;
use bytecode::prelude::code;
use core::sync::atomic::Ordering;
use vosal::{Entry, FOREVER, Outcome};

/// How what a thread ran has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// By returning.
    Returned,
    /// Nothing caught this exception.
    Raised(Value),
    /// It was ended by force.
    Killed,
}

impl Entry for Machine {
    fn run(&self, argument: usize) {
        let Some(slot) = Slot::new(argument) else {
            return;
        };
        // Whoever made this thread may not have come to it yet.
        self.threads.set_thread(slot, self.os().current());
        match slot {
            Slot::EVALUATION => self.serve_lines(),
            Slot::INTERRUPT => self.serve_callbacks(),
            _ => self.run_once(slot),
        }
    }
}

impl Machine {
    /// Runs what the thread of the lock's holder was given, until that has ended.
    pub(super) fn run_to_end<'m>(&'m self, mut lock: Locked<'m>) -> (Locked<'m>, End) {
        let slot = lock.slot();
        let mut finishing = false;
        loop {
            self.threads.begin_quantum(slot);
            let requests = self.threads.record(slot).requests();
            if !finishing && requests & (SUSPEND | KILL) == SUSPEND {
                drop(lock);
                self.threads.stay_while_suspended(slot);
                lock = self.lock(slot);
                continue;
            }
            lock.switch_to(slot.index());
            if finishing {
                // The native whose wait has ended comes first; what is asked of the thread comes at the next safe point.
                self.threads.signal().raise();
            } else {
                match self.threads.take_request(slot) {
                    KILL => return (lock, End::Killed),
                    EXIT => lock.raise_in(slot.index(), Value::bare_exception(index::ThreadExit)),
                    INTERRUPT => lock.raise_in(
                        slot.index(),
                        Value::bare_exception(index::KeyboardInterrupt),
                    ),
                    _ => {}
                }
            }
            let exit = lock.run();
            finishing = false;
            self.note(&lock, slot);
            match exit {
                Exit::Quantum => {
                    if self.threads.must_give_way(slot) {
                        drop(lock);
                        lock = self.lock(slot);
                    }
                }
                Exit::Block => (lock, finishing) = self.wait_without_lock(lock),
                Exit::End(_) => return (lock, End::Returned),
                Exit::Raised(exception) => return (lock, End::Raised(exception)),
            }
        }
    }

    /// Waits for what a native has announced; whether the native is to finish before anything else happens to the thread.
    ///
    /// A native whose wait was aborted is not called again, unless it was given what it waited for at the last moment, or
    /// has a peripheral to bring to rest.
    fn wait_without_lock<'m>(&'m self, lock: Locked<'m>) -> (Locked<'m>, bool) {
        let slot = lock.slot();
        drop(lock);
        let outcome = self.threads.wait(slot);
        let mut lock = self.lock(slot);
        lock.switch_to(slot.index());
        let of_peripheral = self.threads.record(slot).wait_kind() == WaitKind::Peripheral;
        let outcome = match outcome {
            Outcome::Done(()) => native::Outcome::Ready,
            Outcome::Timeout => native::Outcome::Timeout,
            Outcome::Aborted if self.threads.forget(slot) => native::Outcome::Ready,
            Outcome::Aborted if of_peripheral => native::Outcome::Stopped,
            Outcome::Aborted => return (lock, false),
        };
        lock.set_outcome(outcome);
        (lock, self.threads.record(slot).requests() != 0)
    }

    /// The body of main and of threads that were started.
    fn run_once(&self, slot: Slot) {
        let lock = self.lock(slot);
        let (mut lock, end) = self.run_to_end(lock);
        let (ending, phase) = match end {
            End::Returned => (Ending::Returned, Phase::Finished),
            End::Killed => (Ending::Stopped, Phase::Stopped),
            End::Raised(exception) => match lock.exception_index(exception) {
                Some(index::SystemExit) => (Ending::Returned, Phase::Finished),
                Some(index::ThreadExit) => (Ending::Stopped, Phase::Stopped),
                number => {
                    let number = u32::from(number.unwrap_or_default());
                    self.threads.record(slot).set_exception(number);
                    self.published.raised.store(true, Ordering::SeqCst);
                    lock = self.report(lock, exception, false);
                    (Ending::Raised, Phase::Raised)
                }
            },
        };
        if end == End::Killed {
            lock = self.tell_forced_end(lock);
        }
        lock.finish(slot.index());
        let thread = self.threads.record(slot).id();
        lock = self.tell(lock, &Event::ThreadEnded { thread, ending });
        if self.threads.record(slot).of_program() {
            lock = self.tell_program_end(lock);
        }
        self.threads.ended(slot, phase);
        drop(lock);
    }

    /// Tells that the program has ended, if the calling thread is its last one.
    fn tell_program_end<'m>(&'m self, mut lock: Locked<'m>) -> Locked<'m> {
        let me = lock.slot();
        let another = self.threads.listed().any(|slot| {
            let record = self.threads.record(slot);
            slot != me && record.of_program() && record.phase().alive()
        });
        if !another && self.published.running.load(Ordering::SeqCst) {
            self.published.running.store(false, Ordering::SeqCst);
            let (timers, callbacks) = self.armed(&lock);
            let raised = self.published.raised.load(Ordering::SeqCst);
            lock = self.tell(
                lock,
                &Event::ProgramEnded {
                    raised,
                    timers,
                    callbacks,
                },
            );
        }
        lock
    }

    /// The body of the thread that evaluates lines of the prompt.
    fn serve_lines(&self) {
        let slot = Slot::EVALUATION;
        let mut lock = self.lock(slot);
        loop {
            let record = self.threads.record(slot);
            record.set_killed_at(self.os(), 0);
            self.threads.unask(slot, EXIT | INTERRUPT | KILL);
            let Some((entry, image)) = self.next_line.take(self.os()) else {
                lock = self.rest(lock, WaitKind::Line, FOREVER);
                continue;
            };
            record.set_entry(entry);
            let end;
            (lock, end) = self.call(lock, entry, &[]);
            let ending = match end {
                End::Returned => Ending::Returned,
                End::Killed => {
                    lock = self.tell_forced_end(lock);
                    Ending::Stopped
                }
                End::Raised(exception) => match lock.exception_index(exception) {
                    Some(index::ThreadExit) => Ending::Stopped,
                    _ => {
                        lock = self.report(lock, exception, false);
                        Ending::Raised
                    }
                },
            };
            lock.finish(slot.index());
            self.publish(&lock);
            let registers = self.registers();
            lock = self.tell(
                lock,
                &Event::EvaluationEnded {
                    image,
                    ending,
                    registers,
                },
            );
        }
    }

    /// The body of the thread that runs callbacks of pins and timers.
    fn serve_callbacks(&self) {
        let slot = Slot::INTERRUPT;
        let mut lock = self.lock(slot);
        loop {
            self.threads.record(slot).set_killed_at(self.os(), 0);
            self.threads.unask(slot, EXIT | INTERRUPT | KILL);
            // Announced before the look, so that what is posted after it ends the wait.
            self.threads.expect(slot, callback_wait(FOREVER));
            let (function, args, timer) = match self.next_due(&mut lock) {
                Due::Call(function, args, timer) => (function, args, timer),
                Due::At(deadline) => {
                    lock = self.tell_lost_edges(lock);
                    lock = self.rest_until(lock, callback_wait(deadline));
                    continue;
                }
            };
            self.threads.forget(slot);
            lock.set_root(RUNNING, timer);
            let end;
            (lock, end) = self.call(lock, code::run_callback, &[function, args]);
            if let End::Raised(exception) = end
                && lock.exception_index(exception) != Some(index::ThreadExit)
            {
                lock = self.report(lock, exception, true);
            }
            lock.finish(slot.index());
            if let Some(timer) = lock.root(RUNNING) {
                lock.set_root(RUNNING, None);
                self.rearm(&mut lock, timer);
            }
        }
    }

    /// Calls a function on the calling thread's own stack and runs it to its end.
    fn call<'m>(
        &'m self,
        mut lock: Locked<'m>,
        function: u16,
        args: &[Value],
    ) -> (Locked<'m>, End) {
        let slot = lock.slot();
        let callee = Value::function(function);
        if lock.start(slot.index(), callee, args, 0).is_err() {
            lock.collect();
            if lock.start(slot.index(), callee, args, 0).is_err() {
                let exception = Value::bare_exception(index::MemoryError);
                return (lock, End::Raised(exception));
            }
        }
        self.run_to_end(lock)
    }

    /// Waits for `kind` without the lock; what comes between looks is not missed, since the waker knows of the wait
    /// before the lock is released.
    fn rest<'m>(&'m self, lock: Locked<'m>, kind: WaitKind, deadline: u64) -> Locked<'m> {
        let wait = Wait {
            kind,
            key: 0,
            deadline,
        };
        self.threads.expect(lock.slot(), wait);
        self.rest_until(lock, wait)
    }

    /// Waits as was announced, but no longer than `wait` says.
    fn rest_until<'m>(&'m self, lock: Locked<'m>, wait: Wait) -> Locked<'m> {
        let slot = lock.slot();
        drop(lock);
        self.threads.set_wait_deadline(slot, wait.deadline);
        self.threads.wait(slot);
        self.threads.forget(slot);
        self.lock(slot)
    }

    /// Tells an event, waiting for room if need be.
    pub(super) fn tell<'m>(&'m self, mut lock: Locked<'m>, event: &Event<'_>) -> Locked<'m> {
        let wait = Wait {
            kind: WaitKind::Output,
            key: 0,
            deadline: FOREVER,
        };
        loop {
            self.threads.expect(lock.slot(), wait);
            if self.outlet.tell(event) {
                self.threads.forget(lock.slot());
                return lock;
            }
            let slot = lock.slot();
            // An event is not given up because its thread is to end: it says how the thread has ended.
            self.threads.unask(slot, EXIT | INTERRUPT | KILL);
            lock = self.rest_until(lock, wait);
        }
    }
}

fn callback_wait(deadline: u64) -> Wait {
    Wait {
        kind: WaitKind::Callback,
        key: 0,
        deadline,
    }
}
