"""What is answered about tickets and the office, for the description of the API.

Answers are made by the reading side and not checked again.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Names = dict[str, str]

TicketState = Literal["waiting", "called", "serving", "held", "missed", "cancelled", "unserved", "finished"]
CounterState = Literal["closed", "open", "paused"]


class Fault(BaseModel):
    """One thing that is wrong with what was sent."""

    at: str = Field(description="where, such as `priority`")
    what: str


class Problem(BaseModel):
    """An error, as RFC 9457 has it. `type` ends with its kind, such as `/problems/counter-busy`."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/problems/counter-busy",
                "title": "Somebody is still at the counter",
                "status": 409,
                "detail": "Counter 3 still has ticket A102: decide about it first.",
            }
        }
    )

    type: str
    title: str = Field(description="what this kind of error is called, in the language asked for")
    status: int
    detail: str = Field(description="what is the matter, or what to do, in the language asked for")
    errors: list[Fault] | None = Field(None, description="what is wrong with what was sent, and where")
    opens_at: str | None = Field(None, description="when tickets are given again, where that is known")


class Wait(BaseModel):
    """The expected wait as a range, in seconds."""

    low_s: int
    high_s: int


class Ticket(BaseModel):
    """One visit of one party."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 417,
                "number": "A102",
                "service": "commercial-licence",
                "priority": None,
                "language": "ar",
                "state": "waiting",
                "issued_at": "2026-11-21T09:04:05.000+02:00",
                "called_at": None,
                "started_at": None,
                "ended_at": None,
                "outcome": None,
                "counter": None,
                "call_count": 0,
                "ahead": 3,
                "wait": None,
                "receipt": "printing",
                "track": None,
                "fingerprint": "1f3c9a07be",
            }
        }
    )

    id: int
    number: str = Field(description="what the paper shows and the voice says, such as A102")
    service: str
    priority: str | None
    language: str
    state: TicketState
    issued_at: str = Field(description="ISO 8601 with offset")
    called_at: str | None
    started_at: str | None
    ended_at: str | None
    outcome: str | None = Field(description="how its present leg was finished, one of the office's outcomes, or null")
    counter: int | None
    call_count: int
    ahead: int = Field(description="how many may be called before this ticket; 0 when it does not wait")
    wait: Wait | None
    receipt: Literal["printing", "printed", "failed", "none"]
    track: str | None = Field(description="the path of the ticket on a phone, for kiosks alone, or null")
    fingerprint: str = Field(description="the first hex digits of the hash of its issue")


class Tickets(BaseModel):
    """The tickets that were asked for."""

    tickets: list[Ticket]


class May(BaseModel):
    """What the holder of a ticket may do now."""

    cancel: bool
    return_: bool = Field(alias="return")


class Followed(BaseModel):
    """A ticket, as whoever holds its code may follow it."""

    number: str
    service_name: Names
    language: str
    state: TicketState
    ahead: int = Field(description="about how many may be called before; 0 when it does not wait")
    counter: int | None
    approach: bool = Field(description="the clerk comes to the person: no step-free counter is open")
    call_count: int
    called_at: str | None = Field(description="the last call, ISO 8601 with offset")
    day_over: bool
    may: May
    keeps_place: bool | None = Field(description="whether a return now keeps the place; null when none is lawful")
    keeps_until: str | None = Field(description="until when it does, or null")
    wait: Wait | None
    now: str


class Day(BaseModel):
    """A business day."""

    number: int
    date: str | None


class Service(BaseModel):
    """What people come for."""

    code: str
    prefix: str
    name: Names
    documents: dict[str, list[str]]
    icon: str
    colour: int
    category: str | None = Field(description="the code of one of the office's categories, or null")
    open: bool = Field(description="whether tickets are given for it now")
    reason: Literal["closed", "last-ticket", "quota-reached", "paused"] | None = Field(
        description="why none is given, or null"
    )
    pause_reason: str | None = Field(description="why staff interrupted it, one of the office's reasons, or null")
    opens_at: str | None = Field(description="when tickets are given again, or null where nobody knows")
    waiting: int
    ahead: int = Field(description="how many would be before somebody who takes a ticket now")
    wait: Wait | None


class Category(BaseModel):
    """Services that belong together."""

    code: str
    name: Names
    icon: str
    colour: int


class CounterSummary(BaseModel):
    """A counter, as everybody may know it."""

    number: int
    state: CounterState
    step_free: bool


class Priority(BaseModel):
    """A reason to be called earlier."""

    code: str
    name: Names
    head_start_min: int
    declared: bool
    icon: str


class Office(BaseModel):
    """The office: what it offers, and how many wait."""

    name: Names
    subtitle: Names
    languages: list[str]
    territory: str
    time_zone: str
    numbering: Literal["latin", "arabic", "plain"]
    now: str
    day: Day | None
    open: bool = Field(description="whether tickets are given for any service")
    opens_at: str | None = Field(description="when the first service opens again, or null")
    categories: list[Category]
    services: list[Service]
    paused_kiosks: dict[str, str] = Field(description="the kiosks that are out of use, each with the reason's code")
    counters: list[CounterSummary]
    priorities: list[Priority]


class Announcement(BaseModel):
    """One call."""

    call: int
    number: str
    counter: int
    at: str
    repeat: bool
    language: str
    parts: list[str] = Field(description="the hashes of what the voice says, one after the other")


class Waiting(BaseModel):
    """How many wait."""

    total: int
    by_service: dict[str, int]


class Board(BaseModel):
    """What the public screens show."""

    sequence: int
    now: str
    calls: list[Announcement]
    waiting: Waiting
