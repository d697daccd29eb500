//! Speed and size as ratios and instruction counts: programs compiled on the host and run by a machine of their own.
#![forbid(unsafe_code)]

use compiler::{MAIN, Options, Source, Sources};
use vm::heap::Words;
use vm::interp::Exit;
use vm::signal::Signal;
use vm::value::Value;
use vm::{Vm, limits};

/// Compiles a program that consists of one module.
///
/// # Errors
/// The diagnostics.
pub fn compile(name: &str, text: &str) -> Result<Vec<u8>, String> {
    let mut sources = Sources::new();
    let source = |file: String, text: &str, library| Source {
        file,
        text: text.into(),
        library,
    };
    sources.insert(MAIN, source(format!("{name}.py"), text, false));
    loop {
        let needed = compiler::needed_modules(&sources, None);
        if needed.is_empty() {
            break;
        }
        for module in needed {
            match stdlib::text(&module) {
                Some(text) => sources.insert(&module, source(format!("{module}.py"), text, true)),
                None => sources.mark_absent(&module),
            }
        }
    }
    let options = Options {
        board: "bench".into(),
        constants: [("PRIO_NORMAL", 4), ("MILLIS", 1)]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        native_groups: None,
    };
    let (output, diagnostics) = compiler::compile(&sources, &options);
    match output {
        Some(output) => Ok(output.image),
        None => Err(format!("{diagnostics:#?}")),
    }
}

/// A machine with a heap of so many KiB and a program installed, its main thread in slot 1 about to begin.
///
/// # Errors
/// Why the image was not taken.
pub fn machine(image: &[u8], heap_kib: usize) -> Result<Vm, String> {
    let memory = vec![0u64; heap_kib * 128].leak();
    let mut vm = Vm::new(Words::arena(memory, 0), Box::leak(Box::new(Signal::new())));
    let bytes = image.len() as u32;
    let block = vm.new_image(bytes).map_err(|e| format!("{e:?}"))?;
    for (to, from) in vm.image_bytes(block).iter_mut().zip(image) {
        *to = *from;
    }
    let entry = vm.install(block, bytes).map_err(|e| format!("{e:?}"))?;
    vm.start(1, Value::function(entry), &[], limits::SEGMENT_WORDS)
        .map_err(|e| format!("{e:?}"))?;
    vm.switch_to(1);
    Ok(vm)
}

/// Runs the current thread to its end.
///
/// # Errors
/// The exception that ended it.
pub fn run(vm: &mut Vm) -> Result<Value, String> {
    loop {
        match vm.run() {
            Exit::End(v) => return Ok(v),
            Exit::Raised(e) => {
                let name = vm
                    .exception_index(e)
                    .and_then(|i| bytecode::exceptions::NAMES.get(usize::from(i)))
                    .unwrap_or(&"?");
                let message = vm::exception::message_of(e).unwrap_or("");
                let trace = vm.traceback().positions();
                return Err(format!("{name} {message} {trace:?}"));
            }
            Exit::Quantum => {}
            Exit::Block => return Err("waits for ever".into()),
        }
    }
}
