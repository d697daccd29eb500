//! A board as an object: one typed call per command of the protocol.
//!
//! A [`Device`] is a handle that can be cloned and used from many tasks; [`Events`] is what comes
//! unasked and has one reader, who must keep reading: a board whose output is not read stops
//! printing.

use crate::link::caller::{Caller, decoded};
use crate::link::connect;
use crate::link::driver::Ask;
use crate::link::{HostCounters, LinkError, Port};

pub use crate::link::connect::{CALL_LIMIT, ConnectError, Events, Options};
pub use crate::link::{Event, Meeting, OutputItem, WhenGone};

use protocol::commands as c;
use protocol::control::{InterruptScope, Welcome};
use protocol::fingerprint::{Prefix, Table};
use protocol::hardware::{PinChange, PinQuery, PinState, ResetRequest};
use protocol::image::{
    BeginUpload, Commit, Committed, EraseRequest, Evaluate, Evaluation, ImageQuery, ImageRow,
    Installed, Persist, Target,
};
use protocol::info::{Clock, ClockSetting, Identity, LinkCounters, Nothing, Ping, TableQuery};
use protocol::memory::{CensusRow, Collected, GcStatistics, HeapQuery, MapRow, Subscription};
use protocol::page::PageQuery;
use protocol::program::{
    PriorityChange, StackQuery, StackRow, Start, Started, StopRequest, ThreadRequest, ThreadRow,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// A board that has answered the greeting.
#[derive(Clone, Debug)]
pub struct Device {
    caller: Caller,
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
        let limit = options.call;
        let device = Device {
            caller: Caller { asks, limit },
            welcome,
        };
        Ok((device, events))
    }

    /// Leaves the board: it need not wait for a reader of its output any more.
    ///
    /// Happens by itself when the last handle is dropped, if the runtime lives on for a moment;
    /// to be awaited before a process ends.
    pub async fn leave(self) {
        let (left, done) = oneshot::channel();
        if self.caller.send(Ask::Leave(left)).is_ok() {
            // An error is the driver's way of saying that it has ended.
            let _ = done.await;
        }
    }

    /// The same board, with another limit on how long each call waits.
    pub fn with_limit(&self, limit: Duration) -> Device {
        let asks = self.caller.asks.clone();
        Device {
            caller: Caller { asks, limit },
            welcome: self.welcome,
        }
    }

    /// What the board said when it was first met.
    pub fn welcome(&self) -> &Welcome {
        &self.welcome
    }

    /// Who the board is, what it runs, what it can do.
    pub async fn identity(&self) -> Result<IdentityReply, LinkError> {
        let answer = self.caller.ask::<c::GetIdentity>(&Nothing).await?;
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
            self.caller
                .value::<c::GetTableHash, _>(&query)
                .await?
                .prefix
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
        let back = self.caller.value::<c::SendPing, _>(&sent).await?;
        if back == sent {
            return Ok(before.elapsed());
        }
        Err(LinkError::Garbled { command: "ping" })
    }

    /// What the board's side of the link has counted.
    pub async fn link_counters(&self) -> Result<LinkCounters, LinkError> {
        self.caller.value::<c::GetLinkCounters, _>(&Nothing).await
    }

    /// What this side has counted, and the round trip if one was measured.
    pub async fn host_counters(&self) -> Result<(HostCounters, Option<Duration>), LinkError> {
        let (reply, counters) = oneshot::channel();
        self.caller.send(Ask::Counters(reply))?;
        counters.await.map_err(|_| LinkError::Gone)
    }

    /// The board's clocks.
    pub async fn clock(&self) -> Result<Clock, LinkError> {
        self.caller.value::<c::GetClock, _>(&Nothing).await
    }

    /// Sets the board's wall clock.
    pub async fn set_clock(&self, unix_ms: u64) -> Result<(), LinkError> {
        self.caller
            .done::<c::SetClock>(&ClockSetting { unix_ms })
            .await
    }

    /// Resets the board; [`Event::Met`] tells when it is back.
    pub async fn reset(&self, how: ResetRequest) -> Result<(), LinkError> {
        match self.caller.done::<c::Reset>(&how).await {
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
        let begun = self.caller.ask::<c::Begin>(begin).await?;
        self.caller.chunks(begun.seq, image).await
    }

    /// Installs what was uploaded.
    pub async fn commit(&self, commit: Commit) -> Result<Installed, LinkError> {
        match self.caller.value::<c::CommitUpload, _>(&commit).await? {
            Committed::Installed(installed) => Ok(installed),
            Committed::Refused { reason, at } => Err(LinkError::ImageRefused { reason, at }),
        }
    }

    /// Throws away what was uploaded.
    pub async fn abort_upload(&self) -> Result<(), LinkError> {
        self.caller.done::<c::AbortUpload>(&Nothing).await
    }

    /// Runs a fragment that fits one frame; [`Device::fragment_max`] says how long it may be.
    pub async fn evaluate(&self, request: &Evaluate<'_>) -> Result<Installed, LinkError> {
        match self.caller.value::<c::EvaluateFragment, _>(request).await? {
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
        self.caller.done::<c::PersistImage>(&persist).await
    }

    /// Erases persisted images.
    pub async fn erase(&self, what: EraseRequest) -> Result<(), LinkError> {
        self.caller.done::<c::Erase>(&what).await
    }

    /// Starts the program, or a thread in one of its functions.
    pub async fn start(&self, start: Start) -> Result<Started, LinkError> {
        self.caller.value::<c::StartThread, _>(&start).await
    }

    /// Ends threads by `ThreadExit`.
    pub async fn stop(&self, which: StopRequest) -> Result<(), LinkError> {
        self.caller.done::<c::StopThread>(&which).await
    }

    /// Suspends a thread at its next safe point.
    pub async fn suspend(&self, thread: u16) -> Result<(), LinkError> {
        self.caller
            .done::<c::SuspendThread>(&ThreadRequest { thread })
            .await
    }

    /// Lets a suspended thread run again.
    pub async fn resume(&self, thread: u16) -> Result<(), LinkError> {
        self.caller
            .done::<c::ResumeThread>(&ThreadRequest { thread })
            .await
    }

    /// Changes the base priority of a thread.
    pub async fn set_priority(&self, thread: u16, priority: u8) -> Result<(), LinkError> {
        self.caller
            .done::<c::SetPriority>(&PriorityChange { thread, priority })
            .await
    }

    /// The threads.
    pub async fn threads(&self) -> Result<Vec<ThreadRow>, LinkError> {
        self.caller
            .rows::<c::ListThreads, _, _>(|cursor| PageQuery { cursor })
            .await
    }

    /// The frames of a thread, innermost first.
    pub async fn stack(&self, thread: u16) -> Result<Vec<StackRow>, LinkError> {
        self.caller
            .rows::<c::GetStack, _, _>(|cursor| StackQuery { thread, cursor })
            .await
    }

    /// Interrupts what the board runs; returns once the board has acted on it.
    pub async fn interrupt(&self, scope: InterruptScope, hard: bool) -> Result<(), LinkError> {
        let (reply, answer) = oneshot::channel();
        self.caller.send(Ask::Interrupt { scope, hard, reply })?;
        answer.await.map_err(|_| LinkError::Gone)?.map(|_| ())
    }

    /// Runs a collection.
    pub async fn collect(&self) -> Result<Collected, LinkError> {
        self.caller.value::<c::Collect, _>(&Nothing).await
    }

    /// What the collector has counted.
    pub async fn gc_statistics(&self) -> Result<GcStatistics, LinkError> {
        self.caller.value::<c::GetGcStatistics, _>(&Nothing).await
    }

    /// Live objects by type.
    pub async fn heap_census(&self) -> Result<Vec<CensusRow>, LinkError> {
        self.caller
            .rows::<c::GetHeapCensus, _, _>(|cursor| HeapQuery { cursor })
            .await
    }

    /// The heap's blocks in order of address.
    pub async fn heap_map(&self) -> Result<Vec<MapRow>, LinkError> {
        self.caller
            .rows::<c::GetHeapMap, _, _>(|cursor| HeapQuery { cursor })
            .await
    }

    /// Images in RAM or in flash.
    pub async fn images(&self, target: Target) -> Result<Vec<ImageRow>, LinkError> {
        self.caller
            .rows::<c::ListImages, _, _>(|cursor| ImageQuery { cursor, target })
            .await
    }

    /// Asks for samples at an interval, which come as [`Event::Sample`]; an interval of 0 ends it.
    pub async fn subscribe(&self, subscription: Subscription) -> Result<(), LinkError> {
        self.caller.done::<c::Subscribe>(&subscription).await
    }

    /// How a pin stands.
    pub async fn pin(&self, pin: u16) -> Result<PinState, LinkError> {
        self.caller.value::<c::GetPin, _>(&PinQuery { pin }).await
    }

    /// Sets mode or level of a pin.
    pub async fn set_pin(&self, change: PinChange) -> Result<PinState, LinkError> {
        self.caller.value::<c::SetPin, _>(&change).await
    }

    /// Appends to the program's standard input; does not wait for the program to read it.
    pub fn send_stdin(&self, data: &[u8]) -> Result<(), LinkError> {
        self.caller.send(Ask::Stdin(data.to_vec()))
    }

    /// Ends the program's standard input.
    pub fn close_stdin(&self) -> Result<(), LinkError> {
        self.caller.send(Ask::CloseStdin)
    }
}
