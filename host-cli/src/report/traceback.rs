//! Tracebacks as CPython prints them, from what a board reports: numbers of code and offsets in it.

use super::line_at;
use compiler::Span;
use protocol::record::Chain;
use std::fmt::Write;

/// Where a frame is, as the host knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Known to the line.
    Known {
        /// Path of the source, or `<repl:N>`.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Function that it is in; nothing for a line of the prompt.
        function: Option<String>,
        /// The source line with its marks, a line each, ready to be indented.
        excerpt: Vec<String>,
    },
    /// The host has no symbols of this code.
    Unknown {
        /// Number of the code object.
        code: u16,
        /// Offset of the instruction.
        pc: u16,
    },
}

impl Frame {
    /// A frame whose instruction was made from `span` of `text`.
    #[must_use]
    pub fn known(file: &str, text: &str, span: Span, function: &str) -> Frame {
        let (line, start, content) = line_at(text, span.start as usize);
        // At the prompt there is no module that a user would know.
        let at_prompt = file.starts_with("<repl") && function == "<module>";
        Frame::Known {
            file: file.to_owned(),
            line,
            function: (!at_prompt).then(|| function.to_owned()),
            excerpt: excerpt(content, start, span),
        }
    }

    fn place(&self) -> String {
        match self {
            Frame::Known {
                file,
                line,
                function,
                ..
            } => {
                let mut place = format!("File \"{file}\", line {line}");
                if let Some(function) = function {
                    let _ = write!(place, ", in {function}");
                }
                place
            }
            Frame::Unknown { code, pc } => {
                format!("code {code}, offset {pc} (its symbols are not on this machine)")
            }
        }
    }

    /// `file:line in function`, for lists of threads.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Frame::Known {
                file,
                line,
                function,
                ..
            } => match function {
                Some(function) => format!("{file}:{line} in {function}"),
                None => format!("{file}:{line}"),
            },
            Frame::Unknown { code, pc } => format!("code {code}+{pc}"),
        }
    }

    fn write(&self, text: &mut String) {
        let _ = writeln!(text, "  {}", self.place());
        if let Frame::Known { excerpt, .. } = self {
            for line in excerpt {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
}

/// The line without its indentation and, unless all of it is meant, marks under what is meant.
fn excerpt(line: &str, line_start: usize, span: Span) -> Vec<String> {
    let shown = line.trim();
    if shown.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![shown.to_owned()];
    let indent = line.len() - line.trim_start().len();
    let from = (span.start as usize).saturating_sub(line_start + indent);
    let to = (span.end as usize).saturating_sub(line_start + indent);
    let one_line = to <= shown.len();
    if let Some(segment) = shown.get(from..to.min(shown.len())) {
        let operator = one_line
            .then(|| compiler::operator_range(segment))
            .flatten();
        if operator.is_some() || segment.len() < shown.len() {
            lines.push(marks(&shown[..from], segment, operator));
        }
    }
    lines
}

fn marks(before: &str, segment: &str, operator: Option<std::ops::Range<usize>>) -> String {
    let mut line = " ".repeat(before.chars().count());
    for (at, _) in segment.char_indices() {
        line.push(match &operator {
            Some(range) if !range.contains(&at) => '~',
            _ => '^',
        });
    }
    line
}

/// One exception of a traceback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// How it came after the one before.
    pub chain: Chain,
    /// Name of the exception.
    pub exception: String,
    /// Its text; may be empty.
    pub text: String,
    /// The frames that were kept, outermost first.
    pub frames: Vec<Frame>,
    /// How many of them stand before the gap.
    pub outer: usize,
    /// Frames in the gap.
    pub left_out: usize,
}

impl Raised {
    /// The exception as text, with what links it to the one before; ends with a newline.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::from(match self.chain {
            Chain::First => "",
            Chain::Cause => {
                "\nThe above exception was the direct cause of the following exception:\n\n"
            }
            Chain::Context => {
                "\nDuring handling of the above exception, another exception occurred:\n\n"
            }
        });
        if !self.frames.is_empty() {
            text.push_str("Traceback (most recent call last):\n");
            self.write_frames(&mut text);
        }
        text.push_str(&self.exception);
        if !self.text.is_empty() {
            text.push_str(": ");
            text.push_str(&self.text);
        }
        text.push('\n');
        text
    }

    /// The frames; the same frame more than three times in a row is counted instead.
    fn write_frames(&self, text: &mut String) {
        let mut last: Option<&Frame> = None;
        let mut times = 0;
        for (index, frame) in self.frames.iter().enumerate() {
            let after_gap = self.left_out > 0 && index == self.outer;
            if after_gap && last != Some(frame) {
                write_repeats(text, times);
                times = 0;
                last = None;
                let _ = writeln!(text, "  [{} frames left out]", self.left_out);
            }
            if last == Some(frame) {
                times += 1 + if after_gap { self.left_out } else { 0 };
            } else {
                write_repeats(text, times);
                times = 1;
                last = Some(frame);
            }
            // The first three of a run are shown wherever the gap falls.
            if times <= 3 {
                frame.write(text);
            }
        }
        write_repeats(text, times);
    }
}

fn write_repeats(text: &mut String, times: usize) {
    if times > 3 {
        let more = times - 3;
        let plural = if more == 1 { "" } else { "s" };
        let _ = writeln!(text, "  [Previous line repeated {more} more time{plural}]");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(text: &str, marked: &str, function: &str) -> Frame {
        let start = text.find(marked).expect("the text has it") as u32;
        let span = Span {
            start,
            end: start + marked.len() as u32,
        };
        Frame::known("main.py", text, span, function)
    }

    fn raised(frames: Vec<Frame>) -> Raised {
        Raised {
            chain: Chain::First,
            exception: "ZeroDivisionError".into(),
            text: "division by zero".into(),
            frames,
            outer: 0,
            left_out: 0,
        }
    }

    #[test]
    fn marks_stand_where_cpython_puts_them() {
        let text = "def f(a):\n    return a   //   0\n";
        assert_eq!(
            raised(vec![frame(text, "a   //   0", "f")]).render(),
            "Traceback (most recent call last):\n  File \"main.py\", line 2, in f\n    return a   //   0\n           ~~~~^^~~~~\nZeroDivisionError: division by zero\n"
        );
        let text = "y = x[\"é\"][k] + g(1)\n";
        let Frame::Known { excerpt, .. } = frame(text, "g(1)", "<module>") else {
            panic!("known");
        };
        assert_eq!(excerpt[1], "                ^^^^");
    }

    #[test]
    fn a_whole_line_is_not_marked_unless_it_has_an_operator() {
        let call = Frame::known("<repl:1>", "f(1)\n", Span { start: 0, end: 4 }, "<module>");
        let mut text = String::new();
        call.write(&mut text);
        assert_eq!(text, "  File \"<repl:1>\", line 1\n    f(1)\n");
        let divide = Frame::known(
            "<repl:3>",
            "100 // 0",
            Span { start: 0, end: 8 },
            "<module>",
        );
        let mut text = String::new();
        divide.write(&mut text);
        assert_eq!(
            text,
            "  File \"<repl:3>\", line 1\n    100 // 0\n    ~~~~^^~~\n"
        );
    }

    #[test]
    fn an_expression_over_several_lines_is_marked_to_the_end_of_its_first() {
        let text = "x = f(1,\n  2)\n";
        let Frame::Known { excerpt, .. } = frame(text, "f(1,\n  2)", "<module>") else {
            panic!("known");
        };
        assert_eq!(excerpt, ["x = f(1,", "    ^^^^"]);
    }

    #[test]
    fn recursion_is_counted_across_the_gap() {
        let text = "def f(n): f(n - 1)\nf(1)\n";
        let inner = frame(text, "f(n - 1)", "f");
        let mut frames = vec![frame(text, "f(1)", "<module>")];
        frames.extend(std::iter::repeat_n(inner, 7));
        let mut raised = raised(frames);
        raised.outer = 4;
        raised.left_out = 992;
        let text = raised.render();
        assert!(
            text.contains("  [Previous line repeated 996 more times]\n"),
            "{text}"
        );
        assert_eq!(text.matches("in f\n").count(), 3, "{text}");
    }

    #[test]
    fn other_frames_in_the_gap_are_told() {
        let text = "a()\nb()\n";
        let mut raised = raised(vec![frame(text, "a()", "x"), frame(text, "b()", "y")]);
        raised.outer = 1;
        raised.left_out = 12;
        assert!(
            raised
                .render()
                .contains("in x\n    a()\n  [12 frames left out]\n  File")
        );
    }

    #[test]
    fn chained_exceptions_are_linked_as_in_cpython() {
        let mut second = raised(vec![Frame::Unknown { code: 7, pc: 12 }]);
        second.chain = Chain::Cause;
        let text = second.render();
        assert!(text.starts_with("\nThe above exception was the direct cause"));
        assert!(text.contains("  code 7, offset 12 (its symbols are not on this machine)\n"));
        second.chain = Chain::Context;
        assert!(second.render().starts_with("\nDuring handling"));
    }
}
