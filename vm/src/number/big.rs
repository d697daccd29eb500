//! Natural numbers in fixed buffers, large enough for the digits of a double.
#![allow(
    clippy::indexing_slicing,
    reason = "the fixed buffers hold the largest exponent of a double, argued at LIMBS"
)]

use super::limbs;
use core::cmp::Ordering;

/// The largest number met is below 2^1024 · 10 · 2^28 or 2^1077 · 10 · 2^28.
const LIMBS: usize = 36;

/// A natural number in a fixed buffer.
#[derive(Clone)]
pub(super) struct Big {
    len: usize,
    limbs: [u32; LIMBS],
}

impl Big {
    pub(super) fn new(value: u64) -> Big {
        let mut limbs = [0; LIMBS];
        limbs[0] = value as u32;
        limbs[1] = (value >> 32) as u32;
        Big {
            len: limbs::significant(&limbs[..2]).len(),
            limbs,
        }
    }

    pub(super) fn as_limbs(&self) -> &[u32] {
        &self.limbs[..self.len]
    }

    pub(super) fn mul_small(&mut self, by: u32) {
        self.len = limbs::mul_small(&mut self.limbs, self.len, by, 0);
    }

    pub(super) fn mul_pow10(&mut self, mut n: u32) {
        while n >= 9 {
            self.mul_small(1_000_000_000);
            n -= 9;
        }
        if n > 0 {
            self.mul_small(10u32.pow(n));
        }
    }

    pub(super) fn shl(&mut self, n: u32) {
        let (whole, part) = ((n / 32) as usize, n % 32);
        if part != 0 {
            self.mul_small(1 << part);
        }
        if whole != 0 && self.len != 0 {
            self.limbs.copy_within(0..self.len, whole);
            self.limbs[..whole].fill(0);
            self.len += whole;
        }
    }

    pub(super) fn compare(&self, other: &Big) -> Ordering {
        limbs::compare(self.as_limbs(), other.as_limbs())
    }

    /// Compares `self + other` with `sum`.
    pub(super) fn compare_sum(&self, other: &Big, sum: &Big) -> Ordering {
        let n = self.len.max(other.len).max(sum.len);
        let mut short = 0u64;
        for i in (0..n).rev() {
            // `short` is what the limbs above lack: sum - (self + other), at most a few units.
            let limb = |b: &Big| if i < b.len { u64::from(b.limbs[i]) } else { 0 };
            let want = (short << 32) + limb(sum);
            let have = limb(self) + limb(other);
            if have > want {
                return Ordering::Greater;
            }
            short = want - have;
            if short > 2 {
                return Ordering::Less;
            }
        }
        if short == 0 {
            Ordering::Equal
        } else {
            Ordering::Less
        }
    }

    /// `self -= by * other`, which does not become negative.
    fn sub_multiple(&mut self, other: &Big, by: u32) {
        let (mut carry, mut borrow) = (0u64, 0i64);
        for i in 0..self.len {
            let own = if i < other.len { other.limbs[i] } else { 0 };
            let product = u64::from(own) * u64::from(by) + carry;
            carry = product >> 32;
            let d = i64::from(self.limbs[i]) - (product & 0xffff_ffff) as i64 + borrow;
            self.limbs[i] = d as u32;
            borrow = d >> 32;
        }
        self.len = limbs::significant(&self.limbs[..self.len]).len();
    }

    /// `self -= other`, which is not larger.
    pub(super) fn subtract(&mut self, other: &Big) {
        self.sub_multiple(other, 1);
    }

    /// `self %= by`, returns the quotient, which is below 16; the top limb of `by` has its highest bit at 27.
    pub(super) fn take_digit(&mut self, by: &Big) -> u32 {
        if self.len < by.len {
            return 0;
        }
        let top = by.len - 1;
        let high = if self.len > by.len {
            u64::from(self.limbs[by.len]) << 32
        } else {
            0
        } | u64::from(self.limbs[top]);
        let mut digit = (high / (u64::from(by.limbs[top]) + 1)) as u32;
        if digit != 0 {
            self.sub_multiple(by, digit);
        }
        while self.compare(by) != Ordering::Less {
            self.sub_multiple(by, 1);
            digit += 1;
        }
        digit
    }
}

/// How far both numbers are shifted so that the divisor's top limb has its highest bit at 27.
pub(super) fn alignment(divisor: &Big) -> u32 {
    (limbs::bit_length(divisor.as_limbs()) as u32 + 4).wrapping_neg() % 32
}
