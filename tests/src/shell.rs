//! The executable: built once a test run, started with arguments, watched by a clock.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::compare::Failures;
use crate::program::{Program, workspace};

/// How long a program of the tests may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The path of `zshell`, built from the present sources in the profile of the tests.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn zshell() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let own = std::env::current_exe().expect("the test has a path");
        // …/target/PROFILE/deps/test
        let profile = own.ancestors().nth(2).expect("tests stand in deps/");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "-p", "host-cli", "--bin", "zshell"]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        let status = build.current_dir(workspace()).status();
        assert!(status.is_ok_and(|s| s.success()), "zshell does not build");
        profile
            .join("zshell")
            .with_extension(std::env::consts::EXE_EXTENSION)
    })
}

/// What a run of the executable left.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit code; `None` if it did not end in time and was killed.
    pub code: Option<i32>,
}

/// Runs `zshell` with arguments and a standard input.
///
/// # Panics
/// If it cannot be started.
#[must_use]
pub fn run(arguments: &[&str], input: &str) -> Outcome {
    let mut child = command(arguments).spawn().expect("zshell starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let text = input.to_owned();
    // A program may end before it has read everything.
    let writer = thread::spawn(move || drop(stdin.write_all(text.as_bytes())));
    let stdout = reader(child.stdout.take());
    let stderr = reader(child.stderr.take());
    let status = wait(&mut child, PATIENCE);
    let text = |reader: thread::JoinHandle<String>| reader.join().unwrap_or_default();
    let outcome = Outcome {
        stdout: text(stdout),
        stderr: text(stderr),
        code: status.and_then(|status| status.code()),
    };
    drop(writer.join());
    outcome
}

/// A `zshell` that sees none of the user's settings.
#[must_use]
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(zshell());
    command
        .args(arguments)
        .env_remove("ZSHELL_PORT")
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn reader(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            drop(pipe.read_to_end(&mut bytes));
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Waits for a child, and kills it when the time is over.
pub fn wait(child: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + patience;
    while Instant::now() < end {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    drop(child.kill());
    drop(child.wait());
    None
}

/// Checks programs on as many threads as there are processors, and reports all that failed.
pub fn check_all(
    programs: &[Program],
    check: impl Fn(usize, &Program) -> Result<(), String> + Sync,
) {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(program) = programs.get(index) else {
                        return;
                    };
                    let result = check(index, program);
                    results
                        .lock()
                        .expect("no check panics")
                        .push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("no check panics");
    results.sort_by_key(|(index, _)| *index);
    let mut failures = Failures::default();
    for (index, result) in results {
        failures.note(&programs[index].name, result);
    }
    failures.finish();
}
