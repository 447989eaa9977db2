"""The gate of the websockets: each holds a thread as long as it lives, so they are counted and capped."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from engineio.async_drivers.threading import SimpleWebSocketWSGI
from simple_websocket import ConnectionClosed
from wsproto.utilities import LocalProtocolError

from server.clock import monotonic_s

#: Half of the worker's threads. At the last thread every request would hang without an error (facts.md).
CAP = 128
#: How many more may stand in the gate, just long enough to be told why they cannot come in.
SPARE = 8
#: A socket that nobody has admitted after this long is shown out.
PATIENCE_S = 5.0
PATH = "/socket.io/"
#: Clients send a name and a few numbers.
LARGEST_MESSAGE = 4096
_LOOK_EVERY_S = 2.0

_log = logging.getLogger("dawr.gate")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Websocket(SimpleWebSocketWSGI):
    """Engine.IO's websocket, whose thread always comes back.

    A message in a thousand pieces is refused before it is put together. And whoever waits for a message looks up
    now and then: when the library ends a socket for such a message it may wake the waiting thread a moment before
    it says so, and never again.
    """

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server, max_message_size=LARGEST_MESSAGE)

    def wait(self) -> str | bytes | None:
        try:
            while (message := self.ws.receive(timeout=_LOOK_EVERY_S)) is None and self.ws.connected:
                pass
        except ConnectionClosed:
            return None
        return message

    def close(self) -> None:
        # Who takes nothing any more does not take a farewell, nor who is being shown out by the library's own thread.
        with suppress(OSError, ConnectionClosed, LocalProtocolError):
            super().close()


@dataclass(eq=False)
class Passage:
    """One websocket in the gate. `admitted` once a namespace has let it in."""

    raw: socket.socket | None
    since_s: float
    admitted: bool = False
    number: int = 0

    def cut(self) -> None:
        """End the connection under the socket, whatever its threads are waiting for."""
        if self.raw is not None:
            with suppress(OSError):  # it is gone already
                self.raw.shutdown(socket.SHUT_RDWR)


class Gate:
    """WSGI middleware around Socket.IO. The passage lies in the environ as `dawr.passage`."""

    def __init__(self, inner: Wsgi, cap: int = CAP) -> None:
        self._inner = inner
        self.cap = cap
        self._lock = threading.Lock()
        self._passages: set[Passage] = set()

    @property
    def count(self) -> int:
        """How many websockets are open."""
        return len(self._passages)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self._inner(environ, start_response)
        if environ.get("REQUEST_METHOD") == "HEAD":
            # server/static/reach.js asks whether anybody is here: every screen, twice a second, after a restart.
            start_response("204 No Content", [])
            return []
        if not _is_handshake(environ):
            return _refuse(start_response, "400 Bad Request", "bad-websocket", "Socket.IO by websocket only.")
        passage = self._enter(environ)
        if passage is None:
            return _refuse(start_response, "503 Service Unavailable", "too-many-screens", TOO_MANY)
        # Compressing would cost 300 KB and a millisecond a screen; the news are small.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        environ["dawr.passage"] = passage
        try:
            return self._inner(environ, start_response)
        except (StopIteration, ConnectionError):
            raise  # how a websocket ends: it has no answer
        except Exception as error:
            # What a client sends must not fill the log with traces, nor get an answer inside its websocket.
            _log.warning("A websocket from %s ended: %s", environ.get("REMOTE_ADDR"), error)
            raise StopIteration from error
        finally:
            with self._lock:
                self._passages.discard(passage)

    def is_beyond(self, passage: Passage) -> bool:
        """Whether this passage stands beyond the cap."""
        return passage.number > self.cap

    def sweep(self, now_s: float) -> None:
        """Cut those that were refused, or that asked for nothing, `PATIENCE_S` ago. Monotonic seconds."""
        with self._lock:
            late = [p for p in self._passages if not p.admitted and now_s - p.since_s > PATIENCE_S]
        for passage in late:
            passage.cut()

    def cut_all(self) -> None:
        """End every websocket."""
        with self._lock:
            passages = list(self._passages)
        for passage in passages:
            passage.cut()

    def _enter(self, environ: dict[str, Any]) -> Passage | None:
        raw = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
        with self._lock:
            if len(self._passages) >= self.cap + SPARE:
                return None
            passage = Passage(raw, monotonic_s(), number=len(self._passages) + 1)
            self._passages.add(passage)
            return passage


TOO_MANY = "Too many screens are connected to this office."


def _is_handshake(environ: dict[str, Any]) -> bool:
    """Whether this can become a websocket; anything else would end in an error inside its library."""
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        and "upgrade" in environ.get("HTTP_CONNECTION", "").lower()
        and environ.get("HTTP_SEC_WEBSOCKET_VERSION") == "13"
        and len(environ.get("HTTP_SEC_WEBSOCKET_KEY", "")) == 24
    )


def _refuse(start_response: Callable[..., Any], status: str, kind: str, detail: str) -> list[bytes]:
    title = status.split(" ", 1)[1]
    code = int(status[:3])
    problem = {"type": f"/problems/{kind}", "title": title, "status": code, "detail": detail}
    body = json.dumps(problem).encode()
    headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]
