"""What one audience is still owed, and when it is due: pure, with the time as an argument.

Each stream (the displays, the kiosks, one counter, the managers) sends messages whose sequences rise
strictly, since a client drops what is not above its own. So one event makes at most one message: facts of
an event (a call, a receipt) carry its own sequence; what is told as a whole (how many wait, a counter)
rides on the last of them, or goes alone once the stream has been quiet for a moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]

#: How soon a value that could not be had is asked for again.
_AGAIN_MS = 1_000


@dataclass
class Stream:
    """The news of one audience.

    `delay_ms`: how long a change may wait for others to join it. `pause_ms`: how far apart such messages
    are at least. Facts said at once are not held back by either. `sent` is the sequence of the last message.
    """

    pause_ms: int
    delay_ms: int
    sent: int = 0
    _facts: list[tuple[int, Body]] = field(default_factory=list)
    _states: set[str] = field(default_factory=set)
    _due_ms: float | None = None
    _last_ms: float = float("-inf")

    def tell(self, sequence: int, fact: Body, now_ms: float, *, at_once: bool = False) -> None:
        """Owe a fact: the news of the event `sequence`."""
        self._facts.append((sequence, fact))
        self._due(now_ms if at_once else max(now_ms + self.delay_ms, self._last_ms + self.pause_ms))

    def changed(self, state: str, now_ms: float) -> None:
        """Owe the present value of something, named by its kind."""
        self._states.add(state)
        self._due(max(now_ms + self.delay_ms, self._last_ms + self.pause_ms))

    def _due(self, at_ms: float) -> None:
        self._due_ms = at_ms if self._due_ms is None else min(self._due_ms, at_ms)

    @property
    def due_ms(self) -> float | None:
        """When something is due, None while nothing is owed."""
        return self._due_ms

    def owes(self, now_ms: float) -> bool:
        """Whether something is due."""
        return self._due_ms is not None and self._due_ms <= now_ms

    def forget(self) -> None:
        """Owe nothing any more: nobody listens, or everybody was told anew."""
        self._facts.clear()
        self._states.clear()
        self._due_ms = None

    def messages(self, handled: int, value: Callable[[str], Body | None], now_ms: float) -> Iterator[Body]:
        """All that is owed, as messages in sequence.

        `handled` is the sequence of the last event that was told to the stream. `value` gives what is to be
        said of a state: empty when nothing of it is new, None when it cannot be had: that stays owed.
        """
        values = {state: value(state) for state in sorted(self._states)}
        facts = list(self._facts)
        self.forget()
        self._last_ms = now_ms
        for state in values:
            if values[state] is None:
                self._states.add(state)
                self._due(now_ms + _AGAIN_MS)
        states = [{"kind": state, **body} for state, body in values.items() if body]
        if facts:
            last = facts.pop()
            yield from (self._message(sequence, fact) for sequence, fact in facts)
            yield self._message(*last, *states)
        elif states and handled > self.sent:
            yield self._message(handled, *states)
        elif states:
            self._states.update(values)  # late, and nothing above what was sent: the next event takes it along

    def _message(self, sequence: int, first: Body, *also: Body) -> Body:
        message = {"sequence": sequence, "after": self.sent, **first}
        if also:
            message["also"] = list(also)
        self.sent = sequence
        return message
