"""Every verb of the counter, done at its page in each language: by the words that stand on its buttons."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from server import wording
from tests.browser.conftest import Running, Screens
from tests.browser.prepared import prepared
from tests.browser.reader import Reader
from tests.browser.staff import answered, sign_in, stays, take

#: Each language with its clerk and her counter.
CLERKS = {"ar": ("سلمى", 1), "fr": ("Édith", 2), "en": ("Salma", 3)}
#: Where somebody is sent on to.
COLLEAGUE = 4
RULES = {"no_show_calls": 1, "no_show_s": 0, "announcement_s": 0}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An office in which nobody need wait before they say that somebody did not come."""
    staff = {name: "clerk" for name, _ in CLERKS.values()}
    with prepared(tmp_path_factory.mktemp("languages") / "office", staff, RULES) as office:
        yield office


@pytest.fixture(scope="module")
def manager(running: Running) -> str:
    return running.token()


class Hands:
    """Somebody at the page of a counter, who reads what stands on it; and the counter, as the API knows it."""

    def __init__(self, running: Running, page: Page, language: str, counter: int, token: str) -> None:
        self.running, self.page, self.language, self.counter, self.token = running, page, language, counter, token
        self.reader = Reader(language)

    def says(self, text: str, context: str | None = None, **values: object) -> str:
        if context:
            return wording.pgettext(self.language, context, text, **values)
        return wording.gettext(self.language, text, **values)

    def large(self, text: str) -> None:
        """The large button, on which this stands."""
        label, large = self.page.locator("#large-label"), self.page.locator("#large")
        expect(label).to_have_text(self.says(text))
        answered(self.page)
        self.page.clock.fast_forward(1100)
        if text == "Start the service":  # while somebody is called, how long a hand is down would count
            large.dispatch_event("click")
        else:
            large.click()

    def verb(self, name: str, text: str, context: str | None = None) -> None:
        """One of the buttons beside it, for a verb or for what opens the panel."""
        button = self.page.locator(f":is([data-verb='{name}'], [data-deed='{name}']):visible").first
        said = re.escape(self.says(text, context, n="\0")).replace("\0", r"\d+")
        expect(button).to_contain_text(re.compile(said))
        answered(self.page)
        button.click()

    def act(self, name: str, text: str | None = None) -> Locator:
        """What can be pressed in the panel; `text` stands on it, where it is ours."""
        button = self.page.locator(f"#panel [data-act='{name}']")
        if text:
            expect(button).to_contain_text(self.says(text))
        return button

    def look_up(self, number: str) -> None:
        self.page.keyboard.press("8")
        self.page.keyboard.type(number)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".about-ticket .number")).to_have_text(number)
        stays(self.page)

    def shut(self) -> None:
        while self.page.locator("#panel").is_visible():
            self.page.keyboard.press("Escape")

    def now(self, state: str, number: str | None = None) -> Any:
        """The counter, which is in this state with that number, on the page and in the record; all is read."""
        expect(self.page.locator("#ticket")).to_have_attribute("data-state", state)
        if number:
            expect(self.page.locator("#ticket .number")).to_have_text(number)
        self.reader.look(self.page)
        told = self.running.get(f"/api/counters/{self.counter}", self.token)
        ticket = told["ticket"]
        assert (ticket["state"] if ticket else told["state"], ticket and ticket["number"]) == (state, number)
        return told

    def undo_says(self, text: str, number: str) -> None:
        said = re.escape(self.says(text, number="\0")).replace("\0", f".?{number}.?")
        expect(self.page.locator("#undo-text")).to_have_text(re.compile(said))

    def ticket(self, id_: int) -> Any:
        return self.running.get(f"/api/tickets/{id_}", self.token)


@pytest.fixture
def hands(running: Running, screens: Screens, manager: str, language: str) -> Hands:
    """A clerk of this language at her counter, on the morning of a day."""
    name, counter = CLERKS[language]
    running.post("/api/day", {"turn": True}, manager)
    running.post(f"/api/counters/{COLLEAGUE}/open", {}, manager)
    page = screens(1366, 768, touch=False)
    page.clock.install()
    sign_in(running, page, f"/counter/{counter}?lang={language}", name=name)
    return Hands(running, page, language, counter, manager)


@pytest.mark.parametrize("language", ["ar", "fr", pytest.param("en", marks=pytest.mark.long)])
def test_every_verb_by_the_words_on_its_button(hands: Hands, running: Running, language: str) -> None:
    first = take(running, "complaints")
    second, third = take(running, "complaints"), take(running, "information")
    page = hands.page
    hands.now("closed")
    hands.large("Open the counter")
    hands.now("open")

    hands.large("Call the next person")
    hands.now("called", "C001")
    hands.verb("recall", "Call again")
    hands.undo_says("%(number)s was called again.", "C001")
    assert hands.now("called", "C001")["ticket"]["call_count"] == 2
    hands.verb("put-back", "Put back")
    hands.undo_says("%(number)s was put back into the line.", "C001")
    hands.now("open")
    hands.verb("undo", "Undo (%(n)s s)")
    hands.now("called", "C001")
    hands.verb("start", "Start", "counter")
    hands.now("serving", "C001")

    page.keyboard.press("NumpadDecimal")
    page.locator("#panel").get_by_text(hands.says("Something was missing")).click()
    hands.shut()
    hands.verb("finish", "Finish", "counter")
    hands.undo_says("%(number)s was finished.", "C001")
    hands.now("open")
    assert hands.ticket(first["id"])["outcome"] == "incomplete"
    hands.look_up("C001")
    hands.act("back", "Back to the line").click()
    expect(hands.act("back")).to_have_count(0)
    hands.shut()

    hands.large("Call the next person")
    hands.now("called", "C001")
    hands.verb("no-show", "No-show")
    hands.undo_says("%(number)s was marked as a no-show.", "C001")
    hands.now("open")
    hands.verb("return", "Back to the line")
    expect(page.locator("#missed")).to_be_hidden()
    assert hands.ticket(first["id"])["state"] == "waiting"

    hands.large("Call the next person")
    hands.now("called", "C001")
    hands.large("Start the service")
    hands.now("serving", "C001")
    hands.verb("hold", "Put on hold")
    hands.now("open")
    hands.verb("resume", "Go on")
    hands.now("serving", "C001")
    hands.verb("send", "Send on…")
    expect(page.locator("#panel")).to_contain_text(hands.says("Another counter"))
    hands.act(f"counter-{COLLEAGUE}").click()
    hands.undo_says("%(number)s was sent on.", "C001")
    hands.now("open")
    assert hands.ticket(first["id"])["state"] == "waiting"

    hands.look_up(third["number"])
    hands.act("call", "Call now, out of turn…").click()
    page.locator("#panel").get_by_text(hands.says("Is unwell")).click()
    hands.reader.look(page)
    page.locator("#panel .question .button.main").click()
    hands.now("called", third["number"])
    hands.verb("start", "Start", "counter")
    hands.now("serving", third["number"])
    hands.verb("matter", "Another matter…")
    expect(page.locator("#panel-title")).to_have_text(hands.says("Another matter"))
    hands.act("continue-complaints").click()
    expect(page.locator("#panel")).to_be_hidden()
    assert [leg["service"] for leg in hands.now("serving", third["number"])["ticket"]["legs"]] == [
        "information",
        "complaints",
    ]
    hands.large("Finish and call next")
    hands.now("called", second["number"])
    hands.verb("start", "Start", "counter")
    hands.now("serving", second["number"])

    hands.verb("pause", "Pause", "counter")
    hands.act("prayer", "Prayer").click()
    assert hands.now("paused")["pause"]["reason"] == "prayer"
    hands.large("End the pause")
    hands.now("open")
    hands.verb("give", "New ticket")
    page.locator("#panel input[name=service][value=information]").check(force=True)
    page.locator(".give").click()
    expect(page.locator("#panel-title")).to_have_text(hands.says("The new ticket"))
    hands.reader.look(page)
    hands.shut()
    assert running.waiting() == 2  # and whom the colleague's counter waits for
    hands.verb("close", "Close", "counter")
    hands.now("closed")

    assert hands.reader.english() == set()
    if language == "ar":
        assert hands.reader.latin() == set()
