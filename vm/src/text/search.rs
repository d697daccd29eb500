//! Finding and splitting in bytes; text is searched as its bytes.

use super::utf8;

/// First place of `needle` at or after `from`.
#[must_use]
pub fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let Some((&first, rest)) = needle.split_first() else {
        return (from <= haystack.len()).then_some(from);
    };
    let mut at = from;
    loop {
        let window = haystack.get(at..)?;
        at += window.iter().position(|&b| b == first)?;
        if haystack.get(at + 1..)?.starts_with(rest) {
            return Some(at);
        }
        at += 1;
    }
}

/// Last place of `needle` that ends at or before `to`.
#[must_use]
pub fn rfind(haystack: &[u8], needle: &[u8], to: usize) -> Option<usize> {
    let haystack = haystack.get(..to)?;
    let mut at = haystack.len().checked_sub(needle.len())?;
    loop {
        if haystack.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        at = at.checked_sub(1)?;
    }
}

/// How often `needle`, which is not empty, occurs without overlap.
#[must_use]
pub fn count(haystack: &[u8], needle: &[u8]) -> usize {
    let (mut at, mut n) = (0, 0);
    while let Some(place) = find(haystack, needle, at) {
        n += 1;
        at = place + needle.len();
    }
    n
}

/// How pieces are separated.
#[derive(Clone, Copy, Debug)]
pub enum Separator<'a> {
    /// By runs of white space; `true` if the bytes are text and not only ASCII counts.
    Blank(bool),
    /// By these bytes, not empty.
    Bytes(&'a [u8]),
}

fn blank_at(bytes: &[u8], at: usize, text: bool) -> Option<usize> {
    let &first = bytes.get(at)?;
    if first < 0x80 || !text {
        let blank = matches!(first, b' ' | b'\t'..=b'\r') || (text && matches!(first, 0x1c..=0x1f));
        return blank.then_some(1);
    }
    let (c, n) = utf8::decode(bytes, at)?;
    utf8::is_space(c).then_some(n)
}

fn step(bytes: &[u8], at: usize, text: bool) -> usize {
    if text {
        utf8::width(bytes.get(at).copied().unwrap_or(0))
    } else {
        1
    }
}

/// Hands out the pieces from the left, at most `limit + 1` of them.
pub fn split(bytes: &[u8], by: Separator, limit: usize, piece: &mut dyn FnMut(usize, usize)) {
    match by {
        Separator::Bytes(separator) => {
            let (mut start, mut left) = (0, limit);
            while left > 0
                && let Some(place) = find(bytes, separator, start)
            {
                piece(start, place);
                start = place + separator.len();
                left -= 1;
            }
            piece(start, bytes.len());
        }
        Separator::Blank(text) => {
            let (mut at, mut left) = (0, limit);
            loop {
                while let Some(n) = blank_at(bytes, at, text) {
                    at += n;
                }
                if at >= bytes.len() {
                    return;
                }
                let start = at;
                if left == 0 {
                    piece(start, bytes.len());
                    return;
                }
                while at < bytes.len() && blank_at(bytes, at, text).is_none() {
                    at += step(bytes, at, text);
                }
                piece(start, at);
                left -= 1;
            }
        }
    }
}

/// Where a character that ends at `end` begins.
fn before(bytes: &[u8], end: usize, text: bool) -> usize {
    let mut at = end - 1;
    while text && at > 0 && bytes.get(at).is_some_and(|b| b & 0xc0 == 0x80) {
        at -= 1;
    }
    at
}

/// Hands out the pieces from the right, the last first, at most `limit + 1` of them.
pub fn rsplit(bytes: &[u8], by: Separator, limit: usize, piece: &mut dyn FnMut(usize, usize)) {
    match by {
        Separator::Bytes(separator) => {
            let (mut end, mut left) = (bytes.len(), limit);
            while left > 0
                && let Some(place) = rfind(bytes, separator, end)
            {
                piece(place + separator.len(), end);
                end = place;
                left -= 1;
            }
            piece(0, end);
        }
        Separator::Blank(text) => {
            let (mut end, mut left) = (bytes.len(), limit);
            loop {
                end = strip_right(bytes.get(..end).unwrap_or(&[]), text);
                if end == 0 {
                    return;
                }
                if left == 0 {
                    piece(0, end);
                    return;
                }
                let mut start = end;
                while start > 0 {
                    let at = before(bytes, start, text);
                    if blank_at(bytes, at, text).is_some() {
                        break;
                    }
                    start = at;
                }
                piece(start, end);
                end = start;
                left -= 1;
            }
        }
    }
}

/// Where the white space on the left ends.
#[must_use]
pub fn strip_left(bytes: &[u8], text: bool) -> usize {
    let mut at = 0;
    while let Some(n) = blank_at(bytes, at, text) {
        at += n;
    }
    at
}

/// Where the white space on the right begins.
#[must_use]
pub fn strip_right(bytes: &[u8], text: bool) -> usize {
    let mut end = bytes.len();
    while end > 0 {
        let at = before(bytes, end, text);
        if blank_at(bytes, at, text).is_none() {
            break;
        }
        end = at;
    }
    end
}

/// Hands out lines as start, end without and end with the line's end.
pub fn lines(bytes: &[u8], text: bool, line: &mut dyn FnMut(usize, usize, usize)) {
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let (c, n) = if text {
            utf8::decode(bytes, at).unwrap_or(('\0', 1))
        } else {
            (char::from(bytes.get(at).copied().unwrap_or(0)), 1)
        };
        let ends = if text {
            utf8::is_line_end(c)
        } else {
            matches!(c, '\n' | '\r')
        };
        let next = at + n;
        if ends {
            let next = if c == '\r' && bytes.get(next) == Some(&b'\n') {
                next + 1
            } else {
                next
            };
            line(start, at, next);
            start = next;
            at = next;
        } else {
            at = next;
        }
    }
    if start < bytes.len() {
        line(start, bytes.len(), bytes.len());
    }
}
