//! `zshell upload`: a program onto the board, without waiting for it.

use super::Command;
use super::run::{directory_of, program_name};
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::live;
use crate::program::{self, sources::Finder};
use crate::quantity::grouped;
use crate::repl::read;
use clap::Args;
use compiler::Source;
use serde::Serialize;
use std::path::PathBuf;

/// Load a program onto the board; it replaces the one that is there
///
/// The first file is the main module; what it imports comes along. Further files are modules it
/// imports that lie elsewhere.
#[derive(Args, Debug)]
pub struct Upload {
    /// The main module, then modules that lie elsewhere.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write it to flash, so that the board starts it at power-up.
    #[arg(long)]
    persist: bool,
    /// Start it.
    #[arg(long)]
    start: bool,
}

impl Command for Upload {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let output = context.output;
        let Some((main, others)) = self.files.split_first() else {
            return Err(Failure::Usage("name a file".into()));
        };
        let shown = main.display().to_string();
        let finder = Finder {
            directory: directory_of(main),
            arguments: vec![shown.clone()],
        };
        let text = read(main)?;
        let mut elsewhere = compiler::Sources::new();
        for file in others {
            let source = Source {
                file: file.display().to_string(),
                text: read(file)?.into(),
                library: false,
            };
            elsewhere.insert(&program_name(file), source);
        }
        let sources = finder.program_with(elsewhere, &shown, &text)?;
        let board = context.board(Fallback::None).await?;
        let options = program::options(&board.info.board);
        let compiled = program::compile(&sources, &options, output)?;
        let (bytes, hash) = (compiled.image.len(), compiled.hash);
        let name = program_name(main);
        if self.persist {
            live::persist(board, &compiled, &name, &finder, output).await?;
        }
        let program = if self.start || !self.persist {
            live::make_way(board).await?;
            Some(
                live::load(board, compiled, &name, finder, self.start, output)
                    .await?
                    .0,
            )
        } else {
            None
        };
        if program.is_some() {
            context.program = program;
        }
        let record = Record {
            program: name,
            bytes,
            hash: format!("{hash:08x}"),
            persisted: self.persist,
            started: self.start,
        };
        if output.json {
            return output.object(&record);
        }
        output.notice(&record.sentence());
        Ok(())
    }
}

#[derive(Serialize)]
struct Record {
    program: String,
    bytes: usize,
    hash: String,
    persisted: bool,
    started: bool,
}

impl Record {
    fn sentence(&self) -> String {
        let mut done = vec![match self.persisted {
            true => "in flash; it starts at power-up",
            false => "loaded",
        }];
        if self.started {
            done.push("started");
        }
        format!(
            "{} ({}, {} B): {}",
            self.program,
            self.hash,
            grouped(self.bytes as u64),
            done.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_where_the_program_is() {
        let mut record = Record {
            program: "blink".into(),
            bytes: 1412,
            hash: "9f3a41c7".into(),
            persisted: false,
            started: true,
        };
        assert_eq!(
            record.sentence(),
            "blink (9f3a41c7, 1 412 B): loaded, started"
        );
        record.persisted = true;
        record.started = false;
        assert_eq!(
            record.sentence(),
            "blink (9f3a41c7, 1 412 B): in flash; it starts at power-up"
        );
    }
}
