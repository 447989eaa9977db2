"""Why a value is left out of a figure, in words (docs/measures.md)."""

from collections.abc import Callable


def left_out(_: Callable[[str], str]) -> dict[str, str]:
    """A sentence for each code of `left_out` in an answer; `_` translates a text."""
    return {
        "wait_clock": _("Waits of which no trusted clock saw the beginning or the end"),
        "walk_clock": _("Ways to the counter of which no trusted clock saw the beginning or the end"),
        "walk_unseen": _("Ways to the counter that nobody saw: the service began by itself, or without a start"),
        "service_clock": _("Services of which no trusted clock saw the beginning or the end"),
        "not_started": _("Services that were finished without having been started"),
        "end_unknown": _("Services that only the end of the day ended"),
        "not_resumed": _("Services that were put on hold and never taken up again"),
        "hold_clock": _("Holds of which no trusted clock saw the beginning or the end"),
        "visit_unknown": _("Finished visits of unknown length"),
        "time_clock": _("Stretches of a counter’s time of which no trusted clock saw the beginning or the end"),
    }
