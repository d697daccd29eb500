//! Sizes, names, unsafe code and unfinished business.

use std::collections::{BTreeMap, BTreeSet};

use bytecode::{names, natives, op, prelude};
use tests::compare::Failures;
use tests::program::read;

use super::project_files;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// Files that may be longer, and why.
const LONG_FILES: &[(&str, &str)] = &[
    ("vm/bytecode/src/natives.rs", "one table"),
    ("vm/src/heap/mod.rs", "one subject, to be divided"),
    ("vm/src/interp/bind.rs", "one subject, to be divided"),
    ("vm/src/interp/container.rs", "one subject, to be divided"),
    ("vm/src/interp/load.rs", "one subject, to be divided"),
    ("vm/src/interp/slow.rs", "one subject, to be divided"),
    ("vm/src/link.rs", "one subject, to be divided"),
    ("vm/src/native/bytes.rs", "one subject, to be divided"),
    ("vm/src/native/objects.rs", "one subject, to be divided"),
    ("vm/src/native/structs.rs", "one subject, to be divided"),
    ("vm/src/native/tests.rs", "one subject, to be divided"),
    ("vm/src/native/text.rs", "one subject, to be divided"),
    ("vm/src/object/attribute.rs", "one subject, to be divided"),
    ("vm/src/object/entries.rs", "one subject, to be divided"),
    ("vm/src/object/percent.rs", "one subject, to be divided"),
    ("vm/src/vm.rs", "one subject, to be divided"),
];

/// Functions that may be longer, and why.
const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[
    (
        "vm/src/interp/mod.rs",
        "dispatch",
        "the interpreter loop: every instruction in one place",
    ),
    (
        "vm/src/number/dragon.rs",
        "shortest",
        "one algorithm, told in order",
    ),
    (
        "vm/src/object/subscript.rs",
        "part",
        "one algorithm, told in order",
    ),
    ("vm/bytecode/tests/disasm.rs", "image", "one literal"),
    (
        "vm/bytecode/tests/verify/code.rs",
        "each_bad_instruction_is_refused_for_its_reason",
        "one list of cases",
    ),
    (
        "vm/bytecode/tests/verify/container.rs",
        "an_image_continues_from_where_the_machine_is",
        "one list of cases",
    ),
];

/// Files in which unsafe code may stand, and how many places there are. A number only falls, or rises with an argument.
const UNSAFE: &[(&str, usize)] = &[
    ("boards/ports/freertos/src/arch.rs", 6),
    ("boards/ports/freertos/src/hooks.rs", 8),
    ("boards/ports/freertos/src/kernel.rs", 1),
    ("boards/ports/freertos/src/lib.rs", 15),
    ("boards/ports/freertos/src/threads.rs", 2),
    ("boards/ports/freertos/src/timers.rs", 3),
    ("boards/qemu-mps2/src/bin/contract.rs", 2),
    ("tests/bench/probe/src/main.rs", 8),
    ("vm/src/heap/loan.rs", 4),
    ("vm/src/heap/view.rs", 7),
    ("vm/src/heap/words.rs", 11),
    ("vm/src/interp/arith.rs", 9),
    ("vm/src/interp/attr.rs", 28),
    ("vm/src/interp/bind.rs", 2),
    ("vm/src/interp/branch.rs", 12),
    ("vm/src/interp/call.rs", 29),
    ("vm/src/interp/compare.rs", 12),
    ("vm/src/interp/container.rs", 42),
    ("vm/src/interp/fused.rs", 28),
    ("vm/src/interp/generate.rs", 8),
    ("vm/src/interp/invoke.rs", 2),
    ("vm/src/interp/iterate.rs", 6),
    ("vm/src/interp/load.rs", 62),
    ("vm/src/interp/mod.rs", 33),
    ("vm/src/interp/unwind.rs", 9),
    ("vm/src/machine/lock.rs", 3),
    ("vm/src/native/mod.rs", 5),
    ("vm/src/native/tests.rs", 1),
    ("vm/src/thread/exclusive.rs", 1),
];

/// Module names that say nothing.
const DRAWERS: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "types",
];

fn sources() -> Vec<(String, String)> {
    let files = project_files("rs").into_iter();
    files.map(|(name, path)| (name, read(&path))).collect()
}

fn result(wrong: Vec<String>) -> Result<(), String> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

#[test]
fn files_and_functions_are_short() {
    let mut failures = Failures::default();
    for (name, text) in sources() {
        let mut wrong = Vec::new();
        let lines = text.lines().count();
        let excused = LONG_FILES.iter().any(|(file, _)| *file == name);
        match (lines > FILE_LINES_MAX, excused) {
            (true, false) => wrong.push(format!("{lines} lines")),
            (false, true) => wrong.push("is excused from the limit and need not be".into()),
            _ => (),
        }
        // What a macro makes has no length of its own.
        for (function, lines) in functions(&text)
            .into_iter()
            .filter(|(name, _)| !name.starts_with('$'))
        {
            let excused = LONG_FUNCTIONS
                .iter()
                .any(|(file, listed, _)| *file == name && *listed == function);
            match (lines > FUNCTION_LINES_MAX, excused) {
                (true, false) => wrong.push(format!("fn {function} has {lines} lines")),
                (false, true) => wrong.push(format!("fn {function} is excused and need not be")),
                _ => (),
            }
        }
        failures.note(&name, result(wrong));
    }
    failures.finish();
}

/// Name and lines of every function: from `fn` to the brace that closes it at the same indentation.
fn functions(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else {
            continue;
        };
        let indentation = &line[..line.len() - line.trim_start().len()];
        if line.trim_end().ends_with(['}', ';']) {
            continue;
        }
        // A declaration without a body ends in `);` or `) -> T;`.
        let closes = |rest: &str| rest == "}" || rest.starts_with(')') && rest.ends_with(';');
        let end = lines[start..]
            .iter()
            .position(|l| l.strip_prefix(indentation).is_some_and(closes));
        if let Some(lines) = end {
            found.push((name.to_owned(), lines + 1));
        }
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    let qualifiers = [
        "pub(crate) ",
        "pub(super) ",
        "pub ",
        "const ",
        "async ",
        "unsafe ",
        "extern \"C\" ",
    ];
    while let Some(shorter) = qualifiers.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let name = rest.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

#[test]
fn unsafe_code_stands_where_it_may() {
    let mut failures = Failures::default();
    let allowed: BTreeMap<&str, usize> = UNSAFE.iter().copied().collect();
    let mut seen = BTreeSet::new();
    for (name, text) in sources() {
        let places = text.lines().filter(|line| is_unsafe(line)).count();
        let expected = allowed.get(&*name).copied().unwrap_or(0);
        seen.insert(name.clone());
        let wrong = (places != expected).then(|| format!("{places} places, {expected} are listed"));
        failures.note(&name, wrong.map_or(Ok(()), Err));
    }
    for (name, _) in UNSAFE {
        let there = seen.contains(*name);
        failures.note(
            name,
            if there {
                Ok(())
            } else {
                Err("is listed and gone".into())
            },
        );
    }
    failures.finish();
}

fn is_unsafe(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or("");
    let words = ["{", "fn ", "impl ", "extern ", "trait "];
    let found = code.match_indices(concat!("uns", "afe "));
    found
        .map(|(at, word)| &code[at + word.len()..])
        .any(|rest| words.iter().any(|word| rest.starts_with(word)))
        || code.contains("[unsafe(") && code.trim_start().starts_with('#')
}

#[test]
fn no_module_is_a_drawer() {
    let mut failures = Failures::default();
    for (name, _) in project_files("rs") {
        let parts = name.trim_end_matches(".rs").split('/');
        let drawer = parts.into_iter().find(|part| DRAWERS.contains(part));
        failures.note(
            &name,
            drawer.map_or(Ok(()), |d| Err(format!("is called {d}"))),
        );
    }
    failures.finish();
}

#[test]
fn nothing_is_left_unfinished() {
    // Put together here, so that this file does not find itself.
    let marks = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!("));
    let ignored = ["#[", "ignore"].concat();
    let mut failures = Failures::default();
    for (name, text) in sources() {
        let all = marks.iter().chain([&ignored]);
        let found: Vec<String> = all.filter(|mark| text.contains(*mark)).cloned().collect();
        failures.note(&name, result(found));
    }
    failures.finish();
}

#[test]
fn instructions_are_listed_once() {
    // Instructions whose name is also that of something else a program or the machine can name.
    let shared = |name: &str| {
        names::find(name).is_some()
            || prelude::find(name).is_some()
            || natives::ROWS.iter().any(|row| row.name == name)
    };
    let listed = op::ROWS.iter().map(|(_, name)| *name);
    let texts: Vec<String> = listed
        .filter(|name| name.contains('_') && !shared(name))
        .map(|name| format!("\"{name}\""))
        .collect();
    assert!(texts.len() > 80);
    let mut failures = Failures::default();
    for (name, text) in sources() {
        let test = name.ends_with("tests.rs") || name.contains("/tests/");
        if test || name.starts_with("vm/bytecode/") {
            continue;
        }
        let found: Vec<String> = texts
            .iter()
            .filter(|t| text.contains(&***t))
            .cloned()
            .collect();
        failures.note(&name, result(found));
    }
    failures.finish();
}
