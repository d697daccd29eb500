//! The executable with a simulated board: what a program's end means for a script, and that nothing is left behind.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zshell"));
    command
        .args(arguments)
        .current_dir(directory)
        .env_remove("ZSHELL_PORT")
        .env("ZSHELL_STATE", directory.join("state"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn zshell(directory: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command(directory, arguments)
        .spawn()
        .expect("zshell starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).expect("written");
    }
    directory
}

/// Waits until `condition` holds.
fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < end, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn interrupt(child: &Child) {
    let id = i32::try_from(child.id()).expect("a process id");
    let process = nix::unistd::Pid::from_raw(id);
    nix::sys::signal::kill(process, nix::sys::signal::Signal::SIGINT).expect("it lives");
}

#[test]
fn a_line_prints_its_value_and_an_exception_is_exit_1() {
    let directory = project(&[]);
    let ran = zshell(directory.path(), &["--sim", "exec", "6 * 7"], "");
    assert_eq!((text(&ran.stdout), ran.status.code()), ("42\n", Some(0)));
    let ran = zshell(directory.path(), &["--sim", "exec", "1 // 0"], "");
    assert_eq!(ran.status.code(), Some(1));
    assert!(ran.stdout.is_empty());
    let traceback = text(&ran.stderr);
    assert!(
        traceback.contains("    1 // 0\n    ~~^^~~\nZeroDivisionError"),
        "{traceback}"
    );
    let ran = zshell(directory.path(), &["--sim", "exec", "nowhere"], "");
    assert_eq!(ran.status.code(), Some(7));
}

#[test]
fn a_program_has_its_modules_its_arguments_and_its_input() {
    let directory = project(&[
        (
            "main.py",
            "import sys, parts\nprint(sys.argv[1:], parts.twice(int(input())))\n",
        ),
        ("parts.py", "def twice(x):\n    return 2 * x\n"),
    ]);
    let arguments = ["--sim", "run", "main.py", "a", "--b"];
    let ran = zshell(directory.path(), &arguments, "21\n");
    assert_eq!(
        text(&ran.stdout),
        "['a', '--b'] 42\n",
        "{}",
        text(&ran.stderr)
    );
    assert_eq!(ran.status.code(), Some(0));
}

#[test]
fn a_script_on_stdin_stops_at_its_first_exception() {
    let directory = project(&[]);
    let script =
        "def half(x):\n    y = x // 2\n\n    return y\nprint(half(9))\n1 // 0\nprint('never')\n";
    let ran = zshell(directory.path(), &["--sim"], script);
    assert_eq!(text(&ran.stdout), "4\n");
    assert_eq!(ran.status.code(), Some(1));
    assert!(!text(&ran.stderr).contains('\x1b'));
}

#[test]
fn ctrl_c_interrupts_the_program_and_shows_where_it_was() {
    let directory = project(&[("loop.py", "print('started')\nwhile True:\n    pass\n")]);
    let mut child = command(directory.path(), &["--sim", "-q", "run", "loop.py"])
        .spawn()
        .expect("zshell starts");
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert_eq!(line, "started\n");
    interrupt(&child);
    let ran = child.wait_with_output().expect("it ends");
    assert_eq!(ran.status.code(), Some(130));
    let traceback = text(&ran.stderr);
    assert!(traceback.contains("File \"loop.py\", line "), "{traceback}");
    assert!(
        traceback.trim_end().ends_with("KeyboardInterrupt"),
        "{traceback}"
    );
}

#[test]
fn a_board_that_stays_keeps_its_program_between_commands() {
    let directory = project(&[("keep.py", "level = 42\n")]);
    let mut board = command(directory.path(), &["sim", "--pty"])
        .spawn()
        .expect("zshell starts");
    let mut port = String::new();
    BufReader::new(board.stdout.take().expect("piped"))
        .read_line(&mut port)
        .expect("its path");
    let port = port.trim_end();
    let ran = zshell(
        directory.path(),
        &["-p", port, "upload", "keep.py", "--start"],
        "",
    );
    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
    let ran = zshell(
        directory.path(),
        &["-p", port, "exec", "level += 1; level"],
        "",
    );
    assert_eq!(text(&ran.stdout), "43\n", "{}", text(&ran.stderr));
    let ran = zshell(directory.path(), &["-p", port, "threads", "--json"], "");
    let first = text(&ran.stdout).lines().next().expect("a thread");
    let thread: serde_json::Value = serde_json::from_str(first).expect("an object");
    assert_eq!(thread["name"], "main");
    let ran = zshell(directory.path(), &["-p", port, "stop", "77"], "");
    assert_eq!(ran.status.code(), Some(1), "{}", text(&ran.stderr));
    board.kill().expect("it lives");
    board.wait().expect("it ends");
}

#[test]
fn a_program_replaces_one_that_runs_and_shows_its_own_output_alone() {
    let directory = project(&[
        (
            "loop.py",
            "data = [[i, i] for i in range(560)]\nwhile True:\n    print('old')\n    sleep(1)\n",
        ),
        (
            "next.py",
            "data = [[i, i] for i in range(560)]\nprint('next', len(data))\n",
        ),
    ]);
    let mut board = command(directory.path(), &["sim", "--pty"])
        .spawn()
        .expect("zshell starts");
    let mut port = String::new();
    BufReader::new(board.stdout.take().expect("piped"))
        .read_line(&mut port)
        .expect("its path");
    let port = port.trim_end();
    for _ in 0..2 {
        let ran = zshell(
            directory.path(),
            &["-p", port, "run", "--detach", "loop.py"],
            "",
        );
        assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
        for _ in 0..2 {
            let ran = zshell(directory.path(), &["-p", port, "run", "next.py"], "");
            assert_eq!(text(&ran.stdout), "next 560\n", "{}", text(&ran.stderr));
            assert_eq!(ran.status.code(), Some(0));
        }
    }
    board.kill().expect("it lives");
    board.wait().expect("it ends");
}

/// Hands bytes on, each piece after a pause, as a slow line does.
fn slowly(mut from: TcpStream, mut to: TcpStream) {
    let mut piece = [0; 512];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        std::thread::sleep(Duration::from_millis(20));
        if to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
}

#[test]
fn a_slow_upload_writes_no_bar_where_no_terminal_is() {
    let mut program = String::new();
    for number in 0..400 {
        program.push_str(&format!("print('line {number}', {number} * {number})\n"));
    }
    let directory = project(&[("long.py", &program)]);
    let mut board = command(directory.path(), &["sim", "--tcp", "127.0.0.1:0"])
        .spawn()
        .expect("zshell starts");
    let mut port = String::new();
    BufReader::new(board.stdout.take().expect("piped"))
        .read_line(&mut port)
        .expect("its address");
    let address = port.trim_end().trim_start_matches("tcp://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let line = format!("tcp://{}", listener.local_addr().expect("bound"));
    std::thread::spawn(move || {
        let (host, _) = listener.accept().expect("zshell comes");
        let board = TcpStream::connect(address).expect("it listens");
        let (to_board, to_host) = (board.try_clone(), host.try_clone());
        std::thread::spawn(move || slowly(board, to_host.expect("a handle")));
        slowly(host, to_board.expect("a handle"));
    });
    let begun = Instant::now();
    let ran = zshell(directory.path(), &["-p", &line, "upload", "long.py"], "");
    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
    // Long enough for a bar: else this would show nothing.
    assert!(begun.elapsed() > Duration::from_millis(300));
    let said = text(&ran.stderr);
    assert!(said.starts_with("long ("), "{said:?}");
    assert!(said.ends_with(" B): loaded\n"), "{said:?}");
    assert_eq!(said.lines().count(), 1, "{said:?}");
    assert!(!said.contains(['\r', '\x1b']), "{said:?}");
    assert!(ran.stdout.is_empty());
    board.kill().expect("it lives");
    board.wait().expect("it ends");
}

#[test]
#[cfg(target_os = "linux")]
fn a_zshell_that_is_killed_takes_its_board_with_it() {
    let directory = project(&[("loop.py", "print('started')\nwhile True:\n    pass\n")]);
    let mut child = command(directory.path(), &["--sim", "run", "loop.py"])
        .spawn()
        .expect("zshell starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped"))
        .read_line(&mut line)
        .expect("a line");
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id()))
        .expect("its children");
    let boards: Vec<&str> = children.split_whitespace().collect();
    assert_eq!(boards.len(), 1, "one simulated board");
    let board = Path::new("/proc").join(boards[0]);
    assert!(board.exists());
    child.kill().expect("it lives");
    child.wait().expect("it ends");
    wait_for("the board to end", || {
        let status = std::fs::read_to_string(board.join("status")).unwrap_or_default();
        status.is_empty() || status.contains("State:\tZ")
    });
}
