//! What the compiler says: every message it can give, and the form in which it gives them.
//!
//! The table below is the only place where sentences are written.
//! A row is `CODE Name, severity, "sentence", "remedy";` where `{0}`, `{1}` … are filled in by the caller; an empty remedy is left out.
//! Codes are never reused: E00xx syntax, E01xx names, E02xx what Python has and we refuse, E03xx structure, E04xx limits, E05xx modules.

use crate::tree::{Name, Span};

/// Whether a diagnostic stops the compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is produced.
    Error,
    /// The program is produced all the same.
    Warning,
}

/// A place and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Byte range in the text of the diagnostic's module.
    pub span: Span,
    /// A short remark; may be empty.
    pub text: String,
}

/// One thing that is wrong, or suspicious, in one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which message of the table it is.
    pub message: Message,
    /// The module whose text the spans refer to.
    pub module: Name,
    /// The filled-in sentence.
    pub text: String,
    /// What to do about it, filled in.
    pub remedy: Option<String>,
    /// Where it is.
    pub primary: Label,
    /// Other places that explain it.
    pub secondary: Vec<Label>,
}

impl Diagnostic {
    /// Fills in the sentence and the remedy of `message`.
    #[must_use]
    pub fn new(message: Message, module: &Name, span: Span, arguments: &[&str]) -> Diagnostic {
        let remedy = fill(message.remedy(), arguments);
        Diagnostic {
            message,
            module: module.clone(),
            text: fill(message.sentence(), arguments),
            remedy: (!remedy.is_empty()).then_some(remedy),
            primary: Label {
                span,
                text: String::new(),
            },
            secondary: Vec::new(),
        }
    }

    /// Adds a second place.
    #[must_use]
    pub fn and(mut self, span: Span, text: &str) -> Diagnostic {
        self.secondary.push(Label {
            span,
            text: text.to_owned(),
        });
        self
    }

    /// The code as printed, like `E0101`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.message.code()
    }

    /// Whether it stops the compilation.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.message.severity()
    }
}

/// Replaces `{0}`, `{1}` … in a template.
fn fill(template: &str, arguments: &[&str]) -> String {
    let mut text = template.to_owned();
    for (index, argument) in arguments.iter().enumerate() {
        text = text.replace(&format!("{{{index}}}"), argument);
    }
    text
}

/// The diagnostics of one module, gathered by the passes.
#[derive(Debug)]
pub struct Reporter {
    module: Name,
    /// What was reported so far, in the order of the passes.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reporter {
    /// An empty collection for `module`.
    #[must_use]
    pub fn new(module: Name) -> Reporter {
        Reporter {
            module,
            diagnostics: Vec::new(),
        }
    }

    /// Records a diagnostic.
    pub fn report(&mut self, message: Message, span: Span, arguments: &[&str]) {
        let diagnostic = Diagnostic::new(message, &self.module, span, arguments);
        self.push(diagnostic);
    }

    /// Records a diagnostic with a second place.
    pub fn report_with(
        &mut self,
        message: Message,
        span: Span,
        arguments: &[&str],
        other: Span,
        remark: &str,
    ) {
        let diagnostic = Diagnostic::new(message, &self.module, span, arguments).and(other, remark);
        self.push(diagnostic);
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether anything recorded stops the compilation.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|d| d.severity() == Severity::Error)
    }
}

macro_rules! messages {
    ($($code:ident $name:ident, $severity:ident, $sentence:literal, $remedy:literal;)*) => {
        /// Every message of the compiler.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Message { $(#[doc = $sentence] $name,)* }

        impl Message {
            /// Every message in the order of the table.
            pub const ALL: &'static [Message] = &[$(Message::$name),*];

            /// The code as printed.
            #[must_use]
            pub fn code(self) -> &'static str { match self { $(Message::$name => stringify!($code)),* } }
            /// Whether it stops the compilation.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Message::$name => Severity::$severity),* } }
            fn sentence(self) -> &'static str { match self { $(Message::$name => $sentence),* } }
            fn remedy(self) -> &'static str { match self { $(Message::$name => $remedy),* } }
        }
    };
}

messages! {
    E0001 Syntax, Error, "{0}", "";
    E0002 ReturnOutside, Error, "`return` outside a function", "";
    E0003 YieldOutside, Error, "`yield` outside a function", "";
    E0004 BreakOutside, Error, "`break` outside a loop", "";
    E0005 ContinueOutside, Error, "`continue` outside a loop", "";
    E0006 DuplicateParameter, Error, "the parameter `{0}` is named twice", "";
    E0007 DuplicateArgument, Error, "the argument `{0}` is given twice", "";
    E0008 TwoStars, Error, "only one target of an assignment can be starred", "";
    E0009 BareExceptNotLast, Error, "a bare `except:` must be the last clause", "";
    E0010 PatternUnreachable, Error, "this pattern catches everything, so the cases after it are never tried", "move it to the end";
    E0011 PatternDuplicate, Error, "the pattern binds `{0}` twice", "";
    E0012 PatternAlternatives, Error, "the alternatives of a pattern bind different names", "bind the same names in each alternative";
    E0013 StarOutside, Error, "a starred expression can only stand in a list, tuple, set or argument list", "";
    E0014 AssignToConstant, Error, "`{0}` cannot be assigned", "";
    E0015 BadTarget, Error, "this cannot be assigned to", "";
    E0016 YieldInComprehension, Error, "`yield` inside a comprehension", "write the loop out in a function";
    E0017 WalrusInComprehensionIterable, Error, "an assignment expression cannot stand in the iterable of a comprehension", "";
    E0018 WalrusRebindsIteration, Error, "the assignment expression rebinds the comprehension's own variable `{0}`", "use another name";

    E0101 UnknownName, Error, "the name `{0}` is not defined", "{1}";
    E0102 NonlocalAtModule, Error, "`nonlocal` outside a function", "a variable of the module is reached with `global`";
    E0103 NoNonlocal, Error, "no enclosing function has a variable `{0}`", "a variable of the module is reached with `global {0}`";
    E0104 DeclaredAfterUse, Error, "`{0}` is used before its `{1}` declaration", "move the declaration to the start of the function";
    E0105 ParameterAndDeclared, Error, "`{0}` is a parameter and declared `{1}`", "rename one of them";
    E0106 GlobalAndNonlocal, Error, "`{0}` is declared both `nonlocal` and `global`", "";
    E0107 NeverAssigned, Error, "the local variable `{0}` is read but never has a value here", "assign it first, or declare it `global`";
    E0108 NoModuleMember, Error, "the module `{0}` has no `{1}`", "{2}";
    E0109 UnknownPin, Error, "the board `{0}` has no pin or peripheral `{1}`", "{2}";
    E0110 PinFunction, Error, "the pin `{0}` of the board `{1}` has no function `{2}`", "";

    E0201 Async, Error, "`{0}` is not supported", "use a thread: `thread(function, arguments)`";
    E0202 Metaclass, Error, "class keyword arguments and metaclasses are not supported", "use a class decorator or a plain function";
    E0203 TypeAlias, Error, "`type` statements are not supported", "write `Name = …`; annotations are ignored";
    E0204 Complex, Error, "complex numbers are not supported", "keep the two parts in a tuple";
    E0205 ExceptStar, Error, "`except*` is not supported", "use `except`";
    E0206 ReflectiveName, Error, "`{0}` is not available: names are numbers on the board", "{1}";
    E0207 ComputedAttribute, Error, "`{0}` needs a literal name as its second argument", "use a dict for names that are computed";
    E0208 TemplateString, Error, "t-strings are not supported", "use an f-string";
    E0209 MatrixMultiply, Error, "the operator `@` is not supported", "call a function";
    E0211 DeleteUnsupported, Error, "`del` of {0} is not supported", "{1}";
    E0213 RelativeImport, Error, "relative imports are not supported here", "name the module from the top: `from package import module`";
    E0214 ImportStar, Error, "`from {0} import *` is not supported here", "name what you need, or `import {0}`";
    E0215 DecoratorOnException, Error, "an exception class cannot have {0}", "exceptions are names in one tree: `class E(Parent): pass` or `new_exception(E, Parent, \"text\")`";
    E0216 ExceptionBases, Error, "an exception has exactly one parent", "`class {0}(Parent): pass`";
    E0217 ExceptionPlace, Error, "an exception can only be declared at the top level of a module", "";
    E0218 NativeDeclaration, Error, "C functions cannot be linked into a running board", "use the modules of the library";
    E0219 NewException, Error, "`new_exception` takes a bare name, a parent exception and an optional literal text", "`new_exception(MyError, ValueError, \"text\")`";
    E0220 ExceptionConflict, Error, "the exception `{0}` is already declared with the parent `{1}`", "use another name";
    E0221 NotYet, Error, "{0} is not supported yet", "{1}";
    E0222 SuperOutside, Error, "`super()` without arguments can only stand in a method", "";
    E0223 CompileTimeCall, Error, "`{0}` takes {1}", "";
    E0224 NativeGroup, Error, "`{0}` needs the native group `{1}`, which the board `{2}` does not carry", "";

    E0301 NotAnException, Error, "`{0}` is not an exception", "exceptions are declared with `class Name(Parent): pass` or `new_exception(Name, Parent)`";

    E0401 TooManyParameters, Error, "a function can have at most {0} parameters", "pass a tuple or an object";
    E0402 TooManyLocals, Error, "a function can have at most {0} local variables", "split the function";
    E0403 TooManyArguments, Error, "a call can have at most {0} arguments", "pass a list with `*`";
    E0404 TooManyElements, Error, "a literal can have at most {0} elements", "build it in steps";
    E0405 CodeTooLong, Error, "the code of `{0}` is too long", "split the function";
    E0406 TooDeep, Error, "this is nested more than {0} levels deep", "use intermediate variables or functions";
    E0407 ConstantTooLarge, Error, "this constant is too large for the board", "";
    E0408 RegisterFull, Error, "the program has too many {0}", "";

    E0501 NoModule, Error, "there is no module `{0}`", "{1}";

}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_and_match_their_severity() {
        let mut seen = HashSet::new();
        for message in Message::ALL {
            assert!(
                seen.insert(message.code()),
                "{} is used twice",
                message.code()
            );
            let letter = if message.severity() == Severity::Error {
                'E'
            } else {
                'W'
            };
            assert!(message.code().starts_with(letter), "{}", message.code());
        }
    }

    #[test]
    fn placeholders_are_filled() {
        let module: Name = "main".into();
        let d = Diagnostic::new(Message::NoNonlocal, &module, Span::default(), &["x"]);
        assert_eq!(d.text, "no enclosing function has a variable `x`");
        assert_eq!(
            d.remedy.as_deref(),
            Some("a variable of the module is reached with `global x`")
        );
        let d = Diagnostic::new(Message::UnknownName, &module, Span::default(), &["x", ""]);
        assert_eq!(d.remedy, None);
    }
}
