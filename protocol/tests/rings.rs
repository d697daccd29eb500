//! The rings of output and input against a model that forgets nothing.

use proptest::prelude::*;
use protocol::console::{OutputRing, StdinRing};
use protocol::record::{ESCAPE, RECORD_MAX, Record, Unit, first_unit};

#[derive(Clone, Debug)]
enum Step {
    Write(Vec<u8>),
    Record(u32),
    Acknowledge(u32),
    Attach(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let text = prop::collection::vec(prop_oneof![3 => any::<u8>(), 1 => Just(ESCAPE)], 0..120);
    prop_oneof![
        3 => text.prop_map(Step::Write),
        2 => any::<u32>().prop_map(Step::Record),
        3 => (0..100u32).prop_map(Step::Acknowledge),
        1 => any::<bool>().prop_map(Step::Attach),
    ]
}

/// Text as it stands in the stream.
fn escaped(text: &[u8]) -> Vec<u8> {
    let double = |byte: &u8| {
        if *byte == ESCAPE {
            vec![ESCAPE, 0]
        } else {
            vec![*byte]
        }
    };
    text.iter().flat_map(double).collect()
}

/// Everything that the ring holds, read in pieces.
fn contents(ring: &OutputRing<'_>) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let mut piece = [0; 7];
        let offset = ring.start().wrapping_add(all.len() as u32);
        match ring.read(offset, &mut piece) {
            0 => return all,
            len => all.extend(&piece[..len]),
        }
    }
}

proptest! {
    #[test]
    fn output_is_kept_whole_from_the_oldest_unit_on(
        size in 128..400usize,
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut bytes = vec![0; size];
        let mut ring = OutputRing::new(&mut bytes);
        let mut stream: Vec<u8> = Vec::new();
        let mut dropped = 0;
        for step in steps {
            let before = ring.start();
            let mut written = Vec::new();
            let attached = ring.attached();
            match step {
                Step::Write(text) => {
                    let taken = ring.write(&text);
                    prop_assert!(attached || taken == text.len(), "without a host all is taken");
                    written = escaped(&text[..taken]);
                }
                Step::Record(bytes) => {
                    let record = Record::Cut { bytes };
                    let mut unit = [0; RECORD_MAX];
                    if ring.record(&record) {
                        written = record.encode(&mut unit).unwrap().to_vec();
                    }
                }
                Step::Acknowledge(percent) => {
                    let held = ring.end() - ring.acknowledged();
                    let upto = ring.acknowledged() + held * percent / 100;
                    let news = upto != ring.acknowledged();
                    prop_assert_eq!(ring.acknowledge(upto as u16), news);
                    prop_assert_eq!(ring.acknowledged(), upto);
                    prop_assert!(!ring.acknowledge(before.wrapping_sub(9) as u16), "an old one");
                }
                Step::Attach(attached) => ring.set_attached(attached),
            }
            stream.extend(&written);
            prop_assert_eq!(ring.end() as usize, stream.len());
            let held = contents(&ring);
            prop_assert_eq!(held.len() + ring.room(), size);
            prop_assert_eq!(&stream[ring.start() as usize..], &held[..]);
            // It can be read as units from its start on.
            let mut rest = &held[..];
            while let Some((unit, len)) = first_unit(rest) {
                if let Unit::Record(record) = unit {
                    prop_assert!(Record::decode(record).is_some());
                }
                rest = &rest[len..];
            }
            prop_assert!(rest.is_empty(), "a unit is cut at the end: {:?}", rest);
            prop_assert!(ring.dropped_total() >= dropped);
            prop_assert!(!attached || ring.dropped_total() == dropped, "dropped with a host there");
            dropped = ring.dropped_total();
        }
    }

    #[test]
    fn input_arrives_in_order_whatever_pieces_it_comes_in(
        text in prop::collection::vec(any::<u8>(), 1..300),
        pieces in prop::collection::vec((0..320usize, 1..60usize, 0..40usize), 1..80),
        size in 1..100usize,
    ) {
        let mut bytes = vec![0; size];
        let mut ring = StdinRing::new(&mut bytes);
        let mut read: Vec<u8> = Vec::new();
        let mut take = |ring: &mut StdinRing<'_>, most: usize| {
            let mut into = vec![0; most];
            let len = ring.read(&mut into);
            read.extend(&into[..len]);
        };
        for (from, len, most) in pieces {
            let from = from.min(text.len());
            let to = (from + len).min(text.len());
            let limit = ring.limit();
            ring.accept(from as u32, &text[from..to], to == text.len());
            prop_assert!(ring.received() <= limit, "more than there was credit for");
            take(&mut ring, most);
        }
        while ring.received() < text.len() as u32 || !ring.closed() {
            let from = ring.received() as usize;
            ring.accept(from as u32, &text[from..], true);
            take(&mut ring, 50);
        }
        take(&mut ring, 400);
        prop_assert!(ring.ended());
        prop_assert_eq!(read, text);
    }
}

#[test]
fn offsets_go_round() {
    let mut bytes = [0; 300];
    let mut ring = OutputRing::new(&mut bytes);
    // 2^16 and more bytes, so that acknowledgements have gone round.
    for round in 0..1000u32 {
        ring.set_attached(true);
        assert_eq!(ring.write(&[b'x'; 250]), 250);
        let end = ring.end();
        assert_eq!(end, (round + 1) * 250);
        assert!(ring.acknowledge(end as u16));
        assert_eq!(ring.room(), 300);
    }
}
