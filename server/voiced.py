"""The reading side, with what the voice says in every call: the one place where a reading's `parts` come from."""

from collections.abc import Callable
from typing import Any

from server.office.board import EVERYBODY, Audience

Data = dict[str, Any]


class Voiced:
    """`reading` is `server.reading.Reading`, `voiced` fills in what is said of a call (`Announcer.voiced`)."""

    def __init__(self, reading: Any, voiced: Callable[..., Data]) -> None:
        self._reading, self._voiced = reading, voiced

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reading, name)

    def board(self, audience: Audience = EVERYBODY) -> Data:
        """`View.board`."""
        board: Data = self._reading.board(audience)
        return board | {"calls": [self._voiced(call, audience.languages) for call in board["calls"]]}

    def calls_since(self, sequence: int, audience: Audience = EVERYBODY, *within: float) -> list[Data]:
        """`View.calls_since`."""
        calls = self._reading.calls_since(sequence, audience, *within)
        return [self._voiced(call, audience.languages) for call in calls]
