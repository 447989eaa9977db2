"""Socket.IO: whoever connects gets a snapshot, then the news, in sequence. No command travels here.

One thread sends everything, from one queue: so nobody hears of an event before the ones before it, and a
snapshot and the news after it fit together.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO

from server.access import CHANGES
from server.admission import ROLES, TooManyScreens, admit, may_stay, own_sid
from server.clock import monotonic_s
from server.followers import Followers
from server.gate import CAP, LARGEST_MESSAGE, Gate, Passage, Websocket
from server.news import News, Reading
from server.office.errors import OfficeError, StoreUnavailable
from server.office.events import Event, Kind
from server.walls import WHOLE_MS, Walls

#: A dead screen is noticed after twice this time.
PING_S = 5
_SWEEP_EVERY_S = 1.0
#: How often it is asked whether those who follow still may; at once when somebody's access changes.
_LOOK_EVERY_S = 30.0

_log = logging.getLogger("dawr.live")

Body = dict[str, Any]


class Live:
    """The sockets of one application; built with it, once.

    `reading`, `voiced`, `health`, `hurried` and `screens` are those of `News`; `walls` are its displays.
    """

    def __init__(
        self,
        app: Flask,
        reading: Reading,
        voiced: Callable[..., Body],
        health: Callable[[], Body],
        hurried: Callable[[], Iterable[str]] = tuple,
        screens: Callable[[], list[Body]] = list,
        *,
        walls: Walls,
        cap: int = CAP,
    ) -> None:
        self._app, self._reading, self._walls = app, reading, walls
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
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
        self._followers = Followers(self._server, reading, walls)
        self._news = self._followers.news = News(reading, voiced, health, self._followers.are_in, hurried, screens)
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
        """`Followers.present`."""
        return self._followers.present

    def left_s(self) -> dict[tuple[str, str], float]:
        """`Followers.left_s`."""
        return self._followers.left_s()

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
            self._queue.put(lambda: self._followers.come(listener))

        return connect

    def _asked(self, body: Any = None) -> None:
        """Somebody found a gap in what they heard."""
        sid = own_sid()
        self._queue.put(lambda: self._followers.tell_again(sid, body))

    def _heard(self, body: Any = None) -> None:
        """A display says whether its browser plays sounds: it may want to be touched first."""
        sid = own_sid()
        allowed = not isinstance(body, dict) or body.get("allowed") is not False
        self._queue.put(lambda: self._walls.sound(sid, allowed))

    def _left(self, reason: Any = None) -> None:
        sid = own_sid()
        silent_s = PING_S if reason == self._server.reason.PING_TIMEOUT else 0
        heard_ms = (monotonic_s() - silent_s) * 1000
        # Whoever breaks off has not said the last call; whoever fell silent may have, where nothing is heard of it.
        said_ms = heard_ms if silent_s else heard_ms - WHOLE_MS
        self._queue.put(lambda: self._followers.forget(sid, heard_ms, said_ms))
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
                if not self._news.owes(monotonic_s() * 1000):
                    # Between two calls, not within one: all displays hear the same call before another speaks.
                    self._followers.welcome_next()
                    self._followers.tell_walls()
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
        joining_s = self._followers.pause_s()
        if joining_s is not None:
            return joining_s
        now_s = monotonic_s()
        due_s = min(self._news.next_due_ms(), self._walls.due_ms(now_s * 1000)) / 1000 - now_s
        return min(max(due_s, 0.0), _SWEEP_EVERY_S)

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
            self._followers.send(room, name, message)

    def _look_again(self, now_s: float) -> None:
        """Part from those whose session or token has ended."""
        if now_s < self._look_due_s:
            return
        self._look_due_s = now_s + _LOOK_EVERY_S
        for listener in self._followers.all():
            environ = self._server.get_environ(listener.sid, listener.namespace)
            if environ is not None and not may_stay(self._app, environ, listener.namespace):
                listener.passage.cut()


def _refused(error: OfficeError) -> ConnectionRefusedError:
    return ConnectionRefusedError(str(error), {"kind": error.kind})
