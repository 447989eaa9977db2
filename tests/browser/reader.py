"""What can be read on a page, and whether something of it was left in English."""

import re
from collections.abc import Iterator
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from server import wording

#: What can be read on the page or is read aloud, but what is said in a language of its own.
TEXTS = """() => {
  const own = (one) => one.closest("[lang]") === document.documentElement && !one.closest("script, template, kbd");
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let one = walker.nextNode(); one; one = walker.nextNode()) {
    if (own(one.parentElement) && seen(one.parentElement)) found.add(one.data);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    if (!own(one) || !seen(one)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.add(one.getAttribute(name) ?? "");
  }
  return [...found, document.title].map((text) => text.trim()).filter(Boolean);
}"""
#: Three letters in a row are of a word.
LATIN = re.compile("[A-Za-z]{3,}")
#: The marks of direction around what is set apart.
APART = re.compile("[\u2066-\u2069\u200e\u200f]")


class Reader:
    """Reads whatever stands on pages of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.read: set[str] = set()

    def look(self, page: Page) -> None:
        """Read what stands there now."""
        self.read |= {APART.sub("", text) for text in page.evaluate(TEXTS)}

    def english(self) -> set[str]:
        """What was read and is one of our messages as it stands in English."""
        if self.language == "en":
            return set()
        wrong = _english(self.language)
        return {text for text in self.read if wrong.fullmatch(text)}

    def latin(self) -> set[str]:
        """What was read and has a word in Latin letters."""
        return {text for text in self.read if LATIN.search(text)}


def _english(language: str) -> re.Pattern[str]:
    """What no page of this language may say: each message as it stands in English, with whatever values."""
    with (wording.FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    ids = [(message.id, message.string) for message in catalogue if message.id]
    pairs = [pair for one, other in ids for pair in _pairs(one, other)]
    said = {
        one for one, other in pairs if one not in other and re.search("[A-Za-z]{3}", re.sub("%[(].*?[)]s", "", one))
    }
    alike = {text for _, other in ids for text in ((other,) if isinstance(other, str) else other)}
    patterns = [re.sub(r"%\\[(]\w+\\[)]s", ".+?", re.escape(one).replace("%%", "%")) for one in sorted(said - alike)]
    return re.compile("|".join(patterns))


def _pairs(one: Any, other: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    others = (other,) if isinstance(other, str) else tuple(other)
    for each in (one,) if isinstance(one, str) else one:
        yield each, others
