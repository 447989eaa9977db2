"""Screens for tests: websockets that speak Engine.IO and Socket.IO by hand, so that nothing is hidden."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from websocket import WebSocket, create_connection
from werkzeug.serving import WSGIRequestHandler, make_server

from server.clock import Clock
from server.office.events import Stamp

#: A state is waited for, however busy the machine is; only a test that fails takes so long.
WITHIN_S = 60

_open: list[WebSocket] = []


class TrustedClock(Clock):
    """The machine's clock, believed: the machines of tests are not synchronised."""

    def now(self) -> Stamp:
        return replace(super().now(), trusted=True)


class Refused(Exception):
    """The namespace would not have us; `kind` says why."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Screen:
    """One who follows a namespace. `snapshot` is the first that came; `next()` gives what comes after it."""

    def __init__(self, url: str, namespace: str, headers: dict[str, str] | None = None, **auth: Any) -> None:
        self.namespace = namespace
        self.socket = connect(url, headers)
        self._receive("0")
        self.socket.send(f"40{namespace},{json.dumps(auth)}")
        answer = self._receive("4")
        if answer.startswith("44"):
            self.socket.close()
            raise Refused(json.loads(answer.partition(",")[2])["data"]["kind"])
        assert answer.startswith("40"), answer
        name, self.snapshot = self._event()
        assert name == "snapshot"

    def _receive(self, kind: str) -> str:
        while True:
            message = str(self.socket.recv())
            if message == "2":
                self.socket.send("3")
            elif message.startswith(kind):
                return message
            else:
                raise ConnectionError(message or "closed")

    def _event(self) -> tuple[str, dict[str, Any]]:
        name, data = json.loads(self._receive("42").partition(",")[2])
        return name, data

    def next(self, kind: str | None = None) -> dict[str, Any]:
        """The next news, or the next of a kind (`snapshot` for a snapshot), what comes before it passed over."""
        while True:
            name, data = self._event()
            found = name if name == "snapshot" else data["kind"]
            if kind in (None, found):
                return data

    def ask(self, **body: Any) -> None:
        """Ask for a snapshot."""
        self.socket.send(f"42{self.namespace},{json.dumps(['snapshot', body])}")

    def tell(self, what: str, **body: Any) -> None:
        """Say something about this screen."""
        self.socket.send(f"42{self.namespace},{json.dumps([what, body])}")

    def close(self) -> None:
        self.socket.close()


def connect(url: str, headers: dict[str, str] | None = None, **options: Any) -> WebSocket:
    """The bare websocket. Without an Origin of our own none is sent, as by a program."""
    given = dict(headers or {})
    origin, host = given.pop("Origin", None), given.pop("Host", None)
    socket = create_connection(
        f"{url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket",
        header=given,
        timeout=WITHIN_S,
        origin=origin,
        host=host,
        suppress_origin=origin is None,
        **options,
    )
    _open.append(socket)
    return socket


class _Quiet(WSGIRequestHandler):
    """Writes no log; sockets that end are no news."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application's office started and reachable on this machine, at the address that is given."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    # A screen of a test answers pings only while it waits for news.
    app.extensions["dawr"].live._server.eio.ping_timeout = WITHIN_S
    app.extensions["dawr"].start()
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        while _open:
            _open.pop().shutdown()
        app.extensions["dawr"].stop()
        server.shutdown()
        thread.join()
        server.server_close()


def soon(true: Callable[[], Any], within_s: float = WITHIN_S) -> Any:
    """What `true` gives as soon as it gives anything; an AssertionError when it takes too long."""
    pause, waited_s = threading.Event(), 0.0
    while not (found := true()):
        assert waited_s < within_s, "it did not come to be"
        pause.wait(0.01)
        waited_s += 0.01
    return found
