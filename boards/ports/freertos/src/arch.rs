//! The few registers of a Cortex-M that the port reads and writes itself (ARMv7-M Architecture Reference Manual, B1.4, B3.2, B3.3).

use core::arch::asm;
use core::ptr::{
    read_volatile, with_exposed_provenance, with_exposed_provenance_mut, write_volatile,
};

const SYSTICK_LOAD: usize = 0xe000_e014;
const SYSTICK_VALUE: usize = 0xe000_e018;
const INTERRUPT_CONTROL: usize = 0xe000_ed04;
const PEND_SWITCH: u32 = 1 << 28;
const TICK_PENDING: u32 = 1 << 26;

fn read(address: usize) -> u32 {
    // SAFETY: a system register that every Cortex-M has; reading these has no side effect that matters.
    unsafe { read_volatile(with_exposed_provenance(address)) }
}

/// Whether an exception handler runs.
pub(crate) fn in_interrupt() -> bool {
    let number: u32;
    // SAFETY: reads a status register.
    unsafe { asm!("mrs {}, ipsr", out(reg) number, options(nomem, nostack, preserves_flags)) };
    number != 0
}

/// Masks the interrupts that may call the kernel; what was masked before.
pub(crate) fn mask(level: u32) -> u32 {
    let before: u32;
    // SAFETY: raises the mask only (a write to BASEPRI_MAX never lowers it); the barriers make it hold from here on.
    unsafe {
        asm!("mrs {}, basepri", "msr basepri_max, {}", "dsb", "isb", out(reg) before, in(reg) level, options(nostack, preserves_flags));
    }
    before
}

/// Sets the mask back to what [`mask`] gave.
pub(crate) fn unmask(before: u32) {
    // SAFETY: restores what was there.
    unsafe { asm!("msr basepri, {}", in(reg) before, options(nostack, preserves_flags)) };
}

/// Asks for a task switch as soon as no interrupt runs.
pub(crate) fn request_switch() {
    // SAFETY: sets the pending bit of the switch exception, nothing else.
    unsafe { write_volatile(with_exposed_provenance_mut(INTERRUPT_CONTROL), PEND_SWITCH) };
}

/// Whether a tick has come that its handler has not seen.
pub(crate) fn tick_pending() -> bool {
    read(INTERRUPT_CONTROL) & TICK_PENDING != 0
}

/// Clock cycles of a tick, and how many of them have gone by since the last.
pub(crate) fn tick_cycles() -> (u32, u32) {
    let load = read(SYSTICK_LOAD);
    (load + 1, load - read(SYSTICK_VALUE).min(load))
}

/// Waits for an interrupt.
pub(crate) fn wait_for_interrupt() {
    // SAFETY: stops the processor until an interrupt comes.
    unsafe { asm!("wfi", options(nomem, nostack, preserves_flags)) };
}
