//! The interactive session on a board.

use crate::attach::{BoardInfo, REOPEN};
use crate::cli::SessionLine;
use crate::commands::Commands;
use crate::console::Said;
use crate::context::{Context, Fallback};
use crate::device::{Meeting, WhenGone};
use crate::failure::Failure;
use crate::follow::{Goal, sentence};
use crate::interrupt::CtrlC;
use crate::live::{self, Known};
use crate::program::HostProgram;
use crate::quantity::{clock, share_of};
use crate::repl::complete::Vocabulary;
use crate::repl::{self, Evaluator, SESSION_COMMANDS};
use crate::stdin::{self, Reader};
use protocol::info::ProgramState;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long a line that was not ended waits for its end before it is shown above the prompt.
const PARTIAL_REST: Duration = Duration::from_millis(400);

/// Attaches and reads lines until the end of the input.
///
/// # Errors
/// There is no board, it is lost, or a script has failed.
pub async fn run(context: &mut Context) -> Result<(), Failure> {
    let interactive = io::stdin().is_terminal() && io::stdout().is_terminal();
    context.stdin = if interactive {
        context.when_gone = WhenGone::Reopen(REOPEN);
        Reader::Editor
    } else {
        Reader::Script
    };
    let output = context.output;
    let board = context.board(Fallback::Simulated).await?;
    if interactive {
        output.line(&banner(&board.info))?;
        if let (Known::No, _) = live::recognise(&board.info) {
            output.notice(
                "the names of the program on the board are not on this machine: it can be watched, steered and replaced, but not extended",
            );
        }
    }
    let mut session = BoardSession {
        ctrl_c: CtrlC::new()?,
        context,
        partial: Partial::default(),
        moved_on: false,
    };
    repl::run(&mut session, output).await
}

/// The line that greets.
fn banner(info: &BoardInfo) -> String {
    let rtos = board_schema::find(&info.board).map(|board| board.chip.rtos);
    let program = match info.state {
        ProgramState::Empty => "no program".to_owned(),
        ProgramState::Loaded => format!("{} has ended ({:08x})", info.program, info.chain),
        ProgramState::Running => format!("running {} ({:08x})", info.program, info.chain),
        ProgramState::HoldOff => format!("{} is held off ({:08x})", info.program, info.chain),
    };
    let mut parts = vec![
        format!("zshell {}", env!("CARGO_PKG_VERSION")),
        info.board.clone(),
    ];
    parts.extend(rtos);
    parts.extend([
        format!("heap {} free", share_of(info.heap_free, info.heap_size)),
        format!("up {}", clock(info.uptime_ms)),
        program,
    ]);
    parts.join(" · ")
}

/// The session's lines run on the attached board.
struct BoardSession<'c> {
    context: &'c mut Context,
    ctrl_c: CtrlC,
    partial: Partial,
    /// The board was reset or taken over, so that what is known of its program may be wrong.
    moved_on: bool,
}

impl BoardSession<'_> {
    /// Finds out again what the board runs, after it may have changed.
    async fn look_again(&mut self) -> Result<(), Failure> {
        let board = self.context.board(Fallback::None).await?;
        board.refresh().await?;
        let (known, program) = live::recognise(&board.info);
        self.context.program = program;
        self.moved_on = false;
        if known == Known::Nothing {
            self.context
                .output
                .notice("the board has started anew; names defined before are gone");
        }
        Ok(())
    }

    async fn evaluate(&mut self, text: &str) -> Result<(), Failure> {
        if self.moved_on {
            self.look_again().await?;
        }
        self.ctrl_c.forget();
        let output = self.context.output;
        let (board, program) = self.context.extensible(Fallback::None).await?;
        let device = board.device.clone();
        let installed = live::evaluate(board, program, text, output).await?;
        let _input = stdin::forward(self.context.stdin, device, installed.thread);
        let mut follower = self.context.follower(&mut self.ctrl_c)?;
        // A line may take as long as it likes; `--timeout` is about the board's answers.
        follower.deadline = None;
        let outcome = follower.follow(Goal::Evaluation(installed.image)).await?;
        if outcome.interrupted {
            Err(Failure::Interrupted)
        } else if outcome.raised || outcome.stopped {
            Err(Failure::Raised)
        } else {
            Ok(())
        }
    }
}

impl Evaluator for BoardSession<'_> {
    async fn statement(&mut self, text: &str) -> Result<(), Failure> {
        let waiting = self.partial.take();
        self.context.output.program(&waiting)?;
        let result = self.evaluate(text).await;
        if matches!(result, Err(Failure::TimedOut(_) | Failure::Refused(_))) {
            self.moved_on = true;
        }
        result
    }

    async fn command(&mut self, words: Vec<String>) -> Result<(), Failure> {
        let Some(line) = SessionLine::parse_words(&words)? else {
            return Ok(());
        };
        if matches!(line.command, Commands::Sim(_)) {
            return Err(Failure::Usage(
                "a simulated board is started outside a session: `zshell sim`".into(),
            ));
        }
        if self.moved_on {
            self.look_again().await?;
        }
        let before = self.context.output;
        self.context.output.json |= line.json;
        let result = line.command.run(self.context).await;
        self.context.output = before;
        self.ctrl_c.forget();
        result
    }

    fn vocabulary(&self) -> Vocabulary {
        vocabulary(self.context.program.as_ref())
    }

    async fn background(&mut self) -> Result<String, Failure> {
        loop {
            let output = self.context.output;
            let Some((board, symbols)) = self.context.attached() else {
                return std::future::pending().await;
            };
            let said = match self.partial.due {
                None => board.console.next(symbols).await,
                Some(due) => match timeout_at(due, board.console.next(symbols)).await {
                    Ok(said) => said,
                    Err(_) => return Ok(self.partial.ended()),
                },
            };
            match said {
                Said::Text(text) => {
                    if let Some(lines) = self.partial.add(&text) {
                        return Ok(lines);
                    }
                }
                Said::Traceback(text) => return Ok(self.partial.before(&text)),
                Said::Missing(bytes) => {
                    let text = format!("[{bytes} bytes of output are missing here]\n");
                    return Ok(self.partial.before(&text));
                }
                Said::Closed => {
                    return Err(Failure::TimedOut("the connection has ended".into()));
                }
                other => {
                    self.moved_on |=
                        matches!(other, Said::Met(Meeting::Rebooted | Meeting::TakenOver));
                    if let Some(text) = sentence(&other, output.color_errors) {
                        return Ok(self.partial.before(&format!("{text}\n")));
                    }
                }
            }
        }
    }
}

/// Output that came without the end of its line, while the prompt is there.
#[derive(Debug, Default)]
struct Partial {
    bytes: Vec<u8>,
    due: Option<Instant>,
}

impl Partial {
    /// Adds output; the whole lines there are now.
    fn add(&mut self, text: &[u8]) -> Option<String> {
        self.bytes.extend_from_slice(text);
        let whole = self
            .bytes
            .iter()
            .rposition(|b| *b == b'\n')
            .map(|at| at + 1);
        let lines = whole.map(|end| {
            let lines: Vec<u8> = self.bytes.drain(..end).collect();
            String::from_utf8_lossy(&lines).into_owned()
        });
        self.due = (!self.bytes.is_empty()).then(|| Instant::now() + PARTIAL_REST);
        lines
    }

    fn take(&mut self) -> Vec<u8> {
        self.due = None;
        std::mem::take(&mut self.bytes)
    }

    /// What there is, as a line of its own.
    fn ended(&mut self) -> String {
        let bytes = self.take();
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// What there is as a line of its own, and `text` after it.
    fn before(&mut self, text: &str) -> String {
        self.ended() + text
    }
}

/// What can be completed, as far as the host knows it.
fn vocabulary(program: Option<&HostProgram>) -> Vocabulary {
    let mut names: Vec<String> = built_in_names().map(str::to_owned).collect();
    let mut members = BTreeMap::new();
    let mut modules: Vec<String> = stdlib::MODULES
        .iter()
        .filter(|(name, _)| *name != compiler::PRELUDE)
        .map(|(name, _)| (*name).to_owned())
        .collect();
    if let Some(known) = program {
        names.extend(known.board_constants().map(str::to_owned));
        for module in known.program.module_list() {
            let texts = known.program.module_names(module).map(str::to_owned);
            match module {
                compiler::MAIN => names.extend(texts),
                compiler::PRELUDE => {}
                _ => {
                    members.insert(module.to_owned(), texts.collect());
                }
            }
        }
        modules.extend(project_modules(known));
    }
    let own = SESSION_COMMANDS.iter().map(|(name, _)| (*name).to_owned());
    let commands = own.chain(crate::cli::command_names()).collect();
    Vocabulary {
        names,
        members,
        modules,
        commands,
    }
}

fn built_in_names() -> impl Iterator<Item = &'static str> {
    use bytecode::{exceptions, natives, prelude};
    let functions = natives::ROWS
        .iter()
        .filter(|row| matches!(row.space, natives::Space::Builtin | natives::Space::New))
        .map(|row| row.name);
    let written = prelude::ROWS.iter().filter(|row| row.builtin);
    functions
        .chain(written.map(|row| row.name))
        .chain(exceptions::NAMES.iter().copied())
}

/// The modules that stand beside the program's main file.
fn project_modules(program: &HostProgram) -> impl Iterator<Item = String> {
    let entries = program.finder.directory.read_dir().into_iter().flatten();
    entries.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        name.strip_suffix(".py").map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::info::Registers;

    fn info(state: ProgramState) -> BoardInfo {
        BoardInfo {
            board: "sim".into(),
            program: "blink".into(),
            firmware: (0, 1, 0),
            bytecode_version: 1,
            boot_nonce: 7,
            chain: 0x9f3a_41c7,
            state,
            closed: false,
            registers: Registers::default(),
            uptime_ms: 724_000,
            heap_size: 40_960,
            heap_free: 39_014,
            flash_size: 0,
            flash_stalls: false,
        }
    }

    #[test]
    fn the_banner_tells_who_is_there() {
        assert_eq!(
            banner(&info(ProgramState::Running)),
            "zshell 0.1.0 · sim · std threads · heap 38.1 of 40.0 KiB free · up 00:12:04 · running blink (9f3a41c7)"
        );
        assert!(banner(&info(ProgramState::Empty)).ends_with(" · no program"));
    }

    #[test]
    fn background_output_is_shown_in_whole_lines() {
        let mut partial = Partial::default();
        assert_eq!(partial.add(b"a\nb"), Some("a\n".into()));
        assert!(partial.due.is_some());
        assert_eq!(partial.add(b"c"), None);
        assert_eq!(partial.add(b"\n"), Some("bc\n".into()));
        assert!(partial.due.is_none());
        assert_eq!(partial.add(b"x"), None);
        assert_eq!(partial.before("told\n"), "x\ntold\n");
        assert_eq!(partial.ended(), "");
    }

    #[test]
    fn built_ins_can_be_completed_without_a_program() {
        let vocabulary = vocabulary(None);
        for name in ["print", "len", "ValueError", "thread"] {
            assert!(vocabulary.names.iter().any(|known| known == name), "{name}");
        }
        assert!(vocabulary.modules.iter().any(|name| name == "queue"));
        assert!(vocabulary.commands.iter().any(|name| name == "threads"));
    }
}
