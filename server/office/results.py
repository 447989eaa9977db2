"""How a service ended, and what was done in it: said by the clerk who ends it, or not said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.office.catalogue import Rules, Service
from server.office.errors import BadCount, BadReason

#: How often one thing can be counted in one service.
MOST = 99


@dataclass(frozen=True, slots=True)
class Result:
    """`outcome` is one of the office's, None: not said. `sub_services`: how often what was done, by code."""

    outcome: str | None = None
    sub_services: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return self.outcome is not None or bool(self.sub_services)

    @property
    def data(self) -> dict[str, Any]:
        """What an event keeps of it."""
        said = {"outcome": self.outcome, "sub_services": dict(self.sub_services)}
        return {name: value for name, value in said.items() if value}


NO_RESULT = Result()


def checked(result: Result, service: Service | None, rules: Rules) -> Result:
    """The same result, if it can be that of this service (None: the office has it no longer).

    Raises BadReason, BadCount.
    """
    if result.outcome is not None and result.outcome not in rules.outcomes:
        raise BadReason(reason=result.outcome)
    for code, count in result.sub_services.items():
        if service is None or code not in service.sub_services or not 1 <= count <= MOST:
            raise BadCount(code=code)
    return result
