//! Permits, waits and critical sections.

use super::{Bench, Body, Verdict, hold};
use crate::{FOREVER, Priority, Wake};

use core::sync::atomic::Ordering;

pub(super) fn permit_is_kept(bench: &'static Bench) -> Verdict {
    let me = bench.me()?;
    bench.os.unpark(me);
    bench.os.unpark(me);
    hold(
        bench.os.park(FOREVER) == Wake::Unparked,
        "a permit given before the wait was lost",
    )?;
    hold(
        bench.os.park(0) == Wake::Timeout,
        "two permits given to one thread did not become one",
    )?;
    bench.os.unpark(me);
    hold(
        bench.os.park(0) == Wake::Unparked,
        "a wait with its deadline past did not take the permit",
    )
}

pub(super) fn wait_ends_at_its_deadline(bench: &'static Bench) -> Verdict {
    for micros in [0, 1, 999, 5000] {
        let deadline = bench.in_micros(micros);
        hold(
            bench.os.park(deadline) == Wake::Timeout,
            "a wait without a permit did not time out",
        )?;
        hold(
            bench.os.now() >= deadline,
            "a wait timed out before its deadline",
        )?;
    }
    Ok(())
}

pub(super) fn sleeping_keeps_permits(bench: &'static Bench) -> Verdict {
    let deadline = bench.in_micros(3000);
    bench.os.unpark(bench.me()?);
    bench.os.sleep_until(deadline);
    hold(bench.os.now() >= deadline, "a permit cut a sleep short")?;
    hold(
        bench.os.park(0) == Wake::Unparked,
        "a sleep took a permit and did not give it back",
    )
}

pub(super) fn waiting_thread_is_woken(bench: &'static Bench) -> Verdict {
    let threads = [
        bench.start(Body::WaitThenCount, 0, Priority::NORMAL)?,
        bench.start(Body::WaitThenCount, 0, Priority::NORMAL)?,
    ];
    // Both a thread that waits already and one that does not yet must get the permit.
    for (count, thread) in (1..).zip(threads) {
        bench.os.unpark(thread);
        bench.await_cell(0, count)?;
        bench.os.sleep_until(bench.in_micros(2000));
    }
    threads
        .into_iter()
        .try_for_each(|thread| bench.join(thread))
}

const ROUNDS: u32 = 400;

/// Adds to a cell in two steps, which is right only if nobody comes between them.
pub(super) fn count_in_critical_sections(bench: &Bench) {
    for round in 0..ROUNDS {
        bench.os.critical(&mut || {
            let count = bench.read(0);
            bench
                .os
                .critical(&mut || bench.cell(1).store(count, Ordering::SeqCst));
            bench.cell(0).store(bench.read(1) + 1, Ordering::SeqCst);
        });
        if round % 16 == 0 {
            bench.os.yield_now();
        }
    }
}

pub(super) fn critical_sections_exclude(bench: &'static Bench) -> Verdict {
    let mut threads = [None; 3];
    for thread in &mut threads {
        *thread = Some(bench.start(Body::CountInCriticalSections, 0, Priority::NORMAL)?);
    }
    count_in_critical_sections(bench);
    threads
        .into_iter()
        .flatten()
        .try_for_each(|thread| bench.join(thread))?;
    hold(
        bench.read(0) == 4 * ROUNDS,
        "two critical sections ran at the same time",
    )
}
