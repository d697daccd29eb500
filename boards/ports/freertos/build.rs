//! Compiles the kernel: the scheduler, its lists and the part for the processor.
use std::{env, path::PathBuf};

fn main() {
    let set = |name: &str| env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let kernel = PathBuf::from(set("DEP_FREERTOS_KERNEL"));
    let target = set("TARGET");
    let processor = match target.as_str() {
        "thumbv7m-none-eabi" => "ARM_CM3",
        "thumbv7em-none-eabihf" => "ARM_CM4F",
        "thumbv6m-none-eabi" => "ARM_CM0",
        other => panic!("no kernel part is chosen for {other}"),
    };
    let part = kernel.join("portable/GCC").join(processor);
    println!("cargo:rerun-if-changed=kernel");
    cc::Build::new()
        .include("kernel")
        .include(kernel.join("include"))
        .include(&part)
        .flag("-Os")
        .flag("-ffunction-sections")
        .flag("-fdata-sections")
        .file(kernel.join("tasks.c"))
        .file(kernel.join("list.c"))
        .file(part.join("port.c"))
        .file("kernel/sizes.c")
        .warnings(false)
        .compile("freertos");
}
