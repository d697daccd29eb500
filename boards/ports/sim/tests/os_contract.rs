//! The contract of the operating-system layer, held against both systems of the port.

mod checks;

use checks::begin;
use port_sim::{HostOs, Policy, Rest, SteppedOs};
use vosal::Os;

#[test]
fn host_system_holds_the_contract() {
    let os = HostOs::new();
    os.enrol();
    let run = begin(os, false);
    while run.failures.lock().unwrap().is_none() {
        os.sleep_until(os.now() + 10_000);
    }
    assert_eq!(run.failures(), [""; 0]);
}

#[test]
fn stepped_system_holds_the_contract() {
    let os = SteppedOs::new(Policy::RoundRobin);
    let run = begin(os, true);
    assert_eq!(os.run(), Rest::Ended);
    assert_eq!(run.failures(), [""; 0]);
}

#[test]
fn stepped_system_holds_the_contract_in_any_order() {
    for seed in 0..8 {
        let os = SteppedOs::new(Policy::Seeded(seed));
        let run = begin(os, false);
        assert_eq!(os.run(), Rest::Ended, "seed {seed}");
        assert_eq!(run.failures(), [""; 0], "seed {seed}");
    }
}
