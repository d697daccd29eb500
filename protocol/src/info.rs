//! Who a board is, and what its link and clocks say.

use crate::fingerprint::{Prefix, Table};
use serde::{Deserialize, Serialize};

/// A request or reply without content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Nothing;

/// Length and running hash of one append-only register of the running program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Register {
    /// Entries.
    pub len: u16,
    /// Hash over the entries, as the image that brings them states it.
    pub hash: u32,
}

/// The append-only registers of the running program.
///
/// A fragment, patch or load states those that it was compiled against, and the board refuses it
/// as [`Stale`](crate::Error::Stale) if its own differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Registers {
    /// Names.
    pub names: Register,
    /// Exceptions.
    pub exceptions: Register,
    /// Code objects.
    pub code: Register,
    /// Global variables.
    pub globals: Register,
}

/// What the board runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ProgramState {
    /// Nothing is loaded.
    Empty,
    /// A program is loaded and was not started, or has ended.
    Loaded,
    /// The program's main thread, or a thread that it started, is alive.
    Running,
    /// The board waits after power-up for a host that holds the persisted program off.
    HoldOff,
}

/// Answer to [`GetIdentity`](crate::commands::GetIdentity).
///
/// With [`Welcome`](crate::control::Welcome) this is the handshake.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Identity<'a> {
    /// Name of the board's `board.toml`, at most 32 bytes.
    pub board: &'a str,
    /// Name of the loaded program, at most 32 bytes; empty if there is none.
    pub program: &'a str,
    /// Version of the firmware: major, minor, patch.
    pub firmware: (u8, u8, u8),
    /// Version of the bytecode and image format.
    pub bytecode_version: u16,
    /// Instructions the machine knows.
    pub opcodes: Prefix,
    /// Names with fixed numbers.
    pub fixed_names: Prefix,
    /// Built-in exceptions.
    pub exceptions: Prefix,
    /// Native functions, over all groups.
    pub natives: Prefix,
    /// Commands of this protocol.
    pub commands: Prefix,
    /// Native groups that the board carries: bit n for group n.
    pub native_groups: u32,
    /// Number of this run of the board.
    pub boot_nonce: u32,
    /// Hash over the installed images: the base image, then each patch.
    pub chain: u32,
    /// State of the loaded program.
    pub state: ProgramState,
    /// The program was linked closed: it can be replaced, not extended.
    pub closed: bool,
    /// The registers of the loaded program.
    pub registers: Registers,
    /// Milliseconds since the board started.
    pub uptime_ms: u64,
    /// Size of the heap in bytes.
    pub heap_size: u32,
    /// Free bytes of the heap.
    pub heap_free: u32,
    /// Bytes of flash for persisted images; 0 if there is none.
    pub flash_size: u32,
    /// Erasing flash stalls the link of this board.
    pub flash_stalls: bool,
}

/// A number that comes back unchanged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ping {
    /// Anything.
    pub value: u32,
}

/// What the device's side of the link has counted since the board started; all wrap around.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct LinkCounters {
    /// Valid frames received.
    pub frames_received: u32,
    /// Runs of bytes received that were no frame.
    pub noise_runs: u32,
    /// Bytes received that belonged to no frame.
    pub noise_bytes: u32,
    /// Frames received for a session that does not exist.
    pub strangers: u32,
    /// Commands received again.
    pub duplicates: u32,
    /// Chunks received again or too early.
    pub chunks_out_of_order: u32,
    /// Frames sent.
    pub frames_sent: u32,
    /// Bytes of program output sent again.
    pub output_resent: u32,
    /// Bytes of program output dropped while no host was heard.
    pub output_dropped: u32,
}

/// Asks for the hash over the first rows of a table, when the board's table is longer than the
/// host's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TableQuery {
    /// The table.
    pub table: Table,
    /// Rows.
    pub count: u16,
}

/// Answer to [`TableQuery`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TableHash {
    /// Hash over the rows asked for; `count` is less if the table is shorter.
    pub prefix: Prefix,
}

/// The board's clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clock {
    /// Microseconds since the board started.
    pub uptime_us: u64,
    /// Milliseconds since 1970-01-01T00:00:00Z; `None` if never set.
    pub unix_ms: Option<u64>,
}

/// Sets the wall clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClockSetting {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: u64,
}
