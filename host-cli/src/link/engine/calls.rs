//! Requests that are answered one at a time: the command lane and the read lane.

use super::super::error::LinkError;
use super::super::rtt::Rtt;
use std::collections::VecDeque;
use std::time::Duration;

/// Sends of one request before the link itself is doubted.
pub(super) const TRIES: u32 = 5;
/// How often a board that works on a command is asked again.
const WORKING_POLL: Duration = Duration::from_secs(1);

/// Names a call until it is answered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct CallId(pub u64);

pub(super) struct Call {
    pub(super) id: CallId,
    pub(super) command: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) deadline: Option<Duration>,
    pub(super) limit: Duration,
}

struct Outstanding {
    call: Call,
    seq: u8,
    /// Sends since the board last gave a sign about it.
    tries: u32,
    sends: u32,
    sent_at: Duration,
    next_at: Duration,
    /// Bytes it takes in the board's receive buffer, as far as is known.
    in_flight: usize,
}

/// What a lane wants.
pub(super) enum Want {
    /// Send this body under this number.
    Send {
        seq: u8,
        repeated: bool,
        body: Vec<u8>,
    },
    /// The board has not answered [`TRIES`] times.
    Doubt,
}

/// One lane: a queue, and the call that is out.
pub(super) struct CallLane {
    queue: VecDeque<Call>,
    current: Option<Outstanding>,
    seq: u8,
}

impl CallLane {
    pub(super) fn new() -> CallLane {
        CallLane {
            queue: VecDeque::new(),
            current: None,
            seq: 0,
        }
    }

    pub(super) fn submit(&mut self, call: Call) {
        self.queue.push_back(call);
    }

    pub(super) fn in_flight(&self) -> usize {
        self.current.as_ref().map_or(0, |out| out.in_flight)
    }

    pub(super) fn is_idle(&self) -> bool {
        self.current.is_none() && self.queue.is_empty()
    }

    /// Length of the body that `want` would send now.
    pub(super) fn next_len(&self, now: Duration) -> Option<usize> {
        match &self.current {
            Some(out) => (now >= out.next_at).then_some(out.call.body.len()),
            None => self.queue.front().map(|call| call.body.len()),
        }
    }

    pub(super) fn want(&mut self, now: Duration, rtt: &Rtt, wire_len: usize) -> Option<Want> {
        if let Some(out) = &mut self.current {
            if now < out.next_at {
                return None;
            }
            if out.tries >= TRIES {
                return Some(Want::Doubt);
            }
            out.tries += 1;
            out.sends += 1;
            out.next_at = now + rtt.timeout(out.tries);
            return Some(Want::Send {
                seq: out.seq,
                repeated: true,
                body: out.call.body.clone(),
            });
        }
        let call = self.queue.pop_front()?;
        self.seq = self.seq.wrapping_add(1);
        let body = call.body.clone();
        self.current = Some(Outstanding {
            call,
            seq: self.seq,
            tries: 1,
            sends: 1,
            sent_at: now,
            next_at: now + rtt.timeout(1),
            in_flight: wire_len,
        });
        Some(Want::Send {
            seq: self.seq,
            repeated: false,
            body,
        })
    }

    /// An answer has come; which call it belongs to, and the round trip if it can be told.
    pub(super) fn answered(
        &mut self,
        seq: u8,
        now: Duration,
    ) -> Option<(CallId, &'static str, Option<Duration>)> {
        let out = self.current.take_if(|out| out.seq == seq)?;
        let round_trip = (out.sends == 1).then(|| now.saturating_sub(out.sent_at));
        Some((out.call.id, out.call.command, round_trip))
    }

    /// The board says that it works on the command.
    pub(super) fn working(&mut self, seq: u8, now: Duration) {
        if let Some(out) = self.current.as_mut().filter(|out| out.seq == seq) {
            out.tries = 0;
            out.sends += 1; // a round trip that includes the work is no measurement
            out.in_flight = 0;
            out.next_at = now + WORKING_POLL;
        }
    }

    /// The link was doubted and has proved itself: go on asking.
    pub(super) fn reassured(&mut self, now: Duration) {
        if let Some(out) = &mut self.current {
            out.tries = 0;
            out.next_at = now;
        }
    }

    /// A fresh session counts from the start.
    pub(super) fn restart(&mut self) {
        self.seq = 0;
    }

    /// Takes the calls out of the lane whose time is over.
    pub(super) fn expired(&mut self, now: Duration) -> Vec<(CallId, LinkError)> {
        let over = |call: &Call| call.deadline.is_some_and(|deadline| now >= deadline);
        let mut expired = Vec::new();
        if let Some(out) = self.current.take_if(|out| over(&out.call)) {
            expired.push(timed_out(out.call));
        }
        let mut rest = VecDeque::new();
        for call in self.queue.drain(..) {
            if over(&call) {
                expired.push(timed_out(call));
            } else {
                rest.push_back(call);
            }
        }
        self.queue = rest;
        expired
    }

    /// Ends every call, or only the one that is out.
    pub(super) fn fail(
        &mut self,
        queued_too: bool,
        error: impl Fn(&'static str) -> LinkError,
    ) -> Vec<(CallId, LinkError)> {
        let mut failed: Vec<Call> = self
            .current
            .take()
            .map(|out| out.call)
            .into_iter()
            .collect();
        if queued_too {
            failed.extend(self.queue.drain(..));
        }
        failed
            .into_iter()
            .map(|call| (call.id, error(call.command)))
            .collect()
    }

    /// Drops a call that nobody waits for any more, unless it is out already.
    pub(super) fn forget(&mut self, id: CallId) {
        self.queue.retain(|call| call.id != id);
    }

    /// When the call that is out is to be sent again.
    pub(super) fn next_send(&self) -> Option<Duration> {
        self.current.as_ref().map(|out| out.next_at)
    }

    /// When a call has waited long enough.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let current = self.current.iter().map(|out| out.call.deadline);
        let queued = self.queue.iter().map(|call| call.deadline);
        current.chain(queued).flatten().min()
    }
}

fn timed_out(call: Call) -> (CallId, LinkError) {
    let error = LinkError::TimedOut {
        command: call.command,
        after: call.limit,
    };
    (call.id, error)
}
