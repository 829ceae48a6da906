"""firedrill's hands in the server: runs commands, sends signals, looks at processes and files, carries the shims' words.

firedrill starts it with `docker exec -i` and speaks JSON with it, an object a line, over standard input and output.
Answers come in any order, each with its request's id:

    {"id":0,"hello":1}                                → {"id":0,"agent":1,"pid":…}
    {"id":1,"run":LINE,"tty":false,"timeout_ms":N}    → {"id":1,"exit":0,"stdout":"…","stderr":"…","timed_out":false}
    {"id":2,"signal":"KILL","process":"nginx"}        → {"id":2,"pids":[…],"left":[]}
    {"id":3,"process":"nginx"}                        → {"id":3,"pids":[…]}
    {"id":4,"file":PATH}                              → {"id":4,"size":N} or {"id":4,"missing":"reason"}
    {"id":6,"space":PATH}                             → {"id":6,"free":N} or {"id":6,"missing":"reason"}
    {"id":5,"read":PATH}                              → {"id":5,"text":"…"} or {"id":5,"missing":"reason"}
    (docker typed in a shell)                         → {"shim":7,"run":1,"argv":["docker","restart","…"]}
    {"shim":7,"exit":0,"stdout":"…","stderr":"…"}       ends that docker
    anything else                                     → {"id":…,"error":"…"}

A shim's "run" is the id of the request whose command typed it; it is left out where that is not known (any more).

What is quick is answered at once by the reader itself; commands and signals have threads of their own, so that they
never delay a probe. At the end of its input the agent ends, and with it every command that it still runs.
"""

import codecs
import itertools
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SHIM_SOCKET = "/run/firedrill/shim.sock"
OUTPUT_LIMIT = 64 * 1024
READ_LIMIT = 256 * 1024
GONE_WITHIN = 2.0
DEFAULT_TIMEOUT_MS = 60_000
# Not the container's environment: an operator's login has nothing of it, the database's password least of all.
LOGIN = {"HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": "/bin/bash", "LANG": "C.UTF-8", "TERM": "xterm",
         "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


class Output:
    """Standard output, a whole line at a time."""

    def __init__(self):
        self._lock = threading.Lock()

    def send(self, message):
        line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            while line:
                line = line[os.write(1, line):]


class Processes:
    """Looks processes up by name. A look twenty times a second must be cheap: what was found is only checked again,
    and /proc is searched when something of it is gone, or once a second for newcomers."""

    SEARCH_EVERY = 1.0

    def __init__(self):
        self._names = dict(self._table())
        self._found = {}

    @staticmethod
    def _table():
        with open(os.path.join(HERE, "processes"), encoding="utf-8") as table:
            for line in table:
                if line.strip() and not line.startswith("#"):
                    yield line.split()

    @staticmethod
    def stat(pid):
        """Name, state and parent of a process, or None. The name stands in brackets and may itself hold some."""
        try:
            with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
                head, _, tail = file.read(512).rpartition(b")")
        except OSError:
            return None
        state, parent = tail.split(None, 2)[:2]
        return head.partition(b"(")[2].decode(errors="replace"), state, int(parent)

    def _lives(self, pid, name):
        stat = self.stat(pid)
        return stat is not None and stat[0] == name and stat[1] not in b"ZX"

    def search(self, process):
        """The living processes of that name, parents before their children."""
        name = self._names.get(process, process)
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                stat = self.stat(entry)
                if stat is not None and stat[0] == name and stat[1] not in b"ZX":
                    parents[int(entry)] = stat[2]
        pids = sorted(parents, key=lambda pid: (parents[pid] in parents, pid))
        self._found[process] = (time.monotonic(), pids)
        return pids

    def living(self, process):
        searched, pids = self._found.get(process, (0.0, []))
        name = self._names.get(process, process)
        if pids and time.monotonic() - searched < self.SEARCH_EVERY and all(self._lives(pid, name) for pid in pids):
            return pids
        return self.search(process)

    def signal(self, process, number):
        """Signals all of that name; a KILL is only over when none of them is left, nor any that they had just made."""
        signalled, end = [], time.monotonic() + GONE_WITHIN
        pids = self.search(process)
        while True:
            for pid in pids:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    continue
                if pid not in signalled:
                    signalled.append(pid)
            if number != signal.SIGKILL:
                return {"pids": signalled, "left": []}
            pids = self.search(process)
            if not pids or time.monotonic() > end:
                return {"pids": signalled, "left": pids}
            time.sleep(0.002)


class Commands:
    """Runs lines in a root login shell, each in a session of its own so that it can be killed as a whole."""

    def __init__(self):
        self._lock = threading.Lock()
        self._running = {}
        self._closed = False

    def run(self, request, line, tty, timeout):
        return self._on_terminal(request, line, timeout) if tty else self._plain(request, line, timeout)

    def typed_by(self, pid):
        """The request whose command a process belongs to, by its session or an ancestor; None where it is of none. Not
        by its environment: a command may clear that."""
        with self._lock:
            running = {child.pid: request for child, request in self._running.items()}
        while pid > 1:
            try:
                session = os.getsid(pid)
            except ProcessLookupError:
                return None
            for candidate in (session, pid):
                if candidate in running:
                    return running[candidate]
            stat = Processes.stat(pid)
            pid = stat[2] if stat is not None else 0
        return None

    def _start(self, request, argv, **streams):
        with self._lock:
            if self._closed:
                raise RuntimeError("the agent is ending")
            child = subprocess.Popen(argv, cwd="/root", env=LOGIN, **streams)
            self._running[child] = request
            return child

    def _finish(self, child):
        """Reaps the shell. Its group is spared: a daemon that it started may be in it."""
        with self._lock:
            self._running.pop(child, None)
        return child.returncode if child.returncode >= 0 else 128 - child.returncode

    @staticmethod
    def _kill(child):
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()

    def _plain(self, request, line, timeout):
        # Output goes to files in memory, not through pipes: a daemon that the line leaves behind keeps a pipe open, and
        # its end would never come. Nor through files on a disk, which a drill may have filled.
        files = [os.memfd_create(name) for name in ("stdout", "stderr")]
        try:
            child = self._start(request, ["bash", "-lc", line], stdin=subprocess.DEVNULL, stdout=files[0],
                                stderr=files[1], start_new_session=True)
            timed_out = False
            try:
                child.wait(timeout)
            except subprocess.TimeoutExpired:
                timed_out = True
                self._kill(child)
            return {"exit": self._finish(child), "stdout": self._text(os.pread(files[0], OUTPUT_LIMIT, 0)),
                    "stderr": self._text(os.pread(files[1], OUTPUT_LIMIT, 0)), "timed_out": timed_out}
        finally:
            for file in files:
                os.close(file)

    def _on_terminal(self, request, line, timeout):
        ours, theirs = pty.openpty()
        try:
            # setsid makes the terminal the session's own, which certbot and the like look for.
            child = self._start(request, ["setsid", "--ctty", "bash", "-lc", line], stdin=theirs, stdout=theirs,
                                stderr=theirs)
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        try:
            ended = os.pidfd_open(child.pid)
            try:
                output, timed_out = self._collect(ours, ended, time.monotonic() + timeout)
            finally:
                os.close(ended)
            if timed_out:
                self._kill(child)
            child.wait()
            return {"exit": self._finish(child), "stdout": self._text(output), "stderr": "", "timed_out": timed_out}
        finally:
            os.close(ours)

    @staticmethod
    def _collect(terminal, ended, end):
        """What is written to the terminal until the shell ends; the rest of a long output is read and dropped."""
        output, over = b"", False
        while True:
            left = 0 if over else max(0.0, end - time.monotonic())
            ready = select.select([terminal] if over else [terminal, ended], [], [], left)[0]
            if terminal in ready:
                try:
                    chunk = os.read(terminal, 65536)
                except OSError:
                    # The last who had it open is gone; the shell itself ends in a moment.
                    select.select([ended], [], [], max(0.0, end - time.monotonic()))
                    return output, False
                output += chunk[: OUTPUT_LIMIT - len(output)]
            elif over:
                return output, False
            elif not ready:
                return output, True
            over = over or ended in ready

    @staticmethod
    def _text(output):
        # A character that the limit cut in two is left out, what is no UTF-8 is marked.
        return codecs.getincrementaldecoder("utf-8")(errors="replace").decode(output)

    def close(self):
        with self._lock:
            self._closed = True
            for child in self._running:
                try:
                    os.killpg(child.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


class Shims:
    """Carries what is typed as `docker` or `docker-compose` to firedrill, and the answer back."""

    def __init__(self, output, commands):
        self._output = output
        self._commands = commands
        self._waiting = {}
        self._numbers = itertools.count(1)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # An agent before this one may have been killed. Its socket leads nowhere.
        try:
            os.unlink(SHIM_SOCKET)
        except FileNotFoundError:
            pass
        self._listener.bind(SHIM_SOCKET)
        self._inode = os.stat(SHIM_SOCKET).st_ino
        self._listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        # First of all: who has typed it may be killed at any time, and is found no more then.
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        request = self._commands.typed_by(struct.unpack("3i", credentials)[0])
        words = b""
        while chunk := connection.recv(65536):
            words += chunk
        number = next(self._numbers)
        self._waiting[number] = connection
        argv = [word.decode(errors="replace") for word in words.split(b"\0")[:-1]]
        known = {} if request is None else {"run": request}
        self._output.send({"shim": number, **known, "argv": argv})

    def answer(self, message):
        connection = self._waiting.pop(message["shim"], None)
        if connection is None:
            raise ValueError(f"no shim {message['shim']} waits")
        out, err = (str(message.get(name, "")).encode() for name in ("stdout", "stderr"))
        with connection:
            try:
                connection.sendall(b"%d %d %d\n" % (int(message["exit"]), len(out), len(err)) + out + err)
            except BrokenPipeError:
                pass  # It was killed by its timeout meanwhile.

    def close(self):
        try:
            if os.stat(SHIM_SOCKET).st_ino == self._inode:
                os.unlink(SHIM_SOCKET)
        except FileNotFoundError:
            pass


def look(path, answer):
    try:
        return answer(path)
    except OSError as error:
        return {"missing": error.strerror}


def size(path):
    return {"size": os.stat(path).st_size}


def space(path):
    disk = os.statvfs(path)
    return {"free": disk.f_bavail * disk.f_frsize}


def text(path):
    with open(path, "rb") as file:
        return {"text": file.read(READ_LIMIT).decode(errors="replace")}


class Agent:
    def __init__(self):
        self.output = Output()
        self.processes = Processes()
        self.commands = Commands()
        self.shims = Shims(self.output, self.commands)

    def apart(self, request, work):
        """Does the work in a thread of its own, and answers when it is done."""

        def thread():
            try:
                answer = work()
            except Exception as error:  # A request that fails is answered too, whatever it failed of.
                answer = {"error": f"{type(error).__name__}: {error}"}
            self.output.send({"id": request["id"], **answer})

        threading.Thread(target=thread, daemon=True).start()

    def handle(self, request):
        """The answer to a request, or None where a thread gives it."""
        if "shim" in request:
            self.shims.answer(request)
            return None
        if "id" not in request:
            raise ValueError("no id")
        if "run" in request:
            timeout = float(request.get("timeout_ms", DEFAULT_TIMEOUT_MS)) / 1000
            line, tty = str(request["run"]), bool(request.get("tty", False))
            return self.apart(request, lambda: self.commands.run(request["id"], line, tty, timeout))
        if "signal" in request:
            number = signal.Signals["SIG" + str(request["signal"]).upper().removeprefix("SIG")]
            process = str(request["process"])
            return self.apart(request, lambda: self.processes.signal(process, number))
        if "process" in request:
            return {"pids": self.processes.living(str(request["process"]))}
        if "file" in request:
            return look(request["file"], size)
        if "space" in request:
            return look(request["space"], space)
        if "read" in request:
            return look(request["read"], text)
        if "hello" in request:
            return {"agent": 1, "pid": os.getpid()}
        raise ValueError("unknown request")

    def serve(self):
        for line in sys.stdin.buffer:
            request = None
            try:
                request = json.loads(line)
                if not isinstance(request, dict):
                    raise ValueError("not an object")
                answer = self.handle(request)
                if answer is None:
                    continue
            except (ValueError, KeyError, TypeError) as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            known = {"id": request["id"]} if isinstance(request, dict) and "id" in request else {}
            self.output.send({**known, **answer})

    def close(self):
        self.commands.close()
        self.shims.close()


def main():
    agent = Agent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        agent.serve()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        agent.close()
        # Not through the interpreter's end, which waits for what threads are in the middle of.
        os._exit(0)


if __name__ == "__main__":
    main()
