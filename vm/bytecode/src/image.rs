//! The container: a program, or a fragment or patch that continues one.
//!
//! All numbers are little-endian. Offsets are in words from the image's start.
//!
//! ```text
//! byte  0  u32 magic "ZSI1"
//!       4  u32 CRC-32/ISCSI of the whole image with this field zero: the image's hash
//!       8  u16 length in words · u8 format version · u8 flags
//!      12  u16 entry: code id run first · u16 relocations
//!      16  u16 words of code objects · u16 words of constants
//!      20  u16 texts of names · u16 bytes of symbols in words
//!      24  u16 names added · u16 exceptions added
//!      28  u16 code ids added · u16 globals added
//! ```
//!
//! Then, in this order:
//! * if LINKED, 16 bytes: u16 names, u16 exceptions, u16 code ids, u16 globals that must be there before; u32 the chain
//!   ([`crate::hash::chain`]) that must hold before, 0 for a program; u32 digest of the symbols the compiler kept;
//! * code objects ([`crate::code`]), one after the other;
//! * constants ([`crate::constant`]), one after the other;
//! * exceptions added, 8 bytes each: u16 parent, u16 offset of the name's text or 0, u16 offset of the message or 0, u16 zero;
//! * texts of names, ascending by name, 4 bytes each: u16 name, u16 offset of the text;
//! * relocations, ascending, u16 each: offsets of the words that are references; padded to a word;
//! * symbols, opaque to the board.
//!
//! A code id below the starting count replaces the code of that id: a patch. A program starts with the ids of the
//! prelude reserved ([`crate::prelude::RESERVED`]), the built-in exceptions and the fixed names; those need not be there.
//! Hash and checks are over the unrelocated form.

/// `ZSI1`.
pub const MAGIC: u32 = u32::from_le_bytes(*b"ZSI1");
/// Version of this format.
pub const FORMAT: u8 = 1;
/// Bytes of the fixed header.
pub const HEADER_BYTES: usize = 32;
/// Bytes of the link block.
pub const LINK_BYTES: usize = 16;

/// Flag: the link block is present.
pub const LINKED: u8 = 0x01;
/// Flag: continues the running program rather than starting one.
pub const FRAGMENT: u8 = 0x02;
/// Flag: closed link; it can be replaced, not patched.
pub const CLOSED: u8 = 0x04;

/// The polynomial of the image's checksum: CRC-32C, reflected.
pub const CRC_POLYNOMIAL: u32 = 0x82f6_3b78;

/// Why bytes are no image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ParseError {
    /// Shorter than its header or than the header says.
    Truncated = 1,
    /// Does not begin with the magic.
    NotAnImage = 2,
    /// Another version of the format.
    Format = 3,
    /// The checksum does not match.
    Checksum = 4,
    /// Sections do not add up to the length.
    Layout = 5,
}

/// An image whose header, sections and checksum are sound. Nothing inside a section is known yet: that is what
/// verification is for.
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    bytes: &'a [u8],
}

/// Adds a byte to a CRC-32C in progress (start with `!0`, finish with `!`). Bitwise, 40 bytes of code on the board.
#[must_use]
pub const fn crc_step(mut crc: u32, byte: u8) -> u32 {
    crc ^= byte as u32;
    let mut bit = 0;
    while bit < 8 {
        crc = if crc & 1 != 0 {
            crc >> 1 ^ CRC_POLYNOMIAL
        } else {
            crc >> 1
        };
        bit += 1;
    }
    crc
}

/// The checksum of an image, its own field taken as zero.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().enumerate().fold(!0, |crc, (i, &b)| {
        crc_step(crc, if (4..8).contains(&i) { 0 } else { b })
    })
}

macro_rules! header_halves {
    ($($(#[$doc:meta])* $name:ident $at:literal;)*) => {
        impl Image<'_> { $($(#[$doc])* #[must_use] pub fn $name(&self) -> u16 { self.half($at) })* }
    };
}

header_halves! {
    /// Code id run first.
    entry 12;
    /// References to be relocated.
    relocation_count 14;
    /// Words of code objects.
    code_words 16;
    /// Words of constants.
    constant_words 18;
    /// Names whose texts are carried.
    name_text_count 20;
    /// Words of symbols.
    symbol_words 22;
    /// Names added to the register.
    names_added 24;
    /// Exceptions added to the tree.
    exceptions_added 26;
    /// Code ids added.
    codes_added 28;
    /// Globals added.
    globals_added 30;
}

/// What must hold before an image is applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Link {
    /// Names in the register.
    pub names: u16,
    /// Exceptions in the tree.
    pub exceptions: u16,
    /// Code ids.
    pub codes: u16,
    /// Globals.
    pub globals: u16,
    /// The chain before.
    pub chain: u32,
    /// Digest of the symbols the compiler kept for this image.
    pub symbols: u32,
}

impl<'a> Image<'a> {
    /// Checks header, layout and checksum.
    ///
    /// # Errors
    /// [`ParseError`], the first that applies in its order.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let image = Self::parse_layout(bytes)?;
        let stored = image.word(4);
        if checksum(bytes) == stored {
            Ok(image)
        } else {
            Err(ParseError::Checksum)
        }
    }

    /// As [`Image::parse`] without the checksum: for an installed image, whose references are relocated.
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn parse_layout(bytes: &'a [u8]) -> Result<Self, ParseError> {
        if bytes.len() < HEADER_BYTES {
            return Err(ParseError::Truncated);
        }
        let image = Image { bytes };
        if image.word(0) != MAGIC {
            return Err(ParseError::NotAnImage);
        }
        if bytes[10] != FORMAT {
            return Err(ParseError::Format);
        }
        let length = usize::from(image.half(8)) * 4;
        if bytes.len() < length {
            return Err(ParseError::Truncated);
        }
        if bytes.len() != length
            || image.symbols_at() + usize::from(image.symbol_words()) * 4 != length
        {
            return Err(ParseError::Layout);
        }
        Ok(image)
    }

    fn half(&self, at: usize) -> u16 {
        self.bytes
            .get(at..at + 2)
            .map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
    }

    fn word(&self, at: usize) -> u32 {
        self.bytes
            .get(at..at + 4)
            .map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    /// All of its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Its hash: the stored checksum.
    #[must_use]
    pub fn hash(&self) -> u32 {
        self.word(4)
    }

    /// Its flags.
    #[must_use]
    pub fn flags(&self) -> u8 {
        self.bytes[11]
    }

    /// The link block, if it has one.
    #[must_use]
    pub fn link(&self) -> Option<Link> {
        let at = HEADER_BYTES;
        (self.flags() & LINKED != 0).then(|| Link {
            names: self.half(at),
            exceptions: self.half(at + 2),
            codes: self.half(at + 4),
            globals: self.half(at + 6),
            chain: self.word(at + 8),
            symbols: self.word(at + 12),
        })
    }

    /// Byte offset of the code objects.
    #[must_use]
    pub fn code_at(&self) -> usize {
        HEADER_BYTES
            + if self.flags() & LINKED != 0 {
                LINK_BYTES
            } else {
                0
            }
    }

    /// Byte offset of the constants.
    #[must_use]
    pub fn constants_at(&self) -> usize {
        self.code_at() + usize::from(self.code_words()) * 4
    }

    /// Byte offset of the exceptions added.
    #[must_use]
    pub fn exceptions_at(&self) -> usize {
        self.constants_at() + usize::from(self.constant_words()) * 4
    }

    /// Byte offset of the texts of names.
    #[must_use]
    pub fn name_texts_at(&self) -> usize {
        self.exceptions_at() + usize::from(self.exceptions_added()) * 8
    }

    /// Byte offset of the relocations.
    #[must_use]
    pub fn relocations_at(&self) -> usize {
        self.name_texts_at() + usize::from(self.name_text_count()) * 4
    }

    fn symbols_at(&self) -> usize {
        self.relocations_at() + (usize::from(self.relocation_count()) * 2).next_multiple_of(4)
    }

    /// An added exception: parent, offset in words of its name's text and of its message, 0 for none.
    #[must_use]
    pub fn exception(&self, index: u16) -> Option<(u16, u16, u16)> {
        let at = self.exceptions_at() + usize::from(index) * 8;
        (index < self.exceptions_added())
            .then(|| (self.half(at), self.half(at + 2), self.half(at + 4)))
    }

    /// A name whose text is carried, and the text's offset in words.
    #[must_use]
    pub fn name_text(&self, index: u16) -> Option<(u16, u16)> {
        let at = self.name_texts_at() + usize::from(index) * 4;
        (index < self.name_text_count()).then(|| (self.half(at), self.half(at + 2)))
    }

    /// Offset in words of a reference.
    #[must_use]
    pub fn relocation(&self, index: u16) -> Option<u16> {
        (index < self.relocation_count())
            .then(|| self.half(self.relocations_at() + usize::from(index) * 2))
    }

    /// The symbols, opaque to the board.
    #[must_use]
    pub fn symbols(&self) -> &'a [u8] {
        self.bytes.get(self.symbols_at()..).unwrap_or(&[])
    }

    /// The objects from a byte offset up to another: offset and bytes of each; stops at the first that is malformed.
    pub fn objects(
        &self,
        from: usize,
        to: usize,
    ) -> impl Iterator<Item = (usize, &'a [u8])> + use<'a> {
        let bytes = self.bytes;
        let mut at = from;
        core::iter::from_fn(move || {
            let header = bytes.get(at + 4..at + 8).filter(|_| at + 8 <= to)?;
            let size = usize::from(u16::from_le_bytes([header[0], header[1]])) * 4;
            let object = bytes
                .get(at..at + size)
                .filter(|_| size >= 8 && at + size <= to)?;
            let start = at;
            at += size;
            Some((start, object))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..4].copy_from_slice(b"ZSI1");
        bytes[8] = (HEADER_BYTES / 4) as u8;
        bytes[10] = FORMAT;
        let crc = checksum(&bytes);
        bytes[4..8].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    #[test]
    fn checksum_is_crc32c() {
        assert_eq!(
            !b"123456789".iter().fold(!0, |crc, &b| crc_step(crc, b)),
            0xe306_9283
        );
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let good = empty();
        assert!(Image::parse(&good).is_ok());
        for bit in 0..good.len() * 8 {
            let mut bad = good;
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(Image::parse(&bad).is_err(), "bit {bit}");
        }
        for len in 0..good.len() {
            assert_eq!(
                Image::parse(&good[..len]).unwrap_err(),
                ParseError::Truncated
            );
        }
    }
}
