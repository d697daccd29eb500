//! An image on its way into RAM: staged where nothing can see it.
//!
//! ```text
//! None --begin--> Staging --commit: whole, unharmed, safe--> Checked --safe point--> installed, None
//!                    |                                          |
//!                    +-- abort, a new begin, another client, a refusal: the room goes back, None
//! ```

use bytecode::image::crc_step;
use protocol::Error;
use protocol::image::ImageKind;
use protocol::info::Registers;
use vm::machine::Staged;

/// What was announced of an upload.
#[derive(Clone, Copy)]
pub(crate) struct Announced {
    pub(crate) kind: ImageKind,
    pub(crate) crc: u32,
    pub(crate) registers: Registers,
}

/// An upload under way.
pub(crate) struct Upload {
    pub(crate) announced: Announced,
    pub(crate) staged: Staged,
    received: usize,
    /// It was found whole, unharmed and, if it is a program, safe.
    pub(crate) checked: bool,
}

impl Upload {
    pub(crate) fn new(announced: Announced, staged: Staged) -> Upload {
        Upload {
            announced,
            staged,
            received: 0,
            checked: false,
        }
    }

    /// Takes the next bytes.
    pub(crate) fn take(&mut self, offset: u32, data: &[u8]) -> Result<(), Error> {
        let at = offset as usize;
        if at != self.received {
            return Err(Error::UploadTooLong);
        }
        let place = self.staged.bytes_mut().get_mut(at..at + data.len());
        place.ok_or(Error::UploadTooLong)?.copy_from_slice(data);
        self.received += data.len();
        Ok(())
    }

    /// Whether all of it is there and as it was announced.
    pub(crate) fn is_whole(&self) -> Result<(), Error> {
        if self.received < self.staged.bytes().len() {
            Err(Error::UploadIncomplete)
        } else if crc(self.staged.bytes()) != self.announced.crc {
            Err(Error::HashMismatch)
        } else {
            Ok(())
        }
    }
}

/// CRC-32/ISCSI.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| crc_step(crc, *byte))
}
