"""Figures that were worked out with a pencil: each path of a visit, and one day's estimates."""

from datetime import date
from fractions import Fraction

import pytest

from server import desk
from server.figures import day_books, report
from server.figures.answering import Answering
from server.manager.figures import Figures
from server.office.actors import PHONE, SYSTEM
from server.office.questions import Question
from server.office.results import Result
from tests.rooms import MINUTE, MORNING, UNHURRIED, Room, clerk

#: So often each story is lived: then a median is shown.
TIMES = 5
DONE, INCOMPLETE = Result("done"), Result("incomplete")

#: A story: numbers are minutes that pass. What is counted of it: of the durations (s) the medians.
PATHS = {
    "served": (
        "issue 7 call 1 start 12 finish",
        {"served": 1, "called": 1, "finished": 1, "wait": 420, "walk": 60, "service": 720, "visit": 1200},
    ),
    "the walk is since the last call": (
        "issue 7 call 2 recall 1 start 12 finish",
        {"served": 1, "called": 1, "finished": 1, "wait": 420, "walk": 60, "service": 720, "visit": 1320},
    ),
    "put back, then called": (
        "issue 5 call 1 put-back 4 call 1 start 3 finish",
        {"served": 1, "called": 1, "calls": 2, "put_backs": 1, "finished": 1, "wait": 600, "walk": 60, "service": 180,
         "visit": 840},
    ),
    "put back, then given up": (
        "issue 5 call 1 put-back 4 leave",
        {"calls": 1, "put_backs": 1, "left": 1, "wait": ">600"},
    ),
    "put back, and nobody called": (
        "issue 5 call 1 put-back 4 turn",
        {"calls": 1, "put_backs": 1, "left": 1, "wait": ">360"},
    ),
    "never called, given up": ("issue 8 leave", {"left": 1, "wait": ">480"}),
    "missed": ("issue 6 call recall 5 no-show", {"called": 1, "no_show": 1, "wait": 360}),
    "missed, returned, called": (
        "issue 6 call recall 5 no-show 10 return 3 call 1 start 4 finish",
        {"served": 1, "called": 1, "calls": 2, "finished": 1, "wait": 360, "walk": 60, "service": 240, "visit": 1740},
    ),
    "missed, returned, put back, called: the first wait stands": (
        "issue 6 call recall 5 no-show 10 return 3 call put-back 4 call 1 start 4 finish",
        {"served": 1, "called": 1, "calls": 3, "put_backs": 1, "finished": 1, "wait": 360, "walk": 60, "service": 240,
         "visit": 1980},
    ),
    "missed, returned, given up: cancelled after the call": (
        "issue 6 call recall 5 no-show 10 return 3 leave", {"called": 1, "cancelled": 1, "wait": 360},
    ),
    "missed, returned, and the day ends: no longer missed": (
        "issue 6 call recall 5 no-show 10 return 3 turn", {"called": 1, "wait": 360},
    ),
    "a call undone": (
        "issue 4 call undo 3 call 1 start 4 finish",
        {"served": 1, "called": 1, "undone": 1, "finished": 1, "wait": 420, "walk": 60, "service": 240, "visit": 720},
    ),
    "a finish undone": (
        "issue 4 call 1 start 4 finish undo 2 finish",
        {"served": 1, "called": 1, "undone": 1, "finished": 1, "wait": 240, "walk": 60, "service": 360, "visit": 660},
    ),
    "a no-show undone": (
        "issue 4 call recall 5 no-show undo start 4 finish",
        {"served": 1, "called": 1, "undone": 1, "finished": 1, "wait": 240, "walk": 300, "service": 240, "visit": 780},
    ),
    "a put-back undone": (
        "issue 4 call 1 put-back undo 1 start 4 finish",
        {"served": 1, "called": 1, "undone": 1, "finished": 1, "wait": 240, "walk": 120, "service": 240, "visit": 600},
    ),
    "a transfer undone is no leg": (
        "issue 4 call 1 start 4 transfer undo 2 finish",
        {"served": 1, "called": 1, "undone": 1, "finished": 1, "wait": 240, "walk": 60, "service": 360, "visit": 660},
    ),
    "transferred from a counter: two legs, one visit": (
        "issue 4 call 1 start 5 transfer 4 call 1 start 5 finish",
        {"served": 1, "begun": 2, "called": 2, "calls": 2, "finished": 1, "wait": 240, "walk": 60, "service": 300,
         "visit": 1200},
    ),
    "transferred when called: the service never began": (
        "issue 4 call 1 transfer 4 call 1 start 5 finish",
        {"served": 1, "begun": 2, "called": 2, "calls": 2, "finished": 1, "wait": 240, "walk": 60, "service": 300,
         "visit": 900},
    ),
    "transferred while waiting: the same leg": (
        "issue 4 send 3 call 1 start 5 finish",
        {"served": 1, "called": 1, "finished": 1, "wait": 420, "walk": 60, "service": 300, "visit": 780},
    ),
    "another matter at once: a leg without a wait": (
        "issue 4 call 1 start 5 continue 5 finish",
        {"served": 1, "called": 1, "finished": 2, "wait": 240, "walk": 60, "service": 300, "visit": 900},
    ),
    "sent home for a paper, and back": (
        "issue 4 call 1 start 5 incomplete 60 return 4 call 1 start 5 finish",
        {"served": 1, "begun": 2, "called": 2, "calls": 2, "finished": 2, "wait": 240, "walk": 60, "service": 300,
         "visit": 4800},
    ),
    "held and resumed": (
        "issue 4 call 1 start 5 hold 30 resume 2 finish",
        {"served": 1, "called": 1, "finished": 1, "wait": 240, "walk": 60, "service": 420, "hold": 1800, "visit": 2520},
    ),
    "held, never resumed: finished from the shelf": (
        "issue 4 call 1 start 5 hold 30 finish-held",
        {"served": 1, "called": 1, "finished": 1, "wait": 240, "walk": 60, "visit": 2400, "not_resumed": 1},
    ),
    "held, resumed, held, never resumed": (
        "issue 4 call 1 start 5 hold 30 resume 2 hold 9 leave",
        {"called": 1, "cancelled": 1, "wait": 240, "walk": 60, "not_resumed": 1},
    ),
    "held when the day ends": (
        "issue 4 call 1 start 5 hold 30 turn", {"called": 1, "wait": 240, "not_resumed": 1},
    ),
    "called when the day ends": ("issue 4 call 30 turn", {"called": 1, "wait": 240}),
    "served when the day ends: served, and never a long service": (
        "issue 4 call 1 start 120 turn",
        {"served": 1, "called": 1, "finished": 1, "wait": 240, "walk": 60, "end_unknown": 1, "visit_unknown": 1},
    ),
    "waiting when the day ends": ("issue 4 other 9 turn", {"left": 1, "wait": ">240"}),
    "cancelled after the call": ("issue 4 call 1 cancel", {"called": 1, "cancelled": 1, "wait": 240}),
    "finished from called": (
        "issue 4 call 6 finish",
        {"served": 1, "called": 1, "finished": 1, "wait": 240, "visit": 600, "walk_unseen": 1, "not_started": 1},
    ),
    "the service began by itself": (
        "issue 4 call 1 by-itself 6 finish",
        {"served": 1, "called": 1, "finished": 1, "wait": 240, "service": 360, "visit": 660, "walk_unseen": 1},
    ),
    "out of turn": (
        "issue 4 unwell 1 start 5 finish",
        {"served": 1, "called": 1, "out_of_turn": 1, "finished": 1, "wait": 240, "walk": 60, "service": 300,
         "visit": 600},
    ),
    "void when waiting": ("issue 4 prank", {"taken": 0, "begun": 0, "calls": 0, "void": 1}),
    "void when called, and put back before": (
        "issue 4 call put-back 4 call undo 1 prank", {"taken": 0, "begun": 0, "calls": 0, "void": 1},
    ),
}  # fmt: skip


class Story:
    """What happens to one visit after the other."""

    def __init__(self):
        self.room = Room()
        self.room.do(desk.set_hours, UNHURRIED)
        self.room.open(1, by=clerk(7))
        self.days = 0

    def next_morning(self):
        self.days += 1
        self.room.clock.advance(MORNING + self.days * 24 * 60 * MINUTE - self.room.clock.at)
        self.do("turn")

    def total(self):
        """The figures of the present date."""

        def ask(tx):
            dated = date.fromisoformat(tx.day().date)
            return Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).rows(Question(dated, dated))["total"]

        return self.room.ask(ask)

    def tell(self, story):
        for word in story.split():
            if word.isdigit():
                self.room.minutes(int(word))
            else:
                self.do(word)

    def do(self, word):
        do, room = self.room.do, self.room
        match word:
            case "issue":
                self.id = room.issue().id
            case "other":  # the last that is done today
                do(desk.pause, 1, reason="break", by=clerk(7))
            case "leave":
                do(desk.cancel, self.id, by=PHONE)
            case "prank":
                do(desk.cancel, self.id, "prank")
            case "return":
                do(desk.return_ticket, self.id)
            case "send":
                do(desk.transfer, 1, service="complaints", ticket=self.id, by=clerk(7))
            case "cancel":
                do(desk.cancel, self.id, by=clerk(7))
            case "turn":
                do(desk.turn_day)
                room.open(1, by=clerk(7))
            case "call":
                assert do(desk.call_next, 1, by=clerk(7)).id == self.id
            case "unwell":
                do(desk.call, 1, self.id, "unwell", by=clerk(7))
            case "by-itself":
                do(desk.start, 1, by=SYSTEM, by_itself=True)
            case "transfer":
                do(desk.transfer, 1, service="complaints", by=clerk(7))
            case "continue":
                do(desk.continue_service, 1, "information", by=clerk(7))
            case "finish" | "incomplete":
                do(desk.finish, 1, result=DONE if word == "finish" else INCOMPLETE, by=clerk(7))
            case "finish-held":
                do(desk.finish, 1, ticket=self.id, by=clerk(7))
            case "resume":
                do(desk.resume, 1, self.id, by=clerk(7))
            case _:
                do(getattr(desk, word.replace("-", "_")), 1, by=clerk(7))


def counted(row):
    """What there is of a story that was lived several times, once."""
    counts = {name: row[name] for name in ("taken", "served", "void", "begun", "called", "finished")} | {
        "left": row["left"]["count"], "no_show": row["no_show"]["count"], "cancelled": row["cancelled_after_call"],
        "calls": row["calls"]["count"], **{name: row["calls"][name] for name in ("out_of_turn", "put_backs", "undone")},
        **row["left_out"],
    }  # fmt: skip
    assert not any(count % TIMES for count in counts.values()), counts
    medians = {
        name.removesuffix("_time"): row[name]["median_s"]
        for name in ("wait", "walk", "service_time", "hold", "visit_time")
    }
    told = {name: f">{each['more_than_s']}" if isinstance(each, dict) else each for name, each in medians.items()}
    return {name: each for name, each in ({n: c // TIMES for n, c in counts.items()} | told).items() if each}


@pytest.fixture(scope="module")
def life():
    return Story()


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_a_visit_is_counted_as_the_measures_say(life, path):
    story, expected = PATHS[path]
    life.next_morning()
    for _ in range(TIMES):
        life.tell(story)
    found = counted(life.total())
    usual = {"taken": 1, "begun": 1, "calls": expected.get("called", 0)}
    assert found == {name: each for name, each in (usual | expected).items() if each}


def test_the_estimates_of_a_day_whose_waits_are_known():
    """24 come at once: 20 are called minute by minute; the last four leave, after 5½, 10½ and twice 15½ minutes.

    Of 24 there are 19 left after five calls, one leaves: 19/24; of 18 there are 13 left after ten, one leaves:
    19/24 · 13/18 = 0.572; then 0.524 after eleven, 0.477 after twelve: the median. After fifteen 0.334, two leave; of 5
    each call leaves 4, 3, 2, 1: 0.067 after nineteen, the ninth tenth. Of those who were called alone it would be ten
    and eighteen minutes.
    """
    day = Story()
    tickets = [day.room.issue() for _ in range(24)]
    day.room.clock.advance(10_000)
    for minute in range(1, 21):
        day.room.clock.advance(20_000)
        for gone in {6: (20,), 11: (21,), 16: (22, 23)}.get(minute, ()):
            day.room.do(desk.cancel, tickets[gone].id, by=PHONE)
        day.room.clock.advance(30_000)
        day.room.do(desk.call_next, 1, by=clerk(7))
        day.room.clock.advance(10_000)
        day.do("start")
    day.room.clock.advance(50_000)
    day.do("finish")
    row = day.total()
    assert row["wait"] == {"median_s": 720, "p90_s": 1140, "n": 24, "censored": 4}
    surviving = Fraction(19, 24) * Fraction(13, 18) * Fraction(7, 12)
    assert row["level"] == {
        "strict": 15 / 24, "served": 15 / 20, "expected": pytest.approx(float(1 - surviving)), "within": 15, "of": 24,
        "called": 20, "target_s": 900,
    }  # fmt: skip
    assert row["left"] == {"count": 4, "of": 24, "share": 4 / 24}
    assert row["walk"] == {"median_s": 10, "p90_s": 10, "n": 20}
    assert row["service_time"] == {"median_s": 50, "p90_s": 50, "n": 20, "mean_s": 50}
    assert row["visit_time"] == {"median_s": 11 * 60, "p90_s": 19 * 60, "n": 20}
    assert row["time"] == {
        "open_s": 1260, "paused_s": 0, "busy_s": 1200, "idle_s": 60, "handled_per_hour": 20 / (1260 / 3600),
    }  # fmt: skip


def test_a_day_keeps_its_figures_when_the_office_gives_up_its_services_and_counters():
    day = Story()
    day.room.open(3, by=clerk(9))
    issued = day.room.issue("complaints", priority="age")
    day.room.do(desk.call, 3, issued.id, "unwell", by=clerk(9))
    day.room.do(desk.start, 3, by=clerk(9))
    day.room.do(desk.continue_service, 3, "information", by=clerk(9))
    day.room.minutes(5)
    day.do("turn")
    before = figures(day.room)

    def give_up(tx):
        for key, of, gone in (("services", "code", ["complaints", "information"]), ("counters", "number", [3])):
            tx.change_setting(key, [each for each in tx.setting(key) if each[of] not in gone])
        tx.change_setting("priorities", [])

    day.room.ask(give_up)
    assert figures(day.room) == before
    assert before["services"] == {"complaints": 1, "information": 0} and before["counters"] == {3: 1}
    assert before["exceptions"] == ["called"]


def figures(room):
    """Of the report of the first day: what came to which service, counter and class, and what was out of turn."""
    told = room.view(lambda view: report.told(view, day_books.Reader(), "2026-09-21"))
    asked = Question(date(2026, 9, 21), date(2026, 9, 21))
    page = room.ask(lambda tx: Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).page(asked))
    return {
        "total": told["total"],
        "services": {row["key"]["service"]: row["taken"] for row in told["services"]},
        "counters": {row["key"]["counter"]: row["taken"] for row in told["counters"]},
        "priorities": {row["key"]["priority"]: row["taken"] for row in page["priorities"]},
        "exceptions": [each["what"] for each in told["exceptions"]],
        "ways": page["several"]["ways"],
    }


def test_a_share_and_a_rate_are_written_as_whoever_reads_them_would_round_them():
    """Half a percent goes up, also where a binary fraction is a hair less; and a goal is held to what stands there."""
    figures = Figures("en")
    for count in range(1, 201):
        for share in range(count + 1):
            assert figures.percents(share / count) == (200 * share + count) // (2 * count)
    assert [figures.rate(rate) for rate in (7.25, 0.05, 7.349, 12.0)] == ["7.3", "0.1", "7.3", "12.0"]
    assert [Figures(language, "LY").rate(7.25) for language in ("ar", "fr", "en")] == ["7,3", "7,3", "7.3"]
