"""The manager's staff page, in Debian's Chromium: who works here, who is let in and out, and who signed in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessible import faults
from tests.browser.conftest import Running, Screens
from tests.browser.staff import PASSWORD, choose_language, sign_in

#: What a list shows that is read, read on, and read again after 5 and after 125 more: how many, from, to, and more.
READ_IN_PARTS = """async () => {
  const { Newest } = await import("/static/newest.js");
  let last = 70;
  const told = [];
  const list = new Newest(async (before) => {
    const all = Array.from({ length: (before ?? last + 1) - 1 }, (_, n) => ({ seq: (before ?? last + 1) - 1 - n }));
    return { found: all.slice(0, 50), more: all.length > 50 };
  });
  for (const then of [70, "earlier", 75, 200]) {
    if (then === "earlier") await list.earlier();
    else await list.look((last = then));
    told.push([list.entries.length, list.entries[0].seq, list.entries.at(-1).seq, list.more]);
  }
  return told;
}"""

TITLES = {"ar": "فريق العمل", "fr": "Personnel", "en": "Staff"}
OWN = "a sentence that only she knows"


def staff_page(running: Running, screens: Screens, language: str = "en") -> Page:
    page = screens(1366, 768, touch=False)
    sign_in(running, page, f"/manager/staff?lang={language}", role="manager")
    expect(page.locator("#live")).to_have_attribute("data-state", "ready")
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator("#members > li").filter(has=page.get_by_role("heading", name=name, exact=True))


def type_in(page: Page, name: str, password: str) -> None:
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


def add(page: Page, name: str, password: str) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.locator("#password").press("Enter")


def remove(page: Page, name: str) -> None:
    row(page, name).get_by_role("button", name="Change…").click()
    row(page, name).get_by_role("button", name="Remove from the staff…").click()
    expect(row(page, name).get_by_role("button", name="No", exact=True)).to_be_focused()
    row(page, name).get_by_role("button", name="Yes, remove").click()


class Walk:
    """An office of its own, its only manager at the staff page, and a newcomer at another screen."""

    def __init__(self, running: Running, screens: Screens) -> None:
        self.running = running
        self.manager = staff_page(running, screens)
        self.newcomer = screens(1366, 768, touch=False)
        self.newcomer.goto(f"{running.url}/sign-in")
        choose_language(self.newcomer, "en")
        self.dalia = row(self.manager, "Dalia")

    def does(self, page: Page, path: str, **said: object) -> None:
        answer = page.request.post(f"{self.running.url}/api{path}", data=said, headers={"Origin": self.running.url})
        assert answer.ok, answer.text()

    def is_added(self) -> None:
        add(self.manager, "Dalia", "short")
        expect(self.manager.locator("#password-fault")).to_have_text("At least 8 characters, please.")
        expect(self.manager.locator("#password")).to_be_focused()
        add(self.manager, "amal", PASSWORD)
        expect(self.manager.locator("#name-fault")).to_contain_text("There is already")
        add(self.manager, "Dalia", PASSWORD)
        expect(self.manager.locator("#added")).to_contain_text(PASSWORD)
        expect(self.dalia).to_contain_text("Has still to choose a password")

    def chooses_a_password(self) -> None:
        type_in(self.newcomer, "Dalia", PASSWORD)
        expect(self.newcomer.locator("h1")).to_have_text("Your own password")
        for name, text in (("old", PASSWORD), ("password", OWN), ("again", OWN)):
            self.newcomer.locator(f"#{name}").fill(text)
        self.newcomer.locator("#again").press("Enter")
        expect(self.newcomer).to_have_url(re.compile("/counter$"))
        expect(self.dalia.locator(".state")).to_have_attribute("data-state", "ready")

    def is_removed_only_when_nobody_is_called(self) -> None:
        self.newcomer.goto(f"{self.running.url}/counter/2")
        self.running.post("/api/tickets", {"service": "information", "language": "ar"})
        self.does(self.newcomer, "/counters/2/open")
        self.does(self.newcomer, "/counters/2/call-next")
        expect(self.dalia).to_contain_text("Counter 2")  # her row is drawn anew with it, and then stays
        remove(self.manager, "Dalia")
        expect(self.dalia.locator(".leaving .error")).to_contain_text("Counter 2 still has ticket")
        self.does(self.newcomer, "/counters/2/start")
        self.dalia.get_by_role("button", name="Yes, remove").click()
        expect(self.dalia.locator(".notice")).to_contain_text("may not sign in any more")
        expect(self.dalia).to_contain_text("Does not work here any more")
        expect(self.newcomer).to_have_url(re.compile("/sign-in"))
        counter = self.running.get("/api/office")["counters"][1]
        assert (counter["number"], counter["state"]) == (2, "closed")
        self.dalia.get_by_role("button", name="Add again").click()
        expect(self.dalia.get_by_role("button", name="Change…")).to_be_focused()

    def is_locked_and_let_in_again(self) -> None:
        self.does(self.manager, "/rules", sign_in_tries=3)
        for _ in range(3):
            type_in(self.newcomer, "Dalia", PASSWORD)
            expect(self.newcomer.locator("[role=alert]")).to_be_visible()
            expect(self.newcomer.locator("[name=password]")).to_have_value("")
        expect(self.dalia.locator(".state")).to_have_attribute("data-state", "trouble")
        expect(self.manager.locator("#sign-ins tr").first).to_contain_text("the sign-in is locked now")
        self.manager.locator("#whose").select_option(label="Amal")
        expect(self.manager.locator("#sign-ins tr")).to_have_count(1)
        self.manager.locator("#whose").select_option(label="Dalia")
        self.dalia.get_by_role("button", name="Lift the lock").click()
        expect(self.manager.locator("#sign-ins tr").first).to_have_text(re.compile("The lock was lifted by .?Amal"))
        type_in(self.newcomer, "Dalia", OWN)
        expect(self.newcomer).to_have_url(re.compile("/counter"))


def test_a_newcomer_is_added_comes_in_is_locked_out_let_in_again_and_leaves(
    run_office: Callable[..., Running], screens: Screens
) -> None:
    walk = Walk(run_office(), screens)
    walk.is_added()
    walk.chooses_a_password()
    walk.is_removed_only_when_nobody_is_called()
    walk.is_locked_and_let_in_again()
    amal = row(walk.manager, "Amal")
    amal.get_by_role("button", name="Change…").click()
    expect(amal.get_by_role("link", name="Your own password")).to_have_attribute("href", re.compile("^/password"))
    expect(amal.get_by_role("button", name="Remove from the staff…")).to_have_count(0)
    amal.locator("select").select_option("clerk")
    amal.get_by_role("button", name="Save").first.click()
    expect(amal.locator("form .error").first).to_contain_text("only manager")
    walk.running.command(
        "staff", "add", "Huda", "--role", "manager", "--password-stdin", "--own-password", text=PASSWORD
    )
    amal.get_by_role("button", name="Save").first.click()
    expect(walk.manager).to_have_url(re.compile("/counter$"))


def test_a_new_password_is_given_in_place_and_nothing_typed_is_lost_while_others_come(
    running: Running, screens: Screens
) -> None:
    page = staff_page(running, screens)
    running.command("staff", "add", "Rim", "--role", "clerk", "--password-stdin", "--own-password", text=PASSWORD)
    rim = row(page, "Rim")
    rim.get_by_role("button", name="Change…").click()
    expect(rim.get_by_label("Task")).to_be_focused()
    rim.get_by_label("New password").fill("short")
    page.keyboard.press("Enter")
    expect(rim.get_by_label("New password")).to_have_attribute("aria-invalid", "true")
    rim.get_by_label("New password").fill("another one")
    running.command("staff", "add", "Sara", "--role", "clerk", "--password-stdin", "--own-password", text=PASSWORD)
    expect(row(page, "Sara")).to_be_visible()
    expect(rim.get_by_label("New password")).to_have_value("another one")
    page.keyboard.press("Enter")
    expect(rim.locator(".notice")).to_contain_text("another one")
    expect(rim).to_contain_text("Has still to choose a password")


def test_a_list_that_is_read_in_parts_has_nothing_twice_and_no_gap(running: Running, screens: Screens) -> None:
    page = screens()
    page.goto(f"{running.url}/sign-in")
    assert page.evaluate(READ_IN_PARTS) == [
        [50, 70, 21, True],
        [70, 70, 1, False],
        [75, 75, 1, False],
        [50, 200, 151, True],
    ]


@pytest.mark.parametrize("language", TITLES)
def test_the_staff_page_is_whole_in_every_language(running: Running, screens: Screens, language: str) -> None:
    page = staff_page(running, screens, language)
    expect(page.locator("h1")).to_have_text(TITLES[language])
    page.locator("#members > li .button").last.click()
    expect(page.locator("#members .change select")).to_be_focused()
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        page.evaluate("() => document.fonts.ready")
        assert page.evaluate("() => document.scrollingElement.scrollWidth") == width
    if language == "en":
        assert faults(page) == []


def test_the_day_is_turned_by_a_second_press_that_says_what_ends(running: Running, screens: Screens) -> None:
    page = screens(1366, 768, touch=False)
    sign_in(running, page, "/manager?lang=en", role="manager")
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    expect(page.locator("#open [data-value]")).to_have_text("1")
    page.locator("#turn").click()
    expect(page.locator("#turn-ends")).to_have_text("1 visit is still open, and ends.")
    expect(page.locator("#turn-not")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#turning")).to_be_hidden()
    page.locator("#turn").click()
    full = {"type": "/problems/store-full", "title": "", "status": 503, "detail": "The disk is full."}
    page.route("**/api/day", lambda route: route.fulfill(status=503, json=full))
    page.locator("#turn-now").click()
    expect(page.locator("#turn-fault")).to_have_text("The disk is full.")
    page.unroute("**/api/day")
    page.locator("#turn-now").click()
    expect(page.locator("#turning")).to_be_hidden()
    expect(page.locator("#taken [data-value]")).to_have_text("0")
    expect(page.locator("#turned")).to_be_visible()
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    expect(page.locator("#turned")).to_be_hidden()
    page.locator("#turn").click()
    page.request.post(f"{running.url}/api/day", data={"turn": True}, headers={"Origin": running.url})
    expect(page.locator("#turning")).to_be_hidden()
    expect(page.locator("#turned")).to_be_visible()
