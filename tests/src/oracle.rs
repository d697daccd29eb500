//! CPython, which says what a language program prints.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::program::Program;

const SCRIPT: &str = include_str!("oracle.py");

/// What CPython prints for each program, all in one process. An uncaught exception is a last line `uncaught: Kind`.
///
/// # Panics
/// If there is no CPython 3 of a version that the language follows, or it fails.
#[must_use]
pub fn expected(programs: &[Program]) -> Vec<String> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let mut child = Command::new(&python)
        .args(["-B", "-c", SCRIPT])
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|why| {
            panic!("the language tests compare with CPython 3.11 or later, and `{python}` cannot be started ({why}); install it, or name another with PYTHON=")
        });
    let mut input = child.stdin.take().expect("standard input is piped");
    for program in programs {
        writeln!(input, "{}", program.path.display()).expect("the oracle reads its input");
    }
    drop(input);
    let output = child.wait_with_output().expect("the oracle ends");
    assert!(output.status.success(), "`{python}` failed");
    let mut rest = &output.stdout[..];
    let mut answers = Vec::new();
    for program in programs {
        let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        let count = std::str::from_utf8(&rest[..end])
            .ok()
            .and_then(|n| n.parse().ok());
        let count: usize = count.unwrap_or_else(|| panic!("no answer for {}", program.name));
        let text = &rest[end + 1..end + 1 + count];
        answers.push(String::from_utf8_lossy(text).into_owned());
        rest = &rest[end + 1 + count..];
    }
    answers
}
