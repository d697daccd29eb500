//! A terminal that a program is attached to, and what stands on its screen.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tests::shell::command;

/// Rows of the screen: enough that nothing scrolls away.
const ROWS: u16 = 400;
const COLUMNS: u16 = 120;
/// The screen rests if nothing comes for this long.
const REST: Duration = Duration::from_millis(150);

/// A program at a terminal of its own.
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
}

impl Terminal {
    /// Starts `zshell` with a home folder of its own.
    pub(crate) fn start(arguments: &[&str], home: &std::path::Path) -> std::io::Result<Self> {
        let size = Winsize {
            ws_row: ROWS,
            ws_col: COLUMNS,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let pty = openpty(Some(&size), None)?;
        let mut zshell = command(arguments);
        zshell
            .env("TERM", "xterm")
            .env("HOME", home)
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_STATE_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .stdin(Stdio::from(pty.slave.try_clone()?))
            .stdout(Stdio::from(pty.slave.try_clone()?))
            .stderr(Stdio::from(pty.slave));
        let child = zshell.spawn()?;
        // The command holds the terminal's other end open.
        drop(zshell);
        let keyboard = File::from(pty.master);
        let mut reader = keyboard.try_clone()?;
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            child,
            keyboard,
            output,
            screen: vt100::Parser::new(ROWS, COLUMNS, 0),
        })
    }

    /// Types text as it is.
    pub(crate) fn type_text(&mut self, text: &str) {
        // A terminal whose program has ended takes no keys; the screen will say so.
        drop(self.keyboard.write_all(text.as_bytes()));
    }

    /// What Ctrl-C does while no line is read: the program has no terminal of its own to get it from.
    pub(crate) fn interrupt(&self) {
        if let Ok(id) = i32::try_from(self.child.id()) {
            // A program that has ended already shows that on its screen.
            let _ = kill(Pid::from_raw(id), Signal::SIGINT);
        }
    }

    /// Takes what comes until `enough` says so of the screen at rest; whether it did before the time was over.
    pub(crate) fn until(&mut self, patience: Duration, enough: impl Fn(&[String]) -> bool) -> bool {
        let end = Instant::now() + patience;
        loop {
            match self.output.recv_timeout(REST) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Timeout) if enough(&self.lines()) => return true,
                Err(RecvTimeoutError::Timeout) => (),
                Err(RecvTimeoutError::Disconnected) => return enough(&self.lines()),
            }
            if Instant::now() > end {
                return false;
            }
        }
    }

    /// Whether the program ends by itself.
    pub(crate) fn ends(&mut self, patience: Duration) -> bool {
        tests::shell::wait(&mut self.child, patience).is_some()
    }

    /// The lines of the screen up to the cursor's.
    pub(crate) fn lines(&self) -> Vec<String> {
        let screen = self.screen.screen();
        let (cursor, _) = screen.cursor_position();
        let rows = screen.rows(0, COLUMNS).take(usize::from(cursor) + 1);
        rows.map(|row| row.trim_end().to_owned()).collect()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
