//! What a command works with: the options, the ways to speak, and the board once one is attached.

use crate::cli::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::ports::{self, Choice, Port};

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
}

impl Context {
    /// The context of a command line.
    #[must_use]
    pub fn new(global: Global) -> Context {
        let output = global.output();
        Context { global, output }
    }

    /// The port to use: the one that was named, or the only board that is plugged in, or as
    /// `fallback` says.
    ///
    /// # Errors
    /// [`Failure::NoPort`] if there is none, or several.
    pub fn port(&self, fallback: Fallback) -> Result<Port, Failure> {
        if let Some(port) = self.global.port()? {
            return Ok(port);
        }
        match (ports::choose(&ports::available()?)?, fallback) {
            (Choice::Only(port), _) => {
                self.output.detail(&format!("using {port}"));
                Ok(port)
            }
            (Choice::Nothing, Fallback::Simulated) => {
                self.output
                    .notice("no board is plugged in; using a simulated one");
                Ok(Port::Sim)
            }
            (Choice::Nothing, Fallback::None) => Err(Failure::NoPort(
                "no board is plugged in; name its port with -p, or use --sim".into(),
            )),
        }
    }
}
