"""What is answered about what happened; for the description of the API."""

from typing import Literal

from pydantic import BaseModel, Field

from server.api.answers import Day, Ticket
from server.api.counter_answers import Leg


class Entry(BaseModel):
    """One thing that moved somebody in the line."""

    seq: int
    at: str
    what: Literal[
        "issued",
        "called",
        "put-back",
        "returned",
        "transferred",
        "cancelled",
        "class",
        "undone",
        "finished",
        "held",
        "resumed",
        "continued",
    ] = Field(
        description="finished, held: only where that was before anybody could have come to the call; resumed: only"
        " after a hold longer than a return keeps its place; continued: only with what the counter does not serve"
    )
    ticket: int
    number: str
    counter: int | None = Field(description="where, or at which counter worked who did it")
    exception: bool = Field(description="staff did it otherwise than by the rule: nothing forbidden, but seen")
    reason: str | None = Field(description="one of the office's reasons, where one was said")
    undoes: str | None = Field(description="the verb that was undone, as `undo` of a counter names it")
    by: Literal["kiosk", "phone", "staff", "button", "program", "system"]
    name: str | None = Field(description="of the member of staff: told to managers, and to themselves")


class History(BaseModel):
    """What moved anybody in the line today, the newest first."""

    day: Day | None
    entries: list[Entry]
    more: bool = Field(description="there are earlier ones: ask `before` the last")


class TicketHistory(BaseModel):
    """A visit: its ticket, its legs, and what moved it in the line, the oldest first."""

    ticket: Ticket
    legs: list[Leg]
    entries: list[Entry]


class OwnServiceTime(BaseModel):
    """Service time without the time on hold; null below five values."""

    median_s: int | None
    n: int


class MyDay(BaseModel):
    """The own day of a member of staff."""

    day: Day | None
    counter: int | None = Field(description="the counter that they have open or paused")
    served: int = Field(description="people: several services of one visit count once")
    called: int
    missed: int = Field(description="called, and not come so far")
    put_backs: int
    service_time: OwnServiceTime
    open_s: int = Field(description="of which some was paused")
    paused_s: int
    sub_services: dict[str, int] = Field(description="how often what was done, by code")
    exceptions: list[Entry] = Field(description="what they did otherwise than by the rule, at most the last 50")


class Person(BaseModel):
    """A member of staff, by name."""

    id: int
    name: str


class SignIn(BaseModel):
    """Somebody came, went, could not come in, or was let in again."""

    seq: int
    at: str
    staff: Person
    what: Literal["in", "out", "refused", "locked", "unlocked"]
    why: Literal["password", "locked", "inactive", "elsewhere", "replaced"] | None
    by: str | None = Field(description="the name of another member of staff who did it")


class SignIns(BaseModel):
    """The sign-ins of all days, the newest first."""

    sign_ins: list[SignIn]
    more: bool = Field(description="there are earlier ones: ask `before` the last")
