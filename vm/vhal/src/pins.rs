//! Digital pins and external interrupts.

use crate::{Edge, Pin, PinState, Result};

/// How a pin is configured; the numbers are those that programs see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PinMode {
    /// Input without a resistor; `INPUT` and `INPUT_PULLNONE`.
    Input = 1,
    /// Input pulled high.
    InputPullUp = 2,
    /// Input pulled low.
    InputPullDown = 3,
    /// Driven both ways; `OUTPUT` and `OUTPUT_PUSHPULL`.
    Output = 4,
    /// Driven low, released for high.
    OutputOpenDrain = 5,
    /// Driven both ways with the strongest driver the pin has.
    OutputHighDrive = 6,
    /// Connected to the converter.
    InputAnalog = 7,
}

impl PinMode {
    /// The mode a program's number names.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Input,
            2 => Self::InputPullUp,
            3 => Self::InputPullDown,
            4 => Self::Output,
            5 => Self::OutputOpenDrain,
            6 => Self::OutputHighDrive,
            7 => Self::InputAnalog,
            _ => return None,
        })
    }
}

/// Digital input and output; pins of every class may be used so.
///
/// All operations MUST take a bounded time of a few microseconds and return [`crate::Error::InvalidPin`] for a pin that the
/// board lacks or whose hardware cannot do it, having changed nothing.
pub trait Pins: Sync {
    /// Configures a pin; an output keeps the level last written to it, low if none was.
    ///
    /// * MUST refuse the pins of the link to the host with [`crate::Error::Busy`].
    fn set_mode(&self, pin: Pin, mode: PinMode) -> Result<()>;

    /// The level at the pin; of an output, the level that is really there.
    fn read(&self, pin: Pin) -> Result<PinState>;

    /// Sets the level that an output drives; of an input, the level it will drive once it is an output.
    fn write(&self, pin: Pin, state: PinState) -> Result<()>;

    /// Inverts what [`Pins::write`] set last.
    ///
    /// * MUST NOT lose a toggle when several threads toggle at a time.
    fn toggle(&self, pin: Pin) -> Result<()>;
}

/// Which edges are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Edges {
    /// From high to low only.
    Falling = 0,
    /// From low to high only.
    Rising = 1,
    /// Both.
    Both = 2,
}

impl Edges {
    /// Whether `edge` is among them.
    #[must_use]
    pub const fn contains(self, edge: Edge) -> bool {
        match self {
            Self::Both => true,
            Self::Falling => matches!(edge, Edge::Falling),
            Self::Rising => matches!(edge, Edge::Rising),
        }
    }
}

/// External interrupts: edges on pins reported to [`crate::Sink::edge`].
pub trait Interrupts: Sync {
    /// How many slots there are; each watches one pin.
    fn slots(&self) -> u8;

    /// Lets `slot` report `edges` of `pin`; what the slot watched before is forgotten.
    ///
    /// With `debounce` microseconds other than zero, an edge is reported once the pin has stayed at its new level for that
    /// long, with the time of the edge; shorter pulses are not reported.
    ///
    /// * MUST report every wanted edge from the return on, in the order they happen, also those made by this program.
    /// * MUST report none from before the call.
    /// * MUST leave the mode of the pin alone, except that a pin never configured becomes an input.
    /// * MUST allow several slots on one pin if their edges differ, or refuse with [`crate::Error::Busy`].
    /// * MUST refuse a slot out of range with [`crate::Error::Argument`].
    fn attach(&self, slot: u8, pin: Pin, edges: Edges, debounce: u32) -> Result<()>;

    /// Stops `slot`; one that watches nothing stays so.
    ///
    /// * MUST report nothing for the slot that happens after the return.
    fn detach(&self, slot: u8) -> Result<()>;
}
