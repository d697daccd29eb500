//! Views of a dict: body of the dict and what of it is seen, a small integer.

use super::compare::NoOrder;
use super::entries;
use crate::heap::{Heap, HeapFull, View};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// What of a dict is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the methods")]
pub enum Seen {
    Keys,
    Values,
    Items,
}

/// A view of a dict.
///
/// # Errors
/// [`HeapFull`].
pub fn new(heap: &mut Heap, dict: Value, seen: Seen) -> Result<Value, HeapFull> {
    let r = heap.alloc_unset(4, Kind::DictView, 0)?;
    heap.set(r, 0, dict);
    heap.set(r, 1, Value::count(seen as u32));
    Ok(r.value())
}

/// The dict it shows, and what of it.
#[must_use]
pub fn parts(view: View, r: Ref) -> Option<(Ref, Seen)> {
    let seen = match view.value(r, 1).as_small_int() {
        Some(0) => Seen::Keys,
        Some(1) => Seen::Values,
        _ => Seen::Items,
    };
    view.reference(r, 0).map(|dict| (dict, seen))
}

/// Equality of two views of keys, or of items.
///
/// # Errors
/// [`NoOrder::Python`].
pub fn equal(view: View, a: Ref, b: Ref) -> Result<bool, NoOrder> {
    let (Some((x, sx)), Some((y, sy))) = (parts(view, a), parts(view, b)) else {
        return Ok(false);
    };
    if sx != sy || sx == Seen::Values {
        return Ok(a == b);
    }
    if sx == Seen::Items {
        return super::compare::equal(view, x.value(), y.value(), 4);
    }
    Ok(entries::len(view, x) == entries::len(view, y) && super::compare::subset(view, x, y)?)
}
