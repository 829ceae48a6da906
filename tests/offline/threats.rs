//! What comes from a document, a pack, a container, a report or the command line does not become a command, markup, an
//! escape or a path anywhere. THREATS.md names these tests.

use crate::common::{DOCUMENT, Folder, PackCopy, REDIS, Said};
use serde_json::Value;
use std::path::Path;

/// All that steers somebody, in one text.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\u{8}\r</td></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`|\n\
    ::error file=x::pwned\n##[add-mask]pwned\n# TYPE firedrill_pwned gauge\nfiredrill_pwned 1\n\
    @everyone #1 [a](javascript:alert(1)) https://pwned.example ]]> &\u{202e}\u{2028}\u{fffe}$(id)";

#[track_caller]
fn steers_no_terminal(text: &str) {
    let steers = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && c != '\n') || turns
    };
    assert!(!text.contains(steers), "{text:?}");
}

/// The text without the colours that are firedrill's own.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| {
        let end = piece.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(piece.len());
        let rest = piece[end..].strip_prefix('m').unwrap_or_else(|| panic!("no colour: {piece:?}"));
        out + rest
    })
}

// ---- packs that want the machine ---------------------------------------------------------------------------------------

/// In a service of the Compose file, each of these would give its container power over the machine.
const WANTED_BY_A_SERVICE: [(&str, &str); 26] = [
    ("privileged: true", "'privileged' is not allowed"),
    ("network_mode: host", "'network_mode' is not allowed"),
    ("network_mode: \"container:victim\"", "'network_mode' is not allowed"),
    ("pid: host", "'pid' is not allowed"),
    ("ipc: host", "'ipc' is not allowed"),
    ("uts: host", "has no key 'uts'"),
    ("userns_mode: host", "has no key 'userns_mode'"),
    ("cgroup_parent: /", "has no key 'cgroup_parent'"),
    ("runtime: other", "has no key 'runtime'"),
    ("sysctls: {kernel.panic: \"1\"}", "has no key 'sysctls'"),
    ("device_cgroup_rules: [\"a *:* rwm\"]", "has no key 'device_cgroup_rules'"),
    ("devices: [\"/dev/sda:/dev/sda\"]", "'devices' is not allowed"),
    ("cap_add: [SYS_ADMIN]", "the capability 'SYS_ADMIN' reaches beyond"),
    ("cap_add: [cap_sys_module]", "the capability 'cap_sys_module' reaches beyond"),
    ("cap_add: [ALL]", "the capability 'ALL' reaches beyond"),
    ("security_opt: [\"seccomp:unconfined\"]", "'seccomp:unconfined' is not allowed"),
    ("security_opt: [\"apparmor=unconfined\"]", "'apparmor=unconfined' is not allowed"),
    ("security_opt: [\"no-new-privileges:false\"]", "'no-new-privileges:false' is not allowed"),
    ("volumes: [\"/:/host\"]", "mounts a folder of the host"),
    ("volumes: [\"/var/run/docker.sock:/var/run/docker.sock\"]", "mounts a folder of the host"),
    ("volumes: [\"../..:/up\"]", "mounts a folder of the host"),
    ("volumes: [{type: bind, source: /, target: /host}]", "a volume's long form is not read"),
    ("volumes_from: [\"container:victim\"]", "'volumes_from' is not allowed"),
    ("env_file: /etc/passwd", "'env_file' is not allowed"),
    ("environment: [HOME]", "would take its value from the machine"),
    ("ports: [\"8080:80\"]", "would listen on every address"),
];

/// The same, of the file's volumes and networks.
const WANTED_BY_THE_FILE: [(&str, &str); 10] = [
    ("volumes:\n  v: {driver_opts: {type: none, device: /, o: bind}}", "may be a folder or a disk of the host"),
    ("volumes:\n  v: {driver_opts: {type: none, device: /etc, o: rbind}}", "may be a folder or a disk of the host"),
    ("volumes:\n  v: {driver_opts: {type: ext4, device: /dev/sda1}}", "may be a folder or a disk of the host"),
    (
        "volumes:\n  v: {driver_opts: {type: overlay, device: o, o: \"lowerdir=/,upperdir=/u,workdir=/w\"}}",
        "may be a folder",
    ),
    ("volumes:\n  v: {driver_opts: {type: tmpfs, device: tmpfs, o: \"size=1m,rbind\"}}", "may be a folder"),
    ("volumes:\n  v: {driver: vieux/sshfs}", "the volume driver 'vieux/sshfs'"),
    ("networks:\n  n: {driver: macvlan}", "the network driver 'macvlan'"),
    ("networks:\n  n: {ipam: {config: [{subnet: 8.8.8.0/24}]}}", "8.8.8.0/24 is not the run's to take"),
    ("networks:\n  n: {ipam: {config: [{subnet: 10.0.0.0/8}]}}", "10.0.0.0/8 is not the run's to take"),
    ("networks:\n  \"x/../../containers/victim\": {}", "is no name for a network"),
];

/// A pack of its own whose Compose file has a service and whatever is put into it.
fn small_pack(folder: &Folder, service: &str, rest: &str) -> String {
    let root = folder.path().join("small");
    std::fs::create_dir_all(&root).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pack/fixture");
    for file in ["pack.yaml", "failures.md", "cache-stops.yaml", "compose.yaml"] {
        std::fs::copy(fixture.join(file), root.join(file)).unwrap();
    }
    let compose = std::fs::read_to_string(root.join("compose.yaml")).unwrap();
    let service = if service.is_empty() { String::new() } else { format!("    {service}\n") };
    let added =
        compose.replacen("networks:\n  site", &format!("  more:\n    image: more\n{service}networks:\n  site"), 1);
    let added = match rest.split_once('\n') {
        Some((section, line)) => added.replacen(&format!("\n{section}\n"), &format!("\n{section}\n{line}\n"), 1),
        None => added,
    };
    std::fs::write(root.join("compose.yaml"), added).unwrap();
    root.to_str().unwrap().to_owned()
}

#[test]
fn a_pack_that_wants_power_over_the_machine_is_refused_with_the_place() {
    let folder = Folder::new();
    let plain = small_pack(&folder, "", "");
    folder.without_engine(["validate", &plain]).ends(0);
    for (service, why) in WANTED_BY_A_SERVICE {
        let pack = small_pack(&folder, service, "");
        let said = folder.without_engine(["validate", &pack]).ends(2);
        assert!(said.out.contains(why) && said.out.contains("compose.yaml:"), "{service}: {}", said.out);
    }
    for (rest, why) in WANTED_BY_THE_FILE {
        let pack = small_pack(&folder, "", rest);
        let said = folder.without_engine(["validate", &pack]).ends(2);
        assert!(said.out.contains(why) && said.out.contains("compose.yaml:"), "{rest}: {}", said.out);
        // Nothing of it is begun either.
        folder.without_engine(["run", "--pack", &pack]).ends(2).complains(&[why]);
    }
}

#[test]
fn names_that_are_paths_are_refused() {
    let folder = Folder::new();
    for (service, why) in [
        ("container_name: ../../x", "'../../x' is no name for a container"),
        ("container_name: \"a b\"", "'a b' is no name for a container"),
        ("hostname: \"a;id\"", "'a;id' is no name for a container"),
        ("networks: {site: {aliases: [\"../x\"]}}", "'../x' is no name for a container"),
    ] {
        let said = folder.without_engine(["validate", &small_pack(&folder, service, "")]).ends(2);
        assert!(said.out.contains(why), "{service}: {}", said.out);
    }
    let pack = PackCopy::new(&folder);
    pack.edit(REDIS, "", "id: redis-stops", "id: ../../redis");
    let said = folder.without_engine(["validate", pack.path()]).ends(2);
    assert!(said.out.contains("'../../redis' is not the id of a scenario"), "{}", said.out);
    folder.without_engine(["show", "redis-stops", "--run", "../../etc"]).ends(2);
}

#[test]
fn a_pack_reads_nothing_outside_of_its_folder() {
    let folder = Folder::new();
    folder.write("secret.md", "# A secret\n");
    folder.write("secret.yaml", "id: secret\n");
    for (from, to) in [
        ("document: service-dependencies.md", "document: ../secret.md"),
        ("compose: compose.yaml", "compose: /etc/passwd"),
    ] {
        let pack = PackCopy::new(&folder);
        pack.edit("pack.yaml", "", from, to);
        let said = folder.without_engine(["validate", pack.path()]).ends(2);
        let named = to.split(' ').next_back().unwrap();
        assert!(said.out.contains(&format!("the pack has no file '{named}'")), "{}", said.out);
    }
    // Links are no way out either, neither of a file nor of a folder.
    let pack = PackCopy::new(&folder);
    std::os::unix::fs::symlink(folder.path().join("secret.yaml"), pack.folder.join("00-secret.yaml")).unwrap();
    std::os::unix::fs::symlink(folder.path(), pack.folder.join("images/outside")).unwrap();
    folder.without_engine(["validate", pack.path()]).ends(0);
    std::fs::remove_file(pack.folder.join(DOCUMENT)).unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret.md"), pack.folder.join(DOCUMENT)).unwrap();
    let said = folder.without_engine(["validate", pack.path()]).ends(2);
    assert!(said.out.contains("the pack has no file"), "{}", said.out);
}

// ---- escapes -----------------------------------------------------------------------------------------------------------

/// The hostile text as a YAML scalar.
fn in_yaml() -> String {
    let escaped: Vec<String> = HOSTILE.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    let escaped = escaped.concat();
    format!("\"{escaped}\"")
}

/// A pack with the hostile text in its name, titles, a reason and a Compose value.
fn hostile_pack(folder: &Folder) -> PackCopy {
    let pack = PackCopy::new(folder);
    pack.edit("pack.yaml", "", "name: enterprise-scanner", &format!("name: {}", in_yaml()));
    pack.edit("pack.yaml", "", "title: The site as it is, static HTML", &format!("title: {}", in_yaml()));
    let title = std::fs::read_to_string(pack.folder.join(REDIS)).unwrap();
    let title = title.lines().find(|line| line.starts_with("title: ")).unwrap().to_owned();
    pack.edit(REDIS, "", &title, &format!("title: {}", in_yaml()));
    pack
}

#[test]
fn nothing_that_a_pack_says_steers_a_terminal() {
    let folder = Folder::new();
    let pack = hostile_pack(&folder);
    let path = pack.path().to_owned();
    for args in [&["list"][..], &["plan"], &["plan", "redis-stops"], &["show", "redis-stops"], &["validate"]] {
        let said = folder.without_engine(args.iter().copied().chain(["--pack", &path])).ends(0);
        assert!(said.out.contains("alert(1)") || *args == ["show", "redis-stops"], "{args:?}: {}", said.out);
        steers_no_terminal(&said.out);
        steers_no_terminal(&said.err);
        let said = folder.without_engine(args.iter().copied().chain(["--pack", &path, "--color", "always"])).ends(0);
        steers_no_terminal(&without_colours(&said.out));
        let said = folder.without_engine(args.iter().copied().chain(["--pack", &path, "--format", "json"])).ends(0);
        steers_no_terminal(&said.out);
        said.json();
    }
}

#[test]
fn nothing_that_is_wrong_with_a_pack_steers_a_terminal() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(REDIS, "", "fault:", "\"x\\e[2J\\u009b\\u202e\\n::error::y\": 1\nfault:");
    pack.edit(DOCUMENT, "Scenario 3: Redis", "Recovery: docker", "Recovery: \u{1b}[2J\u{9b}\u{202e} docker");
    std::fs::write(pack.folder.join("x\u{1b}[2J\u{202e}.yaml"), "id: 1\u{1b}[2J").unwrap();
    for more in [&[][..], &["--color", "always"], &["--format", "json"]] {
        let said = folder.without_engine(["validate", pack.path()].into_iter().chain(more.iter().copied())).ends(2);
        steers_no_terminal(&without_colours(&said.out));
        let said =
            folder.without_engine(["list", "--pack", pack.path()].into_iter().chain(more.iter().copied())).ends(2);
        steers_no_terminal(&said.err);
    }
}

#[test]
fn nothing_that_is_typed_steers_a_terminal() {
    let folder = Folder::new();
    for args in [
        &["show", HOSTILE][..],
        &["run", HOSTILE],
        &["plan", HOSTILE],
        &[HOSTILE],
        &["run", "--images", HOSTILE],
        &["list", "--profile", HOSTILE],
        &["judge", HOSTILE],
        &["report", HOSTILE],
        &["list", "--pack", HOSTILE],
        &["run", "--shard", HOSTILE],
        &["compare", HOSTILE, HOSTILE],
    ] {
        let said = folder.without_engine(args.iter().copied()).ends(2);
        steers_no_terminal(&said.err);
        assert!(said.err.contains("alert(1)"), "it is shown, as text: {}", said.err);
    }
}

// ---- reports -----------------------------------------------------------------------------------------------------------

/// Puts the hostile text wherever a timeline has a text that is no name.
fn spoil(value: &mut Value, key: &str) {
    const FREE: [&str; 17] = [
        "because", "what", "output", "symptom", "detail", "text", "how", "settings", "title", "pack", "engine", "tool",
        "path", "digest", "origin", "why", "sha256",
    ];
    match value {
        Value::String(text) if FREE.contains(&key) => *text = format!("{text} {HOSTILE}"),
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, key)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
            // Of an image's service and of an event of the engine: the only services that are free texts.
            let images = key == "images";
            spoil(value, key);
            if images {
                for image in value.as_array_mut().unwrap() {
                    image["service"] = HOSTILE.into();
                }
            }
        }),
        _ => {}
    }
}

/// A run whose containers, document and pack all said the hostile text.
fn hostile_run(folder: &Folder) -> String {
    let path = format!("{}/tests/timelines/redis-stops.false.static.jsonl", env!("CARGO_MANIFEST_DIR"));
    let lines = std::fs::read_to_string(path).unwrap();
    let spoilt: Vec<String> = lines
        .lines()
        .map(|line| {
            let mut value: Value = serde_json::from_str(line).unwrap();
            spoil(&mut value, "");
            if value["event"] == "engine" {
                value["service"] = HOSTILE.into();
                value["action"] = HOSTILE.into();
            }
            format!("{value}\n")
        })
        .collect();
    std::fs::create_dir_all(folder.path().join("run")).unwrap();
    folder.write("run/redis-stops.static.jsonl", &spoilt.concat());
    folder.at("run")
}

#[test]
fn no_report_of_a_hostile_run_has_markup_escapes_or_lines_of_its_making() {
    let folder = Folder::new();
    let run = hostile_run(&folder);
    let said = folder.without_engine(["report", &run]).ends(1);
    assert!(said.out.contains("alert(1)"), "it is shown, as text: {}", said.out);
    steers_no_terminal(&said.out);
    steers_no_terminal(&said.err);
    let read = |file: &str| std::fs::read_to_string(folder.path().join("run").join(file)).unwrap();

    let html = read("report.html");
    assert!(html.contains("&lt;script&gt;alert(1)"), "it is shown, as text");
    let own = folder.without_engine(["report", &clean_run(&folder)]);
    assert_eq!(own.status, Some(1), "{}", own.err);
    let clean = std::fs::read_to_string(folder.path().join("clean/report.html")).unwrap();
    for tag in ["<script", "<img", "<style", "<iframe"] {
        assert_eq!(html.matches(tag).count(), clean.matches(tag).count(), "{tag}");
    }
    for link in html.split("<a ").skip(1) {
        assert!(link.split('>').next().unwrap().contains("href=\"#"), "it leads elsewhere: {link:.100}");
    }
    assert!(!html.contains("javascript:alert(1)\"") && !html.contains("href=\"https://pwned"));
    steers_no_terminal(&html);

    let junit = read("junit.xml");
    let parsed = roxmltree::Document::parse(&junit).unwrap();
    let known = [
        "testsuites",
        "testsuite",
        "properties",
        "property",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
        "system-err",
    ];
    for element in parsed.descendants().filter(roxmltree::Node::is_element) {
        assert!(known.contains(&element.tag_name().name()), "{}", element.tag_name().name());
    }

    for line in read("metrics.prom").lines() {
        assert!(line.starts_with("# ") || line.starts_with("firedrill_"), "{line}");
        assert!(!line.starts_with("firedrill_pwned") && !line.starts_with("# TYPE firedrill_pwned"), "{line}");
    }
    for file in ["comment.md", "impact-report.md"] {
        is_harmless_markdown(file, &read(file));
    }
    // JSON carries what was said, all of it: whoever reads it escapes it for where it goes.
    let json: Value = serde_json::from_str(&read("report.json")).unwrap();
    assert!(json["drills"][0]["title"].as_str().unwrap().ends_with(HOSTILE));
}

fn is_harmless_markdown(file: &str, text: &str) {
    steers_no_terminal(text);
    for event in pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::all()) {
        match event {
            pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => {
                // The comment by which the next one replaces this has the pack's name, in harmless letters.
                let name = html.trim().strip_prefix("<!-- firedrill-").and_then(|rest| rest.strip_suffix(" -->"));
                let letters = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                let harms = ["script", "img", "onerror"].iter().any(|harm| html.contains(harm));
                assert!(name.is_some_and(letters) || !harms, "{file}: {html}");
            }
            pulldown_cmark::Event::Start(
                pulldown_cmark::Tag::Link { dest_url: to, .. } | pulldown_cmark::Tag::Image { dest_url: to, .. },
            ) => {
                assert!(!to.contains("javascript") && !to.contains("pwned"), "{file} leads to {to}");
            }
            _ => {}
        }
    }
}

fn clean_run(folder: &Folder) -> String {
    std::fs::create_dir_all(folder.path().join("clean")).unwrap();
    let path = format!("{}/tests/timelines/redis-stops.false.static.jsonl", env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(path, folder.path().join("clean/redis-stops.static.jsonl")).unwrap();
    folder.at("clean")
}

#[test]
fn no_text_commands_githubs_runner() {
    let folder = Folder::new();
    let run = hostile_run(&folder);
    let pack = hostile_pack(&folder);
    let on_github = |args: &[&str]| {
        let summary = folder.at("summary.md");
        let mut command = folder.firedrill(args.iter().copied());
        command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").env("GITHUB_ACTIONS", "true");
        Said::of(command.env("GITHUB_STEP_SUMMARY", summary))
    };
    let commands = |text: &str| -> Vec<String> {
        let is_command = |line: &&str| line.trim_start().starts_with("::") || line.contains("##[");
        text.lines().filter(is_command).map(str::to_owned).collect()
    };
    let said = on_github(&["report", &run]).ends(1);
    assert_eq!(commands(&said.out), Vec::<String>::new());
    let own = commands(&said.err);
    assert!(!own.is_empty(), "what is red is annotated: {}", said.err);
    for command in own {
        // One of ours, whole: its level, its properties, and a message without a line end.
        let (properties, _) = command[2..].split_once("::").unwrap();
        let level = properties.split(' ').next().unwrap();
        assert!(["error", "warning", "notice"].contains(&level), "{command}");
        assert!(!properties.contains("file=x"), "{command}");
    }
    for args in [&["list"][..], &["plan"], &["validate"], &["show", "redis-stops"], &["plan", "--format", "json"]] {
        let said = on_github(&args.iter().copied().chain(["--pack", pack.path()]).collect::<Vec<_>>()).ends(0);
        assert_eq!(commands(&said.out), Vec::<String>::new(), "{args:?}");
        assert_eq!(commands(&said.err), Vec::<String>::new(), "{args:?}");
    }
    for typed in ["::add-mask::x", "  ::stop-commands::x", "a ##[error]x", "a\n::error::x"] {
        for args in [&["show", typed][..], &[typed], &["run", typed], &["judge", typed], &["run", "--images", typed]] {
            let said = on_github(args).ends(2);
            assert_eq!(commands(&said.err), Vec::<String>::new(), "{args:?}");
        }
    }
}

#[test]
fn a_report_of_somebody_elses_leads_nowhere_and_suggests_no_command() {
    let folder = Folder::new();
    let run = clean_run(&folder);
    folder.without_engine(["report", &run]).ends(1);
    let path = folder.path().join("clean/report.json");
    let good = std::fs::read_to_string(&path).unwrap();
    let mut report: Value = serde_json::from_str(&good).unwrap();
    for (place, bad, why) in [
        ("/drills/0/claims/0/id", "impact.x; rm -rf ~", "is not the id of a claim"),
        ("/drills/0/claims/0/id", "\u{1b}[2J", "is not the id of a claim"),
        ("/drills/0/timeline", "../../../etc/passwd", "is no timeline's file"),
        ("/drills/0/timelines/0", "/dev/zero", "is no timeline's file"),
        ("/drills/0/id", "../x", "is not the id of a scenario"),
        ("/run", "../../x", "is not the id of a run"),
    ] {
        let was = std::mem::replace(report.pointer_mut(place).unwrap(), bad.into());
        std::fs::write(&path, report.to_string()).unwrap();
        let said = folder.without_engine(["report", &run]).ends(2).complains(&[why]);
        steers_no_terminal(&said.err);
        *report.pointer_mut(place).unwrap() = was;
    }
}

// ---- the threat model --------------------------------------------------------------------------------------------------

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("THREATS.md")).unwrap();
    let (mut file, mut named) = (String::new(), 0);
    for code in text.split('`').skip(1).step_by(2) {
        let (path, name) = match code.split_once(": ") {
            Some((path, name)) if path.strip_suffix(".rs").is_some() => (path.to_owned(), name),
            None if code.strip_suffix(".rs").is_some() => (code.to_owned(), ""),
            // One more of the file that was named last.
            None if code.len() > 30 && code.chars().all(|c| c.is_ascii_lowercase() || c == '_') => (file, code),
            _ => continue,
        };
        let source = std::fs::read_to_string(root.join(&path)).unwrap_or_else(|why| panic!("{path}: {why}"));
        let there = source.contains(&format!("fn {name}(")) || source.contains(&format!("\n    {name}: "));
        assert!(name.is_empty() || there, "{path} has no test {name}");
        (file, named) = (path, named + 1);
    }
    assert!(named > 20, "{named}");
}
