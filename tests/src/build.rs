//! From a program on disk to an image, as the command line does it, and the proof that a board would take it.

use std::path::Path;

use bytecode::disasm::Symbols;
use bytecode::image::Image;
use bytecode::verify::{Limits, scratch_words, verify};
use compiler::diagnostic::Diagnostic;
use compiler::{MAIN, Options, Output, Source, Sources};

use crate::program::Program;

/// The board that programs are compiled for.
///
/// # Panics
/// If its description cannot be read.
#[must_use]
pub fn simulated_board() -> Options {
    let board = board_schema::find("sim").expect("the simulated board is described");
    Options {
        board: "sim".into(),
        constants: board.constants(),
        native_groups: Some(board.native_groups()),
    }
}

/// The text of a program, its modules and the library's.
#[must_use]
pub fn sources(program: &Program) -> Sources {
    let mut sources = Sources::new();
    let main = Source {
        file: format!("{}.py", program.name),
        text: program.text().into(),
        library: false,
    };
    sources.insert(MAIN, main);
    loop {
        let needed = compiler::needed_modules(&sources, None);
        if needed.is_empty() {
            return sources;
        }
        for name in needed {
            match module(program.folder(), &name) {
                Some(source) => sources.insert(&name, source),
                None => sources.mark_absent(&name),
            }
        }
    }
}

/// A module beside the program, or else of the library.
fn module(folder: &Path, name: &str) -> Option<Source> {
    let relative = name.replace('.', "/");
    let own = [format!("{relative}.py"), format!("{relative}/__init__.py")];
    for file in own {
        if let Ok(text) = std::fs::read_to_string(folder.join(&file)) {
            return Some(Source {
                file,
                text: text.into(),
                library: false,
            });
        }
    }
    let text = stdlib::text(name)?;
    Some(Source {
        file: format!("{name}.py"),
        text: text.into(),
        library: true,
    })
}

/// Compiles a program.
///
/// # Errors
/// The diagnostics, if an error is among them.
pub fn compile(program: &Program) -> Result<Output, Vec<Diagnostic>> {
    let (output, diagnostics) = compiler::compile(&sources(program), &simulated_board());
    output.ok_or(diagnostics)
}

/// Compiles a program and checks its image.
///
/// # Errors
/// The diagnostics, what the verifier says, or how the compiler panicked.
pub fn sound_image(program: &Program) -> Result<Output, String> {
    let compiled = std::panic::catch_unwind(|| compile(program));
    let output = match compiled {
        Ok(Ok(output)) => output,
        Ok(Err(diagnostics)) => {
            let sources = sources(program);
            let lines = diagnostics
                .iter()
                .map(|diagnostic| diagnostic_line(&sources, diagnostic));
            return Err(lines.collect::<Vec<_>>().join("\n"));
        }
        Err(payload) => {
            let text = payload.downcast_ref::<String>().cloned();
            return Err(format!(
                "the compiler panicked: {}",
                text.unwrap_or_default()
            ));
        }
    };
    check_image(&output)?;
    Ok(output)
}

/// Verifies an image as a board does that carries every native group.
///
/// # Errors
/// Why it is refused, with the instruction or object named.
pub fn check_image(output: &Output) -> Result<(), String> {
    let image = Image::parse(&output.image).map_err(|why| format!("{why:?}"))?;
    let mut scratch = vec![0; scratch_words(&image)];
    let limits = Limits::of_program(u32::MAX);
    match verify(image, &limits, &mut scratch) {
        Ok(_) => Ok(()),
        Err(refusal) => Err(format!("{refusal} {}", place(output, refusal.offset))),
    }
}

/// The code object an offset of an image lies in, and the offset in its instructions.
fn place(output: &Output, offset: u32) -> String {
    let Ok(image) = Image::parse(&output.image) else {
        return String::new();
    };
    let offset = offset as usize;
    for (at, object) in image.objects(image.code_at(), image.constants_at()) {
        if let Some(code) = bytecode::code::Code::parse(object)
            && (at..at + object.len()).contains(&offset)
        {
            let start = at + bytecode::code::instructions_offset(code.flags());
            let name = output.program.code(code.id()).map(|code| &*code.qualname);
            let pc = offset.saturating_sub(start);
            return format!("in {} at {pc}", name.unwrap_or("?"));
        }
    }
    String::new()
}

/// A diagnostic in one line: file, line, code, sentence.
#[must_use]
pub fn diagnostic_line(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let line = sources.get(&diagnostic.module).map_or(0, |source| {
        let end = (diagnostic.primary.span.start as usize).min(source.text.len());
        1 + source.text.as_bytes()[..end]
            .iter()
            .filter(|&&b| b == b'\n')
            .count()
    });
    let Diagnostic { module, text, .. } = diagnostic;
    format!("{module}:{line}: {} {text}", diagnostic.code())
}

/// What the listing of an image says beyond numbers.
#[derive(Clone, Copy, Debug)]
pub struct ProgramSymbols<'p>(pub &'p compiler::Program);

impl Symbols for ProgramSymbols<'_> {
    fn code(&self, id: u16) -> Option<&str> {
        self.0.code(id).map(|code| &*code.qualname)
    }

    fn name(&self, number: u16) -> Option<&str> {
        self.0.name(number)
    }

    fn global(&self, slot: u16) -> Option<&str> {
        self.0.global(slot).map(|(_, name)| name)
    }

    fn exception(&self, index: u16) -> Option<&str> {
        self.0.exception(index).map(|exception| &*exception.name)
    }

    fn line(&self, code: u16, offset: u16) -> Option<u32> {
        let (source, span) = self.0.location(code, offset)?;
        let before = source.text.as_bytes().get(..span.start as usize)?;
        Some(1 + before.iter().filter(|&&b| b == b'\n').count() as u32)
    }
}
