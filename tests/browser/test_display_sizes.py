"""The wall on every screen: what is written stands whole in its place, and is as large as the room wants it.

Measured is the ink: what the letters themselves cover, not their lines.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.staged_wall import LANGUAGES, StagedWall, staged_wall
from tests.browser.wall_contents import LONG_NAMES, NOTICE, PICTURE

#: Width and height in pixels, and the diagonal in inches.
SCREENS = {
    "720p": (1280, 720, 32),
    "1080p": (1920, 1080, 43),
    "4k": (3840, 2160, 55),
    "upright": (1080, 1920, 43),
    "upright 4k": (2160, 3840, 55),
}
NUMBERS = ("A102", "A1024", "أ102", "ج1203", "أ١٠٢", "MW999", "7")
#: The widest of each kind.
WIDE = ("A1024", "ج1203", "MW999")
#: Letters for a room of eight metres, in mm, on a screen of 43 inches or more: the number, the counter while it is
#: announced and after that, with a picture beside it, past calls, the notice.
CALLED_MM, WHERE_MM, WHERE_AT_REST_MM, WHERE_BESIDE_MM, PAST_MM, NOTICE_MM = 100, 88, 68, 40, 27, 20
USUAL_INCHES = 43

INK = """(inches) => {
  const mm = Math.hypot(innerWidth, innerHeight) / (inches * 25.4);
  const pen = document.createElement("canvas").getContext("2d");
  const edges = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const within = (one, other) => one.left >= other.left - 1 && one.right <= other.right + 1
    && one.top >= other.top - 1 && one.bottom <= other.bottom + 1;
  const apart = (one, other) => one.right <= other.left + 1 || other.right <= one.left + 1
    || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const inks = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const holder = text.parentElement;
    if (!text.data.trim() || holder.closest("script, .visually-hidden") || !holder.checkVisibility()) continue;
    const list = holder.closest("ol");
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()];
    const style = getComputedStyle(holder);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const measured = pen.measureText(text.data.trim());
    const up = measured.fontBoundingBoxAscent - measured.actualBoundingBoxAscent;
    const down = measured.fontBoundingBoxDescent - measured.actualBoundingBoxDescent;
    const ink = {
      left: Math.min(...lines.map(({ left }) => left)), right: Math.max(...lines.map(({ right }) => right)),
      top: lines[0].top + up, bottom: lines.at(-1).bottom - down,
    };
    if (list && apart(ink, list.getBoundingClientRect())) continue; // a row that has no room wraps away, whole
    inks.push({ text: text.data.trim(), holder, ink });
  }
  const faults = [];
  for (const { text, holder, ink } of inks) {
    if (!within(ink, edges)) faults.push(`${text}: outside the screen`);
    for (let around = holder; around !== document.body; around = around.parentElement) {
      const room = around.getBoundingClientRect();
      const isPlace = getComputedStyle(around).overflowY !== "visible" || /section|aside|footer/i.test(around.tagName);
      if (isPlace && !within(ink, room)) faults.push(`${text}: outside ${around.tagName} ${around.id}`);
    }
  }
  inks.forEach((one, at) => inks.slice(at + 1).forEach((other) => {
    if (!apart(one.ink, other.ink)) faults.push(`${one.text} upon ${other.text}`);
  }));
  const size = (selector) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize) / mm;
  return {
    faults,
    called: 0.698 * size("#number"), where: 0.698 * size("#counter-number"),
    past: document.querySelector("#calls > li") ? 0.698 * size("#calls > li > .number") : null,
    notice: document.querySelector("#notice > span") ? 0.698 * size("#notice > span") : null,
    rows: inks.filter(({ holder }) => holder.matches("#calls > li > .number")).length,
  };
}"""


#: In the frame after it has this size the page has heard of it.
DRAWN = """async ([width, height]) => {
  const frame = () => new Promise((done) =>
    new ResizeObserver((_, seen) => (seen.disconnect(), done())).observe(document.documentElement));
  do await frame(); while (innerWidth !== width || innerHeight !== height);
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedWall]:
    with staged_wall(browser, tmp_path_factory.mktemp("office"), reduced_motion="reduce") as wall:
        wall.media["plan.png"] = ("image/png", PICTURE)
        wall.waiting = 128
        yield wall


def show(wall: StagedWall, screen: str) -> int:
    width, height, inches = SCREENS[screen]
    wall.page.set_viewport_size({"width": width, "height": height})
    wall.page.evaluate(DRAWN, [width, height])
    return inches


def measured(wall: StagedWall, inches: int) -> dict[str, Any]:
    return wall.page.evaluate(INK, inches)


def states(wall: StagedWall) -> Iterator[str]:
    """Before the first call, at rest, while somebody is called, while others wait for that."""
    yield "welcome"
    for n, number in enumerate(NUMBERS):
        wall.call(number, n + 6, LANGUAGES[n % 3], told=False)
    wall.snapshot()
    yield "rest"
    wall.call("A1024", 12, "fr")
    yield "called"
    for n in range(8):
        wall.call(f"B{n:03}", 10 + n)
    yield "called, others wait"


WALLS = {
    "plain": ("ar", {}),
    "with all": ("fr", {"media": "plan.png", "notice": NOTICE, "languages": ["fr", "ar"]}),
    "few calls": ("en", {"notice": NOTICE, "calls": 3}),
    "no calls": ("ar", {"media": "plan.png", "calls": 0}),
}


@pytest.mark.parametrize(
    "kind", ["with all", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("plain", "few calls", "no calls"))]
)
def test_everything_written_stands_whole_in_its_place_on_every_screen(page, kind):
    language, options = WALLS[kind]
    faults = []
    for name in ("office", "long"):
        page.office = page.first | (LONG_NAMES if name == "long" else {})
        wall = page.open(f"?lang={language}", **options)
        if "media" in options:
            wall.until("!document.querySelector('#media').hidden")
        for state in states(wall):
            for screen in SCREENS:
                found = measured(wall, show(wall, screen))["faults"]
                faults += [f"{name}, {state}, {screen}: {fault}" for fault in found]
    assert faults == []


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_everything_written_stands_whole_in_other_colours_too(page, theme):
    page.office = page.first | LONG_NAMES
    language, options = WALLS["with all"]
    wall = page.open(f"?lang={language}", theme=theme, **options)
    wall.until("!document.querySelector('#media').hidden")
    faults = []
    for state in states(wall):
        for screen in ("720p", "upright"):
            faults += [f"{state}, {screen}: {fault}" for fault in measured(wall, show(wall, screen))["faults"]]
    assert faults == [] and wall.page.evaluate("(theme) => document.body.classList.contains(theme)", theme)


@pytest.mark.parametrize(
    "number", [each if each in WIDE else pytest.param(each, marks=pytest.mark.long) for each in NUMBERS]
)
def test_every_number_stands_whole_in_its_place(page, number):
    faults = []
    page.office = page.first
    wall = page.open("?lang=ar", notice=NOTICE)
    wall.call(number, 12, "fr")
    for seconds in (0, 20):
        wall.run(1000 * seconds)
        for screen in SCREENS:
            faults += [f"{screen}, {seconds}: {fault}" for fault in measured(wall, show(wall, screen))["faults"]]
    assert faults == []


@pytest.mark.parametrize("media", [None, pytest.param("plan.png", marks=pytest.mark.long)])
def test_a_call_is_read_from_eight_metres(page, media):
    page.office = page.first
    wall = page.open("?lang=ar")

    def sizes(screen: str, **options: Any) -> dict[str, float]:
        inches = SCREENS[screen][2]
        wall.arrange(inches=inches, media=media, **options)
        if media:
            wall.until("document.body.classList.contains('with-media')")
        found = measured(wall, show(wall, screen))
        smaller = min(1, inches / USUAL_INCHES)
        return {name: each / smaller for name, each in found.items() if isinstance(each, float)} | {"n": found["rows"]}

    for n in range(12):
        wall.call(f"A{n:03}", n + 1, told=False)
    wall.snapshot()
    for number in ("A102", "A1024"):
        wall.call(number, 12, "fr")
        for screen in SCREENS:
            seen = sizes(screen)
            assert seen["called"] >= CALLED_MM and seen["where"] >= WHERE_MM, (screen, number)
        wall.run(30_000)
        for screen in SCREENS:
            seen = sizes(screen, notice=NOTICE)
            assert seen["called"] >= CALLED_MM and seen["past"] >= PAST_MM, (screen, number)
            assert seen["where"] >= (WHERE_BESIDE_MM if media else WHERE_AT_REST_MM), (screen, number)
            assert seen["notice"] >= NOTICE_MM and seen["n"] >= 2, (screen, number)
