//! A board for tests: pins D0 to D15, wires D2–D3 and D4–D5, and one of each device.
#![allow(dead_code, reason = "each test binary uses its part")]

use port_sim::{At24, FlashStore, Policy, Rest, SimBoard, SimConfig, SteppedOs, Tmp102, W25q};
use vhal::{Pin, PinClass, ResetCause, SpiConfig, SpiMode};
use vosal::{Entry, Os, Priority, ThreadSpec};

use std::sync::{Arc, Mutex, mpsc};

/// A digital pin.
pub(crate) fn d(index: u8) -> Pin {
    Pin::new(PinClass::Digital, index)
}

/// A pin of another class.
pub(crate) fn pin(class: PinClass, index: u8) -> Pin {
    Pin::new(class, index)
}

/// The NOR flash at 1 MHz.
pub(crate) const NOR: SpiConfig = SpiConfig {
    clock: 1_000_000,
    mode: SpiMode {
        polarity: LOW,
        phase: FIRST,
    },
    bits: 8,
    lsb_first: false,
};
const LOW: embedded_hal::spi::Polarity = embedded_hal::spi::Polarity::IdleLow;
const FIRST: embedded_hal::spi::Phase = embedded_hal::spi::Phase::CaptureOnFirstTransition;

/// What the board is made of, and where it says that it was reset.
pub(crate) fn config() -> (SimConfig, mpsc::Receiver<ResetCause>) {
    let (sender, resets) = mpsc::channel();
    let serial = |index| (pin(PinClass::Serial, index), 40 + u16::from(index));
    let mut pins: Vec<(Pin, u16)> = (0..16).map(|index| (d(index), u16::from(index))).collect();
    pins.extend((0..16).map(|index| (pin(PinClass::Pwm, index), u16::from(index))));
    pins.extend((0..2).map(|index| (pin(PinClass::Analog, index), 20 + u16::from(index))));
    pins.extend([(pin(PinClass::Dac, 0), 30), (pin(PinClass::Button, 0), 31)]);
    pins.extend((0..4).map(serial));
    let config = SimConfig {
        pins,
        wires: vec![
            (d(2), d(3)),
            (d(4), d(5)),
            (d(6), pin(PinClass::Analog, 0)),
            (pin(PinClass::Dac, 0), pin(PinClass::Analog, 1)),
            (pin(PinClass::Serial, 3), pin(PinClass::Serial, 2)),
        ],
        pull_ups: vec![d(10), pin(PinClass::Button, 0)],
        link_pins: vec![pin(PinClass::Serial, 0), pin(PinClass::Serial, 1)],
        serial_ports: 2,
        i2c_buses: 1,
        i2c_devices: vec![
            (0, 0x48, Box::new(Tmp102::new(21_500))),
            (0, 0x50, Box::new(At24::new(4096))),
        ],
        spi_buses: 1,
        spi_devices: vec![(0, d(10), Box::new(W25q::new(1 << 16)))],
        slots: 8,
        flash: FlashStore::new(16_384),
        time: None,
        seed: None,
        reset_cause: ResetCause::PowerOn,
        on_reset: Box::new(move |cause| sender.send(cause).unwrap_or_default()),
    };
    (config, resets)
}

/// Runs a test body in a thread of a deterministic system, and hands on its panic.
pub(crate) fn in_thread(body: impl Fn(&'static SteppedOs) + Send + Sync + 'static) {
    /// The body, and what became of it.
    struct Test<F>(
        F,
        &'static SteppedOs,
        Mutex<Option<std::thread::Result<()>>>,
    );
    impl<F: Fn(&'static SteppedOs) + Send + Sync> Entry for Test<F> {
        fn run(&self, _: usize) {
            let call = std::panic::AssertUnwindSafe(|| (self.0)(self.1));
            *self.2.lock().unwrap() = Some(std::panic::catch_unwind(call));
        }
    }
    let os = SteppedOs::new(Policy::RoundRobin);
    let test: &'static Test<_> = Box::leak(Box::new(Test(body, os, Mutex::new(None))));
    let spec = ThreadSpec {
        name: "test",
        stack: 4096,
        priority: Priority::NORMAL,
        entry: test,
        argument: 0,
    };
    os.create(spec, &mut []).unwrap();
    let rest = os.run();
    if let Some(Err(panic)) = test.2.lock().unwrap().take() {
        std::panic::resume_unwind(panic);
    }
    assert_eq!(rest, Rest::Ended);
}

/// The board on a system, and its resets.
pub(crate) fn board(os: &'static dyn Os) -> (&'static SimBoard, mpsc::Receiver<ResetCause>) {
    let (config, resets) = config();
    (SimBoard::new(os, config), resets)
}

/// The board over a flash that outlives it.
pub(crate) fn board_on(os: &'static dyn Os, flash: &Arc<FlashStore>) -> &'static SimBoard {
    SimBoard::new(
        os,
        SimConfig {
            flash: Arc::clone(flash),
            ..config().0
        },
    )
}
