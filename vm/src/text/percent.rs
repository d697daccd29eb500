//! The conversions of `text % values`: taking the format apart. What they convert is the caller's.

use super::spec::Spec;

/// A width or precision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    /// Not given.
    None,
    /// `*`: the next value says it.
    Next,
    /// Given.
    Is(u32),
}

/// One conversion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Conversion<'a> {
    /// `(key)`
    pub key: Option<&'a [u8]>,
    /// `-`
    pub left: bool,
    /// `0`
    pub zero: bool,
    /// `#`
    pub alternate: bool,
    /// `+`, a space, or 0.
    pub sign: u8,
    /// Least width.
    pub width: Amount,
    /// After the point.
    pub precision: Amount,
    /// Type character.
    pub kind: u8,
}

/// A part of a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    /// Stands for itself.
    Literal(&'a [u8]),
    /// Takes a value.
    Conversion(Conversion<'a>),
}

/// A format that is incomplete or wrong: `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadFormat;

/// Walks over a format.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    rest: &'a [u8],
}

impl<'a> Parts<'a> {
    /// From its beginning.
    #[must_use]
    pub fn of(format: &'a [u8]) -> Parts<'a> {
        Parts { rest: format }
    }

    fn take(&mut self) -> Result<u8, BadFormat> {
        let (&first, rest) = self.rest.split_first().ok_or(BadFormat)?;
        self.rest = rest;
        Ok(first)
    }

    fn amount(&mut self) -> Result<Amount, BadFormat> {
        if self.rest.first() == Some(&b'*') {
            self.take()?;
            return Ok(Amount::Next);
        }
        let mut value = None;
        while let Some(d) = self.rest.first().filter(|b| b.is_ascii_digit()) {
            let v = value.unwrap_or(0) * 10 + u32::from(d - b'0');
            if v > 10_000_000 {
                return Err(BadFormat);
            }
            value = Some(v);
            self.take()?;
        }
        Ok(value.map_or(Amount::None, Amount::Is))
    }

    fn key(&mut self) -> Result<Option<&'a [u8]>, BadFormat> {
        if self.rest.first() != Some(&b'(') {
            return Ok(None);
        }
        self.take()?;
        let start = self.rest;
        let (mut depth, mut len) = (1, 0);
        loop {
            match self.take()? {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(start.get(..len));
            }
            len += 1;
        }
    }

    fn conversion(&mut self) -> Result<Conversion<'a>, BadFormat> {
        let mut c = Conversion {
            key: self.key()?,
            left: false,
            zero: false,
            alternate: false,
            sign: 0,
            width: Amount::None,
            precision: Amount::None,
            kind: 0,
        };
        while let Some(&flag) = self.rest.first() {
            match flag {
                b'-' => c.left = true,
                b'0' => c.zero = true,
                b'#' => c.alternate = true,
                b'+' => c.sign = b'+',
                b' ' if c.sign == 0 => c.sign = b' ',
                b' ' => {}
                _ => break,
            }
            self.take()?;
        }
        c.width = self.amount()?;
        if self.rest.first() == Some(&b'.') {
            self.take()?;
            c.precision = match self.amount()? {
                Amount::None => Amount::Is(0),
                given => given,
            };
        }
        if self.rest.first().is_some_and(|b| b"hlL".contains(b)) {
            self.take()?;
        }
        c.kind = self.take()?;
        if b"diouxXeEfFgGcrsab%".contains(&c.kind) {
            Ok(c)
        } else {
            Err(BadFormat)
        }
    }

    /// The next part; `None` at the end.
    ///
    /// # Errors
    /// If the format is wrong from here on.
    #[allow(clippy::should_implement_trait, reason = "it can fail and then ends")]
    pub fn next(&mut self) -> Result<Option<Part<'a>>, BadFormat> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        if self.rest.first() != Some(&b'%') {
            let len = self.rest.iter().position(|&b| b == b'%');
            let (literal, rest) = self.rest.split_at(len.unwrap_or(self.rest.len()));
            self.rest = rest;
            return Ok(Some(Part::Literal(literal)));
        }
        self.take()?;
        let c = self.conversion()?;
        Ok(Some(if c.kind == b'%' {
            Part::Literal(b"%")
        } else {
            Part::Conversion(c)
        }))
    }
}

impl Conversion<'_> {
    /// The specification that does the same for a number, width and precision settled.
    #[must_use]
    pub fn number(&self, width: i64, precision: Option<u32>) -> Spec {
        let mut spec = Spec::empty();
        spec.width = width.unsigned_abs().min(10_000_000) as u32;
        spec.sign = self.sign;
        spec.alternate = self.alternate;
        spec.align = if self.left || width < 0 {
            b'<'
        } else if self.zero {
            b'='
        } else {
            b'>'
        };
        if spec.align == b'=' {
            spec.set_fill(b"0");
        }
        spec.kind = match self.kind {
            b'i' | b'u' => b'd',
            kind => kind,
        };
        spec.precision = precision;
        spec
    }

    /// The specification that does the same for text.
    #[must_use]
    pub fn text(&self, width: i64, precision: Option<u32>) -> Spec {
        let mut spec = Spec::empty();
        spec.width = width.unsigned_abs().min(10_000_000) as u32;
        spec.align = if self.left || width < 0 { b'<' } else { b'>' };
        spec.precision = precision;
        spec
    }
}
