//! Programs on disk.
//!
//! A `.py` file is a program, unless its folder or one above it has a `main.py`: then that is the program and the other
//! files of the folder are modules which it can import.

use std::fs;
use std::path::{Path, PathBuf};

/// A program of the tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// How it is called in reports: its path below the folder of its kind, without the ending.
    pub name: String,
}

impl Program {
    /// The folder its modules are in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Its text.
    ///
    /// # Panics
    /// If it cannot be read.
    #[must_use]
    pub fn text(&self) -> String {
        read(&self.path)
    }

    /// The file beside it with another ending.
    #[must_use]
    pub fn beside(&self, ending: &str) -> PathBuf {
        self.path.with_extension(ending)
    }
}

/// The folder of this package.
#[must_use]
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    folder().parent().map_or_else(folder, Path::to_path_buf)
}

/// Reads a text file.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Every file below a folder with an ending, in order.
///
/// # Panics
/// If a folder cannot be read.
#[must_use]
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The programs of a kind, in order of name: `lang`, `golden`, …
///
/// # Panics
/// If there are none.
#[must_use]
pub fn programs(kind: &str) -> Vec<Program> {
    let root = folder().join(kind);
    let programs: Vec<Program> = files(&root, "py")
        .into_iter()
        .filter(|path| !is_module(path, &root))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap_or(&path).with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            Program { path, name }
        })
        .collect();
    assert!(!programs.is_empty(), "no programs in {}", root.display());
    programs
}

/// Whether a file belongs to the `main.py` of its folder or of one above.
fn is_module(path: &Path, root: &Path) -> bool {
    let mut folders = path.ancestors().skip(1);
    let beside = folders.next().is_some_and(|folder| {
        path.file_name().is_some_and(|name| name != "main.py") && folder.join("main.py").exists()
    });
    beside
        || folders
            .take_while(|folder| folder.starts_with(root))
            .any(|folder| folder.join("main.py").exists())
}
