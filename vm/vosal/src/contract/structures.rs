//! What is built on the primitives: events and mailboxes.

use super::time::{POSTS, timer};
use super::{Bench, Body, PATIENCE, Verdict, hold};
use crate::{FOREVER, Outcome, Priority, abort};

use core::sync::atomic::{AtomicBool, Ordering};

/// Nobody aborts these waits.
static NEVER: AtomicBool = AtomicBool::new(false);

/// Waits for the event and notes in cell 0 how that ended: 1 done, 2 timed out, 3 aborted.
pub(super) fn wait_for_event(bench: &Bench) {
    let note = match bench.event.wait(bench.os, FOREVER, &NEVER) {
        Outcome::Done(()) => 1,
        Outcome::Timeout => 2,
        Outcome::Aborted => 3,
    };
    bench.cell(0).store(note, Ordering::SeqCst);
}

pub(super) fn event(bench: &'static Bench) -> Verdict {
    let os = bench.os;
    bench.event.set(os);
    bench.event.set(os);
    hold(
        bench.event.take(os) && !bench.event.take(os),
        "an event set twice did not become one",
    )?;
    let deadline = bench.in_micros(2000);
    hold(
        bench.event.wait(os, deadline, &NEVER) == Outcome::Timeout,
        "a wait for nothing did not time out",
    )?;
    hold(os.now() >= deadline, "a wait for an event ended early")?;

    let thread = bench.start(Body::WaitForEvent, 0, Priority::NORMAL)?;
    os.sleep_until(bench.in_micros(2000));
    bench.event.set(os);
    bench.await_cell(0, 1)?;
    bench.join(thread)?;
    hold(
        bench.read(0) == 1,
        "a set event did not end the wait for it",
    )?;

    let flag = AtomicBool::new(false);
    abort(os, bench.me()?, &flag);
    hold(
        bench.event.wait(os, FOREVER, &flag) == Outcome::Aborted,
        "a wait was not aborted",
    )?;
    bench.event.set(os);
    hold(
        bench.event.wait(os, FOREVER, &flag) == Outcome::Done(()),
        "an abort hid an event that was there",
    )
}

pub(super) fn mailbox(bench: &'static Bench) -> Verdict {
    let os = bench.os;
    let dropped = bench.mailbox.dropped();
    hold(
        bench.mailbox.post(os, &[1, 2, 3, 4]),
        "a mailbox with room dropped a message",
    )?;
    hold(
        !bench.mailbox.post(os, &[5, 6, 7]),
        "a message that does not fit was taken",
    )?;
    hold(
        bench.mailbox.dropped() == dropped.wrapping_add(1),
        "a dropped message was not counted",
    )?;
    hold(
        bench.mailbox.take(os) == Some([1, 2]),
        "a mailbox changed the order",
    )?;
    hold(
        bench.mailbox.post(os, &[5, 6]) && bench.mailbox.used() == 4,
        "a mailbox lost count",
    )?;
    hold(
        bench.mailbox.take(os) == Some([3, 4, 5, 6]),
        "a mailbox did not wrap around",
    )?;
    hold(
        bench.mailbox.take::<1>(os).is_none(),
        "an empty mailbox gave a message",
    )?;
    let fetched = bench.mailbox.fetch::<1>(os, bench.in_micros(1500), &NEVER);
    hold(
        fetched == Outcome::Timeout,
        "a wait for an empty mailbox did not time out",
    )
}

pub(super) fn timer_posts(bench: &'static Bench) -> Verdict {
    bench.cell(POSTS).store(1, Ordering::SeqCst);
    let timer = timer(bench)?;
    bench.os.start_timer(timer, bench.in_micros(3000), 3000);
    let deadline = bench.in_micros(PATIENCE);
    let outcomes = [(); 3].map(|()| bench.mailbox.fetch::<2>(bench.os, deadline, &NEVER));
    bench.os.stop_timer(timer);
    let expected = [0, 1, 2].map(|call| Outcome::Done([77, call]));
    hold(
        outcomes == expected,
        "what a timer posted did not come through in order",
    )
}
