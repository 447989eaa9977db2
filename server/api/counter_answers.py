"""What is answered about a counter, as its clerk sees it; for the description of the API."""

from typing import Literal

from pydantic import BaseModel, Field

from server.api.answers import CounterState, Ticket


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


class Undo(BaseModel):
    """What can still be undone, until when."""

    what: str
    number: str | None
    until: str


class Counter(BaseModel):
    """A counter, as its clerk sees it."""

    number: int
    state: CounterState
    step_free: bool
    clerk: Clerk | None
    closed: Closed | None
    ticket: Ticket | None
    approach: bool
    no_show_at: str | None
    held: list[Ticket]
    missed: list[Ticket]
    next: Next | None
    waiting: int
    longest_wait_s: int
    line: list[Waiter]
    undo: Undo | None
    sequence: int
    now: str
