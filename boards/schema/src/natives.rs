//! Groups of native functions that a board carries.

/// A group by name, and the numbers of ids it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// As `board.toml` says it.
    pub name: &'static str,
    /// The high bytes of the ids of its functions.
    pub numbers: &'static [u8],
}

/// All groups; the first cannot be left out.
pub const GROUPS: &[Group] = &[
    Group {
        name: "core",
        numbers: &[0, 1, 3, 4, 5, 6],
    },
    Group {
        name: "text",
        numbers: &[2],
    },
    Group {
        name: "threads",
        numbers: &[7],
    },
    Group {
        name: "system",
        numbers: &[8],
    },
    Group {
        name: "pins",
        numbers: &[9],
    },
    Group {
        name: "math",
        numbers: &[10],
    },
    Group {
        name: "struct",
        numbers: &[11],
    },
];
