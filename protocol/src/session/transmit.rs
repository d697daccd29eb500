//! What is sent next.

use super::{CommandState, HOST_GONE_MS, RESEND_MS_MAX, Sampling, State, Upload};
use crate::CONTROL_RESERVE;
use crate::commands::{
    AbortUpload, Begin, Command, CommitUpload, GetGcStatistics, GetLinkCounters, Handler,
    ListThreads, Subscribe, call, read, write,
};
use crate::console::{Console, distance};
use crate::control::{ToHost, Welcome};
use crate::dispatch::Unanswered;
use crate::frame::{DELIMITER, FrameWriter};
use crate::header::{Header, Kind};
use crate::image::{BeginUpload, UploadState};
use crate::memory::{SAMPLE_GC, SAMPLE_LINK, SAMPLE_THREADS, Subscription};
use crate::page::PageQuery;

impl State<'_> {
    pub(super) fn session_tag(&self) -> u8 {
        self.tag
    }

    pub(super) fn host_present(&self, now: u64) -> bool {
        self.open && !self.left && now.saturating_sub(self.last_heard) < HOST_GONE_MS
    }

    pub(super) fn transmit<H: Handler>(
        &mut self,
        buffer: &mut [u8],
        now: u64,
        console: &impl Console,
        handler: &mut H,
    ) -> Option<usize> {
        if !self.host_present(now) {
            console.with(|streams| streams.output.set_attached(false));
        }
        self.counters.output_dropped = console.with(|streams| streams.output.dropped_total());
        // What a boot loader has printed would spoil the first frame after it.
        let spoilt = self.due.welcome || self.due.started;
        let prefix = usize::from(spoilt);
        if let Some(first) = buffer.first_mut().filter(|_| spoilt) {
            *first = DELIMITER;
        }
        let mut writer = FrameWriter::new(buffer.get_mut(prefix..)?);
        let (kind, seq, len) = self
            .control_body(writer.body(), console)
            .or_else(|| self.chunk_ack_body(writer.body()))
            .or_else(|| self.command_body(writer.body(), now, handler))
            .or_else(|| self.read_body(writer.body(), handler))
            .or_else(|| self.output_body(writer.body(), now, console))
            .or_else(|| self.sample_body(writer.body(), now, handler))?;
        let ack = console.with(|streams| streams.stdin.received()) as u16;
        let session = if self.open { self.session_tag() } else { 0 };
        self.counters.frames_sent = self.counters.frames_sent.wrapping_add(1);
        let header = Header {
            kind,
            session,
            seq,
            ack,
        };
        writer.finish(header, len).map(|len| prefix + len)
    }

    fn control_body(
        &mut self,
        body: &mut [u8],
        console: &impl Console,
    ) -> Option<(Kind, u8, usize)> {
        let boot_nonce = self.config.boot_nonce;
        if self.open && console.with(|streams| streams.stdin.received()) == self.stdin_told {
            // The host has used its credit up, and waits to hear that the program has read.
            self.due.stdin_credit |=
                console.with(|streams| streams.stdin.limit()) != self.stdin_told;
        }
        let message = if core::mem::take(&mut self.due.welcome) {
            let welcome = self.welcome(console);
            self.stdin_told = welcome.stdin_limit;
            ToHost::Welcome(welcome)
        } else if core::mem::take(&mut self.due.no_session) {
            ToHost::NoSession { boot_nonce }
        } else if core::mem::take(&mut self.due.started) {
            ToHost::Started { boot_nonce }
        } else if let Some(serial) = self.due.interrupt_taken.take() {
            ToHost::InterruptTaken { serial }
        } else if core::mem::take(&mut self.due.working) {
            ToHost::Working {
                seq: self.command.seq,
                read: false,
            }
        } else if core::mem::take(&mut self.due.reading) {
            ToHost::Working {
                seq: self.read.seq,
                read: true,
            }
        } else if core::mem::take(&mut self.due.stdin_credit) {
            let (received, limit, ended) = console.with(|streams| {
                let stdin = &streams.stdin;
                (stdin.received(), stdin.limit(), stdin.closed())
            });
            self.stdin_told = limit;
            ToHost::StdinCredit {
                received,
                limit,
                ended,
            }
        } else {
            return None;
        };
        let len = write(&message, Some(body)).ok()?;
        Some((Kind::BoardControl, 0, len))
    }

    fn welcome(&self, console: &impl Console) -> Welcome {
        console.with(|streams| Welcome {
            version_min: crate::VERSION_MIN,
            version_max: crate::VERSION_MAX,
            client: self.client,
            boot_nonce: self.config.boot_nonce,
            session: if self.version_common {
                self.session_tag()
            } else {
                0
            },
            frame_max: self.frame_max,
            receive_buffer: self.config.receive_buffer,
            output_start: streams.output.start(),
            output_end: streams.output.end(),
            output_dropped: streams.output.dropped(),
            stdin_received: streams.stdin.received(),
            stdin_limit: streams.stdin.limit(),
        })
    }

    fn upload_state(&self) -> UploadState {
        let window = self.config.receive_buffer.saturating_sub(CONTROL_RESERVE);
        UploadState {
            received: self.upload.received,
            window: if self.window_closed { 0 } else { window },
        }
    }

    fn chunk_ack_body(&mut self, body: &mut [u8]) -> Option<(Kind, u8, usize)> {
        if !core::mem::take(&mut self.due.chunk_ack) {
            return None;
        }
        let [status, payload @ ..] = body else {
            return None;
        };
        *status = self.upload.error.map_or(0, |error| error.number());
        let used = write(&self.upload_state(), Some(payload)).ok()?;
        Some((Kind::ChunkAck, self.upload.seq, 1 + used))
    }

    fn command_body<H: Handler>(
        &mut self,
        body: &mut [u8],
        now: u64,
        handler: &mut H,
    ) -> Option<(Kind, u8, usize)> {
        let seq = self.command.seq;
        match self.command.state {
            CommandState::Empty | CommandState::Kept { resend: false } => None,
            CommandState::Kept { resend: true } => {
                let kept = self.command.body.get(..self.command.len)?;
                self.command.state = CommandState::Kept { resend: false };
                body.get_mut(..kept.len())?.copy_from_slice(kept);
                Some((Kind::CommandReply, seq, kept.len()))
            }
            CommandState::Pending => {
                let request = self.command.body.get(..self.command.len)?;
                let limit = body.len().min(self.command.body.len());
                let body = body.get_mut(..limit)?;
                let len = answer(handler, request, body, &self.counters)?;
                if let [number, 0, ..] = *body {
                    self.note(number, now);
                }
                let kept = self.command.body.get_mut(..len)?;
                kept.copy_from_slice(body.get(..len)?);
                self.command.len = len;
                self.command.state = CommandState::Kept { resend: false };
                Some((Kind::CommandReply, seq, len))
            }
        }
    }

    /// Draws the link's own conclusions from a command that has succeeded.
    fn note(&mut self, number: u8, now: u64) {
        let request = self.command.body.get(1..self.command.len);
        let request = request.unwrap_or_default();
        match number {
            Begin::NUMBER => {
                self.upload = Upload {
                    open: true,
                    seq: self.command.seq,
                    len: read::<BeginUpload<'_>>(request).map_or(0, |begin| begin.len),
                    received: 0,
                    error: None,
                };
            }
            CommitUpload::NUMBER | AbortUpload::NUMBER => self.upload.open = false,
            Subscribe::NUMBER => {
                let wanted = read::<Subscription>(request).ok();
                self.sampling = Sampling {
                    subscription: wanted.filter(|wanted| wanted.interval_ms > 0),
                    next_at: now,
                    ..Sampling::default()
                };
            }
            _ => {}
        }
    }

    fn read_body<H: Handler>(
        &mut self,
        body: &mut [u8],
        handler: &mut H,
    ) -> Option<(Kind, u8, usize)> {
        if !self.read.pending {
            return None;
        }
        let request = self.read.body.get(..self.read.len)?;
        let len = answer(handler, request, body, &self.counters)?;
        self.read.pending = false;
        Some((Kind::ReadReply, self.read.seq, len))
    }

    fn output_body(
        &mut self,
        body: &mut [u8],
        now: u64,
        console: &impl Console,
    ) -> Option<(Kind, u8, usize)> {
        if !self.host_present(now) {
            return None;
        }
        let acknowledged = console.with(|streams| streams.output.acknowledged());
        let waited = now.saturating_sub(self.output.progress_at);
        if distance(acknowledged, self.output.sent) > 0 && waited >= self.output.resend_ms {
            self.rewind_output(acknowledged);
            self.output.progress_at = now;
            self.output.resend_ms = (self.output.resend_ms * 2).min(RESEND_MS_MAX);
        }
        if distance(acknowledged, self.output.sent) <= 0 {
            self.output.progress_at = now;
        }
        console.with(|streams| {
            let ring = &streams.output;
            // What the ring has dropped or the host has acknowledged meanwhile is skipped.
            if distance(self.output.sent, ring.acknowledged()) > 0 {
                self.output.sent = ring.acknowledged();
            }
            let offset = self.output.sent;
            if offset == ring.end() {
                return None;
            }
            let head = write(&offset, Some(&mut *body)).ok()?;
            let copied = ring.read(offset, body.get_mut(head..)?);
            self.output.sent = offset.wrapping_add(copied as u32);
            // A host that misses what is before these bytes learns whether that is lost for good.
            let oldest = u8::from(offset == ring.start());
            (copied > 0).then_some((Kind::Output, oldest, head + copied))
        })
    }

    fn sample_body<H: Handler>(
        &mut self,
        body: &mut [u8],
        now: u64,
        handler: &mut H,
    ) -> Option<(Kind, u8, usize)> {
        let subscription = self.sampling.subscription?;
        if !self.host_present(now) {
            return None;
        }
        if self.sampling.parts == 0 {
            if now < self.sampling.next_at {
                return None;
            }
            self.sampling.next_at = now + u64::from(subscription.interval_ms.max(50));
            self.sampling.parts = subscription.parts & (SAMPLE_GC | SAMPLE_THREADS | SAMPLE_LINK);
            self.sampling.cursor = 0;
            self.sampling.serial = self.sampling.serial.wrapping_add(1);
        }
        let part = self.sampling.parts & self.sampling.parts.wrapping_neg();
        let mut request = [0; 8];
        let [number, payload @ ..] = &mut request;
        *number = match part {
            SAMPLE_GC => GetGcStatistics::NUMBER,
            SAMPLE_THREADS => ListThreads::NUMBER,
            SAMPLE_LINK => GetLinkCounters::NUMBER,
            _ => return None,
        };
        let used = match part {
            SAMPLE_THREADS => write(
                &PageQuery {
                    cursor: self.sampling.cursor,
                },
                Some(payload),
            )
            .ok()?,
            _ => 0,
        };
        let answered = answer(handler, request.get(..1 + used)?, body, &self.counters);
        let next = match (part, answered) {
            (SAMPLE_THREADS, Some(len)) => next_page(body.get(2..len)?),
            _ => None,
        };
        match next {
            Some(cursor) if cursor > self.sampling.cursor => self.sampling.cursor = cursor,
            _ => self.sampling.parts &= !part,
        }
        Some((Kind::Telemetry, self.sampling.serial, answered?))
    }

    pub(super) fn next_due(&self, now: u64, console: &impl Console) -> Option<u64> {
        let due = &self.due;
        if due.welcome
            || due.no_session
            || due.started
            || due.interrupt_taken.is_some()
            || due.working
            || due.reading
            || due.stdin_credit
            || due.chunk_ack
        {
            return Some(0);
        }
        if !self.host_present(now) {
            let told = console.with(|streams| !streams.output.attached());
            return if told { None } else { Some(0) };
        }
        let gone = (self.last_heard + HOST_GONE_MS).saturating_sub(now);
        let (acknowledged, end) =
            console.with(|streams| (streams.output.acknowledged(), streams.output.end()));
        let output = if distance(self.output.sent, end) > 0 {
            0
        } else if distance(acknowledged, self.output.sent) > 0 {
            (self.output.progress_at + self.output.resend_ms).saturating_sub(now)
        } else {
            gone
        };
        let sample = match (self.sampling.subscription, self.sampling.parts) {
            (None, _) => gone,
            (Some(_), 0) => self.sampling.next_at.saturating_sub(now),
            (Some(_), _) => 0,
        };
        Some(gone.min(output).min(sample))
    }
}

/// Asks the handler and writes the body of the reply; its length, or `None` for later.
fn answer<H: Handler>(
    handler: &mut H,
    request: &[u8],
    body: &mut [u8],
    counters: &crate::info::LinkCounters,
) -> Option<usize> {
    let [number, status, payload @ ..] = body else {
        return None;
    };
    *number = request.first().copied().unwrap_or_default();
    match call(handler, request, payload, counters) {
        Ok(sent) => {
            *status = 0;
            Some(2 + sent.used)
        }
        Err(Unanswered::Refused(error)) => {
            *status = error.number();
            Some(2)
        }
        Err(Unanswered::Later) => None,
    }
}

/// The cursor after the page in `payload`.
fn next_page(payload: &[u8]) -> Option<u32> {
    let head = postcard::take_from_bytes::<(u32, Option<u32>)>(payload);
    head.ok().and_then(|((_, next), _)| next)
}
