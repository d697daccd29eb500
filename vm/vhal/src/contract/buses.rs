//! Serial ports and buses.

use super::{Rig, SpiProbe, Verdict, await_that, finish, good, hold};
use crate::{Error, Peripheral, PinMode, PinState, SerialConfig};

pub(super) fn serial_loop(rig: &Rig) -> Verdict {
    let (Some(serial), Some(port)) = (rig.board.serial, rig.loop_port) else {
        return Ok(());
    };
    let mut buffer = [0; 16];
    good(serial.close(port), "a port cannot be closed")?;
    let closed = [
        serial.read(port, &mut buffer),
        serial.write(port, b"x"),
        serial.available(port),
    ];
    hold(
        closed == [Err(Error::HardwareStatus); 3],
        "a closed port does not say so",
    )?;
    good(
        serial.open(port, SerialConfig::new(115_200)),
        "a port cannot be opened",
    )?;
    hold(
        serial.read(port, &mut buffer) == Ok(0),
        "a port just opened has bytes",
    )?;
    rig.recorder.clear(Peripheral::SERIAL.unit(port));
    hold(
        serial.write(port, b"loop-back") == Ok(9),
        "a port with room did not take nine bytes",
    )?;
    hold(
        await_that(rig, || serial.available(port) == Ok(9)),
        "bytes were lost on the way round",
    )?;
    hold(
        rig.recorder.announced() > 0,
        "the arrival of bytes was not announced",
    )?;
    hold(
        serial.read(port, buffer.get_mut(..4).unwrap_or_default()) == Ok(4),
        "four bytes cannot be read",
    )?;
    hold(buffer.starts_with(b"loop"), "bytes came back changed")?;
    hold(
        serial.read(port, &mut buffer) == Ok(5) && buffer.starts_with(b"-back"),
        "bytes came back out of order",
    )?;
    hold(
        await_that(rig, || serial.flushed(port) == Ok(true)),
        "a port does not come to rest",
    )?;
    hold(
        serial
            .errors(port)
            .is_ok_and(|errors| errors == Default::default()),
        "errors on a quiet line",
    )?;
    hold(
        serial
            .open(serial.count(), SerialConfig::new(9600))
            .is_err(),
        "a port beyond the last was opened",
    )
}

pub(super) fn i2c(rig: &Rig) -> Verdict {
    let (Some(i2c), Some((bus, there, nobody))) = (rig.board.i2c, rig.i2c) else {
        return Ok(());
    };
    let mut buffer = [0; 2];
    good(i2c.close(bus), "a bus cannot be closed")?;
    hold(
        i2c.start(bus, there, &[], 0) == Err(Error::HardwareStatus),
        "a closed bus began a transfer",
    )?;
    good(i2c.open(bus, 100_000), "a bus cannot be opened")?;
    hold(
        i2c.finish(bus, &mut buffer) == Err(Error::HardwareStatus),
        "a transfer ended that was not begun",
    )?;
    rig.recorder.clear(Peripheral::I2C.unit(bus));
    for (address, expected) in [(there, Ok(0)), (nobody, Err(Error::Nack)), (there, Ok(0))] {
        good(
            i2c.start(bus, address, &[], 0),
            "a transfer cannot be begun",
        )?;
        let found = finish(rig, || i2c.finish(bus, &mut buffer));
        hold(found == expected, "a bus does not find who is there")?;
    }
    hold(
        rig.recorder.announced() >= 3,
        "the end of a transfer was not announced",
    )?;
    good(i2c.start(bus, there, &[0], 2), "a read cannot be begun")?;
    hold(
        finish(rig, || i2c.finish(bus, &mut buffer)) == Ok(2),
        "a device did not give two bytes",
    )?;
    good(i2c.start(bus, there, &[0], 2), "a read cannot be begun")?;
    good(i2c.abort(bus), "a transfer cannot be aborted")?;
    good(
        i2c.start(bus, there, &[], 0),
        "a bus is not free after an abort",
    )?;
    hold(
        finish(rig, || i2c.finish(bus, &mut buffer)) == Ok(0),
        "a device did not survive an abort",
    )?;
    hold(
        i2c.start(bus, 0x80, &[], 0) == Err(Error::Argument),
        "an address of eight bits was taken",
    )
}

pub(super) fn spi(rig: &Rig) -> Verdict {
    let (Some(spi), Some(probe)) = (rig.board.spi, rig.spi) else {
        return Ok(());
    };
    let SpiProbe {
        bus,
        config,
        select,
        command,
        answer,
    } = probe;
    let pins = good(rig.board.pins(), "a bus without pins")?;
    let mut buffer = [0; 16];
    good(
        pins.write(select, PinState::High),
        "a select pin cannot be written",
    )?;
    good(
        pins.set_mode(select, PinMode::Output),
        "a select pin cannot be an output",
    )?;
    good(spi.close(bus), "a bus cannot be closed")?;
    hold(
        spi.start(bus, command, 1) == Err(Error::HardwareStatus),
        "a closed bus began an exchange",
    )?;
    good(spi.open(bus, config), "a bus cannot be opened")?;
    rig.recorder.clear(Peripheral::SPI.unit(bus));
    for _ in 0..2 {
        good(
            pins.write(select, PinState::Low),
            "a select pin cannot be written",
        )?;
        let length = command.len() + answer.len();
        good(
            spi.start(bus, command, length),
            "an exchange cannot be begun",
        )?;
        let came = finish(rig, || spi.finish(bus, &mut buffer));
        good(
            pins.write(select, PinState::High),
            "a select pin cannot be written",
        )?;
        hold(came == Ok(length), "an exchange has a wrong length")?;
        let received = buffer.get(command.len()..length);
        hold(
            received == Some(answer),
            "a device did not answer as it should",
        )?;
    }
    hold(
        rig.recorder.announced() >= 2,
        "the end of an exchange was not announced",
    )?;
    hold(
        spi.start(bus, command, spi.limit() + 1) == Err(Error::TooLong),
        "an exchange beyond the limit was begun",
    )
}
