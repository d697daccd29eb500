//! The verifier's memory: words that the caller lends, used as bits and bytes.

/// Words lent by the caller, zero at first.
pub(super) struct Scratch<'s> {
    words: &'s mut [u32],
}

/// Words for one code of `length` bytes of instructions: a bit and a byte for each.
pub(super) const fn code_words(length: usize) -> usize {
    length.div_ceil(32) + length.div_ceil(4)
}

impl<'s> Scratch<'s> {
    /// Takes the words and clears them.
    pub(super) fn new(words: &'s mut [u32]) -> Self {
        words.fill(0);
        Self { words }
    }

    /// Bit `index`; a bit that is not there is clear.
    pub(super) fn bit(&self, index: usize) -> bool {
        self.words
            .get(index / 32)
            .is_some_and(|word| word >> (index % 32) & 1 != 0)
    }

    /// Sets bit `index`.
    pub(super) fn set_bit(&mut self, index: usize) {
        if let Some(word) = self.words.get_mut(index / 32) {
            *word |= 1 << (index % 32);
        }
    }

    /// Byte `index`; a byte that is not there is 0.
    pub(super) fn byte(&self, index: usize) -> u8 {
        self.words
            .get(index / 4)
            .map_or(0, |word| (word >> (index % 4 * 8)) as u8)
    }

    /// Sets byte `index`.
    pub(super) fn set_byte(&mut self, index: usize, value: u8) {
        if let Some(word) = self.words.get_mut(index / 4) {
            let shift = index % 4 * 8;
            *word = *word & !(0xff << shift) | u32::from(value) << shift;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_and_bytes_keep_apart() {
        let mut words = [7; 3];
        let mut scratch = Scratch::new(&mut words);
        scratch.set_bit(33);
        assert!(scratch.bit(33) && !scratch.bit(32) && !scratch.bit(34) && !scratch.bit(1000));
        scratch.set_byte(11, 0xab);
        scratch.set_byte(10, 0xff);
        scratch.set_byte(10, 0x01);
        assert_eq!(
            (scratch.byte(11), scratch.byte(10), scratch.byte(9)),
            (0xab, 1, 0)
        );
    }
}
