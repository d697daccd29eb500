//! Entering functions: arguments to parameters, cells, generators, and the room for it all.
//!
//! A call with keywords lies on the stack as the positional arguments, then the values of the keywords, then their names:
//! name words, or texts where they came in a dict.

use super::{Exit, stub};
use crate::exception::Message;
use crate::heap::header::Header;
use crate::native::{Args, Stop};
use crate::object::{function, generator, ops};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::code::{
    DEFAULTS, EXTENDED, GENERATOR, NO_NAMES, VARARGS, VARKEYWORDS, defaults_offset,
    instructions_offset,
};
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::value::{Tag, UNBOUND};

/// What a call needs of a code object.
#[derive(Clone, Copy)]
pub(crate) struct Signature {
    /// Offset of the code object.
    code: u32,
    flags: u8,
    positional: u32,
    keyword_only: u32,
    positional_only: u32,
    cells: u32,
    captured: u32,
    /// All locals.
    locals: u32,
    /// Words of a frame.
    words: u32,
}

impl Vm {
    /// Reads what a call needs of the code object at an offset.
    pub(crate) fn signature(&self, code: u32) -> Signature {
        let memory = self.heap.words();
        let frame_word = memory.read(code);
        let flags = Header(memory.read(code + 4)).flags();
        let extension = if flags & EXTENDED != 0 {
            memory.read(code + 12)
        } else {
            0
        };
        let positional = frame_word & 0x7f;
        Signature {
            code,
            flags,
            positional,
            keyword_only: extension & 0xff,
            positional_only: extension >> 8 & 0xff,
            cells: extension >> 16 & 0xff,
            captured: extension >> 24,
            locals: positional + (frame_word >> 8 & 0xff),
            words: frame_word >> 16,
        }
    }

    /// How many positional arguments the function with a code id takes; `None` for any number, or if there is no such code.
    pub(crate) fn positional_limit(&self, id: u16) -> Option<u32> {
        let signature = self.signature(self.code_address(id)?);
        (signature.flags & VARARGS == 0).then_some(signature.positional)
    }

    /// Distance of the first instruction from a code object's start, in bytes.
    pub(crate) fn instructions_at(&self, code: u32) -> u32 {
        instructions_offset(Header(self.heap.words().read(code + 4)).flags()) as u32
    }

    /// Locals of a code.
    pub(crate) fn locals_of(&self, code: u32) -> u32 {
        self.signature(code).locals
    }

    /// Index of the first own cell among the locals of the frame at `fp`, which is at `ip`.
    #[inline(never)]
    pub(crate) fn first_cell(&self, fp: u32, ip: u32) -> u32 {
        self.code_of_frame(fp, ip).map_or(0, |code| {
            let signature = self.signature(code);
            signature.locals - signature.cells
        })
    }

    /// Enters a Python function with `count` positional arguments.
    pub(crate) fn enter(&mut self, id: u16, count: u32, ret: u32) -> Option<Exit> {
        self.enter_with_keywords(id, count, 0, ret)
    }

    /// Enters a Python function with `count` positional arguments and `keywords` others.
    pub(crate) fn enter_with_keywords(
        &mut self,
        id: u16,
        count: u32,
        keywords: u32,
        ret: u32,
    ) -> Option<Exit> {
        let Some(code) = self.code_address(id) else {
            let stop = self.raise_message(index::SystemError, Message::NotOnBoard);
            return self.raise_now(stop);
        };
        let signature = self.signature(code);
        let mut ret = ret;
        let words = signature.words.max(count + 2 * keywords) + 2 * keywords;
        match self.reserve(count + 2 * keywords, words, ret) {
            Ok(back) => ret = back,
            Err(stop) => return self.raise_now(stop),
        }
        let callee = self.peek(count + 2 * keywords + 3);
        let plain = signature.flags & (EXTENDED | VARARGS | VARKEYWORDS) == 0;
        if !(plain && count == signature.positional && keywords == 0) {
            let bound = self.with_memory(|vm| vm.bind(&signature, callee, count, keywords));
            // On failure the call stays on the stack, which the way to the handler cuts.
            if let Err(stop) = bound {
                return self.raise_now(stop);
            }
        } else {
            for _ in count..signature.locals {
                self.push(Value::UNBOUND);
            }
        }
        let fp = self.regs.sp - signature.locals * 4;
        let first = code + instructions_offset(signature.flags) as u32;
        if signature.flags & GENERATOR != 0 {
            return self.make_generator(&signature, callee, fp, first, ret);
        }
        let caller = self.regs.fp;
        let memory = self.heap.words_mut();
        memory.write(fp - 8, ret);
        memory.write(fp - 4, caller);
        self.regs.fp = fp;
        self.regs.ip = first;
        debug_assert!(self.code_byte(first) < stub::FIRST);
        None
    }

    fn make_generator(
        &mut self,
        signature: &Signature,
        callee: Value,
        fp: u32,
        first: u32,
        ret: u32,
    ) -> Option<Exit> {
        let made = self.with_memory(|vm| {
            Ok(generator::new(
                &mut vm.heap,
                callee,
                first,
                signature.words,
            )?)
        });
        let made = match made {
            Ok(made) => made,
            Err(stop) => return self.raise_now(stop),
        };
        let bytes = signature.locals * 4;
        self.heap
            .words_mut()
            .copy(fp, generator::frame_at(made), bytes);
        generator::set_saved(&mut self.heap, made, signature.locals);
        self.regs.sp = fp - 8;
        self.poke(1, made.value());
        self.regs.ip = ret;
        None
    }

    /// Lays out the locals of a call that is not plain. Allocates first; on failure nothing is changed.
    fn bind(
        &mut self,
        signature: &Signature,
        callee: Value,
        count: u32,
        keywords: u32,
    ) -> Result<(), Stop> {
        let object = self.heap.as_kind(callee, Kind::Function);
        let wrong = |vm: &Vm| vm.raise_message(index::TypeError, Message::WrongArgumentCount);
        self.check_closure(signature, object)?;
        let first = self.regs.sp - (count + 2 * keywords) * 4;
        let surplus = count.saturating_sub(signature.positional);
        if surplus > 0 && signature.flags & VARARGS == 0 {
            return Err(wrong(self));
        }
        let rest = self.bind_rest(signature, first, count)?;
        let mut cells = None;
        for _ in 0..signature.cells {
            // They are linked by their content until they have their places.
            let content = cells.map_or(Value::UNBOUND, Ref::value);
            cells = Some(function::new_cell(&mut self.heap, content)?);
        }
        let more = match signature.flags & VARKEYWORDS {
            0 => None,
            _ => Some(self.bind_keywords_rest(signature, first, count, keywords)?),
        };
        self.check_keywords(signature, object, first, count, keywords)?;
        self.lay_out(signature, object, first, count, keywords, (rest, more));
        let mut at = first + signature.locals * 4;
        while let Some(cell) = cells {
            at -= 4;
            self.heap.words_mut().write(at, cell.offset());
            cells = self
                .heap
                .reference(cell, 0)
                .filter(|_| self.heap.word(cell, 0) != UNBOUND);
            self.heap.set(cell, 0, Value::UNBOUND);
        }
        self.regs.sp = first + signature.locals * 4;
        Ok(())
    }

    /// A code with captured variables is only called as a function that has them: the verifier does not see which.
    fn check_closure(&self, signature: &Signature, object: Option<Ref>) -> Result<(), Stop> {
        if signature.captured == 0 {
            return Ok(());
        }
        let cells = object.and_then(|r| self.heap.reference(r, function::body::CLOSURE));
        match cells {
            Some(tuple) if self.heap.word(tuple, 0) & 0xffff >= signature.captured => Ok(()),
            _ => Err(self.raise(index::SystemError)),
        }
    }

    /// The tuple of `*args`.
    fn bind_rest(&mut self, signature: &Signature, first: u32, count: u32) -> Result<Value, Stop> {
        if signature.flags & VARARGS == 0 {
            return Ok(Value::UNBOUND);
        }
        let taken = count.min(signature.positional);
        // SAFETY: the words lie on the current stack, which does not move while they are read.
        let args = unsafe { Args::new(self.heap.base().word(first + taken * 4), count - taken) };
        ops::build_tuple(self, args)
    }

    /// The name of a parameter.
    fn parameter_name(&self, signature: &Signature, parameter: u32) -> Option<u16> {
        if signature.flags & NO_NAMES != 0 {
            return None;
        }
        let length = self.heap.words().read(signature.code + 8) >> 16;
        let start = (instructions_offset(signature.flags) as u32 + length).next_multiple_of(2);
        Some(self.code_half(signature.code + start + 2 * parameter))
    }

    /// The parameter that a keyword gives.
    fn parameter_of(&self, signature: &Signature, keyword: Value) -> Option<u32> {
        let all = signature.positional + signature.keyword_only;
        (signature.positional_only..all).find(|&parameter| {
            self.parameter_name(signature, parameter)
                .is_some_and(|name| self.is_name(keyword, name))
        })
    }

    /// Whether a keyword is a name: a name word, or a text.
    fn is_name(&self, keyword: Value, name: u16) -> bool {
        match keyword.payload_of(Tag::Name) {
            Some(number) => number == name,
            None => match (keyword.as_ref(), self.name_text(name)) {
                (Some(text), Some(other)) => {
                    crate::object::str::bytes(&self.heap, text)
                        == crate::object::str::bytes(&self.heap, other)
                }
                _ => false,
            },
        }
    }

    /// A keyword's value and name: `i` of `keywords`.
    fn keyword(&self, first: u32, count: u32, keywords: u32, i: u32) -> (Value, Value) {
        let read = |at| Value::from_word(self.heap.words().read(at));
        let values = first + count * 4;
        (read(values + i * 4), read(values + (keywords + i) * 4))
    }

    /// The dict of `**kwargs`.
    fn bind_keywords_rest(
        &mut self,
        signature: &Signature,
        first: u32,
        count: u32,
        keywords: u32,
    ) -> Result<Value, Stop> {
        // SAFETY: a window of no words.
        let none = unsafe { Args::new(self.heap.base().word(first), 0) };
        let dict = ops::build_dict(self, none)?;
        for i in 0..keywords {
            let (value, name) = self.keyword(first, count, keywords, i);
            if self.parameter_of(signature, name).is_some() {
                continue;
            }
            let key = match name.payload_of(Tag::Name) {
                Some(number) => match self.name_text(number) {
                    Some(text) => text.value(),
                    None => return Err(self.raise(index::SystemError)),
                },
                None => name,
            };
            ops::dict_add(self, dict, key, value)?;
        }
        Ok(dict)
    }

    /// Whether every keyword has a parameter that is not given yet, and every parameter gets a value.
    fn check_keywords(
        &self,
        signature: &Signature,
        object: Option<Ref>,
        first: u32,
        count: u32,
        keywords: u32,
    ) -> Result<(), Stop> {
        let wrong = |message| Err(self.raise_message(index::TypeError, message));
        for i in 0..keywords {
            let (_, name) = self.keyword(first, count, keywords, i);
            match self.parameter_of(signature, name) {
                Some(parameter) if parameter < count.min(signature.positional) => {
                    return wrong(Message::MultipleValues);
                }
                Some(parameter) => {
                    let twice = (0..i).any(|j| {
                        let (_, other) = self.keyword(first, count, keywords, j);
                        self.parameter_of(signature, other) == Some(parameter)
                    });
                    if twice {
                        return wrong(Message::MultipleValues);
                    }
                }
                None if signature.flags & VARKEYWORDS == 0 => {
                    return wrong(Message::UnexpectedKeyword);
                }
                None => {}
            }
        }
        let all = signature.positional + signature.keyword_only;
        for parameter in count.min(signature.positional)..all {
            let given = (0..keywords).any(|i| {
                let (_, name) = self.keyword(first, count, keywords, i);
                self.parameter_of(signature, name) == Some(parameter)
            });
            if !given && self.default_of(signature, object, parameter) == Value::MISSING {
                return wrong(Message::WrongArgumentCount);
            }
        }
        Ok(())
    }

    /// The default of a parameter, or `MISSING`.
    fn default_of(&self, signature: &Signature, object: Option<Ref>, parameter: u32) -> Value {
        let own = |at| object.and_then(|r| self.heap.reference(r, at));
        let constant = |which: u32| {
            if signature.flags & DEFAULTS == 0 {
                return None;
            }
            let at = signature.code + defaults_offset(signature.flags) as u32 + which * 4;
            Ref::from_word(self.heap.words().read(at))
        };
        if parameter >= signature.positional {
            let tuple = own(function::body::KEYWORD_DEFAULTS).or_else(|| constant(1));
            let i = parameter - signature.positional;
            return tuple.map_or(Value::MISSING, |tuple| self.heap.value(tuple, 1 + i));
        }
        let Some(tuple) = own(function::body::DEFAULTS).or_else(|| constant(0)) else {
            return Value::MISSING;
        };
        let have = self.heap.word(tuple, 0) & 0xffff;
        match (parameter + have).checked_sub(signature.positional) {
            Some(i) => self.heap.value(tuple, 1 + i),
            None => Value::MISSING,
        }
    }

    /// Writes all locals. Everything was tested and allocated.
    fn lay_out(
        &mut self,
        signature: &Signature,
        object: Option<Ref>,
        first: u32,
        count: u32,
        keywords: u32,
        (rest, more): (Value, Option<Value>),
    ) {
        // Values and names of keywords go out of the way of the locals.
        let aside = first + signature.locals.max(count + 2 * keywords) * 4;
        let values = first + count * 4;
        self.heap.words_mut().copy(values, aside, keywords * 8);
        let given = count.min(signature.positional);
        let all = signature.positional + signature.keyword_only;
        for parameter in given..all {
            let v = self.default_of(signature, object, parameter);
            self.heap.words_mut().write(first + parameter * 4, v.word());
        }
        for i in 0..keywords {
            let read = |vm: &Vm, at| Value::from_word(vm.heap.words().read(at));
            let (value, name) = (
                read(self, aside + i * 4),
                read(self, aside + (keywords + i) * 4),
            );
            if let Some(parameter) = self.parameter_of(signature, name) {
                self.heap
                    .words_mut()
                    .write(first + parameter * 4, value.word());
            }
        }
        let mut next = all;
        if signature.flags & VARARGS != 0 {
            self.heap.words_mut().write(first + next * 4, rest.word());
            next += 1;
        }
        if let Some(more) = more {
            self.heap.words_mut().write(first + next * 4, more.word());
            next += 1;
        }
        for local in next..signature.locals {
            self.heap.words_mut().write(first + local * 4, UNBOUND);
        }
    }
}
