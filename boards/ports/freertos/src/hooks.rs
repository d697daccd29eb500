//! What the kernel calls, and the memory of its idle task.

use crate::{OS, arch};
use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::sync::atomic::{AtomicU32, Ordering};

const IDLE_STACK_WORDS: usize = 96;
const CONTROL_WORDS: usize = 64;

#[repr(align(8))]
struct Idle(UnsafeCell<[u32; CONTROL_WORDS + IDLE_STACK_WORDS]>);

// SAFETY: handed to the kernel once, which alone uses it.
unsafe impl Sync for Idle {}

static IDLE: Idle = Idle(UnsafeCell::new([0; CONTROL_WORDS + IDLE_STACK_WORDS]));

#[unsafe(no_mangle)]
static zs_clock_hz: AtomicU32 = AtomicU32::new(0);

pub(crate) fn set_clock(hz: u32) {
    zs_clock_hz.store(hz, Ordering::Relaxed);
}

#[unsafe(no_mangle)]
extern "C" fn zs_assert_failed(line: u32) {
    panic!("the kernel's assertion in line {line} failed");
}

#[unsafe(no_mangle)]
extern "C" fn vApplicationStackOverflowHook(_task: *mut c_void, _name: *const u8) {
    panic!("a thread's native stack has overflowed");
}

#[unsafe(no_mangle)]
extern "C" fn vApplicationIdleHook() {
    arch::wait_for_interrupt();
}

#[unsafe(no_mangle)]
extern "C" fn vApplicationTickHook() {
    OS.tick();
}

#[unsafe(no_mangle)]
extern "C" fn vApplicationGetIdleTaskMemory(
    control: *mut *mut c_void,
    stack: *mut *mut u32,
    words: *mut u32,
) {
    let memory: *mut u32 = IDLE.0.get().cast();
    // SAFETY: the kernel passes places to write to, and uses what it is given alone.
    unsafe {
        assert!(crate::kernel::zs_task_bytes as usize <= CONTROL_WORDS * 4);
        control.write(memory.cast());
        stack.write(memory.add(CONTROL_WORDS));
        words.write(IDLE_STACK_WORDS as u32);
    }
}
