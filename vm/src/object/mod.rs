//! The objects: what each kind's words mean to the collector, and a module per kind for layout and operations.
//!
//! The layouts of kinds that can stand in an image are those of [`bytecode::constant`] and [`bytecode::code`], on the heap too.
//! A kind of the heap only has its layout at the head of its module. Body indices count words after the header.

pub mod arith;
pub mod assign;
pub mod attribute;
pub mod build;
pub mod build_class;
pub mod bytes;
pub mod class;
pub mod compare;
pub mod dict;
pub mod digits;
pub mod entries;
pub mod float;
pub mod format;
pub mod function;
pub mod generator;
pub mod hash;
pub mod int;
pub mod iter;
mod iterate;
pub mod list;
pub mod ops;
pub mod percent;
pub mod range;
pub mod sequence;
pub mod set;
pub mod show;
pub mod slice;
pub mod str;
pub mod subscript;
pub mod table;
pub mod view;

use bytecode::kind::Kind;

/// Flag of a [`Kind::Buffer`]: its words are no values (bytes, half words).
pub const FLAG_RAW: u8 = 0x20;

/// Which words of a body hold values, for the collector. The word 0 is allowed in them and refers to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Values {
    /// None of them.
    No,
    /// The first so many.
    First(u8),
    /// All.
    All,
    /// All from this word on.
    From(u8),
    /// The function and the saved words of the frame.
    Generator,
}

/// Which words of a kind's body hold values.
#[must_use]
pub const fn values(kind: Kind, flags: u8) -> Values {
    match kind {
        Kind::Buffer if flags & FLAG_RAW != 0 => Values::No,
        // A buffer, a class's table and cells hold nothing else.
        Kind::Buffer | Kind::Cell | Kind::Instance => Values::All,
        // The mask and the count, then keys, which are integers, and words.
        Kind::Table => Values::From(2),
        Kind::Generator => Values::Generator,
        // The count of items, then the items.
        Kind::Tuple => Values::From(1),
        // The buffer, then lengths and the like as plain numbers.
        Kind::List
        | Kind::ByteArray
        | Kind::ShortArray
        | Kind::Dict
        | Kind::Set
        | Kind::FrozenSet => Values::First(1),
        // Every word of these is a value: numbers in them are small integers.
        Kind::Range
        | Kind::Slice
        | Kind::Iterator
        | Kind::DictView
        | Kind::Function
        | Kind::Method
        | Kind::Class
        | Kind::Property
        | Kind::StaticMethod
        | Kind::ClassMethod => Values::All,
        // The index in the tree, then arguments, cause and context.
        Kind::Exception => Values::From(1),
        // Objects of the operating-system layer and threads keep what they refer to in their first words.
        Kind::SysObject => Values::First(2),
        Kind::Thread => Values::First(4),
        _ => Values::No,
    }
}
