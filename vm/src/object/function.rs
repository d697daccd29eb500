//! Functions with defaults or captured variables, bound methods, cells, properties.
//!
//! A function without either is an immediate word. Bodies, a word each:
//! function: code id as an integer · tuple of defaults or 0 · tuple of keyword-only defaults or 0 · tuple of cells or 0;
//! method: function · self; cell: content; property: getter · setter · deleter · documentation;
//! static and class method: function.

use crate::heap::{Heap, HeapFull};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;
use bytecode::value::Tag;

/// Body words of a function object.
pub mod body {
    /// The code id, an integer.
    pub const CODE: u32 = 0;
    /// The tuple of defaults, or 0.
    pub const DEFAULTS: u32 = 1;
    /// The tuple of defaults of keyword-only parameters, or 0.
    pub const KEYWORD_DEFAULTS: u32 = 2;
    /// The tuple of captured cells, or 0.
    pub const CLOSURE: u32 = 3;
    /// Words with the header.
    pub const WORDS: u32 = 6;
}

/// Body words of a bound method.
pub mod method {
    /// What is called.
    pub const FUNCTION: u32 = 0;
    /// Its first argument.
    pub const SELF: u32 = 1;
    /// Words with the header.
    pub const WORDS: u32 = 4;
}

/// The code id of a function, as a word or an object.
#[must_use]
#[inline]
pub fn code_id(heap: &Heap, v: Value) -> Option<u16> {
    match v.payload_of(Tag::Function) {
        Some(id) => Some(id),
        None => {
            let r = heap.as_kind(v, Kind::Function)?;
            Some((heap.word(r, body::CODE) >> 1) as u16)
        }
    }
}

/// A bound method.
///
/// # Errors
/// [`HeapFull`].
pub fn bind(heap: &mut Heap, function: Value, receiver: Value) -> Result<Ref, HeapFull> {
    let r = heap.alloc_unset(method::WORDS, Kind::Method, 0)?;
    heap.set(r, method::FUNCTION, function);
    heap.set(r, method::SELF, receiver);
    Ok(r)
}

/// A cell.
///
/// # Errors
/// [`HeapFull`].
pub fn new_cell(heap: &mut Heap, content: Value) -> Result<Ref, HeapFull> {
    let r = heap.alloc_unset(3, Kind::Cell, 0)?;
    heap.set(r, 0, content);
    Ok(r)
}
