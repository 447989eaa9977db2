"""The rules of the counters' work that an office changes while it works."""

from types import ModuleType
from typing import Annotated, Any

from flask_openapi3 import APIBlueprint
from pydantic import Field

from server.access import needs
from server.api import spec
from server.api.bodies import Body, Code, Config, example, without_default
from server.api.requests import Commands, Reply
from server.office import ruling
from server.office.actors import Role

_Number = Annotated[int, Field(ge=0, le=3600)]


class NewRules(Body):
    """What is named is changed; the rest stays."""

    model_config = Config(openapi_extra=example(start_after_s=20))

    start_after_s: _Number = Field(
        0,
        description="so long after the call the service starts by itself: 10 to 120; 0: never",
        json_schema_extra=without_default,
    )
    sign_in_tries: _Number = Field(
        10, description="so many wrong passwords lock a sign-in: 3 to 50", json_schema_extra=without_default
    )
    target_min: _Number = Field(
        15,
        description="whoever comes should be called within so many minutes: 1 to 240; a service may have its own",
        json_schema_extra=without_default,
    )
    goal_percent: _Number = Field(
        80, description="of whom so many of a hundred should be: 1 to 100", json_schema_extra=without_default
    )
    outcomes: Annotated[list[Code], Field(max_length=20)] = Field(
        default_factory=list, description="how a service may end; “incomplete” lets the person come back in their place"
    )


def add(bp: APIBlueprint, commands: Commands, reading: Any, desk: ModuleType) -> None:
    """The operations of this module."""

    @bp.get("/rules", **spec.operation("house", "rules", "The rules of the counters' work", "Rules"))
    @needs(Role.CLERK)
    def get_rules() -> Reply:
        return ruling.told(reading.catalogue().rules)

    @bp.post("/rules", **spec.operation("house", "setRules", "Change some of them", "Rules", command=True))
    @needs(Role.MANAGER)
    def set_rules(body: NewRules) -> Reply:
        change = body.model_dump(exclude_unset=True)

        def command(tx: Any) -> Reply:
            desk.change_rules(tx, change)
            return ruling.told(tx.catalogue.rules)

        return commands.act(command)
