"""What the lamp of a call button shows."""

from collections.abc import Mapping
from typing import Any


def lamp(view: Mapping[str, Any], *, refused: bool = False) -> str:
    """Return "off", "slow", "steady" or "fast" for a counter as the API shows it.

    Steady: a ticket is called or being served. Slow blinking: the counter is free and somebody waits. Off:
    closed, paused, or nobody waits. Fast blinking, for a moment: the last press was ``refused``.
    """
    if refused:
        return "fast"
    if view["ticket"] is not None:
        return "steady"
    return "slow" if view["state"] == "open" and view["waiting"] else "off"
