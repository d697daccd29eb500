//! The constants of an image: each stands there once, however often it is used.

use std::collections::HashMap;

use crate::emit::ConstantId;
use crate::tree::{Constant, Name};

/// An object that stands in the image.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    /// A float, large integer, text, bytes or tuple.
    Value(Constant),
    /// The keywords of a call, as numbers of names.
    Names(Vec<u16>),
    /// What the machine needs to make a class: its name and the attributes its methods set.
    ClassInfo {
        name: u16,
        text: Name,
        slots: Vec<u16>,
    },
    /// An exception with constant arguments.
    Exception {
        index: u16,
        arguments: Vec<Constant>,
    },
    /// A module as a value: pairs of name and global, ascending.
    Module {
        text: Name,
        members: Vec<(u16, u16)>,
    },
}

/// The constants used so far, in order of first use.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    entries: Vec<Entry>,
    index: HashMap<Entry, ConstantId>,
}

impl Pool {
    /// The constant's index, new if need be.
    pub(crate) fn add(&mut self, entry: Entry) -> ConstantId {
        if let Some(id) = self.index.get(&entry) {
            return *id;
        }
        let id = ConstantId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.entries.push(entry.clone());
        self.index.insert(entry, id);
        id
    }

    pub(crate) fn get(&self, id: ConstantId) -> Option<&Entry> {
        self.entries.get(id.0 as usize)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}
