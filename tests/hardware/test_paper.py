from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from hardware.__main__ import FONTS
from hardware.errors import Undrawable
from hardware.letters import BOLD, REGULAR, Letters, missing
from hardware.marks import code
from hardware.page import SIZES
from hardware.paper import draw
from hardware.sheet import Align, Block, Code, Fact, Heading, Items, Line, Number, Rule, Sheet, Size

TRANSLATIONS = Path(__file__).resolve().parents[2] / "server" / "translations"
WIDTHS = (384, 576)


def paper(*blocks: Block, language: str = "ar", width: int = 576) -> Image.Image:
    return draw(Sheet(language, blocks), width, FONTS)


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is black."""
    box = ImageChops.invert(image.convert("L")).getbbox()
    assert box is not None, "the paper is empty"
    return box


def middle(image: Image.Image) -> float:
    left, _, right, _ = ink(image)
    return (left + right) / 2


def png(size: tuple[int, int], colour: str, mode: str = "RGBA") -> bytes:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, "PNG")
    return file.getvalue()


# ---------------------------------------------------------------- the image


@pytest.mark.parametrize("width", WIDTHS)
def test_a_paper_is_black_and_white_and_as_wide_as_the_roll(width):
    image = paper(Line("مكتب خدمة المواطن"), width=width)
    assert (image.mode, image.width) == ("1", width)


def test_a_paper_is_as_long_as_what_stands_on_it():
    one, two = paper(Line("واحد")), paper(Line("واحد"), Line("اثنان"))
    assert one.height < two.height < 2 * one.height + 20


def test_a_long_sheet_is_drawn_whole():
    lines = tuple(Line(f"line {number}") for number in range(80))
    image = paper(*lines, language="en")
    last = paper(Line("line 79"), language="en")
    _, top, _, bottom = ink(last)
    tail = image.crop((0, ink(image)[3] - (bottom - top), 576, ink(image)[3]))
    assert ImageChops.logical_xor(tail, last.crop((0, top, 576, bottom))).getbbox() is None


def test_the_same_sheet_gives_the_same_paper():
    sheet = Sheet("ar", (Heading("مكتب خدمة المواطن"), Number("A102"), Code("http://a.example/t/x")))
    assert draw(sheet, 576, FONTS).tobytes() == draw(sheet, 576, FONTS).tobytes()


# ---------------------------------------------------------------- text


def test_arabic_starts_at_the_right_and_french_at_the_left():
    assert middle(paper(Line("رقمك"))) > 450
    assert middle(paper(Line("Numéro"), language="fr")) < 126


def test_each_line_follows_its_own_language():
    assert middle(paper(Line("Numéro", language="fr"))) < 126
    assert middle(paper(Line("رقمك", language="ar-LY"), language="fr")) > 450


@pytest.mark.parametrize(("align", "language", "place"), [("centre", "ar", 288), ("end", "ar", 60), ("end", "en", 516)])
def test_a_line_stands_where_it_is_told_to(align, language, place):
    text = {"ar": "رقمك", "en": "Number"}[language]
    assert abs(middle(paper(Line(text, align=Align(align)), language=language)) - place) < 30


def test_arabic_letters_are_joined():
    letters = Letters(FONTS, "ar", 40)
    assert letters.width("ببب") < 2.2 * letters.width("ب")


@pytest.mark.parametrize(("hour", "stands_first"), [("08", True), ("12", False)])
def test_a_time_inside_arabic_stands_left_of_its_label_and_reads_from_left_to_right(hour, stands_first):
    def leftmost(text: str) -> Image.Image:
        image = paper(Line(text))
        left = ink(image)[0]
        return image.crop((left, 0, left + 34, image.height))

    same = leftmost("الساعة 08:12").tobytes() == leftmost(f"الساعة {hour}").tobytes()
    assert same == stands_first


#: Nothing that is seen: what stands between is ordered by itself.
APART = dict.fromkeys(map(ord, "\u2068\u2069"))


@pytest.mark.parametrize("width", WIDTHS)
@settings(max_examples=40, deadline=None)
@given(
    text=st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي َّABCefgii019 .،؟-–"), min_size=1, max_size=120),
    language=st.sampled_from(["ar", "fr", "en"]),
    size=st.sampled_from(list(Size)),
)
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(width, text, language, size):
    letters = Letters(FONTS, language, SIZES[size])
    lines = letters.lines(text, width - 32)
    assert all(letters.width(line) <= width - 32 for line in lines)
    assert "".join(lines).translate(APART).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("block", [Line, lambda text: Items((text,)), lambda text: Fact(text, text), Heading])
def test_a_word_longer_than_the_paper_is_broken_not_cut_off(width, block):
    image = paper(block("Antidisestablishmentarianism" * 4), language="en", width=width)
    left, _, right, _ = ink(image)
    margin = 8 if width == 384 else 16
    assert left >= margin - 2
    assert right <= width - margin + 2


def test_a_word_is_not_broken_where_a_line_can_end():
    letters = Letters(FONTS, "en", 42, BOLD)
    assert letters.lines("Commercial licences", 368) == ["Commercial", "licences"]


def test_no_word_stands_alone_at_the_end_of_a_short_text():
    letters = Letters(FONTS, "en", 28)
    first, second = letters.lines("Please have a seat and watch the screen: your number will be called.", 544)
    assert letters.width(second) > 0.7 * letters.width(first)


def test_a_mark_stays_with_its_letter():
    letters = Letters(FONTS, "ar", 28)
    pieces = letters.lines("مَّ" * 60, 200)
    assert len(pieces) > 1
    assert all(piece.translate(APART).startswith("م") for piece in pieces)


def test_the_pieces_of_an_address_are_ordered_apart_from_the_arabic_around_them():
    letters = Letters(FONTS, "ar", 28)
    pieces = [line for line in letters.lines("الموقع " + "www.queue.example.org/form=" * 3, 200) if "w" in line]
    assert len(pieces) > 1
    assert all(piece[0] + piece[-1] == "\u2068\u2069" for piece in pieces)
    plain = pieces[0].translate(APART)
    assert letters.picture(pieces[0]).tobytes() == letters.picture(f"\u2066{plain}\u2069").tobytes()
    assert letters.width(pieces[0]) == letters.width(plain)


# ---------------------------------------------------------------- the number


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", ["A001", "A1024", "001", "أ102"])
def test_the_number_is_the_largest_thing_and_stays_inside(width, number):
    left, top, right, bottom = ink(paper(Number(number), width=width))
    title = ink(paper(Line("ABC", Size.TITLE, bold=True), width=width))
    assert bottom - top > 2.5 * (title[3] - title[1])
    assert left >= 6
    assert right <= width - 6
    assert abs((left + right) / 2 - width / 2) <= 2


def test_the_number_is_the_same_on_a_paper_of_any_language():
    papers = [paper(Number("A102"), language=language).tobytes() for language in ("ar", "fr", "en")]
    assert len(set(papers)) == 1


# ---------------------------------------------------------------- the other blocks


def test_a_label_and_its_value_stand_at_opposite_edges_of_one_row():
    arabic = paper(Fact("أمامك", "4"))
    left, top, right, bottom = ink(arabic)
    assert (left < 24, right > 552) == (True, True)
    assert bottom - top < 50
    assert ink(paper(Fact("Before you", "4"), language="en"))[2] > 552


def test_a_second_language_stands_under_the_label_and_the_value_beside_both():
    one = paper(Fact("Before you", "4"), language="en")
    both = paper(Fact("Before you", "4", echo="أمامك", echo_language="ar"), language="en")
    assert one.height < both.height < 2.2 * one.height
    assert middle(both.crop((0, 0, 300, both.height))) < 150


def test_an_item_has_a_mark_before_its_first_line_only():
    short = paper(Items(("one",)), language="en")
    bare = paper(Line("one"), language="en")
    assert ink(short)[0] < 24
    assert ink(short)[2] > ink(bare)[2]


def test_a_rule_runs_from_margin_to_margin():
    left, top, right, bottom = ink(paper(Rule(strong=True)))
    assert (left, right, bottom - top) == (16, 560, 6)


def test_a_code_holds_its_address_module_by_module():
    url = "https://office.example/t/k3f9x2ab7q"
    image = paper(Code(url))
    left, top, right, bottom = ink(image)
    matrix = [list(row) for row in segno.make(url, error="m", micro=False, boost_error=False).matrix]
    module = (right - left) // len(matrix)
    assert module >= 4
    assert (right - left, bottom - top) == (module * len(matrix),) * 2
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            centre = (left + column * module + module // 2, top + row * module + module // 2)
            assert (image.getpixel(centre) == 0) == bool(dark)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_code_keeps_its_white_from_its_caption(language):
    made = code("https://office.example/t/k3f9x2ab7q", 160)
    assert made is not None
    symbol, quiet = made
    image = paper(Code("https://office.example/t/k3f9x2ab7q", "caption " * 40), language=language)
    edge = 16 + symbol.width
    strip = (
        (edge, 0, edge + quiet, image.height) if language == "ar" else (576 - edge - quiet, 0, 576 - edge, image.height)
    )
    assert ImageChops.invert(image.crop(strip).convert("L")).getbbox() is None


def test_a_heading_shows_the_offices_logo_or_the_star():
    star, logo = (
        paper(Heading("Office"), language="en"),
        paper(Heading("Office", logo=png((40, 40), "black")), language="en"),
    )
    assert star.crop((16, 0, 96, star.height)).tobytes() != logo.crop((16, 0, 96, logo.height)).tobytes()
    assert logo.getpixel((56, logo.height // 2)) == 0


# ---------------------------------------------------------------- what can be wrong


def test_what_no_printer_can_draw_in_a_text_becomes_a_space():
    assert paper(Line("a\ud800\tb\x00c")).tobytes() == paper(Line("a  b c")).tobytes()


def test_a_space_that_holds_words_together_holds_them():
    letters = Letters(FONTS, "fr", 28)
    lines = letters.lines("Veuillez suivre l’écran\u00a0: votre numéro sera appelé", 300)
    assert len(lines) > 1
    assert any("l’écran\u00a0:" in line for line in lines)


@pytest.mark.parametrize("colour", ["#f2b134", "#fffbe6", "#ffffff"])
def test_a_logo_in_a_light_colour_on_nothing_is_printed_black(colour):
    clear = Image.new("RGBA", (200, 200), "#ffffff00")
    clear.paste(colour, (50, 50, 150, 150))
    file = BytesIO()
    clear.save(file, "PNG")
    image = paper(Heading("Office", logo=file.getvalue()), language="en")
    mark = image.crop((16, 0, 96, image.height))
    assert (mark.getpixel((40, mark.height // 2)), mark.getpixel((4, mark.height // 2))) == (0, 255)


def test_a_photograph_becomes_fine_dots_and_a_drawing_keeps_its_edges():
    def mark(picture: Image.Image) -> list[int]:
        file = BytesIO()
        picture.convert("RGB").save(file, "PNG")
        image = paper(Heading("Office", logo=file.getvalue()), language="en")
        row = image.crop((16, image.height // 2, 96, image.height // 2 + 1)).convert("L").tobytes()
        return [one for one, other in pairwise(row) if one != other]

    photograph = Image.linear_gradient("L").rotate(90).resize((400, 400))
    drawing = Image.new("L", (400, 400), 255)
    drawing.paste(90, (0, 0, 200, 400))
    assert len(mark(photograph)) > 10
    assert len(mark(drawing)) == 1


def test_a_wide_logo_stands_above_the_name_as_wide_as_the_paper_at_most():
    image = paper(Heading("Office", logo=png((2000, 200), "black")), language="en", width=384)
    left, top, right, bottom = ink(image)
    assert (left, right) == (8, 376)
    assert image.getpixel((192, top + 2)) == 0
    assert bottom - top > 60


@pytest.mark.parametrize(
    "logo",
    [
        pytest.param(b"no picture", id="no picture"),
        pytest.param(png((40, 40), "white"), id="white"),
        pytest.param(png((40, 40), "#f0f0f0"), id="as good as white"),
        pytest.param(png((40, 40), "#00000000"), id="clear"),
        pytest.param(png((1, 1), "black"), id="a point"),
        pytest.param(png((9500, 9500), "black", "1"), id="much too large"),
    ],
)
def test_a_logo_that_shows_nothing_gives_the_star(logo: bytes):
    assert paper(Heading("Office", logo=logo)).tobytes() == paper(Heading("Office")).tobytes()


def test_an_endless_address_is_left_out():
    assert paper(Line("رقمك"), Code("x" * 9000)).tobytes() == paper(Line("رقمك")).tobytes()


def test_without_its_fonts_nothing_is_drawn(tmp_path):
    with pytest.raises(Undrawable, match="IBMPlexSansArabic"):
        draw(Sheet("ar", (Line("رقمك"),)), 576, tmp_path)


def test_without_shaping_nothing_is_drawn(monkeypatch):
    from PIL import features

    monkeypatch.setattr(features, "check", lambda name: False)
    with pytest.raises(Undrawable, match="libfribidi0"):
        Letters(FONTS, "ar", 91, REGULAR)


def test_paper_narrower_than_a_number_is_refused():
    with pytest.raises(Undrawable, match="120 dots"):
        paper(Number("A102"), width=120)


# ---------------------------------------------------------------- letters that the font lacks


def test_letters_that_the_font_lacks_are_found():
    assert missing("A102 — «رقمك» été ٪؟،ڤگ", FONTS) == set()
    assert missing("ⵜⴰⵎⴰⵣⵉⵖⵜ 🙂 ok", FONTS) == set("ⵜⴰⵎⵣⵉⵖ🙂")


def test_what_only_spaces_or_directs_a_text_is_not_missing():
    assert missing("a\u00a0b\u202fc\u2066d\u2069\u200f\u061c\n", FONTS) == set()
    plain = Letters(FONTS, "fr", 28)
    assert 0 < plain.width("a\u202fb") - plain.width("ab") < plain.width("m")


def test_every_word_of_the_example_office_can_be_printed():
    assert missing((TRANSLATIONS.parent / "example.toml").read_text("utf-8"), FONTS) == set()


def test_a_letter_that_the_font_lacks_never_becomes_a_box():
    assert paper(Line("①ﬁ ⵜx🙂")).tobytes() == paper(Line("1fi x")).tobytes()
    assert paper(Number("Ａ102")).tobytes() == paper(Number("A102")).tobytes()


@pytest.mark.parametrize("catalogue", sorted(TRANSLATIONS.glob("*.po")), ids=lambda path: path.name)
def test_every_word_of_the_house_can_be_printed(catalogue):
    assert missing(catalogue.read_text("utf-8"), FONTS) == set()
