"""Draws a sheet as a one-bit image: text of any direction, shaped; no grey, nothing cut off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hardware import marks
from hardware.letters import Letters
from hardware.page import Page, side, stack_dots
from hardware.sheet import Align, Block, Code, Fact, Heading, Items, Line, Number, Rule, Sheet, Size

if TYPE_CHECKING:
    from PIL.Image import Image

#: The mark beside the office's name: 10 mm high.
MARK_DOTS = 80
#: The number's letters are at most so high (the em), which is 20 mm for a capital.
LARGEST_NUMBER_DOTS = 230
NUMBER_STEP = 2
#: A QR code of about 20 mm: larger is no easier to read.
CODE_DOTS = 160
#: A caption stands beside its code where it has at least so much room.
CAPTION_DOTS = 220


def draw(sheet: Sheet, width_dots: int, fonts: Path) -> Image:
    """The paper as an image of mode "1", `width_dots` wide and as long as it has to be. Raises Undrawable.

    `fonts` is the folder that holds `IBMPlexSansArabic-Regular.woff2`, `-SemiBold` and `-Bold`.
    """
    page = Page(sheet.language, width_dots, fonts)
    for block in sheet.blocks:
        _draw(page, block)
    return page.image()


def _draw(page: Page, block: Block) -> None:
    match block:
        case Heading():
            _heading(page, block)
        case Line():
            _line(page, block)
        case Number():
            _number(page, block)
        case Fact():
            _fact(page, block)
        case Items():
            _items(page, block)
        case Rule():
            _rule(page, block)
        case Code():
            _code(page, block)


def _heading(page: Page, block: Heading) -> None:
    """The mark at the start, the office's name and the second line beside it; a wide mark stands above them."""
    height = page.scaled(MARK_DOTS)
    mark = marks.picture(block.logo, height, page.inner) if block.logo else None
    mark = mark or marks.star(height)
    if mark.width > page.inner // 3:
        _above(page, mark, block)
        return
    beside = mark.width + page.scaled(16)
    rtl = page.rtl(block.language)
    edges = (page.left, page.right - beside) if rtl else (page.left + beside, page.right)
    name = page.letters(Size.LARGE, block.language, bold=True)
    note = page.letters(Size.BODY, block.language)
    lines = _lines(page.inner - beside, (block.text, name), (block.note, note))
    height = max(mark.height, stack_dots(lines))
    top = page.place(height)
    page.paste(mark, page.right - mark.width if rtl else page.left, top + (height - mark.height) // 2)
    page.stack(lines, side(Align.START, rtl), edges, top + height / 2)
    page.gap(12)


def _above(page: Page, mark: Image, block: Heading) -> None:
    """A mark as wide as a line, and the texts under it, all in the middle."""
    page.paste(mark, (page.width - mark.width) // 2, page.place(mark.height))
    page.gap(8)
    page.write(block.text, page.letters(Size.LARGE, block.language, bold=True), Align.CENTRE)
    if block.note:
        page.write(block.note, page.letters(Size.BODY, block.language), Align.CENTRE)
    page.gap(12)


def _lines(room: float, *texts: tuple[str, Letters]) -> list[tuple[str, Letters]]:
    """Several texts broken into lines that fit the room; an empty one has none."""
    return [(line, letters) for text, letters in texts if text for line in letters.lines(text, room)]


def _line(page: Page, block: Line) -> None:
    page.gap({Size.TITLE: 12, Size.SMALL: 8}.get(block.size, 4))
    page.write(block.text, page.letters(block.size, block.language, bold=block.bold), block.align)
    page.gap(4)


def _number(page: Page, block: Number) -> None:
    """As large as the paper is wide, from the top of its ink to the bottom."""
    trial = page.figures(100).picture(block.text)
    size = min(LARGEST_NUMBER_DOTS, 100 * page.inner // trial.width)
    # Few sizes, so that their fonts are read once.
    number = page.figures(max(NUMBER_STEP, size // NUMBER_STEP * NUMBER_STEP)).picture(block.text)
    page.gap(26)
    page.paste(number, (page.width - number.width) // 2, page.place(number.height))
    page.gap(22)


def _fact(page: Page, block: Fact) -> None:
    """The label, with its echo under it, at the start; the value at the end, in the middle of their height."""
    label = page.letters(Size.BODY, block.language)
    echo = page.letters(Size.BODY, block.echo_language)
    value = page.letters(Size.LARGE, block.language, bold=True)
    value_room = min(value.width(block.value) + 1, page.inner / 2)
    label_room = page.inner - value_room - page.scaled(16)
    labels = _lines(label_room, (block.label, label), (block.echo, echo))
    values = _lines(value_room, (block.value, value))
    height = max(stack_dots(labels), stack_dots(values))
    page.gap(8)
    middle = page.place(height) + height / 2
    # Labels of both languages stand at the start of the paper's own.
    start, end = side(Align.START, label.rtl), side(Align.END, label.rtl)
    page.stack(labels, start, (page.left, page.right), middle)
    page.stack(values, end, (page.left, page.right), middle)
    page.gap(8)


def _items(page: Page, block: Items) -> None:
    letters = page.letters(Size.BODY, block.language)
    indent = page.scaled(28)
    dot = page.right - indent * 0.4 if letters.rtl else page.left + indent * 0.4
    edges = (page.left, page.right - indent) if letters.rtl else (page.left + indent, page.right)
    radius = page.scaled(4.5)
    for text in block.texts:
        page.gap(4)
        lines = _lines(page.inner - indent, (text, letters))
        height = stack_dots(lines)
        top = page.place(height)
        page.stack(lines, side(Align.START, letters.rtl), edges, top + height / 2)
        level = top + letters.rise_dots - letters.size * 0.3
        page.canvas.ellipse((dot - radius, level - radius, dot + radius, level + radius), fill=0)
    page.gap(10)


def _rule(page: Page, block: Rule) -> None:
    page.gap(10)
    thick = 6 if block.strong else 2
    top = page.place(thick)
    page.canvas.rectangle((page.left, top, page.right - 1, top + thick - 1), fill=0)
    page.gap(10)


def _code(page: Page, block: Code) -> None:
    """The code at the end, its caption beside it at the start; on narrow paper under it."""
    made = marks.code(block.data, CODE_DOTS)
    if made is None or made[0].width > page.inner:
        return
    symbol, quiet = made
    letters = page.letters(Size.BODY, block.language)
    room = page.inner - symbol.width - quiet
    page.gap(quiet)
    if not block.caption or room < CAPTION_DOTS:
        page.paste(symbol, (page.width - symbol.width) // 2, page.place(symbol.height))
        page.gap(quiet)
        if block.caption:
            page.write(block.caption, letters, Align.CENTRE)
        return
    lines = _lines(room, (block.caption, letters))
    height = max(symbol.height, stack_dots(lines))
    top = page.place(height)
    page.paste(symbol, page.left if letters.rtl else page.right - symbol.width, top)
    page.stack(lines, side(Align.START, letters.rtl), (page.left, page.right), top + height / 2)
    page.gap(quiet)
