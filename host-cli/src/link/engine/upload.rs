//! The windowed upload: as many bytes under way as the board has room for.

use super::super::rtt::Rtt;
use super::calls::{CallId, TRIES};
use protocol::frame::{ENVELOPE_LEN, encoded_len_max};
use protocol::image::UploadState;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// What a chunk's offset adds to its body, at most.
const OFFSET_LEN_MAX: usize = 5;
/// Smallest frame worth sending: below, the envelope takes a quarter of the line.
const FRAME_WORTHWHILE: usize = 64;
/// How often a closed window is tried.
const PROBE: Duration = Duration::from_secs(1);

struct InFlight {
    end: usize,
    wire_len: usize,
    sent_at: Duration,
    repeated: bool,
}

/// An upload under way.
pub(super) struct Upload {
    pub(super) call: CallId,
    /// Number of the command that announced it.
    pub(super) seq: u8,
    data: Arc<[u8]>,
    acknowledged: usize,
    next: usize,
    /// One past the last byte ever sent.
    sent_max: usize,
    in_flight: VecDeque<InFlight>,
    window: usize,
    /// Bytes of data in one chunk.
    chunk_len: usize,
    /// A chunk was lost: one at a time until the board has it.
    recovering: bool,
    tries: u32,
    timer: Option<Duration>,
}

/// What there is to do.
pub(super) enum Step {
    Chunk {
        offset: u32,
        data: Vec<u8>,
        repeated: bool,
    },
    Doubt,
}

impl Upload {
    pub(super) fn new(
        call: CallId,
        seq: u8,
        data: Arc<[u8]>,
        window: usize,
        frame_max: usize,
    ) -> Upload {
        Upload {
            call,
            seq,
            data,
            acknowledged: 0,
            next: 0,
            sent_max: 0,
            in_flight: VecDeque::new(),
            window,
            chunk_len: chunk_len(window, frame_max),
            recovering: false,
            tries: 0,
            timer: None,
        }
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    pub(super) fn is_complete(&self) -> bool {
        self.acknowledged == self.data.len()
    }

    /// Bytes on the line that the board may still have to take.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight.iter().map(|chunk| chunk.wire_len).sum()
    }

    /// The next step; `others` bytes of other frames are under way too.
    pub(super) fn step(&mut self, now: Duration, rtt: &Rtt, others: usize) -> Option<Step> {
        if self.timer.is_some_and(|timer| now >= timer) {
            if self.tries >= TRIES {
                return Some(Step::Doubt);
            }
            self.tries += 1;
            self.rewind();
            self.timer = None;
            if self.window == 0 {
                self.tries = 1; // the board has said why it is silent
                return Some(self.chunk(now, rtt));
            }
        }
        if self.next >= self.data.len() {
            return None;
        }
        let len = self.chunk_len.min(self.data.len() - self.next);
        let wire = encoded_len_max(len + OFFSET_LEN_MAX);
        let in_flight = self.in_flight() + others;
        let room = if self.recovering {
            self.in_flight.is_empty()
        } else {
            in_flight == 0 || in_flight + wire <= self.window
        };
        if self.window == 0 {
            self.timer.get_or_insert(now + PROBE);
            return None;
        }
        room.then(|| self.chunk(now, rtt))
    }

    fn chunk(&mut self, now: Duration, rtt: &Rtt) -> Step {
        let offset = self.next;
        let end = (offset + self.chunk_len).min(self.data.len());
        let repeated = offset < self.sent_max;
        self.in_flight.push_back(InFlight {
            end,
            wire_len: encoded_len_max(end - offset + OFFSET_LEN_MAX),
            sent_at: now,
            repeated,
        });
        self.next = end;
        self.sent_max = self.sent_max.max(end);
        let patience = rtt.timeout(self.tries.max(1));
        self.timer = Some(if self.window == 0 {
            now + PROBE
        } else {
            now + patience
        });
        Step::Chunk {
            offset: offset as u32,
            data: self.data[offset..end].to_vec(),
            repeated,
        }
    }

    fn rewind(&mut self) {
        self.next = self.acknowledged;
        self.in_flight.clear();
        self.recovering = true;
    }

    /// The board has said how it stands; a round trip if one can be told.
    pub(super) fn acknowledge(
        &mut self,
        state: UploadState,
        now: Duration,
        rtt: &Rtt,
    ) -> Option<Duration> {
        self.window = usize::from(state.window);
        let received = (state.received as usize).min(self.data.len());
        if received <= self.acknowledged {
            // The board has had a frame and got no further: what it waits for is lost.
            if received == self.acknowledged && !self.in_flight.is_empty() && !self.recovering {
                self.rewind();
            }
            return None;
        }
        let mut round_trip = None;
        while let Some(chunk) = self.in_flight.front() {
            if chunk.end > received {
                break;
            }
            if !chunk.repeated {
                round_trip = Some(now.saturating_sub(chunk.sent_at));
            }
            self.in_flight.pop_front();
        }
        self.acknowledged = received;
        self.tries = 0;
        if self.recovering {
            self.recovering = false;
            self.in_flight.clear();
            self.next = received;
        }
        self.next = self.next.max(received);
        self.timer = (!self.in_flight.is_empty()).then(|| now + rtt.timeout(1));
        round_trip
    }

    /// The link was doubted and has proved itself.
    pub(super) fn reassured(&mut self, now: Duration) {
        self.tries = 0;
        self.timer = Some(now);
    }

    pub(super) fn next_due(&self) -> Option<Duration> {
        self.timer
    }
}

/// How much data to put in one chunk.
///
/// Large chunks spend less on their envelope; several must fit the window, so that the line is
/// busy while the first one's acknowledgement travels.
fn chunk_len(window: usize, frame_max: usize) -> usize {
    let frame = (window / 4)
        .max(FRAME_WORTHWHILE)
        .min(window.max(FRAME_WORTHWHILE));
    let overhead = encoded_len_max(OFFSET_LEN_MAX) + frame / 254;
    let by_window = frame.saturating_sub(overhead);
    let by_frame = frame_max.saturating_sub(ENVELOPE_LEN + OFFSET_LEN_MAX);
    by_window.min(by_frame).max(1)
}
