//! Names of pins and peripherals, and the numbers that programs see: class shifted left by eight, or index.

/// A family of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// What names begin with.
    pub prefix: &'static str,
    /// The number of index 0.
    pub base: u16,
    /// The distance of the numbers of `prefix0` and `prefix1`: buses have several pins.
    pub stride: u16,
    /// Whether these are pins.
    pub pin: bool,
}

impl Class {
    /// The name of this function of a pin, as in `D5.PWM`.
    #[must_use]
    pub fn function(&self) -> &'static str {
        match self.prefix {
            "A" => "ADC",
            prefix => prefix,
        }
    }
}

const fn pins(prefix: &'static str, base: u16, stride: u16) -> Class {
    Class {
        prefix,
        base,
        stride,
        pin: true,
    }
}

const fn units(prefix: &'static str, base: u16) -> Class {
    Class {
        prefix,
        base,
        stride: 1,
        pin: false,
    }
}

/// Every family; no prefix is followed by digits in another.
const CLASSES: &[Class] = &[
    pins("D", 0x0000, 1),
    pins("A", 0x0100, 1),
    pins("MOSI", 0x0200, 3),
    pins("MISO", 0x0201, 3),
    pins("SCLK", 0x0202, 3),
    pins("SDA", 0x0300, 2),
    pins("SCL", 0x0301, 2),
    pins("PWM", 0x0400, 1),
    pins("ICU", 0x0500, 1),
    pins("CANRX", 0x0600, 2),
    pins("CANTX", 0x0601, 2),
    pins("RX", 0x0700, 2),
    pins("TX", 0x0701, 2),
    pins("DAC", 0x0800, 1),
    pins("LED", 0x0900, 1),
    pins("BTN", 0x0A00, 1),
    units("ADC", 0x0100),
    units("SPI", 0x0200),
    units("I2C", 0x0300),
    units("PWMD", 0x0400),
    units("ICUD", 0x0500),
    units("CAN", 0x0600),
    units("SERIAL", 0x0700),
    units("SD", 0x0C00),
    units("RTC", 0x2000),
];

/// The family and the index of a name such as `LED0`; `None` for one of no family, or with an index above 255.
#[must_use]
pub fn class_of(name: &str) -> Option<(&'static Class, u16)> {
    let class = CLASSES
        .iter()
        .filter(|class| {
            name.strip_prefix(class.prefix)
                .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        })
        .max_by_key(|class| class.prefix.len())?;
    let digits = name.strip_prefix(class.prefix)?;
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    let index: u8 = digits.parse().ok()?;
    Some((class, u16::from(index)))
}

/// The number of a name; `None` as in [`class_of`], or if the class has no such index.
#[must_use]
pub fn number_of(name: &str) -> Option<u16> {
    let (class, index) = class_of(name)?;
    let offset = (class.base & 0xff) + class.stride * index;
    (offset <= 0xff).then_some((class.base & 0xff00) + offset)
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn names_have_the_numbers_that_programs_know() {
        for (name, number) in [
            ("D0", 0x0000),
            ("D127", 0x007f),
            ("A3", 0x0103),
            ("MOSI0", 0x0200),
            ("SCLK0", 0x0202),
            ("MOSI1", 0x0203),
            ("SCL0", 0x0301),
            ("SDA1", 0x0302),
            ("PWM3", 0x0403),
            ("PWMD0", 0x0400),
            ("I2C0", 0x0300),
            ("RX0", 0x0700),
            ("TX1", 0x0703),
            ("SERIAL1", 0x0701),
            ("DAC0", 0x0800),
            ("LED0", 0x0900),
            ("BTN0", 0x0a00),
            ("RTC0", 0x2000),
        ] {
            assert_eq!(number_of(name), Some(number), "{name}");
        }
    }

    #[test]
    fn what_is_no_name_has_no_number() {
        for name in [
            "", "D", "0", "D00", "D01", "D256", "LED", "X0", "d0", "D-1", "D0 ", "MOSI99", "D1.PWM",
        ] {
            assert_eq!(number_of(name), None, "{name}");
        }
    }
}
