//! Text to numbers: what `int(text, base)` and `float(text)` accept, the latter correctly rounded.
#![allow(
    clippy::indexing_slicing,
    reason = "positions come from the same slice"
)]

use super::big::{Big, alignment};
use super::float;
use super::radix::digit_value;
use core::cmp::Ordering;

/// An integer as it stands in text: digits and single underscores between them, checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntText<'a> {
    /// A minus sign stands before it.
    pub negative: bool,
    /// The base, prefix taken into account.
    pub base: u32,
    /// Digits and underscores.
    pub digits: &'a [u8],
}

/// Without the white space that Python strips (ASCII).
#[must_use]
pub fn trimmed(text: &[u8]) -> &[u8] {
    let blank = |b: &u8| matches!(b, b' ' | 0x09..=0x0d | 0x1c..=0x1f);
    let start = text.iter().position(|b| !blank(b)).unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(|b| !blank(b))
        .map_or(start, |e| e + 1);
    &text[start..end]
}

fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Reads `[sign][prefix]digits`; base 0 takes the base from the prefix. `None` if it is not an integer.
#[must_use]
pub fn int(text: &[u8], base: u32) -> Option<IntText<'_>> {
    let (negative, mut rest) = signed(trimmed(text));
    let prefix = match rest {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    let mut actual = base;
    if prefix != 0 && (base == 0 || base == prefix) {
        actual = prefix;
        rest = &rest[2..];
        if let [b'_', after @ ..] = rest {
            rest = after;
        }
    } else if base == 0 {
        actual = 10;
        if rest.first() == Some(&b'0') && rest.iter().any(|&b| b != b'0' && b != b'_') {
            return None;
        }
    }
    let mut previous = b'_';
    for &byte in rest {
        if byte == b'_' {
            if previous == b'_' {
                return None;
            }
        } else if digit_value(byte) >= actual {
            return None;
        }
        previous = byte;
    }
    (previous != b'_').then_some(IntText {
        negative,
        base: actual,
        digits: rest,
    })
}

/// A decimal number as it stands in text: value = 0.D₁D₂… · 10^exponent over its significant digits.
#[derive(Clone, Copy)]
struct Decimal<'a> {
    /// From the first digit that is not zero; may hold one point and underscores.
    text: &'a [u8],
    exponent: i32,
}

impl Decimal<'_> {
    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        self.text
            .iter()
            .filter(|b| b.is_ascii_digit())
            .map(|b| b - b'0')
    }
}

/// Reads a double; `None` if the text is not one. Accepts surrounding white space, underscores between digits, `inf`,
/// `infinity` and `nan` in any case.
#[must_use]
pub fn float(text: &[u8]) -> Option<f64> {
    let (negative, rest) = signed(trimmed(text));
    let value = if rest.eq_ignore_ascii_case(b"inf") || rest.eq_ignore_ascii_case(b"infinity") {
        f64::INFINITY
    } else if rest.eq_ignore_ascii_case(b"nan") {
        f64::NAN
    } else {
        to_double(decimal(rest)?)
    };
    Some(if negative { -value } else { value })
}

/// Checks `digits[.digits][e[sign]digits]` and finds the significant part.
fn decimal(text: &[u8]) -> Option<Decimal<'_>> {
    let end = text
        .iter()
        .position(|b| matches!(b, b'e' | b'E'))
        .unwrap_or(text.len());
    let exponent = if end == text.len() {
        0
    } else {
        exponent(&text[end + 1..])?
    };
    let number = &text[..end];
    let (mut previous, mut digits, mut point) = (0u8, 0i32, None);
    let (mut first, mut before) = (None, 0i32);
    for (i, &byte) in number.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                if byte != b'0' && first.is_none() {
                    first = Some(i);
                    before = digits;
                }
                digits += 1;
            }
            b'.' if point.is_none() && previous != b'_' => point = Some(digits),
            b'_' if previous.is_ascii_digit() => {}
            _ => return None,
        }
        if byte == b'.' && number.get(i + 1) == Some(&b'_') {
            return None;
        }
        previous = byte;
    }
    if digits == 0 || previous == b'_' {
        return None;
    }
    Some(Decimal {
        text: first.map_or(&[], |i| &number[i..]),
        exponent: (point.unwrap_or(digits) - before).saturating_add(exponent),
    })
}

fn exponent(text: &[u8]) -> Option<i32> {
    let (negative, rest) = signed(text);
    let mut value = 0i32;
    let mut previous = b'_';
    for &byte in rest {
        match byte {
            b'0'..=b'9' => value = (value * 10 + i32::from(byte - b'0')).min(99_999_999),
            b'_' if previous != b'_' => {}
            _ => return None,
        }
        previous = byte;
    }
    if previous == b'_' {
        return None;
    }
    Some(if negative { -value } else { value })
}

fn to_double(decimal: Decimal) -> f64 {
    let (mut head, mut count, mut more) = (0u64, 0i32, false);
    for digit in decimal.digits() {
        if count < 19 {
            head = head * 10 + u64::from(digit);
            count += 1;
        } else if digit != 0 {
            more = true;
            break;
        }
    }
    if head == 0 || decimal.exponent < -324 {
        return 0.0;
    }
    if decimal.exponent > 310 {
        return f64::INFINITY;
    }
    let scale = decimal.exponent - count;
    if !more && head < 1 << 53 && scale.abs() <= 22 {
        // Both are exact doubles: one operation rounds once.
        let power = (0..scale.abs()).fold(1.0, |power, _| power * 10.0);
        return if scale < 0 {
            head as f64 / power
        } else {
            head as f64 * power
        };
    }
    let low = scaled(head, scale);
    if !more {
        return low;
    }
    let high = scaled(head + 1, scale);
    if low == high {
        return low;
    }
    // The digits beyond the nineteenth decide between two neighbours.
    choose(decimal, low)
}

/// `head * 10^scale`, rounded half to even. `head` is not zero; the result's decimal exponent is at most 310.
fn scaled(head: u64, scale: i32) -> f64 {
    let (mut top, mut bottom) = (Big::new(head), Big::new(1));
    if scale >= 0 {
        top.mul_pow10(scale as u32);
    } else {
        bottom.mul_pow10(scale.unsigned_abs());
    }
    // Binary long division: 66 bits of quotient, the remainder into the lowest.
    let bits = |b: &Big| super::limbs::bit_length(b.as_limbs()) as i32;
    let mut exponent = bits(&top) - bits(&bottom);
    if exponent > 0 {
        bottom.shl(exponent as u32);
    } else {
        top.shl(exponent.unsigned_abs());
    }
    if top.compare(&bottom) == Ordering::Less {
        top.shl(1);
        exponent -= 1;
    }
    // Now top / bottom is in [1, 2), the value that times 2^exponent.
    let mut quotient = 0u64;
    for _ in 0..63 {
        quotient <<= 1;
        if top.compare(&bottom) != Ordering::Less {
            top.subtract(&bottom);
            quotient |= 1;
        }
        top.shl(1);
    }
    quotient = quotient << 1 | u64::from(!top.as_limbs().is_empty());
    float::compose(quotient, exponent - 63).unwrap_or(f64::INFINITY)
}

/// Decides between `low` and the double after it by comparing the text with the middle between them.
fn choose(decimal: Decimal, low: f64) -> f64 {
    let (mantissa, exponent) = super::dragon::decompose(low);
    let next = f64::from_bits(low.to_bits() + 1);
    let (mut r, mut s) = (Big::new(mantissa * 2 + 1), Big::new(1));
    if exponent > 0 {
        r.shl(exponent as u32 - 1);
    } else {
        s.shl(exponent.unsigned_abs() + 1);
    }
    if decimal.exponent > 0 {
        s.mul_pow10(decimal.exponent as u32);
    } else {
        r.mul_pow10(decimal.exponent.unsigned_abs());
    }
    // The middle is r / s · 10^exponent; its digits come one at a time, as the text's.
    let align = alignment(&s);
    r.shl(align);
    s.shl(align);
    if r.compare(&s) != Ordering::Less {
        return low;
    }
    let mut digits = decimal.digits();
    loop {
        let digit = digits.next();
        if r.as_limbs().is_empty() {
            let above = digit.is_some_and(|d| d != 0) || digits.any(|d| d != 0);
            return if above || mantissa & 1 == 1 {
                next
            } else {
                low
            };
        }
        r.mul_small(10);
        let middle = r.take_digit(&s);
        match u32::from(digit.unwrap_or(0)).cmp(&middle) {
            Ordering::Less => return low,
            Ordering::Greater => return next,
            Ordering::Equal => {}
        }
    }
}
