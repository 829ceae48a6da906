//! The bent pack: the bundled stack, with scenarios and a document of its own (`tests/packs/bent`).
//! It needs no image of its own either: what is bent, is bent as the containers start.

use super::{Folder, PackCopy, copy_into};
use std::path::Path;

const COMPOSE: &str = "compose.yaml";

/// What bends the server, by the variables of its container.
const SERVER: [(&str, &str); 3] = [
    ("BEND", include_str!("bent/bend")),
    ("BENT_SCANNER", include_str!("bent/scanner.py")),
    ("BENT_SUPERVISOR", include_str!("bent/supervisor.py")),
];

/// How Prometheus is started: an alert waits, and there is one more.
const PROMETHEUS: &str = "\
sed '/alert: PostgresDown$/ a \\        for: 12s' /firedrill/alerts.yml > /tmp/alerts.yml
cat >> /tmp/alerts.yml <<'MORE'
      - alert: RedisExporterDown
        expr: up{job=\"redis\"} == 0
        for: 5s
MORE
sed s,/firedrill/alerts.yml,/tmp/alerts.yml, /firedrill/prometheus.yml > /tmp/prometheus.yml
exec /bin/prometheus \"$@\"
";

/// Containers that die with the service they listen to: one that the pack knows and does not look
/// at, and one that it has never heard of. Name, the end of the address, whom and where they listen
/// to.
const LISTENERS: [(&str, u8, &str, u16); 2] =
    [("ledger", 31, "redis-exporter", 9121), ("clock", 32, "node-exporter", 9100)];

/// A copy of the bundled pack, bent.
pub fn bent(folder: &Folder) -> PackCopy {
    let pack = PackCopy::new(folder);
    bend(&pack);
    pack
}

fn bend(pack: &PackCopy) {
    for entry in std::fs::read_dir(&pack.folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "yaml") && !path.ends_with(COMPOSE) {
            std::fs::remove_file(path).unwrap();
        }
    }
    copy_into(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/bent"), &pack.folder);
    bend_server(pack);
    bend_prometheus(pack);
    let listeners = LISTENERS.map(listener).concat();
    pack.edit(
        COMPOSE,
        "",
        "  # ---- the world outside\n",
        &format!("{listeners}  # ---- the world outside\n"),
    );
}

fn bend_server(pack: &PackCopy) {
    let boot = r#"entrypoint: ["/usr/bin/tini", "--", "/usr/local/lib/firedrill/boot"]"#;
    pack.edit(COMPOSE, "  droplet:\n", boot, r#"entrypoint: [bash, -c, 'eval "$$BEND"']"#);
    let set = SERVER.map(|(name, text)| format!("      {name}: |\n{}", block(text))).concat();
    pack.edit(COMPOSE, "  droplet:\n", "    environment:\n", &format!("    environment:\n{set}"));
}

/// A text as it stands in a Compose file below the key of a variable.
fn block(text: &str) -> String {
    text.replace('$', "$$")
        .lines()
        .map(|line| format!("        {line}\n"))
        .collect::<Vec<_>>()
        .concat()
}

fn bend_prometheus(pack: &PackCopy) {
    let entrypoint = format!(
        "entrypoint:\n      - sh\n      - -c\n      - |\n{}      - prometheus\n",
        block(PROMETHEUS)
    );
    pack.edit(COMPOSE, "  prometheus:\n", "entrypoint: [\"/bin/prometheus\"]\n", &entrypoint);
    pack.edit(COMPOSE, "  prometheus:\n", "=/firedrill/prometheus.yml", "=/tmp/prometheus.yml");
}

/// A service of the Compose file that ends when nobody listens at a port any more.
fn listener((name, address, to, port): (&str, u8, &str, u16)) -> String {
    let there = format!("(: </dev/tcp/{to}/{port}) 2>/dev/null");
    format!(
        "  {name}:
    <<: *service
    build: {{context: ., dockerfile: images/Dockerfile, target: {to}, args: {{BASE: \"${{FIREDRILL_BASE:-debian:bookworm-slim}}\"}}}}
    image: firedrill/{to}:${{FIREDRILL_TAG:-dev}}
    entrypoint: [bash, -c, \"until {there}; do sleep 1; done; while {there}; do sleep 0.2; done\"]
    container_name: enterprisescanner_{name}
    networks: {{site: {{ipv4_address: \"${{FIREDRILL_NET:-172.29.45}}.{address}\"}}}}

"
    )
}
