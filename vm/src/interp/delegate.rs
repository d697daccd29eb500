//! Instructions that hand over to the prelude, and what becomes of the result.

use super::{Exit, stub};
use crate::native::Stop;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use bytecode::names::number as names;
use bytecode::op::code;
use bytecode::prelude::code as prelude;

/// The methods of the binary operators in order of the operators' codes: plain, reflected, in place.
const BINARY: [[u16; 3]; 13] = [
    [names::__add__, names::__radd__, names::__iadd__],
    [names::__sub__, names::__rsub__, names::__isub__],
    [names::__mul__, names::__rmul__, names::__imul__],
    [names::__truediv__, names::__rtruediv__, names::__itruediv__],
    [
        names::__floordiv__,
        names::__rfloordiv__,
        names::__ifloordiv__,
    ],
    [names::__mod__, names::__rmod__, names::__imod__],
    [names::__pow__, names::__rpow__, names::__ipow__],
    [names::__lshift__, names::__rlshift__, names::__ilshift__],
    [names::__rshift__, names::__rrshift__, names::__irshift__],
    [names::__and__, names::__rand__, names::__iand__],
    [names::__or__, names::__ror__, names::__ior__],
    [names::__xor__, names::__rxor__, names::__ixor__],
    [names::__matmul__, names::__rmatmul__, names::__imatmul__],
];

/// The methods of the comparisons in order of their codes: plain, reflected.
const COMPARE: [[u16; 2]; 6] = [
    [names::__lt__, names::__gt__],
    [names::__le__, names::__ge__],
    [names::__eq__, names::__eq__],
    [names::__ne__, names::__ne__],
    [names::__gt__, names::__lt__],
    [names::__ge__, names::__le__],
];

const UNARY: [u16; 3] = [names::__neg__, names::__pos__, names::__invert__];

/// The operator that a fused instruction performs: the code of the plain one.
const fn plain(op: u8) -> u8 {
    match op {
        code::AddInt | code::AddFast | code::Increment => code::Add,
        code::SubInt | code::SubFast => code::Sub,
        code::MulInt => code::Mul,
        code::AndInt | code::AndIntStore => code::BitAnd,
        code::ModuloInt => code::Modulo,
        code::LeftShiftInt => code::LeftShift,
        code::RightShiftInt => code::RightShift,
        code::JumpUnlessLt
        | code::JumpUnlessLtInt
        | code::JumpBackIfLt
        | code::JumpBackIfLtFast => code::Lt,
        code::JumpUnlessLe | code::JumpUnlessLeInt | code::JumpBackIfLe => code::Le,
        code::JumpUnlessEq | code::JumpUnlessEqInt => code::Eq,
        code::JumpUnlessNe | code::JumpUnlessNeInt => code::Ne,
        code::JumpUnlessGt | code::JumpUnlessGtInt => code::Gt,
        code::JumpUnlessGe | code::JumpUnlessGeInt => code::Ge,
        other => other,
    }
}

/// The two operands of an instruction and how many of them stand on the stack.
struct Operands {
    a: Value,
    b: Value,
    pops: u32,
}

impl Vm {
    /// Calls a function with arguments in place of the topmost `pops` words; the result takes their place, or `then` says
    /// what becomes of it. `ret` is where the bytecode goes on, `ip` the instruction.
    pub(crate) fn call_from(
        &mut self,
        function: Value,
        arguments: &[Value],
        pops: u32,
        then: Option<u8>,
        ret: u32,
    ) -> Option<Exit> {
        let position = match then {
            // What they do with the result depends on the instruction.
            Some(stub::BRANCH | stub::STORE) => self.regs.ip,
            _ => ret,
        };
        self.call_with_object(
            function,
            arguments,
            pops,
            then,
            Value::NONE,
            (position, ret),
        )
    }

    fn call_with_object(
        &mut self,
        function: Value,
        arguments: &[Value],
        pops: u32,
        then: Option<u8>,
        object: Value,
        (position, ret): (u32, u32),
    ) -> Option<Exit> {
        self.regs.sp -= pops * 4;
        let mut back = ret;
        if let Some(then) = then {
            self.push(object);
            self.push(Value::from_word(stub::tagged(position)));
            back = self.stub(then);
        }
        self.push(function);
        self.push(Value::ZERO);
        self.push(Value::ZERO);
        for &argument in arguments {
            self.push(argument);
        }
        self.invoke(arguments.len() as u32, back)
    }

    /// The operands of a binary operator or comparison, fused or not.
    fn operands(&self, start: u32) -> Operands {
        let op = self.code_byte(start);
        let signed = |at| Value::from_word(i32::from(self.code_half(at) as i16) as u32);
        let narrow = |at| Value::from_word(i32::from(self.code_byte(at) as i8) as u32);
        let (a, b, pops) = match op {
            code::AddFast | code::SubFast | code::LoadSubscriptFast | code::JumpBackIfLtFast => (
                self.local(self.code_byte(start + 1)),
                self.local(self.code_byte(start + 2)),
                0,
            ),
            code::Increment => (self.local(self.code_byte(start + 1)), signed(start + 2), 0),
            code::AddInt
            | code::SubInt
            | code::MulInt
            | code::AndInt
            | code::ModuloInt
            | code::AndIntStore
            | code::JumpUnlessLtInt..=code::JumpUnlessGeInt => (self.peek(1), signed(start + 1), 1),
            code::LeftShiftInt | code::RightShiftInt => (self.peek(1), narrow(start + 1), 1),
            _ => (self.peek(2), self.peek(1), 2),
        };
        Operands { a, b, pops }
    }

    /// A list of the topmost words, the deepest first.
    fn topmost(&mut self, count: u32) -> Result<Value, crate::native::Stop> {
        let list = crate::object::list::new(&mut self.heap)?;
        crate::object::list::reserve(&mut self.heap, list, count)?;
        for depth in (1..=count).rev() {
            let item = self.peek(depth);
            crate::object::list::push(&mut self.heap, list, item)?;
        }
        Ok(list.value())
    }

    /// An instruction or native delegates to a function of the prelude. `ip` is at the instruction.
    pub(crate) fn delegate(&mut self, start: u32, size: u32, function: u16) -> Option<Exit> {
        let op = self.code_byte(start);
        let ret = start + size;
        let called = Value::function(function);
        match op {
            code::Call | code::CallMethod => {
                let count = u32::from(self.code_byte(start + 1));
                let count = if op == code::CallMethod { self.settle_method(count, 0) } else { count };
                self.poke(count + 3, called);
                self.invoke(count, ret)
            }
            code::Not
            | code::JumpIfTrue
            | code::JumpIfFalse
            | code::JumpBackIfTrue
            | code::JumpBackIfFalse
            // The instruction is run again with the result, which it can deal with, in the operand's place.
            | code::Unpack
            | code::UnpackStar => self.call_from(called, &[self.peek(1)], 1, None, start),
            code::BuildSet | code::BuildDict => {
                let times = if op == code::BuildDict { 2 } else { 1 };
                let count = u32::from(self.code_half(start + 1)) * times;
                let list = self.with_memory(|vm| vm.topmost(count));
                match list {
                    Ok(list) => self.call_from(called, &[list], count, None, ret),
                    Err(stop) => self.raise_now(stop),
                }
            }
            code::SetAdd => {
                let set = self.peek(u32::from(self.code_byte(start + 1)) + 1);
                let item = self.peek(1);
                self.call_from(called, &[set, item], 1, Some(stub::DROP), ret)
            }
            code::ListExtend | code::SetUpdate => {
                self.call_from(called, &[self.peek(1)], 1, None, start)
            }
            code::JumpIfTrueOrPop | code::JumpIfFalseOrPop => {
                self.call_from(called, &[self.peek(1)], 0, Some(stub::BRANCH), ret)
            }
            code::GetIter | code::GetYieldFromIter | code::ListToTuple => {
                self.call_from(called, &[self.peek(1)], 1, None, ret)
            }
            code::Negative | code::Positive | code::Invert => {
                let method = UNARY.get(usize::from(op - code::Negative)).copied().unwrap_or(0);
                self.call_from(called, &[self.peek(1), Value::name(method)], 1, None, ret)
            }
            code::Contains | code::NotContains => {
                let then = (op == code::NotContains).then_some(stub::NEGATE);
                self.call_from(called, &[self.peek(2), self.peek(1)], 2, then, ret)
            }
            code::FormatValue | code::FormatValueSpec => self.delegate_format(op, function, ret),
            _ => self.delegate_operator(start, op, function, ret),
        }
    }

    fn delegate_operator(&mut self, start: u32, op: u8, function: u16, ret: u32) -> Option<Exit> {
        let called = Value::function(function);
        let Operands { a, b, pops } = self.operands(start);
        match op {
            code::StoreSubscript | code::StoreSubscriptFast => {
                self.delegate_store(start, op, function, ret)
            }
            code::DeleteSubscript => self.call_from(called, &[a, b], 2, Some(stub::DROP), ret),
            code::DictUpdate | code::DictMerge => {
                self.call_from(called, &[a, b], 1, Some(stub::DROP), ret)
            }
            code::DictAdd => {
                let depth = u32::from(self.code_byte(start + 1));
                let arguments = [self.peek(depth + 2), a, b];
                self.call_from(called, &arguments, 2, Some(stub::DROP), ret)
            }
            _ => {
                let plain = plain(op);
                let then = match op {
                    code::Increment | code::AndIntStore => Some(stub::STORE),
                    code::JumpUnlessLt..=code::JumpBackIfLtFast => Some(stub::BRANCH),
                    _ => None,
                };
                let mut arguments = [a, b, Value::NONE, Value::NONE, Value::NONE];
                let count = fill_names(&mut arguments, plain, function);
                let arguments = arguments.get(..count).unwrap_or(&[]);
                self.call_from(called, arguments, pops, then, ret)
            }
        }
    }

    fn delegate_store(&mut self, start: u32, op: u8, function: u16, ret: u32) -> Option<Exit> {
        let (v, o, i, pops) = if op == code::StoreSubscript {
            (self.peek(3), self.peek(2), self.peek(1), 3)
        } else {
            let slot = |at| self.local(self.code_byte(at));
            (self.peek(1), slot(start + 1), slot(start + 2), 1)
        };
        let arguments = if function == prelude::set_item {
            [v, o, i]
        } else {
            [o, i, v]
        };
        let called = Value::function(function);
        self.call_from(called, &arguments, pops, Some(stub::DROP), ret)
    }

    fn delegate_format(&mut self, op: u8, function: u16, ret: u32) -> Option<Exit> {
        let called = Value::function(function);
        let (a, spec, pops) = if op == code::FormatValue {
            let empty = self
                .with_memory(|vm| Ok(crate::object::str::from_parts(&mut vm.heap, &[])?.value()));
            match empty {
                Ok(empty) => (self.peek(1), empty, 1),
                Err(stop) => return self.raise_now(stop),
            }
        } else {
            (self.peek(2), self.peek(1), 2)
        };
        if function == prelude::to_format {
            return self.call_from(called, &[a, spec], pops, None, ret);
        }
        if op == code::FormatValue {
            return self.call_from(called, &[a], pops, None, ret);
        }
        self.call_with_object(called, &[a], pops, Some(stub::FORMAT), spec, (ret, ret))
    }

    /// A delegated call has returned; the stack is as before it, without the operands. `ip` is at the position.
    pub(crate) fn finish_delegated(
        &mut self,
        stub: u8,
        position: u32,
        object: Value,
        result: Value,
    ) -> Option<Exit> {
        match stub {
            stub::BRANCH => self.branch(position, result),
            stub::NEGATE => {
                self.push((result != Value::TRUE).into());
                None
            }
            stub::STORE => {
                let op = self.code_byte(position);
                let size = self.op_size(position);
                let slot = if op == code::Increment {
                    position + 1
                } else {
                    position + 3
                };
                self.set_local(self.code_byte(slot), result);
                self.regs.ip = position + size;
                None
            }
            stub::FORMAT => match self.with_memory(|vm| ops::format_value(vm, result, object, 0)) {
                Ok(text) => {
                    self.push(text);
                    None
                }
                Err(stop) => {
                    self.regs.ip -= 1;
                    self.raise_now(stop)
                }
            },
            stub::METHOD => {
                self.push(result);
                self.push(Value::ZERO);
                self.push(Value::ZERO);
                self.push(Value::MISSING);
                None
            }
            // DROP: it goes on where it stands.
            _ => None,
        }
    }

    /// Decides a jump by a value.
    fn branch(&mut self, position: u32, v: Value) -> Option<Exit> {
        let truth = match ops::truth(self, v) {
            Ok(truth) => truth,
            Err(Stop::Delegate(function)) => {
                self.regs.ip = position;
                let called = Value::function(function);
                return self.call_from(called, &[v], 0, Some(stub::BRANCH), position);
            }
            Err(stop) => return self.raise_now(stop),
        };
        let op = self.code_byte(position);
        let next = position + self.op_size(position);
        let distance = u32::from(self.code_half(next - 2));
        match op {
            code::JumpIfTrueOrPop | code::JumpIfFalseOrPop => {
                if truth == (op == code::JumpIfTrueOrPop) {
                    self.regs.ip = next + distance;
                } else {
                    self.regs.sp -= 4;
                    self.regs.ip = next;
                }
                None
            }
            code::JumpBackIfLt | code::JumpBackIfLe | code::JumpBackIfLtFast => {
                self.regs.ip = if truth { next - distance } else { next };
                self.safe_point_if_asked()
            }
            _ => {
                self.regs.ip = if truth { next } else { next + distance };
                None
            }
        }
    }
}

/// Adds the names that an operator's function takes to its two operands; the count of arguments.
fn fill_names(arguments: &mut [Value; 5], plain: u8, function: u16) -> usize {
    let [_, _, first, second, third] = arguments;
    let binary = |op: u8| BINARY.get(usize::from(op)).copied().unwrap_or_default();
    match function {
        prelude::binary => {
            let inplace = plain >= code::InplaceAdd;
            let base = if inplace { code::InplaceAdd } else { code::Add };
            let [name, reflected, _] = binary(plain - base);
            (*first, *second) = (Value::name(name), Value::name(reflected));
            4
        }
        prelude::inplace => {
            let [name, reflected, inplace] = binary(plain - code::InplaceAdd);
            *first = Value::name(inplace);
            (*second, *third) = (Value::name(name), Value::name(reflected));
            5
        }
        prelude::compare => {
            let row = usize::from(plain - code::Lt);
            let [name, reflected] = COMPARE.get(row).copied().unwrap_or_default();
            (*first, *second) = (Value::name(name), Value::name(reflected));
            4
        }
        _ => 2,
    }
}
