//! The types of `board.toml` and the list of all boards.
//!
//! A board is data: zshell takes the names of pins and the native groups from here, a firmware's build script its memory,
//! the simulated board its devices and wires.
//! Every table refuses keys it does not know, so a misspelt one is an error of the test that reads all boards.

#![forbid(unsafe_code)]

mod board;
mod name;
mod natives;

pub use board::{
    Board, Budget, Chip, Device, Flashing, Interrupts, Link, Memory, Peripherals, ReadError, Wire,
};
pub use name::{Class, class_of, number_of};
pub use natives::{GROUPS, Group};

/// The text of every board's `board.toml`, the simulated one first.
const TEXTS: &[&str] = &[include_str!("../../sim/board.toml")];

/// All boards, the simulated one first.
///
/// # Panics
///
/// If a `board.toml` of this repository cannot be read, which a test finds out.
#[must_use]
pub fn boards() -> Vec<Board> {
    TEXTS
        .iter()
        .map(|text| Board::read(text).unwrap_or_else(|error| panic!("board.toml: {error}")))
        .collect()
}

/// The board of an id; `None` if there is none.
#[must_use]
pub fn find(id: &str) -> Option<Board> {
    boards().into_iter().find(|board| board.id == id)
}
