"""What the lamp of a call button shows."""

from collections.abc import Mapping
from typing import Any


def lamp(view: Mapping[str, Any]) -> str:
    """Return "off", "slow" or "steady" for a counter as the API shows it: `state`, `ticket` and `waiting` of it.

    Steady: a ticket is called or being served. Slow blinking: the counter is free and somebody waits. Off:
    closed, paused, or nobody waits. That it blinks fast when a press was refused is the panel's affair: then there
    may be nothing to read.
    """
    if view["ticket"] is not None:
        return "steady"
    return "slow" if view["state"] == "open" and view["waiting"] else "off"
