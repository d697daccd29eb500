//! Transcripts: playing one, and comparing its screen.

use std::time::Duration;

use tests::shell::PATIENCE;

use super::terminal::Terminal;

const PROMPTS: [&str; 2] = [">>> ", "... "];
/// How long a running line is left alone before it is interrupted.
const BEFORE_INTERRUPT: Duration = Duration::from_millis(500);

fn typed(line: &str) -> Option<&str> {
    if line == ">>>" || line == "..." {
        return Some("");
    }
    PROMPTS.iter().find_map(|prompt| line.strip_prefix(prompt))
}

fn is_prompt(line: Option<&String>) -> bool {
    line.is_some_and(|line| line == ">>>" || line == "...")
}

/// Plays a transcript and compares the screen it leaves.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let (start, screen) = lines.split_first().ok_or("an empty transcript")?;
    let arguments = start
        .strip_prefix("$ zshell")
        .ok_or("does not begin with `$ zshell`")?;
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let home = tempfile::tempdir().map_err(|why| why.to_string())?;
    let mut terminal = Terminal::start(&arguments, home.path()).map_err(|why| why.to_string())?;
    let got = play(&mut terminal, screen);
    let lines = terminal.lines();
    got.and_then(|()| same(screen, &lines))
        .map_err(|why| format!("{why}\nthe screen:\n{}", lines.join("\n")))
}

fn play(terminal: &mut Terminal, screen: &[&str]) -> Result<(), String> {
    let mut entered = 0;
    for line in screen {
        if *line == "^C" {
            std::thread::sleep(BEFORE_INTERRUPT);
            terminal.until(BEFORE_INTERRUPT, |_| true);
            if is_prompt(terminal.lines().last()) {
                terminal.type_text("\x03");
            } else {
                terminal.interrupt();
            }
            continue;
        }
        let key = (*line == "^D").then_some("\x04");
        let Some(text) = typed(line).or(key) else {
            continue;
        };
        let here = |lines: &[String]| is_prompt(lines.last());
        if !terminal.until(PATIENCE, here) {
            return Err(format!(
                "no prompt before line {} is typed: {line}",
                entered + 1
            ));
        }
        entered += 1;
        let before = terminal.lines();
        terminal.type_text(text);
        if key.is_none() {
            terminal.type_text("\r");
        }
        // On a busy machine even the echo takes its time.
        terminal.until(PATIENCE, |lines| lines != before || key.is_some());
    }
    // What comes after the last key: a program that ends, or nothing more.
    let leaves = screen
        .iter()
        .any(|line| matches!(*line, "^D" | ">>> :quit"));
    if leaves {
        let ended = terminal.until(PATIENCE, |_| true) && terminal.ends(PATIENCE);
        return if ended {
            Ok(())
        } else {
            Err("does not end".into())
        };
    }
    let here = |lines: &[String]| is_prompt(lines.last());
    if terminal.until(PATIENCE, here) {
        Ok(())
    } else {
        Err("no prompt at the end".into())
    }
}

/// Compares a screen with what a transcript says of it.
fn same(expected: &[&str], got: &[String]) -> Result<(), String> {
    let expected: Vec<&str> = expected
        .iter()
        .map(|line| line.trim_end())
        .filter(|line| !matches!(*line, "^C" | "^D"))
        .collect();
    let mut got: Vec<&str> = got.iter().map(String::as_str).collect();
    while got
        .last()
        .is_some_and(|line| line.is_empty() || is_prompt(Some(&(*line).to_owned())))
    {
        got.pop();
    }
    if lines_match(&expected, &got) {
        return Ok(());
    }
    let first = expected
        .iter()
        .zip(&got)
        .position(|(e, g)| !line_matches(e, g));
    let at = first.unwrap_or(expected.len().min(got.len()));
    Err(format!(
        "line {}\n  expected {}\n  got      {}",
        at + 1,
        expected.get(at).unwrap_or(&"(the end)"),
        got.get(at).unwrap_or(&"(the end)")
    ))
}

fn lines_match(expected: &[&str], got: &[&str]) -> bool {
    match expected.split_first() {
        None => got.is_empty(),
        Some((&"…", rest)) => (0..=got.len()).any(|skip| lines_match(rest, &got[skip..])),
        Some((line, rest)) => got
            .split_first()
            .is_some_and(|(first, others)| line_matches(line, first) && lines_match(rest, others)),
    }
}

fn line_matches(expected: &str, got: &str) -> bool {
    let mut parts = expected.split('…');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = got.strip_prefix(first) else {
        return false;
    };
    let mut open = false;
    for part in parts {
        open = true;
        if part.is_empty() {
            continue;
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
        open = false;
    }
    open || rest.is_empty()
}

#[test]
fn dots_stand_for_anything() {
    assert!(line_matches("a … b …", "a 12 b 34") && !line_matches("a … b", "a 12 c"));
    assert!(line_matches("…", "") && !line_matches("x", "xy"));
    assert!(lines_match(&["a", "…", "z"], &["a", "b", "c", "z"]));
    assert!(!lines_match(&["a", "…", "z"], &["a", "b"]));
}
