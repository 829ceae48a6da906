//! Text that Markdown shows as it is, and that makes nobody's page do anything: no markup, no
//! links, no mentions of people, no references to issues.

use crate::report::clean;

/// Text for anywhere but the beginning of a line and code.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Mentions and references are looked for in the finished page, where an escape is no
            // longer to be seen.
            '@' | '#' => out.extend([&c.to_string(), "<!-- -->"]),
            ':' if rest.starts_with("//") => out.push_str("&#58;"),
            '.' if out
                .len()
                .checked_sub(3)
                .and_then(|at| out.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case("www")) =>
            {
                out.push_str("&#46;");
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | '~' | '^' | '$' => {
                out.extend(['\\', c]);
            }
            c => out.extend(clean::harmless(c)),
        }
    }
    out
}

/// Text as code: its own backticks are fewer than those around it. In a table a bar would end the
/// cell all the same.
pub(super) fn code(text: &str) -> String {
    let text = clean::text(text);
    let (mut most, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        most = most.max(run);
    }
    let fence = "`".repeat(most + 1);
    let gap = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{gap}{text}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// The text that a reader sees of a paragraph, and whether there was anything else.
    fn seen(markdown: &str) -> (String, bool) {
        let (mut text, mut else_) = (String::new(), false);
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(words) | Event::Code(words) => text.push_str(&words),
                Event::InlineHtml(html) if html.as_ref() == "<!-- -->" => {}
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                _ => else_ = true,
            }
        }
        (text, else_)
    }

    #[test]
    fn nobody_is_mentioned_and_nothing_is_linked() {
        let text = escaped(
            "see @ops, #12, https://a.example, www.a.example, [a](b) <b> ![c](d) `x` *y* a_b_ \
             ~~z~~ $1$",
        );
        let (shown, else_) = seen(&format!("so: {text}"));
        assert!(!else_, "{text}");
        assert_eq!(
            shown,
            "so: see @ops, #12, https://a.example, www.a.example, [a](b) <b> ![c](d) `x` *y* a_b_ \
             ~~z~~ $1$"
        );
        assert!(!text.contains("@o") && !text.contains("#1") && !text.contains("://"));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_what_was_written(text in "[ -~äß🔴]{0,40}") {
            let (shown, else_) = seen(&format!("x {}.", escaped(&text)));
            prop_assert!(!else_, "{}", escaped(&text));
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&shown), bare(&format!("x {text}.")));
        }

        #[test]
        fn code_ends_where_it_should(text in "[`a-z |\\\\<*]{0,20}") {
            let (shown, else_) = seen(&format!("x {} y", code(&text)));
            prop_assert!(!else_);
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&shown), bare(&format!("x {text} y")));
        }
    }
}
