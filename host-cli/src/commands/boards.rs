//! `zshell boards`: which boards there are.

use super::Command;
use crate::context::Context;
use crate::failure::Failure;
use crate::quantity::grouped;
use clap::Args;
use serde::Serialize;

/// List the boards that zshell knows
#[derive(Args, Debug)]
pub struct Boards {}

impl Command for Boards {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        for board in board_schema::boards() {
            if context.output.json {
                context.output.object(&Record {
                    id: &board.id,
                    title: &board.title,
                    chip: &board.chip.name,
                    rtos: &board.chip.rtos,
                    heap_bytes: board.memory.heap,
                    flash_bytes: board.memory.flash,
                    native_groups: &board.natives,
                })?;
            } else {
                context.output.line(&format!(
                    "{:<14}  {} · {} · {} · heap {} B",
                    board.id,
                    board.title,
                    board.chip.name,
                    board.chip.rtos,
                    grouped(board.memory.heap.into())
                ))?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    title: &'a str,
    chip: &'a str,
    rtos: &'a str,
    heap_bytes: u32,
    flash_bytes: u32,
    native_groups: &'a [String],
}
