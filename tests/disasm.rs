//! Listings: what a program compiles to, code by code, stands beside it.

use bytecode::disasm::{Symbols, disassemble};
use bytecode::image::Image;
use tests::build::{ProgramSymbols, sound_image};
use tests::compare::{Failures, same_as_file};
use tests::program::programs;

/// Only the program's own code: what the library compiles to is not what is looked at here.
struct Own<'p>(ProgramSymbols<'p>);

impl Symbols for Own<'_> {
    fn code(&self, id: u16) -> Option<&str> {
        self.0.code(id)
    }

    fn name(&self, number: u16) -> Option<&str> {
        self.0.name(number)
    }

    fn global(&self, slot: u16) -> Option<&str> {
        self.0.global(slot)
    }

    fn exception(&self, index: u16) -> Option<&str> {
        self.0.exception(index)
    }

    fn line(&self, code: u16, offset: u16) -> Option<u32> {
        self.0.line(code, offset)
    }

    fn is_listed(&self, code: u16) -> bool {
        let program = self.0.0;
        program
            .code(code)
            .is_some_and(|code| &*code.module == compiler::MAIN)
    }
}

#[test]
fn each_program_compiles_to_its_listing() {
    let mut failures = Failures::default();
    for program in programs("disasm") {
        let result = sound_image(&program).and_then(|output| {
            let image = Image::parse(&output.image).map_err(|why| format!("{why:?}"))?;
            let mut text = String::new();
            disassemble(&image, &Own(ProgramSymbols(&output.program)), &mut text)
                .map_err(|why| why.to_string())?;
            same_as_file(&program.beside("txt"), &text)
        });
        failures.note(&program.name, result);
    }
    failures.finish();
}
