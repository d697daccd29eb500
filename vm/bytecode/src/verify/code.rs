//! Code objects: shape, instructions and their operands.

use super::constants::{Constants, is_type, is_value};
use super::flow::Flow;
use super::scratch::{Scratch, code_words};
use super::{Reason, Refusal};
use crate::code::{
    Code, DEFAULTS, EXTENDED, GENERATOR, HANDLERS, NO_NAMES, SPECIAL, VARARGS, VARKEYWORDS,
    instructions_offset,
};
use crate::image::Image;
use crate::kind::{FLAG_IMAGE, Kind};
use crate::op::Op;
use crate::operand::Class;
use crate::value::is_small_int;

/// Bytes of instructions of the longest code.
pub(super) fn max_instructions(image: &Image<'_>) -> usize {
    image
        .objects(image.code_at(), image.constants_at())
        .filter_map(|(_, object)| Code::parse(object))
        .map(|code| code.instructions().len())
        .max()
        .unwrap_or(0)
}

/// Checks every code object; `scratch` is enough for the longest.
pub(super) fn code_objects(
    constants: &Constants<'_, '_>,
    scratch: &mut [u32],
) -> Result<(), Refusal> {
    let (from, to) = (constants.image.code_at(), constants.image.constants_at());
    let mut end = from;
    for (at, object) in constants.image.objects(from, to) {
        let Some(code) = Code::parse(object) else {
            return Err(Refusal::at(Reason::CodeObject, at));
        };
        let shape = Shape::of(&code, at, constants)?;
        let length = code.instructions().len();
        let (starts, rest) = scratch
            .get_mut(..code_words(length))
            .and_then(|words| words.split_at_mut_checked(length.div_ceil(32)))
            .ok_or(Refusal::at(Reason::Scratch, at))?;
        let mut starts = Scratch::new(starts);
        shape.instructions(&mut starts)?;
        Flow::new(&shape, &starts, Scratch::new(rest)).check()?;
        end = at + object.len();
    }
    if end == to {
        Ok(())
    } else {
        Err(Refusal::at(Reason::Section, end))
    }
}

/// A code object whose header is sound.
pub(super) struct Shape<'a, 'c> {
    pub(super) code: Code<'a>,
    /// Where the first instruction stands in the image.
    pub(super) at: usize,
    constants: &'c Constants<'a, 'c>,
    /// Locals that are no cells.
    plain_locals: usize,
}

impl<'a, 'c> Shape<'a, 'c> {
    fn of(code: &Code<'a>, at: usize, constants: &'c Constants<'a, 'c>) -> Result<Self, Refusal> {
        let check = |holds: bool, reason| {
            if holds {
                Ok(())
            } else {
                Err(Refusal::at(reason, at))
            }
        };
        let flags = code.flags();
        let known = FLAG_IMAGE
            | VARARGS
            | VARKEYWORDS
            | GENERATOR
            | EXTENDED
            | NO_NAMES
            | HANDLERS
            | DEFAULTS;
        check(
            flags & !known == 0 && flags & FLAG_IMAGE != 0,
            Reason::CodeFlags,
        )?;
        let special = flags & (VARARGS | VARKEYWORDS | GENERATOR | EXTENDED) != 0;
        check(
            special == (code.frame_word() & SPECIAL != 0),
            Reason::CodeSpecial,
        )?;
        check(code.id() < constants.limits.codes, Reason::CodeId)?;
        let own = usize::from(flags & VARARGS != 0) + usize::from(flags & VARKEYWORDS != 0);
        let fit = code.positional_only() <= code.positional()
            && code.parameters() + own + code.cells() <= code.locals()
            && code.locals() <= code.frame_words();
        check(fit, Reason::CodeLocals)?;
        // A keyword-only parameter is found by its name.
        check(
            flags & NO_NAMES == 0 || code.keyword_only() == 0,
            Reason::CodeFlags,
        )?;
        let (positional, keyword_only) = code.defaults();
        let items = constants.defaults(positional);
        check(
            items.is_some_and(|n| n <= code.positional()),
            Reason::Defaults,
        )?;
        let items = constants.defaults(keyword_only);
        let fit = |n| n == code.keyword_only() || keyword_only == 0;
        check(items.is_some_and(fit), Reason::Defaults)?;
        for index in 0..code.parameters() {
            let name = code.parameter_name(index);
            check(
                name.is_none_or(|n| n < constants.limits.names),
                Reason::Name,
            )?;
        }
        Ok(Self {
            code: *code,
            at: at + instructions_offset(flags),
            constants,
            plain_locals: code.locals() - code.cells(),
        })
    }

    pub(super) fn refuse<T>(&self, reason: Reason, offset: usize) -> Result<T, Refusal> {
        // A handler may say any offset.
        let offset = offset.min(self.code.instructions().len());
        Err(Refusal::at(reason, self.at + offset))
    }

    /// Checks every instruction by itself, reachable or not, and marks where each begins.
    fn instructions(&self, starts: &mut Scratch<'_>) -> Result<(), Refusal> {
        let bytes = self.code.instructions();
        let mut at = 0;
        while at < bytes.len() {
            let Some(op) = Op::decode(bytes, at) else {
                return self.refuse(Reason::Instruction, at);
            };
            starts.set_bit(at);
            if let Some(reason) = self.operands(op).or_else(|| self.special(op, at)) {
                return self.refuse(reason, at);
            }
            at += op.size();
        }
        Ok(())
    }

    /// What is wrong with an operand, whatever the instruction.
    fn operands(&self, op: Op) -> Option<Reason> {
        let mut wrong = None;
        let limits = &self.constants.limits;
        op.classes(&mut |class, number| {
            let below = |limit: usize| usize::try_from(number).is_ok_and(|n| n < limit);
            let reason = match class {
                Class::Local if !below(self.plain_locals) => Reason::Local,
                Class::CellSlot if !below(self.code.cells()) => Reason::Cell,
                Class::Free if !below(self.code.captured()) => Reason::Captured,
                Class::Global if !below(limits.globals.into()) => Reason::Global,
                Class::Name if !below(limits.names.into()) => Reason::Name,
                Class::Code if !below(limits.codes.into()) => Reason::CodeId,
                Class::Native if !limits.has_native(number as u16) => Reason::Native,
                Class::Type if !is_type(number as u8) => Reason::Type,
                Class::Exception if !below(limits.exceptions.into()) => Reason::Exception,
                Class::Integer if !is_small_int(number as u32) => Reason::Operand,
                Class::Depth if number == 0 => Reason::Operand,
                _ => return,
            };
            wrong = Some(reason);
        });
        wrong
    }

    /// What an instruction asks beyond the range of each operand.
    fn special(&self, op: Op, at: usize) -> Option<Reason> {
        let next = self.at + at + op.size();
        let kind = |distance: u16| self.constants.kind_at(next / 4 + usize::from(distance));
        let allowed = match op {
            Op::LoadConst { constant } => {
                return (!kind(constant.0).is_some_and(is_value)).then_some(Reason::Constant);
            }
            Op::BuildClass { info, .. } => {
                return (kind(info.0) != Some(Kind::ClassInfo)).then_some(Reason::Constant);
            }
            Op::CallKeyword {
                keywords, names, ..
            }
            | Op::CallMethodKeyword {
                keywords, names, ..
            } => {
                let word = next / 4 + usize::from(names.0);
                let sound = kind(names.0) == Some(Kind::Names)
                    && self.constants.name_count(word) == u16::from(keywords.0);
                return (!sound).then_some(Reason::Constant);
            }
            Op::YieldValue {} | Op::YieldFrom {} => {
                let generator = self.code.flags() & GENERATOR != 0;
                return (!generator).then_some(Reason::Generator);
            }
            Op::LoadFast0 {} | Op::StoreFast0 {} => return self.local(0),
            Op::LoadFast1 {} | Op::StoreFast1 {} => return self.local(1),
            Op::LoadFast2 {} | Op::StoreFast2 {} => return self.local(2),
            Op::LoadFast3 {} | Op::StoreFast3 {} => return self.local(3),
            Op::ModuloInt { value } => value.0 != 1,
            Op::LeftShiftInt { value } | Op::RightShiftInt { value } => (1..=61).contains(&value.0),
            Op::FormatValue { conversion } | Op::FormatValueSpec { conversion } => {
                conversion.0 <= 3
            }
            Op::MakeFunction { with, .. } => with.0 <= 7,
            Op::RangeEnter { current, stop, .. } | Op::RangeNext { current, stop, .. } => {
                current != stop
            }
            _ => true,
        };
        (!allowed).then_some(Reason::Operand)
    }

    fn local(&self, slot: usize) -> Option<Reason> {
        (slot >= self.plain_locals).then_some(Reason::Local)
    }
}
