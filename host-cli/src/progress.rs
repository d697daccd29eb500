//! How far an upload is, on stderr, for those that take long enough to be looked at.

use crate::attach::Attached;
use crate::console::Symbols;
use crate::link::LinkError;
use crate::output::Output;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use protocol::image::{BeginUpload, Commit, Installed};
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

/// How long an upload takes before a bar is worth its flicker.
const PATIENCE: Duration = Duration::from_millis(300);

/// Uploads an image and installs it, with a bar once that has taken a while.
///
/// The bar is gone before this returns, and nothing is at the prompt meanwhile, so it stands beside no other text.
///
/// # Errors
/// [`LinkError`], as from [`crate::device::Device::load`].
pub(crate) async fn load(
    board: &mut Attached,
    symbols: &dyn Symbols,
    output: Output,
    begin: &BeginUpload<'_>,
    image: Arc<[u8]>,
    commit: Commit,
) -> Result<Installed, LinkError> {
    let device = board.device.clone();
    let total = image.len();
    let loading = device.load(begin, image, commit);
    if !is_wanted(output, io::stderr().is_terminal()) {
        return loading.await;
    }
    tokio::pin!(loading);
    let mut bar = Bar::new(total);
    let wait = tokio::time::sleep(PATIENCE);
    tokio::pin!(wait);
    loop {
        tokio::select! {
            biased;
            result = &mut loading => return result,
            () = &mut wait, if !bar.is_shown() => bar.show(ProgressDrawTarget::stderr()),
            bytes = board.console.progress(symbols) => bar.advance(bytes),
        }
    }
}

/// Whether somebody looks at it and wants to.
fn is_wanted(output: Output, terminal: bool) -> bool {
    terminal && !output.json && !output.quiet
}

/// A bar that may not have been shown yet; it clears its line when it is dropped.
struct Bar {
    total: usize,
    done: usize,
    shown: Option<ProgressBar>,
}

impl Bar {
    fn new(total: usize) -> Bar {
        Bar {
            total,
            done: 0,
            shown: None,
        }
    }

    fn is_shown(&self) -> bool {
        self.shown.is_some()
    }

    fn show(&mut self, target: ProgressDrawTarget) {
        let bar = ProgressBar::with_draw_target(Some(self.total as u64), target);
        let template = "{bytes:>10} of {total_bytes} [{bar:30}] {percent:>3} %";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_position(self.done as u64);
        bar.tick();
        self.shown = Some(bar);
    }

    fn advance(&mut self, done: usize) {
        self.done = done;
        if let Some(bar) = &self.shown {
            bar.set_position(done as u64);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ColorChoice;
    use indicatif::InMemoryTerm;

    #[test]
    fn a_bar_is_for_a_terminal_and_for_those_who_want_notices() {
        let output = |json, quiet| Output::new(json, quiet, false, ColorChoice::Never);
        assert!(is_wanted(output(false, false), true));
        assert!(!is_wanted(output(false, false), false));
        assert!(!is_wanted(output(true, false), true));
        assert!(!is_wanted(output(false, true), true));
    }

    #[test]
    fn a_bar_tells_how_far_it_is_and_leaves_nothing() {
        let terminal = InMemoryTerm::new(4, 80);
        let mut bar = Bar::new(4096);
        bar.advance(2048);
        bar.show(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        let drawn = terminal.contents();
        assert!(drawn.contains("2.00 KiB of 4.00 KiB ["), "{drawn:?}");
        assert!(drawn.ends_with("50 %"), "{drawn:?}");
        drop(bar);
        assert_eq!(terminal.contents(), "");
    }
}
