//! Identity of the tables that grow at their ends.
//!
//! A peer states how many rows a table of its has and the hash over them. The other compares with the hash over as many of
//! its own rows, and both keep to the common part; only if that differs they cannot understand each other. The hash over
//! the first n rows is there for every n, computed by the compiler, so a board carries four bytes a row and no texts.
//!
//! Instructions and natives stand in their tables by range and group, so a new row is not always the last. Their order
//! here is the order of age: the rows of the first edition as they stand, then [`LATER_INSTRUCTIONS`] and
//! [`LATER_NATIVES`] as they were added.

use crate::hash::fnv1a_from;
use crate::{exceptions, kind, names, natives, op, prelude};

/// Codes of instructions added after the first edition, oldest first.
pub const LATER_INSTRUCTIONS: &[u8] = &[];
/// Ids of natives added after the first edition, oldest first.
pub const LATER_NATIVES: &[u16] = &[];

/// A table that peers compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// [`crate::ops`]
    Opcodes,
    /// [`crate::names`]
    Names,
    /// [`crate::exceptions`]
    Exceptions,
    /// [`crate::natives`]
    Natives,
    /// [`crate::prelude`]
    Prelude,
    /// [`crate::kind`]
    Kinds,
}

impl Table {
    /// Every table.
    pub const ALL: &[Table] = &[
        Table::Opcodes,
        Table::Names,
        Table::Exceptions,
        Table::Natives,
        Table::Prelude,
        Table::Kinds,
    ];

    const fn hashes(self) -> &'static [u32] {
        match self {
            Table::Opcodes => &OPCODES,
            Table::Names => &NAMES,
            Table::Exceptions => &EXCEPTIONS,
            Table::Natives => &NATIVES,
            Table::Prelude => &PRELUDE,
            Table::Kinds => &KINDS,
        }
    }
}

/// How many rows, at most `count`, and the hash over them.
#[must_use]
pub fn prefix(table: Table, count: u16) -> (u16, u32) {
    let hashes = table.hashes();
    let rows = hashes.len().min(usize::from(count));
    let hash = rows
        .checked_sub(1)
        .and_then(|last| hashes.get(last).copied());
    (rows as u16, hash.unwrap_or(EMPTY))
}

/// Hash over no rows.
const EMPTY: u32 = 0x811c_9dc5;

const fn text(hash: u32, text: &str) -> u32 {
    fnv1a_from(fnv1a_from(hash, text.as_bytes()), &[0])
}

const fn has(list: &[u16], item: u16) -> bool {
    let mut i = 0;
    while i < list.len() {
        if list[i] == item {
            return true;
        }
        i += 1;
    }
    false
}

const LATER_CODES: [u16; LATER_INSTRUCTIONS.len()] = {
    let mut codes = [0; LATER_INSTRUCTIONS.len()];
    let mut i = 0;
    while i < codes.len() {
        codes[i] = LATER_INSTRUCTIONS[i] as u16;
        i += 1;
    }
    codes
};

/// Positions in a table by age: `ids` says the id at each position.
const fn by_age<const N: usize>(ids: [u16; N], later: &[u16]) -> [usize; N] {
    let mut order = [0; N];
    let (mut next, mut i) = (0, 0);
    while i < N {
        if !has(later, ids[i]) {
            order[next] = i;
            next += 1;
        }
        i += 1;
    }
    let mut age = 0;
    while age < later.len() {
        let mut i = 0;
        while ids[i] != later[age] {
            i += 1;
        }
        order[next] = i;
        next += 1;
        age += 1;
    }
    assert!(next == N, "a later row stands twice");
    order
}

static OPCODES: [u32; op::ROWS.len()] = {
    let mut ids = [0; op::ROWS.len()];
    let mut i = 0;
    while i < ids.len() {
        ids[i] = op::ROWS[i].0 as u16;
        i += 1;
    }
    let order = by_age(ids, &LATER_CODES);
    let (mut hashes, mut hash) = ([0; op::ROWS.len()], EMPTY);
    i = 0;
    while i < ids.len() {
        let (code, name) = op::ROWS[order[i]];
        hash = text(
            text(fnv1a_from(hash, &[code]), name),
            op::OPERANDS[order[i]],
        );
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

static NAMES: [u32; names::TEXTS.len()] = {
    let (mut hashes, mut hash, mut i) = ([0; names::TEXTS.len()], EMPTY, 0);
    while i < hashes.len() {
        hash = text(hash, names::TEXTS[i]);
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

static EXCEPTIONS: [u32; exceptions::NAMES.len()] = {
    let (mut hashes, mut hash, mut i) = ([0; exceptions::NAMES.len()], EMPTY, 0);
    while i < hashes.len() {
        hash = fnv1a_from(hash, &exceptions::PARENTS[i].to_le_bytes());
        hash = text(hash, exceptions::NAMES[i]);
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

static NATIVES: [u32; natives::ROWS.len()] = {
    let mut ids = [0; natives::ROWS.len()];
    let mut i = 0;
    while i < ids.len() {
        ids[i] = natives::ROWS[i].id;
        i += 1;
    }
    let order = by_age(ids, LATER_NATIVES);
    let (mut hashes, mut hash) = ([0; natives::ROWS.len()], EMPTY);
    i = 0;
    while i < ids.len() {
        let row = &natives::ROWS[order[i]];
        hash = fnv1a_from(hash, &row.id.to_le_bytes());
        hash = fnv1a_from(hash, &[row.space as u8, row.min, row.max]);
        hash = text(hash, row.name);
        let mut keyword = 0;
        while keyword < row.keywords.len() {
            hash = text(hash, row.keywords[keyword]);
            keyword += 1;
        }
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

static PRELUDE: [u32; prelude::ROWS.len()] = {
    let (mut hashes, mut hash, mut i) = ([0; prelude::ROWS.len()], EMPTY, 0);
    while i < hashes.len() {
        hash = text(hash, prelude::ROWS[i].name);
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

static KINDS: [u32; kind::Kind::ALL.len()] = {
    let (mut hashes, mut hash, mut i) = ([0; kind::Kind::ALL.len()], EMPTY, 0);
    while i < hashes.len() {
        let kind = kind::Kind::ALL[i];
        hash = text(fnv1a_from(hash, &[kind as u8]), kind.type_name());
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_rows_come_last_by_age() {
        assert_eq!(by_age([10, 20, 30, 40], &[30, 10]), [1, 3, 2, 0]);
        assert_eq!(by_age([10, 20], &[]), [0, 1]);
    }

    #[test]
    fn a_prefix_is_the_hash_over_its_rows_alone() {
        let (count, all) = prefix(Table::Exceptions, u16::MAX);
        assert_eq!(count, exceptions::COUNT);
        assert_eq!(prefix(Table::Exceptions, 0), (0, EMPTY));
        let first = text(fnv1a_from(EMPTY, &[0xff, 0xff]), "BaseException");
        assert_eq!(prefix(Table::Exceptions, 1), (1, first));
        assert_ne!(prefix(Table::Exceptions, count - 1).1, all);
        let names = crate::hash::fnv1a(b"__init__\0__str__\0");
        assert_eq!(prefix(Table::Names, 2), (2, names));
    }

    #[test]
    fn every_prefix_has_a_hash_of_its_own() {
        for &table in Table::ALL {
            let mut seen = std::collections::HashSet::new();
            for count in 0..=prefix(table, u16::MAX).0 {
                assert!(seen.insert(prefix(table, count)), "{table:?} {count}");
            }
        }
    }
}
