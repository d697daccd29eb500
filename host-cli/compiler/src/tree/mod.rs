//! Our own tree: what every pass after lowering works on.
//!
//! It is smaller than the parser's: targets are told apart from expressions, `elif` is a nested `if`, annotations are gone, a lambda is a function whose body is one `return`.
//! Every node carries its byte range in the module's text.

mod expression;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(crate) use self::expression::{
    Argument, BinaryOp, BoolOp, Clause, CompareOp, Comprehension, ComprehensionKind, Constant,
    Conversion, Expr, ExprKind, FormatPart, UnaryOp,
};

/// A Python identifier, normalised by the parser.
pub type Name = Arc<str>;

/// A half-open range of byte offsets into one module's text.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest range that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// Names one scope of a module; scopes are numbered in source order, the module itself is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ScopeId(pub u32);

/// The scope of the module's own statements.
pub(crate) const MODULE_SCOPE: ScopeId = ScopeId(0);

/// A name where it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ident {
    /// The text.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

/// A whole module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Module {
    /// The statements at the top level.
    pub body: Vec<Stmt>,
    /// How many scopes were numbered in it, the module's own included.
    pub scopes: u32,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stmt {
    /// Where it stands; for a compound statement with its body.
    pub span: Span,
    /// Which one it is.
    pub kind: StmtKind,
}

/// The kinds of statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum StmtKind {
    /// An expression whose value is dropped (or shown, at the prompt).
    Expr(Expr),
    /// `a = b = value`
    Assign { targets: Vec<Target>, value: Expr },
    /// `target op= value`
    AugAssign {
        target: Target,
        op: BinaryOp,
        value: Expr,
    },
    /// `name: annotation` without a value: makes the name local, does nothing.
    Declare(Ident),
    /// `return value`
    Return(Option<Expr>),
    /// `del a, b[0]`
    Delete(Vec<Target>),
    /// `for target in iterable: body else: orelse`
    For {
        target: Target,
        iterable: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    /// `while test: body else: orelse`
    While {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    /// `if test: body else: orelse`
    If {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    /// `with manager as target, …: body`
    With {
        items: Vec<WithItem>,
        body: Vec<Stmt>,
    },
    /// `match subject: case …`
    Match { subject: Expr, cases: Vec<Case> },
    /// `raise exception from cause`
    Raise {
        exception: Option<Expr>,
        cause: Option<Expr>,
    },
    /// `try: … except …: … else: … finally: …`
    Try(Box<Try>),
    /// `assert test, message`
    Assert { test: Expr, message: Option<Expr> },
    /// `import a.b as c`, one name of the statement.
    Import { module: Ident, alias: Option<Ident> },
    /// `from a.b import c as d, e`
    ImportFrom {
        module: Ident,
        level: u32,
        names: ImportNames,
    },
    /// `global a, b`
    Global(Vec<Ident>),
    /// `nonlocal a, b`
    Nonlocal(Vec<Ident>),
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `pass`
    Pass,
    /// `def f(…): …`
    Function(Box<Function>),
    /// `class C(…): …`
    Class(Box<Class>),
}

/// What a `from … import` statement brings in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ImportNames {
    /// `*`, where it stands.
    Star(Span),
    /// Each name with the name it is bound to.
    Names(Vec<(Ident, Option<Ident>)>),
}

/// One `manager as target` of a `with` statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WithItem {
    /// The context manager.
    pub manager: Expr,
    /// What the value of `__enter__` is bound to.
    pub target: Option<Target>,
}

/// A `try` statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Try {
    /// The guarded statements.
    pub body: Vec<Stmt>,
    /// The `except` clauses; only the last can be bare.
    pub handlers: Vec<Handler>,
    /// Run when the body ended without an exception.
    pub orelse: Vec<Stmt>,
    /// Run however the rest ends.
    pub finalbody: Vec<Stmt>,
}

/// An `except` clause.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Handler {
    /// The clause with its body.
    pub span: Span,
    /// What it catches; nothing means everything.
    pub matches: Option<Expr>,
    /// The name after `as`.
    pub name: Option<Ident>,
    /// Its statements.
    pub body: Vec<Stmt>,
}

/// A `case` of a `match` statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    /// The case with its body.
    pub span: Span,
    /// What the subject must look like.
    pub pattern: Pattern,
    /// The condition after `if`.
    pub guard: Option<Expr>,
    /// Its statements.
    pub body: Vec<Stmt>,
}

/// A pattern of a `case`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    /// Where it stands.
    pub span: Span,
    /// Which one it is.
    pub kind: PatternKind,
}

/// The kinds of pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PatternKind {
    /// Compared with `==`: a literal or a dotted name.
    Value(Expr),
    /// Compared with `is`: `None`, `True`, `False`.
    Singleton(Expr),
    /// `_`
    Wildcard,
    /// A bare name.
    Capture(Ident),
    /// `pattern as name`
    As { pattern: Box<Pattern>, name: Ident },
    /// `[a, *rest, b]`; `star` is the index of the starred one, which is a capture or a wildcard.
    Sequence {
        items: Vec<Pattern>,
        star: Option<usize>,
    },
    /// `{key: pattern, **rest}`
    Mapping {
        entries: Vec<(Expr, Pattern)>,
        rest: Option<Ident>,
    },
    /// `Class(pattern, attribute=pattern)`
    Class {
        class: Expr,
        positional: Vec<Pattern>,
        keywords: Vec<(Ident, Pattern)>,
    },
    /// `a | b`
    Or(Vec<Pattern>),
}

/// A function, method or lambda.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Function {
    /// The scope of its body.
    pub scope: ScopeId,
    /// Its name; `<lambda>` for a lambda.
    pub name: Ident,
    /// Decorators, outermost first.
    pub decorators: Vec<Expr>,
    /// Its parameters.
    pub parameters: Parameters,
    /// Its statements; a single `return` for a lambda.
    pub body: Vec<Stmt>,
    /// Where the whole of it stands.
    pub span: Span,
}

/// The parameters of a function.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Parameters {
    /// How many of `positional` stand before the `/`.
    pub positional_only: usize,
    /// Positional parameters in order.
    pub positional: Vec<Parameter>,
    /// `*args`
    pub star: Option<Ident>,
    /// Parameters after `*` or `*args`.
    pub keyword_only: Vec<Parameter>,
    /// `**kw`
    pub double_star: Option<Ident>,
}

impl Parameters {
    /// Every parameter's name in slot order: positional, keyword-only, `*args`, `**kw`.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        self.positional
            .iter()
            .chain(&self.keyword_only)
            .map(|parameter| &parameter.name)
            .chain(&self.star)
            .chain(&self.double_star)
    }
}

/// A named parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameter {
    /// Its name.
    pub name: Ident,
    /// Evaluated once, where the function is defined.
    pub default: Option<Expr>,
}

/// A class definition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Class {
    /// The scope of its body.
    pub scope: ScopeId,
    /// Its name.
    pub name: Ident,
    /// Decorators, outermost first.
    pub decorators: Vec<Expr>,
    /// Its bases in order.
    pub bases: Vec<Expr>,
    /// Its statements.
    pub body: Vec<Stmt>,
    /// Where the whole of it stands.
    pub span: Span,
}

/// What an assignment, `for`, `with`, `del` or import stores to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    /// Where it stands.
    pub span: Span,
    /// Which one it is.
    pub kind: TargetKind,
}

/// The kinds of target.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TargetKind {
    /// `name`
    Name(Name),
    /// `object.attribute`
    Attribute { object: Expr, attribute: Ident },
    /// `object[index]`
    Subscript { object: Expr, index: Expr },
    /// `a, (b, *c)`; `star` is the index of the starred one.
    Unpack {
        items: Vec<Target>,
        star: Option<usize>,
    },
}
