//! Numbers as people read them.

/// Digits in groups of three: `40 960`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Microseconds as `740 µs`, `1.1 ms` or `2.35 s`.
#[must_use]
pub fn microseconds(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..1_000_000 => format!("{:.1} ms", us as f64 / 1e3),
        _ => format!("{:.2} s", us as f64 / 1e6),
    }
}

/// Milliseconds as `00:12:04`, with days before it from one on.
#[must_use]
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let time = format!("{hours:02}:{:02}:{:02}", seconds / 60 % 60, seconds % 60);
    match days {
        0 => time,
        1 => format!("1 day {time}"),
        _ => format!("{days} days {time}"),
    }
}

/// Bytes as `38.1 of 40.0 KiB`.
#[must_use]
pub fn share_of(part: u32, whole: u32) -> String {
    let kib = |bytes: u32| f64::from(bytes) / 1024.0;
    if whole < 10 * 1024 * 1024 {
        format!("{:.1} of {:.1} KiB", kib(part), kib(whole))
    } else {
        format!(
            "{:.1} of {:.1} MiB",
            kib(part) / 1024.0,
            kib(whole) / 1024.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(40_960), "40 960");
        assert_eq!(grouped(1_234_567), "1 234 567");
        assert_eq!(microseconds(999), "999 µs");
        assert_eq!(microseconds(1_100), "1.1 ms");
        assert_eq!(microseconds(2_350_000), "2.35 s");
        assert_eq!(clock(724_000), "00:12:04");
        assert_eq!(clock(90_061_000), "1 day 01:01:01");
        assert_eq!(share_of(39_014, 40_960), "38.1 of 40.0 KiB");
    }
}
