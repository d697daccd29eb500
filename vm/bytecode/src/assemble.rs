//! An image from its parts, for tests and tools that write bytecode by hand.
//!
//! The parts are slices and the image goes to a buffer of the caller's, so this needs no memory of its own and can be used
//! from the tests of every crate. In the instructions of a [`CodeSource`] operands mean what they mean in an image, but for
//! two: a [`Const`](crate::operand::Const) is the index of a constant in [`Source::constants`], and a jump is the index of
//! the instruction it leads to. Handlers give indices of instructions too. Nothing is checked: a bad image can be made.
mod write;

use crate::code::{DEFAULTS, EXTENDED, HANDLERS, Handler, NO_NAMES};
use crate::constant::text_words;
use crate::image::{Link, checksum};
use crate::kind::{FLAG_IMAGE, Kind};
use crate::op::Op;

/// A word of a constant tuple.
#[derive(Clone, Copy, Debug)]
pub enum Item {
    /// The word as it stands.
    Word(u32),
    /// A reference to a constant, by index.
    Constant(u16),
}

/// A constant, by kind. Indices of other constants may be left out where the format allows 0.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the table of layouts says it")]
pub enum Constant<'s> {
    BigInt {
        negative: bool,
        limbs: &'s [u32],
    },
    Float(f64),
    Str(&'s str),
    Bytes(&'s [u8]),
    Tuple(&'s [Item]),
    Exception {
        index: u16,
        arguments: u16,
    },
    Names(&'s [u16]),
    ClassInfo {
        name: u16,
        text: Option<u16>,
        slots: &'s [u16],
    },
    Module {
        text: Option<u16>,
        globals: &'s [(u16, u16)],
    },
}

/// A code object. The flags that follow from the other fields need not be given.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs, reason = "the layout of a code object says it")]
pub struct CodeSource<'s> {
    pub id: u16,
    pub flags: u8,
    pub positional: u8,
    pub keyword_only: u8,
    pub positional_only: u8,
    pub cells: u8,
    pub captured: u8,
    /// Locals beyond the parameters, cells included.
    pub other_locals: u8,
    /// Deepest stack.
    pub stack: u16,
    /// Names of the parameters; none leaves them out.
    pub names: &'s [u16],
    /// The constant tuple of defaults of the last positional parameters.
    pub defaults: Option<u16>,
    /// The constant tuple of defaults of the keyword-only parameters.
    pub keyword_defaults: Option<u16>,
    pub body: &'s [Op],
    pub handlers: &'s [Handler],
}

/// All of an image.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs, reason = "the layout of an image says it")]
pub struct Source<'s> {
    pub flags: u8,
    pub link: Option<Link>,
    pub entry: u16,
    pub codes: &'s [CodeSource<'s>],
    pub constants: &'s [Constant<'s>],
    /// Parent, and the constants of the name's text and of the message.
    pub exceptions: &'s [(u16, Option<u16>, Option<u16>)],
    /// Name and the constant of its text.
    pub name_texts: &'s [(u16, u16)],
    pub names_added: u16,
    pub codes_added: u16,
    pub globals_added: u16,
    pub symbols: &'s [u32],
}

impl CodeSource<'_> {
    fn all_flags(&self) -> u8 {
        let extended = self.keyword_only | self.positional_only | self.cells | self.captured != 0;
        self.flags
            | FLAG_IMAGE
            | if extended { EXTENDED } else { 0 }
            | if self.defaults.is_some() || self.keyword_defaults.is_some() {
                DEFAULTS
            } else {
                0
            }
            | if self.handlers.is_empty() {
                0
            } else {
                HANDLERS
            }
            | if self.names.is_empty() && self.positional + self.keyword_only > 0 {
                NO_NAMES
            } else {
                0
            }
    }

    /// Bytes from the first instruction up to the instruction with an index.
    fn position(&self, index: usize) -> usize {
        self.body.iter().take(index).map(Op::size).sum()
    }

    fn bytes(&self) -> usize {
        let start = crate::code::instructions_offset(self.all_flags());
        let names = (start + self.position(usize::MAX)).next_multiple_of(2);
        let handlers = if self.handlers.is_empty() {
            0
        } else {
            2 + 8 * self.handlers.len()
        };
        (names + 2 * self.names.len() + handlers).next_multiple_of(4)
    }
}

impl Constant<'_> {
    fn words(&self) -> usize {
        match self {
            Constant::BigInt { limbs, .. } => 2 + limbs.len(),
            Constant::Float(_) => 4,
            Constant::Str(text) => text_words(text.len()),
            Constant::Bytes(bytes) => text_words(bytes.len()),
            Constant::Tuple(items) => 3 + items.len(),
            Constant::Exception { .. } => 6,
            Constant::Names(names) => 3 + names.len().div_ceil(2),
            Constant::ClassInfo { slots, .. } => 4 + slots.len().div_ceil(2),
            Constant::Module { globals, .. } => 4 + globals.len(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Constant::BigInt { .. } => Kind::BigInt,
            Constant::Float(_) => Kind::Float,
            Constant::Str(_) => Kind::Str,
            Constant::Bytes(_) => Kind::Bytes,
            Constant::Tuple(_) => Kind::Tuple,
            Constant::Exception { .. } => Kind::Exception,
            Constant::Names(_) => Kind::Names,
            Constant::ClassInfo { .. } => Kind::ClassInfo,
            Constant::Module { .. } => Kind::Module,
        }
    }
}

/// Puts the checksum in its place, so that whatever else was changed in an image is not seen by it.
pub fn seal(image: &mut [u8]) {
    let sum = checksum(image);
    if let Some(place) = image.get_mut(4..8) {
        place.copy_from_slice(&sum.to_le_bytes());
    }
}
