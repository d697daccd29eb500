//! Natives of pins and peripherals.
//!
//! What takes time is begun, waited for without the lock, and finished: the three steps of [`vhal`]'s traits.

use super::threads::{current, micros_of, sleep_micros};
use super::{Args, Outcome, Stop};
use crate::machine::Machine;
use crate::natives;
use crate::object::bytes;
use crate::thread::{Wait, WaitKind};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use vhal::{Error, Peripheral, Pin, PinMode, PinState};
use vosal::FOREVER;

impl Vm {
    /// The exception of an error of the peripheral layer.
    pub(crate) fn hardware(&self, error: Error) -> Stop {
        self.raise(match error {
            Error::InvalidPin => index::InvalidPinError,
            Error::Unsupported => index::UnsupportedError,
            Error::Timeout => index::TimeoutError,
            Error::HardwareStatus => index::InvalidHardwareStatusError,
            Error::Init => index::HardwareInitializationError,
            Error::Argument | Error::TooLong => index::ValueError,
            Error::Busy | Error::Nack | Error::Aborted | Error::Fault => index::PeripheralError,
        })
    }

    fn pin(&self, value: Value) -> Result<Pin, Stop> {
        u16::try_from(self.whole(value)?)
            .map(Pin)
            .map_err(|_| self.raise(index::InvalidPinError))
    }

    /// A number from 0 to `most`.
    pub(super) fn natural(&self, value: Value, most: u32) -> Result<u32, Stop> {
        u32::try_from(self.whole(value)?)
            .ok()
            .filter(|n| *n <= most)
            .ok_or_else(|| self.raise(index::ValueError))
    }

    /// The index of a unit of `kind` from its number or its index alone.
    pub(super) fn unit(&self, value: Value, kind: Peripheral) -> Result<u8, Stop> {
        let number = self.natural(value, 0xffff)? as u16;
        let unit = Peripheral(number);
        if unit.kind() == kind || number < 0x100 {
            Ok(unit.index())
        } else {
            Err(self.raise(index::ValueError))
        }
    }

    /// New bytes, filled with zeros.
    pub(crate) fn new_bytes(&mut self, len: u32) -> Result<Ref, Stop> {
        Ok(bytes::reserve(&mut self.heap, len as usize)?)
    }

    /// Bytes made by [`Vm::new_bytes`], cut to `len`.
    pub(super) fn cut_bytes(&mut self, made: Ref, len: usize) -> Value {
        self.heap.set_word(made, 0, len as u32);
        self.heap
            .shrink(made, bytecode::constant::text_words(len) as u32);
        made.value()
    }
}

/// Ends a two-step native: waits for `unit` to be ready, until `deadline`.
pub(super) fn await_unit(vm: &mut Vm, machine: &Machine, unit: Peripheral, deadline: u64) -> Stop {
    let wait = Wait {
        kind: WaitKind::Peripheral,
        key: unit.0.into(),
        deadline,
    };
    machine.expect(wait);
    vm.block(wait.of(Value::NONE))
}

/// `pinMode(pin, mode)`
pub(crate) fn pin_mode(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    let mode = vm.natural(args.get(1), 255)? as u8;
    let mode = PinMode::from_number(mode).ok_or_else(|| vm.raise(index::ValueError))?;
    let pins = vm.outside()?.board().pins();
    pins.and_then(|pins| pins.set_mode(pin, mode))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `digitalRead(pin)`
pub(crate) fn digital_read(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    let pins = vm.outside()?.board().pins();
    let level = pins
        .and_then(|pins| pins.read(pin))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::count(u32::from(level == PinState::High)))
}

/// `digitalWrite(pin, level)`
pub(crate) fn digital_write(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    let level = PinState::from(vm.whole(args.get(1))? != 0);
    let pins = vm.outside()?.board().pins();
    pins.and_then(|pins| pins.write(pin, level))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `pinToggle(pin)`
pub(crate) fn pin_toggle(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    let pins = vm.outside()?.board().pins();
    pins.and_then(|pins| pins.toggle(pin))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `pin_attach(pin, function, arguments, rising, debounce, time_unit)`; a function that is None detaches
pub(crate) fn pin_attach(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    let rising = vm.whole(args.get(3))? != 0;
    let debounce = micros_of(vm, args.get(4), args.get(5))?;
    let debounce = u32::try_from(debounce).map_err(|_| vm.raise(index::ValueError))?;
    let machine = vm.outside()?;
    if args.get(1) == Value::NONE {
        machine.detach_pin(vm, pin, rising)
    } else {
        machine.attach_pin(vm, pin, rising, debounce, (args.get(1), args.get(2)))
    }?;
    Ok(Value::NONE)
}

/// `adc_read(pin, samples)`: a number, or shorts of several
pub(crate) fn adc_read(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    // Each conversion takes up to 100 microseconds with the lock held.
    let samples = vm.natural(args.get(1), 64)?;
    let adc = vm
        .outside()?
        .board()
        .adc()
        .map_err(|error| vm.hardware(error))?;
    if samples <= 1 {
        let sample = adc.read(pin).map_err(|error| vm.hardware(error))?;
        return Ok(Value::count(sample.into()));
    }
    let made = bytes::reserve_shorts(&mut vm.heap, samples as usize)?;
    for i in 0..samples as usize {
        let sample = adc.read(pin).map_err(|error| vm.hardware(error))?;
        if let Some(place) = vm.heap.halves_mut(made, 1).get_mut(i) {
            *place = sample;
        }
    }
    Ok(made.value())
}

/// `pwm_write(pin, period, pulse, time_unit, pulses)`: waits for the end of a counted train
pub(crate) fn pwm_write(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    let machine = vm.outside()?;
    let pwm = machine.board().pwm().map_err(|error| vm.hardware(error))?;
    let count = vm.natural(args.get(4), u32::MAX >> 2)?;
    let unit = Peripheral::PWM.unit(pin.index());
    let outcome = vm.take_outcome();
    if outcome.is_none() {
        let (period, pulse) = (
            micros_of(vm, args.get(1), args.get(3))?,
            micros_of(vm, args.get(2), args.get(3))?,
        );
        let fits = |n: u64| u32::try_from(n).map_err(|_| vm.raise(index::ValueError));
        let (period, pulse) = (fits(period)?, fits(pulse)?);
        pwm.start(pin, period, pulse, count)
            .map_err(|error| vm.hardware(error))?;
        if count == 0 {
            return Ok(Value::NONE);
        }
    }
    if outcome == Some(Outcome::Stopped) {
        pwm.stop(pin).map_err(|error| vm.hardware(error))?;
        return Ok(Value::NONE);
    }
    let stop = await_unit(vm, machine, unit, FOREVER);
    if pwm.running(pin).map_err(|error| vm.hardware(error))? {
        return Err(stop);
    }
    machine.threads().forget(current(machine));
    Ok(Value::NONE)
}

/// `dac_write(pin, level)`
pub(crate) fn dac_write(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let pin = vm.pin(args.get(0))?;
    let level = vm.natural(args.get(1), 0xffff)? as u16;
    let dac = vm.outside()?.board().dac();
    dac.and_then(|dac| dac.write(pin, level))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// Whether a wait has ended for good without what it was for.
pub(super) fn over(outcome: Option<Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Timeout | Outcome::Stopped))
}

/// `icu_capture(pin, mode, trigger, count, window)`: the level of the first duration, then the durations in microseconds
pub(crate) fn icu_capture(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    const MOST: usize = 64;
    let pin = vm.pin(args.get(0))?;
    let mode = PinMode::from_number(vm.natural(args.get(1), 255)? as u8)
        .ok_or_else(|| vm.raise(index::ValueError))?;
    let trigger = match vm.natural(args.get(2), 2)? {
        0 => vhal::Trigger::Falling,
        1 => vhal::Trigger::Rising,
        _ => vhal::Trigger::Both,
    };
    let count = vm.natural(args.get(3), MOST as u32)? as usize;
    let window = vm.natural(args.get(4), u32::MAX >> 1)?;
    let machine = vm.outside()?;
    let icu = machine.board().icu().map_err(|error| vm.hardware(error))?;
    let outcome = vm.take_outcome();
    let made = vm.heap.alloc(4 + count as u32, Kind::Tuple, 0)?;
    let stop = await_unit(vm, machine, Peripheral::ICU, FOREVER);
    if outcome.is_none() {
        icu.start(pin, mode, trigger, count, window)
            .map_err(|error| vm.hardware(error))?;
    }
    let mut durations = [0; MOST];
    let ended = icu.finish(durations.get_mut(..count).unwrap_or_default());
    match ended {
        Err(Error::Busy) if !over(outcome) => return Err(stop),
        Err(Error::Busy) => icu.abort(),
        _ => {}
    }
    machine.threads().forget(current(machine));
    let capture = ended.map_err(|error| vm.hardware(error))?;
    let first = u32::from(capture.first == PinState::High);
    vm.heap.set(made, 1, Value::count(first));
    for (place, duration) in (2..).zip(durations.iter().take(capture.count)) {
        let word = Value::small_int((*duration).into()).unwrap_or(Value::ZERO);
        vm.heap.set(made, place, word);
    }
    vm.heap.set_word(made, 0, 1 + capture.count as u32);
    vm.heap.shrink(made, 4 + capture.count as u32);
    Ok(made.value())
}

/// `watchdog_start(shortest, longest)`, in milliseconds
pub(crate) fn watchdog_start(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let most = u32::MAX / 1000;
    let (shortest, longest) = (
        vm.natural(args.get(0), most)? * 1000,
        vm.natural(args.get(1), most)? * 1000,
    );
    let watchdog = vm.outside()?.board().watchdog();
    watchdog
        .and_then(|watchdog| watchdog.start(shortest, longest))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `watchdog_kick()`
pub(crate) fn watchdog_kick(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let watchdog = vm.outside()?.board().watchdog();
    watchdog
        .and_then(|watchdog| watchdog.feed())
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

natives! { ROWS:
    pin_mode digital_read digital_write pin_toggle pin_attach adc_read pwm_write dac_write sleep_micros icu_capture watchdog_start watchdog_kick
}
