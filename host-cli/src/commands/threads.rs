//! `zshell threads`: what the threads are doing.

use super::Command;
use crate::console::Symbols;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::report::traceback::Frame;
use crate::symbols::thread_name;
use clap::Args;
use protocol::program::{Place, ThreadKind, ThreadRow, ThreadState, WaitOn};
use serde::Serialize;

/// List the threads: state, priority, processor time, stack, place
#[derive(Args, Debug)]
pub struct Threads {}

impl Command for Threads {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let output = context.output;
        let rows = context
            .board(Fallback::None)
            .await?
            .device
            .threads()
            .await?;
        let symbols = context.symbols();
        if output.json {
            for row in &rows {
                output.object(&Record::new(row, symbols))?;
            }
            return Ok(());
        }
        output.line(HEADING)?;
        for row in &rows {
            output.line(&line(row, symbols))?;
        }
        Ok(())
    }
}

const HEADING: &str = "  id  name      state             prio  cpu%   wakes  stack          at";

fn line(row: &ThreadRow, symbols: &dyn Symbols) -> String {
    let stack = format!("{}/{} B", row.stack_used, row.stack_size);
    let place = place(row).map(|place| symbols.frame(place).short());
    let priority = if row.priority == row.priority_base {
        row.priority.to_string()
    } else {
        format!("{}({})", row.priority, row.priority_base)
    };
    let line = format!(
        "{:>4}  {:<8}  {:<16}  {:>4}  {:>4.1}  {:>6}  {:<13}  {}{}",
        row.id,
        thread_name(row, symbols),
        state(&row.state, symbols),
        priority,
        cpu_percent(row),
        row.wakeups,
        stack,
        place.unwrap_or_default(),
        if row.on_old_code { " (old code)" } else { "" },
    );
    line.trim_end().to_owned()
}

/// Where the thread is; the one that evaluates lines is nowhere while it waits for the next.
fn place(row: &ThreadRow) -> Option<Place> {
    let idle = matches!(
        (row.kind, row.state),
        (
            ThreadKind::Evaluation,
            ThreadState::Waiting {
                on: WaitOn::Input,
                ..
            }
        )
    );
    row.at.filter(|_| !idle)
}

/// Share of its life in which the thread has held the interpreter.
fn cpu_percent(row: &ThreadRow) -> f64 {
    if row.age_ns == 0 {
        return 0.0;
    }
    (row.held_ns as f64 * 100.0 / row.age_ns as f64).min(100.0)
}

fn state(state: &ThreadState, symbols: &dyn Symbols) -> String {
    match state {
        ThreadState::Running => "running".into(),
        ThreadState::Ready => "ready".into(),
        ThreadState::Waiting { on, for_ms } => waiting(*on, *for_ms),
        ThreadState::Suspended => "suspended".into(),
        ThreadState::Stopping => "stopping".into(),
        ThreadState::Finished => "finished".into(),
        ThreadState::Stopped => "stopped".into(),
        ThreadState::Raised { exception } => symbols.exception(*exception),
    }
}

fn waiting(on: WaitOn, for_ms: Option<u32>) -> String {
    let what = match on {
        WaitOn::Time => {
            return match for_ms {
                Some(ms) => format!("sleeping {ms} ms"),
                None => "sleeping".into(),
            };
        }
        WaitOn::Input => "waiting input".into(),
        WaitOn::Output => "waiting output".into(),
        WaitOn::Lock { owner: Some(id) } => format!("lock of {id}"),
        WaitOn::Lock { owner: None } => "lock, owner gone".into(),
        WaitOn::QueueItem => "queue empty".into(),
        WaitOn::QueueRoom => "queue full".into(),
        WaitOn::Event => "waiting event".into(),
        WaitOn::Thread { id } => format!("joining {id}"),
        WaitOn::Peripheral => "waiting device".into(),
        WaitOn::Callback => "waiting callback".into(),
    };
    match for_ms {
        Some(ms) => format!("{what} {ms} ms"),
        None => what,
    }
}

/// A thread as a JSON object.
#[derive(Serialize)]
struct Record {
    id: u16,
    name: String,
    kind: &'static str,
    state: &'static str,
    waiting_on: Option<&'static str>,
    waiting_for_thread: Option<u16>,
    waiting_ms: Option<u32>,
    exception: Option<String>,
    priority: u8,
    priority_base: u8,
    cpu_percent: f64,
    held_ns: u64,
    age_ns: u64,
    wakeups: u32,
    stack_used_bytes: u32,
    stack_size_bytes: u32,
    native_stack_high_water_bytes: Option<u32>,
    native_stack_size_bytes: Option<u32>,
    file: Option<String>,
    line: Option<usize>,
    function: Option<String>,
    on_old_code: bool,
}

impl Record {
    fn new(row: &ThreadRow, symbols: &dyn Symbols) -> Record {
        let (file, line, function) = match place(row).map(|place| symbols.frame(place)) {
            Some(Frame::Known {
                file,
                line,
                function,
                ..
            }) => (Some(file), Some(line), function),
            _ => (None, None, None),
        };
        let (waiting_on, waiting_for_thread, waiting_ms) = wait_fields(&row.state);
        Record {
            id: row.id,
            name: thread_name(row, symbols),
            kind: kind(row.kind),
            state: state_word(&row.state),
            waiting_on,
            waiting_for_thread,
            waiting_ms,
            exception: match row.state {
                ThreadState::Raised { exception } => Some(symbols.exception(exception)),
                _ => None,
            },
            priority: row.priority,
            priority_base: row.priority_base,
            cpu_percent: (cpu_percent(row) * 10.0).round() / 10.0,
            held_ns: row.held_ns,
            age_ns: row.age_ns,
            wakeups: row.wakeups,
            stack_used_bytes: row.stack_used,
            stack_size_bytes: row.stack_size,
            native_stack_high_water_bytes: row.native_high_water,
            native_stack_size_bytes: row.native_size,
            file,
            line,
            function,
            on_old_code: row.on_old_code,
        }
    }
}

fn kind(kind: ThreadKind) -> &'static str {
    match kind {
        ThreadKind::Main => "main",
        ThreadKind::Evaluation => "evaluation",
        ThreadKind::Started => "started",
        ThreadKind::Interrupt => "interrupt",
    }
}

fn state_word(state: &ThreadState) -> &'static str {
    match state {
        ThreadState::Running => "running",
        ThreadState::Ready => "ready",
        ThreadState::Waiting { .. } => "waiting",
        ThreadState::Suspended => "suspended",
        ThreadState::Stopping => "stopping",
        ThreadState::Finished => "finished",
        ThreadState::Stopped => "stopped",
        ThreadState::Raised { .. } => "raised",
    }
}

fn wait_fields(state: &ThreadState) -> (Option<&'static str>, Option<u16>, Option<u32>) {
    let ThreadState::Waiting { on, for_ms } = state else {
        return (None, None, None);
    };
    let (word, thread) = match on {
        WaitOn::Time => ("time", None),
        WaitOn::Input => ("input", None),
        WaitOn::Output => ("output", None),
        WaitOn::Lock { owner } => ("lock", *owner),
        WaitOn::QueueItem => ("queue_item", None),
        WaitOn::QueueRoom => ("queue_room", None),
        WaitOn::Event => ("event", None),
        WaitOn::Thread { id } => ("thread", Some(*id)),
        WaitOn::Peripheral => ("peripheral", None),
        WaitOn::Callback => ("callback", None),
    };
    (Some(word), thread, *for_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbols::BuiltIn;

    fn sleeping() -> ThreadRow {
        ThreadRow {
            id: 3,
            kind: ThreadKind::Started,
            state: ThreadState::Waiting {
                on: WaitOn::Time,
                for_ms: Some(118),
            },
            priority_base: 4,
            priority: 4,
            held_ns: 1_000,
            age_ns: 1_000_000,
            wakeups: 44,
            stack_used: 204,
            stack_size: 512,
            native_high_water: None,
            native_size: None,
            name: None,
            entry: 70,
            at: None,
            on_old_code: false,
        }
    }

    #[test]
    fn a_line_stands_under_its_heading() {
        let line = line(&sleeping(), &BuiltIn);
        assert_eq!(
            line,
            "   3  code 70   sleeping 118 ms      4   0.1      44  204/512 B"
        );
        assert_eq!(HEADING.find("stack"), line.find("204"));
        assert_eq!(HEADING.find("state"), line.find("sleeping"));
    }

    #[test]
    fn an_inherited_priority_is_shown_with_its_own() {
        let mut row = sleeping();
        row.priority = 6;
        assert!(line(&row, &BuiltIn).contains(" 6(4) "));
    }

    #[test]
    fn json_has_units_in_its_names() {
        let json = serde_json::to_value(Record::new(&sleeping(), &BuiltIn)).expect("json");
        assert_eq!(json["state"], "waiting");
        assert_eq!(json["waiting_on"], "time");
        assert_eq!(json["waiting_ms"], 118);
        assert_eq!(json["stack_used_bytes"], 204);
        assert_eq!(json["cpu_percent"], 0.1);
    }

    #[test]
    fn every_wait_has_words() {
        for on in [
            WaitOn::Input,
            WaitOn::Lock { owner: Some(2) },
            WaitOn::Thread { id: 5 },
            WaitOn::Callback,
        ] {
            assert!(!waiting(on, None).is_empty());
            assert!(waiting(on, Some(7)).ends_with(" 7 ms"));
        }
        assert_eq!(waiting(WaitOn::Lock { owner: Some(2) }, None), "lock of 2");
    }
}
