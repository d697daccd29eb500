//! `WIRE.md` says what is true: its worked bytes are made again, its table of commands is compared.
//!
//! `UPDATE=1 cargo test -p protocol --test wire` rewrites the bytes of examples that differ, for a
//! change that is meant; a person reads the difference.

mod board;
mod samples;

use protocol::commands::{self as c, ROWS, Reply, Request};
use protocol::control::{Stdin, ToBoard};
use protocol::fingerprint::Prefix;
use protocol::frame::encode;
use protocol::image::UploadState;
use protocol::info::{Identity, Ping, ProgramState, Register, Registers};
use protocol::record::{RECORD_MAX, Record};
use protocol::{Decoder, Error, Header, Kind, Received};
use samples::{records, replies, requests, to_board, to_host};
use std::collections::BTreeMap;
use std::path::PathBuf;

type Examples = BTreeMap<String, Vec<u8>>;

fn postcard(value: &impl serde::Serialize) -> Vec<u8> {
    let mut buffer = [0; 400];
    postcard::to_slice(value, &mut buffer).unwrap().to_vec()
}

fn frame(kind: Kind, session: u8, seq: u8, ack: u16, body: &[u8]) -> Vec<u8> {
    let header = Header {
        kind,
        session,
        seq,
        ack,
    };
    let mut buffer = [0; 600];
    let len = encode(header, body, &mut buffer).unwrap();
    buffer[..len].to_vec()
}

/// A little conversation, frame by frame, as `WIRE.md` tells it.
fn conversation() -> Examples {
    let board = |message: &ToBoard| frame(Kind::HostControl, 0, 0, 0, &postcard(message));
    let ping = Request::SendPing(Ping { value: 300 });
    let pong = Reply::SendPing(Ping { value: 300 });
    let mut buffer = [0; 300];
    let ping = ping.encode(&mut buffer).unwrap().to_vec();
    let pong = pong.encode(&mut buffer).unwrap().to_vec();
    let mut welcome = vec![0];
    welcome.extend(frame(
        Kind::BoardControl,
        3,
        0,
        0,
        &postcard(&to_host()[0].1),
    ));
    let refusal = [c::SetClock::NUMBER_BYTE, Error::NoClock.number()];
    let state = UploadState {
        received: 50,
        window: 208,
    };
    let mut acknowledgement = vec![0];
    acknowledgement.extend(postcard(&state));
    let mut chunk = postcard(&0u32);
    chunk.extend([0x5A, 0, 1, 2]);
    let stdin = Stdin {
        offset: 0,
        end: true,
        data: b"hi\n",
    };
    let mut output = postcard(&0u32);
    output.extend(b"12\xFF\x00\xFF\x02\x05\x08");
    [
        ("a-greeting", board(&to_board()[0].1)),
        ("a-welcome", welcome),
        ("a-read", frame(Kind::Read, 3, 1, 0, &ping)),
        ("a-read-reply", frame(Kind::ReadReply, 3, 1, 0, &pong)),
        ("a-refusal", frame(Kind::CommandReply, 3, 9, 0, &refusal)),
        ("a-chunk", frame(Kind::Chunk, 3, 7, 0, &chunk)),
        (
            "a-chunk-acknowledgement",
            frame(Kind::ChunkAck, 3, 7, 0, &acknowledgement),
        ),
        ("some-output", frame(Kind::Output, 3, 1, 0, &output)),
        (
            "an-acknowledgement",
            frame(Kind::HostControl, 3, 0, 8, &postcard(&ToBoard::Alive)),
        ),
        ("some-input", frame(Kind::Stdin, 3, 0, 8, &postcard(&stdin))),
    ]
    .into_iter()
    .map(|(name, bytes)| (name.to_string(), bytes))
    .collect()
}

/// Every example that `WIRE.md` must have, with its bytes.
fn examples() -> Examples {
    let mut examples = conversation();
    let mut buffer = [0; 400];
    for (request, row) in requests().iter().zip(ROWS) {
        let bytes = request.encode(&mut buffer).unwrap().to_vec();
        assert_eq!(bytes[0], row.number, "requests() is in the table's order");
        examples.insert(format!("{} request", row.name), bytes);
    }
    for (reply, row) in replies().iter().zip(ROWS) {
        let bytes = reply.encode(&mut buffer).unwrap().to_vec();
        assert_eq!(
            bytes[..2],
            [row.number, 0],
            "replies() is in the table's order"
        );
        examples.insert(format!("{} reply", row.name), bytes);
    }
    for (name, message) in to_board() {
        examples.insert(format!("control {name}"), postcard(&message));
    }
    for (name, message) in to_host() {
        examples.insert(format!("control {name}"), postcard(&message));
    }
    for (name, record) in records() {
        let mut unit = [0; RECORD_MAX];
        examples.insert(
            format!("record {name}"),
            record.encode(&mut unit).unwrap().to_vec(),
        );
    }
    examples
}

/// `ROWS` as the number of a command that a refusal carries.
trait NumberByte {
    const NUMBER_BYTE: u8;
}

impl<C: protocol::Command> NumberByte for C {
    const NUMBER_BYTE: u8 = C::NUMBER;
}

fn document() -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("WIRE.md");
    let text = std::fs::read_to_string(&path).expect("WIRE.md");
    (path, text)
}

fn hex(bytes: &[u8]) -> String {
    let lines: Vec<String> = bytes
        .chunks(24)
        .map(|line| {
            let bytes: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
            bytes.join(" ")
        })
        .collect();
    lines.join("\n")
}

/// The blocks of the document that begin with a fence and `wire NAME`.
///
/// A line of a block is bytes in hexadecimal, then a remark after a semicolon.
fn blocks(text: &str) -> Vec<(String, Vec<u8>, String)> {
    let mut blocks = Vec::new();
    for part in text.split("```wire ").skip(1) {
        let (name, rest) = part.split_once('\n').expect("a line with the name");
        let (body, _) = rest.split_once("```").expect("the end of the block");
        let bytes = body
            .lines()
            .flat_map(|line| {
                line.split(';')
                    .next()
                    .unwrap_or_default()
                    .split_whitespace()
            })
            .map(|byte| u8::from_str_radix(byte, 16).expect("a byte"))
            .collect();
        blocks.push((name.trim().to_string(), bytes, body.to_string()));
    }
    blocks
}

#[test]
fn the_worked_bytes_are_what_the_code_makes() {
    let (path, mut text) = document();
    let examples = examples();
    let mut shown = Vec::new();
    let mut differing = Vec::new();
    for (name, bytes, body) in blocks(&text) {
        let made = examples
            .get(&name)
            .unwrap_or_else(|| panic!("no example is called {name:?}"));
        if *made != bytes {
            differing.push(name.clone());
            let before = format!("```wire {name}\n{body}```");
            let after = format!("```wire {name}\n{}\n```", hex(made));
            text = text.replace(&before, &after);
        }
        shown.push(name);
    }
    for name in examples.keys() {
        let times = shown.iter().filter(|one| *one == name).count();
        assert_eq!(times, 1, "WIRE.md shows {name:?} once");
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, text).expect("to write WIRE.md");
    } else {
        assert!(differing.is_empty(), "these differ: {differing:?}");
    }
}

#[test]
fn the_worked_bytes_are_read_back_as_they_were_meant() {
    let (_, text) = document();
    let shown: BTreeMap<String, Vec<u8>> = blocks(&text)
        .into_iter()
        .map(|(name, bytes, _)| (name, bytes))
        .collect();
    for (request, row) in requests().into_iter().zip(ROWS) {
        let bytes = &shown[&format!("{} request", row.name)];
        assert_eq!(Request::decode(bytes), Ok(request));
    }
    for (reply, row) in replies().into_iter().zip(ROWS) {
        let bytes = &shown[&format!("{} reply", row.name)];
        assert_eq!(Reply::decode(bytes), Ok(reply));
    }
    for (name, message) in to_board() {
        let bytes = &shown[&format!("control {name}")];
        assert_eq!(postcard::from_bytes(bytes), Ok(message));
    }
    for (name, message) in to_host() {
        let bytes = &shown[&format!("control {name}")];
        assert_eq!(postcard::from_bytes(bytes), Ok(message));
    }
    for (name, record) in records() {
        let bytes = &shown[&format!("record {name}")];
        assert_eq!(Record::decode(&bytes[2..]), Some(record));
    }
    for name in conversation().keys() {
        let mut decoder = Decoder::new([0; 300]);
        let frames = shown[name]
            .iter()
            .filter(|byte| matches!(decoder.push(**byte), Some(Received::Frame(..))))
            .count();
        assert_eq!(frames, 1, "{name} is one frame");
    }
}

#[test]
fn the_tables_of_the_document_are_complete() {
    let (_, text) = document();
    assert_eq!(requests().len(), ROWS.len());
    assert_eq!(replies().len(), ROWS.len());
    let mut from = 0;
    for row in ROWS {
        let line = format!("| 0x{:02X} | `{}` | {:?} |", row.number, row.name, row.lane);
        let at = text.find(&line);
        let at = at.unwrap_or_else(|| panic!("WIRE.md lacks {line}"));
        assert!(at > from, "{line} is not in the table's order");
        from = at;
    }
    for error in Error::ALL {
        let line = format!(
            "| {} | {:?} | {} |",
            error.number(),
            error,
            error.sentence()
        );
        assert!(text.contains(&line), "WIRE.md lacks {line}");
    }
}

#[test]
fn every_reply_that_is_not_paged_fits_the_smallest_frame() {
    let long = "a board or program name of 32 byt";
    let name = &long[..32];
    let most = Register {
        len: u16::MAX,
        hash: u32::MAX,
    };
    let registers = Registers {
        names: most,
        exceptions: most,
        code: most,
        globals: most,
    };
    let prefix = Prefix {
        count: u16::MAX,
        hash: u32::MAX,
    };
    let identity = Identity {
        board: name,
        program: name,
        firmware: (255, 255, 255),
        bytecode_version: u16::MAX,
        opcodes: prefix,
        fixed_names: prefix,
        exceptions: prefix,
        natives: prefix,
        commands: prefix,
        native_groups: u32::MAX,
        boot_nonce: u32::MAX,
        chain: u32::MAX,
        state: ProgramState::HoldOff,
        closed: true,
        registers,
        uptime_ms: u64::MAX,
        heap_size: u32::MAX,
        heap_free: u32::MAX,
        flash_size: u32::MAX,
        flash_stalls: true,
    };
    let mut buffer = [0; 400];
    let len = Reply::GetIdentity(identity)
        .encode(&mut buffer)
        .unwrap()
        .len();
    let frame = len + protocol::frame::ENVELOPE_LEN;
    assert!(
        frame <= protocol::FRAME_MIN,
        "the identity takes {frame} bytes"
    );
    let statistics = 2 + 18 * 5 + 3 * 10 + 1;
    assert!(statistics + protocol::frame::ENVELOPE_LEN <= protocol::FRAME_MIN);
}

#[test]
fn a_prefix_of_the_table_has_the_hash_that_an_older_peer_states() {
    let all = c::prefix(u16::MAX);
    assert_eq!(usize::from(all.count), ROWS.len());
    let mut hashes: Vec<u32> = (0..=all.count).map(|count| c::prefix(count).hash).collect();
    assert_eq!(hashes[ROWS.len()], all.hash);
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(
        hashes.len(),
        ROWS.len() + 1,
        "each prefix has a hash of its own"
    );
}
