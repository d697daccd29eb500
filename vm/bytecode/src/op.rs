//! What is derived from the instruction table: [`Op`], its encoding, names and stack effects.

use crate::operand::{
    Back, CellSlot, Class, CodeId, Const, Count8, Count16, Depth, ExceptionNo, Flags, Forward,
    Free, Global, Int8, Int16, Int32, Local, Name, NativeId, Operand, TypeNo,
};

/// The byte at which the bottom frame of every thread returns; refused in an image.
pub const END: u8 = 0xff;

macro_rules! define_op {
    ($($(#[$doc:meta])* $code:literal $text:ident = $name:ident { $($field:ident: $kind:ident),* } $pops:expr => $pushes:expr;)*) => {
        /// An instruction with its operands.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Op { $($(#[$doc])* $name { $(#[allow(missing_docs, reason = "the row says it")] $field: $kind),* },)* }

        /// The code byte of each instruction.
        #[allow(missing_docs, reason = "the table says it")]
        pub mod code {
            $(#[allow(non_upper_case_globals, reason = "named as in the table")] pub const $name: u8 = $code;)*
        }

        /// Name and kind of the operands of every instruction, in order of the table: `slot Local name Name `.
        pub const OPERANDS: &[&str] = &[$(concat!($(stringify!($field), " ", stringify!($kind), " ",)* "")),*];

        /// Code and name of every instruction, in order of the table.
        pub const ROWS: &[(u8, &str)] = &[$(($code, stringify!($text)),)*];

        impl Op {
            /// Its code byte.
            #[must_use]
            pub const fn code(&self) -> u8 { match self { $(Op::$name { .. } => $code,)* } }

            /// Its name as in listings.
            #[must_use]
            pub const fn name(&self) -> &'static str { match self { $(Op::$name { .. } => stringify!($text),)* } }

            /// Bytes it takes, the code byte included.
            #[must_use]
            pub const fn size(&self) -> usize { match self { $(Op::$name { .. } => 1 $(+ $kind::SIZE)*,)* } }

            /// Bytes an instruction takes by its code; `None` for an unknown code.
            #[must_use]
            pub const fn size_of_code(code: u8) -> Option<usize> {
                match code { $($code => Some(1 $(+ $kind::SIZE)*),)* _ => None }
            }

            /// Reads the instruction at `at`; `None` for an unknown code or past the end.
            #[must_use]
            pub fn decode(bytes: &[u8], at: usize) -> Option<Op> {
                match *bytes.get(at)? {
                    $($code => {
                        #[allow(unused_mut, unused_assignments, unused_variables, reason = "no operands")]
                        let mut next = at + 1;
                        $(let $field = $kind::read(bytes, next)?; #[allow(unused_assignments, reason = "last operand")] { next += $kind::SIZE; })*
                        Some(Op::$name { $($field),* })
                    })*
                    _ => None,
                }
            }

            /// Hands its bytes to `put`.
            pub fn encode(self, put: &mut dyn FnMut(u8)) {
                match self { $(Op::$name { $($field),* } => { put($code); $($field.write(put);)* })* }
            }

            /// What it pops and pushes when it goes on to the next instruction.
            #[must_use]
            pub fn stack_effect(&self) -> (u32, u32) {
                match *self { $(Op::$name { $($field),* } => { $(#[allow(unused_variables, reason = "not every operand counts")] let $field = $field.number() as u32;)* ($pops, $pushes) })* }
            }

            /// Of a jump: the signed distance in bytes from its end.
            #[must_use]
            pub fn jump(&self) -> Option<i32> {
                match *self { $(Op::$name { $($field),* } => { None$(.or($field.jump()))* })* }
            }

            /// Hands class and number of each operand to `each`, for whoever treats instructions alike.
            pub fn classes(&self, each: &mut dyn FnMut(Class, i32)) {
                let _ = &each;
                match *self { $(Op::$name { $($field),* } => { $(each($kind::CLASS, $field.number() as i32);)* })* }
            }

            /// Hands name and number of each operand to `each`, for listings.
            pub fn operands(&self, each: &mut dyn FnMut(&'static str, i64)) {
                let _ = &each;
                match *self { $(Op::$name { $($field),* } => { $(each(stringify!($field), $field.number());)* })* }
            }
        }
    };
}

crate::for_each_op!(define_op);

impl Op {
    /// What it pops and pushes when it jumps.
    #[must_use]
    pub fn jump_effect(&self) -> (u32, u32) {
        match self {
            Op::ForIter { .. } => (1, 2),
            Op::JumpIfTrueOrPop { .. } | Op::JumpIfFalseOrPop { .. } => (1, 1),
            _ => self.stack_effect(),
        }
    }

    /// Whether control never goes on to the next instruction.
    #[must_use]
    pub const fn ends(&self) -> bool {
        matches!(
            self,
            Op::Jump { .. }
                | Op::JumpBack { .. }
                | Op::ReturnValue {}
                | Op::ReturnNone {}
                | Op::ReturnFast { .. }
                | Op::Raise {}
                | Op::RaiseFrom {}
                | Op::RaiseActive {}
                | Op::Reraise {}
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_decodes_to_itself_and_its_bytes() {
        for &(code, name) in ROWS {
            let mut bytes = [0u8; 8];
            bytes[0] = code;
            for (i, byte) in bytes.iter_mut().enumerate().skip(1) {
                *byte = i as u8 * 3;
            }
            let op = Op::decode(&bytes, 0).unwrap();
            assert_eq!((op.code(), op.name()), (code, name));
            assert!(
                op.size() <= 5,
                "{name} has more than four bytes of operands"
            );
            let mut encoded = Vec::new();
            op.encode(&mut |b| encoded.push(b));
            assert_eq!(encoded, bytes[..op.size()]);
            assert_eq!(Op::size_of_code(code), Some(op.size()));
        }
        assert_eq!(Op::decode(&[END], 0), None);
    }

    #[test]
    fn truncated_operands_are_refused() {
        assert_eq!(Op::decode(&[0x07, 1], 0), None);
        assert_eq!(Op::decode(&[], 0), None);
    }
}
