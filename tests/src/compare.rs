//! Expectations, kept beside programs, and reports of all that differs rather than of the first.

use std::fmt::Write as _;
use std::path::Path;

/// What went wrong in which program.
#[derive(Debug, Default)]
pub struct Failures {
    text: String,
    count: usize,
    checked: usize,
}

impl Failures {
    /// Notes that one more was checked, and what was wrong with it, if anything.
    pub fn note(&mut self, name: &str, result: Result<(), String>) {
        self.checked += 1;
        if let Err(why) = result {
            self.count += 1;
            let _ = writeln!(self.text, "--- {name}\n{}", why.trim_end());
        }
    }

    /// Ends the test.
    ///
    /// # Panics
    /// If anything was wrong, or nothing was checked.
    pub fn finish(self) {
        let Failures {
            text,
            count,
            checked,
        } = self;
        assert!(checked > 0, "nothing was checked");
        assert!(count == 0, "{count} of {checked} failed\n{text}");
    }
}

/// The first line in which two texts differ, with both readings.
///
/// # Errors
/// Where and how they differ.
pub fn same(expected: &str, got: &str) -> Result<(), String> {
    if expected == got {
        return Ok(());
    }
    let (mut left, mut right) = (expected.lines(), got.lines());
    let mut line = 1;
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => line += 1,
            (None, None) => return Err("only the ends of the last lines differ".into()),
            (a, b) => {
                let show = |text: Option<&str>| text.unwrap_or("(the end)").to_owned();
                return Err(format!(
                    "line {line}\n  expected {}\n  got      {}",
                    show(a),
                    show(b)
                ));
            }
        }
    }
}

/// Compares with a file, or writes it if the environment has `UPDATE=1`.
///
/// # Errors
/// Where and how they differ, or that there is no such file.
pub fn same_as_file(path: &Path, got: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        return std::fs::write(path, got).map_err(|why| format!("{}: {why}", path.display()));
    }
    match std::fs::read_to_string(path) {
        Ok(expected) => same(&expected, got),
        Err(_) => Err(format!("{} is missing; UPDATE=1 writes it", path.display())),
    }
}
