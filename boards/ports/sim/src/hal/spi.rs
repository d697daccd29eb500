//! SPI buses: whoever's select pin is low takes part in an exchange.

use super::agenda::Action;
use super::nets::Nets;
use super::{OnSpi, SimBoard, SpiDevice, State};
use vhal::{Error, Peripheral, Result, Spi, SpiConfig};

/// The most bytes of an exchange.
const LIMIT: usize = 4096;

/// The fastest clock, in hertz.
const FASTEST: u32 = 50_000_000;

pub(super) struct Buses {
    buses: Vec<Bus>,
}

#[derive(Default)]
struct Bus {
    config: Option<SpiConfig>,
    exchange: Option<Exchange>,
    turn: u32,
    devices: Vec<Attached>,
}

struct Attached {
    /// The net of its select pin.
    net: usize,
    selected: bool,
    device: Box<dyn SpiDevice>,
}

struct Exchange {
    received: Vec<u8>,
    ended: bool,
}

impl Buses {
    pub(super) fn new(count: u8, devices: Vec<OnSpi>, nets: &Nets) -> Self {
        let mut buses: Vec<Bus> = (0..count).map(|_| Bus::default()).collect();
        for (bus, select, device) in devices {
            let pad = nets
                .pad(select)
                .unwrap_or_else(|_| panic!("no pin {select:?}"));
            let net = nets.pads[pad].net;
            buses[usize::from(bus)].devices.push(Attached {
                net,
                selected: false,
                device,
            });
        }
        Self { buses }
    }

    fn bus(&mut self, bus: u8) -> Result<&mut Bus> {
        self.buses
            .get_mut(usize::from(bus))
            .ok_or(Error::Unsupported)
    }
}

impl State {
    pub(super) fn edge_for_selects(&mut self, net: usize, level: bool) {
        let devices = self.spi.buses.iter_mut().flat_map(|bus| &mut bus.devices);
        for attached in devices.filter(|attached| attached.net == net) {
            attached.selected = !level;
            if level {
                attached.device.release();
            } else {
                attached.device.select();
            }
        }
    }

    pub(super) fn spi_ends(&mut self, bus: u8, turn: u32) {
        if let Ok(Bus {
            exchange: Some(exchange),
            turn: current,
            ..
        }) = self.spi.bus(bus)
            && *current == turn
        {
            exchange.ended = true;
            self.ready(Peripheral::SPI.unit(bus));
        }
    }

    fn begin_exchange(&mut self, number: u8, write: &[u8], length: usize) -> Result<()> {
        let now = self.now;
        let bus = self.spi.bus(number)?;
        let config = bus.config.ok_or(Error::HardwareStatus)?;
        if bus
            .exchange
            .as_ref()
            .is_some_and(|exchange| !exchange.ended)
        {
            return Err(Error::Busy);
        }
        if length > LIMIT {
            return Err(Error::TooLong);
        }
        if config.bits == 16 && !length.is_multiple_of(2) {
            return Err(Error::Argument);
        }
        let sent = write.iter().copied().chain(std::iter::repeat(0));
        let on_wire = in_order(sent.take(length).collect(), config);
        let received = on_wire.into_iter().map(|byte| bus.byte(byte)).collect();
        bus.exchange = Some(Exchange {
            received: in_order(received, config),
            ended: false,
        });
        bus.turn = bus.turn.wrapping_add(1);
        let ends = Action::SpiEnds {
            bus: number,
            turn: bus.turn,
        };
        self.agenda.add(
            now + length as u64 * 8_000_000 / u64::from(config.clock),
            ends,
        );
        Ok(())
    }
}

impl Bus {
    /// Exchanges a byte with the devices that are selected; an open line reads high.
    fn byte(&mut self, byte: u8) -> u8 {
        let selected = self.devices.iter_mut().filter(|attached| attached.selected);
        selected.fold(0xff, |line, attached| line & attached.device.exchange(byte))
    }
}

/// Bytes between the order in memory and that on the wire, highest bit first; its own inverse.
fn in_order(mut bytes: Vec<u8>, config: SpiConfig) -> Vec<u8> {
    match (config.bits, config.lsb_first) {
        // Frames of 16 bits lie in memory low byte first, and go out high byte first.
        (16, false) => bytes.chunks_exact_mut(2).for_each(|frame| frame.swap(0, 1)),
        (_, true) => bytes
            .iter_mut()
            .for_each(|byte| *byte = byte.reverse_bits()),
        _ => {}
    }
    bytes
}

impl Spi for SimBoard {
    fn count(&self) -> u8 {
        self.with(|state| state.spi.buses.len() as u8)
    }

    fn limit(&self) -> usize {
        LIMIT
    }

    fn open(&self, bus: u8, config: SpiConfig) -> Result<()> {
        self.with(|state| {
            let bus = state.spi.bus(bus)?;
            if config.clock == 0 || !matches!(config.bits, 8 | 16) {
                return Err(Error::Argument);
            }
            bus.config = Some(SpiConfig {
                clock: config.clock.min(FASTEST),
                ..config
            });
            Ok(())
        })
    }

    fn close(&self, bus: u8) -> Result<()> {
        self.with(|state| {
            let bus = state.spi.bus(bus)?;
            (bus.config, bus.exchange) = (None, None);
            Ok(())
        })
    }

    fn start(&self, bus: u8, write: &[u8], length: usize) -> Result<()> {
        self.with(|state| state.begin_exchange(bus, write, length))
    }

    fn finish(&self, bus: u8, buffer: &mut [u8]) -> Result<usize> {
        self.with(|state| {
            let bus = state.spi.bus(bus)?;
            let Some(exchange) = bus.exchange.take_if(|exchange| exchange.ended) else {
                return Err(if bus.exchange.is_some() {
                    Error::Busy
                } else {
                    Error::HardwareStatus
                });
            };
            let count = exchange.received.len().min(buffer.len());
            buffer[..count].copy_from_slice(&exchange.received[..count]);
            Ok(exchange.received.len())
        })
    }

    fn abort(&self, bus: u8) -> Result<()> {
        self.with(|state| {
            state.spi.bus(bus)?.exchange = None;
            Ok(())
        })
    }
}
