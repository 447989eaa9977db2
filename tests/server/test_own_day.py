"""The own day of a member of staff, against a count that was made another way: from the record itself, by hand."""

import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from server import desk, own_day, people
from server.office.actors import Role
from server.office.errors import OfficeError
from server.office.results import Result
from tests.rooms import KIOSK, Room, clerk

SALMA, HUDA = clerk(1), clerk(2)
SERVICES = ("commercial-licence", "complaints", "information")
RESULTS = (*[Result()] * 8, Result("done"), Result("incomplete", {"copies": 2}), Result(None, {"copies": 1}))
#: What is done at a counter, about as often as on a real day.
MOVES = {
    desk.call_next: 30, desk.start: 25, desk.finish: 15, desk.recall: 5, desk.hold: 6, desk.no_show: 8,
    desk.put_back: 4, desk.pause: 2, desk.close: 1, desk.open_counter: 8, desk.undo: 4,
}  # fmt: skip


class Day:
    """A random day: two clerks who move between three counters, and whoever comes."""

    def __init__(self, seed: int) -> None:
        self.room, self.chance = Room(), random.Random(seed)
        for name in ("Salma", "Huda"):
            self.room.do(people.add_member, name, Role.CLERK, "hash")
        self.tickets: list[int] = []

    def goes_on(self, moves: int) -> None:
        for _ in range(moves):
            self.room.clock.advance(self.chance.randrange(90_000))
            with suppress(OfficeError):  # then nothing has happened
                self._moves()

    def _moves(self) -> None:
        pick, by = self.chance.choice, self.chance.choice((SALMA, HUDA))
        own = self.room.ask(lambda tx: tx.desk_of(by.staff))
        counter = own if own and self.chance.random() < 0.9 else self.chance.randint(1, 3)
        match self.chance.randrange(14):
            case 0 | 1 | 2:
                self.tickets.append(self.room.do(desk.issue, pick(SERVICES), "ar", pick((None, "age")), by=KIOSK).id)
            case 3:
                self.room.do(desk.call, counter, pick(self.tickets or [0]), "unwell", by=by, result=pick(RESULTS))
            case 4:
                self.room.do(desk.resume, counter, self._any("held"), by=by)
            case 5:
                self.room.do(desk.continue_service, counter, pick(SERVICES), by=by, result=pick(RESULTS))
            case 6:
                self._with_a_ticket(counter, by)
            case _:
                (verb,) = self.chance.choices(list(MOVES), list(MOVES.values()))
                more = {"result": pick(RESULTS)} if verb in (desk.call_next, desk.finish) else {}
                if verb is desk.no_show:
                    self.room.do(desk.recall, counter, by=by)
                    self.room.minutes(5)
                self.room.do(verb, counter, by=by, **more)

    def _any(self, *states: str) -> int:
        marks = ", ".join("?" for _ in states)
        query = f"SELECT id FROM ticket WHERE state IN ({marks}) ORDER BY id"
        return self.chance.choice(self.room.ask(lambda tx: tx.db.execute(query, states).fetchall()) or [(0,)])[0]

    def _with_a_ticket(self, counter: int, by: Any) -> None:
        ticket = self.chance.choice(self.tickets or [0])
        match self.chance.randrange(4):
            case 0:
                self.room.do(desk.transfer, counter, service=self.chance.choice(SERVICES), by=by)
            case 1:
                self.room.do(desk.return_ticket, self._any("missed", "finished"), by=by)
            case 2:
                self.room.do(desk.cancel, ticket, self.chance.choice((None, "prank")), by=by)
            case 3:
                self.room.do(desk.change_class, ticket, self.chance.choice((None, "age")), by=by)

    def events(self) -> list[dict[str, Any]]:
        """The record, without what was undone."""
        names = ("action", "at", "kind", "actor", "ticket", "counter", "data")
        rows = self.room.ask(lambda tx: tx.db.execute(f"SELECT {', '.join(names)} FROM event ORDER BY seq").fetchall())
        every = [dict(zip(names, row, strict=True)) | {"data": json.loads(row[-1])} for row in rows]
        undone = {event["data"]["undone"] for event in every if event["kind"] == "ActionUndone"}
        return [event for event in every if event["action"] not in undone and event["kind"] != "ActionUndone"]


def legs(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every stay of a visit at one service, as a clerk with a pencil would keep it."""
    visits: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        if event["ticket"] is not None:
            note(visits[event["ticket"]], event["kind"], event["at"], event)
    return (leg for visit in visits.values() for leg in visit)


def note(visit: list[dict[str, Any]], kind: str, at: int, event: dict[str, Any]) -> None:
    """Write down what became of a visit."""
    data, leg = event["data"], visit[-1] if visit else {}
    match kind:
        case "TicketIssued":
            visit.append({"ticket": event["ticket"]})
        case "TicketCalled":
            leg |= {"clerk": data.get("clerk"), "called": True}
        case "ServiceStarted":
            leg |= {"started": at, "held": 0}
        case "TicketHeld":
            leg["since"] = at
        case "TicketResumed":
            leg |= {"clerk": data.get("clerk"), "held": leg["held"] + at - leg.pop("since")}
        case "TicketPutBack":
            visit[0].setdefault("put_backs", []).append(leg["clerk"])
            leg["clerk"] = None
        case "TicketMissed":
            leg["missed"] = True
        case "TicketReturned":
            visit[-1:] = [leg, {"ticket": event["ticket"]}] if leg.get("over") else [leg | {"missed": False}]
        case "TicketCancelled" if data["void"]:
            visit.clear()
        case "ServiceFinished" | "ServiceContinued" | "TicketTransferred" if leg.get("clerk"):
            end(visit, leg, at, event)


def end(visit: list[dict[str, Any]], leg: dict[str, Any], at: int, event: dict[str, Any]) -> None:
    """A stay is over; where the visit goes on, the next one begins."""
    served = event["kind"] != "TicketTransferred"
    if "started" in leg and "since" not in leg:  # of whoever was never resumed nobody knows it
        leg["took"] = at - leg["started"] - leg["held"]
    leg |= {"over": True, "served": served, "counted": event["data"].get("sub_services", {})}
    if event["kind"] != "ServiceFinished":
        goes_on = {"clerk": leg["clerk"], "started": at, "held": 0} if served else {}
        visit.append({"ticket": event["ticket"], **goes_on})


def times(events: list[dict[str, Any]], now: int, staff: int) -> dict[str, int]:
    """How long counters were open, with the pauses, and paused in somebody's name (s)."""
    took, standing = Counter[str](), dict[int, tuple[str, int | None, int]]()
    ends = [{"kind": "CounterClosed", "counter": counter, "at": now, "data": {}} for counter in (1, 2, 3)]
    for event in [*events, *ends]:
        if not event["kind"].startswith("Counter"):
            continue
        state, of, since = standing.pop(event["counter"], ("closed", None, 0))
        if of == staff:
            took[state] += event["at"] - since
        if event["kind"] != "CounterClosed":
            name = "open" if event["kind"] == "CounterOpened" else "paused"
            standing[event["counter"]] = (name, event["data"].get("clerk", of), event["at"])
    return {"open_s": (took["open"] + took["paused"]) // 1000, "paused_s": took["paused"] // 1000}


def counted(day: Day, staff: int) -> dict[str, Any]:
    events = day.events()
    mine = [leg for leg in legs(events) if leg.get("clerk") == staff]
    took = sorted(leg["took"] // 1000 for leg in mine if "took" in leg)
    median = took[math.ceil(len(took) / 2) - 1] if len(took) >= 5 else None
    backs = [whose for leg in legs(events) for whose in leg.get("put_backs", ())]
    sub_services = sum((Counter(leg.get("counted", {})) for leg in mine), Counter[str]())
    return {
        "served": len({leg["ticket"] for leg in mine if leg.get("served")}),
        "called": sum(leg.get("called", False) for leg in mine),
        "missed": sum(leg.get("missed", False) for leg in mine),
        "put_backs": backs.count(staff),
        "service_time": {"median_s": median, "n": len(took)},
        "sub_services": dict(sub_services),
        **times(events, day.room.clock.at, staff),
    }


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_of_the_own_day_is_what_the_record_says(seed: int) -> None:
    day, served = Day(seed), 0
    for _ in range(2):
        day.goes_on(200)
        for staff in (1, 2):
            told = day.room.view(lambda view, staff=staff: own_day.told(view, staff))
            expected = counted(day, staff)
            assert {name: told[name] for name in expected} == expected
            served += told["served"]
    assert served > 5, "a day on which something happened"
