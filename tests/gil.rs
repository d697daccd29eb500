//! The interpreter lock and the waits of threads, on the deterministic scheduler.

use port_sim::{Policy, Rest, SteppedOs};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use vm::thread::{EXIT, Phase, SUSPEND, Slot, Threads, Wait, WaitKind};
use vosal::{Entry, FOREVER, Memory, Outcome, Priority, ThreadSpec};

fn slot(index: usize) -> Slot {
    Slot::new(index).unwrap()
}

/// A system with a thread table on it, both for ever.
fn system(policy: Policy) -> (&'static SteppedOs, &'static Threads) {
    let os = SteppedOs::new(policy);
    (os, Box::leak(Box::new(Threads::new(os))))
}

/// Starts a thread of the table with a priority from 1 to 7.
fn start(
    threads: &'static Threads,
    index: usize,
    level: u8,
    body: impl Fn(Slot) + Sync + Send + 'static,
) {
    let me = slot(index);
    threads.enroll(me, level, 0, true);
    let entry: &'static dyn Entry = Box::leak(Box::new(move |_: usize| {
        threads.set_thread(me, threads.os().current());
        body(me);
        threads.ended(me, Phase::Finished);
    }));
    let spec = ThreadSpec {
        name: "test",
        stack: 4096,
        priority: Priority::program(level).unwrap(),
        entry,
        argument: 0,
    };
    let memory: Memory = &mut [];
    let thread = threads
        .os()
        .create(spec, memory)
        .map_err(|(error, _)| error);
    threads.set_thread(me, Some(thread.unwrap()));
}

#[test]
fn one_thread_at_a_time_holds_the_lock_whatever_the_schedule() {
    for seed in 0..40 {
        let (os, threads) = system(Policy::Seeded(seed));
        let inside = Arc::new(AtomicBool::new(false));
        let rounds = Arc::new(AtomicU32::new(0));
        for index in 4..9 {
            let (inside, rounds) = (Arc::clone(&inside), Arc::clone(&rounds));
            start(threads, index, 1 + (index % 3) as u8, move |me| {
                for _ in 0..20 {
                    threads.acquire(me);
                    assert!(!inside.swap(true, Ordering::SeqCst), "two inside");
                    threads.os().yield_now();
                    inside.store(false, Ordering::SeqCst);
                    rounds.fetch_add(1, Ordering::SeqCst);
                    threads.release(me);
                }
            });
        }
        assert_eq!(os.run(), Rest::Ended, "seed {seed}");
        assert_eq!(rounds.load(Ordering::SeqCst), 100, "seed {seed}");
        assert_eq!(threads.holder(), None, "seed {seed}");
    }
}

#[test]
fn the_lock_goes_by_priority_then_age() {
    let (os, threads) = system(Policy::RoundRobin);
    let order = Arc::new(Mutex::new(Vec::new()));
    let ready = Arc::new(AtomicU32::new(0));
    {
        let ready = Arc::clone(&ready);
        start(threads, 4, 1, move |me| {
            threads.acquire(me);
            // Until all the others wait for the lock.
            while ready.load(Ordering::SeqCst) < 4 {
                threads.os().yield_now();
            }
            threads.os().sleep_until(threads.os().now() + 10_000);
            threads.release(me);
        });
    }
    for (index, level, delay) in [(5, 3, 1000), (6, 3, 500), (7, 5, 2000), (8, 2, 100)] {
        let (order, ready) = (Arc::clone(&order), Arc::clone(&ready));
        start(threads, index, level, move |me| {
            threads.os().sleep_until(delay);
            ready.fetch_add(1, Ordering::SeqCst);
            threads.acquire(me);
            order.lock().unwrap().push(me.index());
            threads.release(me);
        });
    }
    assert_eq!(os.run(), Rest::Ended);
    assert_eq!(*order.lock().unwrap(), [7, 6, 5, 8]);
}

#[test]
fn the_holder_inherits_the_priority_of_the_highest_waiter() {
    let (os, threads) = system(Policy::RoundRobin);
    let done = Arc::new(Mutex::new(Vec::new()));
    {
        let done = Arc::clone(&done);
        start(threads, 4, 1, move |me| {
            threads.acquire(me);
            threads.os().sleep_until(1000);
            // Now the middle one computes and the high one waits for the lock.
            while threads.effective_level(me) == 1 {
                threads.os().yield_now();
            }
            done.lock().unwrap().push("low released");
            threads.release(me);
            assert_eq!(threads.effective_level(me), 1);
        });
    }
    {
        let done = Arc::clone(&done);
        start(threads, 5, 7, move |me| {
            threads.os().sleep_until(500);
            threads.acquire(me);
            done.lock().unwrap().push("high ran");
            threads.release(me);
        });
    }
    {
        let done = Arc::clone(&done);
        start(threads, 6, 4, move |_| {
            // Needs no lock: computes without end until the high one has run, as a driver's thread might.
            threads.os().sleep_until(700);
            let mut turns = 0;
            while threads.os().now() < 3000 {
                turns += 1;
            }
            assert!(turns > 0);
            done.lock().unwrap().push("middle done");
        });
    }
    assert_eq!(os.run(), Rest::Ended);
    assert_eq!(
        *done.lock().unwrap(),
        ["low released", "high ran", "middle done"]
    );
}

#[test]
fn a_waiter_of_higher_priority_asks_for_a_safe_point_at_once() {
    let (os, threads) = system(Policy::RoundRobin);
    start(threads, 4, 3, move |me| {
        threads.acquire(me);
        threads.begin_quantum(me);
        threads.os().sleep_until(1000);
        // One of lower priority has come meanwhile: nothing is asked for.
        assert!(!threads.signal().is_raised());
        threads.os().sleep_until(2000);
        assert!(threads.signal().is_raised() && threads.must_give_way(me));
        threads.release(me);
    });
    for (index, level, at) in [(5, 2, 500), (6, 4, 1500)] {
        start(threads, index, level, move |me| {
            threads.os().sleep_until(at);
            threads.acquire(me);
            threads.release(me);
        });
    }
    assert_eq!(os.run(), Rest::Ended);
}

#[test]
fn no_wake_is_lost_between_the_look_and_the_wait() {
    for seed in 0..60 {
        let (os, threads) = system(Policy::Seeded(seed));
        let items = Arc::new(AtomicU32::new(0));
        let taken = Arc::new(AtomicU32::new(0));
        let wait = Wait {
            kind: WaitKind::Output,
            key: 0,
            deadline: FOREVER,
        };
        {
            let (items, taken) = (Arc::clone(&items), Arc::clone(&taken));
            start(threads, 4, 4, move |me| {
                while taken.load(Ordering::SeqCst) < 30 {
                    threads.expect(me, wait);
                    if items.load(Ordering::SeqCst) > 0 {
                        threads.forget(me);
                        items.fetch_sub(1, Ordering::SeqCst);
                        taken.fetch_add(1, Ordering::SeqCst);
                        continue;
                    }
                    assert_eq!(threads.wait(me), Outcome::Done(()));
                    threads.forget(me);
                }
            });
        }
        start(threads, 5, 4, move |_| {
            for _ in 0..30 {
                items.fetch_add(1, Ordering::SeqCst);
                threads.wake_all(WaitKind::Output, 0);
            }
        });
        assert_eq!(os.run(), Rest::Ended, "seed {seed}");
        assert_eq!(taken.load(Ordering::SeqCst), 30, "seed {seed}");
    }
}

#[test]
fn waits_end_by_time_by_a_request_and_not_while_suspended() {
    let (os, threads) = system(Policy::RoundRobin);
    let seen = Arc::new(Mutex::new(Vec::new()));
    {
        let seen = Arc::clone(&seen);
        start(threads, 4, 4, move |me| {
            let note = |what: Outcome| seen.lock().unwrap().push((threads.os().now() / 1000, what));
            threads.expect(me, Wait::until(10_000));
            note(threads.wait(me));
            threads.expect(me, Wait::until(FOREVER));
            note(threads.wait(me));
            assert_eq!(threads.take_request(me), EXIT);
            threads.expect(me, Wait::until(30_000));
            note(threads.wait(me));
        });
    }
    start(threads, 5, 4, move |_| {
        threads.os().sleep_until(20_000);
        threads.ask(slot(4), EXIT);
        threads.os().sleep_until(25_000);
        threads.ask(slot(4), SUSPEND);
        threads.os().sleep_until(40_000);
        assert_eq!(threads.record(slot(4)).phase(), Phase::Suspended);
        threads.unask(slot(4), SUSPEND);
    });
    assert_eq!(os.run(), Rest::Ended);
    assert_eq!(
        *seen.lock().unwrap(),
        [
            (10, Outcome::Timeout),
            (20, Outcome::Aborted),
            (40, Outcome::Timeout)
        ]
    );
}

#[test]
fn a_wish_for_the_lock_can_be_taken_back() {
    for seed in 0..30 {
        let (os, threads) = system(Policy::Seeded(seed));
        start(threads, 4, 4, move |me| {
            for _ in 0..20 {
                threads.acquire(me);
                threads.release(me);
            }
        });
        start(threads, 5, 7, move |me| {
            for _ in 0..20 {
                threads.request(me);
                threads.withdraw(me);
                assert!(!threads.holds(me));
            }
        });
        assert_eq!(os.run(), Rest::Ended, "seed {seed}");
        assert_eq!(threads.holder(), None, "seed {seed}");
    }
}
