//! Text routines against CPython: a script makes the cases, a line each.

use super::percent::{Amount, Part, Parts};
use super::search::{self, Separator};
use super::{Counter, number, quote, sort, spec, utf8};
use crate::number::radix;
use std::process::Command;

fn each_case(script: &str, check: &mut dyn FnMut(&[&str])) {
    let out = Command::new("python3").args(["-c", script]).output();
    let out = out.expect("python3 is the oracle of this test");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.lines().count() > 30, "the script makes cases");
    for line in text.lines() {
        check(&line.split('\x01').collect::<Vec<_>>());
    }
}

const FORMATS: &str = r##"
import random
random.seed(2)
P = lambda *a: print(*a, sep="\x01")
for i in range(6000):
    s = random.choice(["", "<", ">", "^", "=", "*<", "é^", "0=", "x>"]) + random.choice(["", "+", "-", " "]) + random.choice(["", "", "z"]) \
        + random.choice(["", "#"]) + random.choice(["", "0"]) + random.choice(["", "5", "12", "20"]) + random.choice(["", "", ",", "_"]) \
        + random.choice(["", "", ".0", ".1", ".3", ".8"]) + random.choice(["", "b", "d", "o", "x", "X", "e", "E", "f", "F", "g", "G", "%", "s", "n", "q"])
    k = i % 3
    v = [random.choice([0, 1, -1, 255, -4096, 1234567, -123456789]), random.choice([0.0, -0.0, 1.0, -1.5, 1234567.891, 1e-7, 123456789012345678.0, 1e22, 0.1,
        float("inf"), float("-inf"), float("nan"), 9.9996, 0.00012345, 999999.5]), random.choice(["", "abc", "äöü", "long text here"])][k]
    try: r = format(v, s)
    except ValueError: r = "\x02"
    P("ifs"[k], v if k == 2 else repr(v), s, r)
"##;

fn format(kind: &str, value: &str, text: &str) -> Result<String, spec::BadSpec> {
    let mut out = Vec::new();
    let spec = spec::Spec::parse(text.as_bytes())?;
    match kind {
        "s" => spec::text(&spec.for_text()?, value.as_bytes(), &mut out),
        "i" if !spec.wants_float() => {
            let spec = spec.for_int()?;
            let n: i64 = value.parse().unwrap();
            let mut digits = [0; 64];
            let at = radix::digits_u64(n.unsigned_abs(), spec.base(), &mut digits);
            number::integer(&spec, n < 0, &digits[at..], 0, &mut out);
        }
        _ => number::float(&spec.for_float()?, value.parse().unwrap(), &mut out),
    }
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn format_as_cpython() {
    each_case(FORMATS, &mut |c| {
        let got = format(c[0], c[1], c[2]).unwrap_or("\x02".into());
        assert_eq!(got, c[3], "{c:?}");
    });
}

const REPRS: &str = r##"
import random
random.seed(9)
pool = "ab'\"\\\n\r\t\x00\x1b\x7f\x80\xa0\xadéß日\u200b\ue000😀 "
for i in range(300):
    t = "".join(random.choice(pool) for _ in range(random.randrange(8)))
    print(t.encode().hex(), repr(t), ascii(t), repr(t.encode()), sep="\x01")
"##;

#[test]
fn repr_of_text_and_bytes_as_cpython() {
    each_case(REPRS, &mut |c| {
        let raw: Vec<u8> = (0..c[0].len() / 2)
            .map(|i| u8::from_str_radix(&c[0][2 * i..2 * i + 2], 16).unwrap())
            .collect();
        let (mut a, mut b, mut d) = (Vec::new(), Vec::new(), Vec::new());
        quote::text(&raw, false, &mut a);
        quote::text(&raw, true, &mut b);
        quote::bytes(&raw, &mut d);
        let got = [a, b, d].map(|v| String::from_utf8(v).unwrap());
        assert_eq!(got, [c[1], c[2], c[3]]);
    });
}

const SPLITS: &str = r##"
import random
random.seed(6)
for i in range(600):
    t = "".join(random.choice("aab ,  \xa0é") for _ in range(random.randrange(12)))
    sep = random.choice([None, " ", ",", "ab", "a"]); n = random.choice([-1, 0, 1, 2])
    print(t, sep or "", n, "|".join(t.split(sep, n)), "|".join(t.rsplit(sep, n)), t.find("a", 1), t.rfind("ab"), t.count("a"), t.strip(), sep="\x01")
"##;

#[test]
fn splitting_as_cpython() {
    each_case(SPLITS, &mut |c| {
        let t = c[0].as_bytes();
        let by = if c[1].is_empty() {
            Separator::Blank(true)
        } else {
            Separator::Bytes(c[1].as_bytes())
        };
        let limit = usize::try_from(c[2].parse::<i32>().unwrap()).unwrap_or(usize::MAX);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        search::split(t, by, limit, &mut |a, b| left.push(&c[0][a..b]));
        search::rsplit(t, by, limit, &mut |a, b| right.insert(0, &c[0][a..b]));
        assert_eq!(
            (left.join("|"), right.join("|")),
            (c[3].into(), c[4].into()),
            "{c:?}"
        );
        let index =
            |at: Option<usize>| at.map_or("-1".into(), |at| utf8::count(&t[..at]).to_string());
        let first = if t.is_empty() {
            None
        } else {
            search::find(t, b"a", utf8::offset(t, 1))
        };
        assert_eq!(index(first), c[5], "{c:?}");
        assert_eq!(index(search::rfind(t, b"ab", t.len())), c[6], "{c:?}");
        assert_eq!(search::count(t, b"a").to_string(), c[7], "{c:?}");
        let end = search::strip_right(t, true);
        assert_eq!(
            &c[0][search::strip_left(t, true).min(end)..end],
            c[8],
            "{c:?}"
        );
    });
}

const PERCENTS: &str = r##"
import random
random.seed(8)
for i in range(1500):
    f = "%" + "".join(random.choice(["", "", "-", "0", "#", "+", " "]) for _ in range(3)) + random.choice(["", "3", "12"]) + random.choice(["", ".0", ".2", ".6"]) \
        + random.choice("dioxXeEfFgGs")
    v = random.choice([0, 5, -5, 255, 1234567, 2.5, -1234.5678, 1e20])
    if f[-1] in "dioxX": v = int(v) % 2**40
    print(f, v, ("<" + f + ">%%") % v, sep="\x01")
"##;

#[test]
fn percent_as_cpython() {
    each_case(PERCENTS, &mut |c| {
        let mut out = Vec::new();
        let whole = std::format!("<{}>%%", c[0]);
        let mut parts = Parts::of(whole.as_bytes());
        while let Some(part) = parts.next().unwrap() {
            let conversion = match part {
                Part::Literal(text) => {
                    out.extend_from_slice(text);
                    continue;
                }
                Part::Conversion(conversion) => conversion,
            };
            let amount = |a| if let Amount::Is(n) = a { Some(n) } else { None };
            let (width, precision) = (
                amount(conversion.width).unwrap_or(0),
                amount(conversion.precision),
            );
            let spec = conversion.number(i64::from(width), precision);
            match conversion.kind {
                b's' => spec::text(
                    &conversion.text(i64::from(width), precision),
                    c[1].as_bytes(),
                    &mut out,
                ),
                b'd' | b'i' | b'o' | b'x' | b'X' => {
                    let n: i64 = c[1].parse().unwrap();
                    let mut digits = [0; 64];
                    let at = radix::digits_u64(n.unsigned_abs(), spec.base(), &mut digits);
                    number::integer(
                        &spec,
                        n < 0,
                        &digits[at..],
                        precision.unwrap_or(0),
                        &mut out,
                    );
                }
                _ => number::float(&spec, c[1].parse().unwrap(), &mut out),
            }
        }
        assert_eq!(String::from_utf8(out).unwrap(), c[2], "{c:?}");
    });
}

#[test]
fn percent_keys_and_errors() {
    let first = |t: &'static str| Parts::of(t.as_bytes()).next();
    let Ok(Some(Part::Conversion(c))) = first("%(a(b))-*.*hd") else {
        panic!()
    };
    assert_eq!(
        (c.key, c.width, c.precision, c.kind),
        (Some(&b"a(b)"[..]), Amount::Next, Amount::Next, b'd')
    );
    assert!(first("%").is_err() && first("%y").is_err() && first("%(a").is_err());
}

#[test]
fn sorting_is_stable_and_stops_at_an_error() {
    let mut seed = 1u32;
    for n in 0..200usize {
        let mut items: Vec<u32> = (0..n as u32)
            .map(|i| {
                seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
                (seed >> 16 & 15) << 16 | i
            })
            .collect();
        let mut want = items.clone();
        want.sort_by_key(|w| w >> 16);
        let mut work = vec![0; n];
        sort::sort(&mut items, &mut work, &mut |a, b| {
            Ok::<_, ()>(a >> 16 < b >> 16)
        })
        .unwrap();
        assert_eq!(items, want);
    }
    let mut calls = 0;
    let mut fail = |_, _| {
        calls += 1;
        if calls == 20 {
            Err(7)
        } else {
            Ok(calls % 2 == 0)
        }
    };
    assert_eq!(sort::sort(&mut [0; 64], &mut [0; 64], &mut fail), Err(7));
}

#[test]
fn invalid_utf8_is_found() {
    assert_eq!(utf8::check("aé日😀".as_bytes()), Ok(10));
    assert_eq!(utf8::check(b"ab\xff"), Err((2, 1)));
    assert_eq!(utf8::check(b"\xe6\x97"), Err((0, 2)));
    assert_eq!(utf8::check(b"\xed\xa0\x80"), Err((0, 1)));
}

#[test]
fn lines_keep_or_drop_their_ends() {
    let mut got = Vec::new();
    search::lines(b"a\r\nb\n\nc", true, &mut |a, b, c| got.push((a, b, c)));
    assert_eq!(got, [(0, 1, 3), (3, 4, 5), (5, 5, 6), (6, 7, 7)]);
    let mut counter = Counter::default();
    quote::text("é".as_bytes(), false, &mut counter);
    assert_eq!((counter.bytes, counter.chars), (4, 3));
}
