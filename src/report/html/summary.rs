//! What stands first: the verdict, what is not as documented, and the drills, one a row.

use super::markup::Markup;
use super::{anchor, claims, head, mark};
use crate::judge::{Drill, Judged};
use crate::report::layout::count;
use crate::report::terminal::cells::{Cells, HEADINGS};
use crate::report::terminal::{groups, nearest_to_its_limit};
use crate::report::{FailOn, Layout, Run};
use crate::words::Verdict;
use std::collections::BTreeSet;

const VERDICTS: [&str; 4] = ["contradicted", "undetermined", "waived", "confirmed"];

/// The verdict and what is not as documented.
pub(super) fn top(body: &mut Markup, run: &Run, fail_on: &BTreeSet<FailOn>) {
    body.line();
    body.element("header", &[], |header| {
        header.element("h1", &[], |h1| {
            mark(h1, run.verdict, false);
            h1.text(format_args!(" {}: {}", run.pack, run.verdict));
        });
        header.element("p", &[("class", &"place")], |place| {
            let drills = count(run.drills.len(), "drill");
            place.text(format_args!(
                "{drills} of {} on {}, {} · ",
                run.document.path, run.engine, run.duration
            ));
            place.leaf("time", &[("datetime", &run.started_at)], &run.started_at);
            place.text(" · run ");
            place.leaf("code", &[], &run.run);
            place.text(" · ");
            place.leaf(
                "a",
                &[("href", &"#circumstances")],
                match run.stand_ins.len() {
                    0 => "how it was tested".to_owned(),
                    several => format!("how it was tested, with {}", count(several, "stand-in")),
                },
            );
        });
        header.element("ul", &[("class", &"counts")], |list| {
            for state in VERDICTS {
                let all = run.claims().filter(|(_, claim)| claims::state(claim) == state).count();
                let class = if all == 0 { "none" } else { state };
                list.element("li", &[("class", &class)], |item| {
                    item.leaf("b", &[], all);
                    item.text(format_args!(" {state}"));
                });
            }
            let more = [
                ("contradicted", run.drift.len(), "drifted"),
                ("undetermined", run.not_drilled.len(), "not drilled"),
            ];
            for (class, all, words) in more.into_iter().filter(|(_, all, _)| *all > 0) {
                list.element("li", &[("class", &class)], |item| {
                    item.leaf("b", &[], all);
                    item.text(format_args!(" {words}"));
                });
            }
        });
        let hollow = run.told_hollow(fail_on);
        for why in &hollow {
            header.element("p", &[], |line| {
                mark(line, Verdict::Contradicted, false);
                line.text(format_args!(" {why}"));
            });
        }
        deviations(header, run, hollow.is_empty());
    });
}

fn deviations(header: &mut Markup, run: &Run, all_drilled: bool) {
    let groups = groups(run);
    if groups.is_empty() && run.drift.is_empty() {
        header.element("p", &[], |line| {
            let what = if all_drilled { "Everything" } else { "What was drilled" };
            line.text(format_args!("{what} was seen to be as the document says."));
            if let Some(nearest) = nearest_to_its_limit(run) {
                line.text(format_args!(" Nearest to its limit: {nearest}."));
            }
        });
        return;
    }
    header.leaf("h2", &[], "What is not as documented");
    header.element("ul", &[("class", &"deviations")], |list| {
        for (drill, claims) in &groups {
            if let Some(first) = claims.first() {
                list.element("li", &[], |item| deviation(item, drill, first, claims.len()));
            }
        }
        for drift in &run.drift {
            list.element("li", &[], |item| {
                mark(item, Verdict::Contradicted, false);
                let told = drift.told(|words| format!("“{words}”"));
                item.text(format_args!(" {}, line {}: {told}", drift.quoted_by(), drift.line));
            });
        }
    });
}

fn deviation(item: &mut Markup, drill: &Drill, first: &Judged, all: usize) {
    mark(item, first.verdict, first.waived_until.is_some());
    item.text(' ');
    let link = format!("#{}", anchor(drill, Some(first)));
    item.element("a", &[("href", &link)], |a| {
        a.text(format_args!("{}, {}, line {}", drill.id, drill.profile, first.line));
        if all > 1 {
            a.text(format_args!(" and {} more", count(all - 1, "claim")));
        }
    });
    item.text(": ");
    claims::sentence(item, first);
    item.leaf("p", &[("class", &"reason")], &first.reason);
}

/// The drills, one a row, behind the filters.
pub(super) fn table(main: &mut Markup, run: &Run) {
    main.line();
    main.element("section", &[("aria-labelledby", &"summary")], |section| {
        section.leaf("h2", &[("id", &"summary")], "Drills");
        filters(section, run);
        section.element("table", &[("class", &"drills")], |table| {
            head(
                table,
                &["drill", "profile", "impact", "cascade", "detected", "recovered", "claims"],
            );
            table.element("tbody", &[], |body| {
                for drill in &run.drills {
                    body.line();
                    row(body, drill);
                }
            });
        });
        section.leaf(
            "p",
            &[("class", &"rest")],
            "✓ confirmed, ✗ contradicted, ? undetermined, ~ waived. ± is how far off a figure can \
             be; ≤ is an upper bound.",
        );
    });
}

fn row(body: &mut Markup, drill: &Drill) {
    let [id, _, cells @ ..] = Cells::of(drill, Layout::default()).row(" ");
    let link = anchor(drill, None);
    body.element("tr", &[("data-drill", &link)], |row| {
        row.element("th", &[("scope", &"row")], |th| {
            mark(th, drill.verdict, false);
            th.text(' ');
            th.leaf("a", &[("href", &format!("#{link}"))], id);
        });
        row.leaf("td", &[("data-label", &"profile")], &drill.profile);
        for (cell, heading) in cells.iter().zip(HEADINGS.iter().skip(2)) {
            row.element("td", &[("data-label", heading)], |td| {
                for line in cell.lines() {
                    td.element("span", &[("class", &"line")], |span| marked(span, line));
                }
            });
        }
    });
}

/// A line as the terminal has it, with its marks in colour and in words.
fn marked(span: &mut Markup, line: &str) {
    for (index, word) in line.split(' ').enumerate() {
        let is_mark = ["✓", "✗", "?", "~"].contains(&word);
        if index > 0 {
            // A mark does not stand alone on a line.
            span.text(if is_mark { '\u{a0}' } else { ' ' });
        }
        match word {
            "✓" => mark(span, Verdict::Confirmed, false),
            "✗" => mark(span, Verdict::Contradicted, false),
            "?" => mark(span, Verdict::Undetermined, false),
            "~" => mark(span, Verdict::Contradicted, true),
            other => span.text(other),
        }
    }
}

/// Shown by the script, since they do nothing without it.
fn filters(section: &mut Markup, run: &Run) {
    let mut profiles: Vec<&str> = run.drills.iter().map(|drill| drill.profile.as_str()).collect();
    profiles.sort_unstable();
    profiles.dedup();
    section.element(
        "form",
        &[("class", &"filters scripted"), ("hidden", &""), ("role", &"search")],
        |form| {
            form.element("fieldset", &[], |set| {
                set.leaf("legend", &[], "Claims");
                for state in VERDICTS {
                    set.element("label", &[], |label| {
                        label.void(
                            "input",
                            &[
                                ("type", &"checkbox"),
                                ("name", &"verdict"),
                                ("value", &state),
                                ("checked", &""),
                            ],
                        );
                        label.text(format_args!(" {state}"));
                    });
                }
            });
            form.element("label", &[], |label| {
                label.text("Profile ");
                label.element("select", &[("name", &"profile")], |select| {
                    select.leaf("option", &[("value", &"")], "all");
                    for profile in profiles {
                        select.leaf("option", &[("value", &profile)], profile);
                    }
                });
            });
            form.element("label", &[], |label| {
                label.text("Text ");
                label.void(
                    "input",
                    &[("type", &"search"), ("name", &"text"), ("autocomplete", &"off")],
                );
            });
            form.leaf("button", &[("type", &"reset")], "Reset");
        },
    );
}
