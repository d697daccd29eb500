//! Why a call over the link did not succeed.

use protocol::Error as BoardError;
use std::time::Duration;

/// Why a call over the link did not succeed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LinkError {
    /// The board understood and refused.
    #[error("{}", .0.sentence())]
    Refused(BoardError),
    /// The verifier refused an image; nothing has changed.
    #[error("the board refused the image: reason {reason} at offset {at}")]
    ImageRefused {
        /// Number of the verifier's reason.
        reason: u16,
        /// Offset in the image.
        at: u32,
    },
    /// Nothing came back, however often it was asked.
    #[error("the board does not answer")]
    NoAnswer,
    /// The board is there, but the answer did not come in time.
    #[error("{command}: no answer within {} s", .after.as_secs_f32())]
    TimedOut {
        /// Name of the command.
        command: &'static str,
        /// How long was waited.
        after: Duration,
    },
    /// Nothing that speaks this protocol is at the other end.
    #[error("{0}")]
    NotABoard(String),
    /// The board was reset while the command was out.
    #[error("the board was reset; {command} may or may not have taken effect")]
    Rebooted {
        /// Name of the command.
        command: &'static str,
    },
    /// Another client has taken the board over while the command was out.
    #[error("another zshell has taken the board over; {command} may or may not have taken effect")]
    TakenOver {
        /// Name of the command.
        command: &'static str,
    },
    /// The port is gone: unplugged, or closed by the other side.
    #[error("the port is gone")]
    Gone,
    /// Board and host have no version of the link in common.
    #[error(
        "the board speaks link versions {board_min} to {board_max}, this zshell {host_min} to {host_max}"
    )]
    WrongVersion {
        /// Oldest of the board.
        board_min: u8,
        /// Newest of the board.
        board_max: u8,
        /// Oldest of the host.
        host_min: u8,
        /// Newest of the host.
        host_max: u8,
    },
    /// A table of the board differs from this side's within the rows that both have.
    #[error("the board's table of {table} is another one ({board:08x}, here {host:08x})")]
    WrongTable {
        /// Which table.
        table: &'static str,
        /// Hash of the board's.
        board: u32,
        /// Hash of the host's.
        host: u32,
    },
    /// The board answered something that does not fit the question.
    #[error("the board's answer to {command} makes no sense")]
    Garbled {
        /// Name of the command.
        command: &'static str,
    },
    /// A list changed each time it was read.
    #[error("{command}: the list changes faster than it can be read")]
    Unsteady {
        /// Name of the command.
        command: &'static str,
    },
    /// The request does not fit a frame of this board.
    #[error("{command} is too long for this board's frames")]
    TooLong {
        /// Name of the command.
        command: &'static str,
    },
}

impl LinkError {
    /// The exit code of a command that ends by this.
    pub fn exit_code(&self) -> u8 {
        match self {
            LinkError::Refused(BoardError::WrongVersion | BoardError::AbsentNative)
            | LinkError::WrongVersion { .. }
            | LinkError::WrongTable { .. } => 6,
            LinkError::NotABoard(_) => 3,
            LinkError::Refused(_) | LinkError::ImageRefused { .. } => 1,
            _ => 5,
        }
    }
}
