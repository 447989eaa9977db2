"""Opening hours, quotas and pauses: what the office decides of when tickets are given."""

from collections.abc import Callable
from types import ModuleType
from typing import Annotated, Any, Literal

from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from server.access import needs
from server.api import spec
from server.api.bodies import Body, Code, Config, Day, ServicePause, example
from server.api.requests import Commands, Reply
from server.office.actors import Role
from server.office.plan import plan

_Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
_Span = Annotated[str, Field(pattern=f"^{_TIME}-({_TIME}|24:00)$")]
_Spans = Annotated[list[_Span], Field(max_length=24)]
_Time = Annotated[str, Field(pattern=f"^({_TIME}|24:00)$")]
_Limit = Annotated[int, Field(ge=0, le=3600)]


class _Hours(Body):
    week: dict[_Weekday, _Spans] | None = Field(
        None, description="the spans of weekdays, such as 08:00-14:30; none: closed; null: open at all hours"
    )
    exceptions: dict[Day, _Spans | None] = Field(
        default_factory=dict, description="the spans of dates; none: closed; null: as on that weekday"
    )


class ServiceHours(_Hours):
    """When tickets are given for one service: within the office's hours."""

    quota: Annotated[int, Field(ge=0, le=9999)] | None = Field(None, description="so many tickets a day, or null")
    last_ticket: _Time | None = Field(None, description="the time of day from which none is given, or null")


class KioskLimits(Body):
    """How quickly a kiosk gives tickets; 0: as quickly as they are asked for."""

    pause_s: _Limit | None = Field(None, description="one ticket in so many seconds")
    per_min: _Limit | None = Field(None, description="so many tickets in a minute")


class NewHours(_Hours):
    """What is named is changed; the rest stays, unless it is the whole."""

    model_config = Config(openapi_extra=example(week={"sun": ["08:00-14:30"]}, exceptions={"2026-12-24": []}))

    services: dict[Code, ServiceHours] = Field(default_factory=dict)
    kiosk: KioskLimits | None = None
    whole: bool = Field(False, description="what is not named of hours and services is forgotten")


class AtService(BaseModel):
    """Which service."""

    code: Code = Field(description="the code of a service")


def add(bp: APIBlueprint, commands: Commands, reading: Any, desk: ModuleType, seen: Callable[[Any], Any]) -> None:
    """The operations of this module."""

    @bp.get("/hours", **spec.operation("house", "hours", "When tickets are given", "Plan"))
    @needs(Role.MANAGER)
    def get_hours() -> Reply:
        return plan(reading.catalogue())

    @bp.post("/hours", **spec.operation("house", "setHours", "Change when they are", "Plan", command=True, named=True))
    @needs(Role.MANAGER)
    def set_hours(body: NewHours) -> Reply:
        change = body.model_dump(exclude_unset=True, exclude={"whole"})
        change["kiosk"] = {} if body.kiosk is None else body.kiosk.model_dump(exclude_none=True)

        def command(tx: Any) -> Reply:
            desk.set_hours(tx, change, whole=body.whole)
            return plan(tx.catalogue)

        return commands.act(command)

    @bp.post(
        "/services/<code>/pause",
        **spec.operation("office", "pauseService", "Give no tickets for a while", "Office", command=True, named=True),
    )
    @needs(Role.CLERK)
    def pause_service(path: AtService, body: ServicePause) -> Reply:
        def command(tx: Any) -> Reply:
            desk.pause_service(tx, path.code, body.reason)
            office: Reply = seen(tx).office()
            return office

        return commands.act(command)
