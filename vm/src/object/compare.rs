//! Equality and ordering of built-in kinds.

use super::int::Number;
use super::ops::Compare;
use super::{bytes, entries, list, range, str};
use crate::heap::View;
use crate::number::{float, integer};
use crate::value::{Ref, Value};
use bytecode::kind::Kind;
use core::cmp::Ordering;

/// Why two values cannot be compared here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoOrder {
    /// The comparison is made in Python.
    Python,
    /// There is none: `TypeError`.
    Unordered,
}

/// Containers nested deeper than this are compared in Python.
const DEPTH: u32 = 4;

/// The order of two numbers; `None` if one is no number (`nan`).
#[must_use]
pub fn numbers(view: View, a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(x), Number::Int(y)) => Some(x.cmp(&y)),
        (Number::Float(x), Number::Float(y)) => x.partial_cmp(&y),
        (Number::Float(x), int) => {
            float::compare(int.lend(view, &mut [0; 2]), x).map(Ordering::reverse)
        }
        (int, Number::Float(y)) => float::compare(int.lend(view, &mut [0; 2]), y),
        (x, y) => Some(integer::compare(
            x.lend(view, &mut [0; 2]),
            y.lend(view, &mut [0; 2]),
        )),
    }
}

/// Whether a key of a table is the one looked for; `None` where Python says so.
#[inline]
#[must_use]
pub fn same_key(view: View, a: Value, b: Value) -> Option<bool> {
    if a == b {
        return Some(true);
    }
    equal(view, a, b, DEPTH).ok()
}

/// `a is b or a == b`.
///
/// # Errors
/// [`NoOrder::Python`].
pub fn same(view: View, a: Value, b: Value, depth: u32) -> Result<bool, NoOrder> {
    if a == b {
        Ok(true)
    } else {
        equal(view, a, b, depth)
    }
}

/// `a == b`.
///
/// # Errors
/// [`NoOrder::Python`].
pub fn equal(view: View, a: Value, b: Value, depth: u32) -> Result<bool, NoOrder> {
    if let (Some(x), Some(y)) = (Number::of(view, a), Number::of(view, b)) {
        return Ok(numbers(view, x, y) == Some(Ordering::Equal));
    }
    let (Some(x), Some(y)) = (a.as_ref(), b.as_ref()) else {
        let python = |v| view.as_kind(v, Kind::Instance).is_some();
        return if python(a) || python(b) {
            Err(NoOrder::Python)
        } else {
            Ok(a == b)
        };
    };
    let (kx, ky) = (view.kind(x), view.kind(y));
    if kx == Kind::Instance || ky == Kind::Instance {
        return Err(NoOrder::Python);
    }
    match (kx, ky) {
        (Kind::Str, Kind::Str) => Ok(str::read(view, x) == str::read(view, y)),
        (Kind::Bytes | Kind::ByteArray, Kind::Bytes | Kind::ByteArray) => {
            Ok(bytes::of_ref(view, x) == bytes::of_ref(view, y))
        }
        (Kind::Shorts | Kind::ShortArray, Kind::Shorts | Kind::ShortArray) => {
            Ok(bytes::shorts(view, x) == bytes::shorts(view, y))
        }
        (Kind::List, Kind::List) | (Kind::Tuple, Kind::Tuple) => sequences_equal(view, x, y, depth),
        (Kind::Dict, Kind::Dict) => dicts_equal(view, x, y, depth),
        (Kind::Set | Kind::FrozenSet, Kind::Set | Kind::FrozenSet) => {
            Ok(entries::len(view, x) == entries::len(view, y) && subset(view, x, y)?)
        }
        (Kind::Range, Kind::Range) => Ok(ranges_equal(view, x, y)),
        (Kind::Slice, Kind::Slice) => {
            for i in 0..3 {
                if !same(view, view.value(x, i), view.value(y, i), depth)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Kind::Method, Kind::Method) => Ok(view.body(x) == view.body(y)),
        (Kind::DictView, Kind::DictView) => super::view::equal(view, x, y),
        _ => Ok(x == y),
    }
}

fn sequences_equal(view: View, a: Ref, b: Ref, depth: u32) -> Result<bool, NoOrder> {
    let (a, b) = (list::items(view, a), list::items(view, b));
    if a.len() != b.len() {
        return Ok(false);
    }
    for (&x, &y) in a.iter().zip(b) {
        let (x, y) = (Value::from_word(x), Value::from_word(y));
        if x != y && (depth == 0 || !equal(view, x, y, depth - 1)?) {
            return if depth == 0 {
                Err(NoOrder::Python)
            } else {
                Ok(false)
            };
        }
    }
    Ok(true)
}

fn dicts_equal(view: View, a: Ref, b: Ref, depth: u32) -> Result<bool, NoOrder> {
    if entries::len(view, a) != entries::len(view, b) {
        return Ok(false);
    }
    for (_, key, value) in entries::all(view, a) {
        let (_, found) = entries::lookup(view, b, key).map_err(|_| NoOrder::Python)?;
        let Some((_, other)) = found.and_then(|e| entries::get(view, b, e)) else {
            return Ok(false);
        };
        if value != other {
            if depth == 0 {
                return Err(NoOrder::Python);
            }
            if !equal(view, value, other, depth - 1)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Whether every item of the set `a` is in the set `b`.
///
/// # Errors
/// [`NoOrder::Python`].
pub fn subset(view: View, a: Ref, b: Ref) -> Result<bool, NoOrder> {
    if entries::len(view, a) > entries::len(view, b) {
        return Ok(false);
    }
    for (_, key, _) in entries::all(view, a) {
        if entries::lookup(view, b, key)
            .map_err(|_| NoOrder::Python)?
            .1
            .is_none()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn ranges_equal(view: View, a: Ref, b: Ref) -> bool {
    let (x, y) = (range::parts(view, a), range::parts(view, b));
    x == y || {
        let (n, m) = (range::count(x), range::count(y));
        n == m && (n == 0 || (x.0 == y.0 && (n == 1 || x.2 == y.2)))
    }
}

/// `a op b` for any of the six.
///
/// # Errors
/// [`NoOrder`].
pub fn holds(view: View, op: Compare, a: Value, b: Value) -> Result<bool, NoOrder> {
    at_depth(view, op, a, b, DEPTH)
}

fn by_order(op: Compare, order: Ordering) -> bool {
    match op {
        Compare::Lt => order == Ordering::Less,
        Compare::Le => order != Ordering::Greater,
        Compare::Eq => order == Ordering::Equal,
        Compare::Ne => order != Ordering::Equal,
        Compare::Gt => order == Ordering::Greater,
        Compare::Ge => order != Ordering::Less,
    }
}

fn at_depth(view: View, op: Compare, a: Value, b: Value, depth: u32) -> Result<bool, NoOrder> {
    if let (Some(x), Some(y)) = (Number::of(view, a), Number::of(view, b)) {
        return Ok(match numbers(view, x, y) {
            Some(order) => by_order(op, order),
            None => op == Compare::Ne,
        });
    }
    match op {
        Compare::Eq => return equal(view, a, b, depth),
        Compare::Ne => return equal(view, a, b, depth).map(|e| !e),
        _ => {}
    }
    let (ka, kb) = (view.kind_of(a), view.kind_of(b));
    if ka == Some(Kind::Instance) || kb == Some(Kind::Instance) {
        return Err(NoOrder::Python);
    }
    let (Some(x), Some(y), Some(kx), Some(ky)) = (a.as_ref(), b.as_ref(), ka, kb) else {
        return Err(NoOrder::Unordered);
    };
    match (kx, ky) {
        (Kind::Str, Kind::Str) => Ok(by_order(op, str::read(view, x).cmp(str::read(view, y)))),
        (Kind::Bytes | Kind::ByteArray, Kind::Bytes | Kind::ByteArray) => Ok(by_order(
            op,
            bytes::of_ref(view, x).cmp(bytes::of_ref(view, y)),
        )),
        (Kind::Shorts | Kind::ShortArray, Kind::Shorts | Kind::ShortArray) => Ok(by_order(
            op,
            bytes::shorts(view, x).cmp(bytes::shorts(view, y)),
        )),
        (Kind::List, Kind::List) | (Kind::Tuple, Kind::Tuple) => {
            sequences_ordered(view, op, x, y, depth)
        }
        (Kind::Set | Kind::FrozenSet, Kind::Set | Kind::FrozenSet) => {
            let (n, m) = (entries::len(view, x), entries::len(view, y));
            match op {
                Compare::Le => subset(view, x, y),
                Compare::Lt => Ok(n < m && subset(view, x, y)?),
                Compare::Ge => subset(view, y, x),
                _ => Ok(n > m && subset(view, y, x)?),
            }
        }
        _ => Err(NoOrder::Unordered),
    }
}

fn sequences_ordered(view: View, op: Compare, a: Ref, b: Ref, depth: u32) -> Result<bool, NoOrder> {
    let (a, b) = (list::items(view, a), list::items(view, b));
    for (&x, &y) in a.iter().zip(b) {
        let (x, y) = (Value::from_word(x), Value::from_word(y));
        if x == y {
            continue;
        }
        if depth == 0 {
            return Err(NoOrder::Python);
        }
        if !equal(view, x, y, depth - 1)? {
            return at_depth(view, op, x, y, depth - 1);
        }
    }
    Ok(by_order(op, a.len().cmp(&b.len())))
}
