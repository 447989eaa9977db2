"""Managers arrange the displays on the devices page, in every language, and see at once what became of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessible import AXE, CHECK, LATIN, RULES
from tests.browser.conftest import Running, Screens
from tests.browser.staff import sign_in

LONG_MS = 60_000
LANGUAGES = ("ar", pytest.param("fr", marks=pytest.mark.long), pytest.param("en", marks=pytest.mark.long))


@pytest.fixture
def office(running: Running) -> Iterator[Running]:
    """An office with a picture, whose display is as usual afterwards."""
    media = running.folder / "media"
    media.mkdir(exist_ok=True)
    (media / "hall.png").write_bytes(b"a picture")
    yield running
    for file in media.iterdir():
        file.unlink()


@pytest.fixture
def token(office: Running) -> Iterator[str]:
    secret = office.token()
    yield secret
    arrange(office, secret, {})


@pytest.fixture
def manager(office: Running, token: str, screens: Screens) -> Page:
    """The devices page as it opens, with the options of this computer's display."""
    page = screens(1366, 768, touch=False)
    sign_in(office, page, "/manager/devices", role="manager")
    return opened(office, page, "en")


def opened(office: Running, page: Page, language: str) -> Page:
    page.goto(f"{office.url}/manager/devices?lang={language}")
    page.locator("#displays summary").click()
    return page


def arrange(office: Running, token: str, decided: dict[str, Any]) -> None:
    assert office.ask("PUT", "/api/displays/display:0", decided, token).status == 200


def options(office: Running, token: str) -> Any:
    return office.get("/api/displays", token)["displays"][0]["options"]


def saved(manager: Page) -> Locator:
    return manager.locator("#displays .saved").filter(has_text="Saved")


def test_every_change_is_kept(office: Running, manager: Page, token: str) -> None:
    manager.get_by_label("All counters").uncheck()
    manager.get_by_label("Counter 2").check()
    manager.get_by_label("Past calls in the list").select_option("3")
    manager.get_by_label("Number of people waiting").uncheck()
    manager.get_by_label("Picture or video").select_option("hall.png")
    manager.get_by_label("Name of the room").fill(" Hall ")
    manager.get_by_label("As the office does").uncheck()
    manager.get_by_label("Français", exact=True).first.check()
    manager.get_by_label("Colours").select_option("Light")
    manager.get_by_label("Size of the screen").fill("55")
    line = manager.locator("input[lang=ar]")
    line.fill("أهلاً وسهلاً")
    line.press("Tab")
    for told in ("Hall", "Counter 2", "Light", "55″"):
        expect(manager.locator("#displays .brief")).to_contain_text(told)
    expect(saved(manager)).to_be_visible()
    assert options(office, token) == {
        "counters": [2], "calls": 3, "voice": True, "languages": ["fr"], "waiting": False, "theme": "light",
        "notice": {"ar": "أهلاً وسهلاً"}, "media": "hall.png", "inches": 55, "room": "Hall",
    }  # fmt: skip


def test_what_is_wrong_is_said_beside_the_field_and_nothing_else_is_held_up(
    office: Running, manager: Page, token: str
) -> None:
    manager.get_by_label("Size of the screen").fill("5")
    manager.get_by_label("All counters").uncheck()
    manager.get_by_label("Counter 2").check()
    manager.get_by_label("Counter 2").uncheck()
    manager.get_by_label("Colours").select_option("High contrast")
    expect(saved(manager)).to_be_visible()
    told = manager.locator("#displays .error:visible")
    expect(told).to_have_text(["Choose at least one counter, or all of them.", "A whole number from 7 to 150, please."])
    found = options(office, token)
    assert (found["theme"], found["inches"], found["counters"]) == ("contrast", 43, [2])
    (office.folder / "media" / "gone.png").write_bytes(b"a picture")
    with_it = office.get("/api/displays", token)
    manager.route("**/api/displays", lambda route: route.fulfill(json=with_it))  # the page does not hear that it goes
    opened(office, manager, "en")
    expect(manager.locator("option[value='gone.png']")).to_be_attached()
    (office.folder / "media" / "gone.png").unlink()
    manager.get_by_label("Picture or video").select_option("gone.png")
    expect(told).to_have_text(["There is no picture or video “gone.png” that a display can show."])


def test_what_was_not_kept_is_not_shown_as_if_it_were(office: Running, manager: Page, token: str) -> None:
    manager.get_by_label("Colours").select_option("Light")
    expect(saved(manager)).to_be_visible()
    manager.get_by_label("Size of the screen").fill("5")
    manager.get_by_label("Size of the screen").press("Tab")
    expect(manager.locator("#displays .error:visible")).to_have_count(1)
    expect(saved(manager)).to_have_count(0)
    manager.route("**/api/displays/*", lambda route: route.abort())
    manager.get_by_label("Colours").select_option("Dark")
    manager.get_by_label("It may speak").uncheck()
    manager.get_by_label("All counters").uncheck()
    manager.get_by_label("Counter 2").check()
    # The page asks four times for each of them, one after the other, before it says so.
    expect(manager.locator("#displays .error:visible")).to_have_count(4, timeout=LONG_MS)
    expect(manager.get_by_label("Colours")).to_have_value("light")
    expect(manager.get_by_label("It may speak")).to_be_checked()
    expect(manager.get_by_label("All counters")).to_be_checked()
    manager.unroute("**/api/displays/*")
    manager.get_by_label("Colours").select_option("Dark")
    expect(saved(manager)).to_be_visible()
    assert options(office, token)["theme"] == "dark"


def test_what_was_copied_along_unseen_is_left_out(office: Running, manager: Page, token: str) -> None:
    line = manager.locator("input[lang=fr]")
    line.fill("\u202aMerci\u00a0! \u202c\tÀ bientôt\ufeff ")
    line.press("Tab")
    expect(saved(manager)).to_be_visible()
    expect(line).to_have_value("Merci\u00a0!  À bientôt")
    assert options(office, token)["notice"] == {"fr": "Merci\u00a0!  À bientôt"}


@pytest.mark.long
def test_a_display_that_comes_is_seen_and_what_others_change_is_seen(
    office: Running, manager: Page, token: str, screens: Screens
) -> None:
    place = manager.locator("#displays .display")
    expect(place).to_contain_text("Not connected")
    display = screens(1280, 720)
    display.goto(f"{office.url}/display")
    expect(place.locator(".states")).to_contain_text("Connected")
    expect(place.locator(".states")).to_contain_text("Speaks for its room")
    arrange(office, token, {"voice": False, "theme": "light"})
    expect(manager.get_by_label("Colours")).to_have_value("light")
    expect(place.locator(".states")).not_to_contain_text("Speaks")
    display.close()
    expect(place).to_contain_text("Not connected")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_and_accessible_in_every_language(
    office: Running, manager: Page, token: str, language: str
) -> None:
    arrange(office, token, {"counters": [1], "languages": [], "room": "Hall"})
    opened(office, manager, language)
    expect(manager.locator("#displays form")).to_be_visible()
    manager.wait_for_function("() => document.fonts.status === 'loaded'")
    for card in manager.locator("#displays :is(.group, .notices, summary)").all():
        assert card.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth")
    manager.evaluate(AXE)
    found = manager.evaluate(CHECK, {"type": "tag", "values": RULES})
    manager.evaluate(LATIN)
    found += manager.evaluate(CHECK, {"type": "rule", "values": ["color-contrast"]})
    assert found == []
