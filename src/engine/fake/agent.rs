//! Commands in containers: the little that a shell and the droplet's agent do there.

use super::Fake;
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader, DuplexStream,
};

const UPGRADED: &str = "HTTP/1.1 101 UPGRADED\r\nContent-Type: \
                        application/vnd.docker.raw-stream\r\n\
                        Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

/// Runs the command of an exec; the droplet's agent goes on until its input ends.
pub(super) async fn converse(stream: DuplexStream, fake: &Fake, exec: &Value) {
    let (read, mut write) = tokio::io::split(stream);
    if write.write_all(UPGRADED.as_bytes()).await.is_err() {
        return;
    }
    let id = exec["Id"].as_str().unwrap_or_default();
    if exec["Cmd"][0] == "python3" && fake.things().no_python {
        let text =
            "OCI runtime exec failed: exec: \"python3\": executable file not found in $PATH\n";
        let _ = write.write_all(&frame(text)).await;
    } else if exec["Cmd"][0] == "python3" {
        serve(BufReader::new(read), write, fake, id).await;
    } else {
        fake.things().run(id);
    }
}

async fn serve(
    mut read: impl AsyncBufReadExt + Unpin + AsyncRead,
    mut write: impl AsyncWrite + Unpin,
    fake: &Fake,
    id: &str,
) {
    let mut line = String::new();
    while read.read_line(&mut line).await.is_ok_and(|bytes| bytes > 0) {
        let asked: Value = serde_json::from_str(&line).unwrap_or_default();
        line.clear();
        if fake.course.step() == super::Fate::Gone {
            return std::future::pending().await;
        }
        // A container that does not run has no agent in it.
        let Some(mut answer) = told(fake, id, &asked) else { return };
        if fake.course.step() == super::Fate::Gone {
            return std::future::pending().await;
        }
        answer["id"] = asked["id"].clone();
        if write.write_all(&frame(&format!("{answer}\n"))).await.is_err() {
            return;
        }
    }
}

/// As Docker sends what a command without a terminal writes to its output.
fn frame(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or_default().to_be_bytes();
    [&[1, 0, 0, 0], &length[..], text.as_bytes()].concat()
}

fn told(fake: &Fake, id: &str, asked: &Value) -> Option<Value> {
    let mut things = fake.things();
    let inside = things.inside(id)?;
    Some(if let Some(process) = asked["process"].as_str() {
        let was = if asked["signal"].is_string() {
            inside.remove(process)
        } else {
            inside.contains(process)
        };
        json!({ "pids": if was { vec![7] } else { Vec::new() } })
    } else if let Some(line) = asked["run"].as_str() {
        if let Some(process) = line.strip_prefix("systemctl start ") {
            inside.insert(process.to_owned());
        }
        json!({ "exit": 0 })
    } else if asked["hello"].is_number() {
        json!({ "agent": 1, "pid": 7 })
    } else {
        json!({ "missing": "there is no such file" })
    })
}
