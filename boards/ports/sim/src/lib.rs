//! VOSAL over std threads, VHAL simulated: the reference port.
