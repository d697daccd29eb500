//! Holds the operating-system layer of this board against its contract, and says through semihosting how that went.
#![no_std]
#![no_main]

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicUsize, Ordering};
use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use port_freertos::OS;
use vosal::contract::{Bench, CHECKS, Pool};
use vosal::{Memory, Os, Priority, ThreadSpec};

const BLOCKS: usize = 16;
const BLOCK_WORDS: usize = 512;

struct Blocks {
    memory: UnsafeCell<[[MaybeUninit<u64>; BLOCK_WORDS]; BLOCKS]>,
    taken: AtomicUsize,
}

// SAFETY: each block is handed out to one holder at a time, by a bit set atomically.
unsafe impl Sync for Blocks {}

static BLOCKS_POOL: Blocks = Blocks {
    memory: UnsafeCell::new([[MaybeUninit::uninit(); BLOCK_WORDS]; BLOCKS]),
    taken: AtomicUsize::new(0),
};

impl Pool for Blocks {
    fn lend(&self, words: usize) -> Option<Memory> {
        if words > BLOCK_WORDS {
            return None;
        }
        let index =
            (0..BLOCKS).find(|i| self.taken.fetch_or(1 << i, Ordering::SeqCst) & 1 << i == 0)?;
        // SAFETY: the bit just set makes this block ours.
        Some(unsafe {
            &mut (&mut *self
                .memory
                .get()
                .cast::<[[MaybeUninit<u64>; BLOCK_WORDS]; BLOCKS]>())[index][..words]
        })
    }

    fn give_back(&self, memory: Memory) {
        if memory.is_empty() {
            return;
        }
        let index = (memory.as_ptr().addr() - self.memory.get().addr()) / (BLOCK_WORDS * 8);
        self.taken.fetch_and(!(1 << index), Ordering::SeqCst);
    }
}

static BENCH: Bench = Bench::new(&OS, &BLOCKS_POOL, true);

fn checks(_: usize) {
    let mut failed = 0;
    for check in CHECKS {
        match BENCH.run(check) {
            Ok(()) => hprintln!("ok {}", check.name),
            Err(sentence) => {
                failed += 1;
                hprintln!("FAILED {}: {}", check.name, sentence);
            }
        }
    }
    hprintln!("{} passed, {} failed", CHECKS.len() - failed, failed);
    debug::exit(if failed == 0 {
        debug::EXIT_SUCCESS
    } else {
        debug::EXIT_FAILURE
    });
}

#[entry]
fn main() -> ! {
    let memory = BLOCKS_POOL
        .lend(OS.thread_memory(2048))
        .expect("the pool is empty");
    let spec = ThreadSpec {
        name: "checks",
        stack: 2048,
        priority: Priority::NORMAL,
        entry: &(checks as fn(usize)),
        argument: 0,
    };
    if OS.create(spec, memory).is_err() {
        panic!("the first thread could not be made");
    }
    OS.start(25_000_000)
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    hprintln!("{}", info);
    debug::exit(debug::EXIT_FAILURE);
    loop {}
}
