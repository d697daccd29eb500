//! The table of natives: id to function, least and most arguments and keywords, made at compile time.
#![allow(
    clippy::indexing_slicing,
    reason = "the tables are made at compile time, where an index out of range is a compile error"
)]

use super::{GROUPS, NativeFn};
use crate::value::Value;
use bytecode::kind::Kind;
use bytecode::names::TEXTS;
use bytecode::natives::{ROWS, Space};

/// What a call needs to know of a native.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The function; `None` if this build does not have it.
    pub function: Option<NativeFn>,
    /// Least arguments.
    pub min: u8,
    /// Most arguments, 255 is any number.
    pub max: u8,
    /// Where its keywords begin in the list of keywords.
    first_keyword: u8,
    /// How many parameters are named.
    keywords: u8,
}

const GROUP_COUNT: usize = (ROWS[ROWS.len() - 1].id >> 8) as usize + 1;

/// Position in the table of each group's first row.
static FIRST: [u16; GROUP_COUNT + 1] = {
    let mut first = [ROWS.len() as u16; GROUP_COUNT + 1];
    let mut i = ROWS.len();
    while i > 0 {
        i -= 1;
        first[(ROWS[i].id >> 8) as usize] = i as u16;
    }
    // An id without rows begins where the next one does.
    let mut group = GROUP_COUNT;
    while group > 0 {
        group -= 1;
        if first[group] as usize == ROWS.len() && group + 1 < GROUP_COUNT {
            first[group] = first[group + 1];
        }
    }
    first
};

const fn keyword_count() -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < ROWS.len() {
        count += ROWS[i].keywords.len();
        i += 1;
    }
    count
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A parameter that has no name.
const UNNAMED: u16 = u16::MAX;

const fn name_number(text: &str) -> u16 {
    let mut i = 0;
    while i < TEXTS.len() {
        if same(TEXTS[i], text) {
            return i as u16;
        }
        i += 1;
    }
    UNNAMED
}

#[allow(
    long_running_const_eval,
    reason = "a few thousand comparisons of names"
)]
static KEYWORDS: [u16; keyword_count()] = {
    let mut keywords = [UNNAMED; keyword_count()];
    let mut at = 0;
    let mut i = 0;
    while i < ROWS.len() {
        let mut k = 0;
        while k < ROWS[i].keywords.len() {
            keywords[at] = name_number(ROWS[i].keywords[k]);
            at += 1;
            k += 1;
        }
        i += 1;
    }
    keywords
};

const _: () = assert!(keyword_count() < 256);

const fn function(id: u16) -> Option<NativeFn> {
    let mut group = 0;
    while group < GROUPS.len() {
        let mut i = 0;
        while i < GROUPS[group].len() {
            if GROUPS[group][i].0 == id {
                return Some(GROUPS[group][i].1);
            }
            i += 1;
        }
        group += 1;
    }
    None
}

#[allow(
    long_running_const_eval,
    reason = "a few hundred searches in a few hundred rows"
)]
static TABLE: [Entry; ROWS.len()] = {
    let mut table = [Entry {
        function: None,
        min: 0,
        max: 255,
        first_keyword: 0,
        keywords: 0,
    }; ROWS.len()];
    let mut first_keyword = 0;
    let mut i = 0;
    while i < ROWS.len() {
        table[i] = Entry {
            function: function(ROWS[i].id),
            min: ROWS[i].min,
            max: ROWS[i].max,
            first_keyword,
            keywords: ROWS[i].keywords.len() as u8,
        };
        first_keyword += ROWS[i].keywords.len() as u8;
        i += 1;
    }
    table
};

/// The entry of a native; `None` for an id that this build does not know.
#[inline]
#[must_use]
pub fn entry(id: u16) -> Option<&'static Entry> {
    let group = usize::from(id >> 8);
    let at = FIRST.get(group)? + (id & 0xff);
    if at >= *FIRST.get(group + 1)? {
        return None;
    }
    TABLE.get(usize::from(at))
}

impl Entry {
    /// The numbers of the names of its parameters, in order; [`u16::MAX`] for one that cannot be given by keyword.
    #[must_use]
    pub fn keywords(&self) -> &'static [u16] {
        let first = usize::from(self.first_keyword);
        KEYWORDS
            .get(first..first + usize::from(self.keywords))
            .unwrap_or(&[])
    }
}

/// Methods of built-in kinds: places in a hash table by kind and name, the word of what is called; 0 in a free place.
#[allow(
    long_running_const_eval,
    reason = "a few hundred searches in a few hundred rows"
)]
static METHODS: [(u16, u16, u32); METHOD_PLACES] = {
    let mut places = [(0, 0, 0); METHOD_PLACES];
    let mut i = 0;
    while i < ROWS.len() {
        if let Some(kind) = kind_of(ROWS[i].space) {
            let name = name_number(ROWS[i].name);
            assert!(name != UNNAMED);
            places = with_method(places, kind, name, Value::native(ROWS[i].id));
        }
        i += 1;
    }
    use bytecode::names::number as names;
    use bytecode::prelude::code;
    places = with_method(
        places,
        Kind::List,
        names::sort,
        Value::function(code::list_sort),
    );
    places = with_method(
        places,
        Kind::Str,
        names::format,
        Value::function(code::str_format),
    );
    with_method(
        places,
        Kind::Dict,
        names::update,
        Value::function(code::dict_update),
    )
};

const METHOD_PLACES: usize = 512;

const fn with_method(
    mut places: [(u16, u16, u32); METHOD_PLACES],
    kind: Kind,
    name: u16,
    called: Value,
) -> [(u16, u16, u32); METHOD_PLACES] {
    let mut place = first_place(kind, name);
    while places[place].2 != 0 {
        place = (place + 1) % METHOD_PLACES;
    }
    places[place] = (kind as u16, name, called.word());
    places
}

const fn first_place(kind: Kind, name: u16) -> usize {
    (name as usize + kind as usize * 41) % METHOD_PLACES
}

/// The kind whose methods stand in a space.
const fn kind_of(space: Space) -> Option<Kind> {
    Some(match space {
        Space::Str => Kind::Str,
        Space::Bytes => Kind::Bytes,
        Space::ByteArray => Kind::ByteArray,
        Space::List => Kind::List,
        Space::Tuple => Kind::Tuple,
        Space::Range => Kind::Range,
        Space::Shorts => Kind::Shorts,
        Space::ShortArray => Kind::ShortArray,
        Space::Slice => Kind::Slice,
        Space::Dict => Kind::Dict,
        Space::Set => Kind::Set,
        Space::Int => Kind::Int,
        Space::Float => Kind::Float,
        Space::Generator => Kind::Generator,
        Space::Thread => Kind::Thread,
        _ => return None,
    })
}

/// What a method of a built-in kind calls, with the object as its first argument: a native or a function of the prelude.
#[must_use]
pub fn method(kind: Kind, name: u16) -> Option<Value> {
    let (own, shared) = match kind {
        Kind::ByteArray => (kind, Some(Kind::Bytes)),
        Kind::ShortArray => (kind, Some(Kind::Shorts)),
        Kind::FrozenSet => (Kind::Set, None),
        Kind::BigInt | Kind::Bool => (Kind::Int, None),
        _ => (kind, None),
    };
    let found = |kind: Kind| {
        let mut place = first_place(kind, name);
        loop {
            let &(of, named, called) = METHODS.get(place)?;
            if called == 0 {
                return None;
            }
            if of == kind as u16 && named == name {
                return Some(Value::from_word(called));
            }
            place = (place + 1) % METHOD_PLACES;
        }
    };
    found(own).or_else(|| shared.and_then(found))
}

/// What an attribute of a built-in type itself calls: `bytes.fromhex`, `int.from_bytes`, `dict.fromkeys`.
#[must_use]
pub fn type_method(kind: Kind, name: u16) -> Option<u16> {
    use bytecode::names::number as names;
    use bytecode::natives::id;
    match (kind, name) {
        (Kind::Bytes | Kind::ByteArray, names::fromhex) => Some(id::bytes_fromhex),
        (Kind::Int | Kind::Bool, names::from_bytes) => Some(id::int_from_bytes),
        _ => None,
    }
}

/// The native that a built-in type calls.
#[must_use]
pub fn constructor(kind: Kind) -> Option<u16> {
    use bytecode::natives::id;
    Some(match kind {
        Kind::Int => id::new_int,
        Kind::Float => id::new_float,
        Kind::Bool => id::new_bool,
        Kind::Str => id::new_str,
        Kind::Bytes => id::new_bytes,
        Kind::ByteArray => id::new_bytearray,
        Kind::Shorts => id::new_shorts,
        Kind::ShortArray => id::new_shortarray,
        Kind::List => id::new_list,
        Kind::Tuple => id::new_tuple,
        Kind::Range => id::new_range,
        Kind::Set => id::new_set,
        Kind::FrozenSet => id::new_frozenset,
        Kind::Slice => id::new_slice,
        Kind::Property => id::new_property,
        Kind::StaticMethod => id::new_staticmethod,
        Kind::ClassMethod => id::new_classmethod,
        Kind::Object => id::new_object,
        Kind::Type => id::type_of,
        _ => return None,
    })
}

/// The names of the natives that this build has no function for.
pub fn missing() -> impl Iterator<Item = &'static str> {
    ROWS.iter()
        .filter(|row| entry(row.id).is_none_or(|entry| entry.function.is_none()))
        .map(|row| row.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_finds_its_row() {
        for row in ROWS {
            let entry = entry(row.id).unwrap();
            assert_eq!((entry.min, entry.max), (row.min, row.max), "{}", row.name);
            let names: Vec<&str> = entry
                .keywords()
                .iter()
                .map(|&k| TEXTS.get(usize::from(k)).copied().unwrap_or("_"))
                .collect();
            assert_eq!(names, row.keywords, "{}", row.name);
        }
        assert!(entry(0x00ff).is_none() && entry(0xffff).is_none());
    }
}
