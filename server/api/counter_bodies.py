"""What may be said to a counter: what the page shows there, whom a verb is about, and how a service ended."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from server.api.bodies import Code, Config, Id, Optional, example, without_default
from server.office.results import MOST, Result

_Count = Annotated[int, Field(ge=1, le=MOST)]


class AtCounter(BaseModel):
    """Which counter."""

    number: Id = Field(description="the number of a counter")


class Seen(Optional):
    """What the page shows at this counter."""

    expect: Id | None = Field(
        None,
        description="the id of the open ticket that the page shows at this counter, or null; where another, or none,"
        " is there, nothing is done (409 stale). Left out: do it whatever is there",
        json_schema_extra=without_default,
    )

    def expected(self, unsaid: Any) -> Any:
        """The id or None as it was said, or `unsaid`."""
        return self.expect if "expect" in self.model_fields_set else unsaid


class Ending(Seen):
    """How the service ended that this command ends, and what was done in it; nothing needs to be said."""

    outcome: Code | None = Field(None, description="one of the office's outcomes, such as done or incomplete")
    sub_services: dict[Code, _Count] = Field(
        default_factory=dict, max_length=20, description="how often what was done, by the service's own codes"
    )

    @property
    def result(self) -> Result:
        """What was said of it."""
        return Result(self.outcome, self.sub_services)


class Call(Ending):
    """Whom, and why out of turn."""

    model_config = Config(openapi_extra=example(ticket=17, reason="unwell", expect=None) | {"required": True})

    ticket: Id = Field(description="the id of a waiting ticket")
    reason: Code = Field(description="one of the office's reasons")


class Finish(Ending):
    """Who is finished, and how it ended."""

    ticket: Id | None = Field(None, description="the id of a held ticket; left out: the one at this counter")


class Continue(Ending):
    """The same person, another service."""

    model_config = Config(openapi_extra=example(service="information") | {"required": True})

    service: Code = Field(description="the code of a service")


class Resume(Seen):
    """Who comes back to the counter."""

    model_config = Config(openapi_extra=example(ticket=17) | {"required": True})

    ticket: Id = Field(description="the id of a held ticket")


class Transfer(Ending):
    """Exactly one of `service` and `counter`, and how the service ended, if one did."""

    model_config = Config(openapi_extra=example(service="information") | {"required": True})

    service: Code | None = Field(None, description="the code of the service it goes to")
    counter: Id | None = Field(None, description="the number of the counter that alone may call it")
    ticket: Id | None = Field(None, description="the id of a waiting ticket; left out: the one at this counter")


class Pause(Ending):
    """Why, and how the service ended, if one did."""

    reason: Code | None = Field(None, description="one of the office's reasons, such as break or prayer")


class Open(Seen):
    """How the counter is opened."""

    bring: bool = Field(
        False, description="whoever is served at the clerk's other counter comes along, and that counter is closed"
    )
