//! Raw access to the words a machine works in. No other file of the heap knows addresses.
//!
//! A reference is a byte offset from one base. On a 32-bit target the base is address zero, so the reference is the
//! address and images in flash are reached as they lie. On a 64-bit host the base is the start of an arena that holds
//! images and heap, which gives the host the layout of the device and lets several machines live in one process.
#![allow(unsafe_code, reason = "the one door between offsets and memory")]

/// Where offset 0 is.
#[cfg(target_pointer_width = "64")]
#[derive(Clone, Copy)]
pub struct Base(*mut u8);

/// Where offset 0 is: at address zero.
#[cfg(target_pointer_width = "32")]
#[derive(Clone, Copy)]
pub struct Base;

impl Base {
    /// The word at an offset.
    #[inline(always)]
    #[must_use]
    #[cfg(target_pointer_width = "64")]
    pub fn word(self, offset: u32) -> *mut u32 {
        self.0.wrapping_add(offset as usize).cast()
    }

    /// The offset of a pointer into the same memory.
    #[inline(always)]
    #[must_use]
    #[cfg(target_pointer_width = "64")]
    pub fn offset<T>(self, pointer: *const T) -> u32 {
        (pointer.addr() - self.0.addr()) as u32
    }

    /// The word at an offset.
    #[inline(always)]
    #[must_use]
    #[cfg(target_pointer_width = "32")]
    pub fn word(self, offset: u32) -> *mut u32 {
        core::ptr::with_exposed_provenance_mut(offset as usize)
    }

    /// The offset of a pointer into the same memory.
    #[inline(always)]
    #[must_use]
    #[cfg(target_pointer_width = "32")]
    pub fn offset<T>(self, pointer: *const T) -> u32 {
        pointer.addr() as u32
    }

    /// The byte at an offset.
    #[inline(always)]
    #[must_use]
    pub fn byte(self, offset: u32) -> *mut u8 {
        if cfg!(target_pointer_width = "64") {
            self.word(0).cast::<u8>().wrapping_add(offset as usize)
        } else {
            self.word(offset).cast()
        }
    }
}

/// The memory of one machine: RAM for the heap, and flash whose images are executed in place.
pub struct Words {
    base: Base,
    ram: (u32, u32),
    flash: (u32, u32),
}

// SAFETY: the memory belongs to this value alone (it was handed over as an exclusive reference for ever) and the base
// never changes, so the owner may change threads.
unsafe impl Send for Words {}

impl Words {
    /// The memory of a machine on a host: one arena, whose first `flash_words` words stand for flash.
    #[must_use]
    #[cfg(target_pointer_width = "64")]
    pub fn arena(memory: &'static mut [u64], flash_words: u32) -> Words {
        let bytes = u32::try_from(memory.len() * 8).unwrap_or(!7);
        // Offset 0 refers to nothing.
        let flash_end = (8 + flash_words * 4).next_multiple_of(8).min(bytes);
        Words {
            base: Base(memory.as_mut_ptr().cast()),
            ram: (flash_end, bytes),
            flash: (8.min(flash_end), flash_end),
        }
    }

    /// The memory of a machine on a board: RAM for its heap, and the flash that programs may lie in.
    #[must_use]
    #[cfg(target_pointer_width = "32")]
    pub fn board(ram: &'static mut [u64], flash: core::ops::Range<u32>) -> Words {
        let start = ram.as_mut_ptr().expose_provenance() as u32;
        Words {
            base: Base,
            ram: (start, start + (ram.len() * 8) as u32),
            flash: (flash.start, flash.end),
        }
    }

    /// The base that offsets count from.
    #[inline(always)]
    #[must_use]
    pub fn base(&self) -> Base {
        self.base
    }

    /// First and one past the last byte offset of the heap.
    #[must_use]
    pub fn ram(&self) -> (u32, u32) {
        self.ram
    }

    /// First and one past the last byte offset of flash.
    #[must_use]
    pub fn flash(&self) -> (u32, u32) {
        self.flash
    }

    /// Whether an offset lies in RAM.
    #[inline(always)]
    #[must_use]
    pub fn in_ram(&self, at: u32) -> bool {
        at >= self.ram.0 && at < self.ram.1
    }

    fn holds(&self, at: u32, bytes: u32) -> bool {
        let inside = |(start, end): (u32, u32)| at >= start && at <= end && bytes <= end - at;
        inside(self.ram) || inside(self.flash)
    }

    /// The word at a byte offset inside an object.
    #[inline(always)]
    #[must_use]
    pub fn read(&self, at: u32) -> u32 {
        debug_assert!(at.is_multiple_of(4) && self.holds(at, 4), "read at {at:#x}");
        // SAFETY: callers pass offsets inside objects of this memory, which debug builds test.
        unsafe { self.base.word(at).read() }
    }

    /// Sets the word at a byte offset inside an object.
    #[inline(always)]
    pub fn write(&mut self, at: u32, word: u32) {
        debug_assert!(
            at.is_multiple_of(4) && self.holds(at, 4),
            "write at {at:#x}"
        );
        // SAFETY: as for `read`; the exclusive borrow of self means that no slice into the memory is alive.
        unsafe { self.base.word(at).write(word) }
    }

    /// Words from a byte offset on, all inside one object.
    #[inline]
    #[must_use]
    pub fn words(&self, at: u32, count: u32) -> &[u32] {
        debug_assert!(self.holds(at, count * 4));
        // SAFETY: inside one object, initialised since the memory came as a slice, and not written while borrowed.
        unsafe { core::slice::from_raw_parts(self.base.word(at), count as usize) }
    }

    /// Words from a byte offset on, all inside one object, to be changed.
    #[inline]
    #[must_use]
    pub fn words_mut(&mut self, at: u32, count: u32) -> &mut [u32] {
        debug_assert!(self.holds(at, count * 4));
        // SAFETY: inside one object; the exclusive borrow of self covers all of the memory.
        unsafe { core::slice::from_raw_parts_mut(self.base.word(at), count as usize) }
    }

    /// Bytes from a byte offset on, all inside one object.
    #[inline]
    #[must_use]
    pub fn bytes(&self, at: u32, count: u32) -> &[u8] {
        debug_assert!(self.holds(at, count));
        // SAFETY: as for `words`.
        unsafe { core::slice::from_raw_parts(self.base.byte(at), count as usize) }
    }

    /// Bytes from a byte offset on, all inside one object, to be changed.
    #[inline]
    #[must_use]
    pub fn bytes_mut(&mut self, at: u32, count: u32) -> &mut [u8] {
        debug_assert!(self.holds(at, count));
        // SAFETY: as for `words_mut`.
        unsafe { core::slice::from_raw_parts_mut(self.base.byte(at), count as usize) }
    }

    /// Half words from an even byte offset on, all inside one object.
    #[inline]
    #[must_use]
    pub fn halves(&self, at: u32, count: u32) -> &[u16] {
        debug_assert!(at.is_multiple_of(2) && self.holds(at, count * 2));
        // SAFETY: as for `words`; an even offset from an aligned base is aligned.
        unsafe { core::slice::from_raw_parts(self.base.byte(at).cast(), count as usize) }
    }

    /// Half words from an even byte offset on, all inside one object, to be changed.
    #[inline]
    #[must_use]
    pub fn halves_mut(&mut self, at: u32, count: u32) -> &mut [u16] {
        debug_assert!(at.is_multiple_of(2) && self.holds(at, count * 2));
        // SAFETY: as for `words_mut`; an even offset from an aligned base is aligned.
        unsafe { core::slice::from_raw_parts_mut(self.base.byte(at).cast(), count as usize) }
    }

    /// Bytes of one object and words of another, to be changed.
    ///
    /// They must not overlap: an empty pair is what a caller gets who asks for that.
    #[must_use]
    pub fn bytes_and_words(
        &mut self,
        (at, count): (u32, u32),
        (words_at, words): (u32, u32),
    ) -> (&[u8], &mut [u32]) {
        debug_assert!(self.holds(at, count) && self.holds(words_at, words * 4));
        if at < words_at + words * 4 && words_at < at + count {
            return (&[], &mut []);
        }
        // SAFETY: inside two objects that do not overlap, and the exclusive borrow of self covers both.
        unsafe {
            (
                core::slice::from_raw_parts(self.base.byte(at), count as usize),
                core::slice::from_raw_parts_mut(self.base.word(words_at), words as usize),
            )
        }
    }

    /// Copies bytes from one object into another or within one, as if through a buffer.
    #[inline]
    pub fn copy(&mut self, from: u32, to: u32, count: u32) {
        debug_assert!(self.holds(from, count) && self.holds(to, count));
        // SAFETY: both lie inside objects of this memory.
        unsafe { core::ptr::copy(self.base.byte(from), self.base.byte(to), count as usize) }
    }
}
