//! A board as an object: one typed call per command of the protocol.
//!
//! A [`Device`] is a handle that can be cloned and used from many tasks; [`Events`] is what comes
//! unasked and has one reader, who must keep reading: a board whose output is not read stops
//! printing.

use crate::link::connect;
use crate::link::driver::Ask;
use crate::link::engine::Answer;
use crate::link::{HostCounters, LinkError, Port};

pub use crate::link::connect::{CALL_LIMIT, ConnectError, Events, Options};
pub use crate::link::{Event, Meeting, OutputItem, WhenGone};

use protocol::commands::{self as c, Command, decode_reply, encode_request};
use protocol::control::{InterruptScope, Welcome};
use protocol::fingerprint::{Prefix, Table};
use protocol::hardware::{PinChange, PinQuery, PinState, ResetRequest};
use protocol::image::{
    BeginUpload, Commit, Committed, EraseRequest, Evaluate, Evaluation, ImageQuery, ImageRow,
    Installed, Persist, Target,
};
use protocol::info::{Clock, ClockSetting, Identity, LinkCounters, Nothing, Ping, TableQuery};
use protocol::memory::{CensusRow, Collected, GcStatistics, HeapQuery, MapRow, Subscription};
use protocol::page::{Page, PageQuery};
use protocol::program::{
    PriorityChange, StackQuery, StackRow, Start, Started, StopRequest, ThreadRequest, ThreadRow,
};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Times that a list is read again because it changed while it was read.
const LIST_TRIES: u32 = 8;
/// Longest request body that any board accepts or refuses by itself.
const BODY_MAX: usize = 65_536;

/// A board that has answered the greeting.
#[derive(Clone, Debug)]
pub struct Device {
    asks: mpsc::UnboundedSender<Ask>,
    limit: Duration,
    welcome: Welcome,
}

/// An identity with the bytes it borrows from.
#[derive(Clone, Debug)]
pub struct IdentityReply {
    body: Vec<u8>,
}

impl IdentityReply {
    /// The identity.
    pub fn get(&self) -> Result<Identity<'_>, LinkError> {
        decoded::<c::GetIdentity>(&self.body)
    }
}

impl Device {
    /// Opens a port and greets the board there. Must be called within a tokio runtime.
    pub async fn connect(port: &Port, options: Options) -> Result<(Device, Events), ConnectError> {
        Device::greet(port, options, false).await
    }

    /// The same for a board whose persisted program keeps it from answering: to be called before
    /// the board is powered up or reset, which then does not start that program.
    pub async fn connect_holding_off(
        port: &Port,
        options: Options,
    ) -> Result<(Device, Events), ConnectError> {
        Device::greet(port, options, true).await
    }

    async fn greet(
        port: &Port,
        options: Options,
        hold_off: bool,
    ) -> Result<(Device, Events), ConnectError> {
        let (asks, welcome, events) = connect::greet(port, &options, hold_off).await?;
        let device = Device {
            asks,
            limit: options.call,
            welcome,
        };
        Ok((device, events))
    }

    /// The same board, with another limit on how long each call waits.
    pub fn with_limit(&self, limit: Duration) -> Device {
        Device {
            limit,
            ..self.clone()
        }
    }

    /// What the board said when it was first met.
    pub fn welcome(&self) -> &Welcome {
        &self.welcome
    }

    /// Who the board is, what it runs, what it can do.
    pub async fn identity(&self) -> Result<IdentityReply, LinkError> {
        let answer = self.ask::<c::GetIdentity>(&Nothing).await?;
        let reply = IdentityReply { body: answer.body };
        reply.get()?;
        Ok(reply)
    }

    /// How many rows of a table both sides have, once their common rows are known to be the same.
    ///
    /// `board` is what the board states; `here` gives this side's count and hash of the first rows.
    pub async fn common_rows(
        &self,
        table: Table,
        name: &'static str,
        board: Prefix,
        here: impl Fn(u16) -> Prefix,
    ) -> Result<u16, LinkError> {
        let ours = here(board.count);
        let theirs = if ours.count == board.count {
            board
        } else {
            let query = TableQuery {
                table,
                count: ours.count,
            };
            self.value::<c::GetTableHash, _>(&query).await?.prefix
        };
        if theirs == ours {
            return Ok(ours.count);
        }
        Err(LinkError::WrongTable {
            table: name,
            board: theirs.hash,
            host: ours.hash,
        })
    }

    /// The round trip to the board's agent and back.
    pub async fn ping(&self) -> Result<Duration, LinkError> {
        let before = std::time::Instant::now();
        let sent = Ping {
            value: connect::random(),
        };
        let back = self.value::<c::SendPing, _>(&sent).await?;
        if back == sent {
            return Ok(before.elapsed());
        }
        Err(LinkError::Garbled { command: "ping" })
    }

    /// What the board's side of the link has counted.
    pub async fn link_counters(&self) -> Result<LinkCounters, LinkError> {
        self.value::<c::GetLinkCounters, _>(&Nothing).await
    }

    /// What this side has counted, and the round trip if one was measured.
    pub async fn host_counters(&self) -> Result<(HostCounters, Option<Duration>), LinkError> {
        let (reply, counters) = oneshot::channel();
        self.send(Ask::Counters(reply))?;
        counters.await.map_err(|_| LinkError::Gone)
    }

    /// The board's clocks.
    pub async fn clock(&self) -> Result<Clock, LinkError> {
        self.value::<c::GetClock, _>(&Nothing).await
    }

    /// Sets the board's wall clock.
    pub async fn set_clock(&self, unix_ms: u64) -> Result<(), LinkError> {
        self.done::<c::SetClock>(&ClockSetting { unix_ms }).await
    }

    /// Resets the board; [`Event::Met`] tells when it is back.
    pub async fn reset(&self, how: ResetRequest) -> Result<(), LinkError> {
        match self.done::<c::Reset>(&how).await {
            // The reply was lost, the reset was not.
            Err(LinkError::Rebooted { .. }) => Ok(()),
            other => other,
        }
    }

    /// Uploads an image and installs it; nothing has changed unless this succeeds.
    pub async fn load(
        &self,
        begin: &BeginUpload<'_>,
        image: Arc<[u8]>,
        commit: Commit,
    ) -> Result<Installed, LinkError> {
        self.upload(begin, image).await?;
        self.commit(commit).await
    }

    /// Uploads an image without installing it; [`Event::Progress`] tells how far it is.
    pub async fn upload(&self, begin: &BeginUpload<'_>, image: Arc<[u8]>) -> Result<(), LinkError> {
        let begun = self.ask::<c::Begin>(begin).await?;
        let (reply, answer) = oneshot::channel();
        // The line's speed is unknown: allow for 1000 bytes a second.
        let limit = self.limit + Duration::from_millis(image.len() as u64);
        self.send(Ask::Upload {
            seq: begun.seq,
            data: image,
            limit,
            reply,
        })?;
        answer.await.map_err(|_| LinkError::Gone)?.map(|_| ())
    }

    /// Installs what was uploaded.
    pub async fn commit(&self, commit: Commit) -> Result<Installed, LinkError> {
        match self.value::<c::CommitUpload, _>(&commit).await? {
            Committed::Installed(installed) => Ok(installed),
            Committed::Refused { reason, at } => Err(LinkError::ImageRefused { reason, at }),
        }
    }

    /// Throws away what was uploaded.
    pub async fn abort_upload(&self) -> Result<(), LinkError> {
        self.done::<c::AbortUpload>(&Nothing).await
    }

    /// Runs a fragment that fits one frame; [`Device::fragment_max`] says how long it may be.
    pub async fn evaluate(&self, request: &Evaluate<'_>) -> Result<Installed, LinkError> {
        match self.value::<c::EvaluateFragment, _>(request).await? {
            Evaluation::Running(installed) => Ok(installed),
            Evaluation::Refused { reason, at } => Err(LinkError::ImageRefused { reason, at }),
        }
    }

    /// Longest image that [`Device::evaluate`] can send; longer ones are uploaded.
    pub fn fragment_max(&self) -> usize {
        // Number, registers, CRC and length of the image before its bytes.
        const HEAD_MAX: usize = 1 + 4 * (3 + 5) + 5 + 3;
        let body = usize::from(self.welcome.frame_max) - protocol::frame::ENVELOPE_LEN;
        body.saturating_sub(HEAD_MAX)
    }

    /// Makes a flash image the one that starts at power-up.
    pub async fn persist(&self, persist: Persist) -> Result<(), LinkError> {
        self.done::<c::PersistImage>(&persist).await
    }

    /// Erases persisted images.
    pub async fn erase(&self, what: EraseRequest) -> Result<(), LinkError> {
        self.done::<c::Erase>(&what).await
    }

    /// Starts the program, or a thread in one of its functions.
    pub async fn start(&self, start: Start) -> Result<Started, LinkError> {
        self.value::<c::StartThread, _>(&start).await
    }

    /// Ends threads by `ThreadExit`.
    pub async fn stop(&self, which: StopRequest) -> Result<(), LinkError> {
        self.done::<c::StopThread>(&which).await
    }

    /// Suspends a thread at its next safe point.
    pub async fn suspend(&self, thread: u16) -> Result<(), LinkError> {
        self.done::<c::SuspendThread>(&ThreadRequest { thread })
            .await
    }

    /// Lets a suspended thread run again.
    pub async fn resume(&self, thread: u16) -> Result<(), LinkError> {
        self.done::<c::ResumeThread>(&ThreadRequest { thread })
            .await
    }

    /// Changes the base priority of a thread.
    pub async fn set_priority(&self, thread: u16, priority: u8) -> Result<(), LinkError> {
        self.done::<c::SetPriority>(&PriorityChange { thread, priority })
            .await
    }

    /// The threads.
    pub async fn threads(&self) -> Result<Vec<ThreadRow>, LinkError> {
        self.rows::<c::ListThreads, _, _>(|cursor| PageQuery { cursor })
            .await
    }

    /// The frames of a thread, innermost first.
    pub async fn stack(&self, thread: u16) -> Result<Vec<StackRow>, LinkError> {
        self.rows::<c::GetStack, _, _>(|cursor| StackQuery { thread, cursor })
            .await
    }

    /// Interrupts what the board runs; returns once the board has acted on it.
    pub async fn interrupt(&self, scope: InterruptScope, hard: bool) -> Result<(), LinkError> {
        let (reply, answer) = oneshot::channel();
        self.send(Ask::Interrupt { scope, hard, reply })?;
        answer.await.map_err(|_| LinkError::Gone)?.map(|_| ())
    }

    /// Runs a collection.
    pub async fn collect(&self) -> Result<Collected, LinkError> {
        self.value::<c::Collect, _>(&Nothing).await
    }

    /// What the collector has counted.
    pub async fn gc_statistics(&self) -> Result<GcStatistics, LinkError> {
        self.value::<c::GetGcStatistics, _>(&Nothing).await
    }

    /// Live objects by type.
    pub async fn heap_census(&self) -> Result<Vec<CensusRow>, LinkError> {
        self.rows::<c::GetHeapCensus, _, _>(|cursor| HeapQuery { cursor })
            .await
    }

    /// The heap's blocks in order of address.
    pub async fn heap_map(&self) -> Result<Vec<MapRow>, LinkError> {
        self.rows::<c::GetHeapMap, _, _>(|cursor| HeapQuery { cursor })
            .await
    }

    /// Images in RAM or in flash.
    pub async fn images(&self, target: Target) -> Result<Vec<ImageRow>, LinkError> {
        self.rows::<c::ListImages, _, _>(|cursor| ImageQuery { cursor, target })
            .await
    }

    /// Asks for samples at an interval, which come as [`Event::Sample`]; an interval of 0 ends it.
    pub async fn subscribe(&self, subscription: Subscription) -> Result<(), LinkError> {
        self.done::<c::Subscribe>(&subscription).await
    }

    /// How a pin stands.
    pub async fn pin(&self, pin: u16) -> Result<PinState, LinkError> {
        self.value::<c::GetPin, _>(&PinQuery { pin }).await
    }

    /// Sets mode or level of a pin.
    pub async fn set_pin(&self, change: PinChange) -> Result<PinState, LinkError> {
        self.value::<c::SetPin, _>(&change).await
    }

    /// Appends to the program's standard input; does not wait for the program to read it.
    pub fn send_stdin(&self, data: &[u8]) -> Result<(), LinkError> {
        self.send(Ask::Stdin(data.to_vec()))
    }

    /// Ends the program's standard input.
    pub fn close_stdin(&self) -> Result<(), LinkError> {
        self.send(Ask::CloseStdin)
    }

    fn send(&self, ask: Ask) -> Result<(), LinkError> {
        self.asks.send(ask).map_err(|_| LinkError::Gone)
    }

    /// Asks for the command `C`; the answer's body is a success.
    async fn ask<C: Command>(&self, request: &C::Request<'_>) -> Result<Answer, LinkError> {
        let command = C::NAME;
        let mut body = vec![0; BODY_MAX];
        let used = match encode_request::<C>(request, &mut body) {
            Ok(used) => used.len(),
            Err(_) => return Err(LinkError::TooLong { command }),
        };
        body.truncate(used);
        let (reply, answer) = oneshot::channel();
        self.send(Ask::Call {
            command,
            lane: C::LANE,
            body,
            limit: self.limit,
            reply,
        })?;
        answer.await.map_err(|_| LinkError::Gone)?
    }

    /// Asks for a command whose reply borrows nothing.
    async fn value<C, R>(&self, request: &C::Request<'_>) -> Result<R, LinkError>
    where
        C: for<'a> Command<Reply<'a> = R>,
    {
        let answer = self.ask::<C>(request).await?;
        decoded::<C>(&answer.body)
    }

    /// Asks for a command whose reply says nothing.
    async fn done<C>(&self, request: &C::Request<'_>) -> Result<(), LinkError>
    where
        C: for<'a> Command<Reply<'a> = Nothing>,
    {
        self.value::<C, Nothing>(request).await.map(|_| ())
    }

    /// Reads a list page by page, again from the start if it changed meanwhile.
    async fn rows<C, Q, R>(&self, query: impl Fn(u32) -> Q) -> Result<Vec<R>, LinkError>
    where
        C: for<'a> Command<Request<'a> = Q, Reply<'a> = Page<'a, R>>,
        R: DeserializeOwned,
    {
        for _ in 0..LIST_TRIES {
            if let Some(rows) = self.rows_once::<C, Q, R>(&query).await? {
                return Ok(rows);
            }
        }
        Err(LinkError::Unsteady { command: C::NAME })
    }

    async fn rows_once<C, Q, R>(
        &self,
        query: &impl Fn(u32) -> Q,
    ) -> Result<Option<Vec<R>>, LinkError>
    where
        C: for<'a> Command<Request<'a> = Q, Reply<'a> = Page<'a, R>>,
        R: DeserializeOwned,
    {
        let garbled = LinkError::Garbled { command: C::NAME };
        let (mut rows, mut cursor, mut generation) = (Vec::new(), 0, None);
        loop {
            let answer = self.ask::<C>(&query(cursor)).await?;
            let page = decoded::<C>(&answer.body)?;
            if *generation.get_or_insert(page.generation) != page.generation {
                return Ok(None);
            }
            for row in page.rows.iter() {
                rows.push(row.map_err(|_| garbled.clone())?);
            }
            match page.next {
                None => return Ok(Some(rows)),
                Some(next) if next > cursor => cursor = next,
                Some(_) => return Err(garbled),
            }
        }
    }
}

fn decoded<C: Command>(body: &[u8]) -> Result<C::Reply<'_>, LinkError> {
    decode_reply::<C>(body).map_err(|_| LinkError::Garbled { command: C::NAME })
}
