//! What of the library a program reaches.
//!
//! By names: a function or class of the library is kept if its name is mentioned in anything kept, as a name, an attribute, an import or a literal that an intrinsic takes as a name.
//! That keeps a little too much and never too little.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use bytecode::prelude;

use crate::tree::{
    Class, Constant, Expr, ExprKind, Ident, ImportNames, Name, Pattern, PatternKind, Stmt,
    StmtKind, Target, TargetKind,
};
use crate::unit::Unit;
use crate::visit::{
    Visitor, walk_class_outside, walk_expression, walk_pattern, walk_statement, walk_target,
};

/// What of each library module is kept: indices of top-level statements.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Kept {
    pub(crate) statements: BTreeMap<Name, BTreeSet<usize>>,
}

/// Names mentioned in kept code, and which features of the language it uses.
#[derive(Default)]
struct Mentions {
    names: HashSet<Name>,
    class: bool,
    generator: bool,
}

impl Mentions {
    fn add(&mut self, name: &Name) {
        self.names.insert(name.clone());
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// Finds what is reached from the program's own units and from `before`, what was kept for an earlier image of the same program.
pub(crate) fn reach(units: &BTreeMap<Name, Rc<Unit>>, before: &Kept, prompt: bool) -> Kept {
    let mut mentions = Mentions::default();
    for unit in units.values().filter(|unit| !unit.library) {
        mentions.statements(&unit.tree.body);
    }
    let mut kept = before.clone();
    for (module, statements) in &before.statements {
        if let Some(unit) = units.get(module) {
            for index in statements {
                mention_item(unit, *index, &mut mentions);
            }
        }
    }
    loop {
        let mut changed = false;
        for (module, unit) in units.iter().filter(|(_, unit)| unit.library) {
            for (index, statement) in unit.tree.body.iter().enumerate() {
                let already = kept
                    .statements
                    .get(module)
                    .is_some_and(|set| set.contains(&index));
                if !already && is_reached(module, statement, &mentions, prompt) {
                    kept.statements
                        .entry(module.clone())
                        .or_default()
                        .insert(index);
                    mention_item(unit, index, &mut mentions);
                    changed = true;
                }
            }
        }
        if !changed {
            return kept;
        }
    }
}

/// Mentions of a statement that is kept. A class is kept whole: any later line may call any of its methods.
fn mention_item(unit: &Unit, index: usize, mentions: &mut Mentions) {
    if let Some(statement) = unit.tree.body.get(index) {
        mentions.statement(statement);
    }
}

fn is_reached(module: &Name, statement: &Stmt, mentions: &Mentions, prompt: bool) -> bool {
    match &statement.kind {
        StmtKind::Function(function) => {
            let name = &function.name.name;
            mentions.has(name)
                || (&**module == crate::PRELUDE && machine_needs(name, mentions, prompt))
        }
        StmtKind::Class(class) => mentions.has(&class.name.name),
        StmtKind::Assign { targets, .. } => targets.iter().any(|target| match &target.kind {
            TargetKind::Name(name) => mentions.has(name),
            _ => true,
        }),
        // A docstring.
        StmtKind::Expr(value) => match &value.kind {
            ExprKind::Constant(_) => false,
            ExprKind::Call { function, .. } => {
                !is_exception_declaration(function) || declares_mentioned(value, mentions)
            }
            _ => true,
        },
        _ => true,
    }
}

fn is_exception_declaration(function: &Expr) -> bool {
    matches!(&function.kind, ExprKind::Name(name) if &**name == "new_exception")
}

fn declares_mentioned(value: &Expr, mentions: &Mentions) -> bool {
    let ExprKind::Call { arguments, .. } = &value.kind else {
        return true;
    };
    match arguments.first() {
        Some(crate::tree::Argument::Positional(Expr {
            kind: ExprKind::Name(name),
            ..
        })) => mentions.has(name),
        _ => true,
    }
}

/// Whether the machine itself may call a function of the prelude, given what the program uses.
fn machine_needs(name: &str, mentions: &Mentions, prompt: bool) -> bool {
    let Some(id) = prelude::find(name) else {
        return false;
    };
    if prelude::ROWS[usize::from(id)].builtin {
        return false;
    }
    let any = |names: &[&str]| names.iter().any(|name| mentions.has(name));
    match name {
        "list_sort" => any(&["sort"]),
        "str_format" => any(&["format"]),
        "dict_update" => any(&["update", "dict"]),
        "display" => prompt,
        "map_iterator" => any(&["map"]),
        "filter_iterator" => any(&["filter"]),
        "zip_iterator" => any(&["zip", "map"]),
        "enumerate_iterator" => any(&["enumerate"]),
        "call_iterator" => any(&["iter"]),
        "all_of" => any(&["all"]),
        "any_of" => any(&["any"]),
        "sum_of" => any(&["sum"]),
        // Threads begin there too, and the host may start one at any time.
        "run_callback" => true,
        "set_default_stream" => false,
        // Containers compare their items, and exceptions their text, in Python only if a class can take part;
        // the machine also comes here for what it leaves to Python altogether.
        "compare" | "to_str" | "to_repr" | "contains" | "percent_format" => true,
        // Stands for the native of that name, met by an iterable of Python's; objects may also come by operators.
        _ if name.ends_with("_of") && !mentions.class => {
            let native = name.trim_end_matches("_of");
            let method = native.split_once('_').map_or(native, |(_, method)| method);
            mentions.generator && any(&[native, method])
        }
        // What iterates in Python is an instance or a generator.
        _ => mentions.class || mentions.generator,
    }
}

impl Visitor for Mentions {
    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Import { module, .. } => self.module(module),
            StmtKind::ImportFrom { module, names, .. } => {
                self.module(module);
                if let ImportNames::Names(names) = names {
                    for (name, _) in names {
                        self.add(&name.name);
                    }
                }
            }
            _ => walk_statement(self, statement),
        }
    }

    fn expression(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Name(name) => self.add(name),
            ExprKind::Attribute { attribute, .. } => self.add(&attribute.name),
            ExprKind::Constant(Constant::Str(text)) if text.len() < 32 => self.add(text),
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) => self.generator = true,
            ExprKind::Comprehension(comprehension) => {
                self.generator |= comprehension.kind == crate::tree::ComprehensionKind::Generator;
            }
            _ => {}
        }
        walk_expression(self, expression);
    }

    fn target(&mut self, target: &Target) {
        if let TargetKind::Attribute { attribute, .. } = &target.kind {
            self.add(&attribute.name);
        }
        walk_target(self, target);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Class { keywords, .. } => {
                for (name, _) in keywords {
                    self.add(&name.name);
                }
            }
            // What is left over becomes a dict of its own.
            PatternKind::Mapping { rest: Some(_), .. } => self.add(&"dict".into()),
            _ => {}
        }
        walk_pattern(self, pattern);
    }

    fn class(&mut self, class: &Class) {
        self.class = true;
        walk_class_outside(self, class);
        self.statements(&class.body);
    }
}

impl Mentions {
    fn module(&mut self, module: &Ident) {
        for part in module.name.split('.') {
            self.names.insert(part.into());
        }
    }
}
