//! `zshell stack`: the frames of one thread.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::report::traceback::Frame;
use clap::Args;
use serde::Serialize;

/// Show the frames of a thread, innermost first, without stopping it
#[derive(Args, Debug)]
pub struct Stack {
    /// The thread, by its id.
    id: u16,
}

impl Command for Stack {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let output = context.output;
        let board = context.board(Fallback::None).await?;
        let rows = board.device.stack(self.id).await?;
        let symbols = context.symbols();
        for row in &rows {
            let frame = symbols.frame(row.at);
            if output.json {
                output.object(&Record::new(&frame, row.words, row.old_code))?;
            } else {
                let old = if row.old_code { "  (old code)" } else { "" };
                output.line(&format!("{:>5} B  {}{old}", row.words * 4, frame.short()))?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Record<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    function: Option<&'a str>,
    stack_bytes: u32,
    old_code: bool,
}

impl<'a> Record<'a> {
    fn new(frame: &'a Frame, words: u16, old_code: bool) -> Record<'a> {
        let (file, line, function) = match frame {
            Frame::Known {
                file,
                line,
                function,
                ..
            } => (Some(file.as_str()), Some(*line), function.as_deref()),
            Frame::Unknown { .. } => (None, None, None),
        };
        Record {
            file,
            line,
            function,
            stack_bytes: u32::from(words) * 4,
            old_code,
        }
    }
}
