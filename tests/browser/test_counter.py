"""What a clerk does at the counter's page, in Debian's Chromium, against a real office."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from server import desk
from server.office.errors import NotYourCounter
from server.wording import gettext
from tests.browser.asking import SNAPSHOT, ask
from tests.browser.conftest import Running, Screens
from tests.browser.held import Held
from tests.browser.page_clock import standing_still
from tests.browser.prepared import prepared
from tests.browser.staff import answered, press_space, sign_in
from tests.rooms import Room

LABELS = {
    "ar": ("فتح الشباك", "نداء الشخص التالي", "بدء الخدمة", "إنهاء ونداء التالي"),
    "fr": (
        "Ouvrir le guichet",
        "Appeler la personne suivante",
        "Commencer le service",
        "Terminer et appeler le suivant",
    ),
    "en": ("Open the counter", "Call the next person", "Start the service", "Finish and call next"),
}
#: English is what all the others see.
LANGUAGES = ("ar", "fr", pytest.param("en", marks=pytest.mark.long))
Clerk = Callable[..., Page]


@pytest.fixture
def clerk(running: Running, screens: Screens) -> Clerk:
    """`clerk(counter, language)`: the page of somebody who signed in, with a clock that can be wound on."""

    def comes(counter: int = 3, language: str = "en", name: str = "Salma") -> Page:
        page = screens(1366, 768, touch=False)
        page.clock.install()
        sign_in(running, page, f"/counter/{counter}?lang={language}", name=name)
        expect(page.locator("#large-label")).not_to_be_empty()
        page.evaluate("() => document.fonts.ready")  # with its letters the page is laid out once more
        return page

    return comes


def take(running: Running, *services: str, **more: str) -> None:
    for service in services:
        running.post("/api/tickets", {"service": service, "language": "ar"} | more)


def called(page: Page) -> Locator:
    return page.locator("#ticket .number")


def press(page: Page, key: str) -> None:
    answered(page)
    page.keyboard.press(key)


def open_and_call(page: Page, number: str) -> None:
    press_space(page)
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    press_space(page)
    expect(called(page)).to_have_text(number)


# ---------------------------------------------------------------- one button


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clerk_serves_people_with_the_space_bar_alone(running: Running, clerk: Clerk, language: str) -> None:
    take(running, "complaints", "information")
    page = clerk(language=language)
    large = page.locator("#large-label")
    opening, calling, starting, finishing = LABELS[language]
    expect(large).to_have_text(opening)
    for label in (calling, starting, finishing):
        press_space(page)
        expect(large).to_have_text(label)
    expect(called(page)).to_have_text("C001")
    press_space(page)
    expect(called(page)).to_have_text("G001")
    expect(large).to_have_text(starting)
    for label in (finishing, calling):
        press_space(page)
        expect(large).to_have_text(label)
    assert running.waiting() == 0
    overflowing = "() => [document.scrollingElement.scrollWidth, document.scrollingElement.scrollHeight]"
    assert page.evaluate(overflowing) == [1366, 768]


def test_a_second_press_within_a_second_is_a_slip_of_the_hand(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    press_space(page)
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    answered(page)
    with standing_still(page):
        page.keyboard.press("Space")
        expect(called(page)).to_have_text("C001")
        answered(page)
        page.locator("#large").dblclick()
        expect(page.locator("#large-label")).to_have_text("Start the service")
        page.clock.fast_forward(1100)
        page.locator("#large").dblclick()
        expect(page.locator("#large-label")).to_have_text("Finish and call next")
        expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")


def test_a_long_press_while_called_calls_again(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    open_and_call(page, "C001")
    answered(page)
    page.clock.fast_forward(1100)
    page.locator("#large").hover()
    page.mouse.down()
    page.clock.fast_forward(1500)
    expect(page.locator("#ticket")).to_contain_text("2 calls")
    page.mouse.up()
    expect(page.locator("#large-label")).to_have_text("Start the service")


def test_a_press_counts_when_it_goes_down_unless_somebody_is_called(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    press_space(page)
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    answered(page)
    with standing_still(page):
        page.locator("#large").hover()
        page.mouse.down()
        expect(called(page)).to_have_text("C001")
        page.mouse.up()
        answered(page)
        page.clock.fast_forward(1100)
        page.mouse.down()  # and slides off the button: no press
        page.mouse.move(5, 5)
        page.mouse.up()
    press(page, "1")
    expect(page.locator("#ticket")).to_contain_text("2 calls")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "called")
    answered(page)
    page.evaluate("() => document.getElementById('large').click()")  # as whatever reads the page aloud presses it
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")


def test_the_space_bar_is_kept_down_like_the_button(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    open_and_call(page, "C001")
    answered(page)
    page.clock.fast_forward(1100)
    page.keyboard.down("Space")
    page.clock.fast_forward(1500)
    expect(page.locator("#ticket")).to_contain_text("2 calls")
    page.keyboard.up("Space")
    page.locator("#large").focus()
    press_space(page)
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")


def test_a_finger_presses_the_large_button(running: Running, screens: Screens) -> None:
    take(running, "complaints")
    page = screens(1366, 768)
    page.clock.install()
    sign_in(running, page, "/counter/3?lang=en")
    for label in ("Open the counter", "Call the next person", "Start the service", "Finish and call next"):
        expect(page.locator("#large-label")).to_have_text(label)
        answered(page)
        with standing_still(page):
            page.locator("#large").tap()
    expect(called(page)).to_have_count(0)
    expect(page.locator("#large-label")).to_have_text("Call the next person")


def test_no_number_is_shown_before_it_is_stored(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    press_space(page)
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    held = Held(page, "**/call-next")
    press_space(page)
    expect(page.locator("#large-label")).to_have_text("One moment…")
    expect(page.locator("#large")).to_have_attribute("aria-busy", "true")
    expect(called(page)).to_have_count(0)
    held.go_on()
    expect(called(page)).to_have_text("C001")
    expect(page.locator("#large")).to_have_attribute("aria-busy", "false")


# ---------------------------------------------------------------- the other buttons


def test_every_verb_has_its_key_and_can_be_undone(running: Running, clerk: Clerk) -> None:
    take(running, "complaints", "information")
    page = clerk()
    open_and_call(page, "C001")
    undo = page.locator("#undo-text")
    press(page, "6")
    expect(undo).to_have_text(re.compile("C001.* was put back into the line"))
    expect(called(page)).to_have_count(0)
    press(page, "0")
    expect(called(page)).to_have_text("C001")
    press(page, "2")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    press(page, "Numpad4")
    expect(page.locator("#held li .number")).to_have_text("C001")
    answered(page)
    expect(page.locator("#held [data-verb]")).to_have_attribute("aria-disabled", "false")
    page.locator("#held [data-verb]").click()
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    press(page, "3")
    expect(undo).to_have_text(re.compile("C001.* was finished"))
    press(page, "7")
    press(page, "7")
    expect(page.locator("#state")).to_have_text("Paused")
    press(page, "9")
    expect(page.locator("#state")).to_have_text("Closed")


def test_undoing_says_what_becomes_of_each(running: Running, clerk: Clerk) -> None:
    take(running, "complaints", "information")
    page = clerk()
    open_and_call(page, "C001")
    press(page, "2")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    press_space(page)
    expect(called(page)).to_have_text("G001")
    told = re.compile("G001.* was called.*If you undo: .*C001.* is at counter 3 again.*G001.* waits again")
    expect(page.locator("#undo-text")).to_have_text(told)
    press(page, "0")
    expect(called(page)).to_have_text("C001")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")


def test_a_pause_says_why_and_since_when(running: Running, clerk: Clerk) -> None:
    token = running.token()
    running.post("/api/counters/3/open", {}, token)
    running.post("/api/counters/3/pause", {"reason": "prayer"}, token)
    page = clerk()
    expect(page.locator("#ticket")).to_contain_text(re.compile(r"Prayer, since .?\d\d:\d\d"))


def one_does_not_come(room: Room) -> None:
    room.issue("complaints")
    room.open(3)
    for verb in (desk.call_next, desk.recall):
        room.do(verb, 3)
    room.minutes(2)
    room.do(desk.no_show, 3)


def test_somebody_who_did_not_come_goes_back_to_the_line(tmp_path: Path, screens: Screens) -> None:
    with prepared(tmp_path / "office", {"Amal": "manager"}, begin=one_does_not_come) as running:
        page = screens(1366, 768, touch=False)
        sign_in(running, page, "/counter/3?lang=en", role="manager")
        expect(page.locator("#missed .number")).to_have_text("C001")
        page.get_by_role("button", name="Back to the line C001").click()
        expect(page.locator("#missed")).to_be_hidden()
        expect(page.locator("#next .number")).to_have_text("C001")
        page.close()


def test_what_cannot_be_done_says_why_and_from_when(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    no_show = page.get_by_role("button", name="No-show")
    press(page, "4")
    expect(page.locator("#message p")).to_have_text("Put on hold: only while somebody is being served.")
    open_and_call(page, "C001")
    expect(no_show).to_have_attribute("aria-disabled", "true")
    expect(no_show).to_contain_text("After one more call.")
    press(page, "1")
    expect(no_show).to_contain_text(re.compile(r"From .?\d\d:\d\d:\d\d"))
    press(page, "5")
    expect(page.locator("#message p")).to_have_text(re.compile(r"^No-show: from .?\d\d:\d\d:\d\d.?\.$"))
    press(page, "9")
    expect(page.locator("#message p")).to_have_text("Decide first: start, no-show or put back.")


def test_a_refusal_is_told_in_the_readers_language(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    open_and_call(clerk(), "C001")
    colleague = clerk(name="Karim", language="fr")
    expect(called(colleague)).to_have_text("C001")
    colleague.keyboard.press("2")
    expect(colleague.locator("#message")).to_have_class(re.compile("wrong"))
    expect(colleague.locator("#message p")).to_have_text(gettext("fr", NotYourCounter.message, counter=3))
    expect(colleague.locator("#ticket")).to_have_attribute("data-state", "called")


# ---------------------------------------------------------------- what others do meanwhile


def test_the_page_follows_what_the_button_on_the_desk_does(running: Running, clerk: Clerk) -> None:
    take(running, "complaints", "information")
    page = clerk(counter=2)
    expect(page.locator("#waiting")).to_contain_text("2 people are waiting")
    for what in ("press", "release"):
        page.request.post(f"{running.url}/hardware/buttons/2/{what}", headers={"Origin": running.url})
    expect(called(page)).to_have_text("C001")
    expect(page.locator("#next .number")).to_have_text("G001")


def test_the_page_says_why_somebody_is_next(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    take(running, "information", priority="disability")
    page = clerk()
    expect(page.locator("#next")).to_contain_text("Nobody is called while it is closed.")
    press_space(page)
    expect(page.locator("#next .number")).to_have_text("G001")
    expect(page.locator("#why")).to_contain_text("60 min")
    expect(page.locator("#why")).to_contain_text("C001")


def test_a_page_that_shows_something_old_does_nothing_and_looks_again(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    open_and_call(page, "C001")

    def as_if_old(route: Route) -> None:
        route.continue_(post_data=json.dumps({"expect": None}))

    page.route("**/start", as_if_old)
    press_space(page)
    expect(page.locator("#message")).to_contain_text("This is how it stands now")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "called")


def test_a_snapshot_that_was_longer_under_way_than_an_answer_takes_nothing_back(running: Running, clerk: Clerk) -> None:
    page = clerk()
    late: list[Callable[[], None]] = []

    def between(socket: WebSocketRoute) -> None:
        office = socket.connect_to_server()

        def hear(message: str | bytes) -> None:
            if late or not (isinstance(message, str) and message.startswith(SNAPSHOT)):
                socket.send(message)
            else:
                late.append(lambda: socket.send(message))

        office.on_message(hear)

    page.route_web_socket(re.compile("/socket.io/"), between)
    page.reload()
    while not late:
        page.wait_for_timeout(10)
    press_space(page)
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    answered(page)
    page.evaluate("""() => {
      window.states = [];
      const watch = new MutationObserver(() => states.push(document.getElementById("state").dataset.state));
      watch.observe(document.getElementById("state"), { attributes: true });
    }""")
    with page.expect_response("**/api/counters/3"):
        late[0]()
    take(running, "complaints")
    press_space(page)
    expect(called(page)).to_have_text("C001")
    assert "closed" not in page.evaluate("() => states")


def test_two_clerks_who_press_together_call_two_people(running: Running, clerk: Clerk) -> None:
    take(running, "complaints", "complaints")
    pages = [clerk(counter=1), clerk(counter=2, name="Karim")]
    for page in pages:
        press_space(page)
        expect(page.locator("#state")).to_have_attribute("data-state", "open")
        answered(page)
        page.clock.fast_forward(1100)
    for page in pages:
        page.evaluate("() => { document.getElementById('large').click(); }")
    for page in pages:
        expect(called(page)).to_have_count(1)
    assert {called(page).inner_text() for page in pages} == {"C001", "C002"}


def test_the_page_says_when_it_is_not_live_and_heals_by_itself(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    open_and_call(page, "C001")
    running.stop()
    expect(page.locator("#offline")).to_contain_text("No connection since")
    running.start()
    expect(page.locator("#offline")).to_be_hidden()
    press_space(page)
    expect(page.locator("#large-label")).to_have_text("Finish and call next")


def test_a_press_that_got_no_answer_is_told_until_the_connection_is_back(running: Running, clerk: Clerk) -> None:
    page = clerk()
    running.stop()
    expect(page.locator("#offline")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#message")).to_contain_text("There is no answer", timeout=60_000)  # after every try
    page.clock.fast_forward(20_000)
    expect(page.locator("#message")).to_be_visible()
    running.start()
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#message")).to_be_hidden()


def test_who_has_signed_out_in_another_tab_is_led_to_the_way_in(running: Running, clerk: Clerk) -> None:
    page = clerk()
    page.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})
    expect(page).to_have_url(re.compile("/sign-in"))


def test_an_icon_that_stays_is_not_fetched_again(running: Running, clerk: Clerk) -> None:
    page = clerk()
    page.evaluate("""() => {
      window.written = 0;
      const watch = new MutationObserver((records) => { window.written += records.length; });
      const written = ["href", "title", "aria-busy"];
      watch.observe(document.body, { subtree: true, attributes: true, attributeFilter: written });
    }""")
    page.clock.run_for(3000)
    assert page.evaluate("() => window.written") == 0


# ---------------------------------------------------------------- room for everything

#: The buttons and links upon which something else lies, or that lie outside of the window.
COVERED = """async () => {
  await document.fonts.ready;
  const inset = 8; // their corners are round
  return [...document.querySelectorAll("button, a")].filter((one) => one.checkVisibility()).filter((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const places = [[(left + right) / 2, (top + bottom) / 2]];
    for (const x of [left + inset, right - inset]) for (const y of [top + inset, bottom - inset]) places.push([x, y]);
    return !places.every(([x, y]) => one.contains(document.elementFromPoint(x, y)));
  }).map((one) => one.id || one.dataset.verb || one.textContent.trim());
}"""


def doubt_the_clock(page: Page) -> None:
    ask(page, {"kind": "clock", "detail": ""})
    page.reload()
    expect(page.locator("#clock")).to_be_visible()
    page.evaluate("() => document.fonts.ready")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_said_lies_upon_a_button(running: Running, clerk: Clerk, language: str) -> None:
    take(running, "information", priority="disability")
    take(running, "complaints", "complaints")
    page = clerk(language=language)
    large = page.locator("#large")
    doubt_the_clock(page)
    open_and_call(page, "G001")
    place = large.bounding_box()
    press(page, "5")
    for said in ("#message", "#undo", "#clock"):
        expect(page.locator(said)).to_be_visible()
    assert page.evaluate(COVERED) == []
    press(page, "2")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    press(page, "4")
    expect(page.locator("#held li")).to_have_count(1)
    expect(page.locator("#undo")).to_be_visible()
    assert page.evaluate(COVERED) == []
    press_space(page)
    expect(called(page)).to_have_text("C001")
    press(page, "9")
    expect(page.locator("#message")).to_be_visible()
    assert page.evaluate(COVERED) == []
    assert large.bounding_box() == place


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clerk_signs_out_from_a_bar_of_one_line(running: Running, clerk: Clerk, language: str) -> None:
    page = clerk(language=language, name="Abderrahmane Ben Abdallah El Mansouri")
    press_space(page)
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    for width in (1024, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        bar = page.locator(".topbar").bounding_box()
        assert bar is not None and bar["height"] <= 64
        assert page.evaluate(COVERED) == []
    page.locator(".sign-out button").click()
    expect(page).to_have_url(f"{running.url}/")
    page.goto(f"{running.url}/counter/3")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_what_stands_against_signing_out_is_said_on_the_page(running: Running, clerk: Clerk) -> None:
    take(running, "complaints")
    page = clerk()
    open_and_call(page, "C001")
    answered(page)
    page.locator(".sign-out button").click()
    expect(page.locator("#message")).to_have_class(re.compile("wrong"))
    expect(called(page)).to_have_text("C001")
    expect(page).to_have_url(re.compile("/counter/3"))
    press(page, "2")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")


def test_staff_are_asked_whether_the_clock_is_right(running: Running, clerk: Clerk) -> None:
    page = clerk()
    doubt_the_clock(page)
    expect(page.locator("#clock-question")).to_have_text(re.compile(r"Is it .*\d\d:\d\d.?\?"))
    page.get_by_role("button", name="Yes, that is right").click()
    expect(page.locator("#clock")).to_be_hidden()
    assert running.get("/api/health")["clock"] == {"trusted": True}
