//! `bench FILE N RESULT [REPEAT]` compiles a program of the bench folder, runs `main(N)` and checks its result.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, n, result, ..] = arguments.as_slice() else {
        eprintln!("bench FILE N RESULT");
        return ExitCode::from(2);
    };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::from(2);
        }
    };
    let text = format!("{text}\nif main({n}) != {result}:\n    raise ValueError\n");
    let outcome = bench::compile(file, &text)
        .and_then(|image| bench::machine(&image, 1024))
        .and_then(|mut vm| bench::run(&mut vm));
    match outcome {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}
