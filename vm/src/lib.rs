//! The virtual machine: executes verified images in place, on one heap of words.
//!
//! Principles, in descending priority:
//! 1. Nothing a program does leads outside the heap: code is verified before it runs, and what verification cannot
//!    prove is tested when it happens.
//! 2. No collection happens inside a native function or an instruction: what finds the heap full has changed nothing,
//!    says so and is run again after a collection. So no native ever roots anything.
//! 3. A call from Python to Python never recurses on the native stack.
//! 4. Within the interpreter speed has the last word; everywhere else clarity has.
//!
//! Reading order: [`value`], [`heap`], [`object`], [`native`], [`exception`], [`vm`].
#![cfg_attr(not(test), no_std)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test that fails panics"
    )
)]

pub mod exception;
pub mod frame;
pub mod heap;
pub mod interp;
pub mod limits;
pub mod link;
pub mod machine;
pub mod native;
pub mod number;
pub mod object;
pub mod signal;
pub mod text;
pub mod thread;
pub mod traceback;
pub mod value;
pub mod vm;

pub use vm::Vm;
