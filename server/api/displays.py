"""The displays: what each shows and says, and how it looks."""

from functools import partial
from types import ModuleType
from typing import Annotated, Any, Literal

from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from server.access import needs
from server.api import spec
from server.api.bodies import Body, Code, Config, Id, example
from server.api.requests import Commands, Reply
from server.displays import Displays
from server.office.actors import Role
from server.office.displays import CALLS, INCHES, LONGEST_FILE, LONGEST_NOTICE, LONGEST_ROOM, arranged

_operation = partial(spec.operation, "devices")

_Notice = Annotated[str, Field(max_length=LONGEST_NOTICE)]


class AtDisplay(BaseModel):
    """Which display."""

    name: Annotated[str, Field(pattern=r"^display:(0|[1-9][0-9]{0,17})$")] = Field(
        description="`display:0` on this machine, else `display:` and the id of its token"
    )


class DisplayOptions(Body):
    """All that is decided of a display. What is left out is as usual again."""

    model_config = Config(openapi_extra=example(counters=[1, 2], theme="light", notice={"fr": "Bienvenue"}))

    counters: Annotated[list[Id], Field(min_length=1, max_length=99)] | None = Field(
        None, description="the counters whose calls it shows; null: all of them"
    )
    calls: int = Field(CALLS[1], ge=CALLS[0], le=CALLS[1], description="how many past calls it lists")
    voice: bool = Field(True, description="whether it may speak; of the displays in one room one does")
    languages: Annotated[list[Code], Field(max_length=9)] | None = Field(
        None, description="the languages in which it writes and speaks besides the ticket's; null: the office's first"
    )
    waiting: bool = Field(True, description="whether it shows how many wait")
    theme: Literal["dark", "light", "contrast"] = "dark"
    notice: dict[Code, _Notice] = Field(default_factory=dict, description="a line of text, by language")
    media: Annotated[str, Field(min_length=1, max_length=LONGEST_FILE)] | None = Field(
        None, description="a file of the folder `media`, which it shows at rest, or null"
    )
    inches: int = Field(43, ge=INCHES[0], le=INCHES[1], description="the diagonal of its screen")
    room: str = Field("", max_length=LONGEST_ROOM, description="displays of one room take turns to speak")


def add(bp: APIBlueprint, commands: Commands, desk: ModuleType, displays: Displays) -> None:
    """What the office decides of its displays."""

    @bp.get("/displays", **_operation("displays", "All displays, and what they may show", "Displays"))
    @needs(Role.MANAGER)
    def get_displays() -> Reply:
        return displays.all()

    @bp.put(
        "/displays/<name>",
        **_operation("arrangeDisplay", "Decide all the options of a display", "Display", command=True, named=True),
    )
    @needs(Role.MANAGER)
    def arrange_display(path: AtDisplay, body: DisplayOptions) -> Reply:
        options = body.model_dump()

        def command(tx: Any) -> Reply:
            found = displays.known(path.name, options["media"])
            desk.arrange_display(tx, path.name, options)
            return found | {"options": arranged(tx.catalogue.displays.get(path.name, {}))}

        return commands.act(command)
