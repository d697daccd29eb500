//! Where lines of earlier sessions are kept.

use std::path::PathBuf;

/// How many entries are kept.
pub const ENTRIES: usize = 10_000;

/// The history file; its directory is made if need be.
///
/// `ZSHELL_HISTORY` names another file, and switches the history off if it is empty.
#[must_use]
pub fn file() -> Option<PathBuf> {
    let path = match std::env::var_os("ZSHELL_HISTORY") {
        Some(path) if path.is_empty() => return None,
        Some(path) => PathBuf::from(path),
        None => state_directory()?.join("history"),
    };
    std::fs::create_dir_all(path.parent()?).ok()?;
    Some(path)
}

/// Where zshell keeps what it must remember between runs.
///
/// `ZSHELL_STATE` names another directory.
#[must_use]
pub fn state_directory() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("ZSHELL_STATE") {
        return Some(PathBuf::from(path));
    }
    let places = directories::ProjectDirs::from("", "", "zshell")?;
    let place = places
        .state_dir()
        .unwrap_or_else(|| places.data_local_dir());
    Some(place.to_owned())
}
