//! Programs on disk, under the chain that names them on a board.
//!
//! A program is written before the board is asked to take the image that makes it, so that whatever happens afterwards, the texts of the numbers that the board uses are here.

use crate::repl::history::state_directory;
use compiler::Program;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

/// Programs that are kept; older ones go when a program is loaded.
const KEPT: usize = 100;

/// Changes when the format of a stored program does.
const FORMAT: u8 = 1;

/// What is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    format: u8,
    version: String,
    directory: PathBuf,
    program: Program,
}

/// Stores of programs, a file each.
#[derive(Clone, Debug)]
pub struct Store {
    directory: PathBuf,
}

impl Store {
    /// The user's store; nothing if there is no place for one.
    #[must_use]
    pub fn of_user() -> Option<Store> {
        Some(Store {
            directory: state_directory()?.join("programs"),
        })
    }

    fn file(&self, chain: u32) -> PathBuf {
        self.directory.join(format!("{chain:08x}"))
    }

    /// Writes a program under its chain, whole or not at all.
    ///
    /// # Errors
    /// The disk's.
    pub fn save(&self, program: &Program, directory: &std::path::Path) -> io::Result<()> {
        #[derive(Serialize)]
        struct Borrowed<'a> {
            format: u8,
            version: &'a str,
            directory: &'a std::path::Path,
            program: &'a Program,
        }
        let bytes = postcard::to_allocvec(&Borrowed {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            directory,
            program,
        })
        .map_err(io::Error::other)?;
        let file = self.file(program.chain);
        let unfinished = file.with_extension(format!("{}.part", std::process::id()));
        if let Err(error) = fs::write(&unfinished, &bytes) {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(error);
            }
            fs::create_dir_all(&self.directory)?;
            fs::write(&unfinished, &bytes)?;
        }
        fs::rename(&unfinished, &file)
    }

    /// The program with this chain and where its project is; nothing if it was never stored, or by another version.
    #[must_use]
    pub fn load(&self, chain: u32) -> Option<(Program, PathBuf)> {
        let bytes = fs::read(self.file(chain)).ok()?;
        let stored: Stored = postcard::from_bytes(&bytes).ok()?;
        let ours = stored.format == FORMAT
            && stored.version == env!("CARGO_PKG_VERSION")
            && stored.program.chain == chain;
        ours.then_some((stored.program, stored.directory))
    }

    /// Forgets a program that no board can be running any more.
    pub fn forget(&self, chain: u32) {
        // It may never have been written; then it is forgotten already.
        let _ = fs::remove_file(self.file(chain));
    }

    /// Forgets all but the newest.
    pub fn prune(&self) {
        let mut files: Vec<(SystemTime, PathBuf)> = fs::read_dir(&self.directory)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        files.sort_by_key(|(modified, _)| std::cmp::Reverse(*modified));
        for (_, file) in files.into_iter().skip(KEPT) {
            let _ = fs::remove_file(file);
        }
    }
}
