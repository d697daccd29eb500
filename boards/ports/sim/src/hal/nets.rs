//! Pads, the nets that wires make of them, and their levels.

use super::{SimBoard, SimConfig, State};
use vhal::{Error, Pin, PinClass, PinMode, PinState, Pins, Result};

use std::collections::HashMap;

pub(super) struct Nets {
    by_pin: HashMap<Pin, usize>,
    pub(super) pads: Vec<Pad>,
    pub(super) nets: Vec<Net>,
}

#[derive(Default)]
pub(super) struct Pad {
    pub(super) net: usize,
    mode: Option<PinMode>,
    /// What was written last.
    latch: bool,
    /// What the world outside drives, if it does.
    outside: Option<bool>,
    /// Whether the board has a resistor to the supply here.
    pull_up: bool,
    /// Whether the link to the host occupies it.
    link: bool,
    pub(super) pulses: Option<super::pwm::Pulses>,
    /// One bit for each class of pin that the pad has a name of.
    classes: u16,
    /// Counts plans of edges, so that overtaken agenda entries can be told.
    pub(super) turn: u32,
    /// Counts trains of pulses, so that the end of an overtaken one can be told.
    pub(super) ends_with: u32,
}

#[derive(Default)]
pub(super) struct Net {
    pub(super) pads: Vec<usize>,
    pub(super) level: bool,
}

impl Nets {
    pub(super) fn new(config: &SimConfig) -> Self {
        let mut numbers: Vec<u16> = config.pins.iter().map(|(_, pad)| *pad).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let place = |pad: u16| numbers.binary_search(&pad).unwrap_or_default();
        let by_pin: HashMap<Pin, usize> = config
            .pins
            .iter()
            .map(|(pin, pad)| (*pin, place(*pad)))
            .collect();
        let mut pads: Vec<Pad> = numbers
            .iter()
            .enumerate()
            .map(|(net, _)| Pad {
                net,
                ..Pad::default()
            })
            .collect();
        let at = |pin: &Pin| *by_pin.get(pin).unwrap_or_else(|| panic!("no pin {pin:?}"));
        for (from, to) in &config.wires {
            let (joined, into) = (pads[at(from)].net, pads[at(to)].net);
            pads.iter_mut()
                .filter(|pad| pad.net == joined)
                .for_each(|pad| pad.net = into);
        }
        config
            .pull_ups
            .iter()
            .for_each(|pin| pads[at(pin)].pull_up = true);
        by_pin
            .iter()
            .for_each(|(pin, pad)| pads[*pad].classes |= 1 << (pin.0 >> 8));
        config
            .link_pins
            .iter()
            .for_each(|pin| pads[at(pin)].link = true);
        let mut nets: Vec<Net> = pads.iter().map(|_| Net::default()).collect();
        pads.iter()
            .enumerate()
            .for_each(|(place, pad)| nets[pad.net].pads.push(place));
        Self { by_pin, pads, nets }
    }

    pub(super) fn pad(&self, pin: Pin) -> Result<usize> {
        self.by_pin.get(&pin).copied().ok_or(Error::InvalidPin)
    }

    /// The pad of a pin that programs may use.
    fn free_pad(&self, pin: Pin) -> Result<usize> {
        let pad = self.pad(pin)?;
        if self.pads[pad].link {
            Err(Error::Busy)
        } else {
            Ok(pad)
        }
    }

    /// The pad of a pin that has a pulse generator.
    pub(super) fn pulse_pad(&self, pin: Pin) -> Result<usize> {
        self.free_pad(pin).and_then(|pad| {
            if self.has_class(pad, PinClass::Pwm) {
                Ok(pad)
            } else {
                Err(Error::InvalidPin)
            }
        })
    }

    /// Whether a pad has a name of a class, and with it what the class does.
    pub(super) fn has_class(&self, pad: usize, class: PinClass) -> bool {
        self.pads[pad].classes & (1 << class as u16) != 0
    }

    /// Whether two pads are wired, directly or over others.
    pub(super) fn wired(&self, a: usize, b: usize) -> bool {
        self.pads[a].net == self.pads[b].net
    }

    /// The level a net has at `now` by who drives it: outputs before resistors, low before high.
    fn resolve(&self, net: usize, now: u64) -> bool {
        let pads = || self.nets[net].pads.iter().map(|pad| &self.pads[*pad]);
        let driven = pads()
            .flat_map(|pad| [pad.drives(now), pad.outside])
            .flatten()
            .reduce(|a, b| a && b);
        driven.unwrap_or_else(|| {
            let pulled_up = pads().any(|pad| {
                pad.pull_up
                    || matches!(
                        pad.mode,
                        Some(PinMode::InputPullUp | PinMode::OutputOpenDrain)
                    )
            });
            pulled_up && !pads().any(|pad| pad.mode == Some(PinMode::InputPullDown))
        })
    }
}

impl Pad {
    /// Makes it an output that is low.
    pub(super) fn make_low_output(&mut self) {
        self.mode = Some(PinMode::Output);
        self.latch = false;
    }

    /// What the pad drives, if it does.
    pub(super) fn drives(&self, now: u64) -> Option<bool> {
        if let Some(pulses) = &self.pulses {
            return Some(pulses.level(now));
        }
        match self.mode {
            Some(PinMode::Output | PinMode::OutputHighDrive) => Some(self.latch),
            Some(PinMode::OutputOpenDrain) if !self.latch => Some(false),
            _ => None,
        }
    }
}

impl State {
    /// Brings the level of a net up to date, and tells if it changed.
    pub(super) fn settle(&mut self, net: usize) {
        let level = self.nets.resolve(net, self.now);
        if self.nets.nets[net].level != level {
            self.nets.nets[net].level = level;
            self.publish(net, level);
        }
    }

    /// Brings all nets up to date.
    pub(super) fn settle_all(&mut self) {
        (0..self.nets.nets.len()).for_each(|net| self.settle(net));
    }

    /// Makes an input of a pin that was never configured.
    pub(super) fn default_to_input(&mut self, pad: usize) {
        self.nets.pads[pad].mode.get_or_insert(PinMode::Input);
    }

    /// Changes a pad and brings its net up to date.
    fn change(&mut self, pad: usize, change: impl FnOnce(&mut Pad)) {
        change(&mut self.nets.pads[pad]);
        self.settle(self.nets.pads[pad].net);
    }
}

impl Pins for SimBoard {
    fn set_mode(&self, pin: Pin, mode: PinMode) -> Result<()> {
        self.with(|state| {
            let pad = state.nets.free_pad(pin)?;
            state.change(pad, |pad| pad.mode = Some(mode));
            Ok(())
        })
    }

    fn read(&self, pin: Pin) -> Result<PinState> {
        self.with(|state| {
            let net = state.nets.pads[state.nets.pad(pin)?].net;
            state.settle(net);
            Ok(PinState::from(state.nets.nets[net].level))
        })
    }

    fn write(&self, pin: Pin, level: PinState) -> Result<()> {
        self.with(|state| {
            let pad = state.nets.free_pad(pin)?;
            state.change(pad, |pad| pad.latch = level == PinState::High);
            Ok(())
        })
    }

    fn toggle(&self, pin: Pin) -> Result<()> {
        self.with(|state| {
            let pad = state.nets.free_pad(pin)?;
            state.change(pad, |pad| pad.latch = !pad.latch);
            Ok(())
        })
    }
}

impl SimBoard {
    /// Drives a pin from outside, as a button or a signal does, or lets go of it with `None`.
    pub fn drive(&self, pin: Pin, level: Option<bool>) -> Result<()> {
        self.with(|state| {
            let pad = state.nets.pad(pin)?;
            state.change(pad, |pad| pad.outside = level);
            Ok(())
        })
    }
}
