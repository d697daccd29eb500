//! The session against an evaluator that writes down what it is given.

use super::complete::Vocabulary;
use super::{Evaluator, Next, Session};
use crate::cli::CommandLine;
use crate::failure::Failure;
use clap::Parser;
use tokio::sync::mpsc;

#[derive(Default)]
struct Notebook {
    statements: Vec<String>,
    commands: Vec<Vec<String>>,
}

impl Evaluator for Notebook {
    async fn statement(&mut self, text: &str) -> Result<(), Failure> {
        self.statements.push(text.to_owned());
        match text {
            "boom" => Err(Failure::Raised),
            "stop" => Err(Failure::Interrupted),
            _ => Ok(()),
        }
    }

    async fn command(&mut self, words: Vec<String>) -> Result<(), Failure> {
        self.commands.push(words);
        Ok(())
    }

    fn vocabulary(&self) -> Vocabulary {
        Vocabulary::default()
    }

    async fn background(&mut self) -> Result<String, Failure> {
        std::future::pending().await
    }
}

fn session(notebook: &mut Notebook) -> Session<'_, Notebook> {
    let line = CommandLine::parse_from(["zshell", "--quiet", "--color", "never"]);
    Session {
        evaluator: notebook,
        output: line.global.output(),
        done: Vec::new(),
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(future)
}

fn run_script(text: &str) -> (Notebook, Result<(), Failure>) {
    let mut notebook = Notebook::default();
    let result = wait(async {
        let (sender, lines) = mpsc::channel(64);
        for line in text.lines() {
            sender.send(line.to_owned()).await.expect("room");
        }
        drop(sender);
        session(&mut notebook).script(lines).await
    });
    (notebook, result)
}

#[test]
fn a_script_runs_statement_by_statement_and_ends_at_the_first_failure() {
    let (notebook, result) = run_script("a = 1\nif a:\n    b\n\n    c\n:gc --collect\nboom\nd");
    assert_eq!(result, Err(Failure::Raised));
    assert_eq!(
        notebook.statements,
        ["a = 1", "if a:\n    b\n\n    c", "boom"]
    );
    assert_eq!(notebook.commands, [["gc", "--collect"]]);
}

#[test]
fn a_script_can_leave() {
    let (notebook, result) = run_script("a\n:quit\nb");
    assert_eq!(result, Ok(()));
    assert_eq!(notebook.statements, ["a"]);
}

#[test]
fn a_paste_goes_on_after_an_exception_and_stops_at_an_interrupt() {
    let mut notebook = Notebook::default();
    wait(session(&mut notebook).statements("a\nboom\nb\nstop\nc"));
    assert_eq!(notebook.statements, ["a", "boom", "b", "stop"]);
}

#[test]
fn what_ran_can_be_saved_and_loaded() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("my session.py");
    let line = format!("save '{}'", file.display());
    let mut notebook = Notebook::default();
    let mut first = session(&mut notebook);
    wait(first.statements("x = 1\nboom\ndef f():\n    return x\n"));
    assert_eq!(wait(first.command_line(&line)), Next::GoOn);
    let mut notebook = Notebook::default();
    let mut second = session(&mut notebook);
    wait(second.command_line(&format!("load '{}'", file.display())));
    assert_eq!(notebook.statements, ["x = 1", "def f():\n    return x"]);
}

#[test]
fn a_file_that_is_not_text_is_refused_with_its_line() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("bad.py");
    std::fs::write(&file, b"a = 1\nb = '\xff'\n").expect("written");
    let failure = super::read(&file).expect_err("not UTF-8");
    assert_eq!(failure.exit_code(), 2);
    assert!(failure.to_string().contains("line 2 is not UTF-8"));
    assert_eq!(
        super::read(directory.path())
            .expect_err("a directory")
            .exit_code(),
        2
    );
}
