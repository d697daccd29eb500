//! Calls with keywords and with unpacked arguments.

use super::Exit;
use crate::exception::Message;
use crate::native::{Stop, table};
use crate::object::{class, function, ops};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::names::number as names;
use bytecode::op::code;
use bytecode::prelude::code as prelude;
use bytecode::value::Tag;

impl Vm {
    /// A call whose last arguments are given by names that stand in a constant.
    pub(crate) fn keyword_call(&mut self, start: u32, op: u8, ret: u32) -> Option<Exit> {
        let positional = u32::from(self.code_byte(start + 1));
        let keywords = u32::from(self.code_byte(start + 2));
        let Some(list) = self.constant_at(start + 5) else {
            return self.fault();
        };
        let count = if op == code::CallMethodKeyword {
            self.settle_method(positional, keywords)
        } else {
            positional
        };
        // The names may need more room than the frame has.
        let ret = match self.reserve(count + keywords, keywords, ret) {
            Ok(ret) => ret,
            Err(stop) => return self.raise_now(stop),
        };
        for i in 0..keywords as usize {
            let name = self.heap.halves(list, 1).get(i).copied().unwrap_or(0);
            self.push(Value::name(name));
        }
        self.invoke_with_keywords(count, keywords, ret)
    }

    /// A call whose arguments are a tuple and a dict or `None`.
    pub(crate) fn spread_call(&mut self, ret: u32) -> Option<Exit> {
        let (args, more) = (self.peek(2), self.peek(1));
        let count = ops::item_count(self, args).unwrap_or(0);
        let mut keywords = 0;
        let mut positions = 0;
        while let Some(entry) = ops::dict_position(self, more, positions) {
            keywords += u32::from(entry.is_some());
            positions += 1;
        }
        let ret = match self.reserve(2, count + 2 * keywords, ret) {
            Ok(ret) => ret,
            Err(stop) => return self.raise_now(stop),
        };
        let entries = |vm: &Vm, i: u32| ops::dict_position(vm, more, i).flatten();
        if (0..positions)
            .filter_map(|i| entries(self, i))
            .any(|(key, _)| self.heap.as_kind(key, Kind::Str).is_none())
        {
            let stop = self.raise_message(index::TypeError, Message::KeywordsNotText);
            return self.raise_now(stop);
        }
        self.regs.sp -= 8;
        for i in 0..count {
            let item = ops::item(self, args, i);
            self.push(item);
        }
        for i in 0..positions {
            if let Some((_, value)) = entries(self, i) {
                self.push(value);
            }
        }
        for i in 0..positions {
            if let Some((key, _)) = entries(self, i) {
                self.push(key);
            }
        }
        self.invoke_with_keywords(count, keywords, ret)
    }

    /// Calls with `count` positional arguments, then `keywords` values, then their names.
    pub(crate) fn invoke_with_keywords(
        &mut self,
        count: u32,
        keywords: u32,
        ret: u32,
    ) -> Option<Exit> {
        if keywords == 0 {
            return self.invoke(count, ret);
        }
        let all = count + 2 * keywords;
        let callee = self.peek(all + 3);
        if let Some(id) = function::code_id(&self.heap, callee) {
            return self.enter_with_keywords(id, count, keywords, ret);
        }
        match callee.tag() {
            Some(Tag::Native) => {
                let id = bytecode::value::payload(callee.word());
                return self.native_with_keywords(id, count, keywords, ret);
            }
            Some(Tag::Type) => {
                let constructor = if callee == Value::of_type(Kind::Dict) {
                    Some(Value::function(prelude::dict))
                } else {
                    let kind = callee
                        .payload_of(Tag::Type)
                        .and_then(|k| Kind::from_number(k as u8));
                    kind.and_then(table::constructor).map(Value::native)
                };
                if let Some(constructor) = constructor {
                    self.poke(all + 3, constructor);
                    return self.invoke_with_keywords(count, keywords, ret);
                }
            }
            _ => {}
        }
        if let Some(of) = self.heap.as_kind(callee, Kind::Class) {
            return self.instantiate_with_keywords(of, (count, keywords), ret);
        }
        let found = callee.as_ref().and_then(|r| match self.heap.kind(r) {
            Kind::Method => Some((
                self.heap.value(r, function::method::FUNCTION),
                self.heap.value(r, function::method::SELF),
            )),
            Kind::Instance => {
                let of = class::of(&self.heap, r);
                let call = class::find(&mut self.heap, of, names::__call__)?;
                Some((call, callee))
            }
            _ => None,
        });
        let Some((called, receiver)) = found else {
            let stop = self.raise_message(index::TypeError, Message::NotCallable);
            return self.raise_now(stop);
        };
        let from = self.regs.sp - all * 4;
        self.heap.words_mut().copy(from, from + 4, all * 4);
        self.regs.sp += 4;
        self.poke(all + 1, receiver);
        self.poke(all + 4, called);
        self.invoke_with_keywords(count + 1, keywords, ret)
    }

    /// Puts the keywords of a native's call in the places of its parameters.
    fn native_with_keywords(
        &mut self,
        id: u16,
        count: u32,
        keywords: u32,
        ret: u32,
    ) -> Option<Exit> {
        let places = table::entry(id).map_or(&[][..], |entry| entry.keywords());
        let parameters = (places.len() as u32).max(count);
        let on_stack = count + 2 * keywords;
        let ret = match self.reserve(on_stack, parameters + 2 * keywords, ret) {
            Ok(ret) => ret,
            Err(stop) => return self.raise_now(stop),
        };
        let first = self.regs.sp - on_stack * 4;
        let aside = first + (parameters + 2 * keywords) * 4;
        let values = first + count * 4;
        self.heap.words_mut().copy(values, aside, keywords * 8);
        match self.place_keywords(places, (first, aside), count, keywords) {
            Ok(last) => {
                self.regs.sp = first + last * 4;
                self.invoke_native(id, last, ret)
            }
            Err(stop) => self.raise_now(stop),
        }
    }

    /// How many arguments there are with those given by keyword.
    fn place_keywords(
        &mut self,
        places: &[u16],
        (first, aside): (u32, u32),
        count: u32,
        keywords: u32,
    ) -> Result<u32, Stop> {
        for i in count..places.len() as u32 {
            self.heap
                .words_mut()
                .write(first + i * 4, Value::MISSING.word());
        }
        let mut last = count;
        for i in 0..keywords {
            let value = self.heap.words().read(aside + i * 4);
            let name = Value::from_word(self.heap.words().read(aside + (keywords + i) * 4));
            let place = places
                .iter()
                .position(|&place| self.is_keyword(name, place));
            let Some(place) = place.map(|place| place as u32) else {
                return Err(self.raise_message(index::TypeError, Message::UnexpectedKeyword));
            };
            let at = first + place * 4;
            if place < count || self.heap.words().read(at) != Value::MISSING.word() {
                return Err(self.raise_message(index::TypeError, Message::MultipleValues));
            }
            self.heap.words_mut().write(at, value);
            last = last.max(place + 1);
        }
        Ok(last)
    }

    fn is_keyword(&self, name: Value, place: u16) -> bool {
        if let Some(number) = name.payload_of(Tag::Name) {
            return number == place;
        }
        let fixed = bytecode::names::TEXTS.get(usize::from(place));
        match (name.as_ref(), fixed) {
            (Some(text), Some(fixed)) => {
                crate::object::str::bytes(&self.heap, text) == fixed.as_bytes()
            }
            _ => false,
        }
    }
}
