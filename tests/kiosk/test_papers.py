"""The papers of the example office, as they lie in people's hands: each service, language, class and width.

They are read back from the bytes that a printer on the network received: what stands where by our own hand, the QR
code by ZXing, the letters by tesseract, both of which know nothing of Dawr.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import combinations, product
from typing import Any, NamedTuple

import pytest
import zxingcpp
from PIL import ImageChops, ImageOps
from PIL.Image import Image

from hardware import decode, page
from hardware.__main__ import FONTS
from hardware.letters import Letters, drawable
from hardware.page import Page
from hardware.paper import draw
from hardware.printer import Printer
from hardware.settings import PrinterSettings
from hardware.sheet import Block, Code, Fact, Heading, Items, Line, Sheet
from kiosk.receipt import compose
from server import example
from server.office.catalogue import Catalogue, from_data
from server.office.faults import PREFIXES
from server.wording import pick
from tests.hardware.network_printer import NetworkPrinter

CATALOGUE = from_data(example.settings())
LANGUAGES = CATALOGUE.languages
SERVICES = list(CATALOGUE.services)
URL = "https://turn.example.ly"
#: 58 mm, 80 mm, and what else is sold: 57 mm, 72 mm, 82.5 mm, 112 mm.
WIDTHS = (384, 360, 512, 576, 640, 832)


def ticket(service: str, language: str, priority: str | None = None, **more: Any) -> dict[str, Any]:
    """A ticket with everything that one can have."""
    return {
        "number": f"{CATALOGUE.service(service).prefix}102",
        "service": service,
        "priority": priority,
        "language": language,
        "issued_at": "2026-11-21T10:42:00+02:00",
        "ahead": 14,
        "wait": {"low_s": 725, "high_s": 1190},
        "track": f"/t/4Z{SERVICES.index(service)}{LANGUAGES.index(language)}8C0QHJRYTA6WMKXB",
        "fingerprint": "1f3c9a0b2d",
        **more,
    }


def sheet(given: Mapping[str, Any], catalogue: Catalogue = CATALOGUE, **more: Any) -> Sheet:
    return compose(given, catalogue, public_url=URL, **more)


class Box(NamedTuple):
    """Something that was drawn, and the edges of its ink."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Box]:
    """What has been drawn since it was emptied."""
    boxes: list[Box] = []
    put, paste = Page.put, Page.paste

    def noting_put(self: Page, text: str, letters: Letters, at: Any, edges: Any, baseline: float) -> None:
        put(self, text, letters, at, edges, baseline)
        x = round({"l": edges[0], "m": sum(edges) / 2, "r": edges[1]}[at])
        left, top, right, bottom = letters.font.getbbox(text, anchor=at + "s", **letters._how)
        boxes.append(Box(text, x + left, round(baseline) + top, x + right, round(baseline) + bottom))

    def noting_paste(self: Page, picture: Image, left: int, top: int) -> None:
        paste(self, picture, left, top)
        boxes.append(Box("", left, top, left + picture.width, top + picture.height))

    monkeypatch.setattr(page.Page, "put", noting_put)
    monkeypatch.setattr(page.Page, "paste", noting_paste)
    return boxes


def written(block: Block) -> Iterator[str]:
    """Every text of a block that is set in lines; the number and the code are pictures."""
    match block:
        case Heading():
            yield from (block.text, block.note)
        case Line():
            yield block.text
        case Fact():
            yield from (block.label, block.value, block.echo)
        case Items():
            yield from block.texts
        case Code():
            yield block.caption


#: Spaces, and what keeps the order of letters apart.
UNSEEN = dict.fromkeys(map(ord, " \u00a0\u2068\u2069"))


def letters_of(texts: Iterator[str] | list[str]) -> list[str]:
    return sorted("".join(drawable(text, FONTS) for text in texts).translate(UNSEEN))


def inspect(given: Sheet, width: int, boxes: list[Box]) -> Image:
    """Draw a sheet and hold that all of it is there, inside the margins, and nothing upon anything else."""
    boxes.clear()
    image = draw(given, width, FONTS)
    margin = 16 if width >= 500 else 8
    ink = ImageChops.invert(image.convert("L")).getbbox()
    assert ink is not None and ink[0] >= margin - 2 and ink[2] <= width - margin + 2
    assert ink[3] <= image.height
    for box in boxes:
        # Some letters reach a dot or two beyond their own width.
        assert box.left >= margin - 3 and box.right <= width - margin + 3, box
        assert box.top >= 0 and box.bottom <= image.height + 1, box
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other), (one, other)
    wanted = [text for block in given.blocks for text in written(block)]
    assert letters_of([box.what for box in boxes]) == letters_of(wanted)
    return image


# ---------------------------------------------------------------- drawn


@pytest.mark.parametrize("width", [384, 576])
def test_every_paper_is_whole_with_and_without_priority(width, drawn):
    for service, language, priority in product(SERVICES, LANGUAGES, (None, "disability")):
        inspect(sheet(ticket(service, language, priority)), width, drawn)


@pytest.mark.long
@pytest.mark.parametrize("width", WIDTHS)
def test_every_paper_of_every_class_is_whole_on_paper_of_any_width(width, drawn):
    for service, language, priority in product(SERVICES, LANGUAGES, (None, *CATALOGUE.priorities)):
        for more in ({}, {"wait": None, "track": None, "number": "1024"}, {"number": "أ102"}):
            inspect(sheet(ticket(service, language, priority, **more), again_ms=1_795_253_880_000), width, drawn)


@pytest.mark.parametrize("width", [384, 576])
@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_and_lists_wrap_and_lose_nothing(width, language, drawn):
    settings = example.settings()
    long = {
        "ar": "إدارة التخطيط العمراني ورخص البناء والهدم والترميم (نموذج A102، هاتف 021-333-4455) في نطاق البلدية",
        "fr": "Direction de l’urbanisme, des permis de construire et de la copropriété (formulaire A102 « bis »)",
        "en": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    }
    settings["services"][0] |= {"name": long, "documents": {each: [text] * 9 for each, text in long.items()}}
    settings["office"] |= {"name": long, "subtitle": long}
    settings["priorities"][0]["name"] = long
    catalogue = from_data(settings)
    inspect(sheet(ticket(SERVICES[0], language, settings["priorities"][0]["code"]), catalogue), width, drawn)


def test_papers_are_short(width=576):
    """Paper costs: 11 to 16 cm by what there is to say."""
    plain = [
        draw(sheet(ticket(each, language, wait=None, track=None)), width, FONTS)
        for each, language in product(SERVICES, LANGUAGES)
    ]
    assert max(image.height for image in plain) <= 130 * 8
    fullest = [
        draw(sheet(ticket(each, language, "disability")), width, FONTS)
        for each, language in product(SERVICES, LANGUAGES)
    ]
    assert max(image.height for image in fullest) <= 170 * 8


def test_the_number_is_by_far_the_largest_thing_on_every_paper(drawn):
    for width, language in product((384, 576), LANGUAGES):
        inspect(sheet(ticket("information", language)), width, drawn)
        texts = max(box.bottom - box.top for box in drawn if box.what)
        _, number = sorted((box for box in drawn if not box.what), key=lambda box: box.right - box.left)[-2:]
        assert number.bottom - number.top > 2 * texts
        assert number.right - number.left > 0.8 * width


def test_a_range_of_minutes_reads_from_left_to_right_on_an_arabic_paper():
    (value,) = (fact.value for fact in sheet(ticket("information", "ar")).blocks if fact_of_minutes(fact))
    arabic = Letters(FONTS, "ar", 40)
    latin = Letters(FONTS, "en", arabic.size).picture("12–20").tobytes()
    assert arabic.picture(value).tobytes() == latin
    assert arabic.picture("12–20").tobytes() != latin, "without help it is turned round"


def fact_of_minutes(block: Block) -> bool:
    return isinstance(block, Fact) and "–" in block.value


# ---------------------------------------------------------------- received by a printer on the network


@pytest.fixture(scope="module")
def network() -> Iterator[NetworkPrinter]:
    with NetworkPrinter() as printer:
        yield printer


def on_the_network(network: NetworkPrinter, width: int) -> Printer:
    given = PrinterSettings("network", host=network.host, port=network.port, width_dots=width, timeout_s=60.0)
    return Printer.of(given, FONTS)


def received(printer: Printer, network: NetworkPrinter, given: Sheet) -> Image:
    """Print it, and take what came out at the other end: what was drawn, dot by dot, and white fed after it."""
    printer.print(given)
    (paper,) = decode.papers(network.papers[-1])
    wanted = ImageOps.invert(draw(given, printer.width_dots, FONTS).convert("L"))
    came = ImageOps.invert(paper.convert("L"))
    assert came.width == wanted.width and came.getbbox() == wanted.getbbox()
    assert ImageChops.difference(came.crop(wanted.getbbox()), wanted.crop(wanted.getbbox())).getbbox() is None
    return paper


def codes(paper: Image) -> list[str]:
    """What a phone reads in the QR codes of a paper, which is grey and a little blurred under its lens."""
    grey = paper.convert("L").resize((paper.width * 3 // 2, paper.height * 3 // 2))
    return [code.text for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)]


def test_the_paper_of_each_service_in_each_language_arrives_with_a_code_that_can_be_read(network):
    printers = [on_the_network(network, width) for width in (576, 384)]
    for place, (service, language) in enumerate(product(SERVICES, LANGUAGES)):
        given, printer = ticket(service, language), printers[place % 2]
        paper = received(printer, network, sheet(given))
        assert codes(paper) == [URL + given["track"]]


def test_without_an_address_there_is_no_code(network):
    assert codes(received(on_the_network(network, 576), network, sheet(ticket("information", "ar", track=None)))) == []


# ---------------------------------------------------------------- read by tesseract


def seen(picture: Image, language: str, *options: str, scale: float = 2) -> str:
    """What tesseract reads; `language` is one of its own: eng, ara."""
    program = shutil.which("tesseract")
    assert program, "tesseract is missing: `make test` installs it"
    png = io.BytesIO()
    size = round(picture.width * scale), round(picture.height * scale)
    picture.convert("L").resize(size).save(png, "PNG")
    command = [program, "-", "-", "-l", language, "--psm", "4", *options]
    # More threads of its own would only wait for each other.
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(command, input=png.getvalue(), capture_output=True, check=True, env=alone).stdout.decode()


#: Every letter of a numbering, every digit, and what else stands in the small type.
FIGURES, FOOT = "0123456789" + PREFIXES["latin"], "0123456789abcdef:" + PREFIXES["latin"]
#: Letters of this height are read best, with white around them; the last line is no higher than the third.
READ_DOTS, QUIET_DOTS, FOOT_DOTS = 48, 20, 30


def line_of(picture: Image, letters: str, scale: float) -> str:
    """One line, of which only these letters are possible."""
    quiet = ImageOps.expand(picture.convert("L"), QUIET_DOTS, 255)
    return seen(quiet, "eng", "--psm", "7", "-c", f"tessedit_char_whitelist={letters}", scale=scale).strip()


def large_number(paper: Image, drawn: list[Box]) -> str:
    """What stands where the widest of the pictures was drawn."""
    at = max((box for box in drawn if not box.what), key=lambda box: box.right - box.left)
    return line_of(paper.crop((at.left, at.top, at.right, at.bottom)), FIGURES, READ_DOTS / (at.bottom - at.top))


def foot(paper: Image) -> str:
    """The small type at the end: number and fingerprint."""
    _, _, _, bottom = ImageOps.invert(paper.convert("L")).getbbox() or (0, 0, 0, 0)
    return line_of(paper.crop((0, bottom - FOOT_DOTS, paper.width, bottom)), FOOT, 2)


def found(wanted: str, text: str) -> float:
    """How much of some words stands in a text, in their order, spaces and marks apart: 0 to 1."""
    plain = [re.sub(r"[\W\u064b-\u0652]", "", each) for each in (wanted, text)]
    return sum(block.size for block in SequenceMatcher(None, *plain, autojunk=False).get_matching_blocks()) / len(
        plain[0]
    )


def figures_are_read(paper: Image, given: Mapping[str, Any], drawn: list[Box]) -> None:
    """Hold that the number and the small type say exactly what they should, to the last digit."""
    assert large_number(paper, drawn) == given["number"]
    assert foot(paper) == f"{given['number']}:{given['fingerprint']}"


def read_by_a_stranger(paper: Image, given: Mapping[str, Any]) -> None:
    """Hold that what matters can be read by somebody who does not know what stands there."""
    language = given["language"]
    service = CATALOGUE.service(given["service"])
    text = seen(paper, "ara" if language == "ar" else "eng")
    if language == "ar":
        assert found(service.name["ar"], text) > 0.8
        assert found(pick("ar", CATALOGUE.name), text) > 0.8
        return
    assert given["number"] in text
    assert "10:42" in text
    for line in (service.name[language], CATALOGUE.name[language], *service.documents[language]):
        assert found(line, text) > 0.8, line


@pytest.mark.parametrize("width", [384, 576])
@pytest.mark.parametrize(
    ("service", "language"), [("building-permit", "ar"), ("complaints", "fr"), ("information", "en")]
)
def test_every_digit_of_a_number_and_its_fingerprint_is_read_on_paper_of_any_language(
    width, service, language, network, drawn
):
    given = ticket(service, language)
    paper = received(on_the_network(network, width), network, sheet(given))
    figures_are_read(paper, given, drawn)


@pytest.mark.parametrize(
    ("service", "language"), [("building-permit", "ar"), ("complaints", "fr"), ("information", "en")]
)
def test_somebody_who_knows_nothing_of_dawr_can_read_the_paper(service, language, network):
    """The first of each language; service, papers, and the number where tesseract looks for it by itself."""
    given = ticket(service, language, track=None, wait=None)
    read_by_a_stranger(received(on_the_network(network, 384), network, sheet(given)), given)


@pytest.mark.long
@pytest.mark.parametrize("width", [384, 576])
def test_every_paper_can_be_read_by_somebody_who_knows_nothing_of_dawr(width, network, drawn):
    for place, (service, language) in enumerate(product(SERVICES, LANGUAGES)):
        drawn.clear()
        # Every digit stands in some number; in the small type tesseract takes an 8 for a 6 now and then.
        number = f"{CATALOGUE.service(service).prefix}{('102', '347', '589', '960')[place % 4]}"
        given = ticket(service, language, "disability", number=number)
        paper = received(on_the_network(network, width), network, sheet(given))
        assert large_number(paper, drawn) == number
        read_by_a_stranger(paper, given)
        given = ticket(service, language, "disability")
        drawn.clear()
        figures_are_read(received(on_the_network(network, width), network, sheet(given)), given, drawn)
