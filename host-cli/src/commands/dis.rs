//! `zshell dis`: what the machine executes.

use super::Command;
use super::run::directory_of;
use crate::context::Context;
use crate::failure::Failure;
use crate::program::{self, sources::Finder};
use crate::repl::read;
use crate::report::line_at;
use bytecode::disasm::{NoSymbols, Symbols, disassemble};
use bytecode::image::Image;
use clap::Args;
use compiler::Program;
use std::path::PathBuf;

/// Show the instructions of a program or an image
///
/// Of a source file with names and lines; of an image with what it carries.
#[derive(Args, Debug)]
pub struct Dis {
    /// A main module, or an image.
    file: PathBuf,
    /// The board that a source file is compiled for.
    #[arg(long, default_value = "sim")]
    board: String,
}

impl Command for Dis {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let bytes =
            std::fs::read(&self.file).map_err(|error| Failure::unreadable(&self.file, &error))?;
        let listing = if bytes.starts_with(&bytecode::image::MAGIC.to_le_bytes()) {
            listing(&bytes, &NoSymbols)?
        } else {
            // Read again as text, so that every mistake has the same sentence everywhere.
            let text = read(&self.file)?;
            let finder = Finder {
                directory: directory_of(&self.file),
                arguments: Vec::new(),
            };
            let options = program::options_of_known(&self.board)?;
            let sources = finder.program(&self.file.display().to_string(), &text)?;
            let compiled = program::compile(&sources, &options, context.output)?;
            let plain = listing(&compiled.image, &Known(&compiled.program))?;
            with_source(&plain, &compiled.image, &compiled.program)
        };
        context.output.program(listing.as_bytes())
    }
}

fn listing(bytes: &[u8], symbols: &dyn Symbols) -> Result<String, Failure> {
    let image = Image::parse(bytes).map_err(|error| {
        let why = match error {
            bytecode::image::ParseError::Truncated => "it is cut off",
            bytecode::image::ParseError::NotAnImage => "it is no image",
            bytecode::image::ParseError::Format => "it has another version of the format",
            bytecode::image::ParseError::Checksum => "its checksum does not match",
            bytecode::image::ParseError::Layout => "its sections do not add up",
        };
        Failure::Usage(format!("the image cannot be read: {why}"))
    })?;
    let mut text = String::new();
    disassemble(&image, symbols, &mut text)
        .map_err(|_| Failure::Usage("the image cannot be written out".into()))?;
    Ok(text)
}

/// The listing with each line of source before the first instruction made from it.
fn with_source(listing: &str, image: &[u8], program: &Program) -> String {
    let mut codes = codes(image).into_iter();
    let mut text = String::new();
    let mut source = None;
    let mut at_head = true;
    for line in listing.lines() {
        if at_head {
            let symbols = codes.next().and_then(|id| program.code(id));
            source = symbols.and_then(|symbols| program.text(&symbols.source));
        }
        at_head = line.is_empty();
        let number = line.get(..5).and_then(|field| field.trim().parse().ok());
        if let (Some(number), Some(source)) = (number, source) {
            let number: usize = number;
            if let Some(content) = source.text.lines().nth(number.wrapping_sub(1)) {
                text.push_str(&format!("{:>5}| {content}\n", ""));
            }
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// The code ids of an image, in order.
fn codes(image: &[u8]) -> Vec<u16> {
    let Ok(image) = Image::parse(image) else {
        return Vec::new();
    };
    let objects = image.objects(image.code_at(), image.constants_at());
    objects
        .filter_map(|(_, object)| Some(bytecode::code::Code::parse(object)?.id()))
        .collect()
}

/// What the compiler knows, as the listing asks for it.
struct Known<'p>(&'p Program);

impl Symbols for Known<'_> {
    fn code(&self, id: u16) -> Option<&str> {
        Some(&self.0.code(id)?.qualname)
    }

    fn name(&self, number: u16) -> Option<&str> {
        self.0.name(number)
    }

    fn global(&self, slot: u16) -> Option<&str> {
        Some(self.0.global(slot)?.1)
    }

    fn exception(&self, index: u16) -> Option<&str> {
        Some(&self.0.exception(index)?.name)
    }

    fn line(&self, code: u16, offset: u16) -> Option<u32> {
        let (source, span) = self.0.location(code, offset)?;
        let (line, ..) = line_at(&source.text, span.start as usize);
        u32::try_from(line).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_stands_before_its_instructions() {
        let finder = Finder {
            directory: PathBuf::from("."),
            arguments: Vec::new(),
        };
        let text = "def half(x):\n    return x // 2\nhalf(3)\n";
        let sources = finder.program("half.py", text).expect("sources");
        let (compiled, _) = compiler::compile(&sources, &program::options("sim"));
        let compiled = compiled.expect("it compiles");
        let plain = listing(&compiled.image, &Known(&compiled.program)).expect("an image");
        let listing = with_source(&plain, &compiled.image, &compiled.program);
        let half = listing.find("code half").expect("half is listed");
        let shown: Vec<&str> = listing[half..].lines().take(3).collect();
        assert_eq!(shown[1], "     |     return x // 2");
        assert!(shown[2].starts_with("    2     0  "), "{shown:?}");
    }

    #[test]
    fn what_is_no_image_is_refused_with_the_reason() {
        let mut bytes = bytecode::image::MAGIC.to_le_bytes().to_vec();
        let failure = listing(&bytes, &NoSymbols).expect_err("too short");
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.to_string().contains("cut off"));
        bytes.resize(64, 0);
        assert!(listing(&bytes, &NoSymbols).is_err());
    }
}
