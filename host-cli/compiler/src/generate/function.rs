//! Functions: their code objects and what makes them values.

use bytecode::code;
use bytecode::op::Op;
use bytecode::operand::{CellSlot, CodeId, Count8, Flags, Free, Local};

use super::Generator;
use super::builtins::Builtin;
use super::display::count;
use super::names::narrow;
use super::resolve::Meaning;
use crate::diagnostic::Message;
use crate::emit::{Assembled, ConstantId};
use crate::pool::Entry;
use crate::program::{CodeSymbols, ModuleName};
use crate::scope::{Place, ScopeKind};
use crate::tree::{Constant, Expr, ExprKind, Function, Name, Parameters, ScopeId, Span};

/// Most parameters a plain call fills.
const PARAMETERS_MAX: usize = 127;

/// A finished code object, before it is placed in an image.
#[derive(Debug)]
pub(crate) struct CodeObject {
    pub(crate) id: u16,
    /// The flags of [`bytecode::code`] but EXTENDED and HANDLERS, which follow from the rest.
    pub(crate) flags: u8,
    pub(crate) positional: u8,
    pub(crate) positional_only: u8,
    pub(crate) keyword_only: u8,
    /// Locals that are no positional parameters, cells included.
    pub(crate) other_locals: u8,
    pub(crate) cells: u8,
    pub(crate) captured: u8,
    /// The names of positional and keyword-only parameters.
    pub(crate) parameters: Vec<u16>,
    /// Tuples of constant defaults: positional, keyword-only.
    pub(crate) defaults: [Option<ConstantId>; 2],
    pub(crate) assembled: Assembled,
}

impl<'a> Generator<'_, 'a> {
    /// A `def` statement.
    pub(super) fn define_function(&mut self, function: &Function) {
        for decorator in &function.decorators {
            if self.is_native_declaration(decorator) {
                return self.report(Message::NativeDeclaration, decorator.span, &[]);
            }
            self.callee(decorator);
            self.op(Op::PrepareCall {});
        }
        self.at(function.name.span);
        if let Some(code) = self.fixed_code(function) {
            return self.function_body(function, code);
        }
        self.make_function(function);
        for decorator in function.decorators.iter().rev() {
            self.at(decorator.span);
            self.op(Op::Call { count: Count8(1) });
        }
        self.store_name(&function.name.name, function.name.span);
    }

    fn is_native_declaration(&self, decorator: &Expr) -> bool {
        let ExprKind::Call { function, .. } = &decorator.kind else {
            return false;
        };
        matches!(&function.kind, ExprKind::Name(name) if matches!(&**name, "native_c" | "c_native"))
    }

    /// Pushes the function, with its defaults and captured variables.
    pub(super) fn make_function(&mut self, function: &Function) {
        let code = self.new_code(function.name.span);
        let with = self.defaults(&function.parameters) | self.closure(function.scope);
        if with == 0 {
            self.op(Op::LoadFunction { code });
        } else {
            self.op(Op::MakeFunction {
                code,
                with: Flags(with),
            });
        }
        self.function_body(function, code);
    }

    fn function_body(&mut self, function: &Function, code: CodeId) {
        let defaults = [
            positional_defaults(&function.parameters),
            keyword_defaults(&function.parameters),
        ]
        .map(|defaults| self.default_entry(&defaults));
        let qualname = self.nested_name(&function.name.name);
        let mut inner = self.nested(function.scope, qualname);
        inner.store_parameters(function.scope);
        inner.statements(&function.body);
        inner.finish(code, Some((&function.parameters, defaults)), function.span);
    }

    /// A generator for a scope inside this one.
    pub(super) fn nested(&mut self, scope: ScopeId, qualname: String) -> Generator<'_, 'a> {
        let unit = self.unit.clone();
        let mut inner = Generator::new(&mut *self.build, unit, scope, qualname);
        inner.in_function =
            self.in_function || inner.unit.scopes.get(scope).kind == ScopeKind::Function;
        inner
    }

    /// The code id that a plain function of the library is known by, rather than by a variable.
    fn fixed_code(&self, function: &Function) -> Option<CodeId> {
        if !self.at_module_level() {
            return None;
        }
        let state = self.build.program.modules.get(&self.unit.module)?;
        match state.names.get(&function.name.name) {
            Some(ModuleName::Function(code)) => Some(CodeId(*code)),
            _ => None,
        }
    }

    pub(super) fn nested_name(&self, name: &str) -> String {
        let frame = self.unit.scopes.get(self.scope).frame;
        match self.unit.scopes.get(frame).kind {
            ScopeKind::Module => name.to_owned(),
            ScopeKind::Class => format!("{}.{name}", self.qualname),
            ScopeKind::Function | ScopeKind::Comprehension => {
                format!("{}.<locals>.{name}", self.qualname)
            }
        }
    }

    /// Pushes the tuples of defaults that are not constant; returns the flags that say which.
    fn defaults(&mut self, parameters: &Parameters) -> u8 {
        let mut with = 0;
        let lists = [
            positional_defaults(parameters),
            keyword_defaults(parameters),
        ];
        for (index, defaults) in lists.iter().enumerate() {
            if defaults.is_empty() || self.constant_defaults(defaults).is_some() {
                continue;
            }
            for default in defaults {
                match default {
                    Some(value) => self.expression(value),
                    None => self.op(Op::LoadMissing {}),
                }
            }
            self.op(Op::BuildTuple {
                count: count(defaults.len()),
            });
            with |= 1 << index;
        }
        with
    }

    /// Defaults that stand in the code object: all of a tuple, or none.
    fn constant_defaults(&mut self, defaults: &[Option<&Expr>]) -> Option<Vec<Option<Constant>>> {
        defaults
            .iter()
            .map(|default| match default {
                None => Some(None),
                Some(value) => {
                    let known = match self.static_meaning(value) {
                        Some(Meaning::Builtin(Builtin::NotImplemented)) => {
                            Some(Constant::NotImplemented)
                        }
                        _ => None,
                    };
                    known.or_else(|| self.constant(value)).map(Some)
                }
            })
            .collect()
    }

    /// The constant tuple of defaults in the pool.
    fn default_entry(&mut self, defaults: &[Option<&Expr>]) -> Option<ConstantId> {
        if defaults.is_empty() {
            return None;
        }
        let values = self.constant_defaults(defaults)?;
        let values = values
            .into_iter()
            .map(|value| value.unwrap_or(Constant::Missing))
            .collect();
        Some(self.build.pool.add(Entry::Value(Constant::Tuple(values))))
    }

    /// Pushes the tuple of cells that a scope captures; returns its flag.
    pub(super) fn closure(&mut self, scope: ScopeId) -> u8 {
        let captures: Vec<Place> = self
            .unit
            .scopes
            .frame(scope)
            .captures
            .iter()
            .map(|(_, place)| place.clone())
            .collect();
        if captures.is_empty() {
            return 0;
        }
        for place in &captures {
            match place {
                Place::Cell(cell) => self.op(Op::LoadOwnCell {
                    cell: CellSlot(narrow(*cell)),
                }),
                Place::Free(free) => self.op(Op::LoadFreeCell {
                    free: Free(narrow(*free)),
                }),
                // Captured variables are cells by construction.
                Place::Local(_) | Place::Global => {}
            }
        }
        self.op(Op::BuildTuple {
            count: count(captures.len()),
        });
        4
    }

    /// Parameters that nested functions capture move to their cells.
    pub(super) fn store_parameters(&mut self, scope: ScopeId) {
        let parameters = self.unit.scopes.get(scope).parameters.clone();
        for (slot, name) in parameters.iter().enumerate() {
            if let Place::Cell(cell) = self.unit.scopes.place_of_own(scope, name) {
                let slot = self.local(slot);
                self.op(Op::LoadFast { slot });
                self.op(Op::StoreCell {
                    cell: CellSlot(narrow(cell)),
                });
            }
        }
    }

    /// Ends the body, assembles it and hands it to the image.
    pub(crate) fn finish(
        mut self,
        code: CodeId,
        parameters: Option<(&Parameters, [Option<ConstantId>; 2])>,
        span: Span,
    ) {
        self.at(Span {
            start: span.end.saturating_sub(1).max(span.start),
            end: span.end,
        });
        self.op(Op::LoadNone {});
        self.op(Op::ReturnValue {});
        let none = Parameters::default();
        let (given, defaults) = parameters.unwrap_or((&none, [None, None]));
        if given.positional.len() > PARAMETERS_MAX || given.keyword_only.len() > PARAMETERS_MAX {
            self.report(Message::TooManyParameters, span, &["127"]);
            return;
        }
        let scope = self.unit.scopes.get(self.scope);
        let (generator, hidden) = (scope.generator, parameters.is_none());
        // A class body or generator expression has one hidden parameter.
        let positional = if hidden {
            scope.parameters.len()
        } else {
            given.positional.len()
        };
        let mut flags = 0;
        if given.star.is_some() {
            flags |= code::VARARGS;
        }
        if given.double_star.is_some() {
            flags |= code::VARKEYWORDS;
        }
        if generator {
            flags |= code::GENERATOR;
        }
        if hidden || (given.positional.is_empty() && given.keyword_only.is_empty()) {
            flags |= code::NO_NAMES;
        }
        let names = given.positional.iter().chain(&given.keyword_only);
        let parameter_names = if hidden {
            Vec::new()
        } else {
            names
                .map(|parameter| self.name_number(&parameter.name.name).0)
                .collect()
        };
        let frame = self.unit.scopes.frame(self.scope);
        let (cells, captured) = (frame.cells.len(), frame.captures.len());
        let locals = self.locals();
        let Some(assembled) = self.assemble(span) else {
            return;
        };
        let object = CodeObject {
            id: code.0,
            flags,
            positional: narrow_count(positional),
            positional_only: narrow_count(given.positional_only),
            keyword_only: narrow_count(given.keyword_only.len()),
            other_locals: narrow_count(locals - positional + cells),
            cells: narrow_count(cells),
            captured: narrow_count(captured),
            parameters: parameter_names,
            defaults,
            assembled,
        };
        self.record(object);
    }

    fn record(&mut self, object: CodeObject) {
        let frame = self.unit.scopes.frame(self.scope);
        let mut locals: Vec<Name> = frame.locals.iter().map(|(_, name)| name.clone()).collect();
        locals.resize(self.locals(), "".into());
        locals.extend(frame.cells.iter().map(|(_, name)| name.clone()));
        let symbols = CodeSymbols {
            qualname: self.qualname.clone(),
            module: self.unit.module.clone(),
            source: self.unit.source.clone(),
            lines: object.assembled.lines.clone(),
            locals,
        };
        self.build.program.set_code(object.id, symbols);
        self.build.codes.push(object);
    }

    /// The first parameter of the function that this code belongs to.
    pub(super) fn load_first_parameter(&mut self) -> bool {
        let frame = self.unit.scopes.get(self.scope).frame;
        let scope = self.unit.scopes.get(frame);
        let Some(name) = scope
            .parameters
            .first()
            .filter(|name| &***name != ".0")
            .cloned()
        else {
            return false;
        };
        match self.unit.scopes.place_of_own(frame, &name) {
            Place::Cell(cell) => self.op(Op::LoadCell {
                cell: CellSlot(narrow(cell)),
            }),
            _ => self.op(Op::LoadFast { slot: Local(0) }),
        }
        true
    }
}

fn narrow_count(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

fn positional_defaults(parameters: &Parameters) -> Vec<Option<&Expr>> {
    parameters
        .positional
        .iter()
        .filter(|p| p.default.is_some())
        .map(|p| p.default.as_ref())
        .collect()
}

/// One a keyword-only parameter, if any has a default.
fn keyword_defaults(parameters: &Parameters) -> Vec<Option<&Expr>> {
    if parameters
        .keyword_only
        .iter()
        .all(|parameter| parameter.default.is_none())
    {
        return Vec::new();
    }
    parameters
        .keyword_only
        .iter()
        .map(|parameter| parameter.default.as_ref())
        .collect()
}
