//! Lays code, constants and registers out as an image ([`bytecode::image`]).

mod constants;

use std::collections::HashMap;

use bytecode::code::{
    DEFAULTS, EXTENDED, HANDLERS, NO_NAMES, VARARGS, VARKEYWORDS, defaults_offset, frame_word,
    instructions_offset,
};
use bytecode::image::{FORMAT, FRAGMENT, HEADER_BYTES, LINK_BYTES, LINKED, MAGIC, checksum};
use bytecode::kind::{FLAG_IMAGE, Kind, header_word};

use crate::emit::ConstantId;
use crate::generate::CodeObject;
use crate::pool::Pool;
use crate::program::{Lengths, Program};
use crate::tree::Constant;

/// Why an image cannot be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooLarge {
    /// The image has more words than the format counts.
    Image,
    /// A code object refers to a constant that is too far away.
    Distance,
}

/// What goes into an image.
pub(crate) struct Parts<'p> {
    pub(crate) codes: &'p [CodeObject],
    pub(crate) pool: &'p Pool,
    pub(crate) program: &'p Program,
    /// The registers before this image.
    pub(crate) before: Lengths,
    /// The chain before; 0 for a program.
    pub(crate) chain: u32,
    pub(crate) fragment: bool,
    pub(crate) entry: u16,
    /// Names whose texts the machine needs, ascending.
    pub(crate) texts: Vec<u16>,
}

/// The image's bytes.
pub(crate) fn lay_out(parts: &Parts<'_>) -> Result<Vec<u8>, TooLarge> {
    let mut layout = Layout {
        bytes: vec![0; HEADER_BYTES + LINK_BYTES],
        relocations: Vec::new(),
        places: HashMap::new(),
    };
    let code_start = layout.bytes.len();
    let mut fixups = Vec::new();
    for code in parts.codes {
        layout.code(code, &mut fixups)?;
    }
    let constants_start = layout.bytes.len();
    // Tuples and other constants refer to constants, so their parts come first.
    let mut pool = Placed {
        pool: parts.pool,
        values: HashMap::new(),
    };
    for index in 0..parts.pool.len() {
        let id = ConstantId(u32::try_from(index).unwrap_or(u32::MAX));
        layout.entry(id, &mut pool)?;
    }
    let exceptions: Vec<(u16, u16, u16)> = layout.exceptions(parts, &mut pool)?;
    let mut texts = Vec::with_capacity(parts.texts.len());
    for name in &parts.texts {
        let text = parts.program.name(*name).unwrap_or("");
        texts.push((
            *name,
            words(layout.value(&Constant::Str(text.into()), &mut pool)?)?,
        ));
    }
    let constants_end = layout.bytes.len();
    for fixup in &fixups {
        layout.patch(fixup)?;
    }
    for (parent, name, message) in &exceptions {
        for half in [*parent, *name, *message, 0] {
            layout.bytes.extend(half.to_le_bytes());
        }
    }
    for (name, text) in &texts {
        layout.bytes.extend(name.to_le_bytes());
        layout.bytes.extend(text.to_le_bytes());
    }
    layout.relocations.sort_unstable();
    let relocations = std::mem::take(&mut layout.relocations);
    for offset in &relocations {
        layout.bytes.extend(offset.to_le_bytes());
    }
    layout.pad();
    let code_words = words(constants_start - code_start)?;
    let constant_words = words(constants_end - constants_start)?;
    header(
        &mut layout.bytes,
        parts,
        [code_words, constant_words],
        relocations.len(),
        texts.len(),
    )?;
    Ok(layout.bytes)
}

fn header(
    bytes: &mut [u8],
    parts: &Parts<'_>,
    [code_words, constant_words]: [u16; 2],
    relocations: usize,
    texts: usize,
) -> Result<(), TooLarge> {
    let after = parts.program.lengths();
    let before = parts.before;
    let halves = [
        (8, words(bytes.len())?),
        (12, parts.entry),
        (14, half(relocations)?),
        (16, code_words),
        (18, constant_words),
        (20, half(texts)?),
        (22, 0),
        (24, after.names - before.names),
        (26, after.exceptions - before.exceptions),
        (28, after.codes - before.codes),
        (30, after.globals - before.globals),
        (32, before.names),
        (34, before.exceptions),
        (36, before.codes),
        (38, before.globals),
    ];
    bytes[0..4].copy_from_slice(&MAGIC.to_le_bytes());
    for (at, value) in halves {
        bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    bytes[10] = FORMAT;
    bytes[11] = LINKED | if parts.fragment { FRAGMENT } else { 0 };
    bytes[40..44].copy_from_slice(&parts.chain.to_le_bytes());
    let crc = checksum(bytes);
    bytes[4..8].copy_from_slice(&crc.to_le_bytes());
    Ok(())
}

/// A byte length or offset in words.
fn words(bytes: usize) -> Result<u16, TooLarge> {
    u16::try_from(bytes / 4).map_err(|_| TooLarge::Image)
}

fn half(count: usize) -> Result<u16, TooLarge> {
    u16::try_from(count).map_err(|_| TooLarge::Image)
}

/// The flags of a code object's header.
fn flags(code: &CodeObject) -> u8 {
    let mut flags = code.flags | FLAG_IMAGE;
    if code.keyword_only > 0 || code.positional_only > 0 || code.cells > 0 || code.captured > 0 {
        flags |= EXTENDED;
    }
    if code.defaults.iter().any(Option::is_some) {
        flags |= DEFAULTS;
    }
    if !code.assembled.handlers.is_empty() {
        flags |= HANDLERS;
    }
    flags
}

/// A constant operand in the image.
struct Patch {
    operand: usize,
    after: usize,
    constant: ConstantId,
}

/// Pool entries and the plain values inside them, with where they stand.
struct Placed<'p> {
    pool: &'p Pool,
    values: HashMap<Constant, usize>,
}

struct Layout {
    bytes: Vec<u8>,
    relocations: Vec<u16>,
    places: HashMap<ConstantId, usize>,
}

impl Layout {
    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn word(&mut self, word: u32) {
        self.bytes.extend(word.to_le_bytes());
    }

    fn halves(&mut self, low: u16, high: u16) {
        self.bytes.extend(low.to_le_bytes());
        self.bytes.extend(high.to_le_bytes());
    }

    fn code(&mut self, code: &CodeObject, fixups: &mut Vec<Patch>) -> Result<(), TooLarge> {
        let start = self.bytes.len();
        let assembled = &code.assembled;
        let flags = flags(code);
        let extended = flags & EXTENDED != 0;
        let special =
            extended || code.flags & (VARARGS | VARKEYWORDS | bytecode::code::GENERATOR) != 0;
        let locals = usize::from(code.positional) + usize::from(code.other_locals);
        let frame_words =
            u16::try_from(locals + assembled.stack as usize).map_err(|_| TooLarge::Image)?;
        self.word(frame_word(
            code.positional,
            special,
            code.other_locals,
            frame_words,
        ));
        self.word(0);
        self.halves(
            code.id,
            u16::try_from(assembled.bytes.len()).map_err(|_| TooLarge::Image)?,
        );
        if extended {
            self.bytes.extend([
                code.keyword_only,
                code.positional_only,
                code.cells,
                code.captured,
            ]);
        }
        if flags & DEFAULTS != 0 {
            let at = start + defaults_offset(flags);
            for (index, default) in code.defaults.iter().enumerate() {
                self.word(0);
                if let Some(constant) = default {
                    fixups.push(Patch {
                        operand: at + 4 * index,
                        after: 0,
                        constant: *constant,
                    });
                }
            }
        }
        let instructions = start + instructions_offset(flags);
        self.bytes.extend(&assembled.bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
        if flags & NO_NAMES == 0 {
            for name in &code.parameters {
                self.bytes.extend(name.to_le_bytes());
            }
        }
        self.handlers(start, code);
        let size = words(self.bytes.len() - start)?;
        let header = header_word(size, Kind::Code, flags);
        self.bytes[start + 4..start + 8].copy_from_slice(&header.to_le_bytes());
        fixups.extend(assembled.fixups.iter().map(|fixup| Patch {
            operand: instructions + fixup.operand,
            after: instructions + fixup.after,
            constant: fixup.constant,
        }));
        Ok(())
    }

    /// The exception table ends with the object, so what is left over stands before it.
    fn handlers(&mut self, start: usize, code: &CodeObject) {
        let handlers = &code.assembled.handlers;
        if handlers.is_empty() {
            return self.pad();
        }
        let used = self.bytes.len() - start;
        let tail = 2 + 8 * handlers.len();
        self.bytes
            .resize(start + (used + tail).next_multiple_of(4) - tail, 0);
        for handler in handlers {
            self.halves(handler.start, handler.end);
            self.halves(handler.target, handler.depth);
        }
        let count = u16::try_from(handlers.len()).unwrap_or(u16::MAX);
        self.bytes.extend(count.to_le_bytes());
    }

    /// Fills in a constant operand, or the reference of a tuple of defaults.
    fn patch(&mut self, patch: &Patch) -> Result<(), TooLarge> {
        let Some(&place) = self.places.get(&patch.constant) else {
            return Ok(());
        };
        if patch.after == 0 {
            let reference = u32::try_from(place).map_err(|_| TooLarge::Image)?;
            self.bytes[patch.operand..patch.operand + 4].copy_from_slice(&reference.to_le_bytes());
            self.relocations.push(words(patch.operand)?);
            return Ok(());
        }
        let distance =
            u16::try_from(place / 4 - patch.after / 4).map_err(|_| TooLarge::Distance)?;
        self.bytes[patch.operand..patch.operand + 2].copy_from_slice(&distance.to_le_bytes());
        Ok(())
    }

    /// The added exceptions: parent, offset of the name's text, offset of the message or 0.
    fn exceptions(
        &mut self,
        parts: &Parts<'_>,
        placed: &mut Placed<'_>,
    ) -> Result<Vec<(u16, u16, u16)>, TooLarge> {
        let mut rows = Vec::new();
        for index in parts.before.exceptions..parts.program.lengths().exceptions {
            let Some(exception) = parts.program.exception(index) else {
                continue;
            };
            let name = self.value(&Constant::Str(exception.name.clone()), placed)?;
            let message = match &exception.message {
                Some(text) if !text.is_empty() => {
                    words(self.value(&Constant::Str(text.clone()), placed)?)?
                }
                _ => 0,
            };
            rows.push((exception.parent, words(name)?, message));
        }
        Ok(rows)
    }
}
