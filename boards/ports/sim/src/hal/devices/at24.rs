//! An EEPROM with the addressing of the AT24C32 and larger (Microchip, DS20006270): two address bytes, pages of 32 bytes.
//!
//! It is ready again at once after a write, where a real one refuses its address for some milliseconds.

use super::I2cDevice;
use vhal::{Error, Result};

/// A write that reaches the end of a page goes on at its beginning.
const PAGE: usize = 32;

/// An EEPROM.
pub struct At24 {
    bytes: Vec<u8>,
    pointer: usize,
}

impl At24 {
    /// An erased EEPROM of `size` bytes, a multiple of the page.
    #[must_use]
    pub fn new(size: usize) -> Self {
        Self {
            bytes: vec![0xff; size.next_multiple_of(PAGE)],
            pointer: 0,
        }
    }
}

impl I2cDevice for At24 {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let [high, low, data @ ..] = bytes else {
            return Err(Error::Nack);
        };
        self.pointer = usize::from(u16::from_be_bytes([*high, *low])) % self.bytes.len();
        for byte in data {
            self.bytes[self.pointer] = *byte;
            let page = self.pointer - self.pointer % PAGE;
            self.pointer = page + (self.pointer + 1) % PAGE;
        }
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8]) {
        for place in buffer {
            *place = self.bytes[self.pointer];
            self.pointer = (self.pointer + 1) % self.bytes.len();
        }
    }
}
