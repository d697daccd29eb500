//! Telling what went wrong: uncaught exceptions with their tracebacks, forced ends, lost events.

use super::lock::Locked;
use super::{Chain, Event, Machine, Notice, Place};
use crate::exception::body;
use crate::limits::TRACEBACK_ENTRIES;
use crate::object::show;
use crate::text::Sink;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::kind::Kind;
use core::sync::atomic::Ordering;

/// Milliseconds between two reports of exceptions in callbacks.
const CALLBACK_REPORT_MS: u32 = 1000;
/// Bytes of an exception's text in one event.
const TEXT_PIECE: usize = 96;
/// Most exceptions of a chain that are told.
const CHAIN_MAX: usize = 4;

/// The traceback of one exception: the outermost and innermost places.
pub struct Traceback {
    /// The places kept, outermost first; the first `count` of them.
    pub places: [Place; TRACEBACK_ENTRIES],
    /// How many.
    pub count: u8,
    /// How many of them stand before the gap.
    pub outer: u8,
    /// How many were left out.
    pub left_out: u16,
}

impl Traceback {
    /// No places.
    const EMPTY: Self = Self {
        places: [Place {
            image: 0,
            code: 0,
            pc: 0,
        }; TRACEBACK_ENTRIES],
        count: 0,
        outer: 0,
        left_out: 0,
    };
}

impl Machine {
    /// Tells an exception that nothing caught, with those it came after; of callbacks only one a second.
    pub(super) fn report<'m>(
        &'m self,
        mut lock: Locked<'m>,
        exception: Value,
        in_callback: bool,
    ) -> Locked<'m> {
        if in_callback && !self.may_report() {
            return lock;
        }
        let muted = self.published.muted.load(Ordering::Relaxed);
        if in_callback && muted > 0 {
            self.published.muted.store(0, Ordering::Relaxed);
            let notice = Notice::CallbacksMuted;
            lock = self.tell(
                lock,
                &Event::Notice {
                    notice,
                    value: muted,
                },
            );
        }
        let mut chain = [(exception, Chain::First); CHAIN_MAX];
        let count = lock.exception_chain(&mut chain);
        // The oldest comes first, and each names how it came after the one before.
        for (place, (value, how)) in chain.iter().enumerate().take(count).rev() {
            let traceback = if place == 0 {
                lock.told_traceback()
            } else {
                Traceback::EMPTY
            };
            lock = self.tell_exception(lock, (*value, *how), &traceback, in_callback);
        }
        lock
    }

    fn may_report(&self) -> bool {
        let now = (self.os().now() / 1000) as u32;
        let since = now.wrapping_sub(self.published.told_at.load(Ordering::Relaxed));
        let told_before = self.published.told_at.load(Ordering::Relaxed) != 0;
        if told_before && since < CALLBACK_REPORT_MS {
            let muted = self.published.muted.load(Ordering::Relaxed);
            self.published
                .muted
                .store(muted.saturating_add(1), Ordering::Relaxed);
            return false;
        }
        self.published.told_at.store(now.max(1), Ordering::Relaxed);
        true
    }

    fn tell_exception<'m>(
        &'m self,
        lock: Locked<'m>,
        (value, chain): (Value, Chain),
        traceback: &Traceback,
        in_callback: bool,
    ) -> Locked<'m> {
        let thread = self.threads.record(lock.slot()).id();
        let event = Event::Raised {
            thread,
            in_callback,
            chain,
            exception: lock.exception_index(value).unwrap_or_default(),
            left_out: traceback.left_out,
            outer: traceback.outer,
            frames: traceback
                .places
                .get(..usize::from(traceback.count))
                .unwrap_or_default(),
        };
        let mut lock = self.tell(lock, &event);
        let mut from = 0;
        loop {
            let mut piece = [0; TEXT_PIECE];
            let count = lock.exception_text(value, from, &mut piece);
            let text = piece.get(..count).unwrap_or_default();
            let text = whole_characters(text);
            if text.is_empty() {
                return lock;
            }
            from += text.len();
            lock = self.tell(lock, &Event::RaisedText { thread, text });
        }
    }

    /// Tells that the thread of the lock's holder was ended by force.
    pub(super) fn tell_forced_end<'m>(&'m self, lock: Locked<'m>) -> Locked<'m> {
        let thread = self.threads.record(lock.slot()).id();
        let event = Event::Notice {
            notice: Notice::ForcedEnd,
            value: thread.into(),
        };
        self.tell(lock, &event)
    }

    /// Tells how many edges were lost since that was last told.
    pub(super) fn tell_lost_edges<'m>(&'m self, lock: Locked<'m>) -> Locked<'m> {
        let lost = self.edges.dropped();
        let news = lost.wrapping_sub(self.published.lost_told.load(Ordering::Relaxed));
        if news == 0 {
            return lock;
        }
        self.published.lost_told.store(lost, Ordering::Relaxed);
        let event = Event::Notice {
            notice: Notice::InterruptsLost,
            value: news,
        };
        // One that cannot wait: if there is no room, the count stays for the next time.
        if !self.outlet.tell(&event) {
            self.published
                .lost_told
                .store(lost.wrapping_sub(news), Ordering::Relaxed);
        }
        lock
    }

    /// Tells that the program opened the port that is the link.
    pub(crate) fn note_console_opened(&self) {
        // One that cannot wait; the notice is a courtesy.
        let _ = self.outlet.tell(&Event::Notice {
            notice: Notice::ConsoleIsLink,
            value: 0,
        });
    }
}

/// The part of `bytes` that is whole characters.
fn whole_characters(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|valid| core::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    }
}

/// Takes the part of a text that begins after so many bytes, as far as there is room.
struct Window<'a> {
    skip: usize,
    used: usize,
    room: &'a mut [u8],
}

impl Sink for Window<'_> {
    fn put(&mut self, bytes: &[u8]) {
        let skipped = bytes.len().min(self.skip);
        self.skip -= skipped;
        let rest = bytes.get(skipped..).unwrap_or_default();
        let room = self.room.get_mut(self.used..).unwrap_or_default();
        for (place, byte) in room.iter_mut().zip(rest) {
            *place = *byte;
            self.used += 1;
        }
    }
}

impl Vm {
    /// Copies the text of an exception from a byte on; how many bytes, 0 at the end. A text that Python would have to make
    /// is left out.
    fn exception_text(&self, exception: Value, from: usize, into: &mut [u8]) -> usize {
        let mut window = Window {
            skip: from,
            used: 0,
            room: into,
        };
        if show::write(self.heap.view(), exception, show::Mode::Str, &mut window) {
            window.used
        } else {
            0
        }
    }

    /// Fills `chain` with an exception and those it came after, and how each came; how many.
    fn exception_chain(&self, chain: &mut [(Value, Chain)]) -> usize {
        let mut count = 1;
        while let Some((value, _)) = chain.get(count - 1).copied() {
            let Some(object) = self.heap.as_kind(value, Kind::Exception) else {
                break;
            };
            let part = |word: u32| match self.heap.word(object, word) {
                0 => None,
                word => Some(Value::from_word(word)),
            };
            // `from None` hides the context.
            let before = match (part(body::CAUSE), part(body::CONTEXT)) {
                (Some(Value::NONE), _) | (None, None) => break,
                (Some(cause), _) => (cause, Chain::Cause),
                (None, Some(context)) => (context, Chain::Context),
            };
            let seen = chain
                .iter()
                .take(count)
                .any(|(value, _)| *value == before.0);
            let (Some(this), false) = (chain.get_mut(count - 1), seen) else {
                break;
            };
            this.1 = before.1;
            let Some(next) = chain.get_mut(count) else {
                break;
            };
            *next = (before.0, Chain::First);
            count += 1;
        }
        count
    }
}
