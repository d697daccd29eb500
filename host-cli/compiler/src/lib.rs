//! From Python sources to an image; pure, no I/O.
