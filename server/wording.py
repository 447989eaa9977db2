"""The words of the house: languages, plural forms, dates. No Flask, so that paper and voice use them too.

The English text is the message id. Arabic and French are read from `translations/<language>.po` at
first use: no compiled catalogue is kept, so none can be out of date. One rule holds for every text,
in Python, in Jinja and in the pages' scripts: `%(name)s` is a value, `%%` is a percent sign.

Digits are Western everywhere. The country decides the names of months: November is نوفمبر in Libya
and نونبر in Morocco.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, localedata
from jinja2 import Environment

#: Each language as it calls itself: whoever looks for their own cannot read the others.
NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}
LANGUAGES = tuple(NAMES)
RIGHT_TO_LEFT = frozenset({"ar"})
FOLDER = Path(__file__).parent / "translations"

# The CLDR category of each gettext form, in the order of the Plural-Forms header.
CATEGORIES = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "fr": ("one", "other"),
    "en": ("one", "other"),
}
# A number that asks for each of these forms.
SAMPLES = {"ar": (0, 1, 2, 3, 11, 100), "fr": (1, 2), "en": (1, 2)}

T = TypeVar("T")
Message = str | tuple[str, str]
Forms = dict[str, str]


def direction(language: str) -> str:
    """Return "rtl" or "ltr", as the `dir` of a page wants it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def locale(language: str, territory: str | None = None) -> Locale:
    """Return the CLDR locale: Arabic as in the territory ("LY": ar-LY), French and English plain."""
    if language == "ar" and territory:
        try:
            return Locale(language, territory)
        except UnknownLocaleError:
            pass
    return Locale(language)


def tag(language: str, territory: str | None = None) -> str:
    """Return the same as a page's scripts want it: "ar-LY"."""
    return str(locale(language, territory)).replace("_", "-")


@cache
def week_starts(territory: str) -> int:
    """Return the weekday with which a week begins there, Monday 0."""
    with _reading_cldr:
        for language in LANGUAGES:
            if localedata.exists(f"{language}_{territory}"):
                layer = localedata.load(f"{language}_{territory}", merge_inherited=False)
                localedata._cache.clear()
                first: int = layer.get("week_data", {}).get("first_day", 0)
                return first
    return 0


# ---------------------------------------------------------------- texts


def pick(language: str, texts: Mapping[str, T]) -> T:
    """Return the text in that language, else in the first one that the office has written it in."""
    return texts[language] if language in texts else next(iter(texts.values()))


def gettext(language: str, msgid: str, **values: object) -> str:
    """Return the text in that language with its values filled in; English where none is known."""
    return translations(language).gettext(msgid) % values


def ngettext(language: str, singular: str, plural: str, n: int, **values: object) -> str:
    """Return the form that the number asks for; `%(n)s` is the number."""
    return translations(language).ngettext(singular, plural, n) % {"n": n, **values}


def pgettext(language: str, context: str, msgid: str, **values: object) -> str:
    """Return the text that these words have in this context ("Open" the state, "Open" the command)."""
    return translations(language).pgettext(context, msgid) % values


def spoken(language: str, msgid: str, **values: object) -> str:
    """Return the text as the voice is to say it: the one with the context `spoken`, else what is read."""
    found = translations(language)
    text = found.pgettext("spoken", msgid)
    return (text if text != msgid else found.gettext(msgid)) % values


def spoken_count(language: str, singular: str, plural: str, n: int, said: str) -> str:
    """Return the form that the number asks for, with `said`, the number in words, in its place."""
    found = translations(language)
    text = found.npgettext("spoken", singular, plural, n)
    return (text if text not in (singular, plural) else found.ngettext(singular, plural, n)) % {"n": said}


def counter_states(language: str) -> dict[str, str]:
    """Return the states of a counter in words."""
    return {
        "open": pgettext(language, "counter", "Open"),
        "paused": pgettext(language, "counter", "Paused"),
        "closed": pgettext(language, "counter", "Closed"),
    }


def words(language: str, messages: Iterable[Message]) -> dict[str, str | Forms]:
    """Return the texts that a page's script needs, not yet filled in, by their English text.

    A pair (singular, plural) gives its forms by CLDR category, under the singular; `words.js`
    chooses by the value `n`.
    """
    found = translations(language)
    texts: dict[str, str | Forms] = {}
    for message in messages:
        if isinstance(message, str):
            texts[message] = found.gettext(message)
        else:
            texts[message[0]] = {
                category: found.ngettext(*message, n)
                for category, n in zip(CATEGORIES[language], SAMPLES[language], strict=True)
            }
    return texts


def install(environment: Environment, language: Callable[[], str]) -> None:
    """Give Jinja `_`, `ngettext`, `pgettext`, `{% trans %}`, `direction`, `page_language`, `language_names`.

    `language` is asked at every text: it says which language this page speaks.
    """
    environment.add_extension("jinja2.ext.i18n")
    environment.globals.update(direction=direction, page_language=language, language_names=NAMES)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: translations(language()).gettext(text),
        lambda one, many, n: translations(language()).ngettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, text: translations(language()).pgettext(context, text),
        npgettext=lambda context, one, many, n: translations(language()).npgettext(context, one, many, n),
    )


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language, read once. English needs none."""
    if language == "en":
        return NullTranslations()
    # Imported here: a command that says nothing in Arabic or French need not pay for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


# ---------------------------------------------------------------- times


def clock_time(at_ms: int, zone: str, language: str) -> str:
    """Return the time of day, "08:05": 24 hours, the same in all three languages."""
    return _local(at_ms, zone).strftime("%H:%M")


def long_date(at_ms: int, zone: str, language: str, territory: str | None = None) -> str:
    """Return the date with its weekday, "السبت، 21 نوفمبر 2026", as CLDR writes it in full."""
    local = _local(at_ms, zone)
    names = _calendar_names(language, territory)
    fields = {
        "EEEE": names["days"][local.weekday()],
        "MMMM": names["months"][local.month],
        "d": str(local.day),
        "y": str(local.year),
    }
    return _FIELD.sub(lambda field: fields.get(field[0], field[0].strip("'")), names["pattern"])


def weekday(day: int, language: str, territory: str | None = None) -> str:
    """Return the name of a day of the week, Monday 0."""
    name: str = _calendar_names(language, territory)["days"][day]
    return name


def minutes(n: int, language: str) -> str:
    """Return a number of minutes in words: "12 minutes", «دقيقتان»."""
    return ngettext(language, "%(n)s minute", "%(n)s minutes", n)


_FIELD = re.compile(r"EEEE|MMMM|d|y|'[^']*'")
_reading_cldr = Lock()


def _local(at_ms: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(zone))


@cache
def _calendar_names(language: str, territory: str | None) -> Mapping[str, Any]:
    """Return days by weekday (Monday 0), months by number, and the pattern of a full date.

    A whole `Locale` of three languages costs 7 MB for ever, these few names cost nothing. So they are
    copied out of the language's and the country's own data, and Babel's cache of these is emptied.
    """
    names: dict[str, Any] = {"days": {}, "months": {}, "pattern": ""}
    with _reading_cldr:
        for layer in sorted({language, str(locale(language, territory))}, key=len):
            data = localedata.load(layer, merge_inherited=False)
            for name in ("days", "months"):
                names[name].update(data.get(name, {}).get("format", {}).get("wide", {}))
            pattern = data.get("date_formats", {}).get("full")
            names["pattern"] = pattern.pattern if pattern else names["pattern"]
        localedata._cache.clear()
    return names
