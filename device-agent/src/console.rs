//! Program output and standard input: the rings of the protocol, behind a lock that program threads and the agent share.

use protocol::console::{Console, OutputRing, StdinRing, Streams};
use protocol::info::{Register, Registers};
use protocol::page::Rows;
use protocol::program::Place;
use protocol::record::{self, Record};
use vm::machine::{self, Event, Input, Line, Outlet};
use vm::thread::Exclusive;
use vosal::{Os, Thread};

/// Both rings and who sends what is in them.
pub(crate) struct Rings {
    os: &'static dyn Os,
    streams: Exclusive<Streams<'static>>,
    /// The agent's thread, which sends what is written.
    agent: Option<Thread>,
}

impl Rings {
    /// Rings in the memory given; the calling thread is the agent's.
    pub(crate) fn new(
        os: &'static dyn Os,
        output: &'static mut [u8],
        stdin: &'static mut [u8],
    ) -> Rings {
        let streams = Streams {
            output: OutputRing::new(output),
            stdin: StdinRing::new(stdin),
        };
        Rings {
            os,
            streams: Exclusive::new(os, streams),
            agent: os.current(),
        }
    }

    fn wake_agent(&self) {
        if let Some(agent) = self.agent {
            self.os.unpark(agent);
        }
    }
}

impl Console for Rings {
    fn with<R>(&self, access: impl FnOnce(&mut Streams<'_>) -> R) -> R {
        self.streams.with(|streams| access(streams))
    }
}

/// Bytes written at a time, so that the lock is never held for long.
const PIECE: usize = 128;

impl Outlet for Rings {
    fn write(&self, text: &[u8]) -> usize {
        let mut taken = 0;
        for piece in text.chunks(PIECE) {
            let part = self.with(|streams| streams.output.write(piece));
            taken += part;
            if part < piece.len() {
                break;
            }
        }
        self.wake_agent();
        taken
    }

    fn write_or_cut(&self, text: &[u8]) {
        for piece in text.chunks(PIECE) {
            self.with(|streams| streams.output.write_or_cut(piece));
        }
        self.wake_agent();
    }

    fn tell(&self, event: &Event<'_>) -> bool {
        let mut places = [0; record::RECORD_MAX];
        let Some(record) = record_of(event, &mut places) else {
            return true; // a record too long to be sent at all; there is none
        };
        let told = self.with(|streams| streams.output.record(&record));
        self.wake_agent();
        told
    }

    fn read(&self, buffer: &mut [u8]) -> Input {
        let input = self.with(|streams| match streams.stdin.read(buffer) {
            0 if streams.stdin.ended() => Input::Ended,
            0 => Input::Nothing,
            count => Input::Bytes(count),
        });
        if let Input::Bytes(_) = input {
            self.wake_agent(); // there is credit to give
        }
        input
    }

    fn available(&self) -> usize {
        self.with(|streams| streams.stdin.available())
    }

    fn line(&self) -> Line {
        self.with(|streams| match streams.stdin.line() {
            Some(0) => Line::Ended,
            Some(count) => Line::Bytes(count),
            None => Line::Nothing,
        })
    }
}

/// The registers as they travel; the chain stands for the contents of all of them.
pub(crate) fn registers_of(registers: machine::Registers) -> Registers {
    let register = |len| Register {
        len,
        hash: registers.chain,
    };
    Registers {
        names: register(registers.names),
        exceptions: register(registers.exceptions),
        code: register(registers.codes),
        globals: register(registers.globals),
    }
}

/// A place as it travels.
pub(crate) fn place_of(place: machine::Place) -> Place {
    Place {
        image: place.image,
        code: place.code,
        pc: place.pc,
    }
}

fn ending_of(ending: machine::Ending) -> record::Ending {
    match ending {
        machine::Ending::Returned => record::Ending::Returned,
        machine::Ending::Raised => record::Ending::Raised,
        machine::Ending::Stopped => record::Ending::Stopped,
    }
}

fn notice_of(notice: machine::Notice) -> record::Notice {
    match notice {
        machine::Notice::ConsoleIsLink => record::Notice::ConsoleIsLink,
        machine::Notice::CallbacksMuted => record::Notice::CallbacksMuted,
        machine::Notice::ForcedEnd => record::Notice::ForcedEnd,
        machine::Notice::InterruptsLost => record::Notice::InterruptsLost,
    }
}

/// Most frames in a record of a raise.
const FRAMES_MAX: usize = 8;

fn record_of<'a>(event: &Event<'a>, room: &'a mut [u8]) -> Option<Record<'a>> {
    Some(match *event {
        Event::Raised {
            thread,
            in_callback,
            chain,
            exception,
            left_out,
            outer,
            frames,
        } => {
            let mut places = [Place::default(); FRAMES_MAX];
            let count = frames.len().min(FRAMES_MAX);
            for (place, frame) in places.iter_mut().zip(frames) {
                *place = place_of(*frame);
            }
            Record::Raised {
                thread,
                in_callback,
                chain: match chain {
                    machine::Chain::First => record::Chain::First,
                    machine::Chain::Cause => record::Chain::Cause,
                    machine::Chain::Context => record::Chain::Context,
                },
                exception,
                left_out,
                outer,
                frames: Rows::encode(places.get(..count)?, room)?,
            }
        }
        Event::RaisedText { thread, text } => Record::RaisedText { thread, text },
        Event::ThreadEnded { thread, ending } => Record::ThreadEnded {
            thread,
            ending: ending_of(ending),
        },
        Event::EvaluationEnded {
            image,
            ending,
            registers,
        } => Record::EvaluationEnded {
            image,
            ending: ending_of(ending),
            registers: registers_of(registers),
        },
        Event::ProgramEnded {
            raised,
            timers,
            callbacks,
        } => Record::ProgramEnded {
            raised,
            timers,
            callbacks,
        },
        Event::Notice { notice, value } => Record::Notice {
            notice: notice_of(notice),
            value,
        },
    })
}
