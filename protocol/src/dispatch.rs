//! How an agent answers: one method of [`Handler`](crate::commands::Handler) per command.

use crate::commands::{Command, write};
use crate::error::Error;
use crate::info::LinkCounters;
use crate::page::{Page, PageWriter};
use core::marker::PhantomData;

pub use crate::commands::Handler;

/// Proof that a reply was written; only [`ReplyWriter`] and [`PageWriter`] make one.
#[must_use]
#[derive(Debug)]
pub struct Sent {
    /// Bytes of payload.
    pub(crate) used: usize,
}

/// Why a handler has not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unanswered {
    /// It cannot yet: call it again with the same request.
    ///
    /// The host is told that the command is being worked on, and keeps waiting.
    Later,
    /// It refuses.
    Refused(Error),
}

impl From<Error> for Unanswered {
    fn from(error: Error) -> Unanswered {
        Unanswered::Refused(error)
    }
}

/// Takes the reply to one command.
pub struct ReplyWriter<'w, C> {
    payload: &'w mut [u8],
    counters: &'w LinkCounters,
    command: PhantomData<C>,
}

impl<'w, C: Command> ReplyWriter<'w, C> {
    pub(crate) fn new(payload: &'w mut [u8], counters: &'w LinkCounters) -> ReplyWriter<'w, C> {
        ReplyWriter {
            payload,
            counters,
            command: PhantomData,
        }
    }

    /// Answers.
    pub fn send(self, reply: &C::Reply<'_>) -> Result<Sent, Unanswered> {
        let used = write(reply, Some(self.payload))?;
        Ok(Sent { used })
    }

    /// What the link has counted, for the command that asks for it.
    pub fn counters(&self) -> LinkCounters {
        *self.counters
    }

    /// Answers with a page of rows.
    pub fn page<R>(self) -> PageWriter<'w, R>
    where
        C: for<'a> Command<Reply<'a> = Page<'a, R>>,
    {
        PageWriter::new(self.payload)
    }
}
