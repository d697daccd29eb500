//! Images that were changed.

use super::{ALL_GROUPS, CONSTANTS, MAIN, NONE, assemble, judge, program, rich};
use bytecode::assemble::{CodeSource, seal};
use bytecode::image::Image;
use bytecode::verify::{Limits, scratch_words, verify};
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

/// Bits of the container that no check can see, because every value of them is sound.
fn free_bits(bytes: &[u8]) -> usize {
    let image = Image::parse(bytes).unwrap();
    image.symbols().len() * 8
}

#[test]
fn flipped_bits_are_refused_or_make_another_sound_image() {
    let good = assemble(&rich());
    let limits = Limits::of_program(ALL_GROUPS);
    let (mut refused, mut sound) = (0, 0);
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        seal(&mut bad);
        let Ok(image) = Image::parse(&bad) else {
            refused += 1;
            continue;
        };
        let mut scratch = vec![0xffff_ffff; scratch_words(&image)];
        match verify(image, &limits, &mut scratch) {
            Ok(_) => sound += 1,
            Err(refusal) => {
                assert!((refusal.offset as usize) <= bad.len());
                refused += 1;
            }
        }
    }
    assert!(
        sound >= free_bits(&good) && refused > sound,
        "{refused} refused, {sound} sound"
    );
    for len in 0..good.len() {
        let mut bad = good[..len].to_vec();
        seal(&mut bad);
        assert!(Image::parse(&bad).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in an image, judging it ends, and says the same again.
    #[test]
    fn any_bytes_are_judged(seed in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..12)) {
        let mut bytes = assemble(&rich());
        for (at, value) in seed {
            let at = usize::from(at) % bytes.len();
            bytes[at] = value;
        }
        seal(&mut bytes);
        if let Ok(image) = Image::parse(&bytes) {
            let limits = Limits::of_program(ALL_GROUPS);
            let mut scratch = vec![0; scratch_words(&image)];
            let first = verify(image, &limits, &mut scratch).map(|_| ());
            let second = verify(image, &limits, &mut scratch).map(|_| ());
            prop_assert_eq!(first, second);
        }
    }

    /// Any bytes can stand where instructions should.
    #[test]
    fn any_code_is_judged(code in proptest::collection::vec(any::<u8>(), 1..60)) {
        let fill = vec![NONE; code.len()];
        let source = CodeSource { id: MAIN, other_locals: 4, stack: 40, body: &fill, ..CodeSource::default() };
        let mut bytes = assemble(&program(&[source], CONSTANTS));
        bytes[32 + 12..][..code.len()].copy_from_slice(&code);
        seal(&mut bytes);
        let _ = judge(&bytes, &Limits::of_program(ALL_GROUPS));
    }
}
