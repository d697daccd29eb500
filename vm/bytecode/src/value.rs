//! The encoding of a value in one 32-bit word.
//!
//! | low bits | meaning |
//! |---|---|
//! | `1` | a 31-bit signed integer in the upper bits |
//! | `00` | a reference: byte offset from the machine's base, a multiple of 4; the word 0 refers to nothing and is never a Python value |
//! | `10` | an immediate: tag in bits 2–7, detail in bits 8–15, payload in bits 16–31 |
//!
//! The base is address zero on a 32-bit target, so that a reference is an address, and the start of an arena on a
//! 64-bit host.

/// Smallest integer held in the word, −2³⁰.
pub const SMALL_INT_MIN: i32 = -(1 << 30);
/// Largest integer held in the word, 2³⁰ − 1.
pub const SMALL_INT_MAX: i32 = (1 << 30) - 1;

/// The tag of an immediate word, bits 2–7.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Tag {
    /// A value without content: see [`NONE`], [`ELLIPSIS`], [`UNBOUND`], [`NOT_IMPLEMENTED`], [`MISSING`].
    Singleton = 0,
    /// Payload 0 is `False`, 1 is `True`.
    Bool = 1,
    /// An exception raised bare, or an exception class: payload is its index in the tree, detail 1 is the class.
    Exception = 2,
    /// A native function: payload is group << 8 | index.
    Native = 3,
    /// A built-in type: payload is its [`crate::kind::Kind`] number.
    Type = 4,
    /// A name as a value: payload is its number. Never visible to a program.
    Name = 5,
    /// A function without defaults and without captured variables: payload is its code id.
    Function = 6,
    /// A link word of a frame: never visible to a program; bits 8–31 are the machine's own.
    Link = 7,
}

/// An immediate word.
#[must_use]
pub const fn immediate(tag: Tag, detail: u8, payload: u16) -> u32 {
    0b10 | (tag as u32) << 2 | (detail as u32) << 8 | (payload as u32) << 16
}

/// `None`.
pub const NONE: u32 = immediate(Tag::Singleton, 0, 0);
/// `Ellipsis`.
pub const ELLIPSIS: u32 = immediate(Tag::Singleton, 0, 1);
/// The word of a local, global, cell or slot that holds nothing. It is an immediate, so that an instruction which meets
/// it by mistake finds an unknown value and not an address; its payload makes it one instruction to compare on Thumb.
pub const UNBOUND: u32 = immediate(Tag::Singleton, 0, 2);
/// `NotImplemented`.
pub const NOT_IMPLEMENTED: u32 = immediate(Tag::Singleton, 0, 3);
/// Stands for an optional argument of a native that was not given; never visible to a program.
pub const MISSING: u32 = immediate(Tag::Singleton, 0, 4);
/// `False`.
pub const FALSE: u32 = immediate(Tag::Bool, 0, 0);
/// `True`.
pub const TRUE: u32 = immediate(Tag::Bool, 0, 1);

/// The word of a small integer; `None` if it does not fit in 31 bits.
#[must_use]
pub const fn small_int(n: i64) -> Option<u32> {
    if n < SMALL_INT_MIN as i64 || n > SMALL_INT_MAX as i64 {
        None
    } else {
        Some(((n as i32) << 1) as u32 | 1)
    }
}

/// The integer in a word whose bit 0 is set.
#[must_use]
pub const fn small_int_value(word: u32) -> i32 {
    (word as i32) >> 1
}

/// Whether the word is a small integer.
#[must_use]
pub const fn is_small_int(word: u32) -> bool {
    word & 1 != 0
}

/// Whether the word is a reference (the word 0, which refers to nothing, included).
#[must_use]
pub const fn is_reference(word: u32) -> bool {
    word & 3 == 0
}

/// The tag of an immediate word; `None` for integers, references and unused tags.
#[must_use]
pub const fn tag(word: u32) -> Option<Tag> {
    if word & 3 != 0b10 {
        return None;
    }
    match (word >> 2) & 0x3f {
        0 => Some(Tag::Singleton),
        1 => Some(Tag::Bool),
        2 => Some(Tag::Exception),
        3 => Some(Tag::Native),
        4 => Some(Tag::Type),
        5 => Some(Tag::Name),
        6 => Some(Tag::Function),
        7 => Some(Tag::Link),
        _ => None,
    }
}

/// Payload of an immediate word, bits 16–31.
#[must_use]
pub const fn payload(word: u32) -> u16 {
    (word >> 16) as u16
}

/// Detail of an immediate word, bits 8–15.
#[must_use]
pub const fn detail(word: u32) -> u8 {
    (word >> 8) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ints_round_trip_at_the_edges() {
        for n in [0, 1, -1, SMALL_INT_MIN, SMALL_INT_MAX] {
            let word = small_int(i64::from(n)).unwrap();
            assert!(is_small_int(word) && small_int_value(word) == n);
        }
        assert_eq!(small_int(1 << 30), None);
        assert_eq!(small_int(-(1 << 30) - 1), None);
    }

    #[test]
    fn immediates_keep_their_parts() {
        let word = immediate(Tag::Exception, 1, 0xabcd);
        assert_eq!(
            (tag(word), detail(word), payload(word)),
            (Some(Tag::Exception), 1, 0xabcd)
        );
        assert!(!is_reference(NONE) && !is_small_int(NONE));
    }
}
