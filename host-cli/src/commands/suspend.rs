//! `zshell suspend`.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use clap::Args;

/// Halt a thread at its next safe point
#[derive(Args, Debug)]
pub struct Suspend {
    /// The thread, by its id.
    id: u16,
}

impl Command for Suspend {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let board = context.board(Fallback::None).await?;
        Ok(board.device.suspend(self.id).await?)
    }
}
