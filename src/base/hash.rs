//! Hashes of bytes: fingerprints of files, and the places of short texts in a map. The only file that knows `twox_hash`.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Says whether two files hold the same bytes: their 128-bit XXH3 hash.
///
/// It guards against forgotten changes, not against people who look for collisions: they could only hide their own edit from themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u128);

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(twox_hash::XxHash3_128::oneshot(bytes))
    }

    /// The fingerprint of what can be read, without holding it in memory.
    ///
    /// # Errors
    /// When it can't be read to its end.
    pub fn of_all(mut reader: impl std::io::Read) -> std::io::Result<Fingerprint> {
        let mut hasher = twox_hash::XxHash3_128::new();
        let mut piece = vec![0; 1 << 16];
        loop {
            match reader.read(&mut piece)? {
                0 => return Ok(Fingerprint(hasher.finish_128())),
                length => hasher.write(&piece[..length]),
            }
        }
    }
}

/// Finds texts in a map that is asked for millions of short ones: several times quicker than what the standard library takes. Each map has a
/// seed of its own, so nobody can write words that are all put into one place.
#[derive(Clone, Debug)]
pub struct ShortTexts {
    seed: u64,
}

impl Default for ShortTexts {
    fn default() -> ShortTexts {
        ShortTexts { seed: RandomState::new().build_hasher().finish() }
    }
}

impl BuildHasher for ShortTexts {
    type Hasher = ShortText;

    fn build_hasher(&self) -> ShortText {
        ShortText(self.seed)
    }
}

/// The hash of one text.
#[derive(Debug)]
pub struct ShortText(u64);

impl Hasher for ShortText {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = twox_hash::XxHash3_64::oneshot_with_seed(self.0, bytes);
    }

    // What ends a text.
    fn write_u8(&mut self, byte: u8) {
        self.0 ^= u64::from(byte);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
