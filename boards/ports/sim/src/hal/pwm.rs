//! Pulse generators.
//!
//! The level of a pad with a generator follows from the time alone, so nothing happens while nobody looks;
//! edges are put into the agenda only while an interrupt or a capture listens to the net.

use super::agenda::Action;
use super::{SimBoard, State};
use vhal::{Peripheral, Pin, Pwm, Result};

/// Edges closer than this, in microseconds, are merged as an interrupt that is pending already merges them.
const FINEST: u64 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pulses {
    start: u64,
    period: u32,
    pulse: u32,
    unit: Peripheral,
}

impl Pulses {
    pub(super) fn level(&self, now: u64) -> bool {
        (now - self.start) % u64::from(self.period) < u64::from(self.pulse)
    }

    /// The share of the time that the level is high, of `whole`.
    pub(super) fn mean(&self, whole: u16) -> u16 {
        (u64::from(whole) * u64::from(self.pulse) / u64::from(self.period)) as u16
    }

    /// When the level changes next after `now`; never if it fills the period.
    fn next_edge(&self, now: u64) -> Option<u64> {
        if self.pulse == self.period {
            return None;
        }
        let (period, pulse) = (u64::from(self.period), u64::from(self.pulse));
        let begin = now - (now - self.start) % period;
        Some(if now < begin + pulse {
            begin + pulse
        } else {
            begin + period
        })
    }
}

impl State {
    fn listened(&self, net: usize) -> bool {
        self.watches.any_on(net) || self.capture.on(net)
    }

    /// Puts the next edge of a pad into the agenda, if anybody listens.
    fn plan_edge(&mut self, pad: usize) {
        let Some(pulses) = self.nets.pads[pad].pulses else {
            return;
        };
        if !self.listened(self.nets.pads[pad].net) {
            return;
        }
        let soonest = self.now
            + if pulses.period < 2 * FINEST as u32 {
                FINEST
            } else {
                0
            };
        if let Some(time) = pulses.next_edge(soonest) {
            self.agenda.add(
                time,
                Action::PulseEdge {
                    pad,
                    turn: self.nets.pads[pad].turn,
                },
            );
        }
    }

    /// Begins to put edges into the agenda when someone begins to listen to a net.
    pub(super) fn follow_pulses(&mut self, net: usize) {
        for pad in self.nets.nets[net].pads.clone() {
            if self.nets.pads[pad].pulses.is_some() {
                // A new turn, or edges would be planned twice if somebody listened before.
                self.replace(pad, self.nets.pads[pad].pulses);
            }
        }
    }

    pub(super) fn pulse_edge(&mut self, pad: usize, turn: u32) {
        if self.nets.pads[pad].turn == turn {
            self.settle(self.nets.pads[pad].net);
            self.plan_edge(pad);
        }
    }

    pub(super) fn pulses_end(&mut self, pad: usize, turn: u32) {
        if let Some(pulses) = self.nets.pads[pad]
            .pulses
            .filter(|_| self.nets.pads[pad].ends_with == turn)
        {
            self.replace(pad, None);
            self.ready(pulses.unit);
        }
    }

    /// Gives a pad another generator or none.
    fn replace(&mut self, pad: usize, pulses: Option<Pulses>) {
        self.nets.pads[pad].pulses = pulses;
        self.nets.pads[pad].turn = self.nets.pads[pad].turn.wrapping_add(1);
        self.settle(self.nets.pads[pad].net);
        self.plan_edge(pad);
    }

    fn start_pulses(&mut self, pin: Pin, period: u32, pulse: u32, count: u32) -> Result<()> {
        let pad = self.nets.pulse_pad(pin)?;
        // The latch is low when the generator lets go.
        self.nets.pads[pad].make_low_output();
        self.nets.pads[pad].ends_with = self.nets.pads[pad].ends_with.wrapping_add(1);
        if period == 0 || pulse == 0 || pulse > period {
            self.replace(pad, None);
            return Ok(());
        }
        let unit = Peripheral::PWM.unit(pin.index());
        self.replace(
            pad,
            Some(Pulses {
                start: self.now,
                period,
                pulse,
                unit,
            }),
        );
        if count > 0 {
            let end = self.now + u64::from(count) * u64::from(period);
            self.agenda.add(
                end,
                Action::PulsesEnd {
                    pad,
                    turn: self.nets.pads[pad].ends_with,
                },
            );
        }
        Ok(())
    }
}

impl Pwm for SimBoard {
    fn start(&self, pin: Pin, period: u32, pulse: u32, count: u32) -> Result<()> {
        self.with(|state| state.start_pulses(pin, period, pulse, count))
    }

    fn running(&self, pin: Pin) -> Result<bool> {
        Ok(self.pulses(pin)?.is_some())
    }

    fn stop(&self, pin: Pin) -> Result<()> {
        Pwm::start(self, pin, 0, 0, 0)
    }
}

impl SimBoard {
    /// Period and pulse of a pin in microseconds, if it makes pulses.
    pub fn pulses(&self, pin: Pin) -> Result<Option<(u32, u32)>> {
        self.with(|state| {
            let pad = state.nets.pulse_pad(pin)?;
            Ok(state.nets.pads[pad]
                .pulses
                .map(|pulses| (pulses.period, pulses.pulse)))
        })
    }
}
