//! What stands in a command for something that nobody wrote: `<id>`, `[TODO]`, `{{name}}`,
//! `YOUR_HOST`, `$UNSET`.

use crate::words::Lower;
use std::collections::HashSet;

/// Variables that every shell knows.
const KNOWN: [&str; 14] = [
    "HOME", "USER", "PWD", "PATH", "HOSTNAME", "SHELL", "UID", "EUID", "RANDOM", "SECONDS",
    "TMPDIR", "LANG", "OLDPWD", "IFS",
];

/// Ends of words in capital letters that stand for a name.
const NAMED: [&str; 16] = [
    "_ID",
    "_NAME",
    "_HOST",
    "_IP",
    "_DATE",
    "_TIMESTAMP",
    "_TAG",
    "_VERSION",
    "_HERE",
    "_PASSWORD",
    "_TOKEN",
    "_FILE",
    "_PATH",
    "_ARN",
    "_URL",
    "_ADDRESS",
];

/// Beginnings and words that stand for a name.
const STANDS: [&str; 9] = [
    "YYYY",
    "TODO",
    "TBD",
    "CHANGEME",
    "CHANGE_ME",
    "REPLACE_ME",
    "FIXME",
    "PLACEHOLDER",
    "HHMMSS",
];

/// The placeholders of some commands, which are run one after the other: each once, six at most.
pub(super) fn placeholders<'a>(commands: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let set: HashSet<String> = commands.clone().flat_map(assigned).collect();
    let mut found: Vec<String> = Vec::new();
    for command in commands {
        let mut here = in_signs(command);
        here.extend(in_capitals(command));
        here.extend(unset(command, &set));
        for one in here {
            if found.len() < 6 && !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

/// `<id>`, `[service-name]`, `{{ name }}`, `{id}`, `...`.
fn in_signs(command: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = command.get(at..).and_then(|rest| rest.find(['<', '[', '{', '.', '…']))
    {
        at += next;
        let rest = &command[at..];
        let one = if rest.starts_with('<') {
            inside(rest, '<', '>').filter(|inside| is_angled(inside)).map(str::len)
        } else if rest.starts_with('[') {
            inside(rest, '[', ']').filter(|inside| is_bracketed(command, at, inside)).map(str::len)
        } else if let Some(braces) = rest.strip_prefix("{{") {
            // `{{.Names}}` and `{{ json .State }}` are templates of Docker's.
            inside(&rest[1..], '{', '}')
                .filter(|inside| !inside.contains('.') && !inside.contains('"') && is_word(inside))
                .map(|inside| inside.len() + 2)
                .filter(|_| !braces.is_empty())
        } else if rest.starts_with('{') {
            let shell = command[..at].ends_with(['$', '{', '\'', '@']);
            inside(rest, '{', '}')
                .filter(|inside| !shell && is_named(inside) && *inside != "print")
                .map(str::len)
        } else if rest.starts_with("...") || rest.starts_with('…') {
            let path = rest.starts_with(".../") && !command[..at].ends_with([' ', '/']);
            (!path).then_some(1)
        } else {
            None
        };
        let length = one.map_or(0, |inside| inside + 2);
        if let Some(text) = rest.get(..length).filter(|text| !text.is_empty()) {
            found.push(text.to_owned());
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        at += length.max(first);
    }
    found
}

/// What stands between signs, where that is short and in one line.
fn inside(rest: &str, open: char, close: char) -> Option<&str> {
    let rest = rest.strip_prefix(open)?;
    let end = rest.char_indices().take(60).find(|(_, c)| *c == close || *c == '\n')?;
    (end.1 == close).then(|| &rest[..end.0])
}

fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || " -_|:".contains(c))
}

/// `<id>`, `<container name>`, `<your-host.tld>`; not `< file > other`.
fn is_angled(inside: &str) -> bool {
    inside.starts_with(char::is_alphanumeric)
        && inside.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '?' | ')'))
        && inside.chars().any(char::is_alphabetic)
        && !inside.contains(['&', ';', '<'])
}

/// `[TODO]`, `[service-name]`, `kafka-[X]`; not `[ -f x ]`, `[0-9]`, `[a-z]*`, `items[name]`,
/// `[[:space:]]`.
fn is_bracketed(command: &str, at: usize, inside: &str) -> bool {
    let apart = command[..at].ends_with([' ', '=', '/', ':', '-', '@', '"', '\'']) || at == 0;
    apart
        && (inside.chars().count() > 3 || matches!(inside, "X" | "N" | "ID" | "XX" | "NN"))
        && inside.starts_with(char::is_alphabetic)
        && inside.ends_with(char::is_alphanumeric)
        && is_word(inside)
}

/// `{service}`, `{backup_id}`.
fn is_named(inside: &str) -> bool {
    inside.len() > 1
        && inside.starts_with(|c: char| c.is_ascii_alphabetic())
        && inside.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// `YOUR_HOST`, `your-bucket`, `POD_NAME`, `backup-YYYYMMDD.sql`, `example.com`.
fn in_capitals(command: &str) -> Vec<String> {
    let split =
        |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '{' | '='));
    let stands = |word: &&str| {
        let bare = word.trim_matches(['-', '.']);
        let lower = Lower::of(bare);
        let capitals = bare.len() > 2
            && bare.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let dated = STANDS.iter().any(|stands| bare.contains(stands));
        let named = capitals && NAMED.iter().any(|end| bare.ends_with(end));
        let yours = capitals && bare.starts_with("NEW_")
            || lower.starts_with("your-")
            || lower.starts_with("your_")
            || lower.contains("-your-");
        let xs = bare.len() >= 3 && bare.chars().all(|c| matches!(c, 'x' | 'X'));
        let example = ["example.com", "example.org", "example.net"].iter().any(|name| {
            lower == *name || lower.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
        });
        !word.contains(['$', '{']) && (dated || named || yours || xs || example)
    };
    let words = command.split(split).map(|word| word.split('=').next_back().unwrap_or(word));
    words.filter(|word| word.len() < 100).filter(stands).map(str::to_owned).collect()
}

/// Variables that a command sets for those behind it.
fn assigned(command: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = "";
    for word in command.split([' ', ';', '\n', '(', '&']).filter(|word| !word.is_empty()) {
        let name = word.split_once('=').map(|(name, _)| name.trim_end_matches('+'));
        let named = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        if let Some(name) = name.filter(|name| named(name)) {
            found.push(name.to_owned());
        }
        if matches!(before, "for" | "read" | "-r" | "-p" | "-a" | "mapfile" | "-t") && named(word) {
            found.push(word.to_owned());
        }
        before = word;
    }
    found
}

/// Variables that nobody sets: `$DB_HOST`, `${BACKUP}`. In single quotes there are none, and
/// `${X:-y}` has its own value.
fn unset(command: &str, set: &HashSet<String>) -> Vec<String> {
    let bare =
        if command.contains('\'') { without_single_quoted(command) } else { command.to_owned() };
    let mut found = Vec::new();
    for (at, _) in bare.match_indices('$') {
        let rest = &bare[at + 1..];
        let (braced, rest) = rest.strip_prefix('{').map_or((false, rest), |rest| (true, rest));
        let length =
            rest.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let name = &rest[..length];
        let has_own = braced && rest[length..].starts_with([':', '-', '=']);
        let escaped = bare[..at].ends_with('\\');
        let positional = name.chars().all(|c| c.is_ascii_digit());
        if !positional && !has_own && !escaped && !KNOWN.contains(&name) && !set.contains(name) {
            found.push(if braced { format!("${{{name}}}") } else { format!("${name}") });
        }
    }
    found
}

/// Single quotes within double quotes are characters like others.
fn without_single_quoted(text: &str) -> String {
    let (mut kept, mut double, mut single) = (String::with_capacity(text.len()), false, false);
    for c in text.chars() {
        match c {
            '"' if !single => double = !double,
            '\'' if !double => single = !single,
            _ if single => {}
            c => kept.push(c),
        }
    }
    kept
}
