//! Operators on built-in kinds: what the interpreter calls when its own fast path does not apply.
//!
//! Each returns the result or says why there is none. Where an operand's behaviour is Python's it returns
//! [`Stop::Delegate`] with the prelude's function for the operator; the interpreter adds the names that function takes.

use crate::exception::Message;
use crate::native::Stop;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use bytecode::prelude::code;

/// An operator with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum Binary {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Modulo,
    Power,
    LeftShift,
    RightShift,
    BitAnd,
    BitOr,
    BitXor,
    MatMul,
}

/// An ordering or equality.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum Compare {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

/// An operator with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum Unary {
    Negative,
    Positive,
    Invert,
}

fn is_python(vm: &Vm, v: Value) -> bool {
    vm.heap.as_kind(v, Kind::Instance).is_some()
}

/// `a op b`.
///
/// # Errors
/// [`Stop`].
pub fn binary(vm: &mut Vm, op: Binary, a: Value, b: Value) -> Result<Value, Stop> {
    let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) else {
        return Err(if is_python(vm, a) || is_python(vm, b) {
            Stop::Delegate(code::binary)
        } else {
            vm.raise_message(index::TypeError, Message::UnsupportedOperands)
        });
    };
    let (x, y) = (i64::from(x), i64::from(y));
    let n = match op {
        Binary::Add => x + y,
        Binary::Sub => x - y,
        Binary::Mul => x * y,
        Binary::FloorDiv | Binary::Modulo if y == 0 => {
            return Err(vm.raise_message(index::ZeroDivisionError, Message::DivisionByZero));
        }
        Binary::FloorDiv => x.div_euclid(y) - i64::from(y < 0 && x.rem_euclid(y) != 0),
        Binary::Modulo => (x % y + y) % y,
        Binary::BitAnd => x & y,
        Binary::BitOr => x | y,
        Binary::BitXor => x ^ y,
        _ => return Err(vm.raise_message(index::TypeError, Message::UnsupportedOperands)),
    };
    Value::small_int(n).ok_or_else(|| vm.raise(index::OverflowError))
}
