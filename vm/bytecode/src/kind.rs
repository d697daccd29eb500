//! The kinds of objects and the 8-byte header every one begins with.
//!
//! ```text
//! word 0   collector word on the heap; in an image: the hash of text and bytes, the frame word of code, else 0
//! word 1   bits 0–15 size in words, header included · bits 16–23 kind · bits 24–31 flags
//! ```
//!
//! Numbers 0–30 are those of the constants `PSMALLINT` … `PTHREAD` (`PBLOCK` is 24), so that a comparison of `type(x)` with
//! such a constant is a comparison with the kind number. Layouts of what can stand in an image are in
//! [`crate::constant`] and [`crate::code`]; layouts of what only lives on the heap are the machine's own.

/// Flag: the object stands in an image, is never marked, moved or changed.
pub const FLAG_IMAGE: u8 = 0x01;
/// Flag: a block the collector neither frees nor scans.
pub const FLAG_PINNED: u8 = 0x02;
/// Flag of an integer: it is negative.
pub const FLAG_NEGATIVE: u8 = 0x10;

/// Largest size of a block in words, header included.
pub const BLOCK_WORDS_MAX: u32 = 65_535;

macro_rules! kinds {
    ($($(#[$doc:meta])* $number:literal $name:ident $text:literal;)*) => {
        /// What an object is. The number stands in its header.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum Kind { $($(#[$doc])* $name = $number,)* }

        impl Kind {
            /// Every kind, in order of number.
            pub const ALL: &[Kind] = &[$(Kind::$name,)*];

            /// The kind with a number.
            #[must_use]
            pub const fn from_number(number: u8) -> Option<Kind> {
                match number { $($number => Some(Kind::$name),)* _ => None }
            }

            /// The name a Python programmer knows it by.
            #[must_use]
            pub const fn type_name(self) -> &'static str {
                match self { $(Kind::$name => $text,)* }
            }
        }
    };
}

kinds! {
    /// An integer held in the word; no object has this kind. As a type it is `int`.
    0 Int "int";
    /// An integer of arbitrary precision: magnitude in 32-bit limbs, least first, no leading zero limb, never one that fits the word.
    1 BigInt "int";
    /// A double.
    2 Float "float";
    /// `True` or `False`; no object has this kind.
    3 Bool "bool";
    /// UTF-8 text.
    4 Str "str";
    /// Immutable bytes.
    5 Bytes "bytes";
    /// Mutable bytes.
    6 ByteArray "bytearray";
    /// Immutable sequence of 16-bit integers.
    7 Shorts "shorts";
    /// Mutable sequence of 16-bit integers.
    8 ShortArray "shortarray";
    /// `list`.
    9 List "list";
    /// `tuple`.
    10 Tuple "tuple";
    /// `range`.
    11 Range "range";
    /// `frozenset`.
    12 FrozenSet "frozenset";
    /// `set`.
    13 Set "set";
    /// `dict`.
    14 Dict "dict";
    /// A function with defaults or captured variables.
    15 Function "function";
    /// A function bound to an instance.
    16 Method "method";
    /// A class made by a `class` statement.
    17 Class "type";
    /// An instance of such a class.
    18 Instance "object";
    /// A module as a value.
    19 Module "module";
    /// The storage behind a list, bytearray, shortarray, dict or set.
    20 Buffer "buffer";
    /// `slice`.
    21 Slice "slice";
    /// An iterator of a built-in type.
    22 Iterator "iterator";
    /// Frames of a suspended generator.
    23 Frame "frame";
    /// A captured variable.
    24 Cell "cell";
    /// `None`; no object has this kind.
    25 NoneType "NoneType";
    /// An exception with arguments, cause or context.
    26 Exception "exception";
    /// A native function; no object has this kind.
    27 Native "builtin_function_or_method";
    /// A lock, semaphore, event or timer of the operating-system layer.
    28 SysObject "sysobj";
    /// A peripheral driver; no object has this kind.
    29 Driver "driver";
    /// A thread.
    30 Thread "thread";
    /// A generator.
    31 Generator "generator";
    /// A code object; only in images.
    32 Code "code";
    /// A list of names: the keywords of a call; only in images.
    33 Names "names";
    /// What the compiler knows of a class; only in images.
    34 ClassInfo "classinfo";
    /// A free block; never a value.
    35 Free "free";
    /// An image in RAM; never a value.
    36 Image "image";
    /// A built-in type as a value; no object has this kind.
    37 Type "type";
    /// A segment of a thread's Python stack; never a value.
    38 Stack "stack";
    /// `property`.
    39 Property "property";
    /// `staticmethod`.
    40 StaticMethod "staticmethod";
    /// `classmethod`.
    41 ClassMethod "classmethod";
    /// `Ellipsis`; no object has this kind.
    42 Ellipsis "ellipsis";
    /// `NotImplemented`; no object has this kind.
    43 NotImplemented "NotImplementedType";
    /// A view of a dict's keys, values or items.
    44 DictView "dict_view";
    /// A native stack and task control block; pinned, never a value.
    45 Task "task";
    /// A class's attribute table; never a value.
    46 Table "table";
    /// `object`, the root of classes, as a type; no object has this kind.
    47 Object "object";
}

/// Word 1 of a header.
#[must_use]
pub const fn header_word(size_words: u16, kind: Kind, flags: u8) -> u32 {
    size_words as u32 | (kind as u32) << 16 | (flags as u32) << 24
}

/// Size in words from word 1 of a header.
#[must_use]
pub const fn size_words(header: u32) -> u32 {
    header & 0xffff
}

/// Kind number from word 1 of a header.
#[must_use]
pub const fn kind_number(header: u32) -> u8 {
    (header >> 16) as u8
}

/// Flags from word 1 of a header.
#[must_use]
pub const fn flags(header: u32) -> u8 {
    (header >> 24) as u8
}
