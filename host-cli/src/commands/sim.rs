//! `zshell sim`: a simulated board.
//!
//! This is the only file that knows the simulated board's library; all others reach it as any board, over a port.

use super::Command;
use crate::context::Context;
use crate::failure::{Failure, reason};
use clap::{ArgGroup, Args};
use sim::{Options, Pipe};
use std::path::PathBuf;

/// Be a simulated board
///
/// With --pty, the default, it prints the path of a pseudo-terminal: `zshell PATH` attaches to it.
/// It lives until it is ended, and keeps its program when zshell leaves.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("pipe")))]
pub struct Sim {
    /// Which board to simulate.
    #[arg(long, value_name = "NAME", default_value = "sim")]
    board: String,
    /// Speak over a new pseudo-terminal and print its path.
    #[arg(long, group = "pipe")]
    pty: bool,
    /// Listen at this address, `host:port`; port 0 takes a free one. The address is printed.
    #[arg(long, group = "pipe", value_name = "ADDR")]
    tcp: Option<String>,
    /// Speak over standard input and output; it ends with its input.
    #[arg(long, group = "pipe")]
    stdio: bool,
    /// Bytes of heap, if not as many as the board has.
    #[arg(long, value_name = "BYTES")]
    heap: Option<u32>,
    /// Keep the flash in this file, so that persisted programs outlive the process.
    #[arg(long, value_name = "FILE")]
    flash: Option<PathBuf>,
}

impl Command for Sim {
    async fn run(self, _: &mut Context) -> Result<(), Failure> {
        let Some(board) = board_schema::find(&self.board) else {
            return Err(Failure::Usage(format!(
                "there is no board `{}`; `zshell boards` lists them",
                self.board
            )));
        };
        let options = Options {
            board,
            heap: self.heap,
            flash: self.flash,
        };
        let pipe = match (self.tcp, self.stdio) {
            (Some(address), _) => Pipe::Tcp(address),
            (None, true) => Pipe::Stdio,
            (None, false) => Pipe::Pty,
        };
        end_on_panic();
        sim::run(&pipe, &options).map_err(|error| {
            Failure::Usage(format!("the board cannot be simulated: {}", reason(&error)))
        })
    }
}

/// Has a panic of any thread end the whole board, as a fault ends a real one: its other threads would wait for that one for ever.
fn end_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        report(info);
        std::process::abort();
    }));
}

#[cfg(all(test, unix))]
mod tests {
    use super::end_on_panic;
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    /// Set in the process that is to panic.
    const PANICS: &str = "ZSHELL_TEST_PANICS";

    #[test]
    fn a_panic_of_one_thread_ends_the_process() {
        if std::env::var_os(PANICS).is_some() {
            end_on_panic();
            let _ = std::thread::spawn(|| panic!("as a fault would")).join();
            return;
        }
        let ended = Command::new(std::env::current_exe().expect("this test"))
            .args([
                "--exact",
                "commands::sim::tests::a_panic_of_one_thread_ends_the_process",
            ])
            .env(PANICS, "1")
            .env("RUST_BACKTRACE", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("it starts");
        assert_eq!(
            ended.signal(),
            Some(nix::sys::signal::Signal::SIGABRT as i32)
        );
    }
}
