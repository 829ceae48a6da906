use super::super::facts::calls;
use super::*;
use proptest::prelude::*;

const NAMES: [&str; 5] = ["redis", "redis exporter", "flask", "nginx", "postgres"];

/// Whom a clause is about, whom else it names, and what it says.
type Read = (Vec<&'static str>, Vec<&'static str>, Vec<&'static [Impact]>);

fn read(text: &str) -> Vec<Read> {
    let called = calls(text, NAMES.iter().map(|name| (name, *name)));
    let names = |mentions: &[Mention<'static, &'static str>]| {
        mentions.iter().flat_map(|one| one.things.iter().map(|name| **name)).collect()
    };
    let clauses = clauses(text, &called);
    clauses
        .iter()
        .map(|one| {
            (
                names(&one.about),
                names(&one.besides),
                one.words.iter().map(|word| word.levels).collect(),
            )
        })
        .collect()
}

const OUT: &[Impact] = &[Impact::Outage];
const SLOW: &[Impact] = &[Impact::Degraded];
const WORKS: &[Impact] = &[Impact::None, Impact::Degraded];

#[test]
fn a_clause_is_about_whom_it_names_first() {
    assert_eq!(
        read("Redis exporter fails as well, Flask gets slower"),
        [(vec!["redis exporter"], vec![], vec![OUT]), (vec!["flask"], vec![], vec![SLOW]),]
    );
    assert_eq!(
        read("Flask can still reach Postgres by a direct connection (slower)"),
        [
            (vec!["flask"], vec!["postgres"], vec![WORKS, WORKS]),
            (vec!["flask"], vec![], vec![SLOW]),
        ]
    );
    assert_eq!(
        read("Flask fails and Redis gets slower"),
        [(vec!["flask"], vec![], vec![OUT]), (vec!["redis"], vec![], vec![SLOW]),]
    );
    assert_eq!(
        read("Flask is slower because Redis is down"),
        [(vec!["flask"], vec![], vec![SLOW]), (vec!["redis"], vec![], vec![OUT]),]
    );
    assert_eq!(
        read("Total outage of Nginx - it is gone"),
        [(vec!["nginx"], vec![], vec![OUT]), (vec!["nginx"], vec![], vec![OUT]),]
    );
    assert_eq!(read("Total outage"), [(vec![], vec![], vec![OUT])]);
}

#[test]
fn what_is_said_of_a_list_is_said_of_each() {
    let all = vec!["redis", "flask", "nginx"];
    assert_eq!(read("Redis, Flask and the Nginx crash"), [(all.clone(), vec![], vec![OUT])]);
    assert_eq!(read("Redis, Flask, Nginx"), [(all.clone(), vec![], vec![])]);
    assert_eq!(read("Redis, Flask and Nginx: both fail"), [(all, vec![], vec![OUT])]);
    assert_eq!(
        read("Redis (fails), Flask (slower)"),
        [(vec!["redis"], vec![], vec![OUT]), (vec!["flask"], vec![], vec![SLOW]),]
    );
    assert_eq!(read("Redis, nothing fails in Flask")[0], (vec!["redis"], vec![], vec![]));
}

proptest! {
    #[test]
    fn any_text_has_clauses(text in "(?s)(Redis|Flask| and |, |\\(|\\)| - |fails|not \
                                     |ı|İ|.){0,30}") {
        read(&text);
    }
}
