//! From a port to a board that has answered the greeting.

use super::driver::{self, Ask};
use super::{Event, LinkError, Meeting, Port, PortError, WhenGone};
use protocol::control::Welcome;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long a call waits for its answer unless told otherwise.
pub const CALL_LIMIT: Duration = Duration::from_secs(10);

/// How to connect.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long to wait for a board to answer the greeting.
    pub connect: Duration,
    /// How long each call waits for its answer.
    pub call: Duration,
    /// What to do when the port is gone.
    pub when_gone: WhenGone,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            connect: Duration::from_secs(5),
            call: CALL_LIMIT,
            when_gone: WhenGone::Fail,
        }
    }
}

/// Why no board was reached.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConnectError {
    /// The port could not be opened.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The port is open, but the conversation failed.
    #[error("{port}: {error}")]
    Link {
        /// The port.
        port: String,
        /// What failed.
        error: LinkError,
    },
}

impl ConnectError {
    /// The exit code of a command that ends by this.
    pub fn exit_code(&self) -> u8 {
        match self {
            ConnectError::Port(error) => error.exit_code(),
            ConnectError::Link { error, .. } => error.exit_code(),
        }
    }
}

/// What comes from a board unasked, in order.
#[derive(Debug)]
pub struct Events {
    first: VecDeque<Event>,
    rest: mpsc::Receiver<Event>,
}

impl Events {
    /// The next event; `None` once the link is closed for good.
    pub async fn next(&mut self) -> Option<Event> {
        match self.first.pop_front() {
            Some(event) => Some(event),
            None => self.rest.recv().await,
        }
    }

    /// The next event if it is there already.
    pub fn try_next(&mut self) -> Option<Event> {
        match self.first.pop_front() {
            Some(event) => Some(event),
            None => self.rest.try_recv().ok(),
        }
    }
}

/// Opens a port, starts its driver and waits until a board has answered.
pub(crate) async fn greet(
    port: &Port,
    options: &Options,
    hold_off: bool,
) -> Result<(mpsc::UnboundedSender<Ask>, Welcome, Events), ConnectError> {
    let opened = driver::start(port.clone(), random(), hold_off, options.when_gone);
    let Ok(opened) = tokio::time::timeout(options.connect, opened).await else {
        return Err(ConnectError::Port(PortError::Unusable {
            port: port.to_string(),
            reason: format!("no connection within {} s", options.connect.as_secs_f32()),
        }));
    };
    let (asks, mut rest) = opened?;
    let mut first = VecDeque::new();
    let met = async {
        while let Some(event) = rest.recv().await {
            let met = match &event {
                Event::Met(Meeting::First, welcome) => Some(Ok(*welcome)),
                Event::WrongVersion(error) => Some(Err(error.clone())),
                _ => None,
            };
            first.push_back(event);
            if let Some(met) = met {
                return met;
            }
        }
        Err(LinkError::Gone)
    };
    let error = match tokio::time::timeout(options.connect, met).await {
        Ok(Ok(welcome)) => return Ok((asks, welcome, Events { first, rest })),
        Ok(Err(error)) => error,
        Err(_) => stranger(&asks, &first).await,
    };
    Err(ConnectError::Link {
        port: port.to_string(),
        error,
    })
}

/// A number that no other process on this host is likely to have.
pub(crate) fn random() -> u32 {
    use std::hash::{BuildHasher, Hasher};
    // The standard hasher is keyed at random, once a process.
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    hasher.finish() as u32
}

/// Why nothing has answered, as far as it can be told from what has come.
async fn stranger(asks: &mpsc::UnboundedSender<Ask>, events: &VecDeque<Event>) -> LinkError {
    let (reply, counters) = oneshot::channel();
    if asks.send(Ask::Counters(reply)).is_err() {
        return LinkError::Gone;
    }
    let (counters, _) = counters.await.unwrap_or_default();
    let text: Vec<u8> = events
        .iter()
        .filter_map(|event| match event {
            Event::Noise(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
        .collect::<Vec<_>>()
        .concat();
    let said = if counters.echoes > 0 {
        "what is sent comes back: the line is looped or a terminal echoes".to_string()
    } else if !text.is_empty() {
        let end = text.len().min(60);
        format!(
            "what is there sends text but does not speak zshell's protocol: {:?}",
            String::from_utf8_lossy(&text[..end])
        )
    } else if counters.noise_runs > 0 {
        "what comes is not readable: another device, or another speed".to_string()
    } else {
        return LinkError::NoAnswer;
    };
    LinkError::NotABoard(said)
}
