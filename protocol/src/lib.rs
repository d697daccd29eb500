//! What zshell and a board say to each other.
//!
//! Principles, in descending priority:
//! 1. A damaged byte never reaches a decoder: the CRC is checked first, everything else is noise.
//! 2. A command takes effect at most once, however often its frame arrives.
//! 3. Nothing here does I/O, allocates, or knows the time: bytes and milliseconds are handed in.
//! 4. Tables and enums only grow at their ends, so that peers of different age understand each other.
//!
//! `WIRE.md` is the format in prose, with worked bytes.
//! Reading order: [`header`] and [`frame`] (bytes to frames), [`control`] (the link's own messages),
//! [`commands`] (the one table of what can be asked), the messages by subject, [`dispatch`]
//! (how an agent answers), [`console`] and [`record`] (program output and input), and
//! [`session`], the device's side of the link as a state machine.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod commands;
pub mod console;
pub mod control;
pub mod dispatch;
pub mod error;
pub mod fingerprint;
pub mod frame;
pub mod hardware;
pub mod header;
pub mod image;
pub mod info;
pub mod memory;
pub mod page;
pub mod program;
pub mod record;
pub mod session;

pub use commands::{Command, Lane, Reply, Request};
pub use dispatch::{Handler, ReplyWriter, Sent, Unanswered};
pub use error::Error;
pub use frame::{Decoder, Received};
pub use header::{Header, Kind};
pub use page::{Page, Rows};
pub use session::{Session, Signals};

/// Oldest version of the link that this crate speaks.
pub const VERSION_MIN: u8 = 1;
/// Newest version of the link that this crate speaks.
pub const VERSION_MAX: u8 = 1;

/// Smallest limit on a frame (header, body and CRC before COBS, in bytes) that a board may state.
///
/// Every reply that is not paged fits a frame of this size.
pub const FRAME_MIN: usize = 208;

/// Bytes of a board's receive buffer that a host leaves for control frames.
///
/// The upload window is the receive buffer less this reserve, so that an interrupt or an
/// acknowledgement sent in the middle of an upload finds room.
pub const CONTROL_RESERVE: u16 = 48;
