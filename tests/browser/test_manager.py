"""What a manager sees of the running day, in Debian's Chromium, against a real office."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server import desk, passwords, people
from server.clock import FixedClock
from server.office.actors import Role
from tests.browser.conftest import Running, Screens
from tests.browser.staff import PASSWORD, sign_in
from tests.browser.told_office import ToldOffice
from tests.rooms import MORNING, Room, clerk

PROVISIONAL = {"ar": "أرقام مؤقتة", "fr": "Provisoire", "en": "Provisional"}
#: What is measured has its letters.
LETTERED = "async () => { document.body.getBoundingClientRect(); await document.fonts.ready; }"
PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")


def manager(running: Running, screens: Screens, language: str = "en") -> Page:
    page = screens(1366, 768, touch=False)
    sign_in(running, page, f"/manager?lang={language}", role="manager")
    expect(page.locator("#live")).to_have_attribute("data-state", "ready")
    page.evaluate(LETTERED)
    return page


def value(page: Page, figure: str):
    return page.locator(f"#{figure} [data-value]")


def work_one_visit(running: Running, page: Page) -> None:
    for verb in ("open", "call-next", "start", "finish"):
        answer = page.request.post(f"{running.url}/api/counters/1/{verb}", data={}, headers={"Origin": running.url})
        assert answer.ok, answer.text()


@pytest.mark.parametrize("language", PROVISIONAL)
def test_the_figures_follow_the_room_without_a_reload(running: Running, screens: Screens, language: str) -> None:
    page = manager(running, screens, language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator("main")).to_contain_text(PROVISIONAL[language])
    for figure in ("taken", "served", "open", "waiting"):
        expect(value(page, figure)).to_have_text("0")
    for _ in range(2):
        running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    expect(value(page, "taken")).to_have_text("2")
    expect(value(page, "waiting")).to_have_text("2")
    work_one_visit(running, page)
    expect(value(page, "served")).to_have_text("1")
    expect(value(page, "waiting")).to_have_text("1")
    expect(page.locator("#counters tr").first.locator(".state")).to_have_attribute("data-state", "open")
    assert page.evaluate("() => document.scrollingElement.scrollWidth") == 1366


def test_a_figure_that_too_few_values_carry_is_not_shown_but_its_count_is(running: Running, screens: Screens) -> None:
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    page = manager(running, screens)
    expect(page.locator("#wait [data-median]")).to_have_text("–")
    expect(page.locator("#wait [data-median-few]")).to_have_text("shown from 5 values")
    expect(page.locator("#wait [data-note]")).to_have_text("n = 1, 1 of them uncalled")


class RushHour(ToldOffice):
    """One waits too long, another was called out of turn; one counter works, one is paused; the kiosk is out of use."""

    def __init__(self, folder: Path) -> None:
        room = Room(folder / "office.db", FixedClock(at=MORNING))
        for name, role in (("Salma", Role.CLERK), ("Amal", Role.MANAGER)):
            room.do(people.add_member, name, role, passwords.hashed(PASSWORD))
        room.open(1, by=clerk(1))
        room.open(3)
        room.do(desk.pause, 3, reason="prayer")
        room.issue("complaints")
        room.minutes(19)
        room.issue("information")
        late = room.issue("commercial-licence")
        room.do(desk.call, 1, late.id, "unwell", by=clerk(1))
        room.do(desk.start, 1, by=clerk(1))
        room.minutes(3)
        room.do(desk.pause_kiosk, "kiosk:0", "cleaning")
        room.writer.close()
        super().__init__(folder, room.clock)


def test_within_ten_seconds_it_is_seen_how_the_room_is(tmp_path: Path, screens: Screens) -> None:
    page = screens(1366, 768, touch=False)
    with RushHour(tmp_path) as rush:
        page.goto(f"{rush.url}/sign-in?next=/manager%3Flang=en")
        page.locator("[name=name]").fill("Amal")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        expect(page.locator(".attention")).to_contain_text("The kiosk is out of use.")
        expect(page.locator("#waiting")).to_contain_text("the longest for 22 min")
        expect(page.locator("#late")).to_have_text("1 waits longer than the target")
        expect(value(page, "level")).to_have_text("50%")
        expect(page.locator("#goal")).to_have_text("Goal of 80%: not reached so far")
        expect(page.locator("#level")).to_contain_text("of those who were called: 100% · n = 2")
        expect(value(page, "at-work")).to_have_text("1 of 4")
        expect(page.locator("#services tr")).to_contain_text(["Complaints", "Commercial"])
        expect(page.locator("#services tr").first).to_contain_text("1 over 15 min")
        rows = page.locator("#counters tr")
        expect(rows.nth(0)).to_contain_text(re.compile("Serving A001.*3 min.*Salma"))
        expect(rows.nth(2)).to_contain_text(re.compile("Paused.*Prayer.*22 min"))
        page.evaluate(LETTERED)
        assert page.evaluate("() => document.querySelector('.board.now').getBoundingClientRect().bottom") <= 768
        expect(page.locator("#calls li")).to_have_text([re.compile("09:19.*A001.*Is unwell.*Counter 1 · .*Salma")])
        assert page.locator("#report").get_attribute("href") == "/manager/report/2026-09-21"
        page.locator("#statistics").click()
        expect(page).to_have_url(f"{rush.url}/manager/statistics?from=2026-09-21&to=2026-09-21")


def test_a_definition_opens_under_the_name_of_its_figure(running: Running, screens: Screens) -> None:
    page = manager(running, screens)
    definition = page.locator("#wait details p")
    expect(definition).to_be_hidden()
    page.locator("#wait summary").click()
    expect(definition).to_contain_text("at least so long")


def test_a_device_in_trouble_is_told_in_a_sentence(running: Running, screens: Screens) -> None:
    page = manager(running, screens)
    page.request.post(f"{running.url}/hardware/printer/no-paper", headers={"Origin": running.url})
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    expect(page.locator("[data-device=printer]")).to_contain_text("The printer has no paper.")
    told = page.locator("#notices p", has_text="printer")
    expect(told).to_have_text("The printer has no paper. Put in a new roll and close the cover.")


def test_what_is_out_of_use_is_told_to_the_manager_as_to_the_clerks(running: Running, screens: Screens) -> None:
    page = manager(running, screens)
    for reason, told in (("cleaning", ["The kiosk is out of use. Please give tickets at the counters."]), (None, [])):
        path = f"{running.url}/api/kiosks/kiosk:0/pause"
        assert page.request.post(path, data={"reason": reason}, headers={"Origin": running.url}).ok
        expect(page.locator("#notices p", has_text="kiosk")).to_have_text(told)


def test_on_paper_the_day_fills_two_sheets_at_most_with_every_definition(running: Running, screens: Screens) -> None:
    page = manager(running, screens, "ar")
    sheets = PAGE_OF_PDF.findall(page.pdf(prefer_css_page_size=True))
    assert 1 <= len(sheets) <= 2
    expect(page.locator("#as-of")).to_have_text(re.compile(r"\d\d:\d\d"))
    page.emulate_media(media="print")
    # Black on white, also where grounds are printed.
    expect(page.locator("#waiting")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator("details[open]")).to_have_count(0)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details:not([open])")).to_have_count(0)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details[open]")).to_have_count(0)


def test_the_page_says_since_when_it_is_not_live(running: Running, screens: Screens) -> None:
    page = manager(running, screens)
    expect(page.locator("#stale")).to_be_hidden()
    running.stop()
    expect(page.locator("#live")).to_have_text(re.compile(r"No connection since \d\d:\d\d"))
    expect(page.locator("#stale")).to_have_text(re.compile(r"The figures are of \d\d:\d\d: there is no connection."))
    expect(page.locator(".board.now")).to_have_css("filter", "grayscale(1)")
    running.start()
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator("#stale")).to_be_hidden()


def test_who_has_signed_out_in_another_tab_is_led_to_the_way_in(running: Running, screens: Screens) -> None:
    page = manager(running, screens)
    page.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})
    expect(page).to_have_url(re.compile("/sign-in"))


@pytest.mark.parametrize("language", PROVISIONAL)
def test_a_manager_signs_out_from_a_bar_of_one_line(running: Running, screens: Screens, language: str) -> None:
    page = manager(running, screens, language)
    bar = page.locator(".topbar").bounding_box()
    assert bar is not None and bar["height"] <= 64
    name = page.locator(".brand .name")
    assert name.evaluate("(it) => it.scrollWidth <= it.clientWidth && it.getClientRects().length > 0"), (
        "none of it is cut"
    )
    assert page.evaluate("() => document.querySelector('.topbar').scrollWidth <= innerWidth")
    page.locator(".sign-out button").click()
    expect(page).to_have_url(f"{running.url}/")
    page.goto(f"{running.url}/manager")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_on_a_telephone_every_card_is_as_wide_as_the_page(running: Running, screens: Screens) -> None:
    page = manager(running, screens)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => innerWidth === 390")
    widths = page.evaluate("() => [...document.querySelectorAll('.board > .card')].map((card) => card.offsetWidth)")
    assert set(widths) == {358}
    assert page.evaluate("() => document.scrollingElement.scrollWidth") == 390
