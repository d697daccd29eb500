//! A board together with the program that the host knows to be on it.

use crate::attach::{Attached, BoardInfo};
use crate::console::Said;
use crate::failure::Failure;
use crate::link::LinkError;
use crate::output::Output;
use crate::program::sources::Finder;
use crate::program::store::Store;
use crate::program::{self, Compiled, HostProgram};
use crate::progress;
use crate::symbols::BuiltIn;
use protocol::Error as BoardError;
use protocol::image::{BeginUpload, Commit, Evaluate, ImageKind, Installed, Persist, Target};
use protocol::info::ProgramState;
use protocol::program::StopRequest;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The name a board gives to a program that consists of the prompt alone.
const PROMPT_PROGRAM: &str = "prompt";

/// Longest name of a program on a board, in bytes.
const NAME_MAX: usize = 32;

/// What became of the program when a board was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is known here.
    Yes,
    /// It was built elsewhere, or its texts are gone.
    No,
    /// There is none.
    Nothing,
}

/// Finds what is known here of the program that a board runs.
#[must_use]
pub fn recognise(info: &BoardInfo) -> (Known, Option<HostProgram>) {
    if info.state == ProgramState::Empty {
        return (Known::Nothing, None);
    }
    let stored = Store::of_user().and_then(|store| store.load(info.chain));
    let Some((known, directory)) = stored else {
        return (Known::No, None);
    };
    let finder = Finder {
        directory,
        arguments: vec![String::new()],
    };
    let program = HostProgram::new(known, info.registers, &info.board, finder);
    if program.matches(&info.registers) {
        (Known::Yes, Some(program))
    } else {
        (Known::No, None)
    }
}

/// How long a program that is stopped may take: a second for its `finally`, then it is ended by force.
const STOP_LIMIT: Duration = Duration::from_secs(4);

/// Ends the program that runs, so that another can take its place; what it has printed and not shown yet is left out.
///
/// # Errors
/// The board does not answer, or the program does not end.
pub async fn make_way(board: &mut Attached) -> Result<(), Failure> {
    board.skip_earlier_output();
    if board.refresh().await?.state != ProgramState::Running {
        return Ok(());
    }
    board.device.stop(StopRequest::Program).await?;
    // Its end stands behind all that it printed.
    let end = tokio::time::timeout(STOP_LIMIT, async {
        loop {
            match board.console.next(&BuiltIn).await {
                Said::ProgramEnded { .. } => return Ok(()),
                Said::Closed => return Err(Failure::TimedOut("the port is gone".into())),
                _ => {}
            }
        }
    });
    end.await.unwrap_or_else(|_| {
        Err(Failure::TimedOut(
            "the program that runs on the board does not end; `zshell reset` ends it".into(),
        ))
    })
}

/// Loads a program into RAM, and starts it if `start` says so.
///
/// # Errors
/// The board refuses it or does not answer.
pub async fn load(
    board: &mut Attached,
    compiled: Compiled,
    name: &str,
    finder: Finder,
    start: bool,
    output: Output,
) -> Result<(HostProgram, Installed), Failure> {
    let store = Store::of_user();
    if let Some(store) = &store {
        save(store, &compiled, &finder)?;
        store.prune();
    }
    let begin = BeginUpload {
        kind: ImageKind::Program,
        target: Target::Ram,
        len: compiled.image.len() as u32,
        crc: crc(&compiled.image),
        registers: protocol::info::Registers::default(),
        name: shortened(name),
    };
    let commit = Commit {
        start,
        force: false,
    };
    let image: Arc<[u8]> = compiled.image.into();
    let installed = progress::load(board, &BuiltIn, output, &begin, image, commit)
        .await
        .map_err(refusal)?;
    let board_name = board.info.board.clone();
    let program = HostProgram::new(compiled.program, installed.registers, &board_name, finder);
    Ok((program, installed))
}

/// Writes a program to flash as the one that starts at power-up; what runs goes on.
///
/// # Errors
/// The board has no flash for it, refuses it or does not answer.
pub async fn persist(
    board: &mut Attached,
    compiled: &Compiled,
    name: &str,
    finder: &Finder,
    output: Output,
) -> Result<(), Failure> {
    if let Some(store) = Store::of_user() {
        save(&store, compiled, finder)?;
    }
    let begin = BeginUpload {
        kind: ImageKind::Program,
        target: Target::Flash,
        len: compiled.image.len() as u32,
        crc: crc(&compiled.image),
        registers: protocol::info::Registers::default(),
        name: shortened(name),
    };
    let commit = Commit {
        start: false,
        force: false,
    };
    let image: Arc<[u8]> = compiled.image.as_slice().into();
    progress::load(board, &BuiltIn, output, &begin, image, commit)
        .await
        .map_err(refusal)?;
    let persist = Persist {
        hash: compiled.hash,
        start: true,
    };
    board.device.persist(persist).await.map_err(refusal)
}

/// Loads a program that consists of the prompt alone, for a board that has none.
///
/// # Errors
/// The board refuses it or does not answer.
pub async fn load_prompt(board: &mut Attached, output: Output) -> Result<HostProgram, Failure> {
    let finder = Finder {
        directory: PathBuf::from("."),
        arguments: vec![String::new()],
    };
    let sources = finder.program("<prompt>", "")?;
    let options = program::options(&board.info.board);
    let compiled = program::compile(&sources, &options, output)?;
    let (program, _) = load(board, compiled, PROMPT_PROGRAM, finder, true, output).await?;
    Ok(program)
}

/// Compiles a line and has the board run it; the serial number of its image.
///
/// # Errors
/// It does not compile, or the board refuses it or does not answer.
pub async fn evaluate(
    board: &mut Attached,
    program: &mut HostProgram,
    line: &str,
    output: Output,
) -> Result<Installed, Failure> {
    let compiled = program.compile_line(line, output)?;
    let store = Store::of_user();
    if let Some(store) = &store {
        save(store, &compiled, &program.finder)?;
    }
    let installed = send(board, program, &compiled, output).await;
    let installed = match installed {
        Ok(installed) => installed,
        Err(error) => {
            if let (Some(store), LinkError::Refused(_) | LinkError::ImageRefused { .. }) =
                (&store, &error)
            {
                store.forget(compiled.program.chain);
            }
            return Err(refusal(error));
        }
    };
    let before = &program.program;
    if let Some(store) = &store
        && before.fragments > 0
    {
        // The whole program's own chain stays: a reset may bring it back from flash.
        store.forget(before.chain);
    }
    program.program = compiled.program;
    program.registers = installed.registers;
    Ok(installed)
}

async fn send(
    board: &mut Attached,
    program: &HostProgram,
    compiled: &Compiled,
    output: Output,
) -> Result<Installed, LinkError> {
    let crc = crc(&compiled.image);
    let device = &board.device;
    if compiled.image.len() <= device.fragment_max() {
        let request = Evaluate {
            registers: program.registers,
            crc,
            image: &compiled.image,
        };
        return device.evaluate(&request).await;
    }
    let begin = BeginUpload {
        kind: ImageKind::Fragment,
        target: Target::Ram,
        len: compiled.image.len() as u32,
        crc,
        registers: program.registers,
        name: "",
    };
    let commit = Commit {
        start: true,
        force: false,
    };
    let image = compiled.image.as_slice().into();
    progress::load(board, program, output, &begin, image, commit).await
}

fn save(store: &Store, compiled: &Compiled, finder: &Finder) -> Result<(), Failure> {
    store
        .save(&compiled.program, &finder.directory)
        .map_err(|error| {
            let why = crate::failure::reason(&error);
            Failure::Usage(format!("the program's names cannot be stored: {why}"))
        })
}

static CRC: crc::Crc<u32, crc::Table<16>> =
    crc::Crc::<u32, crc::Table<16>>::new(&crc::CRC_32_ISCSI);

/// The checksum that the protocol asks for over what is uploaded.
fn crc(bytes: &[u8]) -> u32 {
    CRC.checksum(bytes)
}

/// The part of a name that a board keeps.
fn shortened(name: &str) -> &str {
    let mut end = name.len().min(NAME_MAX);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// A refusal with the verifier's sentence and the remedy, where there is one.
fn refusal(error: LinkError) -> Failure {
    match error {
        LinkError::ImageRefused { reason, at } => {
            let known = bytecode::verify::Reason::ALL
                .iter()
                .find(|known| **known as u16 == reason);
            let why = known.map_or("for a reason that this zshell does not know", |reason| {
                reason.sentence()
            });
            let why = crate::failure::sentence(why);
            Failure::Refused(format!("the board refused the image: {why} (byte {at})"))
        }
        LinkError::Refused(BoardError::Stale) => Failure::Refused(
            "the program on the board has changed since zshell attached; attach again".into(),
        ),
        LinkError::Refused(BoardError::OutOfMemory | BoardError::UploadTooLong) => Failure::Refused(
            "there is no room for this in the board's memory; `zshell heap` shows what holds it"
                .into(),
        ),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_between_characters() {
        assert_eq!(shortened("blink"), "blink");
        let long = "é".repeat(20);
        assert_eq!(shortened(&long), "é".repeat(16));
        let odd = format!("a{}", "é".repeat(20));
        assert_eq!(shortened(&odd).len(), 31);
    }

    #[test]
    fn the_verifiers_reason_is_a_sentence() {
        let failure = refusal(LinkError::ImageRefused { reason: 15, at: 96 });
        assert_eq!(
            failure.to_string(),
            "the board refused the image: a text is not UTF-8 or its count of characters is wrong (byte 96)"
        );
        assert_eq!(failure.exit_code(), 1);
    }

    #[test]
    fn the_checksum_is_the_protocols() {
        assert_eq!(crc(b"123456789"), 0xE306_9283);
    }
}
