//! Doubles and integers against each other, exactly.
#![allow(
    clippy::indexing_slicing,
    reason = "lengths are preconditions of each function and checked by the callers' allocations"
)]

use super::integer::{self, Int, Shape};
use super::{dragon, limbs};
use core::cmp::Ordering;

/// Rounds half to even; `None` if it is too large for a double.
#[must_use]
pub fn from_int(a: Int) -> Option<f64> {
    let bits = limbs::bit_length(a.limbs);
    let drop = bits.saturating_sub(64);
    if bits > 1024 {
        return None;
    }
    // 64 bits with a sticky lowest one: the conversion to a double rounds once.
    let top = limbs::bits_from(a.limbs, drop) | u64::from(limbs::any_below(a.limbs, drop));
    let value = scale(top as f64, drop as i32);
    if value.is_infinite() {
        return None;
    }
    Some(if a.negative { -value } else { value })
}

/// `value * 2^n` for a result that is normal or overflows.
fn scale(value: f64, n: i32) -> f64 {
    libm::scalbn(value, n)
}

/// Truncates towards zero. Needs [`limbs_of`] limbs. The value is finite.
pub fn to_int(value: f64, out: &mut [u32]) -> Shape {
    let (mantissa, exponent) = dragon::decompose(value);
    let (m, shift) = if exponent < 0 {
        (
            mantissa.checked_shr(exponent.unsigned_abs()).unwrap_or(0),
            0,
        )
    } else {
        (mantissa, exponent as usize)
    };
    let pair = [m as u32, (m >> 32) as u32];
    let len = limbs::shl(out, limbs::significant(&pair), shift);
    Shape {
        negative: value < 0.0 && len != 0,
        len,
    }
}

/// Limbs that [`to_int`] needs.
#[must_use]
pub fn limbs_of(value: f64) -> usize {
    let (_, exponent) = dragon::decompose(value);
    3 + exponent.max(0) as usize / 32
}

/// Compares an integer with a double exactly; `None` if the double is no number.
#[must_use]
pub fn compare(a: Int, value: f64) -> Option<Ordering> {
    if value.is_nan() {
        return None;
    }
    let above = if value > 0.0 {
        Ordering::Less
    } else {
        Ordering::Greater
    };
    if value.is_infinite() {
        return Some(above);
    }
    if a.is_zero() {
        return Some(if value == 0.0 { Ordering::Equal } else { above });
    }
    if value == 0.0 || a.negative != (value < 0.0) {
        return Some(if a.negative {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    let magnitude = compare_magnitude(a.limbs, value);
    Some(if a.negative {
        magnitude.reverse()
    } else {
        magnitude
    })
}

fn compare_magnitude(a: &[u32], value: f64) -> Ordering {
    let (mantissa, exponent) = dragon::decompose(value);
    let value_bits = 64 - i64::from(mantissa.leading_zeros()) + i64::from(exponent);
    let bits = limbs::bit_length(a) as i64;
    if bits != value_bits {
        return bits.cmp(&value_bits);
    }
    // Equally long: both have `bits` bits before the point.
    if exponent >= 0 {
        let drop = exponent as usize;
        limbs::bits_from(a, drop)
            .cmp(&mantissa)
            .then(if limbs::any_below(a, drop) {
                Ordering::Greater
            } else {
                Ordering::Equal
            })
    } else {
        let shift = exponent.unsigned_abs();
        let whole = mantissa >> shift;
        limbs::bits_from(a, 0)
            .cmp(&whole)
            .then(if whole << shift != mantissa {
                Ordering::Less
            } else {
                Ordering::Equal
            })
    }
}

/// CPython's hash of a finite double: its exact value modulo 2⁶¹ − 1, so that equal integers and doubles hash alike.
#[must_use]
pub fn hash(value: f64) -> i64 {
    const P: u64 = (1 << 61) - 1;
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { -314_159 };
    }
    if value.is_nan() {
        return 0;
    }
    let (mantissa, exponent) = dragon::decompose(value);
    // Multiplication by 2^e modulo 2^61 - 1 is a rotation by e of 61 bits.
    let m = mantissa % P;
    let turn = exponent.rem_euclid(61) as u32;
    let h = if turn == 0 {
        m
    } else {
        ((m << turn) & P) | (m >> (61 - turn))
    };
    let h = if value < 0.0 { -(h as i64) } else { h as i64 };
    if h == -1 { -2 } else { h }
}

/// Limbs of scratch that [`true_divide`] needs.
#[must_use]
pub fn divide_scratch(a: Int, b: Int) -> usize {
    3 * (a.limbs.len() + b.limbs.len()) + 16
}

/// `a / b` rounded once; `None` if it is too large. `b` is not zero.
pub fn true_divide(a: Int, b: Int, scratch: &mut [u32]) -> Option<f64> {
    if a.is_zero() {
        return Some(if b.negative { -0.0 } else { 0.0 });
    }
    // Shift so that the quotient has at least 66 bits, then fold the rest into the lowest.
    let have = limbs::bit_length(a.limbs) as i64 - limbs::bit_length(b.limbs) as i64;
    let shift = (66 - have).max(-have - 1).max(0) as usize;
    let (shifted, rest) = scratch.split_at_mut(a.limbs.len() + shift / 32 + 1);
    let n = limbs::shl(shifted, a.limbs, shift);
    let (quotient, remainder) = rest.split_at_mut((n + 1).saturating_sub(b.limbs.len()).max(1));
    let (q, r) = limbs::divide(quotient, remainder, &shifted[..n], b.limbs);
    let quotient = &quotient[..q];
    let drop = limbs::bit_length(quotient).saturating_sub(64);
    let mut top = limbs::bits_from(quotient, drop);
    if r != 0 || limbs::any_below(quotient, drop) {
        top |= 1;
    }
    let exponent = drop as i64 - shift as i64;
    let value = compose(top, exponent as i32)?;
    Some(if a.negative == b.negative {
        value
    } else {
        -value
    })
}

/// `mantissa * 2^exponent` rounded half to even once, subnormal results included; the lowest bit of a mantissa of 64
/// significant bits may be sticky. `None` if too large.
#[must_use]
pub fn compose(mantissa: u64, exponent: i32) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let lead = mantissa.leading_zeros() as i32;
    let (m, e) = (mantissa << lead, exponent - lead);
    let top = e + 63; // value in [2^top, 2^(top+1))
    if top > 1023 {
        return None;
    }
    let keep = if top >= -1022 { 53 } else { 53 - (-1022 - top) };
    if keep < 0 {
        return Some(0.0);
    }
    let drop = (64 - keep) as u32; // 11 to 64
    let (kept, rest, half) = if drop == 64 {
        (0, m, 1u64 << 63)
    } else {
        (m >> drop, m & ((1 << drop) - 1), 1u64 << (drop - 1))
    };
    let kept = kept + u64::from(rest > half || (rest == half && kept & 1 == 1));
    let biased = if top >= -1022 { (top + 1022) as u64 } else { 0 };
    // A carry out of the fraction moves into the exponent by itself; the leading bit adds one to a normal exponent.
    let bits = (biased << 52) + kept;
    let value = f64::from_bits(bits);
    (!value.is_infinite()).then_some(value)
}

/// Floor division and remainder of doubles as CPython's `divmod`; `b` is not zero.
#[must_use]
pub fn divmod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = libm::fmod(a, b);
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = libm::copysign(0.0, b);
    }
    let floor = if quotient != 0.0 {
        let down = libm::floor(quotient);
        if quotient - down > 0.5 {
            down + 1.0
        } else {
            down
        }
    } else {
        libm::copysign(0.0, a / b)
    };
    (floor, rest)
}

/// Whether an integer fits a double without loss, for tests of equality.
#[must_use]
pub fn equals(a: Int, value: f64) -> bool {
    compare(a, value) == Some(Ordering::Equal)
}

/// The sign of an integer.
#[must_use]
pub fn sign(a: Int) -> Ordering {
    integer::compare(
        a,
        Int {
            negative: false,
            limbs: &[],
        },
    )
}

/// A double with about twice the precision: an unevaluated sum.
#[derive(Clone, Copy)]
struct Double(f64, f64);

/// The exact product of two doubles, by splitting each in halves (Dekker 1971).
fn product(a: f64, b: f64) -> Double {
    let split = |x: f64| {
        let t = 134_217_729.0 * x;
        let high = t - (t - x);
        (high, x - high)
    };
    let p = a * b;
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    Double(p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

fn multiply(a: Double, b: Double) -> Double {
    let p = product(a.0, b.0);
    let low = p.1 + (a.0 * b.1 + a.1 * b.0);
    let high = p.0 + low;
    Double(high, low - (high - p.0))
}

/// `x ** y`. Whole exponents of ordinary size are multiplied out in twice the precision, so that they are rounded as
/// well as by the libraries CPython uses; the rest is libm's.
#[must_use]
pub fn power(x: f64, y: f64) -> f64 {
    let n = y as i32;
    if f64::from(n) != y || n == 0 || n.unsigned_abs() > 512 || !x.is_finite() || x == 0.0 {
        return libm::pow(x, y);
    }
    let (mut result, mut square, mut left) = (Double(1.0, 0.0), Double(x, 0.0), n.unsigned_abs());
    loop {
        if left & 1 != 0 {
            result = multiply(result, square);
        }
        left >>= 1;
        if left == 0 {
            break;
        }
        square = multiply(square, square);
    }
    // Splitting overflows before the product does, and loses bits near zero.
    let ordinary = |v: f64| libm::fabs(v) < 1e290 && libm::fabs(v) > 1e-280;
    if !ordinary(result.0) || !ordinary(square.0) {
        return libm::pow(x, y);
    }
    if n > 0 {
        return result.0;
    }
    let quotient = 1.0 / result.0;
    let check = multiply(Double(quotient, 0.0), result);
    quotient + (1.0 - check.0 - check.1) * quotient
}
