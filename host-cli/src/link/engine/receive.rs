//! What arriving bytes do.

use super::output::Taken;
use super::{Answer, Engine, Event, Meeting, Phase};
use crate::link::error::LinkError;
use protocol::control::{ToHost, Welcome};
use protocol::image::UploadState;
use protocol::{Error as BoardError, Header, Kind, Received};
use std::time::Duration;

impl Engine {
    /// Takes bytes from the transport. `now` counts from any fixed moment and never goes back.
    pub fn receive(&mut self, bytes: &[u8], now: Duration) {
        self.counters.bytes_received += bytes.len() as u64;
        if !bytes.is_empty() {
            self.last_byte = now;
        }
        for byte in bytes {
            let (header, body) = match self.decoder.push(*byte) {
                None => continue,
                Some(Received::Noise(noise)) => {
                    let noise = noise.to_vec();
                    self.noise(noise);
                    continue;
                }
                Some(Received::Frame(header, body)) => (header, body.to_vec()),
            };
            self.counters.frames_received += 1;
            self.frame(header, &body, now);
        }
    }

    /// Counts bytes that are no frame, and shows them if somebody has written them: what is not
    /// text is a frame that the line has spoilt, and will come again.
    pub(super) fn noise(&mut self, bytes: Vec<u8>) {
        self.counters.noise_runs += 1;
        self.counters.noise_bytes += bytes.len() as u64;
        if is_text(&bytes) {
            self.lossy(Event::Noise(bytes));
        }
    }

    fn frame(&mut self, header: Header, body: &[u8], now: Duration) {
        if header.kind.from_host() {
            self.counters.echoes += 1;
            return;
        }
        if header.kind == Kind::BoardControl {
            // A message that this version does not know is ignored.
            if let Ok(message) = postcard::from_bytes(body) {
                self.control(message, header, now);
            }
            return;
        }
        let ours = self
            .welcome
            .is_some_and(|welcome| welcome.session == header.session);
        if !ours || !self.is_attached() {
            return;
        }
        match header.kind {
            Kind::CommandReply => self.command_reply(header.seq, body, now),
            Kind::ReadReply => self.read_reply(header.seq, body, now),
            Kind::ChunkAck => self.chunk_ack(header.seq, body, now),
            Kind::Output => {
                if let Ok((offset, data)) = postcard::take_from_bytes(body) {
                    self.output_piece(offset, data, header.seq != 0, now);
                }
            }
            Kind::Telemetry => self.lossy(Event::Sample(body.to_vec())),
            _ => {}
        }
    }

    fn control(&mut self, message: ToHost, header: Header, now: Duration) {
        let ours = self
            .welcome
            .is_some_and(|welcome| welcome.session == header.session);
        match message {
            ToHost::Welcome(welcome) => self.welcomed(welcome, now),
            ToHost::NoSession { .. } if self.is_attached() => self.greet(now, None),
            ToHost::Started { boot_nonce } => {
                let known = self.welcome.map(|welcome| welcome.boot_nonce);
                if self.is_attached() && known != Some(boot_nonce) {
                    self.greet(now, None);
                } else if let Phase::Greeting { next_at, .. } = &mut self.phase {
                    *next_at = now; // it listens from now on
                }
            }
            ToHost::InterruptTaken { serial } if ours => {
                let taken = self
                    .interrupts
                    .pop_front_if(|pending| pending.interrupt.serial == serial);
                if let Some(pending) = taken {
                    self.answers
                        .push_back((pending.call, Ok(Answer::default())));
                }
            }
            ToHost::Working { seq, read: false } if ours => self.commands.working(seq, now),
            ToHost::Working { seq, read: true } if ours => self.reads.working(seq, now),
            ToHost::StdinCredit {
                received,
                limit,
                ended,
            } if ours => self.stdin.credit(received, limit, ended),
            _ => {}
        }
    }

    fn welcomed(&mut self, welcome: Welcome, now: Duration) {
        if welcome.client != self.client {
            return;
        }
        if welcome.session == 0 {
            self.phase = Phase::Refused;
            self.welcome = Some(welcome);
            let error = LinkError::WrongVersion {
                board_min: welcome.version_min,
                board_max: welcome.version_max,
                host_min: protocol::VERSION_MIN,
                host_max: protocol::VERSION_MAX,
            };
            self.fail_all(true, |_| error.clone());
            self.events.push_back(Event::WrongVersion(error));
            return;
        }
        let meeting = match &self.welcome {
            None => Meeting::First,
            Some(before) if before.boot_nonce != welcome.boot_nonce => Meeting::Rebooted,
            Some(before) if before.session != welcome.session => Meeting::TakenOver,
            Some(_) => Meeting::Resumed,
        };
        if meeting == Meeting::Resumed && self.is_attached() {
            return; // the answer to a greeting that was repeated
        }
        self.phase = Phase::Attached;
        self.welcome = Some(welcome);
        let gap = match meeting {
            Meeting::First | Meeting::Rebooted => self
                .output
                .restart(welcome.output_start, welcome.output_dropped),
            Meeting::Resumed | Meeting::TakenOver => self.output.resume(welcome.output_start),
        };
        self.events.push_back(Event::Met(meeting, welcome));
        self.events.extend(gap.map(Event::Output));
        match meeting {
            Meeting::First => self
                .stdin
                .restart(welcome.stdin_received, welcome.stdin_limit),
            Meeting::Resumed => {
                self.stdin
                    .credit(welcome.stdin_received, welcome.stdin_limit, false);
                self.commands.reassured(now);
                self.reads.reassured(now);
                if let Some((upload, ..)) = &mut self.upload {
                    upload.reassured(now);
                }
                for pending in &mut self.interrupts {
                    pending.tries = 0;
                    pending.next_at = now;
                }
            }
            Meeting::Rebooted => {
                self.fail_all(true, |command| LinkError::Rebooted { command });
                self.forget_session(&welcome);
            }
            Meeting::TakenOver => {
                self.fail_all(true, |command| LinkError::TakenOver { command });
                self.forget_session(&welcome);
            }
        }
    }

    fn forget_session(&mut self, welcome: &Welcome) {
        self.commands.restart();
        self.stdin
            .restart(welcome.stdin_received, welcome.stdin_limit);
    }

    fn command_reply(&mut self, seq: u8, body: &[u8], now: Duration) {
        if let Some((id, command, _)) = self.commands.answered(seq, now) {
            self.answers.push_back((id, reply(command, seq, body)));
        }
    }

    fn read_reply(&mut self, seq: u8, body: &[u8], now: Duration) {
        if let Some((id, command, round_trip)) = self.reads.answered(seq, now) {
            if let Some(sample) = round_trip {
                self.rtt.measure(sample);
            }
            self.answers.push_back((id, reply(command, seq, body)));
        }
    }

    fn chunk_ack(&mut self, seq: u8, body: &[u8], now: Duration) {
        let Some((upload, ..)) = &mut self.upload else {
            return;
        };
        let [status, payload @ ..] = body else {
            return;
        };
        let Ok(state) = postcard::from_bytes::<UploadState>(payload) else {
            return;
        };
        if upload.seq != seq {
            return;
        }
        let call = upload.call;
        if *status != 0 {
            let error = LinkError::Refused(BoardError::from_number(*status));
            self.answers.push_back((call, Err(error)));
            self.upload = None;
            return;
        }
        let before = upload.acknowledged();
        if let Some(sample) = upload.acknowledge(state, now, &self.chunk_rtt) {
            self.chunk_rtt.measure(sample);
        }
        let after = upload.acknowledged();
        if upload.is_complete() {
            self.answers.push_back((call, Ok(Answer::default())));
            self.upload = None;
        }
        if after > before {
            self.lossy(Event::Progress(after));
        }
    }

    fn output_piece(&mut self, offset: u32, data: &[u8], oldest: bool, now: Duration) {
        match self.output.take(offset, data, oldest) {
            Taken::Items(items) => self.events.extend(items.into_iter().map(Event::Output)),
            Taken::Missing => {
                if self.output.ask_again(now, self.rtt.timeout(1)) {
                    self.resend_output = true;
                }
            }
        }
    }
}

/// The body of a reply, or the refusal it carries.
fn reply(command: &'static str, seq: u8, body: &[u8]) -> Result<Answer, LinkError> {
    match body {
        [_, 0, ..] => Ok(Answer {
            body: body.to_vec(),
            seq,
        }),
        [_, error] => Err(LinkError::Refused(BoardError::from_number(*error))),
        _ => Err(LinkError::Garbled { command }),
    }
}

/// Whether bytes are lines of text, escape sequences of terminals included.
///
/// A few bytes, or mostly other than ASCII, are more likely the rest of a spoilt frame.
fn is_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let written =
        |letter: char| !letter.is_control() || matches!(letter, '\t' | '\r' | '\n' | '\x1B');
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
    bytes.len() >= 4 && ascii * 4 >= bytes.len() * 3 && text.chars().all(written)
}

#[cfg(test)]
mod tests {
    use super::is_text;

    #[test]
    fn text_is_told_from_the_rest_of_a_frame() {
        assert!(is_text(b"ets Jun  8 2016 00:22:57\r\nrst:0x1\r\n"));
        assert!(is_text(
            "\x1B[31mGuru Meditation: caf\u{e9}\x1B[0m".as_bytes()
        ));
        assert!(!is_text("\u{6ad}[z".as_bytes()));
        assert!(!is_text(b"ok\n"));
        assert!(!is_text(b"\x03\xc3\x01\x01\x01\x04line 12 of the output"));
        assert!(!is_text(&[0xFF; 40]));
    }
}
