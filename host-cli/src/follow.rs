//! Shows what a board says while something runs on it, until that has ended.

use crate::attach::Attached;
use crate::console::{Said, Symbols};
use crate::device::Meeting;
use crate::failure::Failure;
use crate::interrupt::{Asked, CtrlC, Interrupter};
use crate::output::Output;
use protocol::control::InterruptScope;
use protocol::record::Ending;
use std::io::{self, IsTerminal};
use std::time::Duration;
use tokio::time::Instant;

/// After the hard stop `finally` may take a second; then the board ends the thread by force.
const STOP_LIMIT: Duration = Duration::from_secs(4);

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The end of a fragment, by the serial number of its image.
    Evaluation(u16),
    /// The end of main and the threads it started.
    Program,
    /// Nothing: until Ctrl-C.
    Never,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Something ended by an exception.
    pub raised: bool,
    /// It was stopped by `ThreadExit`.
    pub stopped: bool,
    /// Ctrl-C was pressed.
    pub interrupted: bool,
    /// Output is missing.
    pub gap: bool,
    /// Timers that stay armed on the board.
    pub timers: u16,
    /// Callbacks that stay armed on the board.
    pub callbacks: u16,
}

/// Shows and waits.
pub struct Follower<'a> {
    /// The board.
    pub board: &'a mut Attached,
    /// Names and lines for what it reports.
    pub symbols: &'a dyn Symbols,
    /// Where it is shown.
    pub output: Output,
    /// Presses of Ctrl-C.
    pub ctrl_c: &'a mut CtrlC,
    /// How long a silent board is waited for.
    pub patience: Duration,
    /// When to give up in any case.
    pub deadline: Option<Instant>,
}

/// What has been seen so far.
struct Progress {
    outcome: Outcome,
    interrupter: Interrupter,
    /// When a board that does not answer is given up.
    silent_until: Option<Instant>,
    /// When a program that was stopped is given up.
    stop_until: Option<Instant>,
    line_open: bool,
}

impl Follower<'_> {
    /// Shows what the board says until `goal` is reached.
    ///
    /// # Errors
    /// The board is gone or was reset, or the deadline has passed.
    pub async fn follow(&mut self, goal: Goal) -> Result<Outcome, Failure> {
        let scope = match goal {
            Goal::Evaluation(_) => InterruptScope::Evaluation,
            Goal::Program | Goal::Never => InterruptScope::Program,
        };
        let mut progress = Progress {
            outcome: Outcome::default(),
            interrupter: Interrupter::new(scope),
            silent_until: None,
            stop_until: None,
            line_open: false,
        };
        let result = self.wait(goal, &mut progress).await;
        self.close_line(&mut progress);
        result.map(|()| Outcome {
            interrupted: progress.interrupter.was_used(),
            ..progress.outcome
        })
    }

    async fn wait(&mut self, goal: Goal, progress: &mut Progress) -> Result<(), Failure> {
        loop {
            let limits = [progress.silent_until, progress.stop_until, self.deadline];
            let until = limits.into_iter().flatten().min();
            tokio::select! {
                biased;
                () = self.ctrl_c.pressed() => {
                    if self.pressed(goal, progress) {
                        return Ok(());
                    }
                }
                said = self.board.console.next(self.symbols) => {
                    if self.said(said, goal, progress)? {
                        return Ok(());
                    }
                }
                () = until_or_never(until) => return self.out_of_time(goal, progress),
            }
        }
    }

    /// Ctrl-C was pressed; whether there is nothing more to wait for.
    fn pressed(&mut self, goal: Goal, progress: &mut Progress) -> bool {
        if goal == Goal::Never {
            progress.interrupter.press(&self.board.device);
            return true;
        }
        match progress.interrupter.press(&self.board.device) {
            Asked::Softly => {}
            Asked::Hard => progress.stop_until = Some(Instant::now() + STOP_LIMIT),
            Asked::Enough => return true,
        }
        false
    }

    fn out_of_time(&mut self, goal: Goal, progress: &mut Progress) -> Result<(), Failure> {
        let now = Instant::now();
        if progress.silent_until.is_some_and(|until| until <= now) {
            return Err(Failure::TimedOut("the board does not answer".into()));
        }
        if self.deadline.is_some_and(|until| until <= now) {
            if goal != Goal::Never {
                progress.interrupter.press(&self.board.device);
            }
            return Err(Failure::TimedOut(
                "it did not end in the time that --timeout gives; it was interrupted".into(),
            ));
        }
        self.output
            .notice("the program does not end; it is left as it is");
        Ok(())
    }

    /// Shows one thing; whether the goal is reached.
    fn said(&mut self, said: Said, goal: Goal, progress: &mut Progress) -> Result<bool, Failure> {
        if !matches!(said, Said::Silent | Said::Unplugged) {
            progress.silent_until = None;
        }
        match said {
            Said::Text(text) => {
                progress.line_open = text.last() != Some(&b'\n');
                self.output.program(&text)?;
            }
            Said::Traceback(text) => {
                self.close_line(progress);
                self.output.note(text.trim_end());
            }
            Said::EvaluationEnded { image, ending } if goal == Goal::Evaluation(image) => {
                progress.outcome.raised = ending == Ending::Raised;
                progress.outcome.stopped = ending == Ending::Stopped;
                return Ok(true);
            }
            Said::ProgramEnded {
                raised,
                timers,
                callbacks,
            } => {
                progress.outcome.raised |= raised;
                progress.outcome.timers = timers;
                progress.outcome.callbacks = callbacks;
                return Ok(goal == Goal::Program);
            }
            Said::Missing(bytes) => {
                progress.outcome.gap = true;
                self.close_line(progress);
                self.output
                    .note(&format!("[{bytes} bytes of output are missing here]"));
            }
            Said::Closed => return Err(Failure::TimedOut("the port is gone".into())),
            Said::Met(meeting) => self.met(meeting, progress)?,
            Said::Silent | Said::Unplugged => {
                self.tell(&said, progress);
                progress.silent_until = Some(Instant::now() + self.patience);
            }
            other => self.tell(&other, progress),
        }
        Ok(false)
    }

    fn met(&mut self, meeting: Meeting, progress: &mut Progress) -> Result<(), Failure> {
        match meeting {
            Meeting::First | Meeting::Resumed => {
                self.tell(&Said::Met(meeting), progress);
                Ok(())
            }
            Meeting::Rebooted => Err(Failure::TimedOut(
                "the board was reset while this ran on it".into(),
            )),
            Meeting::TakenOver => Err(Failure::TimedOut(
                "another zshell has taken the board over".into(),
            )),
        }
    }

    fn tell(&mut self, said: &Said, progress: &mut Progress) {
        if let Some(sentence) = sentence(said, self.output.color_errors) {
            self.close_line(progress);
            self.output.notice(&sentence);
        }
    }

    /// Ends a line that the program has left open, where it shares the terminal with what follows.
    fn close_line(&self, progress: &mut Progress) {
        if std::mem::take(&mut progress.line_open) && io::stdout().is_terminal() {
            let _ = self.output.program(b"\n");
        }
    }
}

async fn until_or_never(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}

/// What is told about the link and the board in passing; nothing for what is shown elsewhere.
#[must_use]
pub fn sentence(said: &Said, color: bool) -> Option<String> {
    Some(match said {
        Said::Notice(text) => text.clone(),
        Said::Silent => "the board has stopped answering; waiting for it".into(),
        Said::Unplugged => "the port is gone; waiting for it to come back".into(),
        Said::Met(Meeting::Resumed) => "the board is back".into(),
        Said::Met(Meeting::Rebooted) => "the board was reset".into(),
        Said::Met(Meeting::TakenOver) => "another zshell had the board meanwhile".into(),
        Said::Noise(bytes) => noise(bytes, color),
        _ => return None,
    })
}

/// Bytes that are no frame, dimmed; control characters would upset the terminal.
fn noise(bytes: &[u8], color: bool) -> String {
    let text: String = String::from_utf8_lossy(bytes)
        .trim_end()
        .chars()
        .map(|c| if c.is_control() && c != '\n' { '·' } else { c })
        .collect();
    if color {
        format!("\x1b[2m{text}\x1b[0m")
    } else {
        format!("line: {text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_frame_is_shown_without_upsetting_the_terminal() {
        let said = Said::Noise(b"rst:0x1\x1b[2J\r\nboot\r\n".to_vec());
        assert_eq!(
            sentence(&said, false).as_deref(),
            Some("line: rst:0x1·[2J·\nboot")
        );
        assert!(sentence(&said, true).is_some_and(|text| text.starts_with("\x1b[2m")));
    }

    #[test]
    fn an_interruption_of_the_link_is_told_and_its_end_too() {
        for said in [Said::Unplugged, Said::Silent, Said::Met(Meeting::Resumed)] {
            assert!(sentence(&said, false).is_some());
        }
        assert_eq!(sentence(&Said::Text(vec![1]), false), None);
    }
}
