"""How each kiosk and display is, for the managers: there, silent, out of use, or gone since when."""

from types import SimpleNamespace

import pytest

from server import desk
from server.office.actors import SYSTEM
from server.screens import Screens
from tests.rooms import MINUTE


@pytest.fixture
def there(house):
    """Who follows the news, as it is told; `screens` of an office with a kiosk and a display that were let in."""
    house.token("kiosk", "the door")
    house.token("display", "the hall")
    live = SimpleNamespace(present=frozenset(), left={}, left_s=lambda: live.left)
    house.office.live = live
    refusing = set()
    found = Screens(
        house.office.record.reading, house.office.machines, live, house.office.displays.options, lambda: refusing
    )
    return SimpleNamespace(live=live, refusing=refusing, clock=house.clock, house=house, all=found.all)


def screen(role, name, **how):
    return {"name": name, "role": role, "connected": False, "silent": False, "paused": None, "seen_at": None} | how


def test_nothing_is_said_of_this_computer_until_a_screen_was_there(there):
    assert there.all() == [screen("kiosk", "the door"), screen("display", "the hall")]
    there.live.present = frozenset({("/display", "display:0"), ("/kiosk", "kiosk:1")})
    assert there.all() == [
        screen("kiosk", "the door", connected=True), screen("display", None, connected=True),
        screen("display", "the hall"),
    ]  # fmt: skip


def test_a_screen_that_went_says_since_when_to_the_minute(there):
    there.clock.advance(20 * MINUTE)
    there.live.left = {("/display", "display:2"): 90.0, ("/kiosk", "kiosk:0"): 30.0, ("/kiosk", "kiosk:1"): 10.0}
    there.live.present = frozenset({("/kiosk", "kiosk:1")})
    assert there.all() == [
        screen("kiosk", None, seen_at="2026-09-21T09:19+02:00"), screen("kiosk", "the door", connected=True),
        screen("display", "the hall", seen_at="2026-09-21T09:18+02:00"),
    ]  # fmt: skip


def test_a_display_that_should_speak_and_may_not_is_silent(there):
    there.refusing.add("display:2")
    assert not there.all()[-1]["silent"], "it is not there"
    there.live.present = frozenset({("/display", "display:2")})
    assert there.all()[-1]["silent"]
    there.house.writer.do(lambda tx: desk.arrange_display(tx, "display:2", {"voice": False}), SYSTEM)
    assert not there.all()[-1]["silent"]


def test_a_kiosk_that_is_out_of_use_says_why(there):
    there.house.writer.do(lambda tx: desk.pause_kiosk(tx, "kiosk:0", "cleaning"), SYSTEM)
    assert there.all()[0] == screen("kiosk", None, paused="cleaning")
