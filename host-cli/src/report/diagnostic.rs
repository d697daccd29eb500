//! The compiler's diagnostics, as text with excerpts and as JSON.

use super::line_at;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use compiler::Span;
use compiler::diagnostic::{Diagnostic, Severity};
use serde::Serialize;
use std::ops::Range;

/// The text that the spans of a diagnostic refer to.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Name shown: a path, or `<repl:N>`.
    pub file: &'a str,
    /// All of it.
    pub text: &'a str,
}

/// The diagnostic as a person reads it, without a newline at its end.
#[must_use]
pub fn render(diagnostic: &Diagnostic, source: Text<'_>, color: bool) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut primary = AnnotationKind::Primary.span(range(diagnostic.primary.span, source.text));
    if !diagnostic.primary.text.is_empty() {
        primary = primary.label(diagnostic.primary.text.as_str());
    }
    let mut snippet = Snippet::source(source.text)
        .path(source.file)
        .annotation(primary);
    for label in &diagnostic.secondary {
        snippet = snippet.annotation(
            AnnotationKind::Context
                .span(range(label.span, source.text))
                .label(label.text.as_str()),
        );
    }
    let mut group: Group<'_> = level
        .primary_title(diagnostic.text.as_str())
        .id(diagnostic.code())
        .element(snippet);
    if let Some(remedy) = &diagnostic.remedy {
        group = group.element(Level::HELP.message(remedy.as_str()));
    }
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group]).trim_end().to_owned()
}

/// The span as bytes of the text, at least the whole of one character where there is one.
fn range(span: Span, text: &str) -> Range<usize> {
    let boundary = |offset: u32| {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = boundary(span.start);
    start..boundary(span.end).max(start)
}

/// A diagnostic as one JSON object; lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record<'a> {
    /// Path of the source, or `<repl:N>`.
    pub file: &'a str,
    /// Line of its first character.
    pub line: usize,
    /// Column of its first character.
    pub column: usize,
    /// Line after its last character.
    pub end_line: usize,
    /// Column after its last character.
    pub end_column: usize,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Code of the message, like `E0101`.
    pub code: &'static str,
    /// The sentence.
    pub message: &'a str,
    /// What to do about it.
    pub remedy: Option<&'a str>,
}

impl<'a> Record<'a> {
    /// The record of a diagnostic.
    #[must_use]
    pub fn new(diagnostic: &'a Diagnostic, source: Text<'a>) -> Record<'a> {
        let range = range(diagnostic.primary.span, source.text);
        let (line, column) = position(source.text, range.start);
        let (end_line, end_column) = position(source.text, range.end);
        Record {
            file: source.file,
            line,
            column,
            end_line,
            end_column,
            severity: match diagnostic.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.code(),
            message: &diagnostic.text,
            remedy: diagnostic.remedy.as_deref(),
        }
    }
}

/// Line and column of a byte offset, both from 1.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let (line, start, _) = line_at(text, offset);
    (
        line,
        text[start..offset.min(text.len())].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use compiler::diagnostic::Message;

    const SOURCE: Text<'static> = Text {
        file: "blink.py",
        text: "x = 1\nprint(y)\n",
    };

    fn unknown_name() -> Diagnostic {
        let span = Span { start: 12, end: 13 };
        Diagnostic::new(
            Message::UnknownName,
            &"main".into(),
            span,
            &["y", "did you mean `x`?"],
        )
        .and(Span { start: 0, end: 1 }, "`x` is here")
    }

    #[test]
    fn an_error_shows_its_line_and_its_remedy() {
        let text = render(&unknown_name(), SOURCE, false);
        for part in [
            "error[E0101]: the name `y` is not defined",
            "--> blink.py:2:7",
            "print(y)",
            "did you mean `x`?",
            "`x` is here",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(!text.contains('\x1b'));
        assert!(render(&unknown_name(), SOURCE, true).contains('\x1b'));
    }

    #[test]
    fn spans_beyond_the_text_do_no_harm() {
        for (start, end) in [(14, 99), (99, 120), (5, 2)] {
            let diagnostic = Diagnostic::new(
                Message::Syntax,
                &"main".into(),
                Span { start, end },
                &["expected an expression"],
            );
            assert!(render(&diagnostic, SOURCE, false).contains("expected an expression"));
        }
        let empty = Text {
            file: "e",
            text: "",
        };
        assert!(!render(&unknown_name(), empty, false).is_empty());
    }

    #[test]
    fn json_counts_lines_and_columns_from_one() {
        let diagnostic = unknown_name();
        let record = Record::new(&diagnostic, SOURCE);
        assert_eq!((record.line, record.column), (2, 7));
        assert_eq!((record.end_line, record.end_column), (2, 8));
        assert_eq!((record.severity, record.code), ("error", "E0101"));
    }
}
