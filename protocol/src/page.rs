//! Long answers as pages that a host asks for one after another.

use crate::dispatch::{Sent, Unanswered};
use crate::error::Error;
use core::marker::PhantomData;
use serde::{Deserialize, Serialize};

/// Which page is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PageQuery {
    /// 0 for the first page, then [`Page::next`] of the page before.
    pub cursor: u32,
}

/// Some rows of a longer answer.
///
/// Reading a page has no effect, so a page that was lost is asked for again.
/// When `generation` differs from that of the page before, the rows have moved and the host
/// starts again at cursor 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Page<'a, R> {
    /// Changes whenever rows are added, removed or reordered.
    pub generation: u32,
    /// Cursor of the next page; `None` if this is the last.
    pub next: Option<u32>,
    /// The rows.
    #[serde(borrow)]
    pub rows: Rows<'a, R>,
}

/// Values of one type, one after another as postcard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Rows<'a, R> {
    bytes: &'a [u8],
    #[serde(skip)]
    row: PhantomData<R>,
}

impl<'a, R> Rows<'a, R> {
    /// Writes `rows` into a buffer; `None` if they do not fit.
    pub fn encode(rows: &[R], into: &'a mut [u8]) -> Option<Rows<'a, R>>
    where
        R: Serialize,
    {
        let mut used = 0;
        for row in rows {
            used += postcard::to_slice(row, into.get_mut(used..)?).ok()?.len();
        }
        Some(Rows {
            bytes: into.get(..used)?,
            row: PhantomData,
        })
    }

    /// The rows, in order; ends at the first that cannot be read.
    pub fn iter(&self) -> impl Iterator<Item = Result<R, Error>> + use<'a, R>
    where
        R: Deserialize<'a>,
    {
        let mut rest = self.bytes;
        core::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            match postcard::take_from_bytes(rest) {
                Ok((row, tail)) => {
                    rest = tail;
                    Some(Ok(row))
                }
                Err(_) => {
                    rest = &[];
                    Some(Err(Error::Malformed))
                }
            }
        })
    }
}

/// Room that the fields before the rows may take: two 5-byte integers, the option's tag and the
/// length of the rows.
const HEAD_MAX: usize = 5 + 1 + 5 + 3;

/// Fills one page row by row.
pub struct PageWriter<'w, R> {
    payload: &'w mut [u8],
    used: usize,
    row_type: PhantomData<R>,
}

impl<'w, R> PageWriter<'w, R> {
    pub(crate) fn new(payload: &'w mut [u8]) -> PageWriter<'w, R> {
        PageWriter {
            payload,
            used: HEAD_MAX,
            row_type: PhantomData,
        }
    }

    /// Adds a row if it fits; otherwise the page is full and the row belongs to the next one.
    pub fn row(&mut self, row: &R) -> bool
    where
        R: Serialize,
    {
        let Some(room) = self.payload.get_mut(self.used..) else {
            return false;
        };
        match postcard::to_slice(row, room) {
            Ok(written) => {
                self.used += written.len();
                true
            }
            Err(_) => false,
        }
    }

    /// Completes the page; `next` is the cursor of the first row that did not fit.
    pub fn finish(self, generation: u32, next: Option<u32>) -> Result<Sent, Unanswered> {
        let rows_len = self.used - HEAD_MAX;
        let mut head = [0; HEAD_MAX];
        // Postcard writes a byte slice as its length and the bytes, so the length alone is the
        // part of the head that belongs to the rows.
        let head_len = postcard::to_slice(&(generation, next, rows_len), &mut head)
            .map_err(|_| Error::OutOfRange)?
            .len();
        if self.payload.len() < self.used {
            return Err(Error::OutOfRange.into());
        }
        self.payload.copy_within(HEAD_MAX..self.used, head_len);
        for (place, byte) in self.payload.iter_mut().zip(head).take(head_len) {
            *place = byte;
        }
        Ok(Sent {
            used: head_len + rows_len,
        })
    }
}
