//! The contract of the peripheral layer, held against the simulated board on both systems.

mod machine;

use machine::{NOR, board, d, in_thread, pin};
use port_sim::HostOs;
use vhal::contract::{CHECKS, Clock, Recorder, Rig, SpiProbe};
use vhal::{Pin, PinClass};
use vosal::Os;

/// The clock of a system, to wait by.
struct Waiting(&'static dyn Os);

impl Clock for Waiting {
    fn now(&self) -> u64 {
        self.0.now()
    }

    fn wait(&self, micros: u64) {
        self.0.sleep_until(self.0.now() + micros);
    }
}

fn rig(os: &'static dyn Os) -> Rig {
    let (board, _) = board(os);
    let recorder: &'static Recorder = Box::leak(Box::default());
    let parts = board.parts();
    parts.system.set_sink(recorder);
    Rig {
        board: parts,
        clock: Box::leak(Box::new(Waiting(os))),
        recorder,
        wire: Some((d(3), d(2))),
        pulses: Some(pin(PinClass::Pwm, 3)),
        no_pin: Pin(0x007f),
        loop_port: Some(1),
        i2c: Some((0, 0x48, 0x11)),
        spi: Some(SpiProbe {
            bus: 0,
            config: NOR,
            select: d(10),
            command: &[0x9f],
            answer: &[0xef, 0x40, 0x10],
        }),
        flash: Some(5000),
    }
}

fn failures(rig: &Rig) -> Vec<String> {
    let verdicts = CHECKS.iter().map(|check| (check.name, (check.run)(rig)));
    verdicts
        .filter_map(|(name, verdict)| verdict.err().map(|sentence| format!("{name}: {sentence}")))
        .collect()
}

#[test]
fn holds_on_the_host_system() {
    let os = HostOs::new();
    os.enrol();
    assert_eq!(failures(&rig(os)), [""; 0]);
}

#[test]
fn holds_on_the_stepped_system() {
    in_thread(|os| assert_eq!(failures(&rig(os)), [""; 0]));
}

/// What the checks say about a rig that is not as it claims to be.
fn expect(rig: &Rig, sentence: &str) {
    let all = failures(rig);
    assert!(
        all.iter().any(|line| line.contains(sentence)),
        "{sentence}: {all:?}"
    );
}

#[test]
fn notices_pins_that_are_not_as_claimed() {
    in_thread(|os| {
        let rig = rig(os);
        let unwired = Rig {
            wire: Some((d(3), d(6))),
            ..rig
        };
        expect(&unwired, "a wire does not carry the level");
        expect(&unwired, "an edge was not reported");
        expect(
            &Rig {
                no_pin: d(7),
                ..rig
            },
            "was not refused as such",
        );
        expect(
            &Rig {
                pulses: Some(pin(PinClass::Pwm, 7)),
                ..rig
            },
            "a capture did not end",
        );
    });
}

#[test]
fn notices_devices_that_are_not_as_claimed() {
    in_thread(|os| {
        let rig = rig(os);
        expect(
            &Rig {
                i2c: Some((0, 0x48, 0x50)),
                ..rig
            },
            "a bus does not find who is there",
        );
        expect(
            &Rig {
                loop_port: Some(0),
                ..rig
            },
            "a port cannot be closed",
        );
        let probe = SpiProbe {
            answer: &[0xef, 0x40, 0x11],
            ..rig.spi.unwrap()
        };
        expect(
            &Rig {
                spi: Some(probe),
                ..rig
            },
            "a device did not answer as it should",
        );
        expect(
            &Rig {
                flash: Some(1 << 20),
                ..rig
            },
            "the rig's offset is beyond the flash",
        );
    });
}
