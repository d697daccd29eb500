//! How long to wait for an answer before asking again.
//!
//! The estimate is Jacobson's (RFC 6298): smoothed round trip plus four times its deviation;
//! answers to repeated requests are left out, as Karn proposed, since nobody knows which of the
//! requests they answer.

use std::time::Duration;

/// Timeout before anything was measured.
const FIRST: Duration = Duration::from_millis(250);
/// Shortest timeout: a board's agent may be held up for some milliseconds.
const SHORTEST: Duration = Duration::from_millis(50);
/// Longest timeout, doublings included.
const LONGEST: Duration = Duration::from_secs(4);

/// An estimate of the round trip.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rtt {
    measured: Option<(Duration, Duration)>,
}

impl Rtt {
    /// Takes a measurement.
    pub fn measure(&mut self, sample: Duration) {
        self.measured = Some(match self.measured {
            None => (sample, sample / 2),
            Some((smoothed, deviation)) => (
                (smoothed * 7 + sample) / 8,
                (deviation * 3 + smoothed.abs_diff(sample)) / 4,
            ),
        });
    }

    /// The smoothed round trip, once one was measured.
    pub fn smoothed(&self) -> Option<Duration> {
        self.measured.map(|(smoothed, _)| smoothed)
    }

    /// How long to wait after the `tries`-th try, which is 1 for the first.
    pub fn timeout(&self, tries: u32) -> Duration {
        let base = match self.measured {
            None => FIRST,
            Some((smoothed, deviation)) => (smoothed + deviation * 4).max(SHORTEST),
        };
        (base * (1 << (tries.clamp(1, 8) - 1))).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_at_250_ms_doubles_and_adapts() {
        let mut rtt = Rtt::default();
        let waits: Vec<u128> = (1..=5)
            .map(|tries| rtt.timeout(tries).as_millis())
            .collect();
        assert_eq!(waits, [250, 500, 1000, 2000, 4000]);
        for _ in 0..50 {
            rtt.measure(Duration::from_millis(30));
        }
        assert_eq!(rtt.smoothed(), Some(Duration::from_millis(30)));
        assert_eq!(rtt.timeout(1), SHORTEST);
        rtt.measure(Duration::from_millis(430));
        assert!(
            rtt.timeout(1) > Duration::from_millis(400),
            "it backs off at once"
        );
    }
}
