//! What a command works with: the options, the ways to speak, and the board once one is attached.

use crate::attach::Attached;
use crate::cli::Global;
use crate::console::Symbols;
use crate::device::WhenGone;
use crate::failure::Failure;
use crate::link::port;
use crate::link::{Port, PortError};
use crate::output::Output;
use crate::symbols::BuiltIn;

/// Whether a command makes sense on a board that exists for it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// It does: without a port, a simulated board is started and one line says so.
    Simulated,
    /// It does not: without a port it fails.
    None,
}

/// What a command works with.
#[derive(Debug)]
pub struct Context {
    /// The options that stand everywhere.
    pub global: Global,
    /// The ways to speak.
    pub output: Output,
    /// What to do when the port is gone.
    pub when_gone: WhenGone,
    board: Option<Attached>,
}

impl Context {
    /// The context of a command line.
    #[must_use]
    pub fn new(global: Global) -> Context {
        let output = global.output();
        Context {
            global,
            output,
            when_gone: WhenGone::Fail,
            board: None,
        }
    }

    /// The board, attached to if that has not been done yet.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn board(&mut self, fallback: Fallback) -> Result<&mut Attached, Failure> {
        if self.board.is_none() {
            let port = self.port(fallback)?;
            self.output.detail(&format!("port: {port}"));
            let attached = Attached::connect(port, &self.global, self.when_gone).await?;
            self.board = Some(attached);
        }
        match &mut self.board {
            Some(board) => Ok(board),
            None => Err(PortError::NonePresent.into()),
        }
    }

    /// Names and lines for what the attached board reports.
    #[must_use]
    pub fn symbols(&self) -> &dyn Symbols {
        &BuiltIn
    }

    /// The port to use: the one that was named, or the only board that is plugged in, or as
    /// `fallback` says.
    fn port(&self, fallback: Fallback) -> Result<Port, Failure> {
        if let Some(port) = self.global.port()? {
            return Ok(port);
        }
        match (port::only(), fallback) {
            (Err(PortError::NonePresent), Fallback::Simulated) => {
                self.output
                    .notice("no board is plugged in; using a simulated one");
                Ok(Port::simulated()?)
            }
            (port, _) => Ok(port?),
        }
    }
}
