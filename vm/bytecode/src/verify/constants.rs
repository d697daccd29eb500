//! Constants, and what of the container refers to them.

use super::scratch::Scratch;
use super::{Limits, Reason, Refusal};
use crate::code::{DEFAULTS, defaults_offset};
use crate::constant::text_words;
use crate::hash::fnv1a;
use crate::image::Image;
use crate::kind::{self, FLAG_IMAGE, FLAG_NEGATIVE, Kind};
use crate::value::{self, Tag};

/// Largest magnitude of an integer in 32-bit limbs: 32 Ki bits.
const LIMBS_MAX: usize = 1024;

/// A walk over the constants, and afterwards the knowledge where each begins.
pub(super) struct Constants<'a, 's> {
    pub(super) image: Image<'a>,
    pub(super) limits: Limits,
    /// A bit for each word of the section in which a checked constant begins.
    starts: Scratch<'s>,
    next_relocation: u16,
}

fn refuse<T>(reason: Reason, at: usize) -> Result<T, Refusal> {
    Err(Refusal::at(reason, at))
}

fn check(holds: bool, reason: Reason, at: usize) -> Result<(), Refusal> {
    if holds { Ok(()) } else { refuse(reason, at) }
}

/// Whether a kind can be loaded or stand in a tuple.
pub(super) const fn is_value(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::BigInt
            | Kind::Float
            | Kind::Str
            | Kind::Bytes
            | Kind::Tuple
            | Kind::Exception
            | Kind::Module
    )
}

/// Whether a kind number names a type that a program can hold.
pub(super) fn is_type(number: u8) -> bool {
    Kind::from_number(number).is_some_and(|kind| {
        !matches!(
            kind,
            Kind::Buffer
                | Kind::Frame
                | Kind::Code
                | Kind::Names
                | Kind::ClassInfo
                | Kind::Free
                | Kind::Image
                | Kind::Stack
                | Kind::Task
                | Kind::Table
        )
    })
}

impl<'a, 's> Constants<'a, 's> {
    pub(super) fn new(image: Image<'a>, limits: Limits, starts: Scratch<'s>) -> Self {
        Self {
            image,
            limits,
            starts,
            next_relocation: 0,
        }
    }

    fn half(&self, at: usize) -> u16 {
        self.image
            .bytes()
            .get(at..at + 2)
            .map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
    }

    fn word(&self, at: usize) -> u32 {
        u32::from(self.half(at)) | u32::from(self.half(at + 2)) << 16
    }

    /// Steps over the relocations of the references to constant defaults, which come before those of the constants.
    /// Where they lead is known only when the constants have been walked: see [`Self::defaults`].
    pub(super) fn code_references(&mut self) -> Result<(), Refusal> {
        let (from, to) = (self.image.code_at(), self.image.constants_at());
        for (at, _) in self.image.objects(from, to) {
            let flags = kind::flags(self.word(at + 4));
            if flags & DEFAULTS == 0 {
                continue;
            }
            let first = at + defaults_offset(flags);
            for reference in [first, first + 4] {
                if self.word(reference) != 0 || self.is_relocated(reference) {
                    check(self.is_relocated(reference), Reason::Relocation, reference)?;
                    self.next_relocation += 1;
                }
            }
        }
        Ok(())
    }

    /// Items of the tuple that a reference to constant defaults leads to, 0 if there is none.
    pub(super) fn defaults(&self, reference: u32) -> Option<usize> {
        if reference == 0 {
            return Some(0);
        }
        let target = reference.wrapping_sub(self.limits.relocated_by) as usize;
        let sound = target.is_multiple_of(4) && self.kind_at(target / 4) == Some(Kind::Tuple);
        sound.then(|| usize::from(self.half(target + 8)))
    }

    /// Checks every constant; what it leads to must stand before it.
    pub(super) fn walk(&mut self) -> Result<(), Refusal> {
        let (from, to) = (self.image.constants_at(), self.image.exceptions_at());
        let mut end = from;
        for (at, object) in self.image.objects(from, to) {
            self.constant(at, object)?;
            self.starts.set_bit((at - from) / 4);
            end = at + object.len();
        }
        check(end == to, Reason::Section, end)
    }

    fn constant(&mut self, at: usize, object: &'a [u8]) -> Result<(), Refusal> {
        let header = self.word(at + 4);
        let Some(kind) = Kind::from_number(kind::kind_number(header)) else {
            return refuse(Reason::ConstantKind, at);
        };
        let negative = if kind == Kind::BigInt {
            FLAG_NEGATIVE
        } else {
            0
        };
        let flags = kind::flags(header);
        check(flags & !negative == FLAG_IMAGE, Reason::ConstantFlags, at)?;
        let word0 = match kind {
            Kind::Str | Kind::Bytes => fnv1a(self.text(at, object, kind)?),
            _ => 0,
        };
        check(self.word(at) == word0, Reason::ConstantHash, at)?;
        match kind {
            Kind::BigInt => self.big_int(at, object.len(), flags & FLAG_NEGATIVE != 0),
            Kind::Float => check(object.len() == 16, Reason::ConstantSize, at),
            Kind::Str | Kind::Bytes => Ok(()),
            Kind::Tuple => self.tuple(at, object.len()),
            Kind::Exception => self.exception(at, object.len()),
            Kind::Names => self.names(at, 12, object.len()),
            Kind::ClassInfo => self.class_info(at, object.len()),
            Kind::Module => self.module(at, object.len()),
            _ => refuse(Reason::ConstantKind, at),
        }
    }

    /// The bytes of a text or bytes constant, whose shape is sound.
    fn text(&self, at: usize, object: &'a [u8], kind: Kind) -> Result<&'a [u8], Refusal> {
        let len = usize::from(self.half(at + 8));
        check(
            text_words(len) * 4 == object.len(),
            Reason::ConstantSize,
            at,
        )?;
        let (Some(bytes), Some(padding)) = (object.get(12..12 + len), object.get(12 + len..))
        else {
            return refuse(Reason::ConstantSize, at);
        };
        let count = usize::from(self.half(at + 10));
        if kind == Kind::Bytes {
            check(count == 0, Reason::Padding, at)?;
        } else {
            let characters = bytes.iter().filter(|&&b| b & 0xc0 != 0x80).count();
            let sound = characters == count && core::str::from_utf8(bytes).is_ok();
            check(sound, Reason::Text, at)?;
        }
        check(padding.iter().all(|&b| b == 0), Reason::Padding, at)?;
        Ok(bytes)
    }

    fn big_int(&self, at: usize, len: usize, negative: bool) -> Result<(), Refusal> {
        let limbs = (len - 8) / 4;
        check((1..=LIMBS_MAX).contains(&limbs), Reason::Integer, at)?;
        let last = self.word(at + len - 4);
        let word_max = value::SMALL_INT_MAX as u32 + u32::from(negative);
        let normal = if limbs == 1 {
            last > word_max
        } else {
            last != 0
        };
        check(normal, Reason::Integer, at)
    }

    fn tuple(&mut self, at: usize, len: usize) -> Result<(), Refusal> {
        let count = usize::from(self.half(at + 8));
        check(len == 12 + 4 * count, Reason::ConstantSize, at)?;
        check(self.half(at + 10) == 0, Reason::Padding, at)?;
        for item in (at + 12..at + len).step_by(4) {
            self.value_word(item)?;
        }
        Ok(())
    }

    fn exception(&mut self, at: usize, len: usize) -> Result<(), Refusal> {
        check(len == 24, Reason::ConstantSize, at)?;
        check(
            self.half(at + 8) < self.limits.exceptions,
            Reason::Exception,
            at,
        )?;
        let zero = self.half(at + 10) == 0 && self.word(at + 16) == 0 && self.word(at + 20) == 0;
        check(zero, Reason::Padding, at)?;
        self.reference(at + 12, |kind| kind == Kind::Tuple)
    }

    fn class_info(&mut self, at: usize, len: usize) -> Result<(), Refusal> {
        check(len >= 16, Reason::ConstantSize, at)?;
        check(self.half(at + 8) < self.limits.names, Reason::Name, at)?;
        self.reference_to_text(at + 12)?;
        self.name_list(at + 16, usize::from(self.half(at + 10)), at + len)
    }

    fn names(&self, at: usize, list: usize, len: usize) -> Result<(), Refusal> {
        check(len >= 12, Reason::ConstantSize, at)?;
        check(self.half(at + 10) == 0, Reason::Padding, at)?;
        self.name_list(at + list, usize::from(self.half(at + 8)), at + len)
    }

    /// Names in range, padded to a word, up to the object's end.
    fn name_list(&self, at: usize, count: usize, end: usize) -> Result<(), Refusal> {
        let full = at + 2 * count;
        check(full.next_multiple_of(4) == end, Reason::ConstantSize, at)?;
        for name in (at..full).step_by(2) {
            check(self.half(name) < self.limits.names, Reason::Name, name)?;
        }
        check(full == end || self.half(full) == 0, Reason::Padding, full)
    }

    fn module(&mut self, at: usize, len: usize) -> Result<(), Refusal> {
        let count = usize::from(self.half(at + 8));
        check(len == 16 + 4 * count, Reason::ConstantSize, at)?;
        check(self.half(at + 10) == 0, Reason::Padding, at)?;
        self.reference_to_text(at + 12)?;
        let mut before = None;
        for pair in (at + 16..at + len).step_by(4) {
            let name = self.half(pair);
            check(name < self.limits.names, Reason::Name, pair)?;
            check(
                self.half(pair + 2) < self.limits.globals,
                Reason::Global,
                pair,
            )?;
            check(before < Some(name), Reason::Order, pair)?;
            before = Some(name);
        }
        Ok(())
    }

    /// A word that a program will hold as a value.
    fn value_word(&mut self, at: usize) -> Result<(), Refusal> {
        let word = self.word(at);
        if self.is_relocated(at) {
            return self.reference(at, is_value);
        }
        if value::is_small_int(word) {
            return Ok(());
        }
        let (detail, payload) = (value::detail(word), value::payload(word));
        let limits = &self.limits;
        let sound = match value::tag(word) {
            Some(Tag::Singleton) => matches!(
                word,
                value::NONE | value::ELLIPSIS | value::MISSING | value::NOT_IMPLEMENTED
            ),
            Some(Tag::Bool) => matches!(word, value::FALSE | value::TRUE),
            Some(Tag::Exception) => detail <= 1 && payload < limits.exceptions,
            Some(Tag::Native) => detail == 0 && limits.has_native(payload),
            Some(Tag::Type) => detail == 0 && u8::try_from(payload).is_ok_and(is_type),
            Some(Tag::Function) => detail == 0 && payload < limits.codes,
            Some(Tag::Name | Tag::Link) | None => false,
        };
        check(sound, Reason::Word, at)
    }

    /// Whether the next relocation is that of the word at `at`.
    fn is_relocated(&self, at: usize) -> bool {
        self.image
            .relocation(self.next_relocation)
            .is_some_and(|word| usize::from(word) * 4 == at)
    }

    /// A reference, which must have its relocation and lead to an earlier constant of a kind that `allowed` takes.
    fn reference(&mut self, at: usize, allowed: fn(Kind) -> bool) -> Result<(), Refusal> {
        check(self.is_relocated(at), Reason::Relocation, at)?;
        self.next_relocation += 1;
        let target = self.word(at).wrapping_sub(self.limits.relocated_by) as usize;
        let sound = target.is_multiple_of(4) && self.kind_at(target / 4).is_some_and(allowed);
        check(sound, Reason::Reference, at)
    }

    fn reference_to_text(&mut self, at: usize) -> Result<(), Refusal> {
        if self.word(at) == 0 && !self.is_relocated(at) {
            return Ok(());
        }
        self.reference(at, |kind| kind == Kind::Str)
    }

    /// The kind of the checked constant that begins at a word of the image.
    pub(super) fn kind_at(&self, word: usize) -> Option<Kind> {
        let index = word.checked_sub(self.image.constants_at() / 4)?;
        if self.starts.bit(index) {
            Kind::from_number(kind::kind_number(self.word(word * 4 + 4)))
        } else {
            None
        }
    }

    /// Names a `Names` constant holds.
    pub(super) fn name_count(&self, word: usize) -> u16 {
        self.half(word * 4 + 8)
    }

    /// The exceptions added: parents first, texts are texts.
    pub(super) fn added_exceptions(&self, before: u16) -> Result<(), Refusal> {
        for index in 0..self.image.exceptions_added() {
            let at = self.image.exceptions_at() + usize::from(index) * 8;
            check(self.half(at) < before + index, Reason::Parent, at)?;
            self.text_at(at + 2, true)?;
            self.text_at(at + 4, true)?;
            check(self.half(at + 6) == 0, Reason::Padding, at)?;
        }
        Ok(())
    }

    /// The texts of names: ascending, in range.
    pub(super) fn name_texts(&self) -> Result<(), Refusal> {
        let mut before = None;
        for index in 0..self.image.name_text_count() {
            let at = self.image.name_texts_at() + usize::from(index) * 4;
            let name = self.half(at);
            check(name < self.limits.names, Reason::Name, at)?;
            check(before < Some(name), Reason::Order, at)?;
            before = Some(name);
            self.text_at(at + 2, false)?;
        }
        Ok(())
    }

    /// An offset in words that must lead to a text, or may be 0.
    fn text_at(&self, at: usize, optional: bool) -> Result<(), Refusal> {
        let word = usize::from(self.half(at));
        let sound = optional && word == 0 || self.kind_at(word) == Some(Kind::Str);
        check(sound, Reason::Reference, at)
    }

    /// Every relocation was met.
    pub(super) fn relocations_used_up(&self) -> Result<(), Refusal> {
        let all = self.next_relocation == self.image.relocation_count();
        check(all, Reason::Relocation, self.image.relocations_at())
    }
}
