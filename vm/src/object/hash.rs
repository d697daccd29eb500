//! Hashes. Numbers hash as in CPython, so that equal ones of different types hash alike; text by FNV-1a.

use super::int::Number;
use super::{bytes, list, str};
use crate::exception::Message;
use crate::heap::View;
use crate::number::{float, integer};
use crate::value::Value;
use bytecode::hash::fnv1a;
use bytecode::kind::{FLAG_IMAGE, Kind};

/// Why a value has no hash here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoHash {
    /// Its hash is made in Python.
    Python,
    /// It has none: `TypeError`.
    Unhashable,
}

impl NoHash {
    /// The message of the `TypeError`.
    pub const MESSAGE: Message = Message::Unhashable;
}

/// Tuples nested deeper than this are hashed in Python.
const DEPTH: u32 = 4;

/// What `hash` returns.
///
/// # Errors
/// [`NoHash`].
pub fn of(view: View, v: Value) -> Result<i64, NoHash> {
    at_depth(view, v, DEPTH)
}

fn at_depth(view: View, v: Value, depth: u32) -> Result<i64, NoHash> {
    match Number::of(view, v) {
        Some(Number::Int(n)) => return Ok(if n == -1 { -2 } else { n.into() }),
        Some(Number::Float(x)) if x.is_nan() => return Ok(identity(v)),
        Some(Number::Float(x)) => return Ok(float::hash(x)),
        Some(big) => return Ok(integer::hash(big.lend(view, &mut [0; 2]))),
        None => {}
    }
    let Some(r) = v.as_ref() else {
        return Ok(identity(v));
    };
    match view.kind(r) {
        Kind::Str => Ok(fnv1a(str::read(view, r)).into()),
        Kind::Bytes => Ok(fnv1a(bytes::of_ref(view, r)).into()),
        Kind::Tuple if depth == 0 => Err(NoHash::Python),
        Kind::Tuple => {
            // As the prelude's function for tuples with instances.
            let mut h = 0x0034_5678u32;
            for &item in list::items(view, r) {
                let part = at_depth(view, Value::from_word(item), depth - 1)?;
                h = (h ^ part as u32).wrapping_mul(1_000_003) & 0x3fff_ffff;
            }
            Ok(h.into())
        }
        Kind::Range => {
            let parts = [0, 1, 2].map(|i| view.value(r, i));
            let mut h = 3u32;
            for part in parts {
                h = (h ^ at_depth(view, part, depth)? as u32).wrapping_mul(1_000_003);
            }
            Ok((h & 0x3fff_ffff).into())
        }
        Kind::FrozenSet => frozen(view, r, depth),
        Kind::Shorts => {
            let mut h = 0x811c_9dc5u32;
            for &item in bytes::shorts(view, r) {
                h = (h ^ u32::from(item)).wrapping_mul(0x0100_0193);
            }
            Ok(h.into())
        }
        // A bound method is made anew at each use: its parts are what it is.
        Kind::Method => {
            let (function, receiver) = (identity(view.value(r, 0)), identity(view.value(r, 1)));
            Ok((function ^ receiver.wrapping_mul(1_000_003)) & 0x3fff_ffff)
        }
        Kind::Instance => Err(NoHash::Python),
        Kind::List
        | Kind::Dict
        | Kind::Set
        | Kind::ByteArray
        | Kind::ShortArray
        | Kind::Slice
        | Kind::DictView => Err(NoHash::Unhashable),
        _ => Ok(identity(v)),
    }
}

fn frozen(view: View, r: crate::value::Ref, depth: u32) -> Result<i64, NoHash> {
    if depth == 0 {
        return Err(NoHash::Python);
    }
    let mut h = 0u32;
    for (_, key, _) in super::entries::all(view, r) {
        h = h.wrapping_add(spread(at_depth(view, key, depth - 1)?));
    }
    Ok((h & 0x3fff_ffff).into())
}

/// What identity hashes to, which `id` returns as well.
#[must_use]
pub fn identity(v: Value) -> i64 {
    (v.word() >> 2).into()
}

/// The 31 bits that tables keep of a hash.
#[must_use]
pub fn fold(hash: i64) -> u32 {
    let low = hash as u32;
    let plain = hash == i64::from(low) || hash == i64::from(low as i32);
    (if plain {
        low
    } else {
        low ^ (hash >> 32) as u32
    }) & 0x7fff_ffff
}

fn spread(hash: i64) -> u32 {
    let h = fold(hash);
    (h ^ (h << 16) ^ 0x5b7d_3a1f).wrapping_mul(0xd6e8_feb9)
}

/// The 31 bits for a value; text, the most frequent key, first.
///
/// # Errors
/// [`NoHash`].
#[inline]
pub fn short(view: View, v: Value) -> Result<u32, NoHash> {
    if let Some(n) = v.as_small_int() {
        return Ok(if n == -1 {
            0x7fff_fffe
        } else {
            n as u32 & 0x7fff_ffff
        });
    }
    if let Some(r) = view.as_kind(v, Kind::Str) {
        if view.flags(r) & FLAG_IMAGE != 0 {
            return Ok(view.first_word(r) & 0x7fff_ffff);
        }
        return Ok(fnv1a(str::read(view, r)) & 0x7fff_ffff);
    }
    Ok(fold(of(view, v)?))
}
