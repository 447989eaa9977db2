"""What may be sent: strict models, that refuse what they do not know."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

#: The largest whole number that the data file can hold.
LARGEST = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=LARGEST)]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Password = Annotated[str, Field(min_length=8, max_length=256)]


def _without_default(schema: dict[str, Any]) -> None:
    """Leaving it out and saying null are two things here."""
    schema.pop("default", None)


class Config(ConfigDict, total=False):
    """How a model is read; `openapi_extra` is what the API's description says of it besides."""

    openapi_extra: dict[str, Any]


def example(**values: Any) -> dict[str, Any]:
    """A body as the API's description shows it."""
    return {"example": values}


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


class Seen(Optional):
    """What the page shows at this counter."""

    expect: Id | None = Field(
        None,
        description="the id of the open ticket that the page shows at this counter, or null; where another, or none,"
        " is there, nothing is done (409 stale). Left out: do it whatever is there",
        json_schema_extra=_without_default,
    )

    def expected(self, unsaid: Any) -> Any:
        """The id or None as it was said, or `unsaid`."""
        return self.expect if "expect" in self.model_fields_set else unsaid


class Call(Seen):
    """Whom, and why out of turn."""

    model_config = Config(openapi_extra=example(ticket=17, reason="unwell", expect=None) | {"required": True})

    ticket: Id = Field(description="the id of a waiting ticket")
    reason: Code = Field(description="one of the office's reasons")


class Finish(Seen):
    """How it ended."""

    ticket: Id | None = Field(None, description="the id of a held ticket; left out: the one at this counter")
    outcome: Code | None = Field(None, description="one of the office's outcomes, such as done or incomplete")


class Continue(Seen):
    """The same person, another service."""

    model_config = Config(openapi_extra=example(service="information") | {"required": True})

    service: Code = Field(description="the code of a service")


class Resume(Seen):
    """Who comes back to the counter."""

    model_config = Config(openapi_extra=example(ticket=17) | {"required": True})

    ticket: Id = Field(description="the id of a held ticket")


class Transfer(Seen):
    """Exactly one of `service` and `counter`."""

    model_config = Config(openapi_extra=example(service="information") | {"required": True})

    service: Code | None = Field(None, description="the code of the service it goes to")
    counter: Id | None = Field(None, description="the number of the counter that alone may call it")
    ticket: Id | None = Field(None, description="the id of a waiting ticket; left out: the one at this counter")


class Pause(Seen):
    """Why."""

    reason: Code | None = Field(None, description="one of the office's reasons, such as break or prayer")


class ServicePause(Body):
    """Why no tickets are given for a service for a while; null: they are given again."""

    model_config = Config(openapi_extra=example(reason="system-down"))

    reason: Code | None = Field(description="one of the office's reasons, such as system-down, or null")


class ClockIsRight(Body):
    """Staff's word that the clock is right."""

    model_config = Config(openapi_extra=example(trusted=True))

    trusted: Literal[True]


class DayTurns(Body):
    """A manager's word that a new business day begins."""

    model_config = Config(openapi_extra=example(turn=True))

    turn: Literal[True]


class NewToken(Body):
    """A token for a machine or a program."""

    model_config = Config(openapi_extra=example(name="display in the hall", role="display"))

    name: Name
    role: Literal["kiosk", "display", "clerk", "manager"]


class NewMember(Body):
    """A member of staff."""

    model_config = Config(openapi_extra=example(name="Salma", role="clerk", password="rather a long sentence"))

    name: Name
    role: Literal["clerk", "manager"]
    password: Password


class NewPassword(Body):
    """A new password for a member of staff; all their sessions end."""

    model_config = Config(openapi_extra=example(name="Salma", password="another long sentence"))

    name: Name
    password: Password


def _a_date(text: str) -> str:
    return date.fromisoformat(text).isoformat()


Day = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"}), AfterValidator(_a_date)
]


class Span(BaseModel):
    """A span of dates, both included."""

    model_config = ConfigDict(extra="forbid")

    first: Day = Field(alias="from", description="the first business day's date")
    last: Day = Field(alias="to", description="the last business day's date")


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


class AtCounter(BaseModel):
    """Which counter."""

    number: Id = Field(description="the number of a counter")


class AtToken(BaseModel):
    """Which token."""

    id: Id = Field(description="the id of a token")
