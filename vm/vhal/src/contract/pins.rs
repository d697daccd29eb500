//! Pins, interrupts, pulses and converters.

use super::{Rig, Verdict, await_that, finish, good, hold};
use crate::{Edge, Edges, Error, Peripheral, Pin, PinClass, PinMode, PinState, Pins, Trigger};

const NO_OUTPUT: &str = "a pin of the rig cannot be an output";
const NO_WRITE: &str = "an output cannot be written";

/// The driven pin as an output that is low, and the listening one as an input.
fn prepare(rig: &Rig) -> Result<Option<(&'static dyn Pins, Pin, Pin)>, &'static str> {
    let (Some(pins), Some((from, to))) = (rig.board.pins, rig.wire) else {
        return Ok(None);
    };
    good(pins.write(from, PinState::Low), NO_WRITE)?;
    good(pins.set_mode(from, PinMode::Output), NO_OUTPUT)?;
    good(
        pins.set_mode(to, PinMode::Input),
        "a pin of the rig cannot be an input",
    )?;
    Ok(Some((pins, from, to)))
}

pub(super) fn keep_levels(rig: &Rig) -> Verdict {
    let Some((pins, from, _)) = prepare(rig)? else {
        return Ok(());
    };
    for level in [PinState::High, PinState::Low, PinState::High] {
        good(pins.write(from, level), NO_WRITE)?;
        hold(
            pins.read(from) == Ok(level),
            "an output does not read as it was written",
        )?;
    }
    good(pins.toggle(from), "an output cannot be toggled")?;
    hold(
        pins.read(from) == Ok(PinState::Low),
        "a toggle did not invert the output",
    )?;
    good(
        pins.set_mode(from, PinMode::Input),
        "an output cannot become an input",
    )?;
    good(
        pins.write(from, PinState::High),
        "the level of an output to be cannot be written",
    )?;
    good(pins.set_mode(from, PinMode::Output), NO_OUTPUT)?;
    hold(
        pins.read(from) == Ok(PinState::High),
        "a pin that became an output lost the level written before",
    )
}

pub(super) fn wire_carries_levels(rig: &Rig) -> Verdict {
    let Some((pins, from, to)) = prepare(rig)? else {
        return Ok(());
    };
    for level in [PinState::High, PinState::Low] {
        good(pins.write(from, level), NO_WRITE)?;
        hold(
            pins.read(to) == Ok(level),
            "a wire does not carry the level",
        )?;
    }
    good(
        pins.set_mode(from, PinMode::OutputOpenDrain),
        "a pin of the rig has no open drain",
    )?;
    good(
        pins.set_mode(to, PinMode::InputPullUp),
        "a pin of the rig has no pull-up",
    )?;
    hold(
        pins.read(to) == Ok(PinState::Low),
        "an open drain does not pull low",
    )?;
    good(pins.write(from, PinState::High), NO_WRITE)?;
    hold(
        pins.read(to) == Ok(PinState::High),
        "a released open drain is not pulled high",
    )
}

pub(super) fn refused(rig: &Rig) -> Verdict {
    let Some(pins) = rig.board.pins else {
        return Ok(());
    };
    let invalid = Err(Error::InvalidPin);
    let all = [
        pins.set_mode(rig.no_pin, PinMode::Output),
        pins.write(rig.no_pin, PinState::High),
        pins.toggle(rig.no_pin),
        pins.read(rig.no_pin).map(drop),
    ];
    hold(
        all == [invalid; 4],
        "a pin that is not there was not refused as such",
    )?;
    let Some(interrupts) = rig.board.interrupts else {
        return Ok(());
    };
    hold(
        interrupts.attach(0, rig.no_pin, Edges::Both, 0) == invalid,
        "an interrupt of a pin that is not there",
    )?;
    let Some((_, to)) = rig.wire else {
        return Ok(());
    };
    let beyond = interrupts.attach(interrupts.slots(), to, Edges::Both, 0);
    hold(
        beyond == Err(Error::Argument),
        "an interrupt slot out of range was not refused",
    )
}

pub(super) fn edges_in_order(rig: &Rig) -> Verdict {
    let (Some((pins, from, to)), Some(interrupts)) = (prepare(rig)?, rig.board.interrupts) else {
        return Ok(());
    };
    good(pins.write(from, PinState::High), NO_WRITE)?;
    rig.recorder.clear(Peripheral(0));
    good(
        interrupts.attach(0, to, Edges::Both, 0),
        "an interrupt cannot be attached",
    )?;
    hold(
        rig.recorder.count() == 0,
        "an edge from before the attachment was reported",
    )?;
    for _ in 0..20 {
        good(pins.toggle(from), NO_WRITE)?;
        rig.clock.wait(200);
    }
    let all_came = await_that(rig, || rig.recorder.count() >= 20);
    hold(all_came, "an edge was not reported")?;
    let direction = |place| {
        if place % 2 == 0 {
            Edge::Falling
        } else {
            Edge::Rising
        }
    };
    let in_order = (0..20).all(|place| rig.recorder.edge(place) == Some((0, direction(place))));
    let later = |place| {
        Some(
            rig.recorder
                .time(place + 1)?
                .wrapping_sub(rig.recorder.time(place)?)
                & 0x7f_ffff,
        )
    };
    let times = (0..19).all(|place| later(place).is_some_and(|micros| micros < 1 << 22));
    good(
        interrupts.attach(0, to, Edges::Rising, 0),
        "an interrupt cannot be attached anew",
    )?;
    rig.recorder.clear(Peripheral(0));
    for _ in 0..6 {
        good(pins.toggle(from), NO_WRITE)?;
        rig.clock.wait(200);
    }
    let only_rising = await_that(rig, || rig.recorder.count() >= 3)
        && rig.recorder.count() == 3
        && (0..3).all(|place| rig.recorder.edge(place) == Some((0, Edge::Rising)));
    good(interrupts.detach(0), "an interrupt cannot be detached")?;
    hold(in_order, "edges were reported out of order")?;
    hold(times, "the times of edges go back")?;
    hold(
        only_rising,
        "an edge was reported that was not wanted, or a wanted one was not",
    )
}

pub(super) fn detached_is_silent(rig: &Rig) -> Verdict {
    let (Some((pins, from, to)), Some(interrupts)) = (prepare(rig)?, rig.board.interrupts) else {
        return Ok(());
    };
    good(
        interrupts.attach(0, to, Edges::Both, 0),
        "an interrupt cannot be attached",
    )?;
    good(interrupts.detach(0), "an interrupt cannot be detached")?;
    good(
        interrupts.detach(0),
        "a slot that watches nothing cannot be detached",
    )?;
    rig.recorder.clear(Peripheral(0));
    good(pins.toggle(from), NO_WRITE)?;
    rig.clock.wait(5000);
    hold(
        rig.recorder.count() == 0,
        "a detached slot reported an edge",
    )
}

pub(super) fn debounced(rig: &Rig) -> Verdict {
    let (Some((pins, from, to)), Some(interrupts)) = (prepare(rig)?, rig.board.interrupts) else {
        return Ok(());
    };
    rig.recorder.clear(Peripheral(0));
    // Long enough for a loaded host to make the short pulses within it.
    const STAY: u32 = 60_000;
    good(
        interrupts.attach(0, to, Edges::Both, STAY),
        "a debounced interrupt cannot be attached",
    )?;
    for _ in 0..5 {
        good(pins.toggle(from), NO_WRITE)?;
    }
    hold(
        rig.recorder.count() == 0,
        "a bouncing pin was reported at once",
    )?;
    let came = await_that(rig, || rig.recorder.count() > 0);
    let one = rig.recorder.count() == 1 && rig.recorder.edge(0) == Some((0, Edge::Rising));
    for _ in 0..2 {
        good(pins.toggle(from), NO_WRITE)?;
    }
    rig.clock.wait(2 * u64::from(STAY));
    let short = rig.recorder.count();
    good(interrupts.detach(0), "an interrupt cannot be detached")?;
    hold(came, "a pin that came to rest was not reported")?;
    hold(one, "a bouncing pin was reported more than once")?;
    hold(
        short == 1,
        "a pulse shorter than the debounce time was reported",
    )
}

pub(super) fn pulses_counted(rig: &Rig) -> Verdict {
    let (Some(pwm), Some(pin)) = (rig.board.pwm, rig.pulses) else {
        return Ok(());
    };
    let unit = Peripheral::PWM.unit(pin.index());
    rig.recorder.clear(unit);
    good(pwm.start(pin, 2000, 500, 5), "pulses cannot be made")?;
    hold(
        pwm.running(pin) == Ok(true),
        "a generator that was started does not run",
    )?;
    hold(
        await_that(rig, || rig.recorder.announced() > 0),
        "the end of a train of pulses was not announced",
    )?;
    hold(
        pwm.running(pin) == Ok(false),
        "a generator ran on after its last pulse",
    )?;
    for (period, pulse) in [(0, 0), (1000, 0), (1000, 1001)] {
        good(pwm.start(pin, 1000, 500, 0), "pulses cannot be made")?;
        good(
            pwm.start(pin, period, pulse, 0),
            "a generator cannot be stopped by its times",
        )?;
        hold(
            pwm.running(pin) == Ok(false),
            "a generator runs with times that mean stop",
        )?;
    }
    hold(
        pwm.start(rig.no_pin, 10, 5, 0) == Err(Error::InvalidPin),
        "pulses on a pin that is not there",
    )
}

pub(super) fn pulses_measured(rig: &Rig) -> Verdict {
    let (Some(pwm), Some(icu), Some(pin)) = (rig.board.pwm, rig.board.icu, rig.pulses) else {
        return Ok(());
    };
    let Some((_, to)) = prepare(rig)?.map(|(_, from, to)| (from, to)) else {
        return Ok(());
    };
    rig.recorder.clear(Peripheral::ICU);
    good(
        icu.start(to, PinMode::Input, Trigger::Rising, 6, 1_000_000),
        "a capture cannot be started",
    )?;
    let twice = icu.start(to, PinMode::Input, Trigger::Rising, 6, 1_000_000);
    hold(
        twice == Err(Error::Busy),
        "a capture was started while one ran",
    )?;
    good(pwm.start(pin, 4000, 1000, 0), "pulses cannot be made")?;
    let mut durations = [0; 6];
    let captured = finish(rig, || icu.finish(&mut durations));
    good(pwm.stop(pin), "a generator cannot be stopped")?;
    if captured.is_err() {
        icu.abort();
    }
    let captured = good(captured, "a capture did not end")?;
    hold(
        rig.recorder.announced() > 0,
        "the end of a capture was not announced",
    )?;
    hold(
        captured.count == 6 && captured.first == PinState::High,
        "a capture has not what was asked for",
    )?;
    let near = |got: u32, want: u32| got.abs_diff(want) <= want / 4;
    let alternate = durations
        .chunks(2)
        .all(|pair| matches!(pair, [a, b] if near(*a, 1000) && near(*b, 3000)));
    hold(alternate, "a capture measured wrong durations")?;
    let gone = icu.finish(&mut durations).err();
    hold(
        gone == Some(Error::HardwareStatus),
        "a capture was taken twice",
    )
}

pub(super) fn converters(rig: &Rig) -> Verdict {
    if let Some(adc) = rig.board.adc {
        hold(
            (1..=16).contains(&adc.bits()) && adc.rate_limit() > 0,
            "a converter without bits",
        )?;
        hold(
            adc.read(rig.no_pin) == Err(Error::InvalidPin),
            "a sample of a pin that is not there",
        )?;
        let sample = good(
            adc.read(Pin::new(PinClass::Analog, 0)),
            "the first analogue pin gives no sample",
        )?;
        hold(
            u32::from(sample) < 1 << adc.bits(),
            "a sample has more bits than the converter",
        )?;
    }
    if let Some(dac) = rig.board.dac {
        let pin = Pin::new(PinClass::Dac, 0);
        let highest = ((1_u32 << dac.bits()) - 1) as u16;
        good(
            dac.write(pin, highest),
            "the first analogue output takes no level",
        )?;
        if dac.bits() < 16 {
            hold(
                dac.write(pin, highest + 1) == Err(Error::Argument),
                "a level above the range was taken",
            )?;
        }
        good(dac.stop(pin), "an analogue output cannot be stopped")?;
    }
    Ok(())
}
