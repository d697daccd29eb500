//! The interactive session: lines are read, run in their turn, and what happens meanwhile is shown.
//!
//! The editor blocks on a thread of its own; the session waits for it and for the board at once.

pub mod complete;
mod editor;
pub mod history;
mod script;
pub mod statements;
pub mod words;

use crate::failure::Failure;
use crate::output::Output;
use complete::Vocabulary;
use editor::{Ask, LineEditor, Typed};
use std::future::Future;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

const PROMPT: &str = ">>> ";
const CONTINUATION: &str = "... ";

/// Commands of the session itself; all others are those of the command line.
pub const SESSION_COMMANDS: &[(&str, &str)] = &[
    ("help", "List the commands, or explain one"),
    ("quit", "Leave; the board goes on"),
    ("save", "Write the statements of this session to a file"),
    ("load", "Run the statements of a file, as if typed"),
];

/// What runs the lines.
pub trait Evaluator {
    /// Runs a statement; what it printed has been shown when this returns.
    ///
    /// # Errors
    /// Why it did not run to its end; what has been shown already is not in the sentence.
    fn statement(&mut self, text: &str) -> impl Future<Output = Result<(), Failure>>;

    /// Runs a command of the command line.
    ///
    /// # Errors
    /// Why it failed.
    fn command(&mut self, words: Vec<String>) -> impl Future<Output = Result<(), Failure>>;

    /// What can be completed now.
    fn vocabulary(&self) -> Vocabulary;

    /// Waits for whole lines to show while no statement runs.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    /// The board is gone for good.
    fn background(&mut self) -> impl Future<Output = Result<String, Failure>>;
}

/// Whether the session goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Next {
    GoOn,
    Leave,
}

/// A session in progress.
struct Session<'e, E> {
    evaluator: &'e mut E,
    output: Output,
    /// Statements that ran to their end, for `:save`.
    done: Vec<String>,
}

/// Reads and runs lines until the end of the input.
///
/// With a terminal at both ends there is a prompt; without, standard input is a script that ends at the first failure.
///
/// # Errors
/// The failure that ended a script, or the loss of the board.
pub async fn run(evaluator: &mut impl Evaluator, output: Output) -> Result<(), Failure> {
    let mut session = Session {
        evaluator,
        output,
        done: Vec::new(),
    };
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        let editor = LineEditor::start()
            .map_err(|error| Failure::Usage(format!("the terminal cannot be used: {error}")))?;
        session.interactive(editor).await
    } else {
        session.script(script::standard_input()).await
    }
}

impl<E: Evaluator> Session<'_, E> {
    async fn interactive(&mut self, mut editor: LineEditor) -> Result<(), Failure> {
        let mut block = String::new();
        let mut remember = None;
        loop {
            let prompt = if block.is_empty() {
                PROMPT
            } else {
                CONTINUATION
            };
            editor.ask(Ask {
                prompt,
                vocabulary: Arc::new(self.evaluator.vocabulary()),
                remember: remember.take(),
            });
            match self.typed(&mut editor).await? {
                Typed::Interrupt => {
                    block.clear();
                    self.output.note("KeyboardInterrupt");
                }
                Typed::End if block.is_empty() => return Ok(()),
                Typed::End => block.clear(),
                Typed::Text(text) if block.is_empty() && text.trim_start().starts_with(':') => {
                    let line = text.trim().trim_start_matches(':').to_owned();
                    remember = Some(text);
                    if self.command_line(&line).await == Next::Leave {
                        return Ok(());
                    }
                }
                Typed::Text(text) => {
                    block.push_str(&text);
                    block.push('\n');
                    if compiler::completeness(&block) != compiler::Completeness::Incomplete {
                        let entry = std::mem::take(&mut block);
                        self.statements(&entry).await;
                        let entry = entry.trim_end();
                        remember = (!entry.is_empty()).then(|| entry.to_owned());
                    }
                }
            }
        }
    }

    /// Waits for the keyboard and shows above the line what the board says meanwhile.
    async fn typed(&mut self, editor: &mut LineEditor) -> Result<Typed, Failure> {
        loop {
            tokio::select! {
                biased;
                typed = editor.typed() => return Ok(typed),
                lines = self.evaluator.background() => editor.print_above(lines?),
            }
        }
    }

    /// Runs what was typed, a statement after the other, and tells what went wrong.
    async fn statements(&mut self, text: &str) {
        for statement in statements::split(text) {
            match self.evaluator.statement(&statement).await {
                Ok(()) => self.done.push(statement),
                // Whoever interrupts wants the prompt, not the next of the pasted lines.
                Err(Failure::Interrupted) => return,
                Err(failure) => self.tell(&failure),
            }
        }
    }

    async fn script(&mut self, mut lines: script::Lines) -> Result<(), Failure> {
        let mut splitter = statements::Splitter::default();
        loop {
            let line = tokio::select! {
                biased;
                line = lines.recv() => line,
                lines = self.evaluator.background() => {
                    self.output.program(lines?.as_bytes())?;
                    continue;
                }
            };
            let Some(line) = line else { break };
            if let Some(command) = line.strip_prefix(':') {
                if let Some(statement) = splitter.finish() {
                    self.evaluator.statement(&statement).await?;
                }
                if self.session_command(command).await? == Next::Leave {
                    return Ok(());
                }
                continue;
            }
            for statement in splitter.line(&line) {
                self.evaluator.statement(&statement).await?;
                self.done.push(statement);
            }
        }
        if let Some(statement) = splitter.finish() {
            self.evaluator.statement(&statement).await?;
        }
        Ok(())
    }

    /// Runs a line after its colon and tells what went wrong.
    async fn command_line(&mut self, line: &str) -> Next {
        match self.session_command(line).await {
            Ok(next) => next,
            Err(failure) => {
                self.tell(&failure);
                Next::GoOn
            }
        }
    }

    async fn session_command(&mut self, line: &str) -> Result<Next, Failure> {
        let words = words::split(line)?;
        let names: Vec<&str> = words.iter().map(String::as_str).collect();
        match names.as_slice() {
            [] => {}
            ["quit" | "q" | "exit"] => return Ok(Next::Leave),
            ["load", file] => {
                let text = read(Path::new(file))?;
                self.statements(&text).await;
            }
            ["save", file] => self.save(Path::new(file))?,
            ["load" | "save", ..] => {
                return Err(Failure::Usage("write the name of one file after it".into()));
            }
            ["help"] => self.help()?,
            ["help", command] => {
                let words = vec![(*command).to_owned(), "--help".to_owned()];
                self.evaluator.command(words).await?;
            }
            _ => self.evaluator.command(words).await?,
        }
        Ok(Next::GoOn)
    }

    fn save(&self, file: &Path) -> Result<(), Failure> {
        let mut text = self.done.join("\n");
        text.push('\n');
        std::fs::write(file, text).map_err(|error| Failure::unwritable(file, &error))?;
        let count = self.done.len();
        self.output
            .notice(&format!("{count} statements written to {}", file.display()));
        Ok(())
    }

    fn help(&self) -> Result<(), Failure> {
        let own = SESSION_COMMANDS
            .iter()
            .map(|(name, about)| ((*name).to_owned(), (*about).to_owned()));
        for (name, about) in own.chain(crate::cli::command_list()) {
            self.output.line(&format!(":{name:<12} {about}"))?;
        }
        Ok(())
    }

    /// Says what went wrong; that a line does not compile has been shown.
    fn tell(&self, failure: &Failure) {
        if let Failure::Compile { .. } = failure {
            return;
        }
        if let Some(sentence) = failure.sentence() {
            self.output.error(&sentence);
        }
    }
}

/// The text of a file, or one sentence about why there is none.
///
/// # Errors
/// [`Failure::Usage`].
pub fn read(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::unreadable(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = line_number(error.as_bytes(), error.utf8_error().valid_up_to());
        Failure::Usage(format!(
            "{}: line {line} is not UTF-8; save the file in that encoding",
            path.display()
        ))
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Number of the line that holds the byte at `offset`.
fn line_number(bytes: &[u8], offset: usize) -> usize {
    bytes.iter().take(offset).filter(|b| **b == b'\n').count() + 1
}

#[cfg(test)]
mod tests;
