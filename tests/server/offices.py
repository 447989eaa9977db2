"""Offices in processes of their own, started as a person starts them: for tests of starting, stopping and dying."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "server")
#: Only a test that fails takes so long.
_WITHIN_S = 60
#: The same server; but whom it waits for, at its stop or at a connection's end, it waits for longer than a test does.
PATIENT = (
    sys.executable,
    "-c",
    "import gunicorn.util as util, gunicorn.workers.gthread as gthread; from server import cli, run; "
    f"run.GRACE_S = gthread.STOP_KEEPALIVE_LINGER = {4 * _WITHIN_S}; "
    f"util.close_graceful.__defaults__ = ({4 * _WITHIN_S}.0, 65536); cli.main()",
)
_direct = build_opener(ProxyHandler({}))


def command(*words: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run a command of the command line to its end."""
    return subprocess.run(
        [*COMMAND, *words], cwd=ROOT, capture_output=True, text=True, timeout=_WITHIN_S, check=False, **options
    )


class OfficeProcess:
    """A running office. `log` is what it said, on both outputs."""

    def __init__(
        self, folder: Path, *options: str, port: int | None = None, program: tuple[str, ...] = COMMAND
    ) -> None:
        self.folder, self.port = folder, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder.parent / f"{folder.name}.log"
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [*program, "run", "--host", "127.0.0.1", "--port", str(self.port), "--data", str(folder), *options],
                cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def wait_until_open(self) -> None:
        """Until it answers, or an AssertionError with what it said."""
        until_s = time.monotonic() + _WITHIN_S
        while time.monotonic() < until_s and self.process.poll() is None:
            with contextlib.suppress(OSError):
                self.get("/api/health")
                return
            time.sleep(0.02)
        raise AssertionError(self.log)

    def get(self, path: str) -> Any:
        with _direct.open(self.url + path, timeout=_WITHIN_S) as answer:
            return json.load(answer)

    def post(self, path: str, body: dict[str, Any], token: str | None = None) -> tuple[int, Any]:
        """The status and the answer; with the token of this start unless another is given."""
        secret = token or json.loads((self.folder / "control.json").read_text())["token"]
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
        try:
            with _direct.open(
                Request(self.url + path, json.dumps(body).encode(), headers), timeout=_WITHIN_S
            ) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    def processes(self) -> list[int]:
        """The ids of all its processes, the arbiter first: they share the session that it was started in."""
        return sorted(_of_session(self.process.pid), key=lambda pid: pid != self.process.pid)

    def worker(self) -> int:
        """The id of the worker: the arbiter's own child."""
        (child,) = (pid for pid in self.processes() if _status(pid, "PPid") == self.process.pid)
        return child

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it in order. Raises TimeoutExpired where it waits for somebody."""
        self.process.send_signal(how)
        self.process.wait(_WITHIN_S)

    def kill_all(self) -> None:
        """End whatever is left of it."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(_WITHIN_S)


def _of_session(session: int) -> list[int]:
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                if os.getsid(int(entry)) == session and _status(int(entry), "State") != "Z":
                    found.append(int(entry))
    return found


def _status(pid: int, key: str) -> int | str | None:
    """A line of /proc/<pid>/status: a number where it is one, else its first letter."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{key}:"):
                value = line.split()[1]
                return int(value) if value.isdigit() else value
    return None


@contextlib.contextmanager
def running(folder: Path, *options: str, **given: Any) -> Iterator[OfficeProcess]:
    """An office that runs and answers; nothing of it is left afterwards."""
    office = OfficeProcess(folder, *options, **given)
    try:
        office.wait_until_open()
        yield office
    finally:
        office.kill_all()
