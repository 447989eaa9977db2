"""What a press of the call button means now: one button, one hand.

A press does the next thing. At a counter that is idle it calls the next ticket, while a ticket is being
served it finishes and calls the next; both count when the button goes down. While a ticket is called, the
length decides: a short press starts the service when it is released, a long one (1.5 s) marks a no-show
once that is lawful, and calls again before. A closed or paused counter whose button is all it has opens first.

A press at a closed or paused counter that has a page asks for ``call-next`` too: the desk refuses it and the
lamp blinks. So the rules are judged in one place, and no press stays without an answer.

A press within a second of the last one that counted is ignored, and so is one within a second of what staff did
on the counter's page: a clerk who clicks there and thumbs here at once wants one thing, not two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LONG_MS = 1_500
IGNORED_MS = 1_000


@dataclass
class _Thumb:
    """What the button of one counter remembers between two presses (ms of the monotonic clock)."""

    accepted_ms: int | None = None
    down_ms: int | None = None
    ticket: int | None = None


class Presses:
    """The call buttons of an office: one object for all counters, used by one thread at a time."""

    def __init__(self) -> None:
        self._thumbs: dict[int, _Thumb] = {}

    def press(self, view: Mapping[str, Any], kind: str, at_ms: int) -> list[str]:
        """Return the verbs to do now, in order: none while nothing is decided, or when the press is ignored.

        ``view`` is the counter as the API shows it, read now: by its ``now`` a no-show becomes lawful. Of it are
        read ``number``, ``now``, ``state``, ``ticket``, ``no_show_at``, ``last``; ``button_only`` besides. ``kind``
        is "down", "up" or "held" (down for 1.5 s). ``at_ms`` is the moment of the press by the monotonic clock.
        """
        thumb = self._thumbs.setdefault(view["number"], _Thumb())
        if kind == "down":
            return _went_down(thumb, view, at_ms)
        return _came_up(thumb, view, at_ms, held=kind == "held")


def _went_down(thumb: _Thumb, view: Mapping[str, Any], at_ms: int) -> list[str]:
    thumb.down_ms = None
    if thumb.accepted_ms is not None and at_ms - thumb.accepted_ms < IGNORED_MS:
        return []
    if _was_just_done_by_staff(view):
        return []
    called = _called(view)
    if called is not None:
        thumb.down_ms, thumb.ticket = at_ms, called
        return []
    opens = view["state"] != "open" and view.get("button_only", False)
    if opens or view["state"] == "open":
        thumb.accepted_ms = at_ms
    return ["open", "call-next"] if opens else ["call-next"]


def _came_up(thumb: _Thumb, view: Mapping[str, Any], at_ms: int, *, held: bool) -> list[str]:
    """Read a press that waited for its length. Its ticket may have gone on meanwhile by another hand."""
    down_ms, thumb.down_ms = thumb.down_ms, None
    if down_ms is None or _called(view) != thumb.ticket or _was_just_done_by_staff(view):
        return []
    thumb.accepted_ms = at_ms
    if not held and at_ms - down_ms < LONG_MS:
        return ["start"]
    lawful_at = view["no_show_at"]
    if lawful_at is None or datetime.fromisoformat(lawful_at) > datetime.fromisoformat(view["now"]):
        return ["recall"]
    return ["no-show"]


def _was_just_done_by_staff(view: Mapping[str, Any]) -> bool:
    """Whether another hand, on the counter's page, did something here within the last second."""
    last = view["last"]
    if last is None or last["by"] != "staff":
        return False
    gone = datetime.fromisoformat(view["now"]) - datetime.fromisoformat(last["at"])
    return gone < timedelta(milliseconds=IGNORED_MS)


def _called(view: Mapping[str, Any]) -> int | None:
    """The id of the ticket that this counter has called and that has not come yet."""
    ticket = view["ticket"]
    return ticket["id"] if ticket is not None and ticket["state"] == "called" else None
