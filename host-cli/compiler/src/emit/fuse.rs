//! Fused instructions: what often stands together becomes one instruction.
//!
//! Works on runs of instructions between labels, so no jump ever lands inside a fused one.
//! The fused instruction keeps the span of the one of its parts that can fail.

use std::collections::HashSet;

use bytecode::op::Op;
use bytecode::operand::{Int8, Int16, Local};

use super::{Branch, Item, Label};
use crate::tree::CompareOp;

/// Fuses until nothing more can be.
pub(super) fn fuse(items: &mut Vec<Item>) {
    let mut fused: Vec<Item> = Vec::with_capacity(items.len());
    let mut seen = HashSet::new();
    for item in items.drain(..) {
        if let Item::Label(label) = item {
            seen.insert(label);
        }
        fused.push(item);
        while shrink(&mut fused, &seen) {}
    }
    for item in &mut fused {
        if let Item::Op(op, _) = item {
            *op = short_form(*op);
        }
    }
    pair_loads(&mut fused);
    *items = fused;
}

/// Replaces the end of the list by something shorter, if a rule applies.
fn shrink(items: &mut Vec<Item>, seen: &HashSet<Label>) -> bool {
    let count = items.len();
    if count >= 3
        && let Some(item) = three(&items[count - 3..])
    {
        items.truncate(count - 3);
        items.push(item);
        return true;
    }
    if count >= 2
        && let Some(item) = two(&items[count - 2..], seen)
    {
        items.truncate(count - 2);
        items.push(item);
        return true;
    }
    false
}

/// `local += n` and operators on two locals.
fn three(items: &[Item]) -> Option<Item> {
    match items {
        [
            Item::Op(Op::LoadFast { slot }, _),
            Item::Op(Op::AddInt { value }, span),
            Item::Op(Op::StoreFast { slot: to }, _),
        ] if slot == to => Some(Item::Op(
            Op::Increment {
                slot: *slot,
                value: *value,
            },
            *span,
        )),
        [
            Item::Op(Op::LoadFast { slot }, _),
            Item::Op(Op::SubInt { value }, span),
            Item::Op(Op::StoreFast { slot: to }, _),
        ] if slot == to && negated(*value).is_some() => Some(Item::Op(
            Op::Increment {
                slot: *slot,
                value: negated(*value)?,
            },
            *span,
        )),
        [
            Item::Op(Op::LoadFast { slot: a }, _),
            Item::Op(Op::LoadFast { slot: b }, _),
            Item::Op(op, span),
        ] => {
            let fused = match op {
                Op::Add {} => Op::AddFast { a: *a, b: *b },
                Op::Sub {} => Op::SubFast { a: *a, b: *b },
                Op::LoadSubscript {} => Op::LoadSubscriptFast {
                    object: *a,
                    index: *b,
                },
                Op::StoreSubscript {} => Op::StoreSubscriptFast {
                    object: *a,
                    index: *b,
                },
                _ => return None,
            };
            Some(Item::Op(fused, *span))
        }
        [
            Item::Op(Op::LoadFast { slot: a }, _),
            Item::Op(Op::LoadFast { slot: b }, _),
            Item::Branch(Branch::BackIfCompare(CompareOp::Less), label, span),
        ] => Some(Item::Branch(
            Branch::BackIfLess { a: a.0, b: b.0 },
            *label,
            *span,
        )),
        _ => None,
    }
}

fn negated(value: Int16) -> Option<Int16> {
    // The operand is the tagged word: twice the integer plus one.
    value
        .0
        .checked_neg()
        .and_then(|negative| negative.checked_add(2))
        .map(Int16)
}

/// Two instructions; `seen` are the labels that stand before, to which jumps go backward.
fn two(items: &[Item], seen: &HashSet<Label>) -> Option<Item> {
    match items {
        [Item::Op(first, _), Item::Op(second, span)] => small_integer(*first)
            .and_then(|value| with_int(*second, value))
            .or_else(|| plain_pair(*first, *second))
            .map(|op| Item::Op(op, *span)),
        [Item::Op(first, span), Item::Branch(branch, label, _)] => {
            let branch = match (first, branch) {
                (Op::Not {}, Branch::IfTrue) => Branch::IfFalse,
                (Op::Not {}, Branch::IfFalse) => Branch::IfTrue,
                (op, Branch::IfFalse) if !seen.contains(label) => {
                    Branch::UnlessCompare(comparison(*op)?)
                }
                (Op::Lt {}, Branch::IfTrue) if seen.contains(label) => {
                    Branch::BackIfCompare(CompareOp::Less)
                }
                (Op::Le {}, Branch::IfTrue) if seen.contains(label) => {
                    Branch::BackIfCompare(CompareOp::LessEqual)
                }
                (op, Branch::UnlessCompare(order)) => {
                    Branch::UnlessCompareInt(*order, small_integer(*op)?.0)
                }
                _ => return None,
            };
            Some(Item::Branch(branch, *label, *span))
        }
        _ => None,
    }
}

fn comparison(op: Op) -> Option<CompareOp> {
    Some(match op {
        Op::Lt {} => CompareOp::Less,
        Op::Le {} => CompareOp::LessEqual,
        Op::Eq {} => CompareOp::Equal,
        Op::Ne {} => CompareOp::NotEqual,
        Op::Gt {} => CompareOp::Greater,
        Op::Ge {} => CompareOp::GreaterEqual,
        _ => return None,
    })
}

/// The tagged word of a short integer constant.
fn small_integer(op: Op) -> Option<Int16> {
    match op {
        Op::LoadInt8 { value } => Some(Int16(i16::from(value.0))),
        Op::LoadInt16 { value } => Some(value),
        _ => None,
    }
}

/// An operator with a short integer on its right.
fn with_int(op: Op, value: Int16) -> Option<Op> {
    let shift = i8::try_from(value.0)
        .ok()
        .filter(|tagged| (1..=61).contains(tagged))
        .map(Int8);
    Some(match op {
        Op::Add {} | Op::InplaceAdd {} => Op::AddInt { value },
        Op::Sub {} | Op::InplaceSub {} => Op::SubInt { value },
        Op::Mul {} => Op::MulInt { value },
        Op::BitAnd {} => Op::AndInt { value },
        Op::Modulo {} if value.0 != 1 => Op::ModuloInt { value },
        Op::LeftShift {} => Op::LeftShiftInt { value: shift? },
        Op::RightShift {} => Op::RightShiftInt { value: shift? },
        _ => return None,
    })
}

fn plain_pair(first: Op, second: Op) -> Option<Op> {
    Some(match (first, second) {
        (Op::LoadFast { slot }, Op::LoadAttr { name }) => Op::LoadAttrFast { slot, name },
        (Op::LoadFast { slot }, Op::StoreAttr { name }) => Op::StoreAttrFast { slot, name },
        (Op::LoadFast { slot }, Op::LoadMethod { name }) => Op::LoadMethodFast { slot, name },
        (Op::LoadFast { slot }, Op::ReturnValue {}) => Op::ReturnFast { slot },
        (Op::LoadGlobal { global }, Op::PrepareCall {}) => Op::LoadGlobalCall { global },
        (Op::LoadNone {}, Op::ReturnValue {}) => Op::ReturnNone {},
        (Op::AndInt { value }, Op::StoreFast { slot }) => Op::AndIntStore { value, slot },
        _ => return None,
    })
}

/// Two loads in a row, and a store followed by a load, once nothing better took them.
fn pair_loads(items: &mut Vec<Item>) {
    let mut paired: Vec<Item> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        let fused = match (paired.last(), &item) {
            (Some(Item::Op(first, span)), Item::Op(second, _)) => {
                match (local_load(*first), local_load(*second)) {
                    (Some(first), Some(second)) => {
                        Some(Item::Op(Op::LoadFastTwo { first, second }, *span))
                    }
                    (None, Some(load)) => local_store(*first)
                        .map(|store| Item::Op(Op::StoreLoadFast { store, load }, *span)),
                    _ => None,
                }
            }
            _ => None,
        };
        match fused {
            Some(fused) => {
                paired.pop();
                paired.push(fused);
            }
            None => paired.push(item),
        }
    }
    *items = paired;
}

fn local_load(op: Op) -> Option<Local> {
    match op {
        Op::LoadFast { slot } => Some(slot),
        Op::LoadFast0 {} => Some(Local(0)),
        Op::LoadFast1 {} => Some(Local(1)),
        Op::LoadFast2 {} => Some(Local(2)),
        Op::LoadFast3 {} => Some(Local(3)),
        _ => None,
    }
}

fn local_store(op: Op) -> Option<Local> {
    match op {
        Op::StoreFast { slot } => Some(slot),
        Op::StoreFast0 {} => Some(Local(0)),
        Op::StoreFast1 {} => Some(Local(1)),
        Op::StoreFast2 {} => Some(Local(2)),
        Op::StoreFast3 {} => Some(Local(3)),
        _ => None,
    }
}

fn short_form(op: Op) -> Op {
    match op {
        Op::LoadFast { slot: Local(0) } => Op::LoadFast0 {},
        Op::LoadFast { slot: Local(1) } => Op::LoadFast1 {},
        Op::LoadFast { slot: Local(2) } => Op::LoadFast2 {},
        Op::LoadFast { slot: Local(3) } => Op::LoadFast3 {},
        Op::StoreFast { slot: Local(0) } => Op::StoreFast0 {},
        Op::StoreFast { slot: Local(1) } => Op::StoreFast1 {},
        Op::StoreFast { slot: Local(2) } => Op::StoreFast2 {},
        Op::StoreFast { slot: Local(3) } => Op::StoreFast3 {},
        other => other,
    }
}
