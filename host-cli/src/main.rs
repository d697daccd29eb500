//! The binary `zshell`: parse, dispatch, render the error, exit.

use host_cli::{cli, commands};
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = match cli::parse(std::env::args_os()) {
        Ok(line) => line,
        Err(code) => return ExitCode::from(code),
    };
    ExitCode::from(commands::execute(line))
}
