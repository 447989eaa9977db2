"""The pictures of docs/kiosk.md: each step of the kiosk in three languages on three panels, and what else may be seen.

`.venv/bin/python -m tests.kiosk_pictures [FOLDER]`
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, Screens
from tests.browser.staged import LANGUAGES, Office, Staged, paused, shut
from tests.pictures import Morning

#: How wide one screen is shown of each panel, in pixels; three stand beside each other.
WIDTHS = {"10.1": 520, "15.6": 560, "21.5": 300}
GAP_PX, GROUND, COLOURS = 12, "#d9cdb8", 32
THEME, OURS = Path(__file__).parents[1] / "server/static/theme.css", 25
SETTLED_MS = 400


def few_colours(image: Image.Image) -> Image.Image:
    """In a few colours: those that cover most, and each service's, which are small."""
    common = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    ours = re.findall(r"--[\w-]+: #(\w{6});", THEME.read_text("utf-8"))[:OURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*(common.getpalette() or [])[: 3 * COLOURS], *bytes.fromhex("".join(ours))])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def some_closed(office: Office) -> None:
    office["services"][1].update(open=False, reason="closed", opens_at=office["now"][:10] + "T11:00:00+02:00")
    office["services"][4].update(open=False, reason="last-ticket", opens_at=None)


def steps(kiosk: Staged, language: str) -> Iterator[str]:
    """From the first screen to the number."""
    kiosk.begin(language)
    yield "services"
    kiosk.press("[data-key=building-permit]")
    yield "service"
    kiosk.press("#offer")
    yield "priority"
    kiosk.press("#classes [data-key=age]")
    kiosk.go_on()
    kiosk.press("#take")
    kiosk.page.locator("#number").wait_for()
    kiosk.tell_receipt("printed")
    yield "number"
    kiosk.fail_paper()
    yield "no-paper"
    kiosk.press("#done")


def modes(kiosk: Staged) -> Iterator[str]:
    """The same screen for one person and another."""
    for name, chosen in (("larger", ["text"]), ("contrast", ["contrast"]), ("lower", ["reach"])):
        for language in LANGUAGES:
            kiosk.begin(language)
            kiosk.choose(*chosen)
            yield name
    for language in LANGUAGES:
        kiosk.tell(some_closed)
        kiosk.begin(language)
        yield "closed"
    kiosk.press("#leave")
    kiosk.tell(shut)
    yield "shut"
    kiosk.tell(paused)
    yield "shut"
    kiosk.tell()
    kiosk.leave()
    yield "shut"


class Album:
    """Screens by name, each name one picture: as many beside each other as were seen."""

    def __init__(self, kiosk: Staged, folder: Path) -> None:
        self._kiosk, self._folder = kiosk, folder
        self._seen: dict[str, list[Image.Image]] = {}

    def take(self, name: str, width: int) -> None:
        self._kiosk.page.wait_for_timeout(SETTLED_MS)
        image = Image.open(BytesIO(self._kiosk.page.screenshot())).convert("RGB")
        size = width, round(image.height * width / image.width)
        self._seen.setdefault(name, []).append(image.resize(size, Image.Resampling.LANCZOS))

    def bind(self) -> None:
        for name, images in self._seen.items():
            width = sum(image.width + GAP_PX for image in images) + GAP_PX
            height = max(image.height for image in images) + 2 * GAP_PX
            sheet = Image.new("RGB", (width, height), GROUND)
            at = GAP_PX
            for image in images:
                sheet.paste(image, (at, GAP_PX))
                at += image.width + GAP_PX
            few_colours(sheet).save(self._folder / f"kiosk-{name}.png", optimize=True)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, Morning(Path(data)) as morning, sync_playwright() as playwright:
        screens = Screens(playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        kiosk = Staged(screens(reduced_motion="reduce"), morning.app)
        album = Album(kiosk, folder)
        for inches, width in WIDTHS.items():
            kiosk.panel(inches)
            album.take("start", width)
            for language in LANGUAGES:
                for step in steps(kiosk, language):
                    album.take(f"{step}-{inches}", width)
        kiosk.panel("10.1")
        for name in modes(kiosk):
            album.take(name, WIDTHS["10.1"])
        album.bind()
        screens.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs")
