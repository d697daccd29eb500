//! What a board hands to the agent.

use vhal::Board;
use vm::heap::Words;
use vosal::Os;

/// A byte pipe to the host.
///
/// Bytes may be lost or damaged on the way; order is kept.
pub trait Link: Sync {
    /// Takes what has arrived, up to the length of `buffer`, without waiting; 0 if nothing has.
    ///
    /// * MUST unpark the agent's thread when bytes arrive where none were.
    fn receive(&self, buffer: &mut [u8]) -> Received;

    /// Takes as much of `bytes` as there is room for, without waiting; may be 0.
    ///
    /// * MUST unpark the agent's thread when there is room where there was none.
    fn send(&self, bytes: &[u8]) -> usize;

    /// Names the agent's thread; called once, by that thread, before anything else.
    fn attach(&self, agent: vosal::Thread);
}

/// What [`Link::receive`] brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// As many bytes; may be none.
    Bytes(usize),
    /// The pipe is closed for good and all its bytes were taken: a simulated board ends with it.
    Closed,
}

/// Who a board is; what the host is told.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Name of its `board.toml`, at most 32 bytes.
    pub name: &'static str,
    /// Version of the firmware: major, minor, patch.
    pub firmware: (u8, u8, u8),
    /// Native groups it carries: bit n for group n.
    pub native_groups: u32,
    /// Number of this run of the board: another one after every reset, never 0.
    pub boot_nonce: u32,
    /// Bytes that can arrive while the agent does not look.
    pub receive_buffer: u16,
    /// Bytes of native stack that each program thread gets.
    pub native_stack: usize,
    /// The serial port that programs know the link by, if it is one: opening it gives the console.
    pub console: Option<u8>,
    /// Milliseconds that the agent listens for a hold-off before it starts a persisted program.
    pub hold_off_ms: u32,
}

/// Memory of the link, lent for ever.
pub struct Buffers {
    /// One encoded frame as it arrives; a little over [`protocol::FRAME_MIN`] bytes or more.
    pub frame: &'static mut [u8],
    /// One request or reply; likewise.
    pub kept: &'static mut [u8],
    /// One encoded frame on its way out; likewise.
    pub send: &'static mut [u8],
    /// Program output that the host has not acknowledged, 256 bytes to 4 KiB.
    pub output: &'static mut [u8],
    /// Standard input that the program has not read.
    pub stdin: &'static mut [u8],
}

/// All that the agent needs of a board.
pub struct Platform {
    /// The operating system; the thread that calls [`crate::run`] is one of its own.
    pub os: &'static dyn Os,
    /// The peripherals.
    pub board: Board,
    /// The pipe to the host.
    pub link: &'static dyn Link,
    /// Who the board is.
    pub description: Description,
    /// The memory of the machine.
    pub memory: Words,
    /// The memory of the link.
    pub buffers: Buffers,
}
