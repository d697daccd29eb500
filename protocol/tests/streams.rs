//! The device's side of the link, frame by frame: uploads, output, input, samples.

mod board;
mod rig;

use protocol::commands as c;
use protocol::control::{Stdin, ToBoard, ToHost};
use protocol::image::{BeginUpload, ImageKind, Target, UploadState};
use protocol::info::Registers;
use protocol::memory::{SAMPLE_GC, SAMPLE_THREADS, Subscription};
use protocol::session::HOST_GONE_MS;
use protocol::{Kind, Reply};
use rig::{Rig, to_vec};

#[test]
fn samples_come_at_their_interval_and_in_pages() {
    let mut rig = Rig::attached();
    rig.ask::<c::Subscribe>(
        1,
        &Subscription {
            interval_ms: 100,
            parts: SAMPLE_GC | SAMPLE_THREADS,
        },
    );
    let mut first = rig.frames();
    assert_eq!(first.remove(0).0.kind, Kind::CommandReply);
    let threads: usize = first
        .iter()
        .filter_map(|(_, body)| match Reply::decode(body) {
            Ok(Reply::ListThreads(page)) => Some(page.rows.iter().count()),
            _ => None,
        })
        .sum();
    assert_eq!(threads, 40);
    rig.tell(ToBoard::Alive);
    assert_eq!(rig.frames(), [], "nothing before the interval is over");
    assert_eq!(rig.session.next_due(rig.now, &rig.streams), Some(100));
    rig.now += 100;
    assert_eq!(rig.frames().len(), first.len());
}

#[test]
fn chunks_are_taken_once_and_in_order() {
    let mut rig = Rig::attached();
    let image: Vec<u8> = (0..90).collect();
    rig.ask::<c::Begin>(
        7,
        &BeginUpload {
            kind: ImageKind::Program,
            target: Target::Ram,
            len: 90,
            crc: board::crc(&image),
            registers: Registers::default(),
            name: "blink",
        },
    );
    rig.frames();
    let chunk = |rig: &mut Rig, seq: u8, from: usize, to: usize| -> Option<(u8, UploadState)> {
        let mut body = to_vec(&(from as u32));
        body.extend(&image[from..to]);
        rig.send(Kind::Chunk, seq, &body);
        let frames = rig.frames();
        let (header, body) = frames.first()?;
        assert_eq!((header.kind, header.seq), (Kind::ChunkAck, 7));
        Some((body[0], postcard::from_bytes(&body[1..]).unwrap()))
    };
    let received = |state: Option<(u8, UploadState)>| state.unwrap().1.received;
    assert_eq!(chunk(&mut rig, 6, 0, 30), None, "of an older upload");
    assert_eq!(received(chunk(&mut rig, 7, 30, 60)), 0, "too early");
    assert_eq!(received(chunk(&mut rig, 7, 0, 30)), 30);
    assert_eq!(received(chunk(&mut rig, 7, 0, 30)), 30, "again");
    assert_eq!(received(chunk(&mut rig, 7, 20, 50)), 50, "overlapping");
    rig.session.set_window_closed(true);
    assert_eq!(
        chunk(&mut rig, 7, 50, 90).unwrap().1,
        UploadState {
            received: 90,
            window: 0
        }
    );
    rig.session.set_window_closed(false);
    assert_eq!(chunk(&mut rig, 7, 50, 90).unwrap().1.window, 256 - 48);
    assert_eq!(rig.bench.staged, image);
    let beyond = chunk(&mut rig, 7, 0, 0);
    assert_eq!(beyond.unwrap().0, 0);
}

#[test]
fn an_upload_of_another_client_is_forgotten() {
    let mut rig = Rig::attached();
    rig.ask::<c::Begin>(
        1,
        &BeginUpload {
            kind: ImageKind::Program,
            target: Target::Ram,
            len: 4,
            crc: 0,
            registers: Registers::default(),
            name: "",
        },
    );
    rig.frames();
    rig.send(Kind::Chunk, 1, &[0, b'a', b'b']);
    rig.frames();
    rig.hello(2);
    assert!(rig.bench.staged.is_empty());
    rig.send(Kind::Chunk, 1, &[2, b'c', b'd']);
    assert_eq!(rig.frames(), []);
}

#[test]
fn output_stays_until_acknowledged_and_is_sent_again() {
    let mut rig = Rig::attached();
    rig.print(b"hello");
    let sent = rig.frames();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].1, b"\x00hello");
    assert_eq!(rig.frames(), []);
    rig.tell(ToBoard::ResendOutput { from: 2 });
    assert_eq!(rig.frames()[0].1, b"\x02llo");
    rig.now += 600;
    assert_eq!(rig.frames()[0].1, b"\x00hello", "no acknowledgement came");
    rig.ack = 5;
    assert!(rig.tell(ToBoard::Alive).output_room);
    rig.now += 600;
    assert_eq!(rig.frames(), []);
    assert_eq!(rig.streams.borrow().output.room(), 256);
}

#[test]
fn a_full_ring_refuses_while_a_host_is_there_and_drops_once_it_is_gone() {
    let mut rig = Rig::attached();
    assert_eq!(rig.print(&[b'a'; 300]), 256);
    rig.streams.borrow_mut().output.write_or_cut(b"callback");
    rig.frames();
    rig.now += HOST_GONE_MS;
    assert_eq!(rig.frames(), [], "nobody listens");
    assert_eq!(rig.print(&[b'b'; 100]), 100);
    let welcome = rig.hello(2);
    // 100 bytes of text, and the record about the callback's 8 bytes before them.
    assert_eq!(welcome.output_dropped, 104);
    assert_eq!(welcome.output_start, 104);
    assert_eq!(welcome.output_end, 360);
    rig.tell(ToBoard::ResendOutput { from: 104 });
    let sent: Vec<u8> = rig
        .frames()
        .iter()
        .flat_map(|(_, body)| postcard::take_from_bytes::<u32>(body).unwrap().1.to_vec())
        .collect();
    assert!(
        sent.windows(4).any(|bytes| bytes == [0xFF, 2, 5, 8]),
        "the cut is told"
    );
}

#[test]
fn stdin_is_taken_in_order_within_its_credit() {
    let mut rig = Rig::attached();
    let piece = |rig: &mut Rig, offset, data: &[u8], end| {
        let body = to_vec(&Stdin { offset, end, data });
        assert!(rig.send(Kind::Stdin, 0, &body).stdin);
        rig.control()
    };
    let credit = |received, limit| {
        [ToHost::StdinCredit {
            received,
            limit,
            ended: received == 6,
        }]
    };
    assert_eq!(piece(&mut rig, 0, b"abc", false), credit(3, 32));
    assert_eq!(piece(&mut rig, 0, b"abc", false), credit(3, 32));
    assert_eq!(piece(&mut rig, 9, b"x", false), credit(3, 32));
    assert_eq!(piece(&mut rig, 2, b"cdef", true), credit(6, 32));
    let mut line = [0; 10];
    let mut streams = rig.streams.borrow_mut();
    assert!(!streams.stdin.ended());
    assert_eq!(streams.stdin.read(&mut line), 6);
    assert_eq!(&line[..6], b"abcdef");
    assert!(streams.stdin.ended());
    assert_eq!(streams.stdin.limit(), 38);
}

#[test]
fn a_host_that_leaves_does_not_make_the_program_wait() {
    let mut rig = Rig::attached();
    assert_eq!(rig.print(&[b'a'; 300]), 256);
    rig.frames();
    assert!(rig.tell(ToBoard::Goodbye).output_room, "writers are woken");
    assert!(!rig.session.host_present(rig.now));
    assert_eq!(rig.print(&[b'b'; 100]), 100);
    assert_eq!(rig.frames(), []);
    assert!(rig.tell(ToBoard::Alive).output_room || rig.session.host_present(rig.now));
    assert_eq!(rig.print(&[b'c'; 10]), 0, "it is back");
}
