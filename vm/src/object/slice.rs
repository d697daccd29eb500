//! `slice`: body of start, stop and step; and positions in sequences.

use super::int;
use crate::heap::{Heap, HeapFull, View};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// A slice.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, start: Value, stop: Value, step: Value) -> Result<Value, HeapFull> {
    let r = heap.alloc_unset(5, Kind::Slice, 0)?;
    heap.set(r, 0, start);
    heap.set(r, 1, stop);
    heap.set(r, 2, step);
    Ok(r.value())
}

/// What a slice means in a sequence of known length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// First position.
    pub start: i64,
    /// Where it ends: one past the last for a positive step.
    pub stop: i64,
    /// Distance between positions, not 0.
    pub step: i64,
    /// How many positions.
    pub count: u32,
}

/// Why a slice means nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadSlice {
    /// Its step is 0: `ValueError`.
    ZeroStep,
    /// A part is neither None nor an integer: `TypeError`.
    NotInt,
}

fn part(view: View, v: Value) -> Result<Option<i64>, BadSlice> {
    if v == Value::NONE {
        return Ok(None);
    }
    int::clamped(view, v).map(Some).ok_or(BadSlice::NotInt)
}

/// What a slice means in a sequence of `len` items.
///
/// # Errors
/// [`BadSlice`].
pub fn span(view: View, r: Ref, len: usize) -> Result<Span, BadSlice> {
    let step = part(view, view.value(r, 2))?.unwrap_or(1);
    if step == 0 {
        return Err(BadSlice::ZeroStep);
    }
    let len = len as i64;
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let clip = |v: Option<i64>, default: i64| match v {
        None => default,
        Some(n) if n < 0 => n.saturating_add(len).max(low),
        Some(n) => n.min(high),
    };
    let (first, last) = if step > 0 { (low, high) } else { (high, low) };
    let start = clip(part(view, view.value(r, 0))?, first);
    let stop = clip(part(view, view.value(r, 1))?, last);
    let count = super::range::count((start, stop, step)) as u32;
    Ok(Span {
        start,
        stop,
        step,
        count,
    })
}

impl Span {
    /// The positions in order.
    pub fn positions(self) -> impl Iterator<Item = usize> + Clone {
        (0..self.count).map(move |i| (self.start + i64::from(i).saturating_mul(self.step)) as usize)
    }

    /// Start and end as a stretch, for a step of 1.
    #[must_use]
    pub fn stretch(self) -> (usize, usize) {
        (
            self.start as usize,
            self.start as usize + self.count as usize,
        )
    }
}

/// A position in a sequence of `len` items, negative ones from the end; `None` if there is none.
#[must_use]
pub fn position(index: i64, len: usize) -> Option<usize> {
    let at = if index < 0 {
        index.saturating_add(len as i64)
    } else {
        index
    };
    usize::try_from(at).ok().filter(|&at| at < len)
}

/// Optional bounds, as `find` and `index` take them, in a sequence of `len` items; `None` if one is no integer.
#[must_use]
pub fn bounds(view: View, start: Value, stop: Value, len: usize) -> Option<(usize, usize)> {
    let one = |v: Value, default: usize| {
        if v == Value::NONE || v == Value::MISSING {
            return Some(default);
        }
        let n = int::clamped(view, v)?;
        let n = if n < 0 {
            n.saturating_add(len as i64).max(0)
        } else {
            n
        };
        Some(usize::try_from(n).unwrap_or(usize::MAX))
    };
    let start = one(start, 0)?;
    Some((start, one(stop, len)?.min(len)))
}
