//! A value: one 32-bit word, encoded as [`bytecode::value`] says.

use bytecode::kind::Kind;
use bytecode::value::{self as word, Tag};
use core::num::NonZeroU32;

/// A value of a program, or one of the words that stand where a value can: [`Value::MISSING`], [`Value::UNBOUND`].
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Value(u32);

/// A reference to an object: its byte offset from the machine's base, a multiple of 4 and never 0.
///
/// One is only made by the heap or out of a word that holds a value, so it always refers to an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Ref(NonZeroU32);

impl Ref {
    /// The reference in a word; `None` for 0, integers and immediates.
    #[must_use]
    #[inline(always)]
    pub const fn from_word(word: u32) -> Option<Ref> {
        if word & 3 == 0 {
            match NonZeroU32::new(word) {
                Some(offset) => Some(Ref(offset)),
                None => None,
            }
        } else {
            None
        }
    }

    /// Byte offset from the machine's base.
    #[must_use]
    #[inline(always)]
    pub const fn offset(self) -> u32 {
        self.0.get()
    }

    /// The value that refers to the object.
    #[must_use]
    #[inline(always)]
    pub const fn value(self) -> Value {
        Value(self.0.get())
    }
}

impl From<Ref> for Value {
    #[inline(always)]
    fn from(r: Ref) -> Value {
        r.value()
    }
}

impl From<bool> for Value {
    #[inline(always)]
    fn from(b: bool) -> Value {
        Value(word::FALSE | u32::from(b) << 16)
    }
}

impl Value {
    /// `None`.
    pub const NONE: Value = Value(word::NONE);
    /// `True`.
    pub const TRUE: Value = Value(word::TRUE);
    /// `False`.
    pub const FALSE: Value = Value(word::FALSE);
    /// `Ellipsis`.
    pub const ELLIPSIS: Value = Value(word::ELLIPSIS);
    /// `NotImplemented`.
    pub const NOT_IMPLEMENTED: Value = Value(word::NOT_IMPLEMENTED);
    /// A place that holds nothing; never seen by a program.
    pub const UNBOUND: Value = Value(word::UNBOUND);
    /// An argument that was not given; never seen by a program.
    pub const MISSING: Value = Value(word::MISSING);
    /// The integer 0.
    pub const ZERO: Value = Value(1);

    /// The value in a word that is known to hold one.
    #[must_use]
    #[inline(always)]
    pub const fn from_word(word: u32) -> Value {
        Value(word)
    }

    /// The word.
    #[must_use]
    #[inline(always)]
    pub const fn word(self) -> u32 {
        self.0
    }

    /// A small integer; `None` if it does not fit in 31 bits.
    #[must_use]
    #[inline]
    pub const fn small_int(n: i64) -> Option<Value> {
        match word::small_int(n) {
            Some(word) => Some(Value(word)),
            None => None,
        }
    }

    /// The small integer of a count, which is always below 2³⁰ (a block has at most 65 535 words).
    #[must_use]
    #[inline]
    pub const fn count(n: u32) -> Value {
        Value(n << 1 | 1)
    }

    /// The integer of a small integer.
    #[must_use]
    #[inline(always)]
    pub const fn as_small_int(self) -> Option<i32> {
        if self.is_small_int() {
            Some(word::small_int_value(self.0))
        } else {
            None
        }
    }

    /// Whether it is a small integer.
    #[must_use]
    #[inline(always)]
    pub const fn is_small_int(self) -> bool {
        self.0 & 1 != 0
    }

    /// The object it refers to.
    #[must_use]
    #[inline(always)]
    pub const fn as_ref(self) -> Option<Ref> {
        Ref::from_word(self.0)
    }

    /// The tag of an immediate.
    #[must_use]
    #[inline]
    pub const fn tag(self) -> Option<Tag> {
        word::tag(self.0)
    }

    /// The payload, if it is an immediate with this tag.
    #[must_use]
    #[inline]
    pub const fn payload_of(self, tag: Tag) -> Option<u16> {
        if self.0 & 0xff == 0b10 | (tag as u32) << 2 {
            Some(word::payload(self.0))
        } else {
            None
        }
    }

    /// The boolean, if it is one.
    #[must_use]
    #[inline]
    pub const fn as_bool(self) -> Option<bool> {
        match self.0 {
            word::TRUE => Some(true),
            word::FALSE => Some(false),
            _ => None,
        }
    }

    /// A built-in type.
    #[must_use]
    pub const fn of_type(kind: Kind) -> Value {
        Value(word::immediate(Tag::Type, 0, kind as u16))
    }

    /// A native function, by its id.
    #[must_use]
    pub const fn native(id: u16) -> Value {
        Value(word::immediate(Tag::Native, 0, id))
    }

    /// A function without defaults and captured variables, by its code id.
    #[must_use]
    pub const fn function(code: u16) -> Value {
        Value(word::immediate(Tag::Function, 0, code))
    }

    /// A name as the prelude passes it.
    #[must_use]
    pub const fn name(name: u16) -> Value {
        Value(word::immediate(Tag::Name, 0, name))
    }

    /// A class of exceptions.
    #[must_use]
    pub const fn exception_class(index: u16) -> Value {
        Value(word::immediate(Tag::Exception, 1, index))
    }

    /// A bare instance of an exception, without arguments.
    #[must_use]
    pub const fn bare_exception(index: u16) -> Value {
        Value(word::immediate(Tag::Exception, 0, index))
    }
}

impl core::fmt::Debug for Value {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.as_small_int() {
            Some(n) => write!(f, "Value(int {n})"),
            None => write!(f, "Value({:#010x})", self.0),
        }
    }
}

const _: () = assert!(size_of::<Value>() == 4 && size_of::<Option<Ref>>() == 4);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_references_and_immediates_are_told_apart() {
        for n in [0, 1, -1, (1 << 30) - 1, -(1 << 30)] {
            let v = Value::small_int(n).unwrap();
            assert_eq!(v.as_small_int(), Some(n as i32));
            assert!(v.as_ref().is_none() && v.tag().is_none());
        }
        assert!(Value::small_int(1 << 30).is_none());
        let r = Ref::from_word(64).unwrap();
        assert_eq!(r.value().as_ref(), Some(r));
        assert!(Ref::from_word(0).is_none() && Value::NONE.as_ref().is_none());
        assert_eq!(Value::from(true), Value::TRUE);
        assert_eq!(Value::FALSE.as_bool(), Some(false));
        assert_eq!(Value::function(7).payload_of(Tag::Function), Some(7));
        assert_eq!(Value::function(7).payload_of(Tag::Native), None);
        assert_eq!(
            Value::exception_class(3).payload_of(Tag::Exception),
            Some(3)
        );
    }
}
