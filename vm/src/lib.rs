//! The virtual machine.
#![cfg_attr(not(test), no_std)]
pub mod thread;
