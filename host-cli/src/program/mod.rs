//! What the host knows of the program on a board, and how it grows.
//!
//! The board works with numbers; their texts are here, and on disk before the board can use them, under the name that the board gives the program: its chain.

pub mod sources;
pub mod store;

use crate::console::Symbols;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::diagnostic::{self, Text};
use crate::report::traceback::Frame;
use crate::symbols::BuiltIn;
use compiler::diagnostic::{Diagnostic, Severity};
use compiler::{Library, Options, Program, Sources};
use protocol::info::Registers;
use protocol::program::Place;
use sources::Finder;
use std::cell::RefCell;

/// An image and what the host knows once a board has it.
pub type Compiled = compiler::Output;

/// What the compiler must know of a board.
///
/// A board that zshell does not know has no names for its pins, and all natives.
#[must_use]
pub fn options(board: &str) -> Options {
    match board_schema::find(board) {
        Some(known) => Options {
            constants: known.constants(),
            native_groups: Some(known.native_groups()),
            board: known.id,
        },
        None => Options {
            board: board.to_owned(),
            ..Options::default()
        },
    }
}

/// The same for a board that must be known, because it was named and not met.
///
/// # Errors
/// [`Failure::Usage`] if it is not.
pub fn options_of_known(board: &str) -> Result<Options, Failure> {
    if board_schema::find(board).is_none() {
        return Err(Failure::Usage(format!(
            "there is no board `{board}`; `zshell boards` lists them"
        )));
    }
    Ok(options(board))
}

/// Compiles a whole program and shows every diagnostic.
///
/// # Errors
/// [`Failure::Compile`] if there is an error among them.
pub fn compile(sources: &Sources, options: &Options, output: Output) -> Result<Compiled, Failure> {
    let (compiled, diagnostics) = compiler::compile(sources, options);
    let errors = show(&diagnostics, output, |module| {
        let source = sources.get(module)?;
        Some(Text {
            file: &source.file,
            text: &source.text,
        })
    })?;
    compiled.ok_or(Failure::Compile { errors })
}

/// Shows diagnostics; how many of them are errors.
///
/// # Errors
/// [`Failure::OutputClosed`].
pub fn show<'a>(
    diagnostics: &[Diagnostic],
    output: Output,
    text: impl Fn(&str) -> Option<Text<'a>>,
) -> Result<usize, Failure> {
    let mut errors = 0;
    for diagnostic in diagnostics {
        errors += usize::from(diagnostic.severity() == Severity::Error);
        let text = text(&diagnostic.module).unwrap_or(Text {
            file: "<unknown>",
            text: "",
        });
        if output.json {
            output.object(&diagnostic::Record::new(diagnostic, text))?;
        } else {
            output.note(&diagnostic::render(diagnostic, text, output.color_errors));
        }
    }
    Ok(errors)
}

/// The program on a board, as the host knows it.
#[derive(Debug)]
pub struct HostProgram {
    /// Names, functions, lines.
    pub program: Program,
    /// The board's registers after the last image.
    pub registers: Registers,
    /// Where what the prompt imports is found.
    pub finder: Finder,
    options: Options,
    /// What lines before had to analyse of the library.
    library: RefCell<Library>,
}

impl HostProgram {
    /// The program that a board has after it took `program`.
    #[must_use]
    pub fn new(program: Program, registers: Registers, board: &str, finder: Finder) -> HostProgram {
        HostProgram {
            program,
            registers,
            finder,
            options: options(board),
            library: RefCell::default(),
        }
    }

    /// Names of the board's pins and peripherals.
    pub fn board_constants(&self) -> impl Iterator<Item = &str> {
        let names = self.options.constants.keys().map(String::as_str);
        names.filter(|name| !name.contains('.'))
    }

    /// Whether the board counts as many names, exceptions, functions and globals as are known here.
    #[must_use]
    pub fn matches(&self, registers: &Registers) -> bool {
        let here = self.program.lengths();
        let board = [
            registers.names.len,
            registers.exceptions.len,
            registers.code.len,
            registers.globals.len,
        ];
        board == [here.names, here.exceptions, here.codes, here.globals]
    }

    /// Compiles a line of the prompt and shows every diagnostic.
    ///
    /// # Errors
    /// [`Failure::Compile`] if there is an error among them.
    pub fn compile_line(&self, line: &str, output: Output) -> Result<Compiled, Failure> {
        let mut sources = Sources::new();
        // More of a library module that the program has may be reached from this line.
        for module in self.program.module_list() {
            let text = self.program.text(module);
            if text.is_some_and(|text| text.file.starts_with(sources::LIBRARY)) {
                self.finder.add(&mut sources, module)?;
            }
        }
        self.finder.complete(&mut sources, Some(line))?;
        let (compiled, diagnostics) = compiler::compile_line_with(
            &mut self.library.borrow_mut(),
            &self.program,
            line,
            &sources,
            &self.options,
        );
        let name = format!("<repl:{}>", self.program.fragments + 1);
        let errors = show(&diagnostics, output, |module| match sources.get(module) {
            Some(source) => Some(Text {
                file: &source.file,
                text: &source.text,
            }),
            None => Some(Text {
                file: &name,
                text: line,
            }),
        })?;
        compiled.ok_or(Failure::Compile { errors })
    }
}

impl Symbols for HostProgram {
    fn frame(&self, place: Place) -> Frame {
        let code = self.program.code(place.code);
        match (code, self.program.location(place.code, place.pc)) {
            (Some(code), Some((source, span))) => {
                let name = code.qualname.rsplit('.').next().unwrap_or_default();
                Frame::known(&source.file, &source.text, span, name)
            }
            _ => BuiltIn.frame(place),
        }
    }

    fn exception(&self, index: u16) -> String {
        match self.program.exception(index) {
            Some(exception) => exception.name.to_string(),
            None => BuiltIn.exception(index),
        }
    }

    fn name(&self, number: u16) -> Option<String> {
        self.program.name(number).map(str::to_owned)
    }

    fn function(&self, code: u16) -> Option<String> {
        let qualname = &self.program.code(code)?.qualname;
        Some(qualname.rsplit('.').next().unwrap_or_default().to_owned())
    }
}
