//! The 8-byte header of an object.
//!
//! Word 0 belongs to the collector: 0 when the object is not marked, and while marking the link to the next object whose
//! contents wait to be marked, with bit 0 set. Word 1 is the one of [`bytecode::kind`].

use bytecode::kind::Kind;

/// Bytes of a header.
pub const HEADER_BYTES: u32 = 8;
/// Words of a header.
pub const HEADER_WORDS: u32 = 2;

/// Word 1 of a header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Header(pub u32);

impl Header {
    /// The header of an object of `words` words, header included.
    #[must_use]
    #[inline]
    pub const fn new(words: u32, kind: Kind, flags: u8) -> Header {
        Header(bytecode::kind::header_word(words as u16, kind, flags))
    }

    /// Size in words as asked for, header included.
    #[must_use]
    #[inline]
    pub const fn words(self) -> u32 {
        bytecode::kind::size_words(self.0)
    }

    /// Number of the kind.
    #[must_use]
    #[inline(always)]
    pub const fn kind_number(self) -> u8 {
        bytecode::kind::kind_number(self.0)
    }

    /// Flags.
    #[must_use]
    #[inline]
    pub const fn flags(self) -> u8 {
        bytecode::kind::flags(self.0)
    }

    /// Whether it is of the kind.
    #[must_use]
    #[inline(always)]
    pub const fn is(self, kind: Kind) -> bool {
        self.kind_number() == kind as u8
    }

    /// The header of a free block, whose size may be one more than that of an object: the ninth bit above the size is
    /// in the flags.
    #[must_use]
    pub const fn free(words: u32) -> Header {
        Header(words & 0xffff | (Kind::Free as u32) << 16 | words >> 16 << 24)
    }

    /// Words of the block: of a free one exactly, of an object rounded up to whole granules.
    #[must_use]
    #[inline]
    pub const fn block_words(self) -> u32 {
        if self.is(Kind::Free) {
            self.words() | (self.flags() as u32) << 16
        } else {
            block_words(self.words())
        }
    }
}

/// Words that an object of `words` words takes from the heap.
#[must_use]
#[inline(always)]
pub const fn block_words(words: u32) -> u32 {
    (words + 1) & !1
}

const _: () = assert!(Header::free(65_536).block_words() == 65_536);
const _: () = assert!(crate::limits::BLOCK_GRANULE_WORDS == 2);
