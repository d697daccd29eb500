//! The language programs on a machine that makes memory hard to get: a collection at every allocation, and an allocation
//! that fails although a collection ran.
//!
//! The heap is checked after each run. `TORTURE=full` lets every one of the first allocations fail, and many after them,
//! in every program; otherwise each program gets a few.

use tests::alone::{Alone, Setting};
use tests::compare::same;
use tests::program::{Program, programs};
use tests::shell::check_all;
use vm::heap::Torture;

const HEAP_KIB: usize = 96;

fn setting(collect_always: bool, fail_at: u32) -> Setting {
    Setting {
        heap_kib: HEAP_KIB,
        torture: Torture {
            collect_always,
            fail_at,
        },
    }
}

/// Runs a check that may panic where the machine's own assertions fail.
fn guarded(
    check: impl FnOnce() -> Result<(), String> + std::panic::UnwindSafe,
) -> Result<(), String> {
    std::panic::catch_unwind(check).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        let literal = payload.downcast_ref::<&str>().map(ToString::to_string);
        Err(format!(
            "panicked: {}",
            text.or(literal).unwrap_or_default()
        ))
    })
}

/// Programs about exhausted memory or stacks print how far they came, which depends on the memory there is.
fn is_about_limits(program: &Program) -> bool {
    program.name.ends_with("recursion")
}

fn collects_always(program: &Program) -> Result<(), String> {
    let alone = Alone::compile(program)?;
    let usual = alone.run(setting(false, 0))?;
    let tortured = alone.run(setting(true, 0))?;
    if usual.raised != tortured.raised {
        return Err(format!(
            "ends by {:?}, under torture by {:?}",
            usual.raised, tortured.raised
        ));
    }
    if tortured.collections < usual.collections + 10 {
        return Err(format!("only {} collections ran", tortured.collections));
    }
    same(&usual.output, &tortured.output)
}

#[test]
fn a_collection_at_every_allocation_changes_nothing() {
    let mut programs = programs("lang");
    programs.retain(|program| !is_about_limits(program));
    check_all(&programs, |_, program| guarded(|| collects_always(program)));
}

/// Which allocations fail, for the program with an index.
fn numbers(index: usize) -> Vec<u32> {
    let beyond = (1..=30).map(|n| 50 + n * n * 7);
    let all = (1..=50).chain(beyond);
    if std::env::var_os("TORTURE").is_some_and(|value| value == "full") {
        all.collect()
    } else {
        all.enumerate()
            .filter(|(n, _)| n % 16 == index % 16)
            .map(|(_, number)| number)
            .collect()
    }
}

fn survives_failures(index: usize, program: &Program) -> Result<(), String> {
    let alone = Alone::compile(program)?;
    for number in numbers(index) {
        // It may end by MemoryError, or catch that: what must not happen is that the machine breaks.
        alone
            .run(setting(false, number))
            .map_err(|why| format!("allocation {number}: {why}"))?;
    }
    Ok(())
}

#[test]
fn a_failed_allocation_harms_nobody() {
    check_all(&programs("lang"), |index, program| {
        guarded(|| survives_failures(index, program))
    });
}
