//! What a board does, seen from a host that is attached to it.

use protocol::control::InterruptScope;
use protocol::program::{StopRequest, ThreadState};
use protocol::record::Ending;
use std::time::Duration;
use tests::board::{Board, thread_ended};

const ENDLESS: &str = "n = 0\nwhile True:\n    n += 1\n";

#[test]
fn a_program_runs_and_its_output_comes_back() {
    let mut board = Board::new();
    assert_eq!(board.run("print('hello', 6 * 7)\n"), "hello 42\n");
    assert!(board.has("ProgramEnded { raised: false, timers: 0, callbacks: 0 }"));
    // Another one takes its place.
    assert_eq!(board.run("print('again')\n"), "again\n");
}

#[test]
fn an_uncaught_exception_is_told_with_its_frames() {
    let mut board = Board::new();
    let text = "def f(x):\n    return 1 // x\n\nprint('before')\nf(0)\nprint('never')\n";
    assert_eq!(board.run(text), "before\n");
    assert!(
        board.has("Raised ZeroDivisionError in thread 1: <module> > f"),
        "{:?}",
        board.records
    );
    assert!(board.has(&thread_ended(1, Ending::Raised)));
    assert!(board.has("ProgramEnded { raised: true"));
}

#[test]
fn an_interrupt_ends_a_tight_loop() {
    let mut board = Board::new();
    board.start(ENDLESS);
    board.pause(Duration::from_millis(50));
    board
        .wait(board.device.interrupt(InterruptScope::Program, false))
        .expect("taken");
    board.until(|board| board.has("ProgramEnded"));
    assert!(board.has("Raised KeyboardInterrupt in thread 1"));
}

#[test]
fn the_prompt_works_beside_a_program_that_computes() {
    let mut board = Board::new();
    board.start(ENDLESS);
    assert_eq!(board.line("1 + 1"), "2\n");
    assert_eq!(board.line("n > 0"), "True\n");
    assert_eq!(board.line("print('a'); print('b')"), "a\nb\n");
    board.line("1 // 0");
    assert!(board.has("Raised ZeroDivisionError in thread 2"));
    // The line's interrupt leaves the program alone.
    board.begin_line("while True: pass");
    board.pause(Duration::from_millis(20));
    board
        .wait(board.device.interrupt(InterruptScope::Evaluation, false))
        .expect("taken");
    board.until(|board| board.has("Raised KeyboardInterrupt in thread 2"));
    let threads = board.wait(board.device.threads()).expect("an answer");
    assert!(matches!(
        threads
            .iter()
            .find(|thread| thread.id == 1)
            .map(|t| t.state),
        Some(ThreadState::Running | ThreadState::Ready)
    ));
    board
        .wait(board.device.stop(StopRequest::Program))
        .expect("stopped");
    board.until(|board| board.has("ProgramEnded"));
}

#[test]
fn a_flood_of_output_can_be_interrupted() {
    let mut board = Board::new();
    board.start("while True:\n    print('x' * 100)\n");
    board.pause(Duration::from_millis(100));
    board
        .wait(board.device.interrupt(InterruptScope::Program, false))
        .expect("taken");
    board.until(|board| board.has("ProgramEnded"));
    assert!(board.printed.len() > 10_000);
}

#[test]
fn stop_runs_finally_clauses_and_no_except_catches_it() {
    let mut board = Board::new();
    board.start(
        "try:\n    while True:\n        try:\n            sleep(10)\n        except:\n            print('caught')\nfinally:\n    print('finally')\n",
    );
    board.pause(Duration::from_millis(50));
    board
        .wait(board.device.stop(StopRequest::Thread(1)))
        .expect("stopped");
    board.until(|board| board.has("ProgramEnded"));
    assert_eq!(board.printed, "finally\n");
    assert!(board.has(&thread_ended(1, Ending::Stopped)));
}

#[test]
fn a_finally_clause_that_does_not_end_is_ended_after_a_second() {
    let mut board = Board::new();
    board.start("try:\n    sleep(100000)\nfinally:\n    while True: pass\n");
    board.pause(Duration::from_millis(50));
    board
        .wait(board.device.stop(StopRequest::Thread(1)))
        .expect("stopped");
    board.until(|board| board.has("ProgramEnded"));
    assert!(board.has("ForcedEnd"), "{:?}", board.records);
}

#[test]
fn threads_are_listed_suspended_and_resumed() {
    let mut board = Board::new();
    board.start(
        "n = [0]\ndef count():\n    while True:\n        n[0] += 1\n        sleep(1)\nthread(count)\nwhile True: sleep(1000)\n",
    );
    board.pause(Duration::from_millis(100));
    let threads = board.wait(board.device.threads()).expect("an answer");
    let counting = threads
        .iter()
        .find(|thread| thread.id > 3)
        .expect("a thread")
        .id;
    board
        .wait(board.device.suspend(counting))
        .expect("suspended");
    board.pause(Duration::from_millis(50));
    let before = board.line("n[0]");
    board.pause(Duration::from_millis(50));
    assert_eq!(board.line("n[0]"), before);
    let threads = board.wait(board.device.threads()).expect("an answer");
    let state = threads
        .iter()
        .find(|thread| thread.id == counting)
        .map(|t| t.state);
    assert_eq!(state, Some(ThreadState::Suspended));
    board.wait(board.device.resume(counting)).expect("resumed");
    board.pause(Duration::from_millis(100));
    assert_ne!(board.line("n[0]"), before);
}

#[test]
fn callbacks_of_pins_and_timers_run_and_survive_their_exceptions() {
    let mut board = Board::new();
    let text = r"
import timers
ticks = [0]
def tick(x):
    ticks[0] += 1
    if ticks[0] == 2:
        raise ValueError('in a callback')
t = timers.timer()
t.interval(5, tick)
rises = [0]
def rise():
    rises[0] += 1
pinMode(D3, OUTPUT)
pinMode(D2, INPUT)
onPinRise(D2, rise)
for i in range(6):
    pinToggle(D3)
    sleep(10)
print(rises[0], ticks[0] > 4)
";
    assert_eq!(board.run(text), "3 True\n", "{:?}", board.records);
    assert!(board.has("Raised ValueError in callback 3"));
    assert!(board.has("timers: 1, callbacks: 1"), "{:?}", board.records);
}

#[test]
fn running_out_of_memory_and_of_stack_is_survived() {
    let mut board = Board::new();
    let text = r"
def hoard():
    kept = []
    while True:
        kept.append([0] * 50)
def dive(n):
    return dive(n + 1) + 1
try:
    hoard()
except MemoryError:
    print('memory')
try:
    dive(0)
except RuntimeError:
    print('depth')
";
    assert_eq!(board.run(text), "memory\ndepth\n");
    assert_eq!(board.line("1 + 2"), "3\n", "{:?}", board.records);
}
