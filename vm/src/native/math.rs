//! The functions of the module `math`.

use super::numbers::{int_arg, new_float_value};
use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::number::limbs;
use crate::object::int::{self, Number};
use crate::object::ops::{self, Binary, Unary};
use crate::object::{compare, float, list};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;
use core::cmp::Ordering;

natives! { ROWS: math_sqrt math_sin math_cos math_tan math_asin math_acos math_atan math_atan2 math_exp math_log math_log2
math_log10 math_pow math_floor math_ceil math_trunc math_fabs math_fmod math_hypot math_degrees math_radians
math_isnan math_isinf math_isfinite math_copysign math_gcd math_isclose math_modf math_frexp math_ldexp math_sinh
math_cosh math_tanh math_exp2 math_factorial math_isqrt }

fn domain(vm: &Vm) -> Stop {
    vm.raise_message(index::ValueError, Message::MathDomain)
}

/// An argument as a double.
fn double(vm: &Vm, args: Args<'_>, i: u32) -> Result<f64, Stop> {
    let view = vm.heap.view();
    match Number::of(view, args.get(i)) {
        Some(n) => n
            .to_f64(view)
            .ok_or_else(|| vm.raise_message(index::OverflowError, Message::IntTooLarge)),
        None if args.count() == 1 && view.kind_of(args.get(i)) == Some(Kind::Instance) => {
            Err(vm.raise_message(index::TypeError, Message::NeedsNumber))
        }
        None => Err(vm.raise_message(index::TypeError, Message::NeedsNumber)),
    }
}

/// The value of a result: `nan` out of numbers is a domain error, infinity out of finite ones an overflow.
fn checked(vm: &mut Vm, result: f64, from: &[f64]) -> Result<Value, Stop> {
    if result.is_nan() && !from.iter().any(|x| x.is_nan()) {
        return Err(domain(vm));
    }
    if result.is_infinite() && from.iter().all(|x| x.is_finite()) {
        return Err(vm.raise_message(index::OverflowError, Message::MathRange));
    }
    new_float_value(vm, result)
}

fn one(vm: &mut Vm, args: Args<'_>, f: fn(f64) -> f64) -> Result<Value, Stop> {
    let x = double(vm, args, 0)?;
    checked(vm, f(x), &[x])
}

macro_rules! of_one {
    ($($name:ident $f:path;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
            one(vm, args, $f)
        })*
    };
}

of_one! {
    math_sqrt libm::sqrt;
    math_sin libm::sin;
    math_cos libm::cos;
    math_tan libm::tan;
    math_asin libm::asin;
    math_acos libm::acos;
    math_atan libm::atan;
    math_exp libm::exp;
    math_exp2 libm::exp2;
    math_sinh libm::sinh;
    math_cosh libm::cosh;
    math_tanh libm::tanh;
    math_fabs libm::fabs;
    math_degrees degrees;
    math_radians radians;
}

fn degrees(x: f64) -> f64 {
    x * (180.0 / core::f64::consts::PI)
}

fn radians(x: f64) -> f64 {
    x * (core::f64::consts::PI / 180.0)
}

/// A logarithm of an integer of any size or a double; what is not above 0 has none.
fn logarithm(vm: &Vm, args: Args<'_>, i: u32, f: fn(f64) -> f64) -> Result<f64, Stop> {
    let view = vm.heap.view();
    if let Some(n @ Number::Big(_)) = Number::of(view, args.get(i)) {
        let mut buffer = [0; 2];
        let int = n.lend(view, &mut buffer);
        if !int.negative && n.to_f64(view).is_none() {
            // log(m · 2^e) = log m + e · log 2
            let drop = limbs::bit_length(int.limbs) - 64;
            return Ok(f(limbs::bits_from(int.limbs, drop) as f64) + drop as f64 * f(2.0));
        }
    }
    let x = double(vm, args, i)?;
    if x <= 0.0 {
        return Err(domain(vm));
    }
    Ok(f(x))
}

fn math_log(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = logarithm(vm, args, 0, libm::log)?;
    if args.get(1) == Value::MISSING {
        return new_float_value(vm, x);
    }
    let base = logarithm(vm, args, 1, libm::log)?;
    if base == 0.0 {
        return Err(vm.raise_message(index::ZeroDivisionError, Message::FloatByZero));
    }
    new_float_value(vm, x / base)
}

fn math_log2(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = logarithm(vm, args, 0, libm::log2)?;
    new_float_value(vm, x)
}

fn math_log10(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = logarithm(vm, args, 0, libm::log10)?;
    new_float_value(vm, x)
}

fn two(vm: &mut Vm, args: Args<'_>, f: fn(f64, f64) -> f64) -> Result<Value, Stop> {
    let (x, y) = (double(vm, args, 0)?, double(vm, args, 1)?);
    checked(vm, f(x, y), &[x, y])
}

fn math_atan2(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    two(vm, args, libm::atan2)
}

fn math_fmod(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    two(vm, args, libm::fmod)
}

fn math_copysign(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    two(vm, args, libm::copysign)
}

fn math_pow(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (x, y) = (double(vm, args, 0)?, double(vm, args, 1)?);
    if x == 0.0 && y < 0.0 && y.is_finite() {
        return Err(domain(vm));
    }
    checked(vm, crate::number::float::power(x, y), &[x, y])
}

fn math_hypot(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let mut result = 0.0;
    let mut finite = true;
    for i in 0..args.count() {
        let x = double(vm, args, i)?;
        finite &= x.is_finite();
        result = libm::hypot(result, x);
    }
    checked(vm, result, if finite { &[] } else { &[f64::NAN] })
}

/// `floor`, `ceil` and `trunc`: integers are themselves.
fn whole(vm: &mut Vm, args: Args<'_>, f: fn(f64) -> f64) -> Result<Value, Stop> {
    match Number::of(vm.heap.view(), args.get(0)) {
        Some(Number::Float(x)) => int::from_f64(vm, f(x)),
        Some(_) => ops::unary(vm, Unary::Positive, args.get(0)),
        None if vm.heap.as_kind(args.get(0), Kind::Instance).is_some() => {
            Err(Stop::Delegate(code::to_int))
        }
        None => Err(vm.raise_message(index::TypeError, Message::NeedsNumber)),
    }
}

fn math_floor(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    whole(vm, args, libm::floor)
}

fn math_ceil(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    whole(vm, args, libm::ceil)
}

fn math_trunc(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    whole(vm, args, libm::trunc)
}

fn math_isnan(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(double(vm, args, 0)?.is_nan().into())
}

fn math_isinf(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(double(vm, args, 0)?.is_infinite().into())
}

fn math_isfinite(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(double(vm, args, 0)?.is_finite().into())
}

fn math_isclose(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (a, b) = (double(vm, args, 0)?, double(vm, args, 1)?);
    let relative = if args.get(2) == Value::MISSING {
        1e-9
    } else {
        double(vm, args, 2)?
    };
    let absolute = if args.get(3) == Value::MISSING {
        0.0
    } else {
        double(vm, args, 3)?
    };
    if relative < 0.0 || absolute < 0.0 {
        return Err(domain(vm));
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    let distance = libm::fabs(a - b);
    let allowed = libm::fmax(
        relative * libm::fmax(libm::fabs(a), libm::fabs(b)),
        absolute,
    );
    Ok((distance.is_finite() && distance <= allowed).into())
}

fn math_modf(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = double(vm, args, 0)?;
    let whole = libm::trunc(x);
    let fraction = if x.is_infinite() { 0.0 } else { x - whole };
    let pair = [
        float::new(&mut vm.heap, libm::copysign(fraction, x))?,
        float::new(&mut vm.heap, whole)?,
    ];
    Ok(list::tuple(&mut vm.heap, &pair)?)
}

fn math_frexp(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = double(vm, args, 0)?;
    let (mantissa, exponent) = if x == 0.0 || !x.is_finite() {
        (x, 0)
    } else {
        libm::frexp(x)
    };
    let pair = [
        float::new(&mut vm.heap, mantissa)?,
        int::from_i64(&mut vm.heap, exponent.into())?,
    ];
    Ok(list::tuple(&mut vm.heap, &pair)?)
}

fn math_ldexp(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = double(vm, args, 0)?;
    let n = super::lists::integer(vm, args.get(1))?.clamp(-5000, 5000) as i32;
    checked(vm, libm::ldexp(x, n), &[x])
}

fn math_gcd(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let mut result = Value::ZERO;
    for v in args.iter() {
        int_arg(vm, v)?;
        let mut other = v;
        while other != Value::ZERO && other != Value::FALSE {
            let rest = ops::binary(vm, Binary::Modulo, result, other)?;
            result = other;
            other = rest;
        }
    }
    let n = int_arg(vm, result)?;
    let negative = n.lend(vm.heap.view(), &mut [0; 2]).negative;
    ops::unary(
        vm,
        if negative {
            Unary::Negative
        } else {
            Unary::Positive
        },
        result,
    )
}

fn math_factorial(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    int_arg(vm, args.get(0))?;
    let n = super::lists::integer(vm, args.get(0))?;
    if n < 0 {
        return Err(domain(vm));
    }
    if n > 4000 {
        return Err(vm.raise(index::OverflowError));
    }
    let mut result = Value::count(1);
    for i in 2..=n as u32 {
        result = ops::binary(vm, Binary::Mul, result, Value::count(i))?;
    }
    Ok(result)
}

fn math_isqrt(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let n = int_arg(vm, args.get(0))?;
    let view = vm.heap.view();
    let mut buffer = [0; 2];
    let int = n.lend(view, &mut buffer);
    if int.negative {
        return Err(domain(vm));
    }
    let bits = limbs::bit_length(int.limbs) as u32;
    if int.is_zero() {
        return Ok(Value::ZERO);
    }
    // Newton's method from above: it falls until it is the root.
    let mut guess = ops::binary(
        vm,
        Binary::LeftShift,
        Value::count(1),
        Value::count(bits.div_ceil(2)),
    )?;
    loop {
        let quotient = ops::binary(vm, Binary::FloorDiv, args.get(0), guess)?;
        let sum = ops::binary(vm, Binary::Add, guess, quotient)?;
        let next = ops::binary(vm, Binary::RightShift, sum, Value::count(1))?;
        let (a, b) = (int_arg(vm, next)?, int_arg(vm, guess)?);
        if compare::numbers(vm.heap.view(), a, b) != Some(Ordering::Less) {
            return Ok(guess);
        }
        guess = next;
    }
}
