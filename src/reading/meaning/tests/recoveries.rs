use super::{check, fact, read, tell};
use crate::reading::blocks::blocks;
use crate::reading::meaning::{Anchors, meaning_of};
use crate::reading::model::{Meaning, Topic};
use crate::reading::sections::Section;

#[test]
fn a_command_with_its_time_is_read() {
    check(
        Topic::Recovery,
        &[
            ("systemctl restart nginx (15 seconds)", "systemctl restart nginx @15 s"),
            ("docker restart shop_redis (10 seconds)", "docker restart shop_redis @10 s"),
            (
                "certbot renew; systemctl reload nginx (30 seconds)",
                "certbot renew; systemctl reload nginx @30 s",
            ),
            (
                "su - postgres -c \"pgbouncer -d /etc/pgbouncer.ini\"",
                "su - postgres -c \"pgbouncer -d /etc/pgbouncer.ini\"",
            ),
            ("`docker restart redis`", "docker restart redis"),
            ("Run `docker restart redis` (~2 min)", "docker restart redis @~2 min 0 s"),
            (
                "Restart it with `kubectl rollout restart deploy/api`, takes 30 s",
                "kubectl rollout restart deploy/api @30 s",
            ),
            ("Run certbot renew", "certbot renew"),
            ("Restart the proxy: systemctl restart haproxy", "systemctl restart haproxy"),
            ("5 minutes", "@5 min 0 s"),
            ("< 30s (restart)", "@30 s"),
            (
                "`docker compose -f prod.yml logs web; docker compose -f prod.yml restart web`",
                "docker compose -f prod.yml logs web; docker compose -f prod.yml restart web",
            ),
            ("`make up` and then `make seed`", "make up ;; make seed"),
            ("`docker restart web` or `docker compose up -d`", "docker restart web ?"),
            (
                "`./scripts/restore.sh latest` (15-30 minutes)",
                "./scripts/restore.sh latest @30 min 0 s",
            ),
            ("`sudo systemctl restart redis-server`", "sudo systemctl restart redis-server"),
            ("`pm2 restart all`", "pm2 restart all"),
            ("`shopctl restart api --wait`", "shopctl restart api --wait"),
            ("Set `maxmemory 256mb` and `docker restart redis`", "docker restart redis"),
            (
                "docker exec x psql -c 'delete from a, b' (5s)",
                "docker exec x psql -c 'delete from a, b' @5 s",
            ),
        ],
    );
}

#[test]
fn steps_keep_their_order_and_their_blocks() {
    check(
        Topic::Recovery,
        &[
            ("1. `docker stop web`\n2. `docker start web`", "docker stop web ;; docker start web"),
            (
                "1. Stop it\n   ```bash\n   docker stop web\n   ```\n2. Start it\n   ```bash\n   \
                 docker start web\n   ```",
                "docker stop web ;; docker start web",
            ),
            ("1. SSH into the host\n2. `docker start web`", "docker start web ?"),
            ("- `docker stop web`\n- `docker start web`", "docker stop web ;; docker start web ?"),
            ("Follow these:\n\n1. `docker start web` (10 s)", "docker start web @10 s"),
            (
                "```bash\n# stop\ndocker stop web\n# start again\ndocker start web  # at last\n```",
                "docker stop web ;; docker start web",
            ),
            (
                "```\n$ docker restart web\na\n$ docker ps\nCONTAINER ID   IMAGE\n```",
                "docker restart web ;; docker ps",
            ),
            ("```bash\ndocker run -d \\\n  --name a \\\n  img\n```", "docker run -d --name a img"),
            (
                "```bash\ncat <<EOF | psql\n# no comment\nselect 1;\nEOF\necho ok\n```",
                "cat <<EOF | psql\n# no comment\nselect 1;\nEOF ;; echo ok",
            ),
            (
                "```sh\nfor c in a b; do\n  docker restart $c\ndone\n```",
                "for c in a b; do\n  docker restart $c\ndone",
            ),
            (
                "```bash\npsql -c \"\nselect pg_reload_conf()\n\"\n```",
                "psql -c \"\nselect pg_reload_conf()\n\"",
            ),
            (
                "```bash\ndocker stop web &&\ndocker start web\n```",
                "docker stop web && docker start web",
            ),
            (
                "```bash\nroot@db1:~# systemctl restart postgresql\n```",
                "systemctl restart postgresql",
            ),
        ],
    );
}

#[test]
fn what_is_no_step_is_left_out_and_told() {
    check(
        Topic::Recovery,
        &[
            ("```bash\ndocker restart web\nExpected output: a\n```", "docker restart web ?"),
            (
                "```bash\ndocker restart web\n\n# Or rebuild it\n\
                 docker compose up -d --build web\n```",
                "docker restart web ?",
            ),
            (
                "```bash\ndocker restart web\n# If the volume is corrupt:\ndocker volume rm v\n\n\
                 # Check\ndocker ps\n```",
                "docker restart web ;; docker ps ?",
            ),
            (
                "**Time to Recovery**: ~5-10 minutes\n\n```bash\ndocker restart web\n```",
                "docker restart web @~10 min 0 s",
            ),
            ("RTO: 5 min\n\n1. `docker restart web`", "docker restart web @5 min 0 s"),
            (
                "**Option A**: `docker restart web`\n\n**Option B**: `docker compose up -d`",
                "docker restart web ?",
            ),
            (
                "1. `docker restart web`\n2. If that fails: `docker compose up -d`",
                "docker restart web ?",
            ),
            (
                "| Step | Command |\n|---|---|\n| Restart | `docker restart web` |\n\
                 | Look | `docker ps` |",
                "docker restart web ;; docker ps",
            ),
            (
                "1. `docker restart web` (10 s)\n2. `docker restart b` (20 s)",
                "docker restart web ;; docker restart b ?",
            ),
            (
                "1. `docker restart web`\n2. Wait for all of its checks to pass (30 seconds)\n\
                 3. `docker ps`",
                "docker restart web ;; docker ps ?",
            ),
            (
                "1. `docker restart web`\n2. Wait 30 seconds\n3. `docker ps`",
                "docker restart web ;; docker ps ?",
            ),
            ("1. `docker restart web`\n2. `docker logs -f web`", "docker restart web ?"),
        ],
    );
}

#[test]
fn what_comes_back_by_itself_is_automatic() {
    check(
        Topic::Recovery,
        &[
            ("Automatic", "auto"),
            ("Automatic (restart policy), 10 seconds", "auto @10 s"),
            ("Automatic: Docker restarts it", "auto"),
            ("Automatic failover within 30 s", "auto @30 s"),
            ("Kubernetes automatically restarts the pod", "auto"),
            ("Self-healing", "auto"),
            ("No action needed", "auto"),
            ("None required", "auto"),
            ("Not needed", "auto"),
            ("Auto-restart via Docker (<30s)", "auto @30 s"),
            ("No manual intervention required, recovers in ~1 min", "auto @~60 s"),
            ("Automatic; by hand: `docker restart web`", "auto ;; docker restart web ?"),
            (
                "1. `docker restart web`\n2. The worker reconnects automatically",
                "docker restart web ?",
            ),
            ("None", "nothing"),
            ("N/A", "nothing"),
            ("No automatic recovery", "untestable"),
            ("Not automatic", "untestable"),
            (
                "Once the database is reachable again, the pool reconnects automatically",
                "untestable",
            ),
            ("Once it fails, Docker automatically restarts it", "auto"),
            ("Build an automated job via cron", "untestable"),
            ("Restart the database. The pages then reconnect automatically", "untestable"),
            ("Restart automatically by Docker", "auto"),
            ("Copy `./certs/new.pem` to the proxy", "untestable"),
            ("Manual failover", "untestable"),
            ("Restore the automatic backup", "untestable"),
            ("Verify that it reconnects automatically", "untestable"),
            ("Cannot recover automatically", "untestable"),
        ],
    );
}

#[test]
fn prose_and_placeholders_are_not_testable() {
    check(
        Topic::Recovery,
        &[
            ("", "untestable"),
            ("TODO", "untestable"),
            ("Restart the service", "untestable"),
            ("Clear the logs, delete old files, upgrade the droplet", "untestable"),
            ("docker restarts it by its policy", "untestable"),
            ("Use the docker restart policy", "untestable"),
            ("`docker restart <id>`", "untestable"),
            ("docker restart \\<container-id\\> (10 s)", "untestable"),
            ("`docker restart [service-name]`", "untestable"),
            ("`kubectl delete pod queue-[X]`", "untestable"),
            ("`kubectl delete pod {{pod}}`", "untestable"),
            ("`kubectl delete pod {pod_name}`", "untestable"),
            ("`kubectl delete pod POD_NAME`", "untestable"),
            ("`ssh deploy@your-host restart`", "untestable"),
            ("`pg_restore -d $DB_NAME latest.dump`", "untestable"),
            ("`pg_restore backup-YYYYMMDD.dump`", "untestable"),
            ("`docker run ... img`", "untestable"),
            ("`curl -X POST https://api.example.com/restart`", "untestable"),
            ("Do not run `docker rm -f web`", "untestable"),
            ("Edit `/etc/nginx/nginx.conf`", "untestable"),
            ("`docker ps` and `docker logs web`", "untestable"),
            (
                "```bash\nkubectl get pods\nkubectl describe pod web | grep Reason\n```",
                "untestable",
            ),
            ("Stop it by `docker stop`", "untestable"),
            ("`kubectl rollout restart`", "untestable"),
            ("The hooks in `app/database.py`", "untestable"),
            ("`redis`", "untestable"),
            ("`restart: always`", "untestable"),
            ("See [the runbook](runbook.md)", "untestable"),
            ("`kubectl set env deploy/api API_KEY=NEW_API_KEY`", "untestable"),
            ("```sql\nselect 1;\n```", "untestable"),
            ("```yaml\nrestart: always\n```", "untestable"),
            ("```\nA --> B\n```", "untestable"),
        ],
    );
}

#[test]
fn what_looks_like_a_placeholder_and_is_none_is_taken() {
    check(
        Topic::Recovery,
        &[
            (
                "`docker ps --format '{{.Names}}' | xargs docker restart`",
                "docker ps --format '{{.Names}}' | xargs docker restart",
            ),
            ("`psql < dump.sql`", "psql < dump.sql"),
            (
                "`docker ps | awk '{print $1}' | xargs docker restart`",
                "docker ps | awk '{print $1}' | xargs docker restart",
            ),
            ("`mv a.{log,old} /tmp`", "mv a.{log,old} /tmp"),
            ("`rm /tmp/[a-z]*`", "rm /tmp/[a-z]*"),
            ("`rm -r $HOME/cache`", "rm -r $HOME/cache"),
            (
                "```bash\nB=$(ls -t backups | head -1)\npg_restore -d shop \"$B\"\n```",
                "B=$(ls -t backups | head -1) ;; pg_restore -d shop \"$B\"",
            ),
            ("`redis-cli CONFIG SET maxmemory 1gb`", "redis-cli CONFIG SET maxmemory 1gb"),
            ("`docker restart ${X:-y}`", "docker restart ${X:-y}"),
            ("`tar xf a.tgz -C ../..`", "tar xf a.tgz -C ../.."),
        ],
    );
}

#[test]
fn prose_keeps_its_steps_and_its_time() {
    let fact = read(Topic::Recovery, "Fail over to the replica (5 minutes)");
    let Meaning::Untestable(untestable) = &fact.means else { panic!("{}", tell(&fact)) };
    let recovery = untestable.recovery.as_ref().unwrap();
    assert_eq!(recovery.steps.len(), 1);
    assert_eq!(recovery.within.as_ref().unwrap().words.text, "5 minutes");
    assert!(untestable.why.contains("prose") && untestable.add.contains("back-ticks"));
}

#[test]
fn a_link_leads_to_steps_elsewhere_in_the_document() {
    let text = "# Runbook\n\n## 🔁 Restart Redis (safe)\n\n1. `docker restart redis` (10 s)\n\n\
                ### Check\n\n```bash\ndocker ps\n```\n\n## Other\n\n`docker rm web`\n";
    let document = Section::of(blocks(text), 20);
    let anchors = Anchors::of(&document);
    for link in ["[steps](#-restart-redis-safe)", "See [steps](#-Restart-Redis-safe)."] {
        let mut fact = fact(Topic::Recovery, link);
        meaning_of(&anchors, &mut fact);
        assert_eq!(tell(&fact), "docker restart redis ;; docker ps @10 s", "{link}");
    }
    let mut fact = fact(Topic::Recovery, "[steps](#nowhere)");
    meaning_of(&anchors, &mut fact);
    let Meaning::Untestable(untestable) = &fact.means else { panic!("{}", tell(&fact)) };
    assert!(untestable.why.contains("#nowhere"), "{}", untestable.why);
}
