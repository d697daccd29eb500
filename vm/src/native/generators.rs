//! Methods of generators, which the interpreter performs itself, and the decorators of properties.

use crate::heap::HeapFull;
use crate::native::{Args, Stop};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;

macro_rules! by_the_interpreter {
    ($($name:ident)*) => {
        $(/// Performed by the interpreter.
        ///
        /// # Errors
        /// [`Stop::Interpreter`], always.
        pub fn $name(_vm: &mut Vm, _args: Args<'_>) -> Result<Value, Stop> {
            Err(Stop::Interpreter)
        })*
    };
}

by_the_interpreter! { generator_next generator_send generator_throw generator_close }

/// A copy of a property with another function at a place.
fn property_with(vm: &mut Vm, args: Args<'_>, place: u32) -> Result<Value, Stop> {
    let Some(old) = vm.heap.as_kind(args.get(0), Kind::Property) else {
        return Err(vm.raise(index::TypeError));
    };
    let words = vm.heap.body_words(old);
    let made = vm
        .heap
        .alloc(2 + words, Kind::Property, 0)
        .map_err(|HeapFull| Stop::HeapFull)?;
    vm.heap.copy_words(old, 0, made, 0, words);
    vm.heap.set(made, place, args.get(1));
    Ok(made.value())
}

/// `property.getter(function)`.
///
/// # Errors
/// [`Stop`].
pub fn property_getter(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    property_with(vm, args, 0)
}

/// `property.setter(function)`.
///
/// # Errors
/// [`Stop`].
pub fn property_setter(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    property_with(vm, args, 1)
}

/// `property.deleter(function)`.
///
/// # Errors
/// [`Stop`].
pub fn property_deleter(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    property_with(vm, args, 2)
}

crate::natives! {
    ROWS: generator_send generator_throw generator_close generator_next
        property_getter property_setter property_deleter
}
