from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.contact import BOUNCE_MS, HELD_MS, STUCK_MS, Contact


def test_a_press_counts_when_it_goes_down_and_when_it_comes_up():
    contact = Contact()
    assert contact.edge(True, 1000) == ["down"]
    assert contact.edge(False, 1200) == ["up"]


def test_bounces_of_a_closing_contact_are_one_press():
    contact = Contact()
    heard = contact.edge(True, 0)
    for at_ms, down in ((3, False), (4, True), (9, False), (11, True), (49, False), (49, True)):
        heard += contact.edge(down, at_ms)
    assert heard + contact.wake(BOUNCE_MS) == ["down"]


def test_bounces_of_an_opening_contact_are_one_release():
    contact = Contact()
    contact.edge(True, 0)
    heard = contact.edge(False, 300)
    for at_ms, down in ((302, True), (303, False), (310, True), (340, False)):
        heard += contact.edge(down, at_ms)
    assert heard + contact.wake(350) + contact.wake(2000) == ["up"]


def test_a_tap_shorter_than_a_bounce_comes_up_when_the_bouncing_is_over():
    contact = Contact()
    assert contact.edge(True, 0) == ["down"]
    assert contact.edge(False, 20) == []
    assert contact.wake(BOUNCE_MS - 1) == []
    assert contact.wake(BOUNCE_MS) == ["up"]


def test_a_tap_whose_end_was_overlooked_is_never_a_long_press():
    contact = Contact()
    contact.edge(True, 0)
    contact.edge(False, 20)
    assert contact.wake(HELD_MS + 100) == ["up"]


def test_a_long_press_is_held_once_then_comes_up():
    contact = Contact()
    contact.edge(True, 0)
    assert contact.wake(HELD_MS - 1) == []
    assert contact.wake(HELD_MS) == ["held"]
    assert contact.wake(HELD_MS + 500) == []
    assert contact.edge(False, 4000) == ["up"]


def test_a_long_press_counts_even_when_nobody_woke_the_contact_in_time():
    contact = Contact()
    contact.edge(True, 0)
    assert contact.edge(False, HELD_MS + 100) == ["held", "up"]


def test_a_press_just_too_short_is_not_held():
    contact = Contact()
    contact.edge(True, 0)
    assert contact.edge(False, HELD_MS - 1) == ["up"]


def test_a_contact_that_is_down_from_the_beginning_was_not_pressed():
    contact = Contact(down=True)
    assert contact.wake(HELD_MS) == []
    assert contact.edge(False, 5000) == []
    assert contact.edge(True, 6000) == ["down"]


def test_a_contact_is_stuck_when_it_is_down_for_longer_than_anybody_presses():
    contact = Contact()
    contact.edge(True, 0)
    assert not contact.stuck(STUCK_MS - 1)
    assert contact.stuck(STUCK_MS)
    contact.edge(False, STUCK_MS + 1)
    assert not contact.stuck(STUCK_MS + 2)
    assert Contact(down=True).stuck(0)


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=60))
def test_whatever_a_contact_does_presses_and_releases_alternate_and_end_as_it_lies(steps):
    contact = Contact()
    now_ms, down, heard = 0, False, []
    for pause_ms, down in steps:
        now_ms += pause_ms
        heard += [(kind, now_ms) for kind in contact.edge(down, now_ms)]
    heard += [(kind, now_ms + BOUNCE_MS) for kind in contact.wake(now_ms + BOUNCE_MS)]
    changes = [(kind, at_ms) for kind, at_ms in heard if kind != "held"]
    assert [kind for kind, _ in changes] == ["down", "up"] * (len(changes) // 2) + ["down"] * (len(changes) % 2)
    assert all(later - earlier >= BOUNCE_MS for (_, earlier), (_, later) in pairwise(changes))
    assert (changes[-1][0] if changes else "up") == ("down" if down and steps else "up")
