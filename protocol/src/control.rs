//! The link's own messages: attaching, interrupts, repeats.
//!
//! They are the body of [`Kind::HostControl`](crate::Kind::HostControl) and
//! [`Kind::BoardControl`](crate::Kind::BoardControl) frames, and go before everything else.
//! Variants are append-only; a peer ignores a variant that it does not know.

use serde::{Deserialize, Serialize};

/// Opens a session, or joins the one that this client opened before.
///
/// The layout of this message and of [`Welcome`] is frozen: it is how versions are told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// Oldest link version the host speaks.
    pub version_min: u8,
    /// Newest link version the host speaks.
    pub version_max: u8,
    /// Random number of the host process; the same number resumes, another begins afresh.
    pub client: u32,
}

/// Answer to [`Hello`]; repeated as often as that arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Welcome {
    /// Oldest link version the board speaks.
    pub version_min: u8,
    /// Newest link version the board speaks.
    pub version_max: u8,
    /// The client that is welcomed.
    pub client: u32,
    /// Number of this run of the board; another one after every reset.
    pub boot_nonce: u32,
    /// Tag that both sides put into the headers of this session; 0 if no version is common.
    pub session: u8,
    /// Longest frame the board accepts: header, body and CRC before COBS, in bytes.
    pub frame_max: u16,
    /// Size of the board's receive buffer in bytes as they are on the line.
    pub receive_buffer: u16,
    /// Offset of the oldest byte of program output that the board still has.
    pub output_start: u32,
    /// Offset one past the newest byte of program output.
    pub output_end: u32,
    /// Bytes of output that were dropped since a host last acknowledged any.
    pub output_dropped: u32,
    /// Offset of the next byte of standard input that the board expects.
    pub stdin_received: u32,
    /// Offset up to which standard input may be sent.
    pub stdin_limit: u32,
}

/// What an interrupt is aimed at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum InterruptScope {
    /// The line that the prompt is evaluating.
    Evaluation,
    /// The program: its main thread, or all its threads once main has ended.
    Program,
}

/// Asks for `KeyboardInterrupt`, or `ThreadExit` if `hard`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Interrupt {
    /// Increases by one with each new interrupt of a session, modulo 256; a repeat carries the old one.
    pub serial: u8,
    /// What is interrupted.
    pub scope: InterruptScope,
    /// Raise `ThreadExit`, which no `except` clause catches.
    pub hard: bool,
}

/// From host to board.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ToBoard {
    /// See [`Hello`].
    Hello(Hello),
    /// The host is there; its acknowledgement is in the header. Sent at least once a second.
    Alive,
    /// See [`Interrupt`]; repeated until taken.
    Interrupt(Interrupt),
    /// Send program output again from this offset on.
    ResendOutput {
        /// First byte that is missing.
        from: u32,
    },
    /// Tell me how much standard input you have and want.
    StdinQuery,
    /// Do not start the persisted program; heeded while the board waits after power-up.
    /// Needs no session.
    HoldOff,
    /// The host leaves: from now on nobody reads, so the program need not wait for a reader.
    /// The session stays, for the same client to come back to.
    Goodbye,
}

/// From board to host.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ToHost {
    /// See [`Welcome`].
    Welcome(Welcome),
    /// The frame just received belongs to no session that this board knows; say hello.
    NoSession {
        /// Number of this run of the board.
        boot_nonce: u32,
    },
    /// The board has just started.
    Started {
        /// Number of this run of the board.
        boot_nonce: u32,
    },
    /// An interrupt has been acted on.
    InterruptTaken {
        /// Its serial number.
        serial: u8,
    },
    /// The request with this number has arrived and is not finished.
    Working {
        /// Its sequence number.
        seq: u8,
        /// It is a read; otherwise a command.
        read: bool,
    },
    /// How much standard input has arrived and how much may be sent.
    StdinCredit {
        /// Offset of the next byte expected.
        received: u32,
        /// Offset up to which may be sent.
        limit: u32,
        /// The end of the stream has arrived.
        ended: bool,
    },
}

/// A piece of standard input, the body of a [`Kind::Stdin`](crate::Kind::Stdin) frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stdin<'a> {
    /// Offset of the first byte of `data` in the stream.
    pub offset: u32,
    /// The stream ends after `data`.
    pub end: bool,
    /// The bytes.
    pub data: &'a [u8],
}
