//! The board behind a listening socket: one host at a time, and the board goes on when it leaves.

use crate::link::Transport;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The socket, and the host that is connected now.
#[derive(Clone)]
pub(crate) struct Tcp {
    listener: Arc<TcpListener>,
    current: Arc<Mutex<Option<TcpStream>>>,
    /// A connection from before a reset, to be taken up first.
    kept: Arc<Mutex<Option<TcpStream>>>,
}

impl Tcp {
    pub(crate) fn new(listener: TcpListener, kept: Option<TcpStream>) -> Self {
        Self {
            listener: Arc::new(listener),
            current: Arc::default(),
            kept: Arc::new(Mutex::new(kept)),
        }
    }

    /// The socket.
    pub(crate) fn listener(&self) -> &TcpListener {
        &self.listener
    }

    /// The host that is connected.
    pub(crate) fn current(&self) -> MutexGuard<'_, Option<TcpStream>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<TcpStream> {
        *self.current() = None;
        let kept = self
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        kept.or_else(|| self.listener.accept().ok().map(|(stream, _)| stream))
    }
}

impl Transport for Tcp {
    fn connect(&mut self) -> Option<(Box<dyn Read + Send>, Box<dyn Write + Send>)> {
        let stream = self.next()?;
        // Frames are small and each one is waited for.
        stream.set_nodelay(true).ok()?;
        let output = stream.try_clone().ok()?;
        *self.current() = Some(stream.try_clone().ok()?);
        Some((Box::new(stream), Box::new(output)))
    }
}
