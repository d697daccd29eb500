//! Whatever a board sends, the host stays whole: it neither fails nor spins, and goes on with the
//! next board that is sane.

use super::*;
use proptest::prelude::*;
use protocol::frame::{encode, encoded_len_max};
use protocol::info::Ping;
use protocol::{Header, Kind};

const FROM_BOARD: [Kind; 7] = [
    Kind::BoardControl,
    Kind::CommandReply,
    Kind::ReadReply,
    Kind::ChunkAck,
    Kind::Output,
    Kind::Telemetry,
    Kind::Command,
];

#[derive(Clone, Debug)]
enum Mischief {
    Frame { kind: usize, seq: u8, body: Vec<u8> },
    Bytes(Vec<u8>),
    Command,
    Upload(usize),
    Stdin,
    Wait(u64),
}

fn mischief() -> impl Strategy<Value = Mischief> {
    // Bodies that begin like a message that exists are the ones that get far.
    let body = || {
        (0..8u8, prop::collection::vec(any::<u8>(), 0..60)).prop_map(|(first, mut rest)| {
            rest.insert(0, first);
            rest
        })
    };
    prop_oneof![
        4 => (0..FROM_BOARD.len(), 0..6u8, body())
            .prop_map(|(kind, seq, body)| Mischief::Frame { kind, seq, body }),
        1 => body().prop_map(Mischief::Bytes),
        1 => Just(Mischief::Command),
        1 => (0..2000usize).prop_map(Mischief::Upload),
        1 => Just(Mischief::Stdin),
        1 => (0..3000u64).prop_map(Mischief::Wait),
    ]
}

fn commit(sim: &mut Simulation, mischief: Mischief) {
    let now = sim.now;
    match mischief {
        Mischief::Frame { kind, seq, body } => {
            let session = sim.engine.welcome().map_or(0, |welcome| welcome.session);
            let header = Header {
                kind: FROM_BOARD[kind],
                session,
                seq,
                ack: 0,
            };
            let mut frame = vec![0; encoded_len_max(body.len()) + 8];
            let len = encode(header, &body, &mut frame).expect("a frame");
            sim.engine.receive(&frame[..len], now);
        }
        Mischief::Bytes(bytes) => sim.engine.receive(&bytes, now),
        Mischief::Command => {
            sim.ask::<c::SendPing>(&Ping { value: 1 });
            sim.ask::<c::SetPin>(&protocol::hardware::PinChange {
                pin: 1,
                mode: None,
                level: None,
            });
        }
        Mischief::Upload(len) => {
            sim.send_chunks(1, &image(len, 1));
        }
        Mischief::Stdin => sim.engine.send_stdin(b"some input"),
        Mischief::Wait(time) => sim.now += Duration::from_millis(time),
    }
    // A host that has something to send for ever would never return from here.
    for frames in 0.. {
        assert!(frames < 500, "the host never stops");
        if sim.engine.transmit(sim.now).is_none() {
            break;
        }
    }
    let due = sim.engine.next_due(sim.now);
    assert!(due.is_none_or(|due| due > sim.now), "the host would spin");
    while sim.engine.poll_event().is_some() {}
    while sim.engine.poll_answer().is_some() {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn a_host_stays_whole(all in prop::collection::vec(mischief(), 1..40)) {
        let mut sim = Simulation::attached(CLEAN);
        for one in all {
            commit(&mut sim, one);
        }
        // A new board, as after a reset.
        sim.reset_board();
        sim.nonce += 1_000_000;
        sim.reset_board();
        sim.engine.receive(&[0], sim.now);
        sim.engine.reconnected(sim.now);
        sim.run_until("to meet the new board", |sim| {
            sim.engine.welcome().is_some_and(|welcome| welcome.boot_nonce == sim.nonce)
        });
        while sim.engine.poll_answer().is_some() {}
        let call = sim.ask::<c::SendPing>(&Ping { value: 9 });
        prop_assert!(sim.wait(call).is_ok());
    }
}
