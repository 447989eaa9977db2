"""The rules of the counters' work and what is aimed at, as plain data."""

from typing import Any

from server.office.catalogue import Rules

#: Those that an office changes while it works.
NAMES = ("start_after_s", "sign_in_tries", "target_min", "goal_percent", "outcomes")


def told(rules: Rules) -> dict[str, Any]:
    """What stands."""
    values = {name: getattr(rules, name) for name in NAMES}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
