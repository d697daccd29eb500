//! The verifier accepts what is sound and refuses, with the right reason, what is not.

mod code;
mod container;
mod mutation;
mod walk;

use bytecode::assemble::{CodeSource, Constant, Item, Source};
use bytecode::code::{GENERATOR, Handler, VARARGS, VARKEYWORDS};
use bytecode::image::{Image, Link};
use bytecode::names::number as name;
use bytecode::op::Op;
use bytecode::operand::{
    Back, CellSlot, Const, Count8, Count16, ExceptionNo, Forward, Free, Global, Int8, Int16, Int32,
    Local,
};
use bytecode::verify::{Limits, Reason, Refusal, scratch_words, verify};
use bytecode::{exceptions, names, natives, prelude, value};

const ALL_GROUPS: u32 = 0xffff;
const MAIN: u16 = prelude::RESERVED;

const EXCEPTIONS: &[(u16, Option<u16>, Option<u16>)] = &[
    (exceptions::index::ValueError, None, None),
    (exceptions::COUNT, None, None),
];

fn assemble(source: &Source<'_>) -> Vec<u8> {
    let mut buffer = vec![0; 262_140];
    let len = source.assemble(&mut buffer).unwrap();
    buffer.truncate(len);
    buffer
}

fn judge(bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let image = Image::parse(bytes).expect("the container is sound");
    let mut scratch = vec![0x5555_5555; scratch_words(&image)];
    verify(image, limits, &mut scratch).map(|_| ())
}

fn check(source: &Source<'_>) -> Result<(), Reason> {
    judge(&assemble(source), &Limits::of_program(ALL_GROUPS)).map_err(|r| r.reason)
}

/// One code that takes nothing, with one plain local, one global and some constants.
fn body_with(ops: &[Op], stack: u16, constants: &[Constant<'_>]) -> Result<(), Reason> {
    let code = CodeSource {
        id: MAIN,
        other_locals: 1,
        stack,
        body: ops,
        ..CodeSource::default()
    };
    check(&program(&[code], constants))
}

fn program<'s>(codes: &'s [CodeSource<'s>], constants: &'s [Constant<'s>]) -> Source<'s> {
    Source {
        entry: MAIN,
        codes,
        constants,
        exceptions: EXCEPTIONS,
        codes_added: 4,
        names_added: 10,
        globals_added: 5,
        ..Source::default()
    }
}

fn body(ops: &[Op]) -> Result<(), Reason> {
    body_with(ops, 10, &[])
}

const RETURN: Op = Op::ReturnNone {};
const POP: Op = Op::Pop {};
const NONE: Op = Op::LoadNone {};

const CONSTANTS: &[Constant<'_>] = &[
    Constant::Str("grüße"),
    Constant::Bytes(b"\0\xff\x80"),
    Constant::Float(-0.1),
    Constant::BigInt {
        negative: true,
        limbs: &[0x4000_0001],
    },
    Constant::BigInt {
        negative: false,
        limbs: &[0, 1],
    },
    Constant::Tuple(&[
        Item::Word(value::TRUE),
        Item::Constant(0),
        Item::Word(0xffff_fffd),
        Item::Word(value::immediate(value::Tag::Native, 0, natives::id::len)),
        Item::Word(value::immediate(value::Tag::Function, 0, MAIN + 1)),
        Item::Word(value::immediate(
            value::Tag::Exception,
            1,
            exceptions::COUNT,
        )),
        Item::Constant(3),
    ]),
    Constant::Exception {
        index: exceptions::index::KeyError,
        arguments: 5,
    },
    Constant::Names(&[name::sep, names::COUNT + 2, name::end]),
    Constant::ClassInfo {
        name: names::COUNT,
        text: Some(0),
        slots: &[name::x, name::value],
    },
    Constant::Module {
        text: None,
        globals: &[(name::x, 0), (names::COUNT + 9, 4)],
    },
    Constant::Tuple(&[Item::Word(3), Item::Constant(2)]),
    Constant::Tuple(&[Item::Word(value::MISSING)]),
];

/// A call with keywords, a loop entered by a jump to its end, and a handler that only an exception reaches.
const MAIN_BODY: &[Op] = &[
    Op::LoadGlobalCall { global: Global(4) },
    Op::LoadConst { constant: Const(5) },
    Op::LoadInt8 { value: Int8(-3) },
    Op::LoadConst { constant: Const(1) },
    Op::LoadInt32 {
        value: Int32(0x7fff_ffff),
    },
    Op::CallKeyword {
        positional: Count8(1),
        keywords: Count8(3),
        names: Const(7),
    },
    Op::GetIter {},
    Op::Jump { to: Forward(10) },
    Op::StoreFast0 {},
    Op::Increment {
        slot: Local(0),
        value: Int16(3),
    },
    Op::ForIter { body: Back(8) },
    Op::BuildClass {
        info: Const(8),
        bases: Count8(0),
    },
    Op::StoreGlobal { global: Global(0) },
    Op::LoadCell { cell: CellSlot(0) },
    POP,
    RETURN,
    Op::PushException {},
    Op::JumpUnlessException {
        exception: ExceptionNo(exceptions::COUNT),
        to: Forward(21),
    },
    POP,
    Op::PopException {},
    RETURN,
    Op::Reraise {},
];

const HELPER_BODY: &[Op] = &[
    NONE,
    Op::YieldValue {},
    POP,
    Op::LoadFree { free: Free(1) },
    Op::Unpack { count: Count8(3) },
    Op::BuildTuple { count: Count16(3) },
    Op::ReturnValue {},
];

/// A program with everything an image can hold.
fn rich() -> Source<'static> {
    let codes = [
        CodeSource {
            id: MAIN,
            cells: 2,
            other_locals: 3,
            stack: 8,
            body: MAIN_BODY,
            handlers: &[Handler {
                start: 13,
                end: 15,
                target: 16,
                depth: 0,
            }],
            ..CodeSource::default()
        },
        CodeSource {
            id: MAIN + 1,
            flags: VARARGS | VARKEYWORDS | GENERATOR,
            positional: 2,
            keyword_only: 1,
            positional_only: 1,
            cells: 1,
            captured: 2,
            other_locals: 5,
            stack: 4,
            names: &[name::x, names::COUNT + 1, name::key],
            defaults: Some(10),
            keyword_defaults: Some(11),
            body: HELPER_BODY,
            ..CodeSource::default()
        },
    ];
    Source {
        exceptions: &[
            (exceptions::index::ValueError, Some(0), None),
            (exceptions::COUNT, None, Some(0)),
        ],
        name_texts: &[(name::sep, 0), (names::COUNT + 1, 0)],
        symbols: &[1, 2, 3],
        link: Some(Link {
            names: names::COUNT,
            exceptions: exceptions::COUNT,
            codes: prelude::RESERVED,
            globals: 0,
            chain: 0,
            symbols: 9,
        }),
        ..program(Vec::from(codes).leak(), CONSTANTS)
    }
}

#[test]
fn a_rich_program_is_sound() {
    assert_eq!(check(&rich()), Ok(()));
}
