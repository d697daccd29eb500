//! What each arriving frame does.

use super::{CommandState, RESEND_MS, Sampling, Signals, State, Upload};
use crate::commands::{Handler, read};
use crate::console::{Console, distance};
use crate::control::{Hello, Stdin, ToBoard};
use crate::error::Error;
use crate::header::{Header, Kind};

impl State<'_> {
    pub(super) fn frame<H: Handler>(
        &mut self,
        header: Header,
        body: &[u8],
        now: u64,
        console: &impl Console,
        handler: &mut H,
        signals: &mut Signals,
    ) {
        if !header.kind.from_host() {
            return; // the line echoes what the board sends
        }
        self.counters.frames_received = self.counters.frames_received.wrapping_add(1);
        let control = match header.kind {
            Kind::HostControl => postcard::from_bytes(body).ok(),
            _ => None,
        };
        match control {
            Some(ToBoard::Hello(hello)) => {
                self.hello(hello, now, console, handler);
                signals.attached = self.open;
                return;
            }
            Some(ToBoard::HoldOff) => {
                signals.hold_off = true;
                return;
            }
            _ => {}
        }
        if !self.open || header.session != self.session_tag() {
            self.counters.strangers = self.counters.strangers.wrapping_add(1);
            self.due.no_session = true;
            return;
        }
        self.last_heard = now;
        self.left = matches!(control, Some(ToBoard::Goodbye));
        let present = !self.left;
        let moved = console.with(|streams| {
            streams.output.set_attached(present);
            streams.output.acknowledge(header.ack)
        });
        if moved || self.left {
            signals.output_room = true;
            self.output.progress_at = now;
            self.output.resend_ms = RESEND_MS;
        }
        match header.kind {
            Kind::HostControl => self.control(control, signals),
            Kind::Command => self.command(header.seq, body, handler),
            Kind::Read => self.read_request(header.seq, body),
            Kind::Chunk => self.chunk(header.seq, body, handler),
            Kind::Stdin => {
                if let Ok(piece) = read::<Stdin<'_>>(body) {
                    console.with(|streams| {
                        streams.stdin.accept(piece.offset, piece.data, piece.end);
                    });
                    signals.stdin = true;
                    self.due.stdin_credit = true;
                }
            }
            _ => {}
        }
    }

    fn hello<H: Handler>(
        &mut self,
        hello: Hello,
        now: u64,
        console: &impl Console,
        handler: &mut H,
    ) {
        let newest = hello.version_max.min(crate::VERSION_MAX);
        self.version_common = newest >= hello.version_min.max(crate::VERSION_MIN);
        self.due.welcome = true;
        self.due.no_session = false;
        self.due.started = false;
        if !self.version_common {
            self.client = hello.client;
            self.open = false;
            return;
        }
        let fresh = !self.open || self.client != hello.client;
        self.last_heard = now;
        self.left = false;
        if fresh {
            self.open = true;
            self.client = hello.client;
            self.tag = self.tag % 15 + 1;
            self.last_interrupt = None;
            if self.command.state == CommandState::Pending {
                handler.withdrawn();
            }
            self.command.state = CommandState::Empty;
            self.command.seq = 0;
            self.read.pending = false;
            self.upload = Upload::default();
            self.sampling = Sampling::default();
        }
        console.with(|streams| {
            streams.output.set_attached(true);
            if fresh {
                streams.stdin.clear();
                streams.output.rewind();
            }
            // What was under way may be lost; the host drops what it has already.
            self.output.sent = streams.output.acknowledged();
        });
        self.output.progress_at = now;
        handler.attached(fresh);
    }

    fn control(&mut self, message: Option<ToBoard>, signals: &mut Signals) {
        match message {
            Some(ToBoard::Interrupt(interrupt)) => {
                self.due.interrupt_taken = Some(interrupt.serial);
                if self.last_interrupt != Some(interrupt.serial) {
                    self.last_interrupt = Some(interrupt.serial);
                    signals.interrupt = Some(interrupt);
                }
            }
            Some(ToBoard::ResendOutput { from }) => {
                let behind = distance(from, self.output.sent);
                if behind > 0 {
                    self.rewind_output(from);
                }
            }
            Some(ToBoard::StdinQuery) => self.due.stdin_credit = true,
            _ => {}
        }
    }

    /// Sends output again from `from` on; `transmit` skips what is gone.
    pub(super) fn rewind_output(&mut self, from: u32) {
        let again = self.output.sent.wrapping_sub(from);
        self.counters.output_resent = self.counters.output_resent.wrapping_add(again);
        self.output.sent = from;
    }

    fn command<H: Handler>(&mut self, seq: u8, body: &[u8], handler: &mut H) {
        let ahead = seq.wrapping_sub(self.command.seq) as i8;
        if self.command.state != CommandState::Empty && ahead <= 0 {
            self.counters.duplicates = self.counters.duplicates.wrapping_add(1);
            if ahead == 0 {
                match &mut self.command.state {
                    CommandState::Kept { resend } => *resend = true,
                    _ => self.due.working = true,
                }
            }
            return;
        }
        if self.command.state == CommandState::Pending {
            handler.withdrawn();
        }
        self.command.seq = seq;
        // `frame_max` promises that this fits; a host that ignores it gets a refusal.
        match self.command.body.get_mut(..body.len()) {
            Some(place) => {
                place.copy_from_slice(body);
                self.command.len = body.len();
                self.command.state = CommandState::Pending;
            }
            None => {
                self.command.len = 0;
                if let ([number, error, ..], [asked, ..]) = (&mut *self.command.body, body) {
                    *number = *asked;
                    *error = Error::OutOfRange.number();
                    self.command.len = 2;
                }
                self.command.state = CommandState::Kept { resend: true };
            }
        }
    }

    fn read_request(&mut self, seq: u8, body: &[u8]) {
        let Some(place) = self.read.body.get_mut(..body.len()) else {
            return; // no read that this side knows is as long
        };
        place.copy_from_slice(body);
        self.due.reading = self.read.pending && self.read.seq == seq;
        self.read.len = body.len();
        self.read.seq = seq;
        self.read.pending = true;
    }

    fn chunk<H: Handler>(&mut self, seq: u8, body: &[u8], handler: &mut H) {
        if !self.upload.open || self.upload.seq != seq {
            return; // of an upload that has ended
        }
        self.due.chunk_ack = true;
        let Ok((offset, data)) = postcard::take_from_bytes::<u32>(body) else {
            return;
        };
        let known = distance(offset, self.upload.received);
        let news = usize::try_from(known)
            .ok()
            .and_then(|known| data.get(known..));
        let news = match news {
            Some(news) if !news.is_empty() => news,
            _ => {
                let late = &mut self.counters.chunks_out_of_order;
                *late = late.wrapping_add(1);
                return;
            }
        };
        if self.upload.error.is_some() {
            return;
        }
        let after = self.upload.received.saturating_add(news.len() as u32);
        let taken = if after > self.upload.len {
            Err(Error::UploadTooLong)
        } else {
            handler.take_chunk(self.upload.received, news)
        };
        match taken {
            Ok(()) => self.upload.received = after,
            Err(error) => self.upload.error = Some(error),
        }
    }
}
