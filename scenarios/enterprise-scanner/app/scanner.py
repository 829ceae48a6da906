"""Enterprise Scanner's API: takes scans, and sums them up.

Every answer is the database's. Redis only spares it work: without Redis the summary is computed each time, slower, and
nothing else changes. PgBouncer only spares it connections: without PgBouncer each request opens one of its own. Both
are said in the headers X-Cache (hit, miss, error) and X-Db (pool, direct).
"""

import json
import select
import threading
import time
import zlib

import psycopg2
import psycopg2.extensions
import redis
from flask import Flask, jsonify, request

SEEDED = 40_000
KEPT = 5_000
SUMMARY_KEY = "scans:summary"
SUMMARY_SECONDS = 10
# How long each way to the database may take. The pooler keeps who asks waiting when PostgreSQL is gone, two minutes by
# default; through it an answer takes milliseconds, so that one that is late will not come.
POOL = ("127.0.0.1", 6432, 0.3)
DIRECT = ("127.0.0.1", 5432, 1.0)

with open("/run/firedrill/db-password", encoding="utf-8") as file:
    PASSWORD = file.read()

app = Flask(__name__)
local = threading.local()
# One try, at once: a cache that must be waited for is no cache.
cache = redis.Redis("127.0.0.1", 6379, socket_connect_timeout=0.2, socket_timeout=0.2, retry_on_timeout=False)


class Unavailable(Exception):
    """Neither the pool nor the database itself answers."""


def wait(connection):
    """Waits for the database until the request's deadline. libpq alone waits 2 s at least to connect, and for an answer
    as long as TCP does."""
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        left = max(0.0, local.deadline - time.monotonic())
        reading, writing = [], []
        (reading if state == psycopg2.extensions.POLL_READ else writing).append(connection.fileno())
        if not any(select.select(reading, writing, [], left)):
            # psycopg2 closes the connection then.
            raise psycopg2.OperationalError("no answer in time")


psycopg2.extensions.set_wait_callback(wait)


def connect(address):
    connection = psycopg2.connect(
        host=address[0], port=address[1], user="admin", password=PASSWORD, dbname="enterprisescanner", sslmode="disable"
    )
    connection.autocommit = True
    return connection


def pooled(work):
    """Does the work on this thread's connection to PgBouncer. One that died since it was last used is made anew once."""
    kept = getattr(local, "connection", None)
    for connection in (kept, None) if kept is not None and not kept.closed else (None,):
        try:
            if connection is None:
                connection = local.connection = connect(POOL)
            with connection.cursor() as cursor:
                return work(cursor)
        except psycopg2.OperationalError:
            local.connection = None
            if connection is not kept or connection is None:
                raise


def direct(work):
    connection = connect(DIRECT)
    try:
        with connection.cursor() as cursor:
            return work(cursor)
    finally:
        connection.close()


def in_database(work):
    """The work's result and the way it took: through the pool, else directly."""
    for way, do, seconds in (("pool", pooled, POOL[2]), ("direct", direct, DIRECT[2])):
        local.deadline = time.monotonic() + seconds
        try:
            return do(work), way
        except psycopg2.OperationalError as error:
            # A full disk is an operational error too, but one that another way in does not help with.
            if error.pgcode is not None and error.pgcode.startswith("53"):
                raise Unavailable(str(error)) from error
            failure = error
    raise Unavailable(str(failure))


def compute_summary(cursor):
    cursor.execute(
        """SELECT count(*), count(DISTINCT target), round(avg(findings), 2)::float,
                  percentile_disc(0.95) WITHIN GROUP (ORDER BY findings), max(scanned_at)::text
           FROM scans"""
    )
    names = ("scans", "targets", "mean_findings", "p95_findings", "last_scan")
    return dict(zip(names, cursor.fetchone()))


def summary():
    """The summary, what the cache had to say, and the way to the database if it was asked."""
    try:
        if (cached := cache.get(SUMMARY_KEY)) is not None:
            return json.loads(cached), "hit", None
        verdict = "miss"
    except redis.RedisError:
        verdict = "error"
    fresh, way = in_database(compute_summary)
    if verdict == "miss":
        try:
            cache.set(SUMMARY_KEY, json.dumps(fresh), ex=SUMMARY_SECONDS)
        except redis.RedisError:
            # It reads but takes no writes: its last snapshot failed.
            verdict = "error"
    return fresh, verdict, way


def scan(target):
    """What the scanner finds, made up from the name alone: about 1.5 kB of report that does not compress away."""
    seed = zlib.crc32(target.encode())
    findings = [f"{(seed * (n + 1) * 2654435761) % 2**64:016x}" for n in range(90)]
    return seed % 5, seed % 211, " ".join(findings)


def record(cursor, target):
    severity, findings, report = scan(target)
    cursor.execute(
        "INSERT INTO scans (target, severity, findings, report) VALUES (%s, %s, %s, %s) RETURNING id",
        (target, severity, findings, report),
    )
    number = cursor.fetchone()[0]
    # The table is bounded: beyond the history only the latest scans are kept.
    if number % 250 == 0:
        cursor.execute("DELETE FROM scans WHERE id > %s AND id <= %s", (SEEDED, number - KEPT))
    return number


def answer(body, status, cached, way):
    response = jsonify(body)
    response.status_code = status
    response.headers["X-Cache"] = cached
    if way is not None:
        response.headers["X-Db"] = way
    return response


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/api/scans")
def create_scan():
    body = request.get_json(silent=True)
    target = body.get("target") if isinstance(body, dict) else None
    if not isinstance(target, str) or not 0 < len(target) <= 253:
        return jsonify(error="target: a host name is needed"), 400
    number, way = in_database(lambda cursor: record(cursor, target))
    numbers, cached, summary_way = summary()
    return answer({"id": number, "target": target, "summary": numbers}, 201, cached,
                  "direct" if "direct" in (way, summary_way) else way)


@app.get("/api/scans/summary")
def read_summary():
    numbers, cached, way = summary()
    return answer(numbers, 200, cached, way)


@app.errorhandler(Unavailable)
def unavailable(error):
    return jsonify(error="database unavailable", reason=str(error).strip()), 503


@app.errorhandler(psycopg2.Error)
def refused(error):
    return jsonify(error="database refused", reason=str(error).strip()), 503
