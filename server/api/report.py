"""The report of a day, as its page shows and prints it."""

from collections.abc import Callable
from functools import partial

from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from server.access import needs
from server.api import spec
from server.api.requests import Reply
from server.office.actors import Role

_operation = partial(spec.operation, "statistics", named=True)


class AtDate(BaseModel):
    """Which day."""

    date: str = Field(description="of a business day", json_schema_extra={"format": "date"})


def add(bp: APIBlueprint, report: Callable[[str], Reply]) -> None:
    """The operations of this module; `report` answers a date, or raises UnknownDay."""

    @bp.get("/report/<date>", **_operation("report", "The report of a day", "DayReport"))
    @needs(Role.MANAGER)
    def get_report(path: AtDate) -> Reply:
        return report(path.date)
