//! The input capture unit.

use super::agenda::Action;
use super::{SimBoard, State};
use vhal::{Capture, Edge, Error, Icu, Peripheral, Pin, PinMode, PinState, Pins, Result, Trigger};

/// How many durations fit.
const LIMIT: usize = 256;

#[derive(Default)]
pub(super) struct CaptureUnit {
    job: Option<Job>,
    turn: u32,
}

struct Job {
    net: usize,
    trigger: Trigger,
    count: usize,
    window: u32,
    /// Time of the last edge, once the first has come.
    last: Option<u64>,
    first: PinState,
    durations: Vec<u32>,
    ended: bool,
}

impl CaptureUnit {
    /// Whether a capture listens to a net.
    pub(super) fn on(&self, net: usize) -> bool {
        self.job
            .as_ref()
            .is_some_and(|job| job.net == net && !job.ended)
    }
}

impl State {
    pub(super) fn edge_for_capture(&mut self, net: usize, edge: Edge) {
        let now = self.now;
        let Some(job) = self
            .capture
            .job
            .as_mut()
            .filter(|job| job.net == net && !job.ended)
        else {
            return;
        };
        match job.last {
            None => {
                let begins = match job.trigger {
                    Trigger::Both => true,
                    Trigger::Falling => edge == Edge::Falling,
                    Trigger::Rising => edge == Edge::Rising,
                };
                if begins {
                    job.last = Some(now);
                    job.first = PinState::from(edge == Edge::Rising);
                    self.agenda.add(
                        now + u64::from(job.window),
                        Action::CaptureEnd {
                            turn: self.capture.turn,
                        },
                    );
                }
            }
            Some(last) => {
                job.durations.push((now - last) as u32);
                job.last = Some(now);
                if job.durations.len() == job.count {
                    job.ended = true;
                    self.ready(Peripheral::ICU);
                }
            }
        }
    }

    pub(super) fn capture_window_ends(&mut self, turn: u32) {
        if let (true, Some(job)) = (turn == self.capture.turn, &mut self.capture.job)
            && !std::mem::replace(&mut job.ended, true)
        {
            self.ready(Peripheral::ICU);
        }
    }
}

impl Icu for SimBoard {
    fn limit(&self) -> usize {
        LIMIT
    }

    fn start(
        &self,
        pin: Pin,
        mode: PinMode,
        trigger: Trigger,
        count: usize,
        window: u32,
    ) -> Result<()> {
        if count > LIMIT {
            return Err(Error::TooLong);
        }
        if count == 0 {
            return Err(Error::Argument);
        }
        if self.with(|state| state.capture.job.as_ref().is_some_and(|job| !job.ended)) {
            return Err(Error::Busy);
        }
        self.set_mode(pin, mode)?;
        self.with(|state| {
            let net = state.nets.pads[state.nets.pad(pin)?].net;
            state.settle(net);
            state.capture.turn = state.capture.turn.wrapping_add(1);
            let first = PinState::Low;
            let durations = Vec::with_capacity(count);
            state.capture.job = Some(Job {
                net,
                trigger,
                count,
                window,
                last: None,
                first,
                durations,
                ended: false,
            });
            state.follow_pulses(net);
            Ok(())
        })
    }

    fn finish(&self, durations: &mut [u32]) -> Result<Capture> {
        self.with(|state| {
            let job = state.capture.job.take_if(|job| job.ended);
            let Some(job) = job else {
                return Err(if state.capture.job.is_some() {
                    Error::Busy
                } else {
                    Error::HardwareStatus
                });
            };
            let count = job.durations.len().min(durations.len());
            durations[..count].copy_from_slice(&job.durations[..count]);
            Ok(Capture {
                count,
                first: job.first,
            })
        })
    }

    fn abort(&self) {
        self.with(|state| state.capture.job = None);
    }
}
