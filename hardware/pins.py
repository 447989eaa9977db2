"""Where the buttons' pins come from: the board, or gpiozero's mock."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from typing import Any


def real_pins() -> Any:
    """The Raspberry Pi's own pins. Raises whatever gpiozero and lgpio do where there are none.

    That is ImportError, gpiozero's PinUnknownPi or `lgpio.error`, a plain Exception.
    """
    # lgpio leaves a FIFO in its working folder, from its import until the process ends.
    os.environ.setdefault("LG_WD", _folder().name)
    from gpiozero.pins.lgpio import LGPIOFactory

    return LGPIOFactory()


def mock_pins() -> Any:
    """A board of simulated pins, shared with nobody."""
    from gpiozero.pins.mock import MockFactory, MockPWMPin

    return MockFactory(pin_class=MockPWMPin)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="dawr-")
