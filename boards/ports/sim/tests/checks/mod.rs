//! What the tests of the system layer share.
#![allow(dead_code, reason = "each test binary uses its part")]

use vosal::contract::{Bench, CHECKS, Pool};
use vosal::{Entry, Memory, Os, Priority, ThreadSpec};

use std::sync::Mutex;

/// The heap of the host; what comes back is kept nowhere, for these systems ask for nothing.
struct Host;

impl Pool for Host {
    fn lend(&self, words: usize) -> Option<Memory> {
        Some(Box::leak(
            vec![std::mem::MaybeUninit::uninit(); words].into_boxed_slice(),
        ))
    }

    fn give_back(&self, _memory: Memory) {}
}

/// Runs all checks in one thread of a system and collects what they say.
pub(crate) struct Run {
    bench: &'static Bench,
    pub(crate) failures: Mutex<Option<Vec<String>>>,
}

impl Entry for Run {
    fn run(&self, _: usize) {
        let failures = CHECKS.iter().filter_map(|check| {
            let verdict = self.bench.run(check);
            verdict
                .err()
                .map(|sentence| format!("{}: {sentence}", check.name))
        });
        let failures = failures.collect();
        *self.failures.lock().unwrap() = Some(failures);
    }
}

/// Starts the thread that runs the checks.
pub(crate) fn begin(os: &'static dyn Os, one_at_a_time: bool) -> &'static Run {
    let bench = Box::leak(Box::new(Bench::new(os, &Host, one_at_a_time)));
    let run: &'static Run = Box::leak(Box::new(Run {
        bench,
        failures: Mutex::new(None),
    }));
    let spec = ThreadSpec {
        name: "checks",
        stack: 4096,
        priority: Priority::NORMAL,
        entry: run,
        argument: 0,
    };
    os.create(spec, &mut []).unwrap();
    run
}

impl Run {
    pub(crate) fn failures(&self) -> Vec<String> {
        self.failures
            .lock()
            .unwrap()
            .clone()
            .expect("the checks did not come to their end")
    }
}
