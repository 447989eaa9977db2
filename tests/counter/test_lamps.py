"""The lamp of a call button tells the clerk, across the desk, what a press would find."""

from typing import Any

import pytest

from counter.lamps import lamp


def counter(state: str, ticket: str | None = None, waiting: int = 0) -> dict[str, Any]:
    return {"state": state, "ticket": {"id": 7, "state": ticket} if ticket else None, "waiting": waiting}


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (counter("closed", waiting=4), "off"),
        (counter("paused", waiting=4), "off"),
        (counter("open"), "off"),
        (counter("open", waiting=1), "slow"),
        (counter("open", "called", 9), "steady"),
        (counter("open", "serving"), "steady"),
    ],
    ids=str,
)
def test_the_lamp_follows_the_counter(view: dict[str, Any], shown: str) -> None:
    assert lamp(view) == shown
