//! Markup in the making: whatever is written through it is closed, and whatever is text is escaped.
//! There is no way around it, so that no text of a document, a pack or a container becomes markup.

use std::fmt::{self, Display, Write}; // to a string, which cannot fail

/// Attributes and their values. The names are ours, the values may be anybody's.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a dyn Display)];

/// Elements in the making.
#[derive(Default)]
pub(super) struct Markup(String);

impl Markup {
    /// An element with what `inside` puts into it.
    pub fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        self.0.push('>');
        inside(self);
        let _ = write!(self.0, "</{name}>");
    }

    /// An element with nothing but text in it.
    pub fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: impl Display) {
        self.element(name, attributes, |inside| inside.text(text));
    }

    /// An element of HTML that has no end.
    pub fn void(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.0.push('>');
    }

    /// A line end, where the source is to be read.
    pub fn line(&mut self) {
        self.0.push('\n');
    }

    /// Text.
    pub fn text(&mut self, text: impl Display) {
        let _ = write!(Escaped(&mut self.0), "{text}");
    }

    /// Our own style and script, which must not be escaped.
    pub fn own(&mut self, name: &'static str, text: &'static str) {
        let _ = write!(self.0, "<{name}>{text}</{name}>");
    }

    /// All of it, as an HTML document.
    pub fn into_document(self) -> String {
        format!("<!DOCTYPE html>\n{}\n", self.0)
    }

    /// What there is so far.
    #[cfg(test)]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        let _ = write!(self.0, "<{name}");
        for (attribute, value) in attributes {
            let _ = write!(self.0, " {attribute}=\"");
            let _ = write!(Escaped(&mut self.0), "{value}");
            self.0.push('"');
        }
    }
}

/// Writes text so that it stays text, between tags and between quotation marks alike. Control
/// characters, and those that turn the direction of what follows, are left out.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.extend(crate::report::clean::harmless(c)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_and_values_stay_text() {
        let mut page = Markup::default();
        page.leaf("p", &[("title", &"\" onclick='x'")], "</p><script>\u{202e}&amp;\u{0}");
        assert_eq!(
            page.as_str(),
            "<p title=\"&quot; onclick=&#39;x&#39;\">&lt;/p&gt;&lt;script&gt;&amp;amp;</p>"
        );
    }

    proptest! {
        #[test]
        fn no_text_ends_its_element_or_its_attribute(text in any::<String>()) {
            let mut page = Markup::default();
            page.leaf("p", &[("title", &text)], &text);
            let inside = page.as_str().strip_prefix("<p title=\"").unwrap().strip_suffix("</p>").unwrap();
            prop_assert_eq!(inside.matches('"').count(), 1);
            prop_assert_eq!(inside.matches('<').count(), 0);
            prop_assert_eq!(inside.matches('>').count(), 1);
        }
    }
}
