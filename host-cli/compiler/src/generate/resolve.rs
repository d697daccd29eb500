//! What a name that is no local stands for, and what a dotted name stands for at compile time.

use bytecode::exceptions;
use bytecode::natives::Native;

use super::Generator;
use super::builtins::{self, Builtin};
use crate::diagnostic::Message;
use crate::fold;
use crate::program::ModuleName;
use crate::scope::{Import, Place, ScopeKind};
use crate::tree::{Constant, Expr, ExprKind, MODULE_SCOPE, Name, Span};

/// What a global name stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// A variable: its slot.
    Global(u16),
    /// A module.
    Module(Name),
    /// An exception, by its index in the tree.
    Exception(u16),
    /// A name of the language or its interface.
    Builtin(Builtin),
    /// A value known at compile time.
    Constant(Constant),
    /// A native function that is a member of a module.
    Native(&'static Native),
    /// A function of the library, by code id.
    Function(u16),
}

impl Generator<'_, '_> {
    /// The meaning of a name in this scope, if it is none of the frame's own or captured variables; unknown names are reported.
    pub(super) fn meaning(&mut self, name: &Name, span: Span) -> Option<Meaning> {
        if self.place(name) != Place::Global {
            return None;
        }
        let found = self.global_meaning(name);
        if found.is_none() {
            return self.unknown(name, span);
        }
        found
    }

    /// The place of a name; names of a class body count as global where nothing was assigned yet.
    pub(super) fn place(&self, name: &str) -> Place {
        self.unit.scopes.place(self.scope, name)
    }

    /// What a name of the module, the board or the language stands for.
    pub(super) fn global_meaning(&mut self, name: &Name) -> Option<Meaning> {
        let module = self.unit.module.clone();
        if let Some(known) = self.module_member(&module, name) {
            return Some(known);
        }
        match &**name {
            "__name__" => {
                return Some(Meaning::Constant(Constant::Str(module)));
            }
            "__file__" => {
                return Some(Meaning::Constant(Constant::Str(
                    self.unit.file.as_str().into(),
                )));
            }
            "_" if self.unit.prompt => {
                let slot = self
                    .build
                    .program
                    .global_slot(&crate::PRELUDE.into(), &"_".into())?;
                return Some(Meaning::Global(slot));
            }
            _ => {}
        }
        if let Some(value) = self.build.options.constants.get(&**name) {
            return Some(Meaning::Constant(Constant::Int((*value).into())));
        }
        if let Some(builtin) = builtins::find(name, self.unit.library) {
            return Some(Meaning::Builtin(builtin));
        }
        let index = self.build.program.find_exception(name)?;
        let declared_here = usize::from(index) >= exceptions::NAMES.len();
        // Exceptions made by `new_exception` are visible everywhere, those of class statements are not.
        let visible = !declared_here
            || self
                .build
                .program
                .exception(index)
                .is_some_and(|exception| exception.message.is_some());
        visible.then_some(Meaning::Exception(index))
    }

    /// What a member of a module stands for; nothing if there is none of that name.
    pub(super) fn module_member(&mut self, module: &Name, name: &Name) -> Option<Meaning> {
        let state = self.build.program.modules.get(module);
        if let Some(known) = state.and_then(|state| state.names.get(name)) {
            return match known.clone() {
                ModuleName::Global(slot) => Some(Meaning::Global(slot)),
                ModuleName::Module(other) => Some(Meaning::Module(other)),
                ModuleName::Exception(index) => Some(Meaning::Exception(index)),
                ModuleName::Constant(value) => Some(Meaning::Constant(value)),
                ModuleName::Function(code) => Some(Meaning::Function(code)),
                ModuleName::Member(other, member) => {
                    let found = self.module_member(&other, &member);
                    found.or_else(|| self.submodule(&other, &member))
                }
            };
        }
        builtins::module_native(module, name).map(Meaning::Native)
    }

    /// The meaning of a name or of a dotted name whose first part is a module or a pin; nothing is reported.
    pub(super) fn static_meaning(&mut self, expression: &Expr) -> Option<Meaning> {
        match &expression.kind {
            ExprKind::Name(name) => self.static_name(name),
            ExprKind::Attribute { object, attribute } => {
                if let Some(value) = self.pin_function(object, &attribute.name) {
                    return Some(Meaning::Constant(value));
                }
                match self.static_meaning(object)? {
                    Meaning::Module(module) => {
                        let member = self.module_member(&module, &attribute.name);
                        member.or_else(|| self.submodule(&module, &attribute.name))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    pub(super) fn static_name(&mut self, name: &Name) -> Option<Meaning> {
        if self.is_class_name(name) {
            return None;
        }
        if self.place(name) == Place::Global {
            return self.global_meaning(name);
        }
        // A local that nothing but imports bind stands for what they bring in.
        match self.unit.scopes.import(self.scope, name).clone() {
            Import::No => None,
            Import::Module(module) => self
                .build
                .program
                .modules
                .contains_key(&module)
                .then_some(Meaning::Module(module)),
            Import::Member(module, member) => self.imported_member(&module, &member),
        }
    }

    /// What `from module import member` brings in, if that cannot change; variables are copied when the import runs.
    pub(super) fn imported_member(&mut self, module: &Name, member: &Name) -> Option<Meaning> {
        let meaning = self
            .module_member(module, member)
            .or_else(|| self.submodule(module, member));
        meaning.filter(|meaning| !matches!(meaning, Meaning::Global(_)))
    }

    /// Whether `from module import member` brings in something that cannot change.
    pub(crate) fn is_fixed_member(&mut self, module: &Name, member: &Name) -> bool {
        self.imported_member(module, member).is_some()
    }

    /// Whether a class body binds the name, so that it is not what it is outside.
    pub(super) fn is_class_name(&self, name: &str) -> bool {
        let scope = self.unit.scopes.get(self.scope);
        scope.kind == ScopeKind::Class && scope.bindings.contains_key(name)
    }

    pub(super) fn submodule(&self, module: &str, name: &str) -> Option<Meaning> {
        let dotted: Name = format!("{module}.{name}").into();
        self.build
            .program
            .modules
            .contains_key(&dotted)
            .then_some(Meaning::Module(dotted))
    }

    /// `D5.PWM` as the number of the pin in that function.
    fn pin_function(&mut self, object: &Expr, function: &str) -> Option<Constant> {
        let ExprKind::Name(pin) = &object.kind else {
            return None;
        };
        if !self.is_pin(pin) {
            return None;
        }
        let value = self
            .build
            .options
            .constants
            .get(&format!("{pin}.{function}"))?;
        Some(Constant::Int((*value).into()))
    }

    /// Whether the name is a pin or peripheral of the board here.
    pub(super) fn is_pin(&mut self, name: &Name) -> bool {
        let module = self.unit.module.clone();
        self.place(name) == Place::Global
            && self.module_member(&module, name).is_none()
            && self.build.options.constants.contains_key(&**name)
    }

    /// The value of an expression that is known at compile time, names of constants included.
    pub(super) fn constant(&mut self, expression: &Expr) -> Option<Constant> {
        match &expression.kind {
            ExprKind::Constant(value) => return Some(value.clone()),
            ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::Bool { .. }
            | ExprKind::Compare { .. } => {}
            ExprKind::If { .. }
            | ExprKind::Tuple(_)
            | ExprKind::Name(_)
            | ExprKind::Attribute { .. } => {}
            _ => return None,
        }
        let this = std::cell::RefCell::new(self);
        fold::constant_with(
            expression,
            &|name| match this.borrow_mut().static_meaning(name)? {
                Meaning::Constant(value) => Some(value),
                Meaning::Builtin(Builtin::Constant(value)) => Some(Constant::Int(value.into())),
                Meaning::Builtin(Builtin::KindConstant(number)) => {
                    Some(Constant::Int(number.into()))
                }
                Meaning::Builtin(Builtin::Ellipsis) => Some(Constant::Ellipsis),
                _ => None,
            },
        )
    }

    /// Deals with a name that nothing binds.
    fn unknown(&mut self, name: &Name, span: Span) -> Option<Meaning> {
        if let Some((_, remedy)) = builtins::REFUSED
            .iter()
            .find(|(refused, _)| *refused == &**name)
        {
            self.report(Message::ReflectiveName, span, &[name, remedy]);
            return None;
        }
        if self.unit.prompt && self.in_function {
            // A line to come may define it.
            let module = self.unit.module.clone();
            let slot = self.build.program.global_slot(&module, name)?;
            return Some(Meaning::Global(slot));
        }
        let suggestion = self.nearest(name);
        let remedy = suggestion.map_or(String::new(), |near| format!("did you mean `{near}`?"));
        let board_name = name.chars().next().is_some_and(|c| c.is_ascii_uppercase())
            && name.ends_with(|c: char| c.is_ascii_digit())
            && !self.build.options.board.is_empty();
        if board_name {
            let board = self.build.options.board.clone();
            self.report(Message::UnknownPin, span, &[&board, name, &remedy]);
        } else {
            self.report(Message::UnknownName, span, &[name, &remedy]);
        }
        None
    }

    /// The known name most like this one, if one is near enough.
    pub(super) fn nearest(&mut self, name: &str) -> Option<String> {
        let mut candidates: Vec<String> = Vec::new();
        let mut scope = Some(self.scope);
        while let Some(id) = scope {
            let here = self.unit.scopes.get(id);
            candidates.extend(here.bindings.keys().map(ToString::to_string));
            scope = here.parent;
        }
        if let Some(state) = self.build.program.modules.get(&self.unit.module) {
            candidates.extend(state.names.keys().map(ToString::to_string));
        }
        candidates.extend(
            self.build
                .options
                .constants
                .keys()
                .filter(|key| !key.contains('.'))
                .cloned(),
        );
        candidates.extend(builtins::all_names().map(ToOwned::to_owned));
        nearest(name, candidates.into_iter())
    }

    /// The scope of the module's own statements, or a comprehension in it.
    pub(super) fn at_module_level(&self) -> bool {
        self.unit.scopes.get(self.scope).frame == MODULE_SCOPE
    }
}

/// The candidate with the least edit distance, at most a third of the name's length.
pub(super) fn nearest(name: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .filter(|candidate| candidate != name && !candidate.starts_with('.'))
        .map(|candidate| (distance(name, &candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of insertions, deletions, replacements and case changes between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(!ca.eq_ignore_ascii_case(cb));
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(distance("prnt", "print"), 1);
        assert_eq!(distance("Print", "print"), 0);
        let names = || {
            ["print", "range", "counter"]
                .iter()
                .map(ToString::to_string)
        };
        assert_eq!(nearest("prnt", names()).as_deref(), Some("print"));
        assert_eq!(nearest("xyz", names()), None);
        assert_eq!(nearest("conter", names()).as_deref(), Some("counter"));
    }
}
