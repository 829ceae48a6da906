"""Starts again what died, after a while of its own: nobody else's command has anything to do with it. And the application
dies once more, two seconds after it was restarted."""

import os
import subprocess
import time

SECONDS = {"nginx": 2.6, "pgbouncer": 14.5}
RESTARTED = "/run/firedrill/restarted"
AGAIN_SECONDS = 2.0


def alive():
    """The names of the processes that live."""
    names = set()
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                stat = file.read()
        except OSError:
            continue
        name, state = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2]
        if state not in "ZX":
            names.add(name)
    return names


def main():
    # Nothing is started that boot has not started yet.
    known, died = set(), {}
    while True:
        names = alive()
        for unit, seconds in SECONDS.items():
            if unit in names:
                known.add(unit)
                died.pop(unit, None)
            elif unit in known and time.monotonic() - died.setdefault(unit, time.monotonic()) > seconds:
                subprocess.run(["systemctl", "start", unit], check=False)
        if os.path.exists(RESTARTED) and time.time() - os.path.getmtime(RESTARTED) > AGAIN_SECONDS:
            os.remove(RESTARTED)
            subprocess.run(["pkill", "-KILL", "gunicorn"], check=False)
        time.sleep(0.1)


main()
