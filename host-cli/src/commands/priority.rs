//! `zshell priority`: make a thread more or less urgent.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use clap::Args;

/// Change the priority of a thread
#[derive(Args, Debug)]
pub struct Priority {
    /// The thread, by its id.
    id: u16,
    /// 1 to 7; 7 is the most urgent.
    #[arg(value_parser = clap::value_parser!(u8).range(1..=7))]
    priority: u8,
}

impl Command for Priority {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let board = context.board(Fallback::None).await?;
        Ok(board.device.set_priority(self.id, self.priority).await?)
    }
}
