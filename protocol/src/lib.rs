//! What zshell and a board say to each other.
#![cfg_attr(not(test), no_std)]
