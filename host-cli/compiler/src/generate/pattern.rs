//! `match`: each pattern tests a value in a hidden local and binds on the way.

use bytecode::kind::Kind;
use bytecode::natives::id;
use bytecode::op::Op;
use bytecode::operand::Local;
use bytecode::prelude;

use super::Generator;
use super::builtins::Builtin;
use super::resolve::Meaning;
use crate::diagnostic::Message;
use crate::emit::{Branch, Label};
use crate::tree::{
    Case, Constant, Expr, ExprKind, Ident, Name, Pattern, PatternKind, Span, StmtKind, TargetKind,
};

impl Generator<'_, '_> {
    pub(super) fn match_statement(&mut self, subject: &Expr, cases: &[Case]) {
        self.expression(subject);
        let value = self.temporary();
        self.op(Op::StoreFast { slot: value });
        let end = self.emit.new_label();
        for case in cases {
            let next = self.emit.new_label();
            self.at(case.pattern.span);
            self.pattern(&case.pattern, value, next);
            if let Some(guard) = &case.guard {
                self.jump_if(guard, false, next);
            }
            self.statements(&case.body);
            self.emit.branch(Branch::Always, end);
            self.emit.place(next);
        }
        self.emit.place(end);
        self.release(value);
    }

    /// Tests the value in a local; goes to `fail` if it does not match.
    fn pattern(&mut self, pattern: &Pattern, value: Local, fail: Label) {
        let span = pattern.span;
        self.at(span);
        match &pattern.kind {
            PatternKind::Wildcard => {}
            PatternKind::Capture(name) => self.capture(name, value),
            PatternKind::Value(expected) => {
                self.load(value);
                self.expression(expected);
                self.at(span);
                self.op(Op::Eq {});
                self.emit.branch(Branch::IfFalse, fail);
            }
            PatternKind::Singleton(expected) => {
                self.load(value);
                self.expression(expected);
                self.op(Op::Is {});
                self.emit.branch(Branch::IfFalse, fail);
            }
            PatternKind::As { pattern, name } => {
                self.pattern(pattern, value, fail);
                self.capture(name, value);
            }
            PatternKind::Or(alternatives) => self.alternatives(alternatives, value, fail),
            PatternKind::Sequence { items, star } => {
                self.sequence_pattern(items, *star, value, fail, span)
            }
            PatternKind::Mapping { entries, rest } => {
                self.mapping_pattern(entries, rest.as_ref(), value, fail, span)
            }
            PatternKind::Class {
                class,
                positional,
                keywords,
            } => {
                self.class_pattern(class, positional, keywords, value, fail, span);
            }
        }
    }

    fn load(&mut self, value: Local) {
        self.op(Op::LoadFast { slot: value });
    }

    fn capture(&mut self, name: &Ident, value: Local) {
        self.load(value);
        self.store_name(&name.name, name.span);
    }

    fn alternatives(&mut self, alternatives: &[Pattern], value: Local, fail: Label) {
        let Some((last, others)) = alternatives.split_last() else {
            return;
        };
        let matched = self.emit.new_label();
        for alternative in others {
            let next = self.emit.new_label();
            self.pattern(alternative, value, next);
            self.emit.branch(Branch::Always, matched);
            self.emit.place(next);
        }
        self.pattern(last, value, fail);
        self.emit.place(matched);
    }

    /// Takes what lies on the stack into a hidden local and matches it there.
    fn part(&mut self, pattern: &Pattern, fail: Label) {
        match &pattern.kind {
            PatternKind::Wildcard => self.op(Op::Pop {}),
            PatternKind::Capture(name) => self.store_name(&name.name, name.span),
            _ => {
                let value = self.temporary();
                self.op(Op::StoreFast { slot: value });
                self.pattern(pattern, value, fail);
                self.release(value);
            }
        }
    }

    fn sequence_pattern(
        &mut self,
        items: &[Pattern],
        star: Option<usize>,
        value: Local,
        fail: Label,
        span: Span,
    ) {
        self.call_native(id::is_sequence, 1, |generator| generator.load(value));
        self.emit.branch(Branch::IfFalse, fail);
        let fixed = items.len() - usize::from(star.is_some());
        self.call_native(id::len, 1, |generator| generator.load(value));
        self.load_count(fixed);
        self.op(if star.is_some() { Op::Ge {} } else { Op::Eq {} });
        self.emit.branch(Branch::IfFalse, fail);
        for (index, item) in items.iter().enumerate() {
            if matches!(item.kind, PatternKind::Wildcard) {
                continue;
            }
            self.at(span);
            match star {
                Some(star) if index == star => self.load_rest(value, star, items.len() - star - 1),
                // Behind the star, items are counted from the end.
                Some(star) if index > star => {
                    self.load_item(value, -i64::try_from(items.len() - index).unwrap_or(0))
                }
                _ => self.load_item(value, i64::try_from(index).unwrap_or(0)),
            }
            self.part(item, fail);
        }
    }

    fn load_count(&mut self, count: usize) {
        self.load_int(i64::try_from(count).unwrap_or(i64::MAX));
    }

    fn load_item(&mut self, value: Local, index: i64) {
        self.load(value);
        self.load_int(index);
        self.op(Op::LoadSubscript {});
    }

    /// The items that the starred pattern takes, as a list.
    fn load_rest(&mut self, value: Local, before: usize, after: usize) {
        self.op(Op::BuildList {
            count: super::display::count(0),
        });
        self.load(value);
        self.load_count(before);
        if after == 0 {
            self.op(Op::LoadNone {});
        } else {
            self.load_int(-i64::try_from(after).unwrap_or(0));
        }
        self.op(Op::BuildSlice {});
        self.op(Op::LoadSubscript {});
        self.op(Op::ListExtend {});
    }

    fn mapping_pattern(
        &mut self,
        entries: &[(Expr, Pattern)],
        rest: Option<&Ident>,
        value: Local,
        fail: Label,
        span: Span,
    ) {
        self.call_native(id::is_mapping, 1, |generator| generator.load(value));
        self.emit.branch(Branch::IfFalse, fail);
        for (key, item) in entries {
            self.expression(key);
            self.load(value);
            self.at(span);
            self.op(Op::Contains {});
            self.emit.branch(Branch::IfFalse, fail);
            if matches!(item.kind, PatternKind::Wildcard) {
                continue;
            }
            self.load(value);
            self.expression(key);
            self.at(span);
            self.op(Op::LoadSubscript {});
            self.part(item, fail);
        }
        let Some(rest) = rest else { return };
        self.call_code(prelude::code::dict, 1, |generator| generator.load(value));
        for (key, _) in entries {
            self.op(Op::Dup {});
            self.expression(key);
            self.op(Op::DeleteSubscript {});
        }
        self.store_name(&rest.name, rest.span);
    }

    fn class_pattern(
        &mut self,
        class: &Expr,
        positional: &[Pattern],
        keywords: &[(Ident, Pattern)],
        value: Local,
        fail: Label,
        span: Span,
    ) {
        self.call_native(id::isinstance, 2, |generator| {
            generator.load(value);
            generator.expression(class);
            generator.at(span);
        });
        self.emit.branch(Branch::IfFalse, fail);
        if let [whole] = positional
            && self.matches_itself(class)
        {
            self.pattern(whole, value, fail);
        } else if !positional.is_empty() {
            let names = self.match_args(class);
            let Some(names) = names.filter(|names| names.len() >= positional.len()) else {
                let what =
                    "a positional pattern of a class whose `__match_args__` is not a literal here";
                return self.report(
                    Message::NotYet,
                    span,
                    &[what, "name the attributes: `Class(x=…)`"],
                );
            };
            for (name, item) in names.iter().zip(positional) {
                self.attribute_part(name, item, value, fail, span);
            }
        }
        for (name, item) in keywords {
            self.attribute_part(&name.name, item, value, fail, span);
        }
    }

    fn attribute_part(
        &mut self,
        name: &Name,
        item: &Pattern,
        value: Local,
        fail: Label,
        span: Span,
    ) {
        let number = self.attribute_number(name, span);
        self.call_native(id::has_attr, 2, |generator| {
            generator.load(value);
            generator.op(Op::LoadName { name: number });
        });
        self.emit.branch(Branch::IfFalse, fail);
        self.load(value);
        self.op(Op::LoadAttr { name: number });
        self.part(item, fail);
    }

    /// Built-in types whose one positional pattern is the value itself.
    fn matches_itself(&mut self, class: &Expr) -> bool {
        matches!(
            self.static_meaning(class),
            Some(Meaning::Builtin(Builtin::Type(
                Kind::Bool
                    | Kind::ByteArray
                    | Kind::Bytes
                    | Kind::Dict
                    | Kind::Float
                    | Kind::FrozenSet
                    | Kind::Int
                    | Kind::List
                    | Kind::Set
                    | Kind::Str
                    | Kind::Tuple,
                _
            )))
        )
    }

    /// The literal `__match_args__` of a class at the top level of this module.
    fn match_args(&self, class: &Expr) -> Option<Vec<Name>> {
        let ExprKind::Name(name) = &class.kind else {
            return None;
        };
        let definition =
            self.unit
                .tree
                .body
                .iter()
                .find_map(|statement| match &statement.kind {
                    StmtKind::Class(class) if class.name.name == *name => Some(class),
                    _ => None,
                })?;
        let value = definition
            .body
            .iter()
            .find_map(|statement| match &statement.kind {
                StmtKind::Assign { targets, value } => {
                    match targets.first().map(|target| &target.kind) {
                        Some(TargetKind::Name(name)) if &**name == "__match_args__" => Some(value),
                        _ => None,
                    }
                }
                _ => None,
            })?;
        match crate::fold::constant(value)? {
            Constant::Tuple(items) => items
                .iter()
                .map(|item| {
                    if let Constant::Str(text) = item {
                        Some(text.clone())
                    } else {
                        None
                    }
                })
                .collect(),
            _ => None,
        }
    }
}
