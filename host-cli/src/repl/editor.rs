//! The line editor, on a thread of its own: it blocks, and the session must not.

use super::complete::{Vocabulary, candidates};
use super::history;
use compiler::{Completeness, completeness};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Editor, ExternalPrinter, Helper};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use tokio::sync::mpsc as answers;

/// What the editor is asked for.
#[derive(Debug)]
pub(super) struct Ask {
    /// What stands before the line.
    pub(super) prompt: &'static str,
    /// What Tab offers.
    pub(super) vocabulary: Arc<Vocabulary>,
    /// A whole entry that came before, for the history.
    pub(super) remember: Option<String>,
}

/// What came from the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A line, or several that were pasted or recalled, without the last newline.
    Text(String),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D on an empty line, or the terminal is gone.
    End,
}

/// The editor's thread, seen from the session.
#[derive(Debug)]
pub(super) struct LineEditor {
    asks: mpsc::Sender<Ask>,
    typed: answers::UnboundedReceiver<Typed>,
    above: mpsc::Sender<String>,
}

impl LineEditor {
    /// Starts the thread.
    ///
    /// # Errors
    /// The terminal cannot be used, in the editor's words.
    pub(super) fn start() -> Result<LineEditor, String> {
        let config = Config::builder()
            .auto_add_history(false)
            .completion_type(CompletionType::List)
            .max_history_size(history::ENTRIES)
            .and_then(|config| config.history_ignore_dups(true))
            .map_err(|error| error.to_string())?
            .build();
        let mut editor: Editor<Assistant, FileHistory> =
            Editor::with_config(config).map_err(|error| error.to_string())?;
        editor.set_helper(Some(Assistant::default()));
        let (above, lines) = mpsc::channel();
        match editor.create_external_printer() {
            Ok(printer) => thread::spawn(move || print_above(printer, &lines)),
            // A terminal that cannot be drawn on: the lines simply follow one another.
            Err(_) => thread::spawn(move || lines.iter().for_each(|line| print!("{line}"))),
        };
        let (asks, asked) = mpsc::channel();
        let (answer, typed) = answers::unbounded_channel();
        thread::spawn(move || serve(editor, &asked, &answer));
        Ok(LineEditor { asks, typed, above })
    }

    /// Begins to read a line; [`LineEditor::typed`] gives it.
    pub(super) fn ask(&self, ask: Ask) {
        // If the thread has ended, the answer's channel is closed too and says so.
        let _ = self.asks.send(ask);
    }

    /// Waits for the line that was asked for.
    pub(super) async fn typed(&mut self) -> Typed {
        self.typed.recv().await.unwrap_or(Typed::End)
    }

    /// Prints whole lines above the line that is being edited.
    pub(super) fn print_above(&self, lines: String) {
        let _ = self.above.send(lines);
    }
}

/// The printer can block until the next line is read, so it has a thread to itself.
fn print_above(mut printer: impl ExternalPrinter, lines: &mpsc::Receiver<String>) {
    for text in lines {
        if printer.print(text).is_err() {
            return;
        }
    }
}

fn serve(
    mut editor: Editor<Assistant, FileHistory>,
    asked: &mpsc::Receiver<Ask>,
    answer: &answers::UnboundedSender<Typed>,
) {
    let file = history::file();
    if let Some(file) = &file {
        let _ = editor.load_history(file);
    }
    for ask in asked {
        if let Some(entry) = ask.remember {
            remember(&mut editor, file.as_ref(), &entry);
        }
        if let Some(helper) = editor.helper_mut() {
            helper.vocabulary = ask.vocabulary;
        }
        let typed = match editor.readline(ask.prompt) {
            Ok(text) => Typed::Text(text),
            Err(ReadlineError::Interrupted) => Typed::Interrupt,
            Err(_) => Typed::End,
        };
        if answer.send(typed).is_err() {
            return;
        }
    }
}

/// Writes the entry out at once: a session that is killed has lost nothing.
fn remember(editor: &mut Editor<Assistant, FileHistory>, file: Option<&PathBuf>, entry: &str) {
    if editor.add_history_entry(entry).is_ok_and(|added| added)
        && let Some(file) = file
    {
        let _ = editor.append_history(file);
    }
}

/// Answers the editor's questions about what is typed.
#[derive(Debug, Default)]
struct Assistant {
    vocabulary: Arc<Vocabulary>,
}

impl Helper for Assistant {}
impl Highlighter for Assistant {}
impl Hinter for Assistant {
    type Hint = String;
}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        cursor: usize,
        _: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(candidates(&self.vocabulary, line, cursor))
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if waits_for_more(context.input()) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

/// Whether Enter adds a line to what is edited.
///
/// A single line goes to the session, which asks for the next with a prompt of its own; what was pasted or recalled is edited as a whole.
fn waits_for_more(input: &str) -> bool {
    input.contains('\n')
        && !input.starts_with(':')
        && completeness(&format!("{input}\n")) == Completeness::Incomplete
}

#[cfg(test)]
mod tests {
    use super::waits_for_more;

    #[test]
    fn a_recalled_block_is_edited_until_it_is_closed() {
        assert!(!waits_for_more("def f():"));
        assert!(waits_for_more("def f():\n    return 1"));
        assert!(!waits_for_more("def f():\n    return 1\n"));
        assert!(!waits_for_more("a = 1\nb = 2"));
        assert!(!waits_for_more("a = 1\nb = ="));
    }
}
