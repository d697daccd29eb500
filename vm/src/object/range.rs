//! `range`: body of start, stop and step, each an integer value.

use super::int;
use crate::heap::{Heap, HeapFull, View};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// Start, stop and step.
pub type Parts = (i64, i64, i64);

/// A range.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, parts: Parts) -> Result<Value, HeapFull> {
    let values = [
        int::from_i64(heap, parts.0)?,
        int::from_i64(heap, parts.1)?,
        int::from_i64(heap, parts.2)?,
    ];
    let r = heap.alloc(5, Kind::Range, 0)?;
    for (i, v) in values.into_iter().enumerate() {
        heap.set(r, i as u32, v);
    }
    Ok(r.value())
}

/// Its start, stop and step.
#[must_use]
pub fn parts(view: View, r: Ref) -> Parts {
    let part = |i| int::to_i64(view, view.value(r, i)).unwrap_or(0);
    (part(0), part(1), part(2))
}

/// How many integers it has.
#[must_use]
pub fn count((start, stop, step): Parts) -> u64 {
    if step > 0 && start < stop {
        (stop.abs_diff(start) - 1) / step.unsigned_abs() + 1
    } else if step < 0 && start > stop {
        (start.abs_diff(stop) - 1) / step.unsigned_abs() + 1
    } else {
        0
    }
}

/// The integer at a position, which is below the count.
#[must_use]
pub fn at((start, _, step): Parts, position: u64) -> i64 {
    start.wrapping_add((position as i64).wrapping_mul(step))
}

/// The position of an integer in it.
#[must_use]
pub fn position(parts: Parts, n: i64) -> Option<u64> {
    let (start, _, step) = parts;
    if step == 0 || (step > 0) != (n >= start) && n != start {
        return None;
    }
    let distance = n.abs_diff(start);
    let position = distance / step.unsigned_abs();
    (distance.is_multiple_of(step.unsigned_abs()) && position < count(parts)).then_some(position)
}
