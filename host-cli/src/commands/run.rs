//! `zshell run`: a program from a file, followed to its end.

use super::Command;
use super::exec::verdict;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::follow::{Goal, Outcome};
use crate::interrupt::CtrlC;
use crate::live;
use crate::output::Output;
use crate::program::{self, sources::Finder};
use crate::repl::read;
use crate::stdin;
use clap::Args;
use std::path::{Path, PathBuf};

/// Load a program into RAM, run it and show its output until it ends
///
/// Standard input belongs to the program. Ctrl-C interrupts it and shows where it was; a second
/// one within 2 s stops it harder.
#[derive(Args, Debug)]
pub struct Run {
    /// The main module.
    file: PathBuf,
    /// What the program finds in `sys.argv` after its name.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
    /// Start it and leave; it goes on alone.
    #[arg(long)]
    detach: bool,
    /// Show output until Ctrl-C, even when the program has ended.
    #[arg(long, conflicts_with = "detach")]
    follow: bool,
}

impl Command for Run {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let mut ctrl_c = CtrlC::new()?;
        let output = context.output;
        let text = read(&self.file)?;
        let shown = self.file.display().to_string();
        let mut arguments = vec![shown.clone()];
        arguments.extend(self.arguments);
        let finder = Finder {
            directory: directory_of(&self.file),
            arguments,
        };
        let sources = finder.program(&shown, &text)?;
        let board = context.board(Fallback::Simulated).await?;
        if self.detach && board.is_simulated_here() {
            return Err(Failure::Usage(
                "this simulated board ends with zshell; start one that stays with `zshell sim --pty`, then --detach".into(),
            ));
        }
        let options = program::options(&board.info.board);
        let compiled = program::compile(&sources, &options, output)?;
        live::make_way(board).await?;
        let device = board.device.clone();
        let (program, installed) = live::load(
            board,
            compiled,
            &program_name(&self.file),
            finder,
            true,
            output,
        )
        .await?;
        context.program = Some(program);
        output.detail(&format!(
            "image {} started, thread {:?}",
            installed.image, installed.thread
        ));
        if self.detach {
            output.notice(&format!("{shown} runs; `zshell threads` shows it"));
            return Ok(());
        }
        let input = stdin::forward(context.stdin, device, installed.thread);
        let mut follower = context.follower(&mut ctrl_c)?;
        let mut outcome = follower.follow(Goal::Program).await?;
        drop(input);
        tell_what_stays(output, &outcome);
        if self.follow && !outcome.interrupted {
            outcome.raised |= follower.follow(Goal::Never).await?.raised;
        }
        verdict(outcome)
    }
}

/// Where the modules that a file imports are.
#[must_use]
pub(super) fn directory_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// What a program is called on the board.
#[must_use]
pub(super) fn program_name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or(file.as_os_str());
    stem.to_string_lossy().into_owned()
}

fn tell_what_stays(output: Output, outcome: &Outcome) {
    let count = |count: u16, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        n => Some(format!("{n} {what}s")),
    };
    let active: Vec<String> = [
        count(outcome.timers, "timer"),
        count(outcome.callbacks, "callback"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !active.is_empty() {
        output.notice(&format!(
            "the program has ended; still active on the board: {}",
            active.join(", ")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_its_program_and_its_project() {
        let file = Path::new("projects/blink.py");
        assert_eq!(program_name(file), "blink");
        assert_eq!(directory_of(file), Path::new("projects"));
        assert_eq!(directory_of(Path::new("blink.py")), Path::new("."));
    }
}
