//! Device programs: threads, timers, pins and memory, run by `zshell run` on the simulated board.

use tests::compare::same_as_file;
use tests::program::{Program, programs};
use tests::shell::{check_all, run};

fn check(program: &Program) -> Result<(), String> {
    let path = program.path.to_string_lossy();
    let outcome = run(&["--sim", "run", &path], "");
    // 1 says that a thread ended by an exception, which some of them are about.
    if !matches!(outcome.code, Some(0 | 1)) {
        return Err(format!("ended with {:?}\n{}", outcome.code, outcome.stderr));
    }
    same_as_file(&program.beside("out"), &outcome.stdout)
        .map_err(|why| format!("{why}\n{}", outcome.stderr))
}

#[test]
fn each_program_prints_what_stands_beside_it() {
    check_all(&programs("golden"), |_, program| check(program));
}
