//! The heap, counted: by type and by neighbourhood.

use crate::heap::Heap;
use crate::heap::header::Header;
use bytecode::kind::{FLAG_PINNED, Kind};

const KINDS: usize = Kind::ALL.len();

/// Live blocks of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// The kind's number.
    pub kind: u8,
    /// Blocks.
    pub count: u32,
    /// Their bytes, headers included.
    pub bytes: u32,
}

/// How many blocks of which kind there are, garbage that was not collected yet included.
pub struct Census {
    rows: [Row; KINDS],
}

impl Census {
    /// Walks the heap.
    #[must_use]
    pub fn take(heap: &Heap) -> Census {
        let mut rows = [Row::default(); KINDS];
        for (kind, row) in (0..).zip(rows.iter_mut()) {
            row.kind = kind;
        }
        each_block(heap, 0, &mut |_, header| {
            if let Some(row) = rows.get_mut(usize::from(header.kind_number()))
                && !header.is(Kind::Free)
            {
                row.count += 1;
                row.bytes += header.block_words() * 4;
            }
            true
        });
        Census { rows }
    }

    /// The kinds of which there is something.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.rows.iter().copied().filter(|row| row.count > 0)
    }

    /// A number that differs if another set of kinds is there, so that pages do not fit together.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.rows()
            .fold(0, |hash, row| hash * 31 + u32::from(row.kind))
    }
}

/// What a run of neighbouring blocks is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Block {
    /// Free.
    Free,
    /// Objects.
    Used,
    /// Stacks and other blocks that are lent or belong to threads.
    Pinned,
    /// An image.
    Image,
}

/// Neighbouring blocks of one sort.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// What they are.
    pub state: Block,
    /// How many, at most 65 535; more make another run.
    pub blocks: u16,
    /// Their bytes together.
    pub bytes: u32,
}

fn state_of(header: Header) -> Block {
    if header.is(Kind::Free) {
        Block::Free
    } else if header.is(Kind::Image) {
        Block::Image
    } else if header.is(Kind::Stack) || header.flags() & FLAG_PINNED != 0 {
        Block::Pinned
    } else {
        Block::Used
    }
}

/// Hands the runs from a block's offset on to `each`, with the offset of their first block, until it returns false;
/// 0 is the first block.
pub fn each_run(heap: &Heap, from: u32, each: &mut dyn FnMut(u32, Run) -> bool) {
    let mut open: Option<(u32, Run)> = None;
    let mut go_on = true;
    each_block(heap, from, &mut |at, header| {
        let (state, bytes) = (state_of(header), header.block_words() * 4);
        match &mut open {
            Some((_, run)) if run.state == state && run.blocks < u16::MAX => {
                run.blocks += 1;
                run.bytes += bytes;
            }
            _ => {
                if let Some((start, run)) = open.take() {
                    go_on = each(start, run);
                }
                let run = Run {
                    state,
                    blocks: 1,
                    bytes,
                };
                open = Some((at, run));
            }
        }
        go_on
    });
    if let (true, Some((start, run))) = (go_on, open) {
        each(start, run);
    }
}

/// Hands every block from an offset on to `each`, until it returns false.
pub(super) fn each_block(heap: &Heap, from: u32, each: &mut dyn FnMut(u32, Header) -> bool) {
    let (start, end) = heap.bounds();
    let mut at = start;
    while at < end {
        let header = heap.block_header(at);
        let bytes = header.block_words() * 4;
        if bytes == 0 || at >= from && !each(at, header) {
            return;
        }
        at += bytes;
    }
}
