//! The device over real transports: a local socket here, pseudo-terminals and child processes in
//! [`ports`].

mod ports;

use super::simulation::board::{self, Bench};
use super::{LinkError, Port, WhenGone};
use crate::device::{Device, Event, Events, Meeting, Options, OutputItem};
use protocol::console::Streams;
use protocol::control::InterruptScope;
use protocol::hardware::PinChange;
use protocol::image::{BeginUpload, Commit, ImageKind, Target};
use protocol::info::Registers;
use protocol::memory::{SAMPLE_GC, Subscription};
use protocol::session::Session;
use protocol::{Error, Reply};
use std::cell::RefCell;
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A board that outlives its connections.
struct Board {
    session: Session<'static>,
    streams: RefCell<Streams<'static>>,
    bench: Bench,
    started: Instant,
    interrupts: u32,
}

impl Board {
    fn new() -> Board {
        Board {
            session: board::session(4711, 1024, 300),
            streams: board::streams(1024, 64),
            bench: Bench::new(4711),
            started: Instant::now(),
            interrupts: 0,
        }
    }

    /// Serves one connection until the other side is gone.
    fn serve(&mut self, mut reader: impl Read + Send + 'static, mut writer: impl Write) {
        let (arrived_in, arrived) = mpsc::channel::<Vec<u8>>();
        thread::spawn(move || {
            let mut bytes = [0; 512];
            while let Ok(len @ 1..) = reader.read(&mut bytes) {
                if arrived_in.send(bytes[..len].to_vec()).is_err() {
                    break;
                }
            }
        });
        let mut buffer = [0; 300];
        loop {
            let now = self.started.elapsed().as_millis() as u64;
            while let Some(len) =
                self.session
                    .transmit(&mut buffer, now, &self.streams, &mut self.bench)
            {
                if writer.write_all(&buffer[..len]).is_err() {
                    return;
                }
            }
            let due = self.session.next_due(now, &self.streams);
            let wait = Duration::from_millis(due.unwrap_or(1000).max(1));
            match arrived.recv_timeout(wait) {
                Ok(bytes) => {
                    let now = self.started.elapsed().as_millis() as u64;
                    let signals = self
                        .session
                        .receive(&bytes, now, &self.streams, &mut self.bench);
                    self.interrupts += u32::from(signals.interrupt.is_some());
                    // The program echoes its input, in capitals.
                    let mut streams = self.streams.borrow_mut();
                    let mut line = [0; 64];
                    let len = streams.stdin.read(&mut line);
                    streams.output.write(&line[..len].to_ascii_uppercase());
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

/// A board behind a local socket, for as many connections as `count`.
fn on_socket(name: &str, count: usize) -> (Port, JoinHandle<Board>, tempfile::TempDir) {
    on_socket_with(name, count, |_| {})
}

/// The same, of a board that was prepared for the test.
fn on_socket_with(
    name: &str,
    count: usize,
    prepare: fn(&mut Bench),
) -> (Port, JoinHandle<Board>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    let listener = UnixListener::bind(&path).expect("a socket");
    let board = thread::spawn(move || {
        let mut board = Board::new();
        prepare(&mut board.bench);
        for stream in listener.incoming().take(count) {
            let stream = stream.expect("a connection");
            let reader = stream.try_clone().expect("a second handle");
            board.serve(reader, stream);
        }
        board
    });
    (Port::Socket(path), board, folder)
}

async fn connect(port: &Port, when_gone: WhenGone) -> (Device, Events) {
    let options = Options {
        when_gone,
        ..Options::default()
    };
    Device::connect(port, options).await.expect("to connect")
}

async fn text_until(events: &mut Events, wanted: usize) -> Vec<u8> {
    let mut text = Vec::new();
    while text.len() < wanted {
        match events.next().await.expect("the link is open") {
            Event::Output(OutputItem::Text(more)) => text.extend(more),
            _ => continue,
        }
    }
    text
}

const TOGGLE: PinChange = PinChange {
    pin: 3,
    mode: None,
    level: None,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_call_works_over_a_socket() {
    let (port, board, _folder) = on_socket("calls", 1);
    let (device, mut events) = connect(&port, WhenGone::Fail).await;
    let identity = device.identity().await.expect("an identity");
    let identity = identity.get().expect("a readable one");
    assert_eq!((identity.board, identity.boot_nonce), ("bench", 4711));
    device.ping().await.expect("to ping");
    assert_eq!(device.threads().await.expect("threads").len(), 40);
    let stack = device.stack(7).await.expect("a stack");
    assert_eq!((stack.len(), stack[0].at.code), (60, 7));
    assert_eq!(device.heap_census().await.expect("a census").len(), 50);
    assert_eq!(device.heap_map().await.expect("a map").len(), 1);
    assert_eq!(device.images(Target::Ram).await.expect("images"), []);
    assert_eq!(device.gc_statistics().await, Ok(board::STATISTICS));
    assert_eq!(device.collect().await.expect("to collect").freed, 2212);
    assert!(device.set_pin(TOGGLE).await.expect("to set").level);
    assert_eq!(
        device.pin(99).await,
        Err(LinkError::Refused(Error::NoSuchPin))
    );
    let refused = device.suspend(99).await.expect_err("no such thread");
    assert_eq!(refused.to_string(), "There is no such thread.");
    device
        .interrupt(InterruptScope::Program, true)
        .await
        .expect("to interrupt");
    device.send_stdin(b"hello").expect("to send");
    assert_eq!(text_until(&mut events, 5).await, b"HELLO");
    drop((device, events));
    assert_eq!(board.join().expect("the board").interrupts, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_moves_while_it_is_read_is_read_again() {
    let (port, _board, _folder) = on_socket_with("moves", 1, |bench| bench.move_at = Some(10));
    let (device, _events) = connect(&port, WhenGone::Fail).await;
    let ids: Vec<u16> = device
        .threads()
        .await
        .expect("threads")
        .iter()
        .map(|row| row.id)
        .collect();
    let expected: Vec<u16> = std::iter::once(99).chain(1..=40).collect();
    assert_eq!(ids, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_image_is_loaded_and_its_progress_told() {
    let (port, board, _folder) = on_socket("load", 1);
    let (device, mut events) = connect(&port, WhenGone::Fail).await;
    let image: Vec<u8> = (0..20_000u32).map(|at| ((at * at) >> 3) as u8).collect();
    let begin = BeginUpload {
        kind: ImageKind::Program,
        target: Target::Ram,
        len: 20_000,
        crc: board::crc(&image),
        registers: Registers::default(),
        name: "image",
    };
    let commit = Commit {
        start: true,
        force: false,
    };
    let load = device.load(&begin, image.clone().into(), commit);
    assert_eq!(load.await.expect("to load").image, 1);
    let mut progress = 0;
    while progress < image.len() {
        if let Event::Progress(bytes) = events.next().await.expect("open") {
            assert!(bytes > progress);
            progress = bytes;
        }
    }
    let wrong = BeginUpload { crc: 1, ..begin };
    let load = device.load(&wrong, image.clone().into(), commit);
    assert_eq!(load.await, Err(LinkError::Refused(Error::HashMismatch)));
    drop((device, events));
    assert_eq!(board.join().expect("the board").bench.installed, [image]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn samples_arrive_while_subscribed() {
    let (port, _board, _folder) = on_socket("samples", 1);
    let (device, mut events) = connect(&port, WhenGone::Fail).await;
    let subscription = Subscription {
        interval_ms: 50,
        parts: SAMPLE_GC,
    };
    device.subscribe(subscription).await.expect("to subscribe");
    let mut samples = 0;
    while samples < 3 {
        if let Event::Sample(body) = events.next().await.expect("open") {
            assert_eq!(
                Reply::decode(&body),
                Ok(Reply::GetGcStatistics(board::STATISTICS))
            );
            samples += 1;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_is_opened_again_and_goes_on() {
    let (port, board, folder) = on_socket("again", 2);
    // A stage in between that can be torn down.
    let relay = folder.path().join("relay");
    let listener = UnixListener::bind(&relay).expect("a socket");
    let Port::Socket(target) = port else {
        unreachable!("it is a socket");
    };
    let (tear, torn) = mpsc::channel::<()>();
    let stage = thread::spawn(move || {
        for round in 0..2 {
            let (near, _) = listener.accept().expect("a connection");
            let far = std::os::unix::net::UnixStream::connect(&target).expect("the board");
            let copy = |from: &std::os::unix::net::UnixStream,
                        to: &std::os::unix::net::UnixStream| {
                let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                // Ends with an error when the stage is torn down.
                thread::spawn(move || std::io::copy(&mut from, &mut to))
            };
            let copies = [copy(&near, &far), copy(&far, &near)];
            if round == 0 {
                torn.recv().expect("the word to tear");
                near.shutdown(std::net::Shutdown::Both).expect("to tear");
                far.shutdown(std::net::Shutdown::Both).expect("to tear");
            }
            for copy in copies {
                let _ = copy.join().expect("the copy");
                far.shutdown(std::net::Shutdown::Both).ok();
            }
        }
    });
    let when_gone = WhenGone::Reopen(Duration::from_secs(10));
    let (device, mut events) = connect(&Port::Socket(relay), when_gone).await;
    device.set_pin(TOGGLE).await.expect("to toggle");
    tear.send(()).expect("the stage");
    let mut seen = Vec::new();
    while !seen.contains(&"resumed") {
        match events.next().await.expect("open") {
            Event::Unplugged => seen.push("unplugged"),
            Event::Met(Meeting::Resumed, _) => seen.push("resumed"),
            _ => {}
        }
    }
    assert_eq!(seen, ["unplugged", "resumed"]);
    let state = device.set_pin(TOGGLE).await.expect("to toggle back");
    assert!(!state.level, "the board's state was kept");
    drop((device, events));
    stage.join().expect("the stage");
    assert_eq!(board.join().expect("the board").bench.effects.len(), 2);
}
