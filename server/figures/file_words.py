"""The words of the statistics' files, in a language and of an office: those who make the files know no languages."""

from __future__ import annotations

from typing import Any

from server import wording
from server.figures.export_words import words
from server.office.catalogue import Catalogue
from server.office.events import Stamp
from server.reason_words import REASONS


def file_words(language: str, catalogue: Catalogue, now: Stamp) -> dict[str, Any]:
    """What `server.figures.exports` takes as its words; plain data, as it goes to another process."""
    _, zone, territory = wording.translations(language).gettext, catalogue.time_zone, catalogue.territory
    date, time = wording.long_date(now.at, zone, language, territory), wording.clock_time(now.at, zone, language)
    return {
        **words(_),
        "language": language,
        "weekdays": [wording.weekday(day, language, territory) for day in range(7)],
        "reasons": {code: _(told) for code, told in REASONS.items()},
        "office": wording.pick(language, catalogue.name),
        "when": f"{date} {time}",
    }
