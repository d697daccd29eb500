//! `zshell start`: run a function in a thread of its own.

use super::Command;
use super::exec::verdict;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::follow::Goal;
use crate::interrupt::CtrlC;
use crate::live;
use clap::Args;
use protocol::program::{Entry, Start as Request};

/// Start a function in a thread of its own, or the program that was loaded
#[derive(Args, Debug)]
pub struct Start {
    /// The function, as the main module names it; without it, the loaded program.
    function: Option<String>,
    /// What it is called with, as Python expressions.
    #[arg(allow_hyphen_values = true)]
    arguments: Vec<String>,
    /// Priority 1 to 7; 7 is the most urgent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=7))]
    priority: Option<u8>,
}

impl Command for Start {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let output = context.output;
        let Some(function) = &self.function else {
            let device = &context.board(Fallback::None).await?.device;
            let request = Request {
                entry: Entry::Program,
                priority: self.priority.unwrap_or(0),
                stack_size: 0,
            };
            let started = device.start(request).await?;
            output.notice(&format!("thread {} started", started.thread));
            return Ok(());
        };
        let line = line(function, &self.arguments, self.priority);
        let mut ctrl_c = CtrlC::new()?;
        let (board, program) = context.extensible(Fallback::None).await?;
        board.skip_earlier_output();
        let installed = live::evaluate(board, program, &line, output).await?;
        let mut follower = context.follower(&mut ctrl_c)?;
        verdict(follower.follow(Goal::Evaluation(installed.image)).await?)
    }
}

/// The line of Python that starts the thread; it assigns, so that nothing is shown.
fn line(function: &str, arguments: &[String], priority: Option<u8>) -> String {
    let mut words = vec![function.to_owned()];
    words.extend(arguments.iter().cloned());
    words.extend(priority.map(|priority| format!("prio={priority}")));
    format!("_ = thread({})", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_start_is_a_line_of_python() {
        let words = ["LED0", "-250"].map(String::from);
        assert_eq!(
            line("pulse", &words, Some(6)),
            "_ = thread(pulse, LED0, -250, prio=6)"
        );
        assert_eq!(line("poll", &[], None), "_ = thread(poll)");
    }
}
