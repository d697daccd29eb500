//! Whole sessions: what is typed at a terminal and what stands on its screen afterwards.
//!
//! A transcript begins with `$ zshell ARGUMENTS`. Then follows the screen. What stands behind a prompt is typed, once the
//! prompt is there; a line `^C` or `^D` is the key, pressed when the screen rests. In a line of the board's answers `…`
//! stands for anything, and a line that is only `…` for any number of lines.
#![cfg(unix)]

mod terminal;
mod transcript;

use tests::compare::Failures;
use tests::program::{files, folder, read};

#[test]
fn every_session_goes_as_written() {
    let mut failures = Failures::default();
    let root = folder().join("sessions");
    for path in files(&root, "zshell") {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        failures.note(&name, transcript::check(&read(&path)));
    }
    failures.finish();
}
