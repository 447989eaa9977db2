"""What the committed events mean to those who follow: displays, kiosks, each counter, managers.

No thread and no socket: `server.live` gives it the events and the time, and sends what it says.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, Protocol

from server.call_news import CallNews
from server.news_rooms import audience_of, counter_of, namespace_of
from server.notices import notices, theirs
from server.office.board import EVERYBODY, Audience
from server.office.catalogue import Catalogue
from server.office.events import RECEIPT_STATES, RECEIPTS, Event, Kind
from server.stream import Body, Stream

#: A snapshot serves all who come to the same room within this time: after a restart everybody does.
_SNAPSHOT_HOLDS_MS = 200
#: How often it is looked at what changes without an event: the time, and the devices.
_LOOK_EVERY_MS = 2_000
#: Whoever stands before these screens is no member of staff.
_PUBLIC = frozenset({"/display", "/kiosk"})
#: What changes with every reading, and is no news.
_ALWAYS_NEW = frozenset({"now", "sequence"})

_log = logging.getLogger("dawr.news")


class Reading(Protocol):
    """What the news read (`server.reading`)."""

    def sequence(self) -> int: ...
    def view(self) -> AbstractContextManager[Any]: ...
    def catalogue(self) -> Catalogue: ...
    def office(self) -> dict[str, Any]: ...
    def standing(self) -> dict[str, Any]: ...
    def board(self, audience: Audience = EVERYBODY) -> dict[str, Any]: ...
    def standing_calls(self, audience: Audience = EVERYBODY) -> list[int]: ...
    def ticket(self, ticket: int) -> dict[str, Any]: ...
    def counter(self, number: int) -> dict[str, Any]: ...
    def today(self) -> dict[str, Any]: ...
    def late(self) -> int: ...
    def passed_over(self) -> dict[int, list[int]]: ...
    def asked_day(self) -> str | None: ...
    def kiosk_name(self, kiosk: str) -> str | None: ...
    def calls_since(self, sequence: int, audience: Audience = ..., within_s: float = ...) -> list[dict[str, Any]]: ...


class News:
    """The news of an office, per room: `/kiosk`, `/manager`, `/counter:<n>` for each counter, and `/display`.

    Displays that hear of some counters only, or in languages of their own, have rooms of their own
    (`news_rooms.room_of_audience`).

    The calls that `reading` gives say already what the voice says of them; `voiced` fills it in for one that is
    made just now, in the languages of an audience. `health` is as in the API, `hurried` the kiosks that reached
    their limit a short while ago, `screens` how kiosks and displays are, `listened` tells whether anybody is in a
    room. Times are monotonic ms.
    """

    def __init__(
        self,
        reading: Reading,
        voiced: Callable[..., Body],
        health: Callable[[], Body],
        listened: Callable[[str], bool],
        hurried: Callable[[], Iterable[str]] = tuple,
        screens: Callable[[], list[Body]] = list,
    ) -> None:
        self._reading, self._health, self._listened = reading, health, listened
        self._hurried, self._screens = hurried, screens
        self._streams = {room: Stream(pause_ms=100, delay_ms=25) for room in ("/display", "/kiosk")}
        self._streams["/manager"] = Stream(pause_ms=1_000, delay_ms=100)
        self._calls = CallNews(reading, voiced, self._streams)
        self._handled = 0
        self._reprinted: set[int] = set()
        self._said: dict[tuple[str, str], Body] = {}
        self._snapshots: dict[str, tuple[float, Body]] = {}
        #: What each room was told last of what changes without an event.
        self._told: dict[str, Body] = {}
        self._look_due_ms = 0.0

    def begin(self) -> None:
        """Learn which calls stand, before the first event is heard."""
        self._handled = self._reading.sequence()
        self._calls.begin("/display")

    def hear(self, event: Event, now_ms: float) -> None:
        """Note what an event changes, and for whom."""
        self._handled = event.seq
        self._snapshots.clear()
        if event.kind in RECEIPTS:
            self._tell_receipt(event, now_ms)
        else:
            self._streams["/kiosk"].changed("office", now_ms)
            self._calls.hear(event, now_ms)
            for room, stream in self._streams.items():
                if room.startswith("/counter:"):
                    stream.changed("counter", now_ms)
        self._streams["/manager"].changed("today", now_ms)

    def _tell_receipt(self, event: Event, now_ms: float) -> None:
        """Whoever asked for a paper hears what became of it: a kiosk of a new one, counters of one printed again."""
        assert event.ticket is not None
        rooms = ["/kiosk"]
        if event.kind is Kind.RECEIPT_ORDERED:
            self._reprinted.add(event.ticket)
        if event.ticket in self._reprinted:
            rooms += [room for room in self._streams if room.startswith("/counter:")]
        if event.kind is not Kind.RECEIPT_ORDERED:
            self._reprinted.discard(event.ticket)
        receipt = _receipt(event, self._reading.ticket(event.ticket)["number"] if len(rooms) > 1 else None)
        for room in rooms:
            self._streams[room].tell(event.seq, receipt, now_ms)

    def next_due_ms(self) -> float:
        """When something is due."""
        dues = [stream.due_ms for stream in self._streams.values() if stream.due_ms is not None]
        return min([self._look_due_ms, *dues])

    def owes(self, now_ms: float) -> bool:
        """Whether some room is to be told something now."""
        return any(stream.owes(now_ms) for stream in self._streams.values())

    def due(self, now_ms: float) -> Iterator[tuple[str, str, Body]]:
        """What is due of one room, the longest due first: (room, `news` or `snapshot`, what to send)."""
        owing = [(stream.due_ms, room) for room, stream in self._streams.items() if stream.owes(now_ms)]
        if owing:
            _, room = min(owing)
            stream = self._streams[room]
            if self._listened(room):
                for message in stream.messages(self._handled, lambda state: self._value(room, state), now_ms):
                    yield room, "news", message
            else:
                self._forget(room)
        elif now_ms >= self._look_due_ms:
            self._look_due_ms = now_ms + _LOOK_EVERY_MS
            yield from self._changed_besides(now_ms)

    def _forget(self, room: str) -> None:
        """Nobody is there any more. A display whose options change leaves a room that may never be used again."""
        self._streams[room].forget()
        if room.startswith("/display:"):
            for kept in (self._streams, self._snapshots, self._told):
                kept.pop(room, None)
            self._calls.end(room)

    def sent(self, room: str) -> int:
        """The sequence of the last news that were sent to a room."""
        return self._streams[room].sent if room in self._streams else 0

    def _changed_besides(self, now_ms: float) -> Iterator[tuple[str, str, Body]]:
        """No event tells how the devices are, or that it is eight o'clock, so no sequence rises: a snapshot instead."""
        look = cache(self._unheard)  # what several rooms show is read once
        for room in filter(self._listened, list(self._streams)):
            told = theirs(room, look(namespace_of(room)))
            if told != self._told.get(room):
                self._told[room] = told
                self._snapshots.pop(room, None)
                yield room, "snapshot", self._anew(room, now_ms)

    def _unheard(self, namespace: str) -> Body:
        """All that a room shows and no event tells of."""
        standing = self._reading.standing()
        if namespace in _PUBLIC:
            return standing
        # Whoever waits too long from now on, or is passed over no longer, does nothing that an event would tell of.
        of_time = (
            ("late", self._reading.late) if namespace == "/manager" else ("passed_over", self._reading.passed_over)
        )
        return self._besides(namespace) | {of_time[0]: of_time[1](), "day_over": standing["day_over"]}

    def _besides(self, namespace: str) -> Body:
        """What staff are told beside what the office holds: how its devices are, and what should not be forgotten."""
        health = self._health()
        found = notices(health, self._hurried(), self._reading.catalogue(), self._reading.asked_day())
        told = {"notices": list(map(self._named, found))}
        return told | {"health": health, "screens": self._screens()} if namespace == "/manager" else told

    def _named(self, notice: Body) -> Body:
        """The notice of a kiosk with the name that staff gave it."""
        name = self._reading.kiosk_name(notice["detail"]) if notice["kind"].startswith("kiosk-") else None
        return notice | ({"name": name} if name else {})

    def _anew(self, room: str, now_ms: float) -> Body:
        """A snapshot for those who are there already: what is still owed to them comes after it, and is not lost."""
        stream = self._streams[room]
        sequence = self._handled if stream.due_ms is None else stream.sent
        return self.snapshot(room, None, now_ms) | {"sequence": sequence}

    def _value(self, room: str, state: str) -> Body | None:
        """What is to be said of a state now: nothing when it was said already, None when it cannot be read."""
        try:
            value = self._read(room, state)
        except Exception:
            _log.exception("the news of %s cannot be read", room)
            return None
        steady = {key: each for key, each in value[state].items() if key not in _ALWAYS_NEW}
        if self._said.get((room, state)) == steady:
            return {}
        self._said[room, state] = steady
        return value

    def _read(self, room: str, state: str) -> Body:
        match state:
            case "office":
                return {"office": self._reading.office()}
            case "waiting":
                with self._reading.view() as view:
                    return {"waiting": view.waiting(audience_of(room))}
            case "today":
                return {"today": self._reading.today()}
            case _:
                return {"counter": self._reading.counter(counter_of(room))}

    def snapshot(self, room: str, since: int | None, now_ms: float) -> Body:
        """Everything that somebody who comes to a room needs; `since` is the last that they have seen."""
        # Whoever comes may have seen another value than the one that was said last.
        self._said = {key: value for key, value in self._said.items() if key[0] != room}
        kept = self._snapshots.get(room)
        if kept is None or now_ms - kept[0] > _SNAPSHOT_HOLDS_MS:
            kept = self._snapshots[room] = (now_ms, self._present(room))
        if namespace_of(room) != "/display":
            return kept[1]
        missed = [] if since is None else self._reading.calls_since(since, audience_of(room))
        return {**kept[1], "missed": missed}

    def _present(self, room: str) -> Body:
        # Read first: what is told is never older than the sequence says.
        sequence = {"sequence": self._reading.sequence()}
        namespace = namespace_of(room)
        if room not in self._streams:
            self._streams[room] = Stream(pause_ms=100, delay_ms=25)
            if namespace == "/display":
                self._calls.begin(room)
        if not self._listened(room):
            self._told[room] = theirs(room, self._unheard(namespace))
        if namespace == "/display":
            audience = audience_of(room)
            told = {"board": self._reading.board(audience), "standing": self._reading.standing_calls(audience)}
            return sequence | told | {"office": self._reading.office()}
        if room == "/kiosk":
            return sequence | {"office": self._reading.office()}
        if room == "/manager":
            return sequence | {"today": self._reading.today()} | self._besides(namespace)
        besides = theirs(room, self._besides(namespace))
        return sequence | {"counter": self._reading.counter(counter_of(room))} | besides


def _receipt(event: Event, number: str | None) -> Body:
    """What became of a paper; counters, which follow no ticket, are told its number too."""
    told = {
        "kind": "receipt",
        "ticket": event.ticket,
        "receipt": RECEIPT_STATES[event.kind],
        "problem": event.data.get("problem"),
    }
    return told | ({"number": number} if number else {})
