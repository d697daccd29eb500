//! `zshell ports`: where boards may be.

use super::Command;
use crate::context::Context;
use crate::failure::Failure;
use crate::ports;
use clap::Args;

/// List the serial ports of this machine
///
/// Ports on USB come first: there a board is likely.
#[derive(Args, Debug)]
pub struct Ports {}

impl Command for Ports {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let candidates = ports::available()?;
        for candidate in &candidates {
            if context.output.json {
                context.output.object(candidate)?;
            } else {
                context.output.line(&candidate.line())?;
            }
        }
        if candidates.is_empty() {
            context
                .output
                .notice("no serial port on this machine; `-p sim` is a simulated board");
        }
        Ok(())
    }
}
