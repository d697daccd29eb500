//! What each scope binds, declares and reads.

use std::collections::BTreeMap;

use super::{Binding, Import, Scope, ScopeKind};
use crate::diagnostic::{Message, Reporter};
use crate::tree::{
    Class, Comprehension, ComprehensionKind, Expr, ExprKind, Function, Ident, ImportNames,
    MODULE_SCOPE, Module, Name, Pattern, PatternKind, ScopeId, Span, Stmt, StmtKind, Target,
    TargetKind,
};
use crate::visit::{
    Visitor, walk_class_outside, walk_comprehension_inside, walk_expression, walk_function_outside,
    walk_pattern, walk_statement, walk_target,
};

/// Gathers the scopes of a module; places are still empty.
pub(super) fn collect(module: &Module, reporter: &mut Reporter) -> Vec<Scope> {
    let scopes = (0..module.scopes)
        .map(|_| Scope::new(ScopeKind::Module, None, MODULE_SCOPE))
        .collect();
    let mut collector = Collector {
        scopes,
        current: MODULE_SCOPE,
        reporter,
    };
    collector.statements(&module.body);
    collector.scopes
}

impl Scope {
    fn new(kind: ScopeKind, parent: Option<ScopeId>, frame: ScopeId) -> Scope {
        Scope {
            kind,
            parent,
            frame,
            bindings: BTreeMap::new(),
            globals: BTreeMap::new(),
            nonlocals: BTreeMap::new(),
            reads: BTreeMap::new(),
            places: BTreeMap::new(),
            parameters: Vec::new(),
            generator: false,
        }
    }
}

struct Collector<'a> {
    scopes: Vec<Scope>,
    current: ScopeId,
    reporter: &'a mut Reporter,
}

impl Collector<'_> {
    fn scope(&mut self) -> &mut Scope {
        &mut self.scopes[self.current.0 as usize]
    }

    fn within(&mut self, scope: ScopeId, kind: ScopeKind, visit: impl FnOnce(&mut Self)) {
        let outer = self.current;
        let frame = if kind == ScopeKind::Comprehension {
            self.scopes[outer.0 as usize].frame
        } else {
            scope
        };
        self.scopes[scope.0 as usize] = Scope::new(kind, Some(outer), frame);
        self.current = scope;
        visit(self);
        self.current = outer;
    }

    fn bind(&mut self, name: &Name, span: Span) {
        self.bind_in(self.current, name, span, false);
    }

    fn bind_in(&mut self, scope: ScopeId, name: &Name, span: Span, parameter: bool) {
        let scope = &mut self.scopes[scope.0 as usize];
        if scope.globals.contains_key(name) || scope.nonlocals.contains_key(name) {
            return;
        }
        let binding = scope.bindings.entry(name.clone()).or_insert(Binding {
            span,
            captured: false,
            parameter,
            import: Import::No,
        });
        // Bound in another way than by imports, or again: no longer known.
        binding.import = Import::No;
    }

    fn read(&mut self, name: &Name, span: Span) {
        self.scope().reads.entry(name.clone()).or_insert(span);
    }

    fn bind_ident(&mut self, ident: &Ident) {
        self.bind(&ident.name, ident.span);
    }

    /// The target of `:=` belongs to the nearest scope that is not a comprehension.
    fn bind_named(&mut self, target: &Ident) {
        let mut scope = self.current;
        while self.scopes[scope.0 as usize].kind == ScopeKind::Comprehension
            || self.is_generator_expression(scope)
        {
            if self.scopes[scope.0 as usize]
                .bindings
                .contains_key(&target.name)
            {
                self.reporter.report(
                    Message::WalrusRebindsIteration,
                    target.span,
                    &[&target.name],
                );
                return;
            }
            let Some(parent) = self.scopes[scope.0 as usize].parent else {
                break;
            };
            scope = parent;
        }
        self.bind_in(scope, &target.name, target.span, false);
        // The comprehension itself reaches it like any name of an outer scope.
        if scope != self.current {
            self.read(&target.name, target.span);
        }
    }

    fn is_generator_expression(&self, scope: ScopeId) -> bool {
        let scope = &self.scopes[scope.0 as usize];
        scope.kind == ScopeKind::Function
            && scope.parameters.first().is_some_and(|name| &**name == ".0")
    }

    fn declare(&mut self, names: &[Ident], global: bool) {
        let word = if global { "global" } else { "nonlocal" };
        let module = self.current == MODULE_SCOPE;
        for ident in names {
            let (name, span) = (&ident.name, ident.span);
            let scope = &mut self.scopes[self.current.0 as usize];
            if let Some(binding) = scope.bindings.get(name) {
                let (parameter, first) = (binding.parameter, binding.span);
                if parameter {
                    self.reporter
                        .report(Message::ParameterAndDeclared, span, &[name, word]);
                } else if !module {
                    self.reporter.report_with(
                        Message::DeclaredAfterUse,
                        span,
                        &[name, word],
                        first,
                        "used here",
                    );
                }
                continue;
            }
            if let Some(first) = scope.reads.get(name).copied().filter(|_| !module) {
                self.reporter.report_with(
                    Message::DeclaredAfterUse,
                    span,
                    &[name, word],
                    first,
                    "used here",
                );
                continue;
            }
            if !global && module {
                self.reporter.report(Message::NonlocalAtModule, span, &[]);
            } else if scope.globals.contains_key(name) != global
                && scope.nonlocals.contains_key(name) == global
                && (scope.globals.contains_key(name) || scope.nonlocals.contains_key(name))
            {
                self.reporter
                    .report(Message::GlobalAndNonlocal, span, &[name]);
            } else if global {
                scope.globals.entry(name.clone()).or_insert(span);
            } else {
                scope.nonlocals.entry(name.clone()).or_insert(span);
            }
        }
    }

    fn import(&mut self, module: &Ident, alias: Option<&Ident>) {
        if let Some(alias) = alias {
            return self.bind_import(alias, Import::Module(module.name.clone()));
        }
        let first: Name = module.name.split('.').next().unwrap_or(&module.name).into();
        let bound = Ident {
            name: first.clone(),
            span: module.span,
        };
        self.bind_import(&bound, Import::Module(first));
    }

    /// Binds a name to what an import brings in; it stays known as that while nothing else binds it.
    fn bind_import(&mut self, ident: &Ident, import: Import) {
        let before = self
            .scope()
            .bindings
            .get(&ident.name)
            .map(|binding| binding.import.clone());
        self.bind_ident(ident);
        if before.is_none_or(|before| before == import)
            && let Some(binding) = self.scope().bindings.get_mut(&ident.name)
        {
            binding.import = import;
        }
    }
}

impl Visitor for Collector<'_> {
    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Global(names) => self.declare(names, true),
            StmtKind::Nonlocal(names) => self.declare(names, false),
            StmtKind::Declare(ident) => self.bind_ident(ident),
            StmtKind::Import { module, alias } => self.import(module, alias.as_ref()),
            StmtKind::ImportFrom {
                module,
                names: ImportNames::Names(names),
                ..
            } => {
                for (name, alias) in names {
                    let import = Import::Member(module.name.clone(), name.name.clone());
                    self.bind_import(alias.as_ref().unwrap_or(name), import);
                }
            }
            StmtKind::AugAssign {
                target:
                    Target {
                        kind: TargetKind::Name(name),
                        span,
                    },
                ..
            } => {
                self.read(name, *span);
                walk_statement(self, statement);
            }
            StmtKind::Try(parts) => {
                self.statements(&parts.body);
                for handler in &parts.handlers {
                    if let Some(matches) = &handler.matches {
                        self.expression(matches);
                    }
                    if let Some(name) = &handler.name {
                        self.bind_ident(name);
                    }
                    self.statements(&handler.body);
                }
                self.statements(&parts.orelse);
                self.statements(&parts.finalbody);
            }
            _ => walk_statement(self, statement),
        }
    }

    fn expression(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Name(name) => {
                self.read(name, expression.span);
                if &**name == "super" {
                    // `super()` finds the class it stands in through a variable of the class body.
                    self.read(&"__class__".into(), expression.span);
                }
            }
            ExprKind::Named { target, .. } => {
                walk_expression(self, expression);
                self.bind_named(target);
                return;
            }
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) => self.scope().generator = true,
            _ => {}
        }
        walk_expression(self, expression);
    }

    fn target(&mut self, target: &Target) {
        if let TargetKind::Name(name) = &target.kind {
            self.bind(name, target.span);
        }
        walk_target(self, target);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Capture(name) | PatternKind::As { name, .. } => self.bind_ident(name),
            PatternKind::Mapping {
                rest: Some(rest), ..
            } => self.bind_ident(rest),
            _ => {}
        }
        walk_pattern(self, pattern);
    }

    fn function(&mut self, function: &Function) {
        walk_function_outside(self, function);
        if &*function.name.name != "<lambda>" {
            self.bind_ident(&function.name);
        }
        self.within(function.scope, ScopeKind::Function, |collector| {
            for parameter in function.parameters.names() {
                collector.bind_in(function.scope, &parameter.name, parameter.span, true);
                collector.scope().parameters.push(parameter.name.clone());
            }
            collector.statements(&function.body);
        });
    }

    fn class(&mut self, class: &Class) {
        walk_class_outside(self, class);
        self.bind_ident(&class.name);
        self.within(class.scope, ScopeKind::Class, |collector| {
            // The body is called with the class itself.
            collector.bind_in(class.scope, &"__class__".into(), class.name.span, true);
            collector.scope().parameters.push("__class__".into());
            collector.statements(&class.body);
        });
    }

    fn comprehension(&mut self, comprehension: &Comprehension) {
        if let Some(first) = comprehension.clauses.first() {
            self.expression(&first.iterable);
        }
        if comprehension.kind != ComprehensionKind::Generator && !makes_functions(comprehension) {
            self.within(comprehension.scope, ScopeKind::Comprehension, |collector| {
                walk_comprehension_inside(collector, comprehension);
            });
            return;
        }
        self.within(comprehension.scope, ScopeKind::Function, |collector| {
            // The first iterator is the only argument of the hidden function.
            let argument: Name = ".0".into();
            collector.bind_in(comprehension.scope, &argument, Span::default(), true);
            collector.scope().parameters.push(argument);
            collector.scope().generator = comprehension.kind == ComprehensionKind::Generator;
            walk_comprehension_inside(collector, comprehension);
        });
    }
}

/// Whether functions are made inside a comprehension: each evaluation then needs variables of its own.
pub(crate) fn makes_functions(comprehension: &Comprehension) -> bool {
    struct Search(bool);
    impl Visitor for Search {
        fn function(&mut self, _: &Function) {
            self.0 = true;
        }
        fn comprehension(&mut self, inner: &Comprehension) {
            if inner.kind == ComprehensionKind::Generator {
                self.0 = true;
            } else if let Some(first) = inner.clauses.first() {
                self.expression(&first.iterable);
                walk_comprehension_inside(self, inner);
            }
        }
    }
    let mut search = Search(false);
    walk_comprehension_inside(&mut search, comprehension);
    search.0
}
