//! The fixed names: those the machine itself knows. A program's own continue the numbering.
//!
//! Append-only; the number is the position.

macro_rules! names {
    ($($name:ident)*) => {
        /// The texts, by number.
        pub const TEXTS: &[&str] = &[$(stringify!($name),)*];

        #[allow(non_camel_case_types, reason = "named as in the table")]
        enum Position { $($name,)* }

        /// The number of each.
        pub mod number {
            #![allow(non_upper_case_globals, missing_docs, reason = "named as in the table")]
            $(pub const $name: u16 = super::Position::$name as u16;)*
        }
    };
}

names! {
    __init__ __str__ __repr__ __iter__ __next__ __getitem__ __setitem__ __delitem__ __len__ __contains__
    __call__ __bool__ __hash__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __add__ __radd__ __iadd__ __sub__
    __rsub__ __isub__ __mul__ __rmul__ __imul__ __truediv__ __rtruediv__ __itruediv__ __floordiv__ __rfloordiv__
    __ifloordiv__ __mod__ __rmod__ __imod__ __pow__ __rpow__ __ipow__ __lshift__ __rlshift__ __ilshift__
    __rshift__ __rrshift__ __irshift__ __and__ __rand__ __iand__ __or__ __ror__ __ior__ __xor__ __rxor__
    __ixor__ __matmul__ __rmatmul__ __imatmul__ __neg__ __pos__ __invert__ __abs__ __int__ __float__ __index__
    __round__ __trunc__ __floor__ __ceil__ __divmod__ __rdivmod__ __enter__ __exit__ __getattr__ __setattr__
    __delattr__ __getattribute__ __format__ __bytes__ __reversed__ __missing__ __del__ __new__ __get__ __set__
    __class__ __name__ __qualname__ __doc__ __module__ __mro__ __bases__ __slots__ __match_args__ __cause__
    __context__ __traceback__ __suppress_context__ __reload__ __ctl__ __main__ __file__ __self__ __func__
    __wrapped__ __sizeof__ __dict__ args count split strip index find startswith endswith replace join append
    insert extend pop remove reverse clear copy get keys items values update popitem upper lower format
    difference intersection isdisjoint issubset issuperset symmetric_difference union difference_update
    intersection_update symmetric_difference_update add discard start stop step get_status get_priority
    set_priority setdefault fromkeys sort rsplit lstrip rstrip rfind rindex partition rpartition splitlines
    title capitalize swapcase center ljust rjust zfill expandtabs isalpha isdigit isalnum isspace isupper
    islower isdecimal isnumeric isidentifier istitle isprintable isascii encode decode translate maketrans
    casefold removeprefix removesuffix hex fromhex bit_length bit_count to_bytes from_bytes as_integer_ratio
    is_integer conjugate real imag numerator denominator send throw close gi_running value errno strerror
    with_traceback add_note fget fset fdel setter getter deleter move_to_end indices key default base sep
    maxsplit encoding errors ndigits strict end file flush stream prio size length byteorder signed keepends
    tabsize iterable initial name module timeout debounce time_unit samples x source object fill bytes_per_sep
    width
}

/// Number of fixed names; a program's own begin here.
pub const COUNT: u16 = TEXTS.len() as u16;

/// The number of a fixed name.
#[must_use]
pub fn find(text: &str) -> Option<u16> {
    TEXTS.iter().position(|&t| t == text).map(|i| i as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_twice() {
        for (i, text) in TEXTS.iter().enumerate() {
            assert_eq!(find(text), Some(i as u16));
        }
        assert_eq!(TEXTS[usize::from(number::__init__)], "__init__");
    }
}
