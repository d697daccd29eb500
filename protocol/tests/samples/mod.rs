//! One of each message.
#![allow(dead_code, reason = "no test uses all of it")]
#![allow(unreachable_pub, reason = "included from several tests")]
#![allow(
    clippy::wildcard_imports,
    reason = "the messages are many and all used"
)]

use crate::board::{STATISTICS, thread};
use protocol::commands::{Reply, Request};
use protocol::control::{Hello, Interrupt, InterruptScope, ToBoard, ToHost, Welcome};
use protocol::fingerprint::{Prefix, Table};
use protocol::hardware::*;
use protocol::image::*;
use protocol::info::*;
use protocol::memory::*;
use protocol::page::{Page, PageQuery, Rows};
use protocol::program::*;
use protocol::record::{Chain, Ending, Notice, Record};

const PLACE: Place = Place {
    image: 1,
    code: 300,
    pc: 12,
};

pub fn registers() -> Registers {
    let register = |len, hash| Register { len, hash };
    Registers {
        names: register(340, 0x811C_9DC5),
        exceptions: register(41, 1),
        code: register(7, 2),
        globals: register(5, 3),
    }
}

fn installed() -> Installed {
    Installed {
        image: 2,
        chain: 0x9F3A_41C7,
        registers: registers(),
        thread: Some(3),
        threads_on_old_code: 1,
        instances_on_old_class: 0,
    }
}

/// One request of every command, in the table's order.
pub fn requests() -> Vec<Request<'static>> {
    [requests_first(), requests_last()].concat()
}

fn requests_first() -> Vec<Request<'static>> {
    vec![
        Request::GetIdentity(Nothing),
        Request::SendPing(Ping { value: 300 }),
        Request::GetLinkCounters(Nothing),
        Request::GetTableHash(TableQuery {
            table: Table::Natives,
            count: 200,
        }),
        Request::GetClock(Nothing),
        Request::SetClock(ClockSetting {
            unix_ms: 1_700_000_000_000,
        }),
        Request::Reset(ResetRequest::HoldOff),
        Request::Begin(BeginUpload {
            kind: ImageKind::Patch,
            target: Target::Ram,
            len: 412,
            crc: 0xDEAD_BEEF,
            registers: registers(),
            name: "sensors",
        }),
        Request::CommitUpload(Commit {
            start: true,
            force: false,
        }),
        Request::AbortUpload(Nothing),
        Request::EvaluateFragment(Evaluate {
            registers: registers(),
            crc: 0xDEAD_BEEF,
            image: &[1, 2, 3],
        }),
        Request::PersistImage(Persist {
            hash: 0x9F3A_41C7,
            start: true,
        }),
        Request::Erase(EraseRequest::Spare),
    ]
}

fn requests_last() -> Vec<Request<'static>> {
    let at = PageQuery { cursor: 0 };
    let heap = HeapQuery { cursor: 0 };
    vec![
        Request::StartThread(Start {
            entry: Entry::Global(5),
            priority: 4,
            stack_size: 512,
        }),
        Request::StopThread(StopRequest::Thread(3)),
        Request::SuspendThread(ThreadRequest { thread: 3 }),
        Request::ResumeThread(ThreadRequest { thread: 3 }),
        Request::SetPriority(PriorityChange {
            thread: 3,
            priority: 7,
        }),
        Request::ListThreads(at),
        Request::GetStack(StackQuery {
            thread: 3,
            cursor: 0,
        }),
        Request::Collect(Nothing),
        Request::GetGcStatistics(Nothing),
        Request::GetHeapCensus(heap),
        Request::GetHeapMap(heap),
        Request::ListImages(ImageQuery {
            cursor: 0,
            target: Target::Flash,
        }),
        Request::Subscribe(Subscription {
            interval_ms: 1000,
            parts: SAMPLE_GC | SAMPLE_THREADS,
        }),
        Request::GetPin(PinQuery { pin: 13 }),
        Request::SetPin(PinChange {
            pin: 13,
            mode: Some(PinMode::Output),
            level: Some(true),
        }),
    ]
}

fn page<R: serde::Serialize>(rows: &[R]) -> Page<'static, R> {
    Page {
        generation: 6,
        next: Some(1),
        rows: Rows::encode(rows, vec![0; 200].leak()).unwrap(),
    }
}

/// One reply of every command, in the table's order.
pub fn replies() -> Vec<Reply<'static>> {
    [replies_first(), replies_last()].concat()
}

fn identity_reply() -> Reply<'static> {
    let prefix = |count, hash| Prefix { count, hash };
    Reply::GetIdentity(Identity {
        board: "lm3s6965evb",
        program: "blink",
        firmware: (0, 1, 0),
        bytecode_version: 1,
        opcodes: prefix(120, 1),
        fixed_names: prefix(300, 2),
        exceptions: prefix(40, 3),
        natives: prefix(200, 4),
        commands: prefix(28, 5),
        native_groups: 7,
        boot_nonce: 77,
        chain: 0x9F3A_41C7,
        state: ProgramState::Running,
        closed: false,
        registers: registers(),
        uptime_ms: 724_000,
        heap_size: 40_960,
        heap_free: 38_956,
        flash_size: 0,
        flash_stalls: false,
    })
}

fn replies_first() -> Vec<Reply<'static>> {
    vec![
        identity_reply(),
        Reply::SendPing(Ping { value: 300 }),
        Reply::GetLinkCounters(LinkCounters {
            frames_received: 1000,
            noise_runs: 2,
            noise_bytes: 40,
            strangers: 0,
            duplicates: 1,
            chunks_out_of_order: 0,
            frames_sent: 900,
            output_resent: 0,
            output_dropped: 0,
        }),
        Reply::GetTableHash(TableHash {
            prefix: Prefix {
                count: 200,
                hash: 4,
            },
        }),
        Reply::GetClock(Clock {
            uptime_us: 724_000_000,
            unix_ms: None,
        }),
        Reply::SetClock(Nothing),
        Reply::Reset(Nothing),
        Reply::Begin(UploadState {
            received: 0,
            window: 208,
        }),
        Reply::CommitUpload(Committed::Installed(installed())),
        Reply::AbortUpload(Nothing),
        Reply::EvaluateFragment(Evaluation::Refused { reason: 9, at: 40 }),
        Reply::PersistImage(Nothing),
        Reply::Erase(Nothing),
    ]
}

fn replies_last() -> Vec<Reply<'static>> {
    vec![
        Reply::StartThread(Started { thread: 3 }),
        Reply::StopThread(Nothing),
        Reply::SuspendThread(Nothing),
        Reply::ResumeThread(Nothing),
        Reply::SetPriority(Nothing),
        Reply::ListThreads(page(&[thread(3)])),
        Reply::GetStack(page(&[StackRow {
            at: PLACE,
            old_code: false,
            words: 9,
        }])),
        Reply::Collect(Collected {
            freed: 2212,
            pause_us: 1100,
            free: 38_956,
        }),
        Reply::GetGcStatistics(STATISTICS),
        Reply::GetHeapCensus(page(&[CensusRow {
            kind: 4,
            class_name: None,
            count: 10,
            bytes: 240,
        }])),
        Reply::GetHeapMap(page(&[MapRow {
            state: MapState::Used,
            blocks: 60,
            bytes: 2004,
        }])),
        Reply::ListImages(page(&[ImageRow {
            serial: 1,
            kind: ImageKind::Program,
            hash: 0x9F3A_41C7,
            len: 3000,
            held: Held::Installed,
            frames: 2,
        }])),
        Reply::Subscribe(Nothing),
        Reply::GetPin(PinState {
            mode: PinMode::Input,
            level: true,
        }),
        Reply::SetPin(PinState {
            mode: PinMode::Output,
            level: true,
        }),
    ]
}

/// Every control message to a board, with its name.
pub fn to_board() -> Vec<(&'static str, ToBoard)> {
    vec![
        (
            "Hello",
            ToBoard::Hello(Hello {
                version_min: 1,
                version_max: 1,
                client: 0xC11E,
            }),
        ),
        ("Alive", ToBoard::Alive),
        (
            "Interrupt",
            ToBoard::Interrupt(Interrupt {
                serial: 1,
                scope: InterruptScope::Program,
                hard: false,
            }),
        ),
        ("ResendOutput", ToBoard::ResendOutput { from: 300 }),
        ("StdinQuery", ToBoard::StdinQuery),
        ("HoldOff", ToBoard::HoldOff),
        ("Goodbye", ToBoard::Goodbye),
    ]
}

/// Every control message to a host, with its name.
pub fn to_host() -> Vec<(&'static str, ToHost)> {
    vec![
        (
            "Welcome",
            ToHost::Welcome(Welcome {
                version_min: 1,
                version_max: 1,
                client: 0xC11E,
                boot_nonce: 77,
                session: 3,
                frame_max: 256,
                receive_buffer: 256,
                output_start: 0,
                output_end: 5,
                output_dropped: 0,
                stdin_received: 0,
                stdin_limit: 64,
            }),
        ),
        ("NoSession", ToHost::NoSession { boot_nonce: 77 }),
        ("Started", ToHost::Started { boot_nonce: 77 }),
        ("InterruptTaken", ToHost::InterruptTaken { serial: 1 }),
        (
            "Working",
            ToHost::Working {
                seq: 9,
                read: false,
            },
        ),
        (
            "StdinCredit",
            ToHost::StdinCredit {
                received: 5,
                limit: 64,
                ended: false,
            },
        ),
    ]
}

/// Every record, with its name.
pub fn records() -> Vec<(&'static str, Record<'static>)> {
    let frames = Rows::encode(&[PLACE, PLACE], vec![0; 40].leak()).unwrap();
    vec![
        (
            "Raised",
            Record::Raised {
                thread: 2,
                in_callback: false,
                chain: Chain::First,
                exception: 12,
                left_out: 0,
                outer: 2,
                frames,
            },
        ),
        (
            "RaisedText",
            Record::RaisedText {
                thread: 2,
                text: "no",
            },
        ),
        (
            "ThreadEnded",
            Record::ThreadEnded {
                thread: 2,
                ending: Ending::Raised,
            },
        ),
        (
            "EvaluationEnded",
            Record::EvaluationEnded {
                image: 2,
                ending: Ending::Returned,
                registers: registers(),
            },
        ),
        (
            "ProgramEnded",
            Record::ProgramEnded {
                raised: false,
                timers: 1,
                callbacks: 2,
            },
        ),
        ("Cut", Record::Cut { bytes: 8 }),
        (
            "Notice",
            Record::Notice {
                notice: Notice::CallbacksMuted,
                value: 20,
            },
        ),
    ]
}
