"""One counter's button and lamp."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from hardware.contact import Contact, Kind, Trouble
from hardware.settings import ButtonSettings

log = logging.getLogger(__name__)

#: What may be the matter with a button. `bad-pin`: its pins, or those of its lamp, cannot be used.
Ailment = Trouble | Literal["bad-pin"]


class Lamp(Enum):
    """What a lamp shows: off, blinking slowly, lit, blinking fast."""

    OFF = "off"
    SLOW = "slow"
    STEADY = "steady"
    FAST = "fast"


#: Seconds lit and dark.
BLINKING = {Lamp.SLOW: (1.0, 1.0), Lamp.FAST: (0.12, 0.12)}


@dataclass(frozen=True)
class ButtonPress:
    """What a counter's button did, and when by the monotonic clock.

    `down` and `up` are free of bounces; `held` comes once, when it is still down after 1.5 s.
    """

    counter: int
    kind: Kind
    at_mono_ms: int


@dataclass
class Box:
    """One counter's button and lamp, and what is on its way from them.

    `lamp` is what its lamp is to show, `shown` what it does.
    """

    settings: ButtonSettings
    contact: Contact = field(default_factory=Contact)
    button: Any = None
    led: Any = None
    lamp: Lamp = Lamp.OFF
    shown: Lamp = Lamp.OFF
    broken: bool = False
    waiting: int = 0
    dropping: bool = False
    wake_ms: int | None = None

    def trouble(self, now_ms: int) -> Ailment | None:
        """What is the matter with it."""
        return "bad-pin" if self.broken else self.contact.trouble(now_ms)

    def show(self) -> None:
        """Let the lamp show what it is to, if it does not yet; it blinks fast while the button chatters."""
        wanted = Lamp.FAST if self.contact.chatters else self.lamp
        if wanted is not self.shown:
            self.shown = wanted
            self.shine()

    def shine(self) -> None:
        """Make the pin of the lamp do what the lamp shows."""
        if self.led is None:
            return
        try:
            if self.shown in BLINKING:
                self.led.blink(*BLINKING[self.shown])
            else:
                self.led.value = self.shown is Lamp.STEADY
        except Exception as error:
            # Also lgpio.error, a plain Exception. A dark lamp must not keep anybody from being called.
            log.warning("the lamp of counter %s does not shine: %s", self.settings.counter, error)
            self.broken = True
