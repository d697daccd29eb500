//! Checks of what every port must hold, run in a thread of the port: by tests on the host and by a firmware on a board.
//!
//! A check says what is wrong in one sentence; it waits at most a few tens of milliseconds of the port's clock.
//! All threads that a check starts have ended when it returns, so the checks can follow each other on one system.

mod structures;
mod threads;
mod time;
mod waiting;

use crate::{Entry, Event, Mailbox, Memory, Os, Priority, Thread, ThreadSpec};

use core::sync::atomic::{AtomicU32, Ordering};

/// What is wrong with a port, in a sentence.
pub type Verdict = Result<(), &'static str>;

/// A check with its name.
pub struct Check {
    /// What it is about.
    pub name: &'static str,
    run: fn(&'static Bench) -> Verdict,
}

/// All checks, in an order where each relies on those before it only.
pub const CHECKS: &[Check] = &[
    Check {
        name: "the clock runs on",
        run: time::clock_runs_on,
    },
    Check {
        name: "a permit is kept",
        run: waiting::permit_is_kept,
    },
    Check {
        name: "a wait ends at its deadline",
        run: waiting::wait_ends_at_its_deadline,
    },
    Check {
        name: "sleeping keeps permits",
        run: waiting::sleeping_keeps_permits,
    },
    Check {
        name: "a thread runs, ends and gives its memory back",
        run: threads::thread_lives,
    },
    Check {
        name: "short memory is refused",
        run: threads::short_memory_is_refused,
    },
    Check {
        name: "a stale handle does nothing",
        run: threads::stale_handle_does_nothing,
    },
    Check {
        name: "a waiting thread is woken",
        run: waiting::waiting_thread_is_woken,
    },
    Check {
        name: "priorities order the ready",
        run: threads::priorities_order_the_ready,
    },
    Check {
        name: "a higher thread runs at once",
        run: threads::higher_thread_runs_at_once,
    },
    Check {
        name: "yielding lets equals run",
        run: threads::yielding_lets_equals_run,
    },
    Check {
        name: "critical sections exclude",
        run: waiting::critical_sections_exclude,
    },
    Check {
        name: "a timer fires once",
        run: time::timer_fires_once,
    },
    Check {
        name: "a periodic timer keeps its phase",
        run: time::periodic_timer_keeps_its_phase,
    },
    Check {
        name: "a stopped timer is silent",
        run: time::stopped_timer_is_silent,
    },
    Check {
        name: "an event wakes, times out and is aborted",
        run: structures::event,
    },
    Check {
        name: "a mailbox keeps order and counts what it drops",
        run: structures::mailbox,
    },
    Check {
        name: "a timer posts to a mailbox",
        run: structures::timer_posts,
    },
];

/// Where the memory of threads and timers comes from.
pub trait Pool: Sync {
    /// Memory of at least `words` double words, or `None`.
    fn lend(&self, words: usize) -> Option<Memory>;

    /// Takes back what was lent.
    fn give_back(&self, memory: Memory);
}

/// What the checks share: the system, where memory comes from, and cells that its threads and its timer write.
///
/// It lives as long as the system: a static on a board, a leaked box on the host.
pub struct Bench {
    os: &'static dyn Os,
    pool: &'static dyn Pool,
    one_at_a_time: bool,
    cells: [AtomicU32; CELLS],
    event: Event,
    mailbox: Mailbox<6>,
    /// The number of the one timer, 0 before it is made: timers cannot be given back.
    timer: AtomicU32,
}

const CELLS: usize = 6;

/// What a thread of a check does.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Body {
    NoteArgument,
    WaitThenNoteOrder,
    WaitThenCount,
    YieldAndNote,
    CountInCriticalSections,
    WaitForEvent,
}

impl Bench {
    /// A bench on a system; `one_at_a_time` says that a lower thread never runs while a higher one is ready, as is the case
    /// on one processor and is not on the threads of a host.
    #[must_use]
    pub const fn new(os: &'static dyn Os, pool: &'static dyn Pool, one_at_a_time: bool) -> Self {
        Self {
            os,
            pool,
            one_at_a_time,
            cells: [const { AtomicU32::new(0) }; CELLS],
            event: Event::new(),
            mailbox: Mailbox::new(),
            timer: AtomicU32::new(0),
        }
    }

    /// Runs a check in the calling thread, which is one of the system with priority [`Priority::NORMAL`].
    pub fn run(&'static self, check: &Check) -> Verdict {
        self.cells
            .iter()
            .for_each(|cell| cell.store(0, Ordering::SeqCst));
        while self.mailbox.take::<1>(self.os).is_some() {}
        self.event.take(self.os);
        // A permit left over by an earlier check must not end a wait of this one.
        self.os.park(0);
        (check.run)(self)
    }

    /// The calling thread.
    fn me(&self) -> Result<Thread, &'static str> {
        self.os.current().ok_or("the calling thread has no handle")
    }

    /// The time so many microseconds from now.
    fn in_micros(&self, micros: u64) -> u64 {
        self.os.now() + micros
    }

    fn start(
        &'static self,
        body: Body,
        argument: u8,
        priority: Priority,
    ) -> Result<Thread, &'static str> {
        let words = self.os.thread_memory(STACK);
        let memory = self
            .pool
            .lend(words)
            .ok_or("the pool has no memory for a thread")?;
        let argument = (usize::from(argument) << 8) | body as usize;
        let spec = ThreadSpec {
            name: "check",
            stack: STACK,
            priority,
            entry: self,
            argument,
        };
        self.os.create(spec, memory).map_err(|(_, memory)| {
            self.pool.give_back(memory);
            "a thread could not be made"
        })
    }

    /// Waits until a thread has ended, and takes its memory back.
    fn join(&self, thread: Thread) -> Verdict {
        let deadline = self.in_micros(PATIENCE);
        loop {
            if let Some(memory) = self.os.reclaim(thread) {
                self.pool.give_back(memory);
                return Ok(());
            }
            if self.os.now() > deadline {
                return Err("a thread did not end");
            }
            self.os.sleep_until(self.in_micros(1000));
        }
    }

    fn cell(&self, index: usize) -> &AtomicU32 {
        // The modulus keeps the compiler from a bounds check that could fail.
        self.cells.get(index % CELLS).unwrap_or(&self.timer)
    }

    fn read(&self, index: usize) -> u32 {
        self.cell(index).load(Ordering::SeqCst)
    }

    /// Waits until a cell holds at least `value`.
    fn await_cell(&self, index: usize, value: u32) -> Verdict {
        let deadline = self.in_micros(PATIENCE);
        while self.read(index) < value {
            if self.os.now() > deadline {
                return Err("what a thread or timer should have written never came");
            }
            self.os.sleep_until(self.in_micros(500));
        }
        Ok(())
    }
}

/// Native stack of the threads of checks, in bytes.
const STACK: usize = 1024;

/// How long a check waits for what must come, in microseconds; a loaded host is slow.
const PATIENCE: u64 = 10_000_000;

impl Entry for Bench {
    fn run(&self, argument: usize) {
        let parameter = (argument >> 8) as u8;
        match argument as u8 {
            a if a == Body::NoteArgument as u8 => threads::note_argument(self, parameter),
            a if a == Body::WaitThenNoteOrder as u8 => {
                threads::wait_then_note_order(self, parameter)
            }
            a if a == Body::WaitThenCount as u8 => threads::wait_then_count(self),
            a if a == Body::YieldAndNote as u8 => threads::yield_and_note(self, parameter),
            a if a == Body::CountInCriticalSections as u8 => {
                waiting::count_in_critical_sections(self)
            }
            _ => structures::wait_for_event(self),
        }
    }
}

/// Fails a check with a sentence unless a condition holds.
fn hold(condition: bool, sentence: &'static str) -> Verdict {
    if condition { Ok(()) } else { Err(sentence) }
}
