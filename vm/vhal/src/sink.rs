//! Where interrupts go.

use crate::Peripheral;

/// The direction of an edge; the numbers are those that programs see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Edge {
    /// From high to low.
    Falling = 0,
    /// From low to high.
    Rising = 1,
}

/// The receiver of what happens in interrupts, registered once with [`crate::System::set_sink`].
///
/// Both calls come in interrupt context: the receiver posts to a bounded queue (dropping and counting what does not fit)
/// or wakes a thread, and returns.
pub trait Sink: Sync {
    /// An edge on the pin that `slot` was attached to, at `time` microseconds.
    fn edge(&self, slot: u8, edge: Edge, time: u64);

    /// A unit finished what was begun, or has data or room where it had none.
    ///
    /// May come without cause: the receiver looks for itself.
    fn ready(&self, unit: Peripheral);
}
