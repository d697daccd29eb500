//! What is sent next: greetings, control, calls, standard input, chunks, acknowledgements.

use super::calls::{CallLane, TRIES, Want};
use super::stdin::Piece;
use super::upload::Step;
use super::{ALIVE, Engine, Event, GREETING, NOISE_FLUSH, Phase};
use crate::link::error::LinkError;
use protocol::control::{Hello, Stdin, ToBoard};
use protocol::frame::{ENVELOPE_LEN, encode, encoded_len_max};
use protocol::{Header, Kind, Received};
use std::time::Duration;

/// Fields of a piece of standard input before its bytes.
const STDIN_HEAD_MAX: usize = 8;
/// Longest piece of standard input in one frame.
const STDIN_PIECE_MAX: usize = 64;

impl Engine {
    /// The next frame to send; `None` if there is nothing to send now.
    pub fn transmit(&mut self, now: Duration) -> Option<Vec<u8>> {
        self.expire(now);
        if let Phase::Greeting { .. } = self.phase {
            return self.greeting(now);
        }
        if !self.is_attached() {
            return None;
        }
        let (frame, repeated) = self
            .interrupt_frame(now)
            .or_else(|| self.resend_frame())
            .or_else(|| self.call_frame(Kind::Command, now))
            .or_else(|| self.call_frame(Kind::Read, now))
            .or_else(|| self.stdin_frame(now))
            .or_else(|| self.chunk_frame(now))
            .or_else(|| self.alive_frame(now))?;
        if repeated {
            self.counters.repeated += 1;
        }
        Some(self.sent(frame, now))
    }

    /// When `transmit` may have something to do although nothing has arrived.
    ///
    /// To be called with the `now` at which `transmit` has returned `None`: what is overdue then
    /// waits for something else.
    pub fn next_due(&self, now: Duration) -> Option<Duration> {
        let flush = self
            .decoder
            .is_mid_run()
            .then(|| self.last_byte + NOISE_FLUSH);
        let greeting = match self.phase {
            Phase::Greeting { next_at, .. } => Some(next_at),
            _ => None,
        };
        let attached = if self.is_attached() {
            [
                self.interrupts.front().map(|pending| pending.next_at),
                self.upload.as_ref().and_then(|one| one.0.next_due()),
                self.stdin.next_due(),
                self.commands.next_send(),
                self.reads.next_send(),
                Some(self.last_sent + ALIVE),
            ]
        } else {
            [None; 6]
        };
        let deadlines = [
            self.commands.next_deadline(),
            self.reads.next_deadline(),
            self.upload.as_ref().and_then(|one| one.1),
        ];
        [flush, greeting]
            .into_iter()
            .chain(attached)
            .chain(deadlines)
            .flatten()
            .filter(|due| *due > now)
            .min()
    }

    /// Ends calls whose time is over, and shows noise that no delimiter will end.
    pub fn expire(&mut self, now: Duration) {
        let mut expired = self.commands.expired(now);
        expired.extend(self.reads.expired(now));
        let late = self
            .upload
            .take_if(|(_, deadline, _)| deadline.is_some_and(|deadline| now >= deadline));
        if let Some((upload, _, after)) = late {
            let command = "upload";
            expired.push((upload.call, LinkError::TimedOut { command, after }));
        }
        let answers = expired.into_iter().map(|(id, error)| (id, Err(error)));
        self.answers.extend(answers);
        if self.decoder.is_mid_run()
            && now >= self.last_byte + NOISE_FLUSH
            && let Some(Received::Noise(noise)) = self.decoder.flush()
        {
            let noise = noise.to_vec();
            self.noise(noise);
        }
    }

    fn greeting(&mut self, now: Duration) -> Option<Vec<u8>> {
        let Phase::Greeting {
            tries,
            next_at,
            limit,
        } = &mut self.phase
        else {
            return None;
        };
        if now < *next_at {
            return None;
        }
        let given_up = limit.is_some_and(|limit| *tries >= limit);
        *tries += 1;
        // Quick at first, for a board that has just been opened and lost the first one.
        *next_at = now + GREETING.min(Duration::from_millis(40) * (1 << (*tries).min(4)));
        if given_up {
            *limit = None;
            self.fail_all(true, |_| LinkError::NoAnswer);
            self.events.push_back(Event::Silent);
        }
        let hello = ToBoard::Hello(Hello {
            version_min: protocol::VERSION_MIN,
            version_max: protocol::VERSION_MAX,
            client: self.client,
        });
        // A delimiter first ends what noise may stand in the board's decoder.
        let mut frame = vec![0];
        if self.hold_off {
            let hold_off = control_body(&ToBoard::HoldOff);
            frame.extend(self.frame_of(Kind::HostControl, 0, &hold_off));
        }
        frame.extend(self.frame_of(Kind::HostControl, 0, &control_body(&hello)));
        Some(self.sent(frame, now))
    }

    /// The frame that tells the board that nobody listens any more; `None` if it never knew.
    pub fn goodbye(&mut self) -> Option<Vec<u8>> {
        let body = control_body(&ToBoard::Goodbye);
        self.is_attached()
            .then(|| self.frame_of(Kind::HostControl, 0, &body))
    }

    /// The link has become doubtful: find out whether the board is there at all.
    fn doubt(&mut self, now: Duration) -> Option<(Vec<u8>, bool)> {
        self.greet(now, Some(2 * TRIES));
        None
    }

    fn interrupt_frame(&mut self, now: Duration) -> Option<(Vec<u8>, bool)> {
        let pending = self.interrupts.front_mut()?;
        if now < pending.next_at {
            return None;
        }
        if pending.tries >= TRIES {
            return self.doubt(now);
        }
        pending.tries += 1;
        pending.next_at = now + self.rtt.timeout(pending.tries);
        let repeated = pending.tries > 1;
        let body = control_body(&ToBoard::Interrupt(pending.interrupt));
        Some((self.frame_of(Kind::HostControl, 0, &body), repeated))
    }

    fn resend_frame(&mut self) -> Option<(Vec<u8>, bool)> {
        if !std::mem::take(&mut self.resend_output) {
            return None;
        }
        let from = self.output.expected();
        let body = control_body(&ToBoard::ResendOutput { from });
        Some((self.frame_of(Kind::HostControl, 0, &body), false))
    }

    fn call_frame(&mut self, kind: Kind, now: Duration) -> Option<(Vec<u8>, bool)> {
        if !self.is_attached() {
            return None;
        }
        let wire_len = encoded_len_max(self.lane(kind).next_len(now)?);
        let others = self.in_flight() - self.lane(kind).in_flight();
        if others > 0 && others + wire_len > self.window() {
            return None;
        }
        let rtt = self.rtt;
        match self.lane(kind).want(now, &rtt, wire_len)? {
            Want::Doubt => self.doubt(now),
            Want::Send {
                seq,
                repeated,
                body,
            } => {
                let mut frame = Vec::new();
                if repeated {
                    frame.push(0); // in case it was noise before it that spoilt it
                }
                frame.extend(self.frame_of(kind, seq, &body));
                Some((frame, repeated))
            }
        }
    }

    fn stdin_frame(&mut self, now: Duration) -> Option<(Vec<u8>, bool)> {
        if !self.is_attached() || self.in_flight() + STDIN_PIECE_MAX > self.window() {
            return None;
        }
        let frame_max = self.welcome.map_or(0, |welcome| welcome.frame_max);
        let room = usize::from(frame_max).saturating_sub(ENVELOPE_LEN + STDIN_HEAD_MAX);
        let patience = self.rtt.timeout(2);
        let piece = self.stdin.piece(now, patience, room.min(STDIN_PIECE_MAX))?;
        let frame = match piece {
            Piece::AskForRoom => {
                self.frame_of(Kind::HostControl, 0, &control_body(&ToBoard::StdinQuery))
            }
            Piece::Data { offset, end, data } => {
                let mut body = vec![0; data.len() + STDIN_HEAD_MAX];
                let data = &data[..];
                let used = postcard::to_slice(&Stdin { offset, end, data }, &mut body)
                    .map_or(0, |used| used.len());
                self.frame_of(Kind::Stdin, 0, &body[..used])
            }
        };
        Some((frame, false))
    }

    fn chunk_frame(&mut self, now: Duration) -> Option<(Vec<u8>, bool)> {
        if !self.is_attached() {
            return None;
        }
        let others = self.in_flight() - self.upload_in_flight();
        let rtt = self.chunk_rtt;
        let (upload, ..) = self.upload.as_mut()?;
        let seq = upload.seq;
        match upload.step(now, &rtt, others)? {
            Step::Doubt => self.doubt(now),
            Step::Chunk {
                offset,
                data,
                repeated,
            } => {
                let mut body = vec![0; 5];
                let used = postcard::to_slice(&offset, &mut body).map_or(0, |used| used.len());
                body.truncate(used);
                body.extend(data);
                Some((self.frame_of(Kind::Chunk, seq, &body), repeated))
            }
        }
    }

    fn alive_frame(&mut self, now: Duration) -> Option<(Vec<u8>, bool)> {
        if !self.is_attached() || (!self.output.ack_due && now < self.last_sent + ALIVE) {
            return None;
        }
        let body = control_body(&ToBoard::Alive);
        Some((self.frame_of(Kind::HostControl, 0, &body), false))
    }

    fn lane(&mut self, kind: Kind) -> &mut CallLane {
        match kind {
            Kind::Command => &mut self.commands,
            _ => &mut self.reads,
        }
    }

    fn upload_in_flight(&self) -> usize {
        self.upload
            .as_ref()
            .map_or(0, |(upload, ..)| upload.in_flight())
    }

    /// Bytes on the line that the board may still have to take, control frames left out.
    fn in_flight(&self) -> usize {
        let calls = self.commands.in_flight() + self.reads.in_flight();
        calls + self.upload_in_flight() + self.stdin.in_flight()
    }

    fn window(&self) -> usize {
        self.welcome.map_or(0, |welcome| {
            let usable = welcome.receive_buffer;
            usize::from(usable.saturating_sub(protocol::CONTROL_RESERVE))
        })
    }

    /// Every frame carries how much output has arrived, so each one is an acknowledgement.
    fn frame_of(&mut self, kind: Kind, seq: u8, body: &[u8]) -> Vec<u8> {
        self.output.ack_due = false;
        let header = Header {
            kind,
            session: match self.phase {
                Phase::Attached => self.welcome.map_or(0, |welcome| welcome.session),
                _ => 0,
            },
            seq,
            ack: self.output.expected() as u16,
        };
        let mut frame = vec![0; encoded_len_max(body.len()) + 2 + body.len() / 200];
        let len = encode(header, body, &mut frame).unwrap_or(0);
        frame.truncate(len);
        frame
    }

    fn sent(&mut self, frame: Vec<u8>, now: Duration) -> Vec<u8> {
        self.last_sent = now;
        self.counters.frames_sent += 1;
        self.counters.bytes_sent += frame.len() as u64;
        frame
    }
}

fn control_body(message: &ToBoard) -> Vec<u8> {
    let mut body = vec![0; 32];
    let used = postcard::to_slice(message, &mut body).map_or(0, |used| used.len());
    body.truncate(used);
    body
}
