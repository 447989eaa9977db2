"""The displays that are there, what each shows, and which one in each room of the house speaks: exactly one.

No thread and no socket: `server.live` says who comes and goes, and tells them. Times are monotonic ms.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

from server.office.displays import Options

#: So long it is waited for a display that spoke and went: a page that is loaded again is back before.
GRACE_MS = 5_000
#: So long a display that has not said whether its browser plays sounds counts as one that does.
FRESH_MS = 5_000
#: A call so young had not been said whole when the display that spoke broke off: another says it again.
WHOLE_MS = 2_000

Body = dict[str, Any]


@dataclass(slots=True)
class Wall:
    """A display that is there. `name` is None for a browser of which the house knows nothing but who is signed in.

    `plays`: whether its browser plays sounds, where it said so: some want to be touched first, and programs that
    follow the calls never say it. `told`: what it heard last of itself.
    """

    sid: str
    name: str | None
    options: Options
    came_ms: float
    plays: bool | None = None
    told: Body | None = None

    def doubt(self, now_ms: float) -> int:
        """How little it is believed to be heard: 0 for the best."""
        if self.plays is None:
            return int(now_ms - self.came_ms >= FRESH_MS)
        return 0 if self.plays else 2

    def betters(self, other: "Wall") -> bool:
        """Whether it is surely heard, or may be where the other is not."""
        return self.plays is True or (self.plays is None and other.plays is False)


class Left(NamedTuple):
    """The display that spoke in a room and went. Calls since `said_ms` it has not said."""

    name: str | None
    at_ms: float
    said_ms: float


class Word(NamedTuple):
    """What a display is to hear. `unsaid_ms`: nobody spoke the calls since then; it does, and None: there are none."""

    sid: str
    body: Body
    unsaid_ms: float | None


class Walls:
    """The displays that are there.

    `options` gives all the options of a display by its name, None for one without; `sounds`: whether displays
    speak at all. A display that speaks goes on as long as it may and no other is more likely to be heard. Another
    takes over from the next call on: the first by name of those whose browser plays sounds. A browser without a name
    speaks only where no display with one may.
    """

    def __init__(self, options: Callable[[str | None], Options], *, sounds: bool = True) -> None:
        self._options, self._sounds = options, sounds
        self._walls: dict[str, Wall] = {}
        self._speakers: dict[str | None, str] = {}
        self._left: dict[str | None, Left] = {}
        self._unsaid: dict[str, float] = {}
        self._is_new, self._looked_ms = False, 0.0
        #: The names of the displays that speak, and of those whose browser refuses to; for any thread.
        self.speaking: frozenset[str] = frozenset()
        self.refusing: frozenset[str] = frozenset()

    def come(self, sid: str, name: str | None, now_ms: float) -> Body:
        """One comes, or asks anew: {options, speaks}."""
        wall = self._walls.setdefault(sid, Wall(sid, name, self._options(name), now_ms))
        self._elect(now_ms)
        self._unsaid.pop(sid, None)  # whatever it missed it hears anyway
        wall.told = self._of(wall)
        self._is_new = True
        return wall.told

    def go(self, sid: str, now_ms: float, said_ms: float | None = None) -> None:
        """One went; `said_ms`: since when it has said no call whole, where that is longer ago."""
        gone = self._walls.pop(sid, None)
        if gone is None:
            return
        for room, speaker in self._speakers.items():
            if speaker == sid:
                self._left[room] = Left(gone.name, now_ms, now_ms if said_ms is None else said_ms)
        self._is_new = True

    def sound(self, sid: str, allowed: bool) -> None:
        """Whether the browser of one plays sounds."""
        if sid in self._walls and self._walls[sid].plays is not allowed:
            self._walls[sid].plays = allowed
            self._is_new = True

    def arrange(self) -> None:
        """Somebody may have changed the options."""
        for wall in self._walls.values():
            wall.options = self._options(wall.name)
        self._is_new = True

    def due_ms(self, now_ms: float) -> float:
        """When there may be something to tell."""
        if self._is_new:
            return now_ms
        fresh = [self._walls[sid].came_ms + FRESH_MS for sid in self._speakers.values() if sid in self._walls]
        ends = [left.at_ms + GRACE_MS for left in self._left.values()]
        return min([*ends, *(due_ms for due_ms in fresh if due_ms > self._looked_ms)], default=inf)

    def words(self, now_ms: float) -> Iterator[Word]:
        """What is to be told now: first to those who fall silent."""
        if now_ms < self.due_ms(now_ms):
            return
        self._is_new = False
        self._elect(now_ms)
        for wall in sorted(self._walls.values(), key=lambda wall: wall.sid in self._speakers.values()):
            body = self._of(wall)
            if body != wall.told:
                wall.told = body
                yield Word(wall.sid, body, self._unsaid.pop(wall.sid, None))

    def _of(self, wall: Wall) -> Body:
        return {"options": wall.options, "speaks": wall.sid in self._speakers.values()}

    # ---- who speaks

    def _elect(self, now_ms: float) -> None:
        self._looked_ms = now_ms
        able = [wall for wall in self._walls.values() if wall.options["voice"] and self._sounds]
        rooms: dict[str | None, list[Wall]] = {room: [] for room in self._left}
        for wall in able:
            rooms.setdefault(None if wall.name is None else wall.options["room"], []).append(wall)
        speakers: dict[str | None, str] = {}
        for room in sorted(rooms, key=lambda room: (room is None, room or "")):
            if room is None and (speakers or self._left.keys() - {None}):
                self._left.pop(None, None)
                continue
            found = self._speaker(room, rooms[room], now_ms)
            if found is not None:
                speakers[room] = found.sid
        self._speakers = speakers
        self._unsaid = {sid: since_ms for sid, since_ms in self._unsaid.items() if sid in speakers.values()}
        self.speaking = _names(self._walls[sid] for sid in speakers.values())
        self.refusing = _names(wall for wall in self._walls.values() if wall.plays is False)

    def _speaker(self, room: str | None, walls: list[Wall], now_ms: float) -> Wall | None:
        """Who speaks in a room now: who did, unless they are in doubt and another is not; else the first."""
        current = next((wall for wall in walls if wall.sid == self._speakers.get(room)), None)
        if current is not None and not (current.doubt(now_ms) and any(wall.betters(current) for wall in walls)):
            return current
        least = min((wall.doubt(now_ms) for wall in walls), default=0)
        able = [wall for wall in walls if wall.doubt(now_ms) == least]
        left = self._left.get(room)
        if left is None:
            return _first(able)
        again = [wall for wall in able if wall.name == left.name]
        if not again and now_ms - left.at_ms < GRACE_MS:
            return None
        del self._left[room]
        found = _first(again or able)
        if found is not None and not again:
            self._unsaid[found.sid] = left.said_ms
        return found


def _first(walls: list[Wall]) -> Wall | None:
    """By the number of its name; of one name who came first."""
    return min(walls, key=lambda wall: int((wall.name or "").rpartition(":")[2] or 0), default=None)


def _names(walls: Iterable[Wall]) -> frozenset[str]:
    return frozenset(wall.name for wall in walls if wall.name is not None)
