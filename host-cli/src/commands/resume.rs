//! `zshell resume`.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use clap::Args;

/// Let a suspended thread run again
#[derive(Args, Debug)]
pub struct Resume {
    /// The thread, by its id.
    id: u16,
}

impl Command for Resume {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let board = context.board(Fallback::None).await?;
        Ok(board.device.resume(self.id).await?)
    }
}
