//! The device side needs no standard library.

use std::process::Command;

#[test]
fn the_device_side_compiles_without_std() {
    let checked = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "-p", "nostd", "--profile", "device"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{told}");
}
