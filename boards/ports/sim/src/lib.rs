//! The simulated port: both layers below the virtual machine, on the machine that runs the tests and `zshell sim`.
//!
//! There are two operating systems behind the same trait.
//! [`HostOs`] runs every thread on one of the standard library, in real time: what `zshell sim` is made of.
//! [`SteppedOs`] runs one thread at a time, chosen by a seed, on a clock of its own: the same seed gives the same run.
//!
//! [`SimBoard`] is the peripheral layer over either, on their clock.
//!
//! Nothing here polls: a simulated board at rest costs no processor time.

#![forbid(unsafe_code)]

mod hal;
mod host;
mod interrupt;
mod lock;
mod stepped;
mod timers;

pub use hal::{
    At24, FlashStore, I2cDevice, OnI2c, OnSpi, SimBoard, SimConfig, SpiDevice, Tmp102, W25q,
};
pub use host::HostOs;
pub use interrupt::{in_interrupt, interrupt};
pub use stepped::{Policy, Rest, SteppedOs};
