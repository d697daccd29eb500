//! Everything here against CPython: a Python script makes the cases and their results, a line each.

use super::dragon::{Places, rounded, shortest};
use super::integer::{self, Bits, Int, Shape};
use super::{float, limbs, parse, radix};
use std::process::Command;

/// Runs a Python script and hands every line of its output, split at tabs.
fn each_case(script: &str, check: &mut dyn FnMut(&[&str])) {
    let out = Command::new("python3").args(["-c", script]).output();
    let out = out.expect("python3 is the oracle of this test");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.lines().count() > 50, "the script makes cases");
    for line in text.lines() {
        check(&line.split('\t').collect::<Vec<_>>());
    }
}

struct Owned {
    negative: bool,
    limbs: Vec<u32>,
}

impl Owned {
    fn read(text: &str) -> Owned {
        let t = parse::int(text.as_bytes(), 0).unwrap_or_else(|| panic!("{text}"));
        let mut limbs = vec![0; radix::limbs_max(t.digits.len(), t.base)];
        let n = radix::value(t.digits, t.base, &mut limbs);
        limbs.truncate(n);
        Owned {
            negative: t.negative && n != 0,
            limbs,
        }
    }

    fn lend(&self) -> Int<'_> {
        Int {
            negative: self.negative,
            limbs: &self.limbs,
        }
    }
}

fn text(shape: Shape, out: &[u32], base: u32) -> String {
    let mut work = out[..shape.len].to_vec();
    let mut buffer = vec![0; radix::digits_max(work.len() * 32, base)];
    let at = radix::digits(&mut work, base, &mut buffer);
    let digits = std::str::from_utf8(&buffer[at..]).unwrap();
    format!("{}{digits}", if shape.negative { "-" } else { "" })
}

const INTEGERS: &str = r#"
import random
random.seed(7)
def pick():
    bits = random.choice([1, 5, 31, 32, 33, 63, 64, 65, 96, 128, 200, 700])
    n = random.choice([random.getrandbits(bits), (1 << bits) - 1, 1 << bits, (1 << bits) - (1 << bits // 2), 0])
    return random.choice([n, -n])
for i in range(3000):
    a, b, s = pick(), pick(), random.randrange(0, 130)
    q, r = divmod(a, b) if b else (0, 0)
    try: f = repr(float(a))
    except OverflowError: f = "overflow"
    try: d = repr(a / b) if b else "0.0"
    except OverflowError: d = "overflow"
    print(a, hex(b), a + b, a - b, a * b, q, r, a & b, a | b, a ^ b, s, a << s, a >> s, hash(a), f, d, abs(b) ** 5, sep="\t")
"#;

#[test]
fn integers_as_cpython() {
    each_case(INTEGERS, &mut |c| {
        let (a, b) = (Owned::read(c[0]), Owned::read(c[1]));
        let (x, y) = (a.lend(), b.lend());
        let mut out = vec![0xdead_beef; x.limbs.len() + y.limbs.len() + 2];
        let show = |shape: Shape, out: &[u32]| text(shape, out, 10);
        assert_eq!(show(integer::add(&mut out, x, y), &out), c[2], "{c:?}");
        assert_eq!(show(integer::sub(&mut out, x, y), &out), c[3], "{c:?}");
        assert_eq!(show(integer::mul(&mut out, x, y), &out), c[4], "{c:?}");
        if !y.is_zero() {
            let mut q = vec![0xdead_beef; (x.limbs.len() + 2).saturating_sub(y.limbs.len()).max(1)];
            let mut r = vec![0xdead_beef; x.limbs.len().max(y.limbs.len()) + 1];
            let (sq, sr) = integer::divmod(&mut q, &mut r, x, y);
            assert_eq!(
                (show(sq, &q), show(sr, &r)),
                (c[5].into(), c[6].into()),
                "{c:?}"
            );
            let mut scratch = vec![0; float::divide_scratch(x, y)];
            let quotient = float::true_divide(x, y, &mut scratch);
            assert_eq!(quotient.map_or("overflow".into(), repr), c[15], "{c:?}");
        }
        for (op, at) in [(Bits::And, 7), (Bits::Or, 8), (Bits::Xor, 9)] {
            assert_eq!(
                show(integer::bitwise(&mut out, op, x, y), &out),
                c[at],
                "{c:?}"
            );
        }
        let n: usize = c[10].parse().unwrap();
        let mut wide = vec![0xdead_beef; x.limbs.len() + 10];
        assert_eq!(show(integer::shl(&mut wide, x, n), &wide), c[11], "{c:?}");
        assert_eq!(show(integer::shr(&mut wide, x, n), &wide), c[12], "{c:?}");
        assert_eq!(integer::hash(x).to_string(), c[13], "{c:?}");
        assert_eq!(
            float::from_int(x).map_or("overflow".into(), repr),
            c[14],
            "{c:?}"
        );
        let mut power = vec![0; y.limbs.len() * 5 + 1];
        let mut work = power.clone();
        let len = limbs::pow(&mut power, &mut work, y.limbs, 5);
        assert_eq!(
            show(
                Shape {
                    negative: false,
                    len
                },
                &power
            ),
            c[16],
            "{c:?}"
        );
    });
}

/// As CPython writes a finite double with repr.
fn repr(value: f64) -> String {
    let mut out = Vec::new();
    crate::text::number::repr_float(value, &mut out);
    String::from_utf8(out).unwrap()
}

const FLOATS: &str = r#"
import random, struct
random.seed(11)
special = [0.1, 1.0, 2.0**-44, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0, 1e22, 1e23, 1e16,
    123456789012345680.0, 0.5, 2.5, 0.125, 999999.5, 9.9999e99, 0.05, 1e-5, 0.0001, 2.0**60, 2.0**-1022, 4.9406564584124654e-323, 0.3, 1/3]
special += [2.0**k for k in range(-1074, 1024, 7)]
for i in range(3000):
    x = special[i] if i < len(special) else random.choice([
        lambda: struct.unpack("<d", struct.pack("<Q", random.getrandbits(63)))[0],
        lambda: round(random.uniform(0, 1000), random.randrange(6)),
        lambda: random.randrange(1, 10**6) / 2**random.randrange(1, 12),
        lambda: float(random.randrange(10**17))])()
    if x != x or x in (float("inf"),): continue
    p = random.choice([0, 1, 2, 3, 6, 15, 17, 20, 40])
    print(repr(x), p, "%.*e" % (p, x), "%.*f" % (p, x), "%.*g" % (p, x), hash(x), int(x), sep="\t")
"#;

fn digits(value: f64, places: Places) -> (String, i32) {
    let r = rounded(value, places);
    let (mut s, exponent, count) = (String::new(), r.exponent, r.count);
    r.each(&mut |d| s.push(char::from(b'0' + d)));
    assert_eq!(s.len(), count as usize, "{value}");
    (s, exponent)
}

#[test]
fn doubles_as_cpython() {
    each_case(FLOATS, &mut |c| {
        let x = parse::float(c[0].as_bytes()).unwrap();
        assert_eq!(x, c[0].parse::<f64>().unwrap(), "{}", c[0]);
        assert_eq!(repr(x), c[0]);
        let p: u32 = c[1].parse().unwrap();
        let (e, k) = digits(x, Places::Digits(p + 1));
        let (mantissa, exponent) = c[2].split_once('e').unwrap();
        assert_eq!(e, mantissa.replace('.', ""), "{c:?}");
        if x != 0.0 {
            assert_eq!(k - 1, exponent.parse::<i32>().unwrap(), "{c:?}");
        }
        let (f, _) = digits(x, Places::Fraction(p));
        let want = c[3].replace('.', "");
        assert_eq!(f, want.trim_start_matches('0'), "{c:?}");
        assert_eq!(float::hash(x).to_string(), c[5], "{c:?}");
        let mut out = vec![0; float::limbs_of(x)];
        let shape = float::to_int(x, &mut out);
        assert_eq!(text(shape, &out, 10), c[6], "{c:?}");
        if x != 0.0 && x >= f64::MIN_POSITIVE {
            assert_eq!(
                shortest(x).digits().first().map(|&d| d == b'0'),
                Some(false)
            );
        }
    });
}

const TEXTS: &str = r#"
import random
from decimal import Decimal, getcontext
getcontext().prec = 2000
random.seed(5)
def show(t):
    try: return repr(float(t))
    except ValueError: return "no"
cases = ["1_0.5", "_1", "1_", "1__0", "1._5", "1_.5", ".5", "5.", ".", "", "e5", "1e", "1e+", "1e5_0", " 1.5\t", "inf", "-Infinity", "nan", "+.5e-3", "0x10",
    "1e400", "-1e400", "1e-400", "0e999999999999", "1e-9999999999", "123456789012345678901234567890", "2.4703282292062327e-324", "2.4703282292062328e-324",
    "1.7976931348623158e308", "1.7976931348623159e308", "179769313486231580793728971405301e276", "0." + "0" * 400 + "1e400", "1" * 400 + "e-400"]
for i in range(700):
    m = random.getrandbits(53) | 1 << 52
    e = random.randrange(-1100, 960)
    mid = Decimal(2 * m + 1) * Decimal(2) ** (e - 1)
    t = format(mid, "e") if i % 2 else "%.*e" % (random.randrange(15, 25), float(m) * 2.0 ** max(min(e, 900), -900))
    if i % 4 == 1: t = t.replace("e", "1e")
    if i % 4 == 3: t = t.replace("e", "0000000000000000000000000000e")
    cases.append(t)
for t in cases: print(t, show(t), sep="\t")
"#;

#[test]
fn text_to_double_as_cpython() {
    each_case(TEXTS, &mut |c| {
        let got = match parse::float(c[0].as_bytes()) {
            None => "no".to_owned(),
            Some(x) => repr(x),
        };
        assert_eq!(got, *c.last().unwrap(), "{c:?}");
    });
}

const COMPARISONS: &str = r#"
import random
random.seed(3)
for i in range(1500):
    e = random.randrange(0, 300)
    x = random.choice([1, -1]) * random.random() * 2.0 ** e
    a = int(x) + random.choice([-1, 0, 1, 1 << max(e - 60, 0)])
    if i % 5 == 0: x = float(int(x)); a = int(x)
    print(a, repr(x), -1 if a < x else 1 if a > x else 0, sep="\t")
"#;

#[test]
fn integer_against_double_as_cpython() {
    each_case(COMPARISONS, &mut |c| {
        let a = Owned::read(c[0]);
        let order = float::compare(a.lend(), c[1].parse().unwrap()).unwrap();
        assert_eq!((order as i32).to_string(), c[2], "{c:?}");
    });
}

const DIVMODS: &str = r#"
import random
random.seed(4)
for i in range(800):
    a = random.choice([0.0, -0.0, 1.5, random.uniform(-100, 100), random.uniform(-1e20, 1e20), float(random.randrange(-9, 9))])
    b = random.choice([2.0, -2.0, 0.1, random.uniform(-5, 5) or 1.0, float(random.randrange(1, 9))])
    print(repr(a), repr(b), *map(repr, divmod(a, b)), sep="\t")
"#;

#[test]
fn divmod_of_doubles_as_cpython() {
    each_case(DIVMODS, &mut |c| {
        let (q, r) = float::divmod(c[0].parse().unwrap(), c[1].parse().unwrap());
        assert_eq!((repr(q), repr(r)), (c[2].into(), c[3].into()), "{c:?}");
    });
}

#[test]
fn integer_text_is_checked() {
    let value = |t: &str, base| {
        let t = parse::int(t.as_bytes(), base)?;
        let mut out = [0; 8];
        let n = radix::value(t.digits, t.base, &mut out);
        Some((t.negative, limbs::bits_from(&out[..n], 0)))
    };
    assert_eq!(value("  -42 ", 10), Some((true, 42)));
    assert_eq!(value("0b1_01", 0), Some((false, 5)));
    assert_eq!(value("ff", 16), Some((false, 255)));
    assert_eq!(value("0xff", 16), Some((false, 255)));
    assert_eq!(value("0x_f", 16), Some((false, 15)));
    assert_eq!(value("00", 0), Some((false, 0)));
    for (bad, base) in [
        ("", 10),
        ("-", 10),
        ("1__2", 10),
        ("_1", 10),
        ("1_", 10),
        ("012", 0),
        ("0x", 16),
        ("9", 8),
        ("1.5", 10),
    ] {
        assert_eq!(value(bad, base), None, "{bad}");
    }
}

const POWERS: &str = r#"
import random
from fractions import Fraction
random.seed(21)
for i in range(2000):
    x = random.choice([random.uniform(0.01, 20), -random.uniform(0.5, 3), float(random.randrange(1, 50)), 0.1, 1.1])
    y = float(random.randrange(-40, 60))
    print(repr(x), y, repr(float(Fraction(x) ** int(y))), sep="\t")
"#;

#[test]
fn whole_powers_are_rounded_correctly() {
    each_case(POWERS, &mut |c| {
        let got = float::power(c[0].parse().unwrap(), c[1].parse().unwrap());
        assert_eq!(repr(got), c[2], "{c:?}");
    });
}
