"""Who does something: a member of staff, a kiosk, a button, a citizen's phone, the system itself."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do. A manager may do everything that a clerk may."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    CLERK = "clerk"
    MANAGER = "manager"
    PHONE = "phone"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts.

    `name` is what the event log keeps (`kiosk:1`, `button:3`, `staff:7`, `phone`, `system`): an id, never a
    person's name. `staff` is the id of the member of staff, where there is one.
    """

    name: str
    role: Role
    staff: int | None = None


#: Who did something, by the first part of the name that the event log keeps.
_HANDS = {"token": "program"}


def hand(name: str) -> str:
    """What kind of hand did something: `staff`, `button`, `program`, `kiosk`, `phone` or `system`."""
    kind = name.partition(":")[0]
    return _HANDS.get(kind, kind)


def staff_of(name: str) -> int | None:
    """The id of the member of staff who did something; None where another hand did."""
    kind, _, id_ = name.partition(":")
    return int(id_) if kind == "staff" else None


SYSTEM = Actor("system", Role.SYSTEM)
#: Whoever holds the code of a ticket; which ticket is all that is known of them.
PHONE = Actor("phone", Role.PHONE)


def kiosk(token: int) -> Actor:
    """The kiosk that holds a token, by the token's id; 0 is the one at the office's own computer."""
    return Actor(f"kiosk:{token}", Role.KIOSK)


def display(token: int) -> Actor:
    """The display that holds a token, by the token's id; 0 is the one at the office's own computer."""
    return Actor(f"display:{token}", Role.DISPLAY)


def button(counter: int) -> Actor:
    """The call button of a counter: it does what the clerk at that counter does."""
    return Actor(f"button:{counter}", Role.CLERK)
