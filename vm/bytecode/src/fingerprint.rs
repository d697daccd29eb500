//! The identity of the tables that grow at their ends: how many rows, and a hash over the first of them.
//!
//! A host whose table is longer or shorter than a board's asks for the hash over the rows both have, and compiles for
//! those if it is the same. The running hashes are made by the compiler of this crate, so that a board carries four
//! bytes a row and not the texts. The hash is FNV-1a; a text is followed by one 0.

use crate::hash::fnv1a_from;
use crate::{exceptions, names, natives, op};

const EMPTY: u32 = 0x811c_9dc5;

const fn text(hash: u32, text: &str) -> u32 {
    fnv1a_from(fnv1a_from(hash, text.as_bytes()), &[0])
}

const OPCODES: [u32; op::ROWS.len()] = {
    let mut hashes = [EMPTY; op::ROWS.len()];
    let (mut hash, mut i) = (EMPTY, 0);
    while i < hashes.len() {
        hash = text(fnv1a_from(hash, &[op::ROWS[i].0]), op::ROWS[i].1);
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

const NAMES: [u32; names::TEXTS.len()] = {
    let mut hashes = [EMPTY; names::TEXTS.len()];
    let (mut hash, mut i) = (EMPTY, 0);
    while i < hashes.len() {
        hash = text(hash, names::TEXTS[i]);
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

const EXCEPTIONS: [u32; exceptions::NAMES.len()] = {
    let mut hashes = [EMPTY; exceptions::NAMES.len()];
    let (mut hash, mut i) = (EMPTY, 0);
    while i < hashes.len() {
        hash = fnv1a_from(hash, &exceptions::PARENTS[i].to_le_bytes());
        hash = text(hash, exceptions::NAMES[i]);
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

const NATIVES: [u32; natives::ROWS.len()] = {
    let mut hashes = [EMPTY; natives::ROWS.len()];
    let (mut hash, mut i) = (EMPTY, 0);
    while i < hashes.len() {
        let row = &natives::ROWS[i];
        hash = fnv1a_from(hash, &row.id.to_le_bytes());
        hash = fnv1a_from(hash, &[row.space as u8, row.min, row.max]);
        hash = text(hash, row.name);
        hashes[i] = hash;
        i += 1;
    }
    hashes
};

/// A table that grows at its end.
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
}

/// How many rows, at most `count`, and the hash over them.
#[must_use]
pub fn prefix(table: Table, count: u16) -> (u16, u32) {
    let hashes: &'static [u32] = match table {
        Table::Opcodes => &OPCODES,
        Table::Names => &NAMES,
        Table::Exceptions => &EXCEPTIONS,
        Table::Natives => &NATIVES,
    };
    let rows = hashes.len().min(usize::from(count));
    let hash = rows
        .checked_sub(1)
        .and_then(|last| hashes.get(last).copied());
    (rows as u16, hash.unwrap_or(EMPTY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_the_hash_over_its_rows_alone() {
        let (count, all) = prefix(Table::Exceptions, u16::MAX);
        assert_eq!(count, exceptions::COUNT);
        assert_eq!(prefix(Table::Exceptions, 0), (0, EMPTY));
        let first = text(fnv1a_from(EMPTY, &[0xff, 0xff]), "BaseException");
        assert_eq!(prefix(Table::Exceptions, 1), (1, first));
        assert_ne!(prefix(Table::Exceptions, count - 1).1, all);
    }

    #[test]
    fn the_tables_differ() {
        let hashes = [
            Table::Opcodes,
            Table::Names,
            Table::Exceptions,
            Table::Natives,
        ]
        .map(|table| prefix(table, u16::MAX).1);
        for (i, hash) in hashes.iter().enumerate() {
            assert!(hashes.iter().skip(i + 1).all(|other| other != hash));
        }
    }
}
