//! Serial ports; what a port sends arrives at whoever its TX pin is wired to.

use super::nets::Nets;
use super::{SimBoard, SimConfig, State};
use vhal::{Error, Peripheral, Pin, PinClass, Result, Serial, SerialConfig, SerialErrors};

use std::collections::VecDeque;

/// The receive buffer of a port in bytes; what does not fit is lost and counted.
const RECEIVE: usize = 1024;

pub(super) struct Ports {
    ports: Vec<Port>,
}

#[derive(Default)]
struct Port {
    /// The first is the link's.
    link: bool,
    /// The port whose RX pin is wired to this one's TX pin.
    peer: Option<usize>,
    open: bool,
    received: VecDeque<u8>,
    errors: SerialErrors,
}

impl Ports {
    pub(super) fn new(config: &SimConfig, nets: &Nets) -> Self {
        let rx = |port: u8| nets.pad(Pin::new(PinClass::Serial, 2 * port));
        let tx = |port: u8| nets.pad(Pin::new(PinClass::Serial, 2 * port + 1));
        let ports = (0..config.serial_ports).map(|port| {
            let wired =
                |to: &u8| matches!((tx(port), rx(*to)), (Ok(tx), Ok(rx)) if nets.wired(tx, rx));
            let peer = (0..config.serial_ports).find(wired).map(usize::from);
            Port {
                link: port == 0,
                peer,
                ..Port::default()
            }
        });
        Self {
            ports: ports.collect(),
        }
    }

    fn any(&mut self, port: u8) -> Result<&mut Port> {
        let port = self
            .ports
            .get_mut(usize::from(port))
            .ok_or(Error::Unsupported)?;
        if port.link {
            Err(Error::Busy)
        } else {
            Ok(port)
        }
    }

    fn open(&mut self, port: u8) -> Result<&mut Port> {
        self.any(port).and_then(|port| {
            if port.open {
                Ok(port)
            } else {
                Err(Error::HardwareStatus)
            }
        })
    }
}

impl State {
    fn send(&mut self, port: u8, bytes: &[u8]) -> Result<usize> {
        let peer = self.serial.open(port)?.peer;
        let Some((place, receiver)) =
            peer.and_then(|place| Some((place, self.serial.ports.get_mut(place)?)))
        else {
            return Ok(bytes.len());
        };
        if receiver.open {
            let was_empty = receiver.received.is_empty();
            let fitting = bytes.len().min(RECEIVE - receiver.received.len());
            receiver.received.extend(&bytes[..fitting]);
            receiver.errors.overrun = receiver
                .errors
                .overrun
                .wrapping_add((bytes.len() - fitting) as u16);
            if was_empty && fitting > 0 {
                self.ready(Peripheral::SERIAL.unit(place as u8));
            }
        }
        Ok(bytes.len())
    }
}

impl Serial for SimBoard {
    fn count(&self) -> u8 {
        self.with(|state| state.serial.ports.len() as u8)
    }

    fn open(&self, port: u8, config: SerialConfig) -> Result<()> {
        self.with(|state| {
            let opening = state.serial.any(port)?;
            if config.baud == 0 || !matches!(config.bits, 7 | 8) {
                return Err(Error::Argument);
            }
            *opening = Port {
                peer: opening.peer,
                open: true,
                ..Port::default()
            };
            Ok(())
        })
    }

    fn close(&self, port: u8) -> Result<()> {
        self.with(|state| {
            let closing = state.serial.any(port)?;
            closing.open = false;
            closing.received.clear();
            Ok(())
        })
    }

    fn read(&self, port: u8, buffer: &mut [u8]) -> Result<usize> {
        self.with(|state| {
            let received = &mut state.serial.open(port)?.received;
            let count = received.len().min(buffer.len());
            for (place, byte) in buffer.iter_mut().zip(received.drain(..count)) {
                *place = byte;
            }
            Ok(count)
        })
    }

    fn available(&self, port: u8) -> Result<usize> {
        self.with(|state| Ok(state.serial.open(port)?.received.len()))
    }

    fn write(&self, port: u8, bytes: &[u8]) -> Result<usize> {
        self.with(|state| state.send(port, bytes))
    }

    fn flushed(&self, port: u8) -> Result<bool> {
        self.with(|state| state.serial.open(port).map(|_| true))
    }

    fn errors(&self, port: u8) -> Result<SerialErrors> {
        self.with(|state| Ok(state.serial.open(port)?.errors))
    }
}
