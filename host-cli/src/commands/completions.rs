//! `zshell completions`: scripts that make a shell complete zshell's command line.

use super::Command;
use crate::cli::CommandLine;
use crate::context::Context;
use crate::failure::Failure;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Command for Completions {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        context.output.program(&script(self.shell))
    }
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "zshell", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_the_script() {
        let script = String::from_utf8(script(Shell::Bash)).expect("a script is text");
        for command in CommandLine::command().get_subcommands() {
            assert!(script.contains(command.get_name()), "{command}");
        }
    }
}
