//! Constant folding, with CPython's arithmetic.
//!
//! Folding never raises: what would raise at run time (`1 // 0`, `"a" + 1`) is left for run time, and so is what would grow beyond [`BITS_MAX`] or [`ITEMS_MAX`].

use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::tree::{BinaryOp, BoolOp, CompareOp, Constant, Expr, ExprKind, UnaryOp};

/// Integers longer than this are computed on the board, which has a limit of its own.
const BITS_MAX: u64 = 1024;
/// Longer texts and tuples are made at run time: they would only take space in the image.
const ITEMS_MAX: usize = 64;

/// The value of an expression made of literals only.
pub(crate) fn constant(expression: &Expr) -> Option<Constant> {
    constant_with(expression, &|_| None)
}

/// Whether a condition made of literals only is true.
pub(crate) fn truth(expression: &Expr) -> Option<bool> {
    constant(expression).map(|value| is_true(&value))
}

/// The value of an expression made of literals and of names that `name` knows.
pub(crate) fn constant_with(
    expression: &Expr,
    name: &dyn Fn(&Expr) -> Option<Constant>,
) -> Option<Constant> {
    match &expression.kind {
        ExprKind::Constant(value) => Some(value.clone()),
        ExprKind::Name(_) | ExprKind::Attribute { .. } => name(expression),
        ExprKind::Unary { op, operand } => unary(*op, &constant_with(operand, name)?),
        ExprKind::Binary { op, left, right } => {
            // The right side first: a long chain of additions ends in its last term.
            let right = constant_with(right, name)?;
            binary(*op, &constant_with(left, name)?, &right)
        }
        ExprKind::Bool { op, values } => boolean(*op, values, name),
        ExprKind::Compare { first, rest } => {
            let mut left = constant_with(first, name)?;
            for (op, value) in rest {
                let right = constant_with(value, name)?;
                if !compare(*op, &left, &right)? {
                    return Some(Constant::Bool(false));
                }
                left = right;
            }
            Some(Constant::Bool(true))
        }
        ExprKind::If { test, body, orelse } => {
            let test = constant_with(test, name)?;
            constant_with(if is_true(&test) { body } else { orelse }, name)
        }
        ExprKind::Tuple(items) => {
            let items: Option<Vec<Constant>> =
                items.iter().map(|item| constant_with(item, name)).collect();
            Some(Constant::Tuple(items?))
        }
        _ => None,
    }
}

fn boolean(
    op: BoolOp,
    values: &[Expr],
    name: &dyn Fn(&Expr) -> Option<Constant>,
) -> Option<Constant> {
    let mut last = None;
    for value in values {
        let value = constant_with(value, name)?;
        let decided = is_true(&value) == (op == BoolOp::Or);
        last = Some(value);
        if decided {
            break;
        }
    }
    last
}

/// The truth of a constant.
pub(crate) fn is_true(value: &Constant) -> bool {
    match value {
        Constant::None => false,
        Constant::Bool(value) => *value,
        Constant::Ellipsis | Constant::NotImplemented | Constant::Missing => true,
        Constant::Int(value) => !value.is_zero(),
        Constant::Float(value) => *value != 0.0,
        Constant::Str(text) => !text.is_empty(),
        Constant::Bytes(bytes) => !bytes.is_empty(),
        Constant::Tuple(items) => !items.is_empty(),
    }
}

/// An integer or bool as an integer.
fn as_int(value: &Constant) -> Option<BigInt> {
    match value {
        Constant::Int(value) => Some(value.clone()),
        Constant::Bool(value) => Some(BigInt::from(u8::from(*value))),
        _ => None,
    }
}

/// A number as a float; nothing for integers beyond the range of exact conversion rules that `f64` gives.
fn as_float(value: &Constant) -> Option<f64> {
    match value {
        Constant::Float(value) => Some(*value),
        _ => as_int(value)?.to_f64().filter(|value| value.is_finite()),
    }
}

fn int(value: BigInt) -> Option<Constant> {
    (value.bits() <= BITS_MAX).then_some(Constant::Int(value))
}

pub(crate) fn unary(op: UnaryOp, operand: &Constant) -> Option<Constant> {
    match (op, operand) {
        (UnaryOp::Not, value) => Some(Constant::Bool(!is_true(value))),
        (UnaryOp::Plus, Constant::Float(value)) => Some(Constant::Float(*value)),
        (UnaryOp::Minus, Constant::Float(value)) => Some(Constant::Float(-value)),
        (UnaryOp::Plus, value) => int(as_int(value)?),
        (UnaryOp::Minus, value) => int(-as_int(value)?),
        (UnaryOp::Invert, Constant::Bool(_)) => None,
        (UnaryOp::Invert, value) => int(-as_int(value)? - 1),
    }
}

pub(crate) fn binary(op: BinaryOp, left: &Constant, right: &Constant) -> Option<Constant> {
    if let (Constant::Bool(a), Constant::Bool(b)) = (left, right) {
        match op {
            BinaryOp::And => return Some(Constant::Bool(a & b)),
            BinaryOp::Or => return Some(Constant::Bool(a | b)),
            BinaryOp::Xor => return Some(Constant::Bool(a ^ b)),
            _ => {}
        }
    }
    if let (Some(a), Some(b)) = (as_int(left), as_int(right)) {
        return int_binary(op, &a, &b);
    }
    if let (Some(a), Some(b)) = (as_float(left), as_float(right)) {
        return float_binary(op, a, b).map(Constant::Float);
    }
    sequence_binary(op, left, right)
}

fn int_binary(op: BinaryOp, a: &BigInt, b: &BigInt) -> Option<Constant> {
    match op {
        BinaryOp::Add => int(a + b),
        BinaryOp::Subtract => int(a - b),
        BinaryOp::Multiply => (a.bits() + b.bits() <= BITS_MAX).then(|| Constant::Int(a * b)),
        BinaryOp::FloorDivide if !b.is_zero() => int(a.div_floor(b)),
        BinaryOp::Modulo if !b.is_zero() => int(a.mod_floor(b)),
        BinaryOp::Divide if !b.is_zero() && a.bits() <= 53 && b.bits() <= 53 => {
            // Both are exact as floats, so one rounding gives the true quotient's nearest float.
            Some(Constant::Float(a.to_f64()? / b.to_f64()?))
        }
        BinaryOp::Power => {
            let exponent = b.to_u32()?;
            (a.bits() * u64::from(exponent) <= BITS_MAX).then(|| Constant::Int(a.pow(exponent)))
        }
        BinaryOp::ShiftLeft => {
            let shift = b.to_u64().filter(|shift| *shift <= BITS_MAX)?;
            int(a << shift)
        }
        BinaryOp::ShiftRight if b.sign() != Sign::Minus => {
            let shift = b.to_u64().unwrap_or(u64::MAX).min(BITS_MAX + 1);
            int(a >> shift)
        }
        BinaryOp::And => int(a & b),
        BinaryOp::Or => int(a | b),
        BinaryOp::Xor => int(a ^ b),
        _ => None,
    }
}

fn float_binary(op: BinaryOp, a: f64, b: f64) -> Option<f64> {
    match op {
        BinaryOp::Add => Some(a + b),
        BinaryOp::Subtract => Some(a - b),
        BinaryOp::Multiply => Some(a * b),
        BinaryOp::Divide if b != 0.0 => Some(a / b),
        // The rest depends on the C library in the last place: the board decides.
        _ => None,
    }
}

fn sequence_binary(op: BinaryOp, left: &Constant, right: &Constant) -> Option<Constant> {
    match (op, left, right) {
        (BinaryOp::Add, Constant::Str(a), Constant::Str(b)) if a.len() + b.len() <= 4096 => {
            Some(Constant::Str(format!("{a}{b}").into()))
        }
        (BinaryOp::Add, Constant::Bytes(a), Constant::Bytes(b)) if a.len() + b.len() <= 4096 => {
            Some(Constant::Bytes(a.iter().chain(b.iter()).copied().collect()))
        }
        (BinaryOp::Add, Constant::Tuple(a), Constant::Tuple(b))
            if a.len() + b.len() <= ITEMS_MAX =>
        {
            Some(Constant::Tuple(a.iter().chain(b).cloned().collect()))
        }
        (BinaryOp::Multiply, _, _) => repeat(left, right).or_else(|| repeat(right, left)),
        _ => None,
    }
}

fn repeat(sequence: &Constant, times: &Constant) -> Option<Constant> {
    let times = as_int(times)?;
    let times = if times.is_negative() {
        0
    } else {
        times.to_usize()?
    };
    let fits = |length: usize| {
        length
            .checked_mul(times)
            .is_some_and(|total| total <= ITEMS_MAX)
    };
    match sequence {
        Constant::Str(text) if fits(text.len()) => Some(Constant::Str(text.repeat(times).into())),
        Constant::Bytes(bytes) if fits(bytes.len()) => {
            Some(Constant::Bytes(Arc::from(bytes.repeat(times))))
        }
        Constant::Tuple(items) if fits(items.len()) => Some(Constant::Tuple(
            items
                .iter()
                .cycle()
                .take(items.len() * times)
                .cloned()
                .collect(),
        )),
        _ => None,
    }
}

/// A comparison of constants; nothing where the outcome is not sure or would raise.
fn compare(op: CompareOp, left: &Constant, right: &Constant) -> Option<bool> {
    use std::cmp::Ordering;
    let order = match (left, right) {
        (Constant::Str(a), Constant::Str(b)) => Some(a.cmp(b)),
        (Constant::Bytes(a), Constant::Bytes(b)) => Some(a.cmp(b)),
        (Constant::None, Constant::None) if matches!(op, CompareOp::Is | CompareOp::IsNot) => {
            Some(Ordering::Equal)
        }
        _ => match (as_int(left), as_int(right)) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => match (left, right) {
                (Constant::Float(a), Constant::Float(b)) => a.partial_cmp(b),
                _ => None,
            },
        },
    }?;
    match op {
        CompareOp::Equal => Some(order == Ordering::Equal),
        CompareOp::NotEqual => Some(order != Ordering::Equal),
        CompareOp::Less => Some(order == Ordering::Less),
        CompareOp::LessEqual => Some(order != Ordering::Greater),
        CompareOp::Greater => Some(order == Ordering::Greater),
        CompareOp::GreaterEqual => Some(order != Ordering::Less),
        CompareOp::Is if *left == Constant::None => Some(true),
        CompareOp::IsNot if *left == Constant::None => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Reporter;
    use crate::tree::StmtKind;

    fn folded(text: &str) -> Option<Constant> {
        let mut reporter = Reporter::new("main".into());
        let parsed = crate::parse::parse(text, &mut reporter);
        let module = crate::lower::lower(&parsed, text, &mut reporter);
        match &module.body[0].kind {
            StmtKind::Expr(value) => constant(value),
            other => panic!("{other:?} is no expression"),
        }
    }

    #[test]
    fn arithmetic_is_that_of_cpython() {
        for (text, expected) in [
            ("-7 // 2", "-4"),
            ("-7 % 3", "2"),
            ("7 % -3", "-2"),
            ("2 ** 62 * 2", "9223372036854775808"),
            ("-(2 ** 62) * 2 - 1", "-9223372036854775809"),
            ("~5", "-6"),
            ("-1 >> 100", "-1"),
            ("(1 << 40) >> 38", "4"),
            ("True + True", "2"),
            ("0xFF & ~0x0F | 1", "241"),
            ("5 if 0 else 6", "6"),
            ("1 and 0 or 7", "7"),
        ] {
            let expected: BigInt = expected.parse().expect("a number");
            assert_eq!(folded(text), Some(Constant::Int(expected)), "{text}");
        }
        assert_eq!(folded("1 / 2"), Some(Constant::Float(0.5)));
        assert_eq!(folded("0.1 + 0.2"), Some(Constant::Float(0.1 + 0.2)));
        assert_eq!(folded("-0.0"), Some(Constant::Float(-0.0)));
        assert_eq!(
            folded("'ab' * 2 + 'c'"),
            Some(Constant::Str("ababc".into()))
        );
        assert_eq!(folded("1 < 2 <= 2"), Some(Constant::Bool(true)));
        assert_eq!(folded("not ()"), Some(Constant::Bool(true)));
    }

    #[test]
    fn what_raises_or_grows_is_left_for_run_time() {
        for text in [
            "1 // 0",
            "1 % 0",
            "1 / 0",
            "1.0 / 0",
            "'a' + 1",
            "1 << -1",
            "1 << 5000",
            "2 ** -1",
            "'a' * 1000",
            "x + 1",
        ] {
            assert_eq!(folded(text), None, "{text}");
        }
    }
}
