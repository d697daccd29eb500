//! The table of natives: id to function, least and most arguments and keywords, made at compile time.

use super::{GROUPS, NativeFn};
use bytecode::names::TEXTS;
use bytecode::natives::ROWS;

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
