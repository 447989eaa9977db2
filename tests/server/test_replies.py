"""What a command was answered is kept, so that the same command is done once."""

import pytest

from server import desk
from server.office.errors import CounterClosed
from server.replies import IdempotencyMismatch, once

DAY_MS = 24 * 3600 * 1000


def kept(room):
    return room.ask(lambda tx: tx.db.execute("SELECT count(*) FROM reply").fetchone()[0])


def issuing(tx):
    return {"number": desk.issue(tx, "commercial-licence", "ar").number, "مكتب": True}


def test_a_command_is_done_once_for_its_key(room):
    given = [room.do(once(issuing, "kiosk:0 /api/tickets", "k", "digest")) for _ in range(3)]
    assert given == [{"number": "A001", "مكتب": True}] * 3
    assert room.issue().number == "A002"


def test_another_scope_is_another_command(room):
    given = [room.do(once(issuing, scope, "k", "digest"))["number"] for scope in ("kiosk:0 /a", "kiosk:1 /a")]
    assert given == ["A001", "A002"]


def test_the_same_key_with_another_body_is_refused_and_does_nothing(room):
    room.do(once(issuing, "scope", "k", "digest"))
    with pytest.raises(IdempotencyMismatch):
        room.do(once(issuing, "scope", "k", "another"))
    assert room.issue().number == "A002"


def test_what_fails_keeps_no_reply(room):
    def refused(tx):
        return desk.call_next(tx, 1)

    with pytest.raises(CounterClosed):
        room.do(once(refused, "scope", "k", "digest"))
    assert kept(room) == 0
    room.open(1)
    assert room.do(once(lambda tx: {"done": True}, "scope", "k", "digest")) == {"done": True}


def test_a_reply_is_kept_for_a_day_and_then_forgotten(room):
    room.do(once(issuing, "scope", "old", "digest"))
    room.clock.advance(DAY_MS)
    room.do(once(issuing, "scope", "new", "digest"))
    assert kept(room) == 2
    room.clock.advance(1)
    room.do(once(issuing, "scope", "newest", "digest"))
    assert kept(room) == 2


def test_forgetting_never_takes_long(room):
    for number in range(60):
        room.do(once(lambda tx: {}, "scope", str(number), "digest"))
    room.clock.advance(2 * DAY_MS)
    room.do(once(lambda tx: {}, "scope", "now", "digest"))
    assert kept(room) == 61 - 20
