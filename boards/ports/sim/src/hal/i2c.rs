//! I2C buses: a transfer takes the time it takes on the wires.

use super::agenda::Action;
use super::{I2cDevice, OnI2c, SimBoard, State};
use vhal::{Error, I2c, Peripheral, Result};

/// The most bytes a transfer writes, and reads.
const LIMIT: usize = 1024;

/// The fastest clock, in hertz.
const FASTEST: u32 = 1_000_000;

pub(super) struct Buses {
    buses: Vec<Bus>,
}

#[derive(Default)]
struct Bus {
    clock: Option<u32>,
    transfer: Option<Transfer>,
    turn: u32,
    devices: Vec<(u8, Box<dyn I2cDevice>)>,
}

struct Transfer {
    result: Result<Vec<u8>>,
    ended: bool,
}

impl Buses {
    pub(super) fn new(count: u8, devices: Vec<OnI2c>) -> Self {
        let mut buses: Vec<Bus> = (0..count).map(|_| Bus::default()).collect();
        for (bus, address, device) in devices {
            buses[usize::from(bus)].devices.push((address, device));
        }
        Self { buses }
    }

    fn bus(&mut self, bus: u8) -> Result<&mut Bus> {
        self.buses
            .get_mut(usize::from(bus))
            .ok_or(Error::Unsupported)
    }
}

impl Bus {
    /// What a transfer does, and how many clock cycles that takes.
    fn transfer(&mut self, address: u8, write: &[u8], read: usize) -> (Result<Vec<u8>>, u64) {
        // A START and an address are ten cycles, a byte is nine with its acknowledgement, a STOP one.
        let Some((_, device)) = self.devices.iter_mut().find(|(at, _)| *at == address) else {
            return (Err(Error::Nack), 11);
        };
        let mut cycles = 11 + 9 * (write.len() + read) as u64;
        if !write.is_empty()
            && let Err(error) = device.write(write)
        {
            return (Err(error), cycles);
        }
        let mut bytes = vec![0; read];
        if read > 0 {
            cycles += 10;
            device.read(&mut bytes);
        }
        (Ok(bytes), cycles)
    }
}

impl State {
    pub(super) fn i2c_ends(&mut self, bus: u8, turn: u32) {
        if let Ok(Bus {
            transfer: Some(transfer),
            turn: current,
            ..
        }) = self.i2c.bus(bus)
            && *current == turn
        {
            transfer.ended = true;
            self.ready(Peripheral::I2C.unit(bus));
        }
    }

    fn begin_transfer(&mut self, number: u8, address: u8, write: &[u8], read: usize) -> Result<()> {
        let now = self.now;
        let bus = self.i2c.bus(number)?;
        let clock = bus.clock.ok_or(Error::HardwareStatus)?;
        if bus
            .transfer
            .as_ref()
            .is_some_and(|transfer| !transfer.ended)
        {
            return Err(Error::Busy);
        }
        if address > 0x7f {
            return Err(Error::Argument);
        }
        if write.len().max(read) > LIMIT {
            return Err(Error::TooLong);
        }
        let (result, cycles) = bus.transfer(address, write, read);
        bus.transfer = Some(Transfer {
            result,
            ended: false,
        });
        bus.turn = bus.turn.wrapping_add(1);
        let ends = Action::I2cEnds {
            bus: number,
            turn: bus.turn,
        };
        self.agenda
            .add(now + cycles * 1_000_000 / u64::from(clock), ends);
        Ok(())
    }
}

impl I2c for SimBoard {
    fn count(&self) -> u8 {
        self.with(|state| state.i2c.buses.len() as u8)
    }

    fn limit(&self) -> usize {
        LIMIT
    }

    fn open(&self, bus: u8, clock: u32) -> Result<()> {
        self.with(|state| {
            let bus = state.i2c.bus(bus)?;
            if clock == 0 {
                return Err(Error::Argument);
            }
            bus.clock = Some(clock.min(FASTEST));
            Ok(())
        })
    }

    fn close(&self, bus: u8) -> Result<()> {
        self.with(|state| {
            let bus = state.i2c.bus(bus)?;
            (bus.clock, bus.transfer) = (None, None);
            Ok(())
        })
    }

    fn start(&self, bus: u8, address: u8, write: &[u8], read: usize) -> Result<()> {
        self.with(|state| state.begin_transfer(bus, address, write, read))
    }

    fn finish(&self, bus: u8, buffer: &mut [u8]) -> Result<usize> {
        self.with(|state| {
            let bus = state.i2c.bus(bus)?;
            let Some(transfer) = bus.transfer.take_if(|transfer| transfer.ended) else {
                return Err(if bus.transfer.is_some() {
                    Error::Busy
                } else {
                    Error::HardwareStatus
                });
            };
            let bytes = transfer.result?;
            let count = bytes.len().min(buffer.len());
            buffer[..count].copy_from_slice(&bytes[..count]);
            Ok(bytes.len())
        })
    }

    fn abort(&self, bus: u8) -> Result<()> {
        self.with(|state| {
            state.i2c.bus(bus)?.transfer = None;
            Ok(())
        })
    }
}

impl SimBoard {
    /// Changes a device, such as the temperature that a thermometer measures; says whether one is there.
    pub fn with_i2c_device<D: I2cDevice>(
        &self,
        bus: u8,
        address: u8,
        change: impl FnOnce(&mut D),
    ) -> bool {
        self.with(|state| {
            let devices = state
                .i2c
                .bus(bus)
                .map(|bus| &mut bus.devices)
                .into_iter()
                .flatten();
            let device = devices
                .filter(|(at, _)| *at == address)
                .find_map(|(_, device)| {
                    let device: &mut dyn std::any::Any = device.as_mut();
                    device.downcast_mut::<D>()
                });
            device.map(change).is_some()
        })
    }
}
