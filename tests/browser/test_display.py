"""The wall in Debian's Chromium, against a real office: what is seen, what is heard, and that it heals."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, Running, Screens
from tests.server.screens import soon

#: The height of a capital letter of Plex, of the size of its type.
CAPITAL = 0.698

LISTEN = """
window.heard = [];
window.rooms = [];
window.AudioContext = class extends AudioContext {
  constructor(...how) { super(...how); rooms.push(this); }
};
for (const what of ["shown", "chimed", "spoken", "rested"])
  document.addEventListener(`dawr:${what}`, ({ detail }) => heard.push({ what, ...detail }));
"""


# Puts a call on the wall that the office never made.
SHOW = """async (number) => {
  const { Wall } = await import("/display/static/wall.js");
  const arabic = { ar: { direction: "rtl", w: (text) => text } };
  new Wall(arabic, "ar").call({ call: number, number, counter: 12, language: "ar" }, false);
  // Measured in the same breath: the page's own news may draw again any moment.
  const seen = document.querySelector("#number").getBoundingClientRect(), room = document.querySelector("#call");
  return { number: seen.width, room: room.clientWidth, content: room.scrollWidth };
}"""


class Staff:
    """A manager who works by the API."""

    def __init__(self, office: Running) -> None:
        self.office = office
        token = office.command("token", "add", "test", "--role", "manager").split()[-1]
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, **body: Any) -> Any:
        return self.office.post(path, body, **self.headers)

    def sees_a_refusal(self) -> bool:
        """Whether the display that speaks here has said that its browser refuses to."""
        display = self.office.ask("GET", "/api/displays", headers=self.headers).body["displays"][0]
        return bool(display["speaks"] and display["refused"])

    def issue(self, language: str = "ar", service: str = "commercial-licence") -> Any:
        return self.post("/api/tickets", service=service, language=language)

    def open(self, *counters: int) -> None:
        for counter in counters:
            self.post(f"/api/counters/{counter}/open")

    def call(self, counter: int, language: str = "ar") -> str:
        """A ticket is taken and called to this counter: its number."""
        self.issue(language)
        return self.post(f"/api/counters/{counter}/call-next")["ticket"]["number"]


@pytest.fixture
def staff(running: Running) -> Staff:
    # A wall of another test that has not quite gone would keep that of this one silent.
    soon(lambda: running.get("/api/health")["screens"] == 0)
    each = Staff(running)
    each.open(1, 2, 3)
    return each


def wall(
    office: Running,
    screens: Screens,
    query: str = "?lang=ar",
    width: int = 1920,
    height: int = 1080,
    *,
    still: bool = False,
) -> Page:
    """A wall that has its letters; `still`: its time does, so that no announcement comes to an end by itself."""
    page = screens(width, height)
    page.add_init_script(LISTEN)
    if still:
        page.clock.install(time=time.time() - 60)  # it runs until it is paused
        page.clock.pause_at(time.time())
    page.goto(f"{office.url}/display{query}")
    expect(page.locator("#clock")).not_to_be_empty()
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    return page


def await_sound(page: Page) -> None:
    """Wait until the browser plays sounds: a call that comes before is shown, and not heard."""
    page.wait_for_function("() => rooms.at(-1)?.state === 'running'")


def wait_for(page: Page, what: str, times: int = 1) -> list[dict[str, Any]]:
    """What was heard of that kind, once it was heard so often."""
    page.wait_for_function(
        "([what, times]) => heard.filter((each) => each.what === what).length >= times",
        arg=[what, times],
        timeout=30_000,
    )
    return [each for each in page.evaluate("heard") if each["what"] == what]


def parts(office: Running) -> dict[int, list[str]]:
    return {call["call"]: call["parts"] for call in office.get("/api/board")["calls"]}


def stays_inside(page: Page) -> bool:
    """Whether each line of the call of the moment stands within its place."""
    return page.locator("#call").evaluate("""(call) => {
        const room = call.getBoundingClientRect();
        return [...call.querySelectorAll("p, p > *")].map((line) => line.getBoundingClientRect()).every((line) =>
            line.left >= room.left && line.right <= room.right && line.top >= room.top && line.bottom <= room.bottom);
    }""")


# ---------------------------------------------------------------- what is seen


def test_before_the_first_call_it_says_what_will_happen_in_every_language(running, screens):
    page = wall(running, screens)
    expect(page.locator("#greetings > p")).to_have_count(3)
    expect(page.locator("#call")).to_be_hidden()
    expect(page.locator("#last-calls")).to_be_hidden()
    expect(page.locator("#waiting")).to_have_text("لا أحد في الانتظار")


def test_a_call_is_seen_in_each_language_and_direction(running, staff, screens):
    walls = {language: wall(running, screens, f"?lang={language}") for language in ("ar", "fr", "en")}
    number = staff.call(3)
    for language, counter in (("ar", "الشباك"), ("fr", "Guichet"), ("en", "Counter")):
        page = walls[language]
        expect(page.locator("#number")).to_have_text(number)
        expect(page.locator("#counter-number")).to_have_text("3")
        expect(page.locator("#counter-label > span").first).to_have_text(counter)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


def test_the_labels_speak_the_tickets_language_too(running, staff, screens):
    page = wall(running, screens)
    staff.call(2, "fr")
    expect(page.locator("#number-label > span")).to_have_text(["الرقم", "Numéro"])


@pytest.mark.long
def test_a_call_fills_the_screen_and_then_makes_room_for_the_last_ones(running, staff, screens):
    page = wall(running, screens)
    first = staff.call(1)
    expect(page.locator("body")).to_have_class(re.compile("filling"))
    second = staff.call(2)
    waiting = page.locator("#calls > li.marked")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text(second)
    expect(waiting).to_be_visible()
    wait_for(page, "rested", 1)
    expect(page.locator("#number")).to_have_text(second)
    wait_for(page, "rested", 2)
    expect(page.locator("body")).not_to_have_class(re.compile("filling"))
    expect(page.locator("#number")).to_have_text(second)
    expect(page.locator("#calls > li")).to_have_count(1)
    expect(page.locator("#calls > li")).to_contain_text(first)


def test_the_number_is_read_from_eight_metres(running, staff, screens):
    sizes = ((1920, 1080, 43), (1280, 720, 32), (3840, 2160, 55))
    walls = [(wall(running, screens, f"?inches={inches}", w, h), w, h, inches) for w, h, inches in sizes]
    staff.call(1)
    for page, width, height, inches in walls:
        wait_for(page, "shown")
        for mode in ("announced", "at rest"):
            size_px = page.locator("#number").evaluate("(seen) => parseFloat(getComputedStyle(seen).fontSize)")
            mm_px = (width**2 + height**2) ** 0.5 / (inches * 25.4)
            assert CAPITAL * size_px / mm_px >= 100, (mode, inches)
            assert stays_inside(page), (mode, inches)
            page.evaluate("document.body.classList.remove('filling')")


def test_a_long_number_stays_inside(running, screens):
    page = wall(running, screens)
    for number in ("A1203", "ج1203", "102"):
        width = page.evaluate(SHOW, number)
        assert 0 < width["number"] <= width["room"] and width["content"] <= width["room"], (number, width)


def test_how_many_wait_is_news(running, staff, screens):
    page = wall(running, screens, "?lang=en")
    staff.issue()
    expect(page.locator("#waiting")).to_have_text("1 person is waiting")
    staff.issue()
    expect(page.locator("#waiting")).to_have_text("2 people are waiting")


# ---------------------------------------------------------------- what is heard


@pytest.mark.parametrize("driver", ["espeak", "simulated"])
def test_a_call_is_chimed_and_its_sounds_are_heard_to_their_end(run_office, screens, driver):
    office = run_office(f'[voice]\ndriver = "{driver}"\n')
    staff = Staff(office)
    staff.open(3)
    soon(lambda: office.get("/api/health")["devices"]["voice"]["state"] in ("ready", "simulated"))
    page = wall(office, screens)
    await_sound(page)
    staff.call(3, "fr")
    ((call, named),) = parts(office).items()
    assert len(named) == 4  # French, then the office's Arabic
    heard = wait_for(page, "spoken", 4)
    assert [each["part"] for each in heard[:4]] == named
    assert {each["call"] for each in heard} == {call}
    assert wait_for(page, "chimed")[0]["call"] == call
    for part in named:
        length = page.evaluate(
            "async (part) => (await (await fetch(`/voice/${part}.wav`)).arrayBuffer()).byteLength", part
        )
        assert 0.3 < length / 44_100 < 5


def test_two_calls_in_the_same_second_are_spoken_in_order(running, staff, screens):
    page = wall(running, screens)
    await_sound(page)
    for _ in range(2):
        staff.issue()
    for counter in (1, 2):
        staff.post(f"/api/counters/{counter}/call-next")
    first, second = sorted(parts(running))
    wait_for(page, "rested", 1)
    wait_for(page, "shown", 2)
    calls = [each["call"] for each in page.evaluate("heard") if each["what"] == "spoken"]
    assert calls[:2] == [first, first]
    assert set(calls[2:]) <= {second}


def test_a_recall_speaks_again(running, staff, screens):
    page = wall(running, screens)
    staff.call(1)
    wait_for(page, "shown", 1)
    staff.post("/api/counters/1/recall")
    shown = wait_for(page, "shown", 2)
    assert shown[0]["call"] != shown[1]["call"]
    expect(page.locator("#calls > li")).to_have_count(0)


def test_a_call_that_is_undone_leaves_the_wall(running, staff, screens):
    page = wall(running, screens)
    staff.call(1)
    wait_for(page, "shown")
    staff.post("/api/counters/1/undo")
    expect(page.locator("#call")).to_be_hidden()
    expect(page.locator("#welcome")).to_be_visible()


def test_a_call_that_is_put_back_after_a_recall_leaves_the_wall_and_is_not_spoken(running, staff, screens):
    page = wall(running, screens, still=True)
    number = staff.call(1)
    wait_for(page, "shown")
    staff.post("/api/counters/1/recall")
    staff.post("/api/counters/1/put-back")
    expect(page.locator("#call")).to_be_hidden()
    wait_for(page, "rested")
    staff.post("/api/counters/1/undo")
    expect(page.locator("#number")).to_have_text(number)
    expect(page.locator("#number")).to_be_visible()
    page.wait_for_timeout(500)
    assert len(wait_for(page, "shown")) == 1  # it is listed again, and not announced


def test_a_new_day_begins_with_an_empty_wall(running, staff, screens):
    page = wall(running, screens)
    staff.call(1)
    wait_for(page, "shown")
    running.command("day", "turn")
    expect(page.locator("#call")).to_be_hidden()
    expect(page.locator("#welcome")).to_be_visible()


@pytest.mark.long
def test_a_voice_that_cannot_be_had_is_told_and_holds_up_nobody(running, staff, screens):
    page = screens(1280, 720)
    page.add_init_script(LISTEN)
    page.route("**/voice/**", lambda route: route.abort())
    page.goto(f"{running.url}/display?lang=en")
    expect(page.locator("#clock")).not_to_be_empty()
    staff.call(1)
    staff.call(2)
    expect(page.locator("#mute")).to_be_visible()
    wait_for(page, "rested", 2)
    assert len(wait_for(page, "chimed", 2)) == 2


@pytest.fixture
def strict_browser(browser: Browser) -> Iterator[Browser]:
    """A browser that wants to see a touch before it lets a page be heard.

    Whatever a test asks of its page counts as one: a page must have been refused before it is asked anything.
    """
    arguments = [each for each in ARGUMENTS if "autoplay" not in each]
    each = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*arguments, "--autoplay-policy=document-user-activation-required"]
    )
    yield each
    each.close()


def test_a_browser_that_refuses_sound_is_told_of_and_one_touch_enables_it(running, staff, strict_browser):
    page = strict_browser.new_page(viewport={"width": 1280, "height": 720})
    page.add_init_script(LISTEN)
    page.goto(f"{running.url}/display?lang=fr")
    soon(staff.sees_a_refusal)
    expect(page.locator("#refused")).to_be_visible()
    staff.call(1)
    wait_for(page, "shown")
    page.mouse.click(400, 300)
    expect(page.locator("#refused")).to_be_hidden()
    staff.call(2)
    wait_for(page, "spoken", 2)


# ---------------------------------------------------------------- when it is not live


def test_it_says_since_when_it_has_no_connection_and_heals_without_a_reload(running, staff, screens):
    page = wall(running, screens, "?lang=en")
    number = staff.call(1)
    wait_for(page, "shown")
    page.evaluate("window.same = true")
    running.stop()
    expect(page.locator("#lost-text > :lang(en)")).to_have_text(re.compile(r"^No connection since \d\d:\d\d$"))
    expect(page.locator("#number")).to_have_text(number)
    running.start()
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#number")).to_have_text(number)
    assert page.evaluate("window.same") is True
    assert len([each for each in page.evaluate("heard") if each["what"] == "shown"]) == 1  # nothing old was replayed


def test_a_call_that_was_missed_is_played_once(running, staff, screens):
    page = wall(running, screens)
    page.context.set_offline(True)
    running.stop()
    running.start()
    expect(page.locator("#lost")).to_be_visible()
    number = staff.call(1)
    page.context.set_offline(False)
    expect(page.locator("#number")).to_have_text(number)
    wait_for(page, "rested", 1)
    assert len(wait_for(page, "shown")) == 1


def test_a_screen_that_comes_later_shows_what_stands_and_plays_nothing(running, staff, screens):
    number = staff.call(1)
    page = wall(running, screens)
    expect(page.locator("#number")).to_have_text(number)
    page.wait_for_timeout(1500)
    assert page.evaluate("heard") == []
