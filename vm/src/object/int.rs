//! Integers: small ones in the word, others as [`Kind::BigInt`] with the magnitude as body; booleans count as 0 and 1.

use crate::heap::{Heap, HeapFull, View};
use crate::native::Stop;
use crate::number::integer::{Int, LIMBS_MAX, Shape};
use crate::number::{float as numeric, limbs};
use crate::object::float;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::{FLAG_NEGATIVE, Kind};

/// A number taken out of its value.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A small integer or a boolean.
    Int(i32),
    /// A large integer.
    Big(Ref),
    /// A double.
    Float(f64),
}

impl Number {
    /// The number of a value; `None` if it is not one.
    #[inline]
    #[must_use]
    pub fn of(view: View, v: Value) -> Option<Number> {
        if let Some(n) = v.as_small_int() {
            return Some(Number::Int(n));
        }
        if let Some(r) = v.as_ref() {
            return match view.kind(r) {
                Kind::Float => Some(Number::Float(float::get(view, r))),
                Kind::BigInt => Some(Number::Big(r)),
                _ => None,
            };
        }
        v.as_bool().map(|b| Number::Int(b.into()))
    }

    /// Sign and magnitude of an integer; `buffer` holds that of a small one. A double lends zero.
    #[must_use]
    pub fn lend<'a>(self, view: View<'a>, buffer: &'a mut [u32; 2]) -> Int<'a> {
        match self {
            Number::Int(n) => Int::from_i64(n.into(), buffer),
            Number::Big(r) => Int {
                negative: view.flags(r) & FLAG_NEGATIVE != 0,
                limbs: limbs::significant(view.body(r)),
            },
            Number::Float(_) => Int::from_i64(0, buffer),
        }
    }

    /// As a double; `None` if it is too large.
    #[must_use]
    pub fn to_f64(self, view: View) -> Option<f64> {
        match self {
            Number::Int(n) => Some(n.into()),
            Number::Float(x) => Some(x),
            Number::Big(_) => numeric::from_int(self.lend(view, &mut [0; 2])),
        }
    }

    /// Whether it is an integer.
    #[must_use]
    pub fn is_int(self) -> bool {
        !matches!(self, Number::Float(_))
    }

    /// Limbs of an integer's magnitude, at most.
    #[must_use]
    pub fn limb_count(self, view: View) -> usize {
        match self {
            Number::Big(r) => view.body_words(r) as usize,
            _ => 1,
        }
    }
}

/// An integer's value as a machine integer; `None` if it is no integer or too large.
#[must_use]
pub fn to_i64(view: View, v: Value) -> Option<i64> {
    match Number::of(view, v)? {
        Number::Int(n) => Some(n.into()),
        number @ Number::Big(_) => number.lend(view, &mut [0; 2]).to_i64(),
        Number::Float(_) => None,
    }
}

/// An integer's value, too large or too small ones as the nearest; `None` if it is no integer.
#[must_use]
pub fn clamped(view: View, v: Value) -> Option<i64> {
    let number = Number::of(view, v)?;
    if !number.is_int() {
        return None;
    }
    let mut buffer = [0; 2];
    let int = number.lend(view, &mut buffer);
    Some(
        int.to_i64()
            .unwrap_or(if int.negative { i64::MIN } else { i64::MAX }),
    )
}

/// The value of a machine integer.
///
/// # Errors
/// [`HeapFull`].
#[inline]
pub fn from_i64(heap: &mut Heap, n: i64) -> Result<Value, HeapFull> {
    match Value::small_int(n) {
        Some(v) => Ok(v),
        None => from_parts(heap, n < 0, n.unsigned_abs()),
    }
}

/// The value of an unsigned machine integer.
///
/// # Errors
/// [`HeapFull`].
pub fn from_u64(heap: &mut Heap, n: u64) -> Result<Value, HeapFull> {
    match i64::try_from(n) {
        Ok(n) => from_i64(heap, n),
        Err(_) => from_parts(heap, false, n),
    }
}

#[cold]
fn from_parts(heap: &mut Heap, negative: bool, magnitude: u64) -> Result<Value, HeapFull> {
    let high = (magnitude >> 32) as u32;
    let flags = if negative { FLAG_NEGATIVE } else { 0 };
    let r = heap.alloc(3 + u32::from(high != 0), Kind::BigInt, flags)?;
    heap.set_word(r, 0, magnitude as u32);
    if high != 0 {
        heap.set_word(r, 1, high);
    }
    Ok(r.value())
}

/// An integer whose limbs `write` puts into a buffer of at least `room` limbs.
///
/// # Errors
/// [`HeapFull`]; `OverflowError` if it has more than 32 Ki bits.
pub fn compute(
    vm: &mut Vm,
    room: usize,
    write: &mut dyn FnMut(&mut [u32], View) -> Shape,
) -> Result<Value, Stop> {
    // Operands within the limit give at most twice as many limbs, and a few for shifts.
    if room > 2 * LIMBS_MAX + 4 {
        return Err(vm.raise(index::OverflowError));
    }
    let r = vm.heap.alloc_unset(2 + room as u32, Kind::BigInt, 0)?;
    let (body, view) = vm.heap.apart(r, 0);
    let shape = write(body, view);
    finish(vm, r, shape)
}

/// Makes a value of the limbs in a large integer: a small one if it fits, otherwise cut to its size.
///
/// # Errors
/// `OverflowError` if it has more than 32 Ki bits.
pub fn finish(vm: &mut Vm, r: Ref, shape: Shape) -> Result<Value, Stop> {
    if shape.len > LIMBS_MAX {
        vm.heap.release(r);
        return Err(vm.raise(index::OverflowError));
    }
    if shape.len <= 1 {
        let limb = if shape.len == 0 {
            0
        } else {
            vm.heap.word(r, 0)
        };
        let n = if shape.negative {
            -i64::from(limb)
        } else {
            i64::from(limb)
        };
        if let Some(small) = Value::small_int(n) {
            vm.heap.release(r);
            return Ok(small);
        }
    }
    vm.heap.shrink(r, 2 + shape.len as u32);
    vm.heap
        .set_flags(r, if shape.negative { FLAG_NEGATIVE } else { 0 });
    Ok(r.value())
}

/// A double truncated to an integer.
///
/// # Errors
/// [`HeapFull`]; `OverflowError` for an infinity, `ValueError` for no number.
pub fn from_f64(vm: &mut Vm, value: f64) -> Result<Value, Stop> {
    if value.is_nan() {
        return Err(vm.raise(index::ValueError));
    }
    if value.is_infinite() {
        return Err(vm.raise(index::OverflowError));
    }
    if libm::fabs(value) < 9e18 {
        return Ok(from_i64(&mut vm.heap, value as i64)?);
    }
    compute(vm, numeric::limbs_of(value), &mut |out, _| {
        numeric::to_int(value, out)
    })
}
