//! Natives of pins and peripherals.
//!
//! What takes time is begun, waited for without the lock, and finished: the three steps of [`vhal`]'s traits.

use super::threads::{current, deadline, micros_of, sleep_micros};
use super::{Args, Outcome, Stop};
use crate::machine::Machine;
use crate::natives;
use crate::object::bytes;
use crate::thread::{Wait, WaitKind};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use vhal::{
    Error, Parity, Peripheral, Pin, PinMode, PinState, SerialConfig, SpiConfig, SpiMode, StopBits,
};
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
    fn natural(&self, value: Value, most: u32) -> Result<u32, Stop> {
        u32::try_from(self.whole(value)?)
            .ok()
            .filter(|n| *n <= most)
            .ok_or_else(|| self.raise(index::ValueError))
    }

    /// The index of a unit of `kind` from its number or its index alone.
    fn unit(&self, value: Value, kind: Peripheral) -> Result<u8, Stop> {
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
    fn cut_bytes(&mut self, made: Ref, len: usize) -> Value {
        self.heap.set_word(made, 0, len as u32);
        self.heap
            .shrink(made, bytecode::constant::text_words(len) as u32);
        made.value()
    }
}

/// Ends a two-step native: waits for `unit` to be ready, until `deadline`.
fn await_unit(vm: &mut Vm, machine: &Machine, unit: Peripheral, deadline: u64) -> Stop {
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

/// `serial_open(port, baud, parity, stop_bits, bits)`
pub(crate) fn serial_open(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let port = vm.unit(args.get(0), Peripheral::SERIAL)?;
    let parity = match vm.natural(args.get(2), 2)? {
        0 => Parity::None,
        1 => Parity::Even,
        _ => Parity::Odd,
    };
    let stop = match vm.natural(args.get(3), 2)? {
        0 => StopBits::One,
        1 => StopBits::OneAndHalf,
        _ => StopBits::Two,
    };
    let bits = match vm.natural(args.get(4), 8)? {
        0 | 8 => 8,
        1 | 7 => 7,
        _ => return Err(vm.raise(index::ValueError)),
    };
    let config = SerialConfig {
        parity,
        stop,
        bits,
        ..SerialConfig::new(vm.natural(args.get(1), 10_000_000)?)
    };
    let machine = vm.outside()?;
    if machine.is_console(port) {
        machine.note_console_opened();
        return Ok(Value::NONE);
    }
    let serial = machine.board().serial();
    serial
        .and_then(|serial| serial.open(port, config))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `serial_close(port)`
pub(crate) fn serial_close(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let port = vm.unit(args.get(0), Peripheral::SERIAL)?;
    let machine = vm.outside()?;
    if !machine.is_console(port) {
        let serial = machine.board().serial();
        serial
            .and_then(|serial| serial.close(port))
            .map_err(|error| vm.hardware(error))?;
    }
    Ok(Value::NONE)
}

/// `serial_available(port)`
pub(crate) fn serial_available(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let port = vm.unit(args.get(0), Peripheral::SERIAL)?;
    let machine = vm.outside()?;
    let count = if machine.is_console(port) {
        machine.outlet().available()
    } else {
        let serial = machine.board().serial();
        serial
            .and_then(|serial| serial.available(port))
            .map_err(|error| vm.hardware(error))?
    };
    Ok(Value::count(count as u32))
}

/// `serial_read(port, size, timeout)`: at least one byte and at most `size`; none if there are no more, or in time
pub(crate) fn serial_read(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let port = vm.unit(args.get(0), Peripheral::SERIAL)?;
    let size = vm.natural(args.get(1), 4096)?;
    let timeout = vm.whole(args.get(2))?;
    let machine = vm.outside()?;
    if machine.is_console(port) {
        return super::console::read_console(vm, size, timeout);
    }
    let serial = machine
        .board()
        .serial()
        .map_err(|error| vm.hardware(error))?;
    let made = vm.new_bytes(size)?;
    let outcome = vm.take_outcome();
    // The wait is announced first, so that bytes that come after the look end it.
    let until = deadline(machine, timeout);
    let unit = Peripheral::SERIAL.unit(port);
    let stop = await_unit(vm, machine, unit, until);
    let buffer = vm.heap.bytes_mut(made, 1);
    let count = serial.read(port, buffer.get_mut(..size as usize).unwrap_or_default());
    if count == Ok(0) && size > 0 && timeout != 0 && !over(outcome) {
        return Err(stop);
    }
    machine.threads().forget(current(machine));
    let count = count.map_err(|error| vm.hardware(error))?;
    Ok(vm.cut_bytes(made, count))
}

/// Whether a wait has ended for good without what it was for.
fn over(outcome: Option<Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Timeout | Outcome::Stopped))
}

/// `serial_write(port, data)`: all of it; how many bytes that was
pub(crate) fn serial_write(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let port = vm.unit(args.get(0), Peripheral::SERIAL)?;
    let machine = vm.outside()?;
    if machine.is_console(port) {
        return super::console::write_console(vm, args.from(1));
    }
    let serial = machine
        .board()
        .serial()
        .map_err(|error| vm.hardware(error))?;
    let outcome = vm.take_outcome();
    let record = machine.threads().record(current(machine));
    let done = outcome.map_or(0, |_| record.progress()) as usize;
    let stop = await_unit(vm, machine, Peripheral::SERIAL.unit(port), FOREVER);
    let data = vm.bytes_like(args.get(1))?;
    let taken = serial.write(port, data.get(done..).unwrap_or_default());
    let (total, taken) = (data.len(), taken.map_err(|error| vm.hardware(error))?);
    if done + taken < total && !over(outcome) {
        record.set_progress((done + taken) as u32);
        return Err(stop);
    }
    machine.threads().forget(current(machine));
    Ok(Value::count((done + taken) as u32))
}

/// `i2c_open(bus, clock)`
pub(crate) fn i2c_open(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let bus = vm.unit(args.get(0), Peripheral::I2C)?;
    let clock = vm.natural(args.get(1), 10_000_000)?;
    let i2c = vm.outside()?.board().i2c();
    i2c.and_then(|i2c| i2c.open(bus, clock))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `i2c_close(bus)`
pub(crate) fn i2c_close(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let bus = vm.unit(args.get(0), Peripheral::I2C)?;
    let i2c = vm.outside()?.board().i2c();
    i2c.and_then(|i2c| i2c.close(bus))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `i2c_transfer(bus, address, data, count)`: the bytes read
pub(crate) fn i2c_transfer(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let bus = vm.unit(args.get(0), Peripheral::I2C)?;
    let address = vm.natural(args.get(1), 0x7f)? as u8;
    let count = vm.natural(args.get(3), 65_535)?;
    let machine = vm.outside()?;
    let i2c = machine.board().i2c().map_err(|error| vm.hardware(error))?;
    let made = vm.new_bytes(count)?;
    let outcome = vm.take_outcome();
    let stop = await_unit(vm, machine, Peripheral::I2C.unit(bus), FOREVER);
    if outcome.is_none() {
        let begun = i2c.start(bus, address, vm.bytes_like(args.get(2))?, count as usize);
        begun.map_err(|error| vm.hardware(error))?;
    }
    let buffer = vm.heap.bytes_mut(made, 1);
    let ended = i2c.finish(bus, buffer.get_mut(..count as usize).unwrap_or_default());
    match ended {
        Err(Error::Busy) if !over(outcome) => return Err(stop),
        Err(Error::Busy) => i2c.abort(bus).map_err(|error| vm.hardware(error))?,
        _ => {}
    }
    machine.threads().forget(current(machine));
    let read = ended.map_err(|error| vm.hardware(error))?;
    Ok(vm.cut_bytes(made, read.min(count as usize)))
}

/// `spi_open(bus, clock, mode, bits, lsb_first)`
pub(crate) fn spi_open(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let bus = vm.unit(args.get(0), Peripheral::SPI)?;
    let mode = vm.natural(args.get(2), 3)?;
    let mode = SpiMode {
        polarity: if mode & 2 == 0 {
            vhal::SpiPolarity::IdleLow
        } else {
            vhal::SpiPolarity::IdleHigh
        },
        phase: if mode & 1 == 0 {
            vhal::SpiPhase::CaptureOnFirstTransition
        } else {
            vhal::SpiPhase::CaptureOnSecondTransition
        },
    };
    let config = SpiConfig {
        clock: vm.natural(args.get(1), 100_000_000)?,
        mode,
        bits: vm.natural(args.get(3), 16)? as u8,
        lsb_first: vm.whole(args.get(4))? != 0,
    };
    let spi = vm.outside()?.board().spi();
    spi.and_then(|spi| spi.open(bus, config))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `spi_close(bus)`
pub(crate) fn spi_close(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let bus = vm.unit(args.get(0), Peripheral::SPI)?;
    let spi = vm.outside()?.board().spi();
    spi.and_then(|spi| spi.close(bus))
        .map_err(|error| vm.hardware(error))?;
    Ok(Value::NONE)
}

/// `spi_exchange(bus, data, count)`: the bytes received
pub(crate) fn spi_exchange(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let bus = vm.unit(args.get(0), Peripheral::SPI)?;
    let count = vm.natural(args.get(2), 65_535)?;
    let machine = vm.outside()?;
    let spi = machine.board().spi().map_err(|error| vm.hardware(error))?;
    let made = vm.new_bytes(count)?;
    let outcome = vm.take_outcome();
    let stop = await_unit(vm, machine, Peripheral::SPI.unit(bus), FOREVER);
    if outcome.is_none() {
        let begun = spi.start(bus, vm.bytes_like(args.get(1))?, count as usize);
        begun.map_err(|error| vm.hardware(error))?;
    }
    let buffer = vm.heap.bytes_mut(made, 1);
    let ended = spi.finish(bus, buffer.get_mut(..count as usize).unwrap_or_default());
    match ended {
        Err(Error::Busy) if !over(outcome) => return Err(stop),
        Err(Error::Busy) => spi.abort(bus).map_err(|error| vm.hardware(error))?,
        _ => {}
    }
    machine.threads().forget(current(machine));
    let read = ended.map_err(|error| vm.hardware(error))?;
    Ok(vm.cut_bytes(made, read.min(count as usize)))
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
    pin_mode digital_read digital_write pin_toggle pin_attach adc_read pwm_write dac_write serial_open serial_read
    serial_write serial_available serial_close i2c_open i2c_transfer i2c_close spi_open spi_exchange spi_close
    sleep_micros icu_capture watchdog_start watchdog_kick
}
