"""The application, bent, around the straight one (straight.py): what goes wrong goes wrong late, rarely, or politely.

- Redis is gone: for 5 s all is as ever, out of a copy; then every answer is a 503.
- PgBouncer is gone: for 2.5 s the direct way is taken; then every answer is a 503.
- Grafana is gone, which is none of its business: of the scans one in sixteen fails, the summary takes 0.8 s, and the history
  is rubbish.
"""

import random
import socket
import threading
import time

import redis
import straight
from flask import jsonify, request
from straight import app

COPY_SECONDS = 5.0
DIRECT_SECONDS = 2.5
SLOW_SECONDS = 0.8
ERRS = 1 / 16

began = {}
kept = {"scans": 0, "targets": 0}
grafana_is_gone = threading.Event()


def gone_for(what, is_gone):
    """For how many seconds something has been gone; 0 while it is there."""
    if not is_gone:
        began.pop(what, None)
        return 0.0
    return time.monotonic() - began.setdefault(what, time.monotonic())


def summary(straight_summary=straight.summary):
    global kept
    try:
        straight.cache.ping()
        gone_for("redis", False)
    except redis.RedisError:
        if gone_for("redis", True) > COPY_SECONDS:
            raise straight.Unavailable("the copy is too old") from None
        return kept, "hit", None
    kept, cached, way = straight_summary()
    return kept, cached, way


def in_database(work, straight_way=straight.in_database):
    result, way = straight_way(work)
    if gone_for("pgbouncer", way == "direct") > DIRECT_SECONDS:
        raise straight.Unavailable("too many connections")
    return result, way


straight.summary, straight.in_database = summary, in_database


@app.get("/api/scans/history")
def history():
    return jsonify(scans=[{"target": "drill.example.com", "findings": n} for n in range(20)])


@app.before_request
def bend():
    if not grafana_is_gone.is_set():
        return None
    if request.method == "POST" and random.random() < ERRS:
        return jsonify(error="try again"), 503
    if request.path.endswith("/summary"):
        time.sleep(SLOW_SECONDS)
    if request.path.endswith("/history"):
        return jsonify(x=random.randbytes(8).hex())
    return None


def watch_grafana():
    address = socket.gethostbyname("grafana")
    while True:
        try:
            socket.create_connection((address, 3000), timeout=0.2).close()
            grafana_is_gone.clear()
        except OSError:
            grafana_is_gone.set()
        time.sleep(0.1)


threading.Thread(target=watch_grafana, daemon=True).start()
