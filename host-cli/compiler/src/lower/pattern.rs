//! Patterns of `match`.

use std::collections::BTreeSet;

use ruff_python_ast::{self as ast, Pattern as Parsed};
use ruff_text_size::Ranged;

use super::{Lowering, ident};
use crate::diagnostic::Message;
use crate::parse::span;
use crate::tree::{Constant, Expr, ExprKind, Ident, Name, Pattern, PatternKind};

impl Lowering<'_> {
    /// The pattern of a case, with its bindings checked.
    pub(super) fn case_pattern(&mut self, node: &Parsed) -> Pattern {
        let pattern = self.pattern(node);
        self.check_bindings(&pattern);
        pattern
    }

    fn patterns(&mut self, nodes: &[Parsed]) -> Vec<Pattern> {
        nodes.iter().map(|node| self.pattern(node)).collect()
    }

    fn pattern(&mut self, node: &Parsed) -> Pattern {
        let whole = span(node.range());
        let kind = match node {
            Parsed::MatchValue(node) => PatternKind::Value(self.expression(&node.value)),
            Parsed::MatchSingleton(node) => {
                let constant = match node.value {
                    ast::Singleton::None => Constant::None,
                    ast::Singleton::True => Constant::Bool(true),
                    ast::Singleton::False => Constant::Bool(false),
                };
                PatternKind::Singleton(Expr {
                    span: whole,
                    kind: ExprKind::Constant(constant),
                })
            }
            Parsed::MatchSequence(node) => {
                let mut star = None;
                for (index, item) in node.patterns.iter().enumerate() {
                    if matches!(item, Parsed::MatchStar(_)) && star.replace(index).is_some() {
                        self.report(Message::TwoStars, span(item.range()), &[]);
                    }
                }
                PatternKind::Sequence {
                    items: self.patterns(&node.patterns),
                    star,
                }
            }
            Parsed::MatchStar(node) => capture(node.name.as_ref()),
            Parsed::MatchMapping(node) => {
                let entries = node.keys.iter().zip(&node.patterns);
                PatternKind::Mapping {
                    entries: entries
                        .map(|(key, value)| (self.expression(key), self.pattern(value)))
                        .collect(),
                    rest: node.rest.as_ref().map(ident),
                }
            }
            Parsed::MatchClass(node) => PatternKind::Class {
                class: self.expression(&node.cls),
                positional: self.patterns(&node.arguments.patterns),
                keywords: node
                    .arguments
                    .keywords
                    .iter()
                    .map(|keyword| (ident(&keyword.attr), self.pattern(&keyword.pattern)))
                    .collect(),
            },
            Parsed::MatchAs(node) => match (&node.pattern, &node.name) {
                (Some(pattern), Some(name)) => PatternKind::As {
                    pattern: Box::new(self.pattern(pattern)),
                    name: ident(name),
                },
                (_, name) => capture(name.as_ref()),
            },
            Parsed::MatchOr(node) => PatternKind::Or(self.patterns(&node.patterns)),
        };
        Pattern { span: whole, kind }
    }

    /// Reports names bound twice and alternatives that bind different names; returns the names bound.
    fn check_bindings(&mut self, pattern: &Pattern) -> BTreeSet<Name> {
        let mut bound = BTreeSet::new();
        match &pattern.kind {
            PatternKind::Value(_) | PatternKind::Singleton(_) | PatternKind::Wildcard => {}
            PatternKind::Capture(name) => self.bind(&mut bound, name),
            PatternKind::As { pattern, name } => {
                bound = self.check_bindings(pattern);
                self.bind(&mut bound, name);
            }
            PatternKind::Sequence { items, .. } => self.check_each(items.iter(), &mut bound),
            PatternKind::Mapping { entries, rest } => {
                self.check_each(entries.iter().map(|(_, item)| item), &mut bound);
                if let Some(rest) = rest {
                    self.bind(&mut bound, rest);
                }
            }
            PatternKind::Class {
                positional,
                keywords,
                ..
            } => {
                self.check_each(
                    positional
                        .iter()
                        .chain(keywords.iter().map(|(_, item)| item)),
                    &mut bound,
                );
            }
            PatternKind::Or(alternatives) => {
                for (index, alternative) in alternatives.iter().enumerate() {
                    let names = self.check_bindings(alternative);
                    if index == 0 {
                        bound = names;
                    } else if bound != names {
                        self.report(Message::PatternAlternatives, pattern.span, &[]);
                        break;
                    }
                }
            }
        }
        bound
    }

    fn check_each<'p>(
        &mut self,
        items: impl Iterator<Item = &'p Pattern>,
        bound: &mut BTreeSet<Name>,
    ) {
        for item in items {
            for name in self.check_bindings(item) {
                if !bound.insert(name.clone()) {
                    self.report(Message::PatternDuplicate, item.span, &[&name]);
                }
            }
        }
    }

    fn bind(&mut self, bound: &mut BTreeSet<Name>, name: &Ident) {
        if !bound.insert(name.name.clone()) {
            self.report(Message::PatternDuplicate, name.span, &[&name.name]);
        }
    }
}

fn capture(name: Option<&ast::Identifier>) -> PatternKind {
    match name {
        Some(name) if name.as_str() != "_" => PatternKind::Capture(ident(name)),
        _ => PatternKind::Wildcard,
    }
}
