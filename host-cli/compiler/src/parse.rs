//! The parser library behind two functions: parse a module with every syntax error, and judge a line of the prompt.
//!
//! The library publishes no stability promise; this file and `lower` are the only ones that know its types.

use ruff_python_ast::{self as ast, Stmt};
use ruff_python_parser::{
    InterpolatedStringErrorType, LexicalErrorType, Mode, ParseError, ParseErrorType, ParseOptions,
    Parsed, parse_unchecked,
};
use ruff_text_size::{Ranged, TextRange};

use crate::diagnostic::{Message, Reporter};
use crate::tree::Span;

/// What the prompt should do with the lines typed so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// Run them.
    Complete,
    /// Wait for more lines.
    Incomplete,
    /// Report the syntax errors now; no further line can mend them.
    Wrong,
}

/// Parses a module; every syntax error goes to `reporter`.
///
/// The tree is what the parser recovered; it is only worth lowering if nothing was reported.
pub(crate) fn parse(text: &str, reporter: &mut Reporter) -> ast::ModModule {
    let parsed = parse_any(text);
    for error in parsed.errors() {
        reporter.report(Message::Syntax, span(error.location), &[&sentence(error)]);
    }
    parsed.into_syntax()
}

fn parse_any(text: &str) -> Parsed<ast::ModModule> {
    let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
    match parsed.try_into_module() {
        Some(module) => module,
        None => unreachable!("module mode always parses to a module"),
    }
}

/// The library's range as ours.
pub(crate) fn span(range: TextRange) -> Span {
    Span {
        start: range.start().to_u32(),
        end: range.end().to_u32(),
    }
}

/// The library's message as the start of our sentence: no capital, as everywhere.
fn sentence(error: &ParseError) -> String {
    let text = error.error.to_string();
    let mut letters = text.chars();
    match letters.next() {
        Some(first)
            if first.is_ascii_uppercase()
                && letters
                    .clone()
                    .next()
                    .is_some_and(|c| c.is_ascii_lowercase()) =>
        {
            format!("{}{}", first.to_ascii_lowercase(), letters.as_str())
        }
        _ => text,
    }
}

/// Judges the lines typed at the prompt so far; `text` ends with the newline of the last line typed.
///
/// Complete input that ends in a compound statement needs a blank line, as in CPython's prompt.
#[must_use]
pub fn completeness(text: &str) -> Completeness {
    let parsed = parse_any(text);
    let errors = parsed.errors();
    let Some(first) = errors.iter().min_by_key(|error| error.location.start()) else {
        return if waits_for_blank_line(parsed.syntax(), text) {
            Completeness::Incomplete
        } else {
            Completeness::Complete
        };
    };
    // A decorator without its function may be reported after a complaint about the end of input.
    if mends(first, text) {
        Completeness::Incomplete
    } else {
        Completeness::Wrong
    }
}

/// Whether more lines could mend the first error.
fn mends(error: &ParseError, text: &str) -> bool {
    let start = error.location.start().to_usize().min(text.len());
    let rest = &text[start..];
    match &error.error {
        ParseErrorType::Lexical(LexicalErrorType::Eof) => true,
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => opens_triple_quote(rest),
        ParseErrorType::FStringError(kind) | ParseErrorType::TStringError(kind) => is_triple(kind),
        ParseErrorType::Lexical(
            LexicalErrorType::FStringError(kind) | LexicalErrorType::TStringError(kind),
        ) => is_triple(kind),
        ParseErrorType::Lexical(LexicalErrorType::LineContinuationError) => {
            rest.trim_start_matches('\\').trim().is_empty()
        }
        ParseErrorType::OtherError(message) => {
            let opens_block = message.starts_with("Expected an indented block")
                || message.starts_with("Expected `except`")
                || (message.starts_with("Expected class, function")
                    && message.contains("after decorator"));
            opens_block && only_blank_or_comment(rest) && !ends_with_blank_line(text)
        }
        _ => false,
    }
}

fn opens_triple_quote(rest: &str) -> bool {
    let quoted = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    quoted.starts_with("\"\"\"") || quoted.starts_with("'''")
}

fn is_triple(kind: &InterpolatedStringErrorType) -> bool {
    matches!(
        kind,
        InterpolatedStringErrorType::UnterminatedTripleQuotedString
    )
}

fn only_blank_or_comment(rest: &str) -> bool {
    rest.lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// Whether the last line typed is blank (its own newline is the text's last).
fn ends_with_blank_line(text: &str) -> bool {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    match lines.rsplit_once('\n') {
        Some((_, last)) => last.trim().is_empty(),
        None => false,
    }
}

fn waits_for_blank_line(module: &ast::ModModule, text: &str) -> bool {
    let Some(last) = module.body.last() else {
        return false;
    };
    let compound = matches!(
        last,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
    );
    // Only what follows the statement counts: a blank line inside a string does not close it.
    let rest = &text[last.end().to_usize()..];
    compound && !ends_with_blank_line(&format!("x{rest}"))
}

/// The operator of the expression that `segment` is, as a byte range: what a traceback marks with carets.
///
/// Of a binary operation its operator, of a subscription the brackets with their contents; of anything else, or of text that is no single expression, nothing.
#[must_use]
pub fn operator_range(segment: &str) -> Option<std::ops::Range<usize>> {
    let parsed = parse_any(segment);
    if !parsed.errors().is_empty() {
        return None;
    }
    let [Stmt::Expr(statement)] = parsed.syntax().body.as_slice() else {
        return None;
    };
    match &*statement.value {
        ast::Expr::BinOp(operation) => {
            // A parenthesis that closes the left operand is not part of it.
            let from = operation.left.end().to_usize();
            let between = segment.get(from..operation.right.start().to_usize())?;
            let start = between.find(|c: char| c != ')' && !c.is_whitespace())?;
            let rest = between.get(start..)?;
            let len = rest
                .find(|c: char| c == '(' || c == '#' || c == '\\' || c.is_whitespace())
                .unwrap_or(rest.len());
            Some(from + start..from + start + len)
        }
        ast::Expr::Subscript(subscription) => {
            let start = subscription.value.end().to_usize();
            Some(start..subscription.slice.end().to_usize() + 1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Completeness, completeness, operator_range};
    use Completeness::{Complete, Incomplete, Wrong};

    /// Input as typed (a newline after each line) and what the prompt should do.
    const CASES: &[(&str, Completeness)] = &[
        ("", Complete),
        ("\n", Complete),
        ("# only a comment\n", Complete),
        ("x = 1\n", Complete),
        ("x = 1; y = 2\n", Complete),
        ("1 +\n", Wrong),
        ("x = = 1\n", Wrong),
        (")\n", Wrong),
        ("x = (1,\n", Incomplete),
        ("x = [1,\n2\n", Incomplete),
        ("x = [1,\n2]\n", Complete),
        ("f(a,\n", Incomplete),
        ("d = {'a': 1,\n", Incomplete),
        ("s = '''abc\n", Incomplete),
        ("s = \"\"\"abc\n\n", Incomplete),
        ("s = '''abc\n'''\n", Complete),
        ("s = rb'''abc\n", Incomplete),
        ("s = f'''abc {x}\n", Incomplete),
        ("s = 'abc\n", Wrong),
        ("s = f'abc\n", Wrong),
        ("x = 1 + \\\n", Incomplete),
        ("x = 1 + \\\n2\n", Complete),
        ("x = 1 \\ 2\n", Wrong),
        ("if x:\n", Incomplete),
        ("if x:\n    pass\n", Incomplete),
        ("if x:\n    pass\n\n", Complete),
        ("if x:\n    # comment\n", Incomplete),
        ("if x:\n\n", Wrong),
        ("if x: pass\n", Incomplete),
        ("if x: pass\n\n", Complete),
        ("def f():\n    return 1\n", Incomplete),
        ("def f():\n    return 1\n\n", Complete),
        ("class C:\n", Incomplete),
        ("try:\n    pass\n", Incomplete),
        ("try:\n    pass\n\n", Wrong),
        ("try:\n    pass\nexcept E:\n    pass\n\n", Complete),
        ("@decorator\n", Incomplete),
        ("@decorator\ndef f():\n", Incomplete),
        ("@decorator\nx = 1\n", Wrong),
        ("for i in x:\n    for j in y:\n", Incomplete),
        ("for i in range(3):\n    print(i)\n\n", Complete),
        ("while True:\nx\n", Wrong),
        ("  x = 1\n", Wrong),
        ("def f():\n    s = '''\n\n'''\n", Incomplete),
        ("match x:\n", Incomplete),
        ("match x:\n    case 1:\n        pass\n\n", Complete),
        ("def f():\n    x = (1,\n", Incomplete),
        ("x = lambda: (\n", Incomplete),
        ("print(1))\n", Wrong),
    ];

    #[test]
    fn judges_input_as_the_prompt_needs_it() {
        for (text, expected) in CASES {
            assert_eq!(completeness(text), *expected, "for {text:?}");
        }
    }

    #[test]
    fn finds_what_a_traceback_marks() {
        let cases = [
            ("100 // 0", Some(4..6)),
            ("f(1)  +  (2)", Some(6..7)),
            ("(a) - b", Some(4..5)),
            ("a * b ** c", Some(2..3)),
            ("x[\"é\"][k]", Some(7..10)),
            ("x[1]", Some(1..4)),
            ("f(a + b)", None),
            ("a < b", None),
            ("a +", None),
            ("x = a + b", None),
        ];
        for (segment, expected) in cases {
            assert_eq!(operator_range(segment), expected, "for {segment:?}");
        }
    }
}
