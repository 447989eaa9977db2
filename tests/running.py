"""A real office in its own processes: `python -m server run` on 127.0.0.1, started, asked, stopped and killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from click.testing import CliRunner

from server import desk, settings
from server.cli import main
from server.clock import Clock
from server.office.actors import SYSTEM
from server.record import Record
from tests.ports import free_port
from tests.rooms import UNHURRIED

ROOT = Path(__file__).resolve().parent.parent
#: As much of a real office as a machine without devices can have: paper is drawn and encoded, the voice is real.
BUSY = '[printer]\ndriver = "simulated"\n\n[voice]\ndriver = "espeak"\n'
#: Only a test that fails takes so long.
_STARTS_WITHIN_S = 90.0
_STOPS_WITHIN_S = 90.0


class Answer(NamedTuple):
    """What the office answered."""

    status: int
    body: Any


class Family(NamedTuple):
    """The ids of the office's processes; None where there is none now."""

    arbiter: int
    worker: int | None
    voice: int | None
    bookkeeper: int | None = None

    @property
    def all(self) -> list[int]:
        """Those that there are."""
        return [pid for pid in self if pid is not None]


class OfficeFailed(RuntimeError):
    """The office did not start or stop as it should; with the end of its log."""


class RunningOffice:
    """One office on a data folder and a port of its own. As a context manager it runs from end to end.

    `settings` is the text of its `office.toml` (none: the defaults), `options` go to the command `run`,
    such as `--simulate`; `environment` is added to ours. Each `start` begins anew on the same folder and port.
    Its kiosks give tickets as quickly as tests take them.
    """

    def __init__(
        self, folder: Path, settings: str = "", *options: str, environment: Mapping[str, str] | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._options = options
        # As at people's places: what is compiled at one start is there for the next.
        self._environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environment or {})}
        self._log, self._config = folder / "log", folder / "office.toml"
        self._config.write_text(settings, "utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self._hurries = True

    @property
    def log(self) -> str:
        """All that it has said so far."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def runs(self) -> bool:
        """Whether its first process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start it and wait until it answers. Raises OfficeFailed."""
        self.launch()
        self.await_health()
        return self

    def launch(self) -> None:
        """Start its first process, and wait for nothing."""
        self._unhurry()
        where = ["--host", "127.0.0.1", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "run", *self._whereabouts, *where, *self._options],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _unhurry(self) -> None:
        """Before it runs for the first time, let its kiosks give as many tickets as are asked for."""
        if self._hurries:
            record = Record(settings.load(self._config, {"server.data": str(self.folder)}), Clock())
            record.writer.do(lambda tx: desk.set_hours(tx, UNHURRIED), SYSTEM)
            record.close()
            self._hurries = False

    def await_health(self, timeout_s: float = _STARTS_WITHIN_S, pause_s: float = 0.005) -> dict[str, Any]:
        """What health says as soon as it can be asked. Raises OfficeFailed after `timeout_s`."""
        until_s = time.monotonic() + timeout_s
        while time.monotonic() < until_s:
            if not self.runs:
                raise OfficeFailed(f"the office ended by itself:\n{self.log[-4000:]}")
            with suppress(OSError, HTTPException, ValueError):
                answer = self.ask("GET", "/api/health", timeout_s=timeout_s)
                if answer.status == 200:
                    health: dict[str, Any] = answer.body
                    return health
            time.sleep(pause_s)
        raise OfficeFailed(f"the office says nothing after {timeout_s} s:\n{self.log[-4000:]}")

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        token: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
    ) -> Answer:
        """One request on a connection of its own, as a program sends it. Raises OSError or HTTPException."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        headers = dict(headers or {})
        if body is not None:
            headers["Content-Type"] = "application/json"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        is_json = (response.getheader("Content-Type") or "").partition(";")[0].endswith("json")
        return Answer(response.status, json.loads(data) if is_json else data)

    def get(self, path: str, token: str | None = None) -> Any:
        """The body of a GET that is granted. Raises OfficeFailed otherwise."""
        return self._granted("GET", path, None, token, {})

    def post(self, path: str, body: Any, token: str | None = None, **headers: str) -> Any:
        """The body of a POST that is granted. Raises OfficeFailed otherwise."""
        return self._granted("POST", path, body, token, headers)

    def _granted(self, method: str, path: str, body: Any, token: str | None, headers: Mapping[str, str]) -> Any:
        answer = self.ask(method, path, body, token, headers=headers)
        if answer.status not in (200, 201):
            raise OfficeFailed(f"{method} {path} is answered {answer.status}: {answer.body}")
        return answer.body

    def command(self, *words: str, text: str | None = None) -> str:
        """What `python -m server <words>` prints for this office, whether it runs or not. Raises OfficeFailed.

        `text` goes to its standard input. It is done in this process: a new one takes longer than most commands.
        """
        done = CliRunner().invoke(main, [*words, *self._whereabouts], input=text)
        if done.exit_code:
            raise OfficeFailed(f"{' '.join(words)} ended with {done.exit_code}: {done.output}") from done.exception
        return done.stdout

    def token(self, role: str = "manager") -> str:
        """A new bearer token."""
        return self.command("token", "add", f"a {role}'s program", "--role", role).strip()

    def confirm_clock(self) -> None:
        """Say that the clock is right: test machines are not synchronised."""
        self.command("clock", "confirm")

    def processes(self) -> Family:
        """Its processes now."""
        assert self._process is not None, "the office was never started"
        parents = _parents()
        children = [pid for pid, parent in parents.items() if parent == self._process.pid]
        worker = max(children, default=None)
        theirs = [pid for pid, parent in parents.items() if worker is not None and parent == worker]
        books = [pid for pid in theirs if _is_bookkeeper(pid)]
        voice = max(set(theirs) - set(books), default=None)
        return Family(self._process.pid, worker, voice, max(books, default=None))

    def stop(self, signal_: int = signal.SIGTERM) -> None:
        """End it in order. Raises OfficeFailed if it does not end."""
        if self._process is None or not self.runs:
            return
        self._process.send_signal(signal_)
        try:
            self._process.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.destroy()
            raise OfficeFailed(f"the office does not stop:\n{self.log[-4000:]}") from None

    def destroy(self) -> None:
        """End it whatever it does."""
        if self._process is not None and self.runs:
            family = self.processes()
            for pid in reversed(family.all):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()

    def await_end(self, timeout_s: float = _STOPS_WITHIN_S) -> None:
        """Wait until its first process has ended by itself."""
        assert self._process is not None
        self._process.wait(timeout_s)

    @property
    def _whereabouts(self) -> list[str]:
        return ["--data", str(self.folder), "--config", str(self._config)]

    def __enter__(self) -> Self:
        return self if self.runs else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.stop()
        else:
            self.destroy()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has buried yet does not."""
    try:
        return _stat(pid)[0] not in "ZX"
    except OSError:
        return False


def users_of(folder: Path) -> set[int]:
    """The ids of all processes but ours that have the data file in this folder open."""
    return {pid for pid in _parents() if pid != os.getpid() and any(_opens(pid, f"{folder}/office.db"))}


def _opens(pid: int, beginning: str) -> Iterator[bool]:
    """For each open file of a process, whether its path begins so (proc(5), fd)."""
    with suppress(OSError):  # the process ended meanwhile
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # it was closed meanwhile
                yield os.readlink(file).startswith(beginning)


def _is_bookkeeper(pid: int) -> bool:
    """Whether it counts the statistics (proc(5), cmdline)."""
    try:
        return b"server.figures.bookkeeper" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return False


def _stat(pid: int) -> tuple[str, int]:
    """The state of a process and its parent (proc(5)); its name may hold anything."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return fields[0], int(fields[1])


def _parents() -> dict[int, int]:
    """The parent of every process that runs."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # it ended meanwhile
                state, parent = _stat(int(entry.name))
                if state not in "ZX":
                    parents[int(entry.name)] = parent
    return parents
