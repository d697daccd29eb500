//! Signed integers as sign and magnitude, with Python's floor division and two's-complement bit operations.
#![allow(
    clippy::indexing_slicing,
    reason = "lengths are preconditions of each function and checked by the callers' allocations"
)]

use super::limbs;
use core::cmp::Ordering;

/// Most limbs of an integer: 32 Ki bits; a longer result is `OverflowError`.
pub const LIMBS_MAX: usize = 1024;

/// An integer that is lent: sign and magnitude without leading zero limb; zero is not negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Int<'a> {
    /// Below zero.
    pub negative: bool,
    /// The magnitude.
    pub limbs: &'a [u32],
}

/// Sign and length of a result whose limbs stand in the caller's buffer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Below zero.
    pub negative: bool,
    /// Limbs used; none for zero.
    pub len: usize,
}

impl<'a> Int<'a> {
    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// The magnitude of a machine integer in a buffer that the caller lends.
    pub fn from_i64(value: i64, buffer: &'a mut [u32; 2]) -> Int<'a> {
        let m = value.unsigned_abs();
        *buffer = [m as u32, (m >> 32) as u32];
        Int {
            negative: value < 0,
            limbs: limbs::significant(&*buffer),
        }
    }

    /// As a machine integer if it fits.
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        if self.limbs.len() > 2 {
            return None;
        }
        let m = limbs::bits_from(self.limbs, 0);
        if self.negative {
            (m <= 1 << 63).then(|| (m as i64).wrapping_neg())
        } else {
            i64::try_from(m).ok()
        }
    }

    /// The low 32 bits in two's complement.
    #[must_use]
    pub fn low_word(self) -> u32 {
        let low = self.limbs.first().copied().unwrap_or(0);
        if self.negative {
            low.wrapping_neg()
        } else {
            low
        }
    }
}

fn shape(negative: bool, len: usize) -> Shape {
    Shape {
        negative: negative && len != 0,
        len,
    }
}

/// Compares two integers.
#[must_use]
pub fn compare(a: Int, b: Int) -> Ordering {
    match (a.negative, b.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => limbs::compare(a.limbs, b.limbs),
        (true, true) => limbs::compare(b.limbs, a.limbs),
    }
}

/// `a + b`; needs one limb more than the longer.
pub fn add(out: &mut [u32], a: Int, b: Int) -> Shape {
    if a.negative == b.negative {
        return shape(a.negative, limbs::add(out, a.limbs, b.limbs));
    }
    match limbs::compare(a.limbs, b.limbs) {
        Ordering::Less => shape(b.negative, limbs::sub(out, b.limbs, a.limbs)),
        _ => shape(a.negative, limbs::sub(out, a.limbs, b.limbs)),
    }
}

/// `a - b`; needs one limb more than the longer.
pub fn sub(out: &mut [u32], a: Int, b: Int) -> Shape {
    let minus = Int {
        negative: !b.negative,
        limbs: b.limbs,
    };
    add(out, a, minus)
}

/// `a * b`; needs the limbs of both together.
pub fn mul(out: &mut [u32], a: Int, b: Int) -> Shape {
    shape(a.negative != b.negative, limbs::mul(out, a.limbs, b.limbs))
}

/// Floor division of `a` by `b`, which is not zero: quotient and remainder with the sign of `b`.
/// `quotient` needs `a.len() - b.len() + 2` limbs, at least 1; `remainder` one more than the longer operand.
pub fn divmod(quotient: &mut [u32], remainder: &mut [u32], a: Int, b: Int) -> (Shape, Shape) {
    let (mut q, mut r) = limbs::divide(quotient, remainder, a.limbs, b.limbs);
    if a.negative != b.negative && r != 0 {
        if q < quotient.len() {
            quotient[q] = 0;
        }
        let mut i = 0;
        loop {
            quotient[i] = quotient[i].wrapping_add(1);
            if quotient[i] != 0 {
                break;
            }
            i += 1;
        }
        q = q.max(i + 1);
        r = reverse_sub(remainder, r, b.limbs);
    }
    (shape(a.negative != b.negative, q), shape(b.negative, r))
}

/// `a = b - a` on the first `len` limbs of `a`, where `a <= b`.
fn reverse_sub(a: &mut [u32], len: usize, b: &[u32]) -> usize {
    let mut borrow = 0i64;
    for i in 0..b.len() {
        let own = if i < len { i64::from(a[i]) } else { 0 };
        let d = i64::from(b[i]) - own + borrow;
        a[i] = d as u32;
        borrow = d >> 32;
    }
    limbs::significant(&a[..b.len()]).len()
}

/// `a << n`; needs `a.len() + n / 32 + 1` limbs.
pub fn shl(out: &mut [u32], a: Int, n: usize) -> Shape {
    shape(a.negative, limbs::shl(out, a.limbs, n))
}

/// `a >> n`, rounded down; needs `a.len() + 1` limbs.
pub fn shr(out: &mut [u32], a: Int, n: usize) -> Shape {
    let mut len = limbs::shr(out, a.limbs, n);
    if a.negative && limbs::any_below(a.limbs, n) {
        out[len] = 0;
        let mut i = 0;
        loop {
            out[i] = out[i].wrapping_add(1);
            if out[i] != 0 {
                break;
            }
            i += 1;
        }
        len = len.max(i + 1);
    }
    shape(a.negative, len)
}

/// The limbs of an integer in two's complement, without end.
struct Twos<'a> {
    value: Int<'a>,
    at: usize,
    carry: bool,
}

impl Twos<'_> {
    fn of(value: Int) -> Twos {
        Twos {
            value,
            at: 0,
            carry: value.negative,
        }
    }

    fn next(&mut self) -> u32 {
        let limb = self.value.limbs.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        if !self.value.negative {
            return limb;
        }
        let (sum, carry) = (!limb).overflowing_add(u32::from(self.carry));
        self.carry = carry;
        sum
    }
}

/// A bit operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bits {
    /// `&`
    And,
    /// `|`
    Or,
    /// `^`
    Xor,
}

/// `a op b` in two's complement; needs one limb more than the longer.
pub fn bitwise(out: &mut [u32], op: Bits, a: Int, b: Int) -> Shape {
    let negative = match op {
        Bits::And => a.negative & b.negative,
        Bits::Or => a.negative | b.negative,
        Bits::Xor => a.negative ^ b.negative,
    };
    let n = a.limbs.len().max(b.limbs.len()) + 1;
    let (mut x, mut y) = (Twos::of(a), Twos::of(b));
    let mut carry = negative;
    for limb in &mut out[..n] {
        let (p, q) = (x.next(), y.next());
        let mut r = match op {
            Bits::And => p & q,
            Bits::Or => p | q,
            Bits::Xor => p ^ q,
        };
        if negative {
            let (sum, c) = (!r).overflowing_add(u32::from(carry));
            carry = c;
            r = sum;
        }
        *limb = r;
    }
    shape(negative, limbs::significant(&out[..n]).len())
}

/// CPython's hash of an integer: its value modulo 2⁶¹ − 1 with its sign; −1 becomes −2.
#[must_use]
pub fn hash(a: Int) -> i64 {
    const P: u64 = (1 << 61) - 1;
    let mut h = 0u64;
    for &limb in a.limbs.iter().rev() {
        // h * 2^32 + limb mod P: bits leaving at the top come back at the bottom.
        h = ((h << 32) & P) | (h >> 29);
        h += u64::from(limb);
        if h >= P {
            h -= P;
        }
    }
    let h = if a.negative { -(h as i64) } else { h as i64 };
    if h == -1 { -2 } else { h }
}
