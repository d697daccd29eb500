//! The command line: options that stand everywhere, the port, the command.

use crate::commands::Commands;
use crate::failure::{Failure, exit};
use crate::link::Port;
use crate::output::Output;
use clap::{Args, ColorChoice, CommandFactory, Parser};
use std::ffi::OsString;
use std::time::Duration;

/// How long a board may take to answer, unless `--timeout` says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// Embedded Python with a live shell.
///
/// Without a command: the interactive session on PORT, on the one USB board that is plugged in, or
/// else on a simulated board.
#[derive(Parser, Debug)]
#[command(name = "zshell", version)]
pub struct CommandLine {
    /// The options that stand everywhere.
    #[command(flatten)]
    pub global: Global,
    /// Port of the board: a path, `tcp://host:port`, or `sim`.
    #[arg(value_name = "PORT", help_heading = "Arguments")]
    pub attach: Option<String>,
    /// What to do; the session if left out.
    #[command(subcommand)]
    pub command: Option<Commands>,
}

/// A line of the session after its colon: a command of the command line, without the options that only make sense when a board is chosen.
#[derive(Parser, Debug)]
#[command(name = ":", disable_help_subcommand = true, no_binary_name = true)]
pub struct SessionLine {
    /// Print results as JSON, one object per line.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Commands,
}

impl SessionLine {
    /// Parses the words of a line; nothing if it asked for help, which has been shown.
    ///
    /// # Errors
    /// [`Failure::Usage`] with what is wrong.
    pub fn parse_words(words: &[String]) -> Result<Option<SessionLine>, Failure> {
        match SessionLine::try_parse_from(words) {
            Ok(line) => Ok(Some(line)),
            Err(error) if error.use_stderr() => {
                let text = error.render().to_string();
                let text = text.trim_start_matches("error: ");
                let about_usage = text.find("\n\nUsage:").unwrap_or(text.len());
                Err(Failure::Usage(text[..about_usage].trim_end().to_owned()))
            }
            Err(error) => {
                let _ = error.print();
                Ok(None)
            }
        }
    }
}

/// Options that stand everywhere.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Port of the board: a path, `tcp://host:port`, or `sim`.
    #[arg(short, long, global = true, env = "ZSHELL_PORT", value_name = "PORT")]
    pub port: Option<String>,
    /// Use a fresh simulated board; the same as `-p sim`.
    #[arg(long, global = true)]
    pub sim: bool,
    /// Print results as JSON, one object per line.
    #[arg(long, global = true)]
    pub json: bool,
    /// Give up after this long: seconds, or a number with `ms`, `s`, `m`, `h`.
    #[arg(long, global = true, value_name = "TIME", value_parser = duration)]
    pub timeout: Option<Duration>,
    /// When to use colour.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    pub color: ColorChoice,
    /// Leave out notices.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell what goes on underneath.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl Global {
    /// The port that was named, if any; `--sim` counts.
    ///
    /// # Errors
    /// [`Failure::Usage`] if it is none.
    pub fn port(&self) -> Result<Option<Port>, Failure> {
        let named = self.port.as_deref().filter(|port| !port.is_empty());
        let named = if self.sim { Some("sim") } else { named };
        Ok(named.map(Port::parse).transpose()?)
    }

    /// How long a board may take to answer.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.timeout.unwrap_or(DEFAULT_TIMEOUT)
    }

    /// How zshell speaks under these options.
    #[must_use]
    pub fn output(&self) -> Output {
        Output::new(self.json, self.quiet, self.verbose, self.color)
    }
}

/// Reads a time: a number of seconds, or a number with a unit.
///
/// # Errors
/// A sentence, for clap to show.
pub fn duration(text: &str) -> Result<Duration, String> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let seconds_each = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("`{unit}` is no unit of time; use ms, s, m or h")),
    };
    let number: f64 = number
        .parse()
        .map_err(|_| "write a number of seconds, or one with a unit: 500ms, 2s".to_owned())?;
    let seconds = number * seconds_each;
    if (0.001..=31_536_000.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("a time is between 1ms and a year".to_owned())
    }
}

/// Parses the command line; help and mistakes have been shown when it fails with an exit code.
///
/// # Errors
/// The exit code: 0 after `--help`, 2 after a mistake.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<CommandLine, u8> {
    let line = CommandLine::try_parse_from(arguments).map_err(|error| {
        let code = if error.use_stderr() {
            exit::USAGE
        } else {
            exit::DONE
        };
        let _ = error.print();
        code
    })?;
    if let Some(word) = &line.attach
        && !is_plausible_port(word)
    {
        line.global.output().error(&mistyped(word));
        return Err(exit::USAGE);
    }
    Ok(line)
}

/// Whether a word on the command line looks like a port rather than a command.
fn is_plausible_port(word: &str) -> bool {
    let numbered = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    word == "sim"
        || word.contains(['/', '\\', ':'])
        || word.strip_prefix("COM").is_some_and(numbered)
        || std::path::Path::new(word).exists()
}

/// Name and purpose of every command, for the session's `:help`.
pub fn command_list() -> impl Iterator<Item = (String, String)> {
    let command = CommandLine::command();
    let rows: Vec<(String, String)> = command
        .get_subcommands()
        .map(|command| {
            let about = command.get_about().map(ToString::to_string);
            (command.get_name().to_owned(), about.unwrap_or_default())
        })
        .collect();
    rows.into_iter()
}

/// The names of the commands.
pub fn command_names() -> impl Iterator<Item = String> {
    command_list().map(|(name, _)| name)
}

/// The sentence for a word that is neither a command nor a port.
fn mistyped(word: &str) -> String {
    let command = CommandLine::command();
    let near = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .map(|name| (distance(word, name), name))
        .min();
    match near {
        Some((distance, name)) if distance <= 2 => {
            format!("`{word}` is neither a command nor a port; did you mean `{name}`?")
        }
        _ => format!(
            "`{word}` is neither a command nor a port; `zshell --help` lists the commands, `zshell ports` the ports"
        ),
    }
}

/// Edits that turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> CommandLine {
        let words = std::iter::once("zshell").chain(words.iter().copied());
        parse(words.map(OsString::from)).expect("a command line")
    }

    #[test]
    fn the_definition_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_port_alone_is_the_session() {
        let line = line(&["/dev/ttyUSB0"]);
        assert_eq!(line.attach.as_deref(), Some("/dev/ttyUSB0"));
        assert!(line.command.is_none());
    }

    #[test]
    fn options_stand_before_and_after_the_command() {
        let before = line(&["--json", "-p", "sim", "ports"]);
        let after = line(&["ports", "--json", "-p", "sim"]);
        for line in [before, after] {
            assert!(line.global.json);
            assert!(matches!(line.global.port(), Ok(Some(Port::Child { .. }))));
            assert!(matches!(line.command, Some(Commands::Ports(_))));
        }
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration("2"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        for wrong in ["", "s", "1x", "-1", "0", "1..2", "99999999h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_mistyped_command_is_named_with_its_neighbour() {
        assert_eq!(
            mistyped("prots"),
            "`prots` is neither a command nor a port; did you mean `ports`?"
        );
        assert!(mistyped("frobnicate").contains("zshell --help"));
        let wrong = ["zshell", "prots"].map(OsString::from);
        assert_eq!(parse(wrong).map(|_| ()), Err(2));
    }

    #[test]
    fn a_mistyped_command_is_no_port() {
        assert!(!is_plausible_port("thread"));
        assert!(!is_plausible_port("COMX"));
        assert!(is_plausible_port("COM12"));
        assert!(is_plausible_port("/dev/nothing"));
        assert!(is_plausible_port("tcp://h:1"));
    }

    #[test]
    fn a_line_of_the_session_is_a_command() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let line = SessionLine::parse_words(&words("gc --collect --json"));
        assert!(line.expect("a command").expect("not help").json);
        let failure = SessionLine::parse_words(&words("frobnicate")).expect_err("unknown");
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.to_string().contains("frobnicate"));
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(distance("run", "run"), 0);
        assert_eq!(distance("rnu", "run"), 2);
        assert_eq!(distance("", "gc"), 2);
        assert_eq!(distance("threads", "thread"), 1);
    }
}
