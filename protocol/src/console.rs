//! Program output and standard input: two byte streams with 32-bit offsets, in rings that the
//! board provides.
//!
//! Program threads write and read them while the agent sends and receives, so the [`Session`]
//! reaches them through [`Console`], which the agent implements with its lock.
//!
//! [`Session`]: crate::Session

use crate::record::{ESCAPE, Record, unit_len};

/// Largest ring: positions are acknowledged modulo 65 536 and must stay unambiguous.
pub const RING_MAX: usize = 0x8000;

/// Both streams of a board.
pub struct Streams<'a> {
    /// Output of the program, on its way to the host.
    pub output: OutputRing<'a>,
    /// Input for the program, on its way from the host.
    pub stdin: StdinRing<'a>,
}

/// Access to the streams, for as long as one closure runs.
///
/// An implementation MUST exclude every other access meanwhile, and MUST NOT block for longer than
/// such an access takes: the closures copy at most one frame.
pub trait Console {
    /// Runs `access` on the streams.
    fn with<R>(&self, access: impl FnOnce(&mut Streams<'_>) -> R) -> R;
}

impl Console for core::cell::RefCell<Streams<'_>> {
    fn with<R>(&self, access: impl FnOnce(&mut Streams<'_>) -> R) -> R {
        access(&mut self.borrow_mut())
    }
}

/// Bytes in a ring, addressed by their distance from the oldest.
struct Ring<'a> {
    bytes: &'a mut [u8],
    /// Index of the oldest byte.
    first: usize,
    len: usize,
}

impl<'a> Ring<'a> {
    fn new(bytes: &'a mut [u8]) -> Ring<'a> {
        let usable = bytes.len().min(RING_MAX);
        Ring {
            bytes: bytes.get_mut(..usable).unwrap_or_default(),
            first: 0,
            len: 0,
        }
    }

    fn room(&self) -> usize {
        self.bytes.len() - self.len
    }

    fn get(&self, distance: usize) -> Option<u8> {
        if distance >= self.len {
            return None;
        }
        let index = (self.first + distance) % self.bytes.len();
        self.bytes.get(index).copied()
    }

    /// Appends a byte; there must be room.
    fn push(&mut self, byte: u8) {
        let index = (self.first + self.len) % self.bytes.len().max(1);
        if let Some(place) = self.bytes.get_mut(index) {
            *place = byte;
            self.len += 1;
        }
    }

    /// Forgets the oldest `count` bytes.
    fn discard(&mut self, count: usize) {
        let count = count.min(self.len);
        self.first = (self.first + count) % self.bytes.len().max(1);
        self.len -= count;
    }

    fn copy_to(&self, distance: usize, into: &mut [u8]) -> usize {
        let mut copied = 0;
        for (place, at) in into.iter_mut().zip(distance..) {
            match self.get(at) {
                Some(byte) => *place = byte,
                None => break,
            }
            copied += 1;
        }
        copied
    }
}

/// Program output: bytes stay until the host has acknowledged them.
///
/// While a host is attached a full ring refuses more; otherwise the oldest bytes go, counted.
/// The ring always begins at a text byte or at the start of a [`Record`], so that a host can begin
/// to read there.
pub struct OutputRing<'a> {
    ring: Ring<'a>,
    /// Stream offset of the oldest byte.
    start: u32,
    /// Stream offset up to which the host has acknowledged; not before `start`.
    acknowledged: u32,
    attached: bool,
    dropped: u32,
    dropped_total: u32,
    /// Bytes refused to writers that cannot wait, not yet reported in the stream.
    cut: u32,
}

impl<'a> OutputRing<'a> {
    /// A ring in `bytes`, which should be 256 to 4096 bytes long.
    pub fn new(bytes: &'a mut [u8]) -> OutputRing<'a> {
        OutputRing {
            ring: Ring::new(bytes),
            start: 0,
            acknowledged: 0,
            attached: false,
            dropped: 0,
            dropped_total: 0,
            cut: 0,
        }
    }

    /// Writes text; returns how much of it was taken.
    ///
    /// Less than all only while a host is attached: the writer then waits for room.
    pub fn write(&mut self, text: &[u8]) -> usize {
        self.report_cut();
        let mut taken = 0;
        for byte in text.iter().copied() {
            let unit = if byte == ESCAPE { 2 } else { 1 };
            if !self.make_room(unit) {
                break;
            }
            self.ring.push(byte);
            if byte == ESCAPE {
                self.ring.push(0);
            }
            taken += 1;
        }
        taken
    }

    /// Writes text for one that cannot wait, such as an interrupt callback.
    ///
    /// What does not fit is cut and counted; the count appears in the stream as
    /// [`Record::Cut`] as soon as there is room for it.
    pub fn write_or_cut(&mut self, text: &[u8]) {
        let taken = if self.cut > 0 && !self.report_cut() {
            0
        } else {
            self.write(text)
        };
        let refused = (text.len() - taken).min(u32::MAX as usize) as u32;
        self.cut = self.cut.saturating_add(refused);
    }

    /// Writes a record, all of it or nothing; whether it was taken.
    pub fn record(&mut self, record: &Record<'_>) -> bool {
        self.report_cut();
        self.push_record(record)
    }

    fn push_record(&mut self, record: &Record<'_>) -> bool {
        let mut bytes = [0; crate::record::RECORD_MAX];
        let Some(unit) = record.encode(&mut bytes) else {
            return false;
        };
        if !self.make_room(unit.len()) {
            return false;
        }
        for byte in unit.iter().copied() {
            self.ring.push(byte);
        }
        true
    }

    /// Whether no cut is left to be reported.
    fn report_cut(&mut self) -> bool {
        let bytes = core::mem::take(&mut self.cut);
        if bytes == 0 || self.push_record(&Record::Cut { bytes }) {
            return true;
        }
        self.cut = bytes;
        false
    }

    /// Makes room by dropping whole units if no host is attached.
    fn make_room(&mut self, needed: usize) -> bool {
        if needed > self.ring.bytes.len() {
            return false;
        }
        while self.ring.room() < needed {
            if self.attached {
                return false;
            }
            let unit = self.first_unit_len();
            self.ring.discard(unit);
            self.start = self.start.wrapping_add(unit as u32);
            self.dropped = self.dropped.saturating_add(unit as u32);
            self.dropped_total = self.dropped_total.wrapping_add(unit as u32);
            if distance(self.acknowledged, self.start) > 0 {
                self.acknowledged = self.start;
            }
        }
        true
    }

    fn first_unit_len(&self) -> usize {
        let first = self.ring.get(0).unwrap_or_default();
        unit_len(first, self.ring.get(1).unwrap_or_default()).min(self.ring.len)
    }

    /// Offset of the oldest byte that is still there.
    pub fn start(&self) -> u32 {
        self.start
    }

    /// Offset one past the newest byte.
    pub fn end(&self) -> u32 {
        self.start.wrapping_add(self.ring.len as u32)
    }

    /// Offset up to which the host has everything.
    pub fn acknowledged(&self) -> u32 {
        self.acknowledged
    }

    /// Bytes dropped since a host last acknowledged any.
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    /// Bytes dropped since the board started.
    pub fn dropped_total(&self) -> u32 {
        self.dropped_total
    }

    /// Bytes that can be written without dropping or waiting.
    pub fn room(&self) -> usize {
        self.ring.room()
    }

    /// Begins again at the oldest byte, for a host that has read nothing yet.
    pub fn rewind(&mut self) {
        self.acknowledged = self.start;
    }

    /// Whether a host is there to read.
    pub fn attached(&self) -> bool {
        self.attached
    }

    /// Tells whether a host is there to read.
    pub fn set_attached(&mut self, attached: bool) {
        self.attached = attached;
    }

    /// Copies bytes from `offset` on; how many.
    pub fn read(&self, offset: u32, into: &mut [u8]) -> usize {
        match usize::try_from(distance(self.start, offset)) {
            Ok(distance) => self.ring.copy_to(distance, into),
            Err(_) => 0,
        }
    }

    /// Takes an acknowledgement, the low 16 bits of an offset; whether it was news.
    ///
    /// One that lies outside what the ring holds is old and ignored.
    pub fn acknowledge(&mut self, low: u16) -> bool {
        let ahead = low.wrapping_sub(self.acknowledged as u16);
        let outstanding = self.end().wrapping_sub(self.acknowledged);
        if ahead == 0 || u32::from(ahead) > outstanding {
            return false;
        }
        self.acknowledged = self.acknowledged.wrapping_add(ahead.into());
        self.dropped = 0;
        // A record that is acknowledged in part stays whole, for a host that begins here.
        loop {
            let unit = self.first_unit_len() as u32;
            if unit == 0 || distance(self.start, self.acknowledged) < unit as i32 {
                return true;
            }
            self.ring.discard(unit as usize);
            self.start = self.start.wrapping_add(unit);
        }
    }
}

/// How far `to` lies after `from`, negative if before it.
pub(crate) fn distance(from: u32, to: u32) -> i32 {
    to.wrapping_sub(from) as i32
}

/// Standard input: bytes stay until the program has read them.
pub struct StdinRing<'a> {
    ring: Ring<'a>,
    /// Offset of the next byte expected.
    received: u32,
    ended: bool,
}

impl<'a> StdinRing<'a> {
    /// A ring in `bytes`.
    pub fn new(bytes: &'a mut [u8]) -> StdinRing<'a> {
        StdinRing {
            ring: Ring::new(bytes),
            received: 0,
            ended: false,
        }
    }

    /// Takes bytes that begin at `offset`; what is known already or does not fit is left out.
    pub fn accept(&mut self, offset: u32, data: &[u8], end: bool) {
        let Ok(known) = usize::try_from(distance(offset, self.received)) else {
            return; // a piece before this one is missing
        };
        let Some(news) = data.get(known..) else {
            return;
        };
        let fits = news.len().min(self.ring.room());
        for byte in news.iter().take(fits).copied() {
            self.ring.push(byte);
        }
        self.received = self.received.wrapping_add(fits as u32);
        if end && fits == news.len() {
            self.ended = true;
        }
    }

    /// Moves bytes to the program; how many.
    pub fn read(&mut self, into: &mut [u8]) -> usize {
        let copied = self.ring.copy_to(0, into);
        self.ring.discard(copied);
        copied
    }

    /// Bytes that wait to be read.
    pub fn available(&self) -> usize {
        self.ring.len
    }

    /// Length of the next line with its end: all there is, if no more can come or there is no room for more; 0 at the end of
    /// the stream; `None` if the line is not complete.
    pub fn line(&self) -> Option<usize> {
        let end = (0..self.ring.len).find(|at| self.ring.get(*at) == Some(b'\n'));
        match end {
            Some(end) => Some(end + 1),
            None if self.ended || self.ring.room() == 0 => Some(self.ring.len),
            None => None,
        }
    }

    /// Whether the host has closed the stream.
    pub fn closed(&self) -> bool {
        self.ended
    }

    /// Whether the host has closed the stream and all of it was read.
    pub fn ended(&self) -> bool {
        self.ended && self.ring.len == 0
    }

    /// Offset of the next byte expected.
    pub fn received(&self) -> u32 {
        self.received
    }

    /// Offset up to which the host may send.
    pub fn limit(&self) -> u32 {
        self.received.wrapping_add(self.ring.room() as u32)
    }

    /// Forgets what an earlier host has sent.
    pub fn clear(&mut self) {
        self.ring.discard(self.ring.len);
        self.ended = false;
    }
}
