//! Text in lower case, mostly without a place on the heap.

use std::ops::Deref;

/// Up to this length, in bytes, it has its place within itself: few words are longer.
const SHORT: usize = 22;

/// A text in lower case. Documents are compared word by word with tables of words, so that most are
/// looked at once and forgotten.
#[derive(Clone)]
pub struct Lower<'a>(Kept<'a>);

#[derive(Clone)]
enum Kept<'a> {
    /// It was in lower case.
    Same(&'a str),
    /// ASCII, and how long it is.
    Short([u8; SHORT], usize),
    Long(String),
}

impl<'a> Lower<'a> {
    /// This text in lower case.
    pub fn of(text: &'a str) -> Self {
        Self::ascii(text).unwrap_or_else(|| Self(Kept::Long(text.to_lowercase())))
    }

    /// This text in lower case, where all of it is ASCII.
    pub fn ascii(text: &'a str) -> Option<Self> {
        let mut capitals = false;
        for byte in text.bytes() {
            if !byte.is_ascii() {
                return None;
            }
            capitals |= byte.is_ascii_uppercase();
        }
        if !capitals {
            return Some(Self(Kept::Same(text)));
        }
        let mut short = [0; SHORT];
        Some(Self(match short.get_mut(..text.len()) {
            Some(place) => {
                place.copy_from_slice(text.as_bytes());
                place.make_ascii_lowercase();
                Kept::Short(short, text.len())
            }
            None => Kept::Long(text.to_ascii_lowercase()),
        }))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Kept::Same(text) => text,
            Kept::Short(short, length) => {
                let text = short.get(..*length).and_then(|text| std::str::from_utf8(text).ok());
                text.unwrap_or_default()
            }
            Kept::Long(text) => text,
        }
    }

    /// Its bytes.
    fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Same(text) => text.as_bytes(),
            Kept::Short(short, length) => short.get(..*length).unwrap_or_default(),
            Kept::Long(text) => text.as_bytes(),
        }
    }
}

impl Default for Lower<'_> {
    fn default() -> Self {
        Self(Kept::Same(""))
    }
}

impl From<String> for Lower<'_> {
    /// Takes a text that is in lower case.
    fn from(lower: String) -> Self {
        Self(Kept::Long(lower))
    }
}

impl Deref for Lower<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for Lower<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Lower<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_what_the_whole_text_is_in_lower_case(text in "(?s)[A-Ca-c ]{0,40}|.{0,30}") {
            let (whole, lower) = (text.to_lowercase(), Lower::of(&text));
            prop_assert_eq!(lower.as_str(), whole.as_str());
            prop_assert!(lower == whole.as_str());
            prop_assert_eq!(Lower::ascii(&text).is_some(), text.is_ascii());
        }
    }
}
