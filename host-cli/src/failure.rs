//! Why zshell did not do what it was asked, and the exit code that says so to scripts.

use crate::device::ConnectError;
use crate::link::{LinkError, PortError};
use std::fmt;
use std::io;
use std::path::Path;

/// Exit codes; scripts rely on them, so none ever changes its meaning.
pub mod exit {
    /// Done.
    pub const DONE: u8 = 0;
    /// The program on the board raised, or the board refused.
    pub const RAISED: u8 = 1;
    /// The command line, or a file it names, is wrong.
    pub const USAGE: u8 = 2;
    /// No port, or several to choose from.
    pub const NO_PORT: u8 = 3;
    /// The port is busy or may not be opened.
    pub const PORT_DENIED: u8 = 4;
    /// The link did not answer in time.
    pub const TIMED_OUT: u8 = 5;
    /// The board speaks another version.
    pub const VERSION: u8 = 6;
    /// The source does not compile.
    pub const COMPILE: u8 = 7;
    /// Interrupted from the keyboard.
    pub const INTERRUPTED: u8 = 130;
}

/// What went wrong, by whose doing it is and what the exit code must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The command line or a file it names is wrong.
    Usage(String),
    /// No port, or several.
    NoPort(String),
    /// The port is busy or may not be opened.
    PortDenied(String),
    /// The link did not answer in time, or was lost with a command under way.
    TimedOut(String),
    /// The board speaks another version.
    Version(String),
    /// The source does not compile; the diagnostics have been shown.
    Compile {
        /// How many errors were shown.
        errors: usize,
    },
    /// The program on the board raised; the traceback has been shown.
    Raised,
    /// The board refused, with its sentence.
    Refused(String),
    /// The keyboard interrupted it.
    Interrupted,
    /// Nobody reads standard output any more.
    OutputClosed,
}

impl Failure {
    /// The exit code that tells it to scripts.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_) => exit::USAGE,
            Failure::NoPort(_) => exit::NO_PORT,
            Failure::PortDenied(_) => exit::PORT_DENIED,
            Failure::TimedOut(_) => exit::TIMED_OUT,
            Failure::Version(_) => exit::VERSION,
            Failure::Compile { .. } => exit::COMPILE,
            Failure::Raised | Failure::Refused(_) => exit::RAISED,
            Failure::Interrupted => exit::INTERRUPTED,
            Failure::OutputClosed => exit::DONE,
        }
    }

    /// The sentence for a person; `None` if everything has been said already.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        match self {
            Failure::Usage(text)
            | Failure::NoPort(text)
            | Failure::PortDenied(text)
            | Failure::TimedOut(text)
            | Failure::Version(text)
            | Failure::Refused(text) => Some(text.clone()),
            Failure::Compile { errors: 1 } => Some("1 error; nothing was sent".into()),
            Failure::Compile { errors } => Some(format!("{errors} errors; nothing was sent")),
            Failure::Raised | Failure::Interrupted | Failure::OutputClosed => None,
        }
    }

    /// A file that could not be read.
    #[must_use]
    pub fn unreadable(path: &Path, error: &io::Error) -> Failure {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
            io::ErrorKind::IsADirectory => "it is a directory, not a file".to_owned(),
            _ => reason(error),
        };
        Failure::Usage(format!("{}: {why}", path.display()))
    }

    /// A file that could not be written.
    #[must_use]
    pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "its directory does not exist".to_owned(),
            io::ErrorKind::PermissionDenied => "you may not write it".to_owned(),
            io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
            _ => reason(error),
        };
        Failure::Usage(format!("{}: {why}", path.display()))
    }
}

impl Failure {
    /// The failure with this exit code.
    fn from_code(code: u8, sentence: String) -> Failure {
        match code {
            exit::USAGE => Failure::Usage(sentence),
            exit::NO_PORT => Failure::NoPort(sentence),
            exit::PORT_DENIED => Failure::PortDenied(sentence),
            exit::VERSION => Failure::Version(sentence),
            exit::RAISED => Failure::Refused(sentence),
            _ => Failure::TimedOut(sentence),
        }
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Failure {
        Failure::from_code(error.exit_code(), sentence(&error.to_string()))
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Failure {
        Failure::from_code(error.exit_code(), sentence(&error.to_string()))
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Failure {
        Failure::from_code(error.exit_code(), sentence(&error.to_string()))
    }
}

/// A board's sentence as it stands after `error:`, without the final stop and the capital.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        // `COM3` and `UTF-8` keep theirs.
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The system's words without the number that Rust adds.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sentence() {
            Some(text) => f.write_str(&text),
            None => f.write_str(match self {
                Failure::Raised => "the program raised",
                Failure::Interrupted => "interrupted",
                _ => "standard output was closed",
            }),
        }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_a_usage_error_in_one_sentence() {
        let path = Path::new("no/such.py");
        let error = std::fs::read(path).expect_err("the file does not exist");
        let failure = Failure::unreadable(path, &error);
        assert_eq!(failure.exit_code(), exit::USAGE);
        assert_eq!(
            failure.sentence().as_deref(),
            Some("no/such.py: there is no such file")
        );
    }

    #[test]
    fn what_was_shown_already_is_not_said_twice() {
        assert_eq!(Failure::Raised.sentence(), None);
        assert_eq!(Failure::Raised.exit_code(), 1);
        assert_eq!(Failure::Interrupted.exit_code(), 130);
        assert_eq!(Failure::Compile { errors: 2 }.exit_code(), 7);
    }

    #[test]
    fn a_boards_sentence_follows_a_colon() {
        let refused = LinkError::Refused(protocol::Error::NoSuchThread);
        assert_eq!(
            Failure::from(refused),
            Failure::Refused("there is no such thread".into())
        );
    }

    #[test]
    fn names_keep_their_capitals() {
        assert_eq!(sentence("COM3 is in use."), "COM3 is in use");
        assert_eq!(sentence("A text is wrong."), "a text is wrong");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn the_systems_words_lose_their_number() {
        assert_eq!(
            reason(&io::Error::from_raw_os_error(28)),
            "No space left on device"
        );
    }
}
