"""The large button, the keys and what an undo says: the page's own modules, before a counter that a test makes up."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from counter.words import WORDS
from server import wording
from server.wording import gettext
from tests.browser.conftest import Running, Screens

LANGUAGES = ("ar", "fr", "en")
NOW = "2026-11-24T07:00:00+00:00"
#: Puts the page's parts before a counter that says what it is told; what is commanded stands in data-done.
SCENE = """async ({ now, words }) => {
  const { Large } = await import("/counter/static/large.js");
  const { listen, key_of } = await import("/counter/static/shortcuts.js");
  const { put_undo } = await import("/counter/static/undo.js");
  const { Sentences } = await import("/counter/static/sentences.js");
  const { heard } = await import("/static/time.js");
  const { words: spoken } = await import("/static/words.js");
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/counter/static/large.css" });
  document.head.append(style);
  await new Promise((loaded) => (style.onload = loaded));
  document.body.innerHTML = `<p>beside</p>
    <button type="button" class="big" id="large"><span>The large button</span></button>
    <p id="undo-text"><b id="undo-done"></b><i id="undo-back"></i></p><p id="undo"><b id="undo-label"></b></p>`;
  document.getElementById("large").style.cssText = "display: block; inline-size: 300px; block-size: 200px";
  heard(now);
  const w = spoken(words);
  const sentences = new Sentences(w, { locale: "en", zone: "UTC", services: {}, priorities: {}, reason_words: {} });
  const { dataset } = document.getElementById("large");
  const command = (verb) => (dataset.done = `${dataset.done} ${verb}`.trim());
  window.desk = { w, sentences, pending: null, busy: false, view: () => counter, command };
  window.counter = {};
  window.large = new Large(document.getElementById("large"), desk);
  listen({ large });
  Object.assign(window, { key_of, put_undo, heard });
}"""
IDLE = {"state": "open", "ticket": None, "no_show_at": None, "last": None, "waiting": 3}
CALLED = IDLE | {"ticket": {"id": 7, "number": "A007", "state": "called"}}
SERVING = IDLE | {"ticket": {"id": 7, "number": "A007", "state": "serving"}}


class Scene:
    """The large button of a counter that is as a test says, with a clock that stands."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.clock.install(time=NOW)
        page.goto(f"{url}/sign-in?lang=en")
        page.clock.pause_at("2026-11-24T08:00:00+00:00")  # however long the page took
        page.evaluate(SCENE, {"now": NOW, "words": wording.words("en", WORDS)})
        box = page.locator("#large").bounding_box()
        assert box is not None
        self.middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def stands(self, view: dict[str, Any]) -> None:
        """The counter is like this now, and nothing was done at it yet."""
        self.later(1000)
        self.page.evaluate("(view) => { counter = view; document.getElementById('large').dataset.done = ''; }", view)

    def later(self, ms: int) -> None:
        self.page.clock.run_for(ms)

    def expects(self, *done: str, fills: bool = False) -> None:
        """These were commanded; `fills`: the button shows that it is to be kept down."""
        large = self.page.locator("#large")
        expect(large).to_have_class("big held" if fills else "big")
        expect(large).to_have_attribute("data-done", " ".join(done))


class Mouse:
    def __init__(self, scene: Scene) -> None:
        self.mouse, self.middle = scene.page.mouse, scene.middle

    def down(self) -> None:
        self.mouse.move(*self.middle)
        self.mouse.down()

    def tremble(self) -> None:
        x, y = self.middle
        self.mouse.move(x + 40, y + 30)

    def slide_off(self) -> None:
        self.mouse.move(5, 5)

    def up(self) -> None:
        self.mouse.up()


class Finger:
    def __init__(self, scene: Scene) -> None:
        self.screen: CDPSession = scene.page.context.new_cdp_session(scene.page)
        self.middle = scene.middle

    def touch(self, what: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        self.screen.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})

    def down(self) -> None:
        self.touch("touchStart", self.middle)

    def tremble(self) -> None:
        x, y = self.middle
        for step in range(1, 5):
            self.touch("touchMove", (x + 10 * step, y + 8 * step))

    def slide_off(self) -> None:
        self.touch("touchMove", (5, 5))

    def up(self) -> None:
        self.touch("touchEnd")


class Key:
    def __init__(self, scene: Scene, name: str) -> None:
        self.page, self.name = scene.page, name

    def down(self) -> None:
        self.page.keyboard.down(self.name)

    def tremble(self) -> None:
        """A keyboard repeats what is kept down."""
        self.page.keyboard.down(self.name)

    def slide_off(self) -> None:
        """The window is left while the key is down."""
        self.page.evaluate("() => window.dispatchEvent(new Event('blur'))")

    def up(self) -> None:
        self.page.keyboard.up(self.name)


@pytest.fixture
def scene(running: Running, screens: Screens) -> Scene:
    return Scene(screens(800, 600), running.url)


@pytest.mark.parametrize("by", ["mouse", "finger", "Space", "Enter"])
def test_a_press_counts_when_it_goes_down_and_while_somebody_is_called_by_its_length(scene: Scene, by: str) -> None:
    hand = {"mouse": Mouse, "finger": Finger}[by](scene) if by in ("mouse", "finger") else Key(scene, by)
    for view in (IDLE, SERVING):
        scene.stands(view)
        hand.down()
        scene.expects("call-next")
        hand.up()
        scene.expects("call-next")
    scene.stands(CALLED)
    hand.down()
    scene.expects(fills=True)
    scene.later(1400)
    hand.up()
    scene.expects("start")
    for no_show_at, verb in ((None, "recall"), (NOW, "no-show"), ("2027-01-01T00:00:00+00:00", "recall")):
        scene.stands(CALLED | {"no_show_at": no_show_at})
        hand.down()
        hand.tremble()
        scene.later(1500)
        scene.expects(verb)
        hand.up()
        scene.expects(verb)
    scene.stands(CALLED)
    hand.down()
    scene.later(1000)
    hand.slide_off()
    scene.expects()
    scene.later(1000)
    hand.up()
    scene.expects()


def test_what_reads_the_page_aloud_presses_shortly(scene: Scene) -> None:
    for view, verb in ((IDLE, "call-next"), (CALLED, "start"), (SERVING, "call-next")):
        scene.stands(view)
        scene.page.evaluate("() => document.getElementById('large').click()")
        scene.expects(verb)


def test_a_key_that_stays_down_presses_once_and_another_hand_does_not_end_it(scene: Scene) -> None:
    scene.stands(CALLED)
    for _ in range(3):
        scene.page.keyboard.down("Space")  # as a keyboard repeats it
    Mouse(scene).down()
    Mouse(scene).up()
    scene.expects(fills=True)
    scene.later(1500)
    scene.expects("recall")


def test_a_press_within_a_second_of_the_button_on_the_desk_is_a_slip_of_the_hand(scene: Scene) -> None:
    for by, ago, done in (
        ("button", "06:59:59.001", ()),
        ("button", "06:59:59.000", ("call-next",)),
        ("staff", "06:59:59.999", ("call-next",)),
        ("system", "06:59:59.999", ("call-next",)),
    ):
        scene.stands(IDLE | {"last": {"at": f"2026-11-24T{ago}+00:00", "by": by}})
        scene.page.evaluate("(now) => heard(now)", NOW)
        scene.page.keyboard.press("Space")
        scene.expects(*done)


def test_a_press_that_waits_for_its_length_gives_way_to_the_button_on_the_desk(scene: Scene) -> None:
    scene.stands(CALLED)
    scene.page.keyboard.down("Space")
    scene.page.evaluate("(now) => { counter = { ...counter, last: { by: 'button', at: now } }; heard(now); }", NOW)
    scene.page.keyboard.up("Space")
    scene.expects()


def test_the_second_press_of_a_slip_is_not_heard_nor_is_one_while_a_command_is_under_way(scene: Scene) -> None:
    scene.stands(IDLE)
    for pause_ms, times in ((999, 1), (1, 2)):
        scene.page.keyboard.press("Space")
        scene.later(pause_ms)
        scene.page.keyboard.press("Space")
        scene.expects(*["call-next"] * times)
    scene.stands(IDLE)
    scene.page.evaluate("() => { desk.pending = 'hold'; }")
    scene.page.keyboard.press("Space")
    scene.page.evaluate("() => { desk.pending = null; }")
    scene.expects()
    scene.page.keyboard.press("Space")
    scene.expects("call-next")


def test_of_several_fingers_the_first_one_presses(scene: Scene) -> None:
    finger = Finger(scene)
    x, y = scene.middle
    scene.stands(CALLED)
    finger.down()
    finger.touch("touchStart", (x, y), (x + 30, y))
    finger.touch("touchMove", (x, y))  # the second one is up
    scene.expects(fills=True)
    scene.later(1500)
    scene.expects("recall")
    finger.up()


def test_a_press_means_nothing_when_the_ticket_has_gone_on_meanwhile(scene: Scene) -> None:
    for meanwhile in (SERVING, IDLE, CALLED | {"ticket": {"id": 8, "number": "A008", "state": "called"}}):
        scene.stands(CALLED)
        scene.page.keyboard.down("Space")
        scene.page.evaluate("(view) => { counter = view; }", meanwhile)
        scene.page.keyboard.up("Space")
        scene.expects()


#: Where a key lies, what it types, whether with shift; and the button that it presses.
KEYS = [
    ("Digit6", "6", False, "6"),
    ("Digit6", "-", False, "6"),  # the row of digits on a French keyboard
    ("Digit6", "6", True, "6"),  # the same with shift
    ("Digit6", "٦", False, "6"),
    ("Digit8", "*", True, "*"),  # English
    ("Backslash", "*", False, "*"),  # French
    ("Period", "/", True, "/"),  # French
    ("Slash", "ظ", False, None),
    ("KeyT", "ف", False, "*"),
    ("KeyC", "ؤ", False, "/"),
    ("KeyR", "R", True, "."),
    ("KeyL", "م", False, "-"),
    ("Numpad4", "ArrowLeft", False, "4"),  # Num Lock is off
    ("NumpadDecimal", "Delete", False, "."),
    ("NumpadDecimal", "٫", False, "."),
    ("NumpadMultiply", "*", False, "*"),
    ("NumpadSubtract", "-", False, "-"),
    ("Equal", "+", True, "+"),
    ("KeyA", "a", False, None),
]


def test_a_key_is_the_same_on_every_keyboard_and_nothing_that_is_typed_otherwise(scene: Scene) -> None:
    found = [
        scene.page.evaluate("(event) => key_of(event) ?? null", {"code": code, "key": typed, "shiftKey": shift})
        for code, typed, shift, _ in KEYS
    ]
    assert found == [key for *_, key in KEYS]
    pressed = """(held) => {
      const button = document.createElement("button");
      button.dataset.key = "6";
      button.textContent = "6";
      button.addEventListener("click", () => desk.command("6"));
      document.body.append(button);
      const event = { code: "Digit6", key: "6", bubbles: true, ...held };
      document.body.dispatchEvent(new KeyboardEvent("keydown", event));
      button.remove();
    }"""
    scene.stands(IDLE)
    for held in ("ctrlKey", "altKey", "metaKey", "modifierAltGraph", "repeat"):
        scene.page.evaluate(pressed, {held: True})
    scene.expects()
    scene.page.evaluate(pressed, {})
    scene.expects("6")


# ---------------------------------------------------------------- what an undo says

AT_COUNTER = "%(number)s is at counter %(n)s again."
AS_BEFORE = "%(number)s is called to counter %(n)s as before."
#: The parts of a command, (what, number, counter) each; and what becomes of them.
UNDONE = [
    ([("call-next", "A007", 3)], ["%(number)s waits again."]),
    ([("recall", "A007", 3)], ["The last call of %(number)s counts no more."]),
    ([("start", "A007", 3)], [AS_BEFORE]),
    ([("finish", "A007", 3)], [AT_COUNTER]),
    ([("continue", "A007", 3)], ["%(number)s is back at the matter before."]),
    ([("hold", "A007", 3)], [AT_COUNTER]),
    ([("resume", "A007", 3)], ["%(number)s is on hold again."]),
    ([("no-show", "A007", 3)], [AS_BEFORE]),
    ([("put-back", "A007", 3)], [AS_BEFORE]),
    ([("transfer", "A007", 3)], ["%(number)s is not sent on."]),
    ([("cancel", "A007", 3)], ["%(number)s is not cancelled."]),
    ([("open", None, 3)], ["Counter %(n)s is not open any more."]),
    ([("pause", None, 3)], ["Counter %(n)s is open again."]),
    ([("close", None, 3)], ["Counter %(n)s is not closed any more."]),
    ([("finish", "A007", 3), ("call-next", "A008", 3)], [AT_COUNTER, "%(number)s waits again."]),
    ([("finish", "A007", 3), ("pause", None, 3)], [AT_COUNTER, "Counter %(n)s is open again."]),
    (
        [("hold", "A007", 1), ("close", None, 1), ("open", None, 2), ("resume", "A007", 2)],
        [AT_COUNTER, "Counter %(n)s is not closed any more.", "Counter %(n)s is not open any more."],
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_undo_says_of_each_what_becomes_of_it(running: Running, screens: Screens, language: str) -> None:
    page = screens(800, 600)
    page.goto(f"{running.url}/sign-in?lang={language}")
    page.evaluate(SCENE, {"now": NOW, "words": wording.words(language, WORDS)})
    for parts, texts in UNDONE:
        done = [{"what": what, "number": number, "counter": counter} for what, number, counter in parts]
        undo = {"what": parts[0][0], "number": "A007", "until": "2026-11-24T07:10:00+00:00", "done": done}
        page.evaluate("(undo) => { counter = { undo }; put_undo(desk); }", undo)
        back = " ".join(
            gettext(language, text, number=f"\u2068{number}\u2069", n=counter)
            for text, (_, number, counter) in zip(texts, parts, strict=False)
        )
        expect(page.locator("#undo-back")).to_have_text(gettext(language, "If you undo: %(what)s", what=back))
        expect(page.locator("#undo-done")).not_to_be_empty()
