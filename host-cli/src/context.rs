//! What a command works with: the options, the ways to speak, and the board once one is attached.

use crate::attach::Attached;
use crate::cli::Global;
use crate::console::Symbols;
use crate::device::WhenGone;
use crate::failure::Failure;
use crate::follow::Follower;
use crate::interrupt::CtrlC;
use crate::link::port;
use crate::link::{Port, PortError};
use crate::live::{self, Known};
use crate::output::Output;
use crate::program::HostProgram;
use crate::stdin::Reader;
use crate::symbols::BuiltIn;
use std::time::Duration;
use tokio::time::Instant;

/// Whether a command makes sense on a board that exists for it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// It does: without a port, a simulated board is started and one line says so.
    Simulated,
    /// It does not: without a port it fails.
    None,
}

/// How long a farewell may take.
const LEAVE: Duration = Duration::from_millis(100);

/// What a command works with.
#[derive(Debug)]
pub struct Context {
    /// The options that stand everywhere.
    pub global: Global,
    /// The ways to speak.
    pub output: Output,
    /// What to do when the port is gone.
    pub when_gone: WhenGone,
    /// Who reads standard input.
    pub stdin: Reader,
    /// The program on the attached board, as far as it is known here.
    pub program: Option<HostProgram>,
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
            stdin: Reader::Program,
            program: None,
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
            let (_, program) = live::recognise(&attached.info);
            self.program = program;
            self.board = Some(attached);
        }
        match &mut self.board {
            Some(board) => Ok(board),
            None => Err(PortError::NonePresent.into()),
        }
    }

    /// The board with a program that lines can be added to; loads an empty one if there is none.
    ///
    /// # Errors
    /// There is no board, or its program is not known here.
    pub async fn extensible(
        &mut self,
        fallback: Fallback,
    ) -> Result<(&mut Attached, &mut HostProgram), Failure> {
        let output = self.output;
        self.board(fallback).await?;
        let Some(board) = &mut self.board else {
            return Err(PortError::NonePresent.into());
        };
        if self.program.is_none() {
            let (known, program) = live::recognise(&board.info);
            self.program = match known {
                Known::Yes => program,
                Known::Nothing => Some(live::load_prompt(board, output).await?),
                Known::No => return Err(unknown_program(board)),
            };
        }
        match &mut self.program {
            Some(program) => Ok((board, program)),
            None => Err(unknown_program(board)),
        }
    }

    /// Shows what the attached board says while something runs on it.
    ///
    /// # Errors
    /// No board is attached.
    pub fn follower<'a>(&'a mut self, ctrl_c: &'a mut CtrlC) -> Result<Follower<'a>, Failure> {
        let symbols: &dyn Symbols = match &self.program {
            Some(program) => program,
            None => &BuiltIn,
        };
        let Some(board) = &mut self.board else {
            return Err(PortError::NonePresent.into());
        };
        Ok(Follower {
            board,
            symbols,
            output: self.output,
            ctrl_c,
            patience: self.global.patience(),
            deadline: self.global.timeout.map(|timeout| Instant::now() + timeout),
        })
    }

    /// Board and symbols, if a board is attached.
    #[must_use]
    pub fn attached(&mut self) -> Option<(&mut Attached, &dyn Symbols)> {
        let symbols: &dyn Symbols = match &self.program {
            Some(program) => program,
            None => &BuiltIn,
        };
        Some((self.board.as_mut()?, symbols))
    }

    /// Leaves the board, if one is attached; its program goes on.
    pub async fn leave(&mut self) {
        if let Some(board) = self.board.take()
            && !board.is_simulated_here()
        {
            // A board that is gone cannot be told, and need not be.
            let _ = tokio::time::timeout(LEAVE, board.device.leave()).await;
        }
    }

    /// Names and lines for what the attached board reports.
    #[must_use]
    pub fn symbols(&self) -> &dyn Symbols {
        match &self.program {
            Some(program) => program,
            None => &BuiltIn,
        }
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

fn unknown_program(board: &Attached) -> Failure {
    Failure::Refused(format!(
        "the board runs {} ({:08x}), whose names are not on this machine; threads, stop, reset and a new `run` work all the same",
        board.info.program, board.info.chain
    ))
}
