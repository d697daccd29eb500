//! Flash in memory, and in a file if asked, whose power can be cut at a chosen moment.

use super::SimBoard;
use crate::lock::lock;
use vhal::{Error, Flash, Result, Sector};

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Bytes that are erased at once.
const SECTOR: u32 = 4096;

/// Bytes that are written at once.
const UNIT: u32 = 8;

/// What the flash holds; it outlives the boards that use it, as flash outlives resets.
pub struct FlashStore {
    size: u32,
    cells: Mutex<Cells>,
}

struct Cells {
    bytes: Vec<u8>,
    file: Option<File>,
    /// After how many more units and sectors the power is cut; `None` for never.
    cut: Option<u64>,
    powered: bool,
    /// Units written and sectors erased so far.
    steps: u64,
}

impl FlashStore {
    /// Erased flash of `size` bytes, rounded up to whole sectors.
    #[must_use]
    pub fn new(size: u32) -> Arc<Self> {
        let size = size.next_multiple_of(SECTOR);
        Self::with_bytes(vec![0xff; size as usize], None)
    }

    /// Flash that holds `contents`, and erased bytes up to a whole sector.
    #[must_use]
    pub fn with_contents(mut contents: Vec<u8>) -> Arc<Self> {
        contents.resize(contents.len().next_multiple_of(SECTOR as usize), 0xff);
        Self::with_bytes(contents, None)
    }

    /// A copy of all its bytes.
    #[must_use]
    pub fn contents(&self) -> Vec<u8> {
        lock(&self.cells).bytes.clone()
    }

    /// Flash of `size` bytes that a file keeps; the file is made if it is not there, and its beginning counts.
    pub fn open(path: &Path, size: u32) -> std::io::Result<Arc<Self>> {
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        bytes.resize(size.next_multiple_of(SECTOR) as usize, 0xff);
        file.rewind()?;
        file.write_all(&bytes)?;
        Ok(Self::with_bytes(bytes, Some(file)))
    }

    fn with_bytes(bytes: Vec<u8>, file: Option<File>) -> Arc<Self> {
        let size = bytes.len() as u32;
        Arc::new(Self {
            size,
            cells: Mutex::new(Cells {
                bytes,
                file,
                cut: None,
                powered: true,
                steps: 0,
            }),
        })
    }

    /// Cuts the power in the middle of step `step` from now, counting units written and sectors erased from 1.
    ///
    /// From then on every operation fails and changes nothing, until [`FlashStore::restore_power`].
    pub fn cut_power_at(&self, step: u64) {
        lock(&self.cells).cut = Some(step);
    }

    /// Power is back; what the cut left is what there is.
    pub fn restore_power(&self) {
        let mut cells = lock(&self.cells);
        (cells.cut, cells.powered) = (None, true);
    }

    /// Whether the power is on.
    #[must_use]
    pub fn powered(&self) -> bool {
        lock(&self.cells).powered
    }

    /// Units written and sectors erased since the store was made.
    #[must_use]
    pub fn steps(&self) -> u64 {
        lock(&self.cells).steps
    }

    /// Changes bytes behind the controller's back, as wear or an attacker does.
    ///
    /// # Panics
    ///
    /// If they reach beyond the end.
    pub fn damage(&self, offset: u32, bytes: &[u8]) {
        lock(&self.cells).bytes[offset as usize..][..bytes.len()].copy_from_slice(bytes);
    }
}

impl Cells {
    /// Whether the step that begins now is completed: [`Error::Fault`] without power, `false` if it is cut in the middle.
    fn step(&mut self) -> Result<bool> {
        if !self.powered {
            return Err(Error::Fault);
        }
        self.steps += 1;
        match &mut self.cut {
            Some(left) => {
                *left = left.saturating_sub(1);
                self.powered = *left > 0;
                Ok(self.powered)
            }
            None => Ok(true),
        }
    }

    fn erase(&mut self, start: usize) -> Result<()> {
        let whole = self.step()?;
        let sector = &mut self.bytes[start..][..SECTOR as usize];
        if whole {
            sector.fill(0xff);
        } else {
            // Some bits have gone up already and some have not: neither what was there nor erased.
            sector
                .iter_mut()
                .enumerate()
                .for_each(|(place, byte)| *byte |= 0x55 << (place % 2));
        }
        self.save(start, SECTOR as usize)?;
        if whole { Ok(()) } else { Err(Error::Fault) }
    }

    fn write(&mut self, start: usize, bytes: &[u8]) -> Result<()> {
        let mut good = true;
        for (place, unit) in bytes.chunks_exact(UNIT as usize).enumerate() {
            let start = start + place * UNIT as usize;
            let whole = self.step()?;
            for (offset, byte) in unit.iter().enumerate() {
                // A write clears bits; one that is cut has cleared some of them.
                self.bytes[start + offset] &= if whole { *byte } else { byte | 0xa5 };
            }
            good = self.bytes[start..].starts_with(unit);
            if !good {
                break;
            }
        }
        self.save(start, bytes.len())?;
        if good { Ok(()) } else { Err(Error::Fault) }
    }

    /// Puts a piece into the file, if there is one.
    fn save(&mut self, start: usize, length: usize) -> Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let saved = file
            .seek(SeekFrom::Start(start as u64))
            .and_then(|_| file.write_all(&self.bytes[start..][..length]));
        saved.map_err(|_| Error::Fault)
    }
}

impl Flash for FlashStore {
    fn size(&self) -> u32 {
        self.size
    }

    fn sector(&self, offset: u32) -> Option<Sector> {
        (offset < self.size).then_some(Sector {
            start: offset - offset % SECTOR,
            length: SECTOR,
        })
    }

    fn write_unit(&self) -> u32 {
        UNIT
    }

    fn address(&self) -> Option<usize> {
        None
    }

    fn stalls(&self) -> bool {
        false
    }

    fn read(&self, offset: u32, buffer: &mut [u8]) -> Result<()> {
        let cells = lock(&self.cells);
        let end = (offset as usize)
            .checked_add(buffer.len())
            .ok_or(Error::Argument)?;
        buffer.copy_from_slice(
            cells
                .bytes
                .get(offset as usize..end)
                .ok_or(Error::Argument)?,
        );
        Ok(())
    }

    fn erase(&self, offset: u32) -> Result<()> {
        match self.sector(offset) {
            Some(sector) if sector.start == offset => lock(&self.cells).erase(offset as usize),
            _ => Err(Error::Argument),
        }
    }

    fn write(&self, offset: u32, bytes: &[u8]) -> Result<()> {
        let aligned = offset.is_multiple_of(UNIT) && bytes.len().is_multiple_of(UNIT as usize);
        if !aligned || bytes.len() as u64 + u64::from(offset) > u64::from(self.size) {
            return Err(Error::Argument);
        }
        lock(&self.cells).write(offset as usize, bytes)
    }
}

impl Flash for SimBoard {
    fn size(&self) -> u32 {
        self.flash.size()
    }

    fn sector(&self, offset: u32) -> Option<Sector> {
        self.flash.sector(offset)
    }

    fn write_unit(&self) -> u32 {
        self.flash.write_unit()
    }

    fn address(&self) -> Option<usize> {
        self.flash.address()
    }

    fn stalls(&self) -> bool {
        self.flash.stalls()
    }

    fn read(&self, offset: u32, buffer: &mut [u8]) -> Result<()> {
        self.flash.read(offset, buffer)
    }

    fn erase(&self, offset: u32) -> Result<()> {
        self.flash.erase(offset)
    }

    fn write(&self, offset: u32, bytes: &[u8]) -> Result<()> {
        self.flash.write(offset, bytes)
    }
}
