//! Pins and reset.

use serde::{Deserialize, Serialize};

/// Names a pin by its number on the board.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PinQuery {
    /// The pin.
    pub pin: u16,
}

/// How a pin is set up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PinMode {
    /// As after reset.
    Unset,
    /// Input without pull.
    Input,
    /// Input with pull-up.
    InputPullUp,
    /// Input with pull-down.
    InputPullDown,
    /// Push-pull output.
    Output,
    /// Open-drain output.
    OutputOpenDrain,
    /// Used by a peripheral.
    Peripheral,
}

/// Changes a pin.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PinChange {
    /// The pin.
    pub pin: u16,
    /// New mode; `None` leaves it.
    pub mode: Option<PinMode>,
    /// New level of an output; `None` leaves it.
    pub level: Option<bool>,
}

/// How a pin stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PinState {
    /// Its mode.
    pub mode: PinMode,
    /// Its level.
    pub level: bool,
}

/// How the board is reset.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ResetRequest {
    /// As by its button; a persisted program starts.
    Normal,
    /// The same, but a persisted program is not started.
    HoldOff,
    /// Into the chip's boot loader.
    Bootloader,
}
