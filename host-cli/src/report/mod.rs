//! What went wrong, with source lines: the compiler's diagnostics and the program's tracebacks.

pub mod diagnostic;
pub mod traceback;

/// Line number, from 1, and the line itself, at a byte offset of a text.
pub(crate) fn line_at(text: &str, offset: usize) -> (usize, usize, &str) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at);
    let number = text[..start].bytes().filter(|b| *b == b'\n').count() + 1;
    (number, start, text[start..end].trim_end_matches('\r'))
}

#[cfg(test)]
mod tests {
    use super::line_at;

    #[test]
    fn lines_are_found_by_offset() {
        let text = "a = 1\r\nbé = 2\n\nc";
        assert_eq!(line_at(text, 0), (1, 0, "a = 1"));
        assert_eq!(line_at(text, 7), (2, 7, "bé = 2"));
        assert_eq!(line_at(text, 9), (2, 7, "bé = 2"));
        assert_eq!(line_at(text, 15), (3, 15, ""));
        assert_eq!(line_at(text, 99), (4, 16, "c"));
    }
}
