//! Calls, and the few that mean something at compile time.

use bytecode::natives;
use bytecode::op::Op;
use bytecode::operand::{CodeId, Const, Count8, Depth, Name, NativeId};

use super::Generator;
use super::builtins::{Builtin, Constructor};
use super::resolve::Meaning;
use crate::diagnostic::Message;
use crate::pool::Entry;
use crate::scope::Place;
use crate::tree::{Argument, Constant, Expr, ExprKind, Ident, Span};

/// Whether what is called was pushed with its object beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Function,
    Method,
}

impl Generator<'_, '_> {
    pub(super) fn call(&mut self, function: &Expr, arguments: &[Argument], span: Span) {
        if self.special_call(function, arguments, span) {
            return;
        }
        let spread = arguments
            .iter()
            .any(|argument| matches!(argument, Argument::Star(_) | Argument::DoubleStar(_)));
        if let ExprKind::Attribute { object, attribute } = &function.kind
            && !spread
            && self.static_meaning(function).is_none()
        {
            if !self.super_attribute(
                object,
                function.span,
                |name| Op::LoadSuperMethod { name },
                attribute,
            ) {
                if self.names_module(object) {
                    self.expression(function);
                    self.op(Op::PrepareCall {});
                    return self.arguments(arguments, Form::Function, span);
                }
                self.expression(object);
                self.at(function.span);
                let name = self.attribute_number(&attribute.name, attribute.span);
                self.op(Op::LoadMethod { name });
            }
            return self.arguments(arguments, Form::Method, span);
        }
        self.callee(function);
        self.at(function.span);
        self.op(Op::PrepareCall {});
        if spread {
            self.spread(arguments, span);
        } else if let Some(named) = self.name_argument(function) {
            self.call_with_name(arguments, named, span);
        } else {
            self.arguments(arguments, Form::Function, span);
        }
    }

    fn names_module(&mut self, object: &Expr) -> bool {
        matches!(self.static_meaning(object), Some(Meaning::Module(_)))
    }

    /// Pushes what is called: of a built-in type the function that makes its values.
    pub(super) fn callee(&mut self, function: &Expr) {
        match self.static_meaning(function) {
            Some(Meaning::Builtin(Builtin::Type(_, Some(constructor)))) => {
                self.at(function.span);
                match constructor {
                    Constructor::Native(id) => self.op(Op::LoadNative {
                        native: NativeId(id),
                    }),
                    Constructor::Prelude(id) => self.load_prelude(id),
                }
            }
            _ => self.expression(function),
        }
    }

    /// Which argument of a native is a name, written as a literal in the library.
    fn name_argument(&mut self, function: &Expr) -> Option<usize> {
        match self.static_meaning(function)? {
            Meaning::Builtin(Builtin::Native(native)) if self.unit.library => {
                natives::name_argument(native.id)
            }
            _ => None,
        }
    }

    /// A call of such a native.
    fn call_with_name(&mut self, arguments: &[Argument], named: usize, span: Span) {
        for (index, argument) in arguments.iter().enumerate() {
            let (Argument::Positional(value)
            | Argument::Star(value)
            | Argument::Keyword(_, value)
            | Argument::DoubleStar(value)) = argument;
            match &value.kind {
                ExprKind::Constant(Constant::Str(text)) if index == named => {
                    let name = self.name_number(text);
                    self.op(Op::LoadName { name });
                }
                _ => self.expression(value),
            }
        }
        self.at(span);
        self.op(Op::Call {
            count: Count8(u8::try_from(arguments.len()).unwrap_or(u8::MAX)),
        });
    }

    /// Positional arguments and keywords without stars.
    fn arguments(&mut self, arguments: &[Argument], form: Form, span: Span) {
        let mut keywords: Vec<u16> = Vec::new();
        let mut positional = 0_usize;
        for argument in arguments {
            match argument {
                Argument::Positional(value)
                | Argument::Star(value)
                | Argument::DoubleStar(value) => {
                    self.expression(value);
                    positional += 1;
                }
                Argument::Keyword(name, value) => {
                    self.expression(value);
                    keywords.push(self.name_number(&name.name).0);
                }
            }
        }
        self.at(span);
        let (Ok(positional), Ok(count)) = (u8::try_from(positional), u8::try_from(keywords.len()))
        else {
            return self.report(Message::TooManyArguments, span, &["255"]);
        };
        let (positional, names) = (Count8(positional), Const(0));
        if keywords.is_empty() {
            return self.op(match form {
                Form::Function => Op::Call { count: positional },
                Form::Method => Op::CallMethod { count: positional },
            });
        }
        let keyword_names = self.build.pool.add(Entry::Names(keywords));
        let keywords = Count8(count);
        let op = match form {
            Form::Function => Op::CallKeyword {
                positional,
                keywords,
                names,
            },
            Form::Method => Op::CallMethodKeyword {
                positional,
                keywords,
                names,
            },
        };
        self.emit.op_with_constant(op, keyword_names);
    }

    /// Arguments with stars: a tuple and a dict.
    fn spread(&mut self, arguments: &[Argument], span: Span) {
        let mut positional: Vec<Expr> = Vec::new();
        for argument in arguments {
            match argument {
                Argument::Positional(value) => positional.push(value.clone()),
                Argument::Star(value) => {
                    positional.push(Expr {
                        span: value.span,
                        kind: ExprKind::Starred(Box::new(value.clone())),
                    });
                }
                Argument::Keyword(..) | Argument::DoubleStar(_) => {}
            }
        }
        self.sequence(&positional, span, |count| Op::BuildTuple { count }, true);
        self.keyword_dict(arguments, span);
        self.at(span);
        self.op(Op::CallSpread {});
    }

    fn keyword_dict(&mut self, arguments: &[Argument], span: Span) {
        let any = arguments
            .iter()
            .any(|a| matches!(a, Argument::Keyword(..) | Argument::DoubleStar(_)));
        if !any {
            return self.op(Op::LoadNone {});
        }
        self.op(Op::BuildDict {
            count: super::display::count(0),
        });
        for argument in arguments {
            match argument {
                Argument::Keyword(name, value) => {
                    self.load_constant(&Constant::Str(name.name.clone()), name.span);
                    self.expression(value);
                    self.op(Op::DictAdd { depth: Depth(1) });
                }
                Argument::DoubleStar(mapping) => {
                    self.expression(mapping);
                    self.at(span);
                    self.op(Op::DictMerge {});
                }
                Argument::Positional(_) | Argument::Star(_) => {}
            }
        }
    }

    /// `super().name`: pushes class and object and looks the name up; returns whether it was that.
    pub(super) fn super_attribute(
        &mut self,
        object: &Expr,
        span: Span,
        lookup: impl Fn(Name) -> Op,
        attribute: &Ident,
    ) -> bool {
        let ExprKind::Call {
            function,
            arguments,
        } = &object.kind
        else {
            return false;
        };
        let ExprKind::Name(called) = &function.kind else {
            return false;
        };
        if &**called != "super"
            || self.place(called) != Place::Global
            || self.is_module_name(called)
        {
            return false;
        }
        match arguments.as_slice() {
            [] => {
                let class = crate::tree::Name::from("__class__");
                let in_method = matches!(self.place(&class), Place::Free(_) | Place::Cell(_));
                if in_method {
                    self.load_name(&class, object.span);
                }
                if !in_method || !self.load_first_parameter() {
                    self.report(Message::SuperOutside, object.span, &[]);
                    return true;
                }
            }
            [Argument::Positional(class), Argument::Positional(object)] => {
                self.expression(class);
                self.expression(object);
            }
            _ => {
                self.report(Message::SuperOutside, object.span, &[]);
                return true;
            }
        }
        self.at(span);
        let name = self.name_number(&attribute.name);
        self.op(lookup(name));
        true
    }

    /// Calls a native with values that `push` puts on the stack.
    pub(super) fn call_native(&mut self, native: u16, count: u8, push: impl FnOnce(&mut Self)) {
        self.op(Op::LoadNative {
            native: NativeId(native),
        });
        self.op(Op::PrepareCall {});
        push(self);
        self.op(Op::Call {
            count: Count8(count),
        });
    }

    /// Calls a function of the prelude with values that `push` puts on the stack.
    pub(super) fn call_code(&mut self, code: u16, count: u8, push: impl FnOnce(&mut Self)) {
        self.op(Op::LoadFunction { code: CodeId(code) });
        self.op(Op::PrepareCall {});
        push(self);
        self.op(Op::Call {
            count: Count8(count),
        });
    }
}
