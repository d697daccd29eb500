//! What can go wrong with a peripheral.

/// The result of every operation here.
pub type Result<T> = core::result::Result<T, Error>;

/// Why an operation failed, and which exception the program sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Error {
    /// The pin does not exist on this board or cannot do this: `InvalidPinError`.
    InvalidPin = 1,
    /// The board has no such peripheral, or it cannot do this: `UnsupportedError`.
    Unsupported = 2,
    /// The peripheral is in the middle of something, or in use by another: `PeripheralError`.
    Busy = 3,
    /// It did not answer in time: `TimeoutError`.
    Timeout = 4,
    /// Nobody acknowledged the address or the data: `PeripheralError`.
    Nack = 5,
    /// It is not in a state that allows this, for example not open: `InvalidHardwareStatusError`.
    HardwareStatus = 6,
    /// It could not be set up: `HardwareInitializationError`.
    Init = 7,
    /// An argument is outside what the hardware can do: `ValueError`.
    Argument = 8,
    /// The transfer is longer than the port's buffer, see the `limit` of the trait: `ValueError`.
    TooLong = 9,
    /// The operation was aborted by its owner; the program does not see it.
    Aborted = 10,
    /// The hardware reports a fault that has no better name: `PeripheralError`.
    Fault = 11,
}

impl embedded_hal::digital::Error for Error {
    fn kind(&self) -> embedded_hal::digital::ErrorKind {
        embedded_hal::digital::ErrorKind::Other
    }
}

impl embedded_hal::i2c::Error for Error {
    fn kind(&self) -> embedded_hal::i2c::ErrorKind {
        use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource};
        match self {
            Self::Nack => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown),
            Self::Busy => ErrorKind::ArbitrationLoss,
            Self::Fault => ErrorKind::Bus,
            _ => ErrorKind::Other,
        }
    }
}

impl From<embedded_hal::i2c::ErrorKind> for Error {
    fn from(kind: embedded_hal::i2c::ErrorKind) -> Self {
        use embedded_hal::i2c::ErrorKind;
        match kind {
            ErrorKind::NoAcknowledge(_) => Self::Nack,
            ErrorKind::ArbitrationLoss => Self::Busy,
            _ => Self::Fault,
        }
    }
}

impl embedded_hal::spi::Error for Error {
    fn kind(&self) -> embedded_hal::spi::ErrorKind {
        embedded_hal::spi::ErrorKind::Other
    }
}

impl From<embedded_hal::spi::ErrorKind> for Error {
    fn from(_: embedded_hal::spi::ErrorKind) -> Self {
        Self::Fault
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::InvalidPin => "the board has no such pin, or it cannot do this",
            Self::Unsupported => "the board has no such peripheral, or it cannot do this",
            Self::Busy => "the peripheral is in use",
            Self::Timeout => "the peripheral did not answer in time",
            Self::Nack => "no acknowledgement",
            Self::HardwareStatus => "the peripheral is not in a state that allows this",
            Self::Init => "the peripheral could not be set up",
            Self::Argument => "an argument is outside what the hardware can do",
            Self::TooLong => "the transfer is longer than the buffer of the port",
            Self::Aborted => "aborted",
            Self::Fault => "the hardware reports a fault",
        })
    }
}

impl core::error::Error for Error {}

impl embedded_io::Error for Error {
    fn kind(&self) -> embedded_io::ErrorKind {
        use embedded_io::ErrorKind;
        match self {
            Self::InvalidPin | Self::Argument | Self::TooLong => ErrorKind::InvalidInput,
            Self::Unsupported => ErrorKind::Unsupported,
            Self::Timeout => ErrorKind::TimedOut,
            Self::Aborted => ErrorKind::Interrupted,
            _ => ErrorKind::Other,
        }
    }
}
