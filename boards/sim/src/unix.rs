//! What only Unix has: pseudo-terminals, and a process that replaces itself.

use crate::restart::Resumed;

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::pty::openpty;
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};

use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// Executes this program again with the arguments it has, in its place; returns only if that fails.
///
/// Standard input and output are kept, or become what is given.
pub(crate) fn replace_process(
    resumed: &Resumed,
    input: Option<OwnedFd>,
    output: Option<OwnedFd>,
) -> io::Error {
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return error,
    };
    let mut command = Command::new(program);
    command
        .args(std::env::args_os().skip(1))
        .envs([resumed.variable()]);
    if let Some(input) = input {
        command.stdin(input);
    }
    if let Some(output) = output {
        command.stdout(output);
    }
    command.exec()
}

/// A new pseudo-terminal without line editing or echo: the board's side, and the path of the host's.
///
/// The host's side is kept open for as long as the process lives, over restarts too: otherwise the board's side would fail
/// whenever no host has the path open.
pub(crate) fn open_pty() -> io::Result<(OwnedFd, PathBuf)> {
    let pty = openpty(None, None)?;
    let mut settings = tcgetattr(&pty.slave)?;
    cfmakeraw(&mut settings);
    tcsetattr(&pty.slave, SetArg::TCSANOW, &settings)?;
    let path = nix::unistd::ttyname(&pty.slave)?;
    fcntl(&pty.master, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    std::mem::forget(pty.slave);
    Ok((pty.master, path))
}

/// Standard input as the listening socket that an earlier life of this process left there, and standard output as the
/// connection it had, if it had one.
pub(crate) fn inherited_sockets() -> io::Result<(TcpListener, Option<TcpStream>)> {
    let listener = TcpListener::from(io::stdin().as_fd().try_clone_to_owned()?);
    let stream = TcpStream::from(io::stdout().as_fd().try_clone_to_owned()?);
    let connected = stream.peer_addr().is_ok();
    Ok((listener, connected.then_some(stream)))
}

/// Another handle of a socket, to be handed to a process.
pub(crate) fn handle(socket: &impl AsFd) -> io::Result<OwnedFd> {
    socket.as_fd().try_clone_to_owned()
}
