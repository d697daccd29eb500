//! Images become installed code: the code table, the registers, the globals.
//!
//! A program, a fragment of the prompt and a patch all come the same way: the bytes are put into a block of the heap
//! ([`Vm::new_image`]), or lie in flash; [`Vm::install`] checks and verifies them as they came, adds where they lie to their
//! references, and swaps entries of the code table. Everything that can fail happens before anything is changed.
//!
//! A block of an image: the next image in RAM · 1 if it is kept whatever refers to it · the image.
//! A kept one has exceptions or names that others refer to by number; any other lives as long as the code table, a frame, a
//! generator or an object refers to it.

use crate::heap::HeapFull;
use crate::heap::header::{HEADER_BYTES, HEADER_WORDS};
use crate::object::FLAG_RAW;
use crate::value::{Ref, Value};
use crate::vm::{Registers, Vm};
use bytecode::exceptions::NO_PARENT;
use bytecode::image::{FRAGMENT, Image, ParseError};
use bytecode::kind::{FLAG_PINNED, Kind};
use bytecode::value::UNBOUND;
use bytecode::verify::{Limits, Refusal, scratch_words, verify};

/// Body words of an image's block before the image.
const HEAD: u32 = 2;
const NEXT: u32 = 0;
const KEPT: u32 = 1;

/// Why an image was not installed. Nothing was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InstallError {
    /// There is no memory for the tables it needs.
    HeapFull,
    /// It is no image, or damaged.
    Parse(ParseError),
    /// It is not safe.
    Refused(Refusal),
    /// It continues another state of the program than the one that is there.
    Stale,
}

impl From<HeapFull> for InstallError {
    fn from(_: HeapFull) -> Self {
        InstallError::HeapFull
    }
}

/// What was read of an image before anything is changed.
struct Plan {
    after: Registers,
    entry: u16,
    hash: u32,
    fragment: bool,
    keep: bool,
}

impl Vm {
    /// A block for an image of so many bytes, to be filled through [`Vm::image_bytes`].
    ///
    /// # Errors
    /// [`HeapFull`].
    pub fn new_image(&mut self, bytes: u32) -> Result<Ref, HeapFull> {
        let words = HEADER_WORDS + HEAD + bytes.div_ceil(4);
        self.heap.alloc(words, Kind::Image, FLAG_PINNED)
    }

    /// Where the image of a block begins.
    fn image_at(block: Ref) -> u32 {
        block.offset() + HEADER_BYTES + HEAD * 4
    }

    /// The bytes of an image that is not installed yet.
    #[must_use]
    pub fn image_bytes(&mut self, block: Ref) -> &mut [u8] {
        self.heap.bytes_mut(block, HEAD)
    }

    /// Gives back a block whose image was not installed.
    pub fn drop_image(&mut self, block: Ref) {
        self.heap.release(block);
    }

    /// Installs the image of a block, `bytes` long; the code id to run. A program replaces all that was there: its threads
    /// must have ended.
    ///
    /// # Errors
    /// [`InstallError`]; the block is then still the caller's.
    pub fn install(&mut self, block: Ref, bytes: u32) -> Result<u16, InstallError> {
        let at = Self::image_at(block);
        let plan = self.plan(at, bytes, 0)?;
        self.make_tables(&plan)?;
        self.relocate(at, bytes);
        let keep = u32::from(plan.keep);
        self.heap.set_word(block, KEPT, keep);
        self.heap.set_flags(block, 0);
        self.heap.add_image(block);
        self.apply(at, bytes, &plan);
        Ok(plan.entry)
    }

    /// Installs an image that lies in flash at an offset, relocated for that place.
    ///
    /// # Errors
    /// [`InstallError`].
    pub fn install_flash(&mut self, at: u32, bytes: u32) -> Result<u16, InstallError> {
        let plan = self.plan(at, bytes, at)?;
        self.make_tables(&plan)?;
        self.apply(at, bytes, &plan);
        Ok(plan.entry)
    }

    /// Checks and verifies an image.
    fn plan(&mut self, at: u32, bytes: u32, relocated_by: u32) -> Result<Plan, InstallError> {
        self.boot()?;
        let parse = |bytes| match relocated_by {
            0 => Image::parse(bytes),
            _ => Image::parse_layout(bytes),
        };
        let image = parse(self.heap.words().bytes(at, bytes)).map_err(InstallError::Parse)?;
        let fragment = image.flags() & FRAGMENT != 0;
        let before = if fragment {
            self.registers
        } else {
            Registers::of_program()
        };
        if let Some(link) = image.link()
            && link.chain != if fragment { self.chain } else { 0 }
        {
            return Err(InstallError::Stale);
        }
        let words = scratch_words(&image) as u32;
        let scratch = self
            .heap
            .alloc(HEADER_WORDS + words, Kind::Buffer, FLAG_RAW)?;
        let limits = Limits {
            names: before.names,
            exceptions: before.exceptions,
            codes: before.codes,
            globals: before.globals,
            native_groups: self.native_groups,
            relocated_by,
        };
        let result = self.verify_at(at, bytes, scratch, &limits, relocated_by);
        self.heap.release(scratch);
        result
    }

    fn verify_at(
        &mut self,
        at: u32,
        bytes: u32,
        scratch: Ref,
        limits: &Limits,
        relocated_by: u32,
    ) -> Result<Plan, InstallError> {
        let words = self.heap.body_words(scratch);
        let (bytes, scratch) = self
            .heap
            .words_mut()
            .bytes_and_words((at, bytes), (scratch.offset() + HEADER_BYTES, words));
        let image = match relocated_by {
            0 => Image::parse(bytes),
            _ => Image::parse_layout(bytes),
        }
        .map_err(InstallError::Parse)?;
        let verified = verify(image, limits, scratch).map_err(InstallError::Refused)?;
        let after = verified.after();
        Ok(Plan {
            after: Registers {
                names: after.names,
                exceptions: after.exceptions,
                codes: after.codes,
                globals: after.globals,
            },
            entry: image.entry(),
            hash: image.hash(),
            fragment: image.flags() & FRAGMENT != 0,
            keep: image.exceptions_added() > 0 || image.name_text_count() > 0,
        })
    }

    /// Makes the tables that an image needs; the last thing that can fail.
    fn make_tables(&mut self, plan: &Plan) -> Result<(), HeapFull> {
        let fragment = plan.fragment;
        let absent = self.absent_code();
        let codes = u32::from(plan.after.codes);
        let old_codes = if fragment { self.codes } else { 0 };
        let codes = self.table_of(old_codes, codes, absent, FLAG_RAW)?;
        let globals = u32::from(plan.after.globals);
        let old_globals = if fragment { self.globals } else { 0 };
        let globals = self.table_of(old_globals, globals, UNBOUND, 0)?;
        let exceptions = 3 * u32::from(plan.after.exceptions - bytecode::exceptions::COUNT);
        let old_exceptions = if fragment { self.exceptions } else { 0 };
        let exceptions = self.table_of(old_exceptions, exceptions, 0, 0)?;
        for (old, new) in [
            (self.codes, codes),
            (self.globals, globals),
            (self.exceptions, exceptions),
        ] {
            // What is kept has stayed in its place.
            if old != new
                && let Some(block) = Ref::from_word(old.wrapping_sub(HEADER_BYTES))
                && old != 0
            {
                self.heap.release(block);
            }
        }
        (self.codes, self.globals, self.exceptions) = (codes, globals, exceptions);
        Ok(())
    }

    /// A table of `count` words that begins with the words of an old one, 0 for none; where its first word is. The old one
    /// itself if it is large enough.
    fn table_of(&mut self, old: u32, count: u32, fill: u32, flags: u8) -> Result<u32, HeapFull> {
        let old_block = Ref::from_word(old.wrapping_sub(HEADER_BYTES)).filter(|_| old != 0);
        let have = old_block.map_or(0, |r| self.heap.body_words(r));
        if old_block.is_some() && have >= count {
            return Ok(old);
        }
        let words = HEADER_WORDS + count.max(1);
        let made = self.heap.alloc(words, Kind::Buffer, flags | FLAG_PINNED)?;
        self.heap.body_mut(made).fill(fill);
        if let Some(block) = old_block {
            self.heap.copy_words(block, 0, made, 0, have);
        }
        Ok(made.offset() + HEADER_BYTES)
    }

    /// Adds where an image lies to its references.
    fn relocate(&mut self, at: u32, bytes: u32) {
        let mut index = 0;
        while let Some(word) = self
            .image(at, bytes)
            .and_then(|image| image.relocation(index))
        {
            let place = at + u32::from(word) * 4;
            let reference = self.heap.words().read(place);
            self.heap.words_mut().write(place, reference + at);
            index += 1;
        }
    }

    fn image(&self, at: u32, bytes: u32) -> Option<Image<'_>> {
        Image::parse_layout(self.heap.words().bytes(at, bytes)).ok()
    }

    /// Swaps the table entries of an image's code, and takes over its exceptions.
    fn apply(&mut self, at: u32, bytes: u32, plan: &Plan) {
        if !plan.fragment {
            self.chain = 0;
            self.forget_images(at);
        }
        let Some((code_at, constants_at)) = self
            .image(at, bytes)
            .map(|image| (image.code_at() as u32, image.constants_at() as u32))
        else {
            return;
        };
        let mut code = at + code_at;
        while code < at + constants_at {
            let id = u32::from(self.code_id_at(code));
            let table = self.codes;
            self.heap.words_mut().write(table + id * 4, code);
            let size = crate::heap::header::Header(self.heap.words().read(code + 4)).words();
            code += size * 4;
        }
        let first = if plan.fragment {
            self.registers.exceptions
        } else {
            bytecode::exceptions::COUNT
        };
        let mut index = 0;
        while let Some((parent, name, message)) = self
            .image(at, bytes)
            .and_then(|image| image.exception(index))
        {
            let row = u32::from(first - bytecode::exceptions::COUNT + index) * 12;
            let place = self.exceptions + row;
            let text = |offset: u16| {
                if offset == 0 {
                    0
                } else {
                    at + u32::from(offset) * 4
                }
            };
            let memory = self.heap.words_mut();
            memory.write(place, Value::count(parent.into()).word());
            memory.write(place + 4, text(name));
            memory.write(place + 8, text(message));
            index += 1;
        }
        self.registers = plan.after;
        self.chain = bytecode::hash::chain(self.chain, plan.hash);
        if self.heap.words().in_ram(at) {
            return;
        }
        self.flash_image = (at, bytes);
    }

    /// Lets go of all images but the one at an offset: another program begins.
    fn forget_images(&mut self, at: u32) {
        self.flash_image = (0, 0);
        let mut image = self.heap.images().next();
        while let Some(block) = image {
            image = self.heap.reference(block, NEXT);
            if Self::image_at(block) != at {
                self.heap.set_word(block, KEPT, 0);
            }
        }
    }

    /// Lets go of the program, whose threads must have ended: its images, globals and exceptions are garbage then.
    pub fn unload(&mut self) {
        let absent = self.absent_code();
        for (table, fill) in [
            (self.codes, absent),
            (self.globals, UNBOUND),
            (self.exceptions, 0),
        ] {
            if table != 0
                && let Some(block) = Ref::from_word(table.wrapping_sub(HEADER_BYTES))
            {
                self.heap.body_mut(block).fill(fill);
            }
        }
        self.registers = Registers::of_program();
        self.chain = 0;
        self.forget_images(0);
    }

    /// Marks the images that are kept, and those of all code in the table.
    pub(crate) fn mark_images(&mut self) {
        let mut image = self.heap.images().next();
        while let Some(block) = image {
            if self.heap.word(block, KEPT) != 0 {
                self.heap.mark_image(block);
            }
            image = self.heap.reference(block, NEXT);
        }
        for id in 0..u32::from(self.registers.codes) {
            let code = self.heap.words().read(self.codes + id * 4);
            self.heap.mark_code(code);
        }
    }

    /// Offset and bytes of each image in RAM, the newest first.
    pub(crate) fn images_in_ram(&self) -> impl Iterator<Item = (u32, u32)> + use<'_> {
        self.heap.images().map(|block| {
            let at = Self::image_at(block);
            (at, u32::from(self.image_length(at)) * 4)
        })
    }

    /// The code object that a position lies in.
    pub(crate) fn find_code(&self, ip: u32) -> Option<u32> {
        let images = self.heap.images().map(|block| {
            let bytes = (self.heap.body_words(block) - HEAD) * 4;
            (Self::image_at(block), bytes)
        });
        let (at, bytes) = images
            .chain([self.flash_image])
            .find(|&(at, bytes)| ip > at && ip < at + bytes)?;
        let bytes = bytes.min(u32::from(self.image_length(at)) * 4);
        let image = self.image(at, bytes)?;
        let end = at + image.constants_at() as u32;
        let mut code = at + image.code_at() as u32;
        while code < end {
            let words = crate::heap::header::Header(self.heap.words().read(code + 4)).words();
            if ip > code && ip < code + words * 4 {
                return Some(code);
            }
            code += words * 4;
        }
        None
    }

    /// Words of the image at an offset, from its header.
    fn image_length(&self, at: u32) -> u16 {
        self.heap.words().read(at + 8) as u16
    }

    /// The text of a name, if an image carries it.
    #[must_use]
    pub fn name_text(&self, name: u16) -> Option<Ref> {
        self.heap
            .images()
            .map(Self::image_at)
            .chain([self.flash_image.0])
            .filter(|&at| at != 0)
            .find_map(|at| {
                let bytes = u32::from(self.image_length(at)) * 4;
                let image = self.image(at, bytes)?;
                let (mut low, mut high) = (0, image.name_text_count());
                while low < high {
                    let middle = low.midpoint(high);
                    let (found, text) = image.name_text(middle)?;
                    if found == name {
                        return Ref::from_word(at + u32::from(text) * 4);
                    }
                    if found < name {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                None
            })
    }

    fn exception_row(&self, index: u16) -> Option<u32> {
        let row = index.checked_sub(bytecode::exceptions::COUNT)?;
        (index < self.registers.exceptions).then(|| self.exceptions + u32::from(row) * 12)
    }

    /// The parent of an exception that images added.
    pub(crate) fn added_exception_parent(&self, index: u16) -> u16 {
        match self.exception_row(index) {
            Some(row) => (self.heap.words().read(row) >> 1) as u16,
            None => NO_PARENT,
        }
    }

    /// Name and message of an exception that images added, where they carry them.
    #[must_use]
    pub fn exception_texts(&self, index: u16) -> (Option<Ref>, Option<Ref>) {
        let Some(row) = self.exception_row(index) else {
            return (None, None);
        };
        let text = |at| Ref::from_word(self.heap.words().read(at));
        (text(row + 4), text(row + 8))
    }
}
