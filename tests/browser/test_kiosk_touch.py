"""Fingers on the kiosk's glass: several at once, one at rest, one that slides away; its icons without the office."""

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.conftest import Running, Screens
from tests.browser.test_kiosk import NOTE, choose, kiosk

#: Counts what the page does: each new screen, each new language. News that draw the same screen again do nothing.
COUNT = """() => {
    window.done = [];
    const seen = () => document.body.dataset.screen + ' ' + document.documentElement.lang;
    let last = seen();
    const note = () => { if (seen() !== last) window.done.push(last = seen()); };
    const changes = new MutationObserver(note);
    changes.observe(document.body, { attributeFilter: ['data-screen'] });
    changes.observe(document.documentElement, { attributeFilter: ['lang'] });
}"""


class Hand:
    """Fingers by number, each at a place in pixels."""

    def __init__(self, page: Page) -> None:
        self._glass: CDPSession = page.context.new_cdp_session(page)
        self._down: dict[int, dict[str, Any]] = {}

    def put(self, **places: Locator | tuple[float, float]) -> None:
        """Put fingers down, all at once: `put(f1=button, f2=(10, 10))`."""
        for name, place in places.items():
            x, y = place if isinstance(place, tuple) else middle(place)
            self._down[int(name[1:])] = {"id": int(name[1:]), "x": x, "y": y}
        self._tell("touchStart")

    def slide(self, finger: int, x: float, y: float) -> None:
        self._down[finger].update(x=x, y=y)
        self._tell("touchMove")

    def lift(self, *fingers: int) -> None:
        for finger in fingers:
            self._tell("touchEnd", [self._down.pop(finger)])

    def lose(self) -> None:
        """All fingers, as when the system takes the touch for its own."""
        self._down.clear()
        self._glass.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})

    def _tell(self, kind: str, points: list[dict[str, Any]] | None = None) -> None:
        touched = points or list(self._down.values())
        self._glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def settled(page: Page) -> None:
    expect(page.locator("body")).not_to_have_class(re.compile("settling"))


def test_a_finger_at_rest_does_not_make_the_glass_deaf(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    hand = Hand(page)
    hand.put(f0=(20, 20))
    for button, screen in (
        ("#first-languages button[lang=en]", "#services"),
        ("#cards button:first-child", "#service"),
        ("#take", "#number"),
    ):
        settled(page)
        hand.put(f1=page.locator(button))
        hand.lift(1)
        expect(page.locator(screen)).to_be_visible()
    hand.lift(0)
    assert running.waiting() == 1


def test_a_finger_that_rests_on_a_button_takes_nothing_when_it_leaves(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page)
    settled(page)
    page.evaluate(NOTE)
    hand = Hand(page)
    hand.put(f0=page.locator("#take"))
    hand.put(f1=page.locator("#languages button[lang=fr]"))
    hand.lift(1)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    hand.lift(0)
    assert page.evaluate("window.asked") == 0
    expect(page.locator("#service")).to_be_visible()


@pytest.mark.parametrize("room", ["#first-languages button", "#cards button", "#languages button[aria-pressed=false]"])
def test_ten_fingers_at_once_do_one_thing(running: Running, screens: Screens, room: str) -> None:
    page = kiosk(running, screens)
    if room != "#first-languages button":
        choose(page, "en", None)
        settled(page)
    page.evaluate(COUNT)
    buttons = page.locator(room).all()
    hand = Hand(page)
    hand.put(**{f"f{finger}": buttons[finger % len(buttons)] for finger in range(10)})
    hand.lift(*range(10))
    page.wait_for_function("() => window.done.length > 0")
    settled(page)
    done = page.evaluate("new Set(window.done).size")
    assert done == 1, page.evaluate("window.done")


def test_one_touch_counts_once_and_asks_for_one_ticket(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page)
    page.evaluate("document.addEventListener('click', () => { window.clicked = true; }, true)")
    page.evaluate(NOTE)
    page.locator("#take").tap()
    expect(page.locator("#number")).to_be_visible()
    assert page.evaluate("window.asked") == 1
    assert not page.evaluate("window.clicked")
    assert running.waiting() == 1


def test_a_finger_that_slides_off_its_button_or_is_taken_away_presses_nothing(
    running: Running, screens: Screens
) -> None:
    page = kiosk(running, screens)
    choose(page)
    settled(page)
    page.evaluate(NOTE)
    hand = Hand(page)
    hand.put(f0=page.locator("#take"))
    hand.slide(0, *middle(page.locator("#offer")))
    hand.lift(0)
    assert page.evaluate("window.asked") == 0
    hand.put(f0=page.locator("#take"))
    hand.lose()
    assert page.evaluate("window.asked") == 0
    expect(page.locator("#service")).to_be_visible()


def test_a_slow_finger_presses_too(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    hand = Hand(page)
    x, y = middle(page.locator("#first-languages button[lang=fr]"))
    hand.put(f0=(x, y))
    page.wait_for_timeout(1200)
    hand.slide(0, x + 12, y - 9)
    hand.lift(0)
    expect(page.locator("#services")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_mouse_keys_and_whatever_clicks_for_somebody_still_press(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens, touch=False)
    page.locator("#first-languages button[lang=en]").click()
    expect(page.locator("#services h1")).to_be_focused()  # by the page itself, a moment after it is shown
    page.locator("#cards button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#service")).to_be_visible()
    page.evaluate("document.getElementById('take').click()")
    expect(page.locator("#number")).to_be_visible()


def test_every_icon_is_there_while_the_office_is_away(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    expect(page.locator("svg.sprite")).to_have_count(1)
    running.stop()
    expect(page.locator("#lost span")).to_have_count(3)
    choose(page)
    page.locator("#offer").tap()
    expect(page.locator("#priority")).to_be_visible()
    nowhere = page.evaluate("""() => [...document.querySelectorAll('svg.icon use')].map(u => u.getAttribute('href'))
        .filter(href => !href.startsWith('#') || !document.querySelector(href))""")
    assert nowhere == []
    drawn = page.locator("#classes .badge .icon use").first
    assert drawn.evaluate("use => use.getBBox().width") > 0
