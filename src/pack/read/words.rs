//! A command line as its words.

/// Splits a line as a shell would, without replacing anything in it; nothing where a quote is not
/// closed.
pub fn split_words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => word.push(chars.next()?),
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(chars.next()?),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_split_as_a_shell_would() {
        let words = split_words(r#"su - postgres -c "pgbouncer -d \"x\"" '' a\ b"#).unwrap();
        assert_eq!(words, ["su", "-", "postgres", "-c", "pgbouncer -d \"x\"", "", "a b"]);
        assert_eq!(split_words("a 'b"), None);
        assert_eq!(split_words("  "), Some(vec![]));
    }
}
