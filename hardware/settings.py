"""What the devices need to know, as frozen data; whoever reads a file builds these and checks the values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

PrinterDriver = Literal["usb", "network", "serial", "file", "simulated", "none"]
VoiceDriver = Literal["espeak", "simulated", "none"]


@dataclass(frozen=True)
class PrinterSettings:
    """Which printer, where it is, how wide its paper.

    `host` and `port` belong to the network driver; `path` to file and serial (a device such as `/dev/usb/lp0` or
    `/dev/serial0`); `baud` to serial; `vendor` and `product` (such as 0x04b8, 0x0e28) to usb.
    `width_dots` is 576 for paper of 80 mm and 384 for 58 mm. `timeout_s` bounds every single wait.
    """

    driver: PrinterDriver = "none"
    host: str = ""
    port: int = 9100
    path: str = ""
    baud: int = 38400
    vendor: int | None = None
    product: int | None = None
    width_dots: int = 576
    timeout_s: float = 2.0


@dataclass(frozen=True)
class ButtonSettings:
    """One counter's button and lamp; pins are GPIO (BCM) numbers, `lamp` is None where there is none."""

    counter: int
    pin: int | None = None
    lamp: int | None = None
    button_only: bool = False


@dataclass(frozen=True)
class VoiceSettings:
    """Who speaks: `rate` is in words a minute, `folder` holds the finished parts (None: a temporary one)."""

    driver: VoiceDriver = "none"
    output: Literal["display", "speaker", "both"] = "display"
    rate: int = 130
    folder: Path | None = None


@dataclass(frozen=True)
class HardwareSettings:
    """All devices together. `simulate` chooses the simulated kind of each, whatever its driver says."""

    printer: PrinterSettings = field(default_factory=PrinterSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    buttons: tuple[ButtonSettings, ...] = ()
    simulate: bool = False
    fonts: Path | None = None
