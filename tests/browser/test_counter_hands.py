"""What becomes of who is at the counter: sent on, another matter, a result, taken along. One office for all.

Counter 3 serves three services of six, counter 4 and the others all.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from server import example
from tests.browser.conftest import Running, Screens
from tests.browser.held import Held
from tests.browser.prepared import prepared
from tests.browser.staff import answered, counter_3, leave_panel, press_space, sign_in, take

HERE = ["commercial-licence", "complaints", "information"]
STAFF = {"Salma": "clerk", "Huda": "clerk"}
#: The keys of the row and of the pad.
ROW, PAD = "Digit", "Numpad"
CLIPPED = """async () => {
  document.body.getBoundingClientRect();
  await document.fonts.ready;
  return [...document.querySelectorAll(".ticket, .verbs .button, #panel .button, .stepper, .ending")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
  .map((each) => each.textContent);
}"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    counters = [each | ({"services": HERE} if each["number"] == 3 else {}) for each in example.settings()["counters"]]
    with prepared(tmp_path_factory.mktemp("hands") / "office", STAFF, counters=counters) as office:
        yield office


@pytest.fixture(scope="module")
def token(running: Running) -> str:
    """A manager's; counter 2 is open by it."""
    token = running.token()
    running.post("/api/counters/2/open", {}, token)
    return token


@pytest.fixture(scope="module")
def screen(running: Running, token: str, browser: Browser) -> Iterator[Page]:
    """Salma's page: counter 3, open."""
    with counter_3(running, browser, touch=True) as page:
        yield page


@pytest.fixture
def page(running: Running, token: str, screen: Page) -> Iterator[Page]:
    """The same page, with nobody at the counter and the panel closed, before and after."""
    yield screen
    leave_panel(screen)
    if counter(running, token)["ticket"]:
        running.post("/api/counters/3/finish", {}, token)
    for waiting in running.get("/api/counters/3/line", token)["line"]:
        running.post(f"/api/tickets/{waiting['id']}/cancel", {}, token)
    expect(screen.locator("#ticket")).to_have_attribute("data-state", "open")
    expect(screen.locator("#waiting")).to_be_hidden()
    screen.locator("#message-close").dispatch_event("click")  # what is said may have gone by itself


def counter(running: Running, token: str, number: int = 3) -> dict[str, Any]:
    told: dict[str, Any] = running.get(f"/api/counters/{number}", token)
    return told


def ticket(running: Running, token: str, id_: int) -> dict[str, Any]:
    told: dict[str, Any] = running.get(f"/api/tickets/{id_}", token)
    return told


def serve(running: Running, page: Page, token: str, service: str = "complaints") -> dict[str, Any]:
    """Somebody is served at the counter of the page."""
    given = take(running, service)
    for verb in ("call-next", "start"):
        running.post(f"/api/counters/3/{verb}", {}, token)
    expect(page.locator("#ticket .number")).to_have_text(given["number"])
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    return given


def press(page: Page, *codes: str) -> None:
    """Keys, each when the page shows that nothing is under way: between two commands a state is awaited."""
    for code in codes:
        answered(page)
        page.keyboard.press(code)


def undo(page: Page) -> None:
    """Its key, when it is there: it is drawn after who is at the counter."""
    expect(page.locator("#undo")).to_be_visible()
    press(page, f"{ROW}0")


def act(page: Page, name: str) -> Locator:
    return page.locator(f"#panel [data-act='{name}']")


def offered(page: Page, name: str) -> Locator:
    """A row of the services to which somebody is sent on, when the office has said how it stands: then it stays."""
    expect(act(page, name).locator(".why")).not_to_be_empty()
    return act(page, name)


def title(page: Page) -> Locator:
    return page.locator("#panel-title")


def result(page: Page) -> Locator:
    return page.locator("#ticket .ending span")


# ---------------------------------------------------------------- eight verbs


def test_eight_verbs_stand_below_the_large_button_each_with_its_key_and_why_it_cannot_be_pressed(page: Page) -> None:
    verbs = page.locator(".verbs .button")
    assert [each.get_attribute("data-key") for each in verbs.all()] == [*"123456*/"]
    expect(verbs.locator("kbd")).to_have_text([*"123456*/"])
    for each in verbs.all():
        expect(each).to_have_attribute("aria-disabled", "true")
        expect(each).to_have_attribute("title", re.compile("Only while somebody is .+"))
    for code, said in (
        ("NumpadMultiply", "Send on…: only while somebody is at the counter."),
        ("KeyT", "Send on…: only while somebody is at the counter."),
        ("NumpadDivide", "Another matter…: only while somebody is being served."),
        ("Shift+Digit8", "Send on…: only while somebody is at the counter."),
        ("KeyC", "Another matter…: only while somebody is being served."),
    ):
        press(page, code)
        expect(page.locator("#message p")).to_have_text(said)
        expect(page.locator("#panel")).to_be_hidden()
        page.locator("#message-close").dispatch_event("click")


# ---------------------------------------------------------------- another matter


def test_three_matters_of_a_family_are_one_visit_with_one_number(running: Running, page: Page, token: str) -> None:
    given = serve(running, page, token)
    press(page, "NumpadDivide")
    expect(title(page)).to_have_text("Another matter")
    names = ["Commercial licences", "Complaints and grievances", "Information and follow-up"]
    expect(page.locator("#panel .acts .says")).to_contain_text([*names, "Result…"])
    press(page, "NumpadDecimal", f"{PAD}2", "NumpadEnter")
    expect(result(page)).to_have_text("Something was missing")
    press(page, "NumpadDivide", f"{PAD}1")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#ticket h2")).to_have_text("Commercial licences")
    expect(page.locator("#ticket .number")).to_have_text(given["number"])
    expect(page.locator(".legs li").first).to_contain_text("Complaints and grievances")
    expect(page.locator(".legs li").first).to_contain_text("Something was missing")
    expect(result(page)).to_have_text("Result…")
    press(page, "KeyC", f"{ROW}1")  # the same service once more, for the third of them
    expect(page.locator(".legs b")).to_have_text(["1", "2", "3"])
    legs = counter(running, token)["ticket"]["legs"]
    assert [(leg["service"], leg["outcome"], leg["state"]) for leg in legs] == [
        ("complaints", "incomplete", "continued"),
        ("commercial-licence", None, "continued"),
        ("commercial-licence", None, "serving"),
    ]
    assert page.evaluate(CLIPPED) == []
    undo(page)
    expect(page.locator(".legs b")).to_have_text(["1", "2"])
    assert len(counter(running, token)["ticket"]["legs"]) == 2


def test_a_press_in_the_panel_is_sent_once_and_shows_that_it_is_under_way(
    running: Running, page: Page, token: str
) -> None:
    serve(running, page, token)
    held = Held(page, "**/continue")
    press(page, "NumpadDivide")
    page.keyboard.press(f"{ROW}1")
    expect(act(page, "continue-commercial-licence")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#large-label")).to_have_text("One moment…")
    page.keyboard.press(f"{ROW}3")
    page.keyboard.press(f"{ROW}1")
    held.go_on()
    expect(page.locator("#ticket h2")).to_have_text("Commercial licences")
    assert len({route.request.headers["idempotency-key"] for route in held.requests}) == 1
    assert len(counter(running, token)["ticket"]["legs"]) == 2


# ---------------------------------------------------------------- the result


def test_a_result_goes_with_the_large_button_and_is_there_again_after_an_undo(
    running: Running, page: Page, token: str
) -> None:
    given = serve(running, page, token, "commercial-licence")
    page.locator("#ticket .ending").click()
    expect(title(page)).to_contain_text(given["number"])
    page.locator("#panel label").filter(has_text="Settled").click()
    copies = page.locator("[data-counts=copies]")
    for _ in range(3):
        copies.get_by_role("button", name="One more").tap()
    copies.get_by_role("button", name="One less").tap()
    expect(result(page)).to_have_text(re.compile("Settled · Certified copies × .?2"))
    value = copies.get_by_role("spinbutton")
    value.focus()
    press(page, "PageUp", "ArrowUp", "ArrowDown", "ArrowDown", "NumpadAdd", "Minus")
    expect(value).to_have_attribute("aria-valuenow", "11")
    for _ in range(9):
        press(page, "PageUp")
    expect(value).to_have_attribute("aria-valuenow", "99")
    press(page, f"{ROW}5", f"{PAD}6", f"{ROW}3")  # the digits go on from the outcomes to what is counted
    expect(value).to_have_attribute("aria-valuenow", "99")
    expect(result(page)).to_have_text(re.compile("Was refused · .+ × .?99.? · Certificates × .?1"))
    assert page.evaluate(CLIPPED) == []
    press(page, f"{ROW}0")
    expect(result(page)).to_have_text("Result…")
    press(page, f"{ROW}5", f"{ROW}5", f"{ROW}1")
    press_space(page)  # the large button is never far
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#ticket")).to_have_attribute("data-state", "open")
    told = running.get(f"/api/tickets/{given['id']}/history", token)
    assert (told["legs"][-1]["outcome"], told["legs"][-1]["sub_services"]) == ("done", {"copies": 2})
    undo(page)
    expect(result(page)).to_have_text(re.compile("Settled · Certified copies × .?2"))
    other = take(running)
    press_space(page)
    expect(page.locator("#ticket .number")).to_have_text(other["number"])
    expect(result(page)).to_have_text("Result…")
    assert ticket(running, token, given["id"])["outcome"] == "done"


def test_a_result_that_another_hand_leaves_behind_is_not_lost_in_silence(
    running: Running, page: Page, token: str
) -> None:
    given = serve(running, page, token)
    press(page, "KeyR", f"{ROW}2", "KeyR")
    running.post("/api/counters/3/hold", {}, token)
    expect(page.locator("#held")).to_be_visible()
    expect(page.locator("#message")).to_be_hidden()
    running.post("/api/counters/3/resume", {"ticket": given["id"]}, token)
    expect(result(page)).to_have_text("Something was missing")
    running.post("/api/counters/3/finish", {}, token)
    expect(page.locator("#message p")).to_contain_text("left without the result")
    assert ticket(running, token, given["id"])["outcome"] is None
    undo(page)
    expect(result(page)).to_have_text("Something was missing")
    press(page, f"{ROW}3")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "open")
    expect(page.locator("#message")).to_be_hidden()
    assert ticket(running, token, given["id"])["outcome"] == "incomplete"


def test_who_was_sent_home_for_a_paper_comes_back_to_the_line(running: Running, page: Page, token: str) -> None:
    given = serve(running, page, token)
    press(page, "KeyR", f"{ROW}2", "KeyR")
    expect(page.locator("#panel")).to_be_hidden()
    press(page, f"{ROW}3")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "open")
    assert ticket(running, token, given["id"])["outcome"] == "incomplete"
    press(page, f"{ROW}8")
    page.keyboard.type(given["number"])
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket .number")).to_have_text(given["number"])
    expect(page.locator(".about-ticket")).to_contain_text("Finished, something was missing")
    act(page, "back").tap()
    expect(page.locator(".about-ticket")).to_contain_text("Nobody before")
    press(page, "Escape")
    press_space(page)
    expect(page.locator("#ticket .number")).to_have_text(given["number"])
    expect(page.locator(".legs li").first).to_contain_text("Something was missing")
    expect(result(page)).to_have_text("Result…")


def test_a_result_that_the_office_knows_no_longer_is_refused_in_its_place_and_can_be_said_anew(
    running: Running, page: Page, token: str
) -> None:
    serve(running, page, token)
    outcomes = running.get("/api/rules", token)["outcomes"]
    press(page, "KeyR", f"{ROW}4", "KeyR")
    running.post("/api/rules", {"outcomes": outcomes[:3]}, token)
    try:
        press(page, "KeyC", f"{ROW}1")
        expect(page.locator("#panel .refused")).to_be_visible()
        expect(page.locator("#message")).to_be_hidden()
        press(page, "Escape")
        press_space(page)
        expect(page.locator("#message.wrong")).to_be_visible()
        assert counter(running, token)["ticket"]["state"] == "serving"
        press(page, "KeyR", f"{ROW}1", "Enter", f"{ROW}3")
        expect(page.locator("#ticket")).to_have_attribute("data-state", "open")
    finally:
        running.post("/api/rules", {"outcomes": outcomes}, token)


def test_a_result_goes_with_a_pause_and_with_signing_out(
    running: Running, page: Page, token: str, screens: Screens
) -> None:
    given = serve(running, page, token)
    press(page, "KeyR", f"{ROW}3", "KeyR", f"{ROW}7", f"{ROW}7")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "paused")
    assert ticket(running, token, given["id"])["outcome"] == "refused"
    press_space(page)
    expect(page.locator("#ticket")).to_have_attribute("data-state", "open")
    other = screens(1366, 768)
    sign_in(running, other, "/counter/1?lang=en", name="Huda")
    press(other, "Space")
    expect(other.locator("#state")).to_have_attribute("data-state", "open")
    given = take(running, "building-permit")
    for verb in ("call-next", "start"):
        running.post(f"/api/counters/1/{verb}", {}, token)
    expect(other.locator("#ticket")).to_have_attribute("data-state", "serving")
    press(other, "KeyR", f"{ROW}1", "Enter")
    other.get_by_role("button", name="Sign out").tap()
    expect(other.locator("#ticket")).to_have_count(0)
    assert ticket(running, token, given["id"])["outcome"] == "done"
    assert counter(running, token, 1)["closed"]["why"] == "signed-out"


# ---------------------------------------------------------------- sent on


def test_who_is_sent_to_another_counter_waits_for_that_one_alone(running: Running, page: Page, token: str) -> None:
    given = serve(running, page, token)
    press(page, "NumpadMultiply")
    expect(title(page)).to_contain_text(given["number"])
    expect(page.locator("#panel h3")).to_have_text(["Here, at once", "Another service", "Another counter"])
    expect(act(page, "counter-2")).to_contain_text("Open")
    expect(act(page, "counter-3")).to_have_count(0)
    closed = act(page, "counter-4")
    expect(closed).to_have_attribute("aria-disabled", "true")
    press(page, f"{ROW}{closed.get_attribute('data-panel-key')}")
    expect(page.locator("#panel .refused")).to_have_text("Closed: nobody would be called there.")
    digit = act(page, "counter-2").get_attribute("data-panel-key")
    press(page, f"{PAD}{digit}")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#undo-text")).to_have_text(re.compile(f"{given['number']}.? was sent on."))
    line = running.get("/api/counters/2/line", token)["line"]
    assert [(each["id"], each["bound"], each["mine"]) for each in line] == [(given["id"], 2, True)]
    assert counter(running, token)["next"] is None
    undo(page)
    expect(page.locator("#ticket .number")).to_have_text(given["number"])
    assert counter(running, token)["ticket"]["state"] == "serving"


def test_who_wants_what_this_counter_serves_too_goes_on_at_once_or_stands_in_line_on_purpose(
    running: Running, page: Page, token: str
) -> None:
    given = serve(running, page, token)
    press(page, "KeyR", f"{ROW}1", "KeyT")
    here = page.get_by_role("region", name="Here, at once")
    expect(here).to_contain_text("the person need not wait again")
    expect(page.locator("#panel .groups > p")).to_contain_text("Settled")
    expect(here.locator(".says")).to_have_text(["Commercial licences", "Information and follow-up"])
    press(page, f"{ROW}0")
    expect(page.locator("#panel .groups")).to_contain_text("would soon call the same person again")
    page.locator("#panel-back").click()
    press(page, f"{ROW}2")
    expect(page.locator("#ticket h2")).to_have_text("Information and follow-up")
    press(page, "KeyT")
    offered(page, "service-building-permit").tap()
    expect(page.locator("#ticket")).to_have_attribute("data-state", "open")
    told = running.get(f"/api/tickets/{given['id']}/history", token)["legs"]
    assert [(leg["service"], leg["outcome"], leg["state"]) for leg in told] == [
        ("complaints", "done", "continued"),
        ("information", None, "transferred"),
        ("building-permit", None, "waiting"),
    ]


def test_who_touched_the_wrong_service_is_sent_on_out_of_the_line(running: Running, page: Page, token: str) -> None:
    at_desk = serve(running, page, token)
    press(page, "KeyR", f"{ROW}1", "KeyR")
    given = take(running)
    page.locator("#next .more").tap()
    expect(page.locator(".about-ticket .number")).to_have_text(given["number"])
    press(page, f"{ROW}6")
    expect(page.locator("#panel h3")).to_have_text(["Another service", "Another counter"])
    press(page, "Escape")
    expect(page.locator(".about-ticket .number")).to_have_text(given["number"])
    press(page, f"{ROW}6")
    offered(page, "service-environmental-health").click()
    expect(page.locator(".about-ticket h3")).to_have_text("Environmental health")
    assert ticket(running, token, given["id"])["service"] == "environmental-health"
    assert counter(running, token)["ticket"]["id"] == at_desk["id"]
    press(page, "Escape")


def test_a_counter_that_closed_meanwhile_refuses_in_its_place(running: Running, page: Page, token: str) -> None:
    serve(running, page, token)
    running.post("/api/counters/1/open", {}, token)
    before = running.get("/api/office")
    page.route("**/api/office", lambda route: route.fulfill(json=before))  # the page does not hear of it
    press(page, "KeyT")
    expect(act(page, "counter-1")).to_contain_text("Open")
    running.post("/api/counters/1/close", {}, token)
    act(page, "counter-1").click()
    expect(page.locator("#panel .refused")).to_have_text("Counter 1 is closed.")
    assert counter(running, token)["ticket"]["state"] == "serving"


# ---------------------------------------------------------------- a dead computer


def test_who_is_served_comes_along_to_the_counter_of_a_computer_that_works(
    running: Running, token: str, screens: Screens
) -> None:
    dead = screens(1366, 768)
    sign_in(running, dead, "/counter/1?lang=en", name="Huda")
    press(dead, "Space")
    expect(dead.locator("#state")).to_have_attribute("data-state", "open")
    given = take(running, "building-permit")
    running.post("/api/counters/1/call-next", {}, token)
    dead.context.close()
    page = screens(1366, 768)
    page.clock.install()
    sign_in(running, page, "/counter/4?lang=en", name="Huda")
    expect(page.locator("#large-label")).to_have_text("Open the counter")
    page.locator("#large").tap()
    refused = re.compile(f"You still have ticket .?{given['number']}.? at counter 1.")
    expect(page.locator("#message p")).to_have_text(refused)
    expect(page.locator("#message-way")).to_have_text("To counter 1")  # who was called there was sent there
    running.post("/api/counters/1/start", {}, token)
    press_space(page)
    come = page.locator("#message-way")
    expect(come).to_have_text(re.compile(f"Come here with .?{given['number']}"))
    expect(come).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#ticket .number")).to_have_text(given["number"])
    expect(page.locator("#message")).to_be_hidden()
    here, there = counter(running, token, 4), counter(running, token, 1)
    assert (here["ticket"]["id"], here["clerk"]["name"]) == (given["id"], "Huda")
    assert (there["state"], there["ticket"], there["closed"]["to"]) == ("closed", None, 4)
    undo(page)
    expect(page.locator("#ticket")).to_have_attribute("data-state", "closed")
    assert counter(running, token, 1)["ticket"]["id"] == given["id"]
    running.post("/api/counters/1/finish", {}, token)
    running.post("/api/counters/1/close", {}, token)  # as the other tests find it, in whichever order they come
