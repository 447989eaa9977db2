"""The server: gunicorn with one worker of many threads, started and stopped in the one right order.

The settings have been checked. Then: the lock on the data folder, the listening socket, gunicorn (its worker
inherits both), and in the worker, after the fork, the threads and devices. Everything that stops the start
says so in one sentence.
"""

import ctypes
import gc
import ipaddress
import logging
import os
import secrets
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import TConn, ThreadWorker

from server.folder import Control, Folder
from server.hosts import own_addresses
from server.settings import Settings

if TYPE_CHECKING:
    from server.app import Office

THREADS = 256
#: What is under way when the office stops gets this long.
GRACE_S = 2
#: A client that sends nothing for so long, or takes nothing, is gone: a screen answers a ping every 5 s.
SILENCE_S = 15
_SHARED_MEMORY = "/dev/shm"
_PR_SET_PDEATHSIG = 1
_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

Where = tuple[str, int]

_log = logging.getLogger("dawr.run")


class StartError(RuntimeError):
    """The office cannot start; one sentence for a person."""


def run(settings: Settings) -> None:
    """Run the office until it is told to stop; ends with SystemExit.

    Raises FolderError or StartError, each with one sentence, when it cannot begin.
    """
    # Until gunicorn listens to it, a stop is an orderly end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder = Folder(Path(settings.server.data))
    folder.lock()
    listener = _listen(settings.server.host, settings.server.port)
    where: Where = listener.getsockname()[:2]
    control = Control(_url(*where).rstrip("/"), secrets.token_urlsafe(32))
    os.environ.pop("GUNICORN_PID", None)  # otherwise gunicorn would take us for its own successor
    arbiter = os.getpid()
    try:
        folder.announce(control)
        _Server(settings, listener.detach(), where, control).run()
    finally:
        # The worker, a fork, comes by here as well when it ends.
        if os.getpid() == arbiter:
            folder.retract()


def _listen(host: str, port: int) -> socket.socket:
    """The socket that everybody connects to; our own, so that a taken port is one sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise StartError(f"The office cannot listen on {host} port {port}: {reason}.") from error
    silence = struct.pack("ll", SILENCE_S, 0)
    # Accepted sockets inherit these. Without them a client that says half a word would hold a thread for ever.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, silence)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, silence)
    return listener


def _url(host: str, port: int) -> str:
    """How this machine reaches a host and port of its own."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def addresses(host: str, port: int) -> Iterator[str]:
    """Where browsers find the office: this machine first, then its addresses on the network."""
    yield _url(host, port)
    if host in ("0.0.0.0", "::"):
        for address in sorted(own_addresses()):
            ip = ipaddress.ip_address(address)
            if not (ip.is_loopback or ip.is_link_local) and (host == "::" or ip.version == 4):
                yield _url(address, port)


class _Server(BaseApplication):
    """The application as gunicorn knows it; the office is made in the worker."""

    office: "Office | None" = None

    def __init__(self, settings: Settings, listener: int, where: Where, control: Control) -> None:
        self.settings, self.listener, self.where, self.control = settings, listener, where, control
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"fd://{self.listener}",
            "worker_class": _Worker,
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": GRACE_S,
            "control_socket_disable": True,
            "worker_tmp_dir": _SHARED_MEMORY if os.path.isdir(_SHARED_MEMORY) else None,
            "loglevel": "warning",
            "proc_name": "dawr",
            "post_fork": _after_fork,
            "post_worker_init": _start,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the office, in the worker. What it cannot do without is told in one sentence."""
        logging.basicConfig(level=logging.INFO, format=_LOG_FORMAT, stream=sys.stderr)
        from server.app import create_app, devices
        from server.clock import Clock

        with _telling():
            app = create_app(self.settings, devices(self.settings), Clock())
        self.office = app.extensions["dawr"]
        self.office.record.access.trust_control(self.control.token)
        return app

    def run(self) -> None:
        _Arbiter(self).run()


class _Arbiter(Arbiter):
    """Gunicorn's arbiter, without what could make a second writer; every way to stop is the same orderly one."""

    def __init__(self, app: _Server) -> None:
        super().__init__(app)
        self.log.error_log.addFilter(_is_news)

    def _ignore(self) -> None:
        _log.warning("The office has one writer: signals to reload or to start more workers are ignored.")

    def _stop(self) -> None:
        raise StopIteration

    handle_hup = handle_ttin = handle_ttou = handle_usr2 = handle_winch = _ignore
    handle_int = handle_quit = handle_term = _stop


def _is_news(record: logging.LogRecord) -> bool:
    """Whether the worker has not said it before, in a sentence of its own."""
    refused = record.msg == "Worker (pid:%s) exited with code %s." and record.args[1] == Arbiter.APP_LOAD_ERROR  # type: ignore[index]
    return not refused and record.msg not in ("Shutting down: %s", "Reason: %s")


class _Worker(ThreadWorker):
    """Gunicorn's worker of threads, that stops at once and never waits for one client."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._under_way: set[TConn] = set()

    def init_signals(self) -> None:
        super().init_signals()
        for name in (signal.SIGHUP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGUSR2):
            signal.signal(name, signal.SIG_IGN)
        # A terminal sends its own interrupt to both processes, and the arbiter may send QUIT: all mean the same.
        for name in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(name, self.handle_exit)

    def handle(self, conn: TConn) -> Any:
        self._under_way.add(conn)
        try:
            kept = super().handle(conn)
        finally:
            self._under_way.discard(conn)
        if not kept:
            # Closing waits for the client to close as well. Here it costs this client's thread; left to the
            # accepting thread it would stop everybody for up to 2 s.
            conn.close(graceful=True)
        return kept

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.alive:
            self.method_queue.defer(self._disconnect)
        super().handle_exit(sig, frame)

    def _disconnect(self) -> None:
        """Let nobody who is silent hold up the stop: screens, and browsers that keep a connection in stock."""
        self.murder_keepalived(force=True)
        for conn in list(self._under_way):
            with suppress(OSError):  # gone by itself
                conn.sock.shutdown(socket.SHUT_RD)

    def run(self) -> None:
        try:
            super().run()
        finally:
            if self.app.office is not None:
                self.app.office.stop()


def _after_fork(server: Arbiter, worker: _Worker) -> None:
    """End with the arbiter, even if it is killed: otherwise a worker with open screens lives on."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server.pid:
        os._exit(1)


def _start(worker: _Worker) -> None:
    """Start threads and devices: only now, since they would not survive the fork."""
    server: _Server = worker.app
    assert server.office is not None
    with _telling():
        server.office.start()
    # What is here now stays: collecting it again and again would stop everybody for tens of milliseconds.
    gc.collect()
    gc.freeze()
    if worker.age == 1:
        _greet(server)


def _greet(server: _Server) -> None:
    """Tell the person at the console where the office is, and how its first manager comes in."""
    assert server.office is not None
    print("The office is open: " + "  ".join(addresses(*server.where)), flush=True)
    path = server.office.record.staff.welcome()
    if path is not None:
        link = _url(*server.where).rstrip("/") + path
        print(f"Nobody manages it yet. This link makes the first manager, once: {link}", flush=True)


@contextmanager
def _telling() -> Iterator[None]:
    """Say in one sentence why the office cannot start, and end."""
    import sqlite3

    from hardware.errors import HardwareError
    from server.office.errors import OfficeError
    from server.schema import SchemaError

    try:
        yield
    except (OfficeError, SchemaError, HardwareError) as error:
        reason = str(error)
    except sqlite3.Error as error:
        reason = f"The data file cannot be used: {error}."
    else:
        return
    print(reason, file=sys.stderr, flush=True)
    sys.exit(Arbiter.APP_LOAD_ERROR)
