//! Exceptions: words, objects, the tree, and what natives raise with.
//!
//! An exception is a word with the tag [`Tag::Exception`] or an object of [`Kind::Exception`]. The word's detail says what it is: 1 the
//! class; 0 a bare instance; from [`FIRST_MESSAGE`] on an instance with one of the machine's own messages, which so costs
//! no memory. An object's body: u16 index in the tree; the tuple of arguments; cause; context; a word each.

use crate::heap::HeapFull;
use crate::native::Stop;
use crate::object::str;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::{NO_PARENT, PARENTS};
use bytecode::kind::Kind;
use bytecode::value::{Tag, detail, immediate};

/// Detail of the class.
pub const CLASS: u8 = 1;
/// Detail of the first message.
pub const FIRST_MESSAGE: u8 = 2;

/// Body words of an exception object.
pub mod body {
    /// The index in the tree.
    pub const INDEX: u32 = 0;
    /// The tuple of arguments, or 0.
    pub const ARGS: u32 = 1;
    /// The cause: an exception, `None` for `from None`, or 0.
    pub const CAUSE: u32 = 2;
    /// The exception that was handled when it was raised, or 0.
    pub const CONTEXT: u32 = 3;
    /// Words with the header.
    pub const WORDS: u32 = 6;
}

macro_rules! messages {
    ($($name:ident $text:literal;)*) => {
        /// A message of the machine's own.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the text says it")]
        pub enum Message { $($name,)* }

        const TEXTS: &[&str] = &[$($text,)*];
    };
}

messages! {
    DivisionByZero "division by zero";
    ModuloByZero "integer modulo by zero";
    ListIndex "list index out of range";
    TupleIndex "tuple index out of range";
    StringIndex "string index out of range";
    NotIterable "object is not iterable";
    NotCallable "object is not callable";
    NotSubscriptable "object is not subscriptable";
    NoLength "object has no len()";
    UnsupportedOperands "unsupported operand types";
    NotOrdered "operands cannot be ordered";
    BadOperand "bad operand type for unary operator";
    Unhashable "unhashable type";
    WrongArgumentCount "wrong number of arguments";
    TooManyFrames "maximum recursion depth exceeded";
    NoActiveException "No active exception to reraise";
    NotAnException "exceptions must derive from BaseException";
    CannotCatch "catching classes that do not inherit from BaseException is not allowed";
    GeneratorRuns "generator already executing";
    GeneratorNotStarted "can't send non-None value to a just-started generator";
    GeneratorRaised "generator raised StopIteration";
    GeneratorIgnoredExit "generator ignored GeneratorExit";
    InitReturned "__init__() should return None";
    NotOnBoard "this function is not on this board";
    BadBases "Cannot create a consistent method resolution order (MRO) for bases";
    NotAClass "bases must be classes";
    ChangedSize "container changed size during iteration";
    ZeroStep "slice step cannot be zero";
    SliceIndices "slice indices must be integers or None or have an __index__ method";
    RangeIndex "range object index out of range";
    Index "index out of range";
    IndexNotInt "indices must be integers or slices";
    NoItemAssignment "object does not support item assignment";
    NoItemDeletion "object does not support item deletion";
    ByteRange "byte must be in range(0, 256)";
    ShortRange "short must be in range(0, 65536)";
    NotAnInteger "object cannot be interpreted as an integer";
    ExtendedSlice "attempt to assign sequence to extended slice of another size";
    IntTooLarge "int too large to convert to float";
    NegativeShift "negative shift count";
    ZeroToNegative "0.0 cannot be raised to a negative power";
    NegativeToFraction "a negative number cannot be raised to a fraction";
    ResultTooLarge "result too large";
    DivisionTooLarge "integer division result too large for a float";
    ZeroModulus "pow() 3rd argument cannot be 0";
    NotInvertible "a negative exponent needs an invertible base";
    NotText "operand must be str";
    TooFewValues "not enough values to unpack";
    TooManyValues "too many values to unpack";
    NotEnoughFormat "not enough arguments for format string";
    UnusedFormat "not all arguments converted during string formatting";
    BadFormat "unsupported or incomplete format";
    NeedsMapping "format requires a mapping";
    NeedsNumber "a number is required";
    CharRange "character is not in range(0x110000)";
    CharNeeded "%c requires int or char";
    FloatToInt "cannot convert float infinity or NaN to integer";
    FloorByZero "integer division or modulo by zero";
    FloatByZero "float division by zero";
    FloatFloorByZero "float floor division by zero";
    FloatModulo "float modulo";
    HashedInPython "objects cannot be spread into a set display; use update()";
    RepeatedKeyword "got multiple values for keyword argument";
    SubstringNotFound "substring not found";
    SubsectionNotFound "subsection not found";
    EmptySeparator "empty separator";
    UnknownEncoding "unknown encoding";
    CannotEncode "a character is not in the encoding";
    CannotDecode "invalid bytes for the encoding";
    OneCharacter "exactly one character is needed";
    WrongReceiver "method called on an object of another type";
    PopEmpty "pop from empty list";
    PopRange "pop index out of range";
    NotInList "value is not in the sequence";
    ChangedWhileSorted "list modified during sort";
    NotBytes "a bytes-like object is required";
    NotHex "non-hexadecimal number found in fromhex() arg";
    PopEmptyDict "popitem(): dictionary is empty";
    PopEmptySet "pop from an empty set";
    ByteOrder "byteorder must be either 'little' or 'big'";
    NegativeToUnsigned "can't convert negative int to unsigned";
    IntTooBig "int too big to convert";
    SumOfText "sum() can't sum strings [use ''.join(seq) instead]";
    NotAnIterator "object is not an iterator";
    NotReversible "object is not reversible";
    BadBase "int() base must be >= 2 and <= 36, or 0";
    BaseNeedsText "int() can't convert non-string with explicit base";
    NoEncoding "string argument without an encoding";
    NegativeCount "negative count";
    ZeroRangeStep "range() arg 3 must not be zero";
    MathDomain "math domain error";
    MathRange "math range error";
    BadStruct "bad struct format, or another number of values than it has";
    StructRange "value does not fit its struct format";
    BufferSize "the buffer has another size than the struct format";
    NotEnoughToUnpack "not enough values to unpack";
    TooManyToUnpack "too many values to unpack";
    MultipleValues "got multiple values for an argument";
    UnexpectedKeyword "got an unexpected keyword argument";
    KeywordsNotText "keywords must be strings";
    NoAttribute "object has no such attribute";
    NeedsClass "a class or a tuple of classes is needed";
    NoPlainObjects "object() has no use here; make a class with `pass` as its body";
    SuperMismatch "super(type, obj): obj must be an instance or subtype of type";
}

const _: () = assert!(TEXTS.len() + FIRST_MESSAGE as usize <= 256);

impl Message {
    /// Its text.
    #[must_use]
    pub fn text(self) -> &'static str {
        TEXTS.get(self as usize).copied().unwrap_or("")
    }
}

/// The machine's message that an exception word carries.
#[must_use]
pub fn message_of(exception: Value) -> Option<&'static str> {
    exception.payload_of(Tag::Exception)?;
    let number = detail(exception.word()).checked_sub(FIRST_MESSAGE)?;
    TEXTS.get(usize::from(number)).copied()
}

/// Whether the value is a class of exceptions.
#[must_use]
pub fn is_class(v: Value) -> bool {
    v.payload_of(Tag::Exception).is_some() && detail(v.word()) == CLASS
}

impl Vm {
    /// Raises a bare exception.
    #[must_use]
    pub fn raise(&self, exception: u16) -> Stop {
        Stop::Raise(Value::bare_exception(exception))
    }

    /// Raises an exception with a message of the machine's own; takes no memory.
    #[must_use]
    pub fn raise_message(&self, exception: u16, message: Message) -> Stop {
        let detail = FIRST_MESSAGE + message as u8;
        Stop::Raise(Value::from_word(immediate(
            Tag::Exception,
            detail,
            exception,
        )))
    }

    /// Raises an exception with a text put together from parts as its only argument.
    #[must_use]
    pub fn raise_text(&mut self, exception: u16, parts: &[&str]) -> Stop {
        match str::from_parts(&mut self.heap, parts) {
            Ok(text) => self.raise_value(exception, text.value()),
            Err(full) => full.into(),
        }
    }

    /// Raises an exception with one argument.
    #[must_use]
    pub fn raise_value(&mut self, exception: u16, argument: Value) -> Stop {
        match self.new_exception(exception, &[argument]) {
            Ok(made) => Stop::Raise(made.value()),
            Err(full) => full.into(),
        }
    }

    /// An exception object with arguments.
    ///
    /// # Errors
    /// [`HeapFull`].
    pub fn new_exception(&mut self, index: u16, args: &[Value]) -> Result<Ref, HeapFull> {
        let tuple = self.heap.alloc(3 + args.len() as u32, Kind::Tuple, 0)?;
        self.heap.set_word(tuple, 0, args.len() as u32);
        for (i, &arg) in args.iter().enumerate() {
            self.heap.set(tuple, 1 + i as u32, arg);
        }
        let made = self.heap.alloc(body::WORDS, Kind::Exception, 0)?;
        self.heap.set_word(made, body::INDEX, index.into());
        self.heap.set(made, body::ARGS, tuple.value());
        Ok(made)
    }

    /// The tuple of an exception's arguments; of one with a message of the machine's own, or of its image, that text.
    ///
    /// # Errors
    /// [`HeapFull`].
    pub fn exception_args(&mut self, e: Value) -> Result<Ref, HeapFull> {
        if let Some(r) = self.heap.as_kind(e, Kind::Exception)
            && let Some(args) = self.heap.reference(r, body::ARGS)
        {
            return Ok(args);
        }
        let text = match message_of(e) {
            Some(text) => Some(str::from_parts(&mut self.heap, &[text])?),
            None => self
                .exception_index(e)
                .and_then(|index| self.exception_texts(index).1),
        };
        let count = u32::from(text.is_some());
        let tuple = self.heap.alloc(3 + count, Kind::Tuple, 0)?;
        self.heap.set_word(tuple, 0, count);
        if let Some(text) = text {
            self.heap.set(tuple, 1, text.value());
        }
        Ok(tuple)
    }

    /// The index in the tree of an exception or a class of exceptions; `None` for any other value.
    #[must_use]
    pub fn exception_index(&self, v: Value) -> Option<u16> {
        match self.heap.as_kind(v, Kind::Exception) {
            Some(r) => Some(self.heap.word(r, body::INDEX) as u16),
            None => v.payload_of(Tag::Exception),
        }
    }

    /// The parent of an exception in the tree; [`NO_PARENT`] for the root.
    #[must_use]
    pub fn exception_parent(&self, index: u16) -> u16 {
        match PARENTS.get(usize::from(index)) {
            Some(&parent) => parent,
            None => self.added_exception_parent(index),
        }
    }

    /// Whether an exception is the other one or below it in the tree.
    #[must_use]
    pub fn exception_is(&self, mut index: u16, ancestor: u16) -> bool {
        // A parent's index is below its child's.
        while index > ancestor && index != NO_PARENT {
            index = self.exception_parent(index);
        }
        index == ancestor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytecode::exceptions::index;

    #[test]
    fn matching_follows_the_tree() {
        let vm = crate::vm::tests::vm(1000);
        assert!(vm.exception_is(index::KeyError, index::LookupError));
        assert!(vm.exception_is(index::KeyError, index::BaseException));
        assert!(!vm.exception_is(index::LookupError, index::KeyError));
        assert!(!vm.exception_is(index::KeyboardInterrupt, index::Exception));
    }

    #[test]
    fn a_message_is_in_the_word() {
        let vm = crate::vm::tests::vm(1000);
        let Stop::Raise(word) = vm.raise_message(index::ZeroDivisionError, Message::DivisionByZero)
        else {
            panic!("not raised")
        };
        assert_eq!(message_of(word), Some("division by zero"));
        assert_eq!(vm.exception_index(word), Some(index::ZeroDivisionError));
        assert!(!is_class(word) && is_class(Value::exception_class(1)));
        assert_eq!(message_of(Value::exception_class(1)), None);
    }

    #[test]
    fn a_text_becomes_the_argument() {
        let mut vm = crate::vm::tests::vm(1000);
        let Stop::Raise(word) = vm.raise_text(index::ValueError, &["no ", "way"]) else {
            panic!("not raised")
        };
        let args = vm
            .heap
            .reference(word.as_ref().unwrap(), body::ARGS)
            .unwrap();
        let text = vm.heap.reference(args, 1).unwrap();
        assert_eq!(str::bytes(&vm.heap, text), b"no way");
    }
}
