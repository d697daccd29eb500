//! Characters in UTF-8 bytes that are known to be valid, and the checks that make them so.

/// Bytes of a character by its first byte.
#[must_use]
pub const fn width(first: u8) -> usize {
    match first {
        0..=0xbf => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

/// Characters in bytes.
#[must_use]
pub fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b & 0xc0 != 0x80).count()
}

/// Byte offset of a character; the length if there are fewer.
#[must_use]
pub fn offset(bytes: &[u8], chars: usize) -> usize {
    let mut left = chars;
    for (i, &b) in bytes.iter().enumerate() {
        if b & 0xc0 != 0x80 {
            if left == 0 {
                return i;
            }
            left -= 1;
        }
    }
    bytes.len()
}

/// The character at a byte offset and its width; `None` at the end.
#[must_use]
pub fn decode(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let first = *bytes.get(at)?;
    let n = width(first);
    let part = |i: usize| u32::from(bytes.get(at + i).copied().unwrap_or(0x80) & 0x3f);
    let code = match n {
        1 => u32::from(first),
        2 => u32::from(first & 0x1f) << 6 | part(1),
        3 => u32::from(first & 0x0f) << 12 | part(1) << 6 | part(2),
        _ => u32::from(first & 0x07) << 18 | part(1) << 12 | part(2) << 6 | part(3),
    };
    Some((char::from_u32(code).unwrap_or('\u{fffd}'), n))
}

/// Walks over the characters.
pub fn chars(bytes: &[u8]) -> impl Iterator<Item = char> + '_ {
    let mut at = 0;
    core::iter::from_fn(move || {
        let (c, n) = decode(bytes, at)?;
        at += n;
        Some(c)
    })
}

/// Bytes of a valid piece at the beginning, or what is wrong there: how many bytes to skip.
///
/// # Errors
/// The number of bytes that form no character (1 to 3), as the replacement of CPython's decoder counts them.
pub fn check(bytes: &[u8]) -> Result<usize, (usize, usize)> {
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        if first < 0x80 {
            at += 1;
            continue;
        }
        let (n, low, high) = match first {
            0xc2..=0xdf => (2, 0x80, 0xbf),
            0xe0 => (3, 0xa0, 0xbf),
            0xe1..=0xec | 0xee..=0xef => (3, 0x80, 0xbf),
            0xed => (3, 0x80, 0x9f),
            0xf0 => (4, 0x90, 0xbf),
            0xf1..=0xf3 => (4, 0x80, 0xbf),
            0xf4 => (4, 0x80, 0x8f),
            _ => return Err((at, 1)),
        };
        for i in 1..n {
            let (lo, hi) = if i == 1 { (low, high) } else { (0x80, 0xbf) };
            match bytes.get(at + i) {
                Some(b) if *b >= lo && *b <= hi => {}
                _ => return Err((at, i)),
            }
        }
        at += n;
    }
    Ok(at)
}

/// White space as `str.split` and `str.strip` see it.
#[must_use]
pub const fn is_space(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | '\x1c'..='\x20' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Where a line ends, as `str.splitlines` sees it.
#[must_use]
pub const fn is_line_end(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether `repr` shows a character as it is. Unassigned code points count as printable.
#[must_use]
pub const fn is_printable(c: char) -> bool {
    !matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
        | '\u{3000}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}
