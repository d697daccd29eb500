//! Threads of the running program.

use serde::{Deserialize, Serialize};

/// A place in code, which the host turns into file and line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// Serial number of the image that holds the code.
    pub image: u16,
    /// Number of the code object in the running program's register.
    pub code: u16,
    /// Offset of the instruction in the code object.
    pub pc: u16,
}

/// What a thread is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ThreadKind {
    /// The program's main thread.
    Main,
    /// Evaluates the prompt's lines.
    Evaluation,
    /// Started by the program or from the host.
    Started,
    /// Runs callbacks of interrupts and timers.
    Interrupt,
}

/// What a waiting thread waits on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum WaitOn {
    /// Its time to pass.
    Time,
    /// Standard input, or a next line of the prompt.
    Input,
    /// Room in the output ring.
    Output,
    /// A lock, which this thread holds.
    Lock {
        /// Holder; `None` if it has ended.
        owner: Option<u16>,
    },
    /// A queue to be filled.
    QueueItem,
    /// A queue to have room.
    QueueRoom,
    /// An event or condition.
    Event,
    /// The end of another thread.
    Thread {
        /// That thread.
        id: u16,
    },
    /// A peripheral.
    Peripheral,
    /// A next callback.
    Callback,
}

/// What a thread is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ThreadState {
    /// Holds the interpreter lock.
    Running,
    /// Could run.
    Ready,
    /// Waits.
    Waiting {
        /// On what.
        on: WaitOn,
        /// For at most this many milliseconds more; `None` without limit.
        for_ms: Option<u32>,
    },
    /// Suspended from the host.
    Suspended,
    /// Ends: its `finally` clauses run.
    Stopping,
    /// Has ended by returning.
    Finished,
    /// Has ended by `ThreadExit`.
    Stopped,
    /// Has ended by an exception that nothing caught.
    Raised {
        /// The exception.
        exception: u16,
    },
}

/// One thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ThreadRow {
    /// Its number; not used again while the program runs.
    pub id: u16,
    /// What it is for.
    pub kind: ThreadKind,
    /// What it is doing.
    pub state: ThreadState,
    /// Priority it was given, 1 to 7.
    pub priority_base: u8,
    /// Priority it has now, by inheritance.
    pub priority: u8,
    /// Nanoseconds it has held the interpreter lock.
    pub held_ns: u64,
    /// Nanoseconds since it was started.
    pub age_ns: u64,
    /// Times it was woken.
    pub wakeups: u32,
    /// Bytes of Python stack in use.
    pub stack_used: u32,
    /// Bytes of Python stack allocated.
    pub stack_size: u32,
    /// Most bytes of native stack ever used, where the port can tell.
    pub native_high_water: Option<u32>,
    /// Bytes of native stack, where the port can tell.
    pub native_size: Option<u32>,
    /// Fixed or registered name that the thread was given; `None`: that of its function.
    pub name: Option<u16>,
    /// Code object of the function it was started with.
    pub entry: u16,
    /// Where it is; `None` once it has ended.
    pub at: Option<Place>,
    /// It has frames of code that was replaced.
    pub on_old_code: bool,
}

/// Frames of one thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StackQuery {
    /// The thread.
    pub thread: u16,
    /// 0 for the first page, then the `next` of the page before.
    pub cursor: u32,
}

/// One frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StackRow {
    /// Where it is: the instruction in progress.
    pub at: Place,
    /// Its code was replaced since it was entered.
    pub old_code: bool,
    /// Words of stack it takes.
    pub words: u16,
}

/// What is started.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Entry {
    /// The loaded program, from its main module.
    Program,
    /// The function in this global variable, without arguments.
    Global(u16),
}

/// Starts the program or a thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Start {
    /// What.
    pub entry: Entry,
    /// Priority 1 to 7; 0 for the default.
    pub priority: u8,
    /// Bytes of the first stack segment; 0 for the default.
    pub stack_size: u16,
}

/// A thread was started.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Started {
    /// Its number.
    pub thread: u16,
}

/// Which threads are stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StopRequest {
    /// One.
    Thread(u16),
    /// Every thread of the program, with its timers and callbacks.
    Program,
}

/// Names a thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ThreadRequest {
    /// The thread.
    pub thread: u16,
}

/// Gives a thread another base priority.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PriorityChange {
    /// The thread.
    pub thread: u16,
    /// 1 to 7, 7 the most urgent.
    pub priority: u8,
}
