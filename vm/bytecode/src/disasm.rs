//! An image as text, code by code, for people and for snapshots. Host side only: a board never formats text.

use core::fmt::{self, Write};

use crate::code::{Code, Handler};
use crate::image::Image;
use crate::kind::{self, Kind};
use crate::op::Op;
use crate::operand::Class;
use crate::value::{self, Tag};
use crate::{exceptions, names, natives, prelude};

/// What the host knows beyond the image. Everything may be unknown.
pub trait Symbols {
    /// Qualified name of a code.
    fn code(&self, id: u16) -> Option<&str>;
    /// Text of a name that is not a fixed one.
    fn name(&self, number: u16) -> Option<&str>;
    /// Name of a global slot.
    fn global(&self, slot: u16) -> Option<&str>;
    /// Name of an exception that is not a built-in one.
    fn exception(&self, index: u16) -> Option<&str>;
    /// Line of source at an instruction, counted from 1.
    fn line(&self, code: u16, offset: u16) -> Option<u32>;
    /// Whether a code is to be listed.
    fn is_listed(&self, _code: u16) -> bool {
        true
    }
}

/// Nothing is known beyond the image.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSymbols;

impl Symbols for NoSymbols {
    fn code(&self, _: u16) -> Option<&str> {
        None
    }
    fn name(&self, _: u16) -> Option<&str> {
        None
    }
    fn global(&self, _: u16) -> Option<&str> {
        None
    }
    fn exception(&self, _: u16) -> Option<&str> {
        None
    }
    fn line(&self, _: u16, _: u16) -> Option<u32> {
        None
    }
}

/// How deep tuples are written out.
const TUPLE_DEPTH: u32 = 4;

/// Writes every code of an image in order. A malformed part is written as `?`.
///
/// # Errors
/// What the sink returns.
pub fn disassemble(image: &Image<'_>, symbols: &dyn Symbols, out: &mut dyn Write) -> fmt::Result {
    let mut listing = Listing {
        image,
        symbols,
        out,
    };
    let mut first = true;
    for (at, object) in image.objects(image.code_at(), image.constants_at()) {
        let code = Code::parse(object);
        if code.is_some_and(|code| !symbols.is_listed(code.id())) {
            continue;
        }
        if !first {
            listing.out.write_char('\n')?;
        }
        first = false;
        match code {
            Some(code) => listing.code(&code, at)?,
            None => writeln!(listing.out, "? at {at}")?,
        }
    }
    Ok(())
}

struct Listing<'l> {
    image: &'l Image<'l>,
    symbols: &'l dyn Symbols,
    out: &'l mut dyn Write,
}

impl<'l> Listing<'l> {
    fn code(&mut self, code: &Code<'_>, at: usize) -> fmt::Result {
        let start = at + crate::code::instructions_offset(code.flags());
        write!(self.out, "code ")?;
        self.code_name(code.id())?;
        self.signature(code)?;
        writeln!(
            self.out,
            " locals {} stack {}",
            code.locals(),
            code.frame_words().saturating_sub(code.locals())
        )?;
        let bytes = code.instructions();
        let (mut offset, mut line) = (0, None);
        while offset < bytes.len() {
            let now = self.symbols.line(code.id(), offset as u16);
            match now.filter(|_| now != line) {
                Some(number) => write!(self.out, "{number:5} ")?,
                None => write!(self.out, "      ")?,
            }
            line = now.or(line);
            let Some(op) = Op::decode(bytes, offset) else {
                return writeln!(self.out, "{offset:5}  ?");
            };
            self.instruction(op, offset, start)?;
            offset += op.size();
        }
        for handler in (0..).map_while(|index| code.handler(index)) {
            let Handler {
                start,
                end,
                target,
                depth,
            } = handler;
            writeln!(
                self.out,
                "      {start}..{end} raises to {target} keeping {depth}"
            )?;
        }
        Ok(())
    }

    fn signature(&mut self, code: &Code<'_>) -> fmt::Result {
        use crate::code::{GENERATOR, VARARGS, VARKEYWORDS};
        self.out.write_char('(')?;
        let mut first = true;
        let mut separate = |out: &mut dyn Write| -> fmt::Result {
            let comma = if first { "" } else { ", " };
            first = false;
            out.write_str(comma)
        };
        for index in 0..code.parameters() {
            if index == code.positional() && code.flags() & VARARGS == 0 {
                separate(self.out)?;
                self.out.write_char('*')?;
            } else if index == code.positional() {
                separate(self.out)?;
                self.out.write_str("*args")?;
            }
            separate(self.out)?;
            match code.parameter_name(index) {
                Some(name) => self.name(name)?,
                None => write!(self.out, "{index}")?,
            }
            if index + 1 == code.positional_only() {
                separate(self.out)?;
                self.out.write_char('/')?;
            }
        }
        if code.flags() & VARARGS != 0 && code.keyword_only() == 0 {
            separate(self.out)?;
            self.out.write_str("*args")?;
        }
        if code.flags() & VARKEYWORDS != 0 {
            separate(self.out)?;
            self.out.write_str("**kwargs")?;
        }
        self.out.write_char(')')?;
        if code.flags() & GENERATOR != 0 {
            self.out.write_str(" generator")?;
        }
        for (count, what) in [(code.cells(), "cells"), (code.captured(), "captured")] {
            if count > 0 {
                write!(self.out, " {what} {count}")?;
            }
        }
        Ok(())
    }

    fn instruction(&mut self, op: Op, offset: usize, start: usize) -> fmt::Result {
        write!(self.out, "{offset:5}  {}", op.name())?;
        let mut pad = 22_usize.saturating_sub(op.name().len()).max(1);
        let next = offset + op.size();
        let mut result = Ok(());
        op.classes(&mut |class, number| {
            // A distance counts from the end of the instruction, backward for some instructions.
            let number = op
                .jump()
                .filter(|_| class == Class::Distance)
                .unwrap_or(number);
            if result.is_ok() {
                result = write!(self.out, "{:pad$}", "")
                    .and_then(|()| self.operand(class, number, next, start));
            }
            pad = 1;
        });
        result?;
        self.out.write_char('\n')
    }

    fn operand(&mut self, class: Class, number: i32, next: usize, start: usize) -> fmt::Result {
        let half = number as u16;
        match class {
            Class::Global => match self.symbols.global(half) {
                Some(text) => self.out.write_str(text),
                None => write!(self.out, "global_{half}"),
            },
            Class::Name => self.name(half),
            Class::Code => self.code_name(half),
            Class::Native => self.native(half),
            Class::Type => self.type_name(number as u8),
            Class::Exception => self.exception(half),
            Class::Integer => write!(self.out, "{}", value::small_int_value(number as u32)),
            Class::Distance => write!(self.out, "-> {}", next as i64 + i64::from(number)),
            Class::Constant => {
                self.constant(((start + next) / 4 + usize::from(half)) * 4, TUPLE_DEPTH)
            }
            Class::Local
            | Class::CellSlot
            | Class::Free
            | Class::Count
            | Class::Depth
            | Class::Flags => write!(self.out, "{number}"),
        }
    }

    fn name(&mut self, number: u16) -> fmt::Result {
        let fixed = names::TEXTS.get(usize::from(number)).copied();
        match fixed.or_else(|| self.symbols.name(number)) {
            Some(text) => self.out.write_str(text),
            None => write!(self.out, "name_{number}"),
        }
    }

    fn code_name(&mut self, id: u16) -> fmt::Result {
        let row = prelude::ROWS.get(usize::from(id)).map(|row| row.name);
        match self.symbols.code(id).or(row) {
            Some(text) => self.out.write_str(text),
            None => write!(self.out, "code_{id}"),
        }
    }

    fn exception(&mut self, index: u16) -> fmt::Result {
        let built_in = exceptions::NAMES.get(usize::from(index)).copied();
        match built_in.or_else(|| self.symbols.exception(index)) {
            Some(text) => self.out.write_str(text),
            None => write!(self.out, "exception_{index}"),
        }
    }

    fn native(&mut self, id: u16) -> fmt::Result {
        match natives::find(id) {
            Some(row) => write!(self.out, "{:?}.{}", row.space, row.name),
            None => write!(self.out, "native_{id:#06x}"),
        }
    }

    fn type_name(&mut self, number: u8) -> fmt::Result {
        match Kind::from_number(number) {
            Some(kind) => self.out.write_str(kind.type_name()),
            None => write!(self.out, "type_{number}"),
        }
    }

    fn bytes(&self, at: usize, len: usize) -> &'l [u8] {
        self.image.bytes().get(at..at + len).unwrap_or(&[])
    }

    fn half(&self, at: usize) -> u16 {
        self.bytes(at, 2).try_into().map_or(0, u16::from_le_bytes)
    }

    fn word(&self, at: usize) -> u32 {
        self.bytes(at, 4).try_into().map_or(0, u32::from_le_bytes)
    }

    /// A constant that begins at a byte of the image.
    fn constant(&mut self, at: usize, depth: u32) -> fmt::Result {
        let header = self.word(at + 4);
        let count = self.half(at + 8);
        match Kind::from_number(kind::kind_number(header)) {
            Some(Kind::Str) => {
                let text = core::str::from_utf8(self.bytes(at + 12, count.into())).unwrap_or("?");
                write!(self.out, "{text:?}")
            }
            Some(Kind::Bytes) => {
                let bytes = self.bytes(at + 12, count.into());
                write!(self.out, "b\"{}\"", bytes.escape_ascii())
            }
            Some(Kind::Float) => {
                let bits = u64::from(self.word(at + 8)) | u64::from(self.word(at + 12)) << 32;
                write!(self.out, "{:?}", f64::from_bits(bits))
            }
            Some(Kind::BigInt) => self.big_int(at, header),
            Some(Kind::Tuple) => self.tuple(at, count, depth),
            Some(Kind::Exception) => {
                self.exception(count)?;
                self.constant(self.word(at + 12) as usize, depth)
            }
            Some(Kind::Names) => self.list(at + 12, count),
            Some(Kind::ClassInfo) => {
                self.out.write_str("class ")?;
                self.name(count)?;
                self.list(at + 16, self.half(at + 10))
            }
            Some(Kind::Module) if self.word(at + 12) != 0 => {
                self.out.write_str("module ")?;
                self.constant(self.word(at + 12) as usize, depth)
            }
            Some(Kind::Module) => self.out.write_str("module"),
            _ => self.out.write_char('?'),
        }
    }

    fn big_int(&mut self, at: usize, header: u32) -> fmt::Result {
        if kind::flags(header) & kind::FLAG_NEGATIVE != 0 {
            self.out.write_char('-')?;
        }
        self.out.write_str("0x")?;
        let limbs = (kind::size_words(header) as usize).saturating_sub(2);
        for index in (0..limbs).rev() {
            let limb = self.word(at + 8 + 4 * index);
            if index + 1 == limbs {
                write!(self.out, "{limb:x}")?;
            } else {
                write!(self.out, "{limb:08x}")?;
            }
        }
        Ok(())
    }

    fn list(&mut self, at: usize, count: u16) -> fmt::Result {
        self.out.write_char('(')?;
        for index in 0..usize::from(count) {
            if index > 0 {
                self.out.write_char(' ')?;
            }
            self.name(self.half(at + 2 * index))?;
        }
        self.out.write_char(')')
    }

    fn tuple(&mut self, at: usize, count: u16, depth: u32) -> fmt::Result {
        if depth == 0 {
            return self.out.write_str("(...)");
        }
        self.out.write_char('(')?;
        for index in 0..usize::from(count) {
            if index > 0 {
                self.out.write_str(", ")?;
            }
            self.value(self.word(at + 12 + 4 * index), depth - 1)?;
        }
        self.out.write_str(if count == 1 { ",)" } else { ")" })
    }

    fn value(&mut self, word: u32, depth: u32) -> fmt::Result {
        if value::is_small_int(word) {
            return write!(self.out, "{}", value::small_int_value(word));
        }
        if value::is_reference(word) {
            return self.constant(word as usize, depth);
        }
        let payload = value::payload(word);
        match (word, value::tag(word)) {
            (value::NONE, _) => self.out.write_str("None"),
            (value::TRUE, _) => self.out.write_str("True"),
            (value::FALSE, _) => self.out.write_str("False"),
            (value::ELLIPSIS, _) => self.out.write_str("..."),
            (value::MISSING, _) => self.out.write_str("MISSING"),
            (_, Some(Tag::Exception)) => self.exception(payload),
            (_, Some(Tag::Native)) => self.native(payload),
            (_, Some(Tag::Type)) => self.type_name(payload as u8),
            (_, Some(Tag::Function)) => self.code_name(payload),
            _ => write!(self.out, "{word:#010x}"),
        }
    }
}
