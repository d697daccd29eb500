//! `zshell check`: compile only.

use super::Command;
use super::run::directory_of;
use crate::context::Context;
use crate::failure::Failure;
use crate::program::{self, sources::Finder};
use crate::repl::read;
use clap::Args;
use std::path::PathBuf;

/// Compile programs and show every diagnostic; nothing is sent
#[derive(Args, Debug)]
pub struct Check {
    /// The main modules.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The board that they are for.
    #[arg(long, default_value = "sim")]
    board: String,
}

impl Command for Check {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let output = context.output;
        let options = program::options_of_known(&self.board)?;
        let mut errors = 0;
        for file in &self.files {
            let finder = Finder {
                directory: directory_of(file),
                arguments: Vec::new(),
            };
            let sources = finder.program(&file.display().to_string(), &read(file)?)?;
            match program::compile(&sources, &options, output) {
                Ok(compiled) if !output.json => {
                    output.detail(&format!("{}: {} B", file.display(), compiled.image.len()));
                }
                Ok(_) => {}
                Err(Failure::Compile { errors: more }) => errors += more,
                Err(failure) => return Err(failure),
            }
        }
        if errors > 0 {
            return Err(Failure::Compile { errors });
        }
        Ok(())
    }
}
