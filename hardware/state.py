"""How a device is: what the health page shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class DeviceState:
    """`detail` is a code that says what is the matter, such as `no-paper`; empty when there is nothing to say.

    `ready`: a real device that works, as far as anybody knows. `simulated`: chosen to be simulated, and fine.
    `trouble`: it does not work now; `detail` says why. `off`: there is none.
    """

    state: Literal["ready", "simulated", "trouble", "off"]
    detail: str = ""
