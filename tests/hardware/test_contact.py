from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.contact import BOUNCE_MS, CHATTERING, HELD_MS, REST_MS, STUCK_MS, WITHIN_MS, Contact


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


def pressed(contact: Contact, times: int, every_ms: int, from_ms: int = 0) -> list[str]:
    """What is heard of presses of 60 ms that follow one another."""
    heard: list[str] = []
    for at_ms in range(from_ms, from_ms + times * every_ms, every_ms):
        heard += contact.edge(True, at_ms) + contact.edge(False, at_ms + 60)
    return heard


def test_a_contact_that_gives_presses_that_nobody_made_is_not_heeded():
    contact = Contact()
    assert pressed(contact, CHATTERING + 5, 500) == ["down", "up"] * (CHATTERING - 1)
    assert contact.chatters
    assert contact.trouble(CHATTERING * 500) == "chattering"


def test_somebody_who_presses_often_is_heeded():
    contact = Contact()
    every_ms = WITHIN_MS // (CHATTERING - 1) + 1
    assert pressed(contact, 40, every_ms) == ["down", "up"] * 40
    assert contact.trouble(40 * every_ms) is None


def test_a_contact_that_has_come_to_rest_is_heeded_again():
    contact = Contact()
    pressed(contact, CHATTERING, 500)
    last_ms = (CHATTERING - 1) * 500 + 60
    assert contact.due_ms == last_ms + REST_MS
    assert contact.edge(True, last_ms + REST_MS - 1) == []
    assert contact.edge(False, last_ms + REST_MS + 200) == [], "it had not rested"
    assert contact.wake(last_ms + 2 * REST_MS + 199) == []
    assert contact.chatters
    assert contact.wake(last_ms + 2 * REST_MS + 200) == []
    assert not contact.chatters
    assert contact.edge(True, last_ms + 3 * REST_MS) == ["down"]


def test_a_contact_that_came_to_rest_closed_was_not_pressed_and_may_be_stuck():
    contact = Contact()
    pressed(contact, CHATTERING, 500)
    contact.edge(True, 6_000)
    assert contact.wake(6_000 + REST_MS) == []
    assert contact.trouble(6_000 + REST_MS) is None
    assert contact.trouble(6_000 + REST_MS + STUCK_MS) == "stuck"
    assert contact.edge(False, 60_000) == []


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
    if not contact.chatters:
        assert (changes[-1][0] if changes else "up") == ("down" if down and steps else "up")
    else:
        assert changes[-1][0] == "up", "what was pressed last was let go before it was told to chatter"
