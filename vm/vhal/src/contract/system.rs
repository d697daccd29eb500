//! The chip itself.

use super::{Rig, Verdict, await_that, good, hold};
use crate::{Error, Instant, Peripheral};

pub(super) fn timers(rig: &Rig) -> Verdict {
    let Some(timers) = rig.board.timers else {
        return Ok(());
    };
    let unit = Peripheral::TIMER.unit(0);
    rig.recorder.clear(unit);
    let begin = rig.clock.now();
    good(timers.start(0, 3000, false), "a timer cannot be started")?;
    hold(timers.running(0), "a timer that was started does not run")?;
    hold(
        await_that(rig, || rig.recorder.announced() > 0),
        "a timer did not announce",
    )?;
    hold(rig.clock.now() >= begin + 3000, "a timer announced early")?;
    rig.clock.wait(8000);
    hold(
        rig.recorder.announced() == 1 && !timers.running(0),
        "a one-shot timer announced again",
    )?;
    good(
        timers.start(0, 2000, true),
        "a periodic timer cannot be started",
    )?;
    hold(
        await_that(rig, || rig.recorder.announced() >= 4),
        "a periodic timer did not go on",
    )?;
    good(timers.stop(0), "a timer cannot be stopped")?;
    rig.recorder.clear(unit);
    rig.clock.wait(6000);
    hold(
        rig.recorder.announced() == 0 && !timers.running(0),
        "a stopped timer announced",
    )?;
    hold(
        timers.start(timers.count(), 1000, false) == Err(Error::Argument),
        "a timer beyond the last was started",
    )
}

pub(super) fn rtc(rig: &Rig) -> Verdict {
    let Some(rtc) = rig.board.rtc else {
        return Ok(());
    };
    // The last microsecond of a century.
    let set = Instant {
        seconds: 4_102_444_799,
        micros: 999_999,
    };
    good(rtc.set(set), "the date cannot be set")?;
    rig.clock.wait(3000);
    let got = good(rtc.get(), "there is no date after it was set")?;
    hold(
        got.seconds >= 4_102_444_800 && got.seconds < 4_102_444_810,
        "the date did not run on from what was set",
    )?;
    hold(
        got.micros < 1_000_000,
        "a second has a million microseconds or more",
    )?;
    let again = good(rtc.get(), "there is no date")?;
    hold(again >= got, "the date went back")
}

pub(super) fn rng(rig: &Rig) -> Verdict {
    let Some(rng) = rig.board.rng else {
        return Ok(());
    };
    let (mut first, mut second) = ([0; 16], [0; 16]);
    good(rng.fill(&mut first), "no random bytes")?;
    good(rng.fill(&mut second), "no random bytes")?;
    hold(first != second && first != [0; 16], "random bytes repeat")
}

pub(super) fn identity(rig: &Rig) -> Verdict {
    let (mut first, mut second) = ([0; 32], [0; 32]);
    let length = rig.board.system.unique_id(&mut first);
    hold(
        length <= first.len(),
        "a unique number is longer than its buffer",
    )?;
    hold(
        rig.board.system.unique_id(&mut second) == length && first == second,
        "a unique number changes",
    )?;
    hold(
        rig.board.system.unique_id(&mut []) == 0,
        "a unique number was written where there is no room",
    )
}
