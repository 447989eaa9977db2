"""What may be sent: strict models, that refuse what they do not know."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

#: The largest whole number that the data file can hold.
LARGEST = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=LARGEST)]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Password = Annotated[str, Field(min_length=8, max_length=256)]


class Config(ConfigDict, total=False):
    """How a model is read; `openapi_extra` is what the API's description says of it besides."""

    openapi_extra: dict[str, Any]


def example(**values: Any) -> dict[str, Any]:
    """A body as the API's description shows it."""
    return {"example": values}


def without_default(schema: dict[str, Any]) -> None:
    """For a field where leaving it out says something else than any value: what describes it names none."""
    schema.pop("default", None)


class Body(BaseModel):
    """Root of all bodies."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Optional(Body):
    """Root of the bodies that may be left out."""

    model_config = Config(openapi_extra={"required": False})


class Nothing(Optional):
    """Nothing needs to be said."""


class NewTicket(Body):
    """Which service, and in which language the person is spoken to."""

    model_config = Config(openapi_extra=example(service="commercial-licence", language="ar"))

    service: Code = Field(description="the code of a service")
    language: Code = Field(description="one of the office's languages")
    priority: Code | None = Field(None, description="the code of a priority class; a kiosk may give declared ones")


class Cancel(Optional):
    """Without a reason the citizen gave up; with one, staff void the ticket."""

    reason: Code | None = Field(None, description="why staff void it: one of the office's reasons")


class NewClass(Body):
    """Another priority class, or none."""

    model_config = Config(openapi_extra=example(priority="age"))

    priority: Code | None = Field(description="the code of a priority class, or null")


class ServicePause(Body):
    """Why no tickets are given for a service for a while; null: they are given again."""

    model_config = Config(openapi_extra=example(reason="system-down"))

    reason: Code | None = Field(description="one of the office's reasons, such as system-down, or null")


class ClockIsRight(Body):
    """Staff's word that the clock is right."""

    model_config = Config(openapi_extra=example(trusted=True))

    trusted: Literal[True]


class DaySaid(Body):
    """A manager's word that a new business day begins, or staff's whether it is still the same: exactly one."""

    model_config = Config(openapi_extra=example(turn=True))

    turn: Literal[True] | None = Field(None, description="the day ends, and the next begins; managers only")
    same: bool | None = Field(None, description="the answer to the office's question; false: the next day begins")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.turn is None) == (self.same is None):
            raise ValueError("say either turn or same")
        return self


class NewToken(Body):
    """A token for a machine or a program."""

    model_config = Config(openapi_extra=example(name="display in the hall", role="display"))

    name: Name
    role: Literal["kiosk", "display", "clerk", "manager"]


def _a_date(text: str) -> str:
    return date.fromisoformat(text).isoformat()


Day = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"}), AfterValidator(_a_date)
]


class ByNumber(BaseModel):
    """The number on a ticket of today."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(
        min_length=1,
        max_length=32,
        description="as on the paper, such as A102; small letters, Arabic-Indic digits and missing zeros are taken,"
        " and without its prefix all tickets of that number are found",
    )


class AtTicket(BaseModel):
    """Which ticket."""

    id: Id = Field(description="the id of a ticket")


class AtCode(BaseModel):
    """Whose phone it is."""

    code: str = Field(description="the code of a ticket: what follows `/t/` in its `track`")


class AtToken(BaseModel):
    """Which token."""

    id: Id = Field(description="the id of a token")
