//! Which crate knows which, and what the device side is made of.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand};
use tests::compare::Failures;
use tests::program::{read, workspace};

/// A crate and all of ours that it may import. The order is that of the layers.
const EDGES: &[(&str, &[&str])] = &[
    ("bytecode", &[]),
    ("vosal", &[]),
    ("vhal", &[]),
    ("protocol", &[]),
    ("board-schema", &[]),
    ("stdlib", &[]),
    ("vm", &["bytecode", "vosal", "vhal"]),
    ("compiler", &["bytecode"]),
    (
        "device-agent",
        &["vm", "bytecode", "vosal", "vhal", "protocol"],
    ),
    ("port-sim", &["vosal", "vhal"]),
    ("port-freertos", &["vosal", "vhal"]),
    (
        "sim",
        &[
            "device-agent",
            "vm",
            "port-sim",
            "vosal",
            "vhal",
            "protocol",
            "board-schema",
        ],
    ),
    // The disassembler and the tables of names come from `bytecode`; `sim` is for the one command that starts it.
    (
        "host-cli",
        &[
            "compiler",
            "stdlib",
            "protocol",
            "board-schema",
            "bytecode",
            "sim",
        ],
    ),
];

/// Crates that run on a board.
const DEVICE: &[&str] = &[
    "vm",
    "vm/bytecode",
    "vm/vosal",
    "vm/vhal",
    "protocol",
    "device-agent",
];

/// Boards and tests may import what they wire together or look at.
fn is_free(name: &str, folder: &str) -> bool {
    folder.starts_with("tests")
        || EDGES.iter().all(|(listed, _)| *listed != name) && folder.starts_with("boards/")
}

#[test]
fn crates_know_only_what_they_may() {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo describes the workspace");
    let ours: BTreeSet<&str> = metadata.packages.iter().map(|p| p.name.as_str()).collect();
    let mut failures = Failures::default();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let manifest = package.manifest_path.to_string();
        let folder = manifest
            .strip_prefix(&format!("{}/", workspace().display()))
            .unwrap_or(&manifest);
        if is_free(name, folder) {
            continue;
        }
        let allowed = EDGES.iter().find(|(listed, _)| *listed == name);
        let Some((_, allowed)) = allowed else {
            failures.note(
                name,
                Err("a new crate: say in this test what it may import".into()),
            );
            continue;
        };
        let found = package
            .dependencies
            .iter()
            .filter(|d| d.kind != DependencyKind::Development && ours.contains(d.name.as_str()));
        let wrong: Vec<&str> = found
            .map(|d| d.name.as_str())
            .filter(|other| !allowed.contains(other))
            .collect();
        let result = if wrong.is_empty() {
            Ok(())
        } else {
            Err(format!("imports {wrong:?}"))
        };
        failures.note(name, result);
    }
    failures.finish();
}

#[test]
fn the_device_side_has_no_std_and_no_features() {
    let mut failures = Failures::default();
    for folder in DEVICE {
        let text = read(&workspace().join(folder).join("src/lib.rs"));
        let no_std = text.contains("no_std");
        failures.note(
            folder,
            if no_std {
                Ok(())
            } else {
                Err("is not no_std".into())
            },
        );
        let manifest = read(&workspace().join(folder).join("Cargo.toml"));
        let features = manifest.contains("[features]");
        failures.note(
            folder,
            if features {
                Err("has features".into())
            } else {
                Ok(())
            },
        );
    }
    failures.finish();
}
