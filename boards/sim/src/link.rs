//! The pipe to the host: bytes between two threads of the host's system and the agent.

use vosal::{Os, Thread};

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// Bytes on their way out that are taken before the host has read any.
const OUTGOING: usize = 4096;

/// Whatever a host is reached through: opened, closed and opened again as hosts come and go.
pub trait Transport: Send {
    /// Waits for a host and returns both directions of the pipe to it; `None` if none will come any more.
    fn connect(&mut self) -> Option<(Box<dyn Read + Send>, Box<dyn Write + Send>)>;
}

/// A pipe that is there from the start; when it ends, so does the board.
pub struct OnePipe(pub Option<(Box<dyn Read + Send>, Box<dyn Write + Send>)>);

impl Transport for OnePipe {
    fn connect(&mut self) -> Option<(Box<dyn Read + Send>, Box<dyn Write + Send>)> {
        self.0.take()
    }
}

/// The board's end of the pipe.
pub struct HostLink {
    os: &'static dyn Os,
    agent: OnceLock<Thread>,
    /// The receive buffer in bytes: as much is taken from the host before the agent has read any.
    window: usize,
    queues: Mutex<Queues>,
    changed: Condvar,
}

#[derive(Default)]
struct Queues {
    incoming: VecDeque<u8>,
    outgoing: VecDeque<u8>,
    /// The number of the host that takes what goes out, counted from 1; `None` while there is none.
    host: Option<u32>,
    closed: bool,
    /// Whether bytes are being handed to the host right now.
    writing: bool,
}

impl HostLink {
    /// A link over a transport, served by threads of its own from now on; it lives as long as the process.
    pub fn new(
        os: &'static dyn Os,
        window: usize,
        transport: impl Transport + 'static,
    ) -> &'static Self {
        let link: &'static Self = Box::leak(Box::new(Self {
            os,
            agent: OnceLock::new(),
            window,
            queues: Mutex::default(),
            changed: Condvar::new(),
        }));
        std::thread::spawn(move || link.serve(transport));
        link
    }

    /// Names the thread to wake when bytes come or go.
    pub fn attach(&self, agent: Thread) {
        self.agent.get_or_init(|| agent);
    }

    /// Takes what has arrived; `None` when the pipe is closed for good and all its bytes were taken.
    pub fn receive(&self, buffer: &mut [u8]) -> Option<usize> {
        let mut queues = self.queues();
        let count = queues.incoming.len().min(buffer.len());
        if count == 0 {
            return if queues.closed { None } else { Some(0) };
        }
        buffer
            .iter_mut()
            .zip(queues.incoming.drain(..count))
            .for_each(|(place, byte)| *place = byte);
        self.changed.notify_all();
        Some(count)
    }

    /// Takes as many bytes as there is room for.
    pub fn send(&self, bytes: &[u8]) -> usize {
        let mut queues = self.queues();
        let count = bytes.len().min(OUTGOING - queues.outgoing.len());
        queues.outgoing.extend(&bytes[..count]);
        self.changed.notify_all();
        count
    }

    /// Waits until what was sent is with the host, but no longer than `limit`.
    pub fn flush(&self, limit: Duration) {
        let pending = |queues: &mut Queues| {
            queues.host.is_some() && (queues.writing || !queues.outgoing.is_empty())
        };
        drop(
            self.changed
                .wait_timeout_while(self.queues(), limit, pending),
        );
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&'a self, queues: MutexGuard<'a, Queues>) -> MutexGuard<'a, Queues> {
        self.changed
            .wait(queues)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn wake_agent(&self) {
        if let Some(agent) = self.agent.get() {
            self.os.unpark(*agent);
        }
    }

    /// Serves one host after the other.
    fn serve(&'static self, mut transport: impl Transport) {
        let mut host = 0;
        while let Some((input, output)) = transport.connect() {
            host += 1;
            let mut queues = self.queues();
            queues.host = Some(host);
            if host > 1 {
                // What the host before did not read is lost, as on a line that was unplugged.
                queues.outgoing.clear();
            }
            drop(queues);
            self.wake_agent();
            // Not waited for: a writer that nobody reads from must not keep the next host out.
            std::thread::spawn(move || self.write_to(output, host));
            // A host that has said all may still read; what it is told ends when the next one comes.
            self.read_from(input);
        }
        self.queues().closed = true;
        self.wake_agent();
    }

    fn read_from(&self, mut input: impl Read) {
        let mut buffer = vec![0; self.window];
        loop {
            let count = match input.read(&mut buffer) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Ok(0) | Err(_) => return,
                Ok(count) => count,
            };
            let mut queues = self.queues();
            while queues.incoming.len() + count > self.window {
                queues = self.wait(queues);
            }
            queues.incoming.extend(&buffer[..count]);
            drop(queues);
            self.wake_agent();
        }
    }

    fn write_to(&self, mut output: impl Write, host: u32) {
        let mut buffer = Vec::new();
        loop {
            let mut queues = self.queues();
            while queues.outgoing.is_empty() && queues.host == Some(host) {
                queues = self.wait(queues);
            }
            if queues.host != Some(host) {
                return;
            }
            buffer.clear();
            buffer.extend(queues.outgoing.drain(..));
            queues.writing = true;
            drop(queues);
            self.wake_agent();
            let written = output.write_all(&buffer).and_then(|()| output.flush());
            self.queues().writing = false;
            self.changed.notify_all();
            if written.is_err() {
                return;
            }
        }
    }
}
