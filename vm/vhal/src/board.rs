//! A board: its parts.

use crate::{
    Adc, Dac, Error, Flash, HardwareTimers, I2c, Icu, Interrupts, Pins, Pwm, Result, Rng, Rtc,
    Serial, Spi, System, Watchdog,
};

/// The peripherals of a board; what it lacks is `None`, and [`Error::Unsupported`] to whoever asks through the methods.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "each field is documented at its trait")]
pub struct Board {
    pub system: &'static dyn System,
    pub pins: Option<&'static dyn Pins>,
    pub interrupts: Option<&'static dyn Interrupts>,
    pub adc: Option<&'static dyn Adc>,
    pub dac: Option<&'static dyn Dac>,
    pub pwm: Option<&'static dyn Pwm>,
    pub icu: Option<&'static dyn Icu>,
    pub timers: Option<&'static dyn HardwareTimers>,
    pub serial: Option<&'static dyn Serial>,
    pub i2c: Option<&'static dyn I2c>,
    pub spi: Option<&'static dyn Spi>,
    pub rtc: Option<&'static dyn Rtc>,
    pub flash: Option<&'static dyn Flash>,
    pub rng: Option<&'static dyn Rng>,
    pub watchdog: Option<&'static dyn Watchdog>,
}

/// One accessor per part that a board may lack.
macro_rules! parts {
    ($($name:ident: $part:ident;)*) => {
        impl Board {
            /// A board that has nothing but a chip; the rest is added by struct update.
            #[must_use]
            pub const fn bare(system: &'static dyn System) -> Self {
                Self { system, $($name: None),* }
            }

            $(
                /// The part, or [`Error::Unsupported`].
                pub fn $name(&self) -> Result<&'static dyn $part> {
                    self.$name.ok_or(Error::Unsupported)
                }
            )*
        }
    };
}

parts! {
    pins: Pins;
    interrupts: Interrupts;
    adc: Adc;
    dac: Dac;
    pwm: Pwm;
    icu: Icu;
    timers: HardwareTimers;
    serial: Serial;
    i2c: I2c;
    spi: Spi;
    rtc: Rtc;
    flash: Flash;
    rng: Rng;
    watchdog: Watchdog;
}
