//! Whatever arrives, a board stays whole: frames that are valid but nonsense, and bytes that are
//! no frames.

mod board;
mod rig;
mod samples;

use proptest::prelude::*;
use protocol::control::{Hello, ToBoard};
use protocol::{Kind, Request};
use rig::Rig;

/// What a peer that went mad sends.
#[derive(Clone, Debug)]
enum Mischief {
    Frame {
        kind: usize,
        seq: u8,
        ack: u16,
        body: Vec<u8>,
    },
    Request {
        index: usize,
        seq: u8,
    },
    Control {
        index: usize,
    },
    Hello {
        client: u32,
    },
    Bytes(Vec<u8>),
    Wait(u64),
}

const FROM_HOST: [Kind; 6] = [
    Kind::HostControl,
    Kind::Command,
    Kind::Read,
    Kind::Chunk,
    Kind::Stdin,
    Kind::Output,
];

fn mischief() -> impl Strategy<Value = Mischief> {
    let body = || prop::collection::vec(any::<u8>(), 0..200);
    prop_oneof![
        (0..FROM_HOST.len(), any::<u8>(), any::<u16>(), body()).prop_map(
            |(kind, seq, ack, body)| Mischief::Frame {
                kind,
                seq,
                ack,
                body
            }
        ),
        (0..100usize, any::<u8>()).prop_map(|(index, seq)| Mischief::Request { index, seq }),
        (0..100usize).prop_map(|index| Mischief::Control { index }),
        (0..3u32).prop_map(|client| Mischief::Hello { client }),
        body().prop_map(Mischief::Bytes),
        (0..5000u64).prop_map(Mischief::Wait),
    ]
}

fn send_request(rig: &mut Rig, request: &Request<'_>, seq: u8) {
    let mut body = [0; 300];
    let body = request.encode(&mut body).unwrap();
    let row = protocol::commands::row(body[0]).unwrap();
    let kind = match row.lane {
        protocol::Lane::Read => Kind::Read,
        protocol::Lane::Command => Kind::Command,
    };
    rig.send(kind, seq, body);
}

fn commit(rig: &mut Rig, mischief: Mischief) {
    match mischief {
        Mischief::Frame {
            kind,
            seq,
            ack,
            body,
        } => {
            let before = rig.ack;
            rig.ack = ack;
            rig.send(FROM_HOST[kind], seq, &body);
            rig.ack = before;
        }
        Mischief::Request { index, seq } => {
            let requests = samples::requests();
            send_request(rig, &requests[index % requests.len()], seq);
        }
        Mischief::Control { index } => {
            let messages = samples::to_board();
            rig.tell(messages[index % messages.len()].1);
        }
        Mischief::Hello { client } => {
            rig.tell(ToBoard::Hello(Hello {
                version_min: 1,
                version_max: 1,
                client,
            }));
        }
        Mischief::Bytes(bytes) => {
            rig.session
                .receive(&bytes, rig.now, &rig.streams, &mut rig.bench);
        }
        Mischief::Wait(time) => rig.now += time,
    }
}

proptest! {
    #[test]
    fn a_board_stays_whole(all in prop::collection::vec(mischief(), 1..60)) {
        let mut rig = Rig::attached();
        for one in all {
            rig.print(b"some text\xFF");
            commit(&mut rig, one);
            // `frames` fails on noise from the board, and on a board that never stops.
            rig.frames();
        }
        // A sane host is served as if nothing had been.
        rig.send(Kind::HostControl, 0, &[0]);
        rig.session.receive(&[0], rig.now, &rig.streams, &mut rig.bench);
        rig.hello(77);
        let effects = rig.bench.effects.len();
        send_request(&mut rig, &samples::requests()[20], 1);
        let replies = rig.frames();
        let collected = replies.iter().any(|(header, body)| {
            header.kind == Kind::CommandReply && header.seq == 1 && body[1] == 0
        });
        prop_assert!(collected, "no reply in {:?}", replies);
        prop_assert_eq!(rig.bench.effects.len(), effects + 1);
    }
}
