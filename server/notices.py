"""What staff should know though no event tells of it: the printer's paper, a kiosk that gave too many tickets."""

from collections.abc import Iterable, Mapping
from typing import Any

Notice = dict[str, str]

#: How long it is told that a kiosk reached its limit.
_TOLD_MS = 120_000
#: What is worth telling of a device though it works.
_SOON = frozenset({"paper-low"})


def notices(health: Mapping[str, Any], hurried: Iterable[str], paused: Iterable[str]) -> list[Notice]:
    """All notices: of `health` (as in the API), of the kiosks that reached their limit, and of the paused ones."""
    devices = health["devices"]
    told = [
        {"kind": kind, "detail": devices[kind]["detail"]}
        for kind in ("printer", "voice")
        if devices[kind]["state"] == "trouble" or devices[kind]["detail"] in _SOON
    ]
    told += [{"kind": "kiosk-limit", "detail": kiosk} for kiosk in sorted(hurried)]
    return told + [{"kind": "kiosk-paused", "detail": kiosk} for kiosk in sorted(paused)]


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
