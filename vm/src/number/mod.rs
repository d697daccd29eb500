//! Arithmetic and text of numbers, without a heap: everything works on limbs and buffers that the caller lends.
//!
//! [`limbs`] natural numbers; [`integer`] signed ones; [`radix`] their digits; [`float`] doubles and integers against each
//! other; [`dragon`] the digits of a double; [`parse`] text to numbers.

mod big;
pub mod dragon;
pub mod float;
pub mod half;
pub mod integer;
pub mod limbs;
pub mod parse;
pub mod radix;

#[cfg(test)]
mod tests;
