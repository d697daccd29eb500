//! `zshell build`: an image in a file.

use super::Command;
use super::run::directory_of;
use crate::context::Context;
use crate::failure::Failure;
use crate::program::{self, sources::Finder};
use crate::quantity::grouped;
use crate::repl::read;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Compile a program to an image in a file
#[derive(Args, Debug)]
pub struct Build {
    /// The main module.
    file: PathBuf,
    /// Where the image goes.
    #[arg(short, long, value_name = "IMAGE")]
    output: PathBuf,
    /// The board that it is for.
    #[arg(long, default_value = "sim")]
    board: String,
}

impl Command for Build {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let options = program::options_of_known(&self.board)?;
        let finder = Finder {
            directory: directory_of(&self.file),
            arguments: Vec::new(),
        };
        let shown = self.file.display().to_string();
        let sources = finder.program(&shown, &read(&self.file)?)?;
        let compiled = program::compile(&sources, &options, context.output)?;
        std::fs::write(&self.output, &compiled.image)
            .map_err(|error| Failure::unwritable(&self.output, &error))?;
        let bytes = compiled.image.len();
        if context.output.json {
            return context.output.object(&Record {
                image: self.output.display().to_string(),
                bytes,
                hash: format!("{:08x}", compiled.hash),
            });
        }
        context.output.notice(&format!(
            "{}: {} B, hash {:08x}",
            self.output.display(),
            grouped(bytes as u64),
            compiled.hash
        ));
        Ok(())
    }
}

#[derive(Serialize)]
struct Record {
    image: String,
    bytes: usize,
    hash: String,
}
