//! What the compiler and the machine agree on.
//!
//! Everything both sides must say alike stands here once: the instruction table, the layout of an image and of the
//! objects in it, the encoding of a value word, the fixed names, the built-in exceptions, the native functions and
//! the functions of the prelude. Both sides derive what they need from these tables; none is written twice.
//!
//! Principles, in descending priority:
//! 1. A board never trusts an image: [`verify`] proves it safe, and what it cannot prove the machine checks.
//! 2. Tables grow at the end: a row is never renumbered, moved or removed, so old boards and new hosts still meet.
//! 3. Small on the board: an image is executed in place and nothing in it is copied to RAM.
//!
//! Reading order: [`value`], [`kind`], [`ops`] and [`op`], [`code`], [`constant`], [`image`], the tables [`names`], [`exceptions`],
//! [`natives`], [`prelude`]; then [`verify`], [`fingerprint`], [`disasm`], [`assemble`].
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

pub mod assemble;
pub mod code;
pub mod constant;
pub mod disasm;
pub mod exceptions;
pub mod fingerprint;
pub mod hash;
pub mod image;
pub mod kind;
pub mod names;
pub mod natives;
pub mod op;
pub mod operand;
pub mod ops;
pub mod prelude;
pub mod value;
pub mod verify;
