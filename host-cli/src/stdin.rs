//! Standard input on its way to the program.

use crate::device::Device;
use std::io::{self, IsTerminal, Read};
use std::thread;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Bytes that are read at once.
const CHUNK: usize = 4096;

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

/// Gives everything on standard input to the program, and its end.
///
/// A process in the background of a terminal has no input; reading it would halt the process.
#[must_use]
pub fn forward(device: Device) -> Forwarding {
    if in_background() {
        return Forwarding(None);
    }
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
