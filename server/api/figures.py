"""The statistics: a question is an address, and its answer is rows of figures (docs/measures.md)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from flask import Response, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from server.access import needs
from server.api import spec
from server.office import hours, questions
from server.office.actors import Role
from server.office.errors import BadQuestion

#: Answers one kind of question (`rows`, `page`, `csv`, `xlsx`) that was put in a query string; in bytes that are passed
#: on as they are.
Ask = Callable[[str, Mapping[str, Sequence[str]]], bytes]

_operation = partial(spec.operation, "statistics", also=(422,))


def _said(pattern: str = "", **schema: Any) -> Any:
    """A value as the description shows it; what is possible is said by `questions.parse`, and refused there alone."""
    return Field(json_schema_extra={"pattern": pattern, **schema} if pattern else schema)


_Date = Annotated[str | None, _said(format="date")]
_Code = Annotated[str, _said(minLength=1, maxLength=questions.LONGEST)]
_Number = Annotated[str, _said(r"^[1-9][0-9]{0,8}$")]


class OfPeople(BaseModel):
    """Which days, and whom of them; each of the lists is any of its values."""

    model_config = ConfigDict(populate_by_name=True)

    first: _Date = Field(None, alias="from", description="the first business day's date; else the present month's")
    last: _Date = Field(None, alias="to", description="the last one's; else today's")
    against: str | None = Field(
        None, description="the period to compare with: " + ", ".join(questions.AGAINST) + ", or 2026-10-01..2026-10-31"
    )
    service: list[_Code] = Field([], description="codes; unknown ones have nobody")
    counter: list[_Number] = Field([], description="numbers")
    clerk: list[str] = Field([], description="ids of members of staff; `none`: not known")
    priority: list[str] = Field([], description="codes of classes; `none`: who has none")
    weekday: list[Annotated[str, _said(enum=list(hours.WEEKDAYS))]] = Field([])
    time: list[Annotated[str, _said(r"^[0-2][0-9]:[03]0-[0-2][0-9]:[03]0$")]] = Field(
        [], description="of the day, by half-hours: 08:00-10:30"
    )


class Asked(OfPeople):
    """The whole question."""

    by: list[Annotated[str, _said(enum=list(questions.BY))]] = Field(
        [], description="a row for each combination of these that there is"
    )


class AskedFor(Asked):
    """The whole question, and the language of the file; without it, that of who asks."""

    lang: str | None = Field(None, description="of the heads and names: ar, fr or en")


_CSV = "text/csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add(bp: APIBlueprint, ask: Ask) -> None:
    """The operations of this module."""

    @bp.get("/statistics", **_operation("statistics", "Figures of a span of days, in rows", "Statistics"))
    @needs(Role.MANAGER)
    def get_statistics(query: Asked) -> Response:
        return _json(ask("rows", request.args.to_dict(flat=False)))

    @bp.get("/statistics/page", **_operation("statisticsPage", "All that the page of figures shows", "StatisticsPage"))
    @needs(Role.MANAGER)
    def get_page(query: OfPeople) -> Response:
        said = request.args.to_dict(flat=False)
        if "by" in said:
            known = ", ".join(name for name in questions.PARAMETERS if name != "by")
            raise BadQuestion(parameter="by", value="", allowed=known)
        return _json(ask("page", said))

    def file(kind: str, mimetype: str) -> Response:
        said = request.args.to_dict(flat=False)
        said.pop("lang", None)
        name = "-".join(["statistics", *(said[each][0] for each in ("from", "to") if each in said)])
        told = Response(ask(kind, said), mimetype=mimetype)
        # The dates are dates: otherwise there was no answer.
        told.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return told

    @bp.get("/statistics.csv", **_operation("statisticsCsv", "The rows as a table of text", "", file=_CSV))
    @needs(Role.MANAGER)
    def get_csv(query: AskedFor) -> Response:
        return file("csv", _CSV)

    @bp.get("/statistics.xlsx", **_operation("statisticsXlsx", "All of it as a workbook", "", file=_XLSX))
    @needs(Role.MANAGER)
    def get_xlsx(query: AskedFor) -> Response:
        return file("xlsx", _XLSX)


def _json(told: bytes) -> Response:
    return Response(told, mimetype="application/json")
