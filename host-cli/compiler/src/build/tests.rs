mod refusals;

use bytecode::image::Image;
use bytecode::op::Op;
use bytecode::verify::{Limits, scratch_words, verify};

use super::{Library, Output, compile, compile_line, compile_line_with};
use crate::diagnostic::Diagnostic;
use crate::program::Program;
use crate::sources::{Options, Source, Sources};
use crate::{MAIN, PRELUDE, needed_modules};

const LIBRARY: &[(&str, &str)] = &[
    (PRELUDE, include_str!("../../../stdlib/py/prelude.py")),
    ("queue", include_str!("../../../stdlib/py/queue.py")),
    ("threading", include_str!("../../../stdlib/py/threading.py")),
    ("timers", include_str!("../../../stdlib/py/timers.py")),
    ("math", include_str!("../../../stdlib/py/math.py")),
];

fn sources(modules: &[(&str, &str)], line: Option<&str>) -> Sources {
    let mut sources = Sources::new();
    for (name, text) in modules {
        sources.insert(
            name,
            Source {
                file: format!("{name}.py"),
                text: (*text).into(),
                library: false,
            },
        );
    }
    loop {
        let needed = needed_modules(&sources, line);
        if needed.is_empty() {
            return sources;
        }
        for name in needed {
            match LIBRARY.iter().find(|(known, _)| *known == name) {
                Some((_, text)) => {
                    let file = format!("{name}.py");
                    sources.insert(
                        &name,
                        Source {
                            file,
                            text: (*text).into(),
                            library: true,
                        },
                    );
                }
                None => sources.mark_absent(&name),
            }
        }
    }
}

fn options() -> Options {
    let names = ["LED0", "D5", "D5.PWM", "SERIAL0"];
    Options {
        board: "sim".into(),
        constants: names
            .iter()
            .zip(0x100..)
            .map(|(name, number)| ((*name).to_owned(), number))
            .collect(),
        native_groups: None,
    }
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(Diagnostic::code).collect()
}

/// Compiles a program and has the machine's own verifier judge it.
fn accepted(modules: &[(&str, &str)]) -> Output {
    let (output, diagnostics) = compile(&sources(modules, None), &options());
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let output = output.expect("no errors, so there is output");
    judge(&output, &Program::new());
    output
}

fn judge(output: &Output, before: &Program) {
    let image = Image::parse(&output.image).expect("an image");
    let lengths = before.lengths();
    let limits = Limits {
        names: lengths.names,
        exceptions: lengths.exceptions,
        codes: lengths.codes,
        globals: lengths.globals,
        ..Limits::of_program(u32::MAX)
    };
    let mut scratch = vec![0; scratch_words(&image)];
    verify(image, &limits, &mut scratch).expect("the verifier accepts it");
}

fn refused(text: &str) -> Vec<&'static str> {
    let (output, diagnostics) = compile(&sources(&[(MAIN, text)], None), &options());
    assert!(output.is_none(), "{text:?} compiles");
    codes(&diagnostics)
}

/// The instructions of a function by its qualified name.
fn instructions(output: &Output, qualname: &str) -> Vec<Op> {
    let image = Image::parse(&output.image).expect("an image");
    for (_, object) in image.objects(image.code_at(), image.constants_at()) {
        let code = bytecode::code::Code::parse(object).expect("a code object");
        if output
            .program
            .code(code.id())
            .is_some_and(|symbols| symbols.qualname == qualname)
        {
            let bytes = code.instructions();
            let mut ops = Vec::new();
            let mut at = 0;
            while at < bytes.len() {
                let op = Op::decode(bytes, at).expect("an instruction");
                at += op.size();
                ops.push(op);
            }
            return ops;
        }
    }
    panic!("there is no code {qualname}");
}

fn listing(text: &str, qualname: &str) -> Vec<&'static str> {
    instructions(&accepted(&[(MAIN, text)]), qualname)
        .iter()
        .map(Op::name)
        .collect()
}

#[test]
fn programs_of_every_construct_are_accepted_by_the_verifier() {
    for text in [
        include_str!("programs/classes.py"),
        include_str!("programs/control.py"),
        include_str!("programs/expressions.py"),
        include_str!("programs/functions.py"),
        include_str!("programs/patterns.py"),
    ] {
        accepted(&[(MAIN, text)]);
    }
}

#[test]
fn empty_programs_compile() {
    for text in ["", "\n", "# nothing\n", "pass\n"] {
        accepted(&[(MAIN, text)]);
    }
}

#[test]
fn counted_loops_use_the_variable_itself_and_fused_arithmetic() {
    let text =
        "def f(n):\n    s = 0\n    for i in range(n):\n        s = (s + i) & 1023\n    return s\n";
    let ops = listing(text, "f");
    assert_eq!(
        ops,
        [
            "load_int8",
            "store_fast_2",
            "load_int8",
            "load_fast_0",
            "range_enter",
            "add_fast",
            "and_int_store",
            "range_next",
            "return_fast"
        ]
    );
    // Here the body changes the variable, so the count is kept apart.
    let ops = listing("def f(n):\n    for i in range(n):\n        i = 1\n", "f");
    assert_eq!(
        ops,
        [
            "load_int8",
            "load_fast_0",
            "range_enter",
            "load_fast_3",
            "store_fast_1",
            "load_int8",
            "store_fast_1",
            "range_next",
            "return_none"
        ]
    );
}

#[test]
fn comparisons_jump_and_loops_test_at_the_bottom() {
    let ops = listing("def f(a, b):\n    while a < b:\n        a += 1\n", "f");
    assert_eq!(
        ops,
        [
            "load_fast_two",
            "jump_unless_lt",
            "increment",
            "jump_back_if_lt_fast",
            "return_none"
        ]
    );
    let ops = listing(
        "def f(n):\n    if n < 2:\n        return n\n    return -n\n",
        "f",
    );
    assert_eq!(
        ops,
        [
            "load_fast_0",
            "jump_unless_lt_int",
            "return_fast",
            "load_fast_0",
            "negative",
            "return_value"
        ]
    );
}

#[test]
fn constants_fold_and_dead_branches_go() {
    assert_eq!(
        listing(
            "def f():\n    if 0:\n        return x()\n    return 2 ** 10 - 24\n",
            "f"
        ),
        ["load_int16", "return_value"]
    );
    assert_eq!(
        listing("def f():\n    return LED0 + MILLIS\n", "f"),
        ["load_int16", "return_value"]
    );
}

#[test]
fn bare_exceptions_take_no_object_and_constant_ones_stand_in_the_image() {
    assert_eq!(
        listing("def f():\n    raise ValueError\n", "f"),
        ["load_bare_exception", "raise"]
    );
    assert_eq!(
        listing("def f():\n    raise ValueError('x')\n", "f"),
        ["load_const", "raise"]
    );
    let text = "new_exception(E, IOError, 'late')\nclass F(E): pass\ndef f():\n    try:\n        f()\n    except (E, F):\n        pass\n";
    let output = accepted(&[(MAIN, text)]);
    let first = bytecode::exceptions::COUNT;
    assert_eq!(output.program.exception(first).map(|e| &*e.name), Some("E"));
    assert_eq!(
        output.program.exception(first + 1).map(|e| e.parent),
        Some(first)
    );
    assert!(
        instructions(&output, "f")
            .iter()
            .any(|op| op.name() == "jump_unless_exception")
    );
}

#[test]
fn kinds_are_tested_by_number() {
    let ops = listing(
        "def f(x):\n    return type(x) in (PSMALLINT, PINTEGER)\n",
        "f",
    );
    assert!(
        ops.contains(&"contains") && !ops.contains(&"load_type"),
        "{ops:?}"
    );
}

#[test]
fn modules_of_the_project_are_linked_whole_and_the_library_by_what_is_reached() {
    let output = accepted(&[
        (MAIN, "import helper\nprint(helper.f())\n"),
        ("helper", "def f():\n    return 1\ndef g(): pass\n"),
    ]);
    assert!(output.program.find_global("helper", "g").is_some());
    let names: Vec<_> = (0..output.program.lengths().codes)
        .filter_map(|id| output.program.code(id))
        .collect();
    assert!(names.iter().any(|code| code.qualname == "print"));
    assert!(
        !names.iter().any(|code| code.qualname == "sorted"),
        "nothing sorts"
    );
    assert!(
        !names.iter().any(|code| code.qualname == "get_item"),
        "there are no classes"
    );
}

#[test]
fn lines_of_the_prompt_continue_the_program() {
    let output = accepted(&[(MAIN, "count = 1\n")]);
    let mut program = output.program;
    for (line, shows) in [
        ("count + 1\n", true),
        ("def f():\n    return later() + count\n\n", false),
        ("def later():\n    return 2\n\n", false),
        (
            "class Point:\n    def __init__(self, x):\n        self.x = x\n\n",
            false,
        ),
        ("f(), Point(_).x\n", true),
        ("import math\n", false),
        ("math.sqrt(2)\n", true),
        ("from queue import Queue\n", false),
        ("q = Queue(3)\n", false),
        ("q.put(1)\n", true),
        ("sorted([3, 1])\n", true),
    ] {
        let (output, diagnostics) =
            compile_line(&program, line, &sources(&[], Some(line)), &options());
        assert!(diagnostics.is_empty(), "{line:?}: {diagnostics:#?}");
        let output = output.expect("no errors, so there is output");
        judge(&output, &program);
        let entry = Image::parse(&output.image).expect("an image").entry();
        let shown = instructions(&output, "<module>")
            .iter()
            .any(|op| matches!(op, Op::LoadFunction { code } if code.0 == bytecode::prelude::code::display));
        assert_eq!(shown, shows, "{line:?} runs as {entry}");
        program = output.program;
    }
    let (output, diagnostics) =
        compile_line(&program, "undefined\n", &sources(&[], None), &options());
    assert!(output.is_none());
    assert_eq!(codes(&diagnostics), ["E0101"]);
}

#[test]
fn a_library_that_was_analysed_before_makes_the_same_image() {
    let program = accepted(&[(MAIN, "count = 1\n")]).program;
    let mut library = Library::default();
    for line in ["sorted([3, 1])\n", "import queue\n", "sorted([2])\n"] {
        let sources = sources(&[], Some(line));
        let (anew, _) = compile_line(&program, line, &sources, &options());
        let (kept, diagnostics) =
            compile_line_with(&mut library, &program, line, &sources, &options());
        assert!(diagnostics.is_empty(), "{line:?}: {diagnostics:#?}");
        let images = [anew, kept].map(|output| output.expect("no errors").image);
        assert_eq!(images[0], images[1], "{line:?}");
    }
    assert!(library.units.contains_key("queue"));
    assert!(!library.units.contains_key(MAIN));
    let source = sources(&[], None).get(crate::PRELUDE).cloned();
    let mut source = source.expect("always there");
    assert!(library.find(crate::PRELUDE, &source).is_some());
    source.text = "other = 1\n".into();
    assert!(library.find(crate::PRELUDE, &source).is_none());
}

#[test]
fn program_counters_lead_to_lines() {
    let text = "def f(a):\n    b = a\n    return b.x\n";
    let output = accepted(&[(MAIN, text)]);
    let program = &output.program;
    let id = (0..program.lengths().codes)
        .find(|id| program.code(*id).is_some_and(|code| code.qualname == "f"));
    let id = id.expect("f has code");
    let last = program
        .code(id)
        .and_then(|code| code.lines.last().copied())
        .expect("a line");
    let spans: Vec<&str> = (0..=last.0)
        .filter_map(|pc| program.location(id, pc))
        .map(|(source, span)| &source.text[span.start as usize..span.end as usize])
        .collect();
    assert!(spans.contains(&"b.x"), "{spans:?}");
}
