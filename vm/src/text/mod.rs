//! Text without a heap: everything reads slices and writes to a [`Sink`].
//!
//! [`number`] numbers as text; [`spec`] the mini-language of `format`; [`percent`] the conversions of `%`; [`quote`] `repr` of
//! text and bytes; [`utf8`] characters in bytes; [`search`] finding and splitting; [`sort`] stable sorting of words.

pub mod number;
pub mod percent;
pub mod quote;
pub mod search;
pub mod sort;
pub mod spec;
pub mod utf8;

#[cfg(test)]
mod tests;

/// Where text goes.
pub trait Sink {
    /// Takes bytes; a character may not be split between calls.
    fn put(&mut self, bytes: &[u8]);
}

/// Writes bytes over and over.
pub fn repeat(sink: &mut dyn Sink, bytes: &[u8], count: usize) {
    for _ in 0..count {
        sink.put(bytes);
    }
}

/// Counts what would be written: the first of two passes.
#[derive(Default, Clone, Copy, Debug)]
pub struct Counter {
    /// Bytes so far.
    pub bytes: usize,
    /// Characters so far.
    pub chars: usize,
}

impl Sink for Counter {
    fn put(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.chars += utf8::count(bytes);
    }
}

/// Writes into a buffer; what does not fit is dropped.
#[derive(Debug)]
pub struct Buffer<'a> {
    out: &'a mut [u8],
    at: usize,
}

impl<'a> Buffer<'a> {
    /// An empty buffer.
    pub fn new(out: &'a mut [u8]) -> Buffer<'a> {
        Buffer { out, at: 0 }
    }

    /// Bytes written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at == 0
    }
}

impl Sink for Buffer<'_> {
    fn put(&mut self, bytes: &[u8]) {
        if let Some(room) = self.out.get_mut(self.at..self.at + bytes.len()) {
            room.copy_from_slice(bytes);
            self.at += bytes.len();
        }
    }
}

#[cfg(test)]
impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}
