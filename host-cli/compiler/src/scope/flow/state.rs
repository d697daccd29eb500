//! The set of locals that certainly hold a value.

/// A set of slots, or the state of a place that control never reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    words: Vec<u64>,
    reachable: bool,
}

impl State {
    /// Nothing holds a value yet.
    pub(super) fn empty(slots: usize) -> State {
        State {
            words: vec![0; slots.div_ceil(64)],
            reachable: true,
        }
    }

    /// The state after a jump away: joins with anything without weakening it.
    pub(super) fn unreachable() -> State {
        State {
            words: Vec::new(),
            reachable: false,
        }
    }

    pub(super) fn is_reachable(&self) -> bool {
        self.reachable
    }

    pub(super) fn has(&self, slot: usize) -> bool {
        !self.reachable
            || self
                .words
                .get(slot / 64)
                .is_some_and(|word| word >> (slot % 64) & 1 != 0)
    }

    pub(super) fn add(&mut self, slot: usize) {
        if let Some(word) = self.words.get_mut(slot / 64) {
            *word |= 1 << (slot % 64);
        }
    }

    pub(super) fn remove(&mut self, slot: usize) {
        if let Some(word) = self.words.get_mut(slot / 64) {
            *word &= !(1 << (slot % 64));
        }
    }

    /// What holds whichever of the two ways control came.
    pub(super) fn join(&mut self, other: &State) {
        if !other.reachable {
            return;
        }
        if !self.reachable {
            self.clone_from(other);
            return;
        }
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Takes every slot of `other` away.
    pub(super) fn subtract(&mut self, other: &State) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }
}
