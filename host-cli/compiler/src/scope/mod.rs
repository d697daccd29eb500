//! Which name lives where.
//!
//! `collect` gathers what each scope binds, declares and reads; `resolve` decides for every name of every scope whether it is a local, a cell, a captured variable or a global; `flow` proves which reads of locals need no test.
//! A list, set or dict comprehension has a scope of its own but no frame: its names are locals of the function, class body or module around it.

mod collect;
mod flow;
mod resolve;

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::Reporter;
use crate::tree::{MODULE_SCOPE, Module, Name, ScopeId, Span};

/// What kind of scope it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    /// The module's own statements; what it binds are globals.
    Module,
    /// A function, lambda or generator expression.
    Function,
    /// A class body; what it binds becomes attributes, and is hidden from the functions in it.
    Class,
    /// A list, set or dict comprehension.
    Comprehension,
}

/// How a name of a scope is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A slot of the frame.
    Local(u16),
    /// A cell of the frame: index among its cells.
    Cell(u16),
    /// A captured variable: index in the closure.
    Free(u16),
    /// A name of the module, or whatever the module sees under it.
    Global,
}

/// A name bound in a scope.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// Where it is bound first.
    pub(crate) span: Span,
    /// Whether a nested frame reads or writes it.
    pub(crate) captured: bool,
    /// Whether it is a parameter.
    pub(crate) parameter: bool,
    /// What it is bound to, if by nothing but imports of the same.
    pub(crate) import: Import,
}

/// What the imports that bind a name bring in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Import {
    /// It is bound in another way too, or only.
    No,
    /// A module.
    Module(Name),
    /// A member of a module, or a module of a package.
    Member(Name, Name),
}

/// One scope.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    pub(crate) parent: Option<ScopeId>,
    /// The scope whose frame holds this one's locals: itself, unless it is a comprehension.
    pub(crate) frame: ScopeId,
    /// Every name bound here that is not declared `global` or `nonlocal`.
    pub(crate) bindings: BTreeMap<Name, Binding>,
    /// Names declared `global`, and where.
    pub(crate) globals: BTreeMap<Name, Span>,
    /// Names declared `nonlocal`, and where.
    pub(crate) nonlocals: BTreeMap<Name, Span>,
    /// Names read here, and where first.
    pub(crate) reads: BTreeMap<Name, Span>,
    /// Where each name of this scope is, once resolved.
    pub(crate) places: BTreeMap<Name, Place>,
    /// Parameters in slot order.
    pub(crate) parameters: Vec<Name>,
    /// Whether it contains `yield`, or is a generator expression.
    pub(crate) generator: bool,
}

/// What a frame's code holds; only scopes that are their own frame have one that matters.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// The names of the plain locals in slot order, parameters first.
    pub(crate) locals: Vec<(ScopeId, Name)>,
    /// The names of the cells.
    pub(crate) cells: Vec<(ScopeId, Name)>,
    /// What the closure holds: for each captured variable its name and its place in the frame around.
    pub(crate) captures: Vec<(Name, Place)>,
}

/// The scopes of a module, resolved.
#[derive(Debug)]
pub(crate) struct Scopes {
    scopes: Vec<Scope>,
    frames: Vec<Frame>,
    /// Starts of reads and deletions of locals that may find no value.
    unproven: HashSet<u32>,
    /// Names that functions of the module write through `global`, and where first.
    pub(crate) written_globals: BTreeMap<Name, Span>,
}

impl Scopes {
    pub(crate) fn get(&self, scope: ScopeId) -> &Scope {
        &self.scopes[scope.0 as usize]
    }

    pub(crate) fn frame(&self, scope: ScopeId) -> &Frame {
        &self.frames[self.get(scope).frame.0 as usize]
    }

    /// Where `name` is, seen from `scope`.
    pub(crate) fn place(&self, scope: ScopeId, name: &str) -> Place {
        self.get(scope)
            .places
            .get(name)
            .cloned()
            .unwrap_or(Place::Global)
    }

    /// Where a name that the scope itself binds is, whether or not anything reads it.
    pub(crate) fn place_of_own(&self, scope: ScopeId, name: &Name) -> Place {
        let key = (scope, name.clone());
        let frame = self.frame(scope);
        let position = |items: &[(ScopeId, Name)]| items.iter().position(|item| *item == key);
        let index = |position: usize| u16::try_from(position).unwrap_or(u16::MAX);
        match position(&frame.cells) {
            Some(cell) => Place::Cell(index(cell)),
            None => position(&frame.locals).map_or(Place::Global, |slot| Place::Local(index(slot))),
        }
    }

    /// What the imports bring in that alone bind a name, seen from `scope`.
    pub(crate) fn import(&self, scope: ScopeId, name: &str) -> &Import {
        let mut next = Some(scope);
        while let Some(id) = next {
            let here = self.get(id);
            if here.globals.contains_key(name) {
                next = (id != MODULE_SCOPE).then_some(MODULE_SCOPE);
                continue;
            }
            match here.bindings.get(name) {
                Some(binding) if id == scope || here.kind != ScopeKind::Class => {
                    return &binding.import;
                }
                _ => next = here.parent,
            }
        }
        &Import::No
    }

    /// Whether the read of a local that starts at this byte may find no value.
    pub(crate) fn may_be_unbound(&self, start: u32) -> bool {
        self.unproven.contains(&start)
    }

    /// Every name that is a global of the module: bound at its top level or written through `global`.
    pub(crate) fn module_names(&self) -> impl Iterator<Item = (&Name, Span)> {
        let own = self
            .get(MODULE_SCOPE)
            .bindings
            .iter()
            .map(|(name, binding)| (name, binding.span));
        own.chain(
            self.written_globals
                .iter()
                .map(|(name, span)| (name, *span)),
        )
    }
}

/// Analyses the scopes of a module.
pub(crate) fn analyse(module: &Module, reporter: &mut Reporter) -> Scopes {
    let scopes = collect::collect(module, reporter);
    let mut scopes = resolve::resolve(scopes, reporter);
    scopes.unproven = flow::unproven(module, &scopes);
    scopes
}

#[cfg(test)]
mod tests;
