//! The body of every firmware: serves the link, runs the machine.
#![cfg_attr(not(test), no_std)]
