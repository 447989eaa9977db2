"""One button, one hand: what a press means in each state of the counter."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from counter.presses import IGNORED_MS, LONG_MS, Presses

NOW = "2026-11-21T08:00:00+02:00"
LONG_AGO = "2020-01-01T08:00:00+02:00"
FAR_AHEAD = "2120-01-01T08:00:00+02:00"


def counter(state: str = "open", ticket: str | None = None, **more: Any) -> dict[str, Any]:
    """A counter as the API shows it, with what a press reads."""
    held = {"id": 7, "state": ticket} if ticket else None
    known = {"number": 3, "state": state, "button_only": False, "ticket": held, "no_show_at": None}
    return known | {"now": NOW, "last": None} | more


def just_done(by: str, ms: int) -> dict[str, Any]:
    """The counter's last command: whose it was, and how long ago."""
    at = datetime.fromisoformat(NOW) - timedelta(milliseconds=ms)
    return {"last": {"at": at.isoformat(timespec="milliseconds"), "by": by}}


def down(view: dict[str, Any], presses: Presses | None = None, at_ms: int = 5_000) -> list[str]:
    return (presses or Presses()).press(view, "down", at_ms)


def down_and(kind: str, view: dict[str, Any], after_ms: int) -> list[str]:
    presses = Presses()
    assert presses.press(view, "down", 5_000) == []
    return presses.press(view, kind, 5_000 + after_ms)


def test_a_press_at_a_free_counter_calls_the_next_when_it_goes_down() -> None:
    assert down(counter()) == ["call-next"]


def test_a_press_while_serving_finishes_and_calls_the_next() -> None:
    assert down(counter(ticket="serving")) == ["call-next"]


def test_a_press_while_called_starts_the_service_when_it_is_released() -> None:
    assert down_and("up", counter(ticket="called"), 200) == ["start"]


def test_a_long_press_calls_again_while_a_no_show_needs_another_call() -> None:
    assert down_and("held", counter(ticket="called"), LONG_MS) == ["recall"]


def test_a_long_press_calls_again_while_a_no_show_needs_more_time() -> None:
    assert down_and("held", counter(ticket="called", no_show_at=FAR_AHEAD), LONG_MS) == ["recall"]


def test_a_long_press_marks_a_no_show_once_it_is_lawful() -> None:
    assert down_and("held", counter(ticket="called", no_show_at=LONG_AGO), LONG_MS) == ["no-show"]


def test_a_release_after_a_lost_long_press_is_long_all_the_same() -> None:
    assert down_and("up", counter(ticket="called"), LONG_MS) == ["recall"]


def test_a_long_press_is_over_when_it_is_released() -> None:
    presses, view = Presses(), counter(ticket="called")
    presses.press(view, "down", 0)
    assert presses.press(view, "held", LONG_MS) == ["recall"]
    assert presses.press(view, "up", LONG_MS + 300) == []


def test_the_press_that_called_does_not_start_when_it_is_released_or_held() -> None:
    presses = Presses()
    assert presses.press(counter(), "down", 0) == ["call-next"]
    called = counter(ticket="called")
    assert presses.press(called, "held", LONG_MS) == []
    assert presses.press(called, "up", LONG_MS + 500) == []


@pytest.mark.parametrize("state", ["closed", "paused"])
def test_a_counter_that_has_only_its_button_opens_and_calls(state: str) -> None:
    assert down(counter(state, button_only=True)) == ["open", "call-next"]


@pytest.mark.parametrize("view", [counter("closed"), counter("paused")], ids=str)
def test_a_press_at_a_closed_or_paused_counter_asks_the_desk_which_refuses(view: dict[str, Any]) -> None:
    assert down(view) == ["call-next"]


def test_a_refused_press_does_not_hold_the_next_one_back() -> None:
    presses = Presses()
    assert down(counter("paused"), presses, 0) == ["call-next"]
    assert down(counter(), presses, 100) == ["call-next"]


@pytest.mark.parametrize("after_ms", [1, 400, IGNORED_MS - 1])
def test_a_press_within_a_second_of_the_last_accepted_one_is_ignored(after_ms: int) -> None:
    presses = Presses()
    down(counter(), presses, 0)
    assert down(counter(ticket="serving"), presses, after_ms) == []
    assert presses.press(counter(ticket="serving"), "up", after_ms + 100) == []


def test_a_press_after_a_second_counts_again() -> None:
    presses = Presses()
    down(counter(), presses, 0)
    assert down(counter(ticket="serving"), presses, IGNORED_MS) == ["call-next"]


def test_a_press_that_is_ignored_does_not_make_the_wait_longer() -> None:
    presses = Presses()
    down(counter(), presses, 0)
    down(counter(), presses, IGNORED_MS - 1)
    assert down(counter(), presses, IGNORED_MS) == ["call-next"]


@pytest.mark.parametrize("ticket", [None, "serving", "called"])
def test_a_press_within_a_second_of_what_staff_did_on_the_page_is_ignored(ticket: str | None) -> None:
    view = counter(ticket=ticket, **just_done("staff", IGNORED_MS - 1))
    presses = Presses()
    assert down(view, presses, 0) == []
    assert presses.press(counter(ticket=ticket), "up", 100) == []
    assert down(counter(ticket="serving", **just_done("staff", IGNORED_MS)), presses, 100) == ["call-next"]


@pytest.mark.parametrize(("kind", "after_ms"), [("up", 200), ("held", LONG_MS)])
def test_a_press_is_dropped_when_staff_did_something_with_the_ticket_while_it_was_down(kind, after_ms) -> None:
    presses = Presses()
    presses.press(counter(ticket="called"), "down", 0)
    assert presses.press(counter(ticket="called", **just_done("staff", 100)), kind, after_ms) == []


@pytest.mark.parametrize("by", ["button", "program", "system", "kiosk"])
def test_what_no_page_did_keeps_no_press_from_counting(by: str) -> None:
    assert down(counter(ticket="serving", **just_done(by, 0))) == ["call-next"]


@pytest.mark.parametrize("meanwhile", [None, "serving"])
def test_a_press_is_dropped_when_the_ticket_went_on_by_another_hand(meanwhile: str | None) -> None:
    presses = Presses()
    presses.press(counter(ticket="called"), "down", 0)
    assert presses.press(counter(ticket=meanwhile), "up", 200) == []


def test_a_press_is_dropped_when_another_ticket_was_called_meanwhile() -> None:
    presses = Presses()
    presses.press(counter(ticket="called"), "down", 0)
    another = counter(ticket="called")
    another["ticket"]["id"] = 8
    assert presses.press(another, "up", 200) == []


def test_the_buttons_of_two_counters_do_not_hinder_each_other() -> None:
    presses = Presses()
    assert down(counter(), presses, 0) == ["call-next"]
    assert down(counter() | {"number": 4}, presses, 1) == ["call-next"]
