"""A stand-in for Grafana where its image cannot be had: health, the data-source proxy to Prometheus and one page.

It says what it is in a header of every answer and on the page, so that nobody takes its answers for Grafana's.
"""

import json
import signal
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROMETHEUS = "http://prometheus:9090"
PREFIX = "/grafana"
# Grafana's own forms of the address: by number and by unique id.
PROXIES = ("/api/datasources/proxy/1/", "/api/datasources/proxy/uid/prometheus/")
PAGE = Path(__file__).with_name("dashboard.html").read_bytes()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet an answer, sent at once.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self):
        path = self.path.removeprefix(PREFIX)
        if path.split("?")[0] == "/api/health":
            self.answer(200, "application/json", b'{"database":"ok","version":"stand-in"}')
        elif proxy := next((proxy for proxy in PROXIES if path.startswith(proxy)), None):
            self.forward("/" + path.removeprefix(proxy))
        elif path in ("", "/") or path.startswith("/d/"):
            self.answer(200, "text/html; charset=utf-8", PAGE)
        else:
            self.answer(404, "application/json", b'{"message":"Not found"}')

    def forward(self, path):
        try:
            with urllib.request.urlopen(PROMETHEUS + path, timeout=2) as reply:
                self.answer(reply.status, reply.headers.get_content_type(), reply.read())
        except urllib.error.HTTPError as error:
            self.answer(error.code, error.headers.get_content_type(), error.read())
        except OSError as error:
            # Grafana's answer when a data source cannot be reached.
            self.answer(502, "application/json", json.dumps({"message": f"Bad Gateway: {error}"}).encode())

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Stand-In", "grafana")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    # As PID 1 a program without a handler is not ended by SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer(("", 3000), Handler).serve_forever()
