"""The devices of the office: buttons with lamps, the ticket printer, the voice, its loudspeaker.

    hardware = connect(settings, fonts=folder)
    hardware.start()

Each device has a `state`; each runs on its own thread or in its own process, and none of them is imported before
it is used. Real and simulated devices are the same classes over another lowest seam: bytes for the printer, pins
for the buttons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardware.buttons import Buttons
from hardware.printer import Printer
from hardware.settings import HardwareSettings
from hardware.state import DeviceState

if TYPE_CHECKING:
    from hardware.loudspeaker import Loudspeaker
    from hardware.voice import Voice

__all__ = ["Buttons", "DeviceState", "Hardware", "Printer", "connect"]


@dataclass(frozen=True)
class Hardware:
    """All devices of one office."""

    buttons: Buttons
    printer: Printer
    voice: Voice
    loudspeaker: Loudspeaker

    def start(self) -> None:
        """Wake the devices that have something to do before they are asked: pins, and the voice's process."""
        self.buttons.start()
        self.voice.start()
        self.loudspeaker.start()

    def stop(self) -> None:
        """Let go of everything; a stopped device can be started again."""
        self.buttons.stop()
        self.voice.stop()
        self.loudspeaker.stop()


def connect(settings: Any, counters: Iterable[int] = (), *, fonts: Path, speech: Path | None = None) -> Hardware:
    """Make the devices that `settings` describe (HardwareSettings, or anything like it), without touching any.

    With simulated buttons each of `counters` gets one, beside those that the settings name. `fonts` is the folder
    that the paper's letters come from; `speech` the one that keeps finished parts of speech (None: a temporary one).
    """
    from hardware.loudspeaker import Loudspeaker
    from hardware.voice import Voice

    given = HardwareSettings.of(settings)
    buttons = Buttons(given.buttons, simulate=given.simulate)
    for counter in counters:
        buttons.attach(counter)
    paper = replace(given.printer, driver="simulated") if given.simulate else given.printer
    voice = replace(given.voice, folder=speech or given.voice.folder)
    loudspeaker = Loudspeaker.of(voice, simulate=given.simulate)
    return Hardware(buttons, Printer.of(paper, fonts), Voice(voice), loudspeaker)
