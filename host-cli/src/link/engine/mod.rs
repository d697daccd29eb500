//! The host's side of the link: a state machine without I/O.
//!
//! Bytes and the time go in, frames and events come out; [`driver`](super::driver) connects it to
//! a transport, and the simulation in the tests to a simulated board.
//!
//! ```text
//! Greeting --welcome--> Attached --5 sends without answer, or "no session"--> Greeting
//! ```
//!
//! Calls wait while greeting. A welcome of the same boot and session lets them go on, so that a
//! cable that was pulled for a moment is not noticed; any other ends the one that is out with
//! "may or may not have taken effect".

mod calls;
mod output;
mod receive;
mod stdin;
mod transmit;
mod upload;

use super::error::LinkError;
use super::rtt::Rtt;
use calls::{Call, CallLane};
use output::OutputReceiver;
use protocol::control::{Interrupt, InterruptScope, Welcome};
use protocol::{Command, Decoder, Lane};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use stdin::StdinSender;
use upload::Upload;

pub use calls::CallId;
pub use output::OutputItem;

/// Longest frame that is accepted from a board, encoded.
const RECEIVE_MAX: usize = 8192;
/// Silence after which the board is told that the host is still there.
const ALIVE: Duration = Duration::from_millis(1000);
/// Pause between greetings that are not answered, once the first few were not.
const GREETING: Duration = Duration::from_millis(250);
/// Silence after which bytes that began no frame are shown.
const NOISE_FLUSH: Duration = Duration::from_millis(150);
/// Events that may wait for a reader before those that can be missed are dropped.
const EVENTS_MAX: usize = 1024;

/// How a board was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meeting {
    /// For the first time.
    First,
    /// Again, as it was.
    Resumed,
    /// Again, and it was reset meanwhile.
    Rebooted,
    /// Again, and another client had it meanwhile.
    TakenOver,
}

/// Something that happened on the link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A board has answered the greeting.
    Met(Meeting, Welcome),
    /// A board has answered, but no version is common to both sides.
    WrongVersion(LinkError),
    /// The board has stopped answering; greeting goes on.
    Silent,
    /// The next stretch of program output.
    Output(OutputItem),
    /// A sample that was subscribed to: the body of the reply to the same read.
    Sample(Vec<u8>),
    /// Text between frames, as boot loaders and panics write it.
    Noise(Vec<u8>),
    /// The upload under way has come so far, in bytes.
    Progress(usize),
    /// The transport is gone; another try to open it follows.
    Unplugged,
}

/// What a call came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Body of the reply; empty for what has none.
    pub body: Vec<u8>,
    /// Sequence number under which it was asked; chunks of an upload carry that of its beginning.
    pub seq: u8,
}

/// What the host's side of the link has counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HostCounters {
    /// Frames sent.
    pub frames_sent: u64,
    /// Bytes sent.
    pub bytes_sent: u64,
    /// Valid frames received.
    pub frames_received: u64,
    /// Bytes received.
    pub bytes_received: u64,
    /// Frames sent again.
    pub repeated: u64,
    /// Runs of bytes that were no frame.
    pub noise_runs: u64,
    /// Bytes of them.
    pub noise_bytes: u64,
    /// Frames of a kind that only hosts send: the line echoes.
    pub echoes: u64,
}

enum Phase {
    Greeting {
        tries: u32,
        next_at: Duration,
        /// Sends after which calls are given up; none while connecting for the first time.
        limit: Option<u32>,
    },
    Attached,
    /// No common version.
    Refused,
}

struct PendingInterrupt {
    call: CallId,
    interrupt: Interrupt,
    tries: u32,
    next_at: Duration,
}

/// The host's side of the link.
pub struct Engine {
    client: u32,
    decoder: Decoder<Vec<u8>>,
    phase: Phase,
    welcome: Option<Welcome>,
    commands: CallLane,
    reads: CallLane,
    upload: Option<(Upload, Option<Duration>, Duration)>,
    output: OutputReceiver,
    stdin: StdinSender,
    interrupts: VecDeque<PendingInterrupt>,
    interrupt_serial: u8,
    resend_output: bool,
    /// Greet so that a board which has just been powered does not start its program.
    hold_off: bool,
    rtt: Rtt,
    /// Round trips of chunks, which wait behind each other.
    chunk_rtt: Rtt,
    last_sent: Duration,
    last_byte: Duration,
    next_call: u64,
    answers: VecDeque<(CallId, Result<Answer, LinkError>)>,
    events: VecDeque<Event>,
    counters: HostCounters,
}

impl Engine {
    /// An engine that greets at once; `client` is a number that no other host process uses.
    pub fn new(client: u32) -> Engine {
        Engine {
            client,
            decoder: Decoder::new(vec![0; RECEIVE_MAX]),
            phase: Phase::Greeting {
                tries: 0,
                next_at: Duration::ZERO,
                limit: None,
            },
            welcome: None,
            commands: CallLane::new(),
            reads: CallLane::new(),
            upload: None,
            output: OutputReceiver::new(),
            stdin: StdinSender::default(),
            interrupts: VecDeque::new(),
            interrupt_serial: 0,
            resend_output: false,
            hold_off: false,
            rtt: Rtt::default(),
            chunk_rtt: Rtt::default(),
            last_sent: Duration::ZERO,
            last_byte: Duration::ZERO,
            next_call: 0,
            answers: VecDeque::new(),
            events: VecDeque::new(),
            counters: HostCounters::default(),
        }
    }

    /// Keeps a board that is powered up while it is greeted from starting its persisted program.
    pub fn hold_off(&mut self, hold_off: bool) {
        self.hold_off = hold_off;
    }

    /// Asks for the command `C` with a request that is already encoded; `limit` bounds the wait.
    pub fn call<C: Command>(&mut self, body: Vec<u8>, now: Duration, limit: Duration) -> CallId {
        self.submit(C::NAME, C::LANE, body, now, limit)
    }

    /// The same for a command known only at run time.
    pub fn submit(
        &mut self,
        command: &'static str,
        lane: Lane,
        body: Vec<u8>,
        now: Duration,
        limit: Duration,
    ) -> CallId {
        let id = self.new_call();
        let call = Call {
            id,
            command,
            body,
            deadline: now.checked_add(limit),
            limit,
        };
        if let Some(welcome) = &self.welcome
            && call.body.len() + protocol::frame::ENVELOPE_LEN > usize::from(welcome.frame_max)
        {
            self.answers
                .push_back((id, Err(LinkError::TooLong { command })));
            return id;
        }
        match lane {
            Lane::Read => self.reads.submit(call),
            Lane::Command => self.commands.submit(call),
        }
        id
    }

    /// Sends the bytes that the answered `begin_upload` numbered `seq` has announced.
    pub fn upload(&mut self, seq: u8, data: Arc<[u8]>, now: Duration, limit: Duration) -> CallId {
        let id = self.new_call();
        let (window, frame_max) = match &self.welcome {
            Some(welcome) => (
                welcome
                    .receive_buffer
                    .saturating_sub(protocol::CONTROL_RESERVE),
                welcome.frame_max,
            ),
            None => (0, 0),
        };
        let upload = Upload::new(id, seq, data, usize::from(window), usize::from(frame_max));
        if upload.is_complete() {
            self.answers.push_back((id, Ok(Answer::default())));
            return id;
        }
        if let Some((before, ..)) = self.upload.take() {
            let error = LinkError::Refused(protocol::Error::NoUpload);
            self.answers.push_back((before.call, Err(error)));
        }
        self.upload = Some((upload, now.checked_add(limit), limit));
        id
    }

    /// Interrupts what the board runs; answered once the board has acted on it.
    pub fn interrupt(&mut self, scope: InterruptScope, hard: bool) -> CallId {
        let call = self.new_call();
        self.interrupt_serial = self.interrupt_serial.wrapping_add(1);
        self.interrupts.push_back(PendingInterrupt {
            call,
            interrupt: Interrupt {
                serial: self.interrupt_serial,
                scope,
                hard,
            },
            tries: 0,
            next_at: Duration::ZERO,
        });
        call
    }

    /// Appends to the program's standard input.
    pub fn send_stdin(&mut self, data: &[u8]) {
        self.stdin.push(data);
    }

    /// Ends the program's standard input.
    pub fn close_stdin(&mut self) {
        self.stdin.close();
    }

    /// Nobody waits for this call any more.
    ///
    /// One that is already out runs its course, for its effect cannot be called back.
    pub fn forget(&mut self, call: CallId) {
        self.commands.forget(call);
        self.reads.forget(call);
        if self
            .upload
            .as_ref()
            .is_some_and(|(upload, ..)| upload.call == call)
        {
            self.upload = None;
        }
    }

    /// The transport is gone; calls wait for another.
    pub fn unplugged(&mut self) {
        self.events.push_back(Event::Unplugged);
    }

    /// The transport was replaced by a new one: greet again.
    pub fn reconnected(&mut self, now: Duration) {
        self.decoder = Decoder::new(vec![0; RECEIVE_MAX]);
        self.greet(now, None);
    }

    /// The transport is gone and will not come back: end every call.
    pub fn closed(&mut self) {
        self.fail_all(true, |_| LinkError::Gone);
    }

    /// The next answered call.
    pub fn poll_answer(&mut self) -> Option<(CallId, Result<Answer, LinkError>)> {
        self.answers.pop_front()
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        let event = self.events.pop_front()?;
        if let Event::Output(item) = &event {
            self.output.consumed(item);
        }
        Some(event)
    }

    /// What the board said when it was met, once it was.
    pub fn welcome(&self) -> Option<&Welcome> {
        self.welcome.as_ref()
    }

    /// Whether a session is open.
    pub fn is_attached(&self) -> bool {
        matches!(self.phase, Phase::Attached)
    }

    /// Whether nothing is under way or waiting to be sent.
    pub fn is_idle(&self) -> bool {
        self.commands.is_idle()
            && self.reads.is_idle()
            && self.upload.is_none()
            && self.interrupts.is_empty()
    }

    /// What was counted.
    pub fn counters(&self) -> HostCounters {
        self.counters
    }

    /// The smoothed round trip, once one was measured.
    pub fn round_trip(&self) -> Option<Duration> {
        self.rtt.smoothed()
    }

    /// Queues an event that may be missed.
    fn lossy(&mut self, event: Event) {
        if self.events.len() < EVENTS_MAX {
            self.events.push_back(event);
        }
    }

    fn new_call(&mut self) -> CallId {
        self.next_call += 1;
        CallId(self.next_call)
    }

    fn greet(&mut self, now: Duration, limit: Option<u32>) {
        self.phase = Phase::Greeting {
            tries: 0,
            next_at: now,
            limit,
        };
    }

    /// Ends what is out, and with `queued_too` what waits.
    fn fail_all(&mut self, queued_too: bool, error: impl Fn(&'static str) -> LinkError) {
        let mut failed = self.commands.fail(queued_too, &error);
        failed.extend(self.reads.fail(queued_too, &error));
        if let Some((upload, ..)) = self.upload.take() {
            failed.push((upload.call, error("upload")));
        }
        for pending in self.interrupts.drain(..) {
            failed.push((pending.call, error("interrupt")));
        }
        let answers = failed.into_iter().map(|(id, error)| (id, Err(error)));
        self.answers.extend(answers);
    }
}
