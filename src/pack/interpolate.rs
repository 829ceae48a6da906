//! `${VARIABLE}` in a Compose file's values, as Compose replaces them: after the YAML is read, so
//! that a value never changes the file's shape.

use super::source::Source;
use super::yaml::{Mark, Node, Value};
use std::collections::BTreeMap;

/// Variables by name.
pub type Variables = BTreeMap<String, String>;

/// The tree with every variable of its values replaced. A variable without a value and without a
/// default is an error.
pub fn interpolate(source: &Source<'_>, node: Node, variables: &Variables) -> Node {
    let value = match node.value {
        Value::Nothing => Value::Nothing,
        Value::Text(text) => Value::Text(replace(source, node.mark, &text, variables, 0)),
        Value::List(items) => Value::List(
            items.into_iter().map(|item| interpolate(source, item, variables)).collect(),
        ),
        Value::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, node)| (key, interpolate(source, node, variables)))
                .collect(),
        ),
    };
    Node { mark: node.mark, value }
}

/// Defaults may hold variables of their own, but not without end.
const DEEPEST: usize = 8;

fn replace(
    source: &Source<'_>,
    mark: Mark,
    text: &str,
    variables: &Variables,
    depth: usize,
) -> String {
    let mut done = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        done.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            done.push('$');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('{') {
            let Some(end) = closing(after).filter(|_| depth < DEEPEST) else {
                source.error_with(mark, "'${' is not closed", "write ${NAME} or ${NAME:-default}");
                return done;
            };
            done.push_str(&braced(source, mark, &after[..end], variables, depth));
            rest = &after[end + 1..];
        } else {
            let end = name_end(rest);
            if end == 0 {
                source.error_with(
                    mark,
                    "a single '$' begins a variable, and no name follows",
                    "write $$ for a dollar sign",
                );
                done.push('$');
            } else {
                done.push_str(&value(source, mark, &rest[..end], variables));
                rest = &rest[end..];
            }
        }
    }
    done + rest
}

/// Where the brace that is open at the beginning is closed.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' if open == 1 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}

fn name_end(text: &str) -> usize {
    let stop = |(at, c): &(usize, char)| {
        !(c.is_ascii_alphabetic() || *c == '_' || (*at > 0 && c.is_ascii_digit()))
    };
    text.char_indices().find(stop).map_or(text.len(), |(at, _)| at)
}

fn braced(
    source: &Source<'_>,
    mark: Mark,
    inside: &str,
    variables: &Variables,
    depth: usize,
) -> String {
    let (name, rest) = inside.split_at(name_end(inside));
    let known = variables.get(name);
    let set = known.filter(|value| !value.is_empty());
    let or = |default: &str| replace(source, mark, default, variables, depth + 1);
    if name.is_empty() {
        source.error_with(
            mark,
            format!("'${{{inside}}}' names no variable"),
            "write ${NAME} or ${NAME:-default}",
        );
        String::new()
    } else if rest.is_empty() {
        value(source, mark, name, variables)
    } else if let Some(default) = rest.strip_prefix(":-") {
        set.cloned().unwrap_or_else(|| or(default))
    } else if let Some(default) = rest.strip_prefix('-') {
        known.cloned().unwrap_or_else(|| or(default))
    } else {
        let hint = "firedrill knows ${NAME}, ${NAME:-default} and ${NAME-default}";
        source.error_with(
            mark,
            format!("'${{{inside}}}' is a form that firedrill does not know"),
            hint,
        );
        String::new()
    }
}

fn value(source: &Source<'_>, mark: Mark, name: &str, variables: &Variables) -> String {
    variables.get(name).cloned().unwrap_or_else(|| {
        let hint = format!(
            "write ${{{name}:-default}}, or give it a value under a profile's 'set' in pack.yaml"
        );
        source.error_with(mark, format!("the variable '{name}' has no value"), hint);
        String::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> Result<String, String> {
        let source = Source::new("compose.yaml", text);
        let variables = [("A", "one"), ("E", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let done = replace(&source, Mark { line: 1, column: 1, length: 1 }, text, &variables, 0);
        match source.into_problems().first() {
            None => Ok(done),
            Some(problem) => Err(problem.message.clone()),
        }
    }

    #[test]
    fn variables_are_replaced_as_compose_does() {
        for (text, done) in [
            ("x${A}y", "xoney"),
            ("$A-$A", "one-one"),
            ("$$A", "$A"),
            ("${B:-two}", "two"),
            ("${B-two}", "two"),
            ("${E:-two}", "two"),
            ("${E-two}", ""),
            ("${B:-${A}.1}/24", "one.1/24"),
            ("${B:-}", ""),
        ] {
            assert_eq!(replaced(text), Ok(done.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_has_no_value_or_no_end_is_an_error() {
        for (text, why) in [
            ("${B}", "the variable 'B' has no value"),
            ("$B", "the variable 'B' has no value"),
            ("${A", "'${' is not closed"),
            ("${A:-{", "'${' is not closed"),
            ("1$", "a single '$' begins a variable, and no name follows"),
            ("${}", "'${}' names no variable"),
            ("${A:?gone}", "'${A:?gone}' is a form that firedrill does not know"),
        ] {
            assert_eq!(replaced(text), Err(why.to_owned()), "{text}");
        }
    }
}
