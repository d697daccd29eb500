//! The one table of what a host can ask of a board, and what is derived from it.

use crate::dispatch::{ReplyWriter, Sent, Unanswered};
use crate::error::Error;
use crate::fingerprint::{Fnv, Prefix};
use crate::hardware::{PinChange, PinQuery, PinState, ResetRequest};
use crate::image::{
    BeginUpload, Commit, Committed, EraseRequest, Evaluate, Evaluation, ImageQuery, ImageRow,
    Persist, UploadState,
};
use crate::info::{
    Clock, ClockSetting, Identity, LinkCounters, Nothing, Ping, TableHash, TableQuery,
};
use crate::memory::{CensusRow, Collected, GcStatistics, HeapQuery, MapRow, Subscription};
use crate::page::{Page, PageQuery};
use crate::program::{
    PriorityChange, StackQuery, StackRow, Start, Started, StopRequest, ThreadRequest, ThreadRow,
};
use serde::{Deserialize, Serialize};

/// Whether a request may be executed more than once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lane {
    /// No effects: executed each time the frame arrives, answered from the state at that time.
    Read,
    /// Effects: executed at most once; the board keeps the reply until the next command.
    Command,
}

/// Hands every row of the command table to the macro named `$then`.
///
/// A row is `number Lane method = Name: Request => Reply;`, documented by what the command does.
/// Rows are append-only: numbers ascend, are never reused, and a row never changes its types
/// (a request that needs more becomes a new row).
/// Adding a command: a row, its messages in the module of their subject, a golden example in
/// `WIRE.md`, and the method in the agent, which does not compile without it.
#[macro_export]
macro_rules! for_each_command {
    ($then:ident) => {
        $then! {
            /// Who the board is, what it runs, what it can do.
            0x01 Read identity = GetIdentity: Nothing => Identity<'a>;
            /// Sends its request back.
            0x02 Read ping = SendPing: Ping => Ping;
            /// What the link has counted since the board started.
            0x03 Read link_counters = GetLinkCounters: Nothing => LinkCounters;
            /// Hash over the first rows of a table.
            0x04 Read table_hash = GetTableHash: TableQuery => TableHash;
            /// The board's clocks.
            0x05 Read clock = GetClock: Nothing => Clock;
            /// Sets the wall clock.
            0x06 Command set_clock = SetClock: ClockSetting => Nothing;
            /// Resets the board after the reply has been sent.
            0x07 Command reset = Reset: ResetRequest => Nothing;
            /// Announces an upload; chunks follow in frames of their own.
            0x08 Command begin_upload = Begin: BeginUpload<'a> => UploadState;
            /// Checks what has been uploaded and installs it at a safe point.
            0x09 Command commit = CommitUpload: Commit => Committed;
            /// Throws away what has been uploaded.
            0x0A Command abort_upload = AbortUpload: Nothing => Nothing;
            /// Runs a fragment that fits one frame, at a safe point.
            0x0B Command evaluate = EvaluateFragment: Evaluate<'a> => Evaluation;
            /// Makes a flash image the one that starts at power-up.
            0x0C Command persist = PersistImage: Persist => Nothing;
            /// Erases persisted images.
            0x0D Command erase = Erase: EraseRequest => Nothing;
            /// Starts the program, or a thread in one of its functions.
            0x0E Command start = StartThread: Start => Started;
            /// Ends threads by `ThreadExit`.
            0x0F Command stop = StopThread: StopRequest => Nothing;
            /// Suspends a thread at its next safe point.
            0x10 Command suspend = SuspendThread: ThreadRequest => Nothing;
            /// Lets a suspended thread run again.
            0x11 Command resume = ResumeThread: ThreadRequest => Nothing;
            /// Changes the base priority of a thread.
            0x12 Command set_priority = SetPriority: PriorityChange => Nothing;
            /// The threads, ended ones included until they are forgotten.
            0x13 Read threads = ListThreads: PageQuery => Page<'a, ThreadRow>;
            /// The frames of a thread, innermost first.
            0x14 Read stack = GetStack: StackQuery => Page<'a, StackRow>;
            /// Runs a collection at the next safe point.
            0x15 Command collect = Collect: Nothing => Collected;
            /// What the collector has counted.
            0x16 Read gc_statistics = GetGcStatistics: Nothing => GcStatistics;
            /// Live objects by type.
            0x17 Read heap_census = GetHeapCensus: HeapQuery => Page<'a, CensusRow>;
            /// The heap's blocks in order of address, runs of like blocks merged.
            0x18 Read heap_map = GetHeapMap: HeapQuery => Page<'a, MapRow>;
            /// Images in RAM and flash.
            0x19 Read images = ListImages: ImageQuery => Page<'a, ImageRow>;
            /// Asks for samples at an interval.
            0x1A Command subscribe = Subscribe: Subscription => Nothing;
            /// The level of a pin.
            0x1B Read pin = GetPin: PinQuery => PinState;
            /// Sets mode or level of a pin.
            0x1C Command set_pin = SetPin: PinChange => PinState;
        }
    };
}

/// One row of the table as a type; the types named after commands in this module are its values.
pub trait Command {
    /// The number that travels.
    const NUMBER: u8;
    /// The name in texts and traces.
    const NAME: &'static str;
    /// Whether it may be executed more than once.
    const LANE: Lane;
    /// What is asked.
    type Request<'a>: Serialize + Deserialize<'a>;
    /// What is answered.
    type Reply<'a>: Serialize + Deserialize<'a>;
}

/// A row of the table as data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// The number that travels.
    pub number: u8,
    /// The name in texts and traces.
    pub name: &'static str,
    /// Whether it may be executed more than once.
    pub lane: Lane,
    /// Request and reply, as their types are written in the table.
    pub schema: &'static str,
}

/// Derives the commands as types, and the table as data.
macro_rules! define_rows {
    ($($(#[$doc:meta])* $number:literal $lane:ident $method:ident = $name:ident: $request:ty => $reply:ty;)*) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
        impl Command for $name {
            const NUMBER: u8 = $number;
            const NAME: &'static str = stringify!($method);
            const LANE: Lane = Lane::$lane;
            type Request<'a> = $request;
            type Reply<'a> = $reply;
        })*

        /// The table as data, in its order.
        pub const ROWS: &[Row] = &[$(Row {
            number: $number,
            name: stringify!($method),
            lane: Lane::$lane,
            schema: stringify!($request => $reply),
        }),*];
    };
}

/// Derives [`Request`].
macro_rules! define_request {
    ($($(#[$doc:meta])* $number:literal $lane:ident $method:ident = $name:ident: $request:ty => $reply:ty;)*) => {
        /// Any request. On the wire: the command's number, then the request as postcard.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Request<'a> { $($(#[$doc])* $name($request),)* }

        impl<'a> Request<'a> {
            /// Reads the body of a request.
            pub fn decode(body: &'a [u8]) -> Result<Request<'a>, Error> {
                let (number, payload) = body.split_first().ok_or(Error::Malformed)?;
                match number {
                    $($number => read(payload).map(Request::$name),)*
                    _ => Err(Error::Unsupported),
                }
            }

            /// Writes the body of a request; the part of `into` that it fills.
            pub fn encode<'b>(&self, into: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
                match self { $(Request::$name(request) => encode_request::<$name>(request, into),)* }
            }
        }
    };
}

/// Derives [`Reply`].
macro_rules! define_reply {
    ($($(#[$doc:meta])* $number:literal $lane:ident $method:ident = $name:ident: $request:ty => $reply:ty;)*) => {
        /// Any successful reply. On the wire: the command's number, 0, then the reply as postcard;
        /// a refusal is the number and that of an error.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Reply<'a> { $($(#[$doc])* $name($reply),)* }

        impl<'a> Reply<'a> {
            /// Reads the body of a reply.
            pub fn decode(body: &'a [u8]) -> Result<Reply<'a>, Error> {
                let (number, payload) = open_reply(body)?;
                match number {
                    $($number => read(payload).map(Reply::$name),)*
                    _ => Err(Error::Unsupported),
                }
            }

            /// Writes the body of a reply; the part of `into` that it fills.
            pub fn encode<'b>(&self, into: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
                match self { $(Reply::$name(reply) => seal_reply($number, reply, into),)* }
            }
        }
    };
}

/// Derives [`Handler`].
macro_rules! define_handler {
    ($($(#[$doc:meta])* $number:literal $lane:ident $method:ident = $name:ident: $request:ty => $reply:ty;)*) => {
        /// What a board does for each command.
        ///
        /// No method has a default, so an agent that forgets one does not compile.
        /// A method answers through `reply`, refuses with an [`Error`], or asks to be called
        /// again with the same request by returning [`Unanswered::Later`]; it must not block.
        pub trait Handler {
            /// A host has attached; `fresh` if it is another client than before, in which case
            /// what the earlier client has uploaded but not committed is to be thrown away.
            fn attached(&mut self, fresh: bool);

            /// The host has given up the command that was last answered with
            /// [`Unanswered::Later`]; it will not be asked for again.
            fn withdrawn(&mut self);

            /// A piece of the upload under way; pieces come in order and without gap or overlap.
            fn take_chunk(&mut self, offset: u32, data: &[u8]) -> Result<(), Error>;

            $($(#[$doc])* fn $method(
                &mut self,
                request: <$name as Command>::Request<'_>,
                reply: ReplyWriter<'_, $name>,
            ) -> Result<Sent, Unanswered>;)*
        }
    };
}

/// Derives the way to the methods of [`Handler`].
macro_rules! define_call {
    ($($(#[$doc:meta])* $number:literal $lane:ident $method:ident = $name:ident: $request:ty => $reply:ty;)*) => {
        /// Calls the handler's method for the request in `body`.
        pub(crate) fn call<H: Handler>(
            handler: &mut H,
            body: &[u8],
            payload: &mut [u8],
            counters: &LinkCounters,
        ) -> Result<Sent, Unanswered> {
            let (number, request) = body.split_first().ok_or(Error::Malformed)?;
            match number {
                $($number => handler.$method(read(request)?, ReplyWriter::new(payload, counters)),)*
                _ => Err(Error::Unsupported.into()),
            }
        }
    };
}

for_each_command!(define_rows);
for_each_command!(define_request);
for_each_command!(define_reply);
for_each_command!(define_handler);
for_each_command!(define_call);

const _: () = {
    let mut rest = ROWS;
    while let [first, tail @ ..] = rest {
        if let [second, ..] = tail {
            assert!(first.number < second.number, "command numbers ascend");
        }
        rest = tail;
    }
};

/// Count and hash of the first `count` rows of the command table; all of them if it has fewer.
pub const fn prefix(count: u16) -> Prefix {
    let mut hash = Fnv::EMPTY;
    let mut rest = ROWS;
    let mut rows = 0;
    while let [row, tail @ ..] = rest {
        if rows == count {
            break;
        }
        hash = hash.byte(row.number).byte(row.lane as u8);
        hash = hash.text(row.name).text(row.schema);
        rest = tail;
        rows += 1;
    }
    Prefix {
        count: rows,
        hash: hash.value(),
    }
}

/// The row of the command with this number.
pub fn row(number: u8) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.number == number)
}

/// Writes the body of a request for the command `C`.
pub fn encode_request<'b, C: Command>(
    request: &C::Request<'_>,
    into: &'b mut [u8],
) -> Result<&'b mut [u8], Error> {
    let used = write(request, into.get_mut(1..))?;
    *into.first_mut().ok_or(Error::OutOfRange)? = C::NUMBER;
    into.get_mut(..1 + used).ok_or(Error::OutOfRange)
}

/// Reads the body of a reply to the command `C`.
pub fn decode_reply<'a, C: Command>(body: &'a [u8]) -> Result<C::Reply<'a>, Error> {
    let (number, payload) = open_reply(body)?;
    if number != C::NUMBER {
        return Err(Error::Malformed);
    }
    read(payload)
}

/// Number and payload of a successful reply, or the error it carries.
pub fn open_reply(body: &[u8]) -> Result<(u8, &[u8]), Error> {
    match body {
        [number, 0, payload @ ..] => Ok((*number, payload)),
        [_, error, ..] => Err(Error::from_number(*error)),
        _ => Err(Error::Malformed),
    }
}

/// Writes the body of a successful reply.
fn seal_reply<'b, T: Serialize>(
    number: u8,
    reply: &T,
    into: &'b mut [u8],
) -> Result<&'b mut [u8], Error> {
    let used = write(reply, into.get_mut(2..))?;
    if let [first, second, ..] = into {
        *first = number;
        *second = 0;
    }
    into.get_mut(..2 + used).ok_or(Error::OutOfRange)
}

/// Reads one postcard value that fills `payload`.
pub(crate) fn read<'a, T: Deserialize<'a>>(payload: &'a [u8]) -> Result<T, Error> {
    match postcard::take_from_bytes(payload) {
        Ok((value, [])) => Ok(value),
        _ => Err(Error::Malformed),
    }
}

/// Writes one postcard value; the number of bytes.
pub(crate) fn write<T: Serialize>(value: &T, into: Option<&mut [u8]>) -> Result<usize, Error> {
    let into = into.ok_or(Error::OutOfRange)?;
    match postcard::to_slice(value, into) {
        Ok(used) => Ok(used.len()),
        Err(_) => Err(Error::OutOfRange),
    }
}
