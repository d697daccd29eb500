//! Placeholder until the device crates have an entry to link.
fn main() {}
