"""What is answered about the staff; for the description of the API."""

from typing import Literal

from pydantic import BaseModel, Field


class Member(BaseModel):
    """A member of staff."""

    id: int
    name: str
    role: Literal["clerk", "manager"]
    active: bool = Field(description="false: they do not work here any more")
    locked: bool = Field(description="too many wrong passwords: a manager may lift it")
    must_change: bool = Field(description="they choose a password of their own when they sign in")
    counter: int | None = Field(description="the counter that they have open or paused")
    signed_in_at: str | None = Field(description="since when they are signed in, if they are")


class Members(BaseModel):
    """All members of staff, also those who have left."""

    staff: list[Member]


class Done(BaseModel):
    """It was done, and there is nothing to tell."""
