//! The two hashes both sides compute: that of text in dicts and that of tables and registers.

/// FNV-1a, 32 bits, over bytes. The hash of text and bytes in a dict, stored in word 0 of such constants.
/// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
#[must_use]
pub const fn fnv1a(bytes: &[u8]) -> u32 {
    fnv1a_from(0x811c_9dc5, bytes)
}

/// [`fnv1a`] continued from an earlier result.
#[must_use]
pub const fn fnv1a_from(start: u32, bytes: &[u8]) -> u32 {
    let mut hash = start;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

/// The next link of a program's chain: what a board runs is named by the hash of its image and of every fragment and
/// patch applied since, in order.
#[must_use]
pub const fn chain(before: u32, image_crc: u32) -> u32 {
    fnv1a_from(
        fnv1a_from(0x811c_9dc5, &before.to_le_bytes()),
        &image_crc.to_le_bytes(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors() {
        assert_eq!(fnv1a(b""), 0x811c_9dc5);
        assert_eq!(fnv1a(b"a"), 0xe40c_292c);
        assert_eq!(fnv1a(b"foobar"), 0xbf9c_f968);
    }

    #[test]
    fn chain_depends_on_order() {
        assert_ne!(chain(chain(0, 1), 2), chain(chain(0, 2), 1));
    }
}
