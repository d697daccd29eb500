//! The operating-system layer: traits and contracts only.
#![cfg_attr(not(test), no_std)]
