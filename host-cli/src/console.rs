//! What a board says unasked, as a person sees it: output, tracebacks, ends, interruptions of the link.

use crate::device::{Event, Events, Meeting, OutputItem};
use crate::report::traceback::{Frame, Raised};
use protocol::page::Rows;
use protocol::program::Place;
use protocol::record::{Ending, Notice, Record};
use std::collections::VecDeque;
use std::time::Duration;

/// Silence after which a traceback is complete, if nothing has come behind it.
const TRACEBACK_REST: Duration = Duration::from_millis(50);

/// How many things may wait to be shown while an upload is looked at.
const KEPT_MAX: usize = 1024;

/// Turns the numbers that a board reports into names and lines.
pub trait Symbols {
    /// Where an instruction is.
    fn frame(&self, place: Place) -> Frame;
    /// Name of an exception.
    fn exception(&self, index: u16) -> String;
    /// Text of a name.
    fn name(&self, number: u16) -> Option<String>;
    /// Name of the function that a code object belongs to.
    fn function(&self, code: u16) -> Option<String>;
}

/// One thing that a board says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The program has written this.
    Text(Vec<u8>),
    /// An exception ended a thread or a callback: its traceback, with a newline at its end.
    Traceback(String),
    /// A thread has ended.
    ThreadEnded {
        /// Which.
        thread: u16,
        /// How.
        ending: Ending,
    },
    /// A fragment has been evaluated.
    EvaluationEnded {
        /// Serial number of its image.
        image: u16,
        /// How.
        ending: Ending,
    },
    /// Main and the threads it started have ended.
    ProgramEnded {
        /// One of them raised.
        raised: bool,
        /// Timers that are still armed.
        timers: u16,
        /// Callbacks that are still armed.
        callbacks: u16,
    },
    /// This many bytes of output are missing here.
    Missing(u32),
    /// Something to be told in passing.
    Notice(String),
    /// Bytes that belong to no frame: a boot loader's, or a panic's.
    Noise(Vec<u8>),
    /// The board was met again.
    Met(Meeting),
    /// The board has stopped answering.
    Silent,
    /// The port is gone; it is being opened again.
    Unplugged,
    /// An upload has come so far, in bytes.
    Progress(usize),
    /// The link is closed for good.
    Closed,
}

/// Reads a board's events in order.
#[derive(Debug)]
pub struct Console {
    events: Events,
    said: VecDeque<Said>,
    pending: Option<Pending>,
    /// Bytes of the stream that were written before this client came and are not shown.
    skip: u64,
    /// Bytes of the stream that have passed.
    passed: u64,
}

/// An exception whose text may not have come yet.
#[derive(Debug)]
struct Pending {
    thread: u16,
    in_callback: bool,
    raised: Raised,
}

impl Console {
    /// A console that begins with the oldest output the board has kept.
    #[must_use]
    pub fn new(events: Events) -> Console {
        Console {
            events,
            said: VecDeque::new(),
            pending: None,
            skip: 0,
            passed: 0,
        }
    }

    /// Leaves out what was written before, this many bytes of the stream since the board was met; what has been shown stays.
    pub fn skip(&mut self, bytes: u32) {
        self.skip = u64::from(bytes).saturating_sub(self.passed);
    }

    /// Waits for the next thing.
    ///
    /// Dropping the future loses nothing.
    pub async fn next(&mut self, symbols: &dyn Symbols) -> Said {
        loop {
            if let Some(said) = self.said.pop_front() {
                return said;
            }
            let event = if self.pending.is_some() {
                match tokio::time::timeout(TRACEBACK_REST, self.events.next()).await {
                    Ok(event) => event,
                    Err(_) => {
                        self.finish();
                        continue;
                    }
                }
            } else {
                self.events.next().await
            };
            match event {
                Some(event) => self.take(event, symbols),
                None => {
                    self.finish();
                    self.said.push_back(Said::Closed);
                }
            }
        }
    }

    /// Waits for news of an upload; the bytes that have come over.
    ///
    /// All else is kept for [`Console::next`], up to a bound: beyond it the board waits, as it does for any slow reader.
    /// Dropping the future loses nothing.
    pub(crate) async fn progress(&mut self, symbols: &dyn Symbols) -> usize {
        while self.said.len() < KEPT_MAX {
            match self.events.next().await {
                Some(Event::Progress(bytes)) => return bytes,
                Some(event) => self.take(event, symbols),
                None => break,
            }
        }
        std::future::pending().await
    }

    fn take(&mut self, event: Event, symbols: &dyn Symbols) {
        let said = match event {
            Event::Output(item) => return self.output(item, symbols),
            Event::Met(Meeting::First, _) | Event::Sample(_) => return,
            Event::Met(meeting, _) => Said::Met(meeting),
            Event::WrongVersion(error) => Said::Notice(error.to_string()),
            Event::Silent => Said::Silent,
            Event::Noise(bytes) => Said::Noise(bytes),
            Event::Progress(bytes) => Said::Progress(bytes),
            Event::Unplugged => Said::Unplugged,
        };
        self.said.push_back(said);
    }

    fn output(&mut self, item: OutputItem, symbols: &dyn Symbols) {
        match item {
            OutputItem::Text(text) => {
                let text = self.unskipped(text);
                if !text.is_empty() {
                    self.finish();
                    self.said.push_back(Said::Text(text));
                }
            }
            OutputItem::Record(bytes) => {
                self.passed += bytes.len() as u64 + 2;
                if self.skip > 0 {
                    self.skip = self.skip.saturating_sub(bytes.len() as u64 + 2);
                    return;
                }
                match Record::decode(&bytes) {
                    Some(record) => self.record(&record, symbols),
                    None => self.say(Said::Notice(
                        "the board reports something that this zshell does not know".into(),
                    )),
                }
            }
            OutputItem::Gap(bytes) => self.say(Said::Missing(bytes)),
        }
    }

    /// The part of a text that is to be shown; a byte 0xFF takes two bytes of the stream.
    fn unskipped(&mut self, text: Vec<u8>) -> Vec<u8> {
        let doubled = text.iter().filter(|byte| **byte == 0xFF).count();
        self.passed += (text.len() + doubled) as u64;
        if self.skip == 0 {
            return text;
        }
        let mut shown = 0;
        for byte in &text {
            if self.skip == 0 {
                break;
            }
            self.skip = self.skip.saturating_sub(if *byte == 0xFF { 2 } else { 1 });
            shown += 1;
        }
        text[shown..].to_vec()
    }

    fn say(&mut self, said: Said) {
        self.finish();
        self.said.push_back(said);
    }

    /// The traceback that was gathered is complete.
    fn finish(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.said.push_back(Said::Traceback(pending.render()));
        }
    }

    fn record(&mut self, record: &Record<'_>, symbols: &dyn Symbols) {
        match *record {
            Record::Raised {
                thread,
                in_callback,
                chain,
                exception,
                left_out,
                outer,
                frames,
            } => {
                self.finish();
                self.pending = Some(Pending {
                    thread,
                    in_callback,
                    raised: Raised {
                        chain,
                        exception: symbols.exception(exception),
                        text: String::new(),
                        frames: self::frames(frames, symbols),
                        outer: outer.into(),
                        left_out: left_out.into(),
                    },
                });
            }
            Record::RaisedText { thread, text } => match &mut self.pending {
                Some(pending) if pending.thread == thread => pending.raised.text.push_str(text),
                _ => self.say(Said::Notice(text.to_owned())),
            },
            Record::ThreadEnded { thread, ending } => {
                self.say(Said::ThreadEnded { thread, ending });
            }
            Record::EvaluationEnded { image, ending, .. } => {
                self.say(Said::EvaluationEnded { image, ending });
            }
            Record::ProgramEnded {
                raised,
                timers,
                callbacks,
            } => self.say(Said::ProgramEnded {
                raised,
                timers,
                callbacks,
            }),
            Record::Cut { bytes } => self.say(Said::Missing(bytes)),
            Record::Notice { notice, value } => self.say(Said::Notice(sentence(notice, value))),
        }
    }
}

impl Pending {
    fn render(&self) -> String {
        let text = self.raised.render();
        if self.in_callback && self.raised.chain == protocol::record::Chain::First {
            format!("Exception in a callback:\n{text}")
        } else {
            text
        }
    }
}

fn frames(rows: Rows<'_, Place>, symbols: &dyn Symbols) -> Vec<Frame> {
    rows.iter()
        .filter_map(Result::ok)
        .map(|place| symbols.frame(place))
        .collect()
}

fn sentence(notice: Notice, value: u32) -> String {
    match notice {
        Notice::ConsoleIsLink => {
            "the program opened the link's serial port; its speed and size are ignored".into()
        }
        Notice::CallbacksMuted => {
            format!("callbacks raised {value} more times than is reported")
        }
        Notice::ForcedEnd => format!(
            "thread {value} did not end in time; it was ended without its `finally` clauses"
        ),
        Notice::InterruptsLost => {
            format!("{value} interrupts were lost: their queue was full")
        }
    }
}
