//! Numbers as text: `repr` of doubles, and both numbers under a format specification.
#![allow(
    clippy::indexing_slicing,
    reason = "digits are indexed below the counts that produced them"
)]

use super::spec::Spec;
use super::{Sink, repeat};
use crate::number::dragon::{self, Places, Rounded, Shortest};

/// The digits of a double from one of two sources.
#[derive(Clone)]
#[allow(
    clippy::large_enum_variant,
    reason = "it lives on one stack for the length of a call, and there is no allocator to box it with"
)]
enum Digits {
    Shortest(Shortest),
    Rounded(Rounded),
}

impl Digits {
    fn exponent(&self) -> i32 {
        match self {
            Digits::Shortest(s) => s.exponent,
            Digits::Rounded(r) => r.exponent,
        }
    }

    fn each(self, put: &mut dyn FnMut(u8)) {
        match self {
            Digits::Shortest(s) => s.digits().iter().for_each(|d| put(d - b'0')),
            Digits::Rounded(r) => r.each(put),
        }
    }

    /// Digits up to the last that is not zero.
    fn significant(&self) -> u32 {
        match self {
            Digits::Shortest(s) => s.digits().len() as u32,
            Digits::Rounded(r) => {
                let (mut at, mut last) = (0, 0);
                r.clone().each(&mut |d| {
                    at += 1;
                    if d != 0 {
                        last = at;
                    }
                });
                last
            }
        }
    }
}

/// A finite, not negative double, laid out.
struct Layout {
    digits: Digits,
    /// Digits before the point, at least 1.
    whole: u32,
    /// Digits after the point.
    fraction: u32,
    /// Written with an exponent, this one.
    exponent: Option<i32>,
    /// A point even without a fraction.
    point: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Shortest; `true` if an integral value gets `.0`.
    Repr,
    Fixed,
    Exponent,
    General,
}

fn lay_out(value: f64, style: Style, precision: u32, alternate: bool, dot_zero: bool) -> Layout {
    let zero = value == 0.0;
    let digits = match style {
        Style::Repr if !zero => Digits::Shortest(dragon::shortest(value)),
        Style::Repr => Digits::Rounded(dragon::rounded(0.0, Places::Digits(1))),
        Style::Fixed => Digits::Rounded(dragon::rounded(value, Places::Fraction(precision))),
        Style::Exponent => Digits::Rounded(dragon::rounded(value, Places::Digits(precision + 1))),
        Style::General => Digits::Rounded(dragon::rounded(value, Places::Digits(precision))),
    };
    let k = digits.exponent();
    let scientific = match style {
        Style::Repr => k <= -4 || k > 16,
        Style::Fixed => false,
        Style::Exponent => true,
        Style::General => k <= -4 || i64::from(k) > i64::from(precision) - i64::from(dot_zero),
    };
    let count = match style {
        Style::Exponent => precision + 1,
        Style::General if alternate => precision,
        Style::Fixed => 0,
        _ => digits.significant().max(1),
    };
    let mut fraction = match style {
        Style::Fixed => precision,
        _ if scientific => count - 1,
        _ => (i64::from(count) - i64::from(k)).max(0) as u32,
    };
    if dot_zero && !scientific && fraction == 0 {
        fraction = 1;
    }
    Layout {
        digits,
        whole: if scientific { 1 } else { k.max(1) as u32 },
        fraction,
        exponent: scientific.then_some(k - 1),
        point: alternate,
    }
}

/// Separators in the whole part: the character and how many digits stand together.
#[derive(Clone, Copy)]
struct Grouping {
    separator: u8,
    size: u32,
}

impl Grouping {
    fn none() -> Grouping {
        Grouping {
            separator: 0,
            size: u32::MAX,
        }
    }

    fn len(self, digits: u32) -> u32 {
        digits + digits.saturating_sub(1) / self.size
    }

    /// Zeros to put before `digits` digits so that they take at least `width`.
    fn zeros(self, digits: u32, width: u32) -> u32 {
        let mut n = digits;
        while self.len(n) < width {
            n += 1;
        }
        n - digits
    }
}

/// Writes one digit after the other with separators between.
struct Grouped<'a> {
    sink: &'a mut dyn Sink,
    grouping: Grouping,
    left: u32,
}

impl Grouped<'_> {
    fn put(&mut self, ascii: u8) {
        self.sink.put(&[ascii]);
        self.left -= 1;
        if self.left != 0 && self.left.is_multiple_of(self.grouping.size) {
            self.sink.put(&[self.grouping.separator]);
        }
    }
}

impl Layout {
    fn tail_len(&self) -> u32 {
        let exponent = match self.exponent {
            Some(e) => 2 + if e.unsigned_abs() >= 100 { 3 } else { 2 },
            None => 0,
        };
        u32::from(self.fraction != 0 || self.point) + self.fraction + exponent
    }

    fn write(self, zeros: u32, grouping: Grouping, upper: bool, sink: &mut dyn Sink) {
        let k = match self.exponent {
            Some(_) => 1,
            None => self.digits.exponent(),
        };
        let mut grouped = Grouped {
            sink,
            grouping,
            left: zeros + self.whole,
        };
        (0..zeros).for_each(|_| grouped.put(b'0'));
        let total = self.whole + self.fraction;
        let point = self.fraction != 0 || self.point;
        let mut at = 0u32;
        let mut one = |ascii: u8| {
            if at >= total {
                return;
            }
            if at < self.whole {
                grouped.put(ascii);
            } else {
                grouped.sink.put(&[ascii]);
            }
            at += 1;
            if at == self.whole && point {
                grouped.sink.put(b".");
            }
        };
        (0..(1 - i64::from(k)).max(0)).for_each(|_| one(b'0'));
        self.digits.each(&mut |d| one(b'0' + d));
        while at < total {
            one_zero(&mut at, self.whole, point, &mut grouped);
        }
        if let Some(e) = self.exponent {
            grouped.sink.put(if upper { b"E" } else { b"e" });
            grouped.sink.put(if e < 0 { b"-" } else { b"+" });
            let e = e.unsigned_abs() as u16;
            if e >= 100 {
                grouped.sink.put(&[b'0' + (e / 100) as u8]);
            }
            grouped
                .sink
                .put(&[b'0' + (e / 10 % 10) as u8, b'0' + (e % 10) as u8]);
        }
    }
}

/// A zero beyond the digits there are.
fn one_zero(at: &mut u32, whole: u32, point: bool, grouped: &mut Grouped) {
    if *at < whole {
        grouped.put(b'0');
    } else {
        grouped.sink.put(b"0");
    }
    *at += 1;
    if *at == whole && point {
        grouped.sink.put(b".");
    }
}

/// `repr` of a double.
pub fn repr_float(value: f64, sink: &mut dyn Sink) {
    if value.is_sign_negative() && !value.is_nan() {
        sink.put(b"-");
    }
    if value.is_finite() {
        lay_out(libm::fabs(value), Style::Repr, 0, false, true).write(
            0,
            Grouping::none(),
            false,
            sink,
        );
    } else {
        sink.put(if value.is_nan() { b"nan" } else { b"inf" });
    }
}

/// Sign and padding around a body of known width.
fn framed(
    spec: &Spec,
    sign: &[u8],
    prefix: &[u8],
    width: u32,
    sink: &mut dyn Sink,
    body: &mut dyn FnMut(&mut dyn Sink),
) {
    let used = sign.len() as u32 + prefix.len() as u32 + width;
    let pad = spec.width.saturating_sub(used) as usize;
    let (left, middle, right) = match spec.align {
        b'<' => (0, 0, pad),
        b'^' => (pad / 2, 0, pad - pad / 2),
        b'=' => (0, pad, 0),
        _ => (pad, 0, 0),
    };
    repeat(sink, spec.fill(), left);
    sink.put(sign);
    sink.put(prefix);
    repeat(sink, spec.fill(), middle);
    body(sink);
    repeat(sink, spec.fill(), right);
}

fn sign_of(spec: &Spec, negative: bool) -> &'static [u8] {
    match (negative, spec.sign) {
        (true, _) => b"-",
        (false, b'+') => b"+",
        (false, b' ') => b" ",
        _ => b"",
    }
}

/// Writes a double under a specification already checked by [`Spec::for_float`].
pub fn float(spec: &Spec, value: f64, sink: &mut dyn Sink) {
    let upper = spec.kind.is_ascii_uppercase();
    let percent = spec.kind == b'%';
    let value = if percent { value * 100.0 } else { value };
    let magnitude = libm::fabs(value);
    let mut negative = value.is_sign_negative() && !value.is_nan();
    let suffix: &[u8] = if percent { b"%" } else { b"" };
    if !value.is_finite() {
        let text: &[u8] = match (value.is_nan(), upper) {
            (true, false) => b"nan",
            (true, true) => b"NAN",
            (false, false) => b"inf",
            (false, true) => b"INF",
        };
        let width = (text.len() + suffix.len()) as u32;
        framed(spec, sign_of(spec, negative), b"", width, sink, &mut |s| {
            s.put(text);
            s.put(suffix);
        });
        return;
    }
    let (style, precision, dot_zero) = match (spec.kind, spec.precision) {
        (b'e' | b'E', p) => (Style::Exponent, p.unwrap_or(6), false),
        (b'f' | b'F' | b'%', p) => (Style::Fixed, p.unwrap_or(6), false),
        (0, None) => (Style::Repr, 0, true),
        (0, Some(p)) => (Style::General, p.max(1), true),
        (_, p) => (Style::General, p.unwrap_or(6).max(1), false),
    };
    let layout = lay_out(magnitude, style, precision, spec.alternate, dot_zero);
    if spec.no_negative_zero && negative && layout.digits.significant() == 0 {
        negative = false;
    }
    let grouping = match spec.grouping {
        0 => Grouping::none(),
        separator => Grouping { separator, size: 3 },
    };
    let sign = sign_of(spec, negative);
    let tail = layout.tail_len() + suffix.len() as u32;
    let zeros = if spec.zero_filled() {
        let room = spec.width.saturating_sub(sign.len() as u32 + tail);
        grouping.zeros(layout.whole, room)
    } else {
        0
    };
    let width = grouping.len(zeros + layout.whole) + tail;
    let mut layout = Some(layout);
    framed(spec, sign, b"", width, sink, &mut |s| {
        if let Some(layout) = layout.take() {
            layout.write(zeros, grouping, upper, s);
        }
        s.put(suffix);
    });
}

/// Writes an integer, given as ASCII digits in the specification's base, lower case, without sign, under a
/// specification already checked by [`Spec::for_int`]. `least` is the least number of digits (`%.5d`), zeros before.
pub fn integer(spec: &Spec, negative: bool, digits: &[u8], least: u32, sink: &mut dyn Sink) {
    let prefix: &[u8] = match (spec.alternate, spec.kind) {
        (true, b'b') => b"0b",
        (true, b'o') => b"0o",
        (true, b'x') => b"0x",
        (true, b'X') => b"0X",
        _ => b"",
    };
    let grouping = match spec.grouping {
        0 => Grouping::none(),
        separator => Grouping {
            separator,
            size: if matches!(spec.kind, b'b' | b'o' | b'x' | b'X') {
                4
            } else {
                3
            },
        },
    };
    let sign = sign_of(spec, negative);
    let count = digits.len() as u32;
    let mut zeros = least.saturating_sub(count);
    if spec.zero_filled() {
        let room = spec
            .width
            .saturating_sub((sign.len() + prefix.len()) as u32);
        zeros = zeros.max(grouping.zeros(count, room));
    }
    let width = grouping.len(zeros + count);
    framed(spec, sign, prefix, width, sink, &mut |s| {
        if spec.grouping == 0 {
            repeat(s, b"0", zeros as usize);
            if spec.kind != b'X' {
                s.put(digits);
                return;
            }
        }
        let plain = spec.grouping == 0;
        let mut grouped = Grouped {
            sink: s,
            grouping,
            left: count + if plain { 0 } else { zeros },
        };
        if !plain {
            (0..zeros).for_each(|_| grouped.put(b'0'));
        }
        for &d in digits {
            grouped.put(if spec.kind == b'X' {
                d.to_ascii_uppercase()
            } else {
                d
            });
        }
    });
}
