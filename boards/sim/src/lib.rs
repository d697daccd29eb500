//! The simulated board: an ordinary board over stdio, a pty or TCP.
//!
//! It is made of what any board is made of, the agent over a port, and of a pipe to the host.
//! Principles, in descending priority:
//!
//! 1. Nothing tells it from a board but its name: the same agent and machine, the same frames, resets that begin anew.
//! 2. At rest it costs no processor time, and it never outlives its pipe.
//! 3. A host that comes or goes does not disturb it.
//!
//! Reading order: [`run`], [`Pipe`] and [`Options`], `machine` (what `board.toml` describes), `link` (the pipe), `restart` (resets).

#![forbid(unsafe_code)]

mod agent;
mod link;
mod machine;
mod restart;
mod tcp;
#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
#[path = "elsewhere.rs"]
mod unix;

pub use agent::{run, run_on};
pub use link::{HostLink, OnePipe, Transport};
pub use machine::{Unsimulated, config};

use restart::{Inherited, Resumed, find_flash, leave_flash};
use tcp::Tcp;

use board_schema::Board;
use port_sim::{FlashStore, HostOs, SimBoard};
use vhal::ResetCause;

use std::io::{self, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a host reaches the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pipe {
    /// Standard input and output; the board ends with the input.
    Stdio,
    /// A new pseudo-terminal, whose path is printed.
    Pty,
    /// A listening socket at this address, which is printed as `tcp://` port.
    Tcp(String),
}

/// What the board is.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its description.
    pub board: Board,
    /// Bytes of heap, if not as described.
    pub heap: Option<u32>,
    /// The file that keeps flash; none means that flash ends with the process.
    pub flash: Option<PathBuf>,
}

/// Everything below the agent, running.
pub struct Hardware {
    /// The system; the calling thread is one of it.
    pub os: &'static HostOs,
    /// The board.
    pub board: &'static SimBoard,
    /// The pipe to the host.
    pub link: &'static HostLink,
    /// The machine's memory: program flash as it was at start, then the heap.
    pub memory: &'static mut [u64],
    /// How much of it stands for flash, in words of four bytes.
    pub flash_words: u32,
}

/// How long a reset waits for what was sent to reach the host.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Puts the hardware together and opens the pipe.
///
/// With a pty the process executes itself again on the way, so this is to be the first thing that it does;
/// it does so too when the board is reset.
pub fn start(pipe: &Pipe, options: &Options) -> io::Result<Hardware> {
    let resumed = Resumed::from_environment();
    let cause = resumed
        .as_ref()
        .map_or(ResetCause::PowerOn, |resumed| resumed.cause);
    let flash = match (
        &options.flash,
        resumed.as_ref().and_then(|resumed| resumed.flash.as_ref()),
    ) {
        (Some(path), _) => FlashStore::open(path, options.board.memory.slots)?,
        (None, Some(left)) => find_flash(left)?,
        (None, None) => FlashStore::new(options.board.memory.slots),
    };
    let os = HostOs::new();
    os.enrol();
    let window = options.board.link.receive as usize;
    let opened = open(pipe, resumed.as_ref())?;
    let tcp = opened.clone();
    let link = match opened {
        Some(tcp) => HostLink::new(os, window, tcp),
        None => HostLink::new(
            os,
            window,
            OnePipe(Some((Box::new(io::stdin()), Box::new(io::stdout())))),
        ),
    };
    let keeps_itself = options.flash.is_some();
    let store = Arc::clone(&flash);
    let on_reset = Box::new(move |cause| {
        link.flush(LAST_WORDS);
        let error = begin_anew(cause, tcp.as_ref(), (!keeps_itself).then_some(&store));
        eprintln!("the simulated board cannot be reset: {error}");
        std::process::exit(1);
    });
    let parts = config(&options.board, &flash, cause, on_reset).map_err(io::Error::other)?;
    let heap = options.heap.unwrap_or(options.board.memory.heap);
    Ok(Hardware {
        os,
        board: SimBoard::new(os, parts),
        link,
        memory: memory(&flash, heap),
        flash_words: flash.contents().len() as u32 / 4,
    })
}

/// Opens a pipe; what is not a socket is standard input and output.
fn open(pipe: &Pipe, resumed: Option<&Resumed>) -> io::Result<Option<Tcp>> {
    match (resumed.map(|resumed| resumed.inherited), pipe) {
        (Some(Inherited::Listener), _) => {
            let (listener, connected) = unix::inherited_sockets()?;
            Ok(Some(Tcp::new(listener, connected)))
        }
        (Some(Inherited::Pipe), _) | (None, Pipe::Stdio) => Ok(None),
        (None, Pipe::Pty) => {
            let (board_side, path) = unix::open_pty()?;
            say(&path.display().to_string())?;
            let resumed = Resumed {
                inherited: Inherited::Pipe,
                cause: ResetCause::PowerOn,
                flash: None,
            };
            let output = board_side.try_clone()?;
            Err(unix::replace_process(
                &resumed,
                Some(board_side),
                Some(output),
            ))
        }
        (None, Pipe::Tcp(address)) => {
            let listener = TcpListener::bind(address)?;
            say(&format!("tcp://{}", listener.local_addr()?))?;
            Ok(Some(Tcp::new(listener, None)))
        }
    }
}

/// Prints where the board can be reached.
fn say(port: &str) -> io::Result<()> {
    let mut output = io::stdout();
    writeln!(output, "{port}")?;
    output.flush()
}

/// Resets the board: the process begins anew with what survives a reset. Returns only if that fails.
fn begin_anew(cause: ResetCause, tcp: Option<&Tcp>, flash: Option<&Arc<FlashStore>>) -> io::Error {
    let flash = match flash.map_or(Ok(None), |flash| leave_flash(flash)) {
        Ok(flash) => flash,
        Err(error) => return error,
    };
    let Some(tcp) = tcp else {
        return unix::replace_process(
            &Resumed {
                inherited: Inherited::Pipe,
                cause,
                flash,
            },
            None,
            None,
        );
    };
    let connected = tcp.current();
    let handles = unix::handle(tcp.listener()).and_then(|listener| match connected.as_ref() {
        Some(stream) => Ok((listener, unix::handle(stream)?)),
        // No host: a second listener stands in, which is no connection.
        None => Ok((listener, unix::handle(tcp.listener())?)),
    });
    match handles {
        Ok((input, output)) => {
            let resumed = Resumed {
                inherited: Inherited::Listener,
                cause,
                flash,
            };
            unix::replace_process(&resumed, Some(input), Some(output))
        }
        Err(error) => error,
    }
}

/// The machine's memory, with flash as it is now at its beginning.
fn memory(flash: &FlashStore, heap: u32) -> &'static mut [u64] {
    let contents = flash.contents();
    let mut words = vec![0; contents.len().div_ceil(8) + heap.div_ceil(8) as usize];
    for (word, bytes) in words.iter_mut().zip(contents.chunks_exact(8)) {
        *word = u64::from_ne_bytes(bytes.try_into().unwrap_or_default());
    }
    words.leak()
}
