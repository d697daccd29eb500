//! Attributes of any value: what reading, writing and deleting `o.name` find.

use super::{class, function, ops};
use crate::exception::{self, Message};
use crate::heap::HeapFull;
use crate::native::{Stop, table as natives};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::names::number as names;
use bytecode::value::Tag;

/// What an attribute turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// This value.
    Value(Value),
    /// A function to be bound to the object, or called with it first.
    Method(Value),
    /// A function to be bound to this class.
    ClassMethod(Value, Ref),
    /// A property: this is called with the object.
    Getter(Value),
    /// Nothing, but the class has this `__getattr__`.
    GetAttr(Value),
}

impl Vm {
    /// What `o.name` is.
    ///
    /// # Errors
    /// `AttributeError`; [`Stop`].
    pub fn find_attribute(&mut self, o: Value, name: u16) -> Result<Found, Stop> {
        if let Some(r) = o.as_ref() {
            match self.heap.kind(r) {
                Kind::Instance => return self.find_in_instance(r, name),
                Kind::Class => return self.find_in_class(r, name),
                Kind::Module => return self.find_in_module(r, name),
                Kind::Exception => {
                    if let Some(v) = self.exception_attribute(o, name)? {
                        return Ok(Found::Value(v));
                    }
                }
                Kind::Method => match name {
                    names::__self__ => return Ok(Found::Value(self.heap.value(r, 1))),
                    names::__func__ => return Ok(Found::Value(self.heap.value(r, 0))),
                    _ => {}
                },
                Kind::Property => {
                    if let Some(found) = self.find_in_property(name) {
                        return Ok(found);
                    }
                }
                _ => {}
            }
        } else if o.payload_of(Tag::Exception).is_some() {
            if let Some(v) = self.exception_attribute(o, name)? {
                return Ok(Found::Value(v));
            }
        } else if let Some(number) = o.payload_of(Tag::Type) {
            return self.find_in_type(o, number, name);
        }
        if let Some(native) = natives::method(self.kind_of(o), name) {
            return Ok(Found::Method(native));
        }
        if name == names::__class__ {
            return Ok(Found::Value(self.type_of(o)));
        }
        match ops::attribute(self, o, name)? {
            Some(v) => Ok(Found::Value(v)),
            None => Err(self.no_attribute()),
        }
    }

    /// `AttributeError`.
    #[must_use]
    pub fn no_attribute(&self) -> Stop {
        self.raise_message(index::AttributeError, Message::NoAttribute)
    }

    fn find_in_instance(&mut self, r: Ref, name: u16) -> Result<Found, Stop> {
        let class = class::of(&self.heap, r);
        let of_class = class::find(&mut self.heap, class, name);
        if let Some(property) = of_class.and_then(|v| self.heap.as_kind(v, Kind::Property)) {
            let getter = self.heap.value(property, 0);
            return if getter == Value::NONE {
                Err(self.no_attribute())
            } else {
                Ok(Found::Getter(getter))
            };
        }
        if let Some(v) = class::instance_attribute(&self.heap, r, name) {
            return Ok(Found::Value(v));
        }
        match of_class {
            Some(v) => Ok(self.unwrap_class_attribute(v, class)),
            None if name == names::__class__ => Ok(Found::Value(class.value())),
            None => match class::find(&mut self.heap, class, names::__getattr__) {
                Some(function) => Ok(Found::GetAttr(function)),
                None => Err(self.no_attribute()),
            },
        }
    }

    /// What an attribute found in a class means to an instance of `class`.
    fn unwrap_class_attribute(&self, v: Value, class: Ref) -> Found {
        if v.payload_of(Tag::Function).is_some() {
            return Found::Method(v);
        }
        let Some(r) = v.as_ref() else {
            return Found::Value(v);
        };
        match self.heap.kind(r) {
            Kind::Function => Found::Method(v),
            Kind::StaticMethod => Found::Value(self.heap.value(r, 0)),
            Kind::ClassMethod => Found::ClassMethod(self.heap.value(r, 0), class),
            Kind::Property => Found::Getter(self.heap.value(r, 0)),
            _ => Found::Value(v),
        }
    }

    fn find_in_class(&mut self, class: Ref, name: u16) -> Result<Found, Stop> {
        if let Some(v) = class::find(&mut self.heap, class, name) {
            return Ok(match self.unwrap_class_attribute(v, class) {
                Found::Method(function) => Found::Value(function),
                Found::Getter(_) => Found::Value(v),
                other => other,
            });
        }
        match name {
            names::__name__ | names::__qualname__ => match class::name(&self.heap, class) {
                Some(text) => Ok(Found::Value(text.value())),
                None => Err(self.no_attribute()),
            },
            names::__bases__ | names::__mro__ => {
                let at = if name == names::__mro__ {
                    class::body::ORDER
                } else {
                    class::body::BASES
                };
                Ok(Found::Value(self.heap.value(class, at)))
            }
            names::__class__ => Ok(Found::Value(Value::of_type(Kind::Type))),
            _ => Err(self.no_attribute()),
        }
    }

    /// What `super()` finds: `name` after `class` in the order of the class of `receiver`.
    ///
    /// # Errors
    /// `TypeError`, `AttributeError`.
    pub fn find_super(&mut self, class: Value, receiver: Value, name: u16) -> Result<Found, Stop> {
        let mismatch = |vm: &Vm| vm.raise_message(index::TypeError, Message::SuperMismatch);
        let Some(after) = self.heap.as_kind(class, Kind::Class) else {
            return Err(mismatch(self));
        };
        // In a class method the receiver is the class itself.
        let of = match receiver.as_ref() {
            Some(r) if self.heap.is(r, Kind::Instance) => class::of(&self.heap, r),
            Some(r) if self.heap.is(r, Kind::Class) => r,
            _ => return Err(mismatch(self)),
        };
        if !class::is_below(&self.heap, of, after) {
            return Err(mismatch(self));
        }
        match class::find_after(&self.heap, of, after, name) {
            Some(v) => Ok(match self.unwrap_class_attribute(v, of) {
                Found::Method(f) if Some(of) == receiver.as_ref() => Found::Value(f),
                found => found,
            }),
            // The root of all classes.
            None if name == names::__init__ => Ok(Found::Method(Value::native(
                bytecode::natives::id::super_init,
            ))),
            None if name == names::__setattr__ => Ok(Found::Method(Value::native(
                bytecode::natives::id::object_setattr,
            ))),
            None => Err(self.no_attribute()),
        }
    }

    fn find_in_module(&mut self, module: Ref, name: u16) -> Result<Found, Stop> {
        if let Some(global) = self.module_global(module, name) {
            let v = self.global(global);
            if v != Value::UNBOUND {
                return Ok(Found::Value(v));
            }
        }
        match self.heap.reference(module, 1) {
            Some(text) if name == names::__name__ => Ok(Found::Value(text.value())),
            _ => Err(self.no_attribute()),
        }
    }

    /// The global that a name of a module stands for.
    fn module_global(&self, module: Ref, name: u16) -> Option<u16> {
        let count = (self.heap.word(module, 0) & 0xffff) as usize;
        let pairs = self.heap.halves(module, 2).get(..2 * count)?;
        let (pairs, _) = pairs.as_chunks::<2>();
        let found = pairs.binary_search_by_key(&name, |[name, _]| *name).ok()?;
        pairs.get(found).map(|[_, global]| *global)
    }

    fn exception_attribute(&mut self, o: Value, name: u16) -> Result<Option<Value>, Stop> {
        if exception::is_class(o) {
            return Ok(match name {
                names::__class__ => Some(Value::of_type(Kind::Type)),
                _ => None,
            });
        }
        let body = o.as_ref();
        let link = |vm: &Vm, at| {
            let v = body.map_or(0, |r| vm.heap.word(r, at));
            if v == 0 {
                Value::NONE
            } else {
                Value::from_word(v)
            }
        };
        Ok(match name {
            names::args => Some(self.exception_args(o)?.value()),
            names::__cause__ => Some(link(self, exception::body::CAUSE)),
            names::__context__ => Some(link(self, exception::body::CONTEXT)),
            names::__traceback__ => Some(Value::NONE),
            names::__class__ => self.exception_index(o).map(Value::exception_class),
            names::value | names::errno => {
                let args = self.exception_args(o)?;
                Some(match self.heap.word(args, 0) & 0xffff {
                    0 => Value::NONE,
                    _ => self.heap.value(args, 1),
                })
            }
            names::strerror => {
                let args = self.exception_args(o)?;
                Some(match self.heap.word(args, 0) & 0xffff {
                    0 | 1 => Value::NONE,
                    _ => self.heap.value(args, 2),
                })
            }
            _ => None,
        })
    }

    fn find_in_type(&mut self, o: Value, number: u16, name: u16) -> Result<Found, Stop> {
        let kind = Kind::from_number(number as u8).unwrap_or(Kind::Object);
        if let Some(native) = natives::type_method(kind, name) {
            return Ok(Found::Value(Value::native(native)));
        }
        if let Some(native) = natives::method(kind, name) {
            return Ok(Found::Value(native));
        }
        match (kind, name) {
            (_, names::__name__ | names::__qualname__) => {
                let text = super::str::from_parts(&mut self.heap, &[kind.type_name()])?;
                Ok(Found::Value(text.value()))
            }
            (_, names::__class__) => Ok(Found::Value(Value::of_type(Kind::Type))),
            (Kind::Object, names::__init__) => {
                let id = bytecode::natives::id::super_init;
                Ok(Found::Value(Value::native(id)))
            }
            (Kind::Object, names::__setattr__) => {
                let id = bytecode::natives::id::object_setattr;
                Ok(Found::Value(Value::native(id)))
            }
            _ => match ops::attribute(self, o, name)? {
                Some(v) => Ok(Found::Value(v)),
                None => Err(self.no_attribute()),
            },
        }
    }

    fn find_in_property(&self, name: u16) -> Option<Found> {
        let id = match name {
            names::getter => bytecode::natives::id::property_getter,
            names::setter => bytecode::natives::id::property_setter,
            names::deleter => bytecode::natives::id::property_deleter,
            _ => return None,
        };
        Some(Found::Method(Value::native(id)))
    }

    /// The kind of a value, of immediates too.
    #[must_use]
    pub fn kind_of(&self, v: Value) -> Kind {
        if v.is_small_int() {
            return Kind::Int;
        }
        if let Some(r) = v.as_ref() {
            return self.heap.kind(r);
        }
        match v.tag() {
            Some(Tag::Bool) => Kind::Bool,
            Some(Tag::Exception) if exception::is_class(v) => Kind::Type,
            Some(Tag::Exception) => Kind::Exception,
            Some(Tag::Native) => Kind::Native,
            Some(Tag::Type) => Kind::Type,
            Some(Tag::Function) => Kind::Function,
            _ => match v {
                Value::ELLIPSIS => Kind::Ellipsis,
                Value::NOT_IMPLEMENTED => Kind::NotImplemented,
                _ => Kind::NoneType,
            },
        }
    }

    /// `type(v)`.
    #[must_use]
    pub fn type_of(&self, v: Value) -> Value {
        match self.kind_of(v) {
            Kind::Instance => match v.as_ref() {
                Some(r) => class::of(&self.heap, r).value(),
                None => Value::NONE,
            },
            Kind::Exception => match self.exception_index(v) {
                Some(index) => Value::exception_class(index),
                None => Value::NONE,
            },
            Kind::BigInt => Value::of_type(Kind::Int),
            Kind::Class => Value::of_type(Kind::Type),
            kind => Value::of_type(kind),
        }
    }

    /// The attribute of the type of a value, as the prelude's operators look for methods: a function to be called with the
    /// value as its first argument.
    #[must_use]
    pub fn type_method(&mut self, v: Value, name: u16) -> Option<Value> {
        match v.as_ref() {
            Some(r) if self.heap.is(r, Kind::Instance) => {
                let class = class::of(&self.heap, r);
                let found = class::find(&mut self.heap, class, name)?;
                // A method set to None says that there is none.
                (found != Value::NONE).then_some(found)
            }
            _ => natives::method(self.kind_of(v), name),
        }
    }

    /// Sets `o.name`, where no Python code has a say in it.
    ///
    /// # Errors
    /// `AttributeError`; [`Stop`].
    pub fn set_plain_attribute(&mut self, o: Value, name: u16, v: Value) -> Result<(), Stop> {
        let Some(r) = o.as_ref() else {
            return Err(self.no_attribute());
        };
        match self.heap.kind(r) {
            Kind::Instance => class::set_instance_attribute(&mut self.heap, r, name, v)?,
            Kind::Class => class::set(&mut self.heap, r, name, v)?,
            Kind::Module => match self.module_global(r, name) {
                Some(global) => self.set_global(global, v),
                None => return Err(self.no_attribute()),
            },
            _ => return Err(self.no_attribute()),
        }
        Ok(())
    }

    /// What has a say in setting `o.name`: `__setattr__` of the class, or a property's setter.
    #[must_use]
    pub fn find_setter(&mut self, o: Value, name: u16) -> Option<Setter> {
        let r = self.heap.as_kind(o, Kind::Instance)?;
        let class = class::of(&self.heap, r);
        if class::flags(&self.heap, class) & class::HAS_SETATTR != 0
            && let Some(function) = class::find(&mut self.heap, class, names::__setattr__)
        {
            return Some(Setter::SetAttr(function));
        }
        self.property(class, name)
            .map(|property| Setter::Property(self.heap.value(property, 1)))
    }

    /// The property of a name in a class.
    #[must_use]
    pub fn property(&mut self, class: Ref, name: u16) -> Option<Ref> {
        let found = class::find(&mut self.heap, class, name)?;
        self.heap.as_kind(found, Kind::Property)
    }

    /// Deletes `o.name`, where no Python code has a say in it.
    ///
    /// # Errors
    /// `AttributeError`.
    pub fn delete_plain_attribute(&mut self, o: Value, name: u16) -> Result<(), Stop> {
        let deleted = match o.as_ref() {
            Some(r) if self.heap.is(r, Kind::Instance) => {
                class::delete_instance_attribute(&mut self.heap, r, name)
            }
            Some(r) if self.heap.is(r, Kind::Class) => class::delete(&mut self.heap, r, name),
            _ => false,
        };
        if deleted {
            Ok(())
        } else {
            Err(self.no_attribute())
        }
    }

    /// What was found, as a value; `None` if it takes a call.
    ///
    /// # Errors
    /// [`HeapFull`], for a bound method.
    pub fn found_value(&mut self, o: Value, found: Found) -> Result<Option<Value>, HeapFull> {
        Ok(match found {
            Found::Value(v) => Some(v),
            Found::Method(f) => Some(function::bind(&mut self.heap, f, o)?.value()),
            Found::ClassMethod(f, class) => {
                Some(function::bind(&mut self.heap, f, class.value())?.value())
            }
            Found::Getter(_) | Found::GetAttr(_) => None,
        })
    }
}

/// Python code that has a say in setting an attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setter {
    /// Called with object, name and value.
    SetAttr(Value),
    /// Called with object and value; `None` if the property cannot be set.
    Property(Value),
}
