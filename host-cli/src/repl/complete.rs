//! What Tab offers: names of the program, keywords, commands, files.

use std::collections::BTreeMap;
use std::path::{MAIN_SEPARATOR, Path};

/// The soft keywords included: they begin statements that people type.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "break", "case", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
    "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// One level of indentation, which Tab inserts where no word begins.
const INDENT: &str = "    ";

/// What can be completed at the moment.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Names that a line can use.
    pub names: Vec<String>,
    /// Names in modules and classes, by what stands before the dot.
    pub members: BTreeMap<String, Vec<String>>,
    /// Modules that can be imported.
    pub modules: Vec<String>,
    /// Commands, without their colon.
    pub commands: Vec<String>,
}

/// Where the completed word begins, in bytes, and what it can become.
#[must_use]
pub fn candidates(vocabulary: &Vocabulary, line: &str, cursor: usize) -> (usize, Vec<String>) {
    let before = line.get(..cursor).unwrap_or(line);
    let current = before.rsplit('\n').next().unwrap_or(before);
    if let Some(command) = before.strip_prefix(':') {
        return match command.rfind(char::is_whitespace) {
            None => (1, matching(&vocabulary.commands, command)),
            Some(space) => files(before, space + 2),
        };
    }
    if current.trim().is_empty() {
        return (cursor, vec![INDENT.to_owned()]);
    }
    let start = word_start(before);
    let word = &before[start..];
    if before[..start].ends_with(['"', '\'']) || in_string(current) {
        return files(before, string_start(before));
    }
    if let Some((owner, part)) = word.rsplit_once('.') {
        let found = match vocabulary.members.get(owner) {
            Some(members) => matching(members, part),
            None => Vec::new(),
        };
        return (cursor - part.len(), found);
    }
    let words = current.trim_start();
    if words.starts_with("import ") || words.starts_with("from ") && !words.contains(" import ") {
        return (start, matching(&vocabulary.modules, word));
    }
    let mut found = matching(&vocabulary.names, word);
    found.extend(
        KEYWORDS
            .iter()
            .filter(|keyword| keyword.starts_with(word))
            .map(|keyword| (*keyword).to_owned()),
    );
    found.sort();
    found.dedup();
    (start, found)
}

fn matching(words: &[String], prefix: &str) -> Vec<String> {
    // A leading underscore hides a name until it is asked for.
    let mut found: Vec<String> = words
        .iter()
        .filter(|word| word.starts_with(prefix) && (!word.starts_with('_') || !prefix.is_empty()))
        .cloned()
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Where the dotted name before the cursor begins.
fn word_start(before: &str) -> usize {
    before
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || *c == '_' || *c == '.')
        .last()
        .map_or(before.len(), |(at, _)| at)
}

/// Whether the end of the line stands inside a quoted string.
fn in_string(line: &str) -> bool {
    let mut quote = None;
    let mut escaped = false;
    for c in line.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '#' => return false,
            _ => {}
        }
    }
    quote.is_some()
}

fn string_start(before: &str) -> usize {
    before.rfind(['"', '\'']).map_or(0, |at| at + 1)
}

/// Files and directories whose path continues what stands from `start` on.
fn files(before: &str, start: usize) -> (usize, Vec<String>) {
    let typed = before.get(start..).unwrap_or_default();
    let (directory, part) = match typed.rfind(['/', MAIN_SEPARATOR]) {
        Some(at) => typed.split_at(at + 1),
        None => ("", typed),
    };
    let place = if directory.is_empty() { "." } else { directory };
    let mut found = Vec::new();
    for entry in Path::new(place).read_dir().into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.starts_with(part) && (!name.starts_with('.') || part.starts_with('.')) {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            found.push(format!("{name}{slash}"));
        }
    }
    found.sort();
    (before.len() - part.len(), found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Vocabulary {
            names: texts(&["print", "pulse", "pin", "_hidden"]),
            members: BTreeMap::from([("timers".to_owned(), texts(&["timer", "now"]))]),
            modules: texts(&["timers", "threading"]),
            commands: texts(&["threads", "top", "gc"]),
        }
    }

    fn complete(line: &str) -> (usize, Vec<String>) {
        candidates(&vocabulary(), line, line.len())
    }

    #[test]
    fn names_and_keywords_are_offered_together() {
        assert_eq!(
            complete("x = p"),
            (
                4,
                ["pass", "pin", "print", "pulse"].map(String::from).into()
            )
        );
        assert_eq!(complete("f(pu"), (2, vec!["pulse".to_owned()]));
        assert_eq!(complete("_h"), (0, vec!["_hidden".to_owned()]));
        assert!(!complete("x+").1.contains(&"_hidden".to_owned()));
    }

    #[test]
    fn members_commands_and_modules_have_their_own_words() {
        assert_eq!(complete("timers.n"), (7, vec!["now".to_owned()]));
        assert_eq!(complete("unknown.n"), (8, Vec::new()));
        assert_eq!(
            complete(":t"),
            (1, vec!["threads".to_owned(), "top".to_owned()])
        );
        assert_eq!(
            complete("import t"),
            (7, vec!["threading".to_owned(), "timers".to_owned()])
        );
        assert_eq!(complete("from ti"), (5, vec!["timers".to_owned()]));
    }

    #[test]
    fn tab_indents_where_no_word_begins() {
        assert_eq!(complete("def f():\n"), (9, vec![INDENT.to_owned()]));
        assert_eq!(complete("    "), (4, vec![INDENT.to_owned()]));
    }

    #[test]
    fn files_are_offered_in_strings_and_after_commands() {
        let (start, found) = complete("open('src/repl/comp");
        assert_eq!(start, "open('src/repl/".len());
        assert_eq!(found, ["complete.rs"]);
        let (start, found) = complete(":load src/rep");
        assert_eq!(start, ":load src/".len());
        assert_eq!(found, ["repl/", "report/"]);
        assert!(in_string("f('a"));
        assert!(!in_string("f('a\\'b') # 'c"));
    }
}
