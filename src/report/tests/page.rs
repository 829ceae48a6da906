//! What the page promises: nothing is loaded, whatever a text says it stays text, and it can be
//! read by everybody.

use super::super::{FORMATS, Material, Planned, Run, Timelines, Waiver, html};
use super::{all_well, much_amiss, run_of};
use crate::judge::fixture::scenarios::{nginx_crashes, postgresql_stops, redis_stops};
use crate::timeline::{Event, Happening, Outcome, StandIn, Timeline};
use crate::topology::DependencyKind;
use crate::words::{ProfileName, ScenarioId};
use roxmltree::{Document, Node};
use std::collections::{BTreeSet, HashSet};

/// Drills of the sample.
const RECORDED: [&str; 3] = ["nginx-crashes.static", "redis-stops.flask", "redis-stops.static"];

/// What the bundled pack's services need of one another.
const NEEDS: [(&str, &str, DependencyKind); 7] = [
    ("pgbouncer", "postgres", DependencyKind::Hard),
    ("flask", "postgres", DependencyKind::Hard),
    ("flask", "pgbouncer", DependencyKind::Soft),
    ("flask", "redis", DependencyKind::Soft),
    ("redis-exporter", "redis", DependencyKind::Hard),
    ("postgres-exporter", "postgres", DependencyKind::Hard),
    ("grafana", "prometheus", DependencyKind::Soft),
];

pub(super) fn with_files(timelines: Vec<Timeline>) -> (Run, Timelines) {
    let mut run = run_of(&timelines);
    for drill in &mut run.drills {
        drill.timeline = Some(format!("{}.{}.jsonl", drill.id, drill.profile));
    }
    let files: Vec<String> = run.drills.iter().filter_map(|drill| drill.timeline.clone()).collect();
    (run, files.into_iter().zip(timelines).collect())
}

pub(super) fn recorded() -> (Run, Timelines) {
    let read = |name| Timeline::read(crate::recorded::recorded(name)).unwrap();
    let timelines: Vec<Timeline> = RECORDED.into_iter().map(read).collect();
    let (images, stand_ins) =
        (timelines[0].header.images.clone(), timelines[0].header.stand_ins.clone());
    let (mut run, files) = with_files(timelines);
    (run.images, run.stand_ins) = (images, stand_ins);
    (run, files)
}

fn page(run: &Run, timelines: &Timelines) -> String {
    html::render(&Material { run, timelines, fail_on: &BTreeSet::new(), document: None })
}

/// The same page as XML: what HTML leaves open is closed, and what XML would read is taken out.
fn as_xml(page: &str) -> String {
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").unwrap();
    let mut out = String::new();
    while let Some(at) = rest.find("<style>").into_iter().chain(rest.find("<script>")).min() {
        let end = rest[at..].find("</style>").or(rest[at..].find("</script>")).unwrap();
        out.push_str(&rest[..at]);
        out.push_str("<own/>");
        let close = rest[at + end..].find('>').unwrap();
        rest = &rest[at + end + close + 1..];
    }
    out.push_str(rest);
    let mut closed = String::new();
    for (index, part) in out.split('<').enumerate() {
        if index > 0 {
            closed.push('<');
        }
        match part.split_once('>') {
            Some((tag, text))
                if ["meta", "link", "input"].iter().any(|void| tag.starts_with(void)) =>
            {
                closed.extend([tag, "/>", text]);
            }
            _ => closed.push_str(part),
        }
    }
    closed
}

fn named<'a>(document: &'a Document<'_>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.has_tag_name(name))
}

/// What a checker of accessibility asks for, as far as it can be read off the markup.
pub(super) fn check(page: &str) {
    let xml = as_xml(page);
    let document = Document::parse(&xml).unwrap();
    let mut ids = HashSet::new();
    for id in document.descendants().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id), "{id} twice");
    }
    for node in document.descendants() {
        let to = node.attribute("href").and_then(|href| href.strip_prefix('#'));
        let names = node.attribute("aria-labelledby").or(node.attribute("for"));
        for id in to.into_iter().chain(names.into_iter().flat_map(str::split_whitespace)) {
            assert!(ids.contains(id), "nothing is called {id}");
        }
        for loads in ["src", "srcset", "action", "xlink:href", "style"] {
            assert!(node.attribute(loads).is_none(), "{node:?}");
        }
        let of_ours = |href: &str| href.starts_with('#') || href == "data:,";
        assert!(node.attribute("href").is_none_or(of_ours), "{node:?}");
        let handles = node.attributes().any(|attribute| attribute.name().starts_with("on"));
        assert!(!handles, "{node:?}");
    }
    assert_eq!(named(&document, "h1").count(), 1);
    let level = |node: Node<'_, '_>| match node.tag_name().name() {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        _ => None,
    };
    let levels: Vec<i32> = document.descendants().filter_map(level).collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    for th in named(&document, "th") {
        assert!(th.attribute("scope").is_some(), "{th:?}");
    }
    for svg in named(&document, "svg") {
        let told = svg.attribute("role") == Some("img")
            && svg.attribute("aria-label").is_some_and(|words| words.len() > 20);
        assert!(told || svg.attribute("aria-hidden") == Some("true"), "{svg:?}");
    }
    for input in named(&document, "input").chain(named(&document, "select")) {
        let labelled = input.ancestors().any(|node| node.has_tag_name("label"));
        let by_id = input
            .attribute("id")
            .is_some_and(|id| named(&document, "label").any(|l| l.attribute("for") == Some(id)));
        assert!(labelled || by_id, "{input:?}");
    }
}

#[test]
fn a_page_of_recorded_drills_is_whole_accessible_and_loads_nothing() {
    let (run, timelines) = recorded();
    let page = page(&run, &timelines);
    check(&page);
    let elsewhere = page.replace("http-equiv", "");
    assert!(
        !elsewhere.contains("http://")
            && !elsewhere.contains("https://")
            && !page.contains("@import")
    );
    assert!(!page.contains("url("));
}

/// How much brighter one colour is than another, as the guidelines for accessible content reckon
/// it.
fn contrast(one: &str, other: &str) -> f64 {
    let brightness = |colour: &str| {
        let short = colour.len() == 4;
        let part = |at: usize| {
            let digits = if short {
                colour[at + 1..at + 2].repeat(2)
            } else {
                colour[2 * at + 1..2 * at + 3].to_owned()
            };
            let part = f64::from(u8::from_str_radix(&digits, 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
    };
    let (one, other) = (brightness(one), brightness(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn writing_and_pictures_stand_out_from_the_paper_in_every_light() {
    let style = include_str!("../html/style.css");
    let themes: Vec<&str> =
        style.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    assert_eq!(themes.len(), 3, "light, dark and printed");
    for theme in themes {
        let colour = |name: &str| {
            let at = theme.find(&format!("--{name}: ")).unwrap() + name.len() + 4;
            theme[at..].split(';').next().unwrap()
        };
        for paper in ["paper", "panel", "phase"] {
            for ink in ["ink", "muted", "link", "good", "bad", "open"] {
                let contrast = contrast(colour(ink), colour(paper));
                assert!(contrast >= 4.5, "{ink} on {paper}: {contrast:.2} in {theme}");
            }
            for shape in ["seen", "failed", "degraded", "well"] {
                let contrast = contrast(colour(shape), colour(paper));
                assert!(contrast >= 3.0, "{shape} on {paper}: {contrast:.2} in {theme}");
            }
        }
    }
}

#[test]
fn every_claim_has_its_sentence_its_line_its_reason_and_its_events() {
    let (run, timelines) = recorded();
    let page = page(&run, &timelines);
    for (drill, claim) in run.claims() {
        let at = page.find(&format!("id=\"{}.{}.{}\"", drill.id, drill.profile, claim.id)).unwrap();
        let here =
            page[at..].split("</li>").next().unwrap().replace("&#39;", "'").replace("&quot;", "\"");
        assert!(
            here.contains(&claim.text) && here.contains(&format!("line {}", claim.line)),
            "{here}"
        );
        assert!(here.contains(&claim.reason), "{here}");
        for n in &claim.evidence {
            assert!(here.contains(&format!("<td class=\"number\">{n}</td>")), "{n} in {here}");
        }
    }
}

#[test]
fn whatever_is_amiss_is_linked_from_the_top() {
    let run = much_amiss();
    let page = page(&run, &Timelines::default());
    check(&page);
    let top = page.split("<main").next().unwrap();
    for (drill, claim) in
        run.claims().filter(|(_, claim)| claim.verdict == crate::words::Verdict::Contradicted)
    {
        assert!(
            top.contains(&format!("href=\"#{}.{}.{}\"", drill.id, drill.profile, claim.id)),
            "{top}"
        );
    }
    assert!(top.contains("no longer says") && top.contains("waived"), "{top}");
}

#[test]
fn without_timelines_it_says_that_there_are_no_pictures() {
    let page = page(&all_well(), &Timelines::default());
    check(&page);
    assert!(page.contains("The timeline is not at hand"));
}

#[test]
fn no_text_from_outside_becomes_markup() {
    let nasty = "</title></style></script><script>alert(1)</script>\" onload='x' <!-- ]]> & \
                 \u{202e}\u{0}\u{1b}[2J";
    let record = nginx_crashes("static").fails("website", 30, nasty).recovery_fails(1, nasty);
    let mut timeline = record.build();
    timeline.header.title = nasty.to_owned();
    for claim in &mut timeline.header.claims {
        claim.text = nasty.to_owned();
    }
    for detector in &mut timeline.header.detectors {
        detector.settings = nasty.to_owned();
    }
    for recorded in &mut timeline.events {
        match &mut recorded.event {
            Event::Phase { because, .. } => *because = nasty.to_owned(),
            Event::Watched(watched) => watched.detail = nasty.to_owned(),
            Event::Engine { action, .. } if action != "die" => *action = nasty.to_owned(),
            Event::Action { what, happening, .. } => {
                *what = nasty.to_owned();
                if let Happening::Done { output, .. } = happening {
                    *output = nasty.to_owned();
                }
            }
            _ => {}
        }
    }
    let (mut run, timelines) = with_files(vec![timeline]);
    for text in
        [&mut run.pack, &mut run.engine, &mut run.tool, &mut run.started_at, &mut run.document.path]
    {
        *text = nasty.to_owned();
    }
    run.stand_ins = vec![StandIn { what: nasty.to_owned(), why: nasty.to_owned() }];
    run.drills[0].claims[0].waived_until = Some(nasty.to_owned());
    let page = page(&run, &timelines);
    check(&page);
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(
        page.contains("alert(1)")
            && !page.contains("<!--")
            && !page.contains('\u{202e}')
            && !page.contains('\u{1b}')
    );
}

#[test]
fn waivers_with_their_reasons_and_what_was_not_drilled_are_told() {
    let mut run = much_amiss();
    let (drill, claim) = run.claims().find(|(_, claim)| claim.waived_until.is_some()).unwrap();
    let (scenario, id) = (drill.id.clone(), claim.id.to_string());
    let (reason, owner, until) =
        ("known since May".to_owned(), "ops".to_owned(), claim.waived_until.clone().unwrap());
    run.waivers = vec![Waiver { scenario, claim: id, reason, owner, until }];
    let flask = ProfileName::parse("flask").unwrap();
    run.not_drilled
        .push(Planned { id: ScenarioId::parse("dns-fails.silent").unwrap(), profile: flask });
    let page = page(&run.summed_up(), &Timelines::default());
    check(&page);
    assert!(page.contains("by ops: known since May") && page.contains("dns-fails.silent in flask"));
}

#[test]
fn a_journey_that_comes_and_goes_all_the_time_makes_no_endless_page() {
    let mut timeline = redis_stops("flask").observes(5_000).settles(1_500).build();
    for (index, recorded) in timeline.events.iter_mut().enumerate() {
        if let Event::Sample(sample) = &mut recorded.event
            && index % 2 == 0
        {
            sample.outcome = Outcome::Failed { symptom: format!("answer {index}") };
        }
    }
    let (run, timelines) = with_files(vec![timeline]);
    let page = page(&run, &timelines);
    check(&page);
    assert!(page.len() < 400_000, "{}", page.len());
    assert!(
        page.contains("stand in the timeline&#39;s file only") || page.contains("goes on changing")
    );
}

/// Eighteen drills, as the bundled pack has.
pub(super) fn eighteen() -> (Run, Timelines) {
    let drills = (0..9).flat_map(|index| {
        ["static", "flask"].map(|profile| {
            let record = match index % 3 {
                0 => nginx_crashes(profile),
                1 => postgresql_stops(profile),
                _ => redis_stops(profile),
            };
            let mut timeline = record.dependencies(&NEEDS).build();
            let name = format!("{}.form-{index}", timeline.header.scenario);
            timeline.header.scenario = ScenarioId::parse(&name).unwrap();
            timeline
        })
    });
    with_files(drills.collect())
}

#[test]
fn the_cascade_is_drawn_on_who_needs_whom() {
    for (record, hit) in [(postgresql_stops("flask"), "postgres"), (redis_stops("static"), "redis")]
    {
        let (run, timelines) = with_files(vec![record.dependencies(&NEEDS).build()]);
        let page = page(&run, &timelines);
        check(&page);
        let graph = page
            .split("<figure class=\"graph\">")
            .nth(1)
            .unwrap()
            .split("</figure>")
            .next()
            .unwrap();
        assert!(graph.contains(&format!("{hit}: the fault")), "{graph}");
        assert!(graph.contains("fell as number 1") && !graph.contains("grafana"), "{graph}");
        assert_eq!(
            graph.contains("flask"),
            hit == "postgres",
            "flask is none of the static profile\n{graph}"
        );
    }
}

#[test]
fn eighteen_drills_fit_into_two_megabytes() {
    let (run, timelines) = eighteen();
    let page = page(&run, &timelines);
    check(&page);
    assert!(page.len() < 2_000_000, "{}", page.len());
}

#[test]
fn the_page_is_one_of_the_files_of_a_run() {
    assert!(FORMATS.iter().any(|format| format.file == "report.html"));
}

#[test]
#[ignore = "it writes pages to look at, and says where"]
#[expect(clippy::disallowed_methods, reason = "they are to be looked at with a browser")]
fn pages_to_look_at() {
    let folder = std::env::temp_dir().join("firedrill-pages");
    std::fs::create_dir_all(&folder).unwrap();
    let (mut amiss, files) = with_files(vec![
        nginx_crashes("static").never_back("dashboards").build(),
        postgresql_stops("flask")
            .fails("postgres-exporter.alive", 70, "connection refused")
            .build(),
        redis_stops("static").in_vain().build(),
    ]);
    amiss.drift = much_amiss().drift;
    for (name, (run, timelines)) in
        [("recorded", recorded()), ("eighteen", eighteen()), ("amiss", (amiss, files))]
    {
        for format in FORMATS {
            let material = Material {
                run: &run,
                timelines: &timelines,
                fail_on: &BTreeSet::new(),
                document: Some(super::prose::BUNDLED),
            };
            std::fs::write(
                folder.join(format!("{name}.{}", format.file)),
                (format.render)(&material),
            )
            .unwrap();
        }
    }
    println!("{}", folder.display());
}
