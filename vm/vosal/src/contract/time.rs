//! The clock and timers.

use super::{Bench, Verdict, hold};
use crate::{Expire, Timer};

use core::num::NonZeroU32;
use core::sync::atomic::Ordering;

/// Calls so far; the first three calls' times, in microseconds modulo 2^32; whether a call had a current thread.
const CALLS: usize = 0;
const TIMES: usize = 1;
const THREADED: usize = 4;
/// What the callback does: 0 notes its time, anything else also posts the argument to the mailbox.
pub(super) const POSTS: usize = 5;

impl Expire for Bench {
    fn expired(&self, argument: usize) {
        let calls = self.read(CALLS);
        if calls < 3 {
            self.cell(TIMES + calls as usize)
                .store(self.os.now() as u32, Ordering::SeqCst);
        }
        self.cell(CALLS).store(calls + 1, Ordering::SeqCst);
        self.cell(THREADED)
            .store(u32::from(self.os.current().is_some()), Ordering::SeqCst);
        if self.read(POSTS) != 0 {
            self.mailbox.post(self.os, &[argument as u32, calls]);
        }
    }
}

/// The one timer of the bench, made at the first use; its argument is 77.
pub(super) fn timer(bench: &'static Bench) -> Result<Timer, &'static str> {
    if let Some(number) = NonZeroU32::new(bench.timer.load(Ordering::SeqCst)) {
        return Ok(Timer::new(number));
    }
    let memory = bench
        .pool
        .lend(bench.os.timer_memory())
        .ok_or("the pool has no memory for a timer")?;
    let timer = bench
        .os
        .create_timer(bench, 77, memory)
        .map_err(|(_, memory)| {
            bench.pool.give_back(memory);
            "a timer could not be made"
        })?;
    bench.timer.store(timer.number(), Ordering::SeqCst);
    Ok(timer)
}

pub(super) fn clock_runs_on(bench: &'static Bench) -> Verdict {
    let mut last = bench.os.now();
    for _ in 0..1000 {
        let now = bench.os.now();
        hold(now >= last, "the clock went back")?;
        last = now;
    }
    let deadline = last + 3000;
    bench.os.sleep_until(deadline);
    hold(
        bench.os.now() >= deadline,
        "the clock did not reach the end of a sleep",
    )
}

pub(super) fn timer_fires_once(bench: &'static Bench) -> Verdict {
    let timer = timer(bench)?;
    let deadline = bench.in_micros(4000);
    bench.os.start_timer(timer, deadline, 0);
    bench.await_cell(CALLS, 1)?;
    let early = (deadline as u32).wrapping_sub(bench.read(TIMES)) as i32;
    hold(early <= 0, "a timer fired before its time")?;
    bench.os.sleep_until(bench.in_micros(12_000));
    hold(bench.read(CALLS) == 1, "a one-shot timer fired again")?;
    bench.os.start_timer(timer, bench.in_micros(2000), 0);
    bench.await_cell(CALLS, 2)?;
    hold(
        bench.read(THREADED) == 0 || !bench.one_at_a_time,
        "a timer called back in the context of a thread",
    )
}

pub(super) fn periodic_timer_keeps_its_phase(bench: &'static Bench) -> Verdict {
    const PERIOD: u64 = 5000;
    let timer = timer(bench)?;
    let first = bench.in_micros(PERIOD);
    bench.os.start_timer(timer, first, PERIOD);
    let came = bench.await_cell(CALLS, 3);
    bench.os.stop_timer(timer);
    came?;
    for call in 0..3 {
        let due = first.wrapping_add(PERIOD * call) as u32;
        let late = bench.read(TIMES + call as usize).wrapping_sub(due) as i32;
        hold(late >= 0, "a periodic timer fired before its time")?;
    }
    Ok(())
}

pub(super) fn stopped_timer_is_silent(bench: &'static Bench) -> Verdict {
    let timer = timer(bench)?;
    bench.os.start_timer(timer, bench.in_micros(20_000), 5000);
    bench.os.stop_timer(timer);
    bench.os.stop_timer(timer);
    bench.os.sleep_until(bench.in_micros(40_000));
    hold(bench.read(CALLS) == 0, "a stopped timer fired")
}
