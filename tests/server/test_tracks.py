"""The codes of tickets on phones: each opens its own ticket, and nothing else opens any."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import office_secrets
from server.office.actors import SYSTEM
from server.tracks import MAC_BYTES, PURPOSE, Tracks, new_key
from tests.rooms import Room

TRACKS = Tracks("5a" * 32)
IDS = st.integers(1, 2**63 - 1)
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(IDS)
def test_a_code_opens_its_ticket(ticket: int) -> None:
    code = TRACKS.code(ticket)
    assert TRACKS.ticket(code) == ticket
    assert set(code) <= set(DIGITS)
    assert MAC_BYTES * 8 >= 80 and len(code) <= 29


@given(IDS, st.data())
def test_a_code_is_read_as_people_write_it(ticket: int, data: st.DataObject) -> None:
    written = TRACKS.code(ticket)
    misread = {"1": "1iIlL", "0": "0oO"}
    typed = "".join(
        data.draw(st.sampled_from(misread.get(digit, digit + digit.lower())), label=digit) for digit in written
    )
    assert TRACKS.ticket(typed) == ticket


@given(IDS, st.data())
def test_a_code_with_one_wrong_digit_opens_nothing(ticket: int, data: st.DataObject) -> None:
    code = TRACKS.code(ticket)
    place = data.draw(st.integers(0, len(code) - 1))
    digit = data.draw(st.sampled_from(DIGITS.replace(code[place], "")))
    assert TRACKS.ticket(code[:place] + digit + code[place + 1 :]) is None


@given(st.text() | st.text(DIGITS + "iloILO-_ /.%\u0131\u017f", max_size=40))
def test_whatever_else_is_said_opens_nothing(said: str) -> None:
    assert TRACKS.ticket(said) is None


@given(IDS)
def test_a_code_is_written_in_one_way_only(ticket: int) -> None:
    code = TRACKS.code(ticket)
    for said in (f"0{code}", f"{code}0", code[:-1], code[1:], f" {code}", f"{code}\n", code * 1000):
        assert TRACKS.ticket(said) is None


@given(IDS)
def test_another_office_has_other_codes(ticket: int) -> None:
    assert Tracks("a5" * 32).ticket(TRACKS.code(ticket)) is None


def test_every_refusal_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    code: Callable[[Tracks, int], str] = Tracks.code

    def counted(self: Tracks, ticket: int) -> str:
        made.append(ticket)
        return code(self, ticket)

    monkeypatch.setattr(Tracks, "code", counted)
    for said in ("", "A", "Z" * 17, "é" * 20, "9" * 10_000, "!" * 18):
        made.clear()
        assert TRACKS.ticket(said) is None
        assert len(made) == 1, said


def test_a_short_key_is_no_key() -> None:
    assert len(bytes.fromhex(new_key())) * 8 == 256
    with pytest.raises(ValueError, match="32 bytes"):
        Tracks("5a" * 31)


def test_the_key_is_made_once_and_the_log_holds_nothing_of_it() -> None:
    room = Room()
    before = room.store.seq
    key = room.do(office_secrets.kept_or_made, PURPOSE, new_key, by=SYSTEM)
    assert room.do(office_secrets.kept_or_made, PURPOSE, new_key, by=SYSTEM) == key
    assert room.store.seq == before
