//! Natural numbers in 32-bit limbs, least first. A slice given as an operand has no leading zero limb; zero is empty.
#![allow(
    clippy::indexing_slicing,
    reason = "lengths are preconditions of each function and checked by the callers' allocations"
)]

use core::cmp::Ordering;

/// Without leading zero limbs.
#[must_use]
pub fn significant(a: &[u32]) -> &[u32] {
    let mut n = a.len();
    while n > 0 && a[n - 1] == 0 {
        n -= 1;
    }
    &a[..n]
}

/// Compares two numbers.
#[must_use]
pub fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.len()
        .cmp(&b.len())
        .then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// Bits up to the highest set one.
#[must_use]
pub fn bit_length(a: &[u32]) -> usize {
    match a.last() {
        Some(top) => a.len() * 32 - top.leading_zeros() as usize,
        None => 0,
    }
}

/// Whether any of the lowest `bits` bits is set.
#[must_use]
pub fn any_below(a: &[u32], bits: usize) -> bool {
    let whole = bits / 32;
    if a.len() <= whole {
        return a.iter().any(|&l| l != 0);
    }
    a[..whole].iter().any(|&l| l != 0) || a[whole] & ((1 << (bits % 32)) - 1) != 0
}

/// 64 bits from bit `at` on.
#[must_use]
pub fn bits_from(a: &[u32], at: usize) -> u64 {
    let limb = |i: usize| u64::from(a.get(i).copied().unwrap_or(0));
    let (whole, part) = (at / 32, at % 32);
    let low = limb(whole) | limb(whole + 1) << 32;
    if part == 0 {
        low
    } else {
        low >> part | limb(whole + 2) << (64 - part)
    }
}

/// `out = a + b`; needs one limb more than the longer.
pub fn add(out: &mut [u32], a: &[u32], b: &[u32]) -> usize {
    let (a, b) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let mut carry = 0u64;
    for i in 0..a.len() {
        let sum = u64::from(a[i]) + b.get(i).map_or(0, |&l| u64::from(l)) + carry;
        out[i] = sum as u32;
        carry = sum >> 32;
    }
    let mut n = a.len();
    if carry != 0 {
        out[n] = 1;
        n += 1;
    }
    n
}

/// `out = a - b` where `a >= b`.
pub fn sub(out: &mut [u32], a: &[u32], b: &[u32]) -> usize {
    let mut borrow = 0i64;
    for i in 0..a.len() {
        let d = i64::from(a[i]) - b.get(i).map_or(0, |&l| i64::from(l)) + borrow;
        out[i] = d as u32;
        borrow = d >> 32;
    }
    significant(&out[..a.len()]).len()
}

/// `out = a * b`; needs the limbs of both together.
pub fn mul(out: &mut [u32], a: &[u32], b: &[u32]) -> usize {
    let n = a.len() + b.len();
    out[..n].fill(0);
    for (i, &x) in a.iter().enumerate() {
        let mut carry = 0u64;
        for (j, &y) in b.iter().enumerate() {
            let t = u64::from(x) * u64::from(y) + u64::from(out[i + j]) + carry;
            out[i + j] = t as u32;
            carry = t >> 32;
        }
        out[i + b.len()] = carry as u32;
    }
    significant(&out[..n]).len()
}

/// `a = a * by + plus` on the first `len` limbs; needs one limb more. Returns the new length.
pub fn mul_small(a: &mut [u32], len: usize, by: u32, plus: u32) -> usize {
    let mut carry = u64::from(plus);
    for limb in &mut a[..len] {
        let t = u64::from(*limb) * u64::from(by) + carry;
        *limb = t as u32;
        carry = t >> 32;
    }
    let mut n = len;
    if carry != 0 {
        a[n] = carry as u32;
        n += 1;
    }
    significant(&a[..n]).len()
}

/// `a = a / by`, returns the remainder; the length may shrink by one.
pub fn div_small(a: &mut [u32], by: u32) -> u32 {
    let mut rest = 0u64;
    for limb in a.iter_mut().rev() {
        let t = rest << 32 | u64::from(*limb);
        *limb = (t / u64::from(by)) as u32;
        rest = t % u64::from(by);
    }
    rest as u32
}

/// `out = a << n`; needs `a.len() + n / 32 + 1` limbs.
pub fn shl(out: &mut [u32], a: &[u32], n: usize) -> usize {
    let (whole, part) = (n / 32, n % 32);
    let len = a.len() + whole + 1;
    out[..whole].fill(0);
    let mut carry = 0u32;
    for (i, &limb) in a.iter().enumerate() {
        let t = u64::from(limb) << part;
        out[whole + i] = t as u32 | carry;
        carry = (t >> 32) as u32;
    }
    out[len - 1] = carry;
    significant(&out[..len]).len()
}

/// `out = a >> n`; needs `a.len() - n / 32` limbs.
pub fn shr(out: &mut [u32], a: &[u32], n: usize) -> usize {
    let (whole, part) = (n / 32, n % 32);
    if whole >= a.len() {
        return 0;
    }
    let len = a.len() - whole;
    for i in 0..len {
        let high = a.get(whole + i + 1).copied().unwrap_or(0);
        out[i] = ((u64::from(high) << 32 | u64::from(a[whole + i])) >> part) as u32;
    }
    significant(&out[..len]).len()
}

/// Divides `a` by `b`, which is not zero. `quotient` needs `a.len() - b.len() + 1` limbs (none if `a` is shorter),
/// `remainder` needs `a.len() + 1`. Returns both lengths.
///
/// Algorithm: Knuth, The Art of Computer Programming 4.3.1 D, the divisor shifted as it is read.
pub fn divide(quotient: &mut [u32], remainder: &mut [u32], a: &[u32], b: &[u32]) -> (usize, usize) {
    if compare(a, b) == Ordering::Less {
        remainder[..a.len()].copy_from_slice(a);
        return (0, a.len());
    }
    if let &[by] = b {
        quotient[..a.len()].copy_from_slice(a);
        let rest = div_small(&mut quotient[..a.len()], by);
        remainder[0] = rest;
        return (
            significant(&quotient[..a.len()]).len(),
            usize::from(rest != 0),
        );
    }
    let shift = b[b.len() - 1].leading_zeros();
    let divisor = |i: usize| -> u64 {
        let low = if i == 0 { 0 } else { b[i - 1] };
        ((u64::from(b[i]) << 32 | u64::from(low)) << shift >> 32) & 0xffff_ffff
    };
    let n = b.len();
    remainder[a.len()] = 0;
    shl(remainder, a, shift as usize);
    let (top, next) = (divisor(n - 1), divisor(n - 2));
    for j in (0..=a.len() - n).rev() {
        let head = u64::from(remainder[j + n]) << 32 | u64::from(remainder[j + n - 1]);
        let (mut q, mut r) = (head / top, head % top);
        while q >> 32 != 0 || q * next > (r << 32 | u64::from(remainder[j + n - 2])) {
            q -= 1;
            r += top;
            if r >> 32 != 0 {
                break;
            }
        }
        if take_multiple(&mut remainder[j..=j + n], q, &divisor) {
            q -= 1;
            give_back(&mut remainder[j..=j + n], &divisor);
        }
        quotient[j] = q as u32;
    }
    let rest = significant(&remainder[..n]).len();
    shift_down(&mut remainder[..rest], shift);
    (
        significant(&quotient[..=a.len() - n]).len(),
        significant(&remainder[..rest]).len(),
    )
}

/// `window -= q * divisor`; whether it became negative (modulo the window).
fn take_multiple(window: &mut [u32], q: u64, divisor: &dyn Fn(usize) -> u64) -> bool {
    let n = window.len() - 1;
    let (mut carry, mut borrow) = (0u64, 0i64);
    for (i, limb) in window.iter_mut().enumerate() {
        let product = if i < n { q * divisor(i) } else { 0 } + carry;
        carry = product >> 32;
        let d = i64::from(*limb) - (product & 0xffff_ffff) as i64 + borrow;
        *limb = d as u32;
        borrow = d >> 32;
    }
    borrow < 0
}

/// `window += divisor`, the last carry dropped.
fn give_back(window: &mut [u32], divisor: &dyn Fn(usize) -> u64) {
    let n = window.len() - 1;
    let mut carry = 0u64;
    for (i, limb) in window.iter_mut().enumerate() {
        let sum = u64::from(*limb) + if i < n { divisor(i) } else { 0 } + carry;
        *limb = sum as u32;
        carry = sum >> 32;
    }
}

fn shift_down(a: &mut [u32], shift: u32) {
    let mut high = 0u32;
    for limb in a.iter_mut().rev() {
        let t = (u64::from(high) << 32 | u64::from(*limb)) >> shift;
        high = *limb;
        *limb = t as u32;
    }
}

/// `out = base ** exponent`; `out` and `work` each need the limbs of the result and one more.
pub fn pow(out: &mut [u32], work: &mut [u32], base: &[u32], exponent: u32) -> usize {
    out[0] = 1;
    let mut len = 1;
    if exponent != 0 && base.is_empty() {
        return 0;
    }
    for bit in (0..32 - exponent.leading_zeros()).rev() {
        work[..len].copy_from_slice(&out[..len]);
        len = product(out, &work[..len], &work[..len]);
        if exponent >> bit & 1 != 0 {
            work[..len].copy_from_slice(&out[..len]);
            len = product(out, &work[..len], base);
        }
    }
    len
}

/// [`mul`] into a buffer that holds the product though perhaps not its leading zero limb.
fn product(out: &mut [u32], a: &[u32], b: &[u32]) -> usize {
    let n = a.len() + b.len();
    if n <= out.len() {
        return mul(out, a, b);
    }
    out.fill(0);
    for (i, &x) in a.iter().enumerate() {
        let mut carry = 0u64;
        for (j, &y) in b.iter().enumerate() {
            if let Some(limb) = out.get_mut(i + j) {
                let t = u64::from(x) * u64::from(y) + u64::from(*limb) + carry;
                *limb = t as u32;
                carry = t >> 32;
            }
        }
        if let Some(limb) = out.get_mut(i + b.len()) {
            *limb = carry as u32;
        }
    }
    significant(out).len()
}
