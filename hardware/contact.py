"""One contact made clean: what bounces becomes down, held and up. It knows no clock: times are handed in (ms)."""

from __future__ import annotations

from typing import Literal

Kind = Literal["down", "up", "held"]

#: After a change the contact may bounce for so long; what it does meanwhile is not looked at.
BOUNCE_MS = 50
#: Down for so long is a long press.
HELD_MS = 1_500
#: Down for so long is no press any more: something lies on the button, or its wire is pinched.
STUCK_MS = 30_000


class Contact:
    """A button's contact. One that is down from the beginning was not pressed, and says nothing until it is."""

    def __init__(self, down: bool = False) -> None:
        self._raw = self._down = down
        self._changed_ms: int | None = None
        self._pressed = False
        self._held = False

    def edge(self, down: bool, now_ms: int) -> list[Kind]:
        """The contact closed (`down`) or opened; what that means, in order."""
        kinds = self.wake(now_ms)
        self._raw = down
        return kinds + self._settle(now_ms)

    def wake(self, now_ms: int) -> list[Kind]:
        """Time went by; what that means. Worth calling at `due_ms`."""
        kinds = self._settle(now_ms)
        if self._pressed and not self._held and self._since(now_ms) >= HELD_MS:
            self._held = True
            kinds.append("held")
        return kinds

    @property
    def due_ms(self) -> int | None:
        """When time alone will mean something, if nothing else happens."""
        if self._changed_ms is None:
            return None
        if self._raw != self._down:
            return self._changed_ms + BOUNCE_MS
        return self._changed_ms + HELD_MS if self._pressed and not self._held else None

    def stuck(self, now_ms: int) -> bool:
        """Whether it is down for longer than anybody presses, or has been from the beginning."""
        return self._down and self._since(now_ms) >= STUCK_MS

    def _settle(self, now_ms: int) -> list[Kind]:
        """Believe what the contact says, unless it may be bouncing."""
        if self._raw == self._down or self._since(now_ms) < BOUNCE_MS:
            return []
        was_pressed, self._pressed = self._pressed, self._raw
        self._down, self._changed_ms, self._held = self._raw, now_ms, False
        if self._down:
            return ["down"]
        return ["up"] if was_pressed else []

    def _since(self, now_ms: int) -> float:
        """Milliseconds since the last change."""
        return float("inf") if self._changed_ms is None else now_ms - self._changed_ms
