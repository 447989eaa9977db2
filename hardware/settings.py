"""What the devices need to know, as frozen data.

Nothing is checked here: whoever reads the values from a file refuses wrong ones. `HardwareSettings.of` takes any
object that has the same attributes, which is how the server hands its own settings in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class PrinterSettings:
    """Which printer, where it is, how wide its paper.

    `driver` is one of usb, network, serial, file, simulated, none. `host` and `port` belong to network; `path` to
    file and serial (a device such as `/dev/usb/lp0` or `/dev/serial0`); `baud` to serial; `vendor` and `product`
    (such as 0x04b8 and 0x0e28) to usb. `width_dots` is 576 for paper of 80 mm and 384 for 58 mm.
    `timeout_s` bounds every single wait. `answers` is False for one that cannot say how it is: it is believed.
    `feed_lines` are the lines of 3.75 mm that are fed before the cut.
    """

    driver: str = "none"
    host: str = ""
    port: int = 9100
    path: str = ""
    baud: int = 38400
    vendor: int | None = None
    product: int | None = None
    width_dots: int = 576
    timeout_s: float = 2.0
    answers: bool = True
    feed_lines: int = 6


@dataclass(frozen=True)
class ButtonSettings:
    """One counter's button and lamp; pins are GPIO (BCM) numbers, `lamp` is None where there is none."""

    counter: int
    pin: int | None = None
    lamp: int | None = None
    button_only: bool = False


@dataclass(frozen=True)
class VoiceSettings:
    """Who speaks (espeak, simulated, none), where (display, speaker, both), how many words a minute.

    `device` is the machine's own sound output, by its ALSA name.
    `folder` holds the finished parts; None: a temporary one. `recordings` is the folder of what people recorded.
    """

    driver: str = "none"
    output: str = "display"
    device: str = "default"
    rate: int = 130
    folder: Path | None = None
    recordings: Path | None = None


@dataclass(frozen=True)
class HardwareSettings:
    """All devices together. `simulate` chooses simulated pins and a simulated printer, whatever the drivers say."""

    printer: PrinterSettings = field(default_factory=PrinterSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    buttons: tuple[ButtonSettings, ...] = ()
    simulate: bool = False

    @classmethod
    def of(cls, given: Any) -> HardwareSettings:
        """The same settings from any object with `printer`, `voice`, `buttons` and `simulate`."""
        voice = _copy(VoiceSettings, given.voice)
        return cls(
            printer=_copy(PrinterSettings, given.printer),
            voice=replace(voice, recordings=Path(voice.recordings) if voice.recordings else None),
            buttons=tuple(_copy(ButtonSettings, each) for each in given.buttons),
            simulate=given.simulate,
        )


def _copy(kind: type[T], given: Any) -> T:
    """A `kind` with what `given` has of it; the rest keeps its default."""
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: getattr(given, name) for name in names if hasattr(given, name)})
