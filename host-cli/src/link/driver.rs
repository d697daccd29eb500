//! Connects the [`Engine`] to a transport, and opens the transport again when it is gone.

use super::engine::{Answer, CallId, Engine, Event, HostCounters};
use super::error::LinkError;
use super::port::{self, Port, PortError};
use super::transport::{self, Pipe};
use protocol::Lane;
use protocol::control::InterruptScope;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Events that may wait for a reader; more stay in the engine, which then stops the board.
const EVENTS_MAX: usize = 256;
/// How long the goodbye may take.
const GOODBYE: Duration = Duration::from_millis(200);
/// Pause between tries to open a port that is gone.
const REOPEN: Duration = Duration::from_millis(250);

/// What to do when the transport is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhenGone {
    /// End every call.
    Fail,
    /// Try to open it again for this long; calls wait.
    Reopen(Duration),
}

pub(crate) type Reply = oneshot::Sender<Result<Answer, LinkError>>;

/// What a [`Device`](crate::device::Device) asks of the driver.
pub(crate) enum Ask {
    Call {
        command: &'static str,
        lane: Lane,
        body: Vec<u8>,
        limit: Duration,
        reply: Reply,
    },
    Upload {
        seq: u8,
        data: Arc<[u8]>,
        limit: Duration,
        reply: Reply,
    },
    Interrupt {
        scope: InterruptScope,
        hard: bool,
        reply: Reply,
    },
    Stdin(Vec<u8>),
    CloseStdin,
    Counters(oneshot::Sender<(HostCounters, Option<Duration>)>),
    /// Say goodbye and end; dropped when that is done.
    Leave(oneshot::Sender<()>),
}

/// Opens the port and starts the driver as a task, which ends when `Asks` is dropped.
pub(crate) async fn start(
    port: Port,
    client: u32,
    hold_off: bool,
    when_gone: WhenGone,
) -> Result<(mpsc::UnboundedSender<Ask>, mpsc::Receiver<Event>), PortError> {
    let pipe = transport::open(&port).await?;
    let serial_number = match (&port, when_gone) {
        (Port::Serial { path, .. }, WhenGone::Reopen(_)) => {
            let path = path.clone();
            // Takes some milliseconds, which the first call need not wait for.
            Some(tokio::task::spawn_blocking(move || {
                port::serial_number(&path)
            }))
        }
        _ => None,
    };
    let mut engine = Engine::new(client);
    engine.hold_off(hold_off);
    let (asks, asks_out) = mpsc::unbounded_channel();
    let (events_in, events) = mpsc::channel(EVENTS_MAX);
    let driver = Driver {
        port,
        serial_number,
        when_gone,
        engine,
        started: Instant::now(),
        waiting: HashMap::new(),
        asks: asks_out,
        events: events_in,
    };
    tokio::spawn(driver.run(pipe));
    Ok((asks, events))
}

struct Driver {
    port: Port,
    /// Serial number of the USB device behind the port, being looked up.
    serial_number: Option<JoinHandle<Option<String>>>,
    when_gone: WhenGone,
    engine: Engine,
    started: Instant,
    waiting: HashMap<CallId, Reply>,
    asks: mpsc::UnboundedReceiver<Ask>,
    events: mpsc::Sender<Event>,
}

/// Why a stretch of the conversation has ended.
enum End {
    /// Nobody asks any more.
    Done,
    /// The transport is gone.
    Gone,
}

impl Driver {
    async fn run(mut self, pipe: Box<dyn Pipe>) {
        let mut pipe = Some(pipe);
        while let Some(open) = pipe.take() {
            if let End::Done = self.converse(open).await {
                return;
            }
            pipe = self.reopen().await;
            if pipe.is_some() {
                let now = self.now();
                self.engine.reconnected(now);
            }
        }
        self.engine.closed();
        self.deliver();
        self.asks.close();
        // Asked in the last moment.
        while let Some(ask) = self.asks.recv().await {
            self.ask(ask);
            self.engine.closed();
            self.deliver();
        }
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    async fn converse(&mut self, pipe: Box<dyn Pipe>) -> End {
        let (mut reader, mut writer): (ReadHalf<_>, WriteHalf<_>) = tokio::io::split(pipe);
        let mut arrived = vec![0; 4096];
        let events = self.events.clone();
        let mut unsent: Vec<u8> = Vec::new();
        loop {
            // One frame at a time, so that what is urgent overtakes what waits.
            let now = self.now();
            if unsent.is_empty() {
                unsent = self.engine.transmit(now).unwrap_or_default();
            }
            let stuck = self.deliver();
            let due = self.engine.next_due(now);
            let due = self.started + due.unwrap_or(Duration::from_secs(3600));
            tokio::select! {
                biased;
                read = reader.read(&mut arrived) => match read {
                    Ok(0) | Err(_) => return End::Gone,
                    Ok(len) => {
                        let now = self.now();
                        self.engine.receive(&arrived[..len], now);
                    }
                },
                written = writer.write(&unsent), if !unsent.is_empty() => match written {
                    Ok(0) | Err(_) => return End::Gone,
                    // Not flushed: that would wait until a serial port has sent it all.
                    Ok(len) => drop(unsent.drain(..len)),
                },
                ask = self.asks.recv() => match ask {
                    Some(Ask::Leave(_left)) => {
                        self.leave(&mut writer, unsent).await;
                        return End::Done;
                    }
                    None => {
                        self.leave(&mut writer, unsent).await;
                        return End::Done;
                    }
                    Some(ask) => self.ask(ask),
                },
                room = events.reserve(), if stuck => drop(room),
                () = tokio::time::sleep_until(due), if unsent.is_empty() => {}
            }
        }
    }

    /// Tells the board that nobody listens any more, after what is half sent.
    async fn leave(&mut self, writer: &mut WriteHalf<Box<dyn Pipe>>, mut unsent: Vec<u8>) {
        unsent.extend(self.engine.goodbye().unwrap_or_default());
        // A line that takes nothing more is left all the same; the board notices in 3 s.
        let _ = tokio::time::timeout(GOODBYE, writer.write_all(&unsent)).await;
    }

    fn ask(&mut self, ask: Ask) {
        let now = self.now();
        let (call, reply) = match ask {
            Ask::Call {
                command,
                lane,
                body,
                limit,
                reply,
            } => (self.engine.submit(command, lane, body, now, limit), reply),
            Ask::Upload {
                seq,
                data,
                limit,
                reply,
            } => (self.engine.upload(seq, data, now, limit), reply),
            Ask::Interrupt { scope, hard, reply } => (self.engine.interrupt(scope, hard), reply),
            Ask::Stdin(data) => return self.engine.send_stdin(&data),
            Ask::CloseStdin => return self.engine.close_stdin(),
            Ask::Leave(_) => return, // there is nobody to take leave of
            Ask::Counters(reply) => {
                // The asker may have gone; then nobody wants to know.
                let _ = reply.send((self.engine.counters(), self.engine.round_trip()));
                return;
            }
        };
        self.waiting.insert(call, reply);
    }

    /// Hands out answers and events; whether events are left because their reader is slow.
    fn deliver(&mut self) -> bool {
        while let Some((call, answer)) = self.engine.poll_answer() {
            if let Some(reply) = self.waiting.remove(&call) {
                let _ = reply.send(answer);
            }
        }
        loop {
            match self.events.try_reserve() {
                Ok(room) => match self.engine.poll_event() {
                    Some(event) => room.send(event),
                    None => return false,
                },
                Err(mpsc::error::TrySendError::Full(())) => return true,
                Err(mpsc::error::TrySendError::Closed(())) => {
                    while self.engine.poll_event().is_some() {}
                    return false;
                }
            }
        }
    }

    async fn reopen(&mut self) -> Option<Box<dyn Pipe>> {
        let WhenGone::Reopen(patience) = self.when_gone else {
            return None;
        };
        if matches!(self.port, Port::Child { .. }) {
            return None; // a simulated board ends with its process
        }
        let serial_number = match self.serial_number.take() {
            Some(lookup) => lookup.await.ok().flatten(),
            None => None,
        };
        self.engine.unplugged();
        let give_up = Instant::now() + patience;
        while Instant::now() < give_up {
            self.deliver();
            let pause = tokio::time::sleep(REOPEN);
            tokio::pin!(pause);
            loop {
                tokio::select! {
                    () = &mut pause => break,
                    ask = self.asks.recv() => self.ask(ask?),
                }
            }
            let now = self.now();
            self.engine.expire(now);
            let port = self.port_now(serial_number.as_deref());
            if let Ok(pipe) = transport::open(&port).await {
                self.serial_number = Some(tokio::spawn(async { serial_number }));
                return Some(pipe);
            }
        }
        None
    }

    /// The port, under the name that its device has now.
    fn port_now(&self, serial_number: Option<&str>) -> Port {
        match &self.port {
            Port::Serial { path, speed } => Port::Serial {
                path: port::find_again(path, serial_number).unwrap_or_else(|| path.clone()),
                speed: *speed,
            },
            other => other.clone(),
        }
    }
}
