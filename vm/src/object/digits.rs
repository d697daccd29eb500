//! The digits of integers, on the stack or in scratch memory.

use super::int::Number;
use crate::heap::View;
use crate::native::Stop;
use crate::number::radix;
use crate::object::FLAG_RAW;
use crate::value::Ref;
use crate::vm::Vm;
use bytecode::kind::Kind;

/// Integers of more limbs than this have their digits made in scratch memory.
const LIMBS_ON_STACK: usize = 4;
/// Digits of such an integer in base 2.
const DIGITS_ON_STACK: usize = LIMBS_ON_STACK * 32 + 1;

/// The digits of an integer's magnitude.
pub struct Digits {
    small: [u8; DIGITS_ON_STACK],
    /// Where digits too many for `small` stand.
    large: Option<Ref>,
    start: usize,
}

impl Digits {
    /// The ASCII digits.
    #[must_use]
    pub fn get<'a>(&'a self, view: View<'a>) -> &'a [u8] {
        let all = match self.large {
            Some(r) => view.bytes(r, 0),
            None => &self.small,
        };
        all.get(self.start..).unwrap_or(&[])
    }
}

/// The digits of an integer that fits the stack; `None` for a larger one.
pub(super) fn on_stack(view: View, n: Number, base: u32) -> Option<Digits> {
    let mut made = Digits {
        small: [0; DIGITS_ON_STACK],
        large: None,
        start: 0,
    };
    made.start = match n {
        Number::Int(n) => radix::digits_u64(n.unsigned_abs().into(), base, &mut made.small),
        _ => {
            let mut buffer = [0; 2];
            let limbs = n.lend(view, &mut buffer).limbs;
            let mut work = [0u32; LIMBS_ON_STACK];
            work.get_mut(..limbs.len())?.copy_from_slice(limbs);
            radix::digits(&mut work, base, &mut made.small)
        }
    };
    Some(made)
}

/// The digits of an integer.
///
/// # Errors
/// [`Stop`].
pub fn of(vm: &mut Vm, n: Number, base: u32) -> Result<Digits, Stop> {
    let view = vm.heap.view();
    if let Some(digits) = on_stack(view, n, base) {
        return Ok(digits);
    }
    let limbs = n.limb_count(view);
    let room = radix::digits_max(limbs * 32, base).next_multiple_of(4);
    let work = vm
        .heap
        .alloc_unset(2 + limbs as u32, Kind::Buffer, FLAG_RAW)?;
    // The limbs are used up by the division, so they are copied; the digits are made in front of the copy.
    let out = vm
        .heap
        .alloc_unset(2 + (room / 4 + limbs) as u32, Kind::Buffer, FLAG_RAW)?;
    if let Number::Big(r) = n {
        vm.heap.copy_words(r, 0, work, 0, limbs as u32);
    }
    let start = {
        let mut copy = Limbs {
            vm,
            work,
            out,
            room,
        };
        copy.digits(base)
    };
    vm.heap.release(work);
    vm.heap.shrink(out, 2 + (room / 4) as u32);
    Ok(Digits {
        small: [0; DIGITS_ON_STACK],
        large: Some(out),
        start,
    })
}

/// Limbs that are divided away in one block while their digits go to another.
struct Limbs<'a> {
    vm: &'a mut Vm,
    work: Ref,
    out: Ref,
    room: usize,
}

impl Limbs<'_> {
    fn digits(&mut self, base: u32) -> usize {
        let words = self.room / 4;
        let (body, view) = self.vm.heap.apart(self.out, 0);
        let (text, limbs) = body.split_at_mut(words);
        limbs.copy_from_slice(view.body(self.work));
        // A word takes its four digits in the order of bytes in memory.
        let mut bytes = Packed { words: text };
        bytes.fill(limbs, base)
    }
}

/// Words written as bytes, little-endian.
struct Packed<'a> {
    words: &'a mut [u32],
}

impl Packed<'_> {
    fn put(&mut self, at: usize, byte: u8) {
        if let Some(word) = self.words.get_mut(at / 4) {
            let mut bytes = word.to_ne_bytes();
            if let Some(slot) = bytes.get_mut(at % 4) {
                *slot = byte;
            }
            *word = u32::from_ne_bytes(bytes);
        }
    }

    fn fill(&mut self, limbs: &mut [u32], base: u32) -> usize {
        let mut at = self.words.len() * 4;
        radix::each_digit(limbs, base, &mut |digit| {
            at -= 1;
            self.put(at, digit);
        });
        at
    }
}
