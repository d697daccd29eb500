//! The event loop.
//!
//! Everything that happens unparks the agent's thread, so a turn of the loop looks at all of it: bytes from the host,
//! frames to the host, deadlines of the machine. Then it sleeps until the next deadline or the next unpark.

use crate::console::{Rings, registers_of};
use crate::platform::{Description, Link, Received};
use crate::upload::Upload;
use protocol::console::Console;
use protocol::control::{Interrupt, InterruptScope};
use protocol::info::Registers;
use protocol::session::{Config, Session, Signals};
use vm::machine::{Machine, Scope};
use vm::thread::WaitKind;
use vosal::FOREVER;

/// What a turn of the loop found out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    /// Something was received or sent; there may be more.
    Progress,
    /// Nothing is to be done before this time, in microseconds.
    RestUntil(u64),
    /// The link is closed for good.
    Closed,
}

/// What is to be done with the board once the replies are out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reset {
    /// As by its button.
    Normal,
}

/// Name of the loaded program, as it travels: at most 32 bytes.
#[derive(Clone, Copy, Default)]
pub(crate) struct ProgramName {
    bytes: [u8; 32],
    len: u8,
}

impl ProgramName {
    /// The name, cut to whole characters that fit.
    pub(crate) fn new(text: &str) -> Self {
        let mut name = Self::default();
        let mut len = text.len().min(name.bytes.len());
        while !text.is_char_boundary(len) {
            len -= 1;
        }
        for (place, byte) in name.bytes.iter_mut().zip(text.bytes()).take(len) {
            *place = byte;
        }
        name.len = len as u8;
        name
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// What the agent remembers between events.
pub(crate) struct Agent {
    pub(crate) machine: &'static Machine,
    pub(crate) rings: &'static Rings,
    pub(crate) description: Description,
    pub(crate) upload: Option<Upload>,
    /// Another client has attached: what the one before had staged is to go.
    pub(crate) stale_upload: bool,
    /// The threads of the loaded program are being ended for another one.
    pub(crate) clearing: bool,
    pub(crate) program: ProgramName,
    /// The name of the program that is being uploaded.
    pub(crate) announced_name: ProgramName,
    pub(crate) reset: Option<Reset>,
    /// When a persisted program starts unless the host holds it off; microseconds.
    pub(crate) hold_off_until: Option<u64>,
    link: &'static dyn Link,
    /// A host was there to read output.
    attached: bool,
}

impl Agent {
    pub(crate) fn new(
        machine: &'static Machine,
        rings: &'static Rings,
        link: &'static dyn Link,
        description: Description,
    ) -> Agent {
        Agent {
            machine,
            rings,
            description,
            upload: None,
            stale_upload: false,
            clearing: false,
            program: ProgramName::default(),
            announced_name: ProgramName::default(),
            reset: None,
            hold_off_until: None,
            link,
            attached: false,
        }
    }

    /// Runs until the link is closed for good.
    pub(crate) fn run(
        mut self,
        frame: &'static mut [u8],
        kept: &'static mut [u8],
        send: &'static mut [u8],
    ) {
        let config = Config {
            boot_nonce: self.description.boot_nonce,
            receive_buffer: self.description.receive_buffer,
        };
        let mut session = Session::new(config, frame, kept);
        let mut out = Outgoing::new(send);
        loop {
            match self.turn(&mut session, &mut out) {
                Event::Progress => {}
                Event::RestUntil(deadline) => {
                    self.machine.os().park(deadline);
                }
                Event::Closed => return,
            }
        }
    }

    fn turn(&mut self, session: &mut Session<'_>, out: &mut Outgoing) -> Event {
        let os = self.machine.os();
        let mut progress = false;
        let mut bytes = [0; 64];
        match self.link.receive(&mut bytes) {
            Received::Closed => return Event::Closed,
            Received::Bytes(count) => {
                let bytes = bytes.get(..count).unwrap_or_default();
                let signals = session.receive(bytes, os.now() / 1000, self.rings, self);
                self.act(signals);
                progress |= count > 0;
            }
        }
        progress |= out.flush(self.link);
        if out.is_empty() {
            let rings = self.rings;
            if let Some(len) = session.transmit(out.buffer, os.now() / 1000, rings, self) {
                out.filled(len);
                out.flush(self.link);
                progress = true;
            }
            let attached = rings.with(|streams| streams.output.attached());
            if self.attached && !attached {
                // Nobody reads: the oldest output goes, and nobody waits for room any more.
                self.machine.threads().wake_all(WaitKind::Output, 0);
            }
            self.attached = attached;
        }
        if self.stale_upload && self.drop_upload().is_ok() {
            self.stale_upload = false;
        }
        // What was asked for and has not been used goes to those that compute.
        self.machine.release_unused_lock();
        let alarm = self.machine.enforce_deadlines();
        if session.replies_sent() && out.is_empty() && self.reset.take().is_some() {
            self.machine.board().system.reset();
        }
        if progress {
            return Event::Progress;
        }
        let session_due = match (
            out.is_empty(),
            session.next_due(os.now() / 1000, self.rings),
        ) {
            (true, Some(wait)) => os.now() + wait * 1000,
            // The link unparks when there is room.
            _ => FOREVER,
        };
        Event::RestUntil(session_due.min(alarm))
    }

    fn act(&mut self, signals: Signals) {
        if let Some(interrupt) = signals.interrupt {
            self.interrupt(interrupt);
        }
        let threads = self.machine.threads();
        if signals.output_room || signals.attached {
            threads.wake_all(WaitKind::Output, 0);
        }
        if signals.stdin {
            threads.wake_all(WaitKind::Input, 0);
        }
        if signals.hold_off {
            self.hold_off_until = None;
        }
    }

    fn interrupt(&self, interrupt: Interrupt) {
        let scope = match interrupt.scope {
            InterruptScope::Evaluation => Scope::Evaluation,
            InterruptScope::Program => Scope::Program,
        };
        self.machine.interrupt(scope, interrupt.hard);
    }

    /// The registers of the running program, as they travel.
    pub(crate) fn registers(&self) -> Registers {
        registers_of(self.machine.registers())
    }
}

/// A frame on its way to the link.
struct Outgoing {
    buffer: &'static mut [u8],
    sent: usize,
    len: usize,
}

impl Outgoing {
    fn new(buffer: &'static mut [u8]) -> Outgoing {
        Outgoing {
            buffer,
            sent: 0,
            len: 0,
        }
    }

    fn is_empty(&self) -> bool {
        self.sent == self.len
    }

    fn filled(&mut self, len: usize) {
        self.sent = 0;
        self.len = len;
    }

    /// Sends what the link takes; whether it took anything.
    fn flush(&mut self, link: &dyn Link) -> bool {
        let rest = self.buffer.get(self.sent..self.len).unwrap_or_default();
        if rest.is_empty() {
            return false;
        }
        let taken = link.send(rest);
        self.sent += taken;
        taken > 0
    }
}
