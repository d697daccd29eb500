//! The whole device side in one binary without the standard library: whatever drags that in is an error (E0152).
//!
//! Checked with `cargo check -p nostd --profile device`, whose panics abort; in other profiles it is an empty program.
#![cfg_attr(panic = "abort", no_std, no_main)]

#[cfg(panic = "abort")]
mod device {
    use core::panic::PanicInfo;

    /// Names the entry of the device side, and with it all that a board links.
    pub static ENTRY: fn(device_agent::Platform, &'static mut device_agent::Storage) =
        device_agent::run;

    #[panic_handler]
    fn panicked(_: &PanicInfo<'_>) -> ! {
        loop {
            core::hint::spin_loop();
        }
    }
}

#[cfg(panic = "abort")]
pub use device::ENTRY;

#[cfg(not(panic = "abort"))]
fn main() {}
