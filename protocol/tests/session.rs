//! The device's side of the link, frame by frame: sessions, requests, interrupts, order.

mod board;
mod rig;

use protocol::commands as c;
use protocol::control::{Hello, Interrupt, InterruptScope, ToBoard, ToHost};
use protocol::hardware::PinChange;
use protocol::image::Evaluate;
use protocol::info::{Nothing, Ping, Registers};
use protocol::memory::{SAMPLE_GC, Subscription};
use protocol::page::PageQuery;
use protocol::session::HOST_GONE_MS;
use protocol::{Command, Error, Kind, Reply};
use rig::Rig;

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
