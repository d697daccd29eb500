//! What the names at the top level of a module stand for, and the exceptions it declares, before any code is generated.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use bytecode::prelude;

use crate::diagnostic::Message;
use crate::fold;
use crate::generate::builtins::{self, Builtin};
use crate::generate::{Build, Generator};
use crate::program::{Exception, ModuleName};
use crate::scope::Import;
use crate::tree::{
    Argument, Class, Constant, Expr, ExprKind, Function, MODULE_SCOPE, Name, Stmt, StmtKind,
    Target, TargetKind,
};
use crate::unit::Unit;
use crate::visit::{Visitor, walk_statement, walk_target};

/// Registers a module, or more of it; `kept` are the statements of a library module that go into the program.
pub(crate) fn module(build: &mut Build<'_>, unit: &Rc<Unit>, kept: Option<&BTreeSet<usize>>) {
    let state = build
        .program
        .modules
        .entry(unit.module.clone())
        .or_default();
    state.library |= unit.library;
    let counts = binding_counts(&unit.tree.body);
    let wanted: Option<BTreeSet<Name>> = unit.library.then(|| kept_names(unit, kept));
    let names: Vec<Name> = unit
        .scopes
        .module_names()
        .map(|(name, _)| name.clone())
        .collect();
    for name in names {
        if wanted
            .as_ref()
            .is_some_and(|wanted| !wanted.contains(&name))
        {
            continue;
        }
        let known = build
            .program
            .modules
            .get(&unit.module)
            .and_then(|state| state.names.get(&name));
        let import = unit.scopes.import(MODULE_SCOPE, &name).clone();
        if let Some(known) = known {
            // A line of the prompt may bind a known name in another way; a variable stays one.
            let changes =
                unit.prompt && (import != Import::No || !matches!(known, ModuleName::Global(_)));
            if !changes || matches!(known, ModuleName::Global(_)) {
                continue;
            }
        }
        let meaning = meaning(
            build,
            unit,
            &name,
            &import,
            counts.get(&name).copied().unwrap_or(0),
        );
        if let (Some(meaning), Some(state)) = (meaning, build.program.modules.get_mut(&unit.module))
        {
            state.names.insert(name, meaning);
        }
    }
    exceptions(build, unit, &unit.tree.body, kept);
}

fn meaning(
    build: &mut Build<'_>,
    unit: &Rc<Unit>,
    name: &Name,
    import: &Import,
    count: usize,
) -> Option<ModuleName> {
    let written = unit.scopes.written_globals.contains_key(name);
    match import {
        Import::Module(module) if !written && is_module(build, module) => {
            return Some(ModuleName::Module(module.clone()));
        }
        Import::Member(module, member) if !written => {
            let mut generator = Generator::new(build, unit.clone(), MODULE_SCOPE, String::new());
            if generator.is_fixed_member(module, member) {
                return Some(ModuleName::Member(module.clone(), member.clone()));
            }
        }
        _ => {}
    }
    if unit.library
        && count == 1
        && !written
        && let Some(fixed) = library_name(build, unit, name)
    {
        return Some(fixed);
    }
    build
        .program
        .global_slot(&unit.module, name)
        .map(ModuleName::Global)
}

/// A module of the program or one that consists of natives alone.
fn is_module(build: &mut Build<'_>, module: &Name) -> bool {
    if build.program.modules.contains_key(module) || build.units.contains_key(module) {
        return true;
    }
    let inside = format!("{module}.");
    if build.units.keys().any(|other| other.starts_with(&inside)) {
        // A package without statements of its own.
        build.program.modules.entry(module.clone()).or_default();
        return true;
    }
    if builtins::has_natives(module) {
        build
            .program
            .modules
            .entry(module.clone())
            .or_default()
            .library = true;
        return true;
    }
    false
}

/// A constant or plain function of a library module, which nothing can change.
fn library_name(build: &mut Build<'_>, unit: &Unit, name: &Name) -> Option<ModuleName> {
    for statement in &unit.tree.body {
        match &statement.kind {
            StmtKind::Assign { targets, value } => {
                if let [
                    Target {
                        kind: TargetKind::Name(target),
                        ..
                    },
                ] = targets.as_slice()
                    && target == name
                {
                    return static_value(build, unit, value).map(ModuleName::Constant);
                }
            }
            StmtKind::Function(function) if function.name.name == *name => {
                let defaults = function
                    .parameters
                    .positional
                    .iter()
                    .chain(&function.parameters.keyword_only);
                let fixed = function.decorators.is_empty()
                    && defaults
                        .filter_map(|p| p.default.as_ref())
                        .all(|value| static_default(build, unit, value));
                if !fixed {
                    return None;
                }
                let fixed_id = if &*unit.module == crate::PRELUDE {
                    prelude::find(name)
                } else {
                    None
                };
                return fixed_id
                    .or_else(|| build.program.new_code())
                    .map(ModuleName::Function);
            }
            _ => {}
        }
    }
    None
}

fn static_default(build: &Build<'_>, unit: &Unit, value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Name(name) if &**name == "NotImplemented")
        || static_value(build, unit, value).is_some()
}

fn static_value(build: &Build<'_>, unit: &Unit, value: &Expr) -> Option<Constant> {
    fold::constant_with(value, &|name| {
        let ExprKind::Name(name) = &name.kind else {
            return None;
        };
        let state = build.program.modules.get(&unit.module);
        match state.and_then(|state| state.names.get(name)) {
            Some(ModuleName::Constant(value)) => return Some(value.clone()),
            Some(_) => return None,
            None => {}
        }
        // A constant that is registered later, in order of the alphabet, is looked up in the text.
        let own = unit
            .tree
            .body
            .iter()
            .find_map(|statement| match &statement.kind {
                StmtKind::Assign { targets, value } => match targets.as_slice() {
                    [
                        Target {
                            kind: TargetKind::Name(target),
                            ..
                        },
                    ] if target == name => Some(value),
                    _ => None,
                },
                _ => None,
            });
        if let Some(own) = own {
            return fold::constant(own);
        }
        if let Some(value) = build.options.constants.get(&**name) {
            return Some(Constant::Int((*value).into()));
        }
        match builtins::find(name, true)? {
            Builtin::Constant(value) => Some(Constant::Int(value.into())),
            _ => None,
        }
    })
}

/// The names that the kept statements of a library module bind.
fn kept_names(unit: &Unit, kept: Option<&BTreeSet<usize>>) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    for index in kept.into_iter().flatten() {
        if let Some(statement) = unit.tree.body.get(*index) {
            names.extend(binding_counts(std::slice::from_ref(statement)).into_keys());
        }
    }
    names
}

/// How often each name is bound by the statements of a module, those inside functions and classes left out.
fn binding_counts(statements: &[Stmt]) -> BTreeMap<Name, usize> {
    struct Counts(BTreeMap<Name, usize>);
    impl Counts {
        fn add(&mut self, name: &Name) {
            *self.0.entry(name.clone()).or_default() += 1;
        }
    }
    impl Visitor for Counts {
        fn statement(&mut self, statement: &Stmt) {
            match &statement.kind {
                StmtKind::Import { module, alias } => match alias {
                    Some(alias) => self.add(&alias.name),
                    None => self.add(&module.name.split('.').next().unwrap_or("").into()),
                },
                StmtKind::ImportFrom {
                    names: crate::tree::ImportNames::Names(names),
                    ..
                } => {
                    for (name, alias) in names {
                        self.add(&alias.as_ref().unwrap_or(name).name);
                    }
                }
                _ => walk_statement(self, statement),
            }
        }
        fn target(&mut self, target: &Target) {
            if let TargetKind::Name(name) = &target.kind {
                self.add(name);
            }
            walk_target(self, target);
        }
        fn function(&mut self, function: &Function) {
            self.add(&function.name.name);
        }
        fn class(&mut self, class: &Class) {
            self.add(&class.name.name);
        }
    }
    let mut counts = Counts(BTreeMap::new());
    counts.statements(statements);
    counts.0
}

/// Declares the exceptions of a module's statements, those inside `if` and `try` included.
fn exceptions(
    build: &mut Build<'_>,
    unit: &Rc<Unit>,
    statements: &[Stmt],
    kept: Option<&BTreeSet<usize>>,
) {
    for (index, statement) in statements.iter().enumerate() {
        if unit.library && kept.is_none_or(|kept| !kept.contains(&index)) {
            continue;
        }
        match &statement.kind {
            StmtKind::Expr(value) | StmtKind::Assign { value, .. } => {
                if let Some(arguments) = new_exception(value) {
                    let mut generator =
                        Generator::new(build, unit.clone(), MODULE_SCOPE, String::new());
                    generator.declare_exception(arguments, value.span);
                }
            }
            StmtKind::Class(class) => exception_class(build, unit, class),
            StmtKind::If { body, orelse, .. } if !unit.library => {
                exceptions(build, unit, body, None);
                exceptions(build, unit, orelse, None);
            }
            StmtKind::Try(parts) if !unit.library => exceptions(build, unit, &parts.body, None),
            _ => {}
        }
    }
}

fn new_exception(value: &Expr) -> Option<&[Argument]> {
    let ExprKind::Call {
        function,
        arguments,
    } = &value.kind
    else {
        return None;
    };
    matches!(&function.kind, ExprKind::Name(name) if &**name == "new_exception")
        .then_some(arguments)
}

/// `class E(Parent): pass` with an exception as parent.
fn exception_class(build: &mut Build<'_>, unit: &Rc<Unit>, class: &Class) {
    let mut generator = Generator::new(build, unit.clone(), MODULE_SCOPE, String::new());
    let parents: Vec<Option<u16>> = class
        .bases
        .iter()
        .map(|base| generator.static_exception(base))
        .collect();
    let Some(parent) = parents.iter().find_map(|parent| *parent) else {
        return;
    };
    if parents.len() > 1 {
        return generator.report(
            Message::ExceptionBases,
            class.name.span,
            &[&class.name.name],
        );
    }
    if let Some(decorator) = class.decorators.first() {
        return generator.report(
            Message::DecoratorOnException,
            decorator.span,
            &["decorators"],
        );
    }
    for statement in &class.body {
        let what = match &statement.kind {
            StmtKind::Pass | StmtKind::Declare(_) => continue,
            StmtKind::Expr(Expr {
                kind: ExprKind::Constant(_),
                ..
            }) => continue,
            StmtKind::Function(_) => "methods",
            _ => "attributes",
        };
        generator.report(Message::DecoratorOnException, statement.span, &[what]);
        break;
    }
    let exception = Exception {
        name: class.name.name.clone(),
        parent,
        message: None,
    };
    generator.add_exception(exception, class.name.span);
}
