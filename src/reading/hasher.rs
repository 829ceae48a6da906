//! A quick hash of short words, for tables of words that are known from the beginning. Nobody can
//! choose what stands in them, so nothing is gained by words that collide.

use std::hash::{BuildHasherDefault, Hasher};

/// What makes [`WordHasher`]s.
pub(super) type Quick = BuildHasherDefault<WordHasher>;

/// FNV-1a.
pub(super) struct WordHasher(u64);

impl Default for WordHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
