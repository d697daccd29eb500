//! Classes, and the declarations of exceptions, which take no code.

use bytecode::op::Op;
use bytecode::operand::{Const, Count8, Depth, ExceptionNo, Flags};

use super::Generator;
use super::resolve::Meaning;
use crate::diagnostic::Message;
use crate::pool::Entry;
use crate::program::{Exception, ModuleName};
use crate::scope::ScopeKind;
use crate::tree::{
    Argument, Class, Constant, Expr, ExprKind, Function, Name, Span, Stmt, StmtKind, Target,
    TargetKind,
};
use crate::visit::{Visitor, walk_target};

impl Generator<'_, '_> {
    pub(super) fn define_class(&mut self, class: &Class) {
        if self.is_declared_exception(&class.name.name) && self.at_module_level() {
            return;
        }
        for base in &class.bases {
            if let Some(Meaning::Exception(_)) = self.static_meaning(base) {
                return self.report(Message::ExceptionPlace, class.name.span, &[]);
            }
        }
        for decorator in &class.decorators {
            self.callee(decorator);
            self.op(Op::PrepareCall {});
        }
        self.make_class(class);
        for decorator in class.decorators.iter().rev() {
            self.at(decorator.span);
            self.op(Op::Call { count: Count8(1) });
        }
        self.store_name(&class.name.name, class.name.span);
    }

    fn is_declared_exception(&self, name: &str) -> bool {
        let state = self.build.program.modules.get(&self.unit.module);
        matches!(
            state.and_then(|state| state.names.get(name)),
            Some(ModuleName::Exception(_))
        )
    }

    fn make_class(&mut self, class: &Class) {
        let span = class.name.span;
        let bases: Vec<&Expr> = class
            .bases
            .iter()
            .filter(|base| !self.is_object(base))
            .collect();
        for base in &bases {
            self.expression(base);
        }
        self.at(span);
        let name = self.name_number(&class.name.name).0;
        let slots: Vec<u16> = slots(class)
            .iter()
            .map(|slot| self.name_number(slot).0)
            .collect();
        let info = self.build.pool.add(Entry::ClassInfo {
            name,
            text: class.name.name.clone(),
            slots,
        });
        let Ok(count) = u8::try_from(bases.len()) else {
            return self.report(Message::TooManyArguments, span, &["255"]);
        };
        self.emit.op_with_constant(
            Op::BuildClass {
                info: Const(0),
                bases: Count8(count),
            },
            info,
        );
        if class.body.iter().all(does_nothing) {
            return;
        }
        let code = self.new_code(span);
        let with = self.closure(class.scope);
        if with == 0 {
            self.op(Op::LoadFunction { code });
        } else {
            self.op(Op::MakeFunction {
                code,
                with: Flags(with),
            });
        }
        self.op(Op::PrepareCall {});
        self.op(Op::Copy { depth: Depth(4) });
        self.op(Op::Call { count: Count8(1) });
        self.op(Op::Pop {});
        let qualname = self.nested_name(&class.name.name);
        let mut body = self.nested(class.scope, qualname);
        body.in_function = false;
        body.store_parameters(class.scope);
        body.statements(&class.body);
        body.finish(code, None, class.span);
    }

    /// Every class has `object` above it, so naming it changes nothing.
    fn is_object(&mut self, base: &Expr) -> bool {
        use super::builtins::Builtin;
        matches!(
            self.static_meaning(base),
            Some(Meaning::Builtin(Builtin::Type(
                bytecode::kind::Kind::Object,
                _
            )))
        )
    }

    /// `new_exception(Name, Parent)` or `new_exception(Name, Parent, "text")`
    pub(crate) fn declare_exception(&mut self, arguments: &[Argument], span: Span) {
        let values: Vec<&Expr> = arguments
            .iter()
            .filter_map(|argument| {
                if let Argument::Positional(value) = argument {
                    Some(value)
                } else {
                    None
                }
            })
            .collect();
        let (name, parent, text) = match values.as_slice() {
            [name, parent] if arguments.len() == 2 => (*name, *parent, None),
            [name, parent, text] if arguments.len() == 3 => (*name, *parent, Some(*text)),
            _ => return self.report(Message::NewException, span, &[]),
        };
        let message = match text {
            None => Some("".into()),
            Some(text) => self.constant_text(text),
        };
        let (ExprKind::Name(name), Some(message)) = (&name.kind, message) else {
            return self.report(Message::NewException, span, &[]);
        };
        let Some(parent_index) = self.static_exception(parent) else {
            let text = self
                .unit
                .text
                .get(parent.span.start as usize..parent.span.end as usize)
                .unwrap_or("")
                .to_owned();
            return self.report(Message::NotAnException, parent.span, &[&text]);
        };
        self.add_exception(
            Exception {
                name: name.clone(),
                parent: parent_index,
                message: Some(message),
            },
            span,
        );
    }

    /// Adds an exception to the tree under its name in this module.
    pub(crate) fn add_exception(&mut self, exception: Exception, span: Span) {
        let module = self.unit.module.clone();
        let name = exception.name.clone();
        let known = self
            .build
            .program
            .modules
            .get(&module)
            .and_then(|state| state.names.get(&name));
        if let Some(ModuleName::Exception(index)) = known {
            let old = self.build.program.exception(*index).cloned();
            if let Some(old) = old {
                if old.parent != exception.parent {
                    let parent = self
                        .build
                        .program
                        .exception(old.parent)
                        .map_or(String::new(), |p| p.name.to_string());
                    self.report(Message::ExceptionConflict, span, &[&name, &parent]);
                }
                return;
            }
        }
        match self.build.program.add_exception(exception) {
            Some(index) => {
                let state = self.build.program.modules.entry(module).or_default();
                state.names.insert(name, ModuleName::Exception(index));
            }
            None => self.report(Message::RegisterFull, span, &["exceptions"]),
        }
    }

    /// Whether an expression statement is a declaration that takes no code.
    pub(super) fn is_declaration(&self, value: &Expr) -> bool {
        let ExprKind::Call { function, .. } = &value.kind else {
            return false;
        };
        matches!(&function.kind, ExprKind::Name(name)
            if matches!(&**name, "new_exception" | "__define") && self.unit.scopes.place(self.scope, name) == crate::scope::Place::Global)
    }

    /// Deals with a declaration; returns whether the statement was one.
    pub(super) fn declaration(&mut self, value: &Expr) -> bool {
        if !self.is_declaration(value) {
            return false;
        }
        let module_level = self.unit.scopes.get(self.scope).kind == ScopeKind::Module;
        if !module_level {
            self.report(Message::ExceptionPlace, value.span, &[]);
        }
        // At the module level it was declared before any code was generated.
        true
    }

    /// `new_exception(…)` used as a value is the exception it declared.
    pub(super) fn exception_value(&mut self, arguments: &[Argument], span: Span) {
        let declared = match arguments.first() {
            Some(Argument::Positional(name)) => self.static_exception(name),
            _ => None,
        };
        match declared {
            Some(index) => self.op(Op::LoadException {
                exception: ExceptionNo(index),
            }),
            None => self.report(Message::NewException, span, &[]),
        }
    }
}

fn does_nothing(statement: &Stmt) -> bool {
    match &statement.kind {
        StmtKind::Pass | StmtKind::Declare(_) => true,
        StmtKind::Expr(value) => matches!(value.kind, ExprKind::Constant(_)),
        _ => false,
    }
}

/// The attributes that the methods of a class set on their first parameter, `__init__` first.
fn slots(class: &Class) -> Vec<Name> {
    let mut slots = Slots {
        this: "".into(),
        found: Vec::new(),
    };
    for statement in &class.body {
        if let StmtKind::Assign { targets, value } = &statement.kind {
            slots.declared(targets, value);
        }
    }
    let methods = || {
        class
            .body
            .iter()
            .filter_map(|statement| match &statement.kind {
                StmtKind::Function(function) => Some(function),
                _ => None,
            })
    };
    let (first, rest): (Vec<_>, Vec<_>) =
        methods().partition(|method| &*method.name.name == "__init__");
    for method in first.into_iter().chain(rest) {
        if let Some(this) = method.parameters.positional.first() {
            slots.this = this.name.name.clone();
            slots.statements(&method.body);
        }
    }
    slots.found
}

struct Slots {
    this: Name,
    found: Vec<Name>,
}

impl Slots {
    fn add(&mut self, name: &Name) {
        if !self.found.contains(name) {
            self.found.push(name.clone());
        }
    }

    /// `__slots__ = ("a", "b")`
    fn declared(&mut self, targets: &[Target], value: &Expr) {
        let [
            Target {
                kind: TargetKind::Name(name),
                ..
            },
        ] = targets
        else {
            return;
        };
        let (ExprKind::Tuple(items) | ExprKind::List(items)) = &value.kind else {
            return;
        };
        if &**name == "__slots__" {
            for item in items {
                if let ExprKind::Constant(Constant::Str(text)) = &item.kind {
                    self.add(text);
                }
            }
        }
    }
}

impl Visitor for Slots {
    fn target(&mut self, target: &Target) {
        if let TargetKind::Attribute {
            object:
                Expr {
                    kind: ExprKind::Name(name),
                    ..
                },
            attribute,
        } = &target.kind
            && *name == self.this
        {
            self.add(&attribute.name);
        }
        walk_target(self, target);
    }

    /// Functions inside a method have a first parameter of their own.
    fn function(&mut self, _: &Function) {}

    fn class(&mut self, _: &Class) {}
}
