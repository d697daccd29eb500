//! Where an exception came from: code positions of the raise in flight.

use crate::limits::TRACEBACK_ENTRIES;

/// A code position.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Position {
    /// The code id.
    pub code: u16,
    /// Bytes from the first instruction.
    pub at: u16,
}

/// Positions of a raise, innermost first. When there are more than fit, those in the middle are left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Traceback {
    entries: [Position; TRACEBACK_ENTRIES],
    count: u16,
}

impl Traceback {
    /// Forgets what there was: another exception is raised.
    pub(crate) fn begin(&mut self) {
        self.count = 0;
    }

    /// Adds the next position outwards.
    pub(crate) fn add(&mut self, code: u16, at: u16) {
        let place = usize::from(self.count);
        if place >= TRACEBACK_ENTRIES {
            // The inner half stays; the outer half moves on.
            self.entries
                .copy_within(TRACEBACK_ENTRIES / 2 + 1.., TRACEBACK_ENTRIES / 2);
        }
        if let Some(entry) = self.entries.get_mut(place.min(TRACEBACK_ENTRIES - 1)) {
            *entry = Position { code, at };
        }
        self.count = self.count.saturating_add(1);
    }

    /// The positions kept, innermost first.
    #[must_use]
    pub fn positions(&self) -> &[Position] {
        let kept = usize::from(self.count).min(TRACEBACK_ENTRIES);
        self.entries.get(..kept).unwrap_or(&[])
    }

    /// How many were left out in the middle.
    #[must_use]
    pub fn left_out(&self) -> usize {
        usize::from(self.count).saturating_sub(TRACEBACK_ENTRIES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_kept() {
        let mut traceback = Traceback::default();
        for code in 0..20 {
            traceback.add(code, 0);
        }
        let codes: Vec<u16> = traceback.positions().iter().map(|p| p.code).collect();
        assert_eq!(codes, [0, 1, 2, 3, 16, 17, 18, 19]);
        assert_eq!(traceback.left_out(), 12);
    }
}
