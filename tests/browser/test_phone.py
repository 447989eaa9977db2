"""A ticket on a phone: what its holder sees and does, in a real browser, while the office goes on."""

import logging
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from server import app as wiring
from server import desk, settings
from server.clock import FixedClock
from server.office.actors import Actor, Role
from server.office.results import Result
from server.office.tickets import Ticket
from tests.browser.accessible import faults
from tests.browser.conftest import Screens
from tests.browser.told_office import read_first
from tests.rooms import MINUTE, MORNING

MANAGER = Actor("token:1", Role.MANAGER)
COUNTER = 3
PHONE = (390, 844)
#: What a phone can feel, written down: a headless one feels nothing. And whether it is in a pocket.
FELT = """
  window.felt = { vibrations: [], strokes: 0, locks: 0 };
  Navigator.prototype.vibrate = (pattern) => felt.vibrations.push(pattern) > 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { felt.strokes += 1; return start.apply(this, at); };
  WakeLock.prototype.request = async () => ((felt.locks += 1), { release() {} });
  Object.defineProperty(document, "hidden", { get: () => Boolean(window.pocketed) });
"""


class Street:
    """An office in this process, that phones reach; its clock is told. Each visit is a business day of its own."""

    def __init__(self, folder: str) -> None:
        self.clock = FixedClock(at=MORNING)
        # The port is known only when the server stands, and the address must be known before.
        self.server = make_server("127.0.0.1", 0, read_first(lambda *request: self.app(*request)), threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        machine = settings.load(None, {"server.data": folder, "server.public_url": self.url}, simulate=True)
        self.app = wiring.create_app(machine, wiring.devices(machine), self.clock)
        self.office = self.app.extensions["dawr"]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.office.record.close()

    def do(self, verb: Any, *args: Any, **how: Any) -> Any:
        return self.office.writer.do(lambda tx: verb(tx, *args, **how), MANAGER)

    def ticket(self, language: str, ahead: int = 0) -> Ticket:
        """A ticket of a new day with so many before it."""
        self.clock.advance(10 * MINUTE)
        self.do(desk.turn_day)
        self.do(desk.open_counter, COUNTER)
        for _ in range(ahead):
            self.do(desk.issue, "commercial-licence", "ar")
        given: Ticket = self.do(desk.issue, "commercial-licence", language)
        return given

    def address(self, ticket: Ticket) -> str:
        return f"{self.url}{self.office.record.track(ticket.id)}"

    def call_until(self, ticket: Ticket) -> None:
        """Call one after the other, until it is this ticket's turn."""
        while self.office.reading.ticket(ticket.id)["state"] == "waiting":
            self.clock.advance(1000)
            self.do(desk.call_next, COUNTER)
            if self.office.reading.ticket(ticket.id)["state"] != "called":
                self.do(desk.start, COUNTER)

    def miss(self, ticket: Ticket) -> None:
        self.call_until(ticket)
        self.do(desk.recall, COUNTER)
        self.clock.advance(5 * MINUTE)
        self.do(desk.no_show, COUNTER)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    opened = Street(str(tmp_path_factory.mktemp("street")))
    yield opened
    opened.close()


def hold(screens: Screens, street: Street, ticket: Ticket, *, pocketed: bool = False, **options: Any) -> Page:
    """A phone that shows a ticket. In a pocket it asks for nothing by itself."""
    page = screens(*PHONE, is_mobile=True, **options)
    page.add_init_script(f"window.pocketed = {str(pocketed).lower()}; {FELT}")
    page.goto(street.address(ticket))
    return page


def look(page: Page, scene: str) -> None:
    """Take the phone out of the pocket: it asks at once, and shows that scene."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(f'html[data-scene="{scene}"]')).to_be_attached()


def seen(page: Page) -> str:
    return page.locator("main").inner_text()


def same_after_a_reload(page: Page) -> None:
    """Whoever reloads finds the same page: the server and the script say the same of a ticket."""
    # What only this visit knows: that its owner wants to be told.
    before, title = seen(page), page.title()
    page.reload()
    expect(page.locator("#problem")).to_be_hidden()
    assert (seen(page), page.title()) == (before, title)


def well_laid(page: Page) -> None:
    """Nothing lies outside the phone, and whatever is pressed is large enough for a finger."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44


LANGUAGES = ("ar", "fr", "en")


@pytest.mark.parametrize(
    ("language", "thorough"),
    [("ar", False), ("fr", False), *(pytest.param(each, True, marks=pytest.mark.long) for each in LANGUAGES)],
)
def test_a_whole_visit_on_a_phone(screens: Screens, street: Street, language: str, *, thorough: bool) -> None:
    ticket = street.ticket(language, ahead=6)
    page = hold(screens, street, ticket)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator(".given .number")).to_have_text(ticket.number)
    expect(page.locator("#ahead")).to_contain_text("6")
    stations = [
        ("waiting", lambda: [street.do(desk.call_next, COUNTER), street.do(desk.start, COUNTER)]),
        ("called", lambda: street.call_until(ticket)),
        ("called", lambda: street.do(desk.recall, COUNTER)),
        ("missed", lambda: [street.clock.advance(5 * MINUTE), street.do(desk.no_show, COUNTER)]),
        ("waiting", lambda: page.locator("#return").tap()),
        ("serving", lambda: [street.call_until(ticket), street.do(desk.start, COUNTER)]),
        ("held", lambda: street.do(desk.hold, COUNTER)),
        ("incomplete", lambda: [street.do(desk.resume, COUNTER, ticket.id), finish(street, "incomplete")]),
        ("waiting", lambda: page.locator("#return").tap()),
        ("finished", lambda: [street.call_until(ticket), street.do(desk.start, COUNTER), finish(street, "done")]),
        ("unserved", lambda: over(street, page, language)),
    ]
    recalled = False
    for place, (scene, goes_on) in enumerate(stations):
        goes_on()
        look(page, scene)
        if scene == "called":  # twice: what else is said tells the second from the first
            expect(page.locator('[data-when~="again"]')).to_be_visible(visible=recalled)
            recalled = True
        if not place:  # it has waited before, too
            expect(page.locator("#ahead")).to_contain_text("5")
        well_laid(page)
        # Each station in one of the languages: a reload takes its time.
        if thorough or place % len(LANGUAGES) == LANGUAGES.index(language):
            same_after_a_reload(page)
            assert faults(page, arabic=language == "ar") == [], scene


def finish(street: Street, outcome: str) -> None:
    street.do(desk.finish, COUNTER, result=Result(outcome))


def over(street: Street, page: Page, language: str) -> None:
    """Somebody waits until the day is over."""
    page.goto(street.address(street.ticket(language)))
    street.clock.advance(24 * 60 * MINUTE)


def test_a_missed_call_says_until_when_the_place_is_kept(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en")
    street.miss(ticket)
    page = hold(screens, street, ticket)
    with street.office.reading.view() as view:
        until = view.iso(view.now.at + 60 * MINUTE)[11:16]
    expect(page.get_by_text(f"You keep your place if you come back by {until}.")).to_be_visible()
    street.clock.advance(61 * MINUTE)
    look(page, "missed")
    expect(page.get_by_text("You will have a new place, at the end of the line.")).to_be_visible()


def test_giving_up_is_asked_twice_and_done_once(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en")
    page = hold(screens, street, ticket)
    page.get_by_role("button", name="I no longer need this ticket").tap()
    expect(page.get_by_role("heading", name="Give up your place in the line?")).to_be_focused()
    well_laid(page)
    page.get_by_role("button", name="No, keep it").tap()
    expect(page.get_by_role("button", name="I no longer need this ticket")).to_be_focused()
    page.get_by_role("button", name="I no longer need this ticket").tap()
    page.get_by_role("button", name="Yes, cancel my ticket").dblclick()
    expect(page.get_by_role("heading", name="Your ticket is cancelled")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("#problem")).to_be_hidden()
    same_after_a_reload(page)


def test_a_refusal_is_said_and_the_page_catches_up(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en")
    page = hold(screens, street, ticket, pocketed=True)  # it does not hear of it before the press
    page.get_by_role("button", name="I no longer need this ticket").tap()
    street.call_until(ticket)
    street.do(desk.start, COUNTER)
    page.get_by_role("button", name="Yes, cancel my ticket").tap()
    expect(page.locator("#problem")).to_contain_text("This is no longer possible")
    expect(page.locator('html[data-scene="serving"]')).to_be_attached()


#: The phone asks how it stands while a press is on its way; what it hears is of before, and comes after.
OVERTAKEN = """() => {
  const ask = window.fetch;
  let before = null;
  let heard;
  window.late = new Promise((done) => { heard = done; });
  const drawn = new Promise((done) => {
    const root = document.documentElement;
    const look = () => root.dataset.scene === "waiting" && done();
    new MutationObserver(look).observe(root, { attributeFilter: ["data-scene"] });
  });
  window.fetch = async (path, how) => {
    if (how.method === "POST") {
      document.dispatchEvent(new Event("visibilitychange"));
      await before;
      return ask(path, how);
    }
    if (before) return ask(path, how);
    const told = (before = ask(path, how).then((answer) => answer.json()));
    await drawn;
    setTimeout(heard);
    return { ok: true, status: 200, headers: new Headers(), json: async () => told };
  };
}"""


def test_what_was_asked_before_a_press_was_heard_does_not_undo_it(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en")
    street.miss(ticket)
    page = hold(screens, street, ticket)
    page.evaluate(OVERTAKEN)
    page.locator("#return").tap()
    page.evaluate("late")
    assert page.evaluate("document.documentElement.dataset.scene") == "waiting"


def test_the_call_is_felt_heard_and_said_and_a_recall_again(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en", ahead=1)
    page = hold(screens, street, ticket)
    page.get_by_role("button", name="Tell me when it is my turn").tap()
    expect(page.locator("#told")).to_have_text(re.compile("ring and vibrate.*the screen stays on"))
    street.call_until(ticket)
    look(page, "called")
    expect(page).to_have_title(re.compile(f"^{ticket.number} · It is your turn · Counter {COUNTER}"))
    expect(page.locator("#aloud")).to_have_text(f"It is your turn. Counter {COUNTER}")
    first = page.evaluate("felt")
    assert (len(first["vibrations"]), first["strokes"] > 0, first["locks"] > 0) == (2, True, True)
    street.clock.advance(1000)
    street.do(desk.recall, COUNTER)
    with page.expect_response(re.compile("/api/t/")) as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    answer.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done))")  # what was heard is drawn
    expect(page.get_by_text("You are being called again.")).to_be_visible()
    expect(page.locator("#aloud")).to_have_js_property("textContent", f"It is your turn. Counter {COUNTER}\u00a0")
    again = page.evaluate("felt")
    assert len(again["vibrations"]) == 3 and again["strokes"] == 2 * first["strokes"]


def test_a_phone_that_nobody_touched_stays_silent(screens: Screens, street: Street) -> None:
    ticket = street.ticket("ar")
    page = hold(screens, street, ticket)
    street.call_until(ticket)
    look(page, "called")
    assert page.evaluate("felt") == {"vibrations": [], "strokes": 0, "locks": 0}


def test_what_is_not_live_says_since_when_and_heals(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en")
    page = hold(screens, street, ticket)
    expect(page.get_by_role("button", name="Tell me when it is my turn")).to_be_visible()
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#lost")).to_have_text(re.compile(r"Last heard from the office at \d\d:\d\d\."))
    page.get_by_role("button", name="I no longer need this ticket").tap()
    page.get_by_role("button", name="Yes, cancel my ticket").tap()
    expect(page.locator("#problem")).to_contain_text("could not be reached")
    street.call_until(ticket)
    page.context.set_offline(False)
    expect(page.locator('html[data-scene="called"]')).to_be_attached()
    expect(page.locator("#lost")).to_be_hidden()


def test_in_a_pocket_it_asks_nothing_and_when_taken_out_at_once(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en")
    page = screens(*PHONE, is_mobile=True)
    page.add_init_script(FELT)
    page.clock.install()
    page.goto(street.address(ticket))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/t/" in request.url else None)
    for _ in range(4):  # until it knows what it was told
        with page.expect_response("**/api/t/*") as told:
            page.clock.run_for(3_100)
        if told.value.status == 304:
            break
    page.evaluate("pocketed = true, document.dispatchEvent(new Event('visibilitychange'))")
    asked.clear()
    page.clock.run_for(600_000)
    assert asked == []
    with page.expect_response("**/api/t/*") as answered:
        page.evaluate("pocketed = false, document.dispatchEvent(new Event('visibilitychange'))")
    assert answered.value.status == 304


def test_it_asks_the_more_often_the_nearer_the_turn_and_backs_off_when_nobody_answers(
    screens: Screens, street: Street
) -> None:
    page = hold(screens, street, street.ticket("en"))
    pauses = page.evaluate(
        """async () => {
          const { pause_ms } = await import("/kiosk/static/phone/rhythm.js");
          const of = (state, ahead, day_over = false) => pause_ms({ state, ahead, day_over }, 0);
          return {
            waiting: [0, 3, 4, 8, 20, 300].map((ahead) => of("waiting", ahead)),
            called: of("called", 0),
            over: [of("waiting", 0, true), of("unserved", 0)],
            failing: [1, 2, 3, 9].map((failures) => pause_ms({ state: "called" }, failures, 0.5)),
          };
        }"""
    )
    assert pauses == {
        "waiting": [3_000, 3_000, 5_000, 13_000, 20_000, 20_000],
        "called": 3_000,
        "over": [None, None],
        "failing": [3_000, 6_000, 12_000, 60_000],
    }


def test_where_the_script_cannot_begin_the_page_is_loaded_again(screens: Screens, street: Street) -> None:
    ticket = street.ticket("en")
    page = screens(*PHONE, is_mobile=True)
    page.clock.install()
    page.route("**/phone/phone.js", lambda route: route.abort())
    page.goto(street.address(ticket))
    street.call_until(ticket)
    page.clock.run_for(15_100)
    expect(page.get_by_role("heading", name="It is your turn")).to_be_visible()
    page.wait_for_load_state()  # then it waits for its script again
    page.unroute("**/phone/phone.js")
    page.clock.run_for(15_100)
    expect(page.locator("html[data-live]")).to_be_attached()


def test_without_a_script_the_page_is_whole_and_looks_again_by_itself(screens: Screens, street: Street) -> None:
    ticket = street.ticket("fr", ahead=5)
    page = hold(screens, street, ticket, java_script_enabled=False)
    expect(page.get_by_role("heading", name="Environ 5 personnes avant vous")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    street.call_until(ticket)
    page.reload()
    expect(page.get_by_role("heading", name="C’est à vous")).to_be_visible()
    expect(page.get_by_text(f"Guichet {COUNTER}", exact=True)).to_be_visible()
