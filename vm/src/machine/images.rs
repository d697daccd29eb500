//! Images on their way into the machine: staged where nothing can see them, then installed whole or not at all.

use super::lock::Locked;
use super::{Machine, Registers};
use crate::heap::{HeapFull, Loan};
use crate::link::InstallError;
use crate::thread::Slot;
use bytecode::image::{CLOSED, FRAGMENT, Image, ParseError};
use bytecode::verify::{Limits, Reason, scratch_words, verify};
use core::sync::atomic::Ordering;

/// Why an image was not installed; nothing was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// There is no memory for it.
    NoMemory,
    /// It is no image, or damaged, or another sort of image than announced.
    NotAnImage,
    /// It is of another version of the format.
    Version,
    /// It continues another state of the program than the one that is there.
    Stale,
    /// It is not safe: the verifier's reason, and where.
    Unsafe {
        /// Number of the reason.
        reason: u8,
        /// Bytes from the image's start.
        at: u32,
    },
}

impl From<HeapFull> for Refusal {
    fn from(_: HeapFull) -> Self {
        Self::NoMemory
    }
}

impl From<InstallError> for Refusal {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::HeapFull => Self::NoMemory,
            InstallError::Stale => Self::Stale,
            InstallError::Parse(ParseError::Format) => Self::Version,
            InstallError::Parse(_) => Self::NotAnImage,
            InstallError::Refused(refusal) => Self::from(refusal),
        }
    }
}

impl From<bytecode::verify::Refusal> for Refusal {
    fn from(refusal: bytecode::verify::Refusal) -> Self {
        match refusal.reason {
            Reason::Stale => Self::Stale,
            Reason::Scratch => Self::NoMemory,
            reason => Self::Unsafe {
                reason: reason as u8,
                at: refusal.offset,
            },
        }
    }
}

/// Room for an image, filled without the lock.
pub struct Staged {
    loan: Loan,
    /// Words of the block before the image.
    head: usize,
    len: usize,
}

impl Staged {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        let from = self.head * 4;
        self.loan
            .bytes()
            .get(from..from + self.len)
            .unwrap_or_default()
    }

    /// The bytes, to be filled.
    #[must_use]
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        let from = self.head * 4;
        self.loan
            .bytes_mut()
            .get_mut(from..from + self.len)
            .unwrap_or_default()
    }

    /// Whether it is a fragment or patch rather than a program; `None` if it is no image.
    #[must_use]
    pub fn is_fragment(&self) -> Option<bool> {
        let image = Image::parse_layout(self.bytes()).ok()?;
        Some(image.flags() & FRAGMENT != 0)
    }
}

/// What an installation has brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Installed {
    /// Serial number of the image since the board started.
    pub serial: u16,
    /// Code id to run first.
    pub entry: u16,
    /// The registers now.
    pub registers: Registers,
}

impl Locked<'_> {
    /// Makes room for an image of so many bytes.
    ///
    /// # Errors
    /// [`Refusal::NoMemory`].
    pub fn stage(&mut self, bytes: u32) -> Result<Staged, Refusal> {
        let block = match self.new_image(bytes) {
            Ok(block) => block,
            Err(HeapFull) => {
                self.collect();
                self.new_image(bytes)?
            }
        };
        let head = self.heap.body_words(block) as usize - bytes.div_ceil(4) as usize;
        Ok(Staged {
            loan: self.heap.lend_body(block),
            head,
            len: bytes as usize,
        })
    }

    /// Gives room back.
    pub fn discard(&mut self, staged: Staged) {
        let block = self.heap.keep(staged.loan);
        self.drop_image(block);
    }

    /// Proves a staged program safe for this machine, without installing it: what runs may go on meanwhile.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check_program(&mut self, staged: &Staged) -> Result<(), Refusal> {
        let image = Image::parse(staged.bytes()).map_err(InstallError::Parse)?;
        if image.flags() & FRAGMENT != 0 {
            return Err(Refusal::NotAnImage);
        }
        let words = scratch_words(&image) as u32;
        let kind = bytecode::kind::Kind::Task;
        let mut scratch = match self.heap.lend(words, kind) {
            Ok(scratch) => scratch,
            Err(HeapFull) => {
                self.collect();
                self.heap.lend(words, kind)?
            }
        };
        let limits = Limits::of_program(self.machine().settings().native_groups);
        let checked = verify(image, &limits, scratch.words_mut()).map(|_| ());
        self.heap.take_back(scratch);
        Ok(checked?)
    }

    /// Makes ready for another program, whose predecessor's threads have ended: nothing of them stays.
    pub fn clear_program(&mut self) {
        let machine = self.machine();
        machine.disarm(self);
        machine.reap(self);
        machine.threads.restart_ids();
        let ended = |slot: &Slot| !machine.threads.record(*slot).phase().alive();
        for slot in machine.threads.listed().filter(ended) {
            if !machine.threads.record(slot).has_thread() {
                machine.threads.forget_thread(slot);
            }
        }
    }

    /// Lets go of the program, whose threads must have ended, so that another has the memory.
    pub fn drop_program(&mut self) {
        self.clear_program();
        self.unload();
        let machine = self.machine();
        machine.published.loaded.store(false, Ordering::SeqCst);
        machine.published.closed.store(false, Ordering::SeqCst);
        machine.publish(self);
    }

    /// Installs a staged image whole; a program replaces all there was, and its threads must have ended.
    ///
    /// # Errors
    /// [`Refusal`]; the room was given back then.
    pub fn install_staged(&mut self, staged: Staged) -> Result<Installed, Refusal> {
        let machine = self.machine();
        let parsed = Image::parse_layout(staged.bytes());
        let flags = parsed.map_or(0, |image| image.flags());
        let bytes = staged.len as u32;
        let block = self.heap.keep(staged.loan);
        let mut result = self.install(block, bytes);
        if result == Err(InstallError::HeapFull) {
            self.collect();
            result = self.install(block, bytes);
        }
        let entry = match result {
            Ok(entry) => entry,
            Err(error) => {
                self.drop_image(block);
                return Err(error.into());
            }
        };
        if flags & FRAGMENT == 0 {
            let published = &machine.published;
            published.entry.store(entry.into(), Ordering::SeqCst);
            published
                .closed
                .store(flags & CLOSED != 0, Ordering::SeqCst);
            published.loaded.store(true, Ordering::SeqCst);
        }
        machine.publish(self);
        Ok(Installed {
            serial: machine.next_serial(),
            entry,
            registers: machine.registers(),
        })
    }
}

impl Machine {
    /// The next serial number of an image; it skips 0, which names none.
    fn next_serial(&self) -> u16 {
        let serial = &self.published.serial;
        let next = (serial.load(Ordering::SeqCst) as u16)
            .wrapping_add(1)
            .max(1);
        serial.store(next.into(), Ordering::SeqCst);
        next
    }
}
