//! The virtual machine.
#![cfg_attr(not(test), no_std)]

pub mod number;
pub mod text;
pub mod thread;
