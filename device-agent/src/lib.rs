//! The agent: the body of every firmware. It answers the host over the link while the program runs.
//!
//! Principles, in descending priority:
//!
//! 1. It answers whatever the program does: it never waits for the interpreter lock, but asks for it and goes on.
//! 2. An interrupt is acted on where its bytes arrive, before anything else that is queued.
//! 3. Nothing is half applied: an image is verified whole before anything of it is visible.
//! 4. At rest it costs nothing: it sleeps until bytes, output, the lock or a deadline wake it.
//!
//! Reading order: [`Platform`], `agent` (the event loop), `handle` (an answer a command), `console` (program output and
//! input), `upload`.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod agent;
mod console;
mod handle;
mod platform;
mod upload;

pub use platform::{Buffers, Description, Link, Platform, Received};

use agent::Agent;
use console::Rings;
use vm::machine::Machine;

/// Where the agent and the machine live; one a board, in memory that lasts for ever.
#[derive(Default)]
pub struct Storage {
    rings: Option<Rings>,
    machine: Option<Machine>,
}

impl Storage {
    /// Empty storage.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            rings: None,
            machine: None,
        }
    }
}

/// Runs the board on the calling thread, whose priority is to be [`vosal::Priority::AGENT`].
///
/// Returns only if the link is closed for good, which happens to simulated boards.
pub fn run(platform: Platform, storage: &'static mut Storage) {
    let Platform {
        os,
        board,
        link,
        description,
        memory,
        buffers,
    } = platform;
    let Storage { rings, machine } = storage;
    let rings: &'static Rings = rings.insert(Rings::new(os, buffers.output, buffers.stdin));
    let settings = vm::machine::Settings {
        native_stack: description.native_stack,
        native_groups: description.native_groups,
        console: description.console,
    };
    let machine: &'static Machine =
        machine.insert(Machine::new(os, board, rings, memory, settings));
    machine.start();
    if let Some(me) = os.current() {
        link.attach(me);
    }
    Agent::new(machine, rings, link, description).run(buffers.frame, buffers.kept, buffers.send);
}
