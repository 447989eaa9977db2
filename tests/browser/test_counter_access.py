"""Everything that staff see is accessible in every state: the counter's page, its panel, the bar, the ways in."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server import desk
from tests.browser.accessible import faults
from tests.browser.conftest import Running, Screens
from tests.browser.prepared import prepared
from tests.browser.reader import Reader
from tests.browser.staff import sign_in
from tests.rooms import Room

LANGUAGES = ("en", pytest.param("ar", marks=pytest.mark.long), pytest.param("fr", marks=pytest.mark.long))
#: What has the focus in the panel, and whether that can be seen.
FOCUS = """() => {
  const one = document.activeElement;
  if (!document.getElementById("panel").contains(one)) return `the focus is not in the panel: ${one.id || one.tagName}`;
  return one.checkVisibility() ? "" : `what has the focus is not seen: ${one.outerHTML.slice(0, 80)}`;
}"""
#: Whatever of the panel is covered when it has the focus (WCAG 2.2, 2.4.11); the focus stays where it was.
HIDDEN = """() => {
  const first = document.activeElement;
  const all = [...document.querySelectorAll("#panel :is(button, input, select, [tabindex='0'])")];
  const hidden = all.filter((one) => one.checkVisibility() && !one.disabled).filter((one) => {
    one.focus();
    const seen = one.closest("label") ?? one;
    const { left, right, top, bottom } = seen.getBoundingClientRect();
    const upon = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return !seen.contains(upon) && !upon?.contains(seen);
  });
  first.focus();
  return hidden.map((one) => one.dataset.act ?? one.value ?? one.id);
}"""
#: What stays at the foot of the panel lies upon what is scrolled beneath it, whose colours could not be judged then.
FOOT = """(position) => document.querySelectorAll("#panel .foot").forEach((one) => (one.style.position = position))"""
#: The frame after what was drawn last: then the rest of the page is drawn, too.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
#: Of where somebody may be sent, what the office alone knows.
COUNTER_1 = "[data-act=counter-1]"
#: What can be pressed and is smaller than WCAG 2.2 asks for (2.5.8).
SMALL = """(within) => [...document.querySelectorAll(`${within} :is(button, a, select, summary, [role=spinbutton])`)]
  .filter((one) => one.checkVisibility()).filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return Math.min(width, height) < 24;
  }).map((one) => one.id || one.dataset.act || one.textContent.trim())"""


def begin(room: Room) -> None:
    """Somebody did not come, somebody is on hold, one was called out of turn; the others wait."""
    room.open(1)
    for service in ("complaints", "information"):
        room.issue(service)
    unwell = room.issue("complaints")
    room.do(desk.call_next, 1)
    room.do(desk.recall, 1)
    room.minutes(3)
    room.do(desk.no_show, 1)
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.do(desk.hold, 1)
    room.do(desk.call, 1, unwell.id, "unwell")
    room.do(desk.start, 1)
    room.do(desk.transfer, 1, service="commercial-licence")
    room.do(desk.close, 1)
    for service, priority in (("building-permit", "disability"), ("complaints", None), ("commercial-licence", "age")):
        room.issue(service, priority)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    staff = {"Salma": "clerk", "Karim": "clerk", "Amal": "manager"}
    with prepared(tmp_path_factory.mktemp("access") / "office", staff, begin=begin) as office:
        yield office


class Look:
    """Looks at the states of a page, one after another, and remembers what is wrong in each."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self.found: dict[str, list[str]] = {}
        self.reader = Reader(language)

    def __call__(self, state: str, within: str | None = None) -> None:
        """`within`: of the page only this."""
        self.page.wait_for_load_state()
        self.page.evaluate(DRAWN)
        self.reader.look(self.page)
        found = faults(self.page, arabic=self.language == "ar", within=within)
        found += [f"small: {one}" for one in self.page.evaluate(SMALL, within or "body")]
        if found:
            self.found[state] = found

    def must_find_nothing(self) -> None:
        assert self.reader.english() == set()
        assert not self.found, "\n".join(f"{state}: {one}" for state, all in self.found.items() for one in all)

    def panel(self, state: str) -> None:
        """The view that the panel shows, as it lands."""
        page = self.page
        expect(page.locator("#panel")).to_be_visible()
        page.evaluate("() => document.fonts.ready")
        lost = [page.evaluate(FOCUS), *(f"hidden: {one}" for one in page.evaluate(HIDDEN))]
        page.evaluate(FOOT, "static")
        self(state, "#panel")
        page.evaluate(FOOT, "")
        if any(lost):
            self.found.setdefault(state, []).extend(filter(None, lost))


def done(running: Running, page: Page, verb: str, **said: object) -> Any:
    """A verb of counter 3, that the page shows then."""
    path = f"{running.url}/api/counters/3/{verb}"
    answer = page.request.post(path, data=said, headers={"Origin": running.url})
    assert answer.ok, answer.text()
    told = answer.json()
    state = told["ticket"]["state"] if told["ticket"] else told["state"]
    expect(page.locator("#ticket, #here").first).to_have_attribute("data-state", state)
    return told


def take(running: Running) -> None:
    """Two more wait."""
    for _ in range(2):
        running.post("/api/tickets", {"service": "complaints", "language": "ar"})


def opens(page: Page, key: str, shown: str = ".view") -> None:
    """A key opens a view of the panel; `shown`: what is there as soon as the office has said what belongs to it."""
    page.keyboard.press(key)
    expect(page.locator(f"#panel {shown}").first).to_be_visible()


def shut(page: Page) -> None:
    while page.locator("#panel").is_visible():
        page.keyboard.press("Escape")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_counter_s_page_in_every_state(running: Running, screens: Screens, language: str) -> None:
    take(running)
    page = screens(1366, 768, touch=False, reduced_motion="reduce")
    sign_in(running, page, f"/counter/3?lang={language}", name="Salma")
    expect(page.locator("#large-label")).not_to_be_empty()
    expect(page.locator("#my-day")).to_be_visible()
    look = Look(page, language)
    look("closed")
    done(running, page, "open")
    look("idle", "main")
    done(running, page, "call-next")
    page.keyboard.press("9")
    expect(page.locator("#message")).to_be_visible()
    look("called, and why not", "main")
    done(running, page, "start")
    look("serving", "main")

    for key, view, shown in (
        ("NumpadMultiply", "send on", COUNTER_1),
        ("NumpadDivide", "another matter", "[data-act=result]"),
        ("NumpadDecimal", "result", "[data-act=nothing]"),
    ):
        opens(page, key, shown)
        look.panel(view)
        shut(page)
    opens(page, "NumpadDecimal")
    page.keyboard.press("2")
    expect(page.locator("#panel input:checked")).to_have_count(1)
    look.panel("a result that was said")
    shut(page)
    look("serving, and a result that was said", "#ticket")
    opens(page, "8")
    page.keyboard.type("z")
    expect(page.locator("#panel .refused:visible")).to_be_visible()
    look.panel("nobody in the line has that number")
    page.locator("#find-number").fill("")
    expect(page.locator("#panel .all li").first).to_be_visible()
    look.panel("the line")
    shut(page)
    opens(page, "+")
    look.panel("a new ticket")
    page.locator(".give").press("Enter")
    expect(page.locator("#panel .refused:visible")).to_be_visible()
    look.panel("a new ticket, refused")
    shut(page)
    page.locator("#ticket .more").click()
    expect(page.locator("#panel .visit")).to_be_visible()
    look.panel("the ticket at the counter")
    shut(page)
    page.locator("#next .more").click()
    expect(page.locator("#panel .visit")).to_be_visible()
    look.panel("a ticket that waits")
    for key, question in (("2", "priority"), ("3", "leaves"), ("4", "void")):
        page.keyboard.press(key)
        expect(page.locator("#panel .question")).to_be_visible()
        look.panel(f"a ticket: {question}")
        page.keyboard.press("Escape")
    shut(page)
    page.locator("#line .one").first.click()  # who is next anyway is not called out of turn
    expect(page.locator(".about-ticket")).to_be_visible()
    for key, view, shown in (("6", "where somebody who waits is sent", COUNTER_1), ("7", "out of turn", ".question")):
        expect(page.locator("#panel .visit")).to_be_visible()
        opens(page, key, shown)
        expect(page.locator(".about-ticket")).to_be_hidden()
        look.panel(view)
        page.keyboard.press("Escape")
    shut(page)
    page.locator("#my-day button").click()
    look.panel("my day")
    page.locator("#panel .view > button").press("Enter")
    expect(page.locator("#panel .past li").first).to_be_visible()
    look.panel("today in the line")
    shut(page)
    opens(page, "7")
    look.panel("why a pause")
    shut(page)
    done(running, page, "pause", reason="prayer")
    look("paused", "main")
    opens(page, "8")
    page.locator("#panel [data-act=services]").press("Enter")
    expect(page.locator("#panel [data-act=service-complaints]")).to_be_visible()
    look.panel("the services")
    shut(page)
    for said in ("offline", "clock"):
        page.evaluate("said => (document.getElementById(said).hidden = false)", said)
        look(said, ".said")
    done(running, page, "close")
    look.must_find_nothing()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bar_in_every_state(running: Running, screens: Screens, language: str) -> None:
    take(running)
    page = screens(360, 96, touch=False, reduced_motion="reduce")
    page.goto(f"{running.url}/counter/3/bar?lang={language}")
    look = Look(page, language)
    look("nobody signed in")
    page.goto("about:blank")  # that page finds by itself that somebody signed in, and is loaded anew then
    sign_in(running, page, f"/counter/3?lang={language}", name="Karim")
    expect(page.locator("#large-label")).not_to_be_empty()
    page.goto(f"{running.url}/counter/3/bar?lang={language}")
    expect(page.locator("#large-label")).not_to_be_empty()
    look("closed")
    page.route("**/open", lambda route: route.fulfill(status=409, json={"type": "/problems/stale"}))
    page.keyboard.press("Space")
    expect(page.locator("#message")).to_be_visible()
    look("refused")
    for verb in ("open", "call-next", "start"):
        done(running, page, verb)
        look(verb)
    done(running, page, "pause", reason="prayer")
    look("paused")
    page.keyboard.press("0")
    expect(page.locator("#here")).to_have_attribute("data-state", "serving")
    for verb in ("finish", "close"):
        done(running, page, verb)
    page.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})
    expect(page.locator("#signed-out a")).to_be_visible()
    look("signed out meanwhile")
    look.must_find_nothing()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ways_in(running: Running, screens: Screens, language: str) -> None:
    page = screens(1366, 768, touch=False)
    look = Look(page, language)
    page.goto(f"{running.url}/sign-in?lang={language}")
    look("sign-in")
    page.locator("[name=name]").fill("Karim")
    page.locator("[name=password]").fill("not his password")
    page.locator("[name=password]").press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    look("sign-in, refused")
    sign_in(running, page, f"/counter?lang={language}", name="Karim")
    expect(page.locator(".door").first).to_be_visible()
    look("which counter")
    page.goto(f"{running.url}/password?lang={language}")
    look("password")
    page.locator("[name=old]").fill("not his password")
    for name in ("password", "again"):
        page.locator(f"[name={name}]").fill("a sentence of his own")
    page.locator("[name=again]").press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    look("password, refused")
    look.must_find_nothing()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_managers_see_of_the_staff(running: Running, screens: Screens, language: str) -> None:
    page = screens(1366, 768, touch=False)
    look = Look(page, language)
    sign_in(running, page, f"/manager/staff?lang={language}", name="Amal", role="manager")
    expect(page.locator("#sign-ins li, #sign-ins tr").first).to_be_visible()
    look("staff")
    page.goto(f"{running.url}/manager/history?lang={language}")
    expect(page.locator(".past li").first).to_be_visible()
    look("the line's history")
    page.goto(f"{running.url}/manager?lang={language}")
    expect(page.locator("#live")).to_have_attribute("data-state", "ready")
    page.locator("#turn").click()
    expect(page.locator("#turn-ends")).not_to_be_empty()
    look("turning the day")
    look.must_find_nothing()
