//! The deterministic system: one seed, one run.

use port_sim::{Policy, Rest, SteppedOs};
use vosal::{Entry, FOREVER, Os, Priority, ThreadSpec, Wake};

use std::sync::Mutex;

/// Four threads that note in turn what they do.
struct Busy {
    os: &'static SteppedOs,
    notes: Mutex<Vec<(usize, u64)>>,
}

impl Entry for Busy {
    fn run(&self, me: usize) {
        for round in 0..6 {
            let now = self.os.now();
            self.notes.lock().unwrap().push((me, now));
            if (round + me).is_multiple_of(3) {
                self.os.park(now + 40 * me as u64);
            } else {
                self.os.yield_now();
            }
        }
    }
}

fn trace(policy: Policy) -> Vec<(usize, u64)> {
    let os = SteppedOs::new(policy);
    let busy: &'static Busy = Box::leak(Box::new(Busy {
        os,
        notes: Mutex::default(),
    }));
    for argument in 1..=4 {
        let priority = Priority::program(argument as u8).unwrap();
        let spec = ThreadSpec {
            name: "busy",
            stack: 512,
            priority,
            entry: busy,
            argument,
        };
        os.create(spec, &mut []).unwrap();
    }
    assert_eq!(os.run(), Rest::Ended);
    busy.notes.lock().unwrap().clone()
}

#[test]
fn same_seed_same_run() {
    for policy in [Policy::RoundRobin, Policy::Seeded(1), Policy::Seeded(2)] {
        let first = trace(policy);
        assert_eq!(first.len(), 24);
        assert_eq!(first, trace(policy), "{policy:?}");
    }
}

#[test]
fn other_seed_other_run() {
    let runs: Vec<_> = (0..6).map(|seed| trace(Policy::Seeded(seed))).collect();
    assert!(runs.iter().skip(1).all(|run| *run != runs[0]));
}

#[test]
fn highest_priority_goes_first() {
    let mut first_notes: Vec<usize> = trace(Policy::RoundRobin)
        .into_iter()
        .map(|(thread, _)| thread)
        .collect();
    let mut seen = Vec::new();
    first_notes.retain(|thread| {
        !seen.contains(thread) && {
            seen.push(*thread);
            true
        }
    });
    assert_eq!(first_notes, [4, 3, 2, 1]);
}

#[test]
fn tells_who_waits_for_ever_and_goes_on_when_woken_from_outside() {
    /// Waits once.
    struct Waiter(&'static SteppedOs);
    impl Entry for Waiter {
        fn run(&self, _: usize) {
            assert_eq!(self.0.park(FOREVER), Wake::Unparked);
        }
    }
    let os = SteppedOs::new(Policy::RoundRobin);
    let entry: &'static Waiter = Box::leak(Box::new(Waiter(os)));
    let spec = ThreadSpec {
        name: "sleeper",
        stack: 512,
        priority: Priority::NORMAL,
        entry,
        argument: 0,
    };
    let thread = os.create(spec, &mut []).unwrap();
    assert_eq!(os.run(), Rest::Waiting(vec!["sleeper"]));
    os.unpark(thread);
    assert_eq!(os.run(), Rest::Ended);
}
