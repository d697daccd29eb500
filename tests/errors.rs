//! Refusals: the diagnostics of a program stand in it, each below its line, as `#   ^^^ E0103`.
//! A mark that would begin in the first column begins in the second.

use compiler::diagnostic::Diagnostic;
use tests::build::{compile, sources};
use tests::compare::{Failures, same_as_file};
use tests::program::{Program, programs};

/// The program without marks.
fn bare(text: &str) -> String {
    let lines = text.lines().filter(|line| !is_mark(line));
    lines.map(|line| format!("{line}\n")).collect()
}

fn is_mark(line: &str) -> bool {
    line.starts_with('#') && line.trim_start_matches(['#', ' ']).starts_with('^')
}

/// The program with the marks of its diagnostics.
fn marked(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    let mut start = 0;
    let mut here: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|d| &*d.module == compiler::MAIN)
        .collect();
    here.sort_by_key(|d| (d.primary.span.start, d.code()));
    for line in text.split_inclusive('\n') {
        out.push_str(line);
        let end = start + line.len();
        for diagnostic in &here {
            let span = diagnostic.primary.span;
            let (from, to) = (span.start as usize, span.end as usize);
            if !(start..end).contains(&from) {
                continue;
            }
            let column = line[..from - start].chars().count();
            let width = line[from - start..].trim_end().get(..to - from);
            let width = width
                .unwrap_or(line[from - start..].trim_end())
                .chars()
                .count();
            let carets = if column == 0 {
                width.saturating_sub(1)
            } else {
                width
            }
            .max(1);
            let space = " ".repeat(column.saturating_sub(1));
            out.push_str(&format!(
                "#{space}{} {}\n",
                "^".repeat(carets),
                diagnostic.code()
            ));
        }
        start = end;
    }
    out
}

fn check(program: &Program) -> Result<(), String> {
    // The marks are comments, so offsets count with them: the bare text is what is compiled.
    let text = bare(&program.text());
    let folder = std::env::temp_dir().join(format!("zshell-errors-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
    let copy = Program {
        path: folder.join("program.py"),
        name: program.name.clone(),
    };
    std::fs::write(&copy.path, &text).map_err(|why| why.to_string())?;
    let compiled = compile(&copy);
    let outside = sources(&copy);
    std::fs::remove_dir_all(&folder).map_err(|why| why.to_string())?;
    let Err(diagnostics) = compiled else {
        return Err("it compiles".into());
    };
    if let Some(other) = diagnostics.iter().find(|d| &*d.module != compiler::MAIN) {
        return Err(tests::build::diagnostic_line(&outside, other));
    }
    same_as_file(&program.path, &marked(&text, &diagnostics))
}

#[test]
fn each_program_is_refused_as_it_says() {
    let mut failures = Failures::default();
    for program in programs("errors") {
        failures.note(&program.name, check(&program));
    }
    failures.finish();
}
