//! The way to a board: ports, transports, and the host's side of the link.

pub(crate) mod caller;
pub(crate) mod connect;
pub(crate) mod driver;
pub mod engine;
pub mod error;
#[cfg(all(test, unix))]
mod loopback;
pub mod port;
pub mod rtt;
#[cfg(test)]
mod simulation;
pub mod transport;
#[cfg(unix)]
mod unix;

pub use driver::WhenGone;
pub use engine::{Event, HostCounters, Meeting, OutputItem};
pub use error::LinkError;
pub use port::{Port, PortEntry, PortError};
