//! Every board can be read, and boards that are wrong are refused with the reason.

use board_schema::{Board, ReadError, boards, find};

#[test]
fn every_board_can_be_read_and_has_an_id_of_its_own() {
    let boards = boards();
    assert_eq!(boards[0].id, "sim");
    for (place, board) in boards.iter().enumerate() {
        assert!(
            boards
                .iter()
                .skip(place + 1)
                .all(|other| other.id != board.id),
            "{}",
            board.id
        );
        assert!(!board.constants().is_empty());
    }
    assert!(find("no such board").is_none());
}

#[test]
fn simulated_board_has_what_programs_use() {
    let constants = find("sim").unwrap().constants();
    for (name, number) in [
        ("D0", 0),
        ("D31", 31),
        ("A7", 0x107),
        ("LED3", 0x903),
        ("BTN0", 0xa00),
        ("SERIAL1", 0x701),
        ("I2C0", 0x300),
        ("PWMD0", 0x400),
        ("RTC0", 0x2000),
        ("D5.PWM", 0x405),
        ("D2.ICU", 0x502),
        ("LED0.PWM", 0x420),
        ("A0.ADC", 0x100),
    ] {
        assert_eq!(constants.get(name), Some(&number), "{name}");
    }
    for name in ["D32", "A0.PWM", "SERIAL2", "CAN0", "D5.ADC"] {
        assert!(!constants.contains_key(name), "{name}");
    }
}

#[test]
fn simulated_board_carries_every_native_group() {
    let groups: Vec<u8> = find("sim").unwrap().native_groups().into_iter().collect();
    assert_eq!(groups, (0..=11).collect::<Vec<u8>>());
}

/// The simulated board's text with one piece replaced.
fn changed(from: &str, to: &str) -> Result<Board, ReadError> {
    let text = include_str!("../../sim/board.toml");
    assert!(text.contains(from), "{from}");
    Board::read(&text.replacen(from, to, 1))
}

#[test]
fn wrong_boards_are_refused() {
    let name = |text: &str| ReadError::Name(text.into());
    for (from, to, error) in [
        ("BTN0 =", "BUTTON0 =", name("BUTTON0")),
        ("D0-D31", "D31-D0", name("D31-D0")),
        ("\"P0-P31\"", "\"P0-P30\"", name("D0-D31")),
        ("BTN0 =", "D7 =", ReadError::Twice("D7".into())),
        (
            "to = \"D3\"",
            "to = \"D99\"",
            ReadError::NoSuchPin("D99".into()),
        ),
        (
            "select = \"D10\"",
            "select = \"CS\"",
            ReadError::NoSuchPin("CS".into()),
        ),
        ("bus = \"SPI0\"", "bus = \"SPI1\"", name("SPI1")),
        (
            "console = \"SERIAL0\"",
            "console = \"SERIAL2\"",
            name("SERIAL2"),
        ),
        (
            "\"math\"",
            "\"maths\"",
            ReadError::NoSuchGroup("maths".into()),
        ),
        ("\"core\", ", "", ReadError::NoCore),
        (
            "heap = 40960",
            "heap = 40961",
            ReadError::Size("memory.heap"),
        ),
        (
            "output = 4096",
            "output = 8192",
            ReadError::Size("link.output"),
        ),
    ] {
        assert_eq!(changed(from, to), Err(error), "{to}");
    }
    let unknown = changed("heap = 40960", "heap = 40960\nheaps = 1").unwrap_err();
    assert!(
        unknown.to_string().contains("unknown field `heaps`"),
        "{unknown}"
    );
}
