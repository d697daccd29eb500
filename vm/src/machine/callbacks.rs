//! Callbacks of pins and timers: who is watched, what is due, and the thread that calls.
//!
//! An interrupt posts slot, direction and time of an edge to a bounded queue and wakes the thread, which is above all
//! program threads. Timers are a list in order of their deadlines, which the same thread waits for.
//!
//! Body of a timer, a [`Kind::SysObject`]: the next armed timer or 0; the tuple of function and arguments; then plain words:
//! [`TIMER`], deadline and period in microseconds, low word first.

use super::Machine;
use crate::native::threads::TIMER;
use crate::native::{Args, Stop};
use crate::natives;
use crate::thread::{Slot, WaitKind};
use crate::value::{Ref, Value};
use crate::vm::Vm;
use bytecode::exceptions::index;
use bytecode::kind::Kind;
use vhal::{Edge, Peripheral, Pin, Sink};
use vosal::{FOREVER, Mailbox};

/// Edges that wait for the thread: two words each.
pub(super) type Edges = Mailbox<64>;

/// Roots of the machine: what is watched; the armed timer that is due first; the timer whose callback runs.
const WATCHES: usize = 0;
const TIMERS: usize = 1;
pub(super) const RUNNING: usize = 2;

impl Vm {
    /// An object that the machine keeps alive.
    pub(super) fn root(&self, index: usize) -> Option<Ref> {
        self.roots.get(index).and_then(|root| root.as_ref())
    }

    /// Keeps another object alive in that place, or none.
    pub(super) fn set_root(&mut self, index: usize, object: Option<Ref>) {
        if let Some(root) = self.roots.get_mut(index) {
            *root = object.map_or(Value::NONE, Ref::value);
        }
    }
}

/// Values kept of each watched slot: pin and direction as a small integer, function, arguments, time of attaching.
const WATCH_WORDS: u32 = 4;

/// Body words of a timer.
mod timer {
    pub(super) const NEXT: u32 = 0;
    pub(super) const CALL: u32 = 1;
    pub(super) const TAG: u32 = 2;
    pub(super) const DEADLINE: u32 = 3;
    pub(super) const PERIOD: u32 = 5;
    pub(super) const WORDS: u32 = 9;
}

/// What the thread of callbacks is to do next.
pub(super) enum Due {
    /// Call this with these arguments; afterwards arm the timer again.
    Call(Value, Value, Option<Ref>),
    /// Nothing before this time.
    At(u64),
}

impl Sink for Machine {
    fn edge(&self, slot: u8, edge: Edge, time: u64) {
        let direction = match edge {
            Edge::Falling => 0,
            Edge::Rising => 1 << 8,
        };
        self.edges
            .post(self.os(), &[u32::from(slot) | direction, time as u32]);
        self.threads.wake_one(WaitKind::Callback, 0);
    }

    fn ready(&self, unit: Peripheral) {
        self.threads.wake_all(WaitKind::Peripheral, unit.0.into());
    }
}

/// The 31 bits of a time that a small integer holds.
fn short_time(time: u64) -> Value {
    Value::count(time as u32 & 0x3fff_ffff)
}

fn key(pin: Pin, rising: bool) -> Value {
    Value::count(u32::from(pin.0) << 1 | u32::from(rising))
}

impl Machine {
    /// Lets `call` (function and arguments) run at each edge of a pin.
    pub(crate) fn attach_pin(
        &self,
        vm: &mut Vm,
        pin: Pin,
        rising: bool,
        debounce: u32,
        call: (Value, Value),
    ) -> Result<(), Stop> {
        let interrupts = self.board.interrupts();
        let interrupts = interrupts.map_err(|error| vm.hardware(error))?;
        self.start_callbacks(vm)?;
        let count = u32::from(interrupts.slots());
        let watches = match vm.root(WATCHES) {
            Some(watches) => watches,
            None => {
                let made = vm.heap.alloc(3 + count * WATCH_WORDS, Kind::Tuple, 0)?;
                vm.heap.set_word(made, 0, count * WATCH_WORDS);
                for at in 1..=count * WATCH_WORDS {
                    vm.heap.set(made, at, Value::NONE);
                }
                vm.set_root(WATCHES, Some(made));
                made
            }
        };
        let wanted = key(pin, rising);
        let at = |slot: u32| 1 + slot * WATCH_WORDS;
        let own = (0..count).find(|slot| vm.heap.value(watches, at(*slot)) == wanted);
        let free = || (0..count).find(|slot| vm.heap.value(watches, at(*slot)) == Value::NONE);
        let Some(slot) = own.or_else(free) else {
            return Err(vm.raise(index::PeripheralError));
        };
        let edges = if rising {
            vhal::Edges::Rising
        } else {
            vhal::Edges::Falling
        };
        interrupts
            .attach(slot as u8, pin, edges, debounce)
            .map_err(|error| vm.hardware(error))?;
        vm.heap.set(watches, at(slot), wanted);
        vm.heap.set(watches, at(slot) + 1, call.0);
        vm.heap.set(watches, at(slot) + 2, call.1);
        if own.is_none() {
            let now = short_time(self.os().now());
            vm.heap.set(watches, at(slot) + 3, now);
        }
        Ok(())
    }

    /// Ends [`Machine::attach_pin`]; nothing happens if there was none.
    pub(crate) fn detach_pin(&self, vm: &mut Vm, pin: Pin, rising: bool) -> Result<(), Stop> {
        let wanted = key(pin, rising);
        self.detach_where(vm, |found| found == wanted)
    }

    fn detach_where(&self, vm: &mut Vm, which: impl Fn(Value) -> bool) -> Result<(), Stop> {
        let Some(watches) = vm.root(WATCHES) else {
            return Ok(());
        };
        let count = vm.heap.word(watches, 0) / WATCH_WORDS;
        for slot in 0..count {
            let at = 1 + slot * WATCH_WORDS;
            let found = vm.heap.value(watches, at);
            if found != Value::NONE && which(found) {
                let interrupts = self.board.interrupts();
                interrupts
                    .and_then(|interrupts| interrupts.detach(slot as u8))
                    .map_err(|error| vm.hardware(error))?;
                for word in at..at + WATCH_WORDS {
                    vm.heap.set(watches, word, Value::NONE);
                }
            }
        }
        Ok(())
    }

    /// Timers armed and pins watched.
    pub(super) fn armed(&self, vm: &Vm) -> (u16, u16) {
        let mut timers = 0;
        let mut at = vm.root(TIMERS);
        while let Some(timer) = at {
            timers += 1;
            at = vm.heap.reference(timer, timer::NEXT);
        }
        let pins = vm.root(WATCHES).map_or(0, |watches| {
            let count = vm.heap.word(watches, 0) / WATCH_WORDS;
            (0..count)
                .filter(|slot| vm.heap.value(watches, 1 + slot * WATCH_WORDS) != Value::NONE)
                .count() as u16
        });
        (timers, pins)
    }

    /// Disarms every timer and every pin.
    pub(super) fn disarm(&self, vm: &mut Vm) {
        while let Some(timer) = vm.root(TIMERS) {
            self.unlink(vm, timer);
        }
        // A pin that cannot be detached goes on reporting to nobody.
        let _ = self.detach_where(vm, |_| true);
    }

    /// What the thread of callbacks is to do next.
    pub(super) fn next_due(&self, vm: &mut Vm) -> Due {
        while let Some([word, time]) = self.edges.take::<2>(self.os()) {
            if let Some((function, args)) = self.watch_of(vm, word, time) {
                return Due::Call(function, args, None);
            }
        }
        let Some(first) = vm.root(TIMERS) else {
            return Due::At(FOREVER);
        };
        let deadline = wide(vm, first, timer::DEADLINE);
        if deadline > self.os().now() {
            return Due::At(deadline);
        }
        self.unlink(vm, first);
        let Some(call) = vm.heap.reference(first, timer::CALL) else {
            return Due::At(0);
        };
        let (function, args) = (vm.heap.value(call, 1), vm.heap.value(call, 2));
        Due::Call(function, args, Some(first))
    }

    /// Function and arguments of the watch that an edge belongs to; `None` if it was detached meanwhile.
    fn watch_of(&self, vm: &Vm, word: u32, time: u32) -> Option<(Value, Value)> {
        let watches = vm.root(WATCHES)?;
        let at = 1 + (word & 0xff) * WATCH_WORDS;
        let found = vm.heap.value(watches, at).as_small_int()?;
        let since = vm.heap.value(watches, at + 3).as_small_int()? as u32;
        let age = (time.wrapping_sub(since) & 0x3fff_ffff) << 2;
        let rising = word >> 8 & 1;
        (found as u32 & 1 == rising && age as i32 >= 0).then(|| {
            (
                vm.heap.value(watches, at + 1),
                vm.heap.value(watches, at + 2),
            )
        })
    }

    /// Arms a periodic timer again after its callback, unless that has set or cancelled it.
    pub(super) fn rearm(&self, vm: &mut Vm, timer: Ref) {
        let period = wide(vm, timer, timer::PERIOD);
        let again = vm.heap.reference(timer, timer::CALL).is_some();
        if period > 0 && again && !self.is_armed(vm, timer) {
            self.link(vm, timer, self.os().now() + period);
        }
    }

    fn is_armed(&self, vm: &Vm, timer: Ref) -> bool {
        let mut at = vm.root(TIMERS);
        while let Some(armed) = at {
            if armed == timer {
                return true;
            }
            at = vm.heap.reference(armed, timer::NEXT);
        }
        false
    }

    /// Puts a timer into the list, behind those that are due before or at the same time.
    fn link(&self, vm: &mut Vm, timer: Ref, deadline: u64) {
        set_wide(vm, timer, timer::DEADLINE, deadline);
        let (mut before, mut at) = (None, vm.root(TIMERS));
        while let Some(next) = at.filter(|next| wide(vm, *next, timer::DEADLINE) <= deadline) {
            before = Some(next);
            at = vm.heap.reference(next, timer::NEXT);
        }
        vm.heap
            .set_word(timer, timer::NEXT, at.map_or(0, Ref::offset));
        match before {
            Some(before) => vm.heap.set_word(before, timer::NEXT, timer.offset()),
            None => {
                vm.set_root(TIMERS, Some(timer));
                self.threads.wake_one(WaitKind::Callback, 0);
            }
        }
    }

    fn unlink(&self, vm: &mut Vm, timer: Ref) {
        let after = vm.heap.reference(timer, timer::NEXT);
        if vm.root(TIMERS) == Some(timer) {
            vm.set_root(TIMERS, after);
        }
        let mut at = vm.root(TIMERS);
        while let Some(armed) = at {
            at = vm.heap.reference(armed, timer::NEXT);
            if at == Some(timer) {
                vm.heap
                    .set_word(armed, timer::NEXT, after.map_or(0, Ref::offset));
                at = after;
            }
        }
        vm.heap.set_word(timer, timer::NEXT, 0);
    }
}

fn wide(vm: &Vm, object: Ref, word: u32) -> u64 {
    u64::from(vm.heap.word(object, word)) | u64::from(vm.heap.word(object, word + 1)) << 32
}

fn set_wide(vm: &mut Vm, object: Ref, word: u32, value: u64) {
    vm.heap.set_word(object, word, value as u32);
    vm.heap.set_word(object, word + 1, (value >> 32) as u32);
}

/// `timer_new()`
pub(crate) fn timer_new(vm: &mut Vm, _: Args<'_>) -> Result<Value, Stop> {
    let made = vm.heap.alloc(timer::WORDS, Kind::SysObject, 0)?;
    vm.heap.set_word(made, timer::TAG, TIMER);
    Ok(made.value())
}

/// `timer_set(timer, delay, period, function, arguments)`, in milliseconds; a period of 0 is once
pub(crate) fn timer_set(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let timer = vm.sys_object(args.get(0), TIMER)?;
    let (delay, period) = (vm.whole(args.get(1))?, vm.whole(args.get(2))?);
    let (Ok(delay), Ok(period)) = (u64::try_from(delay), u64::try_from(period)) else {
        return Err(vm.raise(index::ValueError));
    };
    machine.start_callbacks(vm)?;
    let call = vm.heap.alloc(5, Kind::Tuple, 0)?;
    vm.heap.set_word(call, 0, 2);
    vm.heap.set(call, 1, args.get(3));
    vm.heap.set(call, 2, args.get(4));
    machine.unlink(vm, timer);
    vm.heap.set(timer, timer::CALL, call.value());
    set_wide(vm, timer, timer::PERIOD, period * 1000);
    machine.link(vm, timer, machine.os().now() + delay * 1000);
    Ok(Value::NONE)
}

/// `timer_cancel(timer)`
pub(crate) fn timer_cancel(vm: &mut Vm, args: Args<'_>) -> Result<Value, Stop> {
    let machine = vm.outside()?;
    let timer = vm.sys_object(args.get(0), TIMER)?;
    machine.unlink(vm, timer);
    vm.heap.set_word(timer, timer::CALL, 0);
    Ok(Value::NONE)
}

natives! { ROWS: timer_new timer_set timer_cancel }

impl Machine {
    /// Makes the thread of callbacks, if there is none yet.
    fn start_callbacks(&self, vm: &mut Vm) -> Result<(), Stop> {
        if self.threads.record(Slot::INTERRUPT).phase().alive() {
            return Ok(());
        }
        self.make_thread(vm, Slot::INTERRUPT, vosal::Priority::INTERRUPT.level(), 0)
            .map(|_| ())
            .map_err(|error| error.stop(vm))
    }
}
