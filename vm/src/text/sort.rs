//! Stable merge sort over words.
#![allow(
    clippy::indexing_slicing,
    reason = "ranges are halves of the slice they index"
)]

/// Runs up to this length are sorted by insertion.
const RUN: usize = 8;

/// Sorts `items` so that no later one is `less` than an earlier one; equal ones keep their order. `work` has the same length.
///
/// # Errors
/// What `less` returns; the items are then in some order.
pub fn sort<E>(
    items: &mut [u32],
    work: &mut [u32],
    less: &mut impl FnMut(u32, u32) -> Result<bool, E>,
) -> Result<(), E> {
    let n = items.len();
    for start in (0..n).step_by(RUN) {
        insertion(&mut items[start..n.min(start + RUN)], less)?;
    }
    let mut width = RUN;
    while width < n {
        let mut start = 0;
        while start + width < n {
            let end = n.min(start + 2 * width);
            merge(&mut items[start..end], width, work, less)?;
            start = end;
        }
        width *= 2;
    }
    Ok(())
}

fn insertion<E>(
    items: &mut [u32],
    less: &mut impl FnMut(u32, u32) -> Result<bool, E>,
) -> Result<(), E> {
    for i in 1..items.len() {
        let item = items[i];
        let mut at = i;
        while at > 0 && less(item, items[at - 1])? {
            items[at] = items[at - 1];
            at -= 1;
        }
        items[at] = item;
    }
    Ok(())
}

/// Merges `items[..middle]` and `items[middle..]`, the first half moved to `work`.
fn merge<E>(
    items: &mut [u32],
    middle: usize,
    work: &mut [u32],
    less: &mut impl FnMut(u32, u32) -> Result<bool, E>,
) -> Result<(), E> {
    if !less(items[middle], items[middle - 1])? {
        return Ok(());
    }
    let left = &mut work[..middle];
    left.copy_from_slice(&items[..middle]);
    let (mut i, mut j, mut out) = (0, middle, 0);
    while i < left.len() {
        if j < items.len() && less(items[j], left[i])? {
            items[out] = items[j];
            j += 1;
        } else {
            items[out] = left[i];
            i += 1;
        }
        out += 1;
    }
    Ok(())
}
