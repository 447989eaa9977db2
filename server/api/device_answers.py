"""What is answered about machines, for the description of the API."""

from typing import Literal

from pydantic import BaseModel, Field

from server.api.house_answers import Device as DeviceNow

Screen = Literal["kiosk", "display"]


class Pairing(BaseModel):
    """How far a screen is that asks to be let in; its secret is in a cookie."""

    state: Literal["waiting", "paired"]
    code: str | None = Field(description="what it shows, six digits; null when it was let in")
    renewed_in_s: int | None = Field(description="after this time it gets another code")


class AskingScreen(BaseModel):
    """The machine that shows a code."""

    role: Screen
    address: str


class WaitingScreen(AskingScreen):
    """A machine that asks to be let in; its code stands on its screen alone."""

    for_s: int


class Machine(BaseModel):
    """A machine or program that was let in."""

    id: int
    name: str
    role: Literal["kiosk", "display", "clerk", "manager"]
    added_at: str
    connected: bool = Field(description="whether it follows the news now")
    seen_at: str | None = Field(description="when it was last seen; after a restart of the office up to an hour older")
    kiosk: str | None = Field(description="the actor's name of a kiosk")
    paused: str | None = Field(description="why the kiosk is out of use")


class KioskHere(BaseModel):
    """The kiosk in the browser of the office's own computer."""

    kiosk: str
    connected: bool
    paused: str | None


class Machines(BaseModel):
    """All machines, those that ask to be let in, and whether the kiosks have a PIN."""

    devices: list[Machine]
    here: KioskHere
    asking: list[WaitingScreen]
    pin: bool
    reasons: list[str]


class Options(BaseModel):
    """All the options of a display."""

    counters: list[int] | None = Field(description="the counters whose calls it shows; null: all of them")
    calls: int = Field(description="how many past calls it lists")
    voice: bool = Field(description="whether it may speak")
    languages: list[str] | None = Field(
        description="the languages in which it writes and speaks besides the ticket's; null: the office's first"
    )
    waiting: bool = Field(description="whether it shows how many wait")
    theme: Literal["dark", "light", "contrast"]
    notice: dict[str, str] = Field(description="a line of text, by language")
    media: str | None = Field(description="the file that it shows at rest")
    inches: int = Field(description="the diagonal of its screen")
    room: str = Field(description="displays of one room take turns to speak")


class Display(BaseModel):
    """A display."""

    name: str
    label: str | None = Field(description="what staff call it; null for the one of the office's own computer")
    online: bool = Field(description="whether it follows the news now")
    speaks: bool = Field(description="whether it is the one of its room that speaks now")
    refused: bool = Field(description="whether its browser plays no sound before somebody touches it")
    options: Options


class Displays(BaseModel):
    """All displays, and what they may show."""

    displays: list[Display]
    media: list[str] = Field(description="the files of the folder `media`")
    themes: list[str]
    inches: list[int] = Field(description="the smallest and the largest screen")
    counters: list[int]
    languages: list[str]


class PinIsSet(BaseModel):
    """Whether the kiosks have a PIN."""

    pin: bool


class Kiosk(BaseModel):
    """A kiosk."""

    kiosk: str
    paused: str | None


class Corner(BaseModel):
    """The staff corner of a kiosk."""

    paused: str | None
    printer: DeviceNow


class CornerDoor(BaseModel):
    """Before the PIN: whether there is one."""

    pin: bool
    paused: str | None
