//! The device's side of the link, frame by frame.

mod board;

use board::{Bench, session, streams};
use protocol::commands::{self as c, encode_request};
use protocol::console::Streams;
use protocol::control::{Hello, Interrupt, InterruptScope, Stdin, ToBoard, ToHost, Welcome};
use protocol::hardware::PinChange;
use protocol::image::{BeginUpload, Evaluate, ImageKind, Target, UploadState};
use protocol::info::{Nothing, Ping, Registers};
use protocol::memory::{SAMPLE_GC, SAMPLE_THREADS, Subscription};
use protocol::page::PageQuery;
use protocol::session::{HOST_GONE_MS, Session, Signals};
use protocol::{Command, Decoder, Error, Header, Kind, Received, Reply};
use std::cell::RefCell;

/// A board and a hand-driven host.
struct Rig {
    session: Session<'static>,
    streams: RefCell<Streams<'static>>,
    bench: Bench,
    now: u64,
    tag: u8,
    ack: u16,
}

impl Rig {
    fn new() -> Rig {
        let mut rig = Rig {
            session: session(77, 256, 256),
            streams: streams(256, 32),
            bench: Bench::new(77),
            now: 0,
            tag: 0,
            ack: 0,
        };
        assert_eq!(
            rig.control(),
            vec![ToHost::Started { boot_nonce: 77 }],
            "a board says that it has started"
        );
        rig
    }

    fn attached() -> Rig {
        let mut rig = Rig::new();
        rig.hello(1);
        rig
    }

    fn send(&mut self, kind: Kind, seq: u8, body: &[u8]) -> Signals {
        let header = Header {
            kind,
            session: self.tag,
            seq,
            ack: self.ack,
        };
        let mut buffer = [0; 600];
        let len = protocol::frame::encode(header, body, &mut buffer).unwrap();
        self.session
            .receive(&buffer[..len], self.now, &self.streams, &mut self.bench)
    }

    fn tell(&mut self, message: ToBoard) -> Signals {
        self.send(Kind::HostControl, 0, &postcard::to_vec_in(&message))
    }

    fn ask<C: Command>(&mut self, seq: u8, request: &C::Request<'_>) -> Signals {
        let mut body = [0; 500];
        let body = encode_request::<C>(request, &mut body).unwrap();
        let kind = match C::LANE {
            protocol::Lane::Read => Kind::Read,
            protocol::Lane::Command => Kind::Command,
        };
        self.send(kind, seq, body)
    }

    /// Every frame that the board has to send.
    fn frames(&mut self) -> Vec<(Header, Vec<u8>)> {
        let mut found = Vec::new();
        let mut buffer = [0; 256];
        let mut decoder = Decoder::new([0; 256]);
        while let Some(len) =
            self.session
                .transmit(&mut buffer, self.now, &self.streams, &mut self.bench)
        {
            for byte in &buffer[..len] {
                match decoder.push(*byte) {
                    Some(Received::Frame(header, body)) => found.push((header, body.to_vec())),
                    Some(Received::Noise(noise)) => panic!("the board sent noise: {noise:?}"),
                    None => {}
                }
            }
            assert!(found.len() < 1000, "the board never stops");
        }
        found
    }

    fn control(&mut self) -> Vec<ToHost> {
        self.frames()
            .iter()
            .filter(|(header, _)| header.kind == Kind::BoardControl)
            .map(|(_, body)| postcard::from_bytes(body).unwrap())
            .collect()
    }

    fn hello(&mut self, client: u32) -> Welcome {
        self.tell(ToBoard::Hello(Hello {
            version_min: 1,
            version_max: 9,
            client,
        }));
        for message in self.control() {
            if let ToHost::Welcome(welcome) = message {
                self.tag = welcome.session;
                self.ack = welcome.output_start as u16;
                return welcome;
            }
        }
        panic!("no welcome");
    }

    fn print(&mut self, text: &[u8]) -> usize {
        self.streams.borrow_mut().output.write(text)
    }
}

/// `postcard::to_slice` into a vector.
mod postcard {
    pub(super) use ::postcard::{from_bytes, take_from_bytes};

    pub(super) fn to_vec_in<T: serde::Serialize>(value: &T) -> Vec<u8> {
        let mut buffer = [0; 300];
        ::postcard::to_slice(value, &mut buffer).unwrap().to_vec()
    }
}

const TOGGLE: PinChange = PinChange {
    pin: 3,
    mode: None,
    level: None,
};

#[test]
fn a_command_takes_effect_once_and_its_reply_is_repeated() {
    let mut rig = Rig::attached();
    rig.ask::<c::SetPin>(1, &TOGGLE);
    let first = rig.frames();
    for _ in 0..3 {
        rig.ask::<c::SetPin>(1, &TOGGLE);
        assert_eq!(rig.frames(), first);
    }
    assert_eq!(rig.bench.effects, ["set_pin"]);
    assert_eq!(rig.session.counters().duplicates, 3);
    rig.ask::<c::SetPin>(2, &TOGGLE);
    rig.frames();
    rig.ask::<c::SetPin>(1, &TOGGLE);
    assert_eq!(rig.frames(), [], "an old command is not answered");
    assert_eq!(rig.bench.effects.len(), 2);
}

#[test]
fn a_command_that_must_wait_is_told_to_be_working() {
    let mut rig = Rig::attached();
    rig.bench.put_off = 3;
    rig.ask::<c::SetPin>(1, &TOGGLE);
    assert_eq!(rig.frames(), []);
    assert!(!rig.session.replies_sent());
    rig.ask::<c::SetPin>(1, &TOGGLE);
    assert_eq!(
        rig.control(),
        [ToHost::Working {
            seq: 1,
            read: false
        }]
    );
    // A read is answered meanwhile.
    rig.ask::<c::SendPing>(9, &Ping { value: 5 });
    let frames = rig.frames();
    assert_eq!(
        frames.len(),
        2,
        "the ping and, tried the fourth time, the pin"
    );
    assert!(rig.session.replies_sent());
    assert_eq!(rig.bench.effects, ["set_pin"]);
}

#[test]
fn a_new_command_withdraws_the_one_that_waits() {
    let mut rig = Rig::attached();
    rig.bench.put_off = 1;
    rig.ask::<c::SetPin>(1, &TOGGLE);
    assert_eq!(rig.frames(), []);
    rig.ask::<c::Collect>(2, &Nothing);
    assert_eq!(rig.frames()[0].0.seq, 2);
    assert_eq!(rig.bench.withdrawn, 1);
    assert_eq!(rig.bench.effects, ["collect"]);
}

#[test]
fn a_frame_of_no_session_is_refused_until_hello() {
    let mut rig = Rig::new();
    rig.tag = 5;
    rig.ask::<c::SetPin>(1, &TOGGLE);
    assert_eq!(rig.control(), [ToHost::NoSession { boot_nonce: 77 }]);
    assert_eq!(rig.bench.effects, [] as [&str; 0]);
    let welcome = rig.hello(1);
    assert_eq!(welcome.boot_nonce, 77);
    assert_eq!(
        rig.hello(1).session,
        welcome.session,
        "hello can be repeated"
    );
    assert_ne!(
        rig.hello(2).session,
        welcome.session,
        "another client, another session"
    );
}

#[test]
fn the_same_client_resumes_where_it_was() {
    let mut rig = Rig::attached();
    rig.ask::<c::SetPin>(1, &TOGGLE);
    rig.frames(); // the reply is lost with the cable
    rig.now += 10 * HOST_GONE_MS;
    rig.hello(1);
    rig.ask::<c::SetPin>(1, &TOGGLE);
    assert_eq!(rig.frames().len(), 1);
    assert_eq!(rig.bench.effects, ["set_pin"]);
}

#[test]
fn versions_without_overlap_are_told_apart() {
    let mut rig = Rig::new();
    rig.tell(ToBoard::Hello(Hello {
        version_min: 200,
        version_max: 201,
        client: 1,
    }));
    match rig.control()[..] {
        [ToHost::Welcome(welcome)] => {
            assert_eq!(welcome.session, 0);
            assert_eq!((welcome.version_min, welcome.version_max), (1, 1));
        }
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn an_interrupt_is_signalled_once_and_before_queued_work() {
    let mut rig = Rig::attached();
    let interrupt = Interrupt {
        serial: 4,
        scope: InterruptScope::Program,
        hard: false,
    };
    rig.ask::<c::Collect>(1, &Nothing);
    let signals = rig.tell(ToBoard::Interrupt(interrupt));
    assert_eq!(signals.interrupt, Some(interrupt));
    assert_eq!(
        rig.bench.effects,
        [] as [&str; 0],
        "the command is still queued"
    );
    let again = rig.tell(ToBoard::Interrupt(interrupt));
    assert_eq!(again.interrupt, None);
    assert_eq!(rig.control()[0], ToHost::InterruptTaken { serial: 4 });
}

#[test]
fn control_goes_before_replies_before_output_before_telemetry() {
    let mut rig = Rig::attached();
    rig.ask::<c::Subscribe>(
        1,
        &Subscription {
            interval_ms: 100,
            parts: SAMPLE_GC,
        },
    );
    rig.frames();
    rig.now += 200;
    rig.print(b"text");
    rig.ask::<c::SendPing>(1, &Ping { value: 1 });
    rig.ask::<c::Collect>(2, &Nothing);
    rig.tell(ToBoard::StdinQuery);
    let kinds: Vec<Kind> = rig.frames().iter().map(|(header, _)| header.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::BoardControl,
            Kind::CommandReply,
            Kind::ReadReply,
            Kind::Output,
            Kind::Telemetry
        ]
    );
}

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
        let mut body = postcard::to_vec_in(&(from as u32));
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
        let body = postcard::to_vec_in(&Stdin { offset, end, data });
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
fn unknown_and_malformed_requests_are_refused() {
    let mut rig = Rig::attached();
    rig.send(Kind::Command, 1, &[0xEE, 1, 2]);
    assert_eq!(rig.frames()[0].1, [0xEE, Error::Unsupported.number()]);
    rig.send(Kind::Command, 2, &[c::SetPin::NUMBER]);
    assert_eq!(
        rig.frames()[0].1,
        [c::SetPin::NUMBER, Error::Malformed.number()]
    );
    rig.send(Kind::Command, 3, &[]);
    assert_eq!(rig.frames()[0].1, [0, Error::Malformed.number()]);
    rig.send(Kind::Read, 4, &[c::SendPing::NUMBER, 1, 2, 3]);
    assert_eq!(
        rig.frames()[0].1,
        [c::SendPing::NUMBER, Error::Malformed.number()]
    );
    let long = [c::EvaluateFragment::NUMBER; 300];
    rig.send(Kind::Command, 4, &long[..240]);
    assert_eq!(rig.frames()[0].1[1], Error::Malformed.number());
}

#[test]
fn a_fragment_in_one_frame_is_evaluated() {
    let mut rig = Rig::attached();
    let request = Evaluate {
        registers: Registers::default(),
        crc: board::crc(b"code"),
        image: b"code",
    };
    rig.ask::<c::EvaluateFragment>(1, &request);
    assert!(matches!(
        Reply::decode(&rig.frames()[0].1),
        Ok(Reply::EvaluateFragment(_))
    ));
    assert_eq!(rig.bench.installed, [b"code"]);
}

#[test]
fn pages_join_to_the_whole() {
    let mut rig = Rig::attached();
    let (mut ids, mut cursor, mut pages) = (Vec::new(), Some(0), 0u8);
    while let Some(at) = cursor {
        rig.ask::<c::ListThreads>(pages, &PageQuery { cursor: at });
        let body = rig.frames().remove(0).1;
        let page = c::decode_reply::<c::ListThreads>(&body).unwrap();
        ids.extend(page.rows.iter().map(|row| row.unwrap().id));
        cursor = page.next;
        pages += 1;
    }
    assert_eq!(ids, (1..=40).collect::<Vec<u16>>());
    assert!(pages > 3, "one frame does not hold 40 threads");
}
