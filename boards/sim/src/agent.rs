//! The agent on the simulated hardware.

use crate::{Hardware, HostLink, Options, Pipe, start};

use board_schema::{Board, class_of};
use device_agent::{Buffers, Description, Link, Platform, Received};
use vm::heap::Words;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::time::Duration;

/// Bytes of standard input that wait for the program.
const STDIN: usize = 512;

/// What a frame takes on the line beyond its receive buffer: the stuffing and the end mark.
const FRAMING: usize = 16;

/// How long the end of the board waits for what was sent to reach the host.
const LAST_WORDS: Duration = Duration::from_secs(1);

impl Link for HostLink {
    fn receive(&self, buffer: &mut [u8]) -> Received {
        HostLink::receive(self, buffer).map_or(Received::Closed, Received::Bytes)
    }

    fn send(&self, bytes: &[u8]) -> usize {
        HostLink::send(self, bytes)
    }

    fn attach(&self, agent: vosal::Thread) {
        HostLink::attach(self, agent);
    }
}

/// Runs a simulated board on the calling thread until its pipe is closed for good, if it ever is.
///
/// With a pty the process executes itself again on the way, so this is to be the first thing that it does;
/// it does so too when the board is reset.
pub fn run(pipe: &Pipe, options: &Options) -> io::Result<()> {
    let hardware = start(pipe, options)?;
    let link = hardware.link;
    run_on(hardware, &options.board);
    link.flush(LAST_WORDS);
    Ok(())
}

/// Runs the agent on hardware made by the calling thread until its pipe is closed for good.
pub fn run_on(hardware: Hardware, board: &Board) {
    let platform = Platform {
        os: hardware.os,
        board: hardware.board.parts(),
        link: hardware.link,
        description: describe(board),
        memory: Words::arena(hardware.memory, hardware.flash_words),
        buffers: buffers(board),
    };
    device_agent::run(platform, Box::leak(Box::default()));
}

fn describe(board: &Board) -> Description {
    Description {
        name: board.id.clone().leak(),
        firmware: version(),
        native_groups: board
            .native_groups()
            .into_iter()
            .fold(0, |bits, group| bits | 1 << group),
        boot_nonce: nonce(),
        receive_buffer: board.link.receive.try_into().unwrap_or(u16::MAX),
        native_stack: 0,
        console: class_of(&board.link.console).map(|(_, index)| index as u8),
        hold_off_ms: board.link.hold_off_ms,
    }
}

/// The version of this crate.
fn version() -> (u8, u8, u8) {
    let mut parts = env!("CARGO_PKG_VERSION")
        .split('.')
        .map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

/// A number that no other run of a board has, with all likelihood.
fn nonce() -> u32 {
    let mixed = RandomState::new().build_hasher().finish();
    (mixed as u32 ^ (mixed >> 32) as u32).max(1)
}

fn buffers(board: &Board) -> Buffers {
    let room = |bytes: usize| vec![0; bytes].leak();
    let frame = board.link.receive as usize;
    Buffers {
        frame: room(frame),
        kept: room(frame),
        send: room(frame + FRAMING),
        output: room(board.link.output as usize),
        stdin: room(STDIN),
    }
}
