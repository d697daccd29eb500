//! Calls that mean something at compile time.

use bytecode::natives;
use bytecode::op::Op;
use bytecode::operand::{Count8, Name, NativeId};

use super::Generator;
use crate::diagnostic::Message;
use crate::scope::Place;
use crate::tree::{Argument, Constant, Expr, ExprKind, Span};

impl Generator<'_, '_> {
    /// Calls that are not calls at run time; returns whether this was one.
    pub(super) fn special_call(
        &mut self,
        function: &Expr,
        arguments: &[Argument],
        span: Span,
    ) -> bool {
        let ExprKind::Name(name) = &function.kind else {
            return false;
        };
        if self.place(name) != Place::Global
            || self.is_class_name(name)
            || self.is_module_name(name)
        {
            return false;
        }
        match &**name {
            "getattr" | "hasattr" | "setattr" | "delattr" => {
                self.attribute_call(name, arguments, span)
            }
            "super" => {
                let message = "`super()` as a value";
                self.report(
                    Message::NotYet,
                    span,
                    &[message, "write `super().method(…)`"],
                );
            }
            "new_exception" => self.exception_value(arguments, span),
            "__ORD" => match arguments {
                [
                    Argument::Positional(Expr {
                        kind: ExprKind::Constant(Constant::Str(text)),
                        ..
                    }),
                ] if text.chars().count() == 1 => {
                    let code = text.chars().next().map_or(0, u32::from);
                    self.load_int(code.into());
                }
                _ => self.report(
                    Message::CompileTimeCall,
                    span,
                    &[name, "a literal of one character"],
                ),
            },
            "__nameof" => match arguments {
                [
                    Argument::Positional(Expr {
                        kind: ExprKind::Name(named),
                        ..
                    }),
                ] => {
                    let number = self.name_number(named);
                    self.load_int(number.0.into());
                }
                _ => self.report(Message::CompileTimeCall, span, &[name, "a bare name"]),
            },
            _ => return false,
        }
        true
    }

    pub(super) fn is_module_name(&self, name: &str) -> bool {
        let state = self.build.program.modules.get(&self.unit.module);
        state.is_some_and(|state| state.names.contains_key(name))
    }

    /// `getattr`, `hasattr`, `setattr`, `delattr` with a literal name.
    fn attribute_call(&mut self, function: &str, arguments: &[Argument], span: Span) {
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
        let literal = values.get(1).and_then(|value| self.constant_text(value));
        let (Some(attribute), true) = (literal, values.len() == arguments.len()) else {
            // The library writes its own accesses by name numbers.
            return self.report(Message::ComputedAttribute, span, &[function]);
        };
        let name = self.attribute_number(&attribute, values[1].span);
        match (function, values.as_slice()) {
            ("getattr", [object, _]) => {
                self.expression(object);
                self.at(span);
                self.op(Op::LoadAttr { name });
            }
            ("getattr", [object, _, default]) => {
                self.name_native(natives::id::get_attr, object, name, Some(default), span);
            }
            ("hasattr", [object, _]) => {
                self.name_native(natives::id::has_attr, object, name, None, span)
            }
            ("setattr", [object, _, value]) => {
                self.expression(object);
                self.expression(value);
                self.at(span);
                self.op(Op::Swap {});
                self.op(Op::StoreAttr { name });
                self.op(Op::LoadNone {});
            }
            ("delattr", [object, _]) => {
                self.expression(object);
                self.at(span);
                self.op(Op::DeleteAttr { name });
                self.op(Op::LoadNone {});
            }
            _ => self.report(Message::ComputedAttribute, span, &[function]),
        }
    }

    /// A native that takes an object, a name and perhaps one thing more.
    fn name_native(
        &mut self,
        native: u16,
        object: &Expr,
        name: Name,
        more: Option<&Expr>,
        span: Span,
    ) {
        self.op(Op::LoadNative {
            native: NativeId(native),
        });
        self.op(Op::PrepareCall {});
        self.expression(object);
        self.op(Op::LoadName { name });
        if let Some(more) = more {
            self.expression(more);
        }
        self.at(span);
        self.op(Op::Call {
            count: Count8(2 + u8::from(more.is_some())),
        });
    }
}
