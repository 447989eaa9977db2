"""What a counter's page says of the line: counted in the database, and the same as the rule says one by one."""

import random

import pytest

from server import desk, rows
from server.counter_view import LINE_SHOWN
from server.office.line import may_call
from server.transaction import Transaction
from tests.rooms import Room

SERVICES = ("commercial-licence", "complaints", "building-permit")
CLASSES = (None, None, "age", "disability")


@pytest.mark.parametrize("seed", range(8))
def test_a_counter_counts_those_whom_the_rule_lets_it_call(seed: int) -> None:
    chance, room = random.Random(seed), Room()
    room.open(1, 2)
    for number in range(70):
        room.minutes(chance.random() * 3)
        room.issue(chance.choice(SERVICES), chance.choice(CLASSES))
        if number % 7 == 6:
            room.do(desk.call_next, 1)
            room.do(chance.choice((desk.put_back, desk.start)), 1)
        if number % 20 == 19:
            ticket = room.issue()
            room.do(desk.transfer, 2, to_counter=2, ticket=ticket.id)

    def naive(tx: Transaction) -> list[str]:
        caller, office = tx.caller(tx.catalogue.counter(2)), tx.room()
        return [leg.number for leg in rows.line(tx.db) if may_call(leg, caller, office)]

    seen, numbers = room.counter(2), room.ask(naive)
    assert seen["waiting"] == len(numbers)
    assert [leg["number"] for leg in seen["line"]] == numbers[:LINE_SHOWN]
    assert seen["next"]["ticket"]["number"] == numbers[0]
    since = room.ask(lambda tx: min(leg.place for leg in rows.line(tx.db) if leg.number in numbers))
    assert seen["longest_wait_s"] == (room.clock.at - since) // 1000
