//! What must happen when control leaves a statement early: loops, handlers, `finally` and `with` around it.

use bytecode::names::number;
use bytecode::op::Op;
use bytecode::operand::{Count8, Name};

use super::Generator;
use crate::emit::{Branch, Label};
use crate::tree::{Name as Text, Span, Stmt};

/// A statement whose body is being generated.
#[derive(Clone, Debug)]
pub(super) enum Block {
    /// A loop, with what `break` and `continue` jump to, and whether its iterator lies on the stack.
    Loop {
        end: Label,
        next: Label,
        iterator: bool,
    },
    /// The body of a `try` with handlers: nothing to do on leaving, but a range to close.
    Guarded(Range),
    /// The body of a handler: the previous exception lies on the stack.
    Handler {
        range: Range,
        name: Option<(Text, Span)>,
    },
    /// Everything guarded by a `finally`.
    Finally { range: Range, body: Vec<Stmt> },
    /// The `finally` body itself after an exception: previous and active exception lie on the stack.
    FinallyEnd { range: Range },
    /// A `finally` body on the way of a return: the value to be returned lies on the stack.
    Value,
    /// The body of a `with`: the manager lies on the stack.
    With { range: Range, span: Span },
}

/// The guarded instructions of a block; code generated on leaving it early is left out.
#[derive(Clone, Debug)]
pub(super) struct Range {
    start: Label,
    closed: Vec<(Label, Label)>,
    target: Label,
    depth: u32,
}

impl Block {
    fn range_mut(&mut self) -> Option<&mut Range> {
        match self {
            Block::Loop { .. } | Block::Value => None,
            Block::Guarded(range)
            | Block::Handler { range, .. }
            | Block::Finally { range, .. }
            | Block::FinallyEnd { range }
            | Block::With { range, .. } => Some(range),
        }
    }
}

impl Generator<'_, '_> {
    /// Begins a guarded range whose exceptions go to `target` with `depth` items of the stack kept.
    pub(super) fn open_range(&mut self, target: Label, depth: u32) -> Range {
        Range {
            start: self.emit.here(),
            closed: Vec::new(),
            target,
            depth,
        }
    }

    /// Ends the innermost block and gives its ranges to the exception table.
    pub(super) fn close_block(&mut self) {
        let end = self.emit.here();
        if let Some(range) = self.blocks.pop().as_mut().and_then(Block::range_mut) {
            for (start, end) in range.closed.drain(..) {
                self.emit.guard(start, end, range.target, range.depth);
            }
            self.emit.guard(range.start, end, range.target, range.depth);
        }
    }

    /// Leaves the blocks from the innermost down to, not including, the one at `keep`.
    ///
    /// With `value`, one item on top of the stack is carried out; `leave` is the jump or return at the end.
    fn leave_blocks(&mut self, keep: usize, value: bool, leave: impl FnOnce(&mut Self)) {
        let mut left = Vec::new();
        while self.blocks.len() > keep {
            let Some(mut block) = self.blocks.pop() else {
                break;
            };
            // The block's own guard ends before its clean-up begins; those further out still hold.
            let end = self.emit.here();
            if let Some(range) = block.range_mut() {
                let start = range.start;
                range.closed.push((start, end));
            }
            self.leave_block(&block, value);
            left.push(block);
        }
        leave(self);
        let resume = self.emit.here();
        for mut block in left.into_iter().rev() {
            if let Some(range) = block.range_mut() {
                range.start = resume;
            }
            self.blocks.push(block);
        }
    }

    fn leave_block(&mut self, block: &Block, value: bool) {
        match block {
            Block::Loop { iterator, .. } => {
                if *iterator {
                    self.drop_below(value);
                }
            }
            Block::Guarded(_) => {}
            Block::Value => self.drop_below(value),
            Block::Handler { name, .. } => {
                if value {
                    self.op(Op::Swap {});
                }
                self.op(Op::PopException {});
                self.forget_handler_name(name.as_ref());
            }
            Block::Finally { body, .. } => {
                if value {
                    self.blocks.push(Block::Value);
                }
                self.statements(body);
                if value {
                    self.blocks.pop();
                }
            }
            Block::FinallyEnd { .. } => {
                self.drop_below(value);
                if value {
                    self.op(Op::Swap {});
                }
                self.op(Op::PopException {});
            }
            Block::With { span, .. } => {
                if value {
                    self.op(Op::Swap {});
                }
                self.exit_normally(*span);
            }
        }
    }

    /// Pops the item under the carried one, or the top.
    fn drop_below(&mut self, value: bool) {
        if value {
            self.op(Op::Swap {});
        }
        self.op(Op::Pop {});
    }

    /// Calls `__exit__(None, None, None)` of the manager on the stack.
    pub(super) fn exit_normally(&mut self, span: Span) {
        self.at(span);
        self.op(Op::LoadMethod {
            name: Name(number::__exit__),
        });
        for _ in 0..3 {
            self.op(Op::LoadNone {});
        }
        self.op(Op::CallMethod { count: Count8(3) });
        self.op(Op::Pop {});
    }

    /// The name after `as` ends with its handler.
    pub(super) fn forget_handler_name(&mut self, name: Option<&(Text, Span)>) {
        if let Some((name, span)) = name {
            // It may have been deleted in the body.
            self.op(Op::LoadNone {});
            self.store_name(name, *span);
            self.delete_name(name, *span);
        }
    }

    /// Leaves the frame with the value on the stack, through every block.
    pub(super) fn return_top(&mut self) {
        let plain = |block: &Block| matches!(block, Block::Loop { .. } | Block::Guarded(_));
        if self.blocks.iter().all(plain) {
            return self.op(Op::ReturnValue {});
        }
        self.leave_blocks(0, true, |generator| generator.op(Op::ReturnValue {}));
    }

    /// `break` or `continue` of the innermost loop.
    pub(super) fn leave_loop(&mut self, go_on: bool) {
        let found = self
            .blocks
            .iter()
            .rposition(|block| matches!(block, Block::Loop { .. }));
        let Some(index) = found else { return };
        let Block::Loop { end, next, .. } = self.blocks[index].clone() else {
            return;
        };
        let (keep, label) = if go_on {
            (index + 1, next)
        } else {
            (index, end)
        };
        self.leave_blocks(keep, false, |generator| {
            generator.emit.branch(Branch::Always, label)
        });
    }
}
