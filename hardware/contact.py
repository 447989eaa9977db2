"""One contact made clean: what bounces becomes down, held and up. It knows no clock: times are handed in (ms)."""

from __future__ import annotations

from collections import deque
from typing import Literal

Kind = Literal["down", "up", "held"]
Trouble = Literal["stuck", "chattering"]

#: After a change the contact may bounce for so long; what it does meanwhile is not looked at.
BOUNCE_MS = 50
#: Down for so long is a long press.
HELD_MS = 1_500
#: Down for so long is no press any more: something lies on the button, or its wire is pinched.
STUCK_MS = 30_000
#: So many presses in so short a time are nobody's: the contact is wet, or its wire loose. It is believed again when it
#: has been at rest for a while.
CHATTERING, WITHIN_MS, REST_MS = 12, 10_000, 3_000


class Contact:
    """A button's contact. One that is down from the beginning was not pressed, and says nothing until it is."""

    def __init__(self, down: bool = False) -> None:
        self._raw = self._down = down
        self._changed_ms: int | None = None
        self._pressed = False
        self._held = False
        #: When the last presses were, told or not, and the last time that anything moved.
        self._downs: deque[int] = deque(maxlen=CHATTERING)
        self._moved_ms = 0
        self._chatters = False

    def edge(self, down: bool, now_ms: int) -> list[Kind]:
        """The contact closed (`down`) or opened; what that means, in order."""
        kinds = self.wake(now_ms)
        self._raw, self._moved_ms = down, now_ms
        return kinds + self._settle(now_ms)

    def wake(self, now_ms: int) -> list[Kind]:
        """Time went by; what that means. Worth calling at `due_ms`."""
        kinds = self._settle(now_ms)
        if self._chatters and now_ms - self._moved_ms >= REST_MS:
            self._chatters = False
            self._downs.clear()
        if self._pressed and not self._held and self._since(now_ms) >= HELD_MS:
            self._held = True
            kinds.append("held")
        return kinds

    @property
    def due_ms(self) -> int | None:
        """When time alone will mean something, if nothing else happens."""
        if self._changed_ms is None:
            return None
        if self._chatters:
            return self._moved_ms + REST_MS  # nothing is said before
        if self._raw != self._down:
            return self._changed_ms + BOUNCE_MS
        return self._changed_ms + HELD_MS if self._pressed and not self._held else None

    def stuck(self, now_ms: int) -> bool:
        """Whether it is down for longer than anybody presses, or has been from the beginning."""
        return self._down and self._since(now_ms) >= STUCK_MS

    @property
    def chatters(self) -> bool:
        """Whether it gives presses that nobody made: it says nothing until it has come to rest."""
        return self._chatters

    def trouble(self, now_ms: int) -> Trouble | None:
        """What is the matter with it."""
        return "chattering" if self._chatters else "stuck" if self.stuck(now_ms) else None

    def _settle(self, now_ms: int) -> list[Kind]:
        """Believe what the contact says, unless it may be bouncing."""
        if self._raw == self._down or self._since(now_ms) < BOUNCE_MS:
            return []
        was_pressed, self._pressed = self._pressed, self._raw
        self._down, self._changed_ms, self._held = self._raw, now_ms, False
        if self._down:
            self._downs.append(now_ms)
            if len(self._downs) == CHATTERING and now_ms - self._downs[0] <= WITHIN_MS:
                self._chatters = True
            self._pressed = not self._chatters
            return ["down"] if self._pressed else []
        return ["up"] if was_pressed else []

    def _since(self, now_ms: int) -> float:
        """Milliseconds since the last change."""
        return float("inf") if self._changed_ms is None else now_ms - self._changed_ms
