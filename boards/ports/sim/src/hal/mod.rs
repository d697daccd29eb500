//! The simulated board: pads, wires, units and devices, all on the clock of the system below.
//!
//! One lock guards the whole; whoever holds it is in interrupt context, so that a deterministic system does not give the turn
//! away meanwhile and reports to the sink keep the order of what happened.
//! Whatever happens later stands in the agenda, which one timer of the system serves.

mod agenda;
mod analog;
mod capture;
mod devices;
mod flash;
mod i2c;
mod interrupts;
mod nets;
mod pwm;
mod serial;
mod spi;
mod system;

pub use devices::{At24, I2cDevice, SpiDevice, Tmp102, W25q};
pub use flash::FlashStore;

use crate::interrupt;
use crate::lock::lock;
use agenda::{Action, Agenda};

use vhal::{Board, Edge, Instant, Peripheral, Pin, ResetCause, Sink};
use vosal::{Expire, Os, Timer};

use std::sync::{Arc, Mutex, OnceLock};

/// What a simulated board is made of.
pub struct SimConfig {
    /// Pins and the pads they are connected to; pins on one pad are one.
    pub pins: Vec<(Pin, u16)>,
    /// Pairs of pins that are wired.
    pub wires: Vec<(Pin, Pin)>,
    /// Pins with a resistor to the supply on the board.
    pub pull_ups: Vec<Pin>,
    /// Pins that the link to the host occupies.
    pub link_pins: Vec<Pin>,
    /// How many serial ports there are; the first is the link's.
    pub serial_ports: u8,
    /// How many I2C buses there are.
    pub i2c_buses: u8,
    /// The devices on them.
    pub i2c_devices: Vec<OnI2c>,
    /// How many SPI buses there are.
    pub spi_buses: u8,
    /// The devices on them.
    pub spi_devices: Vec<OnSpi>,
    /// How many slots for external interrupts there are.
    pub slots: u8,
    /// The flash, which outlives the board.
    pub flash: Arc<FlashStore>,
    /// The time at start; none is that of the host.
    pub time: Option<Instant>,
    /// The seed of the random numbers; none is another one each time.
    pub seed: Option<u64>,
    /// Why the board starts.
    pub reset_cause: ResetCause,
    /// Called when the board resets itself, once, in interrupt context; it must not touch the board.
    pub on_reset: Box<dyn Fn(ResetCause) + Send>,
}

/// A device on an I2C bus: bus, address, device.
pub type OnI2c = (u8, u8, Box<dyn I2cDevice>);

/// A device on an SPI bus: bus, select pin, device.
pub type OnSpi = (u8, Pin, Box<dyn SpiDevice>);

/// A simulated board.
pub struct SimBoard {
    os: &'static dyn Os,
    timer: OnceLock<Timer>,
    flash: Arc<FlashStore>,
    state: Mutex<State>,
}

/// Everything of a board that changes.
struct State {
    /// When the present operation happens, in microseconds.
    now: u64,
    agenda: Agenda,
    sink: Option<&'static dyn Sink>,
    nets: nets::Nets,
    watches: interrupts::Watches,
    capture: capture::CaptureUnit,
    analog: analog::Converters,
    serial: serial::Ports,
    i2c: i2c::Buses,
    spi: spi::Buses,
    system: system::Parts,
}

impl SimBoard {
    /// A board that lives as long as the process, running on a system.
    ///
    /// # Panics
    ///
    /// If a wire, a select pin or the like names a pin that is not in the list, or the system refuses a timer.
    #[must_use]
    pub fn new(os: &'static dyn Os, config: SimConfig) -> &'static Self {
        let flash = Arc::clone(&config.flash);
        let now = interrupt(|| os.now());
        let nets = nets::Nets::new(&config);
        let mut state = State {
            now,
            agenda: Agenda::default(),
            sink: None,
            watches: interrupts::Watches::new(config.slots),
            capture: capture::CaptureUnit::default(),
            analog: analog::Converters::new(&nets),
            serial: serial::Ports::new(&config, &nets),
            i2c: i2c::Buses::new(config.i2c_buses, config.i2c_devices),
            spi: spi::Buses::new(config.spi_buses, config.spi_devices, &nets),
            system: system::Parts::new(
                config.time,
                config.seed,
                config.reset_cause,
                config.on_reset,
                now,
            ),
            nets,
        };
        state.settle_all();
        let board: &'static Self = Box::leak(Box::new(Self {
            os,
            timer: OnceLock::new(),
            flash,
            state: Mutex::new(state),
        }));
        let timer = os
            .create_timer(board, 0, &mut [])
            .unwrap_or_else(|(error, _)| panic!("no timer: {error:?}"));
        board.timer.get_or_init(|| timer);
        board
    }

    /// The board as the machine sees it.
    #[must_use]
    pub fn parts(&'static self) -> Board {
        Board {
            pins: Some(self),
            interrupts: Some(self),
            adc: Some(self),
            dac: Some(self),
            pwm: Some(self),
            icu: Some(self),
            timers: Some(self),
            serial: Some(self),
            i2c: Some(self),
            spi: Some(self),
            rtc: Some(self),
            flash: Some(self),
            rng: Some(self),
            watchdog: Some(self),
            ..Board::bare(self)
        }
    }

    /// Does something with the state, in interrupt context, and sets the timer for what is next in the agenda.
    fn with<R>(&self, operation: impl FnOnce(&mut State) -> R) -> R {
        interrupt(|| {
            let mut state = lock(&self.state);
            state.now = state.now.max(self.os.now());
            let result = operation(&mut state);
            if let (Some(next), Some(timer)) = (state.agenda.changed_next(), self.timer.get()) {
                self.os.start_timer(*timer, next, 0);
            }
            result
        })
    }
}

impl Expire for SimBoard {
    fn expired(&self, _: usize) {
        self.with(|state| {
            let now = state.now;
            while let Some((time, action)) = state.agenda.due(now) {
                // What was due happens at its own time, even if the host was late.
                state.now = time;
                state.happen(action);
            }
            state.now = now;
            state.agenda.rearm();
        });
    }
}

impl State {
    fn happen(&mut self, action: Action) {
        match action {
            Action::Settled { slot, turn } => self.debounced(slot, turn),
            Action::PulseEdge { pad, turn } => self.pulse_edge(pad, turn),
            Action::PulsesEnd { pad, turn } => self.pulses_end(pad, turn),
            Action::CaptureEnd { turn } => self.capture_window_ends(turn),
            Action::TimerFires { timer, turn } => self.timer_fires(timer, turn),
            Action::I2cEnds { bus, turn } => self.i2c_ends(bus, turn),
            Action::SpiEnds { bus, turn } => self.spi_ends(bus, turn),
            Action::WatchdogBites { turn } => self.watchdog_bites(turn),
        }
    }

    /// Says `ready` to the sink.
    fn ready(&self, unit: Peripheral) {
        if let Some(sink) = self.sink {
            sink.ready(unit);
        }
    }

    /// Tells everybody who listens that the level of a net changed.
    fn publish(&mut self, net: usize, level: bool) {
        let edge = if level { Edge::Rising } else { Edge::Falling };
        self.edge_for_watches(net, edge);
        self.edge_for_capture(net, edge);
        self.edge_for_selects(net, level);
    }
}
