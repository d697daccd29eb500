//! Converters: analogue pins read what the world, or a wired output, gives them.
//!
//! An output of pulses reads as its mean, as behind a filter; any other digital output as one of the references.

use super::nets::Nets;
use super::{SimBoard, State};
use vhal::{Adc, Dac, Error, Pin, PinClass, Result};

/// Bits of a sample and of a level.
const BITS: u8 = 12;

/// The highest sample and level.
const HIGHEST: u16 = (1 << BITS) - 1;

pub(super) struct Converters {
    /// The level that the world gives each pad.
    levels: Vec<u16>,
    /// What each pad drives, if it does.
    outputs: Vec<Option<u16>>,
}

impl Converters {
    pub(super) fn new(nets: &Nets) -> Self {
        Self {
            levels: vec![0; nets.pads.len()],
            outputs: vec![None; nets.pads.len()],
        }
    }
}

impl State {
    /// The pad of a pin that has a converter of a class.
    fn converter(&self, pin: Pin, class: PinClass) -> Result<usize> {
        let pad = self.nets.pad(pin)?;
        if self.nets.has_class(pad, class) {
            Ok(pad)
        } else {
            Err(Error::InvalidPin)
        }
    }

    fn sample(&self, pin: Pin) -> Result<u16> {
        let pad = self.converter(pin, PinClass::Analog)?;
        let wired = || self.nets.nets[self.nets.pads[pad].net].pads.iter();
        let analogue = wired().find_map(|pad| self.analog.outputs[*pad]);
        let pulsed = || {
            wired().find_map(|pad| {
                self.nets.pads[*pad]
                    .pulses
                    .map(|pulses| pulses.mean(HIGHEST))
            })
        };
        let digital = || wired().find_map(|pad| self.nets.pads[*pad].drives(self.now));
        let level = analogue
            .or_else(pulsed)
            .or_else(|| digital().map(|high| if high { HIGHEST } else { 0 }));
        Ok(level.unwrap_or(self.analog.levels[pad]))
    }
}

impl Adc for SimBoard {
    fn bits(&self) -> u8 {
        BITS
    }

    fn rate_limit(&self) -> u32 {
        1_000_000
    }

    fn read(&self, pin: Pin) -> Result<u16> {
        self.with(|state| state.sample(pin))
    }
}

impl Dac for SimBoard {
    fn bits(&self) -> u8 {
        BITS
    }

    fn write(&self, pin: Pin, level: u16) -> Result<()> {
        self.with(|state| {
            let pad = state.converter(pin, PinClass::Dac)?;
            if level > HIGHEST {
                return Err(Error::Argument);
            }
            state.analog.outputs[pad] = Some(level);
            Ok(())
        })
    }

    fn stop(&self, pin: Pin) -> Result<()> {
        self.with(|state| {
            let pad = state.converter(pin, PinClass::Dac)?;
            state.analog.outputs[pad] = None;
            Ok(())
        })
    }
}

impl SimBoard {
    /// Sets the level at an analogue pin, 0 to 4095; a wired output has precedence.
    pub fn set_level(&self, pin: Pin, level: u16) -> Result<()> {
        self.with(|state| {
            let pad = state.converter(pin, PinClass::Analog)?;
            if level > HIGHEST {
                return Err(Error::Argument);
            }
            state.analog.levels[pad] = level;
            Ok(())
        })
    }
}
