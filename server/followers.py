"""Those who follow the news: each comes in with a snapshot, hears its room, and goes. For one thread alone."""

import logging
from collections import deque
from dataclasses import replace
from typing import Any

from server.admission import Listener
from server.clock import monotonic_s
from server.news import News, Reading
from server.news_rooms import audience_of, room_of_audience
from server.office.actors import display, kiosk
from server.office.displays import audience
from server.office.errors import StoreUnavailable
from server.walls import Walls, Word

_JOIN_WITHIN_S = 5.0
#: Whoever only looks in at a screen's page on this computer is gone sooner: no screen is missed then.
SETTLED_MS = 600_000
_HERE = frozenset({kiosk(0).name, display(0).name})

_log = logging.getLogger("dawr.live")

Body = dict[str, Any]


class Followers:
    """Who follows. `server` is that of Socket.IO; `news` tells what they hear, `walls` what each display does."""

    def __init__(self, server: Any, reading: Reading, walls: Walls) -> None:
        self._server, self._reading, self._walls = server, reading, walls
        self.news: News
        self._joining: deque[tuple[Listener, float]] = deque()
        self._rooms: dict[str, dict[str, Listener]] = {}
        self._came_ms: dict[str, float] = {}
        #: When (ms) each machine was there last, of those that were since the start. They are few: each was let in.
        self._left_ms: dict[tuple[str, str], float] = {}

    @property
    def present(self) -> frozenset[tuple[str, str]]:
        """The machines that follow just now: (namespace, their name). For any thread."""
        return frozenset((each.namespace, each.machine) for each in self.all() if each.machine)

    def left_s(self) -> dict[tuple[str, str], float]:
        """How long ago each machine went, of those that were there since the start. For any thread."""
        now_s = monotonic_s()
        return {machine: now_s - at_ms / 1000 for machine, at_ms in list(self._left_ms.items())}

    def all(self) -> list[Listener]:
        """All of them. For any thread."""
        return [each for room in list(self._rooms.values()) for each in list(room.values())]

    def are_in(self, room: str) -> bool:
        """Whether anybody is in a room."""
        return bool(self._rooms.get(room))

    # ---- coming and going

    def come(self, listener: Listener) -> None:
        """One connects: as soon as that is answered, on its own thread, it gets its snapshot."""
        self._joining.append((listener, monotonic_s() + _JOIN_WITHIN_S))

    def pause_s(self) -> float | None:
        """How long nobody needs to be let in; None: nobody waits for it."""
        if not self._joining:
            return None
        return 0.0 if self._is_in(self._joining[0][0]) else 0.001

    def _is_in(self, listener: Listener) -> bool:
        """Whether the answer to its connect is on the way, so that a snapshot may follow."""
        return bool(self._server.manager.is_connected(listener.sid, listener.namespace))

    def welcome_next(self) -> None:
        """Give a snapshot to the next who comes, and from now on the news."""
        if not self._joining:
            return
        listener, until_s = self._joining.popleft()
        if not self._is_in(listener):
            if monotonic_s() < until_s:
                self._joining.append((listener, until_s))
            return
        now_ms = monotonic_s() * 1000
        try:
            listener, snapshot = self._snapshot(listener, now_ms)
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
        self._came_ms.setdefault(listener.sid, now_ms)
        self._send_one(listener.sid, listener.namespace, "snapshot", snapshot)

    def _snapshot(self, listener: Listener, now_ms: float) -> tuple[Listener, Body]:
        """What it needs to begin with. A display is in the room of those that hear the same."""
        if listener.namespace != "/display":
            return listener, self.news.snapshot(listener.room, listener.since, now_ms)
        told = self._walls.come(listener.sid, listener.machine, now_ms)
        listener = replace(listener, room=room_of_audience(audience(told["options"])))
        return listener, self.news.snapshot(listener.room, listener.since, now_ms) | told

    def tell_again(self, sid: str, body: Any) -> None:
        """Give a new snapshot to one who asks, unless they have asked for one already."""
        listener = self._find(sid)
        if listener is not None and all(sid != waiting.sid for waiting, _ in self._joining):
            self._joining.append((listener.again(body), monotonic_s()))

    def _find(self, sid: str) -> Listener | None:
        return next((room[sid] for room in self._rooms.values() if sid in room), None)

    def forget(self, sid: str, heard_ms: float, said_ms: float) -> None:
        """One went, who was there for certain at `heard_ms`; calls since `said_ms` it has not said."""
        self._walls.go(sid, heard_ms, said_ms)
        stayed_ms = heard_ms - self._came_ms.pop(sid, heard_ms)
        for room in self._rooms.values():
            gone = room.pop(sid, None)
            if gone and gone.machine and (stayed_ms >= SETTLED_MS or gone.machine not in _HERE):
                self._left_ms[gone.namespace, gone.machine] = heard_ms

    # ---- telling

    def send(self, room: str, name: str, message: Body) -> None:
        """Tell a whole room."""
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

    def tell_walls(self) -> None:
        """Tell displays what became of their own options, and who of them speaks now."""
        for word in self._walls.words(monotonic_s() * 1000):
            wall = self._find(word.sid)
            if wall is None:
                continue
            room = room_of_audience(audience(word.body["options"]))
            news = {"kind": "options", **word.body, "unsaid": self._unsaid(word, room)}
            self._send_one(word.sid, "/display", "news", news)
            if room != wall.room:
                self._move(wall, room)

    def _unsaid(self, word: Word, room: str) -> list[Body]:
        """The calls that nobody said, because the display that spoke had gone."""
        if word.unsaid_ms is None:
            return []
        within_s = monotonic_s() - word.unsaid_ms / 1000
        try:
            return self._reading.calls_since(0, audience_of(room), within_s)
        except StoreUnavailable:
            return []

    def _move(self, listener: Listener, room: str) -> None:
        """Another room tells what this display hears from now on; what it was still owed is not lost."""
        del self._rooms[listener.room][listener.sid]
        self._server.leave_room(listener.sid, listener.room, namespace=listener.namespace)
        since = max(listener.since or 0, self.news.sent(listener.room))
        self.come(listener.again({"since": since}))
