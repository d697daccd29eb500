//! The device's side of the link: a state machine without I/O.
//!
//! An agent's loop is
//!
//! ```text
//! signals = session.receive(bytes, now, &console, &mut handler)    act on signals.interrupt first
//! while let Some(len) = session.transmit(&mut buffer, now, &console, &mut handler) { send }
//! sleep until bytes come, output is written, or session.next_due(now) says
//! ```
//!
//! Commands run inside `transmit`, when the reply can leave at once.
//! What is sent first: control, then replies, then program output, then telemetry.
//!
//! ```text
//! command: Empty --arrives--> Pending --answered--> Kept --next command arrives--> Pending
//!                               |  ^ handler says Later: tried again at the next transmit
//!                               +--+ arrives again: "working";  in Kept: the reply is sent again
//! ```

mod receive;
mod transmit;

use crate::console::Console;
use crate::control::Interrupt;
use crate::error::Error;
use crate::frame::{Decoder, ENVELOPE_LEN, Received, body_len_max};
use crate::info::LinkCounters;
use crate::memory::Subscription;

pub use crate::commands::Handler;

/// Milliseconds without a frame from a host after which there is none.
pub const HOST_GONE_MS: u64 = 3000;
/// Milliseconds without progress after which output is sent again, at first; doubled each time.
const RESEND_MS: u64 = 500;
/// Longest such time.
const RESEND_MS_MAX: u64 = 4000;
/// Longest body of a read request.
const READ_MAX: usize = 24;

/// What a board says of itself when it makes a [`Session`].
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Number of this run of the board; another one after every reset, not 0.
    pub boot_nonce: u32,
    /// Bytes that can arrive while the agent does not call [`Session::receive`].
    pub receive_buffer: u16,
}

/// What the bytes just received ask of the agent, apart from what `transmit` does by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Signals {
    /// To be acted on at once; each interrupt appears here exactly once.
    pub interrupt: Option<Interrupt>,
    /// Do not start the persisted program.
    pub hold_off: bool,
    /// A host has attached or come back.
    pub attached: bool,
    /// There is new room in the output ring, or nobody to read it any more: wake writers.
    pub output_room: bool,
    /// Standard input has arrived or ended: wake readers.
    pub stdin: bool,
}

/// The one command that may be under way, and its reply after that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CommandState {
    Empty,
    Pending,
    Kept { resend: bool },
}

struct CommandSlot<'a> {
    state: CommandState,
    seq: u8,
    /// The request's body while pending, then the reply's.
    body: &'a mut [u8],
    len: usize,
}

/// The read that waits for `transmit`.
#[derive(Default)]
struct ReadSlot {
    pending: bool,
    seq: u8,
    body: [u8; READ_MAX],
    len: usize,
}

/// The upload under way.
#[derive(Default)]
struct Upload {
    open: bool,
    /// Sequence number of the command that announced it; its chunks carry it too.
    seq: u8,
    len: u32,
    received: u32,
    error: Option<Error>,
}

/// How far output has been sent.
struct OutputCursor {
    sent: u32,
    /// When an acknowledgement last came, or sending began.
    progress_at: u64,
    resend_ms: u64,
}

/// Where a subscription stands.
#[derive(Default)]
struct Sampling {
    subscription: Option<Subscription>,
    next_at: u64,
    /// Parts of the current sample that are still to be sent.
    parts: u8,
    /// Next page of the part that is in pages.
    cursor: u32,
    serial: u8,
}

/// Control messages that are to be sent.
#[derive(Default)]
struct Due {
    welcome: bool,
    no_session: bool,
    started: bool,
    interrupt_taken: Option<u8>,
    working: bool,
    reading: bool,
    stdin_credit: bool,
    chunk_ack: bool,
}

/// Everything but the decoder, so that a frame can be borrowed from that meanwhile.
struct State<'a> {
    config: Config,
    frame_max: u16,
    /// Highest number that [`State::tag`] has had; tags go round.
    tag: u8,
    /// There is a session, and it belongs to `client`.
    open: bool,
    client: u32,
    version_common: bool,
    last_heard: u64,
    /// The host has said that it leaves.
    left: bool,
    last_interrupt: Option<u8>,
    due: Due,
    command: CommandSlot<'a>,
    read: ReadSlot,
    upload: Upload,
    output: OutputCursor,
    sampling: Sampling,
    counters: LinkCounters,
    window_closed: bool,
    /// Limit of standard input that the host was last told.
    stdin_told: u32,
}

/// The device's side of the link.
pub struct Session<'a> {
    decoder: Decoder<&'a mut [u8]>,
    state: State<'a>,
}

impl<'a> Session<'a> {
    /// A session that nobody has joined; it will announce that the board has started.
    ///
    /// `frame` holds one encoded frame as it arrives, `kept` one request or reply; both should be
    /// a little over [`FRAME_MIN`](crate::FRAME_MIN) bytes or more, since the smaller one limits
    /// the size of frames.
    pub fn new(config: Config, frame: &'a mut [u8], kept: &'a mut [u8]) -> Session<'a> {
        let body_max = body_len_max(frame.len() + 1).min(kept.len());
        Session {
            decoder: Decoder::new(frame),
            state: State {
                config,
                frame_max: (body_max + ENVELOPE_LEN).min(usize::from(u16::MAX)) as u16,
                tag: (config.boot_nonce % 15) as u8,
                open: false,
                client: 0,
                version_common: true,
                last_heard: 0,
                left: false,
                last_interrupt: None,
                due: Due {
                    started: true,
                    ..Due::default()
                },
                command: CommandSlot {
                    state: CommandState::Empty,
                    seq: 0,
                    body: kept,
                    len: 0,
                },
                read: ReadSlot::default(),
                upload: Upload::default(),
                output: OutputCursor {
                    sent: 0,
                    progress_at: 0,
                    resend_ms: RESEND_MS,
                },
                sampling: Sampling::default(),
                counters: LinkCounters::default(),
                window_closed: false,
                stdin_told: 0,
            },
        }
    }

    /// Takes bytes from the line. `now` is in milliseconds and never goes back.
    ///
    /// Interrupts in `bytes` are in the result, whatever else is queued.
    pub fn receive<H: Handler>(
        &mut self,
        bytes: &[u8],
        now: u64,
        console: &impl Console,
        handler: &mut H,
    ) -> Signals {
        let mut signals = Signals::default();
        for byte in bytes.iter().copied() {
            match self.decoder.push(byte) {
                Some(Received::Frame(header, body)) => {
                    self.state
                        .frame(header, body, now, console, handler, &mut signals);
                }
                Some(Received::Noise(noise)) => {
                    let counters = &mut self.state.counters;
                    counters.noise_runs = counters.noise_runs.wrapping_add(1);
                    counters.noise_bytes = counters.noise_bytes.wrapping_add(noise.len() as u32);
                }
                None => {}
            }
        }
        signals
    }

    /// Puts the next frame into `buffer`; its length, or `None` if there is nothing to send now.
    ///
    /// A `buffer` shorter than the longest frame only shortens output and pages.
    pub fn transmit<H: Handler>(
        &mut self,
        buffer: &mut [u8],
        now: u64,
        console: &impl Console,
        handler: &mut H,
    ) -> Option<usize> {
        self.state.transmit(buffer, now, console, handler)
    }

    /// Milliseconds until `transmit` may have something to do that no event announces; `None` if
    /// it never will. A pending command or read that the handler put off does not count.
    pub fn next_due(&self, now: u64, console: &impl Console) -> Option<u64> {
        self.state.next_due(now, console)
    }

    /// Whether a host was heard within [`HOST_GONE_MS`] and has not left since.
    pub fn host_present(&self, now: u64) -> bool {
        self.state.host_present(now)
    }

    /// Whether every reply that was asked for has been handed out by `transmit`; a board that is
    /// about to reset waits for this.
    pub fn replies_sent(&self) -> bool {
        let kept = self.state.command.state;
        kept != CommandState::Pending
            && kept != (CommandState::Kept { resend: true })
            && !self.state.read.pending
    }

    /// Closes or opens the receive window, around work that keeps the board from receiving.
    ///
    /// The host learns of it with the next acknowledgement, which this call makes due.
    pub fn set_window_closed(&mut self, closed: bool) {
        self.state.window_closed = closed;
        self.state.due.chunk_ack = self.state.upload.open;
    }

    /// What the link has counted.
    pub fn counters(&self) -> LinkCounters {
        self.state.counters
    }
}
