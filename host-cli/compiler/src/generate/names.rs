//! Loading, storing and deleting names; loading constants.

use bytecode::op::Op;
use bytecode::operand::{
    CellSlot, CodeId, Const, ExceptionNo, Free, Global, Int8, Int16, Int32, Local, NativeId, TypeNo,
};
use bytecode::value;
use num_traits::ToPrimitive;

use super::Generator;
use super::builtins::Builtin;
use super::resolve::Meaning;
use crate::diagnostic::Message;
use crate::pool::Entry;
use crate::program::ModuleName;
use crate::scope::{Place, ScopeKind};
use crate::tree::{Constant, Name, Span};

impl Generator<'_, '_> {
    /// Pushes the value of a name.
    pub(super) fn load_name(&mut self, name: &Name, span: Span) {
        self.at(span);
        if self.is_class_name(name) && &**name != "__class__" {
            return self.load_class_name(name, span);
        }
        if self.place(name) != Place::Global
            && let Some(meaning) = self.static_name(name)
        {
            return self.load_meaning(&meaning, span);
        }
        match self.place(name) {
            Place::Local(slot) => self.load_local(slot, span),
            Place::Cell(cell) => self.op(Op::LoadCell {
                cell: CellSlot(narrow(cell)),
            }),
            Place::Free(free) => self.op(Op::LoadFree {
                free: Free(narrow(free)),
            }),
            Place::Global => match self.meaning(name, span) {
                Some(meaning) => self.load_meaning(&meaning, span),
                // Reported; something must stand for it.
                None => self.op(Op::LoadNone {}),
            },
        }
    }

    fn load_local(&mut self, slot: u16, span: Span) {
        let slot = Local(narrow(slot));
        if self.unit.scopes.may_be_unbound(span.start) {
            self.op(Op::LoadFastCheck { slot });
        } else {
            self.op(Op::LoadFast { slot });
        }
    }

    /// A name that the class body binds: its own value, or before that what it is outside.
    fn load_class_name(&mut self, name: &Name, span: Span) {
        if !self.unit.scopes.may_be_unbound(span.start) {
            if let Place::Local(slot) = self.place(name) {
                self.op(Op::LoadFast {
                    slot: Local(narrow(slot)),
                });
            }
            return;
        }
        // CPython decides when it runs; here it must be clear from the order of the lines.
        let first = self
            .unit
            .scopes
            .get(self.scope)
            .bindings
            .get(name)
            .map_or(0, |binding| binding.span.start);
        let between = self.unit.text.get(first as usize..span.start as usize);
        if between.is_some_and(|text| text.contains('\n')) {
            let what =
                format!("reading `{name}`, which this class body may or may not have assigned,");
            self.report(
                Message::NotYet,
                span,
                &[&what, "assign it on every way to here"],
            );
            return;
        }
        match self.global_meaning(name) {
            Some(meaning) => self.load_meaning(&meaning, span),
            None => self.report(Message::NeverAssigned, span, &[name]),
        }
    }

    pub(super) fn load_meaning(&mut self, meaning: &Meaning, span: Span) {
        self.at(span);
        match meaning {
            Meaning::Global(slot) => self.op(Op::LoadGlobal {
                global: Global(*slot),
            }),
            Meaning::Module(module) => self.load_module(module),
            Meaning::Exception(index) => self.op(Op::LoadException {
                exception: ExceptionNo(*index),
            }),
            Meaning::Constant(value) => self.load_constant(value, span),
            Meaning::Native(native) => self.load_native(native, span),
            Meaning::Function(code) => self.op(Op::LoadFunction {
                code: CodeId(*code),
            }),
            Meaning::Builtin(builtin) => match *builtin {
                Builtin::Constant(value) => self.load_int(value),
                Builtin::KindConstant(number) => self.load_int(number.into()),
                Builtin::Native(native) => self.load_native(native, span),
                Builtin::Type(kind, _) => self.op(Op::LoadType {
                    number: TypeNo(kind as u8),
                }),
                Builtin::Prelude(id) => self.load_prelude(id),
                Builtin::NotImplemented => self.op(Op::LoadNotImplemented {}),
                Builtin::Ellipsis => self.op(Op::LoadEllipsis {}),
            },
        }
    }

    /// A function of the prelude: by its code id.
    pub(super) fn load_prelude(&mut self, id: u16) {
        self.op(Op::LoadFunction { code: CodeId(id) });
    }

    pub(super) fn load_native(&mut self, native: &bytecode::natives::Native, span: Span) {
        let group = (native.id >> 8) as u8;
        let carried = self
            .build
            .options
            .native_groups
            .as_ref()
            .is_none_or(|groups| groups.contains(&group));
        if !carried {
            let board = self.build.options.board.clone();
            let text = group_name(group);
            self.report(Message::NativeGroup, span, &[native.name, text, &board]);
        }
        self.op(Op::LoadNative {
            native: NativeId(native.id),
        });
    }

    pub(super) fn load_constant(&mut self, value: &Constant, span: Span) {
        self.at(span);
        match value {
            Constant::None => self.op(Op::LoadNone {}),
            Constant::Bool(true) => self.op(Op::LoadTrue {}),
            Constant::Bool(false) => self.op(Op::LoadFalse {}),
            Constant::Ellipsis => self.op(Op::LoadEllipsis {}),
            Constant::NotImplemented => self.op(Op::LoadNotImplemented {}),
            Constant::Missing => self.op(Op::LoadMissing {}),
            Constant::Int(int) => match int.to_i64().filter(|int| value::small_int(*int).is_some())
            {
                Some(small) => self.load_int(small),
                None => self.load_entry(Entry::Value(value.clone())),
            },
            _ => {
                if !fits(value) {
                    self.report(Message::ConstantTooLarge, span, &[]);
                }
                self.load_entry(Entry::Value(value.clone()));
            }
        }
    }

    /// Pushes an integer that fits the word.
    pub(super) fn load_int(&mut self, int: i64) {
        let Some(word) = value::small_int(int) else {
            return self.load_entry(Entry::Value(Constant::Int(int.into())));
        };
        let word = word.cast_signed();
        let op = if let Ok(short) = i8::try_from(word) {
            Op::LoadInt8 { value: Int8(short) }
        } else if let Ok(short) = i16::try_from(word) {
            Op::LoadInt16 {
                value: Int16(short),
            }
        } else {
            Op::LoadInt32 { value: Int32(word) }
        };
        self.op(op);
    }

    pub(super) fn load_entry(&mut self, entry: Entry) {
        let id = self.build.pool.add(entry);
        self.emit
            .op_with_constant(Op::LoadConst { constant: Const(0) }, id);
    }

    /// Pops a value into a name.
    pub(super) fn store_name(&mut self, name: &Name, span: Span) {
        self.at(span);
        if self.is_class_name(name) && &**name != "__class__" {
            return self.store_class_name(name);
        }
        match self.place(name) {
            Place::Local(slot) => self.op(Op::StoreFast {
                slot: Local(narrow(slot)),
            }),
            Place::Cell(cell) => self.op(Op::StoreCell {
                cell: CellSlot(narrow(cell)),
            }),
            Place::Free(free) => self.op(Op::StoreFree {
                free: Free(narrow(free)),
            }),
            Place::Global => match self.global_slot(name, span) {
                Some(slot) => self.op(Op::StoreGlobal {
                    global: Global(slot),
                }),
                None => self.op(Op::Pop {}),
            },
        }
    }

    /// The slot of a variable of the module that is written.
    fn global_slot(&mut self, name: &Name, span: Span) -> Option<u16> {
        let module = self.unit.module.clone();
        let known = self
            .build
            .program
            .modules
            .get(&module)
            .and_then(|state| state.names.get(name));
        match known {
            Some(ModuleName::Global(slot)) => Some(*slot),
            Some(_) => {
                self.report(Message::AssignToConstant, span, &[name]);
                None
            }
            None => {
                let slot = self.build.program.global_slot(&module, name);
                if slot.is_none() {
                    self.report(Message::RegisterFull, span, &["global variables"]);
                }
                slot
            }
        }
    }

    /// A name of a class body becomes an attribute of the class; a copy stays in a local if the body reads it.
    fn store_class_name(&mut self, name: &Name) {
        if self.is_read_in_class(name)
            && let Place::Local(slot) = self.place(name)
        {
            self.op(Op::Dup {});
            self.op(Op::StoreFast {
                slot: Local(narrow(slot)),
            });
        }
        self.load_class_itself();
        let name = self.name_number(name);
        self.op(Op::StoreAttr { name });
    }

    fn is_read_in_class(&self, name: &str) -> bool {
        let scope = self.unit.scopes.get(self.scope);
        scope.kind == ScopeKind::Class && scope.reads.contains_key(name)
    }

    /// The class whose body this is: the only argument.
    pub(super) fn load_class_itself(&mut self) {
        self.op(Op::LoadFast { slot: Local(0) });
    }

    /// `del name`
    pub(super) fn delete_name(&mut self, name: &Name, span: Span) {
        self.at(span);
        if self.is_class_name(name) {
            self.load_class_itself();
            let number = self.name_number(name);
            self.op(Op::DeleteAttr { name: number });
            if self.is_read_in_class(name)
                && let Place::Local(slot) = self.place(name)
            {
                self.op(Op::DeleteFast {
                    slot: Local(narrow(slot)),
                });
            }
            return;
        }
        match self.place(name) {
            Place::Local(slot) => self.op(Op::DeleteFast {
                slot: Local(narrow(slot)),
            }),
            Place::Cell(cell) => self.op(Op::DeleteCell {
                cell: CellSlot(narrow(cell)),
            }),
            Place::Free(free) => self.op(Op::DeleteFree {
                free: Free(narrow(free)),
            }),
            Place::Global => match self.meaning(name, span) {
                Some(Meaning::Global(slot)) => self.op(Op::DeleteGlobal {
                    global: Global(slot),
                }),
                Some(_) => {
                    let what = format!("`{name}`");
                    self.report(
                        Message::DeleteUnsupported,
                        span,
                        &[&what, "only variables can be deleted"],
                    );
                }
                None => {}
            },
        }
    }
}

/// Slots beyond the operand's range are reported when the code object is finished.
pub(super) fn narrow(slot: u16) -> u8 {
    u8::try_from(slot).unwrap_or(u8::MAX)
}

/// Whether a constant fits a block of the machine.
fn fits(value: &Constant) -> bool {
    match value {
        Constant::Str(text) => text.len() <= 65_535,
        Constant::Bytes(bytes) => bytes.len() <= 65_535,
        Constant::Tuple(items) => items.len() <= 16_000 && items.iter().all(fits),
        Constant::Int(int) => int.bits() <= 32_768,
        _ => true,
    }
}

fn group_name(group: u8) -> &'static str {
    match group {
        2 => "text",
        7 => "threads",
        8 => "system",
        9 => "pins",
        10 => "math",
        11 => "struct",
        _ => "core",
    }
}
