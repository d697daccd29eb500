//! Attributes: slots and plain methods of instances here, all else in [`crate::object::attribute`].

use super::load::constant;
use super::{Flow, Regs};
use crate::native::{Args, Stop};
use crate::object::attribute::Found;
use crate::object::class::{body, instance};
use crate::object::table::{ATTRIBUTE, CACHED, SLOT};
use crate::object::{build_class, class};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::kind::Kind;
use bytecode::value::{MISSING, Tag, UNBOUND};

/// Words of a header.
const HEAD: usize = crate::heap::header::HEADER_WORDS as usize;

/// The object, if the word refers to an instance.
#[inline(always)]
unsafe fn instance_at(r: &Regs, word: u32) -> Option<*mut u32> {
    if word & 3 != 0 {
        return None;
    }
    let object = r.base().word(word);
    // SAFETY: a reference on the stack is never 0, and every object has a header.
    let kind = unsafe { *object.cast::<u8>().add(6) };
    (kind == Kind::Instance as u8).then_some(object)
}

/// The first place of a name in the table of an instance's class: key and word.
#[inline(always)]
unsafe fn first_place(r: &Regs, object: *mut u32, name: usize) -> *mut u32 {
    // SAFETY: an instance has a class, a class a table, and the mask keeps the place inside it.
    unsafe {
        let class = r.base().word(*object.add(HEAD + instance::CLASS as usize));
        let table = r.base().word(*class.add(HEAD + body::TABLE as usize));
        let mask = *table.add(HEAD) as usize;
        table
            .cast::<u8>()
            .add((HEAD + 2) * 4)
            .add((name << 3) & mask)
            .cast()
    }
}

/// The slot of an instance that a name has, if its table has it in the first place.
#[inline(always)]
unsafe fn slot_at(r: &Regs, word: u32, name: usize) -> Option<*mut u32> {
    // SAFETY: as for the two above; the word of a slot's entry is its byte offset plus one.
    unsafe {
        let object = instance_at(r, word)?;
        let place = first_place(r, object, name);
        if *place != (name as u32) << 16 | SLOT {
            return None;
        }
        Some(
            object
                .cast::<u8>()
                .add(*place.add(1) as usize)
                .sub(1)
                .cast(),
        )
    }
}

impl Vm {
    /// `o.name` where the fast path does not apply. `None` if [`Vm::stop`] says why there is no result, which for a property is
    /// [`Stop::Interpreter`].
    #[inline(never)]
    fn load_attribute(&mut self, o: u32, name: usize) -> Option<u32> {
        let o = Value::from_word(o);
        if let Some(r) = self.heap.as_kind(o, Kind::Instance) {
            // A slot of the plain sort, not in its name's first place.
            let of = class::of(&self.heap, r);
            if let Some(table) = self.heap.reference(of, body::TABLE)
                && let Some(at) =
                    crate::object::table::find(&self.heap, table, name as u16, SLOT, 0)
            {
                let offset = crate::object::table::word(&self.heap, table, at) - 1;
                let word = self.heap.words().read(r.offset() + offset);
                if word != UNBOUND {
                    return Some(word);
                }
            }
        }
        let result = self.find_attribute(o, name as u16).and_then(|found| {
            self.found_value(o, found)
                .map_err(Stop::from)?
                .ok_or(Stop::Interpreter)
        });
        self.outcome_of(result)
    }

    #[inline(never)]
    fn store_attribute(&mut self, o: u32, name: usize, v: u32) -> bool {
        let (o, v) = (Value::from_word(o), Value::from_word(v));
        let result = if self.find_setter(o, name as u16).is_some() {
            Err(Stop::Interpreter)
        } else {
            self.set_plain_attribute(o, name as u16, v)
        };
        match result {
            Ok(()) => true,
            Err(stop) => {
                self.stop = stop;
                false
            }
        }
    }

    /// What to call for `o.name(…)`, and its first argument or `MISSING`.
    #[inline(never)]
    fn load_method_slow(&mut self, o: u32, name: usize) -> Option<(u32, u32)> {
        let o = Value::from_word(o);
        match self.find_attribute(o, name as u16) {
            Ok(found) => self.method_of(found, o),
            Err(stop) => {
                self.stop = stop;
                None
            }
        }
    }

    fn method_of(&mut self, found: Found, o: Value) -> Option<(u32, u32)> {
        match found {
            Found::Value(v) => Some((v.word(), MISSING)),
            Found::Method(f) => Some((f.word(), o.word())),
            Found::ClassMethod(f, class) => Some((f.word(), class.offset())),
            Found::Getter(_) | Found::GetAttr(_) => {
                self.stop = Stop::Interpreter;
                None
            }
        }
    }

    #[inline(never)]
    fn load_super_slow(&mut self, class: u32, receiver: u32, name: usize) -> Option<u32> {
        let receiver = Value::from_word(receiver);
        let result = self
            .find_super(Value::from_word(class), receiver, name as u16)
            .and_then(|found| {
                self.found_value(receiver, found)
                    .map_err(Stop::from)?
                    .ok_or(Stop::Interpreter)
            });
        self.outcome_of(result)
    }

    #[inline(never)]
    fn load_super_method_slow(
        &mut self,
        class: u32,
        receiver: u32,
        name: usize,
    ) -> Option<(u32, u32)> {
        let receiver = Value::from_word(receiver);
        match self.find_super(Value::from_word(class), receiver, name as u16) {
            Ok(found) => self.method_of(found, receiver),
            Err(stop) => {
                self.stop = stop;
                None
            }
        }
    }
}

#[inline(always)]
pub(super) unsafe fn load_attr(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let name = r.half();
        let o = r.peek(1);
        if let Some(slot) = slot_at(r, o, name)
            && *slot != UNBOUND
        {
            r.poke(1, *slot);
            return Flow::Next;
        }
        match r.vm.load_attribute(o, name) {
            Some(v) => {
                r.poke(1, v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn load_attr_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let local = r.byte();
        let name = r.half();
        let o = r.local(local);
        if let Some(slot) = slot_at(r, o, name)
            && *slot != UNBOUND
        {
            r.push(*slot);
            return Flow::Next;
        }
        match r.vm.load_attribute(o, name) {
            Some(v) => {
                r.push(v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn store_attr(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let name = r.half();
        let (v, o) = (r.peek(2), r.peek(1));
        if let Some(slot) = slot_at(r, o, name) {
            *slot = v;
        } else if !r.vm.store_attribute(o, name, v) {
            return Flow::Stop;
        }
        r.drop(2);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn store_attr_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let local = r.byte();
        let name = r.half();
        let (v, o) = (r.peek(1), r.local(local));
        if let Some(slot) = slot_at(r, o, name) {
            *slot = v;
        } else if !r.vm.store_attribute(o, name, v) {
            return Flow::Stop;
        }
        r.drop(1);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn delete_attr(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        r.half();
    }
    Flow::Slow
}

/// The function of a method that an instance's class has in the name's first place, if nothing of the instance's own can
/// come first.
#[inline(always)]
unsafe fn method_at(r: &Regs, word: u32, name: usize) -> Option<u32> {
    // SAFETY: as for `slot_at`.
    unsafe {
        let object = instance_at(r, word)?;
        let place = first_place(r, object, name);
        if *place & !CACHED != (name as u32) << 16 | ATTRIBUTE
            || *object.add(HEAD + instance::OVERFLOW as usize) != 0
        {
            return None;
        }
        let function = *place.add(1);
        (function & 0xff == 0b10 | (Tag::Function as u32) << 2).then_some(function)
    }
}

#[inline(always)]
pub(super) unsafe fn load_method(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let name = r.half();
        let o = r.peek(1);
        let (function, receiver) = match method_at(r, o, name) {
            Some(function) => (function, o),
            None => match r.vm.load_method_slow(o, name) {
                Some(found) => found,
                None => return Flow::Stop,
            },
        };
        r.poke(1, function);
        r.push(1);
        r.push(1);
        r.push(receiver);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn load_method_fast(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let local = r.byte();
        let name = r.half();
        let o = r.local(local);
        let (function, receiver) = match method_at(r, o, name) {
            Some(function) => (function, o),
            None => match r.vm.load_method_slow(o, name) {
                Some(found) => found,
                None => return Flow::Stop,
            },
        };
        r.push(function);
        r.push(1);
        r.push(1);
        r.push(receiver);
    }
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn load_super(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let name = r.half();
        match r.vm.load_super_slow(r.peek(2), r.peek(1), name) {
            Some(v) => {
                r.put2(v);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

#[inline(always)]
pub(super) unsafe fn load_super_method(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let name = r.half();
        match r.vm.load_super_method_slow(r.peek(2), r.peek(1), name) {
            Some((function, receiver)) => {
                r.poke(2, function);
                r.poke(1, 1);
                r.push(1);
                r.push(receiver);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}

impl Vm {
    #[inline(never)]
    fn build_class_slow(&mut self, info: u32, bases: Args<'_>) -> Option<u32> {
        let result = match Ref::from_word(info) {
            Some(info) => build_class::build(self, info, bases),
            None => Err(Stop::Interpreter),
        };
        self.outcome_of(result)
    }
}

#[inline(always)]
pub(super) unsafe fn build_class(r: &mut Regs) -> Flow {
    // SAFETY: verified.
    unsafe {
        let distance = r.half();
        let count = r.byte();
        let info = constant(r, distance);
        let bases = Args::new(r.sp.sub(count), count as u32);
        match r.vm.build_class_slow(info, bases) {
            Some(class) => {
                r.drop(count);
                r.push(class);
                Flow::Next
            }
            None => Flow::Stop,
        }
    }
}
