use super::{accepted, codes, options, refused, sources};
use crate::MAIN;
use crate::build::compile;

#[test]
fn every_unknown_name_is_reported_with_the_nearest_one() {
    let (_, diagnostics) = compile(
        &sources(
            &[(
                MAIN,
                "counter = 1\nprnt(conter)\ndef f():\n    return zzzzz\n",
            )],
            None,
        ),
        &options(),
    );
    assert_eq!(codes(&diagnostics), ["E0101", "E0101", "E0101"]);
    let remedies: Vec<_> = diagnostics.iter().map(|d| d.remedy.as_deref()).collect();
    assert_eq!(
        remedies,
        [
            Some("did you mean `print`?"),
            Some("did you mean `counter`?"),
            None
        ]
    );
}

#[test]
fn refused_constructs_are_named() {
    for (text, code) in [
        ("eval('1')\n", "E0206"),
        ("class A: pass\nA.__dict__\n", "E0206"),
        ("x = 1\nn = 'a'\ngetattr(x, n)\n", "E0207"),
        ("D99\n", "E0109"),
        ("D5.ADC\n", "E0110"),
        ("import nothing\n", "E0501"),
        ("from queue import nothing\n", "E0108"),
        ("from queue import *\n", "E0214"),
        ("class E(ValueError):\n    def f(self): pass\n", "E0215"),
        ("def f():\n    class E(ValueError): pass\n", "E0217"),
        ("new_exception(E, 5)\n", "E0301"),
        ("@native_c('f', [])\ndef f(): pass\n", "E0218"),
        ("super().x\n", "E0222"),
    ] {
        assert_eq!(refused(text), [code], "{text:?}");
    }
}

#[test]
fn deep_nesting_is_refused_and_never_overflows_the_stack() {
    let deep = |open: &str, close: &str, levels: usize| {
        format!("x = {}1{}\n", open.repeat(levels), close.repeat(levels))
    };
    let elif = format!("if a: pass\n{}", "elif a: pass\n".repeat(100));
    accepted(&[(MAIN, &format!("a = 1\n{elif}"))]);
    accepted(&[(MAIN, &deep("[", "]", 200))]);
    accepted(&[(
        MAIN,
        &deep("f(lambda: ", ")", 60).replace("x =", "def f(g): pass\nx ="),
    )]);
    for text in [
        deep("[", "]", 2000),
        deep("-", "", 2000),
        deep("(lambda: ", ")", 2000),
        deep("1 + ", "", 2000),
        format!("x = 1{}\n", " + y".repeat(2000)),
        format!("a = 1\nif a: pass\n{}", "elif a: pass\n".repeat(2000)),
        (0..300)
            .map(|level| format!("{}if x:\n", " ".repeat(level)))
            .collect::<String>()
            + &" ".repeat(300)
            + "pass\n",
    ] {
        assert!(refused(&text).contains(&"E0406"), "{}", &text[..20]);
    }
}
