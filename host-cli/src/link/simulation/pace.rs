//! What a line of 115 200 baud is used for, in virtual time: an ordinary assertion, not a timing.

use super::*;
use protocol::control::InterruptScope;
use protocol::info::Ping;

/// Ten bits a byte.
const BYTE_TIME: Duration = Duration::from_nanos(1_000_000_000 / 11_520);

fn line(receive_size: u16, frame: usize) -> Simulation {
    Simulation::attached(Setup {
        seed: 1,
        hit: 0,
        byte_time: BYTE_TIME,
        // 5 ms of round trip on top of the bytes themselves.
        delay: Duration::from_micros(2500),
        receive_size,
        frame,
    })
}

/// Share of the line that carries the image's bytes, envelope and acknowledgements excluded.
fn used(receive_size: u16, frame: usize) -> f64 {
    let mut sim = line(receive_size, frame);
    let wanted = image(16_384, 5);
    let begun = sim.begin(&wanted).expect("to begin");
    let started = sim.now;
    let chunks = sim.send_chunks(begun.seq, &wanted);
    sim.wait(chunks).expect("to upload");
    let taken = sim.now - started;
    assert_eq!(sim.bench.staged, wanted);
    assert_eq!(sim.overrun, 0, "the board's buffer was never overrun");
    assert_eq!(sim.engine.counters().repeated, 0);
    (BYTE_TIME * wanted.len() as u32).as_secs_f64() / taken.as_secs_f64()
}

#[test]
fn an_upload_fills_the_line() {
    let large = used(1024, 512);
    let small = used(256, 256);
    println!("1024-byte window: {large:.3} of the line; 256 bytes: {small:.3}");
    assert!(large >= 0.90, "1 KiB window: {large:.3}");
    assert!(small >= 0.60, "256-byte window: {small:.3}");
}

#[test]
fn an_interrupt_passes_a_flood_of_output() {
    let mut sim = line(256, 256);
    sim.to_print = image(40_000, 1).into();
    sim.run_until("a flood", |sim| sim.text.len() > 5000);
    let asked = sim.now;
    let call = sim.engine.interrupt(InterruptScope::Program, false);
    sim.run_until("the interrupt", |sim| !sim.interrupts.is_empty());
    let acted = sim.now - asked;
    assert!(
        acted < Duration::from_millis(10),
        "acted on after {acted:?}"
    );
    sim.wait(call).expect("to be taken");
    let confirmed = sim.now - asked;
    assert!(
        confirmed < Duration::from_millis(50),
        "confirmed after {confirmed:?}"
    );
}

#[test]
fn a_question_is_answered_during_an_upload() {
    let mut sim = line(256, 256);
    let wanted = image(8000, 5);
    let begun = sim.begin(&wanted).expect("to begin");
    let chunks = sim.send_chunks(begun.seq, &wanted);
    sim.run_until("a part", |sim| sim.bench.staged.len() > 2000);
    let asked = sim.now;
    let ping = sim.ask::<c::SendPing>(&Ping { value: 3 });
    sim.wait(ping).expect("to ping");
    assert!(
        sim.now - asked < Duration::from_millis(60),
        "{:?}",
        sim.now - asked
    );
    assert!(
        !sim.answers.contains_key(&chunks),
        "the upload is still under way"
    );
    sim.wait(chunks).expect("to upload");
    assert_eq!(sim.overrun, 0);
}

#[test]
fn an_upload_waits_while_the_window_is_closed() {
    let mut sim = line(1024, 256);
    let wanted = image(8000, 5);
    let begun = sim.begin(&wanted).expect("to begin");
    let chunks = sim.send_chunks(begun.seq, &wanted);
    sim.run_until("a part", |sim| sim.bench.staged.len() > 2000);
    sim.session.set_window_closed(true);
    sim.run_for(Duration::from_millis(200)); // what is on its way arrives
    let before = sim.to_board.bytes;
    sim.run_for(Duration::from_secs(5));
    let probes = sim.to_board.bytes - before;
    assert!(probes < 6 * 260, "{probes} bytes into a closed window");
    assert!(!sim.answers.contains_key(&chunks));
    sim.session.set_window_closed(false);
    let opened = sim.now;
    sim.wait(chunks).expect("to upload");
    assert!(sim.now - opened < Duration::from_secs(1));
    assert_eq!(sim.bench.staged, wanted);
}

#[test]
fn an_idle_link_is_quiet() {
    let mut sim = line(256, 256);
    let ping = sim.ask::<c::SendPing>(&Ping { value: 3 });
    sim.wait(ping).expect("to ping");
    sim.run_for(Duration::from_secs(2));
    let before = (sim.to_board.bytes, sim.to_host.bytes);
    sim.run_for(Duration::from_secs(60));
    assert!(
        sim.to_board.bytes - before.0 <= 61 * 12,
        "one short frame a second"
    );
    assert_eq!(sim.to_host.bytes, before.1, "the board says nothing");
}
