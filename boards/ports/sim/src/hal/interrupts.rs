//! External interrupts.

use super::agenda::Action;
use super::{SimBoard, State};
use vhal::{Edge, Edges, Error, Interrupts, Pin, Result};

pub(super) struct Watches {
    slots: Vec<Option<Watch>>,
    /// Counts changes of debounced pins and attachments, so that overtaken agenda entries can be told.
    turn: u32,
}

#[derive(Clone, Copy)]
struct Watch {
    net: usize,
    edges: Edges,
    debounce: u32,
    /// The level that counts, when debounced.
    stable: bool,
    /// The turn and time of the last change, when debounced.
    turn: u32,
    changed: u64,
}

impl Watches {
    pub(super) fn new(slots: u8) -> Self {
        Self {
            slots: vec![None; usize::from(slots)],
            turn: 0,
        }
    }

    pub(super) fn any_on(&self, net: usize) -> bool {
        self.slots.iter().flatten().any(|watch| watch.net == net)
    }

    fn next_turn(&mut self) -> u32 {
        self.turn = self.turn.wrapping_add(1);
        self.turn
    }
}

impl State {
    pub(super) fn edge_for_watches(&mut self, net: usize, edge: Edge) {
        for slot in 0..self.watches.slots.len() {
            let Some(watch) = self.watches.slots[slot].filter(|watch| watch.net == net) else {
                continue;
            };
            if watch.debounce == 0 {
                self.report(slot, watch.edges, edge, self.now);
                continue;
            }
            // Whatever waited to be reported did not stay; if this edge leads away from what counts, it may.
            let turn = self.watches.next_turn();
            self.watches.slots[slot] = Some(Watch {
                turn,
                changed: self.now,
                ..watch
            });
            if (edge == Edge::Rising) != watch.stable {
                let time = self.now + u64::from(watch.debounce);
                self.agenda.add(
                    time,
                    Action::Settled {
                        slot: slot as u8,
                        turn,
                    },
                );
            }
        }
    }

    pub(super) fn debounced(&mut self, slot: u8, turn: u32) {
        let Some(Some(watch)) = self.watches.slots.get_mut(usize::from(slot)) else {
            return;
        };
        if watch.turn == turn {
            watch.stable = !watch.stable;
            let edge = if watch.stable {
                Edge::Rising
            } else {
                Edge::Falling
            };
            let (edges, changed) = (watch.edges, watch.changed);
            self.report(usize::from(slot), edges, edge, changed);
        }
    }

    fn report(&self, slot: usize, edges: Edges, edge: Edge, time: u64) {
        if let (true, Some(sink)) = (edges.contains(edge), self.sink) {
            sink.edge(slot as u8, edge, time);
        }
    }
}

impl Interrupts for SimBoard {
    fn slots(&self) -> u8 {
        self.with(|state| state.watches.slots.len() as u8)
    }

    fn attach(&self, slot: u8, pin: Pin, edges: Edges, debounce: u32) -> Result<()> {
        self.with(|state| {
            let pad = state.nets.pad(pin)?;
            let net = state.nets.pads[pad].net;
            if usize::from(slot) >= state.watches.slots.len() {
                return Err(Error::Argument);
            }
            state.watches.slots[usize::from(slot)] = None;
            state.default_to_input(pad);
            state.settle(net);
            let (turn, stable) = (state.watches.next_turn(), state.nets.nets[net].level);
            let watch = Watch {
                net,
                edges,
                debounce,
                stable,
                turn,
                changed: state.now,
            };
            state.watches.slots[usize::from(slot)] = Some(watch);
            state.follow_pulses(net);
            Ok(())
        })
    }

    fn detach(&self, slot: u8) -> Result<()> {
        self.with(|state| {
            *state
                .watches
                .slots
                .get_mut(usize::from(slot))
                .ok_or(Error::Argument)? = None;
            Ok(())
        })
    }
}
