"""A ticket of today is found by its number, however it is typed."""

import pytest

from server import example
from server.office.actors import Role
from server.office.numbers import letter, read, written
from server.spoken.numbers import parted
from tests.rooms import MANAGER, MINUTE
from tests.server.conftest import House

DAY = 24 * 60 * MINUTE


def found(house: House, number: str) -> list[str]:
    answer = house.client().get("/api/tickets", query_string={"number": number}, headers=house.token("clerk"))
    assert answer.status_code == 200
    return [ticket["number"] for ticket in answer.json["tickets"]]


def issue(house: House, *services: str) -> None:
    for service in services:
        house.client().post("/api/tickets", json={"service": service, "language": "ar"})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("A102", ("A", 102)),
        ("a102", ("A", 102)),
        (" a 102 ", ("A", 102)),
        ("A-7", ("A", 7)),
        ("\u2068A007\u2069", ("A", 7)),
        ("102", (None, 102)),
        ("١٠٢", (None, 102)),
        ("۱۰۲", (None, 102)),
        ("أ102", ("أ", 102)),
        ("ا١٠٢", ("أ", 102)),
        ("هـ ٧", ("ه", 7)),
        ("Ａ１０２", ("A", 102)),
        ("A1000", ("A", 1000)),
        ("AB12", None),
        ("102A", None),
        ("A", None),
        ("", None),
        ("\ud800", None),
        ("1" * 32, None),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed, number):
    assert read(typed) == number


def test_a_ticket_is_found_by_its_number(house):
    issue(house, "commercial-licence", "commercial-licence", "information")
    assert found(house, "A002") == found(house, "a2") == found(house, "٢") == ["A002"]


def test_the_letter_that_looks_like_a_digit_is_lengthened_for_eyes_and_named_for_ears():
    shown = written("ه", 7, "arabic")
    assert (shown, read(shown), parted(shown)) == ("هـ007", ("ه", 7), ("ه", 7))
    assert [letter(each, "arabic") for each in "أبجدوزح"] == list("أبجدوزح")


def test_without_its_prefix_all_tickets_of_that_number_are_found(house):
    issue(house, "information", "commercial-licence")
    assert found(house, "1") == ["A001", "G001"]


@pytest.mark.parametrize("number", ["A002", "B001", "nothing", "%", "A001'--"])
def test_what_nobody_has_is_found_nowhere(standing, number):
    issue(standing, *(() if found(standing, "A001") else ("commercial-licence",)))
    assert found(standing, number) == []


def test_only_tickets_of_today_are_found(house):
    issue(house, "commercial-licence")
    house.clock.advance(DAY)
    assert found(house, "A001") == []
    issue(house, "information")
    assert found(house, "1") == ["G001"]


def test_the_tickets_of_the_same_day_from_before_another_numbering_are_found_too(house):
    plain = example.settings()["office"] | {"numbering": "plain"}
    issue(house, "information")
    house.writer.do(lambda tx: tx.change_setting("office", plain), MANAGER)
    issue(house, "information", "commercial-licence")
    assert found(house, "2") == ["002"]
    assert found(house, "1") == ["001", "G001"]


@pytest.mark.parametrize("role", [Role.KIOSK, Role.DISPLAY])
def test_only_staff_may_look_for_a_number(standing, role):
    answer = standing.client().get("/api/tickets?number=1", headers=standing.token(role.value))
    assert answer.status_code == 403


@pytest.mark.parametrize("query", ["", "?number=", "?number=" + "1" * 33, "?number=1&day=2"])
def test_what_cannot_be_a_question_is_refused(standing, query):
    assert standing.client().get(f"/api/tickets{query}", headers=standing.token("clerk")).status_code == 422
