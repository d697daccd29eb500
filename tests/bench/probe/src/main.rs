//! Runs the image in `PROBE_IMAGE` on a bare Cortex-M3, between two marked functions, and says through the debugger's
//! door how it ended.
#![no_std]
#![no_main]

use core::arch::asm;
use vm::heap::Words;
use vm::interp::Exit;
use vm::signal::Signal;
use vm::value::Value;
use vm::{Vm, limits};

#[repr(C, align(8))]
struct Aligned<T: ?Sized>(T);

static IMAGE: &Aligned<[u8]> = &Aligned(*include_bytes!(env!("PROBE_IMAGE")));

const HEAP_DOUBLE_WORDS: usize = 96 * 1024;

static SIGNAL: Signal = Signal::new();

static mut HEAP: [u64; HEAP_DOUBLE_WORDS] = [0; HEAP_DOUBLE_WORDS];

/// A semihosting call.
fn host(operation: u32, argument: u32) {
    // SAFETY: the debugger reads what the argument says and changes nothing.
    unsafe { asm!("bkpt 0xab", inout("r0") operation => _, in("r1") argument) };
}

fn end(text: &'static core::ffi::CStr, good: bool) -> ! {
    host(0x04, text.as_ptr() as u32);
    host(0x18, if good { 0x20026 } else { 0x20023 });
    loop {}
}

#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn marker_begin() {
    // SAFETY: empty; keeps the two functions apart.
    unsafe { asm!("nop") };
}

#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn marker_end() {
    // SAFETY: empty.
    unsafe { asm!("nop", "nop") };
}

#[unsafe(no_mangle)]
extern "C" fn reset() -> ! {
    // SAFETY: taken once, at reset.
    let memory = unsafe { &mut *(&raw mut HEAP) };
    let mut vm = Vm::new(Words::board(memory, 0..0), &SIGNAL);
    let bytes = IMAGE.0.len() as u32;
    let Ok(block) = vm.new_image(bytes) else {
        end(c"no room\n", false)
    };
    for (to, from) in vm.image_bytes(block).iter_mut().zip(&IMAGE.0) {
        *to = *from;
    }
    let Ok(entry) = vm.install(block, bytes) else {
        end(c"refused\n", false)
    };
    if vm.start(1, Value::function(entry), &[], limits::SEGMENT_WORDS).is_err() {
        end(c"no room for a stack\n", false)
    }
    vm.switch_to(1);
    marker_begin();
    let exit = vm.run();
    marker_end();
    match exit {
        Exit::End(_) => end(c"done\n", true),
        _ => end(c"raised\n", false),
    }
}

#[unsafe(no_mangle)]
extern "C" fn fault() -> ! {
    end(c"fault\n", false)
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    end(c"panic\n", false)
}
