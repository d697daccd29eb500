//! The simulated board beyond the contract: its devices, its flash under a failing power, its resets.

mod machine;

use machine::{NOR, board, board_on, d, in_thread, pin};
use port_sim::{FlashStore, Tmp102};
use vhal::{Error, Flash, I2c, PinClass, PinMode, PinState, Pins, ResetCause, SerialConfig, Spi};
use vosal::Os;

/// A whole I2C transfer.
fn transfer(
    os: &dyn Os,
    i2c: &dyn I2c,
    address: u8,
    write: &[u8],
    read: usize,
) -> vhal::Result<Vec<u8>> {
    let mut bytes = vec![0; read];
    i2c.start(0, address, write, read)?;
    loop {
        match i2c.finish(0, &mut bytes) {
            Err(Error::Busy) => os.sleep_until(os.now() + 100),
            result => return result.map(|_| bytes),
        }
    }
}

/// A whole command to the NOR flash.
fn command(os: &dyn Os, parts: &vhal::Board, bytes: &[u8], answer: usize) -> Vec<u8> {
    let (spi, pins): (&dyn Spi, &dyn Pins) = (parts.spi.unwrap(), parts.pins.unwrap());
    pins.write(d(10), PinState::Low).unwrap();
    spi.start(0, bytes, bytes.len() + answer).unwrap();
    let mut received = vec![0; bytes.len() + answer];
    while spi.finish(0, &mut received) == Err(Error::Busy) {
        os.sleep_until(os.now() + 100);
    }
    pins.write(d(10), PinState::High).unwrap();
    received.split_off(bytes.len())
}

#[test]
fn thermometer_measures_what_it_is_told() {
    in_thread(|os| {
        let (board, _) = board(os);
        let i2c = board.parts().i2c.unwrap();
        i2c.open(0, 400_000).unwrap();
        for (milli_celsius, bytes) in [
            (21_500, [0x15, 0x80]),
            (100_000, [0x64, 0]),
            (-250, [0xff, 0xc0]),
            (62, [0, 0]),
        ] {
            assert!(board.with_i2c_device(0, 0x48, |device: &mut Tmp102| {
                device.set_temperature(milli_celsius)
            }));
            assert_eq!(
                transfer(os, i2c, 0x48, &[0], 2),
                Ok(bytes.to_vec()),
                "{milli_celsius}"
            );
        }
        assert_eq!(transfer(os, i2c, 0x48, &[3], 2), Ok(vec![0x50, 0]));
        assert_eq!(
            transfer(os, i2c, 0x48, &[3, 0x19, 0x40], 2),
            Ok(vec![0x19, 0x40])
        );
        assert_eq!(
            transfer(os, i2c, 0x48, &[0, 1, 2], 2),
            Ok(vec![0, 0]),
            "the temperature cannot be written"
        );
        assert!(!board.with_i2c_device(0, 0x49, |_: &mut Tmp102| ()));
    });
}

#[test]
fn eeprom_keeps_bytes_and_wraps_within_pages() {
    in_thread(|os| {
        let (board, _) = board(os);
        let i2c = board.parts().i2c.unwrap();
        i2c.open(0, 400_000).unwrap();
        assert_eq!(
            transfer(os, i2c, 0x50, &[1, 0x1e, 1, 2, 3, 4], 0),
            Ok(vec![])
        );
        assert_eq!(transfer(os, i2c, 0x50, &[1, 0x1e], 3), Ok(vec![1, 2, 0xff]));
        assert_eq!(transfer(os, i2c, 0x50, &[1, 0], 2), Ok(vec![3, 4]));
        assert_eq!(
            transfer(os, i2c, 0x50, &[0x0f, 0xff], 2),
            Ok(vec![0xff, 0xff])
        );
        assert_eq!(transfer(os, i2c, 0x50, &[1], 0), Err(Error::Nack));
    });
}

#[test]
fn i2c_transfers_take_their_time() {
    in_thread(|os| {
        let (board, _) = board(os);
        let i2c = board.parts().i2c.unwrap();
        i2c.open(0, 10_000).unwrap();
        i2c.start(0, 0x48, &[0], 2).unwrap();
        let begin = os.now();
        assert_eq!(i2c.finish(0, &mut [0; 2]), Err(Error::Busy));
        assert_eq!(i2c.start(0, 0x48, &[], 0), Err(Error::Busy));
        while i2c.finish(0, &mut [0; 2]) == Err(Error::Busy) {
            os.sleep_until(os.now() + 50);
        }
        // Two addresses, three bytes and the conditions: 48 bits of 100 microseconds.
        assert!(
            (4_800..5_100).contains(&(os.now() - begin)),
            "{}",
            os.now() - begin
        );
    });
}

#[test]
fn nor_flash_needs_permission_and_only_clears_bits() {
    in_thread(|os| {
        let parts = board(os).0.parts();
        parts
            .pins
            .unwrap()
            .set_mode(d(10), PinMode::Output)
            .unwrap();
        parts.spi.unwrap().open(0, NOR).unwrap();
        let run = |bytes: &[u8], answer| command(os, &parts, bytes, answer);
        run(&[0x02, 0, 1, 0xfe, 0x0f, 0xf0], 0);
        assert_eq!(
            run(&[0x03, 0, 1, 0xfe], 2),
            [0xff, 0xff],
            "programmed without permission"
        );
        run(&[0x06], 0);
        assert_eq!(run(&[0x05], 1), [0x02]);
        run(&[0x02, 0, 1, 0xfe, 0x0f, 0xf0, 0x55], 0);
        assert_eq!(run(&[0x05], 1), [0x00]);
        assert_eq!(run(&[0x03, 0, 1, 0xfe], 2), [0x0f, 0xf0]);
        assert_eq!(run(&[0x0b, 0, 1, 0, 0], 1), [0x55], "a page write wraps");
        run(&[0x06], 0);
        run(&[0x02, 0, 1, 0xfe, 0x33], 0);
        assert_eq!(run(&[0x03, 0, 1, 0xfe], 1), [0x03]);
        run(&[0x06], 0);
        run(&[0x20, 0, 1, 0], 0);
        assert_eq!(run(&[0x03, 0, 1, 0xfe], 2), [0xff, 0xff]);
        run(&[0xb9], 0);
        assert_eq!(run(&[0x9f], 3), [0xff; 3], "answers while powered down");
        run(&[0xab], 0);
        assert_eq!(run(&[0x9f], 3), [0xef, 0x40, 0x10]);
    });
}

#[test]
fn converters_are_fed_by_the_world_or_by_a_wire() {
    in_thread(|os| {
        let (board, _) = board(os);
        let (adc, dac) = (board.parts().adc.unwrap(), board.parts().dac.unwrap());
        let (a0, a1) = (pin(PinClass::Analog, 0), pin(PinClass::Analog, 1));
        board.set_level(a0, 1234).unwrap();
        board.set_level(a1, 99).unwrap();
        assert_eq!((adc.read(a0), adc.read(a1)), (Ok(1234), Ok(99)));
        dac.write(pin(PinClass::Dac, 0), 4000).unwrap();
        assert_eq!((adc.read(a0), adc.read(a1)), (Ok(1234), Ok(4000)));
        dac.stop(pin(PinClass::Dac, 0)).unwrap();
        assert_eq!(adc.read(a1), Ok(99));
        let (pins, pwm) = (board.parts().pins.unwrap(), board.parts().pwm.unwrap());
        pwm.start(pin(PinClass::Pwm, 6), 1000, 250, 0).unwrap();
        assert_eq!(adc.read(a0), Ok(1023), "pulses read as their mean");
        pwm.stop(pin(PinClass::Pwm, 6)).unwrap();
        pins.write(d(6), PinState::High).unwrap();
        assert_eq!(adc.read(a0), Ok(4095));
        pins.set_mode(d(6), PinMode::Input).unwrap();
        assert_eq!(adc.read(a0), Ok(1234));
        assert_eq!(board.set_level(a0, 4096), Err(Error::Argument));
        assert_eq!(adc.read(d(1)), Err(Error::InvalidPin));
    });
}

#[test]
fn button_and_pulses_are_seen() {
    in_thread(|os| {
        let (board, _) = board(os);
        let parts = board.parts();
        let (pins, pwm) = (parts.pins.unwrap(), parts.pwm.unwrap());
        let button = pin(PinClass::Button, 0);
        assert_eq!(pins.read(button), Ok(PinState::High));
        board.drive(button, Some(false)).unwrap();
        assert_eq!(pins.read(button), Ok(PinState::Low));
        let led = pin(PinClass::Pwm, 7);
        pwm.start(led, 1000, 250, 0).unwrap();
        assert_eq!(board.pulses(led), Ok(Some((1000, 250))));
        let mut high = 0;
        let begin = os.now();
        while os.now() < begin + 20_000 {
            high += u32::from(pins.read(d(7)) == Ok(PinState::High));
        }
        // Each look takes a microsecond.
        assert!((4_900..5_100).contains(&high), "{high}");
        pwm.stop(led).unwrap();
        assert_eq!(board.pulses(led), Ok(None));
    });
}

#[test]
fn serial_overrun_is_counted_and_the_link_is_taken() {
    in_thread(|os| {
        let parts = board(os).0.parts();
        let serial = parts.serial.unwrap();
        assert_eq!(serial.open(0, SerialConfig::new(9600)), Err(Error::Busy));
        assert_eq!(
            parts
                .pins
                .unwrap()
                .set_mode(pin(PinClass::Serial, 1), PinMode::Output),
            Err(Error::Busy)
        );
        serial.open(1, SerialConfig::new(9600)).unwrap();
        assert_eq!(serial.write(1, &[7; 1500]), Ok(1500));
        assert_eq!(serial.available(1), Ok(1024));
        assert_eq!(serial.errors(1).unwrap().overrun, 476);
    });
}

#[test]
fn watchdog_bites_when_it_is_not_fed_or_fed_too_soon() {
    in_thread(|os| {
        for shortest in [0, 3000] {
            let (board, resets) = board(os);
            let dog = board.parts().watchdog.unwrap();
            assert_eq!(dog.feed(), Err(Error::HardwareStatus));
            dog.start(shortest, 10_000).unwrap();
            for _ in 0..5 {
                os.sleep_until(os.now() + 6000);
                dog.feed().unwrap();
            }
            assert!(resets.try_recv().is_err(), "it was fed in time");
            if shortest > 0 {
                dog.feed().unwrap();
            } else {
                os.sleep_until(os.now() + 11_000);
            }
            assert_eq!(resets.try_recv(), Ok(ResetCause::Watchdog));
        }
    });
}

#[test]
fn reset_is_said_once() {
    in_thread(|os| {
        let (board, resets) = board(os);
        board.parts().system.reset();
        board.parts().system.reset();
        assert_eq!(resets.try_recv(), Ok(ResetCause::Software));
        assert!(resets.try_recv().is_err());
    });
}

#[test]
fn flash_survives_boards_and_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flash");
    in_thread(move |os| {
        let store = FlashStore::open(&path, 10_000).unwrap();
        let flash = board_on(os, &store).parts().flash.unwrap();
        assert_eq!(flash.size(), 12_288);
        flash.write(4096, b"01234567").unwrap();
        let mut bytes = [0; 8];
        for store in [&store, &FlashStore::open(&path, 10_000).unwrap()] {
            board_on(os, store)
                .parts()
                .flash
                .unwrap()
                .read(4096, &mut bytes)
                .unwrap();
            assert_eq!(&bytes, b"01234567");
        }
        // Bits that are down stay down without an erase.
        assert_eq!(flash.write(4096, b"99999999"), Err(Error::Fault));
    });
}

/// What a cut leaves: steps before it whole, the one it hits neither old nor new, those after it not begun.
#[test]
fn power_can_be_cut_at_every_step() {
    let new = b"AAAAAAAABBBBBBBBCCCCCCCC";
    for step in 1..=5 {
        let store = FlashStore::new(8192);
        store.write(0, b"old old old old old old.").unwrap();
        store.cut_power_at(step);
        let outcome = store.erase(0).and_then(|()| store.write(0, new));
        assert_eq!(outcome.is_ok(), step > 4, "{step}");
        assert_eq!(store.powered(), step > 4);
        if !store.powered() {
            let mut frozen = [0; 8192];
            store.read(0, &mut frozen).unwrap();
            assert_eq!(store.erase(4096), Err(Error::Fault));
            assert_eq!(store.write(4096, new), Err(Error::Fault));
            let mut after = [0; 8192];
            store.read(0, &mut after).unwrap();
            assert_eq!(frozen, after, "changed without power");
        }
        store.restore_power();
        let mut bytes = [0; 24];
        store.read(0, &mut bytes).unwrap();
        let whole = (step as usize).saturating_sub(2).min(3) * 8;
        assert_eq!(bytes[..whole], new[..whole], "{step}");
        if let Some(hit) = bytes.get(whole..whole + 8).filter(|_| step > 1) {
            assert!(
                hit != &new[whole..whole + 8] && hit != [0xff; 8],
                "{step}: {hit:?}"
            );
            assert!(
                bytes[whole + 8..].iter().all(|byte| *byte == 0xff),
                "{step}"
            );
        }
        if step == 1 {
            assert!(
                bytes != [0xff; 24] && &bytes[..8] != b"old old ",
                "{bytes:?}"
            );
        }
        store.erase(0).unwrap();
        store.write(0, new).unwrap();
    }
}
