"""Socket.IO: whoever connects gets a snapshot, then the news, in sequence. No command travels here.

One thread sends everything, from one queue: so nobody hears of an event before the ones before it, and a
snapshot and the news after it fit together.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from engineio.async_drivers.threading import SimpleWebSocketWSGI
from flask import Flask, current_app, request
from flask_socketio import ConnectionRefusedError, SocketIO

from server import access
from server.clock import monotonic_s
from server.gate import CAP, TOO_MANY, Gate, Passage
from server.news import News, Reading, room_of
from server.office.actors import Role
from server.office.errors import OfficeError, StoreUnavailable
from server.office.events import Event

ROLES = {
    "/display": frozenset({Role.DISPLAY, Role.KIOSK, Role.CLERK, Role.MANAGER}),
    "/kiosk": frozenset({Role.KIOSK, Role.CLERK, Role.MANAGER}),
    "/counter": frozenset({Role.CLERK, Role.MANAGER}),
    "/manager": frozenset({Role.MANAGER}),
}
#: A dead screen is noticed after twice this time.
PING_S = 5
#: Clients send a name and a few numbers.
LARGEST_MESSAGE = 4096
_SWEEP_EVERY_S = 1.0
_JOIN_WITHIN_S = 5.0

_log = logging.getLogger("dawr.live")

Body = dict[str, Any]


class BadAuth(OfficeError, ValueError):
    kind = "bad-auth"
    message = "Say which counter as {counter: number}, and what was seen last as {since: number}."


class TooManyScreens(OfficeError):
    kind = "too-many-screens"
    message = TOO_MANY


@dataclass(frozen=True, slots=True)
class Listener:
    """One who follows. `since`: the sequence of what it has seen already."""

    sid: str
    namespace: str
    room: str
    since: int | None


class Live:
    """The sockets of one application; built with it, once.

    `voiced` fills in what the voice says of a call; `health` is as in the API.
    """

    def __init__(
        self,
        app: Flask,
        reading: Reading,
        voiced: Callable[[Body], Body],
        health: Callable[[], Body],
        *,
        cap: int = CAP,
    ) -> None:
        self._reading = reading
        self._news = News(reading, voiced, health, lambda room: bool(self._rooms.get(room)))
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._joining: deque[tuple[Listener, float]] = deque()
        self._rooms: dict[str, dict[str, Listener]] = {}
        self._thread: threading.Thread | None = None
        sockets = SocketIO(
            app,
            async_mode="threading",
            async_handlers=False,
            transports=["websocket"],
            ping_interval=PING_S,
            ping_timeout=PING_S,
            max_http_buffer_size=LARGEST_MESSAGE,
            manage_session=False,
        )
        self._server = sockets.server
        # A message in a thousand pieces would otherwise be put together before it is found too long.
        self._server.eio._async = self._server.eio._async | {
            "websocket": partial(SimpleWebSocketWSGI, max_message_size=LARGEST_MESSAGE)
        }
        self.gate = Gate(app.wsgi_app, cap)
        app.wsgi_app = self.gate  # type: ignore[method-assign]
        for namespace in ROLES:
            sockets.on_event("connect", self._connecting(namespace), namespace=namespace)
            sockets.on_event("disconnect", self._left, namespace=namespace)
            sockets.on_event("snapshot", self._asked, namespace=namespace)

    @property
    def screens(self) -> int:
        """How many websockets are open."""
        return self.gate.count

    def start(self) -> None:
        """Start to listen and to tell."""
        self._news.begin()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 1.0) -> None:
        """Disconnect everybody and end."""
        self.gate.cut_all()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout_s)
            self._thread = None

    def receive(self, events: Sequence[Event]) -> None:
        """Take committed events (`Writer.subscribe`). Never blocks."""
        self._queue.put(lambda: self._hear(events))

    # On the sockets' own threads.

    def _connecting(self, namespace: str) -> Callable[[Any], None]:
        def connect(auth: Any = None) -> None:
            passage: Passage = request.environ["dawr.passage"]
            try:
                if self.gate.is_beyond(passage):
                    raise TooManyScreens()
                self._admit(namespace, auth)
            except OfficeError as refusal:
                raise _refused(refusal) from refusal
            except Exception as error:
                _log.exception("a screen could not be let in")
                raise _refused(StoreUnavailable()) from error
            passage.admitted = True

        return connect

    def _admit(self, namespace: str, auth: Any) -> None:
        """Let the present visitor into a namespace, or raise the refusal."""
        door: access.Access = current_app.extensions["access"]
        door.check_host()
        door.check_origin()
        access.admit(*ROLES[namespace])
        auth = auth if isinstance(auth, dict) else {}
        counter, since = auth.get("counter"), auth.get("since")
        if (namespace == "/counter") != _is_number(counter) or not (since is None or _is_number(since)):
            raise BadAuth()
        if counter is not None:
            self._reading.catalogue().counter(counter)
        self._join(Listener(request.sid, namespace, room_of(namespace, counter), since))  # type: ignore[attr-defined]

    def _asked(self, body: Any = None) -> None:
        """Somebody found a gap in what they heard."""
        since = body.get("since") if isinstance(body, dict) else None
        sid, namespace = request.sid, request.namespace  # type: ignore[attr-defined]
        self._queue.put(lambda: self._again(sid, namespace, since if _is_number(since) else None))

    def _left(self, reason: Any = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        self._queue.put(lambda: self._forget(sid))

    def _join(self, listener: Listener) -> None:
        until_s = monotonic_s() + _JOIN_WITHIN_S
        self._queue.put(lambda: self._joining.append((listener, until_s)))

    # On the one thread.

    def _run(self) -> None:
        swept_s = monotonic_s()
        while True:
            try:
                if not self._take_all(self._pause_s()):
                    return
                self._send_due()
                if self._joining:
                    self._welcome(*self._joining.popleft())
                if monotonic_s() - swept_s > _SWEEP_EVERY_S:
                    swept_s = monotonic_s()
                    self.gate.sweep(swept_s)
            except Exception:
                _log.exception("some news could not be told")

    def _pause_s(self) -> float:
        """How long nothing is to be done but to listen."""
        if self._joining:
            # Its connect is answered on its own thread, any moment now.
            return 0.0 if self._is_in(self._joining[0][0]) else 0.001
        due_s = self._news.next_due_ms() / 1000 - monotonic_s()
        return min(max(due_s, 0.0), _SWEEP_EVERY_S)

    def _is_in(self, listener: Listener) -> bool:
        """Whether the answer to its connect is on the way, so that a snapshot may follow."""
        return bool(self._server.manager.is_connected(listener.sid, listener.namespace))

    def _take_all(self, timeout_s: float) -> bool:
        """Do all that waits in the queue; False when it is time to end."""
        try:
            job = self._queue.get(timeout=timeout_s) if timeout_s > 0 else self._queue.get_nowait()
            while job is not None:
                job()
                job = self._queue.get_nowait()
        except queue.Empty:
            return True
        return False

    def _hear(self, events: Sequence[Event]) -> None:
        now_ms = monotonic_s() * 1000
        for event in events:
            self._news.hear(event, now_ms)

    def _send_due(self) -> None:
        """Send what is due of one room; whatever came meanwhile is looked at before the next."""
        for room, name, message in self._news.due(monotonic_s() * 1000):
            self._send(room, name, message)

    def _send(self, room: str, name: str, message: Body) -> None:
        namespace = room.partition(":")[0]
        try:
            self._server.emit(name, message, namespace=namespace, room=room)
        except Exception:
            # One of them went in this instant. A client drops what it has heard already: each gets it again.
            for sid in list(self._rooms.get(room, {})):
                self._send_one(sid, namespace, name, message)

    def _send_one(self, sid: str, namespace: str, name: str, message: Body) -> None:
        try:
            self._server.emit(name, message, namespace=namespace, to=sid)
        except Exception:
            _log.debug("a screen went while it was told something", exc_info=True)

    def _welcome(self, listener: Listener, until_s: float) -> None:
        """Give a snapshot to one who comes, and from now on the news."""
        if not self._is_in(listener):
            if monotonic_s() < until_s:
                self._joining.append((listener, until_s))
            return
        snapshot = self._news.snapshot(listener.room, listener.since, monotonic_s() * 1000)
        try:
            self._server.enter_room(listener.sid, listener.room, namespace=listener.namespace)
        except (KeyError, ValueError):
            return  # it went meanwhile
        self._rooms.setdefault(listener.room, {})[listener.sid] = listener
        self._send_one(listener.sid, listener.namespace, "snapshot", snapshot)

    def _again(self, sid: str, namespace: str, since: int | None) -> None:
        for room, listeners in self._rooms.items():
            if sid in listeners and (sid not in [waiting.sid for waiting, _ in self._joining]):
                self._joining.append((Listener(sid, namespace, room, since), monotonic_s()))

    def _forget(self, sid: str) -> None:
        for listeners in self._rooms.values():
            listeners.pop(sid, None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _refused(error: OfficeError) -> ConnectionRefusedError:
    return ConnectionRefusedError(str(error), {"kind": error.kind})
