"""What the pages load: fonts that hold every letter, one place for colours, icons that exist."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import ImageFont

from server.wording import FOLDER
from tests import fonts
from tests.server.messages import ROOT, files

STATIC = ROOT / "server" / "static"
FONTS = sorted((STATIC / "fonts").glob("*.woff2"))
LETTERS = (
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىًٌٍَُِّْـ،؟؛"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŸŒ’‘“”«»–—…·•:;?!%/→←×\u00a0"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)|\b(?:rgba?|hsla?|oklch|oklab|color)\(")
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right)\b|(?:^|[;{\s])(?:left|right)\s*:|float:\s*(?:left|right)"
)


def bare(path: Path) -> str:
    """A stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of #rrggbb."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens() -> dict[str, str]:
    root = bare(STATIC / "theme.css").split(":root {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", root))


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_font_holds_every_letter_that_is_written(path):
    font = ImageFont.truetype(path, 24)
    missing = bytes(font.getmask("\uffff"))
    written = set(LETTERS)
    for catalogue in FOLDER.glob("*.po"):
        written |= {letter for letter in catalogue.read_text("utf-8") if not letter.isspace()}
    assert [letter for letter in sorted(written) if bytes(font.getmask(letter)) == missing] == []


def test_there_are_three_weights_and_the_pages_load_them_cut():
    weights = ("Bold", "Regular", "SemiBold")
    assert [path.name for path in FONTS] == [
        each.format(weight) for each in (fonts.CUT, fonts.WHOLE) for weight in weights
    ]
    faces = re.findall(r"@font-face \{([^}]*)\}", bare(STATIC / "theme.css"))
    # Of two faces with the same letter the later one counts.
    assert [fonts.LETTERS in face for face in faces] == [False] * 3 + [True] * 3
    assert all(("DawrSans" in face) == (fonts.LETTERS in face) for face in faces)


def test_only_the_theme_names_colours():
    named = {str(path): COLOUR.findall(bare(path)) for path in files(".css") if path.name != "theme.css"}
    assert {path: colours for path, colours in named.items() if colours} == {}


def test_every_stylesheet_serves_both_directions():
    fixed = {str(path): PHYSICAL.findall(bare(path)) for path in files(".css")}
    assert {path: names for path, names in fixed.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "sand", 7),
        ("mist", "paper", 4.5),
        ("mist", "white", 4.5),
        ("mist", "sand", 4.5),
        ("white", "sea", 7),
        ("white", "sea-deep", 7),
        ("ink", "saffron", 7),
        ("ink", "saffron-deep", 4.5),
        ("saffron", "night", 7),
        ("saffron", "sea-deep", 4.5),
        ("saffron", "ink", 4.5),
        ("leaf", "paper", 4.5),
        ("clay", "paper", 4.5),
        ("white", "leaf", 4.5),
        ("white", "clay", 4.5),
        ("white", "night", 7),
        ("night-mist", "night-card", 7),
        ("edge", "paper", 3),
        ("edge", "white", 3),
        ("edge", "sand", 3),
        *(("ink", f"scale-{step}", 4.5) for step in (0, 1, 2)),
        *(("white", f"scale-{step}", 4.5) for step in (3, 4)),
        *((f"service-{index}", "white", 4.5) for index in range(8)),
    ],
)
def test_contrast_suffices(text, ground, least):
    known = tokens()
    assert contrast(known[text], known[ground]) >= least


def lightness(colour: str) -> float:
    """CIE 1976 L*, 0 to 100: how light it is on grey paper."""
    return 116 * luminance(colour) ** (1 / 3) - 16


def without_green(colour: str) -> str:
    """How a deuteranope sees #rrggbb: Machado, Oliveira, Fernandes 2009, severity 1, on linear light."""
    red, green, blue = ((int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5))
    seen = (
        0.367322 * red + 0.860646 * green - 0.227968 * blue,
        0.280085 * red + 0.672501 * green + 0.047413 * blue,
        -0.011820 * red + 0.042940 * green + 0.968881 * blue,
    )
    return "#" + "".join(f"{round(255 * min(max(each, 0), 1) ** (1 / 2.2)):02x}" for each in seen)


@pytest.mark.parametrize("seen", [str, without_green], ids=["on grey paper", "without green"])
@pytest.mark.parametrize("names", [[f"scale-{step}" for step in range(5)], ["share-3", "share-2", "share-1"]])
def test_the_steps_of_a_chart_are_told_apart_by_their_lightness(names, seen):
    steps = [lightness(seen(tokens()[name])) for name in names]
    assert all(one - next_one >= 12 for one, next_one in pairwise(steps)), steps


def test_every_icon_that_is_asked_for_exists():
    there = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text("utf-8")))
    asked = re.compile(r"""(?:icons\.svg#|\bicon\(\s*["'])(\w+)""")
    used = {
        name for kind in (".html", ".js") for path in files(kind) for name in asked.findall(path.read_text("utf-8"))
    }
    assert used - there == set()


def test_no_page_has_script_or_style_of_its_own_inside():
    inline = re.compile(r'\sstyle\s*=|<style|\son\w+\s*=\s*"|<script(?![^>]*(?:\ssrc=|application/json))')
    assert [str(path) for path in files(".html") if inline.search(path.read_text("utf-8"))] == []


def test_no_page_loads_anything_from_another_host():
    elsewhere = re.compile(r"""(?:src|href|url|from|import)\s*[=(]?\s*["']?https?://""")
    loading = [path for kind in (".html", ".css", ".js") for path in files(kind)]
    assert [str(path) for path in loading if elsewhere.search(path.read_text("utf-8"))] == []
