//! Instructions in the making: labels, guarded ranges, the depth of the stack, and what each instruction was made from.
//!
//! Sizes and stack effects come from the instruction table; there is no second list.
//! Code that control cannot reach is never recorded, so what is assembled is what runs.

mod assemble;
mod fuse;

use std::collections::HashSet;

use bytecode::op::Op;

pub(crate) use self::assemble::Assembled;
use crate::tree::{CompareOp, Span};

/// A place that jumps and guarded ranges refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Label(u32);

/// A constant of the image, by its index in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ConstantId(pub(crate) u32);

/// An instruction that can go on elsewhere; its direction follows from where the label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Branch {
    Always,
    IfTrue,
    IfFalse,
    /// Forward only.
    IfTrueOrPop,
    /// Forward only.
    IfFalseOrPop,
    /// Forward only.
    IfNone,
    /// Forward only.
    IfNotNone,
    /// Backward only.
    ForIter,
    /// Forward only.
    RangeEnter {
        current: u8,
        stop: u8,
    },
    /// Backward only.
    RangeNext {
        current: u8,
        stop: u8,
    },
    /// Forward only.
    UnlessException(u16),
    /// Forward only; one of the six orderings and equalities.
    UnlessCompare(CompareOp),
    /// As `UnlessCompare`, with a small integer, as its tagged word, on the right.
    UnlessCompareInt(CompareOp, i16),
    /// Backward only; `Less` or `LessEqual`.
    BackIfCompare(CompareOp),
    /// Backward only.
    BackIfLess {
        a: u8,
        b: u8,
    },
}

#[derive(Clone, Debug, PartialEq)]
enum Item {
    Op(Op, Span),
    Branch(Branch, Label, Span),
    /// An instruction whose constant operand is still to be placed.
    Constant(Op, ConstantId, Span),
    Label(Label),
}

/// A range of instructions whose exceptions go to a handler.
#[derive(Clone, Copy, Debug)]
struct Guard {
    start: Label,
    end: Label,
    target: Label,
    depth: u32,
}

/// Records the instructions of one code object.
#[derive(Debug, Default)]
pub(crate) struct Emitter {
    items: Vec<Item>,
    /// Depth of the stack at each label, once anything reaches it.
    label_depths: Vec<Option<u32>>,
    placed: HashSet<Label>,
    guards: Vec<Guard>,
    depth: u32,
    depth_max: u32,
    reachable: bool,
    span: Span,
    /// The stack did not come out as it must: an error was reported and something left out, or the generator is wrong.
    unbalanced: bool,
}

impl Emitter {
    pub(crate) fn new() -> Emitter {
        Emitter {
            reachable: true,
            ..Emitter::default()
        }
    }

    /// What the instructions to come are made from.
    pub(crate) fn at(&mut self, span: Span) {
        self.span = span;
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    pub(crate) fn is_unbalanced(&self) -> bool {
        self.unbalanced
    }

    pub(crate) fn depth(&self) -> u32 {
        self.depth
    }

    pub(crate) fn is_reachable(&self) -> bool {
        self.reachable
    }

    pub(crate) fn new_label(&mut self) -> Label {
        self.label_depths.push(None);
        Label(u32::try_from(self.label_depths.len() - 1).unwrap_or(u32::MAX))
    }

    fn effect(&mut self, (pops, pushes): (u32, u32)) {
        self.unbalanced |= self.depth < pops;
        self.depth = self.depth.saturating_sub(pops) + pushes;
        self.depth_max = self.depth_max.max(self.depth);
    }

    pub(crate) fn op(&mut self, op: Op) {
        if !self.reachable {
            return;
        }
        self.effect(op.stack_effect());
        self.items.push(Item::Op(op, self.span));
        if op.ends() {
            self.reachable = false;
        }
    }

    /// An instruction whose constant operand, given as zero, is filled in when the image is laid out.
    pub(crate) fn op_with_constant(&mut self, op: Op, constant: ConstantId) {
        if !self.reachable {
            return;
        }
        self.effect(op.stack_effect());
        self.items.push(Item::Constant(op, constant, self.span));
    }

    /// A jump to a label that is placed later or was placed before.
    pub(crate) fn branch(&mut self, branch: Branch, label: Label) {
        if !self.reachable {
            return;
        }
        let op = branch.template();
        let before = self.depth;
        self.effect(op.jump_effect());
        self.expect_depth(label);
        self.depth = before;
        self.effect(op.stack_effect());
        self.items.push(Item::Branch(branch, label, self.span));
        if branch == Branch::Always {
            self.reachable = false;
        }
    }

    fn expect_depth(&mut self, label: Label) {
        let known = &mut self.label_depths[label.0 as usize];
        self.unbalanced |= known.is_some_and(|depth| depth != self.depth);
        *known = Some(self.depth);
    }

    /// Places a label here; control goes on if anything reaches it.
    pub(crate) fn place(&mut self, label: Label) {
        match self.label_depths[label.0 as usize] {
            Some(depth) => {
                self.unbalanced |= self.reachable && depth != self.depth;
                self.depth = depth;
                self.reachable = true;
            }
            None if self.reachable => self.label_depths[label.0 as usize] = Some(self.depth),
            None => {}
        }
        self.push_label(label);
    }

    /// Places the head of a loop that is only entered by a jump from its bottom, with `more` items than now on the stack.
    ///
    /// `entered` says whether that jump was recorded.
    pub(crate) fn place_loop(&mut self, label: Label, more: u32, entered: bool) {
        if entered {
            self.depth += more;
            self.depth_max = self.depth_max.max(self.depth);
            self.label_depths[label.0 as usize] = Some(self.depth);
            self.reachable = true;
        }
        self.push_label(label);
    }

    /// Whether the label stands before this place.
    pub(crate) fn is_placed(&self, label: Label) -> bool {
        self.placed.contains(&label)
    }

    /// Places a label at which a handler begins: the stack is cut to `depth` and the exception pushed.
    ///
    /// Returns whether any guarded range leads to it.
    pub(crate) fn place_handler(&mut self, label: Label, depth: u32) -> bool {
        self.unbalanced |= self.reachable;
        if !self.guards.iter().any(|guard| guard.target == label) {
            return false;
        }
        self.depth = depth + 1;
        self.depth_max = self.depth_max.max(self.depth);
        self.reachable = true;
        self.label_depths[label.0 as usize] = Some(self.depth);
        self.push_label(label);
        true
    }

    /// Sends exceptions between two placed labels to `target`; inner ranges must be given first.
    pub(crate) fn guard(&mut self, start: Label, end: Label, target: Label, depth: u32) {
        let position = |label| {
            self.items
                .iter()
                .position(|item| *item == Item::Label(label))
        };
        let (Some(from), Some(to)) = (position(start), position(end)) else {
            return;
        };
        let guarded = self.items.get(from..to).unwrap_or(&[]);
        if guarded.iter().any(|item| !matches!(item, Item::Label(_))) {
            self.guards.push(Guard {
                start,
                end,
                target,
                depth,
            });
        }
    }

    fn push_label(&mut self, label: Label) {
        self.items.push(Item::Label(label));
        self.placed.insert(label);
    }

    /// The label of this very place.
    pub(crate) fn here(&mut self) -> Label {
        let label = self.new_label();
        self.push_label(label);
        label
    }

    /// The bytes; nothing if they are longer than a code object can be.
    pub(crate) fn assemble(mut self) -> Option<Assembled> {
        fuse::fuse(&mut self.items);
        assemble::assemble(
            &self.items,
            &self.guards,
            self.label_depths.len(),
            self.depth_max,
        )
    }
}

impl Branch {
    /// The instruction with a distance of zero, for its stack effect.
    fn template(self) -> Op {
        let backward = matches!(
            self,
            Branch::ForIter
                | Branch::RangeNext { .. }
                | Branch::BackIfCompare(_)
                | Branch::BackIfLess { .. }
        );
        match self.instruction(0, backward) {
            Some(op) => op,
            None => unreachable!("every branch has a form in one direction"),
        }
    }

    /// The instruction that jumps by `distance` bytes; nothing if it cannot jump in that direction.
    fn instruction(self, distance: u16, backward: bool) -> Option<Op> {
        use bytecode::operand::{Back, ExceptionNo, Forward, Local};
        let (forward, back) = (Forward(distance), Back(distance));
        Some(match (self, backward) {
            (Branch::Always, false) => Op::Jump { to: forward },
            (Branch::Always, true) => Op::JumpBack { to: back },
            (Branch::IfTrue, false) => Op::JumpIfTrue { to: forward },
            (Branch::IfTrue, true) => Op::JumpBackIfTrue { to: back },
            (Branch::IfFalse, false) => Op::JumpIfFalse { to: forward },
            (Branch::IfFalse, true) => Op::JumpBackIfFalse { to: back },
            (Branch::IfTrueOrPop, false) => Op::JumpIfTrueOrPop { to: forward },
            (Branch::IfFalseOrPop, false) => Op::JumpIfFalseOrPop { to: forward },
            (Branch::IfNone, false) => Op::JumpIfNone { to: forward },
            (Branch::IfNotNone, false) => Op::JumpIfNotNone { to: forward },
            (Branch::ForIter, true) => Op::ForIter { body: back },
            (Branch::RangeEnter { current, stop }, false) => Op::RangeEnter {
                current: Local(current),
                stop: Local(stop),
                end: forward,
            },
            (Branch::RangeNext { current, stop }, true) => Op::RangeNext {
                current: Local(current),
                stop: Local(stop),
                body: back,
            },
            (Branch::UnlessException(index), false) => Op::JumpUnlessException {
                exception: ExceptionNo(index),
                to: forward,
            },
            (Branch::UnlessCompare(op), false) => unless_compare(op, forward)?,
            (Branch::UnlessCompareInt(op, value), false) => unless_compare_int(op, value, forward)?,
            (Branch::BackIfCompare(CompareOp::Less), true) => Op::JumpBackIfLt { to: back },
            (Branch::BackIfCompare(CompareOp::LessEqual), true) => Op::JumpBackIfLe { to: back },
            (Branch::BackIfLess { a, b }, true) => Op::JumpBackIfLtFast {
                a: Local(a),
                b: Local(b),
                to: back,
            },
            _ => return None,
        })
    }
}

fn unless_compare(op: CompareOp, to: bytecode::operand::Forward) -> Option<Op> {
    Some(match op {
        CompareOp::Less => Op::JumpUnlessLt { to },
        CompareOp::LessEqual => Op::JumpUnlessLe { to },
        CompareOp::Equal => Op::JumpUnlessEq { to },
        CompareOp::NotEqual => Op::JumpUnlessNe { to },
        CompareOp::Greater => Op::JumpUnlessGt { to },
        CompareOp::GreaterEqual => Op::JumpUnlessGe { to },
        _ => return None,
    })
}

fn unless_compare_int(op: CompareOp, value: i16, to: bytecode::operand::Forward) -> Option<Op> {
    let value = bytecode::operand::Int16(value);
    Some(match op {
        CompareOp::Less => Op::JumpUnlessLtInt { value, to },
        CompareOp::LessEqual => Op::JumpUnlessLeInt { value, to },
        CompareOp::Equal => Op::JumpUnlessEqInt { value, to },
        CompareOp::NotEqual => Op::JumpUnlessNeInt { value, to },
        CompareOp::Greater => Op::JumpUnlessGtInt { value, to },
        CompareOp::GreaterEqual => Op::JumpUnlessGeInt { value, to },
        _ => return None,
    })
}
