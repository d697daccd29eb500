//! What compiler and machine agree on: instructions, image, names, built-ins, verifier.
#![cfg_attr(not(test), no_std)]
