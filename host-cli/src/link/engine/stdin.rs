//! Standard input on its way to the board.

use std::collections::VecDeque;
use std::time::Duration;

/// How often a board without room is asked for it.
const ASK_FOR_ROOM: Duration = Duration::from_millis(500);

#[derive(Default)]
pub(super) struct StdinSender {
    /// Bytes from the first that the board does not have.
    queue: VecDeque<u8>,
    /// Offset of the first byte of the queue.
    received: u32,
    /// Bytes of the queue that are under way.
    sent: usize,
    limit: u32,
    end: bool,
    end_sent: bool,
    pub(super) ended: bool,
    timer: Option<Duration>,
}

pub(super) enum Piece {
    Data {
        offset: u32,
        end: bool,
        data: Vec<u8>,
    },
    AskForRoom,
}

impl StdinSender {
    pub(super) fn restart(&mut self, received: u32, limit: u32) {
        *self = StdinSender {
            received,
            limit,
            ..StdinSender::default()
        };
    }

    pub(super) fn push(&mut self, data: &[u8]) {
        self.queue.extend(data);
    }

    pub(super) fn close(&mut self) {
        self.end = true;
    }

    pub(super) fn credit(&mut self, received: u32, limit: u32, ended: bool) {
        let news = received.wrapping_sub(self.received) as usize;
        if news <= self.queue.len() {
            self.queue.drain(..news);
            self.received = received;
            self.sent = self.sent.saturating_sub(news);
            if news > 0 {
                self.timer = None;
            }
        }
        self.limit = limit;
        self.ended |= ended && self.end && self.queue.is_empty();
    }

    pub(super) fn in_flight(&self) -> usize {
        self.sent
    }

    /// The next piece, of at most `len_max` bytes.
    pub(super) fn piece(
        &mut self,
        now: Duration,
        patience: Duration,
        len_max: usize,
    ) -> Option<Piece> {
        if self.ended || (self.queue.is_empty() && !self.end) {
            return None;
        }
        if self.timer.is_some_and(|timer| now >= timer) {
            let blocked = self.room() == 0 && self.sent == 0 && !self.queue.is_empty();
            self.sent = 0;
            self.end_sent = false;
            self.timer = None;
            if blocked {
                self.timer = Some(now + ASK_FOR_ROOM);
                return Some(Piece::AskForRoom);
            }
        }
        let unsent = self.queue.len() - self.sent;
        let len = unsent
            .min(self.room().saturating_sub(self.sent))
            .min(len_max);
        let end = self.end && len == unsent;
        if len == 0 && (!end || self.end_sent) {
            if self.timer.is_none() {
                self.timer = Some(
                    now + if self.sent > 0 {
                        patience
                    } else {
                        ASK_FOR_ROOM
                    },
                );
            }
            return None;
        }
        let offset = self.received.wrapping_add(self.sent as u32);
        let data = self
            .queue
            .iter()
            .skip(self.sent)
            .take(len)
            .copied()
            .collect();
        self.sent += len;
        self.end_sent |= end;
        self.timer = Some(now + patience);
        Some(Piece::Data { offset, end, data })
    }

    /// Bytes from the start of the queue that the board has room for.
    fn room(&self) -> usize {
        let room = self.limit.wrapping_sub(self.received) as i32;
        usize::try_from(room).unwrap_or(0)
    }

    pub(super) fn next_due(&self) -> Option<Duration> {
        self.timer
    }
}
