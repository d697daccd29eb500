//! The system seen from outside: how the tests find programs, compile them, ask CPython, run them, and compare.
//!
//! A test is data plus one check. `lang/**` must print what CPython prints; `golden/**` prints what stands beside it;
//! `errors/**` is refused with the diagnostics that stand in it; `disasm/**` compiles to the listing beside it.
//! `UPDATE=1 cargo test -p tests` rewrites what stands beside a program; a person reads the difference.
//!
//! Reading order: [`program`], [`build`], [`oracle`], [`compare`], [`shell`], [`alone`].
#![forbid(unsafe_code)]

pub mod alone;
pub mod board;
pub mod build;
pub mod compare;
pub mod oracle;
pub mod program;
pub mod shell;
