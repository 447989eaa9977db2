"""The wall for who does not hear, sees little, or asks for less motion."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.staged_wall import LANGUAGES, StagedWall, staged_wall
from tests.browser.wall_contents import NOTICE, PICTURE
from tests.server.screens import soon

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("dark", "light", "contrast")
#: Of the languages beside Arabic, in which colours they are looked at in the ordinary run.
OTHERS = {("fr", "light"), ("en", "dark")}
#: axe-core skips the contrast of Arabic letters: as Latin ones they have the same colours.
LATIN = """() => {
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let one = all.nextNode(); one; one = all.nextNode())
        if (/[\\u0600-\\u06ff]/.test(one.data)) one.data = one.data.replace(/[\\u0600-\\u06ff]/g, 'x');
}"""
#: It takes a little of the time that stands still here.
CHECK = """(runOnly) => {
    window.found = null;
    const why = ({ target, failureSummary }) => `${target} ${failureSummary}`;
    const told = ({ id, nodes }) => `${id}: ${nodes.map(why).join(' | ')}`;
    axe.run(document, { runOnly, resultTypes: ['violations'] })
        .then(({ violations }) => (window.found = violations.map(told)), (error) => (window.found = [String(error)]));
}"""
#: The contrast of what is written in an element with what is behind it, as WCAG 2.2 defines it.
CONTRAST = """(selectors) => {
    const part = (share) => share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    const light = (colour) => {
        const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((each) => part(each / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (seen) => {
        const colour = getComputedStyle(seen).backgroundColor;
        return colour === 'rgba(0, 0, 0, 0)' ? ground(seen.parentElement) : colour;
    };
    return selectors.map((selector) => {
        const seen = document.querySelector(selector);
        const [one, other] = [light(getComputedStyle(seen).color), light(ground(seen))];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    });
}"""
#: How light the flash makes the screen at each hundredth of two seconds.
FLASHES = """() => {
    const [flash] = document.getElementById('call').getAnimations({ subtree: true })
        .filter(({ effect }) => effect.pseudoElement === '::after');
    if (!flash) return null;
    flash.pause();
    return Array.from({ length: 200 }, (_, at) => {
        flash.currentTime = at * 10;
        return Number(getComputedStyle(document.getElementById('call'), '::after').opacity);
    });
}"""
#: However busy the machine is, a flash does not end before it was looked at.
HOLD = """() => {
    const held = new CSSStyleSheet();
    held.replaceSync("*, ::after { animation-play-state: paused !important }");
    document.adoptedStyleSheets.push(held);
}"""
#: Whether no flash began, and none ended, since this was asked for the first time.
SAME_FLASHES = """() => {
    const now = document.getElementById("call").getAnimations({ subtree: true });
    window.begun ??= now;
    return now.length > 0 && now.length === begun.length && now.every((each, n) => each === begun[n]);
}"""
WORDS = ["#number-label span", "#counter-label span", "#calls .name", "#waiting-text"]
CALL = ["#number", "#number-label span", "#counter-label span", "#counter-number"]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedWall]:
    with staged_wall(browser, tmp_path_factory.mktemp("office"), reduced_motion="reduce") as wall:
        wall.media["plan.png"] = ("image/png", PICTURE)
        yield wall


@pytest.fixture
def moving(page: StagedWall) -> Iterator[StagedWall]:
    """The same for who did not ask for less motion; each motion stands at its beginning."""
    page.page.emulate_media(reduced_motion="no-preference")
    page.open().page.evaluate(HOLD)
    yield page
    page.page.emulate_media(reduced_motion="reduce")


def checked(wall: StagedWall, rules: list[str]) -> list[str]:
    wall.page.evaluate(CHECK, rules)

    def ended() -> bool:
        is_there: bool = wall.page.evaluate("window.found !== null")
        if not is_there:
            wall.page.clock.run_for(5)
        return is_there

    soon(ended)
    return wall.page.evaluate("window.found")


def violations(wall: StagedWall) -> list[str]:
    if not wall.page.evaluate("'axe' in window"):
        wall.page.evaluate(AXE)
    found = checked(wall, RULES)
    wall.page.evaluate(LATIN)
    return found + checked(wall, ["color-contrast"])


@pytest.mark.parametrize(
    ("language", "theme"),
    [
        each if each[0] == "ar" or each in OTHERS else pytest.param(*each, marks=pytest.mark.long)
        for each in product(LANGUAGES, THEMES)
    ],
)
def test_axe_finds_nothing(page, language, theme):
    found = {}
    wall = page.open(f"?lang={language}&refused", theme=theme, notice=NOTICE, media="plan.png")
    wall.until("document.body.classList.contains('with-media')")
    found["welcome, sound refused"] = violations(wall)
    wall.call("A001", 3, "fr")
    wall.call("B001", 4, "ar")
    found["called, others wait"] = violations(wall)
    wall.run(60_000)
    wall.leave()
    wall.run(5000)
    found["rest, no connection"] = violations(wall)
    assert {state: each for state, each in found.items() if each} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_call_has_the_contrast_that_the_strictest_rule_asks_for(page, theme):
    wall = page.open("?lang=ar", theme=theme)
    wall.call("A001", 3, "fr")
    least = 7 if theme == "contrast" else 4.5  # of so large letters
    assert min(wall.page.evaluate(CONTRAST, CALL)) >= least
    wall.run(30_000)
    assert min(wall.page.evaluate(CONTRAST, CALL)) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_words_beside_numbers_are_as_heavy_and_as_clear_as_the_numbers(page, theme):
    wall = page.open("?lang=ar", theme=theme)
    wall.call("A001", 3, "fr")
    wall.call("A002", 4, "ar")
    wall.run(60_000)
    assert min(wall.page.evaluate(CONTRAST, WORDS)) >= 7
    weight = "(selectors) => selectors.map((each) => getComputedStyle(document.querySelector(each)).fontWeight)"
    assert set(wall.page.evaluate(weight, WORDS)) == {"700"}


@pytest.mark.parametrize(("language", "said"), [
    ("ar", "الرقم A001، الشباك 12"), ("fr", "Numéro A001, guichet 12"), ("en", "Number A001, counter 12"),
])  # fmt: skip
def test_a_screen_reader_says_number_and_counter_in_the_language_of_whoever_is_called(page, language, said):
    wall = page.open("?lang=fr")
    assert wall.page.locator("#said[aria-live=assertive]").count() == 1
    wall.call("A001", 12, language)
    assert wall.see(f"#said > [lang={language}]") == said
    assert wall.page.locator("[aria-live]").count() == 1  # nothing else speaks into it
    wall.arrange(theme="light")
    assert wall.see("#said") == said


def test_every_word_tells_its_language(page):
    wall = page.open("?lang=ar", languages=["fr"])
    assert wall.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    wall.call("A001", 3, "en")
    labels = (
        "[...document.querySelectorAll('#counter-label > span')].map(({ lang, textContent }) => [lang, textContent])"
    )
    assert wall.page.evaluate(labels) == [["ar", "الشباك"], ["fr", "Guichet"], ["en", "Counter"]]


def test_a_new_call_flashes_gently_and_less_than_three_times_in_a_second(moving):
    moving.call()
    light = moving.page.evaluate(FLASHES)
    lit = [at for at in range(1, 200) if light[at] > 0 and light[at - 1] == 0]
    assert len(lit) == 2 and max(light) <= 0.4 and light[100:] == [0] * 100
    assert all(light[begin + 25] == 0 for begin in lit)  # a quarter of a second each


def test_calls_that_are_taken_back_quickly_do_not_flash_more_often(moving):
    calls = [moving.call(f"A{n:03}") for n in range(5)]
    assert moving.page.evaluate(SAME_FLASHES)
    for call in calls[:4]:
        moving.withdraw(call)
    assert moving.heard("shown") == [call["call"] for call in calls]
    assert moving.page.evaluate(SAME_FLASHES)


def test_who_asked_for_less_motion_sees_a_mark_that_stands_still(page):
    wall = page.open(theme="light")
    wall.call()
    assert wall.page.evaluate("document.getAnimations().length") == 0
    edge = "getComputedStyle(document.getElementById('call'), '::after').borderTopWidth"
    assert float(wall.page.evaluate(edge).removesuffix("px")) > 10
    assert wall.page.evaluate("getComputedStyle(document.getElementById('call')).isolation") == "isolate"  # it is seen
    wall.run(30_000)
    assert float(wall.page.evaluate(edge).removesuffix("px")) == 0
