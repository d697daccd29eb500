//! Threads from birth to end, and their order.

use super::{Bench, Body, STACK, Verdict, hold};
use crate::{CreateError, FOREVER, Priority, Thread, ThreadSpec, Wake};

use core::sync::atomic::Ordering;

/// The priority of a level that exists.
fn level(level: u8) -> Priority {
    Priority::program(level).unwrap_or(Priority::NORMAL)
}

/// Writes its argument to cell 0 and its own handle to cell 1.
pub(super) fn note_argument(bench: &Bench, argument: u8) {
    bench.cell(1).store(
        bench.os.current().map_or(0, Thread::number),
        Ordering::SeqCst,
    );
    bench.cell(0).store(u32::from(argument), Ordering::SeqCst);
}

pub(super) fn thread_lives(bench: &'static Bench) -> Verdict {
    hold(
        bench.os.thread_memory(2 * STACK) >= bench.os.thread_memory(STACK),
        "a larger stack needs less memory",
    )?;
    for argument in [7, 200] {
        let thread = bench.start(Body::NoteArgument, argument, level(3))?;
        hold(thread != bench.me()?, "two threads have one handle")?;
        bench.await_cell(0, u32::from(argument))?;
        hold(
            bench.read(1) == thread.number(),
            "a thread does not know its handle",
        )?;
        bench.join(thread)?;
        hold(
            bench.os.reclaim(thread).is_none(),
            "memory was given back twice",
        )?;
    }
    let thread = bench.start(Body::WaitThenCount, 0, level(3))?;
    let early = bench.os.reclaim(thread).is_some();
    bench.os.unpark(thread);
    hold(!early, "the memory of a running thread was given back")?;
    bench.join(thread)
}

pub(super) fn short_memory_is_refused(bench: &'static Bench) -> Verdict {
    let words = bench.os.thread_memory(STACK);
    if words == 0 {
        return Ok(());
    }
    let short = bench
        .pool
        .lend(words - 1)
        .and_then(|memory| memory.get_mut(..words - 1))
        .ok_or("the pool has no memory for a thread")?;
    let spec = ThreadSpec {
        name: "short",
        stack: STACK,
        priority: level(3),
        entry: bench,
        argument: 0,
    };
    let refused = bench.os.create(spec, short);
    match refused {
        Err((CreateError::MemoryTooSmall, memory)) => {
            let whole = memory.len() == words - 1;
            bench.pool.give_back(memory);
            hold(whole, "refused memory came back changed")
        }
        Err(_) => Err("short memory was refused for a wrong reason"),
        Ok(_) => Err("a thread was made in too little memory"),
    }
}

pub(super) fn stale_handle_does_nothing(bench: &'static Bench) -> Verdict {
    let stale = bench.start(Body::NoteArgument, 1, level(3))?;
    bench.join(stale)?;
    let other = bench.start(Body::WaitThenCount, 0, level(3))?;
    hold(
        stale != other,
        "a new thread has the handle of one just reclaimed",
    )?;
    bench.os.unpark(stale);
    bench.os.set_priority(stale, level(7));
    let given = bench.os.reclaim(stale).is_some();
    let unused = bench.os.stack_unused(stale);
    bench.os.unpark(other);
    bench.join(other)?;
    hold(!given, "a stale handle gave memory back")?;
    hold(unused.is_none(), "a stale handle has a stack")
}

/// Waits for a permit, then appends its argument to the digits in cell 0.
pub(super) fn wait_then_note_order(bench: &Bench, argument: u8) {
    while bench.os.park(FOREVER) != Wake::Unparked {}
    bench.os.critical(&mut || {
        let digits = bench.read(0);
        bench
            .cell(0)
            .store(digits * 10 + u32::from(argument), Ordering::SeqCst);
    });
}

/// Waits for a permit, then counts in cell 0.
pub(super) fn wait_then_count(bench: &Bench) {
    while bench.os.park(FOREVER) != Wake::Unparked {}
    bench
        .os
        .critical(&mut || bench.cell(0).store(bench.read(0) + 1, Ordering::SeqCst));
}

pub(super) fn priorities_order_the_ready(bench: &'static Bench) -> Verdict {
    if !bench.one_at_a_time {
        return Ok(());
    }
    let me = bench.me()?;
    let threads = [
        bench.start(Body::WaitThenNoteOrder, 1, level(5))?,
        bench.start(Body::WaitThenNoteOrder, 2, level(7))?,
        bench.start(Body::WaitThenNoteOrder, 3, level(6))?,
    ];
    bench.os.sleep_until(bench.in_micros(2000));
    bench.os.set_priority(me, Priority::AGENT);
    threads.iter().for_each(|thread| bench.os.unpark(*thread));
    let early = bench.read(0);
    bench.os.set_priority(me, Priority::NORMAL);
    let digits = bench.read(0);
    threads
        .into_iter()
        .try_for_each(|thread| bench.join(thread))?;
    hold(
        early == 0,
        "a lower thread ran while a higher one was running",
    )?;
    hold(
        digits == 231,
        "threads did not run in the order of their priorities as soon as they could",
    )
}

pub(super) fn higher_thread_runs_at_once(bench: &'static Bench) -> Verdict {
    if !bench.one_at_a_time {
        return Ok(());
    }
    let raised = bench.start(Body::WaitThenCount, 0, level(2))?;
    let waiting = bench.start(Body::WaitThenCount, 0, level(6))?;
    bench.os.sleep_until(bench.in_micros(2000));
    bench.os.unpark(waiting);
    let after_unpark = bench.read(0);
    bench.os.unpark(raised);
    let still_low = bench.read(0);
    bench.os.set_priority(raised, level(5));
    let after_raise = bench.read(0);
    bench.join(waiting)?;
    bench.join(raised)?;
    hold(
        after_unpark == 1,
        "a higher thread did not run when it got its permit",
    )?;
    hold(still_low == 1, "a lower thread ran before its time")?;
    hold(
        after_raise == 2,
        "a ready thread did not run when it was raised above the running one",
    )
}

/// Appends its argument to the digits in cell 0 three times, yielding in between.
pub(super) fn yield_and_note(bench: &Bench, argument: u8) {
    for _ in 0..3 {
        let digits = bench.read(0);
        bench
            .cell(0)
            .store(digits * 10 + u32::from(argument), Ordering::SeqCst);
        bench.os.yield_now();
    }
}

pub(super) fn yielding_lets_equals_run(bench: &'static Bench) -> Verdict {
    if !bench.one_at_a_time {
        return Ok(());
    }
    let me = bench.me()?;
    bench.os.set_priority(me, Priority::AGENT);
    let threads = [
        bench.start(Body::YieldAndNote, 1, level(6))?,
        bench.start(Body::YieldAndNote, 2, level(6))?,
    ];
    bench.os.set_priority(me, Priority::NORMAL);
    threads
        .into_iter()
        .try_for_each(|thread| bench.join(thread))?;
    hold(
        bench.read(0) == 121_212,
        "a thread that yielded ran again before its equal",
    )
}
