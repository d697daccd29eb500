//! What takes the place of `unix` elsewhere: a board over stdio or TCP that ends when it is reset.

use crate::restart::Resumed;

use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

/// A handle that there is none of.
#[derive(Debug)]
pub(crate) enum Handle {}

impl Handle {
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        match *self {}
    }
}

fn unsupported(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, what.to_owned())
}

pub(crate) fn replace_process(_: &Resumed, _: Option<Handle>, _: Option<Handle>) -> io::Error {
    unsupported("a process cannot begin anew in its place on this system")
}

pub(crate) fn open_pty() -> io::Result<(Handle, PathBuf)> {
    Err(unsupported(
        "there are no pseudo-terminals on this system; use --tcp",
    ))
}

pub(crate) fn inherited_sockets() -> io::Result<(TcpListener, Option<TcpStream>)> {
    Err(unsupported("sockets cannot be inherited on this system"))
}

pub(crate) fn handle<T>(_: &T) -> io::Result<Handle> {
    Err(unsupported("sockets cannot be handed over on this system"))
}
