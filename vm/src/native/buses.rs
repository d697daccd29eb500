//! Natives of serial ports and buses.

use super::pins::{await_unit, over};
use super::threads::{current, deadline};
use super::{Args, Stop};
use crate::natives;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use vhal::{Error, Parity, Peripheral, SerialConfig, SpiConfig, SpiMode, StopBits};
use vosal::FOREVER;

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

natives! { ROWS:
    serial_open serial_read serial_write serial_available serial_close i2c_open i2c_transfer i2c_close spi_open
    spi_exchange spi_close
}
