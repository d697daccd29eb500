//! Constants as objects of the image ([`bytecode::constant`]).

use bytecode::kind::{FLAG_IMAGE, FLAG_NEGATIVE, Kind, header_word};
use bytecode::{hash, value};
use num_bigint::Sign;
use num_traits::ToPrimitive;

use super::{Layout, Placed, TooLarge, half, words};
use crate::emit::ConstantId;
use crate::pool::Entry;
use crate::tree::Constant;

impl Layout {
    pub(super) fn entry(
        &mut self,
        id: ConstantId,
        placed: &mut Placed<'_>,
    ) -> Result<usize, TooLarge> {
        let Some(entry) = placed.pool.get(id) else {
            return Ok(0);
        };
        let at = match entry {
            Entry::Value(value) => self.value(value, placed)?,
            Entry::Names(names) => {
                let at = self.open();
                self.halves(half(names.len())?, 0);
                for name in names {
                    self.bytes.extend(name.to_le_bytes());
                }
                self.close(at, 0, Kind::Names, 0)?
            }
            Entry::ClassInfo { name, text, slots } => {
                let text = self.value(&Constant::Str(text.clone()), placed)?;
                let at = self.open();
                self.halves(*name, half(slots.len())?);
                self.reference(text)?;
                for slot in slots {
                    self.bytes.extend(slot.to_le_bytes());
                }
                self.close(at, 0, Kind::ClassInfo, 0)?
            }
            Entry::Exception { index, arguments } => {
                let arguments = self.value(&Constant::Tuple(arguments.clone()), placed)?;
                let at = self.open();
                self.halves(*index, 0);
                self.reference(arguments)?;
                self.word(0);
                self.word(0);
                self.close(at, 0, Kind::Exception, 0)?
            }
            Entry::Module { text, members } => {
                let text = self.value(&Constant::Str(text.clone()), placed)?;
                let at = self.open();
                self.halves(half(members.len())?, 0);
                self.reference(text)?;
                for (name, global) in members {
                    self.halves(*name, *global);
                }
                self.close(at, 0, Kind::Module, 0)?
            }
        };
        self.places.insert(id, at);
        Ok(at)
    }

    /// Begins an object: two words that `close` fills in.
    fn open(&mut self) -> usize {
        let at = self.bytes.len();
        self.word(0);
        self.word(0);
        at
    }

    fn close(&mut self, at: usize, first: u32, kind: Kind, flags: u8) -> Result<usize, TooLarge> {
        self.pad();
        let size = words(self.bytes.len() - at)?;
        self.bytes[at..at + 4].copy_from_slice(&first.to_le_bytes());
        let header = header_word(size, kind, flags | FLAG_IMAGE);
        self.bytes[at + 4..at + 8].copy_from_slice(&header.to_le_bytes());
        Ok(at)
    }

    /// A word that refers to an object of the image.
    fn reference(&mut self, object: usize) -> Result<(), TooLarge> {
        self.relocations.push(words(self.bytes.len())?);
        self.word(u32::try_from(object).map_err(|_| TooLarge::Image)?);
        Ok(())
    }

    /// Where a value that is an object stands, placed now if it is not yet.
    pub(super) fn value(
        &mut self,
        value: &Constant,
        placed: &mut Placed<'_>,
    ) -> Result<usize, TooLarge> {
        if let Some(at) = placed.values.get(value) {
            return Ok(*at);
        }
        let at = match value {
            Constant::Str(text) => {
                let at = self.open();
                self.halves(half(text.len())?, half(text.chars().count())?);
                self.bytes.extend(text.as_bytes());
                self.close(at, hash::fnv1a(text.as_bytes()), Kind::Str, 0)?
            }
            Constant::Bytes(bytes) => {
                let at = self.open();
                self.halves(half(bytes.len())?, 0);
                self.bytes.extend(bytes.iter());
                self.close(at, hash::fnv1a(bytes), Kind::Bytes, 0)?
            }
            Constant::Float(float) => {
                let at = self.open();
                self.bytes.extend(float.to_bits().to_le_bytes());
                self.close(at, 0, Kind::Float, 0)?
            }
            Constant::Int(int) => {
                let (sign, limbs) = int.to_u32_digits();
                let at = self.open();
                for limb in limbs {
                    self.word(limb);
                }
                let flags = if sign == Sign::Minus {
                    FLAG_NEGATIVE
                } else {
                    0
                };
                self.close(at, 0, Kind::BigInt, flags)?
            }
            Constant::Tuple(items) => self.tuple(items, placed)?,
            Constant::None
            | Constant::Bool(_)
            | Constant::Ellipsis
            | Constant::NotImplemented
            | Constant::Missing => return Ok(0),
        };
        placed.values.insert(value.clone(), at);
        Ok(at)
    }

    fn tuple(&mut self, items: &[Constant], placed: &mut Placed<'_>) -> Result<usize, TooLarge> {
        let mut items_at = Vec::with_capacity(items.len());
        for item in items {
            items_at.push(match immediate(item) {
                Some(word) => (word, false),
                None => (
                    u32::try_from(self.value(item, placed)?).map_err(|_| TooLarge::Image)?,
                    true,
                ),
            });
        }
        let at = self.open();
        self.halves(half(items.len())?, 0);
        for (word, reference) in items_at {
            if reference {
                self.reference(word as usize)?;
            } else {
                self.word(word);
            }
        }
        self.close(at, 0, Kind::Tuple, 0)
    }
}

/// The word of a constant that is no object.
fn immediate(value: &Constant) -> Option<u32> {
    match value {
        Constant::None => Some(value::NONE),
        Constant::Bool(true) => Some(value::TRUE),
        Constant::Bool(false) => Some(value::FALSE),
        Constant::Ellipsis => Some(value::ELLIPSIS),
        Constant::NotImplemented => Some(value::NOT_IMPLEMENTED),
        Constant::Missing => Some(value::MISSING),
        Constant::Int(int) => value::small_int(int.to_i64()?),
        _ => None,
    }
}
