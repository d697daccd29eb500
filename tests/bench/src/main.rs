//! `bench FILE N RESULT [IMAGE]` compiles a program of the bench folder, and writes the image or runs it: it calls `main(N)`
//! and checks the result.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, n, result, ..] = arguments.as_slice() else {
        eprintln!("bench FILE N RESULT [IMAGE]");
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
    if let Some(path) = arguments.get(3) {
        let written = bench::compile(file, &text)
            .and_then(|image| std::fs::write(path, image).map_err(|error| error.to_string()));
        return match written {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{path}: {error}");
                ExitCode::FAILURE
            }
        };
    }
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
