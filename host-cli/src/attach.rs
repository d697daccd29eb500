//! A board that zshell is attached to: the device, what it says, and what is known of it.

use crate::cli::Global;
use crate::console::Console;
use crate::device::{Device, Options, WhenGone};
use crate::failure::Failure;
use crate::link::Port;
use bytecode::fingerprint as tables;
use protocol::fingerprint::{Prefix, Table};
use protocol::info::{Identity, ProgramState, Registers};
use std::time::Duration;

/// What a board says of itself, without what it borrows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardInfo {
    /// Name of its `board.toml`.
    pub board: String,
    /// Name of the loaded program.
    pub program: String,
    /// Version of the firmware.
    pub firmware: (u8, u8, u8),
    /// Version of bytecode and image format.
    pub bytecode_version: u16,
    /// Number of this run of the board.
    pub boot_nonce: u32,
    /// Hash over the installed images.
    pub chain: u32,
    /// State of the program.
    pub state: ProgramState,
    /// The program cannot be extended.
    pub closed: bool,
    /// Its registers.
    pub registers: Registers,
    /// Milliseconds since it started.
    pub uptime_ms: u64,
    /// Bytes of its heap.
    pub heap_size: u32,
    /// Free bytes of its heap.
    pub heap_free: u32,
    /// Bytes of flash for programs.
    pub flash_size: u32,
    /// Erasing flash stalls the link.
    pub flash_stalls: bool,
}

impl From<&Identity<'_>> for BoardInfo {
    fn from(identity: &Identity<'_>) -> BoardInfo {
        BoardInfo {
            board: identity.board.to_owned(),
            program: identity.program.to_owned(),
            firmware: identity.firmware,
            bytecode_version: identity.bytecode_version,
            boot_nonce: identity.boot_nonce,
            chain: identity.chain,
            state: identity.state,
            closed: identity.closed,
            registers: identity.registers,
            uptime_ms: identity.uptime_ms,
            heap_size: identity.heap_size,
            heap_free: identity.heap_free,
            flash_size: identity.flash_size,
            flash_stalls: identity.flash_stalls,
        }
    }
}

/// A board that has answered and speaks our version.
#[derive(Debug)]
pub struct Attached {
    /// What to ask it.
    pub device: Device,
    /// What it says unasked.
    pub console: Console,
    /// Where it is.
    pub port: Port,
    /// What it said of itself when it was last asked.
    pub info: BoardInfo,
}

impl Attached {
    /// Attaches to the board at a port; nothing on the board changes by it.
    ///
    /// # Errors
    /// Why there is no board that can be talked to.
    pub async fn connect(
        port: Port,
        global: &Global,
        when_gone: WhenGone,
    ) -> Result<Attached, Failure> {
        let options = Options {
            connect: global.patience(),
            call: global.patience(),
            when_gone,
        };
        let (device, events) = Device::connect(&port, options).await?;
        let reply = device.identity().await?;
        let identity = reply.get()?;
        check_tables(&device, &identity).await?;
        Ok(Attached {
            console: Console::new(events),
            info: BoardInfo::from(&identity),
            device,
            port,
        })
    }

    /// Asks the board again what it is and runs.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn refresh(&mut self) -> Result<&BoardInfo, Failure> {
        let reply = self.device.identity().await?;
        self.info = BoardInfo::from(&reply.get()?);
        Ok(&self.info)
    }

    /// Leaves out of the console what was printed before zshell came.
    pub fn skip_earlier_output(&mut self) {
        let welcome = self.device.welcome();
        let bytes = welcome.output_end.wrapping_sub(welcome.output_start);
        self.console.skip(bytes);
    }

    /// Whether the board exists for this process alone.
    #[must_use]
    pub fn is_simulated_here(&self) -> bool {
        matches!(self.port, Port::Child { .. })
    }
}

/// How long the session waits for a cable to be plugged in again.
pub const REOPEN: Duration = Duration::from_secs(24 * 3600);

/// Checks that both sides mean the same by the numbers they will exchange.
async fn check_tables(device: &Device, identity: &Identity<'_>) -> Result<(), Failure> {
    let rows = |table: tables::Table| {
        move |count: u16| {
            let (count, hash) = tables::prefix(table, count);
            Prefix { count, hash }
        }
    };
    let machine = [
        (
            Table::Opcodes,
            "instructions",
            identity.opcodes,
            tables::Table::Opcodes,
        ),
        (
            Table::Names,
            "names",
            identity.fixed_names,
            tables::Table::Names,
        ),
        (
            Table::Exceptions,
            "exceptions",
            identity.exceptions,
            tables::Table::Exceptions,
        ),
        (
            Table::Natives,
            "natives",
            identity.natives,
            tables::Table::Natives,
        ),
    ];
    for (table, name, board, here) in machine {
        device.common_rows(table, name, board, rows(here)).await?;
    }
    let commands = protocol::commands::prefix;
    device
        .common_rows(Table::Commands, "commands", identity.commands, commands)
        .await?;
    let ours = u16::from(bytecode::image::FORMAT);
    if identity.bytecode_version != ours {
        return Err(Failure::Version(format!(
            "the board runs images of format {}, this zshell makes format {ours}; update the older of the two",
            identity.bytecode_version
        )));
    }
    Ok(())
}
