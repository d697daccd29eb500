//! The format mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use super::{Sink, repeat, utf8};

/// A specification taken apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spec {
    fill: [u8; 4],
    fill_len: u8,
    /// `<`, `>`, `^`, `=`, or 0 if none is given.
    pub align: u8,
    /// `+`, `-`, a space, or 0.
    pub sign: u8,
    /// `z`: a result of zero has no minus sign.
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// Least width in characters.
    pub width: u32,
    /// `,`, `_`, or 0.
    pub grouping: u8,
    /// After the point.
    pub precision: Option<u32>,
    /// The type character, or 0.
    pub kind: u8,
    /// The alignment comes from a `0` before the width.
    implied: bool,
}

/// A specification that is wrong, or wrong for the value: `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadSpec;

const ALIGNS: &[u8] = b"<>=^";

fn number(text: &[u8], at: &mut usize) -> Result<Option<u32>, BadSpec> {
    let mut value: Option<u32> = None;
    while let Some(&b) = text.get(*at) {
        if !b.is_ascii_digit() {
            break;
        }
        let v = value.unwrap_or(0) * 10 + u32::from(b - b'0');
        if v > 10_000_000 {
            return Err(BadSpec);
        }
        value = Some(v);
        *at += 1;
    }
    Ok(value)
}

impl Spec {
    /// No specification at all.
    #[must_use]
    pub const fn empty() -> Spec {
        Spec {
            fill: [b' ', 0, 0, 0],
            fill_len: 1,
            align: 0,
            sign: 0,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: 0,
            precision: None,
            kind: 0,
            implied: false,
        }
    }

    /// Takes a specification apart.
    ///
    /// # Errors
    /// If it is malformed.
    pub fn parse(text: &[u8]) -> Result<Spec, BadSpec> {
        let mut spec = Spec::empty();
        let mut at = 0;
        let first = utf8::width(text.first().copied().unwrap_or(0));
        let mut filled = false;
        if let (Some(fill), Some(align)) = (text.get(..first), text.get(first))
            && ALIGNS.contains(align)
        {
            spec.set_fill(fill);
            spec.align = *align;
            filled = true;
            at = first + 1;
        } else if let Some(align) = text.first().filter(|b| ALIGNS.contains(b)) {
            spec.align = *align;
            at = 1;
        }
        if let Some(&sign) = text.get(at).filter(|b| b"+- ".contains(b)) {
            spec.sign = sign;
            at += 1;
        }
        let mut flag = |wanted: u8| {
            let there = text.get(at) == Some(&wanted);
            at += usize::from(there);
            there
        };
        spec.no_negative_zero = flag(b'z');
        spec.alternate = flag(b'#');
        if !filled && flag(b'0') {
            spec.set_fill(b"0");
            if spec.align == 0 {
                spec.align = b'=';
                spec.implied = true;
            }
        }
        spec.width = number(text, &mut at)?.unwrap_or(0);
        if let Some(&g) = text.get(at).filter(|b| b",_".contains(b)) {
            spec.grouping = g;
            at += 1;
        }
        if text.get(at) == Some(&b'.') {
            at += 1;
            spec.precision = Some(number(text, &mut at)?.ok_or(BadSpec)?);
        }
        match text.get(at..).unwrap_or(&[]) {
            [] => {}
            [kind] => spec.kind = *kind,
            _ => return Err(BadSpec),
        }
        Ok(spec)
    }

    /// Sets the character that fills.
    pub fn set_fill(&mut self, fill: &[u8]) {
        self.fill = [0; 4];
        for (to, from) in self.fill.iter_mut().zip(fill) {
            *to = *from;
        }
        self.fill_len = fill.len().min(4) as u8;
    }

    /// The character that fills, as UTF-8.
    #[must_use]
    pub fn fill(&self) -> &[u8] {
        self.fill.get(..usize::from(self.fill_len)).unwrap_or(b" ")
    }

    pub(super) fn zero_filled(&self) -> bool {
        self.align == b'=' && self.fill() == b"0"
    }

    /// Base of an integer's digits.
    #[must_use]
    pub fn base(&self) -> u32 {
        match self.kind {
            b'b' => 2,
            b'o' => 8,
            b'x' | b'X' => 16,
            _ => 10,
        }
    }

    /// Whether an integer is to be formatted as a double.
    #[must_use]
    pub fn wants_float(&self) -> bool {
        matches!(self.kind, b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%')
    }

    /// Checks it for an integer.
    ///
    /// # Errors
    /// If it does not fit one.
    pub fn for_int(self) -> Result<Spec, BadSpec> {
        let known = matches!(
            self.kind,
            0 | b'b' | b'c' | b'd' | b'n' | b'o' | b'x' | b'X'
        );
        let comma = self.grouping == b',' && matches!(self.kind, b'b' | b'o' | b'x' | b'X');
        let odd = self.grouping != 0 && matches!(self.kind, b'n' | b'c');
        let character = self.kind == b'c' && (self.sign != 0 || self.alternate);
        if !known || comma || odd || character || self.precision.is_some() || self.no_negative_zero
        {
            return Err(BadSpec);
        }
        Ok(self)
    }

    /// Checks it for a double.
    ///
    /// # Errors
    /// If it does not fit one.
    pub fn for_float(self) -> Result<Spec, BadSpec> {
        let known = self.wants_float() || matches!(self.kind, 0 | b'n');
        if !known || (self.kind == b'n' && self.grouping != 0) {
            return Err(BadSpec);
        }
        Ok(self)
    }

    /// Checks it for text.
    ///
    /// # Errors
    /// If it does not fit text.
    pub fn for_text(mut self) -> Result<Spec, BadSpec> {
        if self.implied {
            // `0` before the width means zeros after the text.
            self.align = b'<';
        }
        if !matches!(self.kind, 0 | b's')
            || self.align == b'='
            || self.sign != 0
            || self.alternate
            || self.grouping != 0
            || self.no_negative_zero
        {
            return Err(BadSpec);
        }
        Ok(self)
    }
}

/// Writes text under a specification checked by [`Spec::for_text`]: cut at the precision, padded to the width.
pub fn text(spec: &Spec, text: &[u8], sink: &mut dyn Sink) {
    let cut = match spec.precision {
        Some(p) => text.get(..utf8::offset(text, p as usize)).unwrap_or(text),
        None => text,
    };
    let pad = (spec.width as usize).saturating_sub(utf8::count(cut));
    let (left, right) = match spec.align {
        b'>' => (pad, 0),
        b'^' => (pad / 2, pad - pad / 2),
        _ => (0, pad),
    };
    repeat(sink, spec.fill(), left);
    sink.put(cut);
    repeat(sink, spec.fill(), right);
}
