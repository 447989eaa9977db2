"""The pictures of docs/kiosk.md: each step of the kiosk in three languages on three panels, and what else may be seen.

`.venv/bin/python -m tests.kiosk_pictures [FOLDER [PART …]]`; a part is a panel, such as 15.6, or `modes`.
"""

import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from server import example
from tests.browser.conftest import ARGUMENTS, CHROMIUM, Screens
from tests.browser.staged import LANGUAGES, Office, Staged, paused, shut
from tests.pictures import GAP_PX, GROUND, Morning, few_colours

#: How wide one screen is shown of each panel, in pixels; three stand beside each other.
WIDTHS = {"10.1": 560, "15.6": 560, "21.5": 560}
SETTLED_MS = 400
#: What is waited for on the way to the warning, and to being told that the office is still asked.
QUIET_MS, LONG_MS = 46_000, 4_000
SUBTITLES = example.settings()["office"]["subtitle"]
#: The stage marks what it tells in the line under the office's name.
SUBTITLE = """texts => {
    document.getElementById('office-subtitle').textContent = texts[document.documentElement.lang];
}"""
#: Code, icon, colour, name: what stands under it.
CATEGORIES = {
    ("business", "storefront", 0, "التجارة والشركات", "Commerce et entreprises", "Trade and companies"): (
        "commercial-licence", "company-registration", "signs",
    ),
    ("building", "architecture", 4, "البناء والأراضي", "Construction et terrains", "Building and land"): (
        "building-permit", "occupancy",
    ),
    ("health", "local_hospital", 6, "الصحة والبيئة", "Santé et environnement", "Health and environment"): (
        "environmental-health", "complaints", "waste",
    ),
}  # fmt: skip
#: What the example office has not: code, the service that it is like, name.
MORE_SERVICES = (
    ("signs", "commercial-licence", "اللافتات والإعلانات", "Enseignes et publicité", "Signs and advertising"),
    ("occupancy", "building-permit", "شهادات الإشغال", "Certificats d’habitabilité", "Occupancy certificates"),
    ("waste", "environmental-health", "جمع النفايات", "Collecte des déchets", "Waste collection"),
)


def some_closed(office: Office) -> None:
    """By each reason: its time has not come, its last ticket is given, staff have interrupted it."""
    _, companies, complaints, _, health, _ = office["services"]
    companies.update(open=False, reason="closed", opens_at=office["now"][:10] + "T11:00:00+02:00")
    complaints.update(open=False, reason="paused", pause_reason="prayer", opens_at=None)
    health.update(open=False, reason="quota-reached", opens_at="2026-09-22T08:00:00+02:00")


def under_categories(office: Office) -> None:
    """Nine services, of which one stands beside the categories."""
    rows = {row["code"]: row for row in office["services"]}
    for code, like, *name in MORE_SERVICES:
        rows[code] = rows[like] | {"code": code, "name": dict(zip(LANGUAGES, name, strict=True))}
    office["categories"] = []
    for (code, icon, colour, *name), services in CATEGORIES.items():
        named = dict(zip(LANGUAGES, name, strict=True))
        office["categories"].append({"code": code, "icon": icon, "colour": colour, "name": named})
        for service in services:
            rows[service]["category"] = code
    office["services"] = [*rows.values()]


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


def asides(kiosk: Staged, language: str) -> Iterator[str]:
    """What is seen when there is much to choose from, when something is closed, or goes on for too long, or fails."""
    kiosk.tell(under_categories)
    kiosk.begin(language)
    yield "categories"
    kiosk.tell(some_closed)
    kiosk.begin(language)
    yield "closed"
    kiosk.page.clock.fast_forward(QUIET_MS)
    kiosk.page.locator("#warning").wait_for()
    yield "warning"
    kiosk.press("#more-time")
    kiosk.tell()
    kiosk.begin(language)
    kiosk.press("[data-key=building-permit]")
    kiosk.go_on()
    kiosk.answers = False
    kiosk.press("#take")
    kiosk.page.clock.fast_forward(LONG_MS)
    kiosk.page.locator("#patience:not([hidden])").wait_for()
    yield "trying"
    kiosk.refusal = 503, "store-unavailable"
    kiosk.answer()
    kiosk.page.locator("#problem").wait_for()
    yield "problem"
    kiosk.refusal = None
    kiosk.press("#leave")


def shut_screens(kiosk: Staged) -> Iterator[str]:
    """Where nobody can begin, which everybody is told in every language at once."""
    for change in (shut, paused):
        kiosk.tell(change)
        yield "shut"
    kiosk.tell()
    kiosk.leave()
    yield "shut"
    kiosk.come_back()


def modes(kiosk: Staged) -> Iterator[str]:
    """The same screen for one person and another."""
    for name, chosen in (("larger", ["text"]), ("contrast", ["contrast"]), ("lower", ["reach"])):
        for language in LANGUAGES:
            kiosk.begin(language)
            kiosk.choose(*chosen)
            yield name
    kiosk.press("#leave")


class Album:
    """Screens by name, each name one picture: as many beside each other as were seen."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page, self._folder = page, folder
        self._seen: dict[str, list[Image.Image]] = {}

    def take(self, name: str, width: int) -> None:
        self._page.evaluate(SUBTITLE, SUBTITLES)
        self._page.wait_for_timeout(SETTLED_MS)
        image = Image.open(BytesIO(self._page.screenshot())).convert("RGB")
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


def photograph(kiosk: Staged, album: Album, inches: str) -> None:
    """Each screen of one panel."""
    width = WIDTHS[inches]
    kiosk.panel(inches)
    for language in LANGUAGES:
        for step in chain(steps(kiosk, language), asides(kiosk, language)):
            album.take(f"{step}-{inches}", width)
    for step in shut_screens(kiosk):
        album.take(f"{step}-{inches}", width)


def compare(kiosk: Staged, album: Album) -> None:
    """The first screen of every panel, and one panel as one person and another has it."""
    for inches, width in WIDTHS.items():
        kiosk.panel(inches)
        album.take("start", width)
    inches = "10.1"
    kiosk.panel(inches)
    for name in modes(kiosk):
        album.take(name, WIDTHS[inches])


def main(folder: Path, *parts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, Morning(Path(data)) as morning, sync_playwright() as playwright:
        screens = Screens(playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        page = screens(reduced_motion="reduce")
        page.clock.install()
        kiosk, album = Staged(page, morning.app), Album(page, folder)
        for part in parts or (*WIDTHS, "modes"):
            if part == "modes":
                compare(kiosk, album)
            else:
                photograph(kiosk, album, part)
        album.bind()
        screens.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs", *sys.argv[2:])
