//! Constants and the container.

use super::{
    ALL_GROUPS, CONSTANTS, MAIN, RETURN, assemble, body_with, check, judge, program, rich,
};
use bytecode::assemble::{CodeSource, Constant, Item, Source};
use bytecode::image::{FRAGMENT, Image};
use bytecode::op::Op;
use bytecode::verify::{Limits, Reason, scratch_words, verify};
use bytecode::{exceptions, value};

#[test]
fn constants_are_in_normal_form() {
    let of = |constants: &[Constant<'_>]| body_with(&[RETURN], 0, constants);
    let number = |negative, limbs: &[u32]| of(&[Constant::BigInt { negative, limbs }]);
    assert_eq!(number(false, &[0x4000_0000]), Ok(()));
    assert_eq!(number(false, &[0x3fff_ffff]), Err(Reason::Integer));
    assert_eq!(number(true, &[0x4000_0000]), Err(Reason::Integer));
    assert_eq!(number(true, &[0x4000_0001]), Ok(()));
    assert_eq!(number(false, &[1, 0]), Err(Reason::Integer));
    assert_eq!(number(false, &[]), Err(Reason::Integer));
    assert_eq!(number(false, &[1; 1024]), Ok(()));
    assert_eq!(number(false, &[1; 1025]), Err(Reason::Integer));
    let word = |word| of(&[Constant::Tuple(&[Item::Word(word)])]);
    for good in [
        1,
        value::NONE,
        value::ELLIPSIS,
        value::MISSING,
        value::NOT_IMPLEMENTED,
        value::FALSE,
    ] {
        assert_eq!(word(good), Ok(()));
    }
    let bad = [0, 4, value::UNBOUND, value::NONE | 1 << 8, 0xfe];
    for word_is_no_value in bad {
        assert_eq!(
            word(word_is_no_value),
            Err(Reason::Word),
            "{word_is_no_value:#x}"
        );
    }
    // Nothing leads forward or to itself.
    let tuple = |index| {
        of(&[
            Constant::Str(""),
            Constant::Tuple(&[Item::Constant(index)]),
            Constant::Float(0.0),
        ])
    };
    assert_eq!(tuple(0), Ok(()));
    assert_eq!(tuple(1), Err(Reason::Reference));
    assert_eq!(tuple(2), Err(Reason::Reference));
    let globals = |globals: &[(u16, u16)]| {
        of(&[Constant::Module {
            text: None,
            globals,
        }])
    };
    assert_eq!(globals(&[(3, 0), (4, 0)]), Ok(()));
    assert_eq!(globals(&[(4, 0), (4, 0)]), Err(Reason::Order));
    assert_eq!(globals(&[(4, 5)]), Err(Reason::Global));
}

#[test]
fn an_image_continues_from_where_the_machine_is() {
    let source = rich();
    let bytes = assemble(&source);
    let limits = Limits::of_program(ALL_GROUPS);
    assert_eq!(judge(&bytes, &limits), Ok(()));
    for limits in [
        Limits {
            names: limits.names + 1,
            ..limits
        },
        Limits {
            exceptions: limits.exceptions - 1,
            ..limits
        },
        Limits {
            codes: limits.codes + 1,
            ..limits
        },
        Limits {
            globals: 1,
            ..limits
        },
    ] {
        assert_eq!(
            judge(&bytes, &limits).map_err(|r| r.reason),
            Err(Reason::Stale)
        );
    }
    let no_text = Limits {
        native_groups: !1,
        ..limits
    };
    assert_eq!(
        judge(&bytes, &no_text).map_err(|r| r.reason),
        Err(Reason::Word)
    );
    assert_eq!(
        check(&Source {
            flags: FRAGMENT,
            link: None,
            ..source
        }),
        Err(Reason::Flags)
    );
    assert_eq!(check(&Source { flags: 8, ..source }), Err(Reason::Flags));
    assert_eq!(
        check(&Source {
            entry: MAIN + 4,
            ..source
        }),
        Err(Reason::Entry)
    );
    assert_eq!(
        check(&Source {
            names_added: 0xffff,
            ..source
        }),
        Err(Reason::Counts)
    );
    assert_eq!(
        check(&Source {
            exceptions: &[(exceptions::COUNT, None, None)],
            ..source
        }),
        Err(Reason::Parent)
    );
    assert_eq!(
        check(&Source {
            exceptions: &[(0, Some(1), None)],
            constants: &CONSTANTS[..2],
            codes: &[],
            ..source
        }),
        Err(Reason::Reference)
    );
}

#[test]
fn constant_defaults_fit_the_parameters() {
    let of = |defaults, keyword_defaults| {
        let code = CodeSource {
            id: MAIN,
            positional: 1,
            keyword_only: 1,
            other_locals: 1,
            names: &[0, 1],
            defaults,
            keyword_defaults,
            body: &[Op::ReturnNone {}],
            ..CodeSource::default()
        };
        check(&program(&[code], CONSTANTS))
    };
    let (none, float, two, one) = (None, Some(2), Some(10), Some(11));
    assert_eq!(of(none, none), Ok(()));
    assert_eq!(of(one, one), Ok(()));
    assert_eq!(of(one, none), Ok(()));
    assert_eq!(of(none, one), Ok(()));
    assert_eq!(of(two, one), Err(Reason::Defaults));
    assert_eq!(of(one, two), Err(Reason::Defaults));
    assert_eq!(of(float, none), Err(Reason::Defaults));
}

#[test]
fn a_relocated_image_is_sound_where_it_lies() {
    let mut bytes = assemble(&rich());
    let image = Image::parse(&bytes).unwrap();
    let words: Vec<usize> = (0..)
        .map_while(|i| image.relocation(i))
        .map(usize::from)
        .collect();
    assert_eq!(words.len(), 7);
    for word in words {
        let at = &mut bytes[word * 4..word * 4 + 4];
        let moved = u32::from_le_bytes(at.try_into().unwrap()) + 0x2000_0000;
        at.copy_from_slice(&moved.to_le_bytes());
    }
    let image = Image::parse_layout(&bytes).unwrap();
    let mut scratch = vec![0; scratch_words(&image)];
    let limits = Limits::of_program(ALL_GROUPS);
    assert!(verify(image, &limits, &mut scratch).is_err());
    let there = Limits {
        relocated_by: 0x2000_0000,
        ..limits
    };
    assert!(verify(image, &there, &mut scratch).is_ok());
}

#[test]
fn too_little_memory_is_said() {
    let bytes = assemble(&rich());
    let image = Image::parse(&bytes).unwrap();
    let needed = scratch_words(&image);
    for words in 0..needed {
        let refusal =
            verify(image, &Limits::of_program(ALL_GROUPS), &mut vec![0; words]).unwrap_err();
        assert_eq!(refusal.reason, Reason::Scratch);
    }
}
