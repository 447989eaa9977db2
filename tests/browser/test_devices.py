"""A screen on another machine is let in by its code, and staff look after a kiosk in its corner."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessible import faults
from tests.browser.conftest import FAR, Running, Screens
from tests.browser.page_clock import standing_still
from tests.browser.staff import sign_in
from tests.server.screens import soon

#: What a proxy says of a screen on another machine: so this machine's own browser is not trusted.
#: The settings of an office that is reached by a name from elsewhere: whoever comes by it is a stranger.
PUBLIC = f'[server]\npublic_url = "http://{FAR}"\n'
CODE = re.compile(r"\d{3}\s\d{3}")
PIN = "280691"
LONG_MS = 20_000


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One office for all of it."""
    with Running(tmp_path_factory.mktemp("devices") / "office", PUBLIC, "--simulate") as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Screens]:
    """Screens that stay from test to test."""
    screens = Screens(browser)
    yield screens
    screens.close()
    assert screens.failures == []


@pytest.fixture(scope="module")
def signed_in(office: Running, shown: Screens) -> Page:
    page = shown(1366, 768, touch=False)
    sign_in(office, page, "/manager/devices", name="Amal", role="manager")
    expect(page.locator("#machines tr")).to_have_count(1)
    return page


@pytest.fixture
def manager(office: Running, signed_in: Page) -> Page:
    """The devices page, as it opens."""
    signed_in.goto(f"{office.url}/manager/devices?lang=en")
    return signed_in


@pytest.fixture(scope="module")
def token(office: Running) -> str:
    return office.token()


@pytest.fixture(scope="module")
def pin(office: Running, token: str) -> str:
    """The PIN of the kiosks."""
    office.post("/api/devices/pin", {"pin": PIN}, token)
    return PIN


@pytest.fixture(scope="module")
def here(office: Running, shown: Screens) -> Page:
    """The kiosk on the office's own machine."""
    page = shown()
    page.clock.install()
    page.goto(f"{office.url}/kiosk")
    expect(page.locator("#start")).to_be_visible()
    return page


def row(manager: Page, name: str) -> Locator:
    return manager.locator("#machines tr").filter(has_text=name)


def let_in(manager: Page, screen: Page, name: str) -> None:
    expect(screen.locator("#code")).to_have_text(CODE)
    manager.locator("#code").fill(screen.locator("#code").inner_text())
    manager.locator("#code").press("Enter")
    expect(manager.locator("#whose")).to_contain_text("127.0.0.1")
    manager.locator("#machine-name").fill(name)
    manager.locator("#machine-name").press("Enter")
    expect(manager.locator("#paired")).to_contain_text(name)


def revoke(manager: Page, name: str) -> None:
    row(manager, name).get_by_role("button", name="Revoke").click()
    row(manager, name).get_by_role("button", name="Yes, revoke").click()
    expect(row(manager, name)).to_have_count(0)


# ---------------------------------------------------------------- paired machines


def test_a_kiosk_on_another_machine_works_from_its_code_to_its_end(
    office: Running, manager: Page, shown: Screens
) -> None:
    kiosk = shown()
    kiosk.goto(f"http://{FAR}:{office.port}/kiosk")
    for sentence in ("A manager enters this code", "Un responsable saisit ce code", "يُدخل المدير هذا الرمز"):
        expect(kiosk.locator("h1")).to_contain_text(sentence)
    assert faults(kiosk, arabic=True) == []
    let_in(manager, kiosk, "At the door")
    expect(kiosk.locator("#start")).to_be_visible(timeout=LONG_MS)
    kiosk.locator("#first-languages button").last.tap()
    kiosk.locator("#cards button").first.tap()
    kiosk.locator("#take").tap()
    expect(kiosk.locator("#the-number")).to_have_text("A001")
    soon(lambda: office.get("/hardware/state")["papers"])  # before others count them
    expect(row(manager, "At the door")).to_contain_text("now")
    revoke(manager, "At the door")
    expect(kiosk.locator("#code")).to_have_text(CODE, timeout=LONG_MS)


def test_a_display_is_paired_renamed_and_sent_away(office: Running, manager: Page, shown: Screens) -> None:
    wall = shown(1920, 1080, touch=False)
    wall.goto(f"http://{FAR}:{office.port}/display")
    let_in(manager, wall, "In the hall")
    expect(wall.locator("#clock")).to_be_visible(timeout=LONG_MS)
    expect(row(manager, "In the hall")).to_contain_text(re.compile("Display.*now"))  # and is drawn anew no more
    row(manager, "In the hall").get_by_role("button", name="Rename").click()
    manager.locator("#machines input").fill("On the wall")
    manager.locator("#machines input").press("Enter")
    expect(row(manager, "On the wall")).to_contain_text("now")
    revoke(manager, "On the wall")
    expect(wall.locator("#code")).to_have_text(CODE, timeout=LONG_MS)


def test_a_wrong_code_is_said_beside_the_field(manager: Page) -> None:
    manager.locator("#code").fill("000 000")
    manager.locator("#look-up").click()
    expect(manager.locator("#code-fault")).to_contain_text("No screen shows this code")
    expect(manager.locator("#let-in")).to_be_hidden()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_page_is_whole_in_every_language(office: Running, manager: Page, language: str) -> None:
    for name, role in (("a rather long name of a kiosk", "kiosk"), ("a display", "display")):
        office.command("token", "add", f"{name} {language}", "--role", role)
    manager.goto(f"{office.url}/manager/devices?lang={language}")
    one = row(manager, f"a rather long name of a kiosk {language}")
    one.locator("select").select_option("out-of-order")
    expect(one.locator(".use")).to_be_visible()
    row(manager, f"a display {language}").locator(".button").last.click()
    manager.evaluate("async () => { document.body.getBoundingClientRect(); await document.fonts.ready; }")
    for card in manager.locator(".machines > .card").all():
        assert card.evaluate("each => each.scrollWidth <= each.clientWidth")
    row(manager, f"a display {language}").locator(".danger").click()
    expect(row(manager, f"a display {language}")).to_have_count(0)


# ---------------------------------------------------------------- the staff corner


def press_the_corner(page: Page) -> None:
    """A finger comes down where the lines begin: at the top right in Arabic."""
    rtl = page.locator("html").get_attribute("dir") == "rtl"
    width = page.evaluate("innerWidth")
    page.mouse.move(width - 40 if rtl else 40, 40)
    page.mouse.down()


def open_corner(page: Page) -> Locator:
    press_the_corner(page)
    page.clock.fast_forward(3000)
    corner = page.locator("#corner")
    expect(corner).to_be_visible()
    page.mouse.up()
    return corner


def enter(corner: Locator, pin: str) -> None:
    for sign in pin:
        corner.locator(f'[data-deed="digit {sign}"]').tap()
    corner.locator('[data-deed="enter"]').tap()


def test_three_seconds_on_the_corner_open_it_and_without_a_pin_it_says_where_one_is_set(here: Page) -> None:
    here.route("**/api/kiosk/corner", lambda route: route.fulfill(json={"pin": False, "paused": None}), times=1)
    press_the_corner(here)
    corner = here.locator("#corner")
    expect(corner).to_be_visible(timeout=LONG_MS)
    here.mouse.up()
    expect(corner).to_contain_text("صفحة الأجهزة")
    corner.locator('[data-deed="speak fr"]').tap()
    expect(corner).to_contain_text("la page des appareils")
    here.keyboard.press("Backspace")
    expect(corner).to_be_hidden()


def test_nobody_finds_the_corner_by_chance_and_no_visit_is_disturbed(here: Page) -> None:
    corner = here.locator("#corner[open]")
    with standing_still(here):
        press_the_corner(here)
        here.clock.fast_forward(2900)
        here.mouse.up()
        here.clock.fast_forward(3000)
        expect(corner).to_have_count(0)
        press_the_corner(here)
        here.mouse.move(400, 300)
        here.clock.fast_forward(3000)
        here.mouse.up()
        expect(corner).to_have_count(0)
    here.locator("#first-languages button").first.tap()
    here.locator("#cards button").first.tap()
    expect(here.locator("#take")).to_be_visible()
    press_the_corner(here)
    here.clock.fast_forward(4000)
    expect(corner).to_have_count(0)
    here.mouse.move(400, 300)  # the button for "back" comes to stand in the corner
    here.mouse.up()
    here.locator("#back").tap()
    expect(here.locator("#services")).to_be_visible()
    open_corner(here)
    expect(here.locator("#start")).to_be_attached()
    here.keyboard.press("Escape")
    expect(corner).to_have_count(0)
    expect(here.locator("#start")).to_be_visible()


def test_staff_print_a_trial_and_put_the_kiosk_out_of_use(office: Running, manager: Page, here: Page) -> None:
    manager.locator("#pin").fill("1234")
    manager.locator("#save-pin").click()
    expect(manager.locator("#pin-fault")).to_contain_text("4 to 8 digits")
    manager.locator("#pin").fill(PIN)
    manager.locator("#save-pin").click()
    expect(manager.locator("#pin-state")).to_have_text("A PIN is set.")

    corner = open_corner(here)
    corner.locator('[data-deed="speak en"]').tap()
    enter(corner, "0000")
    expect(corner.locator(".said")).to_have_text("This PIN is not right.")
    enter(corner, PIN)
    papers = len(office.get("/hardware/state")["papers"])
    corner.locator('[data-deed="test-print"]').tap()
    expect(corner.locator(".said")).to_contain_text("The test paper has been sent")
    soon(lambda: len(office.get("/hardware/state")["papers"]) == papers + 1)
    corner.locator('[data-deed="paper-changed"]').tap()
    expect(corner.locator(".said")).to_have_text("The printer has paper.")
    condition = f"{office.url}/hardware/printer"
    here.request.post(f"{condition}/no-paper", headers={"Origin": office.url})
    corner.locator('[data-deed="paper-changed"]').tap()
    expect(corner.locator(".said")).to_have_text("The printer has no paper.")
    expect(corner.get_by_text("The printer has no paper.")).to_have_count(1)
    here.request.post(f"{condition}/fine", headers={"Origin": office.url})
    corner.locator('[data-deed="why"]').tap()
    corner.locator('[data-deed="pause cleaning"]').tap()
    expect(corner).to_contain_text("Out of use: Cleaning")
    corner.locator('[data-deed="close"]').tap()
    expect(row(manager, "This computer")).to_contain_text("Out of use: Cleaning")
    refused = office.ask("POST", "/api/tickets", {"service": "information", "language": "ar"})
    assert (refused.status, refused.body["type"]) == (409, "/problems/kiosk-paused")
    row(manager, "This computer").get_by_role("button", name="Take into use").click()
    expect(row(manager, "This computer").locator("select")).to_be_visible()


def test_the_corner_opens_by_keys_on_a_kiosk_out_of_use_and_takes_it_back(
    office: Running, here: Page, token: str, pin: str
) -> None:
    office.post("/api/kiosks/kiosk:0/pause", {"reason": "no-paper"}, token)
    here.keyboard.down("Backspace")
    here.clock.fast_forward(5000)
    corner = here.locator("#corner")
    expect(corner).to_be_visible()
    here.keyboard.up("Backspace")
    here.keyboard.type(PIN)
    here.keyboard.press("#")  # a telephone's keypad has no Enter
    expect(corner.locator('[data-deed="resume"]')).to_be_visible()
    here.keyboard.press("3")
    expect(corner.locator('[data-deed="why"]')).to_be_visible()
    assert "kiosk:0" not in office.get("/api/office")["paused_kiosks"]
    here.keyboard.press("Backspace")
    expect(corner).to_be_hidden()


def test_a_pin_typed_after_the_language_that_was_on_is_sent_by_enter(here: Page, pin: str) -> None:
    corner = open_corner(here)
    corner.locator('[data-deed="speak ar"]').tap()
    here.keyboard.type(PIN)
    here.keyboard.press("Enter")
    expect(corner.locator('[data-deed="test-print"]')).to_be_visible()
    here.keyboard.press("Escape")
    expect(corner).to_be_hidden()


def test_the_corner_ends_by_itself_and_forgets_the_pin(here: Page, pin: str) -> None:
    corner = open_corner(here)
    enter(corner, PIN)
    expect(corner.locator('[data-deed="test-print"]')).to_be_visible()
    with standing_still(here):  # some seconds later than it was
        here.clock.fast_forward(15_000)
        expect(corner).to_be_visible()
        corner.locator("h1").tap()
        here.clock.fast_forward(29_000)
        expect(corner).to_be_visible()
        here.clock.fast_forward(1000)
        expect(corner).to_be_hidden()
    assert corner.inner_html() == ""
    expect(open_corner(here).locator('[data-deed="enter"]')).to_be_visible()
    here.keyboard.press("Backspace")
    expect(corner).to_be_hidden()


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two boxes lie on each other."""
    apart = one["right"] <= other["left"] or other["right"] <= one["left"]
    return not (apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"])


def test_everything_in_the_corner_is_large_enough_for_a_finger_in_every_language(here: Page, pin: str) -> None:
    corner = open_corner(here)
    mm = here.evaluate("parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'))")
    for screen in ("pin", "menu", "why"):
        for language in ("ar", "fr", "en"):
            corner.locator(f'[data-deed="speak {language}"]').tap()
            expect(corner).to_have_attribute("lang", language)
            for width, height in ((1280, 800), (1280, 720), (1080, 1920)):
                here.set_viewport_size({"width": width, "height": height})
                here.wait_for_function("size => innerWidth === size[0] && innerHeight === size[1]", arg=[width, height])
                boxes = corner.locator("button").evaluate_all(
                    "all => all.map((each) => each.getBoundingClientRect().toJSON())"
                )
                assert min(min(box["width"], box["height"]) for box in boxes) >= 20 * mm - 0.5
                assert all(box["left"] >= 0 and box["right"] <= width and box["bottom"] <= height for box in boxes)
                assert not any(overlap(*two) for two in combinations(boxes, 2)), (screen, language, width, height)
        assert faults(here) == [], screen
        if screen == "pin":
            enter(corner, PIN)
            expect(corner.locator('[data-deed="why"]')).to_be_visible()
        elif screen == "menu":
            corner.locator('[data-deed="why"]').tap()
    here.keyboard.press("Escape")
    expect(corner).to_be_hidden()
    here.set_viewport_size({"width": 1280, "height": 800})
