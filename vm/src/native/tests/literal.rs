//! A reader of literals as `repr` writes them.

use super::call;
use crate::object::{bytes, dict, entries, float, int, list, set, str};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::kind::Kind;
use bytecode::natives::{ROWS, Space};

/// Reads literals as `repr` writes them.
struct Reader<'a> {
    vm: &'a mut Vm,
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn items(&mut self, close: &str) -> Vec<Value> {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.value());
            self.eat(",");
        }
        items
    }

    fn quoted(&mut self) -> Vec<u8> {
        let quote = self.rest.chars().next().unwrap();
        let mut chars = self.rest[1..].char_indices();
        let mut out = Vec::new();
        let hex = |chars: &mut std::str::CharIndices, n: usize| {
            let digits: String = (0..n).map(|_| chars.next().unwrap().1).collect();
            u32::from_str_radix(&digits, 16).unwrap()
        };
        while let Some((at, c)) = chars.next() {
            if c == quote {
                self.rest = &self.rest[1 + at + 1..];
                return out;
            }
            let code = if c != '\\' {
                u32::from(c)
            } else {
                match chars.next().unwrap().1 {
                    'n' => 10,
                    'r' => 13,
                    't' => 9,
                    'x' => hex(&mut chars, 2),
                    'u' => hex(&mut chars, 4),
                    'U' => hex(&mut chars, 8),
                    other => u32::from(other),
                }
            };
            out.extend(code.to_le_bytes());
        }
        panic!("unclosed text")
    }

    fn bytes(&mut self) -> Vec<u8> {
        self.quoted().chunks(4).map(|c| c[0]).collect()
    }

    fn braces(&mut self) -> Value {
        if self.eat("}") {
            return entries::new(&mut self.vm.heap, Kind::Dict).unwrap().value();
        }
        let first = self.value();
        let is_dict = self.eat(":");
        let made = entries::new(
            &mut self.vm.heap,
            if is_dict { Kind::Dict } else { Kind::Set },
        )
        .unwrap();
        let mut key = first;
        loop {
            if is_dict {
                let value = self.value();
                dict::set_item(self.vm, made, key, value).unwrap();
            } else {
                set::add(self.vm, made, key, 0).unwrap();
            }
            self.eat(",");
            if self.eat("}") {
                return made.value();
            }
            key = self.value();
            assert!(!is_dict || self.eat(":"));
        }
    }

    fn value(&mut self) -> Value {
        for (name, value) in [
            ("None", Value::NONE),
            ("True", Value::TRUE),
            ("False", Value::FALSE),
        ] {
            if self.eat(name) {
                return value;
            }
        }
        if self.eat("[") {
            let items = self.items("]");
            return list::from_args(&mut self.vm.heap, items.into_iter()).unwrap();
        }
        if self.eat("(") {
            let items = self.items(")");
            return list::tuple(&mut self.vm.heap, &items).unwrap();
        }
        if self.eat("{") {
            return self.braces();
        }
        for (name, kind) in [("bytearray(b", Kind::ByteArray), ("b", Kind::Bytes)] {
            if self.rest.trim_start().starts_with(&format!("{name}'"))
                || self.rest.trim_start().starts_with(&format!("{name}\""))
            {
                self.eat(name);
                let content = self.bytes();
                self.eat(")");
                return bytes::new(&mut self.vm.heap, kind, &content).unwrap();
            }
        }
        if self.rest.starts_with(['\'', '"']) {
            let text: String = self
                .quoted()
                .chunks(4)
                .map(|c| char::from_u32(u32::from_le_bytes(c.try_into().unwrap())).unwrap())
                .collect();
            return str::new(&mut self.vm.heap, text.as_bytes()).unwrap();
        }
        self.named_or_number()
    }

    fn named_or_number(&mut self) -> Value {
        for (name, space) in [
            ("range(", "range"),
            ("slice(", "slice"),
            ("frozenset(", "frozenset"),
            ("set(", "set"),
        ] {
            if self.eat(name) {
                let mut items = self.items(")");
                let row = ROWS
                    .iter()
                    .find(|row| row.space == Space::New && row.name == space)
                    .unwrap();
                return call(self.vm, row.id, &mut items).unwrap();
            }
        }
        let end = self
            .rest
            .find([',', ')', ']', '}', ':', ' '])
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if word.contains(['.', 'e', 'n', 'i']) && !word.starts_with("0x") {
            return float::new(
                &mut self.vm.heap,
                word.parse().unwrap_or_else(|_| panic!("{word}")),
            )
            .unwrap();
        }
        match word.parse::<i64>() {
            Ok(n) => int::from_i64(&mut self.vm.heap, n).unwrap(),
            Err(_) => {
                let text = str::new(&mut self.vm.heap, word.as_bytes()).unwrap();
                let row = ROWS
                    .iter()
                    .find(|row| row.space == Space::New && row.name == "int")
                    .unwrap();
                call(self.vm, row.id, &mut [text]).unwrap_or_else(|_| panic!("{word}"))
            }
        }
    }
}

pub(super) fn read(vm: &mut Vm, text: &str) -> Value {
    let mut reader = Reader { vm, rest: text };
    let v = reader.value();
    assert!(
        reader.rest.trim().is_empty(),
        "{text}: left {}",
        reader.rest
    );
    v
}
