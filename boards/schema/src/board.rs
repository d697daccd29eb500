//! `board.toml`: its tables, and what follows from them.

use crate::name::{class_of, number_of};
use crate::natives::GROUPS;

use serde::Deserialize;

use std::collections::{BTreeMap, BTreeSet};

/// A board.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// The name that commands use, and that persisted images carry.
    pub id: String,
    /// The name for people.
    pub title: String,
    /// The processor.
    pub chip: Chip,
    /// Sizes of memory.
    pub memory: Memory,
    /// How the host reaches it.
    pub link: Link,
    /// The native groups it carries, by name; see [`crate::GROUPS`].
    pub natives: Vec<String>,
    /// Pins by name, with the pads of the chip they are connected to.
    ///
    /// `"D0-D31" = "P0-P31"` stands for all pins in between.
    pub pins: BTreeMap<String, String>,
    /// How many units of each peripheral there are.
    #[serde(default)]
    pub peripherals: Peripherals,
    /// External interrupts.
    #[serde(default)]
    pub interrupts: Interrupts,
    /// Wires between pins, on boards set up for tests.
    #[serde(default)]
    pub wires: Vec<Wire>,
    /// Devices on the buses of the board.
    #[serde(default)]
    pub devices: Vec<Device>,
    /// What a firmware may take; the build fails above.
    pub budget: Option<Budget>,
    /// How a firmware gets onto the board.
    pub flashing: Option<Flashing>,
}

/// The processor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chip {
    /// Its name.
    pub name: String,
    /// The target that firmware is compiled for; none on the simulated board.
    pub target: Option<String>,
    /// The operating system below.
    pub rtos: String,
}

/// Sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Where flash begins; none where it is not mapped.
    pub flash_start: Option<u32>,
    /// Flash in all.
    pub flash: u32,
    /// Of it, the part for persisted programs: two slots.
    pub slots: u32,
    /// Where RAM begins; none on the simulated board.
    pub ram_start: Option<u32>,
    /// RAM in all; none on the simulated board.
    pub ram: Option<u32>,
    /// The pool of objects, frames, native stacks and images in RAM.
    pub heap: u32,
}

/// How the host reaches the board.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The serial port that the link occupies, which is the console of programs, such as `SERIAL0`.
    pub console: String,
    /// Bits per second; none where that means nothing.
    pub baud: Option<u32>,
    /// The receive buffer in bytes, which is the window of uploads.
    pub receive: u32,
    /// The ring of program output in bytes, 256 to 4096.
    pub output: u32,
    /// How long the board waits at power-up for a host to hold a persisted program off, in milliseconds.
    pub hold_off_ms: u32,
}

/// How many units of each peripheral there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(
    missing_docs,
    reason = "each field is the count of the units named like it"
)]
pub struct Peripherals {
    pub adc: u8,
    pub can: u8,
    pub dac: u8,
    pub i2c: u8,
    pub icu: u8,
    pub pwm: u8,
    pub rtc: u8,
    pub sd: u8,
    pub serial: u8,
    pub spi: u8,
}

/// External interrupts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interrupts {
    /// How many pins can be watched at a time, each direction counted.
    pub slots: u8,
    /// How many edges wait for the interrupt thread before further ones are dropped and counted.
    pub queue: u16,
}

/// A wire between two pins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wire {
    /// A pin.
    pub from: String,
    /// Another.
    pub to: String,
}

/// A device on a bus.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// What it is, such as `tmp102`.
    pub kind: String,
    /// The bus, such as `I2C0`.
    pub bus: String,
    /// The address of 7 bits on an I2C bus.
    pub address: Option<u8>,
    /// The pin that selects it on an SPI bus.
    pub select: Option<String>,
    /// Its size in bytes, if it is a memory.
    pub size: Option<u32>,
}

/// What a firmware may take, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Of flash.
    pub flash: u32,
    /// Of RAM, statics and heap together.
    pub ram: u32,
}

/// How a firmware gets onto the board.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flashing {
    /// The program that does it.
    pub tool: String,
    /// Its arguments; `{image}` stands for the file, `{port}` for the port.
    pub arguments: Vec<String>,
}

/// What is wrong with a `board.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is no TOML, lacks a key, or has one that does not exist; the text is the reader's.
    Syntax(String),
    /// A pin, unit or range that is no name or has no number.
    Name(String),
    /// A pin that is named twice.
    Twice(String),
    /// A pin that is used but not among the pins.
    NoSuchPin(String),
    /// A native group that does not exist.
    NoSuchGroup(String),
    /// `core` is not among the native groups.
    NoCore,
    /// A size that cannot be; the text names it.
    Size(&'static str),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax(text) => f.write_str(text),
            Self::Name(name) => write!(f, "`{name}` names no pin, unit or range of pins"),
            Self::Twice(name) => write!(f, "the pin `{name}` is there twice"),
            Self::NoSuchPin(name) => write!(f, "`{name}` is not among the pins"),
            Self::NoSuchGroup(name) => write!(f, "there is no native group `{name}`"),
            Self::NoCore => f.write_str("the native group `core` is missing"),
            Self::Size(name) => write!(f, "`{name}` is out of range"),
        }
    }
}

impl std::error::Error for ReadError {}

impl Board {
    /// Reads a `board.toml`; afterwards [`Board::pins`] has one row for each pin.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let mut board: Self =
            toml::from_str(text).map_err(|error| ReadError::Syntax(error.to_string()))?;
        let mut pins = BTreeMap::new();
        for (names, pads) in std::mem::take(&mut board.pins) {
            let (expanded, pads) = (expand(&names)?, expand(&pads)?);
            if expanded.len() != pads.len() {
                return Err(ReadError::Name(names));
            }
            for (name, pad) in expanded.into_iter().zip(pads) {
                if !class_of(&name).is_some_and(|(class, _)| class.pin)
                    || number_of(&name).is_none()
                {
                    return Err(ReadError::Name(name));
                }
                if pins.insert(name.clone(), pad).is_some() {
                    return Err(ReadError::Twice(name));
                }
            }
        }
        board.pins = pins;
        board.check()?;
        Ok(board)
    }

    fn check(&self) -> Result<(), ReadError> {
        let wired = self.wires.iter().flat_map(|wire| [&wire.from, &wire.to]);
        let selected = self
            .devices
            .iter()
            .filter_map(|device| device.select.as_ref());
        if let Some(name) = wired
            .chain(selected)
            .find(|name| !self.pins.contains_key(*name))
        {
            return Err(ReadError::NoSuchPin(name.clone()));
        }
        let units = self.units();
        let buses = self
            .devices
            .iter()
            .map(|device| &device.bus)
            .chain([&self.link.console]);
        if let Some(name) = buses.into_iter().find(|name| !units.contains(*name)) {
            return Err(ReadError::Name(name.clone()));
        }
        if let Some(name) = self
            .natives
            .iter()
            .find(|name| !GROUPS.iter().any(|group| group.name == **name))
        {
            return Err(ReadError::NoSuchGroup(name.clone()));
        }
        if !self.natives.iter().any(|name| name == GROUPS[0].name) {
            return Err(ReadError::NoCore);
        }
        let sizes = [
            (
                "memory.heap",
                self.memory.heap >= 4096 && self.memory.heap.is_multiple_of(8),
            ),
            ("memory.slots", self.memory.slots <= self.memory.flash),
            ("link.receive", self.link.receive >= 128),
            ("link.output", (256..=4096).contains(&self.link.output)),
        ];
        sizes
            .iter()
            .find(|(_, good)| !good)
            .map_or(Ok(()), |(name, _)| Err(ReadError::Size(name)))
    }

    /// The names of peripheral units, such as `SERIAL0`.
    #[must_use]
    pub fn units(&self) -> BTreeSet<String> {
        let count = &self.peripherals;
        [
            ("ADC", count.adc),
            ("CAN", count.can),
            ("DAC", count.dac),
            ("I2C", count.i2c),
            ("ICUD", count.icu),
            ("PWMD", count.pwm),
            ("RTC", count.rtc),
            ("SD", count.sd),
            ("SERIAL", count.serial),
            ("SPI", count.spi),
        ]
        .into_iter()
        .flat_map(|(prefix, count)| (0..count).map(move |index| format!("{prefix}{index}")))
        .collect()
    }

    /// Everything of the board that a program can name, with its number: pins, units, and pins by function such as `D5.PWM`,
    /// which is the pin of class PWM on the same pad.
    #[must_use]
    pub fn constants(&self) -> BTreeMap<String, i64> {
        let units = self.units();
        let names = self.pins.keys().chain(&units);
        let mut constants: BTreeMap<String, i64> = names
            .filter_map(|name| Some((name.clone(), i64::from(number_of(name)?))))
            .collect();
        for (name, pad) in &self.pins {
            for other in self
                .pins
                .iter()
                .filter(|(other, at)| *at == pad && *other != name)
                .map(|(other, _)| other)
            {
                if let (Some((class, _)), Some(number)) = (class_of(other), number_of(other)) {
                    constants.insert(format!("{name}.{}", class.function()), i64::from(number));
                }
            }
            if let (Some((class, _)), Some(number)) = (class_of(name), number_of(name)) {
                constants.insert(format!("{name}.{}", class.function()), i64::from(number));
            }
        }
        constants
    }

    /// The numbers of the native groups it carries.
    #[must_use]
    pub fn native_groups(&self) -> BTreeSet<u8> {
        let carried = GROUPS
            .iter()
            .filter(|group| self.natives.iter().any(|name| name == group.name));
        carried.flat_map(|group| group.numbers).copied().collect()
    }
}

/// The names in a range such as `D0-D31`, or the one name.
fn expand(range: &str) -> Result<Vec<String>, ReadError> {
    let Some((first, last)) = range.split_once('-') else {
        return Ok(vec![range.to_owned()]);
    };
    let split = |name: &str| {
        let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
        let index: Option<u16> = digits.parse().ok();
        index.map(|index| (name[..name.len() - digits.len()].to_owned(), index))
    };
    match (split(first), split(last)) {
        (Some((prefix, low)), Some((other, high))) if prefix == other && low < high => Ok((low
            ..=high)
            .map(|index| format!("{prefix}{index}"))
            .collect()),
        _ => Err(ReadError::Name(range.to_owned())),
    }
}
