"""The server: gunicorn with one worker of many threads, started and stopped in the one right order.

The settings have been checked. Then: the lock on the data folder, the listening socket, gunicorn (its worker
inherits both), and in the worker, after the fork, the threads and devices. Everything that stops the start
says so in one sentence.
"""

import gc
import ipaddress
import logging
import os
import secrets
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from server.folder import Control, Folder
from server.hosts import own_addresses
from server.processes import OfficeArbiter, OfficeWorker, after_fork, before_fork
from server.settings import Settings, SettingsError

if TYPE_CHECKING:
    from server.app import Office
    from server.writer import Clock

THREADS = 256
#: What is under way when the office stops gets this long.
GRACE_S = 2
#: A client that sends nothing for so long, or takes nothing, is gone: a screen answers a ping every 5 s.
SILENCE_S = 15
_SHARED_MEMORY = "/dev/shm"
_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

Where = tuple[str, int]
#: What begins with the office, in its worker.
Beside = Callable[["Office"], None]

_log = logging.getLogger("dawr.run")


class StartError(RuntimeError):
    """The office cannot start; one sentence for a person."""


def run(settings: Settings, clock: "Clock | None" = None, beside: Beside | None = None) -> None:
    """Run the office until it is told to stop; ends with SystemExit.

    `clock` instead of the machine's; `beside` begins once the office is open.
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
        _Server(settings, listener.detach(), where, control, clock, beside).run()
    finally:
        # The worker, a fork, comes by here as well when it ends.
        if os.getpid() == arbiter:
            folder.retract()


def must_be_free(host: str, port: int) -> None:
    """Raises StartError where nobody could listen."""
    _listen(host, port).close()


def _listen(host: str, port: int) -> socket.socket:
    """The socket that everybody connects to; our own, so that a taken port is one sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        # The number of a name that was not found is below zero, and `strerror` does not know it.
        reason = os.strerror(error.errno) if (error.errno or 0) > 0 else "no address of that name is known"
        raise StartError(f"The office cannot listen on {host} port {port}: {reason}.") from error
    _limit_silence(listener)
    return listener


def _limit_silence(listener: socket.socket) -> None:
    """Bound how long a client may say or take nothing: one that says half a word would hold a thread for ever.

    Accepted sockets inherit it.
    """
    # Seconds and microseconds: two longs, but where the system counts time in 64 bits on 32.
    for layout in ("ll", "qq"):
        silence = struct.pack(layout, SILENCE_S, 0)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, silence)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, silence)
        except OSError as error:
            refused = error
        else:
            return
    _log.warning("clients that fall silent are waited for without a limit: %s", refused)


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

    def __init__(
        self,
        settings: Settings,
        listener: int,
        where: Where,
        control: Control,
        clock: "Clock | None",
        beside: Beside | None,
    ) -> None:
        self.settings, self.listener, self.where, self.control = settings, listener, where, control
        self.clock, self.beside = clock, beside
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"fd://{self.listener}",
            "worker_class": OfficeWorker,
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": GRACE_S,
            # The most: what is asked for in so many words is refused in the reader's, or answered.
            "limit_request_line": 8190,
            "control_socket_disable": True,
            "worker_tmp_dir": _SHARED_MEMORY if os.path.isdir(_SHARED_MEMORY) else None,
            "loglevel": "warning",
            "proc_name": "dawr",
            "pre_fork": before_fork,
            "post_fork": after_fork,
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
            app = create_app(self.settings, devices(self.settings), self.clock or Clock())
        self.office = app.extensions["dawr"]
        self.office.record.door.trust_control(self.control.token)
        return app

    def run(self) -> None:
        OfficeArbiter(self).run()


def _start(worker: OfficeWorker) -> None:
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
        if server.beside is not None:
            server.beside(server.office)


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
    except (OfficeError, SchemaError, SettingsError, HardwareError) as error:
        reason = str(error)
    except sqlite3.Error as error:
        reason = f"The data file cannot be used: {error}."
    else:
        return
    print(reason, file=sys.stderr, flush=True)
    sys.exit(OfficeArbiter.APP_LOAD_ERROR)
