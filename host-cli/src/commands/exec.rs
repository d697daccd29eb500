//! `zshell exec`: one line, as at the prompt.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::follow::{Goal, Outcome};
use crate::interrupt::CtrlC;
use crate::live;
use clap::Args;

/// Run a statement on the board, or print the value of an expression
#[derive(Args, Debug)]
pub struct Exec {
    /// What to run.
    code: String,
}

impl Command for Exec {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let mut ctrl_c = CtrlC::new()?;
        let output = context.output;
        let (board, program) = context.extensible(Fallback::Simulated).await?;
        board.skip_earlier_output();
        let installed = live::evaluate(board, program, &self.code, output).await?;
        let mut follower = context.follower(&mut ctrl_c)?;
        let outcome = follower.follow(Goal::Evaluation(installed.image)).await?;
        verdict(outcome)
    }
}

/// What a line's outcome means for whoever asked for it.
///
/// # Errors
/// It was interrupted, or it raised.
pub(super) fn verdict(outcome: Outcome) -> Result<(), Failure> {
    if outcome.interrupted {
        Err(Failure::Interrupted)
    } else if outcome.raised || outcome.stopped || outcome.gap {
        Err(Failure::Raised)
    } else {
        Ok(())
    }
}
