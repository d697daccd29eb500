//! Digits of natural numbers in any base from 2 to 36.
#![allow(
    clippy::indexing_slicing,
    reason = "lengths are preconditions of each function and checked by the callers' allocations"
)]

use super::limbs;

/// Bytes that are certainly enough for the digits of a number of `bits` bits.
#[must_use]
pub fn digits_max(bits: usize, base: u32) -> usize {
    // A digit of base b carries at least floor(16 log2 b) / 16 bits.
    const SIXTEENTHS: [u8; 37] = [
        16, 16, 16, 25, 32, 37, 41, 44, 48, 50, 53, 55, 57, 59, 60, 62, 64, 65, 66, 67, 69, 70, 71,
        72, 73, 74, 75, 76, 76, 77, 78, 79, 80, 80, 81, 82, 82,
    ];
    bits * 16 / usize::from(SIXTEENTHS[base as usize]) + 1
}

const fn digit(value: u32) -> u8 {
    if value < 10 {
        b'0' + value as u8
    } else {
        b'a' + (value - 10) as u8
    }
}

/// The largest power of the base in 32 bits, and its exponent.
const fn chunk(base: u32) -> (u32, usize) {
    let (mut power, mut count) = (base, 1);
    while power as u64 * base as u64 <= u32::MAX as u64 {
        power *= base;
        count += 1;
    }
    (power, count)
}

/// Writes the digits of `work`, which is used up, to the end of `out`; returns where they begin. Lower case.
pub fn digits(work: &mut [u32], base: u32, out: &mut [u8]) -> usize {
    let mut at = out.len();
    each_digit(work, base, &mut |digit| {
        at -= 1;
        out[at] = digit;
    });
    at
}

/// Hands out the digits of `work`, which is used up, from the least on. Lower case.
pub fn each_digit(work: &mut [u32], base: u32, put: &mut dyn FnMut(u8)) {
    let mut len = limbs::significant(work).len();
    if len == 0 {
        put(b'0');
        return;
    }
    let (power, count) = chunk(base);
    while len > 0 {
        let mut rest = limbs::div_small(&mut work[..len], power);
        len = limbs::significant(&work[..len]).len();
        let mut written = 0;
        while rest != 0 || (len != 0 && written < count) {
            put(digit(rest % base));
            rest /= base;
            written += 1;
        }
    }
}

/// Writes the digits of a machine integer to the end of `out`; returns where they begin. Lower case.
pub fn digits_u64(value: u64, base: u32, out: &mut [u8]) -> usize {
    let mut at = out.len();
    let mut rest = value;
    while rest > u64::from(u32::MAX) {
        at -= 1;
        out[at] = digit((rest % u64::from(base)) as u32);
        rest /= u64::from(base);
    }
    let mut rest = rest as u32;
    loop {
        at -= 1;
        out[at] = digit(rest % base);
        rest /= base;
        if rest == 0 {
            return at;
        }
    }
}

/// The value of a digit, 36 if it is none.
#[must_use]
pub const fn digit_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => (byte - b'0') as u32,
        b'a'..=b'z' => (byte - b'a') as u32 + 10,
        b'A'..=b'Z' => (byte - b'A') as u32 + 10,
        _ => 36,
    }
}

/// Limbs that are certainly enough for that many digits.
#[must_use]
pub const fn limbs_max(digits: usize, base: u32) -> usize {
    let bits = 32 - (base - 1).leading_zeros() as usize;
    digits * bits / 32 + 2
}

/// Reads digits and underscores, already checked, into `out`; returns the limbs used.
pub fn value(text: &[u8], base: u32, out: &mut [u32]) -> usize {
    let (power, count) = chunk(base);
    let (mut len, mut part, mut read, mut scale) = (0, 0u32, 0, 1u32);
    for &byte in text.iter().filter(|&&b| b != b'_') {
        part = part * base + digit_value(byte);
        read += 1;
        if read == count {
            len = limbs::mul_small(out, len, power, part);
            (part, read, scale) = (0, 0, 1);
        } else {
            scale *= base;
        }
    }
    if read != 0 {
        len = limbs::mul_small(out, len, scale, part);
    }
    len
}
