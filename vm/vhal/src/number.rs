//! Numbers of pins and peripherals, the same on every board.

/// What kind of pin a number names; the high byte of a [`Pin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PinClass {
    /// `D0`…
    Digital = 0x00,
    /// `A0`…
    Analog = 0x01,
    /// `MOSI0`, `MISO0`, `SCLK0`, `MOSI1`…: three a bus.
    Spi = 0x02,
    /// `SDA0`, `SCL0`…: two a bus.
    I2c = 0x03,
    /// `PWM0`…
    Pwm = 0x04,
    /// `ICU0`…
    Icu = 0x05,
    /// `CANRX0`, `CANTX0`…: two a bus.
    Can = 0x06,
    /// `RX0`, `TX0`…: two a port.
    Serial = 0x07,
    /// `DAC0`…
    Dac = 0x08,
    /// `LED0`…
    Led = 0x09,
    /// `BTN0`…
    Button = 0x0A,
}

impl PinClass {
    /// All classes, in order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Digital,
        Self::Analog,
        Self::Spi,
        Self::I2c,
        Self::Pwm,
        Self::Icu,
        Self::Can,
        Self::Serial,
        Self::Dac,
        Self::Led,
        Self::Button,
    ];
}

/// A pin as programs see it: class shifted left by eight, or index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pin(pub u16);

impl Pin {
    /// The pin of a class and an index.
    #[must_use]
    pub const fn new(class: PinClass, index: u8) -> Self {
        Self(((class as u16) << 8) | index as u16)
    }

    /// The class; `None` if the number has none.
    #[must_use]
    pub fn class(self) -> Option<PinClass> {
        PinClass::ALL.get(usize::from(self.0 >> 8)).copied()
    }

    /// The index within the class.
    #[must_use]
    pub const fn index(self) -> u8 {
        (self.0 & 0xff) as u8
    }
}

/// A unit of a peripheral as programs see it: kind, or index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peripheral(pub u16);

impl Peripheral {
    /// `ADCn`.
    pub const ADC: Self = Self(0x0100);
    /// `SPIn`.
    pub const SPI: Self = Self(0x0200);
    /// `I2Cn`.
    pub const I2C: Self = Self(0x0300);
    /// `PWMDn`: the index is that of the pin.
    pub const PWM: Self = Self(0x0400);
    /// `ICUDn`.
    pub const ICU: Self = Self(0x0500);
    /// `CANn`.
    pub const CAN: Self = Self(0x0600);
    /// `SERIALn`.
    pub const SERIAL: Self = Self(0x0700);
    /// `DACn`.
    pub const DAC: Self = Self(0x0800);
    /// `SDn`.
    pub const SD: Self = Self(0x0C00);
    /// `RTCn`.
    pub const RTC: Self = Self(0x2000);
    /// Hardware timers; programs have no name for them.
    pub const TIMER: Self = Self(0x2100);

    /// Unit `index` of this kind.
    #[must_use]
    pub const fn unit(self, index: u8) -> Self {
        Self(self.0 | index as u16)
    }

    /// The kind: this number with index 0.
    #[must_use]
    pub const fn kind(self) -> Self {
        Self(self.0 & 0xff00)
    }

    /// The index among units of this kind.
    #[must_use]
    pub const fn index(self) -> u8 {
        (self.0 & 0xff) as u8
    }
}
