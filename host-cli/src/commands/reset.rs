//! `zshell reset`: start the board anew.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use clap::Args;
use protocol::hardware::ResetRequest;

/// Reset the board; a persisted program starts again
#[derive(Args, Debug)]
pub struct Reset {
    /// Do not start the persisted program.
    #[arg(long)]
    hold: bool,
    /// Enter the chip's boot loader.
    #[arg(long, conflicts_with = "hold")]
    bootloader: bool,
}

impl Command for Reset {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let how = match (self.hold, self.bootloader) {
            (true, _) => ResetRequest::HoldOff,
            (_, true) => ResetRequest::Bootloader,
            _ => ResetRequest::Normal,
        };
        let board = context.board(Fallback::None).await?;
        Ok(board.device.reset(how).await?)
    }
}
