//! Documents name what is there.

use tests::compare::Failures;
use tests::program::{read, workspace};

use super::project_files;

/// Endings that make a word in backquotes a path.
const ENDINGS: &[&str] = &[".rs", ".md", ".toml", ".py", ".zshell", ".out"];

/// Words in backquotes that look like a path of this repository.
fn paths(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        for (index, word) in line.split('`').enumerate() {
            let plain = word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
            let ending = ENDINGS.iter().any(|ending| word.ends_with(ending));
            let folder = word.ends_with('/') && word.len() > 1;
            if index % 2 == 1
                && plain
                && !word.starts_with('/')
                && (ending || folder)
                && word.contains('/')
            {
                found.push(word);
            }
        }
    }
    found
}

#[test]
fn every_path_in_a_document_exists() {
    let root = workspace();
    let mut failures = Failures::default();
    let mut documents = project_files("md");
    documents.extend(project_files("rs"));
    for (name, path) in documents {
        let text = read(&path);
        let text: String = if name.ends_with(".rs") {
            let comments = text
                .lines()
                .filter(|line| line.trim_start().starts_with("//!"));
            comments.collect::<Vec<_>>().join("\n")
        } else {
            text
        };
        let missing: Vec<&str> = paths(&text)
            .into_iter()
            .filter(|word| {
                let folders = path
                    .ancestors()
                    .skip(1)
                    .take_while(|a| a.starts_with(&root));
                !folders.into_iter().any(|folder| folder.join(word).exists())
            })
            .collect();
        let result = if missing.is_empty() {
            Ok(())
        } else {
            Err(missing.join("\n"))
        };
        failures.note(&name, result);
    }
    failures.finish();
}

#[test]
fn no_path_of_a_machine_is_named() {
    // Put together here, so that this file does not find itself.
    let places = ["work", "farm", "root", "home"].map(|name| format!("/{name}/"));
    let mut failures = Failures::default();
    for ending in ["rs", "md", "py", "toml"] {
        for (name, path) in project_files(ending) {
            let text = read(&path);
            let found = text
                .lines()
                .find(|line| places.iter().any(|place| line.contains(&**place)));
            failures.note(&name, found.map_or(Ok(()), |line| Err(line.to_owned())));
        }
    }
    failures.finish();
}
