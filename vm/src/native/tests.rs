//! Natives and operators against CPython: a script prints calls with the `repr` of their arguments and of their results.
//!
//! A line is a name, the results, then the arguments, separated by `\x01`. Arguments are read by a small reader of
//! literals, so every kind that `repr` shows as one can be used.

mod literal;

use super::{Args, Stop, table};
use crate::exception::message_of;
use crate::object::ops::{self, Binary, Compare, Unary};
use crate::object::show::{self, Mode};
use crate::object::{str, subscript};
use crate::value::Value;
use crate::vm::Vm;
use bytecode::exceptions::NAMES;
use bytecode::natives::{ROWS, Space};
use literal::read;
use std::process::Command;

/// Calls a native with these arguments.
#[allow(unsafe_code, reason = "the window on a stack of the test's own")]
fn call(vm: &mut Vm, id: u16, args: &mut [Value]) -> Result<Value, Stop> {
    let mut words: Vec<u32> = args.iter().map(|v| v.word()).collect();
    // SAFETY: the words live and are not touched otherwise until the native returns.
    let window = unsafe { Args::new(words.as_mut_ptr(), words.len() as u32) };
    let function = table::entry(id).and_then(|entry| entry.function);
    function.unwrap_or_else(|| panic!("native {id:#x} has no function"))(vm, window)
}

fn text(vm: &mut Vm, v: Value) -> String {
    let shown = show::text(vm, v, Mode::Repr).unwrap();
    String::from_utf8(str::of(vm.heap.view(), shown).unwrap().to_vec()).unwrap()
}

const BINARY: &[(&str, Binary)] = &[
    ("+", Binary::Add),
    ("-", Binary::Sub),
    ("*", Binary::Mul),
    ("/", Binary::TrueDiv),
    ("//", Binary::FloorDiv),
    ("%", Binary::Modulo),
    ("**", Binary::Power),
    ("<<", Binary::LeftShift),
    (">>", Binary::RightShift),
    ("&", Binary::BitAnd),
    ("|", Binary::BitOr),
    ("^", Binary::BitXor),
];

const COMPARE: &[(&str, Compare)] = &[
    ("<", Compare::Lt),
    ("<=", Compare::Le),
    ("==", Compare::Eq),
    ("!=", Compare::Ne),
    (">", Compare::Gt),
    (">=", Compare::Ge),
];

fn space(name: &str) -> Space {
    match name {
        "str" => Space::Str,
        "bytes" => Space::Bytes,
        "bytearray" => Space::ByteArray,
        "list" => Space::List,
        "tuple" => Space::Tuple,
        "range" => Space::Range,
        "slice" => Space::Slice,
        "dict" => Space::Dict,
        "set" => Space::Set,
        "int" => Space::Int,
        "float" => Space::Float,
        "math" => Space::Math,
        "struct" => Space::Struct,
        "new" => Space::New,
        "inttype" => Space::IntType,
        "bytestype" => Space::BytesType,
        _ => Space::Builtin,
    }
}

/// What a case does; the result's text, or the name of the exception.
fn run(vm: &mut Vm, name: &str, args: &mut [Value]) -> Result<Value, Stop> {
    if let Some((_, op)) = BINARY.iter().find(|(n, _)| *n == name) {
        return ops::binary(vm, *op, args[0], args[1]);
    }
    if let Some((_, op)) = BINARY
        .iter()
        .find(|(n, _)| name.strip_suffix('=') == Some(*n))
        && !["<=", ">=", "==", "!="].contains(&name)
    {
        return ops::inplace(vm, *op, args[0], args[1]);
    }
    if let Some((_, op)) = COMPARE.iter().find(|(n, _)| *n == name) {
        return ops::compare(vm, *op, args[0], args[1]);
    }
    match name {
        "neg" => ops::unary(vm, Unary::Negative, args[0]),
        "inv" => ops::unary(vm, Unary::Invert, args[0]),
        "in" => ops::contains(vm, args[0], args[1]).map(Value::from),
        "bool" => ops::truth(vm, args[0]).map(Value::from),
        "get" => subscript::get(vm, args[0], args[1]),
        "set" => subscript::set(vm, args[2], args[0], args[1]).map(|()| args[0]),
        "del" => subscript::delete(vm, args[0], args[1]).map(|()| args[0]),
        _ => {
            let (owner, method) = name.split_once('.').unwrap_or(("builtin", name));
            let spaces = [
                space(owner),
                if owner == "bytearray" {
                    Space::Bytes
                } else {
                    space(owner)
                },
            ];
            let row = ROWS
                .iter()
                .find(|row| spaces.contains(&row.space) && row.name == method);
            let row = row.unwrap_or_else(|| panic!("no native {name}"));
            assert!(
                args.len() >= row.min.into() && (row.max == 255 || args.len() <= row.max.into()),
                "{name}"
            );
            call(vm, row.id, args)
        }
    }
}

fn check(script: &str) {
    let out = Command::new("python3")
        .args(["-c", &format!("{HELPERS}{script}")])
        .output();
    let out = out.expect("python3 is the oracle of this test");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let cases = String::from_utf8(out.stdout).unwrap();
    assert!(cases.lines().count() > 20, "the script makes cases");
    let mut wrong = Vec::new();
    for line in cases.lines() {
        let mut vm = crate::vm::tests::vm(100_000);
        let parts: Vec<&str> = line.split('\x01').collect();
        let mut args: Vec<Value> = parts[3..].iter().map(|text| read(&mut vm, text)).collect();
        let got = match run(&mut vm, parts[0], &mut args) {
            // A list shows what an iterator or a view gives.
            Ok(v) if parts[1].starts_with("list:") => {
                let items = ops::to_list(&mut vm, v).unwrap();
                format!("list:{}", text(&mut vm, items))
            }
            Ok(v) => text(&mut vm, v),
            Err(Stop::Raise(e)) => {
                let name = NAMES[usize::from(vm.exception_index(e).unwrap())];
                assert!(message_of(e).is_none_or(|m| !m.is_empty()));
                format!("!{name}")
            }
            Err(other) => format!("{other:?}"),
        };
        let after = args.first().map_or(String::new(), |&v| text(&mut vm, v));
        if got != parts[1] || (!parts[2].is_empty() && after != parts[2]) {
            wrong.push(format!(
                "{}({}) gave {got} not {}; then {after} not {}",
                parts[0],
                parts[3..].join(", "),
                parts[1],
                parts[2]
            ));
        }
        let mut scratch = vec![0; vm.heap.check_scratch_words()];
        vm.heap
            .check(&mut scratch)
            .unwrap_or_else(|e| panic!("{line}: {e:?}"));
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(25)].join("\n")
    );
}

/// `case(name, function, arguments…)`: calls the function with copies and prints what came of it; the first argument is
/// shown afterwards too, since a method may have changed it. Sets are shown only where their order cannot matter.
const HELPERS: &str = r#"
import copy, random, operator, math, struct
random.seed(1)
def show(v):
    if type(v).__name__ in ("zip", "enumerate", "list_iterator", "list_reverseiterator", "reversed", "range_iterator", "str_iterator",
            "dict_keys", "dict_values", "dict_items", "dict_reversekeyiterator", "tuple_iterator", "dict_keyiterator"):
        return "list:" + repr(list(v))
    return repr(v)
def same(a, b): return a
def case(name, f, *args):
    texts = [repr(a) for a in args]
    first = copy.deepcopy(args)
    try: r = show(f(*first))
    except Exception as e:
        r = "!" + {"error": "ValueError", "UnicodeDecodeError": "UnicodeDecodeError"}.get(type(e).__name__, type(e).__name__)
    after = repr(first[0]) if args and isinstance(args[0], (list, dict, bytearray)) and not r.startswith("!") else ""
    print(name, r, after, *texts, sep="\x01")
"#;

#[test]
fn operators_as_cpython() {
    check(
        r#"
OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv, "%": operator.mod,
    "&": operator.and_, "|": operator.or_, "^": operator.xor, "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne,
    ">": operator.gt, ">=": operator.ge}
V = [0, 1, -1, 7, -7, 2**30, -2**30, 2**30 - 1, 2**31, 2**64, -2**64, 10**30, True, False, 0.0, -0.0, 1.5, -2.5, 1e300, 3.0, "", "ab", "aé", b"", b"ab",
    bytearray(b"xy"), [], [1, 2], [1, "a"], [1.0, 2], (), (1,), (1, 2), {}, {1: 2}, {"a": [1]}, {1.0: 2}, None, range(3), range(0, 3, 1), range(5, 0, -2),
    [[1], [2]], ((1, 2), "x"), frozenset((1,)), frozenset((1, 2)), slice(1, 2, None)]
for name, f in OPS.items():
    for a in V:
        for b in V:
            if isinstance(a, slice) and name in ("<", "<=", ">", ">=") or isinstance(a, (str, bytes, bytearray)) and name == "%" or name == "*" and (a == 10**30 or b == 10**30 or abs(a) > 2**20 if isinstance(a, int) else False): continue
            if name == "*" and (isinstance(a, int) and not isinstance(b, (int, float)) and abs(a) > 100 or isinstance(b, int) and not isinstance(a, (int, float)) and abs(b) > 100): continue
            case(name, f, a, b)
for a in (0, 1, -5, 2**30, 2**100, -2**70 + 1, 5.5):
    for b in (0, 1, 3, 31, 64, 100, -1, 0.5):
        for name, f in (("<<", operator.lshift), (">>", operator.rshift), ("**", operator.pow)):
            if isinstance(a, int) and a < 0 and b == 0.5: continue
            if name == "**" and isinstance(b, float): continue
            case(name, f, a, b)
for a in V:
    case("neg", operator.neg, a); case("inv", operator.inv, a) if not isinstance(a, bool) else None; case("bool", bool, a)
for a, b in (([1], [2]), ([1], (2, 3)), ([1], "ab"), (bytearray(b"a"), b"b"), ({1: 2}, {3: 4, 1: 5})):
    case("|=" if isinstance(a, dict) else "+=", operator.ior if isinstance(a, dict) else operator.iadd, a, b)
case("*=", operator.imul, [1, 2], 3); case("*=", operator.imul, [1, 2], 0)
"#,
    );
}

#[test]
fn items_and_slices_as_cpython() {
    check(
        r#"
S = ["", "hello", "héllö日x", b"bytes", bytearray(b"array"), [1, 2, 3, 4, 5, 6], (1, 2, 3), range(10), range(20, 0, -3)]
for s in S:
    for i in (0, 1, -1, 5, -6, 100, 2**40, True, "x", 1.0):
        case("get", operator.getitem, s, i)
    for n in range(40):
        p = [random.choice([None, 0, 1, 2, 3, -1, -2, 5, -9, 100]) for _ in range(2)] + [random.choice([None, 1, 2, -1, -2, 3])]
        case("get", operator.getitem, s, slice(*p))
def put(o, i, v): o[i] = v; return o
def drop(o, i): del o[i]; return o
for n in range(400):
    s = random.choice([[1, 2, 3, 4, 5], [], [1], bytearray(b"abcdef"), bytearray()])
    p = slice(*[random.choice([None, 0, 1, 2, -1, -2, 9]) for _ in range(2)], random.choice([None, 1, 2, -1]))
    v = bytes(random.randrange(4)) if isinstance(s, bytearray) else random.choice([[], [7], (8, 9), [1, 2, 3, 4, 5, 6]])
    case("set", put, s, p, v); case("del", drop, s, p)
    case("set", put, s, random.randrange(-6, 6), 65); case("del", drop, s, random.randrange(-6, 6))
case("set", put, bytearray(b"a"), 0, 256); case("set", put, (1,), 0, 2); case("get", operator.getitem, 5, 0)
d = {1: "a", "k": [2], 2.5: None, (1, 2): 3}
for k in (1, 1.0, True, "k", 2.5, (1, 2), "z", [1]):
    case("get", operator.getitem, d, k); case("set", put, d, k, "new"); case("del", drop, d, k)
for c in S + [d, {1, 2}, {1: 1}.keys()] if False else S + [d]:
    for x in (1, "l", "é", b"a", 2, 97, None, (1, 2), "", 2.0):
        case("in", lambda a, b: a in b, x, c)
"#,
    );
}

#[test]
fn methods_of_text_as_cpython() {
    check(
        r#"
T = ["", "a", "Hello World", "  pad\t\n", "a,b,,c", "ÄÖü ß", "été", "x1y2", "TiTle Case", "line\nline2\r\nline3", "aXbXc", "123", "-42", "日本語", "abc\tde\tf", "_id", "ab" * 5]
for t in T:
    for m in "upper lower title capitalize swapcase casefold strip lstrip rstrip split rsplit splitlines isalpha isdigit isalnum isspace isupper islower isdecimal isnumeric isidentifier istitle isprintable isascii expandtabs encode".split():
        case("str." + m, lambda s, m=m: getattr(s, m)(), t)
    for a in ("a", "b", ",", "", "X", "é", "line", "ab"):
        for m in "count find rfind index rindex startswith endswith partition rpartition removeprefix removesuffix split rsplit".split():
            case("str." + m, lambda s, x, m=m: getattr(s, m)(x), t, a)
        case("str.strip", str.strip, t, a); case("str.replace", str.replace, t, a, "ZZ"); case("str.replace", str.replace, t, a, "-", 1)
        case("str.split", str.split, t, a, 1); case("str.rsplit", str.rsplit, t, a, 1)
        for b in range(-3, 6, 2):
            case("str.find", str.find, t, a, b); case("str.count", str.count, t, a, b, 4); case("str.rfind", str.rfind, t, a, b, 9); case("str.startswith", str.startswith, t, a, b)
    for w in (0, 5, 8, 13):
        for m in ("center", "ljust", "rjust"):
            case("str." + m, lambda s, w, m=m: getattr(s, m)(w), t, w); case("str." + m, lambda s, w, f, m=m: getattr(s, m)(w, f), t, w, "é")
        case("str.zfill", str.zfill, t, w)
    case("str.join", str.join, t, ["a", "b", "c"]); case("str.join", str.join, t, "xyz"); case("str.join", str.join, t, [1])
    case("str.startswith", str.startswith, t, ("H", "a")); case("str.encode", str.encode, t, "latin-1"); case("str.encode", str.encode, t, "ascii")
for f, a in (("%d %s", (1, "x")), ("%5.2f|%-5d|%05d", (2.345, 42, -7)), ("%x %X %o %#x", (255, 255, 8, 16)), ("%s %r", ([1, "a"], "b")), ("%c%c", (65, "z")), ("%%", ()),
    ("%(a)s %(b)d", {"a": 1, "b": 2}), ("%s", (1, 2)), ("%d", "x"), ("%s %s", (1,)), ("%10s|%-10s|%.2s", ("ab", "cd", "efg")), ("%s", "t"), ("%s", [1, 2]), ("%d", 3.99),
    ("%i", -2**70), ("%d %d", (2**65, 10**40)), ("%x", 2**130), ("%e %g %G", (12345.678, 1e-10, 1e20)), ("%+d % d", (5, 5)), ("%*d", (6, 42)), ("%(x)s", {}), ("%s", None), ("%10r", ("é",)),
    ("%.3r", ([1, 2, 3],)), ("%z", 1), ("%", ()), ("%d", 1e300)):
    case("%", operator.mod, f, a)
"#,
    );
}

#[test]
fn methods_of_bytes_as_cpython() {
    check(
        r#"
T = [b"", b"a", b"Hello World", b"  pad\t\n", b"a,b,,c", b"\xff\x00z", b"one\ntwo\r\n", b"-42", b"ab" * 4]
for t in T + [bytearray(x) for x in T[2:5]]:
    o = type(t).__name__
    for m in "upper lower strip lstrip rstrip split rsplit splitlines isalpha isdigit isalnum isspace isupper islower decode hex".split():
        case(o + "." + m, lambda s, m=m: getattr(s, m)(), t)
    for a in (b"a", b",", b"", b"l", b"\xff", b"ab"):
        for m in "count find rfind index rindex startswith endswith partition rpartition removeprefix removesuffix split rsplit strip".split():
            if m == "strip" and a == b"": continue
            case(o + "." + m, lambda s, x, m=m: getattr(s, m)(x), t, a)
        case(o + ".replace", lambda s, a: s.replace(a, b"ZZ"), t, a) if False else case(o + ".replace", lambda s, a, b: s.replace(a, b), t, a, b"ZZ")
    for a in (97, 256, -1): case(o + ".find", lambda s, a: s.find(a), t, a); case(o + ".count", lambda s, a: s.count(a), t, a)
    for w in (0, 7): case(o + ".center", lambda s, w: s.center(w), t, w); case(o + ".zfill", lambda s, w: s.zfill(w), t, w); case(o + ".rjust", lambda s, w, f: s.rjust(w, f), t, w, b".")
    case(o + ".join", lambda s, i: s.join(i), t, [b"x", b"y"]); case(o + ".decode", lambda s, e: s.decode(e), t, "latin-1")
    case(o + ".decode", lambda s, e, r: s.decode(e, r), t, "utf-8", "replace"); case(o + ".decode", lambda s, e, r: s.decode(e, r), t, "utf-8", "ignore"); case(o + ".hex", lambda s, p: s.hex(p), t, ":"); case(o + ".hex", lambda s, p, n: s.hex(p, n), t, ":", 2)
for t in ("00ff10", "0 0", " ab cd ", "zz", "a"): case("bytestype.fromhex", bytes.fromhex, t)
B = bytearray
for b in (B(b""), B(b"abc")):
    case("bytearray.append", B.append, b, 100); case("bytearray.append", B.append, b, 300); case("bytearray.insert", B.insert, b, 1, 7); case("bytearray.insert", B.insert, b, -9, 7)
    case("bytearray.extend", B.extend, b, b"xyz"); case("bytearray.extend", B.extend, b, [1, 2]); case("bytearray.pop", B.pop, b); case("bytearray.pop", B.pop, b, 0)
    case("bytearray.remove", B.remove, b, 98); case("bytearray.reverse", B.reverse, b); case("bytearray.clear", B.clear, b); case("bytearray.copy", B.copy, b)
"#,
    );
}

#[test]
fn methods_of_containers_as_cpython() {
    check(
        r#"
L = list
for l in ([], [1], [3, 1, 2], [1, "a", 2.0, None, (1, 2), [3]], [1, 1.0, True]):
    case("list.append", L.append, l, 9); case("list.insert", L.insert, l, 1, 9); case("list.insert", L.insert, l, -1, 9); case("list.extend", L.extend, l, (1, 2)); case("list.extend", L.extend, l, "ab")
    case("list.pop", L.pop, l); case("list.pop", L.pop, l, 0); case("list.pop", L.pop, l, 5); case("list.remove", L.remove, l, 1); case("list.remove", L.remove, l, [3]); case("list.reverse", L.reverse, l)
    case("list.clear", L.clear, l); case("list.copy", L.copy, l); case("list.count", L.count, l, 1); case("list.index", L.index, l, 2); case("list.index", L.index, l, 1, 1); case("tuple.count", tuple.count, tuple(l), 1); case("tuple.index", tuple.index, tuple(l), 2)
for r in (range(10), range(9, 0, -2)):
    for x in (3, 4, 100, 3.0, "a"): case("range.count", lambda r, x: r.count(x), r, x); case("range.index", lambda r, x: r.index(x), r, x) if isinstance(x, int) else None
for s in (slice(None), slice(1, -1), slice(None, None, -2)): case("slice.indices", lambda s, n: s.indices(n), s, 7)
D = dict
for d in ({}, {"a": 1, "b": [2]}, {1: 1, 2.0: 2, (3,): 3, None: 4}, {i: i * i for i in range(30)}):
    for k in ("a", 1, 2, (3,), None, "zz", [1], 29):
        case("dict.get", D.get, d, k); case("dict.get", D.get, d, k, "default"); case("dict.pop", D.pop, d, k); case("dict.pop", D.pop, d, k, 0); case("dict.setdefault", D.setdefault, d, k); case("dict.setdefault", D.setdefault, d, k, 7)
    case("dict.keys", D.keys, d); case("dict.values", D.values, d); case("dict.items", D.items, d); case("dict.popitem", D.popitem, d); case("dict.clear", D.clear, d); case("dict.copy", D.copy, d)
    case("new.list", list, d); case("reversed", reversed, d); case("len", len, d)
O = lambda f: lambda *a: sorted(f(*a), key=repr)
def sets(name, f, *a):
    try: r = f(*a)
    except Exception as e: return
    if isinstance(r, (set, frozenset)) and len(r) > 1: return
    case(name, f, *a)
P = [set(), {1}, {1, 2, 3}, {2, 3}, frozenset((1,)), frozenset((3, 4)), {"a", 1}]
for a in P:
    for b in P + [[1, 2], (3,), "a", range(2)]:
        for m in "union intersection difference symmetric_difference isdisjoint issubset issuperset".split():
            sets("set." + m, lambda a, b, m=m: getattr(a, m)(b), a, b)
        if isinstance(b, (set, frozenset)):
            for n, f in (("&", operator.and_), ("|", operator.or_), ("-", operator.sub), ("^", operator.xor), ("<=", operator.le), ("<", operator.lt), ("==", operator.eq)): sets(n, f, a, b)
for n in range(1, 60, 7):
    case("new.list", lambda s: list(s), list(range(n))); case("len", len, set(range(n))); case("in", lambda x, s: x in s, n // 2, set(range(n)))
case("hash", lambda x: hash(x), 5); case("hash", hash, -1); case("hash", hash, 2**61); case("hash", hash, 1.5); case("hash", hash, []); case("hash", hash, 2.0**70)
"#,
    );
}

#[test]
fn built_in_functions_as_cpython() {
    check(
        r#"
N = [0, 1, -1, 5, -2**30, 2**30, 2**70, -2**70, 0.0, -0.5, 2.5, 3.5, -2.5, 1e22, 123456.789, 2.675, 1.005, 0.1, 1e-7, True]
for n in N:
    case("abs", abs, n); case("round", round, n); case("new.int", int, n); case("new.float", float, n); case("new.bool", bool, n); case("new.str", str, n); case("repr", repr, n); case("format", format, n)
    for p in (0, 1, 2, 5, -1, -2, -20, 20): case("round", round, n, p)
    for m in N[:12] + [7, 0.3]: case("divmod", divmod, n, m)
    if isinstance(n, int): case("bin", bin, n); case("oct", oct, n); case("hex", hex, n); case("int.bit_length", lambda n: n.bit_length(), n); case("int.bit_count", lambda n: n.bit_count(), n)
    else: case("float.is_integer", lambda n: n.is_integer(), n); case("float.as_integer_ratio", lambda n: n.as_integer_ratio(), n); case("float.hex", lambda n: n.hex(), n)
for a, b, m in ((2, 10, 1000), (3, 200, 13), (-3, 3, 7), (2, 5, -7), (10, 0, 1), (2**70, 2**65, 10**20), (5, 3, 0), (7, -1, 3) if False else (7, 2, 3)): case("pow", pow, a, b, m)
for t in ("12", " -3_0 ", "0x1f", "z", "", "1.5", "1e3", "inf", "99999999999999999999", "abc"): case("new.int", int, t); case("new.float", float, t); case("new.int", int, t, 16) ; case("new.int", int, t, 0)
for x in (65, 233, 0x65e5, 0x1f600, -1, 2**40): case("chr", chr, x)
for x in ("a", "é", "ab", "", b"a", 5): case("ord", ord, x)
for x in ([], [1, 0], [0, ""], "ab", {}, [[]], range(3), (1, 2.5, 2**40)):
    for f in (all, any, list, tuple, len, repr, str, bool, reversed, enumerate): case({"list": "new.list", "tuple": "new.tuple", "str": "new.str", "bool": "new.bool"}.get(f.__name__, f.__name__), f, x)
    case("enumerate", enumerate, x, 5); case("zip", zip, x, "xyz"); case("zip", zip, x, x, [1, 2]); case("ascii", ascii, x); case("new.set", lambda x: len(set(x)), x) if False else None
for x in ([1, 2, 3], [0.1] * 10, [2**40, 1], [], (True, 2), [[1], [2]]): case("sum", sum, x); case("sum", sum, x, 10) if x != [[1], [2]] else case("sum", sum, x, [])
for a in ((), (b"ab",), ("é", "utf-8"), (3,), ([1, 2],), ([300],), ("x",), (-1,), (range(3),)): case("new.bytes", bytes, *a); case("new.bytearray", bytearray, *a)
for a in ((5,), (1, 5), (5, 1, -2), (0, 5, 0), ("x",), (2**40, 2**41)): case("new.range", range, *a)
for v, s in ((5, "08b"), (3.14159, ".2f"), ("ab", ">6"), (True, "d"), (None, ""), ([1], "5"), (2**80, ","), (65, "c"), (1.5, "d"), ("x", "d")): case("format", format, v, s)
for v in ("it's", 'q"', "é\n", b"\x00'", [1, "a", None, (1,)], {"k": {1: [2.5]}}, ((),), [[[[1]]]], {1}, frozenset(), set(), 1e16, 1e-5, -0.0, 10**40, slice(1, None, 2), range(1, 9, 3)): case("repr", repr, v)
for n, l in ((1000, 2), (-5, 1), (255, 1), (256, 1), (0, 0), (2**70, 9), (-128, 1), (128, 1), (-129, 2)):
    for o in ("big", "little"):
        for g in (False, True): case("int.to_bytes", lambda n, l, o, g: n.to_bytes(l, o, signed=g), n, l, o, g)
for b in (b"", b"\xff", b"\x01\x02", b"\x80" + b"\x00" * 8, b"\xff" * 9): 
    for o in ("big", "little"):
        for g in (False, True): case("inttype.from_bytes", lambda b, o, g: int.from_bytes(b, o, signed=g), b, o, g)
"#,
    );
}

#[test]
fn math_and_struct_as_cpython() {
    check(
        r#"
for x in (0.0, 1.0, -1.0, 0.5, 2.0, 100.0, 1e-9, 3, -2, 2**70, 1e300, 0.25):
    for m in "sqrt fabs floor ceil trunc isnan isinf isfinite modf frexp".split(): case("math." + m, getattr(math, m), x)
for m, x in (("exp", 0.0), ("exp", 1000.0), ("log", 1.0), ("log", 0.0), ("log2", 8.0), ("log2", 2**100), ("log10", 1000.0), ("sin", 0.0), ("cos", 0.0), ("atan", 0.0), ("acos", 2.0), ("degrees", 0.0), ("tanh", 0.0), ("log", -1)): case("math." + m, getattr(math, m), x)
for a, b in ((3.0, 2.0), (-7.5, 2.0), (1.0, 0.0), (2.0, 0.5), (0.0, -1.0)): case("math.fmod", math.fmod, a, b); case("math.copysign", math.copysign, a, b); case("math.pow", math.pow, a, b)
for a in ((), (12,), (12, 18), (-4, 6), (2**70, 6), (0, 0)): case("math.gcd", math.gcd, *a)
for n in (0, 1, 5, 20, 30, -1): case("math.factorial", math.factorial, n); case("math.isqrt", math.isqrt, n)
for n in (15, 16, 17, 10**40, 10**40 - 1, 2**64): case("math.isqrt", math.isqrt, n)
case("math.ldexp", math.ldexp, 0.5, 4); case("math.isclose", math.isclose, 1.0, 1.0000000001); case("math.isclose", math.isclose, 1.0, 1.1); case("math.hypot", math.hypot, 3.0, 4.0)
for f, a in (("<HhIb", (65535, -2, 4000000000, -1)), (">Hf", (258, 1.0)), ("<BHI", (1, 2, 3)), ("=qQ", (-2**63, 2**64 - 1)), (">d", (3.14,)), ("<4s2p", (b"ab", b"x")), ("<3B", (1, 2, 3)), ("<B", (256,)), ("<b", (-129,)),
    ("<e", (1.5,)), (">e", (65504.0,)), ("<e", (5.96e-8,)), ("<e", (0.1,)), ("<?c", (True, b"x")), ("<2x3h", (1, 2, 3)), ("<H", ()), ("<Z", (1,)), ("<3s", (b"abcdef",)), ("!I", (1,)), ("<f", (1e39,)), ("BHI", (1, 2, 3)), ("<h", (1.5,))):
    try: size = struct.calcsize(f)
    except struct.error: continue
    if f == "<h": continue
    case("struct.calcsize", struct.calcsize, f); case("struct.pack", struct.pack, f, *a)
    try: packed = struct.pack(f, *a)
    except (struct.error, OverflowError): continue
    case("struct.unpack", struct.unpack, f, packed); case("struct.unpack_from", struct.unpack_from, f, b"zz" + packed, 2); case("struct.unpack", struct.unpack, f, packed + b"x")
"#,
    );
}
