//! The collector and the heap, seen from outside.

use serde::{Deserialize, Serialize};

/// Why a collection ran.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Cause {
    /// None has run.
    Never,
    /// As much was allocated as the threshold allows.
    Threshold,
    /// An allocation failed.
    Allocation,
    /// The program or the host asked for it.
    Requested,
    /// Its period was over.
    Period,
}

/// What the collector has counted since the program was loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GcStatistics {
    /// Bytes of the heap.
    pub total: u32,
    /// Bytes in use, headers included.
    pub used: u32,
    /// Bytes free.
    pub free: u32,
    /// Bytes of the largest free block.
    pub largest_free: u32,
    /// Least bytes that were ever free.
    pub min_ever_free: u32,
    /// Blocks in use.
    pub blocks_used: u32,
    /// Free blocks.
    pub blocks_free: u32,
    /// Blocks allocated so far.
    pub allocations: u32,
    /// Blocks freed so far.
    pub frees: u32,
    /// Bytes allocated so far.
    pub allocated_bytes: u64,
    /// Bytes freed so far.
    pub freed_bytes: u64,
    /// Collections so far.
    pub collections: u32,
    /// Why the last one ran.
    pub cause: Cause,
    /// Microseconds the last one took.
    pub pause_last_us: u32,
    /// Microseconds the longest one took.
    pub pause_max_us: u32,
    /// Microseconds all of them took.
    pub pause_total_us: u64,
    /// Bytes the last one freed.
    pub last_freed: u32,
    /// Milliseconds since the last one.
    pub since_last_ms: u32,
    /// Bytes that may be allocated before one runs; 0 if only a full heap starts one.
    pub threshold: u32,
    /// Allocations that failed even after a collection.
    pub failed_allocations: u32,
    /// Bytes the last failed one asked for.
    pub failed_size: u32,
    /// Words that the last one took as roots.
    pub roots: u32,
}

/// What a collection that was asked for has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Collected {
    /// Bytes freed.
    pub freed: u32,
    /// Microseconds it took.
    pub pause_us: u32,
    /// Bytes free now.
    pub free: u32,
}

/// Which part of the heap is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeapQuery {
    /// 0 for the first page, then the `next` of the page before.
    pub cursor: u32,
}

/// Objects of one type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CensusRow {
    /// Number of the type.
    pub kind: u8,
    /// For instances: the global that holds their class, or the class's registered name.
    pub class_name: Option<u16>,
    /// Blocks.
    pub count: u32,
    /// Bytes, headers included.
    pub bytes: u32,
}

/// What a run of neighbouring blocks is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MapState {
    /// Free.
    Free,
    /// Objects.
    Used,
    /// Stacks and other blocks that do not move or end with the program.
    Pinned,
    /// An image in RAM.
    Image,
}

/// Neighbouring blocks of the same state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MapRow {
    /// What they are.
    pub state: MapState,
    /// How many.
    pub blocks: u16,
    /// Their bytes together.
    pub bytes: u32,
}

/// Asks for samples at an interval; the newest subscription replaces the one before.
///
/// A sample is a [`Kind::Telemetry`](crate::Kind::Telemetry) frame with the body that the reply
/// to the same read would have, so nothing new is to be decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Subscription {
    /// Milliseconds between samples, at least 50; 0 ends the subscription.
    pub interval_ms: u16,
    /// What is sampled: [`SAMPLE_GC`], [`SAMPLE_THREADS`], [`SAMPLE_LINK`], added up.
    pub parts: u8,
}

/// Bit of [`Subscription::parts`]: [`GcStatistics`].
pub const SAMPLE_GC: u8 = 1;
/// Bit of [`Subscription::parts`]: the threads, in as many pages as it takes.
pub const SAMPLE_THREADS: u8 = 2;
/// Bit of [`Subscription::parts`]: [`LinkCounters`](crate::info::LinkCounters).
pub const SAMPLE_LINK: u8 = 4;
