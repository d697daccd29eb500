//! From the parser's tree to ours.
//!
//! Besides translating, this pass reports what the grammar allows and Python forbids (a `return` outside a function, a parameter named twice) and what only the parser's tree can show (`async`, metaclasses, t-strings).
//! This folder and `parse` are the only places that know the parser's types.

mod expression;
mod pattern;
mod statement;
mod string;
mod target;

use ruff_python_ast as ast;

use crate::diagnostic::{Message, Reporter};
use crate::parse::span;
use crate::tree::{Ident, Module, Name, ScopeId, Span};

/// Lowers a module that parsed without errors; `text` is what it was parsed from.
pub(crate) fn lower(module: &ast::ModModule, text: &str, reporter: &mut Reporter) -> Module {
    let mut lowering = Lowering {
        reporter,
        text,
        scopes: 1,
        depth: 0,
        context: Context::default(),
    };
    let body = lowering.body(&module.body);
    Module {
        body,
        scopes: lowering.scopes,
    }
}

/// Where the statement or expression being lowered stands.
#[derive(Clone, Copy, Default)]
struct Context {
    in_function: bool,
    in_loop: bool,
    in_comprehension: bool,
    in_iterable: bool,
}

struct Lowering<'a> {
    reporter: &'a mut Reporter,
    text: &'a str,
    scopes: u32,
    /// How many statements and expressions are around.
    depth: u32,
    context: Context,
}

/// Deepest nesting of statements and expressions: every pass recurses over the tree, and two megabytes of stack must do.
const DEPTH_MAX: u32 = 250;

impl Lowering<'_> {
    fn report(&mut self, message: Message, span: Span, arguments: &[&str]) {
        self.reporter.report(message, span, arguments);
    }

    fn new_scope(&mut self) -> ScopeId {
        let scope = ScopeId(self.scopes);
        self.scopes += 1;
        scope
    }

    /// Goes one level deeper; beyond the limit it reports and gives nothing.
    fn deeper<T>(&mut self, span: Span, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= DEPTH_MAX {
            self.report(Message::TooDeep, span, &[&DEPTH_MAX.to_string()]);
            return None;
        }
        self.depth += 1;
        let result = lower(self);
        self.depth -= 1;
        Some(result)
    }

    /// Runs `lower` in another context and comes back to this one.
    fn within<T>(&mut self, context: Context, lower: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.context, context);
        let result = lower(self);
        self.context = outer;
        result
    }
}

fn ident(identifier: &ast::Identifier) -> Ident {
    Ident {
        name: name(&identifier.id),
        span: span(identifier.range),
    }
}

fn name(text: &ast::name::Name) -> Name {
    text.as_str().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    fn codes(text: &str) -> Vec<&'static str> {
        let mut reporter = Reporter::new("main".into());
        let module = parse(text, &mut reporter);
        assert!(
            reporter.diagnostics.is_empty(),
            "{text:?}: {:?}",
            reporter.diagnostics
        );
        lower(&module, text, &mut reporter);
        reporter
            .diagnostics
            .iter()
            .map(crate::diagnostic::Diagnostic::code)
            .collect()
    }

    #[test]
    fn refuses_what_the_grammar_lets_through() {
        for (text, code) in [
            ("return 1\n", "E0002"),
            ("class C:\n    return 1\n", "E0002"),
            ("yield 1\n", "E0003"),
            ("break\n", "E0004"),
            ("for i in x:\n    def f():\n        break\n", "E0004"),
            ("continue\n", "E0005"),
            ("def f(a, a): pass\n", "E0006"),
            ("f(a=1, a=2)\n", "E0007"),
            ("*a, *b = x\n", "E0008"),
            (
                "try:\n    pass\nexcept:\n    pass\nexcept E:\n    pass\n",
                "E0009",
            ),
            (
                "match x:\n    case _:\n        pass\n    case 1:\n        pass\n",
                "E0010",
            ),
            ("match x:\n    case [a, a]:\n        pass\n", "E0011"),
            ("match x:\n    case [a] | [b, _]:\n        pass\n", "E0012"),
            ("def f():\n    return [(yield x) for x in y]\n", "E0016"),
            ("async def f(): pass\n", "E0201"),
            ("class C(metaclass=M): pass\n", "E0202"),
            ("type X = int\n", "E0203"),
            ("x = 1j\n", "E0204"),
            ("try:\n    pass\nexcept* E:\n    pass\n", "E0205"),
            ("x = t'a{b}'\n", "E0208"),
            ("x = a @ b\n", "E0209"),
            ("from . import a\n", "E0213"),
            ("[x for x in (y := z)]\n", "E0017"),
        ] {
            assert_eq!(codes(text), [code], "for {text:?}");
        }
    }

    #[test]
    fn accepts_the_whole_language() {
        let text = r#"
import a.b as c, d
from e import f as g, h
def fn(p, /, q, r=1, *args, k, l=2, **kw) -> int:
    global G
    x: int = 1
    y: str
    a, (b, *c), [d] = 1, (2, 3), [4]
    x += 1
    del x, a[0], b.c
    for i, j in z:
        if i: continue
        elif j: break
        else: pass
    else:
        pass
    while (n := 1) < 2 <= 3: pass
    with open(x) as f, g: pass
    try: raise A from B
    except (A, B) as e: raise
    except: pass
    else: pass
    finally: pass
    assert x, "y"
    match x:
        case 0 | -1 | "a" "b" | None | C.D: pass
        case [1, *_, y] if y: pass
        case {"k": 1, **rest}: pass
        case Point(1, x=2) as p: pass
        case z: pass
    yield
    v = yield x
    yield from g(*a, b, *c, k=1, **d)
    return lambda *a, k=1: (a, *b, [*c], {*d}, {**e, 1: 2})
@decorator(1)
class K(A, b.B):
    z = [x for x in y if x for w in x]
    s = {x for x in y}, {k: v for k, v in y}, (x for x in y)
    t = a[1:2, ::3, ...], not -~+x, a if b else c, a is not b not in c
    u = f"{x!r:>{w}.2f} {y=} {{}}" 'plain' rf"\d{z}", b"".j, b"a" b"\x00"
"#;
        assert_eq!(codes(text), Vec::<&str>::new());
    }
}
