//! `zshell info`: who the board is and how its link fares.

use super::Command;
use crate::attach::BoardInfo;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::link::HostCounters;
use crate::quantity::{clock, grouped, microseconds, share_of};
use clap::Args;
use protocol::info::{LinkCounters, ProgramState};
use serde::Serialize;
use std::time::Duration;

/// Show who the board is, what it runs and how the link fares
#[derive(Args, Debug)]
pub struct Info {}

impl Command for Info {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let output = context.output;
        let board = context.board(Fallback::None).await?;
        board.refresh().await?;
        let link = Link {
            round_trip: board.device.ping().await?,
            board: board.device.link_counters().await?,
            host: board.device.host_counters().await?.0,
            frame_max: board.device.welcome().frame_max,
            receive_buffer: board.device.welcome().receive_buffer,
        };
        let port = board.port.to_string();
        if output.json {
            return output.object(&Record::new(&port, &board.info, &link));
        }
        for (name, value) in rows(&port, &board.info, &link) {
            output.line(&format!("{name:<12}{value}"))?;
        }
        Ok(())
    }
}

/// What both sides know of the link.
struct Link {
    round_trip: Duration,
    board: LinkCounters,
    host: HostCounters,
    frame_max: u16,
    receive_buffer: u16,
}

fn rows(port: &str, info: &BoardInfo, link: &Link) -> Vec<(&'static str, String)> {
    let (major, minor, patch) = info.firmware;
    let flash = match (info.flash_size, info.flash_stalls) {
        (0, _) => "none for programs".to_owned(),
        (size, false) => format!("{} B for programs", grouped(size.into())),
        (size, true) => format!(
            "{} B for programs; erasing stalls the link",
            grouped(size.into())
        ),
    };
    vec![
        ("board", format!("{} at {port}", info.board)),
        (
            "firmware",
            format!(
                "{major}.{minor}.{patch}, image format {}",
                info.bytecode_version
            ),
        ),
        (
            "up",
            format!("{} (boot {:08x})", clock(info.uptime_ms), info.boot_nonce),
        ),
        ("program", program(info)),
        (
            "registers",
            format!(
                "{} names, {} exceptions, {} functions, {} globals",
                info.registers.names.len,
                info.registers.exceptions.len,
                info.registers.code.len,
                info.registers.globals.len
            ),
        ),
        (
            "heap",
            format!("{} free", share_of(info.heap_free, info.heap_size)),
        ),
        ("flash", flash),
        (
            "link",
            format!(
                "round trip {}, frames up to {} B, receive buffer {} B",
                microseconds(link.round_trip.as_micros() as u64),
                link.frame_max,
                link.receive_buffer
            ),
        ),
        ("", received(link)),
        ("", sent(link)),
    ]
}

/// The program in one phrase.
#[must_use]
pub(super) fn program(info: &BoardInfo) -> String {
    let state = match info.state {
        ProgramState::Empty => return "no program".to_owned(),
        ProgramState::Loaded => "loaded",
        ProgramState::Running => "running",
        ProgramState::HoldOff => "held off",
    };
    let closed = if info.closed { ", closed" } else { "" };
    format!("{state} {} ({:08x}){closed}", info.program, info.chain)
}

fn received(link: &Link) -> String {
    format!(
        "board received {} frames, {} repeated; {} B were no frame",
        link.board.frames_received, link.board.duplicates, link.board.noise_bytes
    )
}

fn sent(link: &Link) -> String {
    format!(
        "board sent {} frames; {} B of output sent again, {} B dropped while nobody listened",
        link.board.frames_sent, link.board.output_resent, link.board.output_dropped
    )
}

/// All of it as a JSON object.
#[derive(Serialize)]
struct Record<'a> {
    port: &'a str,
    board: &'a str,
    firmware: String,
    image_format: u16,
    boot_nonce: String,
    uptime_ms: u64,
    state: &'static str,
    program: &'a str,
    chain: String,
    closed: bool,
    names: u16,
    exceptions: u16,
    functions: u16,
    globals: u16,
    heap_size_bytes: u32,
    heap_free_bytes: u32,
    flash_size_bytes: u32,
    flash_stalls_link: bool,
    frame_max_bytes: u16,
    receive_buffer_bytes: u16,
    round_trip_us: u64,
    board_frames_received: u32,
    board_frames_sent: u32,
    board_duplicates: u32,
    board_noise_runs: u32,
    board_noise_bytes: u32,
    board_output_resent_bytes: u32,
    board_output_dropped_bytes: u32,
    host_frames_sent: u64,
    host_frames_received: u64,
    host_frames_repeated: u64,
    host_noise_runs: u64,
}

impl<'a> Record<'a> {
    fn new(port: &'a str, info: &'a BoardInfo, link: &Link) -> Record<'a> {
        let (major, minor, patch) = info.firmware;
        Record {
            port,
            board: &info.board,
            firmware: format!("{major}.{minor}.{patch}"),
            image_format: info.bytecode_version,
            boot_nonce: format!("{:08x}", info.boot_nonce),
            uptime_ms: info.uptime_ms,
            state: match info.state {
                ProgramState::Empty => "empty",
                ProgramState::Loaded => "loaded",
                ProgramState::Running => "running",
                ProgramState::HoldOff => "hold_off",
            },
            program: &info.program,
            chain: format!("{:08x}", info.chain),
            closed: info.closed,
            names: info.registers.names.len,
            exceptions: info.registers.exceptions.len,
            functions: info.registers.code.len,
            globals: info.registers.globals.len,
            heap_size_bytes: info.heap_size,
            heap_free_bytes: info.heap_free,
            flash_size_bytes: info.flash_size,
            flash_stalls_link: info.flash_stalls,
            frame_max_bytes: link.frame_max,
            receive_buffer_bytes: link.receive_buffer,
            round_trip_us: link.round_trip.as_micros() as u64,
            board_frames_received: link.board.frames_received,
            board_frames_sent: link.board.frames_sent,
            board_duplicates: link.board.duplicates,
            board_noise_runs: link.board.noise_runs,
            board_noise_bytes: link.board.noise_bytes,
            board_output_resent_bytes: link.board.output_resent,
            board_output_dropped_bytes: link.board.output_dropped,
            host_frames_sent: link.host.frames_sent,
            host_frames_received: link.host.frames_received,
            host_frames_repeated: link.host.repeated,
            host_noise_runs: link.host.noise_runs,
        }
    }
}
