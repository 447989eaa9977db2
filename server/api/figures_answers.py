"""What the statistics answer (docs/measures.md defines each figure); for the description of the API."""

from typing import Any, Literal

from pydantic import BaseModel, Field

Figure = int | dict[Literal["more_than_s"], int] | None
"""Seconds; one that the values do not reach is `{"more_than_s": …}`, one that too few values carry is null."""


class Typical(BaseModel):
    """Median (from 5 values on) and 90th percentile (from 20 on)."""

    median_s: Figure
    p90_s: Figure
    n: int


class Waits(Typical):
    """Kaplan–Meier: `censored` left or still wait; they count as “waited at least this long”."""

    censored: int


class ServiceTimes(Typical):
    """Without the time on hold."""

    mean_s: int | None


class Holds(BaseModel):
    """Time on hold."""

    median_s: Figure
    total_s: int
    n: int


class Level(BaseModel):
    """Shares of 0 to 1 that were called within the target; by counter or clerk only `served` can be told."""

    strict: float | None = Field(description="of all, also of those who left")
    served: float | None = Field(description="of those who were called: never shown without the strict one")
    expected: float | None = Field(description="if nobody had left (Kaplan–Meier); only where all have one target")
    within: int
    of: int | None
    called: int
    target_s: int | None = Field(description="null: several")


class Left(BaseModel):
    """Never called: gave up, or was still there at the end."""

    count: int
    of: int
    share: float | None


class Missed(BaseModel):
    """Called, and did not come."""

    count: int
    called: int
    share: float | None


class CallFigures(BaseModel):
    """Calls that stand."""

    count: int
    out_of_turn: int
    put_backs: int
    undone: int
    by_reason: dict[str, int] = Field(description="those out of turn, by the code of the reason")


class CounterTime(BaseModel):
    """How long counters were open, also paused and with a ticket; idle is open without those two."""

    open_s: int
    paused_s: int
    busy_s: int
    idle_s: int
    handled_per_hour: float | None


class Row(BaseModel):
    """The figures of one group. A figure that this part of the answer does not tell is null."""

    key: dict[str, str | int | None] = Field(description="the values of what it was grouped by; null: not known, none")
    provisional: bool = Field(description="the running day is in it")
    taken: int
    served: int
    open: int
    void: int
    legs: int
    begun: int = Field(description="legs with a wait: all but those that were continued")
    called: int
    finished: int
    wait: Waits | None
    walk: Typical | None
    service_time: ServiceTimes | None
    hold: Holds | None
    visit_time: Typical | None
    calls: CallFigures | None
    level: Level
    left: Left | None
    no_show: Missed
    cancelled_after_call: int
    time: CounterTime | None = Field(description="null where it is about services or classes: counters serve several")
    left_out: dict[str, int] = Field(
        description="how many values were left out, by why; docs/measures.md has the codes"
    )


class Span(BaseModel):
    """Dates of business days, both included."""

    first: str = Field(alias="from")
    last: str = Field(alias="to")


class Question(Span):
    """What was asked, as it was understood."""

    against: Span | None
    filters: dict[str, list[Any]]
    by: list[str]
    text: str = Field(description="the query string that asks it")


class FigureNames(BaseModel):
    """Names by code, or by id; a code that is not here is one that the office had once."""

    services: dict[str, dict[str, str]]
    priorities: dict[str, dict[str, str]]
    clerks: dict[str, str]
    reasons: dict[str, dict[str, str]]


class Statistics(BaseModel):
    """Figures of a span of business days."""

    question: Question
    provisional: bool
    names: FigureNames
    total: Row
    rows: list[Row]
    compared: Row | None = Field(description="the total of the period that it is compared with")


class LastEvent(BaseModel):
    """The last event of a business day: `python -m server check --seen` looks it up."""

    day: str
    seq: int
    hash: str


class VisitsOfLegs(BaseModel):
    """Visits with so many services, those that were finished with their length."""

    legs: int
    count: int
    visit_time: Typical


class Way(BaseModel):
    """From one service to the next of the same visit."""

    first: str = Field(alias="from")
    next: str = Field(alias="to")
    how: Literal["continue", "transfer", "return"]
    count: int


class Several(BaseModel):
    """Visits with several services."""

    visits: list[VisitsOfLegs]
    ways: list[Way]


class OfClerk(BaseModel):
    """What one member of staff did otherwise than by the rule; null: not known who."""

    clerk: int | None
    calls: int
    out_of_turn: int
    put_backs: int
    undone: int


class Exceptions(BaseModel):
    """What did not follow the rule."""

    by_reason: dict[str, int]
    by_clerk: list[OfClerk]


class Before(BaseModel):
    """The same parts of the period that it is compared with."""

    services: list[Row]
    counters: list[Row]
    clerks: list[Row]
    priorities: list[Row]


class ComparedDays(BaseModel):
    """The business days of the period that it is compared with."""

    count: int
    first: str | None


class StatisticsPage(BaseModel):
    """All that the page of figures shows; `heat` is by weekday and half-hour."""

    question: Question
    provisional: bool
    business_days: int = Field(description="in the period, on the weekdays that are asked for")
    compared_days: ComparedDays | None
    first_day: str | None = Field(description="the date of the first business day of all")
    fingerprint: LastEvent | None
    names: FigureNames
    targets: dict[str, int] = Field(description="of each service, in seconds")
    goal: int = Field(description="percent that should be called within the target")
    total: Row
    compared: Row | None
    grain: Literal["day", "week", "month"]
    days: list[Row]
    heat: list[Row]
    half_hours: list[Row]
    services: list[Row]
    counters: list[Row]
    clerks: list[Row]
    priorities: list[Row]
    before: Before | None
    several: Several
    exceptions: Exceptions
