//! The commands, one file each.
//!
//! Adding a command: a file with its arguments as a clap type and its [`Command`], a `mod` line and
//! a row of the list below; its help and its completion come from there.

mod boards;
mod build;
mod check;
mod completions;
mod dis;
mod exec;
mod gc;
mod heap;
mod info;
mod ports;
mod priority;
mod reset;
mod resume;
mod run;
mod sim;
mod stack;
mod start;
mod stop;
mod suspend;
mod threads;
mod upload;

use crate::cli::{CommandLine, Global};
use crate::context::Context;
use crate::failure::{Failure, exit};
use std::future::Future;

/// Something zshell can be told to do, with its arguments.
pub trait Command {
    /// Does it.
    ///
    /// # Errors
    /// Why it could not be done; the failure decides the exit code.
    fn run(self, context: &mut Context) -> impl Future<Output = Result<(), Failure>>;
}

macro_rules! commands {
    ($($module:ident $name:ident;)*) => {
        /// Every command, with its arguments.
        #[derive(clap::Subcommand, Debug)]
        pub enum Commands {
            $(#[allow(missing_docs, reason = "the type documents it, and clap shows that")]
            $name($module::$name),)*
        }

        impl Commands {
            /// Does what the command says.
            ///
            /// # Errors
            /// Why it could not be done.
            pub async fn run(self, context: &mut Context) -> Result<(), Failure> {
                match self {
                    $(Commands::$name(command) => command.run(context).await,)*
                }
            }
        }
    };
}

commands! {
    run Run;
    exec Exec;
    check Check;
    build Build;
    dis Dis;
    upload Upload;
    threads Threads;
    start Start;
    stop Stop;
    suspend Suspend;
    resume Resume;
    priority Priority;
    stack Stack;
    gc Gc;
    heap Heap;
    info Info;
    ports Ports;
    boards Boards;
    reset Reset;
    sim Sim;
    completions Completions;
}

/// Does what the command line says; the exit code.
#[must_use]
pub fn execute(line: CommandLine) -> u8 {
    let CommandLine {
        mut global,
        attach,
        command,
    } = line;
    if attach.is_some() {
        global.port = attach;
    }
    let output = global.output();
    match in_runtime(global, command) {
        Ok(()) => exit::DONE,
        Err(failure) => {
            if let Some(sentence) = failure.sentence() {
                output.error(&sentence);
            }
            failure.exit_code()
        }
    }
}

/// One thread is enough: a command waits for one board, and starting more would cost time.
fn in_runtime(global: Global, command: Option<Commands>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Usage(format!("the system gives no event queue: {error}")))?;
    let mut context = Context::new(global);
    let result = runtime.block_on(async {
        let result = match command {
            Some(command) => command.run(&mut context).await,
            None => crate::session::run(&mut context).await,
        };
        context.leave().await;
        result
    });
    // A thread that reads the terminal cannot be called back and must not hold up the exit.
    runtime.shutdown_background();
    result
}
