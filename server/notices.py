"""What staff should know all the while: no paper, no voice, a bad button, a hurried kiosk, forgotten pauses."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.news_rooms import counter_of, namespace_of
from server.office.catalogue import Catalogue

Notice = dict[str, Any]

#: How long it is told that a kiosk reached its limit.
_TOLD_MS = 120_000
#: What is worth telling of a device though it works.
_SOON = frozenset({"paper-low"})


def notices(
    health: Mapping[str, Any], hurried: Iterable[str], catalogue: Catalogue, asked_day: str | None = None
) -> list[Notice]:
    """All notices: of `health` (as in the API), of the kiosks that reached their limit, and of what is paused.

    `asked_day`: the date of the business day of which staff are asked whether it still goes on.

    No pause ends by itself, not even with the day: whoever forgets one turns people away.
    """
    devices = health["devices"]
    told = [
        {"kind": kind, "detail": devices[kind]["detail"]}
        for kind in ("printer", "voice", "loudspeaker")
        if devices[kind]["state"] == "trouble" or devices[kind]["detail"] in _SOON
    ]
    told += [
        {"kind": "button", "detail": detail, "counter": int(number)}
        for number, detail in devices["buttons"].get("counters", {}).items()
    ]
    if not health.get("clock", {"trusted": True})["trusted"]:
        told.append({"kind": "clock", "detail": ""})
    if asked_day is not None:
        told.append({"kind": "day", "detail": asked_day})
    told += [{"kind": "kiosk-limit", "detail": kiosk} for kiosk in sorted(hurried)]
    told += [{"kind": "kiosk-paused", "detail": kiosk} for kiosk in sorted(catalogue.kiosks)]
    return told + [
        {"kind": "service-paused", "detail": code} for code in catalogue.services if code in catalogue.pauses
    ]


def theirs(room: str, told: dict[str, Any]) -> dict[str, Any]:
    """What a room is told beside the events, without what is of other counters: their buttons, whom they pass over."""
    if namespace_of(room) != "/counter":
        return told
    here = counter_of(room)
    passed_over = {"passed_over": told["passed_over"].get(here, [])} if "passed_over" in told else {}
    return told | passed_over | {"notices": [each for each in told["notices"] if each.get("counter", here) == here]}


class Hurried:
    """The kiosks that reached their limit a short while ago. Kept in memory: a restart may well forget two minutes."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def note(self, kiosk: str, now_ms: float) -> None:
        """A kiosk was refused a ticket."""
        self._at = {**self.lately(now_ms), kiosk: now_ms}

    def lately(self, now_ms: float) -> dict[str, float]:
        """The kiosks of the last two minutes, each with when it was refused last."""
        return {kiosk: at for kiosk, at in self._at.items() if now_ms - at < _TOLD_MS}
