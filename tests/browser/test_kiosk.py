"""What a citizen does at the kiosk, by touch, in Debian's Chromium, against a real office."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import page_clock
from tests.browser.conftest import Running, Screens

LANGUAGES = {"ar": "العربية", "fr": "Français", "en": "English"}
TAKE = {"ar": "خذ تذكرتك", "fr": "Prenez votre ticket", "en": "Take your ticket"}
PRINTED = {"ar": "خذ تذكرتك من الأسفل", "fr": "Prenez votre ticket en bas", "en": "Take your ticket below"}
QUIET_MS, WARNING_MS = 45_000, 20_000
#: Notes each ticket that the page asks for, in the very moment in which it does.
NOTE = """() => {
    window.asked = 0;
    const own = window.fetch;
    window.fetch = (path, how) => {
        window.asked += path === '/api/tickets';
        return own(path, how);
    };
}"""

Office = dict[str, Any]


def kiosk(office: Running, screens: Screens, width: int = 1280, height: int = 800, **options: Any) -> Page:
    page = screens(width, height, **options)
    page.goto(f"{office.url}/kiosk")
    expect(page.locator("#start")).to_be_visible()
    lettered(page)
    return page


def lettered(page: Page) -> None:
    """Its letters are there, and it was drawn with them: nothing moves any more."""
    page.wait_for_function("() => document.fonts.status === 'loaded'")


def choose(page: Page, language: str = "en", service: int | None = 0) -> None:
    page.locator("#start").get_by_role("button", name=LANGUAGES[language]).tap()
    expect(page.locator("#services")).to_be_visible()
    if service is not None:
        page.locator("#cards button").nth(service).tap()
        expect(page.locator("#service")).to_be_visible()


def take(page: Page) -> dict[str, Any]:
    """Take the ticket; what the office answered."""
    with page.expect_response("**/api/tickets") as answer:
        page.locator("#take").tap()
    ticket: dict[str, Any] = answer.value.json()
    expect(page.locator("#the-number")).to_have_text(ticket["number"])
    return ticket


def refuse(page: Page, kind: str, status: int, times: int = 1) -> None:
    """Let the office refuse the next tickets."""
    body = json.dumps({"type": f"/problems/{kind}", "title": kind, "status": status, "detail": kind})

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="application/problem+json", body=body)

    page.route("**/api/tickets", answer, times=times)


def serve(page: Page, change: Callable[[Office], None]) -> None:
    """Let the kiosk see another office than there is."""

    def answer(route: Route) -> None:
        response = route.fetch()
        head, data, tail = re.split(r'(?<=id="kiosk">)(.*?)(?=</script>)', response.text(), maxsplit=1, flags=re.DOTALL)
        known = json.loads(data)
        change(known["office"])
        route.fulfill(response=response, body=head + json.dumps(known) + tail)

    page.route("**/kiosk", answer)
    page.route_web_socket(re.compile("/socket.io/"), lambda socket: None)


def clocked(office: Running, screens: Screens, language: str = "en") -> Page:
    """A kiosk before a service, whose clock can be told."""
    page = screens()
    page.clock.install()
    page.goto(f"{office.url}/kiosk")
    lettered(page)
    choose(page, language)
    return page


def tap_middle(page: Page, button: str) -> None:
    """A finger where a button is, whether it is heeded there or not."""
    box = page.locator(button).bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


# ---------------------------------------------------------------- the way of a ticket


@pytest.mark.parametrize("language", ["ar", "fr", pytest.param("en", marks=pytest.mark.long)])
def test_three_touches_give_a_ticket_in_ones_own_language(running: Running, screens: Screens, language: str) -> None:
    page = kiosk(running, screens)
    choose(page, language)
    html = page.locator("html")
    expect(html).to_have_attribute("lang", language)
    expect(html).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator("#take")).to_have_text(TAKE[language])
    ticket = take(page)
    assert (ticket["number"], ticket["language"]) == ("A001", language)
    expect(page.locator("#receipt")).to_have_text(PRINTED[language])
    assert running.waiting() == 1
    page.locator("#done").tap()
    expect(page.locator("#start")).to_be_visible()


def test_before_the_ticket_it_says_what_to_bring_and_how_many_wait(running: Running, screens: Screens) -> None:
    running.post("/api/tickets", {"service": "commercial-licence", "language": "ar"})
    page = kiosk(running, screens)
    choose(page, "fr")
    expect(page.locator("#papers li").first).to_have_text("Carte d’identité ou numéro national")
    expect(page.locator("#service-waiting")).to_have_text("1 personne en attente")
    take(page)
    expect(page.locator("#ahead")).to_have_text("1 personne avant vous")


def test_counts_follow_the_office_without_a_touch(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page, "en", None)
    count = page.locator("#cards button").first.locator("small")
    expect(count).to_have_text("Nobody is waiting")
    for _ in range(2):
        running.post("/api/tickets", {"service": "commercial-licence", "language": "ar"})
    expect(count).to_have_text("2 people are waiting")


def test_priority_is_offered_with_the_classes_that_may_be_declared(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page)
    page.locator("#offer").tap()
    first = page.locator("#classes button").first
    expect(first).to_contain_text("as if you had come 60 minutes earlier")
    name = first.locator("b").inner_text()
    first.tap()
    expect(page.locator("#offer")).to_contain_text(name)
    assert take(page)["priority"] == "disability"
    expect(page.locator("#number-priority")).to_have_text(name)


def test_the_language_can_be_changed_on_every_screen(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page, "en", None)
    switch = page.locator("#languages")
    for screen, onward in (("#services", "#cards button"), ("#service", "#offer"), ("#priority", "#no-priority")):
        for language in ("fr", "ar"):
            switch.get_by_role("button", name=LANGUAGES[language]).tap()
            expect(page.locator("html")).to_have_attribute("lang", language)
            expect(page.locator(screen)).to_be_visible()
        page.locator(onward).first.tap()
    take(page)
    switch.get_by_role("button", name="English").tap()
    expect(page.locator("#number h1")).to_have_text("Your number")


def test_an_office_of_one_language_and_one_service_asks_for_neither(running: Running, screens: Screens) -> None:
    page = screens()
    serve(page, lambda office: office.update(languages=["fr"], services=office["services"][:1]))
    page.goto(f"{running.url}/kiosk")
    expect(page.locator("#service")).to_be_visible()
    expect(page.locator("#languages")).to_be_hidden()
    expect(page.locator("#back")).to_be_hidden()
    assert take(page)["language"] == "fr"


def test_a_closed_service_says_when_it_opens_and_gives_no_ticket(running: Running, screens: Screens) -> None:
    def close(office: Office) -> None:
        today = office["now"][:10]
        office["services"][0].update(open=False, reason="office-closed", opens_at=f"{today}T08:00:00+02:00")
        office["services"][1].update(open=False, reason="quota-reached", opens_at=None)

    page = screens()
    serve(page, close)
    page.goto(f"{running.url}/kiosk")
    choose(page, "en", None)
    expect(page.locator("#cards button").nth(0)).to_contain_text("Opens at 08:00")
    expect(page.locator("#cards button").nth(1)).to_contain_text("The last ticket of today has been given")
    page.locator("#cards button").first.tap()
    expect(page.locator("#papers li")).not_to_have_count(0)
    expect(page.locator("#take")).to_be_hidden()
    page.locator("#another").tap()
    expect(page.locator("#services")).to_be_visible()


# ---------------------------------------------------------------- one touch, one ticket


def test_a_nervous_finger_takes_one_ticket(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page)
    page.evaluate("for (let i = 0; i < 10; i += 1) document.getElementById('take').click()")
    expect(page.locator("#number")).to_be_visible()
    assert running.waiting() == 1


def test_two_quick_taps_on_a_service_do_not_take_a_ticket(running: Running, screens: Screens) -> None:
    page = clocked(running, screens)
    box = page.locator("#take").bounding_box()
    assert box
    page.locator("#back").tap()
    expect(page.locator("#services")).to_be_visible()
    page.evaluate(NOTE)
    page_clock.stop(page)
    page.clock.run_for(1000)
    for _ in range(3):  # where a service is now, and the last button will be
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#service")).to_be_visible()
    assert page.evaluate("window.asked") == 0


def test_two_quick_taps_on_the_last_button_leave_the_number_standing(running: Running, screens: Screens) -> None:
    page = clocked(running, screens)
    page_clock.stop(page)  # the second tap is quick, however slow this machine
    page.clock.run_for(1000)
    take(page)
    tap_middle(page, "#done")
    expect(page.locator("#number")).to_be_visible()
    page.clock.run_for(2000)
    tap_middle(page, "#done")  # what became of the paper may have moved it meanwhile
    expect(page.locator("#start")).to_be_visible()
    assert running.waiting() == 1


def test_an_answer_that_was_lost_is_asked_for_again_and_is_the_same_ticket(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/tickets", lose, times=1)
    page.locator("#take").tap()
    expect(page.locator("#the-number")).to_have_text("A001")
    assert running.waiting() == 1


def test_who_waits_for_an_answer_is_told_and_may_ask_again_for_the_same_ticket(
    running: Running, screens: Screens
) -> None:
    page = clocked(running, screens)
    keys: list[str] = []

    def lose(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort()

    page.route("**/api/tickets", lose, times=4)
    page_clock.stop(page)
    page.clock.run_for(1000)
    page.locator("#take").tap()
    page.clock.run_for(200)
    expect(page.locator("#take")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#take")).to_have_text("One moment, please…")
    expect(page.locator("#patience")).to_be_hidden()
    page.clock.run_for(3000)
    expect(page.locator("#patience")).to_be_visible()
    expect(page.locator("#patience")).to_have_text("We are still trying. You will get one ticket only.")
    while not page.locator("#problem").is_visible():
        page.clock.run_for(500)
    expect(page.locator("#problem-title")).to_have_text("We could not reach the office.")
    expect(page.locator("#other")).to_be_hidden()
    page.clock.run_for(1000)
    page.locator("#again").tap()
    expect(page.locator("#the-number")).to_have_text("A001")
    assert len(set(keys)) == 1
    assert running.waiting() == 1


# ---------------------------------------------------------------- what may go wrong


@pytest.mark.parametrize(
    ("kind", "status", "title", "again"),
    [
        ("store-unavailable", 503, "تعذّر إصدار تذكرتك.", True),
        ("too-many-attempts", 429, "أُخذت تذاكر كثيرة قبل قليل.", True),
        ("unknown-service", 409, "هذه الخدمة غير متاحة الآن.", False),
        ("not-allowed", 403, "هذا الجهاز غير مخوّل بإصدار التذاكر بعد.", False),
    ],
)
def test_a_refusal_is_told_in_the_citizens_language_with_what_to_do(
    running: Running, screens: Screens, kind: str, status: int, title: str, again: bool
) -> None:
    page = kiosk(running, screens)
    choose(page, "ar")
    refuse(page, kind, status)
    page.locator("#take").tap()
    expect(page.locator("#problem-title")).to_have_text(title)
    expect(page.locator("#problem-remedy")).to_contain_text("يُرجى")
    expect(page.locator("#again")).to_be_visible(visible=again)
    if again:
        page.locator("#again").tap()
        expect(page.locator("#the-number")).to_have_text("A001")
    else:
        page.locator("#leave").tap()
        expect(page.locator("#start")).to_be_visible()


def test_without_paper_the_screen_asks_to_note_the_number(run_office: Callable[..., Running], screens: Screens) -> None:
    office = run_office('[printer]\ndriver = "network"\nhost = "127.0.0.1"\nport = 9\n')
    page = kiosk(office, screens)
    choose(page)
    take(page)
    expect(page.locator("#receipt")).to_contain_text("Please note your number: A001")


def test_without_a_printer_the_screen_promises_no_paper(run_office: Callable[..., Running], screens: Screens) -> None:
    page = kiosk(run_office(), screens)
    choose(page)
    assert take(page)["receipt"] == "none"
    expect(page.locator("#receipt")).to_have_text("Please note your number")


def test_a_page_whose_script_did_not_come_is_loaded_again(running: Running, screens: Screens) -> None:
    page = screens()
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/kiosk/static/kiosk.js", lose_the_first)
    page.goto(f"{running.url}/kiosk", wait_until="commit")
    expect(page.locator("#start")).to_be_visible()
    assert len(asked) == 2


def test_it_says_that_the_office_is_away_and_heals_without_a_reload(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    expect(page.locator("#lost")).to_be_hidden()
    page.evaluate("window.untouched = true")
    running.stop()
    expect(page.locator("#lost span")).to_have_count(3)
    expect(page.locator("#lost")).to_contain_text("The connection is interrupted")
    running.start()
    running.post("/api/tickets", {"service": "commercial-licence", "language": "ar"})
    expect(page.locator("#lost")).to_be_hidden()
    choose(page, "en", None)
    expect(page.locator("#cards button").first).to_contain_text("1 person is waiting")
    assert page.evaluate("window.untouched")


# ---------------------------------------------------------------- the next person


def hold(page: Page) -> None:
    """From now on time passes when it is told; whoever is there has just done something."""
    page_clock.stop(page)
    page.keyboard.press("Shift")


def test_who_left_is_warned_then_forgotten(running: Running, screens: Screens) -> None:
    page = clocked(running, screens, "fr")
    page.locator("#offer").tap()
    page.locator("#classes button").first.tap()
    expect(page.locator("#offer")).to_have_attribute("aria-pressed", "true")
    hold(page)
    page.clock.run_for(QUIET_MS - 1000)
    expect(page.locator("#warning")).to_be_hidden()
    page.clock.run_for(2000)
    expect(page.locator("#warning")).to_contain_text("Retour à l’accueil dans")
    page.clock.run_for(WARNING_MS)
    expect(page.locator("#start")).to_be_visible()
    expect(page.locator("#warning")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.clock.resume()
    choose(page, "en")
    expect(page.locator("#offer")).to_have_attribute("aria-pressed", "false")


def test_who_needs_more_time_gets_it_as_often_as_needed(running: Running, screens: Screens) -> None:
    page = clocked(running, screens)
    hold(page)
    for _ in range(3):
        page.clock.run_for(QUIET_MS + 10_000)
        page.locator("#more-time").tap()
        expect(page.locator("#warning")).to_be_hidden()
    expect(page.locator("#service")).to_be_visible()


def test_a_touch_renews_the_time(running: Running, screens: Screens) -> None:
    page = clocked(running, screens)
    hold(page)
    for _ in range(3):
        page.clock.run_for(QUIET_MS - 5000)
        tap_middle(page, "#service h1")
    expect(page.locator("#warning")).to_be_hidden()


def test_the_number_leaves_by_itself_and_says_when(running: Running, screens: Screens) -> None:
    page = clocked(running, screens, "fr")
    take(page)
    expect(page.locator("#receipt")).to_have_text(PRINTED["fr"])
    expect(page.locator("#closing")).to_have_text(re.compile(r"^Fermeture dans 1?\d secondes?$"))
    page.clock.run_for(15_500)
    expect(page.locator("#start")).to_be_visible()
    assert "A001" not in page.locator("main").evaluate("main => [...main.children].map(s => s.textContent).join()")


# ---------------------------------------------------------------- without touch, and sealed


def test_the_whole_way_works_by_keys_alone(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens, touch=False)
    keys = page.keyboard
    keys.press("ArrowDown")
    expect(page.locator("#first-languages button").first).to_be_focused()
    keys.press("ArrowLeft")
    expect(page.locator("#first-languages button").nth(1)).to_be_focused()
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
    keys.press("Enter")
    expect(page.locator("#services")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("ArrowRight")
    expect(page.locator("#cards button").nth(1)).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#service")).to_be_visible()
    keys.press("Backspace")
    expect(page.locator("#services")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.press("ArrowDown")
    expect(page.locator("#take")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#the-number")).to_have_text("A001")


def test_nothing_on_the_glass_leads_out_of_the_page(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    choose(page, "en", None)
    stopped = """kind => !document.querySelector('#services h1').dispatchEvent(
        new Event(kind, {bubbles: true, cancelable: true}))"""
    assert all(page.evaluate(stopped, kind) for kind in ("contextmenu", "selectstart", "dragstart"))
    page.locator("#services h1").dblclick()
    assert page.evaluate("getSelection().toString()") == ""
    page.keyboard.press("Control++")
    assert page.evaluate("visualViewport.scale") == 1
    assert page.evaluate("getComputedStyle(document.documentElement).touchAction") == "none"
    assert page.locator("a").count() == 0


def test_it_loads_two_weights_of_the_letters_and_nothing_from_elsewhere(running: Running, screens: Screens) -> None:
    page = screens()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{running.url}/kiosk")
    choose(page, "fr")
    take(page)
    assert len({url for url in asked if url.endswith(".woff2")}) == 2
    assert all(url.startswith((running.url, running.url.replace("http", "ws"))) for url in asked)
