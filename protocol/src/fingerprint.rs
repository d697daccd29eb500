//! Identity of a table that only grows at its end.

use serde::{Deserialize, Serialize};

/// A running 32-bit FNV-1a hash (Fowler, Noll, Vo).
///
/// All tables and registers that two peers compare use this one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fnv(u32);

impl Fnv {
    /// The hash of nothing.
    pub const EMPTY: Fnv = Fnv(0x811C_9DC5);

    /// Goes on from a value that [`Fnv::value`] gave.
    pub const fn resume(value: u32) -> Fnv {
        Fnv(value)
    }

    /// The hash after one more byte.
    pub const fn byte(self, byte: u8) -> Fnv {
        Fnv((self.0 ^ byte as u32).wrapping_mul(0x0100_0193))
    }

    /// The hash after the bytes of `text` and one 0 that ends them.
    pub const fn text(self, text: &str) -> Fnv {
        let mut hash = self;
        let mut rest = text.as_bytes();
        while let [first, tail @ ..] = rest {
            hash = hash.byte(*first);
            rest = tail;
        }
        hash.byte(0)
    }

    /// The value so far.
    pub const fn value(self) -> u32 {
        self.0
    }
}

/// How many rows a peer's table has, and the hash over all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Prefix {
    /// Rows.
    pub count: u16,
    /// Hash of the rows 0 to `count` − 1, in order.
    pub hash: u32,
}

/// The tables that grow at their ends, as [`TableQuery`](crate::info::TableQuery) names them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Table {
    /// Instructions.
    Opcodes,
    /// Names with fixed numbers.
    Names,
    /// Built-in exceptions.
    Exceptions,
    /// Native functions.
    Natives,
    /// Commands of this protocol.
    Commands,
}
