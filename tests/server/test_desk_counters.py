"""Whose counter it is: opened by its button, taken over, left, and who comes along."""

import random

import pytest

from server import desk
from server.office.actors import Actor, Role, button
from server.office.errors import ClerkBusy, CounterBusy, CounterUnlawful, NotYourCounter, OfficeError, Stale
from server.office.results import Result
from server.office.tickets import State
from tests.rooms import UNHURRIED, Room, clerk

SALMA, HUDA = clerk(7), clerk(8)
CHIEF = Actor("staff:9", Role.MANAGER, 9)


def serve(room: Room, counter: int, by: Actor = SALMA):
    ticket = room.issue()
    room.open(counter, by=by)
    room.do(desk.call_next, counter, by=by)
    room.do(desk.start, counter, by=by)
    return ticket


def clerk_of(room: Room, counter: int) -> int | None:
    return room.ask(lambda tx: tx.desk(counter).clerk)


def states(room: Room) -> list[str]:
    return [room.counter(number)["state"] for number in (1, 2)]


# ---- a counter that its button has opened


def test_a_clerk_becomes_the_clerk_of_a_counter_that_its_button_has_opened(room):
    ticket = serve(room, 1, by=button(1))
    assert clerk_of(room, 1) is None
    room.open(1, by=SALMA)
    assert (clerk_of(room, 1), room.counter(1)["state"]) == (7, "open")
    assert (room.ticket(ticket).counter, room.ticket(ticket).state) == (1, State.SERVING)
    with pytest.raises(NotYourCounter):
        room.do(desk.finish, 1, by=HUDA)
    room.do(desk.call_next, 1, by=button(1))


def test_taking_a_counter_can_be_undone(room):
    room.open(1, by=button(1))
    room.open(1, by=SALMA)
    room.do(desk.undo, 1, by=SALMA)
    assert (clerk_of(room, 1), room.counter(1)["state"]) == (None, "open")


def test_a_counter_that_has_a_clerk_is_not_opened_again(room):
    room.open(1, by=SALMA)
    for somebody in (SALMA, CHIEF, button(1)):
        with pytest.raises(CounterUnlawful):
            room.open(1, by=somebody)
    with pytest.raises(NotYourCounter):
        room.open(1, by=HUDA)


def test_who_has_no_name_takes_no_open_counter(room):
    room.open(1, by=button(1))
    with pytest.raises(CounterUnlawful):
        room.open(1, by=button(1))


def test_a_clerk_who_has_a_counter_does_not_act_at_one_whose_clerk_is_unknown(room):
    room.open(1, by=SALMA)
    room.open(2, by=button(2))
    called = room.issue()
    room.do(desk.call_next, 2, by=button(2))
    for verb, of in ((desk.recall, 2), (desk.cancel, called.id)):
        with pytest.raises(NotYourCounter, match="open counter 2 first"):
            room.do(verb, of, by=SALMA)
    room.do(desk.put_back, 2, by=CHIEF)
    room.open(2, by=SALMA)
    assert (states(room), clerk_of(room, 2)) == (["closed", "open"], 7)
    room.do(desk.call_next, 2, by=SALMA)


def test_a_clerk_without_a_counter_helps_at_one_whose_clerk_is_unknown_and_a_manager_everywhere(room):
    room.open(1, by=CHIEF)
    room.open(2, by=button(2))
    room.do(desk.call_next, 2, by=HUDA)
    room.do(desk.call_next, 2, by=CHIEF)


# ---- somebody comes along


def test_whom_she_serves_comes_along_to_the_other_counter(room):
    ticket = serve(room, 1)
    room.minutes(5)
    room.do(desk.open_counter, 2, by=SALMA, bring=True)
    moved = room.ticket(ticket)
    assert (moved.state, moved.counter, moved.leg.clerk, len(moved.legs)) == (State.SERVING, 2, 7, 1)
    assert (states(room), clerk_of(room, 2)) == (["closed", "open"], 7)
    room.minutes(5)
    room.do(desk.finish, 2, by=SALMA)
    query = "SELECT service_ms, held_ms FROM leg"
    assert room.ask(lambda tx: tx.db.execute(query).fetchone()) == (10 * 60_000, 0)


def test_undo_brings_both_back(room):
    ticket = serve(room, 1)
    freed = room.issue()
    room.do(desk.transfer, 1, to_counter=1, ticket=freed.id, by=SALMA)
    before = [room.ticket(ticket), room.ticket(freed)]
    room.do(desk.open_counter, 2, by=SALMA, bring=True)
    undo = room.counter(2)["undo"]
    assert [(part["what"], part["number"], part["counter"]) for part in undo["done"]] == [
        ("hold", ticket.number, 1),
        ("transfer", freed.number, 1),
        ("close", None, 1),
        ("open", None, 2),
        ("resume", ticket.number, 2),
    ]
    room.do(desk.undo, 2, by=SALMA)
    assert [room.ticket(ticket), room.ticket(freed)] == before
    assert (states(room), clerk_of(room, 1), clerk_of(room, 2)) == (["open", "closed"], 7, None)


def test_whom_she_serves_comes_along_to_a_counter_that_its_button_has_opened(room):
    ticket = serve(room, 1)
    room.open(2, by=button(2))
    room.do(desk.open_counter, 2, by=SALMA, bring=True)
    assert (room.ticket(ticket).counter, clerk_of(room, 2)) == (2, 7)
    room.do(desk.undo, 2, by=SALMA)
    assert (room.ticket(ticket).counter, clerk_of(room, 1), clerk_of(room, 2)) == (1, 7, None)


def test_nobody_comes_along_unasked(room):
    serve(room, 1)
    with pytest.raises(ClerkBusy, match="A001 at counter 1"):
        room.open(2, by=SALMA)


def test_who_was_called_to_the_other_counter_is_decided_first(room):
    room.issue()
    room.open(1, by=SALMA)
    room.do(desk.call_next, 1, by=SALMA)
    with pytest.raises(ClerkBusy, match="A001"):
        room.do(desk.open_counter, 2, by=SALMA, bring=True)
    assert states(room) == ["open", "closed"]


def test_nobody_is_brought_to_a_counter_where_somebody_is(room):
    mine = serve(room, 1)
    theirs = serve(room, 2, by=button(2))
    with pytest.raises(CounterBusy, match=theirs.number):
        room.do(desk.open_counter, 2, by=SALMA, bring=True)
    assert (room.ticket(mine).counter, room.ticket(theirs).counter) == (1, 2)


def test_who_serves_nobody_brings_nobody(room):
    room.open(1, by=SALMA)
    room.do(desk.open_counter, 2, by=SALMA, bring=True)
    assert states(room) == ["closed", "open"]
    room.do(desk.pause, 2, by=SALMA)
    room.do(desk.open_counter, 2, by=SALMA, bring=True)
    assert room.counter(2)["state"] == "open"


def test_the_counter_that_was_left_says_where_she_went(room):
    serve(room, 1)
    room.do(desk.open_counter, 2, by=SALMA, bring=True)
    closed = room.counter(1)["closed"]
    assert (closed["why"], closed["to"]) == ("moved", 2)


# ---- a service that starts by itself


def test_a_service_that_starts_by_itself_has_a_walk_that_nobody_knows(room):
    ticket = room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    room.minutes(1)
    started = room.do(desk.start, 1, ticket.id, by_itself=True)
    assert (started.state, started.leg.by_itself) == (State.SERVING, True)
    query = "SELECT wait_ms, walk_ms, started FROM leg"
    assert room.ask(lambda tx: tx.db.execute(query).fetchone()) == (0, None, 1)
    assert room.counter(1)["ticket"]["by_itself"]
    room.do(desk.undo, 1)
    room.do(desk.start, 1)
    assert not room.counter(1)["ticket"]["by_itself"]
    assert room.ask(lambda tx: tx.db.execute(query).fetchone()) == (0, 60_000, 1)


def test_after_a_recall_nothing_starts_by_itself(room):
    room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    room.do(desk.recall, 1)
    with pytest.raises(Stale):
        room.do(desk.start, 1, by_itself=True)
    assert room.counter(1)["ticket"]["state"] == "called"


# ---- any sequence of moves


def everything(room: Room) -> list[object]:
    """All that a verb can change, as rows."""
    tables = ("ticket ORDER BY id", "leg ORDER BY ticket, serial", "counter_now ORDER BY counter")
    columns = "counter, state, clerk, reason"
    return [
        room.store.db.execute(f"SELECT {columns if table.startswith('counter') else '*'} FROM {table}").fetchall()
        for table in tables
    ]


MOVES = (
    (desk.call_next, {}),
    (desk.call_next, {}),
    (desk.start, {}),
    (desk.start, {}),
    (desk.open_counter, {"bring": True}),
    (desk.open_counter, {}),
    (desk.finish, {"result": Result("done", {"copies": 1})}),
    (desk.close, {}),
)


def wander(chance: random.Random) -> int:
    """A random day of three counters; gives how often somebody came along."""
    room, brought = Room(), 0
    room.do(desk.set_hours, UNHURRIED)
    for _ in range(60):
        room.issue()
    for _ in range(300):
        room.clock.advance(chance.randrange(10_000))
        (verb, said), by = chance.choice(MOVES), chance.choice((SALMA, SALMA, HUDA, HUDA, button(1)))
        counter, before = chance.choice((1, 2, 3)), everything(room)
        try:
            room.do(verb, counter, by=by, **said)
        except OfficeError:
            assert everything(room) == before, "what is refused changes nothing"
            continue
        brought += room.counter(counter)["undo"]["done"][-1]["what"] == "resume"
        if chance.random() < 0.5:
            room.do(desk.undo, counter)
            never_opened = [row for row in everything(room)[2] if row not in before[2]]
            assert never_opened in ([], [(counter, "closed", None, None)]), "a counter is as it was"
            assert everything(room)[:2] == before[:2], "everybody is where they were"
        clerks = [row[2] for row in everything(room)[2] if row[2] is not None]
        assert len(clerks) == len(set(clerks)), "a clerk has one counter"
    return brought


def test_wherever_clerks_go_nobody_is_lost_and_undo_gives_back_what_was():
    assert sum(wander(random.Random(seed)) for seed in range(4)) > 0
