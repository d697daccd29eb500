//! The layout of a code object.
//!
//! ```text
//! word 0   frame word: bits 0–7 parameters that a plain call fills, bit 7 set if the code is special (see below) ·
//!          bits 8–15 other locals, cell slots last · bits 16–31 words of a frame: locals and deepest stack, links not counted
//! word 1   header: size, Kind::Code, flags
//! word 2   bits 0–15 code id · bits 16–31 bytes of instructions
//! word 3   only if EXTENDED: bits 0–7 keyword-only parameters · 8–15 positional-only · 16–23 cells · 24–31 captured variables
//! then     only if DEFAULTS: two references, each 0 or a constant tuple, in the form of [`crate::ops`]' make_function: defaults of
//!          the last positional parameters; one item a keyword-only parameter, MISSING where it has none
//! then     instructions, padded to 2 bytes
//! then     unless NO_NAMES: a u16 name for each parameter, positional first, then keyword-only
//! then     if HANDLERS: 8 bytes a handler, innermost first: u16 start, u16 end, u16 target (bytes from the first
//!          instruction; end exclusive), u16 depth of the stack kept; then a u16 count as the object's last two bytes
//! ```
//!
//! Locals stand in this order: positional parameters, keyword-only parameters, the tuple of `*args`, the dict of
//! `**kwargs`, other locals, cells. Locals that are no parameter begin unbound, cells begin as new empty cells.
//! The flags always have [`crate::kind::FLAG_IMAGE`]. A code is *special* if a call has to do more than lay down arguments: any of EXTENDED, VARARGS, VARKEYWORDS, GENERATOR.
//! Then bit 7 of the frame word is set, so that comparing the count of arguments with the low byte fails on the fast path.

/// Deepest stack of a code. The compiler builds larger displays in parts, which also keeps frames small.
pub const STACK_MAX: usize = 254;

/// Bit 7 of the frame word: the code is special.
pub const SPECIAL: u32 = 0x80;

/// Flag: takes surplus positional arguments in a tuple.
pub const VARARGS: u8 = 0x02;
/// Flag: takes surplus keyword arguments in a dict.
pub const VARKEYWORDS: u8 = 0x04;
/// Flag: calling it makes a generator.
pub const GENERATOR: u8 = 0x08;
/// Flag: word 3 is present.
pub const EXTENDED: u8 = 0x10;
/// Flag: parameter names are left out, so it cannot be called with keywords.
pub const NO_NAMES: u8 = 0x20;
/// Flag: there are handlers.
pub const HANDLERS: u8 = 0x40;

/// Flag: constant defaults stand in the code object, so that the function needs no object of its own for them. They apply
/// where a call leaves arguments out and the function is a bare code id, or an object without that tuple of defaults.
pub const DEFAULTS: u8 = 0x80;

/// Offset of the first instruction in bytes, by the flags.
#[must_use]
pub const fn instructions_offset(flags: u8) -> usize {
    defaults_offset(flags) + if flags & DEFAULTS != 0 { 8 } else { 0 }
}

/// Offset in bytes of the two references to constant defaults, if the flags say that there are any.
#[must_use]
pub const fn defaults_offset(flags: u8) -> usize {
    if flags & EXTENDED != 0 { 16 } else { 12 }
}

/// The frame word.
#[must_use]
pub const fn frame_word(parameters: u8, special: bool, other_locals: u8, frame_words: u16) -> u32 {
    (parameters as u32 & 0x7f)
        | if special { SPECIAL } else { 0 }
        | (other_locals as u32) << 8
        | (frame_words as u32) << 16
}

/// A code object read from bytes: the parts, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    bytes: &'a [u8],
    flags: u8,
    length: usize,
}

/// One entry of the exception table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// First byte covered.
    pub start: u16,
    /// First byte no longer covered.
    pub end: u16,
    /// Where control goes.
    pub target: u16,
    /// Items of the stack kept; the exception is pushed above them.
    pub depth: u16,
}

fn word(bytes: &[u8], index: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(index * 4..index * 4 + 4)?.try_into().ok()?,
    ))
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

impl<'a> Code<'a> {
    /// Reads a code object that takes exactly `bytes`; `None` if a part of it lies outside.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let header = word(bytes, 1)?;
        if crate::kind::kind_number(header) != crate::kind::Kind::Code as u8
            || crate::kind::size_words(header) as usize * 4 != bytes.len()
        {
            return None;
        }
        let code = Code {
            bytes,
            flags: crate::kind::flags(header),
            length: (word(bytes, 2)? >> 16) as usize,
        };
        let used = code.names_offset()
            + if code.flags & NO_NAMES == 0 {
                2 * code.parameters()
            } else {
                0
            };
        let tail = if code.flags & HANDLERS != 0 {
            2 + 8 * code.handler_count()
        } else {
            0
        };
        (code.length > 0 && used + tail <= bytes.len()).then_some(code)
    }

    /// The flags of its header.
    #[must_use]
    pub const fn flags(&self) -> u8 {
        self.flags
    }

    /// The frame word.
    #[must_use]
    pub fn frame_word(&self) -> u32 {
        word(self.bytes, 0).unwrap_or(0)
    }

    /// The code id.
    #[must_use]
    pub fn id(&self) -> u16 {
        word(self.bytes, 2).unwrap_or(0) as u16
    }

    /// Positional parameters.
    #[must_use]
    pub fn positional(&self) -> usize {
        (self.frame_word() & 0x7f) as usize
    }

    fn extension(&self) -> u32 {
        if self.flags & EXTENDED != 0 {
            word(self.bytes, 3).unwrap_or(0)
        } else {
            0
        }
    }

    /// Keyword-only parameters.
    #[must_use]
    pub fn keyword_only(&self) -> usize {
        (self.extension() & 0xff) as usize
    }

    /// How many of the positional parameters cannot be given by keyword.
    #[must_use]
    pub fn positional_only(&self) -> usize {
        (self.extension() >> 8 & 0xff) as usize
    }

    /// References to the tuples of constant defaults, positional and keyword-only; 0 for none.
    #[must_use]
    pub fn defaults(&self) -> (u32, u32) {
        if self.flags & DEFAULTS == 0 {
            return (0, 0);
        }
        let at = defaults_offset(self.flags) / 4;
        (
            word(self.bytes, at).unwrap_or(0),
            word(self.bytes, at + 1).unwrap_or(0),
        )
    }

    /// Cell slots, the last of the locals.
    #[must_use]
    pub fn cells(&self) -> usize {
        (self.extension() >> 16 & 0xff) as usize
    }

    /// Captured variables that the function's closure must have.
    #[must_use]
    pub fn captured(&self) -> usize {
        (self.extension() >> 24) as usize
    }

    /// Named parameters: positional and keyword-only.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.positional() + self.keyword_only()
    }

    /// All locals, parameters and cells included.
    #[must_use]
    pub fn locals(&self) -> usize {
        self.positional() + (self.frame_word() >> 8 & 0xff) as usize
    }

    /// Words of a frame: locals and stack.
    #[must_use]
    pub fn frame_words(&self) -> usize {
        (self.frame_word() >> 16) as usize
    }

    /// The instructions.
    #[must_use]
    pub fn instructions(&self) -> &'a [u8] {
        let start = instructions_offset(self.flags);
        self.bytes.get(start..start + self.length).unwrap_or(&[])
    }

    /// Byte offset of the parameter names in the object.
    #[must_use]
    pub fn names_offset(&self) -> usize {
        (instructions_offset(self.flags) + self.length).next_multiple_of(2)
    }

    /// The name of a parameter, by position.
    #[must_use]
    pub fn parameter_name(&self, index: usize) -> Option<u16> {
        if self.flags & NO_NAMES != 0 || index >= self.parameters() {
            return None;
        }
        half(self.bytes, self.names_offset() + 2 * index)
    }

    /// Entries of the exception table.
    #[must_use]
    pub fn handler_count(&self) -> usize {
        if self.flags & HANDLERS == 0 || self.bytes.len() < 2 {
            return 0;
        }
        half(self.bytes, self.bytes.len() - 2).map_or(0, usize::from)
    }

    /// An entry of the exception table, innermost first.
    #[must_use]
    pub fn handler(&self, index: usize) -> Option<Handler> {
        let count = self.handler_count();
        if index >= count {
            return None;
        }
        let at = self.bytes.len().checked_sub(2 + 8 * (count - index))?;
        Some(Handler {
            start: half(self.bytes, at)?,
            end: half(self.bytes, at + 2)?,
            target: half(self.bytes, at + 4)?,
            depth: half(self.bytes, at + 6)?,
        })
    }
}
