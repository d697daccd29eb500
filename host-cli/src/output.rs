//! What zshell writes, and where: results to stdout, everything about them to stderr.

use crate::failure::Failure;
use clap::ColorChoice;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// How zshell speaks.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Results are JSON objects, one a line.
    pub json: bool,
    /// Notices are left out.
    pub quiet: bool,
    /// What goes on underneath is told too.
    pub verbose: bool,
    /// stderr takes colour.
    pub color_errors: bool,
    /// stdout takes colour.
    pub color_results: bool,
}

impl Output {
    /// Decides about colour from the option and from where the streams lead.
    #[must_use]
    pub fn new(json: bool, quiet: bool, verbose: bool, color: ColorChoice) -> Output {
        let wanted = |stream: bool| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                stream
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        Output {
            json,
            quiet,
            verbose,
            color_errors: wanted(io::stderr().is_terminal()),
            color_results: wanted(io::stdout().is_terminal()) && !json,
        }
    }

    /// Writes a line of a result.
    ///
    /// # Errors
    /// [`Failure::OutputClosed`] if nobody reads it.
    pub fn line(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.write_all(b"\n"))
            .and_then(|()| stdout.flush())
            .map_err(|_| Failure::OutputClosed)
    }

    /// Writes bytes of the program's output as they are.
    ///
    /// # Errors
    /// [`Failure::OutputClosed`] if nobody reads it.
    pub fn program(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        stdout
            .write_all(bytes)
            .and_then(|()| stdout.flush())
            .map_err(|_| Failure::OutputClosed)
    }

    /// Writes a result as one line of JSON.
    ///
    /// # Errors
    /// [`Failure::OutputClosed`] if nobody reads it.
    pub fn object(&self, value: &impl Serialize) -> Result<(), Failure> {
        match serde_json::to_string(value) {
            Ok(text) => self.line(&text),
            Err(error) => Err(Failure::Usage(format!("no JSON for this: {error}"))),
        }
    }

    /// Tells something in passing, unless told to be quiet.
    pub fn notice(&self, text: &str) {
        if !self.quiet {
            self.note(text);
        }
    }

    /// Tells what goes on underneath, if asked to.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.note(text);
        }
    }

    /// Tells what went wrong.
    pub fn error(&self, text: &str) {
        let (start, end) = if self.color_errors {
            ("\x1b[1;31m", "\x1b[0m")
        } else {
            ("", "")
        };
        self.note(&format!("{start}error:{end} {text}"));
    }

    /// Writes lines to stderr; a closed stderr is nobody's failure.
    pub fn note(&self, text: &str) {
        let mut stderr = io::stderr().lock();
        let _ = writeln!(stderr, "{text}");
    }
}
