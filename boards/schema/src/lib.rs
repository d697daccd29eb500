//! The types of board.toml and the list of all boards.
