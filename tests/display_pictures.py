"""The pictures of docs/display.md: the wall in three languages, themes and sizes, and what may be the matter.

`.venv/bin/python -m tests.display_pictures [FOLDER]`
"""

import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.staged_wall import LANGUAGES, StagedWall, staged_wall
from tests.browser.wall_contents import NOTICE, PICTURE
from tests.pictures import GAP_PX, GROUND, few_colours

THEMES = ("dark", "light", "contrast")
UPRIGHT = (1080, 1920)
#: The calls of a morning: number, counter, language of the ticket.
CALLS = (
    ("D007", 1, "ar"),
    ("G006", 2, "fr"),
    ("B014", 2, "ar"),
    ("A101", 5, "ar"),
    ("F033", 1, "en"),
    ("C009", 4, "ar"),
)
SECOND = 1000


def at_rest(wall: StagedWall) -> None:
    for number, counter, language in CALLS:
        wall.call(number, counter, language, told=False)
    wall.snapshot()


def called(wall: StagedWall) -> None:
    at_rest(wall)
    wall.call("A102", 3, "fr")
    wall.call("B015", 12, "ar")
    wall.run(2 * SECOND)


def with_picture(wall: StagedWall) -> None:
    at_rest(wall)
    wall.until("document.body.classList.contains('with-media')")
    wall.run(SECOND)


def before_the_first(wall: StagedWall) -> None:
    wall.run(SECOND)


def without_connection(wall: StagedWall) -> None:
    at_rest(wall)
    wall.leave()
    wall.run(5 * SECOND)


def without_voice(wall: StagedWall) -> None:
    wall.page.evaluate("window.voiceless = true")
    called(wall)


#: Picture → size of the wall, width of each in the picture, what happens, options.
SHEETS: dict[str, tuple[tuple[int, int], int, Callable[[StagedWall], None], dict[str, object]]] = {
    "welcome": ((1280, 720), 440, before_the_first, {"notice": NOTICE, "inches": 32}),
    "called": ((1920, 1080), 440, called, {}),
    "rest": ((3840, 2160), 440, at_rest, {"notice": NOTICE, "inches": 55}),
    "picture": ((1920, 1080), 440, with_picture, {"notice": NOTICE, "media": "plan.png"}),
    "upright": (UPRIGHT, 210, with_picture, {"notice": NOTICE, "media": "plan.png"}),
    "upright-called": (UPRIGHT, 210, called, {}),
}


def shot(wall: StagedWall, width: int) -> Image.Image:
    image = Image.open(BytesIO(wall.page.screenshot())).convert("RGB")
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)


def bound(rows: list[list[Image.Image]]) -> Image.Image:
    """All of them, in rows, on one ground."""
    width = max(sum(image.width + GAP_PX for image in row) for row in rows) + GAP_PX
    height = sum(max(image.height for image in row) + GAP_PX for row in rows) + GAP_PX
    sheet = Image.new("RGB", (width, height), GROUND)
    top = GAP_PX
    for row in rows:
        left = GAP_PX
        for image in row:
            sheet.paste(image, (left, top))
            left += image.width + GAP_PX
        top += max(image.height for image in row) + GAP_PX
    return sheet


def trouble(wall: StagedWall) -> list[Image.Image]:
    images = []
    for language, query, happens in (
        ("ar", "", without_connection),
        ("fr", "&refused", at_rest),
        ("en", "", without_voice),
    ):
        wall.open(f"?lang={language}{query}", (1920, 1080))
        wall.run(SECOND)
        happens(wall)
        images.append(shot(wall, 440))
    return images


def main(browser: Browser, data: Path, folder: Path) -> None:
    with staged_wall(browser, data, reduced_motion="reduce") as wall:
        wall.media["plan.png"] = ("image/png", PICTURE)
        wall.waiting = 8
        sheets = {"trouble": [trouble(wall)]}
        for name, (size, width, happens, options) in SHEETS.items():
            rows = sheets[name] = []
            for theme in THEMES:
                rows.append([])
                for language in LANGUAGES:
                    wall.open(f"?lang={language}", size, theme=theme, **options)
                    happens(wall)
                    rows[-1].append(shot(wall, width))
            if size == UPRIGHT:
                sheets[name] = [[image for row in rows for image in row]]
        for name, rows in sheets.items():
            few_colours(bound(rows)).save(folder / f"display-{name}.png", optimize=True)


if __name__ == "__main__":
    docs = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        main(playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS), Path(data), docs)
