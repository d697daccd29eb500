//! Standard input as a script: lines from a thread, because reading blocks.

use std::io::{self, BufRead};
use std::thread;
use tokio::sync::mpsc;

/// Lines without their newline, in order; `None` at the end.
pub(super) type Lines = mpsc::Receiver<String>;

/// Begins to read standard input.
#[must_use]
pub(super) fn standard_input() -> Lines {
    // A bound, so that a long script is not read ahead of a board that is busy with it.
    let (sender, lines) = mpsc::channel(64);
    thread::spawn(move || {
        for line in io::stdin().lock().split(b'\n') {
            let Ok(line) = line else { return };
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches('\r').to_owned();
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}
