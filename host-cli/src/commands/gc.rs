//! `zshell gc`: what the collector has done.

use super::Command;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::quantity::{grouped, microseconds};
use clap::Args;
use protocol::memory::{Cause, Collected, GcStatistics};
use serde::Serialize;

/// Show what the collector has counted
#[derive(Args, Debug)]
pub struct Gc {
    /// Collect first.
    #[arg(long)]
    collect: bool,
}

impl Command for Gc {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let output = context.output;
        let device = &context.board(Fallback::None).await?.device;
        let collected = if self.collect {
            Some(device.collect().await?)
        } else {
            None
        };
        let statistics = device.gc_statistics().await?;
        if output.json {
            return output.object(&Record::new(&statistics, collected));
        }
        if let Some(collected) = collected {
            output.line(&format!(
                "freed {} B in {}",
                grouped(collected.freed.into()),
                microseconds(collected.pause_us.into())
            ))?;
        }
        output.line(&heap_line(&statistics))?;
        output.line(&collections_line(&statistics))
    }
}

/// The heap in one line.
#[must_use]
pub(super) fn heap_line(gc: &GcStatistics) -> String {
    format!(
        "heap {} B · used {} · free {} · largest free {} · fragmentation {} % · lowest ever free {}",
        grouped(gc.total.into()),
        grouped(gc.used.into()),
        grouped(gc.free.into()),
        grouped(gc.largest_free.into()),
        fragmentation_percent(gc),
        grouped(gc.min_ever_free.into()),
    )
}

fn collections_line(gc: &GcStatistics) -> String {
    let mut line = match gc.collections {
        0 => "no collection yet".to_owned(),
        1 => "1 collection".to_owned(),
        n => format!("{} collections", grouped(n.into())),
    };
    if gc.collections > 0 {
        line.push_str(&format!(
            " · last {} (freed {} B, cause: {}) · longest {}",
            microseconds(gc.pause_last_us.into()),
            grouped(gc.last_freed.into()),
            cause(gc.cause),
            microseconds(gc.pause_max_us.into()),
        ));
    }
    line.push_str(&match gc.failed_allocations {
        0 => " · 0 failed allocations".to_owned(),
        n => format!(
            " · {} failed allocations, the last of {} B",
            grouped(n.into()),
            grouped(gc.failed_size.into())
        ),
    });
    line
}

/// How much of the free memory does not lie in the largest free block.
fn fragmentation_percent(gc: &GcStatistics) -> u32 {
    if gc.free == 0 {
        return 0;
    }
    let scattered = gc.free.saturating_sub(gc.largest_free);
    (u64::from(scattered) * 100 / u64::from(gc.free)) as u32
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Never => "never",
        Cause::Threshold => "threshold",
        Cause::Allocation => "allocation",
        Cause::Requested => "requested",
        Cause::Period => "period",
    }
}

/// The statistics as a JSON object.
#[derive(Serialize)]
struct Record {
    total_bytes: u32,
    used_bytes: u32,
    free_bytes: u32,
    largest_free_bytes: u32,
    lowest_ever_free_bytes: u32,
    fragmentation_percent: u32,
    blocks_used: u32,
    blocks_free: u32,
    allocations: u32,
    frees: u32,
    allocated_bytes: u64,
    freed_bytes: u64,
    collections: u32,
    cause: &'static str,
    pause_last_us: u32,
    pause_max_us: u32,
    pause_total_us: u64,
    last_freed_bytes: u32,
    since_last_ms: u32,
    threshold_bytes: u32,
    failed_allocations: u32,
    failed_size_bytes: u32,
    root_words: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    collected_freed_bytes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collected_pause_us: Option<u32>,
}

impl Record {
    fn new(gc: &GcStatistics, collected: Option<Collected>) -> Record {
        Record {
            total_bytes: gc.total,
            used_bytes: gc.used,
            free_bytes: gc.free,
            largest_free_bytes: gc.largest_free,
            lowest_ever_free_bytes: gc.min_ever_free,
            fragmentation_percent: fragmentation_percent(gc),
            blocks_used: gc.blocks_used,
            blocks_free: gc.blocks_free,
            allocations: gc.allocations,
            frees: gc.frees,
            allocated_bytes: gc.allocated_bytes,
            freed_bytes: gc.freed_bytes,
            collections: gc.collections,
            cause: cause(gc.cause),
            pause_last_us: gc.pause_last_us,
            pause_max_us: gc.pause_max_us,
            pause_total_us: gc.pause_total_us,
            last_freed_bytes: gc.last_freed,
            since_last_ms: gc.since_last_ms,
            threshold_bytes: gc.threshold,
            failed_allocations: gc.failed_allocations,
            failed_size_bytes: gc.failed_size,
            root_words: gc.roots,
            collected_freed_bytes: collected.map(|collected| collected.freed),
            collected_pause_us: collected.map(|collected| collected.pause_us),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statistics() -> GcStatistics {
        GcStatistics {
            total: 40_960,
            used: 2_004,
            free: 38_956,
            largest_free: 37_120,
            min_ever_free: 31_408,
            blocks_used: 60,
            blocks_free: 3,
            allocations: 900,
            frees: 840,
            allocated_bytes: 50_000,
            freed_bytes: 48_000,
            collections: 7,
            cause: Cause::Allocation,
            pause_last_us: 1_100,
            pause_max_us: 2_000,
            pause_total_us: 9_000,
            last_freed: 2_212,
            since_last_ms: 40,
            threshold: 0,
            failed_allocations: 0,
            failed_size: 0,
            roots: 12,
        }
    }

    #[test]
    fn two_lines_tell_the_state_of_the_heap() {
        let gc = statistics();
        assert_eq!(
            heap_line(&gc),
            "heap 40 960 B · used 2 004 · free 38 956 · largest free 37 120 · fragmentation 4 % · lowest ever free 31 408"
        );
        assert_eq!(
            collections_line(&gc),
            "7 collections · last 1.1 ms (freed 2 212 B, cause: allocation) · longest 2.0 ms · 0 failed allocations"
        );
    }

    #[test]
    fn a_heap_that_is_full_or_untouched_has_no_fragmentation() {
        let mut gc = statistics();
        gc.free = 0;
        gc.largest_free = 0;
        gc.collections = 0;
        assert_eq!(fragmentation_percent(&gc), 0);
        assert_eq!(
            collections_line(&gc),
            "no collection yet · 0 failed allocations"
        );
    }
}
