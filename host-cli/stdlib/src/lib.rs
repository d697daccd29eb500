//! The library written in Python, as texts.
