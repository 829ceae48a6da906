//! `firedrill import` as people and scripts meet it.

use crate::common::Folder;
use std::path::Path;

const DOCUMENT: &str = "\
# Shop

## Dependencies

| Service | Depends on | Required by |
|---------|------------|-------------|
| Web     | Redis      | Visitors    |
| Redis   | None       | Web         |

### Scenario 1: Redis stops

**Impact:** 🔴 Nobody can pay
**Cascade:** Web
**Recovery:** `docker restart shop_redis` (10 seconds)

### Scenario 2: Web crashes

**Impact:** 🔴 Nobody gets in
**Recovery:** Somebody starts it again
";

const COMPOSE: &str = "\
services:
  redis:
    image: redis:7
    container_name: shop_redis
    ports: [\"127.0.0.1:6379:6379\"]
  web:
    image: nginx:1
    depends_on: [redis]
    ports: [\"127.0.0.1:8080:80\"]
";

/// A folder with a document, a Compose file, and the arguments that make a pack of them.
fn shop() -> (Folder, [String; 6]) {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("docs")).unwrap();
    let document = folder.write("docs/failures.md", DOCUMENT);
    let compose = folder.write("compose.yaml", COMPOSE);
    let out = folder.at("drills");
    let args =
        ["import".to_owned(), document, "--out".to_owned(), out, "--compose".to_owned(), compose];
    (folder, args)
}

fn args(args: &[String; 6]) -> impl Iterator<Item = &str> {
    args.iter().map(String::as_str)
}

fn text(folder: &Folder, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn a_document_becomes_a_pack_beside_it() {
    let (folder, shop) = shop();
    let said = folder.without_engine(args(&shop)).ends(0);
    for part in [
        "Redis stops (line 10)",
        "01-redis-stops.yaml: kill redis",
        "docker restart shop_redis within 10 s",
        "not testable as written: the recovery is prose",
        "pack.yaml:",
        "2 failures, 2 drilled",
        "Next: firedrill validate ",
    ] {
        assert!(said.out.contains(part), "{part} is not in\n{}", said.out);
    }
    assert!(said.err.is_empty(), "{}", said.err);
    let pack = text(&folder, "drills/pack.yaml");
    for part in ["name: drills\n", "document: ../docs/failures.md\n", "compose: ../compose.yaml\n"]
    {
        assert!(pack.contains(part), "{part} is not in\n{pack}");
    }
    let scenario = text(&folder, "drills/01-redis-stops.yaml");
    assert!(scenario.contains("failure: Redis stops\nfault: {kill: redis}\n"), "{scenario}");
}

#[test]
fn a_second_import_shows_what_changed_and_writes_only_when_asked() {
    let (folder, shop) = shop();
    folder.without_engine(args(&shop)).ends(0);
    let web = "drills/02-web-crashes.yaml";
    let own = text(&folder, web).replace("{kill: web}", "{pause: web}");
    folder.write(web, &own);
    folder.write("docs/failures.md", &DOCUMENT.replace("Redis stops", "Redis hangs"));
    // The pack knows its Compose file.
    let said = folder.without_engine(args(&shop).take(4)).ends(0);
    for part in [
        "Nothing was written",
        "01-redis-hangs.yaml  new",
        "01-redis-stops.yaml  no longer written",
        "02-web-crashes.yaml  kept, since somebody changed it",
        "-fault: {pause: web}",
        "+fault: {kill: web}",
        "--update\n",
    ] {
        assert!(said.out.contains(part), "{part} is not in\n{}", said.out);
    }
    assert!(Path::new(&folder.at("drills/01-redis-stops.yaml")).exists());
    folder.without_engine(args(&shop).chain(["--update"])).ends(0);
    assert!(!Path::new(&folder.at("drills/01-redis-stops.yaml")).exists());
    assert!(text(&folder, "drills/01-redis-hangs.yaml").contains("{pause: redis}"));
    assert_eq!(text(&folder, web), own);
}

#[test]
fn json_has_what_was_understood_and_what_is_to_do() {
    let (folder, shop) = shop();
    let json = folder.without_engine(args(&shop).chain(["--format", "json"])).ends(0).json();
    let redis = &json["failures"][0];
    assert_eq!(redis["title"], "Redis stops");
    assert_eq!(redis["becomes"]["scenario"]["file"], "01-redis-stops.yaml");
    assert_eq!(redis["facts"][0]["means"], "outage");
    assert_eq!(json["failures"][1]["facts"][1]["untestable"]["why"], "the recovery is prose");
    assert!(json["todos"].as_array().unwrap().iter().all(|todo| todo["line"].is_u64()));
    assert_eq!(json["files"][0]["kind"], "new");
    assert_eq!(json["written"], true);
}

#[test]
fn a_wrong_command_line_or_file_is_status_2() {
    let (folder, shop) = shop();
    let nothing = folder.write("nothing.md", "# Shop\n\nAll is well.\n");
    let tabs = folder.write("tabs.yaml", "services:\n\t- a\n");
    let (document, out) = (&shop[1], &shop[3]);
    folder.without_engine(["import", document]).ends(2).complains(&["--out"]);
    let missing = folder.at("missing.md");
    folder.without_engine(["import", &missing, "--out", out]).ends(2).complains(&["cannot read"]);
    let said = folder.without_engine(["import", &nothing, "--out", out]).ends(2);
    said.complains(&["no failure that can be read", "next: give each failure a heading"]);
    let said =
        folder.without_engine(["import", document, "--out", out, "--compose", &tabs]).ends(2);
    said.complains(&["tabs.yaml is no Compose file", "it is no YAML"]);
    let said = folder.without_engine(["import", document, "--out", &nothing]).ends(2);
    said.complains(&["is no folder"]);
    assert!(!Path::new(out).exists());
}
