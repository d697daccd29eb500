//! A thermometer with the registers of the TMP102 (Texas Instruments, SBOS397).

use super::I2cDevice;
use vhal::{Error, Result};

/// Registers of 16 bits, high byte first: temperature, configuration, lower and upper limit.
pub struct Tmp102 {
    registers: [u16; 4],
    pointer: usize,
}

impl Tmp102 {
    /// A thermometer that measures so many thousandths of a degree.
    #[must_use]
    pub fn new(milli_celsius: i32) -> Self {
        // Power-up values: configuration 0x60A0, limits 75 and 80 degrees.
        let mut device = Self {
            registers: [0, 0x60a0, 0x4b00, 0x5000],
            pointer: 0,
        };
        device.set_temperature(milli_celsius);
        device
    }

    /// Sets what it measures, between −128 and +127.9375 degrees, in steps of a sixteenth.
    pub fn set_temperature(&mut self, milli_celsius: i32) {
        let sixteenths = (milli_celsius.saturating_mul(2))
            .div_euclid(125)
            .clamp(-2048, 2047);
        self.registers[0] = (sixteenths << 4) as u16;
    }
}

impl I2cDevice for Tmp102 {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let (pointer, value) = bytes.split_first().ok_or(Error::Nack)?;
        self.pointer = usize::from(pointer & 3);
        match (self.pointer, value) {
            // The temperature can only be read, and so can the converter resolution in the configuration.
            (1, [high, low, ..]) => {
                self.registers[1] = u16::from_be_bytes([*high & 0x9f | 0x60, *low & 0xf0])
            }
            (2 | 3, [high, low, ..]) => {
                self.registers[self.pointer] = u16::from_be_bytes([*high, *low])
            }
            _ => {}
        }
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8]) {
        let bytes = self.registers[self.pointer].to_be_bytes();
        for (place, byte) in buffer.iter_mut().zip(bytes.iter().cycle()) {
            *place = *byte;
        }
    }
}
