"""What is answered about a counter, as its clerk sees it; for the description of the API."""

from typing import Literal

from pydantic import BaseModel, Field

from server.api.answers import CounterState, Ticket


class Leg(BaseModel):
    """The part of a visit at one service."""

    service: str
    state: Literal["waiting", "called", "serving", "held", "finished", "continued", "transferred", "missed", "left"]
    began_at: str
    called_at: str | None
    started_at: str | None
    ended_at: str | None
    counter: int | None
    outcome: str | None
    sub_services: dict[str, int] = Field(description="how often what was done, by code")
    by_itself: bool = Field(description="the service started by itself: how long the walk was is not known")
    out_of_turn: str | None = Field(description="why it was called out of turn, or null: by the rule, or not yet")


class TicketHere(Ticket):
    """The ticket at a counter."""

    legs: list[Leg] = Field(description="all of the visit; the last is the present one")
    by_itself: bool


class Paused(BaseModel):
    """Why a counter is paused, and since when."""

    reason: str | None = Field(description="one of the office's reasons, or null where none was said")
    since: str | None


class LastCommand(BaseModel):
    """What was done at a counter last."""

    at: str
    by: Literal["button", "staff", "program", "phone", "kiosk", "system"]


class Clerk(BaseModel):
    """Who works at a counter."""

    id: int
    name: str


class Closed(BaseModel):
    """Who closed a counter, and by what."""

    at: str
    why: Literal["closed", "signed-out", "moved", "day"] = Field(
        description="closed by hand; its clerk signed out, or opened the counter `to`; or the day ended"
    )
    by: str | None = Field(description="the name of the member of staff")
    to: int | None


class Why(BaseModel):
    """Why this one is next."""

    rule: Literal["arrival", "priority", "bound"]
    waited_s: int
    head_start_min: int
    priority: str | None
    before: str | None = Field(description="the number of somebody who came earlier and is called later")
    before_waited_s: int | None
    approach: bool = Field(description="no step-free counter is open: please go to the person")


class Next(BaseModel):
    """Who is next, and why."""

    ticket: Ticket
    why: Why


class Waiter(BaseModel):
    """One in the line."""

    id: int
    number: str
    service: str
    priority: str | None
    since: str


class InLine(Waiter):
    """One who waits in the office, as a counter sees them."""

    bound: int | None = Field(description="the counter that alone may call them, or null")
    mine: bool = Field(description="this counter may call them by the rule")


class Line(BaseModel):
    """Everybody who waits, in the order of the line."""

    sequence: int
    now: str
    line: list[InLine]


class Part(BaseModel):
    """One of the things that a command did."""

    what: str = Field(description="as the verb is called, such as finish; a call out of turn is a call-next here")
    number: str | None = Field(description="of the ticket; null where it is about the counter itself")
    counter: int | None


class Undo(BaseModel):
    """What can still be undone, until when."""

    what: str
    number: str | None
    until: str
    done: list[Part] = Field(description="all that is undone, in the order in which it was done")


class Counter(BaseModel):
    """A counter, as its clerk sees it."""

    number: int
    state: CounterState
    step_free: bool
    serves: list[str] | None = Field(description="the codes of its services; null: all of them")
    clerk: Clerk | None
    closed: Closed | None
    pause: Paused | None
    ticket: TicketHere | None
    approach: bool
    no_show_at: str | None
    starts_at: str | None = Field(description="when the service starts by itself, or null")
    held: list[Ticket]
    missed: list[Ticket]
    next: Next | None
    waiting: int
    longest_wait_s: int
    line: list[Waiter]
    last: LastCommand | None
    undo: Undo | None
    sequence: int
    now: str
