//! A simulated board in this process and a host that talks to it over a socket: what a person at the command line has,
//! without the command line.

use crate::build::simulated_board;

use compiler::{MAIN, Options, Program, Source, Sources};
use host_cli::device::{Device, Event, Events, Options as ConnectOptions, OutputItem};
use host_cli::link::Port;
use port_sim::{FlashStore, HostOs, SimBoard};
use protocol::image::{BeginUpload, Commit, Evaluate, ImageKind, Installed, Target};
use protocol::info::Registers;
use protocol::record::{Ending, Record};
use sim::{Hardware, HostLink, OnePipe};
use tokio::runtime::Runtime;
use vhal::ResetCause;

use std::net::TcpListener;
use std::time::{Duration, Instant};

/// How long a test waits for what has to come.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A board, the connection to it, and what has come from it.
pub struct Board {
    runtime: Runtime,
    /// One typed call per command.
    pub device: Device,
    events: Events,
    /// What the program has printed.
    pub printed: String,
    /// The records that came, as their debug text, in order.
    pub records: Vec<String>,
    /// The program as the host knows it after the last image.
    pub program: Option<Program>,
    registers: Registers,
    options: Options,
}

/// Starts the hardware on a thread of its own and returns where it can be reached.
fn start_hardware(heap: Option<u32>) -> Port {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        let board = board_schema::find("sim").expect("the simulated board is described");
        let os = HostOs::new();
        os.enrol();
        let (stream, _) = listener.accept().expect("the host connects");
        stream.set_nodelay(true).expect("a socket");
        let input = stream.try_clone().expect("a socket");
        let pipe = OnePipe(Some((Box::new(input), Box::new(stream))));
        let link = HostLink::new(os, board.link.receive as usize, pipe);
        let flash = FlashStore::new(board.memory.slots);
        let config = sim::config(&board, &flash, ResetCause::PowerOn, Box::new(|_| {}));
        let heap = heap.unwrap_or(board.memory.heap) as usize;
        let hardware = Hardware {
            os,
            board: SimBoard::new(os, config.expect("it can be simulated")),
            link,
            memory: vec![0; heap / 8 + 1].leak(),
            flash_words: 0,
        };
        sim::run_on(hardware, &board);
    });
    Port::parse(&format!("tcp://{address}")).expect("a port")
}

impl Board {
    /// A board with nothing on it, and a host that is attached.
    #[must_use]
    pub fn new() -> Board {
        Self::with_heap(None)
    }

    /// The same with another size of heap, in bytes.
    #[must_use]
    pub fn with_heap(heap: Option<u32>) -> Board {
        let port = start_hardware(heap);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let connected = runtime.block_on(Device::connect(&port, ConnectOptions::default()));
        let (device, events) = connected.expect("the board answers");
        Board {
            runtime,
            device,
            events,
            printed: String::new(),
            records: Vec::new(),
            program: None,
            registers: Registers::default(),
            options: simulated_board(),
        }
    }

    /// Waits for one call to the board.
    pub fn wait<T>(&self, call: impl Future<Output = T>) -> T {
        self.runtime.block_on(call)
    }

    /// Loads a program from its text and starts it.
    ///
    /// # Panics
    /// If it does not compile or is refused.
    pub fn start(&mut self, text: &str) -> Installed {
        let sources = sources_of(text);
        let (output, diagnostics) = compiler::compile(&sources, &self.options);
        let output = output.unwrap_or_else(|| panic!("{diagnostics:?}"));
        let begin = BeginUpload {
            kind: ImageKind::Program,
            target: Target::Ram,
            len: output.image.len() as u32,
            crc: crc(&output.image),
            registers: Registers::default(),
            name: "test",
        };
        let commit = Commit {
            start: true,
            force: false,
        };
        let image: std::sync::Arc<[u8]> = output.image.into();
        let installed = self.wait(self.device.load(&begin, image, commit));
        let installed = installed.expect("the image is taken");
        self.program = Some(output.program);
        self.registers = installed.registers;
        installed
    }

    /// Runs a program to the end of main and of the threads it started; what it printed.
    ///
    /// # Panics
    /// If that takes longer than [`LIMIT`].
    pub fn run(&mut self, text: &str) -> String {
        self.printed.clear();
        self.records.clear();
        self.start(text);
        self.until(|board| board.has("ProgramEnded"));
        self.printed.clone()
    }

    /// Begins to evaluate a line of the prompt in the loaded program.
    ///
    /// # Panics
    /// If it does not compile or is refused.
    pub fn begin_line(&mut self, line: &str) -> Installed {
        let program = self.program.as_ref().expect("a program is loaded");
        let sources = sources_of("");
        let (output, diagnostics) = compiler::compile_line(program, line, &sources, &self.options);
        let output = output.unwrap_or_else(|| panic!("{diagnostics:?}"));
        let request = Evaluate {
            registers: self.registers,
            crc: crc(&output.image),
            image: &output.image,
        };
        let installed = self.wait(self.device.evaluate(&request));
        let installed = installed.expect("the fragment is taken");
        self.program = Some(output.program);
        self.registers = installed.registers;
        installed
    }

    /// Evaluates a line of the prompt; what it printed.
    ///
    /// # Panics
    /// If that takes longer than [`LIMIT`].
    pub fn line(&mut self, line: &str) -> String {
        self.printed.clear();
        self.records.clear();
        self.begin_line(line);
        self.until(|board| board.has("EvaluationEnded"));
        self.printed.clone()
    }

    /// Whether a record has come whose debug text contains this.
    #[must_use]
    pub fn has(&self, part: &str) -> bool {
        self.records.iter().any(|record| record.contains(part))
    }

    /// Takes what comes until `done`.
    ///
    /// # Panics
    /// If that takes longer than [`LIMIT`].
    pub fn until(&mut self, done: impl Fn(&Board) -> bool) {
        let end = Instant::now() + LIMIT;
        while !done(self) {
            let left = end.saturating_duration_since(Instant::now());
            let next = self
                .runtime
                .block_on(async { tokio::time::timeout(left, self.events.next()).await });
            match next {
                Ok(Some(event)) => self.take(event),
                Ok(None) => panic!("the link is closed; {}", self.story()),
                Err(_) => panic!("not within the limit; {}", self.story()),
            }
        }
    }

    /// Takes what has come already, and what comes within a time.
    pub fn pause(&mut self, time: Duration) {
        let end = Instant::now() + time;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let next = self
                .runtime
                .block_on(async { tokio::time::timeout(left, self.events.next()).await });
            match next {
                Ok(Some(event)) => self.take(event),
                _ => return,
            }
        }
    }

    fn story(&self) -> String {
        format!("printed {:?}, records {:?}", self.printed, self.records)
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Output(OutputItem::Text(text)) => {
                self.printed.push_str(&String::from_utf8_lossy(&text));
            }
            Event::Output(OutputItem::Record(bytes)) => {
                let text = Record::decode(&bytes).map_or_else(
                    || "a record that is not known".to_owned(),
                    |record| self.describe(&record),
                );
                self.records.push(text);
            }
            Event::Output(OutputItem::Gap(bytes)) => self.records.push(format!("Gap {bytes}")),
            _ => {}
        }
    }

    /// A record in words, exceptions by name and places by function.
    fn describe(&self, record: &Record<'_>) -> String {
        let Record::Raised {
            thread,
            in_callback,
            exception,
            frames,
            ..
        } = record
        else {
            return format!("{record:?}");
        };
        let program = self.program.as_ref();
        let name = program
            .and_then(|program| program.exception(*exception))
            .map_or_else(|| exception.to_string(), |known| known.name.to_string());
        let frames: Vec<String> = frames
            .iter()
            .filter_map(Result::ok)
            .map(|place| {
                let code = program.and_then(|program| program.code(place.code));
                code.map_or_else(|| place.code.to_string(), |code| code.qualname.to_string())
            })
            .collect();
        let what = if *in_callback { "callback" } else { "thread" };
        format!("Raised {name} in {what} {thread}: {}", frames.join(" > "))
    }
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}

/// How a record of a thread's end is written among [`Board::records`].
#[must_use]
pub fn thread_ended(thread: u16, ending: Ending) -> String {
    format!("{:?}", Record::ThreadEnded { thread, ending })
}

fn sources_of(text: &str) -> Sources {
    let mut sources = Sources::new();
    let main = Source {
        file: "test.py".into(),
        text: text.into(),
        library: false,
    };
    sources.insert(MAIN, main);
    loop {
        let needed = compiler::needed_modules(&sources, None);
        if needed.is_empty() {
            return sources;
        }
        for name in needed {
            match stdlib::text(&name) {
                Some(text) => sources.insert(
                    &name,
                    Source {
                        file: format!("{name}.py"),
                        text: text.into(),
                        library: true,
                    },
                ),
                None => sources.mark_absent(&name),
            }
        }
    }
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!0, |crc, byte| bytecode::image::crc_step(crc, *byte))
}
