//! Instructions, stack and handlers.

use super::{
    ALL_GROUPS, CONSTANTS, MAIN, NONE, POP, RETURN, assemble, body, body_with, check, judge,
    program,
};
use bytecode::assemble::{CodeSource, seal};
use bytecode::code::Handler;
use bytecode::op::Op;
use bytecode::operand::{
    Back, CellSlot, CodeId, Const, Count8, Count16, Depth, ExceptionNo, Flags, Forward, Free,
    Global, Int8, Int16, Int32, Local, Name, NativeId, TypeNo,
};
use bytecode::verify::{Limits, Reason};
use bytecode::{exceptions, names};

#[test]
fn each_bad_instruction_is_refused_for_its_reason() {
    let bad_operand: &[Op] = &[
        Op::Copy { depth: Depth(0) },
        Op::ListAppend { depth: Depth(0) },
        Op::LoadInt8 { value: Int8(2) },
        Op::LoadInt16 {
            value: Int16(0x100),
        },
        Op::LoadInt32 { value: Int32(4096) },
        Op::AddInt { value: Int16(-2) },
        Op::ModuloInt { value: Int16(1) },
        Op::LeftShiftInt { value: Int8(63) },
        Op::RightShiftInt { value: Int8(-1) },
        Op::FormatValue {
            conversion: Flags(4),
        },
        Op::MakeFunction {
            code: CodeId(MAIN),
            with: Flags(8),
        },
        Op::RangeNext {
            current: Local(0),
            stop: Local(0),
            body: Back(0),
        },
    ];
    for &op in bad_operand {
        assert_eq!(
            body(&[NONE, NONE, op, RETURN]),
            Err(Reason::Operand),
            "{op:?}"
        );
    }
    let cases = [
        (Op::LoadFast { slot: Local(1) }, Reason::Local),
        (Op::LoadFast1 {}, Reason::Local),
        (Op::StoreFast3 {}, Reason::Local),
        (
            Op::LoadFastTwo {
                first: Local(0),
                second: Local(9),
            },
            Reason::Local,
        ),
        (Op::LoadCell { cell: CellSlot(0) }, Reason::Cell),
        (Op::LoadFree { free: Free(0) }, Reason::Captured),
        (Op::LoadGlobal { global: Global(5) }, Reason::Global),
        (
            Op::LoadName {
                name: Name(names::COUNT + 10),
            },
            Reason::Name,
        ),
        (
            Op::LoadFunction {
                code: CodeId(MAIN + 4),
            },
            Reason::CodeId,
        ),
        (
            Op::LoadNative {
                native: NativeId(0x00ff),
            },
            Reason::Native,
        ),
        (
            Op::LoadNative {
                native: NativeId(0x0c00),
            },
            Reason::Native,
        ),
        (Op::LoadType { number: TypeNo(35) }, Reason::Type),
        (
            Op::LoadType {
                number: TypeNo(200),
            },
            Reason::Type,
        ),
        (
            Op::LoadException {
                exception: ExceptionNo(exceptions::COUNT + 2),
            },
            Reason::Exception,
        ),
        (Op::YieldValue {}, Reason::Generator),
        (Op::LoadConst { constant: Const(0) }, Reason::Constant),
    ];
    for (op, reason) in cases {
        assert_eq!(body(&[NONE, NONE, op, RETURN]), Err(reason), "{op:?}");
    }
}

#[test]
fn cell_slots_are_for_cell_instructions_only() {
    let code = |op| CodeSource {
        id: MAIN,
        cells: 1,
        other_locals: 2,
        stack: 2,
        body: Vec::from([op, POP, RETURN]).leak(),
        ..CodeSource::default()
    };
    let of = |op| check(&program(&[code(op)], &[]));
    assert_eq!(of(Op::LoadFast { slot: Local(0) }), Ok(()));
    assert_eq!(of(Op::LoadCell { cell: CellSlot(0) }), Ok(()));
    assert_eq!(of(Op::LoadFast1 {}), Err(Reason::Local));
    assert_eq!(of(Op::LoadCell { cell: CellSlot(1) }), Err(Reason::Cell));
}

#[test]
fn the_stack_has_one_depth_everywhere() {
    let to = Forward;
    assert_eq!(body(&[NONE]), Err(Reason::End));
    assert_eq!(body(&[POP, RETURN]), Err(Reason::Underflow));
    assert_eq!(body(&[Op::ReturnValue {}]), Err(Reason::Underflow));
    assert_eq!(body(&[Op::Raise {}]), Err(Reason::Underflow));
    assert_eq!(
        body(&[NONE, Op::ListAppend { depth: Depth(1) }, RETURN]),
        Err(Reason::Underflow)
    );
    // Even branches join, uneven ones do not.
    assert_eq!(
        body(&[NONE, Op::JumpIfTrue { to: to(4) }, NONE, POP, RETURN]),
        Ok(())
    );
    assert_eq!(
        body(&[NONE, Op::JumpIfTrue { to: to(3) }, NONE, RETURN]),
        Err(Reason::Join)
    );
    assert_eq!(
        body(&[
            NONE,
            Op::JumpIfTrueOrPop { to: to(3) },
            NONE,
            Op::ReturnValue {}
        ]),
        Ok(())
    );
    // A loop that leaves an item behind at each turn.
    assert_eq!(
        body(&[NONE, Op::JumpBack { to: Back(0) }]),
        Err(Reason::Join)
    );
    // A loop entered at its end, whose body control reaches only from there.
    let entered_at_end = [
        Op::Jump { to: to(3) },
        NONE,
        POP,
        NONE,
        Op::JumpBackIfTrue { to: Back(1) },
        RETURN,
    ];
    assert_eq!(body(&entered_at_end), Ok(()));
    let uneven = [
        Op::Jump { to: to(2) },
        NONE,
        NONE,
        Op::JumpBackIfTrue { to: Back(1) },
        RETURN,
    ];
    assert_eq!(body(&uneven), Err(Reason::Join));
}

#[test]
fn the_stack_stays_in_the_frame() {
    let ops = [
        NONE,
        NONE,
        Op::BuildTuple { count: Count16(2) },
        Op::ReturnValue {},
    ];
    assert_eq!(body_with(&ops, 2, &[]), Ok(()));
    assert_eq!(body_with(&ops, 1, &[]), Err(Reason::Overflow));
    let mut deep = vec![NONE; 254];
    deep.push(RETURN);
    assert_eq!(body_with(&deep, 300, &[]), Ok(()));
    deep.insert(0, NONE);
    assert_eq!(body_with(&deep, 300, &[]), Err(Reason::Overflow));
}

#[test]
fn unreachable_code_is_decoded_but_not_followed() {
    assert_eq!(body(&[RETURN, POP, POP]), Ok(()));
    assert_eq!(
        body(&[RETURN, Op::LoadFast { slot: Local(7) }]),
        Err(Reason::Local)
    );
}

#[test]
fn jumps_lead_to_instructions() {
    // The assembler cannot make these, so they are made from a sound image.
    let ops = [
        Op::Jump { to: Forward(1) },
        Op::LoadInt16 { value: Int16(1) },
        POP,
        RETURN,
    ];
    let code = CodeSource {
        id: MAIN,
        stack: 1,
        body: &ops,
        ..CodeSource::default()
    };
    let source = program(std::slice::from_ref(&code), &[]);
    for (distance, expected) in [
        (0, Ok(())),
        (1, Err(Reason::Jump)),
        (4, Ok(())),
        (5, Err(Reason::Jump)),
        (0xffff, Err(Reason::Jump)),
    ] {
        let mut bytes = assemble(&source);
        bytes[32 + 13..][..2].copy_from_slice(&u16::to_le_bytes(distance));
        seal(&mut bytes);
        let got = judge(&bytes, &Limits::of_program(ALL_GROUPS)).map_err(|r| r.reason);
        assert_eq!(got, expected, "{distance}");
    }
}

fn handled(handlers: &[Handler], ops: &[Op]) -> Result<(), Reason> {
    let code = CodeSource {
        id: MAIN,
        other_locals: 1,
        stack: 6,
        body: ops,
        handlers,
        ..CodeSource::default()
    };
    check(&program(&[code], &[]))
}

#[test]
fn handlers_keep_what_is_there() {
    let ops = [
        NONE,
        NONE,
        Op::Negative {},
        POP,
        POP,
        RETURN,
        POP,
        POP,
        RETURN,
    ];
    let at = |start, end, depth| {
        handled(
            &[Handler {
                start,
                end,
                target: 6,
                depth,
            }],
            &ops,
        )
    };
    assert_eq!(at(2, 4, 1), Ok(()));
    // The handler is entered with depth + 1, so what it takes tells the depths apart.
    assert_eq!(at(2, 4, 0), Err(Reason::Underflow));
    // The first instruction comes with an empty stack.
    assert_eq!(at(0, 4, 1), Err(Reason::Handler));
    // `negative` has taken the item that would be kept.
    assert_eq!(at(2, 3, 2), Err(Reason::Handler));
    // An instruction that cannot raise may take it.
    assert_eq!(at(3, 4, 2), Ok(()));
    assert_eq!(at(4, 4, 1), Err(Reason::Handler));
    assert_eq!(at(4, 2, 1), Err(Reason::Handler));
    let nested = vec![
        Handler {
            start: 2,
            end: 4,
            target: 6,
            depth: 1
        };
        400
    ];
    assert_eq!(handled(&nested, &ops), Err(Reason::Nesting));
}

#[test]
fn operands_lead_to_constants_of_their_kind() {
    let constants = &CONSTANTS[..8];
    let names = |keywords| {
        let call = Op::CallKeyword {
            positional: Count8(0),
            keywords: Count8(keywords),
            names: Const(7),
        };
        body_with(
            &[NONE, NONE, NONE, NONE, NONE, NONE, NONE, call, POP, RETURN],
            20,
            constants,
        )
    };
    assert_eq!(names(3), Ok(()));
    assert_eq!(names(2), Err(Reason::Constant));
    for (index, constant) in constants.iter().enumerate() {
        let load = [
            Op::LoadConst {
                constant: Const(index as u16),
            },
            POP,
            RETURN,
        ];
        let expected = if index == 7 {
            Err(Reason::Constant)
        } else {
            Ok(())
        };
        assert_eq!(body_with(&load, 1, constants), expected, "{constant:?}");
        let class = [
            Op::BuildClass {
                info: Const(index as u16),
                bases: Count8(0),
            },
            RETURN,
        ];
        assert_eq!(body_with(&class, 1, constants), Err(Reason::Constant));
    }
}
