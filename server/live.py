"""Socket.IO: whoever connects gets a snapshot, then the news, in sequence. No command travels here.

One thread sends everything, from one queue: so nobody hears of an event before the ones before it, and a
snapshot and the news after it fit together.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO

from server.access import CHANGES
from server.admission import ROLES, Listener, TooManyScreens, admit, may_stay
from server.clock import monotonic_s
from server.gate import CAP, LARGEST_MESSAGE, Gate, Passage, Websocket
from server.news import News, Reading
from server.office.errors import OfficeError, StoreUnavailable
from server.office.events import Event

#: A dead screen is noticed after twice this time.
PING_S = 5
_SWEEP_EVERY_S = 1.0
_JOIN_WITHIN_S = 5.0
#: How often it is asked whether those who follow still may; at once when somebody's access changes.
_LOOK_EVERY_S = 30.0

_log = logging.getLogger("dawr.live")

Body = dict[str, Any]


class Live:
    """The sockets of one application; built with it, once.

    `reading`, `voiced`, `health` and `hurried` are those of `News`.
    """

    def __init__(
        self,
        app: Flask,
        reading: Reading,
        voiced: Callable[[Body], Body],
        health: Callable[[], Body],
        hurried: Callable[[], Iterable[str]] = tuple,
        *,
        cap: int = CAP,
    ) -> None:
        self._app, self._reading = app, reading
        self._news = News(reading, voiced, health, lambda room: bool(self._rooms.get(room)), hurried)
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._joining: deque[tuple[Listener, float]] = deque()
        self._rooms: dict[str, dict[str, Listener]] = {}
        self._look_due_s = 0.0
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
        self._server.eio._async = self._server.eio._async | {"websocket": Websocket}
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

    @property
    def present(self) -> frozenset[tuple[str, str]]:
        """The machines that follow just now: (namespace, the machine's actor's name)."""
        rooms = [list(listeners.values()) for listeners in list(self._rooms.values())]
        return frozenset((each.namespace, each.machine) for room in rooms for each in room if each.machine)

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
                listener = admit(namespace, auth, self._reading)
            except OfficeError as refusal:
                raise _refused(refusal) from refusal
            except Exception as error:
                _log.exception("a screen could not be let in")
                raise _refused(StoreUnavailable()) from error
            passage.admitted = True
            until_s = monotonic_s() + _JOIN_WITHIN_S
            self._queue.put(lambda: self._joining.append((listener, until_s)))

        return connect

    def _asked(self, body: Any = None) -> None:
        """Somebody found a gap in what they heard."""
        sid = request.sid  # type: ignore[attr-defined]
        self._queue.put(lambda: self._tell_again(sid, body))

    def _left(self, reason: Any = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        self._queue.put(lambda: self._forget(sid))
        if reason == self._server.reason.PING_TIMEOUT:
            # Its thread waits for a word from it, which may never come.
            request.environ["dawr.passage"].cut()

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
                    self._look_again(swept_s)
            except Exception:
                # Whoever heard too little comes back, and gets a snapshot and what was missed.
                _log.exception("some news could not be told")
                self.gate.cut_all()

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
            if event.kind in CHANGES:
                # A moment later: then the door has forgotten whom it knew.
                self._look_due_s = min(self._look_due_s, now_ms / 1000 + 1)

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
        try:
            snapshot = self._news.snapshot(listener.room, listener.since, monotonic_s() * 1000)
        except Exception:
            _log.exception("the snapshot of %s cannot be read", listener.room)
            listener.passage.cut()  # it comes again
            return
        try:
            self._server.enter_room(listener.sid, listener.room, namespace=listener.namespace)
        except (KeyError, ValueError):
            return  # it went meanwhile
        self._rooms.setdefault(listener.room, {})[listener.sid] = listener
        self._send_one(listener.sid, listener.namespace, "snapshot", snapshot)

    def _tell_again(self, sid: str, body: Any) -> None:
        """Give a new snapshot to one who asks, unless they have asked for one already."""
        if all(sid != waiting.sid for waiting, _ in self._joining):
            for listeners in self._rooms.values():
                if sid in listeners:
                    self._joining.append((listeners[sid].again(body), monotonic_s()))

    def _look_again(self, now_s: float) -> None:
        """Part from those whose session or token has ended."""
        if now_s < self._look_due_s:
            return
        self._look_due_s = now_s + _LOOK_EVERY_S
        for listener in [each for listeners in self._rooms.values() for each in listeners.values()]:
            environ = self._server.get_environ(listener.sid, listener.namespace)
            if environ is not None and not may_stay(self._app, environ, listener.namespace):
                listener.passage.cut()

    def _forget(self, sid: str) -> None:
        for listeners in self._rooms.values():
            listeners.pop(sid, None)


def _refused(error: OfficeError) -> ConnectionRefusedError:
    return ConnectionRefusedError(str(error), {"kind": error.kind})
