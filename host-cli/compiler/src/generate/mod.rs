//! From the tree to instructions.
//!
//! `Build` is what an image in the making shares: the registers, the constants, the finished code.
//! `Generator` makes one code object; nested functions have generators of their own.

mod assign;
mod block;
pub(crate) mod builtins;
mod call;
mod class;
mod comprehension;
mod condition;
mod display;
mod exception;
mod expression;
mod function;
mod import;
mod loops;
mod names;
mod pattern;
mod resolve;
mod special;
mod statement;

use std::collections::BTreeMap;
use std::rc::Rc;

use bytecode::op::Op;
use bytecode::operand::{CodeId, Local};

pub(crate) use self::function::CodeObject;
use crate::diagnostic::{Diagnostic, Message, Severity};
use crate::emit::{Assembled, Emitter};
use crate::pool::Pool;
use crate::program::Program;
use crate::sources::Options;
use crate::tree::{Name, ScopeId, Span};
use crate::unit::Unit;

/// Most locals a frame can have, parameters and cells included.
const LOCALS_MAX: usize = 255;

/// An image in the making.
pub(crate) struct Build<'a> {
    pub(crate) program: Program,
    pub(crate) options: &'a Options,
    /// The analysed modules that this image is made from, by name.
    pub(crate) units: BTreeMap<Name, Rc<Unit>>,
    pub(crate) pool: Pool,
    pub(crate) codes: Vec<CodeObject>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether any class of the program defines an in-place operator method, so that `x += 1` may have to call it.
    pub(crate) inplace_methods: bool,
}

impl<'a> Build<'a> {
    /// Nothing generated yet.
    pub(crate) fn new(
        program: Program,
        options: &'a Options,
        units: BTreeMap<Name, Rc<Unit>>,
        diagnostics: Vec<Diagnostic>,
    ) -> Build<'a> {
        Build {
            program,
            options,
            units,
            pool: Pool::default(),
            codes: Vec::new(),
            diagnostics,
            inplace_methods: false,
        }
    }

    fn report(&mut self, unit: &Unit, message: Message, span: Span, arguments: &[&str]) {
        let diagnostic = Diagnostic::new(message, &unit.source, span, arguments);
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }
}

/// Makes one code object.
pub(crate) struct Generator<'b, 'a> {
    build: &'b mut Build<'a>,
    unit: Rc<Unit>,
    /// The scope that names are looked up in: the frame's own or a comprehension inside it.
    scope: ScopeId,
    emit: Emitter,
    blocks: Vec<block::Block>,
    /// Hidden locals in use; they follow the named ones.
    temporaries: Vec<bool>,
    named_locals: usize,
    qualname: String,
    /// Whether the code belongs to a function, where names may be defined later.
    in_function: bool,
}

impl<'b, 'a> Generator<'b, 'a> {
    pub(crate) fn new(
        build: &'b mut Build<'a>,
        unit: Rc<Unit>,
        scope: ScopeId,
        qualname: String,
    ) -> Self {
        let named_locals = unit.scopes.frame(scope).locals.len();
        Generator {
            build,
            unit,
            scope,
            emit: Emitter::new(),
            blocks: Vec::new(),
            temporaries: Vec::new(),
            named_locals,
            qualname,
            in_function: false,
        }
    }

    pub(crate) fn report(&mut self, message: Message, span: Span, arguments: &[&str]) {
        let unit = self.unit.clone();
        self.build.report(&unit, message, span, arguments);
    }

    fn op(&mut self, op: Op) {
        self.emit.op(op);
    }

    fn at(&mut self, span: Span) {
        self.emit.at(span);
    }

    /// Takes a hidden local; give it back with `release`.
    fn temporary(&mut self) -> Local {
        let index = match self.temporaries.iter().position(|used| !used) {
            Some(index) => {
                self.temporaries[index] = true;
                index
            }
            None => {
                self.temporaries.push(true);
                self.temporaries.len() - 1
            }
        };
        self.local(self.named_locals + index)
    }

    fn release(&mut self, local: Local) {
        if let Some(used) = usize::from(local.0)
            .checked_sub(self.named_locals)
            .and_then(|index| self.temporaries.get_mut(index))
        {
            *used = false;
        }
    }

    /// The operand of a slot; too many locals are reported when the code object is finished.
    fn local(&self, slot: usize) -> Local {
        Local(u8::try_from(slot).unwrap_or(u8::MAX))
    }

    /// The number of a name; too many are reported.
    fn name_number(&mut self, name: &str) -> bytecode::operand::Name {
        match self.build.program.name_number(name) {
            Some(number) => bytecode::operand::Name(number),
            None => {
                let span = self.emit.span();
                self.report(Message::RegisterFull, span, &["names"]);
                bytecode::operand::Name(0)
            }
        }
    }

    fn new_code(&mut self, span: Span) -> CodeId {
        match self.build.program.new_code() {
            Some(id) => CodeId(id),
            None => {
                self.report(Message::RegisterFull, span, &["functions"]);
                CodeId(0)
            }
        }
    }

    /// How many locals the frame has besides parameters and cells.
    fn locals(&self) -> usize {
        self.named_locals + self.temporaries.len()
    }

    /// Ends the code and assembles it; reports when something does not fit.
    fn assemble(&mut self, span: Span) -> Option<Assembled> {
        let cells = self.unit.scopes.frame(self.scope).cells.len();
        if self.locals() + cells > LOCALS_MAX {
            self.report(Message::TooManyLocals, span, &["255"]);
            return None;
        }
        if self.emit.is_unbalanced() {
            let reported = self
                .build
                .diagnostics
                .iter()
                .any(|d| d.severity() == Severity::Error);
            debug_assert!(
                reported,
                "the stack of {} does not come out even",
                self.qualname
            );
            return None;
        }
        let assembled = std::mem::take(&mut self.emit).assemble();
        if assembled.is_none() {
            let qualname = self.qualname.clone();
            self.report(Message::CodeTooLong, span, &[&qualname]);
        }
        assembled
    }
}
