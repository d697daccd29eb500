//! The rules of the house that a machine can check.

mod crates;
mod documents;
mod sources;

use std::path::{Path, PathBuf};

use tests::program::workspace;

/// Folders that are not the project's.
const SKIPPED: &[&str] = &["target", ".git"];

/// Every file of the project with an ending, by its path from the workspace.
fn project_files(ending: &str) -> Vec<(String, PathBuf)> {
    let root = workspace();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .expect("a folder can be read")
            .flatten()
        {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && !SKIPPED.contains(&&*name) {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push((relative(&root, &path), path));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} files");
    found
}

fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}
