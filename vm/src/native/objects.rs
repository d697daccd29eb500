//! Built-in functions on types and classes, and what the prelude asks about objects and names.

use crate::exception::{self, Message};
use crate::native::{Args, Stop};
use crate::natives;
use crate::object::attribute::Found;
use crate::object::ops::{self, Compare};
use crate::object::show::{self, Mode};
use crate::object::{class, list, str};
use crate::text::Sink;
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::{NAMES, index};
use bytecode::kind::Kind;
use bytecode::names::{TEXTS, number as names};
use bytecode::prelude::code;
use bytecode::value::Tag;

natives! { ROWS: callable isinstance issubclass type_of new_property new_staticmethod new_classmethod new_object type_method
get_attr set_attr has_attr del_attr attribute_call plain_repr plain_str class_of kind_number list_version is_sequence
is_mapping active_exception exception_args exception_new name_text name_is type_name object_setattr repr_enter
repr_leave compare_native super_init }

fn wrong(vm: &Vm) -> Stop {
    vm.raise_message(index::TypeError, Message::WrongReceiver)
}

/// The number of a name word.
fn name(vm: &Vm, v: Value) -> Result<u16, Stop> {
    v.payload_of(Tag::Name).ok_or_else(|| wrong(vm))
}

fn callable(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    let yes = match vm.kind_of(v) {
        Kind::Function | Kind::Method | Kind::Native | Kind::Class | Kind::Type => true,
        Kind::Instance => vm.type_method(v, names::__call__).is_some(),
        _ => false,
    };
    Ok(yes.into())
}

fn type_of(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(vm.type_of(args.get(0)))
}

fn class_of(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(vm.type_of(args.get(0)))
}

/// Whether a type or class is another one or below it; `None` if the other one is neither.
fn is_below(vm: &Vm, v: Value, other: Value) -> Option<bool> {
    if v == other {
        return Some(true);
    }
    if let Some(ancestor) = vm.heap.as_kind(other, Kind::Class) {
        let own = vm.heap.as_kind(v, Kind::Class);
        return Some(own.is_some_and(|own| class::is_below(&vm.heap, own, ancestor)));
    }
    if exception::is_class(other) {
        let (own, ancestor) = (
            v.payload_of(Tag::Exception),
            other.payload_of(Tag::Exception)?,
        );
        return Some(own.is_some_and(|own| vm.exception_is(own, ancestor)));
    }
    let kind = other.payload_of(Tag::Type)?;
    let own = v.payload_of(Tag::Type);
    Some(
        kind == Kind::Object as u16 || (kind == Kind::Int as u16 && own == Some(Kind::Bool as u16)),
    )
}

/// Whether a type is one of a class or of a tuple of classes, nested at most so deep.
fn is_one_of(vm: &Vm, v: Value, classes: Value, depth: u32) -> Result<bool, Stop> {
    if let Some(tuple) = vm.heap.as_kind(classes, Kind::Tuple)
        && depth > 0
    {
        for &word in list::items(vm.heap.view(), tuple) {
            if is_one_of(vm, v, Value::from_word(word), depth - 1)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    is_below(vm, v, classes).ok_or_else(|| vm.raise_message(index::TypeError, Message::NeedsClass))
}

fn isinstance(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let class = vm.type_of(args.get(0));
    Ok(is_one_of(vm, class, args.get(1), 8)?.into())
}

fn issubclass(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let class = args.get(0);
    if is_below(vm, class, class).is_none()
        || vm.kind_of(class) != Kind::Type && vm.kind_of(class) != Kind::Class
    {
        return Err(vm.raise_message(index::TypeError, Message::NeedsClass));
    }
    Ok(is_one_of(vm, class, args.get(1), 8)?.into())
}

/// An object of `count` values taken from the arguments, `None` where there is none.
fn wrapper(vm: &mut Vm, args: Args<'_>, kind: Kind, count: u32) -> Result<Value, Stop> {
    let r = vm.heap.alloc(2 + count, kind, 0)?;
    for i in 0..count {
        let v = args.get(i);
        vm.heap
            .set(r, i, if v == Value::MISSING { Value::NONE } else { v });
    }
    Ok(r.value())
}

fn new_property(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    wrapper(vm, args, Kind::Property, 4)
}

fn new_staticmethod(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    wrapper(vm, args, Kind::StaticMethod, 1)
}

fn new_classmethod(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    wrapper(vm, args, Kind::ClassMethod, 1)
}

/// `object()`: a new list nobody else knows would do for a sentinel, but has another type; there are no plain objects.
fn new_object(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    Err(vm.raise_message(index::UnsupportedError, Message::NoPlainObjects))
}

/// `type_method(o, name)`: what o's type has under a special method's name, to be called with o first; else `None`.
fn type_method(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let name = name(vm, args.get(1))?;
    Ok(vm.type_method(args.get(0), name).unwrap_or(Value::NONE))
}

/// Whether an error says only that there is no such attribute.
fn is_absence(vm: &Vm, stop: Stop) -> bool {
    matches!(stop, Stop::Raise(e) if vm.exception_index(e).is_some_and(|i| vm.exception_is(i, index::AttributeError)))
}

/// The value of an attribute; `None` if it takes a call; the default, if there is one, where there is no attribute.
fn found(vm: &mut Vm, o: Value, name: u16, default: Value) -> Result<Option<Value>, Stop> {
    match vm.find_attribute(o, name) {
        Ok(found) => Ok(vm.found_value(o, found)?),
        Err(stop) if default != Value::MISSING && is_absence(vm, stop) => Ok(Some(default)),
        Err(stop) => Err(stop),
    }
}

fn get_attr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let name = name(vm, args.get(1))?;
    found(vm, args.get(0), name, args.get(2))?.ok_or(Stop::Delegate(code::get_attr_of))
}

fn has_attr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let name = name(vm, args.get(1))?;
    match vm.find_attribute(args.get(0), name) {
        Ok(Found::Getter(_) | Found::GetAttr(_)) => Err(Stop::Delegate(code::has_attr_of)),
        Ok(_) => Ok(Value::TRUE),
        Err(stop) if is_absence(vm, stop) => Ok(Value::FALSE),
        Err(stop) => Err(stop),
    }
}

/// `attribute_call(o, name)`: the function that computes an attribute, and its arguments.
fn attribute_call(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (o, name) = (args.get(0), name(vm, args.get(1))?);
    let (function, call) = match vm.find_attribute(o, name)? {
        Found::Getter(getter) => (getter, list::tuple(&mut vm.heap, &[o])?),
        Found::GetAttr(function) => {
            let text = text_of_name(vm, name)?;
            (function, list::tuple(&mut vm.heap, &[o, text])?)
        }
        _ => return Err(vm.no_attribute()),
    };
    Ok(list::tuple(&mut vm.heap, &[function, call])?)
}

fn set_attr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let name = name(vm, args.get(1))?;
    if vm.find_setter(args.get(0), name).is_some() {
        return Err(Stop::Delegate(code::set_attr_of));
    }
    vm.set_plain_attribute(args.get(0), name, args.get(2))?;
    Ok(Value::NONE)
}

fn del_attr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let name = name(vm, args.get(1))?;
    if vm.type_method(args.get(0), names::__delattr__).is_some() {
        return Err(Stop::Delegate(code::del_attr_of));
    }
    vm.delete_plain_attribute(args.get(0), name)?;
    Ok(Value::NONE)
}

/// `object_setattr(o, name, value)`: sets past `__setattr__`; the name is a text or a name word.
fn object_setattr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let number = match str::of(vm.heap.view(), args.get(1)) {
        Some(text) => match number_of(vm, text) {
            Some(number) => number,
            None => return Err(vm.no_attribute()),
        },
        None => name(vm, args.get(1))?,
    };
    vm.set_plain_attribute(args.get(0), number, args.get(2))?;
    Ok(Value::NONE)
}

/// The number of the name with a text, among the fixed names and those whose texts the program carries.
fn number_of(vm: &Vm, text: &[u8]) -> Option<u16> {
    let fixed = TEXTS.iter().position(|t| t.as_bytes() == text);
    let added = || {
        (bytecode::names::COUNT..vm.registers().names).find(|&n| {
            vm.name_text(n)
                .is_some_and(|r| str::read(vm.heap.view(), r) == text)
        })
    };
    fixed.map(|n| n as u16).or_else(added)
}

/// The text of a name; of one whose text the program does not carry, its number.
fn text_of_name(vm: &mut Vm, number: u16) -> Result<Value, Stop> {
    if let Some(text) = TEXTS.get(usize::from(number)) {
        return Ok(str::new(&mut vm.heap, text.as_bytes())?);
    }
    match vm.name_text(number) {
        Some(r) => Ok(r.value()),
        None => Ok(str::build(&mut vm.heap, &|_, sink| {
            sink.put(b"name ");
            show::write_number(number.into(), sink);
        })?),
    }
}

fn name_text(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let number = name(vm, args.get(0))?;
    text_of_name(vm, number)
}

fn name_is(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let (a, b) = (name(vm, args.get(0))?, name(vm, args.get(1))?);
    Ok((a == b).into())
}

/// The name of a type or class as a text that stands elsewhere: a constant of the machine's or one in an image.
enum Name {
    Fixed(&'static str),
    Carried(Ref),
}

impl Name {
    fn write(&self, view: crate::heap::View, sink: &mut dyn Sink) {
        match self {
            Name::Fixed(text) => sink.put(text.as_bytes()),
            Name::Carried(r) => sink.put(str::read(view, *r)),
        }
    }
}

/// The name of a class of any sort.
fn class_name(vm: &Vm, v: Value) -> Name {
    if let Some(r) = vm.heap.as_kind(v, Kind::Class) {
        return class::name(&vm.heap, r).map_or(Name::Fixed("?"), Name::Carried);
    }
    if let Some(number) = v.payload_of(Tag::Exception) {
        return match NAMES.get(usize::from(number)) {
            Some(text) => Name::Fixed(text),
            None => vm
                .exception_texts(number)
                .0
                .map_or(Name::Fixed("Exception"), Name::Carried),
        };
    }
    let kind = v
        .payload_of(Tag::Type)
        .and_then(|number| Kind::from_number(number as u8));
    Name::Fixed(kind.map_or("object", Kind::type_name))
}

fn type_name(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let class = vm.type_of(args.get(0));
    let name = class_name(vm, class);
    Ok(str::build(&mut vm.heap, &|view, sink| {
        name.write(view, sink)
    })?)
}

/// `plain_repr(o)`: what `repr` gives without methods of the program's.
fn plain_repr(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let v = args.get(0);
    let place = v.as_ref().map_or(0, Ref::offset);
    match vm.kind_of(v) {
        Kind::Instance => {
            let class = vm.type_of(v);
            let name = class_name(vm, class);
            Ok(str::build(&mut vm.heap, &|view, sink| {
                sink.put(b"<");
                name.write(view, sink);
                sink.put(b" object at 0x");
                show::write_hex(place, sink);
                sink.put(b">");
            })?)
        }
        Kind::Class | Kind::Type => {
            let name = class_name(vm, v);
            Ok(str::build(&mut vm.heap, &|view, sink| {
                sink.put(b"<class '");
                name.write(view, sink);
                sink.put(b"'>");
            })?)
        }
        Kind::Method => Ok(str::build(&mut vm.heap, &|_, sink| {
            show::address("bound method", place, sink)
        })?),
        _ => match show::text(vm, v, Mode::Repr) {
            // What the prelude is to write must not come back to it for ever.
            Err(Stop::Delegate(_)) => Ok(str::build(&mut vm.heap, &|_, sink| {
                show::address("object", place, sink)
            })?),
            text => text,
        },
    }
}

fn plain_str(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    match vm.heap.as_kind(args.get(0), Kind::Str) {
        Some(r) => Ok(r.value()),
        None => plain_repr(vm, args),
    }
}

fn kind_number(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(Value::count(vm.kind_of(args.get(0)) as u32))
}

/// `list_version(list)`: changes when items come or go.
fn list_version(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let r = super::lists::own(vm, args, Kind::List)?;
    Ok(Value::count(list::len(vm.heap.view(), r)))
}

/// `is_sequence(o)`: whether a pattern in brackets can match it.
fn is_sequence(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let kind = vm.kind_of(args.get(0));
    Ok(matches!(
        kind,
        Kind::List | Kind::Tuple | Kind::Range | Kind::Shorts | Kind::ShortArray
    )
    .into())
}

/// `is_mapping(o)`: whether a pattern in braces can match it.
fn is_mapping(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok((vm.kind_of(args.get(0)) == Kind::Dict).into())
}

fn active_exception(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    Ok(vm.active)
}

fn exception_args(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    Ok(vm.exception_args(args.get(0))?.value())
}

/// `exception_new(class, args)`: an exception with a tuple of arguments.
fn exception_new(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let class = args.get(0);
    let Some(number) = class.payload_of(Tag::Exception) else {
        return Err(vm.raise_message(index::TypeError, Message::NotAnException));
    };
    let Some(tuple) = vm.heap.as_kind(args.get(1), Kind::Tuple) else {
        return Err(wrong(vm));
    };
    let made = vm.new_exception(number, &[])?;
    vm.heap.set(made, exception::body::ARGS, tuple.value());
    Ok(made.value())
}

/// Containers whose `repr` is being written, innermost last; more are taken for endless.
const NESTING_MAX: u32 = 60;

/// `repr_enter(container)`: whether its `repr` is not being written already.
fn repr_enter(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let open = match vm.heap.as_kind(vm.roots[REPR_ROOT], Kind::List) {
        Some(open) => open,
        None => list::new(&mut vm.heap)?,
    };
    let (items, word) = (list::items(vm.heap.view(), open), args.get(0).word());
    if items.contains(&word) || items.len() as u32 >= NESTING_MAX {
        return Ok(Value::FALSE);
    }
    list::push(&mut vm.heap, open, args.get(0))?;
    vm.roots[REPR_ROOT] = open.value();
    Ok(Value::TRUE)
}

/// `repr_leave(container)`
fn repr_leave(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if let Some(open) = vm.heap.as_kind(vm.roots[REPR_ROOT], Kind::List) {
        let items = list::items(vm.heap.view(), open);
        if let Some(at) = items.iter().rposition(|&w| w == args.get(0).word()) {
            list::replace(&mut vm.heap, open, at as u32, 1, 0)?;
        }
    }
    Ok(Value::NONE)
}

/// Which of the machine's roots keeps the containers being written.
const REPR_ROOT: usize = 7;

/// `compare_native(a, b, name)`: a comparison of built-in values by the name of its method.
fn compare_native(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let op = match name(vm, args.get(2))? {
        names::__lt__ => Compare::Lt,
        names::__le__ => Compare::Le,
        names::__eq__ => Compare::Eq,
        names::__ne__ => Compare::Ne,
        names::__gt__ => Compare::Gt,
        names::__ge__ => Compare::Ge,
        _ => return Err(wrong(vm)),
    };
    ops::compare(vm, op, args.get(0), args.get(1))
}

/// `object.__init__(self)`: takes nothing and does nothing.
fn super_init(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    if args.count() > 1 {
        return Err(vm.raise_message(index::TypeError, Message::WrongArgumentCount));
    }
    Ok(Value::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_know_what_is_below_them() {
        let vm = crate::vm::tests::vm(1000);
        let of = |a: Value, b: Value| is_below(&vm, a, b);
        let kind = Value::of_type;
        assert_eq!(of(kind(Kind::Bool), kind(Kind::Int)), Some(true));
        assert_eq!(of(kind(Kind::Int), kind(Kind::Bool)), Some(false));
        assert_eq!(of(kind(Kind::Str), kind(Kind::Object)), Some(true));
        let (key, lookup) = (
            Value::exception_class(index::KeyError),
            Value::exception_class(index::LookupError),
        );
        assert_eq!(
            (of(key, lookup), of(lookup, key)),
            (Some(true), Some(false))
        );
        assert_eq!(of(kind(Kind::Int), Value::NONE), None);
    }
}
