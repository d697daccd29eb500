//! A text at the prompt as the statements it consists of, so that each runs in its turn.

use compiler::Completeness::{self, Complete, Incomplete, Wrong};
use compiler::completeness;

/// Takes lines and gives back statements as soon as they are whole.
///
/// Blank stretches and comments that stand alone are left out.
/// What is wrong is given back with the lines that may belong to it, so that the compiler reports it with its surroundings.
#[derive(Debug, Default)]
pub struct Splitter {
    current: String,
}

impl Splitter {
    /// Takes a line without its newline; gives back the statements that are whole by now, at most two.
    pub fn line(&mut self, line: &str) -> Vec<String> {
        let mut whole = Vec::new();
        if begins_statement(line) && self.is_closed() {
            whole.extend(self.finish());
        }
        self.current.push_str(line);
        self.current.push('\n');
        if !line.trim().is_empty() {
            let single = self.current.lines().count() == 1;
            match judge(&self.current) {
                Complete => whole.extend(self.finish()),
                Wrong if single => whole.extend(self.finish()),
                Wrong | Incomplete => {}
            }
        }
        whole
    }

    /// Whether no line that begins a statement can belong to what is there.
    fn is_closed(&self) -> bool {
        judge(&self.current) == Wrong || judge(&format!("{}\n", self.current)) == Complete
    }

    /// Gives back what is left at the end of the input.
    pub fn finish(&mut self) -> Option<String> {
        let statement = std::mem::take(&mut self.current);
        let says_something = |line: &str| {
            let line = line.trim_start();
            !line.is_empty() && !line.starts_with('#')
        };
        statement
            .lines()
            .any(says_something)
            .then(|| statement.trim_end().to_owned())
    }
}

/// Cuts `text` into its top-level statements.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    let mut splitter = Splitter::default();
    let mut statements = Vec::new();
    for line in text.lines() {
        statements.extend(splitter.line(line));
    }
    statements.extend(splitter.finish());
    statements
}

fn judge(text: &str) -> Completeness {
    if text.trim().is_empty() {
        Complete
    } else {
        completeness(text)
    }
}

/// Whether the line can be the first of a statement at top level.
fn begins_statement(line: &str) -> bool {
    let starts_block = |word: &str| {
        line.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    !line.is_empty()
        && !line.starts_with([' ', '\t', '#', ')', ']', '}'])
        && !["elif", "else", "except", "finally"]
            .into_iter()
            .any(starts_block)
}

#[cfg(test)]
mod tests {
    use super::{Splitter, split};

    #[test]
    fn each_statement_stands_alone() {
        assert_eq!(
            split("a = 1\nb = 2\nprint(a)\n"),
            ["a = 1", "b = 2", "print(a)"]
        );
        assert_eq!(
            split("def f(x):\n    if x:\n        return 1\n\n    return 2\nf(1)"),
            [
                "def f(x):\n    if x:\n        return 1\n\n    return 2",
                "f(1)"
            ]
        );
        assert!(split("\n\n# nothing\n").is_empty());
    }

    #[test]
    fn clauses_brackets_strings_and_decorators_hold_together() {
        for whole in [
            "try:\n    f()\nexcept E:\n    pass\nelse:\n    g()\nfinally:\n    h()",
            "if a:\n    b\nelif c:\n    d\nelse:\n    e",
            "x = [\n1,\n2,\n]",
            "s = '''\na = 1\nb = 2\n'''",
            "@decorate\ndef f():\n    pass",
            "x = 1 + \\\n2",
            "class C:\n    a = 1\n# between\n    b = 2",
        ] {
            assert_eq!(split(whole), [whole]);
        }
        assert_eq!(split("elsewhere = 1\nelse_ = 2").len(), 2);
    }

    #[test]
    fn a_mistake_does_not_take_the_rest_with_it() {
        assert_eq!(split("a = 1\n1 +\nb = 2"), ["a = 1", "1 +", "b = 2"]);
        assert_eq!(
            split("x = (1,\ny = 2\nz = 3\n"),
            ["x = (1,\ny = 2", "z = 3"]
        );
        assert_eq!(
            split("def f():\n    x = = 1\n    y = 2\nf()"),
            ["def f():\n    x = = 1\n    y = 2", "f()"]
        );
    }

    #[test]
    fn a_simple_statement_is_given_back_at_once_and_a_block_at_the_next() {
        let mut splitter = Splitter::default();
        assert_eq!(splitter.line("a = 1"), ["a = 1"]);
        assert!(splitter.line("if a:").is_empty());
        assert!(splitter.line("").is_empty());
        assert!(splitter.line("    b").is_empty());
        assert!(splitter.line("").is_empty());
        assert_eq!(splitter.line("c"), ["if a:\n\n    b", "c"]);
        assert_eq!(splitter.finish(), None);
    }
}
