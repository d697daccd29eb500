//! The prelude: functions written in Python that the machine and programs find at fixed code ids.
//!
//! A native works on built-in types only. Where an object's behaviour is Python's it delegates to one of these, which is
//! called with the native's own arguments (operators add the names of the methods to try). Others are built-in functions
//! that are more easily written in Python. Their texts are in the library's `prelude.py`; the linker brings along those
//! that are reached, and a code id whose function was left out raises `SystemError` when called.
//! Append-only; the code id is the position.

/// A function of the prelude.
#[derive(Clone, Copy, Debug)]
pub struct Prelude {
    /// Its name in `prelude.py`.
    pub name: &'static str,
    /// Whether programs see it as a built-in function under that name.
    pub builtin: bool,
}

macro_rules! prelude {
    ($($(#[$doc:meta])* $name:ident $builtin:literal;)*) => {
        /// Every function, by code id.
        pub const ROWS: &[Prelude] = &[$(Prelude { name: stringify!($name), builtin: $builtin },)*];

        #[allow(non_camel_case_types, reason = "named as in the table")]
        enum Position { $($name,)* }

        /// The code id of each.
        pub mod code {
            #![allow(non_upper_case_globals, reason = "named as in the table")]
            $($(#[$doc])* pub const $name: u16 = super::Position::$name as u16;)*
        }
    };
}

prelude! {
    /// `print(*objects, sep, end, file, flush, stream)`
    print true;
    /// `input(prompt)`
    input true;
    /// `sorted(iterable, *, key, reverse)`
    sorted true;
    /// `min(*args, key, default)`
    min true;
    /// `max(*args, key, default)`
    max true;
    /// `dict(*args, **kw)`
    dict true;
    /// `thread(fn, *args, prio, size)`
    thread true;
    /// `onPinRise(pin, fn, *args, debounce, time_unit)`
    onPinRise true;
    /// `onPinFall(pin, fn, *args, debounce, time_unit)`
    onPinFall true;
    /// `analogRead(pin, samples)`
    analogRead true;
    /// `analogWrite(pin, period, pulse, time_unit, npulses)`
    analogWrite true;
    /// `random(a, b)`
    random true;
    /// `open(file, mode)`
    open true;
    /// `list.sort(key, reverse)`; found by the machine as the method
    list_sort false;
    /// `str.format(*args, **kw)`; found by the machine as the method
    str_format false;
    /// `dict.update(other, **kw)`; found by the machine as the method
    dict_update false;
    /// `binary(a, b, name, reflected)`: an operator on objects whose behaviour is Python's
    binary false;
    /// `inplace(a, b, inplace_name, name, reflected)`
    inplace false;
    /// `compare(a, b, name, reflected)`: an ordering or equality, elements of containers included
    compare false;
    /// `unary(a, name)`
    unary false;
    /// `contains(item, container)`
    contains false;
    /// `truth(a)`: the truth of an instance, a bool
    truth false;
    /// `iterate(a)`: what `for` needs: a generator over an object with `__iter__` or `__getitem__`
    iterate false;
    /// `iter_object(a)`: what `iter()` returns for an instance
    iter_object false;
    /// `next_object(a)` and `next_object(a, default)`
    next_object false;
    /// `to_str(a)`: `str()` of an instance or of a container with instances
    to_str false;
    /// `to_repr(a)`
    to_repr false;
    /// `to_format(a, spec)`
    to_format false;
    /// `to_hash(a)`
    to_hash false;
    /// `to_len(a)`
    to_len false;
    /// `to_int(a)`, `to_float(a)`, `to_index(a)`: conversions of instances
    to_int false;
    /// See `to_int`
    to_float false;
    /// See `to_int`
    to_index false;
    /// `to_list(iterable)`: a list from an iterable that is Python's; the sequence constructors and consumers begin with it
    to_list false;
    /// `get_item(o, i)`, `set_item(v, o, i)`, `delete_item(o, i)` of an instance
    get_item false;
    /// See `get_item`
    set_item false;
    /// See `get_item`
    delete_item false;
    /// `get_attribute(o, name)`: `__getattr__` after the ordinary search failed
    get_attribute false;
    /// `set_attribute(o, name, v)`: `__setattr__`
    set_attribute false;
    /// `delete_attribute(o, name)`: `__delattr__`
    delete_attribute false;
    /// `dict_get_item(d, key)`: a lookup whose key is hashed or compared in Python
    dict_get_item false;
    /// `dict_set_item(d, key, value)`
    dict_set_item false;
    /// `dict_delete_item(d, key)`
    dict_delete_item false;
    /// `call_instance(o, *args, **kw)`: `__call__`
    call_instance false;
    /// `instantiate(cls, *args, **kw)`: makes an instance and calls `__init__`, for classes with `__new__` or keywords
    instantiate false;
    /// `percent_format(text, args)`: `%` with arguments whose text is made in Python
    percent_format false;
    /// `apply_native(iterable, function, *rest)`: turns a Python iterable into a list and calls the native again with it
    apply_native false;
    /// `display(value)`: shows the value of a line at the prompt by its repr and keeps it as `_`
    display false;
    /// `run_callback(fn, args)`: runs a pin or timer callback, surplus arguments dropped
    run_callback false;
    /// `map_iterator(fn, *iterables)`: the generator behind `map`
    map_iterator false;
    /// `filter_iterator(fn, iterable)`: the generator behind `filter`
    filter_iterator false;
    /// `zip_iterator(*iterables)`: the generator behind `zip` when an argument's iterator is Python's
    zip_iterator false;
    /// `enumerate_iterator(iterable, start)`: the generator behind `enumerate` likewise
    enumerate_iterator false;
    /// `call_iterator(fn, sentinel)`: the generator behind `iter(fn, sentinel)`
    call_iterator false;
    /// `all(iterable)`, `any(iterable)`, `sum(iterable, start)` over Python's iterables and values
    all_of false;
    /// See `all_of`
    any_of false;
    /// See `all_of`
    sum_of false;
    /// `set_default_stream(stream)`: where `print` goes, None for the console; for the library
    set_default_stream false;
    /// `join_of(separator, iterable)`: `join` over a Python iterable; here and below, what a native delegates to is named
    /// after it and takes its arguments
    join_of false;
    /// `extend_of(self, iterable)`
    extend_of false;
    /// `remove_of(self, item)`
    remove_of false;
    /// `index_of(self, item, start, stop)`
    index_of false;
    /// `count_of(self, item)`
    count_of false;
    /// `tuple_of(iterable)`, `set_of(iterable)` …: constructors
    tuple_of false;
    /// See `tuple_of`
    set_of false;
    /// See `tuple_of`
    frozenset_of false;
    /// See `tuple_of`
    bytes_of false;
    /// See `tuple_of`
    bytearray_of false;
    /// See `tuple_of`
    shorts_of false;
    /// See `tuple_of`
    shortarray_of false;
    /// `set_add_of(self, item)`, `set_discard_of`, `set_remove_of`
    set_add_of false;
    /// See `set_add_of`
    set_discard_of false;
    /// See `set_add_of`
    set_remove_of false;
    /// `set_update_of(self, *others)` and so on: algebra with Python iterables or items
    set_update_of false;
    /// See `set_update_of`
    set_union_of false;
    /// See `set_update_of`
    set_intersection_of false;
    /// See `set_update_of`
    set_difference_of false;
    /// See `set_update_of`
    set_symmetric_difference_of false;
    /// See `set_update_of`
    set_intersection_update_of false;
    /// See `set_update_of`
    set_difference_update_of false;
    /// See `set_update_of`
    set_symmetric_difference_update_of false;
    /// See `set_update_of`
    set_isdisjoint_of false;
    /// See `set_update_of`
    set_issubset_of false;
    /// See `set_update_of`
    set_issuperset_of false;
    /// `dict_get_of(self, key, default)`, `dict_pop_of`, `dict_setdefault_of`: keys hashed in Python
    dict_get_of false;
    /// See `dict_get_of`
    dict_pop_of false;
    /// See `dict_get_of`
    dict_setdefault_of false;
    /// `abs_of(a)`, `divmod_of(a, b)`, `pow_of(a, b, m)`, `round_of(a, ndigits)`, `reversed_of(a)` of instances
    abs_of false;
    /// See `abs_of`
    divmod_of false;
    /// See `abs_of`
    pow_of false;
    /// See `abs_of`
    round_of false;
    /// See `abs_of`
    reversed_of false;
    /// `get_attr_of(o, name, default)`, `has_attr_of(o, name)`: attributes that a property or `__getattr__` computes
    get_attr_of false;
    /// See `get_attr_of`
    has_attr_of false;
    /// `set_attr_of(o, name, value)`: attributes that a property or `__setattr__` sets
    set_attr_of false;
    /// `del_attr_of(o, name)`
    del_attr_of false;
    /// `dict_of(items)`: a dict display with keys hashed in Python, from keys and values in turn
    dict_of false;
    /// `range_of(*args)`, `bin_of(a)`, `oct_of(a)`, `hex_of(a)`: arguments with `__index__`
    range_of false;
    /// See `range_of`
    bin_of false;
    /// See `range_of`
    oct_of false;
    /// See `range_of`
    hex_of false;
}

/// Code ids reserved for the prelude; a program's own begin here. Room is left for rows to come.
pub const RESERVED: u16 = 128;

const _: () = assert!(ROWS.len() <= RESERVED as usize);

/// The code id of a function of the prelude.
#[must_use]
pub fn find(name: &str) -> Option<u16> {
    ROWS.iter()
        .position(|row| row.name == name)
        .map(|i| i as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for (i, row) in ROWS.iter().enumerate() {
            assert_eq!(find(row.name), Some(i as u16));
        }
    }
}
