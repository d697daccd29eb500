//! Writing the parts one after the other.

use super::{CodeSource, Constant, Item, Source, seal};
use crate::code::{
    DEFAULTS, EXTENDED, GENERATOR, VARARGS, VARKEYWORDS, defaults_offset, frame_word,
};
use crate::hash::fnv1a;
use crate::image::{FORMAT, HEADER_BYTES, LINK_BYTES, LINKED, MAGIC};
use crate::kind::{FLAG_IMAGE, FLAG_NEGATIVE, Kind, header_word};
use crate::op::Op;
use crate::operand::Class;

/// Bytes written one after the other; what does not fit is counted and lost.
struct Writer<'b> {
    place: &'b mut [u8],
    len: usize,
}

impl Writer<'_> {
    fn byte(&mut self, byte: u8) {
        if let Some(place) = self.place.get_mut(self.len) {
            *place = byte;
        }
        self.len += 1;
    }

    fn bytes(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.byte(byte));
    }

    fn half(&mut self, half: u16) {
        self.bytes(&half.to_le_bytes());
    }

    fn word(&mut self, word: u32) {
        self.bytes(&word.to_le_bytes());
    }

    fn plain(&mut self, halves: &[u16]) {
        halves.iter().for_each(|&half| self.half(half));
    }

    /// Half words, padded to a word.
    fn halves(&mut self, halves: &[u16]) {
        self.plain(halves);
        self.align(4);
    }

    fn text(&mut self, bytes: &[u8], characters: usize) {
        self.half(bytes.len() as u16);
        self.half(characters as u16);
        self.bytes(bytes);
        self.align(4);
    }

    fn align(&mut self, to: usize) {
        while !self.len.is_multiple_of(to) {
            self.byte(0);
        }
    }
}

impl Source<'_> {
    fn code_at(&self) -> usize {
        HEADER_BYTES + if self.link.is_some() { LINK_BYTES } else { 0 }
    }

    fn constants_at(&self) -> usize {
        self.code_at() + self.codes.iter().map(CodeSource::bytes).sum::<usize>()
    }

    /// Offset in words of a constant.
    fn constant_at(&self, index: u16) -> u16 {
        let before = self.constants.iter().take(index.into());
        (self.constants_at() / 4 + before.map(Constant::words).sum::<usize>()) as u16
    }

    fn optional_constant_at(&self, index: Option<u16>) -> u16 {
        index.map_or(0, |index| self.constant_at(index))
    }

    /// Writes the image; its length, or `None` if the buffer is too small.
    pub fn assemble(&self, buffer: &mut [u8]) -> Option<usize> {
        let mut writer = Writer {
            place: buffer,
            len: 0,
        };
        self.head(&mut writer);
        for code in self.codes {
            self.code(code, &mut writer);
        }
        for constant in self.constants {
            self.constant(constant, &mut writer, &mut |_| ());
        }
        for &(parent, name, message) in self.exceptions {
            let texts = [name, message].map(|text| self.optional_constant_at(text));
            writer.plain(&[parent, texts[0], texts[1], 0]);
        }
        for &(name, text) in self.name_texts {
            writer.half(name);
            writer.half(self.constant_at(text));
        }
        self.each_reference(&mut |at| writer.half((at / 4) as u16));
        writer.align(4);
        for &word in self.symbols {
            writer.word(word);
        }
        let len = writer.len;
        let image = buffer.get_mut(..len)?;
        seal(image);
        Some(len)
    }

    fn head(&self, writer: &mut Writer<'_>) {
        let mut references = 0_usize;
        self.each_reference(&mut |_| references += 1);
        let constant_words: usize = self.constants.iter().map(Constant::words).sum();
        let tables = 8 * self.exceptions.len()
            + 4 * self.name_texts.len()
            + (2 * references).next_multiple_of(4);
        let total = self.constants_at() / 4 + constant_words + tables / 4 + self.symbols.len();
        let linked = if self.link.is_some() { LINKED } else { 0 };
        writer.word(MAGIC);
        writer.word(0);
        writer.half(total as u16);
        writer.half(u16::from(FORMAT) | u16::from(self.flags | linked) << 8);
        let code_words = (self.constants_at() - self.code_at()) / 4;
        writer.plain(&[
            self.entry,
            references as u16,
            code_words as u16,
            constant_words as u16,
        ]);
        writer.plain(&[self.name_texts.len(), self.symbols.len()].map(|count| count as u16));
        writer.plain(&[
            self.names_added,
            self.exceptions.len() as u16,
            self.codes_added,
            self.globals_added,
        ]);
        if let Some(link) = self.link {
            writer.plain(&[link.names, link.exceptions, link.codes, link.globals]);
            writer.word(link.chain);
            writer.word(link.symbols);
        }
    }

    fn code(&self, code: &CodeSource<'_>, writer: &mut Writer<'_>) {
        let flags = code.all_flags();
        let special = flags & (EXTENDED | VARARGS | VARKEYWORDS | GENERATOR) != 0;
        let locals = u16::from(code.positional) + u16::from(code.other_locals);
        writer.word(frame_word(
            code.positional,
            special,
            code.other_locals,
            locals + code.stack,
        ));
        let start = writer.len - 4;
        writer.word(header_word((code.bytes() / 4) as u16, Kind::Code, flags));
        writer.word(u32::from(code.id) | (code.position(usize::MAX) as u32) << 16);
        if flags & EXTENDED != 0 {
            writer.bytes(&[
                code.keyword_only,
                code.positional_only,
                code.cells,
                code.captured,
            ]);
        }
        if flags & DEFAULTS != 0 {
            for constant in [code.defaults, code.keyword_defaults] {
                writer.word(u32::from(self.optional_constant_at(constant)) * 4);
            }
        }
        for (index, op) in code.body.iter().enumerate() {
            let end = code.position(index + 1);
            self.instruction(*op, code, end, writer);
        }
        writer.align(2);
        for &name in code.names {
            writer.half(name);
        }
        if !code.handlers.is_empty() {
            let tail = 2 + 8 * code.handlers.len();
            while writer.len < start + code.bytes() - tail {
                writer.byte(0);
            }
            for handler in code.handlers {
                writer.plain(
                    &[handler.start, handler.end, handler.target]
                        .map(|index| code.position(index.into()) as u16),
                );
                writer.half(handler.depth);
            }
            writer.half(code.handlers.len() as u16);
        }
        writer.align(4);
    }

    /// An instruction with its constant and jump put in place of their indices; `end` is where it ends in its code.
    fn instruction(&self, op: Op, code: &CodeSource<'_>, end: usize, writer: &mut Writer<'_>) {
        let (mut bytes, mut len) = ([0u8; 8], 0);
        op.encode(&mut |byte| {
            bytes[len] = byte;
            len += 1;
        });
        let next_word = (writer.len + len) / 4;
        op.classes(&mut |class, number| match class {
            Class::Constant => {
                // A constant comes first of the operands, or after the two counts of a call with keywords.
                let counts = matches!(op, Op::CallKeyword { .. } | Op::CallMethodKeyword { .. });
                let place = if counts { 3 } else { 1 };
                let distance = self
                    .constant_at(number as u16)
                    .wrapping_sub(next_word as u16);
                bytes[place..place + 2].copy_from_slice(&distance.to_le_bytes());
            }
            // A distance is the last operand.
            Class::Distance => {
                let distance = code.position(number as usize).abs_diff(end) as u16;
                bytes[len - 2..len].copy_from_slice(&distance.to_le_bytes());
            }
            _ => (),
        });
        writer.bytes(&bytes[..len]);
    }

    /// Hands the byte offset of every reference to `each`, ascending.
    fn each_reference(&self, each: &mut dyn FnMut(usize)) {
        let mut at = self.code_at();
        for code in self.codes {
            let first = at + defaults_offset(code.all_flags());
            for (constant, at) in [(code.defaults, first), (code.keyword_defaults, first + 4)] {
                if constant.is_some() {
                    each(at);
                }
            }
            at += code.bytes();
        }
        let mut nowhere = Writer {
            place: &mut [],
            len: self.constants_at(),
        };
        for constant in self.constants {
            self.constant(constant, &mut nowhere, each);
        }
    }

    fn constant(
        &self,
        constant: &Constant<'_>,
        writer: &mut Writer<'_>,
        each: &mut dyn FnMut(usize),
    ) {
        let (hash, flag) = match constant {
            Constant::Str(text) => (fnv1a(text.as_bytes()), 0),
            Constant::Bytes(bytes) => (fnv1a(bytes), 0),
            Constant::BigInt { negative: true, .. } => (0, FLAG_NEGATIVE),
            _ => (0, 0),
        };
        writer.word(hash);
        writer.word(header_word(
            constant.words() as u16,
            constant.kind(),
            FLAG_IMAGE | flag,
        ));
        let mut reference = |index: Option<u16>, writer: &mut Writer<'_>| {
            if index.is_some() {
                each(writer.len);
            }
            writer.word(u32::from(self.optional_constant_at(index)) * 4);
        };
        match *constant {
            Constant::BigInt { limbs, .. } => limbs.iter().for_each(|&limb| writer.word(limb)),
            Constant::Float(value) => writer.bytes(&value.to_le_bytes()),
            Constant::Str(text) => writer.text(text.as_bytes(), text.chars().count()),
            Constant::Bytes(bytes) => writer.text(bytes, 0),
            Constant::Tuple(items) => {
                writer.word(items.len() as u32);
                for item in items {
                    match *item {
                        Item::Word(word) => writer.word(word),
                        Item::Constant(index) => reference(Some(index), writer),
                    }
                }
            }
            Constant::Exception { index, arguments } => {
                writer.word(index.into());
                reference(Some(arguments), writer);
                writer.word(0);
                writer.word(0);
            }
            Constant::Names(names) => {
                writer.word(names.len() as u32);
                writer.halves(names);
            }
            Constant::ClassInfo { name, text, slots } => {
                writer.half(name);
                writer.half(slots.len() as u16);
                reference(text, writer);
                writer.halves(slots);
            }
            Constant::Module { text, globals } => {
                writer.word(globals.len() as u32);
                reference(text, writer);
                for &(name, global) in globals {
                    writer.half(name);
                    writer.half(global);
                }
            }
        }
    }
}
