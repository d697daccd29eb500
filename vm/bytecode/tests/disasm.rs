//! The text form of a hand-made image.

use bytecode::assemble::{CodeSource, Constant, Item, Source};
use bytecode::code::{Handler, VARARGS};
use bytecode::disasm::{NoSymbols, Symbols, disassemble};
use bytecode::image::Image;
use bytecode::names::{self, number as name};
use bytecode::op::Op;
use bytecode::operand::{
    CodeId, Const, Count8, ExceptionNo, Forward, Global, Int16, Local, Name, NativeId,
};
use bytecode::{exceptions, natives, prelude, value};

const MAIN: u16 = prelude::RESERVED;

fn image() -> Vec<u8> {
    let main = CodeSource {
        id: MAIN,
        other_locals: 1,
        stack: 5,
        body: &[
            Op::LoadGlobalCall { global: Global(0) },
            Op::LoadConst { constant: Const(2) },
            Op::CallKeyword {
                positional: Count8(0),
                keywords: Count8(1),
                names: Const(3),
            },
            Op::JumpUnlessLtInt {
                value: Int16(21),
                to: Forward(5),
            },
            Op::LoadNative {
                native: NativeId(natives::id::len),
            },
            Op::ReturnNone {},
            Op::JumpUnlessException {
                exception: ExceptionNo(exceptions::COUNT),
                to: Forward(7),
            },
            Op::ReturnValue {},
        ],
        handlers: &[Handler {
            start: 0,
            end: 3,
            target: 6,
            depth: 0,
        }],
        ..CodeSource::default()
    };
    let method = CodeSource {
        id: MAIN + 1,
        flags: VARARGS,
        positional: 2,
        positional_only: 1,
        keyword_only: 1,
        other_locals: 2,
        names: &[name::value, names::COUNT, name::key],
        stack: 2,
        body: &[
            Op::LoadAttrFast {
                slot: Local(0),
                name: Name(names::COUNT),
            },
            Op::LoadFunction {
                code: CodeId(prelude::code::print),
            },
            Op::ReturnValue {},
        ],
        ..CodeSource::default()
    };
    let source = Source {
        entry: MAIN,
        codes: &[main, method],
        constants: &[
            Constant::Str("é\n"),
            Constant::BigInt {
                negative: true,
                limbs: &[1, 0x10],
            },
            Constant::Tuple(&[
                Item::Word(value::NONE),
                Item::Word(3),
                Item::Constant(0),
                Item::Constant(1),
            ]),
            Constant::Names(&[name::sep]),
        ],
        exceptions: &[(0, Some(0), None)],
        codes_added: 2,
        names_added: 1,
        globals_added: 1,
        ..Source::default()
    };
    let mut buffer = vec![0; 4096];
    let len = source.assemble(&mut buffer).unwrap();
    buffer.truncate(len);
    buffer
}

fn listing(symbols: &dyn Symbols) -> String {
    let bytes = image();
    let mut text = String::new();
    disassemble(&Image::parse(&bytes).unwrap(), symbols, &mut text).unwrap();
    text
}

#[test]
fn without_symbols_numbers_stand_in() {
    let expected = r#"code code_128() locals 1 stack 5
          0  load_global_call      global_0
          3  load_const            (None, 1, "é\n", -0x1000000001)
          6  call_keyword          0 1 (sep)
         11  jump_unless_lt_int    10 -> 19
         16  load_native           Builtin.len
         19  return_none
         20  jump_unless_exception exception_52 -> 25
         25  return_value
      0..11 raises to 20 keeping 0

code code_129(value, /, name_N, *args, key) locals 4 stack 2
          0  load_attr_fast        0 name_N
          4  load_function         print
          7  return_value
"#;
    let got = listing(&NoSymbols)
        .replace(&format!("name_{}", names::COUNT), "name_N")
        .replace(&format!("exception_{}", exceptions::COUNT), "exception_52");
    assert_eq!(got, expected);
}

#[test]
fn symbols_give_names_and_lines() {
    struct Known;
    impl Symbols for Known {
        fn code(&self, id: u16) -> Option<&str> {
            (id == MAIN + 1).then_some("Lamp.switch")
        }
        fn name(&self, _: u16) -> Option<&str> {
            Some("level")
        }
        fn global(&self, _: u16) -> Option<&str> {
            Some("lamp")
        }
        fn exception(&self, _: u16) -> Option<&str> {
            Some("LampError")
        }
        fn line(&self, _: u16, offset: u16) -> Option<u32> {
            Some(if offset < 6 { 3 } else { 4 })
        }
    }
    let text = listing(&Known);
    assert!(
        text.contains("    3     0  load_global_call      lamp\n"),
        "{text}"
    );
    assert!(text.contains("    4     6  call_keyword "), "{text}");
    assert!(
        text.contains("code Lamp.switch(value, /, level, *args, key)"),
        "{text}"
    );
    assert!(text.contains("LampError -> 25"), "{text}");
}
