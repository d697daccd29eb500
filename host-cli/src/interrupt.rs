//! Ctrl-C: taken from the terminal and given to the program on the board.

use crate::device::Device;
use crate::failure::Failure;
use protocol::control::InterruptScope;
use std::time::{Duration, Instant};

/// A second Ctrl-C within this time stops harder.
const AGAIN: Duration = Duration::from_secs(2);

/// Presses of Ctrl-C, from now on.
#[derive(Debug)]
pub struct CtrlC {
    #[cfg(unix)]
    signal: tokio::signal::unix::Signal,
    #[cfg(windows)]
    signal: tokio::signal::windows::CtrlC,
}

impl CtrlC {
    /// Begins to listen; from now on Ctrl-C no longer ends this process.
    ///
    /// # Errors
    /// The system does not let signals be taken.
    pub fn new() -> Result<CtrlC, Failure> {
        #[cfg(unix)]
        let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        #[cfg(windows)]
        let signal = tokio::signal::windows::ctrl_c();
        let signal =
            signal.map_err(|error| Failure::Usage(format!("Ctrl-C cannot be taken: {error}")))?;
        Ok(CtrlC { signal })
    }

    /// Waits for the next press.
    pub async fn pressed(&mut self) {
        if self.signal.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

impl CtrlC {
    /// Forgets presses that nobody has waited for.
    pub fn forget(&mut self) {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        while self.signal.poll_recv(&mut context) == std::task::Poll::Ready(Some(())) {}
    }
}

/// How hard the program was asked to end so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// By `KeyboardInterrupt`, which it may catch.
    Softly,
    /// By `ThreadExit`, which it may not.
    Hard,
    /// Both have been tried; whoever waits should not wait on.
    Enough,
}

/// Sends interrupts to a board, each harder than the one before.
#[derive(Debug)]
pub struct Interrupter {
    scope: InterruptScope,
    last: Option<(Instant, Asked)>,
}

impl Interrupter {
    /// Nothing has been sent yet.
    #[must_use]
    pub fn new(scope: InterruptScope) -> Interrupter {
        Interrupter { scope, last: None }
    }

    /// Whether anything was sent.
    #[must_use]
    pub fn was_used(&self) -> bool {
        self.last.is_some()
    }

    /// Sends the next interrupt; does not wait until the board has taken it.
    pub fn press(&mut self, device: &Device) -> Asked {
        let asked = next(self.last, Instant::now());
        self.last = Some((Instant::now(), asked));
        if asked != Asked::Enough {
            let (device, scope) = (device.clone(), self.scope);
            tokio::spawn(async move {
                // A board that is gone is noticed by whoever listens to it.
                let _ = device.interrupt(scope, asked == Asked::Hard).await;
            });
        }
        asked
    }
}

fn next(last: Option<(Instant, Asked)>, now: Instant) -> Asked {
    match last {
        Some((_, Asked::Hard | Asked::Enough)) => Asked::Enough,
        Some((at, Asked::Softly)) if now.duration_since(at) <= AGAIN => Asked::Hard,
        _ => Asked::Softly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quick_second_press_stops_harder() {
        let now = Instant::now();
        assert_eq!(next(None, now), Asked::Softly);
        let soft = Some((now, Asked::Softly));
        assert_eq!(next(soft, now + Duration::from_secs(1)), Asked::Hard);
        assert_eq!(next(soft, now + Duration::from_secs(3)), Asked::Softly);
        assert_eq!(next(Some((now, Asked::Hard)), now), Asked::Enough);
    }
}
