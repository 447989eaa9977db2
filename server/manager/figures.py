"""Figures in words, for pages that are written here: the same ones that static/manager/figures.js writes."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from server import wording

#: Thousands are set apart, from so many on, by a space that never breaks.
_GROUPED_FROM = 10_000
_GROUPS = re.compile(r"\B(?=(?:\d{3})+$)")
#: What keeps its own direction from left to right inside any text.
_LTR, _END = "\u2066", "\u2069"
NONE = "–"


class Figures:
    """Writes figures in one language, as it is written in the office's territory."""

    def __init__(self, language: str, territory: str | None = None) -> None:
        self._language = language
        self._point = wording.locale(language, territory).number_symbols["latn"]["decimal"]

    def duration(self, seconds: float | None) -> str:
        """45 → "45 s", 500 → "8 min", 4330 → "1 h 12 min"."""
        if seconds is None:
            return NONE
        whole = int(seconds + 0.5)
        if whole < 60:
            return self._say("%(n)s s", n=whole)
        minutes = int(seconds / 60 + 0.5)
        if minutes < 60:
            return self._say("%(n)s min", n=minutes)
        return self._say("%(h)s h %(n)s min", h=minutes // 60, n=minutes % 60)

    def percentile(self, value: Any) -> str:
        """One as an answer has it: seconds, `{"more_than_s": …}`, or None where too few values stand behind it."""
        if isinstance(value, dict):
            return self._say("more than %(time)s", time=self.duration(value["more_than_s"]))
        return self.duration(value)

    def minutes(self, value: Any) -> str:
        """The same in whole minutes, for a small place: "12", "42+", "–"."""
        if value is None:
            return NONE
        more = isinstance(value, dict)
        return f"{int((value['more_than_s'] if more else value) / 60 + 0.5)}{'+' if more else ''}"

    def share(self, share: float | None) -> str:
        """0.634 → "63%"."""
        if share is None:
            return NONE
        between = "\u202f" if self._language == "fr" else ""
        return f"{_LTR}{self.percents(share)}{between}%{_END}"

    def percents(self, share: float) -> int:
        """0.575 → 58: what stands there is what a goal is held to. A share of whole numbers is never a hair less."""
        return int(round(share * 100, 9) + 0.5)

    def count(self, n: int) -> str:
        """12840 → "12 840"."""
        return _GROUPS.sub("\u202f", str(n)) if n >= _GROUPED_FROM else str(n)

    def rate(self, value: float | None) -> str:
        """7.25 → "7.3", in French "7,3"."""
        if value is None:
            return NONE
        return str(Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", self._point)

    def behind(self, measured: dict[str, Any]) -> str:
        """How many values stand behind a figure, and how many of them were never called."""
        n, left = self.count(measured["n"]), measured.get("censored")
        if left:
            return self._say("n = %(n)s, %(left)s of them uncalled", n=n, left=self.count(left))
        return self._say("n = %(n)s", n=n)

    def verdict(self, strict: float | None, goal: int, *, provisional: bool) -> str:
        """Whether `goal` percent were called within their target: no day that runs has missed it."""
        share = self.share(goal / 100)
        if strict is None:
            return self._say("Goal: %(share)s", share=share)
        reached = self.percents(strict) >= goal
        if provisional:
            so_far = "Goal of %(share)s: reached so far" if reached else "Goal of %(share)s: not reached so far"
            return self._say(so_far, share=share)
        return self._say("Goal of %(share)s: reached" if reached else "Goal of %(share)s: not reached", share=share)

    def _say(self, text: str, **values: object) -> str:
        return wording.gettext(self._language, text, **values)
