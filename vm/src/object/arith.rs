//! Operators on numbers.

use super::float;
use super::int::{self, Number};
use super::ops::{Binary, Unary};
use crate::exception::Message;
use crate::native::Stop;
use crate::number::integer::{self, Bits, Int, LIMBS_MAX, Shape};
use crate::number::{float as numeric, limbs};
use crate::object::FLAG_RAW;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;

/// `a op b` of two numbers.
///
/// # Errors
/// [`Stop`].
pub fn binary(vm: &mut Vm, op: Binary, a: Number, b: Number) -> Result<Value, Stop> {
    match (a, b) {
        (Number::Float(x), Number::Float(y)) => floats(vm, op, x, y),
        (Number::Int(x), Number::Int(y)) => small(vm, op, x.into(), y.into()),
        (Number::Float(_), _) | (_, Number::Float(_)) => {
            let view = vm.heap.view();
            match (a.to_f64(view), b.to_f64(view)) {
                (Some(x), Some(y)) => floats(vm, op, x, y),
                _ => Err(vm.raise_message(index::OverflowError, Message::IntTooLarge)),
            }
        }
        _ => large(vm, op, a, b),
    }
}

fn zero_division(vm: &Vm, message: Message) -> Stop {
    vm.raise_message(index::ZeroDivisionError, message)
}

fn small(vm: &mut Vm, op: Binary, x: i64, y: i64) -> Result<Value, Stop> {
    let n = match op {
        Binary::Add => x + y,
        Binary::Sub => x - y,
        Binary::Mul => x * y,
        Binary::TrueDiv if y == 0 => return Err(zero_division(vm, Message::DivisionByZero)),
        Binary::TrueDiv => return Ok(float::new(&mut vm.heap, x as f64 / y as f64)?),
        Binary::FloorDiv if y == 0 => return Err(zero_division(vm, Message::FloorByZero)),
        Binary::Modulo if y == 0 => return Err(zero_division(vm, Message::ModuloByZero)),
        Binary::FloorDiv => {
            let q = x / y;
            q - i64::from(x % y != 0 && (x < 0) != (y < 0))
        }
        Binary::Modulo => {
            let r = x % y;
            if r != 0 && (r < 0) != (y < 0) {
                r + y
            } else {
                r
            }
        }
        Binary::BitAnd => x & y,
        Binary::BitOr => x | y,
        Binary::BitXor => x ^ y,
        Binary::LeftShift | Binary::RightShift if y < 0 => {
            return Err(vm.raise_message(index::ValueError, Message::NegativeShift));
        }
        Binary::LeftShift if y < 32 => x << y,
        Binary::RightShift => x >> y.min(63),
        Binary::LeftShift | Binary::Power => {
            return large(vm, op, Number::Int(x as i32), Number::Int(y as i32));
        }
        Binary::MatMul => return Err(unsupported(vm)),
    };
    Ok(int::from_i64(&mut vm.heap, n)?)
}

/// `TypeError` for operands an operator has no meaning for.
#[must_use]
pub fn unsupported(vm: &Vm) -> Stop {
    vm.raise_message(index::TypeError, Message::UnsupportedOperands)
}

fn floats(vm: &mut Vm, op: Binary, x: f64, y: f64) -> Result<Value, Stop> {
    let result = match op {
        Binary::Add => x + y,
        Binary::Sub => x - y,
        Binary::Mul => x * y,
        Binary::TrueDiv if y == 0.0 => return Err(zero_division(vm, Message::FloatByZero)),
        Binary::FloorDiv if y == 0.0 => return Err(zero_division(vm, Message::FloatFloorByZero)),
        Binary::Modulo if y == 0.0 => return Err(zero_division(vm, Message::FloatModulo)),
        Binary::TrueDiv => x / y,
        Binary::FloorDiv => numeric::divmod(x, y).0,
        Binary::Modulo => numeric::divmod(x, y).1,
        Binary::Power => return power(vm, x, y),
        _ => return Err(unsupported(vm)),
    };
    Ok(float::new(&mut vm.heap, result)?)
}

/// `x ** y` of doubles.
fn power(vm: &mut Vm, x: f64, y: f64) -> Result<Value, Stop> {
    if x == 0.0 && y < 0.0 {
        return Err(zero_division(vm, Message::ZeroToNegative));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && libm::floor(y) != y {
        return Err(vm.raise_message(index::ValueError, Message::NegativeToFraction));
    }
    let result = numeric::power(x, y);
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(vm.raise_message(index::OverflowError, Message::ResultTooLarge));
    }
    Ok(float::new(&mut vm.heap, result)?)
}

/// An operator on integers of which one is large, or whose result is.
fn large(vm: &mut Vm, op: Binary, a: Number, b: Number) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let (n, m) = (a.limb_count(view), b.limb_count(view));
    let zero = matches!(b, Number::Int(0));
    let both = |vm: &mut Vm, room: usize, f: &dyn Fn(&mut [u32], Int, Int) -> Shape| {
        int::compute(vm, room, &mut |out, view| {
            f(out, a.lend(view, &mut [0; 2]), b.lend(view, &mut [0; 2]))
        })
    };
    match op {
        Binary::Add => both(vm, n.max(m) + 1, &integer::add),
        Binary::Sub => both(vm, n.max(m) + 1, &integer::sub),
        Binary::Mul => both(vm, n + m, &integer::mul),
        Binary::BitAnd => both(vm, n.max(m) + 1, &|o, x, y| {
            integer::bitwise(o, Bits::And, x, y)
        }),
        Binary::BitOr => both(vm, n.max(m) + 1, &|o, x, y| {
            integer::bitwise(o, Bits::Or, x, y)
        }),
        Binary::BitXor => both(vm, n.max(m) + 1, &|o, x, y| {
            integer::bitwise(o, Bits::Xor, x, y)
        }),
        Binary::FloorDiv if zero => Err(zero_division(vm, Message::FloorByZero)),
        Binary::Modulo if zero => Err(zero_division(vm, Message::ModuloByZero)),
        Binary::FloorDiv => divmod(vm, a, b).map(|(q, _)| q),
        Binary::Modulo => divmod(vm, a, b).map(|(_, r)| r),
        Binary::TrueDiv if zero => Err(zero_division(vm, Message::DivisionByZero)),
        Binary::TrueDiv => true_divide(vm, a, b),
        Binary::LeftShift | Binary::RightShift => shift(vm, op == Binary::LeftShift, a, b),
        Binary::Power => int_power(vm, a, b),
        Binary::MatMul => Err(unsupported(vm)),
    }
}

/// Floor quotient and remainder of integers; the divisor is not zero.
///
/// # Errors
/// [`Stop`].
pub fn divmod(vm: &mut Vm, a: Number, b: Number) -> Result<(Value, Value), Stop> {
    let view = vm.heap.view();
    let (n, m) = (a.limb_count(view), b.limb_count(view));
    let (q_room, r_room) = ((n + 2).saturating_sub(m).max(n + 1), n.max(m) + 1);
    // The remainder is made behind the quotient and then moved to an object of its own.
    let q = vm
        .heap
        .alloc_unset((2 + q_room + r_room) as u32, Kind::BigInt, 0)?;
    let r = vm.heap.alloc_unset(2 + r_room as u32, Kind::BigInt, 0)?;
    let (body, view) = vm.heap.apart(q, 0);
    let (quotient, remainder) = body.split_at_mut(q_room);
    let (mut x, mut y) = ([0; 2], [0; 2]);
    let (sq, sr) = integer::divmod(
        quotient,
        remainder,
        a.lend(view, &mut x),
        b.lend(view, &mut y),
    );
    vm.heap.copy_words(q, q_room as u32, r, 0, sr.len as u32);
    let remainder = int::finish(vm, r, sr)?;
    Ok((int::finish(vm, q, sq)?, remainder))
}

fn true_divide(vm: &mut Vm, a: Number, b: Number) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let (mut x, mut y) = ([0; 2], [0; 2]);
    let room = numeric::divide_scratch(a.lend(view, &mut x), b.lend(view, &mut y));
    let work = vm
        .heap
        .alloc_unset(2 + room as u32, Kind::Buffer, FLAG_RAW)?;
    let (body, view) = vm.heap.apart(work, 0);
    let result = numeric::true_divide(a.lend(view, &mut x), b.lend(view, &mut y), body);
    vm.heap.release(work);
    match result {
        Some(value) => Ok(float::new(&mut vm.heap, value)?),
        None => Err(vm.raise_message(index::OverflowError, Message::DivisionTooLarge)),
    }
}

fn shift(vm: &mut Vm, left: bool, a: Number, b: Number) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let mut buffer = [0; 2];
    let by = b.lend(view, &mut buffer);
    if by.negative {
        return Err(vm.raise_message(index::ValueError, Message::NegativeShift));
    }
    let by = by.to_i64().unwrap_or(i64::MAX);
    let n = a.limb_count(view);
    if matches!(a, Number::Int(0)) {
        return Ok(Value::ZERO);
    }
    if left {
        let by = usize::try_from(by).ok().filter(|&by| by <= LIMBS_MAX * 32);
        let Some(by) = by else {
            return Err(vm.raise(index::OverflowError));
        };
        return int::compute(vm, n + by / 32 + 1, &mut |out, view| {
            integer::shl(out, a.lend(view, &mut [0; 2]), by)
        });
    }
    let by = usize::try_from(by)
        .unwrap_or(usize::MAX)
        .min(LIMBS_MAX * 64);
    int::compute(vm, n + 1, &mut |out, view| {
        integer::shr(out, a.lend(view, &mut [0; 2]), by)
    })
}

fn int_power(vm: &mut Vm, a: Number, b: Number) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let (mut x, mut y) = ([0; 2], [0; 2]);
    let (base, exponent) = (a.lend(view, &mut x), b.lend(view, &mut y));
    if exponent.negative {
        return match (a.to_f64(view), b.to_f64(view)) {
            (Some(x), Some(y)) => power(vm, x, y),
            _ => Err(vm.raise_message(index::OverflowError, Message::IntTooLarge)),
        };
    }
    let odd = exponent.low_word() & 1 != 0;
    if base.limbs == [1] {
        let one = if base.negative && odd { -1 } else { 1 };
        return Ok(int::from_i64(&mut vm.heap, one)?);
    }
    if base.is_zero() {
        return Ok(Value::count(u32::from(exponent.is_zero())));
    }
    let bits = limbs::bit_length(base.limbs) as u64;
    let Some(exponent) = exponent.to_i64().and_then(|e| u32::try_from(e).ok()) else {
        return Err(vm.raise(index::OverflowError));
    };
    if (bits - 1) * u64::from(exponent) >= LIMBS_MAX as u64 * 32 {
        return Err(vm.raise(index::OverflowError));
    }
    let negative = base.negative && odd;
    let room = (bits * u64::from(exponent) / 32 + 2) as usize;
    int::compute(vm, 2 * room, &mut |out, view| {
        let (out, work) = out.split_at_mut(room);
        let base = a.lend(view, &mut x);
        Shape {
            negative,
            len: limbs::pow(out, work, base.limbs, exponent),
        }
    })
}

/// `pow(a, b, m)` of integers.
///
/// # Errors
/// [`Stop`].
pub fn power_modulo(vm: &mut Vm, a: Number, b: Number, m: Number) -> Result<Value, Stop> {
    let view = vm.heap.view();
    let mut buffers = [[0; 2]; 3];
    let [x, y, z] = &mut buffers;
    let (base, exponent, modulus) = (a.lend(view, x), b.lend(view, y), m.lend(view, z));
    if modulus.is_zero() {
        return Err(vm.raise_message(index::ValueError, Message::ZeroModulus));
    }
    if exponent.negative {
        return Err(vm.raise_message(index::ValueError, Message::NotInvertible));
    }
    let bits = limbs::bit_length(exponent.limbs);
    let (n, k) = (
        modulus.limbs.len(),
        base.limbs.len().max(2 * modulus.limbs.len()) + 2,
    );
    // Result, product, quotient and remainder stand behind one another.
    int::compute(vm, n + 3 * k + 2, &mut |out, view| {
        let [x, y, z] = &mut buffers;
        let (base, exponent, modulus) = (a.lend(view, x), b.lend(view, y), m.lend(view, z));
        let (result, rest) = out.split_at_mut(n + 1);
        let (product, rest) = rest.split_at_mut(k);
        let (quotient, remainder) = rest.split_at_mut(k);
        let mut len = usize::from(modulus.limbs != [1]);
        if let Some(first) = result.first_mut() {
            *first = 1;
        }
        let mut step = |result: &mut [u32], len: usize, by: Option<&[u32]>| -> usize {
            let own = result.get(..len).unwrap_or(&[]);
            let made = limbs::mul(product, own, by.unwrap_or(own));
            let (_, rest) = limbs::divide(
                quotient,
                remainder,
                product.get(..made).unwrap_or(&[]),
                modulus.limbs,
            );
            if let (Some(to), Some(from)) = (result.get_mut(..rest), remainder.get(..rest)) {
                to.copy_from_slice(from);
            }
            rest
        };
        for bit in (0..bits).rev() {
            len = step(result, len, None);
            if limbs::bits_from(exponent.limbs, bit) & 1 != 0 {
                len = step(result, len, Some(base.limbs));
            }
        }
        let odd_negative = base.negative && exponent.low_word() & 1 != 0 && len != 0;
        if odd_negative != modulus.negative && len != 0 {
            let own = result.get(..len).unwrap_or(&[]);
            len = limbs::sub(product, modulus.limbs, own);
            if let (Some(to), Some(from)) = (result.get_mut(..len), product.get(..len)) {
                to.copy_from_slice(from);
            }
        }
        Shape {
            negative: modulus.negative && len != 0,
            len,
        }
    })
}

/// An operator on one number.
///
/// # Errors
/// [`Stop`].
pub fn unary(vm: &mut Vm, op: Unary, a: Number) -> Result<Value, Stop> {
    match (op, a) {
        (Unary::Negative, Number::Int(n)) => Ok(int::from_i64(&mut vm.heap, -i64::from(n))?),
        (Unary::Positive, Number::Int(n)) => Ok(int::from_i64(&mut vm.heap, n.into())?),
        (Unary::Invert, Number::Int(n)) => Ok(int::from_i64(&mut vm.heap, !i64::from(n))?),
        (Unary::Negative, Number::Float(x)) => Ok(float::new(&mut vm.heap, -x)?),
        (Unary::Positive, Number::Float(x)) => Ok(float::new(&mut vm.heap, x)?),
        (Unary::Invert, Number::Float(_)) => {
            Err(vm.raise_message(index::TypeError, Message::BadOperand))
        }
        (Unary::Positive, Number::Big(r)) => Ok(r.value()),
        (Unary::Negative, Number::Big(_)) => large(vm, Binary::Sub, Number::Int(0), a),
        (Unary::Invert, Number::Big(_)) => {
            // -a - 1
            let room = a.limb_count(vm.heap.view()) + 1;
            int::compute(vm, room, &mut |out, view| {
                let (mut x, mut y) = ([0; 2], [0; 2]);
                let a = a.lend(view, &mut x);
                let minus = Int {
                    negative: !a.negative,
                    limbs: a.limbs,
                };
                integer::sub(out, minus, Int::from_i64(1, &mut y))
            })
        }
    }
}
