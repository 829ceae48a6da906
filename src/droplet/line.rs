//! A line as it is typed on a server, read without any shell: for projects whose server is not a
//! droplet.

use super::shim::{Refusal, ShimCall};

impl ShimCall {
    /// Reads a line that is one plain command of `docker` or `docker-compose`. What a shell would
    /// do with more (a pipe, a variable, a pattern, a second command) is not done here, and never
    /// by a shell of this machine: it is refused.
    pub fn read_line(line: &str) -> Result<Self, Refusal> {
        Self::parse(&words(line)?)
    }
}

/// What a shell would not take as it stands, outside quotes; and what it would not inside double
/// ones.
const SPECIAL: &str = "|&;<>()$`*?[]{}~#!\n\r";
const SPECIAL_IN_QUOTES: &str = "$`!";

fn words(line: &str) -> Result<Vec<String>, Refusal> {
    let shell = |what: char| {
        let what =
            if what.is_control() { what.escape_default().to_string() } else { what.to_string() };
        let text = format!(
            "'{line}' needs a shell ('{what}'), and firedrill has none on this project's server"
        );
        Refusal::of_firedrill(1, text)
    };
    // A shell would wait for the rest.
    let open = || {
        Refusal::of_firedrill(
            1,
            format!("'{line}' has a quote or a backslash with nothing behind it"),
        )
    };
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            quote @ ('\'' | '"') => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or_else(open)? {
                        c if c == quote => break,
                        // Between double quotes it only takes the sense of these; before any other
                        // it stands for itself.
                        '\\' if quote == '"' => match chars.next().ok_or_else(open)? {
                            c @ ('$' | '`' | '"' | '\\') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c if quote == '"' && SPECIAL_IN_QUOTES.contains(c) => return Err(shell(c)),
                        c => word.push(c),
                    }
                }
            }
            c if SPECIAL.contains(c) => return Err(shell(c)),
            '\\' => word.get_or_insert_default().push(chars.next().ok_or_else(open)?),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    // A shell would take it for a variable of the command's.
    match words.first() {
        Some(first) if first.contains('=') => Err(shell('=')),
        _ => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::droplet::PlainName;
    use proptest::prelude::*;

    #[test]
    fn one_plain_command_of_docker_is_read() {
        let redis = PlainName::parse("shop_redis").unwrap();
        let exec = |argv: &[&str]| ShimCall::Exec {
            name: redis.clone(),
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            user: None,
            terminal: false,
        };
        for (line, call) in [
            (
                "docker restart shop_redis",
                ShimCall::Restart { names: vec![redis.clone()], grace: None },
            ),
            ("  docker  exec shop_redis redis-cli PING ", exec(&["redis-cli", "PING"])),
            (
                "docker exec shop_redis sh -c 'redis-cli PING | grep \"$X\"'",
                exec(&["sh", "-c", "redis-cli PING | grep \"$X\""]),
            ),
            (r#"docker exec shop_redis echo "a \"b\"" c\ d"#, exec(&["echo", "a \"b\"", "c d"])),
            (r#"docker exec shop_redis printf "a\r\n\$""#, exec(&["printf", r"a\r\n$"])),
        ] {
            assert_eq!(ShimCall::read_line(line), Ok(call), "{line}");
        }
    }

    #[test]
    fn what_needs_a_shell_or_is_no_docker_command_is_refused_in_words() {
        for (line, says) in [
            ("docker restart a && rm -rf /", "needs a shell ('&')"),
            ("docker restart $(hostname)", "needs a shell ('$')"),
            ("docker exec a sh -c \"echo $HOME\"", "needs a shell ('$')"),
            ("docker restart `id`", "needs a shell ('`')"),
            ("docker restart a; reboot", "needs a shell (';')"),
            ("docker restart a\nreboot", "needs a shell ('\\n')"),
            ("DOCKER_HOST=tcp://x docker ps", "needs a shell ('=')"),
            ("docker restart 'a", "nothing behind it"),
            ("systemctl restart nginx", "only docker and docker-compose"),
            ("docker rm -f a", "'rm' is not let through"),
            ("docker run -v /:/x a", "'run' is not let through"),
            ("docker-compose down", "'down' is not let through"),
            ("", "only docker and docker-compose"),
        ] {
            let refusal = ShimCall::read_line(line).unwrap_err();
            assert!(refusal.text.contains(says), "{line:?}: {}", refusal.text);
        }
    }

    proptest! {
        #[test]
        fn words_without_anything_special_are_split_at_spaces(words in prop::collection::vec("[a-z/_.:=-]{1,8}", 1..6)) {
            let line = format!("docker {}", words.join("  "));
            let mut all = vec!["docker".to_owned()];
            all.extend(words);
            prop_assert_eq!(super::words(&line).unwrap(), all);
        }

        #[test]
        fn no_line_is_too_strange_to_be_refused_or_read(line in ".{0,60}") {
            let _ = ShimCall::read_line(&line);
        }
    }
}
