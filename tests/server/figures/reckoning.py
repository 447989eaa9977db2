"""The figures reckoned from the rows of the log, one event after the other, as docs/measures.md says in words.

It shares no code with how the office counts them: no book, no sort of legs, no spread; its estimates are fractions.
"""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from zoneinfo import ZoneInfo

COLUMNS = "seq, action, at, boot, mono, trusted, day, actor, kind, ticket, leg, counter, data"
ENDS = {
    "ServiceFinished": "finish", "TicketMissed": "no-show", "TicketCancelled": "cancel", "TicketUnserved": "unserved",
}  # fmt: skip
AWAY = {*ENDS, "TicketHeld", "TicketPutBack", "TicketTransferred"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DURATIONS = ("wait", "walk", "service", "hold", "visit")
HALF_HOUR_MS = 1_800_000
#: What takes longer is told by its length alone.
FOUR_WEEKS_MS = 28 * 48 * HALF_HOUR_MS


def lasted(one, other):
    """The ms between two moments; None: no clock tells."""
    if one.boot == other.boot:
        return other.mono - one.mono
    return max(0, other.at - one.at) if one.trusted and other.trusted else None


def whole(ms):
    return None if ms is None else max(0, ms) // 1000


def near(row):
    """A row with its estimated share rounded to what two ways of computing have in common."""
    level = row["level"]
    expected = level["expected"] and round(level["expected"], 9)
    return {name: value for name, value in row.items() if name != "key"} | {"level": level | {"expected": expected}}


class Reckoning:
    """What the log says until a moment. `over`: the day that nobody turned had come to its end then.

    `targets`: the target (s) of each service.
    """

    def __init__(self, db, zone, targets, until, over=False):
        self.zone, self.targets, self.until, self.over = ZoneInfo(zone), targets, until, over
        rows = db.execute(f"SELECT {COLUMNS} FROM event ORDER BY seq").fetchall()
        log = [SimpleNamespace(**dict(zip(COLUMNS.split(", "), row, strict=True))) for row in rows]
        for each in log:
            each.data = json.loads(each.data)
        self.dates, self.legs, self.calls, self.times = {}, [], [], []
        self.running = None
        undone = {each.data["undone"] for each in log if each.kind == "ActionUndone"}
        stand = [each for each in log if each.kind != "ActionUndone" and each.action not in undone]
        visits, desks = {}, {}
        for each in stand:
            if each.kind == "DayTurned":
                self.running = each.day
                self.dates[self.running] = date.fromisoformat(each.data["date"])
            elif each.kind == "DayDated":
                self.dates[each.day] = date.fromisoformat(each.data["date"])
            elif each.ticket is not None and not each.kind.startswith("Receipt"):
                visits.setdefault(each.ticket, []).append(each)
            elif each.kind.startswith("Counter"):
                desks.setdefault((each.day, each.counter), []).append(each)
        self.ways, self.takeovers = [], {}
        for (day, counter), events in desks.items():
            self.desk(day, counter, events)
        of_visit = {ticket: self.visit(events) for ticket, events in visits.items()}
        for action in undone:
            self.undone(action, log, of_visit)

    # ---- what happened

    def visit(self, events):
        """The legs of a visit, as they were when everything had happened."""
        issued = events[0]
        head = SimpleNamespace(priority=issued.data["priority"], void=False, state="waiting")

        def leg(event, service, **more):
            empty = dict.fromkeys(("first", "taken", "last", "started", "end", "ended", "shelved"))
            known = {"continued": False, "by_itself": False, "holds": [], "counter": 0, "clerk": 0} | more
            return SimpleNamespace(began=event, service=service, day=issued.day, head=head, **(empty | known))

        legs, at = [leg(issued, issued.data["service"])], None
        for each in events[1:]:
            now, kind, data = legs[-1], each.kind, each.data
            if at and kind in AWAY | {"TicketCalled", "TicketResumed"}:
                self.busy(at, each)
                at = None
            if kind in ("TicketCalled", "TicketResumed"):
                now.counter, now.clerk = each.counter, data.get("clerk") or 0
                at = SimpleNamespace(day=issued.day, counter=now.counter, clerk=now.clerk, since=each)
            if kind == "TicketCalled":
                now.first, now.taken, now.last, head.state = now.first or each, each, each, "called"
                how = "out_of_turn" if data.get("reason") else "by_rule"
                self.call(now, each.counter, now.clerk, how, data.get("reason"))
            elif kind == "TicketRecalled":
                now.last = each
            elif kind == "TicketPutBack":
                self.call(now, each.counter, now.clerk, "put_back")
                now.first = None if now.first is now.taken else now.first
                now.taken = now.last = None
                now.counter = now.clerk = 0
                head.state = "waiting"
            elif kind == "ServiceStarted":
                now.started, now.by_itself, head.state = each, data.get("by_itself", False), "serving"
            elif kind == "TicketHeld":
                now.shelved, head.state = each, "held"
            elif kind == "TicketResumed":
                if now.shelved.action != each.action:  # else a clerk brought them along to another counter
                    now.holds.append(lasted(now.shelved, each))
                now.shelved, head.state = None, "serving"
            elif kind == "ServiceContinued":
                now.end, now.ended = "continue", each
                more = {"counter": now.counter, "clerk": now.clerk, "started": each, "continued": True}
                legs.append(leg(each, data["service"], **more))
                self.ways.append((now, legs[-1], "continue"))
            elif kind == "TicketTransferred" and head.state == "waiting":
                now.service = data["service"]
            elif kind == "TicketTransferred":
                now.end, now.ended, head.state = "transfer", each, "waiting"
                legs.append(leg(each, data["service"]))
                self.ways.append((now, legs[-1], "transfer"))
            elif kind == "TicketReturned" and now.end == "no-show":
                now.end = now.ended = now.taken = None
                head.state = "waiting"
            elif kind == "TicketReturned":
                legs.append(leg(each, now.service))
                head.state = "waiting"
                self.ways.append((now, legs[-1], "return"))
            elif kind == "ClassChanged":
                head.priority = data["priority"]
            elif kind in ENDS:
                now.ended, now.end = each, "day-turned" if data.get("end_unknown") else ENDS[kind]
                head.state, head.void = kind, data.get("void", False)
        if self.over and not legs[-1].end:
            legs[-1].ended, legs[-1].end = self.until, "day-turned" if head.state == "serving" else "unserved"
            head.state = "ServiceFinished" if head.state == "serving" else "TicketUnserved"
        if at:
            self.busy(at, None)
        head.legs = legs
        for serial, each in enumerate(legs, 1):
            each.serial = serial
            self.reckon(each, issued)
        self.legs += legs
        return legs

    def reckon(self, leg, issued):
        """How long its parts took (s): of each whether it is there, and its length, None where no clock tells."""
        leg.took, since = {}, leg.began
        if not leg.continued:
            leg.waited = "called" if leg.first else "left" if leg.end else "waits"
            leg.took["wait"] = whole(lasted(since, leg.first or leg.ended or self.until))
        walked = leg.started and not leg.continued and leg.end != "unserved"
        if walked and not leg.by_itself:
            leg.took["walk"] = whole(lasted(leg.last, leg.started))
        aside = leg.shelved is not None and leg.end
        if leg.holds and leg.end and not aside:
            leg.took["hold"] = None if None in leg.holds else whole(sum(leg.holds))
        if leg.started and leg.end in ("finish", "continue", "transfer") and not aside:
            parts = [lasted(leg.started, leg.ended), *leg.holds]
            leg.took["service"] = None if None in parts else whole(parts[0] - sum(leg.holds))
        last = leg.head.legs[-1]
        if leg.serial == 1 and leg.head.state == "ServiceFinished":
            leg.took["visit"] = whole(lasted(issued, last.ended)) if last.end == "finish" else None
        leg.left_out = {
            "wait_clock": "wait" in leg.took and leg.took["wait"] is None,
            "walk_clock": "walk" in leg.took and leg.took["walk"] is None,
            "walk_unseen": (walked and leg.by_itself) or (leg.end == "finish" and not leg.started),
            "service_clock": "service" in leg.took and leg.took["service"] is None,
            "not_started": leg.end == "finish" and not leg.started,
            "end_unknown": leg.end == "day-turned",
            "not_resumed": bool(aside),
            "hold_clock": "hold" in leg.took and leg.took["hold"] is None,
            "visit_unknown": "visit" in leg.took and leg.took["visit"] is None,
        }
        leg.half = self.half_hour(since.at) if since.trusted else None

    def call(self, leg, counter, clerk, kind, reason=None):
        day = leg.day if leg else None
        self.calls.append(
            SimpleNamespace(leg=leg, day=day, counter=counter, clerk=clerk or 0, kind=kind, reason=reason)
        )

    def undone(self, action, log, of_visit):
        """An action counts once: with the first of the tickets that it was about, or with none."""
        undoing = [each for each in log if each.kind == "ActionUndone" and each.data["undone"] == action]
        done = [each for each in log if each.action == action]
        tickets = [each.ticket for each in undoing if each.ticket in of_visit]
        ticket = min(tickets, default=None)
        of = {"ticket": ticket} if tickets else {"counter": undoing[0].counter}
        first = next(each for each in done if vars(each).items() >= of.items())
        clerk = first.data.get("clerk") or (int(first.actor[6:]) if first.actor.startswith("staff:") else 0)
        counter = next(each for each in undoing if each.ticket == ticket).counter if tickets else undoing[0].counter
        leg = of_visit[ticket][min(first.leg, len(of_visit[ticket])) - 1] if tickets else None
        self.call(leg, counter, clerk, "undone")
        self.calls[-1].day = undoing[0].day

    def desk(self, day, counter, events):
        before = None
        for each in events:
            clerk = each.data.get("clerk", before.clerk if before else None)
            self.a_span(before, each)
            if before and before.since.kind == each.kind == "CounterOpened":
                self.takeovers.setdefault((day, counter), []).append((each, clerk))
            before = SimpleNamespace(day=day, counter=counter, clerk=clerk or 0, since=each)
        self.a_span(before, None)

    def a_span(self, span, ended):
        if span and span.since.kind != "CounterClosed":
            self.stretch("open", span, ended)
            if span.since.kind == "CounterPaused":
                self.stretch("paused", span, ended)

    def busy(self, stay, ended):
        """A ticket was at a counter; somebody may have become its clerk meanwhile."""
        for taken, clerk in self.takeovers.get((stay.day, stay.counter), ()):
            if stay.since.seq < taken.seq and (ended is None or taken.seq < ended.seq):
                self.stretch("busy", stay, taken)
                stay = SimpleNamespace(day=stay.day, counter=stay.counter, clerk=clerk or 0, since=taken)
        self.stretch("busy", stay, ended)

    def stretch(self, state, span, ended):
        """A stretch of a counter's time, cut at the half-hours; with no length where no clock tells it."""
        ms, at = lasted(span.since, ended or self.until), span.since.at
        key = (span.day, state, span.counter, span.clerk)
        if ms is None:
            self.times.append((key, None, None))
        elif not span.since.trusted or ms > FOUR_WEEKS_MS:
            self.times.append((key, None, max(0, ms)))
        else:
            end = at + max(0, ms)
            while at < end:
                upto = min(end, (at // HALF_HOUR_MS + 1) * HALF_HOUR_MS)
                self.times.append((key, at // HALF_HOUR_MS, upto - at))
                at = upto

    def half_hour(self, at_ms):
        local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(self.zone)
        return f"{local.hour:02}:{local.minute // 30 * 30:02}"

    # ---- what is asked

    def rows(self, question):
        """The rows of a question (`questions.Question`): the total, and those of its groups by their key."""
        groups = {(): SimpleNamespace(legs=[], calls=[], times=[])}
        days = {day for day, dated in self.dates.items() if question.first <= dated <= question.last}
        days = {day for day in days if not question.weekdays or self.dates[day].weekday() in question.weekdays}
        for name, asked in (("legs", self.asked_legs), ("calls", self.asked_calls), ("times", self.asked_times)):
            for each, key in asked(question):
                if each.day in days:
                    getattr(groups[()], name).append(each)
                    key = tuple(self.of_day(each.day, by, question) if by in _OF_DAYS else key[by]
                                for by in question.by if by in _OF_DAYS or by in key)  # fmt: skip
                    if question.by and len(key) == len(question.by):
                        group = groups.setdefault(key, SimpleNamespace(legs=[], calls=[], times=[]))
                        getattr(group, name).append(each)
        total = self.row(groups.pop(()), question, ())
        total["provisional"] = self.running in days and not self.over
        return total, {key: self.row(each, question, question.by) for key, each in groups.items()}

    def several(self, question):
        """The visits of several legs by how many they have, and the ways from a leg to the next, as a page has them."""
        asked = [leg for leg, _ in self.asked_legs(question) if not leg.head.void]
        asked = [leg for leg in asked if question.first <= self.dates[leg.day] <= question.last]
        ids = {id(leg) for leg in asked}
        ways = Counter((one.service, other.service, how) for one, other, how in self.ways if id(one) in ids)
        visits = {}
        for leg in asked:
            if leg.serial == 1 and len(leg.head.legs) > 1:
                visits.setdefault(len(leg.head.legs), []).append(leg.took.get("visit"))
        return {
            "visits": {
                legs: (len(times), typical([each for each in times if each is not None]))
                for legs, times in visits.items()
            },
            "ways": [
                {"from": one, "to": other, "how": how, "count": count}
                for (one, other, how), count in sorted(ways.items(), key=lambda way: (-way[1], way[0]))
            ],
        }  # fmt: skip

    def of_day(self, day, by, question):
        dated = self.dates[day]
        starts = dated - timedelta((dated.weekday() - question.week_starts) % 7)
        return {
            "day": f"{dated}", "week": f"{starts}", "month": f"{dated:%Y-%m}", "year": f"{dated:%Y}",
            "weekday": DAYS[dated.weekday()],
        }[by]  # fmt: skip

    def asked_legs(self, question):
        for leg in self.legs:
            if self.in_line(leg, question) and at_the_counter(leg.counter, leg.clerk, question):
                yield leg, self.of_leg(leg) | of_counter(leg.counter, leg.clerk)

    def asked_calls(self, question):
        for call in self.calls:
            of_leg = question.services or question.priorities or question.times
            in_line = self.in_line(call.leg, question) and not call.leg.head.void if call.leg else not of_leg
            if in_line and at_the_counter(call.counter, call.clerk, question):
                yield call, (self.of_leg(call.leg) if call.leg else {}) | of_counter(call.counter, call.clerk)

    def asked_times(self, question):
        if question.services or question.priorities:
            return
        cells = {}
        for (day, state, counter, clerk), slot, ms in self.times:
            half = None if slot is None else self.half_hour(slot * HALF_HOUR_MS)
            if at_the_counter(counter, clerk, question) and in_time(half, question):
                cell = (day, state, counter, clerk, slot, half, len(cells) if ms is None else None)
                cells[cell] = None if ms is None else cells.get(cell, 0) + ms
        for (day, state, counter, clerk, _, half, _), ms in cells.items():
            where = {"half-hour": half, "hour": half and f"{half[:2]}:00"} | of_counter(counter, clerk)
            yield SimpleNamespace(day=day, state=state, s=whole(ms)), where

    def in_line(self, leg, question):
        return (
            (not question.services or leg.service in question.services)
            and (not question.priorities or leg.head.priority in question.priorities)
            and in_time(leg.half, question)
        )

    def of_leg(self, leg):
        hour = leg.half and f"{leg.half[:2]}:00"
        return {"service": leg.service, "priority": leg.head.priority, "half-hour": leg.half, "hour": hour}

    # ---- what is told

    def row(self, group, question, by):
        """A row as the API gives it, without its key."""
        legs = [leg for leg in group.legs if not leg.head.void]
        of_counters = bool(question.counters or question.clerks or {"counter", "clerk"} & set(by))
        begun = [leg for leg in legs if not leg.continued]
        called, left = ([leg for leg in begun if leg.waited == how] for how in ("called", "left"))
        finished = [leg for leg in legs if leg.end in ("finish", "continue", "day-turned")]
        took = {name: [leg.took[name] for leg in legs if leg.took.get(name) is not None] for name in DURATIONS}
        waits = sorted((leg.took["wait"], leg.waited != "called") for leg in begun if leg.took["wait"] is not None)
        service_s, n_service = sum(took["service"]), len(took["service"])
        left_out = {name: sum(leg.left_out[name] for leg in legs) for name in (legs[0].left_out if legs else ())}
        left_out["time_clock"] = sum(each.s is None for each in group.times)
        no_show = [leg for leg in called if leg.end == "no-show"]
        return {
            "provisional": not self.over and any(
                each.day == self.running for each in [*group.legs, *group.calls, *group.times]
            ),
            "taken": sum(leg.serial == 1 for leg in legs),
            "served": len({id(leg.head) for leg in finished}),
            "open": sum(leg.serial == 1 and leg.head.state in _OPEN for leg in legs),
            "void": sum(leg.serial == 1 and leg.head.void for leg in group.legs),
            "legs": len(legs), "begun": len(begun), "called": len(called), "finished": len(finished),
            "wait": estimate(waits) | {"censored": sum(censored for _, censored in waits)},
            "walk": typical(took["walk"]),
            "service_time": typical(took["service"]) | {
                "mean_s": int(Fraction(service_s, n_service) + Fraction(1, 2)) if n_service >= 5 else None
            },
            "hold": {name: value for name, value in typical(took["hold"]).items() if name != "p90_s"}
            | {"total_s": sum(took["hold"])},
            "visit_time": typical(took["visit"]),
            "calls": {
                "count": sum(call.kind in ("by_rule", "out_of_turn") for call in group.calls),
                "out_of_turn": sum(call.kind == "out_of_turn" for call in group.calls),
                "put_backs": sum(call.kind == "put_back" for call in group.calls),
                "undone": sum(call.kind == "undone" for call in group.calls),
                "by_reason": {
                    why: sum(call.reason == why for call in group.calls)
                    for why in {call.reason for call in group.calls if call.reason}
                },
            },
            "level": self.level(begun, waits, of_counters),
            "left": None if of_counters else share(len(left), "of", len(begun)),
            "no_show": share(len(no_show), "called", len(called)),
            "cancelled_after_call": sum(leg.end == "cancel" for leg in called),
            "time": self.time(group.times, len(finished))
            if not (question.services or question.priorities or {"service", "priority"} & set(by)) else None,
            "left_out": {name: count for name, count in left_out.items() if count},
        }  # fmt: skip

    def level(self, begun, waits, of_counters):
        known = [leg for leg in begun if leg.took["wait"] is not None]
        intime = [leg for leg in known if leg.took["wait"] <= self.targets[leg.service]]
        within = sum(leg.waited == "called" for leg in intime)
        called = sum(leg.waited == "called" for leg in known)
        of = len(known) - sum(leg.waited == "waits" for leg in intime)
        targets = {self.targets[leg.service] for leg in begun}
        target = targets.pop() if len(targets) == 1 else None
        asked = waits and target is not None and not of_counters
        return {
            "strict": within / of if of and not of_counters else None,
            "served": within / called if called else None,
            "expected": float(1 - survival(waits, target)) if asked else None,
            "within": within, "of": None if of_counters else of, "called": called, "target_s": target,
        }  # fmt: skip

    def time(self, times, finished):
        spent = {state: sum(each.s or 0 for each in times if each.state == state) for state in _STATES}
        idle = max(0, spent["open"] - spent["paused"] - spent["busy"])
        per_hour = finished * 3600 / spent["open"] if spent["open"] else None
        return {f"{state}_s": s for state, s in spent.items()} | {"idle_s": idle, "handled_per_hour": per_hour}


_STATES = ("open", "paused", "busy")
_OPEN = ("waiting", "called", "serving", "held")
_OF_DAYS = ("day", "week", "month", "year", "weekday")


def at_the_counter(counter, clerk, question):
    wanted = {each or 0 for each in question.clerks}
    return (not question.counters or counter in question.counters) and (
        not question.clerks or (counter > 0 and clerk in wanted)
    )


def of_counter(counter, clerk):
    return {"counter": counter, "clerk": clerk or None} if counter else {}


def in_time(half, question):
    if not question.times:
        return True
    place = None if half is None else int(half[:2]) * 2 + (half[3:] == "30")
    return place is not None and any(first <= place < last for first, last in question.times)


def share(count, of, total):
    return {"count": count, of: total, "share": count / total if total else None}


def curve(waits):
    """By Kaplan and Meier: after each moment the share that waits longer. `waits`: (seconds, whether censored)."""
    moments, surviving, at_risk = sorted(set(waits)), Fraction(1), len(waits)
    number = Counter(waits)
    for seconds, censored in moments:  # of equal seconds those who were called come first
        if not censored:
            surviving *= 1 - Fraction(number[seconds, censored], at_risk)
            yield seconds, surviving
        at_risk -= number[seconds, censored]


def survival(waits, at):
    return min((surviving for seconds, surviving in curve(waits) if seconds <= at), default=Fraction(1))


def estimate(waits):
    """Median and 90th percentile of waits, as they are shown."""
    n, steps = len(waits), list(curve(waits))

    def reached(share):
        return next((seconds for seconds, surviving in steps if surviving <= 1 - share), {"more_than_s": longest})

    longest = max(waits)[0] if waits else None
    median = reached(Fraction(1, 2)) if n >= 5 else None
    return {"median_s": median, "p90_s": reached(Fraction(9, 10)) if n >= 20 else None, "n": n}


def typical(values):
    return estimate(sorted((value, False) for value in values))
