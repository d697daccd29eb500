//! `zshell stop`: end a thread.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use clap::{ArgGroup, Args};
use protocol::program::StopRequest;

/// End a thread, or the whole program
///
/// `finally` and `with` run for at most a second; nothing else can hold the end up.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("which").required(true)))]
pub struct Stop {
    /// The thread, by its id.
    #[arg(group = "which")]
    id: Option<u16>,
    /// Every thread of the program, with its timers and callbacks.
    #[arg(long, group = "which")]
    all: bool,
}

impl Command for Stop {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let request = match self.id {
            Some(id) => StopRequest::Thread(id),
            None => StopRequest::Program,
        };
        let board = context.board(Fallback::None).await?;
        Ok(board.device.stop(request).await?)
    }
}
