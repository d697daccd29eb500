//! Doubles: body of two words, the low one first.

use crate::heap::{Heap, HeapFull, View};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;

/// Words of a float, header included.
const WORDS: u32 = 4;

const _: () = assert!(WORDS * 4 == 16);

/// The value of a double.
///
/// # Errors
/// [`HeapFull`].
#[inline]
pub fn new(heap: &mut Heap, value: f64) -> Result<Value, HeapFull> {
    let r = heap.alloc_unset(WORDS, Kind::Float, 0)?;
    let bits = value.to_bits();
    heap.set_word(r, 0, bits as u32);
    heap.set_word(r, 1, (bits >> 32) as u32);
    Ok(r.value())
}

/// The double in an object.
#[inline]
#[must_use]
pub fn get(view: View, r: Ref) -> f64 {
    f64::from_bits(u64::from(view.word(r, 0)) | u64::from(view.word(r, 1)) << 32)
}
