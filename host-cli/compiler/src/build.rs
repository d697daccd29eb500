//! The public entry points: a whole program, or a line of the prompt that continues one.

mod modules;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use bytecode::op::Op;
use bytecode::operand::Class;

use self::modules::wanted;
use crate::diagnostic::{Diagnostic, Message, Reporter, Severity};
use crate::generate::{Build, CodeObject};
use crate::image::{self, Parts, TooLarge};
use crate::pool::{Entry, Pool};
use crate::program::{Lengths, Program};
use crate::reach::{self};
use crate::sources::{Options, Source, Sources};
use crate::tree::{Name, Span, Stmt};
use crate::unit::{Unit, imports};
use crate::{MAIN, PRELUDE, register};

/// What a compilation made.
#[derive(Clone, Debug)]
pub struct Output {
    /// The image ([`bytecode::image`]).
    pub image: Vec<u8>,
    /// The program as it is once a board has applied the image.
    pub program: Program,
    /// Its hash, which names it.
    pub hash: u32,
}

/// Compiles a program: the module [`MAIN`] of `sources` and what it imports.
///
/// The output is absent exactly if a diagnostic is an error.
/// Modules that `sources` lacks are errors; see [`crate::needed_modules`].
#[must_use]
pub fn compile(sources: &Sources, options: &Options) -> (Option<Output>, Vec<Diagnostic>) {
    let mut loader = Loader {
        sources,
        library: &mut Library::default(),
        units: BTreeMap::new(),
        diagnostics: Vec::new(),
    };
    loader.load(PRELUDE);
    loader.load(MAIN);
    if sources.get(MAIN).is_none() {
        let span = Span::default();
        loader.diagnostics.push(Diagnostic::new(
            Message::NoModule,
            &MAIN.into(),
            span,
            &[MAIN, ""],
        ));
    }
    let program = Program::new();
    finish(loader, program, options, None)
}

/// Compiles a line of the prompt, one or more statements, as a continuation of `program`.
///
/// Its names are those of the module [`MAIN`]; the value of a last expression is shown.
/// `sources` holds the modules it imports that the program does not have yet; library modules that it has are needed too, since more of them may be reached.
#[must_use]
pub fn compile_line(
    program: &Program,
    line: &str,
    sources: &Sources,
    options: &Options,
) -> (Option<Output>, Vec<Diagnostic>) {
    compile_line_with(&mut Library::default(), program, line, sources, options)
}

/// The same as [`compile_line`], for many lines: what `library` has analysed before is not analysed again.
#[must_use]
pub fn compile_line_with(
    library: &mut Library,
    program: &Program,
    line: &str,
    sources: &Sources,
    options: &Options,
) -> (Option<Output>, Vec<Diagnostic>) {
    let mut loader = Loader {
        sources,
        library,
        units: BTreeMap::new(),
        diagnostics: Vec::new(),
    };
    let number = program.fragments + 1;
    let name: Name = format!("<repl:{number}>").into();
    let source = Source {
        file: name.to_string(),
        text: line.into(),
        library: false,
    };
    let mut reporter = Reporter::new(name.clone());
    let unit = Unit::analyse(MAIN.into(), name, &source, true, &mut reporter);
    loader.diagnostics.append(&mut reporter.diagnostics);
    loader.load(PRELUDE);
    for module in program.library_modules() {
        loader.load(&module);
    }
    let Some(unit) = unit else {
        return (None, loader.diagnostics);
    };
    for module in imports(&unit.tree.body) {
        // A module of the program keeps running as it is.
        if !program.modules.contains_key(&*module) {
            loader.load(&module);
        }
    }
    let mut program = program.clone();
    program.fragments = number;
    finish(loader, program, options, Some(Rc::new(unit)))
}

/// How statements of a module that an image brings come to run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// There is nothing to run.
    Never,
    /// At the first import: the code and the global that tells whether it ran.
    Import(u16, u16),
    /// At the start of the line that brings them, because the module was imported before it had any.
    Now(u16, u16),
    /// At the start of the line that brings them, after those that the module had.
    More(u16),
}

/// Library modules that were analysed for one line of the prompt and serve the next ones too.
#[derive(Debug, Default)]
pub struct Library {
    units: BTreeMap<Name, Rc<Unit>>,
}

impl Library {
    /// The analysis of a module, if it is of this very text.
    fn find(&self, module: &str, source: &Source) -> Option<Rc<Unit>> {
        let unit = self.units.get(module).filter(|unit| {
            source.library && unit.file == source.file && unit.text == source.text
        })?;
        Some(unit.clone())
    }

    /// Keeps the analysis of a library module; others may change from line to line.
    fn keep(&mut self, unit: &Rc<Unit>) {
        if unit.library {
            self.units.insert(unit.module.clone(), unit.clone());
        }
    }
}

/// Parses and analyses modules and what they import.
struct Loader<'a> {
    sources: &'a Sources,
    library: &'a mut Library,
    units: BTreeMap<Name, Rc<Unit>>,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn load(&mut self, module: &str) {
        if self.units.contains_key(module) {
            return;
        }
        let Some(source) = self.sources.get(module) else {
            return;
        };
        let name: Name = module.into();
        let unit = match self.library.find(module, source) {
            Some(unit) => unit,
            None => {
                let mut reporter = Reporter::new(name.clone());
                let unit = Unit::analyse(name.clone(), name.clone(), source, false, &mut reporter);
                let silent = reporter.diagnostics.is_empty();
                self.diagnostics.append(&mut reporter.diagnostics);
                let Some(unit) = unit.map(Rc::new) else {
                    return;
                };
                if silent {
                    self.library.keep(&unit);
                }
                unit
            }
        };
        let wanted = imports(&unit.tree.body);
        self.units.insert(name, unit);
        for other in wanted {
            self.load(&other);
        }
    }
}

fn failed(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == Severity::Error)
}

fn finish(
    loader: Loader<'_>,
    program: Program,
    options: &Options,
    line: Option<Rc<Unit>>,
) -> (Option<Output>, Vec<Diagnostic>) {
    if failed(&loader.diagnostics) {
        return (None, loader.diagnostics);
    }
    let before = program.lengths();
    let chain = program.chain;
    let mut build = Build::new(program, options, loader.units, loader.diagnostics);
    build.inplace_methods = build.any_inplace_method(line.as_deref());
    let entry = build.generate(line.as_ref());
    let Build {
        mut program,
        pool,
        codes,
        mut diagnostics,
        ..
    } = build;
    if failed(&diagnostics) {
        return (None, diagnostics);
    }
    let texts = name_texts(&program, &pool, &codes);
    let parts = Parts {
        codes: &codes,
        pool: &pool,
        program: &program,
        before,
        chain,
        fragment: line.is_some(),
        entry,
        texts,
    };
    match image::lay_out(&parts) {
        Ok(image) => {
            let hash = u32::from_le_bytes([image[4], image[5], image[6], image[7]]);
            program.chain = bytecode::hash::chain(chain, hash);
            (
                Some(Output {
                    image,
                    program,
                    hash,
                }),
                diagnostics,
            )
        }
        Err(why) => {
            let what = match why {
                TooLarge::Image => "words for one image",
                TooLarge::Distance => "constants for one image",
            };
            let source = line.map_or(Name::from(MAIN), |line| line.source.clone());
            diagnostics.push(Diagnostic::new(
                Message::RegisterFull,
                &source,
                Span::default(),
                &[what],
            ));
            (None, diagnostics)
        }
    }
}

/// The names whose texts the machine needs: those that can become keys of a `**` dict, parameters that one can fill, and
/// attributes that a method like `__getattr__` is told.
fn name_texts(program: &Program, pool: &Pool, codes: &[CodeObject]) -> Vec<u16> {
    let mut names: BTreeSet<u16> = BTreeSet::new();
    for index in 0..pool.len() {
        let id = crate::emit::ConstantId(u32::try_from(index).unwrap_or(u32::MAX));
        if let Some(Entry::Names(keywords)) = pool.get(id) {
            names.extend(keywords);
        }
    }
    if codes.iter().any(|code| code.assembled.spreads) {
        let parameters = codes.iter().flat_map(|code| &code.parameters);
        names.extend(parameters.copied());
    }
    let told = |code: &CodeObject| {
        let name = program.code(code.id).map_or("", |code| &*code.qualname);
        let (_, method) = name.rsplit_once('.').unwrap_or_default();
        matches!(method, "__getattr__" | "__setattr__" | "__delattr__")
    };
    if codes.iter().any(told) {
        codes
            .iter()
            .for_each(|code| add_names(&code.assembled.bytes, &mut names));
    }
    let known = |name: &u16| program.name(*name).is_some();
    names.into_iter().filter(known).collect()
}

/// Adds the names that instructions refer to.
fn add_names(bytes: &[u8], names: &mut BTreeSet<u16>) {
    let mut at = 0;
    while let Some(op) = Op::decode(bytes, at) {
        op.classes(&mut |class, number| {
            if class == Class::Name {
                names.extend(u16::try_from(number));
            }
        });
        at += op.size();
    }
}

impl Build<'_> {
    /// Whether a class of the program defines a method like `__iadd__`.
    fn any_inplace_method(&self, line: Option<&Unit>) -> bool {
        use crate::tree::Function;
        use crate::visit::Visitor;
        struct Search(bool);
        impl Visitor for Search {
            fn function(&mut self, function: &Function) {
                let name = &*function.name.name;
                self.0 |= name.starts_with("__i")
                    && bytecode::names::find(name).is_some()
                    && name.len() > 6
                    && !matches!(
                        name,
                        "__init__" | "__iter__" | "__int__" | "__index__" | "__invert__"
                    );
                self.statements(&function.body);
            }
        }
        let mut search = Search(false);
        for unit in self.units.values().map(|unit| &**unit).chain(line) {
            search.statements(&unit.tree.body);
        }
        search.0
    }

    /// Registers and generates everything; returns the code id that runs first.
    fn generate(&mut self, line: Option<&Rc<Unit>>) -> u16 {
        let before = self.program.kept().clone();
        let mut reachable = self.units.clone();
        if let Some(line) = line {
            reachable.insert(line.source.clone(), line.clone());
        }
        let kept = reach::reach(&reachable, &before, line.is_some());
        let order = self.import_order();
        let known: HashSet<Name> = self.program.modules.keys().cloned().collect();
        for module in &order {
            if let Some(unit) = self.units.get(module).cloned() {
                self.program.set_text(&unit.source, &unit.file, &unit.text);
                register::module(self, &unit, kept.statements.get(module));
            }
        }
        if let Some(line) = line {
            self.program.set_text(&line.source, &line.file, &line.text);
            register::module(self, line, None);
        }
        let mut parts: Vec<(Rc<Unit>, Vec<Stmt>, Start)> = Vec::new();
        for module in order.iter().filter(|module| &***module != MAIN) {
            if let Some(unit) = self.units.get(module).cloned() {
                let statements = wanted(&unit, &kept, &before);
                if let Some(start) = self.start_of(&unit, &statements, known.contains(module)) {
                    parts.push((unit, statements, start));
                }
            }
        }
        // Modules may import each other, so all have their code ids before any is generated.
        for (unit, statements, start) in &parts {
            self.module_code(unit, statements, start);
        }
        self.program.set_kept(kept);
        let main = line.cloned().or_else(|| self.units.get(MAIN).cloned());
        let started: Vec<(Name, Start)> = parts
            .into_iter()
            .map(|(unit, _, start)| (unit.module.clone(), start))
            .collect();
        main.map_or(0, |main| self.entry_code(&main, &started, line.is_some()))
    }
}

#[cfg(test)]
mod tests;

/// The lengths of an empty program's registers.
#[must_use]
pub fn base_lengths() -> Lengths {
    Program::new().lengths()
}
