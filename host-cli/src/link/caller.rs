//! Calls by type: from a request to what its reply means.

use super::LinkError;
use super::driver::Ask;
use super::engine::Answer;
use protocol::Command;
use protocol::commands::{decode_reply, encode_request};
use protocol::info::Nothing;
use protocol::page::Page;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Times that a list is read again because it changed while it was read.
const LIST_TRIES: u32 = 8;
/// Longest request body that is encoded; every board's frames are shorter.
const BODY_MAX: usize = 65_536;

/// Asks the driver, and waits for each answer no longer than its limit.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) asks: mpsc::UnboundedSender<Ask>,
    pub(crate) limit: Duration,
}

impl Caller {
    /// Sends the bytes that the answered `begin_upload` numbered `seq` has announced.
    pub(crate) async fn chunks(&self, seq: u8, data: Arc<[u8]>) -> Result<(), LinkError> {
        // The line's speed is unknown: allow for 1000 bytes a second.
        let limit = self.limit + Duration::from_millis(data.len() as u64);
        let (reply, answer) = oneshot::channel();
        self.send(Ask::Upload {
            seq,
            data,
            limit,
            reply,
        })?;
        answer.await.map_err(|_| LinkError::Gone)?.map(|_| ())
    }

    /// Hands a question to the driver.
    pub(crate) fn send(&self, ask: Ask) -> Result<(), LinkError> {
        self.asks.send(ask).map_err(|_| LinkError::Gone)
    }

    /// Asks for the command `C`; the answer's body is a success.
    pub(crate) async fn ask<C: Command>(
        &self,
        request: &C::Request<'_>,
    ) -> Result<Answer, LinkError> {
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
    pub(crate) async fn value<C, R>(&self, request: &C::Request<'_>) -> Result<R, LinkError>
    where
        C: for<'a> Command<Reply<'a> = R>,
    {
        let answer = self.ask::<C>(request).await?;
        decoded::<C>(&answer.body)
    }

    /// Asks for a command whose reply says nothing.
    pub(crate) async fn done<C>(&self, request: &C::Request<'_>) -> Result<(), LinkError>
    where
        C: for<'a> Command<Reply<'a> = Nothing>,
    {
        self.value::<C, Nothing>(request).await.map(|_| ())
    }

    /// Reads a list page by page, again from the start if it changed meanwhile.
    pub(crate) async fn rows<C, Q, R>(&self, query: impl Fn(u32) -> Q) -> Result<Vec<R>, LinkError>
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

/// Reads the body of a reply.
pub(crate) fn decoded<C: Command>(body: &[u8]) -> Result<C::Reply<'_>, LinkError> {
    decode_reply::<C>(body).map_err(|_| LinkError::Garbled { command: C::NAME })
}
