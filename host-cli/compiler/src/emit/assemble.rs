//! From recorded instructions to bytes: jump threading, positions, line table, exception table.

use std::collections::HashMap;

use bytecode::code::Handler;
use bytecode::op::Op;

use super::{Branch, ConstantId, Guard, Item, Label};
use crate::tree::Span;

/// The instructions of a code object; constants are still to be placed.
#[derive(Debug)]
pub(crate) struct Assembled {
    /// The instructions.
    pub(crate) bytes: Vec<u8>,
    /// Where constants are referred to.
    pub(crate) fixups: Vec<Fixup>,
    /// The exception table, innermost first.
    pub(crate) handlers: Vec<Handler>,
    /// What the instructions from each offset on were made from; ascending.
    pub(crate) lines: Vec<(u16, Span)>,
    /// Deepest the stack gets.
    pub(crate) stack: u32,
    /// Whether a call in it passes a dict of keywords.
    pub(crate) spreads: bool,
}

/// A constant operand to be filled in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixup {
    /// Offset of the operand from the first instruction.
    pub(crate) operand: usize,
    /// Offset after its instruction.
    pub(crate) after: usize,
    /// The constant meant.
    pub(crate) constant: ConstantId,
}

/// Lays the instructions out; nothing if they are longer than jumps reach.
pub(super) fn assemble(
    items: &[Item],
    guards: &[Guard],
    labels: usize,
    stack: u32,
) -> Option<Assembled> {
    let threads = thread_jumps(items);
    let items = without_empty_jumps(items, &threads);
    let positions = positions(&items, labels);
    let mut assembled = Assembled {
        bytes: Vec::new(),
        fixups: Vec::new(),
        handlers: Vec::new(),
        lines: Vec::new(),
        stack,
        spreads: false,
    };
    for item in &items {
        let start = assembled.bytes.len();
        let (op, span) = match *item {
            Item::Label(_) => continue,
            Item::Op(op, span) => (op, span),
            Item::Branch(branch, label, span) => {
                let target = positions[label.0 as usize]?;
                (jump(branch, start, target)?, span)
            }
            Item::Constant(op, constant, span) => {
                let after = start + op.size();
                assembled.fixups.push(Fixup {
                    operand: constant_operand(op, start),
                    after,
                    constant,
                });
                (op, span)
            }
        };
        assembled.spreads |= matches!(op, Op::CallSpread {});
        op.encode(&mut |byte| assembled.bytes.push(byte));
        if assembled.lines.last().is_none_or(|(_, last)| *last != span) {
            assembled.lines.push((u16::try_from(start).ok()?, span));
        }
    }
    u16::try_from(assembled.bytes.len()).ok()?;
    for guard in guards {
        let at = |label: Label| {
            positions[label.0 as usize].and_then(|position| u16::try_from(position).ok())
        };
        let (start, end) = (at(guard.start)?, at(guard.end)?);
        if start < end {
            let depth = u16::try_from(guard.depth).ok()?;
            assembled.handlers.push(Handler {
                start,
                end,
                target: at(guard.target)?,
                depth,
            });
        }
    }
    Some(assembled)
}

/// Where the constant operand of an instruction that starts at `start` stands.
fn constant_operand(op: Op, start: usize) -> usize {
    match op {
        // The counts come before the names.
        Op::CallKeyword { .. } | Op::CallMethodKeyword { .. } => start + 3,
        _ => start + 1,
    }
}

fn jump(branch: Branch, start: usize, target: usize) -> Option<Op> {
    // The size does not depend on the direction.
    let end = start + branch.template().size();
    let backward = target < end;
    let distance = if backward { end - target } else { target - end };
    branch.instruction(u16::try_from(distance).ok()?, backward)
}

/// For each label that only leads to an unconditional jump, the label it leads to.
fn thread_jumps(items: &[Item]) -> HashMap<Label, Label> {
    let mut leads = HashMap::new();
    let mut waiting = Vec::new();
    for item in items {
        match item {
            Item::Label(label) => waiting.push(*label),
            Item::Branch(Branch::Always, target, _) => {
                for label in waiting.drain(..) {
                    leads.insert(label, *target);
                }
            }
            _ => waiting.clear(),
        }
    }
    leads
}

fn follow(label: Label, threads: &HashMap<Label, Label>) -> Label {
    let mut end = label;
    // A loop that does nothing leads to itself: stop after as many steps as there are labels.
    for _ in 0..threads.len() {
        match threads.get(&end) {
            Some(next) => end = *next,
            None => break,
        }
    }
    end
}

/// Retargets forward jumps and drops jumps to the next instruction.
fn without_empty_jumps(items: &[Item], threads: &HashMap<Label, Label>) -> Vec<Item> {
    let order: HashMap<Label, usize> = items
        .iter()
        .enumerate()
        .filter_map(|(index, item)| {
            if let Item::Label(label) = item {
                Some((*label, index))
            } else {
                None
            }
        })
        .collect();
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let Item::Branch(branch, label, span) = item else {
            kept.push(item.clone());
            continue;
        };
        let threaded = follow(*label, threads);
        // Most branches exist in one direction only, so a jump keeps its own.
        let same_way =
            order.get(label).map(|at| *at > index) == order.get(&threaded).map(|at| *at > index);
        let target = if same_way { threaded } else { *label };
        let next = items[index + 1..]
            .iter()
            .take_while(|item| matches!(item, Item::Label(_)));
        if *branch == Branch::Always && next.clone().any(|item| *item == Item::Label(target)) {
            continue;
        }
        kept.push(Item::Branch(*branch, target, *span));
    }
    kept
}

fn positions(items: &[Item], labels: usize) -> Vec<Option<usize>> {
    let mut positions = vec![None; labels];
    let mut at = 0;
    for item in items {
        match item {
            Item::Label(label) => positions[label.0 as usize] = Some(at),
            Item::Op(op, _) | Item::Constant(op, ..) => at += op.size(),
            Item::Branch(branch, ..) => at += branch.template().size(),
        }
    }
    positions
}
