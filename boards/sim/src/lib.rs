//! The simulated board: an ordinary board over stdio, a pty or TCP.
