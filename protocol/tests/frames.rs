//! Frames survive the round trip, and nothing else is taken for one.

use proptest::prelude::*;
use protocol::frame::{DELIMITER, FrameWriter, body_len_max, encode, encoded_len_max};
use protocol::{Decoder, Header, Kind, Received};

const KINDS: [Kind; 11] = [
    Kind::HostControl,
    Kind::Command,
    Kind::Read,
    Kind::Chunk,
    Kind::Stdin,
    Kind::BoardControl,
    Kind::CommandReply,
    Kind::ReadReply,
    Kind::ChunkAck,
    Kind::Output,
    Kind::Telemetry,
];

fn header() -> impl Strategy<Value = Header> {
    (0..KINDS.len(), 0..16u8, any::<u8>(), any::<u16>()).prop_map(|(kind, session, seq, ack)| {
        Header {
            kind: KINDS[kind],
            session,
            seq,
            ack,
        }
    })
}

/// Bodies that COBS finds hard: long runs with and without zeros.
fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..700),
        prop::collection::vec(1..=255u8, 0..700),
        prop::collection::vec(0..=1u8, 0..700),
    ]
}

fn encoded(header: Header, body: &[u8]) -> Vec<u8> {
    let mut buffer = vec![0xEE; encoded_len_max(body.len()) + 8];
    let len = encode(header, body, &mut buffer).unwrap();
    assert!(len <= encoded_len_max(body.len()));
    buffer.truncate(len);
    buffer
}

/// A frame, or noise.
type Found = Result<(Header, Vec<u8>), Vec<u8>>;

/// Everything that a decoder with `capacity` bytes finds in `bytes`.
fn decode(bytes: &[u8], capacity: usize) -> Vec<Found> {
    let mut decoder = Decoder::new(vec![0; capacity]);
    let mut found = Vec::new();
    for byte in bytes {
        match decoder.push(*byte) {
            Some(Received::Frame(header, body)) => found.push(Ok((header, body.to_vec()))),
            Some(Received::Noise(noise)) => found.push(Err(noise.to_vec())),
            None => {}
        }
    }
    found
}

proptest! {
    #[test]
    fn a_frame_comes_back_as_it_was(header in header(), body in body()) {
        let bytes = encoded(header, &body);
        prop_assert_eq!(bytes.iter().filter(|byte| **byte == DELIMITER).count(), 1);
        prop_assert_eq!(decode(&bytes, 800), vec![Ok((header, body))]);
    }

    #[test]
    fn the_library_decodes_the_cobs_made_in_place(header in header(), body in body()) {
        let bytes = encoded(header, &body);
        let mut raw = vec![0; bytes.len()];
        let report = cobs::decode(&bytes, &mut raw).unwrap();
        prop_assert_eq!(report.frame_size(), body.len() + 8);
        prop_assert_eq!(&raw[..4], &header.to_bytes());
        prop_assert_eq!(&raw[4..4 + body.len()], &body);
    }

    #[test]
    fn any_change_of_up_to_three_bits_is_noticed(
        header in header(),
        body in prop::collection::vec(any::<u8>(), 0..120),
        flips in prop::collection::btree_set((0..100_000usize, 0..8u8), 1..4),
    ) {
        let mut bytes = encoded(header, &body);
        let span = bytes.len() * 8;
        let flipped: std::collections::BTreeSet<usize> =
            flips.iter().map(|(at, bit)| (at * 8 + usize::from(*bit)) % span).collect();
        for at in flipped {
            bytes[at / 8] ^= 1 << (at % 8);
        }
        bytes.push(DELIMITER);
        for found in decode(&bytes, 800) {
            prop_assert!(found != Ok((header, body.clone())) || found.is_err());
            prop_assert!(found.is_err(), "a damaged frame was accepted: {:?}", found);
        }
    }

    #[test]
    fn arbitrary_bytes_are_noise_and_none_is_lost(
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
        capacity in 1..300usize,
    ) {
        let mut expected: Vec<u8> = bytes.clone();
        expected.push(DELIMITER);
        let mut seen = Vec::new();
        for found in decode(&expected, capacity) {
            // A CRC of 32 bits leaves no chance in this many cases.
            seen.extend(found.expect_err("arbitrary bytes were taken for a frame"));
        }
        expected.retain(|byte| *byte != DELIMITER);
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn a_frame_after_noise_and_a_delimiter_is_found(
        noise in prop::collection::vec(any::<u8>(), 0..500),
        header in header(),
        body in prop::collection::vec(any::<u8>(), 0..100),
        capacity in 130..300usize,
    ) {
        let mut bytes = noise;
        bytes.push(DELIMITER);
        bytes.extend(encoded(header, &body));
        prop_assert_eq!(decode(&bytes, capacity).pop(), Some(Ok((header, body))));
    }

    #[test]
    fn the_longest_body_of_a_room_fits_it(room in 12..2000usize) {
        let body = vec![1; body_len_max(room)];
        let header = Header { kind: Kind::Output, session: 1, seq: 0, ack: 0 };
        prop_assert!(encoded(header, &body).len() <= room);
        prop_assert!(encoded_len_max(body.len() + 2) > room, "room for two more bytes");
    }
}

#[test]
fn a_short_buffer_is_refused() {
    let header = Header {
        kind: Kind::Read,
        session: 3,
        seq: 9,
        ack: 0,
    };
    for len in 0..14 {
        assert_eq!(encode(header, &[1, 2, 3, 4], &mut vec![0; len]), None);
    }
    let mut none = [];
    assert!(FrameWriter::new(&mut none).body().is_empty());
}

#[test]
fn a_silent_line_gives_up_what_it_holds() {
    let mut decoder = Decoder::new([0; 8]);
    for byte in b"panic" {
        assert_eq!(decoder.push(*byte), None);
    }
    assert_eq!(decoder.flush(), Some(Received::Noise(b"panic")));
    assert_eq!(decoder.flush(), None);
    assert_eq!(decoder.push(b'!'), None);
    assert_eq!(decoder.push(0), Some(Received::Noise(b"!")));
}
