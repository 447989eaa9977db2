"""What is decided of each display: what it shows and says, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from server.office import displays
from server.office.errors import BadSetting, UnknownLanguage

if TYPE_CHECKING:
    from server.office.catalogue import Catalogue
    from server.transaction import Transaction


def arrange_display(tx: Transaction, name: str, options: Mapping[str, Any]) -> None:
    """Decide all the options of a display, by its name (`display:0` at the office's own computer).

    What `options` leaves out is as usual again. Raises UnknownCounter, UnknownLanguage, or BadSetting naming what is
    wrong.
    """
    for why in displays.faults(options, tx.catalogue.counters, tx.catalogue.languages):
        _refuse_unknown(tx.catalogue, options)
        raise BadSetting(key=name, why=why)
    old: dict[str, Any] = tx.setting("displays") or {}
    told = displays.decided(options)
    new = {other: kept for other, kept in old.items() if other != name} | ({name: told} if told else {})
    if new != old:
        tx.change_setting("displays", new)


def _refuse_unknown(known: Catalogue, options: Mapping[str, Any]) -> None:
    """What has a refusal of its own: it says it in the language of who asks."""
    counters, languages, notice = (options.get(name) for name in ("counters", "languages", "notice"))
    for counter in counters if isinstance(counters, list) else ():
        if type(counter) is int:
            known.counter(counter)
    for named in (languages, notice):
        for language in named if isinstance(named, list | dict) else ():
            if isinstance(language, str) and language not in known.languages:
                raise UnknownLanguage(language=language)
