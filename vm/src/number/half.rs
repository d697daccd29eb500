//! Half-precision numbers: 16 bits of IEEE 754.

/// A double as a half-precision number, rounded half to even. Overflow was tested.
#[must_use]
pub fn to_bits(x: f64) -> u16 {
    let sign = u16::from(x.is_sign_negative()) << 15;
    let x = libm::fabs(x);
    if x.is_nan() {
        return sign | 0x7e00;
    }
    if x.is_infinite() {
        return sign | 0x7c00;
    }
    // In units of the last place: at least 2^-24, otherwise 10 bits below the leading one.
    let (_, exponent) = libm::frexp(x);
    let unit = (exponent - 11).max(-24);
    let mantissa = libm::rint(libm::ldexp(x, -unit)) as u16;
    let biased = if unit == -24 && mantissa < 0x400 {
        0
    } else {
        (unit + 25) as u16
    };
    // A mantissa rounded up to 0x800 carries into the exponent by itself.
    sign | (if biased == 0 {
        mantissa
    } else {
        ((biased - 1) << 10) + mantissa
    })
}

/// The double of a half-precision number.
#[must_use]
pub fn from_bits(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => libm::ldexp(fraction, -24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => libm::ldexp(fraction + 1024.0, exponent - 25),
    };
    if bits & 0x8000 != 0 {
        -magnitude
    } else {
        magnitude
    }
}
