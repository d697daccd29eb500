//! Flash memory for programs and files.

use crate::Result;

/// What is erased at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sector {
    /// Offset of its first byte.
    pub start: u32,
    /// Its length in bytes.
    pub length: u32,
}

/// The part of the flash that belongs to us; offsets count from its start.
///
/// An erased byte reads 0xFF.
/// A write can only clear bits; between erases each write unit is written at most once.
pub trait Flash: Sync {
    /// Bytes in all.
    fn size(&self) -> u32;

    /// The sector that holds `offset`; `None` beyond the end.
    fn sector(&self, offset: u32) -> Option<Sector>;

    /// How many bytes a write must be a multiple of, and aligned to: a power of two.
    fn write_unit(&self) -> u32;

    /// The address at which offset 0 can be read by the processor; `None` if the flash is not mapped.
    fn address(&self) -> Option<usize>;

    /// Whether code in flash, interrupts included, stands still during an erase or a write.
    fn stalls(&self) -> bool;

    /// Reads `buffer.len()` bytes from `offset`; [`crate::Error::Argument`] beyond the end.
    fn read(&self, offset: u32, buffer: &mut [u8]) -> Result<()>;

    /// Erases the sector that starts at `offset`; [`crate::Error::Argument`] if none does.
    ///
    /// * MUST have ended at return; a sector takes up to two seconds on some chips.
    /// * If power fails, the sector holds anything.
    fn erase(&self, offset: u32) -> Result<()>;

    /// Writes `bytes` at `offset`; [`crate::Error::Argument`] if not aligned or beyond the end.
    ///
    /// * MUST have ended, and be readable, at return.
    /// * MUST write units in ascending order, so that a failing power leaves a prefix whole, one unit undefined and the rest
    ///   untouched.
    /// * MUST report a unit that does not read back as written with [`crate::Error::Fault`].
    fn write(&self, offset: u32, bytes: &[u8]) -> Result<()>;
}
