//! Why an image is refused.

use core::fmt;

macro_rules! reasons {
    ($($number:literal $name:ident $sentence:literal;)*) => {
        /// Why an image is refused. Numbers are fixed.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum Reason { $(#[doc = $sentence] $name = $number,)* }

        impl Reason {
            /// Every reason, by number.
            pub const ALL: &[Reason] = &[$(Reason::$name,)*];

            /// The reason in a sentence, for the host.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Reason::$name => $sentence,)* }
            }
        }
    };
}

reasons! {
    1 Scratch "The verifier was given too little memory.";
    2 Flags "The image's flags contradict each other or are unknown.";
    3 Stale "The image continues from other counts of names, exceptions, code ids or globals than the machine has.";
    4 Counts "More is added than 16 bits can number.";
    5 Entry "The code to run first does not exist.";
    10 Section "The objects of a section do not fill it exactly.";
    11 ConstantKind "An object that cannot be a constant stands among the constants.";
    12 ConstantFlags "A constant's flags are unknown or do not say that it stands in an image.";
    13 ConstantSize "A constant's size and content do not match.";
    14 ConstantHash "A constant's first word is not what its content asks for.";
    15 Text "A text is not UTF-8 or its count of characters is wrong.";
    16 Padding "Bytes that must be zero are not.";
    17 Integer "A large integer is not in its normal form.";
    18 Word "A word of a constant is no value that may stand there.";
    19 Reference "A reference does not lead to an earlier constant of a kind that may stand there.";
    20 Relocation "The relocations are not exactly the references, ascending.";
    21 Parent "An exception's parent is not an exception that stands before it.";
    22 Order "Entries that must ascend do not.";
    30 CodeObject "A code object is malformed.";
    31 CodeFlags "A code object's flags are unknown or do not say that it stands in an image.";
    32 CodeSpecial "A code object's mark for special calls does not match its flags.";
    33 CodeLocals "A code object's parameters and cells do not fit among its locals, or its locals in its frame.";
    34 CodeId "A code id is out of range.";
    35 Defaults "Constant defaults are not a tuple that fits the parameters.";
    40 Instruction "An instruction is unknown or cut off.";
    41 Local "A local is out of range or is a cell.";
    42 Cell "A cell is out of range.";
    43 Captured "A captured variable is out of range.";
    44 Global "A global is out of range.";
    45 Constant "A constant operand does not lead to a constant of the kind the instruction takes.";
    46 Name "A name is out of range.";
    47 Native "A native function does not exist or its group is absent.";
    48 Type "A type does not exist.";
    49 Exception "An exception is out of range.";
    50 Operand "An operand has a value that its instruction does not allow.";
    51 Generator "A generator's instruction stands outside a generator.";
    60 Jump "A jump or handler does not lead to an instruction of its code.";
    61 End "Control runs off the end of a code.";
    62 Underflow "An instruction takes more from the stack than is there.";
    63 Overflow "The stack grows beyond the frame.";
    64 Join "The stack has different depths where control joins.";
    65 Handler "A handler's range is empty, outside its code, or keeps more of the stack than is there.";
    66 Nesting "Handlers are nested too deeply.";
}

/// Why and where an image is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// Where: bytes from the image's start.
    pub offset: u32,
}

impl Refusal {
    pub(super) const fn at(reason: Reason, offset: usize) -> Self {
        Self {
            reason,
            offset: offset as u32,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.reason.sentence(), self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ascend() {
        for pair in Reason::ALL.windows(2) {
            assert!(pair[0] < pair[1]);
        }
    }
}
