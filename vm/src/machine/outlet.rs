//! What the machine says to the outside, and reads from it: program output, standard input, events.
//!
//! The machine knows no protocol; the agent implements [`Outlet`] over its rings.

/// A place in code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Serial number of the image that holds the code.
    pub image: u16,
    /// Code id.
    pub code: u16,
    /// Offset of the instruction in bytes from the code's first one.
    pub pc: u16,
}

/// How far the append-only registers of the running program have grown, and the hash that names its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Registers {
    /// Names.
    pub names: u16,
    /// Exceptions.
    pub exceptions: u16,
    /// Code ids.
    pub codes: u16,
    /// Globals.
    pub globals: u16,
    /// The chain of images.
    pub chain: u32,
}

/// How an exception came after the one told before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chain {
    /// It is the first.
    First,
    /// It was raised `from` the one before.
    Cause,
    /// It was raised while the one before was handled.
    Context,
}

/// How a thread or an evaluation has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// By returning.
    Returned,
    /// By an exception that nothing caught.
    Raised,
    /// By `ThreadExit`, or by force.
    Stopped,
}

/// What the machine has to say about itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    /// The program opened the link's serial port.
    ConsoleIsLink,
    /// Callbacks raised more often than is reported; the value says how often.
    CallbacksMuted,
    /// The thread whose id is the value was ended without its `finally` clauses.
    ForcedEnd,
    /// As many interrupt events as the value says were lost because their queue was full.
    InterruptsLost,
}

/// Something that happened, at its place in the output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event<'a> {
    /// A thread or a callback raised and nothing caught it; chained exceptions follow one another, the oldest first.
    Raised {
        /// Id of the thread.
        thread: u16,
        /// It was in a callback: the thread goes on.
        in_callback: bool,
        /// How it came after the one before.
        chain: Chain,
        /// Index of the exception.
        exception: u16,
        /// Frames left out after the first `outer` ones.
        left_out: u16,
        /// Frames before the gap.
        outer: u8,
        /// The frames that are kept, outermost first.
        frames: &'a [Place],
    },
    /// A piece of the text of the exception told before, in whole characters.
    RaisedText {
        /// Id of the thread.
        thread: u16,
        /// The piece.
        text: &'a str,
    },
    /// A thread has ended.
    ThreadEnded {
        /// Its id.
        thread: u16,
        /// How.
        ending: Ending,
    },
    /// The evaluation of a fragment has ended.
    EvaluationEnded {
        /// Serial number of the fragment's image.
        image: u16,
        /// How.
        ending: Ending,
        /// The registers after it.
        registers: Registers,
    },
    /// Main and the threads that it started have ended.
    ProgramEnded {
        /// One of them by an exception.
        raised: bool,
        /// Timers still armed.
        timers: u16,
        /// Pins still watched.
        callbacks: u16,
    },
    /// See [`Notice`].
    Notice {
        /// What.
        notice: Notice,
        /// How often, or which.
        value: u32,
    },
}

/// What reading standard input brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// As many bytes, at least one.
    Bytes(usize),
    /// Nothing yet.
    Nothing,
    /// Nothing any more.
    Ended,
}

/// Whether a line of standard input is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Line {
    /// As many bytes, up to and with the end of the line; or without one if there is no room for more or no more comes.
    Bytes(usize),
    /// It is not complete yet.
    Nothing,
    /// There will be none any more.
    Ended,
}

/// The outside, as the machine sees it; all of it returns at once.
///
/// Implementations wake [`crate::thread::WaitKind::Output`] when room appears and [`crate::thread::WaitKind::Input`] when
/// input arrives or ends.
pub trait Outlet: Sync {
    /// Takes program output; how much of it. Less than all means: wait for room.
    fn write(&self, text: &[u8]) -> usize;

    /// Takes program output of one that cannot wait; what does not fit is cut and counted.
    fn write_or_cut(&self, text: &[u8]);

    /// Takes an event, all of it or nothing; nothing means: wait for room.
    fn tell(&self, event: &Event<'_>) -> bool;

    /// Moves standard input into `buffer`.
    fn read(&self, buffer: &mut [u8]) -> Input;

    /// How many bytes of standard input can be read.
    fn available(&self) -> usize;

    /// The next line of standard input, which [`Outlet::read`] then brings.
    fn line(&self) -> Line;
}
