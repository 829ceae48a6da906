//! Whether any of several words stands in a text.

/// Whether any of these words stands anywhere in a text, within others too. Each place of the text
/// is looked at once, and most are none of theirs by their first letter.
pub(super) fn has_any(text: &str, words: &[&str]) -> bool {
    let bit = |byte: u8| 1_u64 << (byte & 63);
    let firsts = words.iter().filter_map(|word| word.bytes().next()).map(bit);
    let firsts = firsts.fold(0, |all, one| all | one);
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| {
        let rest = bytes.get(at..).unwrap_or_default();
        firsts & bit(*byte) != 0
            && words
                .iter()
                .any(|word| word.bytes().next() == Some(*byte) && rest.starts_with(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_there_where_a_search_finds_it(
            text in "[a-dé ]{0,12}",
            words in proptest::collection::vec("[a-dé ]{1,3}", 0..4),
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let found = words.iter().any(|word| text.contains(word));
            prop_assert_eq!(has_any(&text, &words), found);
        }
    }
}
