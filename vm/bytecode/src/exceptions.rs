//! The built-in exceptions: one tree, parents first. The index is the position; a program's own continue the numbering.

/// Index of an exception that is no row: the parent of the root.
pub const NO_PARENT: u16 = 0xffff;

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn find(names: &[&str], name: &str) -> u16 {
    let mut i = 0;
    while i < names.len() {
        if same(names[i], name) {
            return i as u16;
        }
        i += 1;
    }
    NO_PARENT
}

macro_rules! exceptions {
    ($root:ident; $($name:ident : $parent:ident;)*) => {
        /// The names, by index.
        pub const NAMES: &[&str] = &[stringify!($root), $(stringify!($name),)*];
        /// The parent of each, by index.
        pub const PARENTS: &[u16] = &[NO_PARENT, $(find(NAMES, stringify!($parent)),)*];
        /// The index of each.
        pub mod index {
            #![allow(non_upper_case_globals, missing_docs, reason = "named as in the table")]
            pub const $root: u16 = 0;
            $(pub const $name: u16 = super::find(super::NAMES, stringify!($name));)*
        }
        // A parent stands before its child, which makes anything but a tree a compile error.
        $(const _: () = assert!((find(NAMES, stringify!($parent)) < find(NAMES, stringify!($name))));)*
    };
}

exceptions! {
    BaseException;
    Exception: BaseException;
    ArithmeticError: Exception;
    ZeroDivisionError: ArithmeticError;
    FloatingPointError: ArithmeticError;
    OverflowError: ArithmeticError;
    LookupError: Exception;
    IndexError: LookupError;
    KeyError: LookupError;
    NameError: Exception;
    UnboundLocalError: NameError;
    RuntimeError: Exception;
    NotImplementedError: RuntimeError;
    RecursionError: RuntimeError;
    UnsupportedError: RuntimeError;
    TypeError: Exception;
    ValueError: Exception;
    UnicodeError: ValueError;
    UnicodeDecodeError: UnicodeError;
    UnicodeEncodeError: UnicodeError;
    AttributeError: Exception;
    AssertionError: Exception;
    BufferError: Exception;
    EOFError: Exception;
    ImportError: Exception;
    ModuleNotFoundError: ImportError;
    MemoryError: Exception;
    StopIteration: Exception;
    SystemError: Exception;
    OSError: Exception;
    IOError: OSError;
    ConnectionError: IOError;
    ConnectionAbortedError: ConnectionError;
    ConnectionRefusedError: ConnectionError;
    ConnectionResetError: ConnectionError;
    TimeoutError: IOError;
    FileExistsError: OSError;
    FileNotFoundError: OSError;
    IsADirectoryError: OSError;
    NotADirectoryError: OSError;
    PermissionError: OSError;
    PeripheralError: Exception;
    InvalidPinError: PeripheralError;
    InvalidHardwareStatusError: PeripheralError;
    HardwareInitializationError: PeripheralError;
    KeyboardInterrupt: BaseException;
    SystemExit: BaseException;
    GeneratorExit: BaseException;
    ThreadExit: BaseException;
    Warning: Exception;
    StopAsyncIteration: Exception;
}

/// Number of built-in exceptions.
pub const COUNT: u16 = NAMES.len() as u16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_lead_to_the_root() {
        for mut i in 0..COUNT {
            let mut steps = 0;
            while i != 0 {
                i = PARENTS[usize::from(i)];
                steps += 1;
                assert!(steps < 10);
            }
        }
        assert_eq!(PARENTS[usize::from(index::KeyError)], index::LookupError);
        assert_eq!(NAMES[usize::from(index::MemoryError)], "MemoryError");
    }
}
