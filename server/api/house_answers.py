"""What is answered about the house: its health, its tokens, its rules; for the description of the API."""

from typing import Literal

from pydantic import BaseModel, Field

DeviceState = Literal["ready", "simulated", "trouble", "off"]


class Device(BaseModel):
    """How a device is."""

    state: DeviceState
    detail: str


class Buttons(Device):
    """How the buttons are, and what ails that of a counter, by its number."""

    counters: dict[str, Literal["stuck", "chattering", "bad-pin"]]


class Devices(BaseModel):
    """How the devices are."""

    printer: Device
    voice: Device
    loudspeaker: Device
    buttons: Buttons


class Clock(BaseModel):
    """Whether the clock can be believed."""

    trusted: bool


class Writer(BaseModel):
    """How many commands wait to be written."""

    waiting: int


class Health(BaseModel):
    """How the office is."""

    status: Literal["ok", "degraded"]
    version: str
    devices: Devices
    clock: Clock
    writer: Writer
    screens: int = Field(description="how many websockets are open")


class Token(BaseModel):
    """A token, without its secret."""

    id: int
    name: str
    role: Literal["kiosk", "display", "clerk", "manager"]
    added_at: str
    revoked_at: str | None


class FreshToken(Token):
    """A token with its secret, which is told this once; a repeated answer has null."""

    token: str | None


class Tokens(BaseModel):
    """All tokens."""

    tokens: list[Token]


class ServicePlan(BaseModel):
    """When tickets are given for one service."""

    code: str
    week: dict[str, list[str]] | None
    exceptions: dict[str, list[str]]
    quota: int | None
    last_ticket: str | None


class KioskPlan(BaseModel):
    """How quickly a kiosk gives tickets; 0: as quickly as they are asked for."""

    pause_s: int
    per_min: int


class Plan(BaseModel):
    """When tickets are given: of each weekday and of single dates the spans; a null week: at all hours."""

    week: dict[str, list[str]] | None
    exceptions: dict[str, list[str]]
    services: list[ServicePlan]
    kiosk: KioskPlan
    time_zone: str


class Rules(BaseModel):
    """The rules of the counters' work that an office changes while it works."""

    start_after_s: int
    sign_in_tries: int
    target_min: int
    goal_percent: int
    outcomes: list[str]
