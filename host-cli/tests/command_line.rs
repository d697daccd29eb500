//! The executable without a board: what goes to which stream, and the exit codes that scripts rely on.

use std::path::Path;
use std::process::{Command, Stdio};

/// What a run of `zshell` left.
struct Ran {
    stdout: String,
    stderr: String,
    code: Option<i32>,
}

fn zshell(directory: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_zshell"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("ZSHELL_PORT")
        .env("ZSHELL_STATE", directory.join("state"))
        .stdin(Stdio::null())
        .output()
        .expect("zshell starts");
    Ran {
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
        code: output.status.code(),
    }
}

fn project(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, bytes) in files {
        std::fs::write(directory.path().join(name), bytes).expect("written");
    }
    directory
}

#[test]
fn help_goes_to_stdout_and_mistakes_to_stderr() {
    let directory = project(&[]);
    let help = zshell(directory.path(), &["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.stdout.contains("threads") && help.stderr.is_empty());
    for wrong in [
        &["frobnicate"][..],
        &["run"],
        &["--timeout", "soon", "info"],
        &["priority", "1", "9"],
        &["stop"],
    ] {
        let ran = zshell(directory.path(), wrong);
        assert_eq!(ran.code, Some(2), "{wrong:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty(), "{wrong:?}: {}", ran.stdout);
        assert!(!ran.stderr.is_empty(), "{wrong:?}");
    }
}

#[test]
fn every_error_of_a_source_is_shown_and_nothing_on_stdout() {
    let text = b"def f(a, a):\n    return 1\nbreak\n";
    let directory = project(&[("bad.py", text)]);
    let ran = zshell(directory.path(), &["check", "bad.py"]);
    assert_eq!(ran.code, Some(7));
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    assert!(ran.stderr.contains("bad.py:1:"), "{}", ran.stderr);
    assert!(!ran.stderr.contains('\x1b'), "{}", ran.stderr);
    let ran = zshell(directory.path(), &["check", "--json", "bad.py"]);
    assert_eq!(ran.code, Some(7));
    for line in ran.stdout.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("an object a line");
        assert_eq!(record["file"], "bad.py");
        assert_eq!(record["severity"], "error");
    }
    assert!(ran.stdout.lines().count() >= 1);
}

#[test]
fn a_source_that_cannot_be_read_is_one_sentence() {
    let directory = project(&[("latin.py", b"s = '\xe9'\n"), ("empty.py", b"")]);
    std::fs::create_dir(directory.path().join("folder.py")).expect("made");
    for (file, why) in [
        ("nowhere.py", "no such file"),
        ("folder.py", "directory"),
        ("latin.py", "UTF-8"),
    ] {
        let ran = zshell(directory.path(), &["check", file]);
        assert_eq!(ran.code, Some(2), "{file}: {}", ran.stderr);
        assert!(ran.stderr.contains(why), "{file}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    assert_eq!(
        zshell(directory.path(), &["check", "empty.py"]).code,
        Some(0)
    );
}

#[test]
fn a_port_that_is_not_there_is_exit_3() {
    let directory = project(&[]);
    for port in ["/dev/no-such-port", "tcp://127.0.0.1:1"] {
        let ran = zshell(directory.path(), &["-p", port, "threads"]);
        assert_eq!(ran.code, Some(3), "{port}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
        assert!(ran.stdout.is_empty());
    }
    let ran = zshell(directory.path(), &["-p", "tcp://nonsense", "threads"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

#[test]
fn what_is_not_a_board_is_told_within_the_timeout() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = format!("tcp://{}", listener.local_addr().expect("an address"));
    let directory = project(&[]);
    let ran = zshell(
        directory.path(),
        &["-p", &port, "--timeout", "300ms", "info"],
    );
    assert_eq!(ran.code, Some(5), "{}", ran.stderr);
    assert!(ran.stderr.contains("does not answer"), "{}", ran.stderr);
}

#[test]
fn an_image_is_built_and_listed() {
    let directory = project(&[("half.py", b"def half(x):\n    return x // 2\nhalf(3)\n")]);
    let ran = zshell(
        directory.path(),
        &["build", "half.py", "-o", "half.img", "-q"],
    );
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let listing = zshell(directory.path(), &["dis", "half.img"]);
    assert_eq!(listing.code, Some(0), "{}", listing.stderr);
    assert!(listing.stdout.contains("code "), "{}", listing.stdout);
    let mut image = std::fs::read(directory.path().join("half.img")).expect("the image");
    let middle = image.len() / 2;
    image[middle] ^= 1;
    std::fs::write(directory.path().join("bad.img"), image).expect("written");
    let ran = zshell(directory.path(), &["dis", "bad.img"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("checksum"), "{}", ran.stderr);
}

#[test]
fn lists_are_objects_on_request() {
    let directory = project(&[]);
    let ran = zshell(directory.path(), &["boards", "--json"]);
    let first = ran.stdout.lines().next().expect("a board");
    let record: serde_json::Value = serde_json::from_str(first).expect("an object");
    assert_eq!(record["id"], "sim");
    assert!(record["heap_bytes"].is_u64());
    let ran = zshell(directory.path(), &["check", "--board", "nope", "x.py"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("zshell boards"), "{}", ran.stderr);
}
