//! The run as one page that can be sent on: nothing is loaded from anywhere, and without its script
//! it says the same.
//!
//! `markup` escapes, `story` tells a timeline shorter, `figure`, `picture` and `times` draw; the
//! others are the page's parts from top to bottom.

mod circumstances;
mod claims;
mod document;
mod drill;
mod figure;
mod graph;
mod markup;
mod picture;
mod predictions;
mod story;
mod summary;
mod times;

use super::{Material, Run};
use crate::judge::{Drill, Judged};
use crate::words::Verdict;
use markup::Markup;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The whole page. What only a timeline knows (who was well when, the events) is left out where it
/// is not at hand.
pub fn render(material: &Material<'_>) -> String {
    let run = material.run;
    let mut page = Markup::default();
    page.element("html", &[("lang", &"en")], |html| {
        html.line();
        html.element("head", &[], |inside| head_of_page(inside, run));
        html.line();
        html.element("body", &[], |body| {
            body.leaf("a", &[("class", &"skip"), ("href", &"#drills")], "To the drills");
            summary::top(body, run, material.fail_on);
            body.element("main", &[("id", &"drills")], |main| {
                summary::table(main, run);
                document::by_chapter(main, material);
                for drill in &run.drills {
                    drill::section(main, material, drill);
                }
                document::section(main, material);
                circumstances::section(main, run);
            });
            body.line();
            body.own("script", SCRIPT);
        });
    });
    page.into_document()
}

fn head_of_page(inside: &mut Markup, run: &Run) {
    inside.void("meta", &[("charset", &"utf-8")]);
    inside.void(
        "meta",
        &[("name", &"viewport"), ("content", &"width=device-width, initial-scale=1")],
    );
    // Should a text ever get past the escaping, it could still neither run nor load anything.
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; \
         base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE)),
        base64(&Sha256::digest(SCRIPT)),
    );
    inside.void("meta", &[("http-equiv", &"Content-Security-Policy"), ("content", &policy)]);
    inside.void("meta", &[("name", &"color-scheme"), ("content", &"light dark")]);
    // Without it a browser asks the server for one.
    inside.void("link", &[("rel", &"icon"), ("href", &"data:,")]);
    inside.leaf(
        "title",
        &[],
        format_args!("{} {}: {}", run.verdict.symbol(), run.pack, run.verdict),
    );
    inside.own("style", STYLE);
}

/// A verdict's mark, with its word for whoever hears the page.
fn mark(page: &mut Markup, verdict: Verdict, waived: bool) {
    let (symbol, word) =
        if waived { ("~", "waived".to_owned()) } else { (verdict.symbol(), verdict.to_string()) };
    page.element("span", &[("class", &format!("mark {word}"))], |span| {
        span.leaf("span", &[("aria-hidden", &"true")], symbol);
        span.leaf("span", &[("class", &"heard")], word);
    });
}

/// A table that is scrolled on its own where it is wider than the page, with the keyboard too.
fn scrolled(
    page: &mut Markup,
    of: &str,
    class: &str,
    headings: &[&str],
    body: impl FnOnce(&mut Markup),
) {
    let around: markup::Attributes<'_> =
        &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"group"), ("aria-label", &of)];
    page.element("div", around, |scroll| {
        scroll.element("table", &[("class", &class)], |table| {
            head(table, headings);
            table.element("tbody", &[], body);
        });
    });
}

/// The row of headings of a table.
fn head(table: &mut Markup, headings: &[&str]) {
    table.element("thead", &[], |head| {
        head.element("tr", &[], |row| {
            for heading in headings {
                row.leaf("th", &[("scope", &"col")], heading);
            }
        });
    });
}

/// Where a drill or one of its claims stands on the page. A profile has no dot, so that no two
/// drills share one.
fn anchor(drill: &Drill, claim: Option<&Judged>) -> String {
    let of = format!("{}.{}", drill.id, drill.profile);
    let Some(claim) = claim else { return of };
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    format!("{of}.{}", claim.id.as_str().chars().map(plain).collect::<String>())
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let six = (bits >> (18 - 6 * place)) & 63;
            out.push(if place > three.len() { '=' } else { char::from(LETTERS[six as usize]) });
        }
    }
    out
}
