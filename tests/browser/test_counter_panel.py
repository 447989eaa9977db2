"""What a clerk does beside calling: print again, give, make void, change a class, interrupt. One office for all."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from tests.browser.conftest import Running, Screens
from tests.browser.staff import answered, counter_3, leave_panel, sign_in, stays, take

COUNTER = "/counter/3?lang=en"
#: What the panel, or what is told beside it, must never lie upon.
FREE = """() => {
  const { left, right, top, bottom } = document.getElementById("large").getBoundingClientRect();
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return document.getElementById("large").contains(at) && bottom <= innerHeight;
}"""
SIZE = "() => [document.scrollingElement.scrollWidth, document.scrollingElement.scrollHeight]"
#: At once, for what the office tells by itself may come at any time: what is told, and whether it lies upon anything.
NOTICES = """async (notices) => {
  const { put_notices } = await import("/static/notices.js");
  const { read, words } = await import("/static/words.js");
  const { words: said, services } = read("page");
  put_notices(words(said), notices, services);
  const place = document.getElementById("notices");
  const told = [...place.querySelectorAll(".notice")].map((each) => each.textContent);
  return { told: place.checkVisibility() ? told : [], free: (FREE)() };
}""".replace("FREE", FREE)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    office = Running(tmp_path_factory.mktemp("panel") / "office", "", "--simulate")
    with office:
        yield office


@pytest.fixture(scope="module")
def screen(running: Running, browser: Browser) -> Iterator[Page]:
    """Salma's page: counter 3, open."""
    with counter_3(running, browser, touch=False) as page:
        yield page


@pytest.fixture
def page(screen: Page) -> Iterator[Page]:
    """The same page with the panel closed, before and after."""
    answered(screen)
    yield screen
    leave_panel(screen)


def look_up(page: Page, number: str) -> None:
    page.keyboard.press("8")
    page.keyboard.type(number)
    page.keyboard.press("Enter")


def shows(page: Page, number: str) -> None:
    expect(page.locator(".about-ticket .number")).to_have_text(number)
    stays(page)


def act(page: Page, name: str) -> Locator:
    return page.locator(f"#panel [data-act='{name}']")


def printer(running: Running, page: Page, condition: str) -> None:
    url = f"{running.url}/hardware/printer/{condition}"
    assert page.request.post(url, headers={"Origin": running.url}).ok


def asked(running: Running, page: Page, number: str) -> list[dict[str, Any]]:
    """Whoever bears the number."""
    found: list[dict[str, Any]] = page.request.get(f"{running.url}/api/tickets?number={number}").json()["tickets"]
    return found


def ticket(running: Running, page: Page, number: str) -> dict[str, Any]:
    (found,) = asked(running, page, number)
    return found


# ---------------------------------------------------------------- a ticket is found, and printed again


def test_a_ticket_of_today_is_found_and_its_paper_printed_again(running: Running, page: Page) -> None:
    number = take(running)["number"]
    waiting = running.waiting()
    look_up(page, number.lower())
    shows(page, number)
    paper = page.locator(".paper")
    expect(paper).to_have_attribute("data-receipt", "printed")
    printer(running, page, "no-paper")
    page.keyboard.press("1")
    expect(paper).to_have_attribute("data-receipt", "failed")
    expect(paper).to_contain_text("did not come out")
    expect(paper).to_contain_text("The printer has no paper. Put in a new roll and close the cover. Then print again.")
    expect(page.locator("#notices")).to_have_text("The printer has no paper. Put in a new roll and close the cover.")
    printer(running, page, "fine")
    page.keyboard.press("1")
    expect(paper).to_have_text("The paper came out.")
    expect(page.locator("#notices")).to_be_hidden()
    assert running.waiting() == waiting


def test_digits_that_several_tickets_bear_are_a_choice(running: Running, page: Page) -> None:
    one, other = take(running)["number"], take(running, "commercial-licence")["number"]
    same = sorted({int(one[1:]), int(other[1:])})
    while len(same) > 1:  # bring both sequences to the same serial
        last = take(running, "commercial-licence" if int(other[1:]) < int(one[1:]) else "complaints")["number"]
        one, other = (last, other) if last.startswith("C") else (one, last)
        same = sorted({int(one[1:]), int(other[1:])})
    look_up(page, one[1:])
    found = page.locator("#panel .all .number")
    expect(found).to_have_count(len(asked(running, page, one[1:])))
    expect(page.locator("#panel .all .one").first).to_be_focused()
    found.filter(has_text=other).click()
    shows(page, other)


def test_a_number_that_nobody_has_is_said_as_long_as_it_stands_there(running: Running, page: Page) -> None:
    look_up(page, "z999")
    said = re.compile("No ticket of today has the number .*z999")
    expect(page.locator("#panel .refused:visible")).to_have_text(said)
    take(running)
    expect(page.locator("#panel .whole .label")).to_have_text(f"0 of {running.waiting()} waiting")
    expect(page.locator("#panel .refused:visible")).to_have_text(said)


def test_everybody_in_the_line_is_one_press_away(running: Running, page: Page) -> None:
    take(running)
    number = take(running)["number"]
    page.locator("#line button").filter(has_text=number).click()
    shows(page, number)
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#line button").filter(has_text=number)).not_to_be_focused()
    page.locator("#next .more").click()
    shows(page, page.locator("#next .number").text_content() or "")


# ---------------------------------------------------------------- a new ticket


def test_a_ticket_is_given_to_somebody_who_cannot_use_the_kiosk(running: Running, page: Page) -> None:
    waiting = running.waiting()
    page.keyboard.press("+")
    page.keyboard.press("3")
    page.get_by_role("radio", name="Français").check(force=True)
    page.get_by_role("radio", name="Older people").check(force=True)
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_have_text("The new ticket")
    number = page.locator(".about-ticket .number").inner_text()
    given = ticket(running, page, number)
    assert (given["service"], given["language"], given["priority"]) == ("complaints", "fr", "age")
    expect(page.locator(".paper")).to_have_attribute("data-receipt", "printed")
    assert running.waiting() == waiting + 1


def test_a_press_whose_answer_is_lost_gives_one_ticket(running: Running, page: Page) -> None:
    waiting = running.waiting()

    def lose(route: Route) -> None:
        with suppress(Error):  # the page may have given this try up
            if route.request.method == "POST":
                route.fetch()
            route.abort()

    page.keyboard.press("+")
    page.keyboard.press("2")
    page.route("**/api/tickets", lose)
    page.keyboard.press("Enter")
    refused = page.locator("#panel .refused:visible")
    for _ in range(400):  # as often as the page tries before it says so, or gives up a try that takes long
        page.clock.fast_forward(1000)
        if refused.is_visible():
            break
        page.wait_for_timeout(50)
    expect(refused).to_contain_text("There is no answer")
    expect(page.locator(".about-ticket")).to_have_count(0)
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket .number")).to_have_text(re.compile(r"B\d\d\d"))
    assert running.waiting() == waiting + 1


def test_a_ticket_without_a_service_is_asked_for_one(page: Page) -> None:
    page.keyboard.press("+")
    page.get_by_role("button", name="Give the ticket").click()
    expect(page.locator("#panel .refused:visible")).to_have_text("Please choose a service.")


# ---------------------------------------------------------------- void, leaving, class


def test_a_ticket_is_made_void_only_with_a_reason(running: Running, page: Page) -> None:
    number = take(running)["number"]
    look_up(page, number)
    shows(page, number)
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.locator("#panel .refused:visible")).to_have_text("Please choose a reason.")
    page.keyboard.press("Escape")
    expect(act(page, "void")).to_be_focused()
    assert ticket(running, page, number)["state"] == "waiting"
    page.keyboard.press("4")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket")).to_contain_text("Cancelled")
    assert ticket(running, page, number)["state"] == "cancelled"
    expect(act(page, "void")).to_have_attribute("aria-disabled", "true")
    expect(act(page, "void")).to_contain_text("This ticket is over.")
    expect(page.locator("#undo-text")).not_to_contain_text("cancelled")


def test_who_leaves_is_asked_once_more(running: Running, page: Page) -> None:
    number = take(running)["number"]
    look_up(page, number)
    shows(page, number)
    page.keyboard.press("3")
    expect(act(page, "keep")).to_be_focused()
    page.keyboard.press("Enter")
    assert ticket(running, page, number)["state"] == "waiting"
    act(page, "cancel").click()
    page.get_by_role("button", name="leaves").click()
    expect(page.locator(".about-ticket")).to_contain_text("Cancelled")


def test_priority_that_is_granted_changes_who_is_next_and_why(running: Running, page: Page) -> None:
    take(running)
    number = take(running, "information")["number"]
    look_up(page, number)
    shows(page, number)
    page.keyboard.press("2")
    page.get_by_role("radio", name="People with a disability").check()
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket .chip")).to_have_text("People with a disability")
    answered(page)
    page.keyboard.press("Escape")
    expect(page.locator("#next .number")).to_have_text(number)
    expect(page.locator("#why")).to_contain_text("60 min")
    page.locator("#next .more").click()
    page.keyboard.press("2")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket .chip")).to_have_count(0)
    expect(page.locator("#why")).not_to_contain_text("60 min")


def test_leaving_from_the_counter_can_be_undone_and_from_the_line_cannot(running: Running, page: Page) -> None:
    take(running)
    page.keyboard.press("Escape")
    page.clock.fast_forward(1100)
    page.keyboard.press("Space")
    called = page.locator("#ticket .number")
    number = called.inner_text()
    page.keyboard.press("8")
    page.keyboard.press("Enter")
    shows(page, number)
    page.keyboard.press("3")
    page.get_by_role("button", name="leaves").click()
    expect(called).to_have_count(0)
    expect(page.locator("#undo-text")).to_contain_text("was cancelled")
    answered(page)
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    expect(called).to_have_text(number)
    answered(page)
    page.keyboard.press("6")
    expect(called).to_have_count(0)


def test_who_was_sent_home_for_a_paper_comes_back_to_the_line(running: Running, page: Page) -> None:
    given = take(running)
    origin = {"Origin": running.url}
    called = page.request.post(
        f"{running.url}/api/counters/3/call",
        headers=origin,
        data={"ticket": given["id"], "reason": "other"},
    )
    assert called.ok
    finished = page.request.post(f"{running.url}/api/counters/3/finish", headers=origin, data={"outcome": "incomplete"})
    assert finished.ok
    look_up(page, given["number"])
    expect(page.locator(".about-ticket")).to_contain_text("Finished, something was missing")
    stays(page)
    act(page, "back").click()
    expect(act(page, "back")).to_have_count(0)
    assert ticket(running, page, given["number"])["state"] == "waiting"


# ---------------------------------------------------------------- a service is interrupted


def test_a_service_is_interrupted_and_goes_on(running: Running, page: Page) -> None:
    def open_now() -> bool:
        return next(each["open"] for each in running.get("/api/office")["services"] if each["code"] == "complaints")

    page.keyboard.press("8")
    act(page, "services").click()
    row = act(page, "service-complaints")
    row.click()
    page.get_by_role("button", name="Interrupt this service").click()
    expect(page.locator("#panel .refused:visible")).to_have_text("Please choose a reason.")
    assert open_now()
    page.get_by_role("radio", name="The system is down").check()
    page.get_by_role("button", name="Interrupt this service").click()
    expect(row).to_contain_text("Interrupted. The system is down.")
    assert not open_now()
    expect(page.locator("#notices")).to_contain_text("Interrupted:")

    page.keyboard.press("+")
    expect(page.locator(".option.closed")).to_contain_text("Interrupted.")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("#panel .refused:visible")).to_contain_text("interrupted for the moment")

    page.keyboard.press("Escape")
    page.keyboard.press("8")
    act(page, "services").click()
    row.click()
    page.get_by_role("button", name="Go on with this service").click()
    expect(row).not_to_contain_text("Interrupted.")
    assert open_now()
    expect(page.locator("#notices")).to_be_hidden()


# ---------------------------------------------------------------- the panel itself


def test_while_the_panel_is_open_the_digits_are_its_own(running: Running, page: Page) -> None:
    number = take(running)["number"]
    page.clock.fast_forward(1100)
    page.keyboard.press("Space")
    expect(page.locator("#ticket .number")).to_have_count(1)
    look_up(page, number)
    shows(page, number)
    expect(page.locator(".verbs .key").first).to_be_hidden()
    page.keyboard.press("9")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#ticket .number")).to_have_count(1)
    expect(page.locator("#message")).to_be_hidden()
    answered(page)
    page.keyboard.press("6")
    expect(page.locator("#ticket .number")).to_have_count(0)


def test_the_focus_returns_to_where_it_was(page: Page) -> None:
    page.locator("#find").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#find-number")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_focused()
    page.locator("#find").blur()
    page.keyboard.press("8")
    expect(page.locator("#find-number")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("body")).to_be_focused()


# ---------------------------------------------------------------- what staff are told


def test_what_ails_the_devices_is_said_with_what_to_do(page: Page) -> None:
    def put(*notices: dict[str, str | None]) -> list[str]:
        put = page.evaluate(NOTICES, list(notices))
        assert put["free"]
        told: list[str] = put["told"]
        return told

    no_paper: dict[str, str | None] = {"kind": "printer", "detail": "no-paper"}
    assert put({"kind": "kiosk-paused", "detail": "kiosk:4"}, no_paper) == [
        "The printer has no paper. Put in a new roll and close the cover.",
        "Kiosk 4 is out of use. Please give tickets at the counters.",
    ]
    paused: list[dict[str, str | None]] = [
        {"kind": "service-paused", "detail": each} for each in ("information", "complaints")
    ]
    _, together = put(*paused, no_paper)
    assert "No tickets are given until somebody lets it go on." in together
    for kind, detail in (
        ("printer", "paper-low"),
        ("printer", "cover-open"),
        ("printer", "unreachable"),
        ("printer", "something new"),
        ("kiosk-limit", "kiosk:0"),
        ("voice", "restarting"),
        ("something new", None),
    ):
        assert len(put({"kind": kind, "detail": detail})) == 1
    assert put() == []


# ---------------------------------------------------------------- the other languages


@pytest.mark.parametrize(
    ("width", "height"), [(1366, 768), pytest.param(1280, 720, marks=pytest.mark.long)], ids=["laptop", "small laptop"]
)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_view_has_room_in_every_language(
    running: Running, page: Page, language: str, width: int, height: int
) -> None:
    number = take(running)["number"]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{running.url}/counter/3?lang={language}")
    page.evaluate(NOTICES, [{"kind": "printer", "detail": "no-paper"}, {"kind": "kiosk-paused", "detail": "kiosk:0"}])
    look_up(page, number)
    shows(page, number)
    for key in ("2", "3", "4"):
        page.keyboard.press(key)
        expect(page.locator(".question")).to_be_visible()
        has_room(page, width, height)
        page.keyboard.press("Escape")
    page.keyboard.press("+")
    expect(page.locator(".give")).to_be_in_viewport()
    has_room(page, width, height)
    page.keyboard.press("Escape")
    page.keyboard.press("8")
    act(page, "services").click()
    act(page, "service-complaints").click()
    has_room(page, width, height)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(running.url + COUNTER)


def has_room(page: Page, width: int, height: int) -> None:
    page.evaluate("async () => { document.body.getBoundingClientRect(); await document.fonts.ready; }")
    assert page.evaluate(SIZE) == [width, height]
    assert page.evaluate(FREE)
    too_wide = "() => [...document.querySelectorAll('.side *')].filter((one) => one.scrollWidth > one.clientWidth + 1)"
    assert (
        page.evaluate(f"{too_wide}.filter((one) => getComputedStyle(one).overflowX === 'auto').map((one) => one.id)")
        == []
    )


# ---------------------------------------------------------------- and in the end


def test_a_counter_whose_clerk_left_says_so_to_who_looks_at_it_and_she_is_at_the_sign_in(
    running: Running, screens: Screens
) -> None:
    there, manager = screens(1366, 768, touch=False), screens(1366, 768, touch=False)
    sign_in(running, there, "/counter/2?lang=en", name="Huda")
    expect(there.locator("#large-label")).to_have_text("Open the counter")
    there.keyboard.press("Space")
    sign_in(running, manager, "/counter/2?lang=en", role="manager")
    expect(manager.locator("#state")).to_have_attribute("data-state", "open")
    there.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})
    expect(manager.locator("#ticket")).to_contain_text(
        re.compile(r"Huda.? signed out at .?\d\d:\d\d.?: so it was closed\.")
    )
    expect(there).to_have_url(re.compile("/sign-in"))
