//! The pipes of a simulated board, with a program of a few lines in place of the agent.
//!
//! A board may execute its own program anew, so this test is its own board: with an argument it is the board, without one it
//! runs the tests.

use sim::{Hardware, Options, Pipe, start};
use vhal::ResetCause;
use vosal::{FOREVER, Os};

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["board", "stdio"] => run_board(&Pipe::Stdio, None),
        ["board", "stdio", flash] => run_board(&Pipe::Stdio, Some(flash)),
        ["board", "pty"] => run_board(&Pipe::Pty, None),
        ["board", "tcp"] => run_board(&Pipe::Tcp("127.0.0.1:0".into()), None),
        _ => run_tests(&arguments),
    }
}

/// Says `>` when it starts, and answers each byte: `?` with the cause of the last reset and a byte of flash, `!` with a reset after writing that byte,
/// `w` with a watchdog that bites, any other with itself.
fn run_board(pipe: &Pipe, flash: Option<&str>) {
    let board = board_schema::find("sim").unwrap();
    let options = Options {
        board,
        heap: None,
        flash: flash.map(Into::into),
    };
    let Hardware {
        os, board, link, ..
    } = start(pipe, &options).unwrap();
    let parts = board.parts();
    link.attach(os.current().unwrap());
    // Bytes that are sent to a board while it resets are lost, so whoever asked for a reset waits for this.
    link.send(b">");
    let mut byte = [0];
    while let Some(count) = link.receive(&mut byte) {
        match (count, byte[0]) {
            (0, _) => drop(os.park(FOREVER)),
            (_, b'?') => {
                let cause = match parts.system.reset_cause() {
                    ResetCause::PowerOn => b'p',
                    ResetCause::Software => b's',
                    ResetCause::Watchdog => b'w',
                    _ => b'-',
                };
                let mut flash = [0];
                parts.flash.unwrap().read(0, &mut flash).unwrap();
                link.send(&[cause, flash[0]]);
            }
            (_, b'!') => {
                link.send(b"bye");
                parts
                    .flash
                    .unwrap()
                    .write(0, &[b'F'; 8])
                    .unwrap_or_default();
                parts.system.reset();
            }
            (_, b'w') => parts.watchdog.unwrap().start(0, 1000).unwrap(),
            (_, other) => drop(link.send(&[other])),
        }
    }
}

/// A board as a child; it is killed when this goes, if it has not ended.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn board(arguments: &[&str]) -> (Running, ChildStdin, ChildStdout) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .arg("board")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    (Running(child), input, output)
}

/// Sends bytes and expects others.
fn ask(mut to: impl Write, mut from: impl Read, question: &[u8], answer: &[u8]) {
    to.write_all(question).unwrap();
    let mut got = vec![0; answer.len()];
    from.read_exact(&mut got).unwrap();
    assert_eq!(
        got.escape_ascii().to_string(),
        answer.escape_ascii().to_string()
    );
}

fn stdio_resets_keep_flash_and_the_pipe() {
    let (mut running, mut to, mut from) = board(&["stdio"]);
    ask(&mut to, &mut from, b"abc?", b">abcp\xff");
    ask(&mut to, &mut from, b"!", b"bye>");
    ask(&mut to, &mut from, b"?x", b"sFx");
    ask(&mut to, &mut from, b"w", b">");
    ask(&mut to, &mut from, b"?", b"wF");
    drop(to);
    assert!(
        running.0.wait().unwrap().success(),
        "a board ends with its pipe"
    );
}

fn flash_in_a_file_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flash");
    for (cause, flash) in [(b'p', 0xff), (b'p', b'F')] {
        let (_running, mut to, mut from) = board(&["stdio", path.to_str().unwrap()]);
        ask(&mut to, &mut from, b"?", &[b'>', cause, flash]);
        ask(&mut to, &mut from, b"!", b"bye>");
        ask(&mut to, &mut from, b"?", b"sF");
    }
}

/// The first line that a board prints: where it is.
fn place(from: ChildStdout) -> (String, BufReader<ChildStdout>) {
    let mut reader = BufReader::new(from);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    (line.trim_end().to_owned(), reader)
}

fn pty_outlives_its_hosts_and_resets() {
    let (_running, _to, from) = board(&["pty"]);
    let (path, _from) = place(from);
    let open = || {
        std::fs::File::options()
            .read(true)
            .write(true)
            .open(&path)
            .unwrap()
    };
    {
        let host = open();
        ask(
            &host,
            &host,
            b"hello\r\n\x03\x04\x11",
            b">hello\r\n\x03\x04\x11",
        );
        ask(&host, &host, b"!", b"bye>");
        ask(&host, &host, b"?", b"sF");
    }
    let host = open();
    ask(&host, &host, b"?again", b"sFagain");
}

fn tcp_outlives_its_hosts_and_resets() {
    let (_running, _to, from) = board(&["tcp"]);
    let (address, _from) = place(from);
    let open = || TcpStream::connect(address.strip_prefix("tcp://").unwrap()).unwrap();
    {
        let host = open();
        ask(&host, &host, b"one", b">one");
    }
    {
        let host = open();
        ask(&host, &host, b"duo!", b"duobye>");
        ask(&host, &host, b"?", b"sF");
    }
    let host = open();
    ask(&host, &host, b"?three", b"sFthree");
}

fn a_host_that_does_not_read_disturbs_nobody() {
    let (_running, _to, from) = board(&["tcp"]);
    let (address, _from) = place(from);
    let open = || TcpStream::connect(address.strip_prefix("tcp://").unwrap()).unwrap();
    {
        let mut deaf = open();
        deaf.set_write_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        // Until the buffers in both directions are full.
        while deaf.write(&[b'x'; 4096]).is_ok() {}
    }
    let host = open();
    let mut last = [0];
    (&host).write_all(b"?").unwrap();
    // What the deaf one had sent before it left is answered first.
    while last != *b"p" {
        (&host).read_exact(&mut last).unwrap();
    }
    ask(&host, &host, b"", b"\xff");
    ask(&host, &host, b"heard", b"heard");
}

fn run_tests(names: &[String]) {
    let tests: [(&str, fn()); 5] = [
        (
            "stdio_resets_keep_flash_and_the_pipe",
            stdio_resets_keep_flash_and_the_pipe,
        ),
        (
            "flash_in_a_file_outlives_the_process",
            flash_in_a_file_outlives_the_process,
        ),
        (
            "pty_outlives_its_hosts_and_resets",
            pty_outlives_its_hosts_and_resets,
        ),
        (
            "tcp_outlives_its_hosts_and_resets",
            tcp_outlives_its_hosts_and_resets,
        ),
        (
            "a_host_that_does_not_read_disturbs_nobody",
            a_host_that_does_not_read_disturbs_nobody,
        ),
    ];
    let chosen = |name: &str| {
        names
            .iter()
            .all(|part| part.starts_with('-') || name.contains(part.as_str()))
    };
    let mut passed = 0;
    for (name, test) in tests.iter().filter(|(name, _)| chosen(name)) {
        test();
        println!("test {name} ... ok");
        passed += 1;
    }
    println!(
        "\ntest result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; {} filtered out",
        tests.len() - passed
    );
}
