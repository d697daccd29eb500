//! Standard input on its way to the program.

use crate::device::Device;
#[cfg(unix)]
use std::io::IsTerminal;
use std::io::{self, Read};
use std::thread;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Bytes that are read at once.
const CHUNK: usize = 4096;

/// Who reads standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The program, all of it.
    Program,
    /// The session's editor, and the program while it asks for a line.
    Editor,
    /// The session, as source.
    Script,
}

/// Input that is being forwarded; dropping it ends that.
#[derive(Debug)]
pub struct Forwarding(Option<JoinHandle<()>>);

impl Drop for Forwarding {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}

/// Gives the program the part of standard input that is its own, while `thread` runs.
#[must_use]
pub fn forward(reader: Reader, device: Device, thread: Option<u16>) -> Forwarding {
    match reader {
        // A process in the background of a terminal has no input; reading it would halt the process.
        Reader::Program if !in_background() => forward_all(device),
        Reader::Editor => forward_when_asked(device, thread),
        Reader::Program | Reader::Script => Forwarding(None),
    }
}

/// Gives everything on standard input to the program, and its end.
fn forward_all(device: Device) -> Forwarding {
    let (sender, mut chunks) = mpsc::channel::<Vec<u8>>(1);
    // Reading blocks and cannot be called back, so the thread is left to the end of the process.
    thread::spawn(move || {
        let mut chunk = vec![0; CHUNK];
        loop {
            match io::stdin().lock().read(&mut chunk) {
                Ok(0) | Err(_) => return,
                Ok(len) => {
                    if sender.blocking_send(chunk[..len].to_vec()).is_err() {
                        return;
                    }
                }
            }
        }
    });
    Forwarding(Some(tokio::spawn(async move {
        while let Some(chunk) = chunks.recv().await {
            if device.send_stdin(&chunk).is_err() {
                return;
            }
        }
        // The board may be gone; then nobody reads.
        let _ = device.close_stdin();
    })))
}

/// Gives the program a line that was typed whenever it waits for one; other lines stay in the terminal for the prompt.
#[cfg(unix)]
fn forward_when_asked(device: Device, thread: Option<u16>) -> Forwarding {
    use std::time::Duration;
    /// Pause before looking again whether the program wants what was typed; a line of the prompt that ends sooner never looks.
    const PAUSE: Duration = Duration::from_millis(100);

    Forwarding(Some(tokio::spawn(async move {
        let mut line = vec![0; CHUNK];
        loop {
            tokio::time::sleep(PAUSE).await;
            if !line_is_there() || !waits_for_input(&device, thread).await {
                continue;
            }
            // The terminal hands out whole lines, and there is one, so this does not block.
            match nix::unistd::read(io::stdin(), &mut line) {
                Ok(len) if device.send_stdin(&line[..len]).is_ok() => {}
                _ => return,
            }
        }
    })))
}

/// Whether a line was typed that nobody has read.
#[cfg(unix)]
fn line_is_there() -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd;
    let stdin = io::stdin();
    let mut fds = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
    poll(&mut fds, PollTimeout::ZERO).is_ok_and(|ready| ready > 0)
}

#[cfg(not(unix))]
fn forward_when_asked(_: Device, _: Option<u16>) -> Forwarding {
    Forwarding(None)
}

/// Whether a thread of the program waits for standard input.
#[cfg(unix)]
async fn waits_for_input(device: &Device, thread: Option<u16>) -> bool {
    use protocol::program::{ThreadKind, ThreadState, WaitOn};
    let threads = device.threads().await.unwrap_or_default();
    threads.iter().any(|row| {
        let waits = matches!(
            row.state,
            ThreadState::Waiting {
                on: WaitOn::Input,
                ..
            }
        );
        // The thread that evaluates lines says the same of itself while it has none.
        waits && (row.kind != ThreadKind::Evaluation || thread == Some(row.id))
    })
}

#[cfg(unix)]
fn in_background() -> bool {
    let stdin = io::stdin();
    stdin.is_terminal()
        && nix::unistd::tcgetpgrp(&stdin).is_ok_and(|group| group != nix::unistd::getpgrp())
}

#[cfg(not(unix))]
fn in_background() -> bool {
    false
}
