//! A NOR flash with the commands of the W25Q family (Winbond W25Q80DV data sheet, section 7.2).
//!
//! Erasing and programming end at once, so the busy bit of the status is never set.

use super::SpiDevice;

const WRITE_STATUS: u8 = 0x01;
const PAGE_PROGRAM: u8 = 0x02;
const READ: u8 = 0x03;
const WRITE_DISABLE: u8 = 0x04;
const READ_STATUS: u8 = 0x05;
const WRITE_ENABLE: u8 = 0x06;
const FAST_READ: u8 = 0x0b;
const ERASE_4K: u8 = 0x20;
const READ_STATUS_2: u8 = 0x35;
const ERASE_32K: u8 = 0x52;
const JEDEC_ID: u8 = 0x9f;
const RELEASE_POWER_DOWN: u8 = 0xab;
const POWER_DOWN: u8 = 0xb9;
const CHIP_ERASE: u8 = 0xc7;
const CHIP_ERASE_TOO: u8 = 0x60;
const ERASE_64K: u8 = 0xd8;

/// A write that reaches the end of a page goes on at its beginning.
const PAGE: usize = 256;

/// A NOR flash.
pub struct W25q {
    bytes: Vec<u8>,
    write_enabled: bool,
    powered_down: bool,
    /// What came since the select pin went low.
    command: Vec<u8>,
}

impl W25q {
    /// An erased flash of `size` bytes, a power of two from 64 KiB on.
    #[must_use]
    pub fn new(size: usize) -> Self {
        let size = size.next_power_of_two().max(1 << 16);
        Self {
            bytes: vec![0xff; size],
            write_enabled: false,
            powered_down: false,
            command: Vec::new(),
        }
    }

    /// The address that followed the command byte.
    fn address(&self) -> usize {
        let address = self
            .command
            .iter()
            .skip(1)
            .take(3)
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        address % self.bytes.len()
    }

    /// What it answers to the byte number `place` of a command.
    fn answer(&self, command: u8, place: usize) -> u8 {
        match (command, place) {
            (READ_STATUS, 1..) => u8::from(self.write_enabled) << 1,
            (READ_STATUS_2, 1..) => 0,
            // Manufacturer, memory type, capacity as a power of two.
            (JEDEC_ID, 1..) => {
                [0xef, 0x40, self.bytes.len().trailing_zeros() as u8][(place - 1) % 3]
            }
            // The device number after three dummy bytes: one less than the capacity of the JEDEC number.
            (RELEASE_POWER_DOWN, 4..) => self.bytes.len().trailing_zeros() as u8 - 1,
            (READ, 4..) => self.bytes[(self.address() + place - 4) % self.bytes.len()],
            (FAST_READ, 5..) => self.bytes[(self.address() + place - 5) % self.bytes.len()],
            _ => 0xff,
        }
    }

    fn erase(&mut self, start: usize, length: usize) {
        let start = start - start % length;
        let end = (start + length).min(self.bytes.len());
        self.bytes[start..end].fill(0xff);
    }

    fn program(&mut self) {
        let start = self.address();
        let page = start - start % PAGE;
        for (place, byte) in self.command.iter().skip(4).enumerate() {
            self.bytes[page + (start + place) % PAGE] &= byte;
        }
    }

    /// Does what takes effect when the select pin goes high.
    fn execute(&mut self) {
        let Some(command) = self.command.first().copied() else {
            return;
        };
        let addressed = self.command.len() >= 4;
        match command {
            WRITE_ENABLE => return self.write_enabled = true,
            POWER_DOWN => return self.powered_down = true,
            PAGE_PROGRAM if addressed && self.write_enabled => self.program(),
            ERASE_4K if addressed && self.write_enabled => self.erase(self.address(), 1 << 12),
            ERASE_32K if addressed && self.write_enabled => self.erase(self.address(), 1 << 15),
            ERASE_64K if addressed && self.write_enabled => self.erase(self.address(), 1 << 16),
            CHIP_ERASE | CHIP_ERASE_TOO if self.write_enabled => self.bytes.fill(0xff),
            WRITE_DISABLE | WRITE_STATUS => {}
            _ => return,
        }
        // Whatever changes the memory ends the permission to do so.
        self.write_enabled = false;
    }
}

impl SpiDevice for W25q {
    fn select(&mut self) {
        self.command.clear();
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        let place = self.command.len();
        let command = self.command.first().copied().unwrap_or(byte);
        let answer = if self.powered_down && command != RELEASE_POWER_DOWN {
            0xff
        } else {
            self.answer(command, place)
        };
        self.command.push(byte);
        answer
    }

    fn release(&mut self) {
        if self.command.first() == Some(&RELEASE_POWER_DOWN) {
            self.powered_down = false;
        } else if !self.powered_down {
            self.execute();
        }
        self.command.clear();
    }
}
