//! What a reset of the board is on a host: the process begins anew, in its place.
//!
//! Threads of a host cannot be taken away from outside, and a real chip does not ask its threads either; so the process
//! executes itself again.
//! The pipe to the host stays open as standard input and output, which a process keeps over that;
//! the environment tells the new one how it came to be, and a file keeps flash that has no file of its own.

use port_sim::FlashStore;
use vhal::ResetCause;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// The variable that carries a [`Resumed`] over a restart.
const VARIABLE: &str = "ZSHELL_SIM_RESUMED";

/// What standard input and output are after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inherited {
    /// Both directions of a pipe, which ends with the board.
    Pipe,
    /// The listening socket as standard input.
    Listener,
}

/// How a process that began anew came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resumed {
    pub(crate) inherited: Inherited,
    pub(crate) cause: ResetCause,
    /// Where the contents of flash are, to be deleted once read.
    pub(crate) flash: Option<PathBuf>,
}

/// The causes that a simulated board knows, and their names in the environment.
const CAUSES: [(ResetCause, &str); 4] = [
    (ResetCause::PowerOn, "power-on"),
    (ResetCause::External, "external"),
    (ResetCause::Software, "software"),
    (ResetCause::Watchdog, "watchdog"),
];

impl Resumed {
    /// How this process came to be; `None` if a person or a program started it.
    pub(crate) fn from_environment() -> Option<Self> {
        std::env::var(VARIABLE)
            .ok()
            .and_then(|text| Self::parse(&text))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        let inherited = match parts.next()? {
            "pipe" => Inherited::Pipe,
            "listener" => Inherited::Listener,
            _ => return None,
        };
        let name = parts.next()?;
        let (cause, _) = CAUSES.iter().find(|(_, known)| *known == name)?;
        let flash = parts
            .next()
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        Some(Self {
            inherited,
            cause: *cause,
            flash,
        })
    }

    /// The variable of the environment, and its value.
    pub(crate) fn variable(&self) -> (&'static str, String) {
        (VARIABLE, self.text())
    }

    fn text(&self) -> String {
        let inherited = match self.inherited {
            Inherited::Pipe => "pipe",
            Inherited::Listener => "listener",
        };
        let cause = CAUSES
            .iter()
            .find(|(cause, _)| *cause == self.cause)
            .map_or("software", |(_, name)| name);
        let flash = self
            .flash
            .as_ref()
            .map_or_else(String::new, |path| path.display().to_string());
        format!("{inherited} {cause} {flash}")
    }
}

/// Puts the contents of flash into a file that the next life of the process reads, if any of it is written.
pub(crate) fn leave_flash(flash: &FlashStore) -> io::Result<Option<PathBuf>> {
    let contents = flash.contents();
    if contents.iter().all(|byte| *byte == 0xff) {
        return Ok(None);
    }
    let path = std::env::temp_dir().join(format!("zshell-sim-flash-{}", std::process::id()));
    std::fs::write(&path, contents)?;
    Ok(Some(path))
}

/// Flash with the contents of such a file, which is deleted.
pub(crate) fn find_flash(path: &PathBuf) -> io::Result<Arc<FlashStore>> {
    let contents = std::fs::read(path)?;
    std::fs::remove_file(path)?;
    Ok(FlashStore::with_contents(contents))
}

#[cfg(test)]
mod tests {
    use super::{Inherited, Resumed, find_flash, leave_flash};
    use port_sim::FlashStore;
    use vhal::{Flash, ResetCause};

    #[test]
    fn what_is_told_is_understood() {
        for inherited in [Inherited::Pipe, Inherited::Listener] {
            for flash in [None, Some("/tmp/a name with blanks".into())] {
                let resumed = Resumed {
                    inherited,
                    cause: ResetCause::Watchdog,
                    flash,
                };
                assert_eq!(Resumed::parse(&resumed.text()), Some(resumed));
            }
        }
        for wrong in ["", "pipe", "pipe eaten ", "hose software "] {
            assert_eq!(Resumed::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn flash_is_handed_over_and_the_file_is_gone() {
        let flash = FlashStore::new(8192);
        assert_eq!(leave_flash(&flash).unwrap(), None);
        flash.write(4096, b"whatever").unwrap();
        let path = leave_flash(&flash).unwrap().unwrap();
        assert_eq!(find_flash(&path).unwrap().contents(), flash.contents());
        assert!(!path.exists());
    }
}
