//! Code that the verifier accepts, walked along its ways by a second, simple-minded reader.

use super::{ALL_GROUPS, CONSTANTS, MAIN, assemble, judge, program};
use bytecode::assemble::{CodeSource, seal};
use bytecode::code::Handler;
use bytecode::op::Op;
use bytecode::operand::{
    Back, Const, Count8, Count16, Depth, ExceptionNo, Forward, Global, Int8, Int16, Local,
};
use bytecode::verify::Limits;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};

const STACK: usize = 12;

/// Instructions that are sound by themselves, jumps to a near instruction among them.
fn instruction() -> impl Strategy<Value = Op> {
    let near = 0_u16..24;
    prop_oneof![
        6 => Just(Op::LoadNone {}),
        3 => Just(Op::LoadInt8 { value: Int8(7) }),
        2 => Just(Op::LoadConst { constant: Const(1) }),
        2 => Just(Op::LoadGlobalCall { global: Global(0) }),
        4 => Just(Op::Pop {}),
        3 => Just(Op::StoreFast0 {}),
        2 => Just(Op::Dup {}),
        2 => Just(Op::Swap {}),
        2 => Just(Op::Add {}),
        2 => Just(Op::Negative {}),
        1 => (1_u8..5).prop_map(|depth| Op::Copy { depth: Depth(depth) }),
        1 => (0_u8..4).prop_map(|count| Op::Unpack { count: Count8(count) }),
        1 => (0_u16..4).prop_map(|count| Op::BuildTuple { count: Count16(count) }),
        1 => (0_u8..3).prop_map(|count| Op::Call { count: Count8(count) }),
        1 => Just(Op::PushException {}),
        1 => Just(Op::ReturnNone {}),
        1 => Just(Op::ReturnValue {}),
        2 => near.clone().prop_map(|to| Op::Jump { to: Forward(to) }),
        3 => near.clone().prop_map(|to| Op::JumpIfTrue { to: Forward(to) }),
        2 => near.clone().prop_map(|to| Op::JumpIfFalseOrPop { to: Forward(to) }),
        1 => near.clone().prop_map(|to| Op::JumpUnlessException { exception: ExceptionNo(3), to: Forward(to) }),
        1 => near.clone().prop_map(|to| Op::JumpUnlessLtInt { value: Int16(3), to: Forward(to) }),
        2 => near.clone().prop_map(|to| Op::JumpBackIfTrue { to: Back(to) }),
        1 => near.clone().prop_map(|to| Op::ForIter { body: Back(to) }),
        1 => near.prop_map(|to| Op::RangeNext { current: Local(0), stop: Local(1), body: Back(to) }),
    ]
}

/// Puts every jump where it can lead: forward ones ahead, backward ones behind.
fn aimed(ops: &[Op]) -> Vec<Op> {
    let last = ops.len() - 1;
    let ahead = |at: usize, to: u16| Forward((at + 1 + usize::from(to)).min(last) as u16);
    let behind = |at: usize, to: u16| Back(at.saturating_sub(usize::from(to)) as u16);
    let aim = |(at, op): (usize, &Op)| match *op {
        Op::Jump { to } => Op::Jump {
            to: ahead(at, to.0),
        },
        Op::JumpIfTrue { to } => Op::JumpIfTrue {
            to: ahead(at, to.0),
        },
        Op::JumpIfFalseOrPop { to } => Op::JumpIfFalseOrPop {
            to: ahead(at, to.0),
        },
        Op::JumpUnlessException { exception, to } => Op::JumpUnlessException {
            exception,
            to: ahead(at, to.0),
        },
        Op::JumpUnlessLtInt { value, to } => Op::JumpUnlessLtInt {
            value,
            to: ahead(at, to.0),
        },
        Op::JumpBackIfTrue { to } => Op::JumpBackIfTrue {
            to: behind(at, to.0),
        },
        Op::ForIter { body } => Op::ForIter {
            body: behind(at, body.0),
        },
        Op::RangeNext {
            current,
            stop,
            body,
        } => Op::RangeNext {
            current,
            stop,
            body: behind(at, body.0),
        },
        op => op,
    };
    ops.iter().enumerate().map(aim).collect()
}

/// Walks one way through the code, branching and raising as the choices say; what it finds wrong.
fn walk(bytes: &[u8], handlers: &[Handler], choices: &[u8]) -> Result<(), String> {
    let (mut at, mut depth) = (0_usize, 0_usize);
    for choice in choices {
        let op = Op::decode(bytes, at).ok_or(format!("no instruction at {at}"))?;
        let covering = handlers
            .iter()
            .find(|h| (usize::from(h.start)..usize::from(h.end)).contains(&at));
        let jumps = choice & 1 != 0 && op.jump().is_some();
        let (pops, pushes) = if jumps {
            op.jump_effect()
        } else {
            op.stack_effect()
        };
        let (pops, pushes) = (pops as usize, pushes as usize);
        if pops > depth {
            return Err(format!("{op:?} at {at} finds {depth} items"));
        }
        if let Some(handler) = covering.filter(|_| choice & 6 == 6) {
            if depth < usize::from(handler.depth) {
                return Err(format!("{op:?} at {at} has less than its handler keeps"));
            }
            (at, depth) = (handler.target.into(), usize::from(handler.depth) + 1);
            continue;
        }
        if op.ends() && op.jump().is_none() {
            return Ok(());
        }
        depth = depth - pops + pushes;
        if depth > STACK {
            return Err(format!("{op:?} at {at} makes {depth} items"));
        }
        at += op.size();
        if jumps || op.ends() {
            at = at
                .checked_add_signed(op.jump().unwrap_or(0) as isize)
                .ok_or("before the start")?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// No way through accepted code takes what is not there, outgrows the frame or leaves the instructions.
    #[test]
    fn accepted_code_can_be_walked(
        ops in proptest::collection::vec(instruction(), 4..28),
        handler in (0_u16..20, 1_u16..8, 0_u16..27, 0_u16..3),
        walks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 200), 8),
    ) {
        let mut ops = ops;
        ops.push(Op::ReturnNone {});
        let ops = aimed(&ops);
        let last = (ops.len() - 1) as u16;
        let (start, length, target, depth) = handler;
        let start = start.min(last - 1);
        let handlers = [Handler { start, end: (start + length).min(last), target: target.min(last), depth }];
        let code = CodeSource { id: MAIN, other_locals: 2, stack: STACK as u16, body: &ops, handlers: &handlers, ..CodeSource::default() };
        let mut bytes = assemble(&program(&[code], CONSTANTS));
        seal(&mut bytes);
        if judge(&bytes, &Limits::of_program(ALL_GROUPS)).is_ok() {
            let image = bytecode::image::Image::parse(&bytes).unwrap();
            let (_, object) = image.objects(image.code_at(), image.constants_at()).next().unwrap();
            let code = bytecode::code::Code::parse(object).unwrap();
            let handlers: Vec<Handler> = code.handler(0).into_iter().collect();
            for choices in &walks {
                let found = walk(code.instructions(), &handlers, choices);
                prop_assert!(found.is_ok(), "{:?}\n{ops:#?}", found);
            }
        }
    }
}
