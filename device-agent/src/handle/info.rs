//! Who the board is, its clocks, its reset.

use crate::agent::{Agent, Reset};
use bytecode::fingerprint::{self, Table as Rows};
use bytecode::image::FORMAT;
use protocol::commands::{
    self, GetClock, GetIdentity, GetLinkCounters, GetTableHash, SendPing, SetClock,
};
use protocol::fingerprint::{Prefix, Table};
use protocol::hardware::ResetRequest;
use protocol::info::{
    Clock, ClockSetting, Identity, Nothing, Ping, ProgramState, TableHash, TableQuery,
};
use protocol::{Error, ReplyWriter, Sent, Unanswered};

fn prefix(table: Rows, count: u16) -> Prefix {
    let (count, hash) = fingerprint::prefix(table, count);
    Prefix { count, hash }
}

fn all(table: Rows) -> Prefix {
    prefix(table, u16::MAX)
}

impl Agent {
    pub(super) fn tell_identity(
        &mut self,
        reply: ReplyWriter<'_, GetIdentity>,
    ) -> Result<Sent, Unanswered> {
        let machine = self.machine;
        let flash = machine.board().flash;
        reply.send(&Identity {
            board: self.description.name,
            program: self.program.text(),
            firmware: self.description.firmware,
            bytecode_version: u16::from(FORMAT),
            opcodes: all(Rows::Opcodes),
            fixed_names: all(Rows::Names),
            exceptions: all(Rows::Exceptions),
            natives: all(Rows::Natives),
            commands: commands::prefix(u16::MAX),
            native_groups: self.description.native_groups,
            boot_nonce: self.description.boot_nonce,
            chain: machine.registers().chain,
            state: self.program_state(),
            closed: machine.is_closed(),
            registers: self.registers(),
            uptime_ms: machine.os().now() / 1000,
            heap_size: machine.heap_size(),
            heap_free: machine.heap_free(),
            flash_size: flash.map_or(0, |flash| flash.size()),
            flash_stalls: flash.is_some_and(|flash| flash.stalls()),
        })
    }

    fn program_state(&self) -> ProgramState {
        if self.hold_off_until.is_some() {
            ProgramState::HoldOff
        } else if !self.machine.is_loaded() {
            ProgramState::Empty
        } else if self.machine.program_runs() {
            ProgramState::Running
        } else {
            ProgramState::Loaded
        }
    }

    pub(super) fn echo(
        &mut self,
        request: Ping,
        reply: ReplyWriter<'_, SendPing>,
    ) -> Result<Sent, Unanswered> {
        reply.send(&request)
    }

    pub(super) fn tell_link_counters(
        &mut self,
        reply: ReplyWriter<'_, GetLinkCounters>,
    ) -> Result<Sent, Unanswered> {
        let counters = reply.counters();
        reply.send(&counters)
    }

    pub(super) fn tell_table_hash(
        &mut self,
        query: TableQuery,
        reply: ReplyWriter<'_, GetTableHash>,
    ) -> Result<Sent, Unanswered> {
        let prefix = match query.table {
            Table::Opcodes => prefix(Rows::Opcodes, query.count),
            Table::Names => prefix(Rows::Names, query.count),
            Table::Exceptions => prefix(Rows::Exceptions, query.count),
            Table::Natives => prefix(Rows::Natives, query.count),
            Table::Commands => commands::prefix(query.count),
        };
        reply.send(&TableHash { prefix })
    }

    pub(super) fn tell_clock(
        &mut self,
        reply: ReplyWriter<'_, GetClock>,
    ) -> Result<Sent, Unanswered> {
        let time = self.machine.board().rtc().and_then(|rtc| rtc.get());
        reply.send(&Clock {
            uptime_us: self.machine.os().now(),
            unix_ms: time
                .ok()
                .map(|time| time.seconds * 1000 + u64::from(time.micros / 1000)),
        })
    }

    pub(super) fn change_clock(
        &mut self,
        setting: ClockSetting,
        reply: ReplyWriter<'_, SetClock>,
    ) -> Result<Sent, Unanswered> {
        let rtc = self.machine.board().rtc().map_err(|_| Error::NoClock)?;
        rtc.set(vhal::Instant {
            seconds: setting.unix_ms / 1000,
            micros: (setting.unix_ms % 1000) as u32 * 1000,
        })
        .map_err(|_| Error::Failed)?;
        reply.send(&Nothing)
    }

    pub(super) fn plan_reset(
        &mut self,
        request: ResetRequest,
        reply: ReplyWriter<'_, commands::Reset>,
    ) -> Result<Sent, Unanswered> {
        // Until programs are persisted there is nothing to hold off, so a reset that holds off is a reset.
        match request {
            ResetRequest::Normal | ResetRequest::HoldOff => self.reset = Some(Reset::Normal),
            ResetRequest::Bootloader => return Err(Error::Unsupported.into()),
        }
        reply.send(&Nothing)
    }
}
