//! A program on a machine of its own, without threads and without a board: quick, and open to torture.
//!
//! What the program prints is gathered in a global of the prelude, whose `write_output` is replaced for it. So only programs
//! that need no device can be run here.

use bytecode::kind::Kind;
use compiler::{Output, Source};
use vm::heap::{Torture, Words};
use vm::interp::Exit;
use vm::signal::Signal;
use vm::value::Value;
use vm::{Vm, limits};

use crate::build::{simulated_board, sources};
use crate::program::Program;

/// The global that gathers the output, and the function that adds to it.
const GATHERER: &str = "
_gathered = \"\"


def _gather(text):
    global _gathered
    _gathered = _gathered + text
";

/// How often a program may be interrupted, and how many instructions it may take one by one, before it is taken to run for
/// ever.
const QUANTA_MAX: u32 = 10_000_000;

/// How the machine is made.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// KiB of heap.
    pub heap_kib: usize,
    /// What the heap does to whoever allocates.
    pub torture: Torture,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What it printed.
    pub output: String,
    /// The exception that ended it, by name.
    pub raised: Option<String>,
    /// How many collections there were.
    pub collections: u32,
}

/// A program compiled to be run alone.
pub struct Alone {
    output: Output,
    gathered: u16,
}

impl Alone {
    /// Compiles a program.
    ///
    /// # Errors
    /// The diagnostics.
    pub fn compile(program: &Program) -> Result<Self, String> {
        let mut sources = sources(program);
        let prelude = stdlib::text(compiler::PRELUDE).unwrap_or_default();
        let text = prelude.replace("write_output(", "_gather(") + GATHERER;
        let source = Source {
            file: "prelude.py".into(),
            text: text.into(),
            library: true,
        };
        sources.insert(compiler::PRELUDE, source);
        let (output, diagnostics) = compiler::compile(&sources, &simulated_board());
        let output = output.ok_or_else(|| format!("{diagnostics:?}"))?;
        let gathered = output.program.find_global(compiler::PRELUDE, "_gathered");
        let gathered = gathered.ok_or("the program prints nothing")?;
        Ok(Self { output, gathered })
    }

    /// Runs it; the heap is checked at the end.
    ///
    /// # Errors
    /// The image was refused, the heap is broken, or it runs for ever.
    pub fn run(&self, setting: Setting) -> Result<Ended, String> {
        let image = &self.output.image;
        let memory = vec![0_u64; setting.heap_kib * 128].leak();
        let mut vm = Vm::new(Words::arena(memory, 0), Box::leak(Box::new(Signal::new())));
        let bytes = u32::try_from(image.len()).map_err(|why| why.to_string())?;
        let block = vm.new_image(bytes).map_err(|why| format!("{why:?}"))?;
        for (to, from) in vm.image_bytes(block).iter_mut().zip(image) {
            *to = *from;
        }
        let entry = vm.install(block, bytes).map_err(|why| format!("{why:?}"))?;
        vm.start(1, Value::function(entry), &[], limits::SEGMENT_WORDS)
            .map_err(|why| format!("{why:?}"))?;
        vm.switch_to(1);
        vm.heap.set_torture(setting.torture);
        let raised = Self::to_its_end(&mut vm, setting.torture.collect_always)?;
        vm.heap.set_torture(Torture::default());
        let ended = Ended {
            output: self.printed(&vm),
            raised,
            collections: vm.collections().0,
        };
        let mut scratch = vec![0; vm.heap.check_scratch_words()];
        let sound = vm.heap.check(&mut scratch);
        sound.map_err(|why| format!("the heap is broken: {why:?}"))?;
        vm.collect();
        let sound = vm.heap.check(&mut scratch);
        sound.map_err(|why| format!("the heap is broken after a collection: {why:?}"))?;
        Ok(ended)
    }

    fn to_its_end(vm: &mut Vm, in_steps: bool) -> Result<Option<String>, String> {
        for _ in 0..QUANTA_MAX {
            match if in_steps { vm.step() } else { vm.run() } {
                Exit::End(_) => return Ok(None),
                Exit::Raised(exception) => {
                    let index = vm
                        .exception_index(exception)
                        .map_or(usize::MAX, usize::from);
                    let name = bytecode::exceptions::NAMES.get(index).unwrap_or(&"?");
                    let message = vm::exception::message_of(exception).unwrap_or_default();
                    return Ok(Some(format!("{name} {message}").trim_end().to_owned()));
                }
                Exit::Quantum => (),
                Exit::Block => return Err("it waits".into()),
            }
        }
        Err("it runs for ever".into())
    }

    fn printed(&self, vm: &Vm) -> String {
        let text = vm.heap.as_kind(vm.global(self.gathered), Kind::Str);
        text.map_or_else(String::new, |text| {
            let bytes = vm::object::str::bytes(&vm.heap, text);
            String::from_utf8_lossy(bytes).into_owned()
        })
    }
}
