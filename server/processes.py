"""Gunicorn's two processes as this office needs them: one writer, no orphan, and nobody holds up the others."""

import ctypes
import gc
import logging
import os
import signal
import socket
from contextlib import suppress
from types import FrameType
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import TConn, ThreadWorker

_PR_SET_PDEATHSIG = 1

_log = logging.getLogger("dawr.run")


class OfficeArbiter(Arbiter):
    """Gunicorn's arbiter, without what could make a second writer; every way to stop is the same orderly one."""

    def __init__(self, app: Any) -> None:
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
    exited = record.msg == "Worker (pid:%s) exited with code %s." and isinstance(record.args, tuple)
    refused = exited and record.args[1] == Arbiter.APP_LOAD_ERROR
    return not refused and record.msg not in ("Shutting down: %s", "Reason: %s")


class OfficeWorker(ThreadWorker):
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


def before_fork(server: Arbiter, worker: OfficeWorker) -> None:
    """Let both processes share what is there so far: a collection of garbage would write to every page of it."""
    gc.collect()
    gc.freeze()


def after_fork(server: Arbiter, worker: OfficeWorker) -> None:
    """End with the arbiter, even if it is killed: otherwise a worker with open screens lives on."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server.pid:
        os._exit(1)
