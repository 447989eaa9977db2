"""What the committed events mean to the displays: calls, calls taken back, another day."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol

from server.news_rooms import audience_of
from server.office import board, day
from server.office.board import EVERYBODY, Audience
from server.office.catalogue import Catalogue
from server.office.events import ANNOUNCEMENTS, Event, Kind
from server.stream import Body, Stream

#: The call of such a ticket stands: where the board does not list it, newer ones have taken its place there.
_WITH_A_CALL = frozenset({"called", "serving"})


class Reading(Protocol):
    """What these news read (`server.reading`)."""

    def catalogue(self) -> Catalogue: ...
    def board(self, audience: Audience = EVERYBODY) -> dict[str, Any]: ...
    def ticket(self, ticket: int) -> dict[str, Any]: ...


class CallNews:
    """The calls as each room of displays hears of them. `voiced` is that of `server.news`, `streams` are its own."""

    def __init__(self, reading: Reading, voiced: Callable[..., Body], streams: Mapping[str, Stream]) -> None:
        self._reading, self._voiced, self._streams = reading, voiced, streams
        #: Per room, the call that its displays list for each number.
        self._shown: dict[str, dict[str, int]] = {}

    def begin(self, room: str) -> None:
        """From now on there is somebody: which calls stand."""
        self._shown[room] = {number: call["call"] for number, call in self._standing(room).items()}

    def end(self, room: str) -> None:
        """Nobody is there any more."""
        self._shown.pop(room, None)

    def _rooms(self) -> Iterator[tuple[str, Stream]]:
        return ((room, self._streams[room]) for room in self._shown)

    def _standing(self, room: str) -> dict[str, Body]:
        return {call["number"]: call for call in self._reading.board(audience_of(room))["calls"]}

    def hear(self, event: Event, now_ms: float) -> None:
        """Tell each room what is new to it."""
        for _, stream in self._rooms():
            stream.changed("waiting", now_ms)
        if event.kind in ANNOUNCEMENTS:
            self._tell_call(event, now_ms)
        elif event.kind is Kind.DAY_TURNED:
            for room, stream in self._rooms():
                self._shown[room].clear()
                now = {"kind": "board", "board": self._reading.board(audience_of(room))}
                stream.tell(event.seq, now, now_ms, at_once=True)
        elif event.kind in (Kind.ACTION_UNDONE, Kind.TICKET_PUT_BACK) and event.ticket is not None:
            for room, stream in self._rooms():
                fact = self._settled(event.ticket, room, event.seq)
                if fact is not None:
                    stream.tell(event.seq, fact, now_ms, at_once=True)

    def _tell_call(self, event: Event, now_ms: float) -> None:
        """Whoever is called elsewhere now is no longer expected at a counter of this room."""
        at = day.local(event.at, self._reading.catalogue().time_zone).isoformat(timespec="milliseconds")
        call = board.call(event, at)
        number, voiced = call["number"], cache(lambda languages: self._voiced(call, languages))
        for room, stream in self._rooms():
            audience, shown = audience_of(room), self._shown[room]
            if audience.hears(event.counter):
                shown[number] = event.seq
                fact: Body = {"kind": "call", "call": voiced(audience.languages)}
            elif number in shown:
                fact = {"kind": "withdrawn", "call": shown.pop(number), "number": number, "stands": None}
            else:
                continue
            stream.tell(event.seq, fact, now_ms, at_once=True)
        # The kiosk too: where it speaks through the same loudspeaker, the call goes first.
        self._streams["/kiosk"].tell(event.seq, {"kind": "call", "call": voiced(None)}, now_ms, at_once=True)

    def _settled(self, ticket: int, room: str, seq: int) -> Body | None:
        """What to tell when another call stands for a ticket's number than before, or none any more.

        A call that came after `seq` is told when it is heard of.
        """
        found = self._reading.ticket(ticket)
        number, shown = found["number"], self._shown[room]
        stands = self._standing(room).get(number)
        if stands is None and found["state"] in _WITH_A_CALL and audience_of(room).hears(found["counter"]):
            return None
        if stands is not None and stands["call"] > seq:
            return None
        before = shown.pop(number, None)
        if stands is not None:
            shown[number] = stands["call"]
        if before == (stands and stands["call"]):
            return None
        return {"kind": "withdrawn", "call": before, "number": number, "stands": stands}
