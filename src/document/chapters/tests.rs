use super::*;
use proptest::prelude::*;

const BUNDLED: &str = include_str!("../../../scenarios/enterprise-scanner/service-dependencies.md");

#[test]
fn a_chapter_is_its_heading_and_its_lines_of_fact() {
    let document = Document::read(BUNDLED);
    let chapter = document.chapter("Scenario 2: PostgreSQL Container Stops").unwrap();
    assert_eq!((chapter.line, chapter.level), (283, 3));
    let facts: Vec<(u32, &str, Option<&str>)> = chapter
        .facts
        .iter()
        .map(|fact| (fact.line, fact.key.as_str(), fact.under.as_deref()))
        .collect();
    let under = Some("Impact");
    assert_eq!(
        facts,
        [
            (285, "Failure", None),
            (286, "Impact", None),
            (287, "Current (Static Site)", under),
            (288, "Future (Flask App)", under),
            (289, "Cascade", None),
            (290, "Detection", None),
            (291, "Recovery", None),
            (292, "Prevention", None),
        ]
    );
}

#[test]
fn items_without_a_key_are_facts_too_and_drawings_are_none() {
    let document = Document::read(BUNDLED);
    let disk = document.chapter("Disk Space Full").unwrap();
    let items: Vec<&str> = disk
        .facts
        .iter()
        .filter(|fact| fact.under.is_some())
        .map(|fact| fact.value.as_str())
        .collect();
    assert_eq!(items[0], "PostgreSQL's writes fail (database errors)");
    assert_eq!(items.len(), 4);
    for drawing in
        ["ARCHITECTURE OVERVIEW", "SERVICE STARTUP ORDER", "Website is Down", "DEPENDENCY MATRIX"]
    {
        let facts = &document.chapter(drawing).unwrap().facts;
        assert!(facts.is_empty(), "{drawing}: {facts:?}");
    }
}

#[test]
fn a_quote_is_found_in_its_own_chapter_whatever_its_white_space() {
    let document = Document::read(BUNDLED);
    let chapters: Vec<&Chapter> =
        document.chapters().iter().filter(|c| c.title.starts_with("Scenario")).collect();
    let quote = " Current (Static   Site):\t🟢 No impact";
    assert_eq!(document.find_quote(Some(chapters[1]), quote), Some(287));
    assert_eq!(document.find_quote(Some(chapters[2]), quote), Some(299));
    assert_eq!(document.find_quote(Some(chapters[0]), quote), None);
    assert_eq!(
        document.find_quote(
            None,
            "**Health Check:** docker exec enterprisescanner_redis redis-cli PING"
        ),
        Some(141)
    );
    assert_eq!(document.find_quote(None, "Current"), None, "a part of a line is no quote");
    assert_eq!(document.find_quote(None, ""), None);
}

#[test]
fn every_fact_is_found_by_its_own_quote() {
    let document = Document::read(BUNDLED);
    let mut found = 0;
    for chapter in document.chapters() {
        for fact in &chapter.facts {
            assert_eq!(
                document.find_quote(Some(chapter), &fact.quote()),
                Some(fact.line),
                "{fact:?}"
            );
            found += 1;
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn bullets_are_facts_as_lines_of_a_block_are() {
    let text = "# A\n- **Detection**: an alert\n* **Impact:** total outage\n- Cascade: none\n1. **Recovery**: restart it\n\
        - Impact:\n  - Today: none\n  - all else is slow\n- no fact\n\nGraceful: goes on\nNote: no fact either\n";
    let document = Document::read(text);
    let facts: Vec<(u32, String, Option<&str>)> = document.chapters()[0]
        .facts
        .iter()
        .map(|fact| (fact.line, fact.quote(), fact.under.as_deref()))
        .collect();
    let fact = |line, quote: &str, under| (line, quote.to_owned(), under);
    assert_eq!(
        facts,
        [
            fact(2, "Detection: an alert", None),
            fact(3, "Impact: total outage", None),
            fact(4, "Cascade: none", None),
            fact(5, "Recovery: restart it", None),
            fact(6, "Impact:", None),
            fact(7, "Today: none", Some("Impact")),
            fact(8, "all else is slow", Some("Impact")),
            fact(11, "Graceful: goes on", None),
        ]
    );
    assert_eq!(document.find_quote(None, "**Recovery**: restart it"), Some(5));
}

#[test]
fn byte_order_marks_and_carriage_returns_do_not_matter() {
    let unix = "# A\n```\nCascade: None\n```\n- Recovery: x\n\n## B\n";
    for text in [
        format!("\u{feff}{unix}"),
        unix.replace('\n', "\r\n"),
        format!("\u{feff}{}", unix.replace('\n', "\r\n")),
    ] {
        assert_eq!(Document::read(&text), Document::read(unix), "{text:?}");
    }
}

#[test]
fn a_changed_line_is_found_by_its_key() {
    let document = Document::read("# A\n```\nRecovery: restart it (9 minutes)\n```\n");
    let chapter = document.chapter("a");
    assert_eq!(document.find_changed_quote(chapter, "Recovery: restart it (5 s)"), Some(3));
    assert_eq!(document.find_changed_quote(chapter, "Recovery: replace it"), Some(3));
    assert_eq!(document.find_changed_quote(chapter, "Detection: an alert"), None);
    let document =
        Document::read("# A\n```\nCascade:\n  - Logs are not written\n  - Writes fail\n```\n");
    let changed = |quote| document.find_changed_quote(document.chapter("a"), quote);
    assert_eq!(changed("Writes of the database fail"), None, "less than half of its words");
    assert_eq!((changed("Writes fail at once"), changed("Logs are written")), (Some(5), Some(4)));
}

proptest! {
    #[test]
    fn any_text_is_a_document_whose_chapters_lie_in_it(text in "(?s)([#`:*\\- \n]|Key: value\n|```\n|.){0,60}") {
        let document = Document::read(&text);
        for chapter in document.chapters() {
            prop_assert!(document.line(chapter.line).is_some());
            prop_assert!(chapter.end >= chapter.line);
            for fact in &chapter.facts {
                prop_assert!(chapter.line < fact.line && fact.line <= chapter.end);
            }
            document.find_changed_quote(Some(chapter), &text);
        }
    }
}

#[test]
fn a_key_is_one_in_whatever_dress() {
    for line in [
        "• Impact: x",
        "*Impact:* x",
        "_Impact_: x",
        "***Impact:*** x",
        "> Impact: x",
        "> - Impact: x",
        "- [x] Impact: x",
        "- [ ] Impact: x",
        "Impact:x",
        "Impact： x",
    ] {
        let document = Document::read(&format!("# A\n\n{line}\n"));
        let facts: Vec<String> = document.chapters()[0].facts.iter().map(Line::quote).collect();
        assert_eq!(facts, ["Impact: x"], "{line}");
        assert_eq!((key(line).as_str(), value(line).as_str()), ("Impact", "x"), "{line}");
    }
    for line in [
        "Current (Static Site): x",
        "Impact 2: x",
        "Impact/Effect: x",
        "Impact & reach: x",
        "Impact (50 %): x",
    ] {
        let document = Document::read(&format!("# A\n```\n{line}\n```\n"));
        assert_eq!(document.chapters()[0].facts[0].quote(), line);
    }
}
