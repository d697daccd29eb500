use super::{Place, Scopes, analyse};
use crate::diagnostic::{Diagnostic, Reporter};
use crate::tree::ScopeId;

fn analysed(text: &str) -> (Scopes, Vec<&'static str>) {
    let mut reporter = Reporter::new("main".into());
    let parsed = crate::parse::parse(text, &mut reporter);
    let module = crate::lower::lower(&parsed, text, &mut reporter);
    assert!(
        reporter.diagnostics.is_empty(),
        "{:?}",
        reporter.diagnostics
    );
    let scopes = analyse(&module, &mut reporter);
    (
        scopes,
        reporter.diagnostics.iter().map(Diagnostic::code).collect(),
    )
}

/// The marker `?` stands before every read that may find no value; all other reads of locals are proven.
fn check_flow(marked: &str) {
    let mut text = String::new();
    let mut expected = Vec::new();
    for c in marked.chars() {
        if c == '?' {
            expected.push(u32::try_from(text.len()).expect("short"));
        } else {
            text.push(c);
        }
    }
    let (scopes, _) = analysed(&text);
    let mut found: Vec<u32> = scopes.unproven.iter().copied().collect();
    found.sort_unstable();
    assert_eq!(found, expected, "{marked}");
}

#[test]
fn names_find_their_places() {
    let (scopes, codes) = analysed(
        "g = 1\ndef outer(a, b):\n    c = a\n    def inner(d):\n        nonlocal c\n        c = b + d + g\n    return inner, [a for a in c]\n",
    );
    assert!(codes.is_empty());
    let (outer, inner, comprehension) = (ScopeId(1), ScopeId(2), ScopeId(3));
    assert_eq!(scopes.place(outer, "a"), Place::Local(0));
    assert_eq!(scopes.place(outer, "b"), Place::Cell(0));
    assert_eq!(scopes.place(outer, "c"), Place::Cell(1));
    assert_eq!(scopes.place(inner, "b"), Place::Free(0));
    assert_eq!(scopes.place(inner, "c"), Place::Free(1));
    assert_eq!(scopes.place(inner, "d"), Place::Local(0));
    assert_eq!(scopes.place(inner, "g"), Place::Global);
    assert_eq!(
        scopes.frame(comprehension).locals.len(),
        scopes.frame(outer).locals.len()
    );
    assert_ne!(scopes.place(comprehension, "a"), scopes.place(outer, "a"));
}

#[test]
fn class_names_are_hidden_from_methods_and_super_finds_the_class() {
    let (scopes, _) =
        analysed("class C:\n    x = 1\n    def f(self):\n        super().f()\n        return x\n");
    assert_eq!(scopes.place(ScopeId(2), "x"), Place::Global);
    assert_eq!(scopes.place(ScopeId(2), "__class__"), Place::Free(0));
    assert_eq!(scopes.place(ScopeId(1), "__class__"), Place::Cell(0));
}

#[test]
fn declarations_are_checked() {
    for (text, code) in [
        ("nonlocal x\n", "E0102"),
        ("def f():\n    nonlocal x\n", "E0103"),
        ("def f():\n    x = 1\n    global x\n", "E0104"),
        ("def f():\n    print(x)\n    global x\n", "E0104"),
        ("def f(x):\n    global x\n", "E0105"),
        (
            "def f():\n    y = 1\n    def g():\n        global y\n        nonlocal y\n",
            "E0106",
        ),
        ("[(x := 1) for x in y]\n", "E0018"),
    ] {
        assert_eq!(analysed(text).1, [code], "{text}");
    }
}

#[test]
fn reads_are_proven_where_every_way_assigns() {
    check_flow("def f(a):\n    b = a\n    return b\n");
    check_flow("def f(a):\n    if a:\n        b = 1\n    return ?b\n");
    check_flow("def f(a):\n    if a:\n        b = 1\n    else:\n        b = 2\n    return b\n");
    check_flow("def f(a):\n    if a:\n        b = 1\n    else:\n        return\n    return b\n");
    check_flow("def f(a):\n    while True:\n        b = 1\n        if a: break\n    return b\n");
    check_flow("def f(a):\n    while a:\n        b = 1\n    return ?b\n");
    check_flow("def f(a):\n    for i in a:\n        b = i\n    return ?i, ?b\n");
    check_flow(
        "def f(a):\n    for i in a:\n        x = i\n        del x\n        y = 1\n    return ?y\n",
    );
    check_flow("def f(a):\n    x = 1\n    for i in a:\n        x = ?x\n        del x\n");
    check_flow("def f(a):\n    if a and (n := a):\n        return n\n    return ?n\n");
    check_flow("def f(a):\n    return [x for x in a if x], [y for y in a]\n");
}

#[test]
fn handlers_see_what_held_before() {
    check_flow(
        "def f(a):\n    try:\n        b = a()\n    except E:\n        return ?b\n    return b\n",
    );
    check_flow(
        "def f(a):\n    b = 1\n    try:\n        del b\n        b = a()\n    except E:\n        return ?b\n    return b\n",
    );
    check_flow(
        "def f(a):\n    try:\n        b = a()\n    finally:\n        c = 1\n        print(?b)\n    return b, c\n",
    );
    check_flow(
        "def f(a):\n    try:\n        a()\n    except E as e:\n        print(e)\n    return ?e\n",
    );
    check_flow("def f(a):\n    with a as m:\n        b = m\n    return ?m, ?b\n");
    check_flow(
        "def f(a):\n    while True:\n        x = 1\n        try:\n            break\n        finally:\n            del x\n    return ?x\n",
    );
    check_flow("def f(a):\n    match a:\n        case [x, y]:\n            return x, y\n        case z:\n            return z\n    return ?z\n".replace("    return ?z\n", "").as_str());
}
