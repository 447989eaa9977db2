"""What goes wrong in the very moment of the touch: one ticket and no more, or none and a sentence that says so."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from server import app as wiring
from server import settings
from server.clock import FixedClock
from tests.browser import page_clock
from tests.browser.conftest import Running, Screens
from tests.browser.staged import ADDRESS
from tests.browser.test_kiosk import choose, kiosk, lettered
from tests.browser.test_kiosk_touch import Hand, middle, settled
from tests.rooms import MINUTE, MORNING

SERVICE = "commercial-licence"
SOCKET = re.compile("/socket.io/")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One office for all storms, with a clock that is right: hours bind it."""
    office = Running(tmp_path_factory.mktemp("storms") / "office", "", "--simulate")
    with office:
        office.confirm_clock()
        yield office


@pytest.fixture(scope="module")
def manager(office: Running) -> str:
    """A manager's token."""
    return office.token()


def given(office: Running) -> list[str]:
    """The numbers of all tickets, as the record has them, whether the office runs or not."""
    with closing(sqlite3.connect(f"file:{office.folder}/office.db?mode=ro", uri=True)) as db:
        return [number for (number,) in db.execute("SELECT number FROM ticket ORDER BY id")]


def ready(office: Running, screens: Screens) -> Page:
    """A kiosk at which one touch is left to do."""
    page = kiosk(office, screens)
    choose(page)
    settled(page)
    return page


def deaf(office: Running, screens: Screens) -> Page:
    """The same, at a kiosk that hears no news: what it shows was true when it was loaded."""
    page = screens()
    page.route_web_socket(SOCKET, lambda socket: None)
    page.goto(f"{office.url}/kiosk")
    lettered(page)
    choose(page)
    settled(page)
    return page


# ---------------------------------------------------------------- fingers


def test_whatever_the_fingers_do_it_is_one_ticket(office: Running, screens: Screens) -> None:
    page = screens()
    page.clock.install()
    page.goto(f"{office.url}/kiosk")
    lettered(page)
    hand = Hand(page)
    for taps in ((1, 1), (1, 1, 1), (10,), (3, 1, 10)):
        before = given(office)
        choose(page)
        settled(page)
        page_clock.stop(page)  # fingers are quick, however slow this machine
        x, y = middle(page.locator("#take"))
        for fingers in taps:
            hand.put(**{f"f{finger}": (x - 45 + 10 * finger, y) for finger in range(fingers)})
            hand.lift(*range(fingers))
        expect(page.locator("#number")).to_be_visible()
        number = page.locator("#the-number").inner_text()
        page.clock.resume()
        settled(page)
        assert given(office) == [*before, number], taps
        page.locator("#done").tap()
        settled(page)


def test_two_kiosks_that_are_touched_at_once_give_two_numbers(office: Running, screens: Screens) -> None:
    pages, before = [ready(office, screens) for _ in range(2)], given(office)
    hands = [Hand(page) for page in pages]
    for page, hand in zip(pages, hands, strict=True):
        hand.put(f0=page.locator("#take"))
    for hand in hands:
        hand.lift(0)
    for page in pages:
        expect(page.locator("#number")).to_be_visible()
    shown = [page.locator("#the-number").inner_text() for page in pages]
    assert sorted(shown) == given(office)[len(before) :]


# ---------------------------------------------------------------- the office goes away


def test_a_touch_while_the_office_is_killed_is_answered_when_it_is_back(office: Running, screens: Screens) -> None:
    page, before = ready(office, screens), given(office)
    office.destroy()
    page.locator("#take").tap()
    expect(page.locator("#take")).to_have_attribute("aria-busy", "true")
    office.start()
    _one_more(office, page, before)


def test_an_answer_that_died_with_the_office_is_given_again_by_the_next(office: Running, screens: Screens) -> None:
    page, before = ready(office, screens), given(office)
    keys: list[str] = []

    def die(route: Route) -> None:
        route.fetch()
        office.destroy()
        route.abort()
        office.start()

    page.route("**/api/tickets", die, times=1)
    page.on("request", lambda request: keys.append(request.headers["idempotency-key"]) if _asks(request) else None)
    page.locator("#take").tap()
    _one_more(office, page, before)
    assert len(set(keys)) == 1


def _asks(request: Any) -> bool:
    return bool(request.method == "POST" and request.url.endswith("/api/tickets"))


def _one_more(office: Running, page: Page, before: list[str]) -> None:
    """The page shows its number, by itself or, where it has given up, when it is told to try again."""
    expect(page.locator("#number, #again").locator("visible=true").first).to_be_visible(timeout=90_000)
    if page.locator("#again").is_visible():
        settled(page)
        page.locator("#again").tap()
    expect(page.locator("#number")).to_be_visible()
    (number,) = given(office)[len(before) :]
    expect(page.locator("#the-number")).to_have_text(number)
    expect(page.locator("#lost")).to_be_hidden()


def test_news_that_break_off_in_the_middle_change_nothing_for_the_citizen(office: Running, screens: Screens) -> None:
    page, before = screens(), given(office)
    lines: list[WebSocketRoute] = []

    def join(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(SOCKET, join)
    page.goto(f"{office.url}/kiosk")
    choose(page)
    settled(page)

    def cut(route: Route) -> None:
        answer = route.fetch()
        lines[-1].close()
        route.fulfill(response=answer)

    page.route("**/api/tickets", cut, times=1)
    while not lines:
        page.wait_for_timeout(10)
    page.locator("#take").tap()
    expect(page.locator("#receipt")).to_have_text("Take your ticket below")
    assert [page.locator("#the-number").inner_text()] == given(office)[len(before) :]


# ---------------------------------------------------------------- the office decides otherwise meanwhile


def test_a_touch_as_the_business_day_turns_is_the_first_of_the_new_one(
    office: Running, screens: Screens, manager: str
) -> None:
    page, before = ready(office, screens), given(office)
    office.post("/api/day", {"turn": True}, manager)
    page.locator("#take").tap()
    expect(page.locator("#the-number")).to_have_text("A001")
    assert given(office) == [*before, "A001"]


def test_the_touch_that_itself_turns_the_day_is_the_first_of_the_new_one(tmp_path: Path, screens: Screens) -> None:
    machine = settings.load(None, {"server.data": str(tmp_path)}, simulate=True)
    clock = FixedClock(at=MORNING)
    app = wiring.create_app(machine, wiring.devices(machine), clock)
    client, page = app.test_client(), screens()

    def answer(route: Route) -> None:
        asked = route.request
        kept = {name: value for name, value in asked.headers.items() if name in ("content-type", "idempotency-key")}
        body = asked.post_data_buffer
        with client.open(asked.url.removeprefix(ADDRESS), method=asked.method, data=body, headers=kept) as told:
            route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.get_data())

    page.route("**/*", answer)
    page.route("**/kiosk/speech", lambda route: route.abort())
    page.route_web_socket(SOCKET, lambda socket: None)
    first = client.post("/api/tickets", json={"service": SERVICE, "language": "ar"}, headers={"Idempotency-Key": "1"})
    page.goto(f"{ADDRESS}/kiosk")
    choose(page)
    settled(page)
    clock.advance(24 * 60 * MINUTE)  # a quiet night, past the hour at which days begin
    page.locator("#take").tap()
    expect(page.locator("#the-number")).to_have_text("A001")
    reading = app.extensions["dawr"].reading
    assert first.json["number"] == "A001" and reading.ticket(first.json["id"])["state"] == "unserved"
    assert [row["waiting"] for row in reading.office()["services"] if row["waiting"]] == [1]
    page.unroute_all(behavior="wait")
    app.extensions["dawr"].record.close()


CLOSED = {"week": {day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
CHANGES = {
    "closed": ("/api/hours", CLOSED, {"week": None}),
    "quota": ("/api/hours", *({"services": {SERVICE: {"quota": quota}}} for quota in (0, None))),
    "paused": (f"/api/services/{SERVICE}/pause", {"reason": "system-down"}, {"reason": None}),
}


@contextmanager
def changed(office: Running, manager: str, kind: str) -> Iterator[None]:
    """In between no tickets are given."""
    path, shut, again = CHANGES[kind]
    office.post(path, shut, manager)
    yield
    office.post(path, again, manager)


def test_a_touch_that_comes_too_late_gets_a_sentence_and_no_ticket(
    office: Running, screens: Screens, manager: str
) -> None:
    page, before = deaf(office, screens), given(office)
    for kind in CHANGES:
        with changed(office, manager, kind):
            page.locator("#take").tap()
            expect(page.locator("#problem-title")).to_be_visible()
            expect(page.locator("#problem-remedy")).to_contain_text("ask a member of staff")
            expect(page.locator("#again")).to_be_hidden()
        page.locator("#leave").tap()
        choose(page)
        settled(page)
    assert given(office) == before


def test_who_stands_before_the_button_sees_it_go_and_reads_why(office: Running, screens: Screens, manager: str) -> None:
    page, before = ready(office, screens), given(office)
    for kind in CHANGES:
        with changed(office, manager, kind):
            expect(page.locator("#take")).to_be_hidden()
            expect(page.locator("#service-refusal")).to_be_visible()
        expect(page.locator("#take")).to_be_visible()
    assert given(office) == before
