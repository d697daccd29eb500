//! The library written in Python, as texts.
//!
//! A module may use the machine's intrinsics by name; a program may not. What a module's functions do, with units and
//! errors, stands in their docstrings.
#![forbid(unsafe_code)]

macro_rules! modules {
    ($($name:literal)*) => {
        /// Name and text of every module, in order of name. `prelude` is linked into every program.
        pub const MODULES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../py/", $name, ".py"))),)*];
    };
}

modules! {
    "adc" "fifo" "gc" "i2c" "math" "mcu" "prelude" "pwm" "queue" "streams" "struct" "threading" "time" "timers"
}

/// The text of a module.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    MODULES
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn modules_are_in_order_and_have_a_docstring() {
        assert!(super::MODULES.is_sorted_by_key(|(name, _)| *name));
        for (name, text) in super::MODULES {
            assert!(text.starts_with("\"\"\""), "{name}");
        }
        assert!(super::text("queue").is_some_and(|text| text.contains("class Queue")));
    }
}
