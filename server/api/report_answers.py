"""What the report of a day answers; for the description of the API."""

from pydantic import BaseModel, Field

from server.api.figures_answers import FigureNames, LastEvent, Row
from server.api.history_answers import Entry


class DayReport(BaseModel):
    """One date: its figures, what did not follow the rule, and the fingerprint of its last event."""

    date: str
    days: list[int] = Field(description="the numbers of its business days: more than one, where a clock was set back")
    at: str = Field(description="when this was answered")
    provisional: bool = Field(description="the day still runs")
    names: FigureNames
    targets: dict[str, int] = Field(description="of each service, in seconds")
    goal: int = Field(description="percent that should be called within the target")
    total: Row
    half_hours: list[Row] = Field(description="by when people came")
    services: list[Row]
    counters: list[Row]
    exceptions: list[Entry] = Field(description="what did not follow the rule, the oldest first")
    more: bool = Field(description="there were even more; these are the last 500")
    fingerprint: LastEvent
    before: str | None = Field(description="the date of the business day before it")
    after: str | None = Field(description="the date of the one after it")
