//! Operand types of instructions and their encoding: little-endian, unaligned.

/// What an operand refers to, whatever its width.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// A local's slot.
    Local,
    /// One of the frame's own cells.
    CellSlot,
    /// A captured variable.
    Free,
    /// A global slot.
    Global,
    /// A distance to a constant, in words.
    Constant,
    /// A name.
    Name,
    /// A code id.
    Code,
    /// A native function.
    Native,
    /// The number of a kind.
    Type,
    /// An index in the exception tree.
    Exception,
    /// The tagged word of a small integer.
    Integer,
    /// A jump's distance in bytes.
    Distance,
    /// A count of stack items.
    Count,
    /// A position in the stack.
    Depth,
    /// Flags.
    Flags,
}

/// An operand: how many bytes it takes and how it is read and written.
pub trait Operand: Copy {
    /// Bytes in the instruction.
    const SIZE: usize;
    /// Reads it from exactly [`Self::SIZE`] bytes at `at`; `None` past the end.
    fn read(code: &[u8], at: usize) -> Option<Self>;
    /// Hands its bytes to `put`.
    fn write(self, put: &mut dyn FnMut(u8));
    /// What it refers to.
    const CLASS: Class;
    /// Of a jump operand: the signed distance in bytes from the end of the instruction.
    fn jump(self) -> Option<i32>;
    /// The number as it stands, for listings.
    fn number(self) -> i64;
}

macro_rules! operands {
    ($($(#[$doc:meta])* $name:ident($inner:ty) $class:ident $sign:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
            pub struct $name(pub $inner);

            impl Operand for $name {
                const SIZE: usize = size_of::<$inner>();
                const CLASS: Class = Class::$class;
                fn read(code: &[u8], at: usize) -> Option<Self> {
                    let bytes = code.get(at..at.checked_add(Self::SIZE)?)?;
                    Some(Self(<$inner>::from_le_bytes(bytes.try_into().ok()?)))
                }
                fn write(self, put: &mut dyn FnMut(u8)) {
                    for byte in self.0.to_le_bytes() {
                        put(byte);
                    }
                }
                fn jump(self) -> Option<i32> {
                    match $sign {
                        0 => None,
                        1 => Some(self.0 as i32),
                        _ => Some(-(self.0 as i32)),
                    }
                }
                fn number(self) -> i64 {
                    i64::from(self.0)
                }
            }
        )*
    };
}

operands! {
    /// A local: its slot in the frame, arguments first.
    Local(u8) Local 0;
    /// A cell among the frame's own: index into the code's cell slots, which are its last locals.
    CellSlot(u8) CellSlot 0;
    /// A captured variable: index into the function's closure.
    Free(u8) Free 0;
    /// A program-wide global slot.
    Global(u16) Global 0;
    /// A constant: distance in words, forward, from the address after the instruction rounded down to a word.
    Const(u16) Constant 0;
    /// A name.
    Name(u16) Name 0;
    /// A code id.
    CodeId(u16) Code 0;
    /// A native function, group << 8 | index.
    NativeId(u16) Native 0;
    /// A kind number, naming a built-in type.
    TypeNo(u8) Type 0;
    /// An index in the exception tree.
    ExceptionNo(u16) Exception 0;
    /// A small integer as its tagged word, sign-extended from 8 bits: −64 … 63.
    Int8(i8) Integer 0;
    /// A small integer as its tagged word, sign-extended from 16 bits: −16 384 … 16 383.
    Int16(i16) Integer 0;
    /// A small integer as its tagged word.
    Int32(i32) Integer 0;
    /// A jump forward: bytes from the end of the instruction.
    Forward(u16) Distance 1;
    /// A jump backward: bytes from the end of the instruction.
    Back(u16) Distance -1;
    /// A count of stack items.
    Count8(u8) Count 0;
    /// A count of stack items.
    Count16(u16) Count 0;
    /// A position in the stack, 1 is the top.
    Depth(u8) Depth 0;
    /// Flags, explained at the instruction.
    Flags(u8) Flags 0;
}
