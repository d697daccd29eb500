//! The machine that `board.toml` describes.

use board_schema::{Board, Class, Device, class_of, number_of};
use port_sim::{At24, FlashStore, OnI2c, OnSpi, SimConfig, Tmp102, W25q};
use vhal::{Pin, PinClass, ResetCause};

use std::collections::BTreeMap;
use std::sync::Arc;

/// What is wrong with a board that cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsimulated {
    /// A pad that is no `P` and a number.
    Pad(String),
    /// A name that is no pin.
    Pin(String),
    /// A kind of device that there is no model of.
    Device(String),
    /// A device that lacks what its bus needs: an address or a select pin.
    Incomplete(String),
}

impl std::fmt::Display for Unsimulated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pad(name) => write!(f, "`{name}` is no pad of a simulated chip"),
            Self::Pin(name) => write!(f, "`{name}` is no pin"),
            Self::Device(kind) => write!(f, "there is no model of a `{kind}`"),
            Self::Incomplete(kind) => {
                write!(f, "the device `{kind}` lacks its address or select pin")
            }
        }
    }
}

impl std::error::Error for Unsimulated {}

/// The temperature that thermometers measure, in thousandths of a degree.
const ROOM_TEMPERATURE: i32 = 21_500;

/// What the simulated port is to be made of, for a board and what outlives its resets.
pub fn config(
    board: &Board,
    flash: &Arc<FlashStore>,
    reset_cause: ResetCause,
    on_reset: Box<dyn Fn(ResetCause) + Send>,
) -> Result<SimConfig, Unsimulated> {
    let wires = board
        .wires
        .iter()
        .map(|wire| Ok((pin(&wire.from)?, pin(&wire.to)?)));
    let (_, console) = class_of(&board.link.console)
        .ok_or_else(|| Unsimulated::Pin(board.link.console.clone()))?;
    let link = [0, 1].map(|line| Pin::new(PinClass::Serial, (2 * console + line) as u8));
    let (i2c_devices, spi_devices) = devices(&board.devices)?;
    let selects = spi_devices.iter().map(|(_, select, _)| *select);
    // Buttons connect to ground, and what is not selected must not listen.
    let pull_ups = selects.chain(pins_of(board, PinClass::Button)).collect();
    Ok(SimConfig {
        pins: pads(&board.pins)?,
        wires: wires.collect::<Result<_, _>>()?,
        pull_ups,
        link_pins: link
            .into_iter()
            .filter(|pin| board.pins.keys().any(|name| number_of(name) == Some(pin.0)))
            .collect(),
        serial_ports: board.peripherals.serial,
        i2c_buses: board.peripherals.i2c,
        i2c_devices,
        spi_buses: board.peripherals.spi,
        spi_devices,
        slots: board.interrupts.slots,
        flash: Arc::clone(flash),
        time: None,
        seed: None,
        reset_cause,
        on_reset,
    })
}

fn pin(name: &str) -> Result<Pin, Unsimulated> {
    match (class_of(name), number_of(name)) {
        (Some((Class { pin: true, .. }, _)), Some(number)) => Ok(Pin(number)),
        _ => Err(Unsimulated::Pin(name.to_owned())),
    }
}

fn pins_of(board: &Board, class: PinClass) -> impl Iterator<Item = Pin> {
    board
        .pins
        .keys()
        .filter_map(|name| number_of(name).map(Pin))
        .filter(move |pin| pin.class() == Some(class))
}

fn pads(pins: &BTreeMap<String, String>) -> Result<Vec<(Pin, u16)>, Unsimulated> {
    let numbered = |pad: &str| pad.strip_prefix('P').and_then(|number| number.parse().ok());
    let pads = pins.iter().map(|(name, pad)| {
        Ok((
            pin(name)?,
            numbered(pad).ok_or_else(|| Unsimulated::Pad(pad.clone()))?,
        ))
    });
    pads.collect()
}

fn devices(list: &[Device]) -> Result<(Vec<OnI2c>, Vec<OnSpi>), Unsimulated> {
    let (mut i2c, mut spi): (Vec<OnI2c>, Vec<OnSpi>) = (Vec::new(), Vec::new());
    for device in list {
        let incomplete = || Unsimulated::Incomplete(device.kind.clone());
        let bus = class_of(&device.bus).map_or(0, |(_, index)| index as u8);
        let size = device.size.unwrap_or_default() as usize;
        match device.kind.as_str() {
            "tmp102" => {
                let model = Box::new(Tmp102::new(ROOM_TEMPERATURE));
                i2c.push((bus, device.address.ok_or_else(incomplete)?, model));
            }
            "at24c32" => i2c.push((
                bus,
                device.address.ok_or_else(incomplete)?,
                Box::new(At24::new(size.max(4096))),
            )),
            "w25q" => {
                let select = pin(device.select.as_deref().ok_or_else(incomplete)?)?;
                spi.push((bus, select, Box::new(W25q::new(size))));
            }
            kind => return Err(Unsimulated::Device(kind.to_owned())),
        }
    }
    Ok((i2c, spi))
}

#[cfg(test)]
mod tests {
    use super::{Unsimulated, config};
    use board_schema::Board;
    use port_sim::FlashStore;
    use vhal::{Pin, PinClass, ResetCause};

    /// What the simulated board's description gives with one piece replaced.
    fn changed(from: &str, to: &str) -> Result<port_sim::SimConfig, Unsimulated> {
        let text = include_str!("../board.toml");
        assert!(text.contains(from), "{from}");
        let board = Board::read(&text.replacen(from, to, 1)).unwrap();
        config(
            &board,
            &FlashStore::new(4096),
            ResetCause::PowerOn,
            Box::new(|_| ()),
        )
    }

    #[test]
    fn description_becomes_a_machine() {
        let config = changed("", "").unwrap();
        assert!(config.pins.contains(&(Pin::new(PinClass::Pwm, 5), 5)));
        assert!(
            config.wires.contains(&(Pin(2), Pin(3)))
                && config.wires.contains(&(Pin(0x703), Pin(0x702)))
        );
        assert_eq!(config.link_pins, [Pin(0x700), Pin(0x701)]);
        assert_eq!(config.pull_ups, [Pin(10), Pin(0xa00)]);
        assert_eq!(
            config
                .i2c_devices
                .iter()
                .map(|(bus, address, _)| (*bus, *address))
                .collect::<Vec<_>>(),
            [(0, 0x48), (0, 0x50)]
        );
        assert_eq!(config.spi_devices.len(), 1);
        assert_eq!((config.serial_ports, config.slots), (2, 16));
    }

    #[test]
    fn what_there_is_no_model_of_is_refused() {
        let refused = |from, to| changed(from, to).err();
        assert_eq!(
            refused("\"P36\"", "\"PB3\""),
            Some(Unsimulated::Pad("PB3".into()))
        );
        assert_eq!(
            refused("\"tmp102\"", "\"bme280\""),
            Some(Unsimulated::Device("bme280".into()))
        );
        assert_eq!(
            refused("address = 0x48", ""),
            Some(Unsimulated::Incomplete("tmp102".into()))
        );
        assert_eq!(
            refused("select = \"D10\"", ""),
            Some(Unsimulated::Incomplete("w25q".into()))
        );
    }
}
