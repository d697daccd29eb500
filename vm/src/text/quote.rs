//! `repr` of text and of bytes.

use super::{Sink, utf8};

fn escape(sink: &mut dyn Sink, code: u32) {
    let (letter, digits) = match code {
        0..=0xff => (b'x', 2),
        0x100..=0xffff => (b'u', 4),
        _ => (b'U', 8),
    };
    sink.put(&[b'\\', letter]);
    for i in (0..digits).rev() {
        let d = (code >> (4 * i) & 15) as u8;
        sink.put(&[if d < 10 { b'0' + d } else { b'a' + d - 10 }]);
    }
}

fn short_escape(byte: u8, quote: u8) -> Option<&'static [u8]> {
    Some(match byte {
        b'\\' => b"\\\\",
        b'\n' => b"\\n",
        b'\r' => b"\\r",
        b'\t' => b"\\t",
        b'\'' if quote == b'\'' => b"\\'",
        b'"' if quote == b'"' => b"\\\"",
        _ => return None,
    })
}

/// The quote that needs no escapes if there is one.
fn quote_for(bytes: &[u8]) -> u8 {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        b'"'
    } else {
        b'\''
    }
}

/// `repr` of text; `ascii` escapes everything beyond ASCII.
pub fn text(text: &[u8], ascii: bool, sink: &mut dyn Sink) {
    let quote = quote_for(text);
    sink.put(&[quote]);
    let (mut at, mut plain) = (0, 0);
    while let Some((c, n)) = utf8::decode(text, at) {
        let code = c as u32;
        let short = if code < 0x80 {
            short_escape(code as u8, quote)
        } else {
            None
        };
        if short.is_some() || !utf8::is_printable(c) || (ascii && code >= 0x80) {
            sink.put(text.get(plain..at).unwrap_or(&[]));
            match short {
                Some(escaped) => sink.put(escaped),
                None => escape(sink, code),
            }
            plain = at + n;
        }
        at += n;
    }
    sink.put(text.get(plain..).unwrap_or(&[]));
    sink.put(&[quote]);
}

/// `repr` of bytes.
pub fn bytes(bytes: &[u8], sink: &mut dyn Sink) {
    let quote = quote_for(bytes);
    sink.put(&[b'b', quote]);
    for &byte in bytes {
        match short_escape(byte, quote) {
            Some(escaped) => sink.put(escaped),
            None if (0x20..0x7f).contains(&byte) => sink.put(&[byte]),
            None => escape(sink, u32::from(byte)),
        }
    }
    sink.put(&[quote]);
}
