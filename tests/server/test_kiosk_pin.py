"""The PIN of the staff corner cannot be guessed in the time that anybody stands at a kiosk."""

import sqlite3

import pytest

from server import kiosk_pin
from server.kiosk_pin import BadKioskPin, KioskPin, NoPin, WrongPin, digits
from server.office.actors import SYSTEM
from server.passwords import TooManyAttempts

DAY_MS = 24 * 3600_000


@pytest.fixture
def pin(standing) -> KioskPin:
    """One office for all: each test has kiosks of its own."""
    found: KioskPin = standing.office.record.pin
    return found


def test_without_a_pin_nobody_gets_in(house):
    pin = house.office.record.pin
    assert not pin.is_set
    with pytest.raises(NoPin):
        pin.check("0000", "kiosk:0", 0)


@pytest.mark.parametrize(
    "wrong", ["", "123", "123456789", "12345a", "1111", "00000000", "1234", "8765", "²²²²", "12 34"]
)
def test_what_everybody_tries_first_is_no_pin(pin, wrong):
    with pytest.raises(BadKioskPin):
        pin.set(wrong, SYSTEM)


@pytest.mark.parametrize("good", ["2806", "28069137", "1357", "1212", "٢٨٠٦", "۲۸۰۶"])
def test_digits_of_any_script_make_a_pin(pin, good):
    pin.set(good, SYSTEM)
    pin.check(digits(good), "kiosk:3", 0)
    pin.check(good, "kiosk:3", 0)
    with pytest.raises(WrongPin):
        pin.check("2807", f"kiosk:{good}", 0)


def test_the_log_and_the_file_hold_no_pin(standing, pin):
    pin.set("28069137", SYSTEM)
    with sqlite3.connect(standing.office.record.reading._path) as db:
        (value,) = db.execute("SELECT value FROM secret WHERE purpose = 'kiosk-pin'").fetchone()
        (data,) = db.execute("SELECT data FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        everything = "\n".join(db.iterdump())
    db.close()
    assert value.startswith("$argon2id$")
    assert data == '{"fields":["value"],"key":"kiosk-pin"}'
    assert "28069137" not in everything


def test_a_new_pin_ends_the_old_one(pin):
    pin.set("2806", SYSTEM)
    pin.set("9137", SYSTEM)
    pin.check("9137", "kiosk:4", 0)
    with pytest.raises(WrongPin):
        pin.check("2806", "kiosk:4", 0)


def test_whoever_guesses_has_a_hundred_tries_in_the_first_day_and_fewer_later(pin, monkeypatch):
    pin.set("2806", SYSTEM)
    monkeypatch.setattr(kiosk_pin.passwords, "is_right", lambda kept, given: given == "2806")
    now_ms, tries = 0, []
    while now_ms < 3 * DAY_MS:
        try:
            pin.check("0001", "kiosk:5", now_ms)
        except WrongPin:
            tries.append(now_ms)
        except TooManyAttempts as pause:
            now_ms += pause.values["wait_s"] * 1000
    by_day = [sum(day * DAY_MS <= at < (day + 1) * DAY_MS for at in tries) for day in range(3)]
    assert by_day[0] <= 110
    assert by_day[1:] == [96, 96]


def test_other_kiosks_do_not_pay_for_one_and_the_right_pin_forgives(pin):
    pin.set("2806", SYSTEM)
    for _ in range(kiosk_pin.FREE_TRIES):
        with pytest.raises(WrongPin):
            pin.check("0001", "kiosk:1", 0)
    with pytest.raises(TooManyAttempts):
        pin.check("2806", "kiosk:1", 0)
    pin.check("2806", "kiosk:2", 0)
    pin.check("2806", "kiosk:1", 2_000)
    for _ in range(kiosk_pin.FREE_TRIES):
        with pytest.raises(WrongPin):
            pin.check("0001", "kiosk:1", 2_000)
