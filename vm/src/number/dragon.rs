//! The decimal digits of a double: shortest that reads back the same, or correctly rounded to any number of places.
//!
//! Exact integer arithmetic in place of tables of powers, which would take 10 KB of flash.
//! Algorithms: Steele and White, "How to print floating-point numbers accurately" (1990); Burger and Dybvig, "Printing
//! floating-point numbers quickly and accurately" (1996).
#![allow(
    clippy::indexing_slicing,
    reason = "the fixed buffers hold the largest exponent of a double, argued at LIMBS"
)]

use super::big::{Big, alignment};
use core::cmp::Ordering;

/// A positive finite double as mantissa · 2^exponent.
#[must_use]
pub fn decompose(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, exponent - 1075)
    }
}

/// An estimate of the k with 10^(k-1) <= value < 10^k, never too large, at most one too small.
fn estimate(mantissa: u64, exponent: i32) -> i32 {
    let bits = 64 - mantissa.leading_zeros() as i32 + exponent; // 2^(bits-1) <= value < 2^bits
    // floor((bits - 1) * log10(2)), exact over this range with 1233 / 4096 replaced by a finer ratio.
    ((i64::from(bits - 1) * 315_653) >> 20) as i32 + 1
}

/// The shortest digits that read back as the same double, and the decimal exponent: value = 0.DIGITS · 10^exponent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shortest {
    digits: [u8; 17],
    len: u8,
    /// Position of the decimal point, counted from before the first digit.
    pub exponent: i32,
}

impl Shortest {
    /// ASCII digits, no trailing zero.
    #[must_use]
    pub fn digits(&self) -> &[u8] {
        &self.digits[..usize::from(self.len)]
    }
}

/// Shortest digits of a positive finite double.
#[must_use]
pub fn shortest(value: f64) -> Shortest {
    let (mantissa, exponent) = decompose(value);
    if (-52..=0).contains(&exponent) && mantissa.trailing_zeros() as i32 >= -exponent {
        return integral(mantissa >> -exponent);
    }
    let even = mantissa & 1 == 0;
    // At a power of two the neighbour below is half as far away.
    let uneven = mantissa == 1 << 52 && exponent > -1074;
    let scale = 1 + u32::from(uneven);
    let (mut r, mut s, mut margin) = (Big::new(mantissa), Big::new(1), Big::new(1));
    if exponent >= 0 {
        r.shl(exponent as u32 + scale);
        s.shl(scale);
        margin.shl(exponent as u32);
    } else {
        r.shl(scale);
        s.shl(exponent.unsigned_abs() + scale);
    }
    let mut k = estimate(mantissa, exponent);
    if k >= 0 {
        s.mul_pow10(k as u32);
    } else {
        r.mul_pow10(k.unsigned_abs());
        margin.mul_pow10(k.unsigned_abs());
    }
    let reaches = |r: &Big, margin: &Big, s: &Big| {
        // r + margin above >= s, or > s where the even neighbour does not own the border
        let order = if uneven {
            let mut above = margin.clone();
            above.mul_small(2);
            r.compare_sum(&above, s)
        } else {
            r.compare_sum(margin, s)
        };
        order == Ordering::Greater || (even && order == Ordering::Equal)
    };
    if reaches(&r, &margin, &s) {
        k += 1;
    } else {
        r.mul_small(10);
        margin.mul_small(10);
    }
    let align = alignment(&s);
    r.shl(align);
    s.shl(align);
    margin.shl(align);
    let mut out = Shortest {
        digits: [0; 17],
        len: 0,
        exponent: k,
    };
    loop {
        let mut digit = r.take_digit(&s);
        let low = match r.compare(&margin) {
            Ordering::Less => true,
            Ordering::Equal => even,
            Ordering::Greater => false,
        };
        let high = reaches(&r, &margin, &s);
        if low || high {
            let half = r.compare_sum(&r, &s);
            let up = high
                && (!low
                    || half == Ordering::Greater
                    || (half == Ordering::Equal && digit & 1 == 1));
            digit += u32::from(up);
        }
        out.digits[usize::from(out.len)] = b'0' + digit as u8;
        out.len += 1;
        if low || high || out.len == 17 {
            return out;
        }
        r.mul_small(10);
        margin.mul_small(10);
    }
}

/// A natural number below 2^53: its digits are the shortest.
fn integral(value: u64) -> Shortest {
    let mut text = [0u8; 17];
    let at = super::radix::digits_u64(value, 10, &mut text);
    let mut len = 17 - at;
    let exponent = len as i32;
    text.copy_within(at.., 0);
    while len > 1 && text[len - 1] == b'0' {
        len -= 1;
    }
    Shortest {
        digits: text,
        len: len as u8,
        exponent,
    }
}

/// Where rounding ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Places {
    /// That many digits, at least 1.
    Digits(u32),
    /// That many digits after the decimal point.
    Fraction(u32),
}

/// A double rounded half to even at a place, ready to hand out its digits in order.
#[derive(Clone)]
pub struct Rounded {
    r: Big,
    s: Big,
    /// Value = 0.DIGITS · 10^exponent after rounding; 1 for zero.
    pub exponent: i32,
    /// How many digits there are; 0 if the value rounds to zero.
    pub count: u32,
    bumped: bool,
}

/// Rounds a positive finite double, or zero.
#[must_use]
pub fn rounded(value: f64, places: Places) -> Rounded {
    let (mantissa, exponent) = decompose(value);
    let (mut r, mut s) = (Big::new(mantissa), Big::new(1));
    if mantissa == 0 {
        let count = if let Places::Digits(n) = places { n } else { 0 };
        return Rounded {
            r,
            s,
            exponent: 1,
            count,
            bumped: false,
        };
    }
    if exponent >= 0 {
        r.shl(exponent as u32);
    } else {
        s.shl(exponent.unsigned_abs());
    }
    let mut k = estimate(mantissa, exponent);
    if k >= 0 {
        s.mul_pow10(k as u32);
    } else {
        r.mul_pow10(k.unsigned_abs());
    }
    if r.compare(&s) == Ordering::Less {
        r.mul_small(10);
    } else {
        k += 1;
    }
    // From here 10 · value / 10^k = r / s, in [1, 10).
    let align = alignment(&s);
    r.shl(align);
    s.shl(align);
    let count = match places {
        Places::Digits(n) => i64::from(n),
        Places::Fraction(n) => i64::from(n) + i64::from(k),
    };
    let mut out = Rounded {
        r,
        s,
        exponent: k,
        count: count.max(0) as u32,
        bumped: false,
    };
    if count < 0 {
        return out;
    }
    if out.carries() {
        out.bumped = true;
        out.exponent += 1;
        if matches!(places, Places::Fraction(_)) {
            out.count += 1;
        }
    }
    out
}

impl Rounded {
    /// Whether rounding carries out of the first digit: all digits are nines, or there is none.
    fn carries(&self) -> bool {
        let mut r = self.r.clone();
        for _ in 0..self.count {
            if r.take_digit(&self.s) != 9 {
                return false;
            }
            r.mul_small(10);
        }
        // The digit to come decides: r / s is ten times the rest.
        let five = {
            let mut five = self.s.clone();
            five.mul_small(5);
            five
        };
        match r.compare(&five) {
            Ordering::Greater => true,
            Ordering::Equal => self.count != 0, // an odd nine before it; a zero before it is even
            Ordering::Less => false,
        }
    }

    /// Hands out the digits (values 0 to 9, most significant first).
    pub fn each(mut self, put: &mut dyn FnMut(u8)) {
        if self.bumped {
            put(1);
            (1..self.count).for_each(|_| put(0));
            return;
        }
        // A digit is held back until it is known that no carry reaches it: the last that was no nine, and the nines after.
        let (mut held, mut nines, mut at) = (None, 0u32, 0);
        let mut release = |held: Option<u8>, nines: u32, up: bool| {
            if let Some(d) = held {
                put(d + u8::from(up));
                (0..nines).for_each(|_| put(if up { 0 } else { 9 }));
            }
        };
        while at < self.count && !self.r.as_limbs().is_empty() {
            let digit = self.r.take_digit(&self.s) as u8;
            if digit == 9 && held.is_some() {
                nines += 1;
            } else {
                release(held, nines, false);
                (held, nines) = (Some(digit), 0);
            }
            self.r.mul_small(10);
            at += 1;
        }
        let last = if nines > 0 { 9 } else { held.unwrap_or(0) };
        self.s.mul_small(5);
        let up = match self.r.compare(&self.s) {
            Ordering::Greater => true,
            Ordering::Equal => last & 1 == 1,
            Ordering::Less => false,
        };
        release(held, nines, up && self.count != 0);
        (at..self.count).for_each(|_| release(Some(0), 0, false));
    }
}
