//! Both sides of the link over a line that is paced, delayed and damaged, in virtual time.
//!
//! Every run is decided by its seed. Frames are hit as a whole: a bit flipped, bytes lost, sent
//! twice, or held back behind those after them.

#[path = "../../../../protocol/tests/board/mod.rs"]
pub(super) mod board;
mod faults;
mod hostile;
mod pace;

use super::engine::{Answer, CallId, Engine, Event, OutputItem};
use super::error::LinkError;
use board::Bench;
use protocol::commands::encode_request;
use protocol::console::Streams;
use protocol::control::Interrupt;
use protocol::image::{BeginUpload, Commit, ImageKind, Target};
use protocol::info::Registers;
use protocol::session::Session;
use protocol::{Command, commands as c};
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(600);

/// Marsaglia's xorshift: enough to decide which frame is hit.
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }
}

/// One direction of the line.
struct Wire {
    byte_time: Duration,
    delay: Duration,
    /// Frames in a hundred that are hit.
    hit: u64,
    chance: Chance,
    /// When the sender's last byte will have left.
    free_at: Duration,
    under_way: Vec<(Duration, u64, Vec<u8>)>,
    sent: u64,
    bytes: u64,
    cut: bool,
}

impl Wire {
    fn new(seed: u64, hit: u64, byte_time: Duration, delay: Duration) -> Wire {
        Wire {
            byte_time,
            delay,
            hit,
            chance: Chance::new(seed),
            free_at: Duration::ZERO,
            under_way: Vec::new(),
            sent: 0,
            bytes: 0,
            cut: false,
        }
    }

    fn send(&mut self, frame: Vec<u8>, now: Duration) {
        let leaves = self.free_at.max(now) + self.byte_time * frame.len() as u32;
        self.free_at = leaves;
        self.bytes += frame.len() as u64;
        let mut arrives = leaves + self.delay;
        let mut frame = frame;
        if self.cut {
            return;
        }
        if self.chance.below(100) < self.hit {
            match self.chance.below(4) {
                0 => {
                    let bit = self.chance.below(frame.len() as u64 * 8) as usize;
                    frame[bit / 8] ^= 1 << (bit % 8);
                }
                1 => {
                    let from = self.chance.below(frame.len() as u64) as usize;
                    let len = 1 + self.chance.below((frame.len() - from) as u64) as usize;
                    frame.drain(from..from + len);
                }
                2 => self.deliver(arrives, frame.clone()),
                _ => arrives += Duration::from_millis(1 + self.chance.below(30)),
            }
        }
        self.deliver(arrives, frame);
    }

    fn deliver(&mut self, at: Duration, frame: Vec<u8>) {
        self.sent += 1;
        self.under_way.push((at, self.sent, frame));
    }

    fn next(&self) -> Option<Duration> {
        self.under_way.iter().map(|(at, ..)| *at).min()
    }

    fn arrived(&mut self, now: Duration) -> Vec<u8> {
        let mut here: Vec<_> = self
            .under_way
            .extract_if(.., |(at, ..)| *at <= now)
            .collect();
        here.sort_by_key(|(at, number, _)| (*at, *number));
        here.into_iter().flat_map(|(.., frame)| frame).collect()
    }
}

/// A host, a board, and the line between them.
struct Simulation {
    engine: Engine,
    session: Session<'static>,
    streams: RefCell<Streams<'static>>,
    bench: Bench,
    to_board: Wire,
    to_host: Wire,
    now: Duration,
    answers: HashMap<CallId, Result<Answer, LinkError>>,
    events: Vec<Event>,
    text: Vec<u8>,
    gaps: u32,
    interrupts: Vec<Interrupt>,
    held_off: bool,
    /// What the program on the board still has to print.
    to_print: VecDeque<u8>,
    /// What it has read.
    read: Vec<u8>,
    read_end: bool,
    /// Bytes that have arrived while the agent was busy.
    receive_buffer: VecDeque<u8>,
    receive_size: u16,
    overrun: usize,
    /// The agent looks at the line this often.
    agent_period: Duration,
    agent_next: Duration,
    frame: usize,
    nonce: u32,
}

/// How a simulation is set up.
struct Setup {
    seed: u64,
    hit: u64,
    byte_time: Duration,
    delay: Duration,
    receive_size: u16,
    frame: usize,
}

const CLEAN: Setup = Setup {
    seed: 1,
    hit: 0,
    byte_time: Duration::ZERO,
    delay: Duration::from_millis(1),
    receive_size: 1024,
    frame: 256,
};

impl Simulation {
    fn new(setup: Setup) -> Simulation {
        let wire = |salt| {
            Wire::new(
                setup.seed * 2 + salt,
                setup.hit,
                setup.byte_time,
                setup.delay,
            )
        };
        Simulation {
            engine: Engine::new(0xC11E),
            session: board::session(1000, setup.receive_size, setup.frame),
            streams: board::streams(512, 64),
            bench: Bench::new(1000),
            to_board: wire(0),
            to_host: wire(1),
            now: Duration::from_millis(5),
            answers: HashMap::new(),
            events: Vec::new(),
            text: Vec::new(),
            gaps: 0,
            interrupts: Vec::new(),
            held_off: false,
            to_print: VecDeque::new(),
            read: Vec::new(),
            read_end: false,
            receive_buffer: VecDeque::new(),
            receive_size: setup.receive_size,
            overrun: 0,
            agent_period: Duration::from_micros(500),
            agent_next: Duration::ZERO,
            frame: setup.frame,
            nonce: 1000,
        }
    }

    /// The board starts again; its memory is lost.
    fn reset_board(&mut self) {
        self.nonce += 1;
        self.session = board::session(self.nonce, self.receive_size, self.frame);
        self.streams = board::streams(512, 64);
        self.bench = Bench::new(self.nonce);
        self.receive_buffer.clear();
    }

    fn now_ms(&self) -> u64 {
        self.now.as_millis() as u64
    }

    /// Lets everything happen that is due now.
    fn settle(&mut self) {
        for byte in self.to_board.arrived(self.now) {
            if self.receive_buffer.len() < usize::from(self.receive_size) {
                self.receive_buffer.push_back(byte);
            } else {
                self.overrun += 1;
            }
        }
        if self.now >= self.agent_next {
            self.agent();
            self.agent_next = self.now + self.agent_period;
        }
        let bytes = self.to_host.arrived(self.now);
        self.engine.receive(&bytes, self.now);
        while let Some(frame) = self.engine.transmit(self.now) {
            self.to_board.send(frame, self.now);
        }
        while let Some((call, answer)) = self.engine.poll_answer() {
            assert!(
                self.answers.insert(call, answer).is_none(),
                "a call is answered once"
            );
        }
        while let Some(event) = self.engine.poll_event() {
            match &event {
                Event::Output(OutputItem::Text(text)) => self.text.extend(text),
                Event::Output(OutputItem::Gap(bytes)) => self.gaps += bytes,
                _ => {}
            }
            self.events.push(event);
        }
    }

    fn next_moment(&self) -> Duration {
        let busy = !self.receive_buffer.is_empty() || self.to_host.free_at > self.now;
        let works = !self.session.replies_sent();
        let due = self.session.next_due(self.now_ms(), &self.streams);
        let due = due.map(|wait| Duration::from_millis(self.now_ms() + wait));
        let board = due.map(|due| due.max(self.agent_next));
        [
            self.to_board.next(),
            self.to_host.next(),
            self.engine.next_due(self.now),
            board,
            (busy || works || !self.to_print.is_empty()).then_some(self.agent_next),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(self.now)
        .max(self.now + Duration::from_micros(1))
    }

    /// One round of the agent's loop, and a moment of the program.
    fn agent(&mut self) {
        let now = self.now_ms();
        let bytes: Vec<u8> = self.receive_buffer.drain(..).collect();
        let signals = self
            .session
            .receive(&bytes, now, &self.streams, &mut self.bench);
        self.interrupts.extend(signals.interrupt);
        self.held_off |= signals.hold_off;
        {
            let mut streams = self.streams.borrow_mut();
            let taken = streams.output.write(self.to_print.make_contiguous());
            self.to_print.drain(..taken);
            let mut line = [0; 16];
            let len = streams.stdin.read(&mut line);
            self.read.extend(&line[..len]);
            self.read_end |= streams.stdin.ended();
        }
        let mut buffer = vec![0; self.frame];
        while self.to_host.free_at <= self.now {
            match self
                .session
                .transmit(&mut buffer, now, &self.streams, &mut self.bench)
            {
                Some(len) => self.to_host.send(buffer[..len].to_vec(), self.now),
                None => break,
            }
        }
    }

    fn run_until(&mut self, what: &str, mut done: impl FnMut(&Simulation) -> bool) {
        let limit = self.now + LONG;
        loop {
            self.settle();
            if done(self) {
                return;
            }
            assert!(self.now < limit, "{what}: not within {LONG:?}");
            self.now = self.next_moment();
        }
    }

    /// A simulation whose host has met the board.
    fn attached(setup: Setup) -> Simulation {
        let mut sim = Simulation::new(setup);
        sim.run_until("to meet", |sim| {
            sim.engine.is_attached() && sim.streams.borrow().output.attached()
        });
        sim
    }

    fn run_for(&mut self, time: Duration) {
        let end = self.now + time;
        self.settle();
        while self.now < end {
            self.now = self.next_moment().min(end);
            self.settle();
        }
    }

    fn ask<C: Command>(&mut self, request: &C::Request<'_>) -> CallId {
        let mut body = vec![0; 1000];
        let used = encode_request::<C>(request, &mut body)
            .expect("it fits")
            .len();
        body.truncate(used);
        self.engine.call::<C>(body, self.now, LONG)
    }

    fn wait(&mut self, call: CallId) -> Result<Answer, LinkError> {
        self.run_until("an answer", |sim| sim.answers.contains_key(&call));
        self.answers[&call].clone()
    }

    fn begin(&mut self, image: &[u8]) -> Result<Answer, LinkError> {
        let call = self.ask::<c::Begin>(&BeginUpload {
            kind: ImageKind::Program,
            target: Target::Ram,
            len: image.len() as u32,
            crc: board::crc(image),
            registers: Registers::default(),
            name: "image",
        });
        self.wait(call)
    }

    fn send_chunks(&mut self, seq: u8, image: &[u8]) -> CallId {
        self.engine.upload(seq, image.into(), self.now, LONG)
    }

    fn load(&mut self, image: &[u8]) -> Result<Answer, LinkError> {
        let begun = self.begin(image)?;
        let chunks = self.send_chunks(begun.seq, image);
        self.wait(chunks)?;
        let commit = self.ask::<c::CommitUpload>(&Commit {
            start: false,
            force: false,
        });
        self.wait(commit)
    }
}

/// Bytes without a pattern that a lost or doubled piece would keep.
fn image(len: usize, seed: u64) -> Vec<u8> {
    let mut chance = Chance::new(seed);
    (0..len).map(|_| chance.below(256) as u8).collect()
}
