//! zshell: embedded Python with a live shell.
fn main() {}
