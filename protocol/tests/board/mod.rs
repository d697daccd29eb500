//! A board without a machine, for tests of the link: it records what it is asked.
#![allow(unreachable_pub, reason = "included by path from several tests")]
#![allow(dead_code, reason = "no test uses all of it")]
#![allow(
    clippy::wildcard_imports,
    reason = "the messages are many and all used"
)]

mod handler;

use protocol::Command;
use protocol::console::{OutputRing, StdinRing, Streams};
use protocol::dispatch::{ReplyWriter, Sent, Unanswered};
use protocol::image::Installed;
use protocol::info::Registers;
use protocol::memory::{Cause, GcStatistics};
use protocol::program::{Place, ThreadKind, ThreadRow, ThreadState, WaitOn};
use protocol::session::{Config, Session};
use std::cell::RefCell;

/// What the test board does and remembers.
pub struct Bench {
    /// Names of the commands that took effect, in order.
    pub effects: Vec<String>,
    /// Level of each pin.
    pub levels: [bool; 8],
    /// The upload under way.
    pub staged: Vec<u8>,
    pub announced: Option<(u32, u32)>,
    /// Uploads that were committed.
    pub installed: Vec<Vec<u8>>,
    /// Calls of a command, or of `heap_census`, that are put off before it is done.
    pub put_off: u32,
    pub withdrawn: u32,
    pub threads: Vec<ThreadRow>,
    pub generation: u32,
    /// Add a thread before the page that begins here is read, once.
    pub move_at: Option<u32>,
    pub boot_nonce: u32,
    pub resets: u32,
}

impl Bench {
    pub fn new(boot_nonce: u32) -> Bench {
        Bench {
            effects: Vec::new(),
            levels: [false; 8],
            staged: Vec::new(),
            announced: None,
            installed: Vec::new(),
            put_off: 0,
            withdrawn: 0,
            threads: (1..=40).map(thread).collect(),
            generation: 1,
            move_at: None,
            boot_nonce,
            resets: 0,
        }
    }

    fn effect<C: Command>(&mut self) -> Result<(), Unanswered> {
        if self.put_off > 0 {
            self.put_off -= 1;
            return Err(Unanswered::Later);
        }
        self.effects.push(C::NAME.to_string());
        Ok(())
    }

    fn page<C, R>(
        &self,
        rows: &[R],
        cursor: u32,
        reply: ReplyWriter<'_, C>,
    ) -> Result<Sent, Unanswered>
    where
        C: for<'a> Command<Reply<'a> = protocol::Page<'a, R>>,
        R: serde::Serialize,
    {
        let mut page = reply.page();
        let mut next = None;
        for (index, row) in rows.iter().enumerate().skip(cursor as usize) {
            if !page.row(row) {
                next = Some(index as u32);
                break;
            }
        }
        page.finish(self.generation, next)
    }

    fn installed(&self) -> Installed {
        Installed {
            image: self.installed.len() as u16,
            chain: self.installed.len() as u32,
            registers: Registers::default(),
            thread: Some(1),
            threads_on_old_code: 0,
            instances_on_old_class: 0,
        }
    }
}

pub fn thread(id: u16) -> ThreadRow {
    ThreadRow {
        id,
        kind: ThreadKind::Started,
        state: ThreadState::Waiting {
            on: WaitOn::Time,
            for_ms: Some(u32::from(id) * 10),
        },
        priority_base: 4,
        priority: 4,
        held_ns: u64::from(id) * 1000,
        age_ns: 1_000_000,
        wakeups: 3,
        stack_used: 204,
        stack_size: 512,
        native_high_water: None,
        native_size: None,
        name: None,
        entry: 7,
        at: Some(Place {
            image: 1,
            code: 7,
            pc: 12,
        }),
        on_old_code: false,
    }
}

/// CRC-32/ISCSI as `BeginUpload::crc` wants it.
pub fn crc(bytes: &[u8]) -> u32 {
    ::crc::Crc::<u32>::new(&::crc::CRC_32_ISCSI).checksum(bytes)
}

pub const STATISTICS: GcStatistics = GcStatistics {
    total: 40960,
    used: 2004,
    free: 38956,
    largest_free: 37120,
    min_ever_free: 31408,
    blocks_used: 60,
    blocks_free: 5,
    allocations: 900,
    frees: 840,
    allocated_bytes: 50_000,
    freed_bytes: 47_996,
    collections: 7,
    cause: Cause::Allocation,
    pause_last_us: 1100,
    pause_max_us: 2000,
    pause_total_us: 9000,
    last_freed: 2212,
    since_last_ms: 420,
    threshold: 0,
    failed_allocations: 0,
    failed_size: 0,
    roots: 31,
};

/// A session with its buffers, which are never given back.
pub fn session(boot_nonce: u32, receive_buffer: u16, frame: usize) -> Session<'static> {
    Session::new(
        Config {
            boot_nonce,
            receive_buffer,
        },
        vec![0; frame].leak(),
        vec![0; frame].leak(),
    )
}

/// Streams with rings of these sizes.
pub fn streams(output: usize, stdin: usize) -> RefCell<Streams<'static>> {
    RefCell::new(Streams {
        output: OutputRing::new(vec![0; output].leak()),
        stdin: StdinRing::new(vec![0; stdin].leak()),
    })
}
