//! Expressions and constants.

use std::sync::Arc;

use num_bigint::BigInt;
use serde::{Deserialize, Serialize};

use super::{Function, Ident, Name, ScopeId, Span, Target};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    /// Where it stands, without enclosing parentheses.
    pub span: Span,
    /// Which one it is.
    pub kind: ExprKind,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    /// A literal, or what folding made of constants.
    Constant(Constant),
    /// A name that is read.
    Name(Name),
    /// An f-string with at least one replacement field.
    Format(Vec<FormatPart>),
    /// `a and b and c`, at least two.
    Bool { op: BoolOp, values: Vec<Expr> },
    /// `name := value`
    Named { target: Ident, value: Box<Expr> },
    /// `left op right`
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `op operand`
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// `first op second op third …`
    Compare {
        first: Box<Expr>,
        rest: Vec<(CompareOp, Expr)>,
    },
    /// `body if test else orelse`
    If {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    /// A lambda.
    Lambda(Box<Function>),
    /// `(a, *b)`
    Tuple(Vec<Expr>),
    /// `[a, *b]`
    List(Vec<Expr>),
    /// `{a, *b}`, never empty.
    Set(Vec<Expr>),
    /// `{k: v, **d}`; an entry without a key is `**d`.
    Dict(Vec<(Option<Expr>, Expr)>),
    /// A comprehension or generator expression.
    Comprehension(Box<Comprehension>),
    /// `yield value`
    Yield(Option<Box<Expr>>),
    /// `yield from iterable`
    YieldFrom(Box<Expr>),
    /// `function(arguments)`
    Call {
        function: Box<Expr>,
        arguments: Vec<Argument>,
    },
    /// `object.attribute`
    Attribute { object: Box<Expr>, attribute: Ident },
    /// `object[index]`
    Subscript { object: Box<Expr>, index: Box<Expr> },
    /// `lower:upper:step` inside a subscript.
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
    /// `*value` inside a display or an argument list.
    Starred(Box<Expr>),
}

/// A value known at compile time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Constant {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// `NotImplemented`
    NotImplemented,
    /// Marks a keyword-only parameter without a default; never a value of a program.
    Missing,
    /// An integer of any size.
    Int(BigInt),
    /// A float; NaN equals NaN of the same bits here, and 0.0 differs from -0.0.
    Float(f64),
    /// Text.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A tuple of constants.
    Tuple(Vec<Constant>),
}

/// A piece of an f-string.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FormatPart {
    /// Text between replacement fields.
    Text(Arc<str>),
    /// `{value!conversion:spec}`
    Field {
        value: Expr,
        conversion: Conversion,
        spec: Vec<FormatPart>,
    },
}

/// The conversion of a replacement field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// None given.
    None,
    /// `!s`
    Str,
    /// `!r`
    Repr,
    /// `!a`
    Ascii,
}

/// One argument of a call, in source order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Argument {
    /// `value`
    Positional(Expr),
    /// `*iterable`
    Star(Expr),
    /// `name=value`
    Keyword(Ident, Expr),
    /// `**mapping`
    DoubleStar(Expr),
}

/// A comprehension.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comprehension {
    /// The scope of everything but the first iterable.
    pub scope: ScopeId,
    /// What it builds.
    pub kind: ComprehensionKind,
    /// The element, or the key of a dict comprehension.
    pub element: Expr,
    /// The value of a dict comprehension.
    pub value: Option<Expr>,
    /// The `for` clauses, at least one.
    pub clauses: Vec<Clause>,
}

/// What a comprehension builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ComprehensionKind {
    /// `[… for …]`
    List,
    /// `{… for …}`
    Set,
    /// `{k: v for …}`
    Dict,
    /// `(… for …)`
    Generator,
}

/// One `for target in iterable if condition` of a comprehension.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clause {
    /// Bound for each item.
    pub target: Target,
    /// What is iterated.
    pub iterable: Expr,
    /// Items that fail one of these are skipped.
    pub conditions: Vec<Expr>,
}

/// `and`, `or`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoolOp {
    And,
    Or,
}

/// Binary operators in the order of Python's data model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    MatrixMultiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
    ShiftLeft,
    ShiftRight,
    And,
    Or,
    Xor,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Plus,
    Minus,
    Invert,
    Not,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Is,
    IsNot,
    In,
    NotIn,
}

impl PartialEq for Constant {
    /// Equal only when one can stand for the other: same type, same bits.
    fn eq(&self, other: &Constant) -> bool {
        match (self, other) {
            (Constant::None, Constant::None)
            | (Constant::Ellipsis, Constant::Ellipsis)
            | (Constant::NotImplemented, Constant::NotImplemented)
            | (Constant::Missing, Constant::Missing) => true,
            (Constant::Bool(a), Constant::Bool(b)) => a == b,
            (Constant::Int(a), Constant::Int(b)) => a == b,
            (Constant::Float(a), Constant::Float(b)) => a.to_bits() == b.to_bits(),
            (Constant::Str(a), Constant::Str(b)) => a == b,
            (Constant::Bytes(a), Constant::Bytes(b)) => a == b,
            (Constant::Tuple(a), Constant::Tuple(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Constant {}

impl std::hash::Hash for Constant {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Constant::None | Constant::Ellipsis | Constant::NotImplemented | Constant::Missing => {}
            Constant::Bool(value) => value.hash(state),
            Constant::Int(value) => value.hash(state),
            Constant::Float(value) => value.to_bits().hash(state),
            Constant::Str(value) => value.hash(state),
            Constant::Bytes(value) => value.hash(state),
            Constant::Tuple(items) => items.hash(state),
        }
    }
}
