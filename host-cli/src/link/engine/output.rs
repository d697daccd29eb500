//! The board's output stream put together again: in order, each byte once, gaps told.

use protocol::record::{Unit, first_unit};
use std::time::Duration;

/// Bytes that may wait for a reader before the board is made to wait.
const BACKLOG_MAX: usize = 256 * 1024;

/// A stretch of the stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OutputItem {
    /// What the program has written.
    Text(Vec<u8>),
    /// A record, for [`protocol::record::Record::decode`].
    Record(Vec<u8>),
    /// This many bytes were dropped while no host was there.
    Gap(u32),
}

pub(super) struct OutputReceiver {
    /// Offset of the next byte.
    expected: u32,
    /// A unit of which the end has not come.
    partial: Vec<u8>,
    backlog: usize,
    /// When the board was last asked to send again, and from where.
    asked: Option<(u32, Duration)>,
    pub(super) ack_due: bool,
}

/// What a piece of output came to.
pub(super) enum Taken {
    Items(Vec<OutputItem>),
    /// A piece before this one is missing.
    Missing,
}

impl OutputReceiver {
    pub(super) fn new() -> OutputReceiver {
        OutputReceiver {
            expected: 0,
            partial: Vec::new(),
            backlog: 0,
            asked: None,
            ack_due: false,
        }
    }

    pub(super) fn expected(&self) -> u32 {
        self.expected
    }

    /// Begins anew; `dropped` bytes before `start` are known to be lost.
    pub(super) fn restart(&mut self, start: u32, dropped: u32) -> Option<OutputItem> {
        self.expected = start;
        self.partial.clear();
        self.asked = None;
        self.ack_due = true;
        (dropped > 0).then_some(OutputItem::Gap(dropped))
    }

    /// Goes on after a pause, when the oldest byte that the board has is at `start`.
    pub(super) fn resume(&mut self, start: u32) -> Option<OutputItem> {
        self.asked = None;
        self.ack_due = true;
        let lost = start.wrapping_sub(self.expected);
        if lost as i32 <= 0 {
            return None;
        }
        self.expected = start;
        self.partial.clear();
        Some(OutputItem::Gap(lost))
    }

    /// Takes a piece that begins at `offset`; `oldest` if the board has nothing before it.
    pub(super) fn take(&mut self, offset: u32, data: &[u8], oldest: bool) -> Taken {
        let mut items = Vec::new();
        self.ack_due = true;
        if self.backlog > BACKLOG_MAX {
            return Taken::Items(items); // not acknowledged, so it comes again
        }
        let ahead = offset.wrapping_sub(self.expected) as i32;
        if ahead > 0 {
            if !oldest {
                return Taken::Missing;
            }
            items.extend(self.resume(offset));
        }
        let known = self.expected.wrapping_sub(offset) as usize;
        let news = data.get(known..).unwrap_or_default();
        self.expected = self.expected.wrapping_add(news.len() as u32);
        self.partial.extend_from_slice(news);
        let mut used = 0;
        while let Some((unit, len)) = first_unit(&self.partial[used..]) {
            used += len;
            match (unit, items.last_mut()) {
                (Unit::Text(text), Some(OutputItem::Text(before))) => before.extend(text),
                (Unit::Text(text), _) => items.push(OutputItem::Text(text.to_vec())),
                (Unit::Record(record), _) => items.push(OutputItem::Record(record.to_vec())),
            }
        }
        self.partial.drain(..used);
        self.backlog += items.iter().map(weight).sum::<usize>();
        Taken::Items(items)
    }

    /// A reader has taken an item.
    pub(super) fn consumed(&mut self, item: &OutputItem) {
        self.backlog = self.backlog.saturating_sub(weight(item));
    }

    /// Whether to ask for the missing piece now; not again before `patience` is over.
    pub(super) fn ask_again(&mut self, now: Duration, patience: Duration) -> bool {
        if let Some((from, at)) = self.asked
            && from == self.expected
            && now < at + patience
        {
            return false;
        }
        self.asked = Some((self.expected, now));
        true
    }
}

fn weight(item: &OutputItem) -> usize {
    match item {
        OutputItem::Text(bytes) | OutputItem::Record(bytes) => bytes.len(),
        OutputItem::Gap(_) => 0,
    }
}
