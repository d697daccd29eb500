//! Proof that an image is safe to run.
//!
//! [`verify`] looks at every byte the machine will ever read of an image. What it returns as [`Verified`] cannot make the
//! interpreter read or write outside a frame, an object or a table, whatever the program does; the interpreter therefore
//! takes operands as they stand. Time is linear in the length of the image, memory is what [`scratch_words`] says, and
//! nothing recurses.
//!
//! Proven, and need not be looked at again:
//! * instructions are whole and known, reachable jumps and handlers lead to instructions, control never runs off the end;
//! * the stack has one depth at each instruction, never below empty, never above what the frame word says; where an
//!   instruction that can raise is covered by a handler, the items which the handler keeps are below its operands;
//! * locals, cells, captured variables, names, code ids, globals, exceptions and natives are in range, and cell slots are
//!   touched by cell instructions only, so they always hold a cell;
//! * integers in the code are tagged words; shift counts are 0–30; the divisor of `modulo_int` is not 0;
//! * constants have the size, hash and normal form that [`crate::constant`] gives, references lead to a constant of a kind
//!   that may stand there and stands earlier, and the relocations are exactly those references.
//!
//! Left to the machine, because it depends on values: what kind of object an instruction meets (the items of a closure are
//! cells and as many as the code captures, the list under `list_append` is a list, the locals of `range_next` are integers),
//! how many arguments a callee takes, and whether a code id has code at all.
mod code;
mod constants;
mod flow;
mod reason;
mod scratch;

pub use self::reason::{Reason, Refusal};

use self::code::{code_objects, max_instructions};
use self::constants::Constants;
use self::scratch::Scratch;
use crate::image::{FRAGMENT, Image, LINKED};
use crate::{exceptions, names, natives, prelude};

/// What is there before an image is applied, and what the board carries: the ranges its numbers must lie in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Names in the register.
    pub names: u16,
    /// Exceptions in the tree.
    pub exceptions: u16,
    /// Code ids.
    pub codes: u16,
    /// Globals.
    pub globals: u16,
    /// Native groups the board carries: bit n for group n.
    pub native_groups: u32,
    /// What has been added to the references: 0 before relocation, afterwards where the image lies. A multiple of 4.
    pub relocated_by: u32,
}

impl Limits {
    /// What a program starts from on a board with these native groups.
    #[must_use]
    pub const fn of_program(native_groups: u32) -> Self {
        Self {
            names: names::COUNT,
            exceptions: exceptions::COUNT,
            codes: prelude::RESERVED,
            globals: 0,
            native_groups,
            relocated_by: 0,
        }
    }

    /// What is there once the image has been applied; `None` if a number would not fit 16 bits.
    fn after(self, image: &Image<'_>) -> Option<Self> {
        Some(Self {
            names: self.names.checked_add(image.names_added())?,
            exceptions: self.exceptions.checked_add(image.exceptions_added())?,
            codes: self.codes.checked_add(image.codes_added())?,
            globals: self.globals.checked_add(image.globals_added())?,
            ..self
        })
    }

    fn has_native(&self, id: u16) -> bool {
        natives::exists(id, self.native_groups)
    }
}

/// An image that [`verify`] has proven safe. Nothing else makes one.
#[derive(Clone, Copy, Debug)]
pub struct Verified<'a> {
    image: Image<'a>,
    after: Limits,
}

impl<'a> Verified<'a> {
    /// The image.
    #[must_use]
    pub const fn image(&self) -> Image<'a> {
        self.image
    }

    /// What is there once it has been applied.
    #[must_use]
    pub const fn after(&self) -> Limits {
        self.after
    }
}

/// Words of scratch memory that [`verify`] needs: one bit a word of constants, and nine bits a byte of the longest code.
#[must_use]
pub fn scratch_words(image: &Image<'_>) -> usize {
    usize::from(image.constant_words()).div_ceil(32) + scratch::code_words(max_instructions(image))
}

/// Proves an image safe to apply to a machine in which `limits` holds.
///
/// # Errors
/// The first thing found wrong, and where.
pub fn verify<'a>(
    image: Image<'a>,
    limits: &Limits,
    scratch: &mut [u32],
) -> Result<Verified<'a>, Refusal> {
    let after = header(&image, limits)?;
    let (starts, rest) = scratch
        .split_at_mut_checked(usize::from(image.constant_words()).div_ceil(32))
        .ok_or(Refusal::at(Reason::Scratch, 0))?;
    let mut constants = Constants::new(image, after, Scratch::new(starts));
    constants.code_references()?;
    constants.walk()?;
    constants.added_exceptions(limits.exceptions)?;
    constants.name_texts()?;
    constants.relocations_used_up()?;
    code_objects(&constants, rest)?;
    Ok(Verified { image, after })
}

/// Flags, starting counts, entry.
fn header(image: &Image<'_>, limits: &Limits) -> Result<Limits, Refusal> {
    let flags = image.flags();
    if flags & !(LINKED | FRAGMENT | crate::image::CLOSED) != 0
        || flags & (LINKED | FRAGMENT) == FRAGMENT
    {
        return Err(Refusal::at(Reason::Flags, 11));
    }
    if let Some(link) = image.link()
        && (link.names, link.exceptions, link.codes, link.globals)
            != (
                limits.names,
                limits.exceptions,
                limits.codes,
                limits.globals,
            )
    {
        return Err(Refusal::at(Reason::Stale, crate::image::HEADER_BYTES));
    }
    let after = limits.after(image).ok_or(Refusal::at(Reason::Counts, 24))?;
    if image.entry() >= after.codes {
        return Err(Refusal::at(Reason::Entry, 12));
    }
    Ok(after)
}
