"""A day's figures, added up event by event: what its book must say. It shares nothing with how books are made."""

import json
from collections import Counter

from server import event_log
from server.office.day_book import (
    BY_ITSELF,
    CALLED,
    CALLS,
    CONTINUED,
    HELD,
    NOT_RESUMED,
    SERVED,
    STARTED,
    STATES,
    VOID,
)  # fmt: skip
from server.office.day_book import (
    ENDS as ENDED,
)

AWAY = {
    "ServiceFinished", "TicketHeld", "TicketPutBack", "TicketMissed", "TicketTransferred", "TicketCancelled",
    "TicketUnserved",
}  # fmt: skip


def facts(db, where, *values):
    names = event_log.COLUMNS.split(", ")
    rows = db.execute(f"SELECT {event_log.COLUMNS} FROM event WHERE {where} ORDER BY seq", values).fetchall()
    return [dict(zip(names, row, strict=True)) | {"data": json.loads(row[12])} for row in rows]


def lasted(one, other):
    """The ms between two events; None: no clock tells."""
    if one["boot"] == other["boot"]:
        return other["mono"] - one["mono"]
    if one["trusted"] and other["trusted"]:
        return max(0, other["at"] - one["at"])
    return None


def standing(found):
    undone = {each["data"]["undone"] for each in found if each["kind"] == "ActionUndone"}
    return [each for each in found if each["action"] not in undone and each["kind"] != "ActionUndone"]


def legs_of(found):
    """Each leg of a visit: when it began, was first called, last called, started, ended and how; time on hold."""
    legs, hold = [], None
    for each in found:
        kind, data = each["kind"], each["data"]
        if kind == "TicketIssued":
            legs = [{"began": each}]
            continue
        leg = legs[-1]
        if kind == "TicketCalled":
            leg.setdefault("first", each)
            leg["taken"], leg["last"] = each, each
        elif kind == "TicketRecalled":
            leg["last"] = each
        elif kind == "TicketPutBack":
            if leg["first"] is leg.pop("taken"):
                del leg["first"]
            leg.pop("last")
        elif kind == "ServiceStarted":
            leg["started"], leg["by_itself"] = each, data.get("by_itself", False)
        elif kind == "TicketHeld":
            hold = each
        elif kind == "TicketResumed":
            leg.setdefault("holds", []).append(lasted(hold, each))
            hold = None
        elif kind == "TicketReturned":
            if leg["end"] == "no-show":
                for name in ("end", "ended", "taken"):
                    del leg[name]
            else:
                legs.append({"began": each})
        elif kind == "ServiceContinued":
            leg["ended"], leg["end"] = each, "continue"
            legs.append({"began": each, "started": each, "continued": True})
        elif kind == "TicketTransferred":
            if "taken" in leg or leg.get("continued"):
                leg["ended"], leg["end"] = each, "transfer"
                legs.append({"began": each})
        elif kind in ENDS:
            leg["ended"], leg["end"] = each, "day-turned" if data.get("end_unknown") else ENDS[kind]
            leg["shelved"] = hold is not None
            hold = None
    return legs


ENDS = {
    "ServiceFinished": "finish",
    "TicketMissed": "no-show",
    "TicketCancelled": "cancel",
    "TicketUnserved": "unserved",
}


def sums(db, number):
    """What the events of a day add up to."""
    told, times, undone = Counter(), Counter(), set()
    for (ticket,) in db.execute("SELECT ticket FROM event WHERE kind = 'TicketIssued' AND day = ?", (number,)):
        found = facts(db, "ticket = ?", ticket)
        undone |= {each["data"]["undone"] for each in found if each["kind"] == "ActionUndone"}
        found = [each for each in standing(found) if not each["kind"].startswith("Receipt")]
        add_visit(told, found)
        add_busy(times, found)
    for (counter,) in db.execute("SELECT DISTINCT counter FROM event WHERE day = ? AND counter > 0", (number,)):
        found = facts(db, "counter = ? AND day = ? AND ticket IS NULL", counter, number)
        undone |= {each["data"]["undone"] for each in found if each["kind"] == "ActionUndone"}
        add_open(times, standing(found))
    told["undone"] = len(undone)
    return told, times


def of_book(known):
    """The same, as a day's book has it: beside the times' ms how much rounding may have taken of them."""
    told, times = Counter(), Counter()
    legs = [dict(zip(known.leg, row, strict=True)) for row in zip(*known.leg.values(), strict=True)]
    for leg in legs:
        flags, end = leg["flags"], ENDED[leg["end"]]
        first = leg["serial"] == 1
        told["legs"] += 1
        told["void"] += first and bool(flags & VOID)
        told["taken"] += first and not flags & VOID
        told["served"] += bool(flags & SERVED)
        told["called"] += bool(flags & CALLED)
        told["not-resumed"] += bool(flags & NOT_RESUMED)
        told[f"end {end}"] += 1
        there = {
            "wait": not flags & CONTINUED,
            "walk": flags & STARTED and not flags & (CONTINUED | BY_ITSELF),
            "service_time": flags & STARTED and not flags & NOT_RESUMED and end in ("finish", "continue", "transfer"),
            "hold": flags & HELD and not flags & NOT_RESUMED,
            "visit_time": leg["visit_time"],
        }
        for name, is_there in there.items():
            assert is_there or not leg[name], f"a {name} that cannot be"
            if is_there:
                add(told, name, leg[name] * 1000 - 1000 if leg[name] else None)
    told.update(CALLS[kind] for kind in known.call["kind"])
    for state, counter, clerk, _, seconds in zip(*known.time.values(), strict=True):
        times[STATES[state], counter, clerk, "ms" if seconds else "unknown"] += (seconds - 1) * 1000 if seconds else 1
        times[STATES[state], counter, clerk, "rounding"] += 1000 if seconds else 0
    return told, times


def add_visit(told, found):
    void = any(each["data"].get("void") for each in found)
    legs = legs_of(found)
    told["void" if void else "taken"] += 1
    told["served"] += any(leg.get("end") in ("finish", "continue", "day-turned") for leg in legs)
    for each in found:
        if each["kind"] == "TicketCalled":
            told["out-of-turn" if each["data"].get("reason") else "by-rule"] += 1
        told["put-back"] += each["kind"] == "TicketPutBack"
    for leg in legs:
        told["legs"] += 1
        told[f"end {leg.get('end', '')}"] += 1
        told["called"] += "first" in leg
        waited_until = leg.get("first") or leg.get("ended")
        if not leg.get("continued") and waited_until:
            add(told, "wait", lasted(leg["began"], waited_until))
        if "started" not in leg:
            continue
        if not leg.get("continued") and not leg["by_itself"]:
            add(told, "walk", lasted(leg["last"], leg["started"]))
        holds = leg.get("holds", [])
        if leg.get("shelved"):
            told["not-resumed"] += 1
        elif leg.get("end") in ("finish", "continue", "transfer"):
            whole = [lasted(leg["started"], leg["ended"]), *holds]
            add(told, "service_time", None if None in whole else whole[0] - sum(holds))
        if holds and not leg.get("shelved"):
            add(told, "hold", None if None in holds else sum(holds))
    if legs[-1].get("end") == "finish":
        add(told, "visit_time", lasted(found[0], legs[-1]["ended"]))


def add(told, name, ms):
    told[f"{name} unknown" if ms is None else f"{name} known"] += 1
    told[name] += max(0, ms or 0) // 1000


def add_busy(times, found):
    came = None
    for each in found:
        if came and each["kind"] in AWAY | {"TicketCalled", "TicketResumed"}:
            add_time(times, "busy", came, each)
            came = None
        if each["kind"] in ("TicketCalled", "TicketResumed"):
            came = each


def add_open(times, found):
    before = None
    for each in [each for each in found if each["kind"].startswith("Counter")]:
        clerk = each["data"].get("clerk", before["clerk"] if before else None)
        if before:
            add_time(times, "open", before, each)
        if before and before["kind"] == "CounterPaused":
            add_time(times, "paused", before, each)
        before = None if each["kind"] == "CounterClosed" else each | {"clerk": clerk}


def add_time(times, state, one, other):
    clerk = one["clerk"] if "clerk" in one else one["data"].get("clerk")
    took = lasted(one, other)
    times[state, one["counter"], clerk or 0, "ms" if took is not None else "unknown"] += 1 if took is None else took


def agree(db, number, known):
    """Whether a day's book says what its events add up to."""
    (told, times), (said, spent) = sums(db, number), of_book(known)
    assert +said == +told - Counter({"visit_time unknown": told["visit_time unknown"]})
    for key in times | spent:
        if key[-1] == "rounding":
            continue
        rounding = spent[*key[:-1], "rounding"] if key[-1] == "ms" else 0
        assert 0 <= times[key] - spent[key] <= rounding, key
