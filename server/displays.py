"""The displays of an office: what each shows, which are there, and which of them speaks."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from server.office.actors import Role, display
from server.office.displays import INCHES, THEMES, Options, arranged
from server.office.errors import OfficeError

Reply = dict[str, Any]

HERE = display(0).name


class UnknownDisplay(OfficeError, LookupError):
    kind = "unknown-display"
    message = "There is no display “%(display)s”."


class UnknownMedia(OfficeError, LookupError):
    kind = "unknown-media"
    message = "There is no picture or video “%(file)s” that a display can show."


class Media(Protocol):
    """The pictures and videos (`server.media`)."""

    folder: Path

    def make(self) -> None: ...
    def names(self) -> list[str]: ...
    def has(self, name: str | None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Now:
    """How the displays are at this moment, by their names: who is there, who speaks, whose browser refuses sounds."""

    present: Set[str]
    speaking: Set[str]
    refusing: Set[str]


class Displays:
    """The displays of the office. `records` is the module of that name, handed in; `now` tells how they are."""

    def __init__(self, reading: Any, records: ModuleType, media: Media, now: Callable[[], Now]) -> None:
        self._reading, self._records, self._now = reading, records, now
        self.media = media

    def options(self, name: str | None) -> Options:
        """All the options of a display by its name. A file that has gone it looks for now and then."""
        return arranged(self._reading.catalogue().displays.get(name, {}))

    def all(self) -> Reply:
        """The devices page's facts: {displays, media, themes, inches, counters, languages}."""
        known, now = self._reading.catalogue(), self._now()
        with self._reading.use() as db:
            tokens = [each for each in self._records.tokens(db) if each.revoked_at is None]
        labels: dict[str, str | None] = {HERE: None}
        for token in tokens:
            name = display(token.id).name
            if token.role is Role.DISPLAY or name in now.present:
                labels[name] = token.name
        return {
            "displays": [self._shown(name, label, known.displays, now) for name, label in labels.items()],
            "media": self.media.names(),
            "themes": list(THEMES),
            "inches": list(INCHES),
            "counters": sorted(known.counters),
            "languages": list(known.languages),
        }

    def known(self, name: str, media: str | None) -> Reply:
        """One of them, that is to show this file, if any. Raises UnknownDisplay, UnknownMedia."""
        found: Reply | None = next((each for each in self.all()["displays"] if each["name"] == name), None)
        if found is None:
            raise UnknownDisplay(display=name)
        if media is not None and not self.media.has(media):
            raise UnknownMedia(file=media)
        return found

    def _shown(self, name: str, label: str | None, displays: Any, now: Now) -> Reply:
        return {
            "name": name,
            "label": label,
            "online": name in now.present,
            "speaks": name in now.speaking,
            "refused": name in now.refusing,
            "options": arranged(displays.get(name, {})),
        }
