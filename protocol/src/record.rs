//! Events in the output stream.
//!
//! What must arrive surely and in its place among the program's output, such as a traceback or the
//! end of a line's evaluation, travels in the output stream itself.
//! The byte 0xFF, which UTF-8 never contains, begins a unit: `FF 00` is a literal 0xFF that the
//! program has written, `FF n` and n bytes (1 to 254) are a [`Record`] as postcard.

use crate::info::Registers;
use crate::page::Rows;
use crate::program::Place;
use serde::{Deserialize, Serialize};

/// The byte that begins a unit other than text.
pub const ESCAPE: u8 = 0xFF;

/// Longest record with the two bytes before it.
pub const RECORD_MAX: usize = 128;

/// How an exception came after the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Chain {
    /// It is the first.
    First,
    /// It was raised `from` the one before.
    Cause,
    /// It was raised while the one before was handled.
    Context,
}

/// How a thread or an evaluation has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ending {
    /// By returning.
    Returned,
    /// By an exception that nothing caught; [`Record::Raised`] came before.
    Raised,
    /// By `ThreadExit`.
    Stopped,
}

/// What the board has to say about itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Notice {
    /// The program opened the link's serial port; speed and size were ignored.
    ConsoleIsLink,
    /// Callbacks raised more often than is reported.
    CallbacksMuted,
    /// A thread that was stopped did not end in time and was ended without its `finally` clauses.
    ForcedEnd,
    /// Interrupt events were lost because their queue was full.
    InterruptsLost,
}

/// Something that happened, at its place in the output.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Record<'a> {
    /// A thread raised and nothing caught it, or a callback did.
    ///
    /// Chained exceptions follow one another, the oldest first.
    Raised {
        /// The thread.
        thread: u16,
        /// It was in a callback, which ends while the thread goes on.
        in_callback: bool,
        /// How it came after the one before.
        chain: Chain,
        /// The exception, or the class of the exception object.
        exception: u16,
        /// Frames left out after the first `outer` ones.
        left_out: u16,
        /// Frames before the gap.
        outer: u8,
        /// The frames that are kept, outermost first; at most 8.
        frames: Rows<'a, Place>,
    },
    /// A piece of the text of the exception of the [`Record::Raised`] before it.
    RaisedText {
        /// The thread.
        thread: u16,
        /// UTF-8, in whole characters.
        text: &'a str,
    },
    /// A thread has ended.
    ThreadEnded {
        /// The thread.
        thread: u16,
        /// How.
        ending: Ending,
    },
    /// The evaluation of a fragment has ended.
    EvaluationEnded {
        /// Serial number of the fragment's image.
        image: u16,
        /// How.
        ending: Ending,
        /// The registers after it.
        registers: Registers,
    },
    /// Main and the threads that it started have ended.
    ProgramEnded {
        /// A thread has ended by an exception.
        raised: bool,
        /// Timers that are still armed.
        timers: u16,
        /// Pin and other callbacks that are still armed.
        callbacks: u16,
    },
    /// Output of callbacks was cut here because the ring was full.
    Cut {
        /// Bytes that are missing.
        bytes: u32,
    },
    /// See [`Notice`].
    Notice {
        /// What.
        notice: Notice,
        /// How often, or which.
        value: u32,
    },
}

impl<'a> Record<'a> {
    /// Writes the unit as it stands in the stream; `None` if it is longer than [`RECORD_MAX`].
    pub fn encode<'b>(&self, into: &'b mut [u8; RECORD_MAX]) -> Option<&'b [u8]> {
        let [escape, len, rest @ ..] = into;
        let used = postcard::to_slice(self, rest).ok()?.len();
        *escape = ESCAPE;
        *len = u8::try_from(used).ok()?;
        into.get(..2 + used)
    }

    /// Reads the bytes after `FF n`; `None` for a record that this side does not know.
    pub fn decode(bytes: &'a [u8]) -> Option<Record<'a>> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Length of the unit that begins with these two bytes.
pub(crate) fn unit_len(first: u8, second: u8) -> usize {
    match (first, second) {
        (ESCAPE, len) => 2 + usize::from(len),
        _ => 1,
    }
}

/// A stretch of the output stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit<'a> {
    /// Bytes that the program has written.
    Text(&'a [u8]),
    /// A record, for [`Record::decode`].
    Record(&'a [u8]),
}

/// The first unit of `stream` and its length there; `None` if it is not complete.
///
/// Text is as long as possible.
pub fn first_unit(stream: &[u8]) -> Option<(Unit<'_>, usize)> {
    match stream {
        [] | [ESCAPE] => None,
        [ESCAPE, 0, ..] => Some((Unit::Text(&[ESCAPE]), 2)),
        [ESCAPE, len, rest @ ..] => {
            let record = rest.get(..usize::from(*len))?;
            Some((Unit::Record(record), 2 + record.len()))
        }
        _ => {
            let len = stream.iter().position(|byte| *byte == ESCAPE);
            let text = stream.get(..len.unwrap_or(stream.len()))?;
            Some((Unit::Text(text), text.len()))
        }
    }
}
