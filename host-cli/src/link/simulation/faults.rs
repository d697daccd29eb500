//! Nothing is lost, doubled or reordered, whatever happens to the line.

use super::*;
use crate::link::engine::Meeting;
use protocol::commands::decode_reply;
use protocol::control::InterruptScope;
use protocol::hardware::PinChange;
use protocol::info::{Nothing, Ping};
use protocol::memory::{HeapQuery, SAMPLE_GC, SAMPLE_THREADS, Subscription};

const TOGGLE: PinChange = PinChange {
    pin: 3,
    mode: None,
    level: None,
};

fn damaged(seed: u64) -> Simulation {
    Simulation::attached(Setup {
        seed,
        hit: 10,
        byte_time: Duration::from_micros(20),
        delay: Duration::from_millis(2),
        receive_size: 512,
        frame: 256,
    })
}

#[test]
fn a_session_over_a_damaged_line_loses_doubles_and_reorders_nothing() {
    for seed in 0..40 {
        let mut sim = damaged(seed);
        // Output with records, escapes and zeros in it, input, samples and an upload, all at once.
        let printed = image(20_000, seed + 100);
        sim.to_print = printed.iter().copied().collect();
        let typed = image(1500, seed + 200);
        sim.engine.send_stdin(&typed);
        sim.engine.close_stdin();
        sim.ask::<c::Subscribe>(&Subscription {
            interval_ms: 100,
            parts: SAMPLE_GC | SAMPLE_THREADS,
        });
        let uploaded = image(6000, seed + 300);
        sim.load(&uploaded).expect("to load");
        for round in 0..30 {
            let toggled = sim.ask::<c::SetPin>(&TOGGLE);
            let pinged = sim.ask::<c::SendPing>(&Ping { value: round });
            let interrupted = sim.engine.interrupt(InterruptScope::Program, false);
            let toggled = sim.wait(toggled).expect("to toggle");
            let state = decode_reply::<c::SetPin>(&toggled.body).expect("a pin");
            assert_eq!(state.level, round % 2 == 0, "toggled exactly once");
            let pinged = sim.wait(pinged).expect("to ping");
            let value = decode_reply::<c::SendPing>(&pinged.body).expect("a value");
            assert_eq!(value.value, round);
            sim.wait(interrupted).expect("to interrupt");
        }
        sim.run_until("all output", |sim| sim.text.len() >= printed.len());
        sim.run_until("all input", |sim| sim.read_end);
        sim.run_for(Duration::from_secs(2));
        assert!(sim.text == printed, "seed {seed}: output differs");
        assert!(sim.read == typed, "seed {seed}: input differs");
        assert_eq!(sim.gaps, 0);
        assert_eq!(sim.bench.installed, [uploaded]);
        let toggles = sim.bench.effects.iter().filter(|name| *name == "set_pin");
        assert_eq!(toggles.count(), 30);
        let serials: Vec<u8> = sim.interrupts.iter().map(|one| one.serial).collect();
        assert_eq!(serials, (1..=30).collect::<Vec<u8>>());
        assert!(
            sim.session.counters().noise_runs > 0,
            "the line was damaged"
        );
    }
}

#[test]
fn uploads_over_a_damaged_line_arrive_whole() {
    for seed in 0..30 {
        let mut sim = damaged(seed + 1000);
        let first = image(9000, seed);
        let second = image(3000, seed + 1);
        sim.load(&first).expect("to load");
        sim.load(&second).expect("to load again");
        assert_eq!(sim.bench.installed, [first, second], "seed {seed}");
    }
}

#[test]
fn a_reset_in_mid_upload_leaves_nothing_behind() {
    for seed in 0..20 {
        let mut sim = damaged(seed + 2000);
        let wanted = image(8000, seed);
        let begun = sim.begin(&wanted).expect("to begin");
        let chunks = sim.send_chunks(begun.seq, &wanted);
        let part = 500 + 300 * seed as usize;
        sim.run_until("a part", |sim| sim.bench.staged.len() > part);
        sim.reset_board();
        assert_eq!(
            sim.wait(chunks),
            Err(LinkError::Rebooted { command: "upload" })
        );
        assert!(sim.bench.installed.is_empty() && sim.bench.staged.is_empty());
        let met = |event: &Event| matches!(event, Event::Met(Meeting::Rebooted, _));
        assert!(sim.events.iter().any(met));
        sim.load(&wanted).expect("to load after the reset");
        assert_eq!(sim.bench.installed, [wanted]);
    }
}

#[test]
fn a_command_that_was_out_when_the_board_was_reset_may_have_taken_effect() {
    let mut sim = Simulation::attached(CLEAN);
    let first = sim.ask::<c::SetPin>(&TOGGLE);
    sim.wait(first).expect("to toggle");
    sim.bench.put_off = u32::MAX;
    let out = sim.ask::<c::SetPin>(&TOGGLE);
    sim.run_for(Duration::from_millis(100));
    sim.reset_board();
    let error = sim.wait(out).expect_err("nobody knows");
    assert_eq!(error, LinkError::Rebooted { command: "set_pin" });
    assert_eq!(error.exit_code(), 5);
    let next = sim.ask::<c::SetPin>(&TOGGLE);
    sim.wait(next).expect("the new board answers");
    assert_eq!(sim.bench.effects, ["set_pin"]);
}

#[test]
fn a_cable_that_is_pulled_and_put_back_is_not_noticed() {
    let mut sim = Simulation::attached(CLEAN);
    let printed = image(3000, 9);
    sim.to_print = printed.iter().copied().collect();
    let warm = sim.ask::<c::SetPin>(&TOGGLE);
    sim.wait(warm).expect("to toggle");
    // The reply is lost, the effect is not.
    sim.to_host.cut = true;
    let toggled = sim.ask::<c::SetPin>(&TOGGLE);
    sim.run_for(Duration::from_millis(50));
    sim.to_board.cut = true;
    sim.run_for(Duration::from_millis(1500));
    sim.to_board.cut = false;
    sim.to_host.cut = false;
    sim.engine.reconnected(sim.now);
    sim.wait(toggled).expect("the kept reply");
    assert_eq!(sim.bench.effects, ["set_pin", "set_pin"]);
    sim.run_until("the output", |sim| sim.text.len() == printed.len());
    assert!(sim.text == printed);
}

#[test]
fn a_board_that_falls_silent_is_given_up_and_met_again() {
    let mut sim = Simulation::attached(CLEAN);
    let warm = sim.ask::<c::SendPing>(&Ping { value: 1 });
    sim.wait(warm).expect("to ping");
    sim.to_board.cut = true;
    let call = sim.ask::<c::SetPin>(&TOGGLE);
    assert_eq!(sim.wait(call), Err(LinkError::NoAnswer));
    assert!(sim.events.contains(&Event::Silent));
    sim.to_board.cut = false;
    let call = sim.ask::<c::SetPin>(&TOGGLE);
    sim.wait(call).expect("it is back");
    assert_eq!(sim.bench.effects, ["set_pin"]);
}

#[test]
fn a_call_that_the_board_works_on_for_long_is_waited_for_but_not_for_ever() {
    let mut sim = Simulation::attached(CLEAN);
    sim.bench.put_off = 20_000;
    let started = sim.now;
    let call = sim.ask::<c::Collect>(&Nothing);
    sim.wait(call).expect("to collect in the end");
    assert!(
        sim.now - started > Duration::from_secs(8),
        "longer than five tries"
    );
    sim.bench.put_off = u32::MAX;
    let mut body = vec![0; 8];
    let used = encode_request::<c::Collect>(&Nothing, &mut body).map(|used| used.len());
    body.truncate(used.expect("it fits"));
    let after = Duration::from_secs(3);
    let call = sim.engine.call::<c::Collect>(body, sim.now, after);
    let command = "collect";
    assert_eq!(sim.wait(call), Err(LinkError::TimedOut { command, after }));
    sim.bench.put_off = 0;
    let next = sim.ask::<c::SetPin>(&TOGGLE);
    sim.wait(next).expect("the lane is free again");
}

#[test]
fn a_read_that_waits_for_a_safe_point_does_not_cast_doubt_on_the_link() {
    let mut sim = Simulation::attached(CLEAN);
    sim.bench.put_off = 8000;
    let started = sim.now;
    let call = sim.ask::<c::GetHeapCensus>(&HeapQuery { cursor: 0 });
    sim.wait(call).expect("the census in the end");
    assert!(sim.now - started > Duration::from_secs(3));
    let met = sim
        .events
        .iter()
        .filter(|event| matches!(event, Event::Met(..)));
    assert_eq!(met.count(), 1, "no greeting was needed");
}

#[test]
fn much_input_flows_as_fast_as_the_program_reads_it() {
    let mut sim = Simulation::attached(CLEAN);
    let started = sim.now;
    let typed = image(3000, 3);
    sim.engine.send_stdin(&typed);
    sim.run_until("all input", |sim| sim.read.len() == typed.len());
    assert!(sim.read == typed);
    // 3000 bytes through a ring of 64 with a round trip of 2 to 3 ms.
    let taken = sim.now - started;
    assert!(taken < Duration::from_millis(300), "{taken:?}");
}

#[test]
fn a_host_that_asks_for_it_holds_the_program_off() {
    let sim = Simulation::attached(CLEAN);
    assert!(!sim.held_off);
    let mut sim = Simulation::new(CLEAN);
    sim.engine.hold_off(true);
    sim.run_until("to meet", |sim| sim.engine.is_attached());
    assert!(sim.held_off);
}

#[test]
fn what_was_printed_without_a_host_is_kept_as_far_as_the_ring_goes_and_the_rest_is_told() {
    let mut sim = Simulation::new(CLEAN);
    let printed: Vec<u8> = (0..2000u32).map(|at| b'a' + (at % 26) as u8).collect();
    sim.streams.borrow_mut().output.write(&printed);
    sim.run_until("output", |sim| sim.text.len() >= 512);
    assert_eq!(sim.gaps, 2000 - 512);
    assert_eq!(sim.text, printed[2000 - 512..]);
}

#[test]
fn a_host_that_is_away_for_long_is_told_what_it_missed() {
    let mut sim = Simulation::attached(CLEAN);
    sim.streams.borrow_mut().output.write(b"before ");
    sim.run_until("output", |sim| sim.text == b"before ");
    sim.to_board.cut = true;
    sim.to_host.cut = true;
    sim.run_for(Duration::from_secs(5));
    sim.streams.borrow_mut().output.write(&[b'x'; 1000]);
    sim.to_board.cut = false;
    sim.to_host.cut = false;
    sim.run_until("the rest", |sim| sim.text.len() == 7 + 512);
    assert_eq!(sim.gaps, 1000 - 512);
}

#[test]
fn another_client_that_takes_the_board_over_is_noticed() {
    let mut sim = Simulation::attached(CLEAN);
    let warm = sim.ask::<c::SendPing>(&Ping { value: 1 });
    sim.wait(warm).expect("to ping");
    let ours = std::mem::replace(&mut sim.engine, Engine::new(0xBEEF));
    sim.run_for(Duration::from_secs(1));
    assert!(sim.engine.is_attached());
    sim.engine = ours;
    let call = sim.ask::<c::SetPin>(&TOGGLE);
    let command = "set_pin";
    assert_eq!(sim.wait(call), Err(LinkError::TakenOver { command }));
    let call = sim.ask::<c::SetPin>(&TOGGLE);
    sim.wait(call).expect("taken back");
    assert_eq!(sim.bench.effects, ["set_pin"]);
}

#[test]
fn text_between_frames_is_shown_and_disturbs_nothing() {
    let mut sim = Simulation::attached(CLEAN);
    let warm = sim.ask::<c::SendPing>(&Ping { value: 1 });
    sim.wait(warm).expect("to ping");
    sim.to_host
        .send(b"PANIC at main.c:12\r\n".to_vec(), sim.now);
    sim.run_for(Duration::from_secs(1));
    let call = sim.ask::<c::SetPin>(&TOGGLE);
    sim.wait(call).expect("to toggle");
    let noise: Vec<u8> = sim
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Noise(bytes) => Some(bytes.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(noise, b"PANIC at main.c:12\r\n");
}
