//! Opening a port: what comes out is a pipe of bytes, whatever it leads through.

use super::port::{Port, PortError};
#[cfg(unix)]
use super::unix;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio_serial::SerialPortBuilderExt;

/// A pipe of bytes to a board. Reading 0 bytes means that the other side is gone for good.
pub trait Pipe: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Pipe for T {}

/// Opens a port. Must be called within a tokio runtime.
pub async fn open(port: &Port) -> Result<Box<dyn Pipe>, PortError> {
    match port {
        Port::Serial { path, speed } => open_path(path, *speed).await,
        Port::Tcp(address) => {
            let stream = tokio::net::TcpStream::connect(address)
                .await
                .map_err(|error| unusable(port, &error))?;
            // Frames are small and each one is waited for.
            stream
                .set_nodelay(true)
                .map_err(|error| unusable(port, &error))?;
            Ok(Box::new(stream))
        }
        Port::Socket(path) => open_socket(port, path).await,
        Port::Child { program, arguments } => {
            let pipe =
                ChildPipe::start(program, arguments).map_err(|error| unusable(port, &error))?;
            Ok(Box::new(pipe))
        }
    }
}

#[cfg(unix)]
async fn open_socket(port: &Port, path: &Path) -> Result<Box<dyn Pipe>, PortError> {
    match unix::connect_socket(path).await {
        Ok(pipe) => Ok(pipe),
        Err(error) => Err(denied(path, &error).unwrap_or_else(|| unusable(port, &error))),
    }
}

#[cfg(not(unix))]
async fn open_socket(port: &Port, _: &Path) -> Result<Box<dyn Pipe>, PortError> {
    Err(unusable(port, &io::ErrorKind::Unsupported.into()))
}

fn unusable(port: &Port, error: &io::Error) -> PortError {
    PortError::Unusable {
        port: port.to_string(),
        reason: error.to_string(),
    }
}

async fn open_path(path: &Path, speed: u32) -> Result<Box<dyn Pipe>, PortError> {
    #[cfg(unix)]
    {
        if unix::is_socket(path) {
            return open_socket(&Port::Socket(path.to_path_buf()), path).await;
        }
        if path.exists() && !unix::is_character_device(path) {
            return Err(PortError::Unusable {
                port: path.display().to_string(),
                reason: "it is a file, not a serial port".to_string(),
            });
        }
    }
    let name = path.display().to_string();
    // Boards that reset when DTR changes must not be reset by attaching.
    match tokio_serial::new(&name, speed)
        .preserve_dtr_on_open()
        .open_native_async()
    {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(serial_error(path, &error)),
    }
}

fn serial_error(path: &Path, error: &tokio_serial::Error) -> PortError {
    use tokio_serial::ErrorKind;
    let port = path.display().to_string();
    match error.kind() {
        ErrorKind::Io(kind) => {
            let error = io::Error::new(kind, error.description.clone());
            denied(path, &error).unwrap_or(PortError::Unusable {
                port,
                reason: error.to_string(),
            })
        }
        // A second opener is told that the lock is taken, under this kind.
        ErrorKind::NoDevice if path.exists() => busy(path),
        ErrorKind::NoDevice => PortError::Missing { port },
        _ => PortError::Unusable {
            port,
            reason: error.description.clone(),
        },
    }
}

/// The errors that have a remedy of their own.
fn denied(path: &Path, error: &io::Error) -> Option<PortError> {
    let port = path.display().to_string();
    match error.kind() {
        io::ErrorKind::NotFound => Some(PortError::Missing { port }),
        io::ErrorKind::PermissionDenied => Some(PortError::NoPermission {
            port,
            group: owning_group(path),
        }),
        io::ErrorKind::ResourceBusy => Some(busy(path)),
        _ => None,
    }
}

fn busy(path: &Path) -> PortError {
    PortError::Busy {
        port: path.display().to_string(),
        holder: holder(path),
    }
}

#[cfg(unix)]
fn holder(path: &Path) -> Option<String> {
    unix::holder(path)
}

#[cfg(not(unix))]
fn holder(_: &Path) -> Option<String> {
    None
}

#[cfg(unix)]
fn owning_group(path: &Path) -> Option<String> {
    unix::owning_group(path)
}

#[cfg(not(unix))]
fn owning_group(_: &Path) -> Option<String> {
    None
}

/// A child process that speaks over its standard input and output; ended when this is dropped.
struct ChildPipe {
    input: ChildStdin,
    output: ChildStdout,
    /// Kept so that dropping the pipe ends the process.
    _child: Child,
}

impl ChildPipe {
    fn start(program: &Path, arguments: &[String]) -> io::Result<ChildPipe> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        unix::shield_from_terminal(&mut command);
        let mut child = command.spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(ChildPipe {
            input,
            output,
            _child: child,
        })
    }
}

impl AsyncRead for ChildPipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.output).poll_read(context, buffer)
    }
}

impl AsyncWrite for ChildPipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.input).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.input).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.input).poll_shutdown(context)
    }
}
