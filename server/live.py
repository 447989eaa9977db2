"""Socket.IO: whoever connects gets a snapshot, then the news, in sequence. No command travels here.

One thread sends everything, from one queue: so nobody hears of an event before the ones before it, and a
snapshot and the news after it fit together.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO

from server.access import CHANGES
from server.admission import ROLES, Listener, TooManyScreens, admit, may_stay
from server.call_news import audience_of, room_of_audience
from server.clock import monotonic_s
from server.gate import CAP, LARGEST_MESSAGE, Gate, Passage, Websocket
from server.news import News, Reading
from server.office.displays import audience
from server.office.errors import OfficeError, StoreUnavailable
from server.office.events import Event, Kind
from server.walls import Walls

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

    `reading`, `voiced`, `health` and `hurried` are those of `News`; `walls` are its displays.
    """

    def __init__(
        self,
        app: Flask,
        reading: Reading,
        voiced: Callable[..., Body],
        health: Callable[[], Body],
        hurried: Callable[[], Iterable[str]] = tuple,
        *,
        walls: Walls,
        cap: int = CAP,
    ) -> None:
        self._app, self._reading, self._walls = app, reading, walls
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
        sockets.on_event("sound", self._heard, namespace="/display")

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

    def _heard(self, body: Any = None) -> None:
        """A display says whether its browser plays sounds: it may want to be touched first."""
        sid = request.sid  # type: ignore[attr-defined]
        allowed = not isinstance(body, dict) or body.get("allowed") is not False
        self._queue.put(lambda: self._walls.sound(sid, allowed))

    def _left(self, reason: Any = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        silent_s = PING_S if reason == self._server.reason.PING_TIMEOUT else 0
        heard_ms = (monotonic_s() - silent_s) * 1000
        self._queue.put(lambda: self._forget(sid, heard_ms))
        if silent_s:
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
                self._tell_walls()
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
        now_s = monotonic_s()
        due_s = min(self._news.next_due_ms(), self._walls.due_ms(now_s * 1000)) / 1000 - now_s
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
            if event.kind is Kind.SETTING_CHANGED:
                self._walls.arrange()

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
        now_ms = monotonic_s() * 1000
        try:
            if listener.namespace == "/display":
                told = self._walls.come(listener.sid, listener.machine, now_ms)
                listener = replace(listener, room=room_of_audience(self._walls.audience(listener.sid)))
                snapshot = self._news.snapshot(listener.room, listener.since, now_ms) | told
            else:
                snapshot = self._news.snapshot(listener.room, listener.since, now_ms)
        except Exception:
            _log.exception("the snapshot of %s cannot be read", listener.room)
            listener.passage.cut()  # it comes again
            return
        try:
            self._server.enter_room(listener.sid, listener.room, namespace=listener.namespace)
        except (KeyError, ValueError):
            self._walls.go(listener.sid, now_ms)
            return  # it went meanwhile
        self._rooms.setdefault(listener.room, {})[listener.sid] = replace(listener, since=snapshot["sequence"])
        self._send_one(listener.sid, listener.namespace, "snapshot", snapshot)

    def _tell_again(self, sid: str, body: Any) -> None:
        """Give a new snapshot to one who asks, unless they have asked for one already."""
        listener = self._listener(sid)
        if listener is not None and all(sid != waiting.sid for waiting, _ in self._joining):
            self._joining.append((listener.again(body), monotonic_s()))

    def _listener(self, sid: str) -> Listener | None:
        """Who follows by that id."""
        return next((each[sid] for each in self._rooms.values() if sid in each), None)

    def _tell_walls(self) -> None:
        """Tell displays what became of their own options, and who of them speaks now."""
        for word in self._walls.words(monotonic_s() * 1000):
            wall = self._listener(word.sid)
            if wall is None:
                continue
            room, unsaid = room_of_audience(audience(word.body["options"])), []
            if word.unsaid_ms is not None:
                within_s = monotonic_s() - word.unsaid_ms / 1000
                unsaid = self._reading.calls_since(0, audience_of(room), within_s=within_s)
            self._send_one(word.sid, "/display", "news", {"kind": "options", **word.body, "unsaid": unsaid})
            if room != wall.room:
                self._move(wall, room)

    def _move(self, listener: Listener, room: str) -> None:
        """Another room tells what this display hears from now on; what it was still owed is not lost."""
        del self._rooms[listener.room][listener.sid]
        self._server.leave_room(listener.sid, listener.room, namespace=listener.namespace)
        since = max(listener.since or 0, self._news.sent(listener.room))
        self._joining.append((listener.again({"since": since}), monotonic_s() + _JOIN_WITHIN_S))

    def _look_again(self, now_s: float) -> None:
        """Part from those whose session or token has ended."""
        if now_s < self._look_due_s:
            return
        self._look_due_s = now_s + _LOOK_EVERY_S
        for listener in [each for listeners in self._rooms.values() for each in listeners.values()]:
            environ = self._server.get_environ(listener.sid, listener.namespace)
            if environ is not None and not may_stay(self._app, environ, listener.namespace):
                listener.passage.cut()

    def _forget(self, sid: str, heard_ms: float) -> None:
        self._walls.go(sid, heard_ms)
        for listeners in self._rooms.values():
            listeners.pop(sid, None)


def _refused(error: OfficeError) -> ConnectionRefusedError:
    return ConnectionRefusedError(str(error), {"kind": error.kind})
