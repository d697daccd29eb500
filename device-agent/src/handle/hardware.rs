//! Pins, from the host.

use crate::agent::Agent;
use protocol::commands::{GetPin, SetPin};
use protocol::hardware::{PinChange, PinMode, PinQuery, PinState};
use protocol::{Error, ReplyWriter, Sent, Unanswered};
use vhal::{Pin, Pins};

fn refusal(error: vhal::Error) -> Error {
    match error {
        vhal::Error::InvalidPin => Error::NoSuchPin,
        vhal::Error::Busy => Error::PinReserved,
        vhal::Error::Argument => Error::OutOfRange,
        vhal::Error::Unsupported => Error::Unsupported,
        _ => Error::Failed,
    }
}

/// The mode as the peripheral layer knows it; a pin cannot be put back into the state after reset.
fn mode_of(mode: PinMode) -> Result<vhal::PinMode, Error> {
    Ok(match mode {
        PinMode::Input => vhal::PinMode::Input,
        PinMode::InputPullUp => vhal::PinMode::InputPullUp,
        PinMode::InputPullDown => vhal::PinMode::InputPullDown,
        PinMode::Output => vhal::PinMode::Output,
        PinMode::OutputOpenDrain => vhal::PinMode::OutputOpenDrain,
        PinMode::Unset | PinMode::Peripheral => return Err(Error::OutOfRange),
    })
}

impl Agent {
    fn pins(&self) -> Result<&'static dyn Pins, Error> {
        self.machine.board().pins().map_err(refusal)
    }

    fn pin_state(&self, pin: Pin, mode: PinMode) -> Result<PinState, Error> {
        let level = self.pins()?.read(pin).map_err(refusal)?;
        Ok(PinState {
            mode,
            level: level == vhal::PinState::High,
        })
    }

    pub(super) fn tell_pin(
        &mut self,
        query: PinQuery,
        reply: ReplyWriter<'_, GetPin>,
    ) -> Result<Sent, Unanswered> {
        // The peripheral layer does not report modes.
        let state = self.pin_state(Pin(query.pin), PinMode::Unset)?;
        reply.send(&state)
    }

    pub(super) fn change_pin(
        &mut self,
        change: PinChange,
        reply: ReplyWriter<'_, SetPin>,
    ) -> Result<Sent, Unanswered> {
        let (pins, pin) = (self.pins()?, Pin(change.pin));
        let mode = change.mode.map(mode_of).transpose()?;
        if let Some(level) = change.level {
            pins.write(pin, level.into()).map_err(refusal)?;
        }
        if let Some(mode) = mode {
            pins.set_mode(pin, mode).map_err(refusal)?;
        }
        let state = self.pin_state(pin, change.mode.unwrap_or(PinMode::Unset))?;
        reply.send(&state)
    }
}
