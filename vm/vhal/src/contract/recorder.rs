//! The sink of the checks: it keeps what it is told.

use crate::{Edge, Peripheral, Sink};

use core::sync::atomic::{AtomicU32, Ordering};

/// How many edges are kept.
const KEPT: usize = 64;

/// Keeps the edges and counts the announcements of the unit asked for.
pub struct Recorder {
    /// One word an edge: slot, direction, and the low bits of its time.
    edges: [AtomicU32; KEPT],
    count: AtomicU32,
    unit: AtomicU32,
    announced: AtomicU32,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// A recorder that has been told nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            edges: [const { AtomicU32::new(0) }; KEPT],
            count: AtomicU32::new(0),
            unit: AtomicU32::new(0),
            announced: AtomicU32::new(0),
        }
    }

    /// Forgets everything, and counts announcements of `unit` from now on.
    pub(super) fn clear(&self, unit: Peripheral) {
        self.count.store(0, Ordering::SeqCst);
        self.announced.store(0, Ordering::SeqCst);
        self.unit.store(u32::from(unit.0), Ordering::SeqCst);
    }

    /// How many edges came.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst) as usize
    }

    /// How often the unit announced something.
    pub(super) fn announced(&self) -> u32 {
        self.announced.load(Ordering::SeqCst)
    }

    /// The slot and the direction of an edge.
    pub(super) fn edge(&self, place: usize) -> Option<(u8, Edge)> {
        let word = self
            .edges
            .get(place)
            .filter(|_| place < self.count())?
            .load(Ordering::SeqCst);
        let edge = if word & 1 == 1 {
            Edge::Rising
        } else {
            Edge::Falling
        };
        Some(((word >> 1) as u8, edge))
    }

    /// The time of an edge, in microseconds modulo 2^23.
    pub(super) fn time(&self, place: usize) -> Option<u32> {
        self.edges
            .get(place)
            .filter(|_| place < self.count())
            .map(|word| word.load(Ordering::SeqCst) >> 9)
    }
}

impl Sink for Recorder {
    fn edge(&self, slot: u8, edge: Edge, time: u64) {
        let count = self.count.load(Ordering::SeqCst);
        if let Some(place) = self.edges.get(count as usize) {
            let word = (time as u32) << 9 | u32::from(slot) << 1 | u32::from(edge == Edge::Rising);
            place.store(word, Ordering::SeqCst);
            self.count.store(count + 1, Ordering::SeqCst);
        }
    }

    fn ready(&self, unit: Peripheral) {
        if u32::from(unit.0) == self.unit.load(Ordering::SeqCst) {
            self.announced.store(self.announced() + 1, Ordering::SeqCst);
        }
    }
}
