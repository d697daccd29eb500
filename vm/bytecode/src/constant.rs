//! The layouts of constants: objects inside an image, never copied to RAM.
//!
//! Every one begins with the two words of [`crate::kind`]; what follows, by kind:
//!
//! | kind | word 0 | from word 2 on |
//! |---|---|---|
//! | `BigInt` | 0 | magnitude in u32 limbs, least first; sign in [`crate::kind::FLAG_NEGATIVE`] |
//! | `Float` | 0 | the double, low word first |
//! | `Str` | FNV-1a of the bytes | u16 bytes, u16 characters; UTF-8, padded with zeros to a word |
//! | `Bytes` | FNV-1a of the bytes | u16 bytes, u16 zero; bytes, padded with zeros |
//! | `Tuple` | 0 | u16 items, u16 zero; a value word each |
//! | `Exception` | 0 | u16 index in the tree, u16 zero; reference to the tuple of arguments; cause 0; context 0 |
//! | `Names` | 0 | u16 count, u16 zero; a u16 name each, padded |
//! | `ClassInfo` | 0 | u16 name, u16 slots; reference to the name's text or 0; a u16 name for each slot that the class itself sets, padded |
//! | `Module` | 0 | u16 count, u16 zero; reference to the name's text or 0; count pairs u16 name, u16 global, ascending by name |
//!
//! The flags of every constant have [`crate::kind::FLAG_IMAGE`]. A reference leads to a constant that stands earlier in the
//! image, so that nothing is circular. A large integer has at most 1024 limbs.
//!
//! Value words in a tuple may be small integers, immediates (`None`, `True`, `False`, `Ellipsis`, `NotImplemented`, `MISSING`, native, type,
//! exception, function) and references to other constants of the same image. In an image file a reference is the byte
//! offset from the image's start and is listed in the relocations.

/// Word index of the first word after the header.
pub const BODY: usize = 2;

/// Words of a text or bytes constant of `len` bytes, header included.
#[must_use]
pub const fn text_words(len: usize) -> usize {
    3 + len.div_ceil(4)
}
