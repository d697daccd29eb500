//! Methods of `int` and `float`.

use crate::exception::Message;
use crate::native::{Args, Stop};
use crate::natives;
use crate::number::integer::{Int, Shape};
use crate::number::{dragon, limbs};
use crate::object::arith;
use crate::object::int::{self, Number};
use crate::object::ops::Binary;
use crate::object::{assign, bytes, float, list, ops, str};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

natives! { ROWS: int_bit_length int_bit_count int_to_bytes int_from_bytes float_is_integer float_as_integer_ratio
float_hex }

/// The integer a method is called on.
pub(super) fn int_arg(vm: &Vm, v: Value) -> Result<Number, Stop> {
    let number = Number::of(vm.heap.view(), v).filter(|n| n.is_int());
    number.ok_or_else(|| vm.raise_message(index::TypeError, Message::NotAnInteger))
}

fn float_receiver(vm: &Vm, args: Args<'_>) -> Result<f64, Stop> {
    match Number::of(vm.heap.view(), args.get(0)) {
        Some(Number::Float(x)) => Ok(x),
        _ => Err(vm.raise_message(index::TypeError, Message::WrongReceiver)),
    }
}

fn int_bit_length(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let n = int_arg(vm, args.get(0))?;
    let bits = limbs::bit_length(n.lend(vm.heap.view(), &mut [0; 2]).limbs);
    Ok(Value::count(bits as u32))
}

fn int_bit_count(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let n = int_arg(vm, args.get(0))?;
    let mut buffer = [0; 2];
    let limbs = n.lend(vm.heap.view(), &mut buffer).limbs;
    Ok(Value::count(limbs.iter().map(|l| l.count_ones()).sum()))
}

/// `byteorder` of a conversion: whether the most significant byte comes first.
fn big_endian(vm: &Vm, v: Value) -> Result<bool, Stop> {
    match (v, str::of(vm.heap.view(), v)) {
        (Value::MISSING, _) | (_, Some(b"big")) => Ok(true),
        (_, Some(b"little")) => Ok(false),
        _ => Err(vm.raise_message(index::ValueError, Message::ByteOrder)),
    }
}

/// The bytes of an integer in two's complement, least first, without end.
pub(super) fn bytes_of(int: Int<'_>) -> impl Iterator<Item = u8> + '_ {
    let mut carry = int.negative;
    (0..).map(move |i: usize| {
        let limb = int.limbs.get(i / 4).copied().unwrap_or(0);
        let byte = (limb >> (8 * (i % 4))) as u8;
        if !int.negative {
            return byte;
        }
        let (sum, over) = (!byte).overflowing_add(u8::from(carry));
        carry = over;
        sum
    })
}

fn int_to_bytes(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let n = int_arg(vm, args.get(0))?;
    let length = match args.get(1) {
        Value::MISSING => 1,
        v => super::lists::integer(vm, v)?,
    };
    let length = usize::try_from(length).map_err(|_| vm.raise(index::ValueError))?;
    let big = big_endian(vm, args.get(2))?;
    let signed = args.get(3) != Value::MISSING && ops::truth(vm, args.get(3))?;
    let mut buffer = [0; 2];
    let int = n.lend(vm.heap.view(), &mut buffer);
    if int.negative && !signed {
        return Err(vm.raise_message(index::OverflowError, Message::NegativeToUnsigned));
    }
    let bits = limbs::bit_length(int.limbs);
    // The most negative number of a width needs no bit for the sign.
    let power = int.negative && !limbs::any_below(int.limbs, bits.saturating_sub(1));
    let needed = bits + usize::from(signed && bits != 0 && !power);
    if needed > length * 8 {
        return Err(vm.raise_message(index::OverflowError, Message::IntTooBig));
    }
    let made = bytes::reserve(&mut vm.heap, length)?;
    let (out, view) = vm.heap.apart_bytes(made, 1);
    let source = bytes_of(n.lend(view, &mut buffer));
    if let Some(out) = out.get_mut(..length) {
        if big {
            out.iter_mut().rev().zip(source).for_each(|(to, b)| *to = b);
        } else {
            out.iter_mut().zip(source).for_each(|(to, b)| *to = b);
        }
    }
    Ok(made.value())
}

/// Fills limbs from bytes, least first, and gives them the meaning of two's complement if signed.
pub(super) fn from_bytes(
    out: &mut [u32],
    source: impl ExactSizeIterator<Item = u8>,
    signed: bool,
) -> Shape {
    let count = source.len();
    let mut negative = false;
    for (i, byte) in source.enumerate() {
        if let Some(limb) = out.get_mut(i / 4) {
            *limb |= u32::from(byte) << (8 * (i % 4));
        }
        negative = signed && i + 1 == count && byte & 0x80 != 0;
    }
    if negative {
        let mut carry = true;
        for (i, limb) in out.iter_mut().enumerate() {
            // Bytes beyond the given ones count as 0xff.
            let given = (count.saturating_sub(4 * i)).min(4);
            let mask = if given == 4 { 0 } else { !0u32 << (8 * given) };
            let (sum, over) = (!(*limb | mask)).overflowing_add(u32::from(carry));
            *limb = sum;
            carry = over;
        }
    }
    Shape {
        negative,
        len: limbs::significant(out).len(),
    }
}

fn int_from_bytes(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = match bytes::of(vm.heap.view(), args.get(0)) {
        Some(_) => args.get(0).as_ref().ok_or(Stop::HeapFull)?,
        None => assign::array_content(vm, Kind::ByteArray, args.get(0), code::bytes_of)?,
    };
    let big = big_endian(vm, args.get(1))?;
    let signed = args.get(2) != Value::MISSING && ops::truth(vm, args.get(2))?;
    let room = bytes::len(vm.heap.view(), r) / 4 + 1;
    int::compute(vm, room, &mut |out, view| {
        out.fill(0);
        let content = bytes::of_ref(view, r).iter().copied();
        if big {
            from_bytes(out, content.rev(), signed)
        } else {
            from_bytes(out, content, signed)
        }
    })
}

fn float_is_integer(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = float_receiver(vm, args)?;
    Ok((x.is_finite() && libm::floor(x) == x).into())
}

fn float_as_integer_ratio(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = float_receiver(vm, args)?;
    if !x.is_finite() {
        let kind = if x.is_nan() {
            index::ValueError
        } else {
            index::OverflowError
        };
        return Err(vm.raise_message(kind, Message::FloatToInt));
    }
    let (mantissa, exponent) = dragon::decompose(libm::fabs(x));
    let drop = if mantissa == 0 {
        0
    } else {
        (mantissa.trailing_zeros() as i32).min((-exponent).max(0))
    };
    let (m, e) = (
        (mantissa >> drop) as i64,
        if mantissa == 0 { 0 } else { exponent + drop },
    );
    let signed = if x < 0.0 { -m } else { m };
    let numerator = int::from_i64(&mut vm.heap, signed)?;
    let shifted =
        |vm: &mut Vm, v: Value, by: u32| ops::binary(vm, Binary::LeftShift, v, Value::count(by));
    let pair = if e >= 0 {
        [shifted(vm, numerator, e as u32)?, Value::count(1)]
    } else {
        [numerator, shifted(vm, Value::count(1), e.unsigned_abs())?]
    };
    Ok(list::tuple(&mut vm.heap, &pair)?)
}

fn float_hex(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let x = float_receiver(vm, args)?;
    Ok(str::build(&mut vm.heap, &|_, sink| {
        if x.is_sign_negative() && !x.is_nan() {
            sink.put(b"-");
        }
        if !x.is_finite() {
            sink.put(if x.is_nan() { b"nan" } else { b"inf" });
            return;
        }
        let bits = x.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as i32;
        let fraction = bits & ((1 << 52) - 1);
        if exponent == 0 && fraction == 0 {
            sink.put(b"0x0.0p+0");
            return;
        }
        sink.put(if exponent == 0 { b"0x0." } else { b"0x1." });
        for i in (0..13).rev() {
            let d = (fraction >> (4 * i) & 15) as u8;
            sink.put(&[if d < 10 { b'0' + d } else { b'a' + d - 10 }]);
        }
        let power = exponent.max(1) - 1023;
        sink.put(if power < 0 { b"p-" } else { b"p+" });
        let mut digits = [0; 8];
        let at = crate::number::radix::digits_u64(power.unsigned_abs().into(), 10, &mut digits);
        sink.put(digits.get(at..).unwrap_or(&[]));
    })?)
}

/// A double rounded half to even at a decimal place, as `round(x, n)`.
pub(super) fn round_places(x: f64, places: i64) -> f64 {
    if !x.is_finite() || x == 0.0 {
        return x;
    }
    let magnitude = libm::fabs(x);
    let exponent = i64::from(dragon::shortest(magnitude).exponent);
    if places > 330 || exponent + places > 17 {
        return x;
    }
    let result = if places >= 0 {
        let rounded = dragon::rounded(magnitude, dragon::Places::Fraction(places as u32));
        from_digits(rounded)
    } else if exponent + places >= 1 {
        let digits = (exponent + places) as u32;
        // More digits than the double has are those of its exact value.
        from_digits(dragon::rounded(magnitude, dragon::Places::Digits(digits)))
    } else {
        let unit = libm::pow(10.0, -(places as f64));
        if exponent + places == 0 && magnitude / unit > 0.5 {
            unit
        } else {
            0.0
        }
    };
    libm::copysign(result, x)
}

fn from_digits(rounded: dragon::Rounded) -> f64 {
    let exponent = rounded.exponent;
    let mut text = [b'0'; 48];
    let mut len = 0;
    rounded.each(&mut |d| {
        if let Some(slot) = text.get_mut(len) {
            *slot = b'0' + d;
            len += 1;
        }
    });
    if len == 0 {
        return 0.0;
    }
    // As text: DIGITSe(exponent − digits).
    let power = exponent - len as i32;
    let mut at = len;
    let mut put = |b: u8| {
        if let Some(slot) = text.get_mut(at) {
            *slot = b;
            at += 1;
        }
    };
    put(b'e');
    put(if power < 0 { b'-' } else { b'+' });
    let power = power.unsigned_abs();
    [100, 10, 1]
        .iter()
        .for_each(|unit| put(b'0' + (power / unit % 10) as u8));
    crate::number::parse::float(text.get(..at).unwrap_or(&[])).unwrap_or(0.0)
}

/// `round(n, places)` of an integer; `places` is negative.
pub(super) fn round_int(vm: &mut Vm, v: Value, places: i64) -> Result<Value, Stop> {
    if places < -10_000 {
        return Ok(Value::ZERO);
    }
    let places = Value::count(places.unsigned_abs() as u32);
    let unit = ops::binary(vm, Binary::Power, Value::count(10), places)?;
    let (a, b) = (int_arg(vm, v)?, int_arg(vm, unit)?);
    let (quotient, rest) = arith::divmod(vm, a, b)?;
    // Half to even: compare twice the rest with the unit.
    let twice = ops::binary(vm, Binary::Add, rest, rest)?;
    let view = vm.heap.view();
    let (twice, b) = (int_arg(vm, twice)?, int_arg(vm, unit)?);
    let order = crate::object::compare::numbers(view, twice, b);
    let odd = int_arg(vm, quotient)?.lend(view, &mut [0; 2]).low_word() & 1 != 0;
    let up = match order {
        Some(core::cmp::Ordering::Greater) => true,
        Some(core::cmp::Ordering::Equal) => odd,
        _ => false,
    };
    let quotient = if up {
        ops::binary(vm, Binary::Add, quotient, Value::count(1))?
    } else {
        quotient
    };
    ops::binary(vm, Binary::Mul, quotient, unit)
}

/// A double rounded half to even to an integer.
pub(super) fn round_float(vm: &mut Vm, x: f64) -> Result<Value, Stop> {
    let down = libm::floor(x);
    let rest = x - down;
    let up = rest > 0.5 || (rest == 0.5 && libm::fmod(down, 2.0) != 0.0);
    int::from_f64(vm, if up { down + 1.0 } else { down })
}

/// The value of a double.
pub(super) fn new_float_value(vm: &mut Vm, x: f64) -> Result<Value, Stop> {
    Ok(float::new(&mut vm.heap, x)?)
}
