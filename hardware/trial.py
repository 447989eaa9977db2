"""Tries each device and says in a sentence what came of it, for the person who installs them."""

from __future__ import annotations

import glob
import importlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardware.buttons import ButtonPress, Buttons, Lamp
from hardware.errors import HardwareError
from hardware.printer import Printer
from hardware.sheet import Align, Code, Fact, Heading, Line, Number, Rule, Sheet, Size
from hardware.state import DeviceState

if TYPE_CHECKING:
    from hardware.loudspeaker import Loudspeaker
    from hardware.voice import Voice

#: What helps, by the code of the trouble.
REMEDIES = {
    "no-paper": "Put a new roll in.",
    "paper-low": "The roll is nearly at its end.",
    "cover-open": "Close the printer's cover.",
    "not-allowed": "Give the user that runs the office the right to it: see docs/printers.md.",
    "unreachable": "Is it switched on, is its cable in, is its address in office.toml right?",
    "mute": "Is it an ESC/POS printer? Switch it off and on again.",
    "offline": "Look at its lamps, switch it off and on again.",
    "bad-logo": "It should be a PNG file of at most 2 MB in which something dark can be seen; see docs/printers.md.",
    "no-gpio": "Buttons need a Raspberry Pi and the package python3-lgpio.",
    "bad-pin": "Does office.toml name each GPIO pin once, from 0 to 27?",
    "stuck": "A button is down all the time: look at it and at its cable.",
    "chattering": "A button gives presses that nobody made: is it wet, is a wire loose?",
    "no-engine": "The voice needs the packages pyttsx3 and espeakng-loader.",
    "disk-full": "The folder for the voice's files is full or cannot be written.",
    "no-device": "Is it plugged in? `aplay -L` lists the names for [voice] device.",
    "no-player": "The loudspeaker needs the package alsa-utils.",
    "busy": "Another program holds the sound output: give the office one of its own.",
    "loudspeaker: not-allowed": "Put the user that runs the office into the group audio.",
    "loudspeaker: stuck": "Unplug it and plug it in again.",
}
SENTENCES = {"ar": "مَرحَباً بِكُم", "fr": "Bienvenue.", "en": "Welcome."}
PRINTER_CLASS = 7
#: As in the office's settings.
LARGEST_LOGO_BYTES = 2_000_000


@dataclass(frozen=True)
class Finding:
    """What came of trying a device."""

    device: str
    state: DeviceState
    sentence: str

    def __str__(self) -> str:
        remedy = REMEDIES.get(f"{self.device}: {self.state.detail}", REMEDIES.get(self.state.detail, ""))
        return f"{self.device:<8} {self.state.state:<10} {self.sentence} {remedy}".rstrip()


def ticket(width_dots: int, logo: bytes | None = None) -> Sheet:
    """A paper that shows whether Arabic is joined, the edges are whole, the code can be read, and the office's logo."""
    return Sheet(
        "ar",
        (
            Heading("دور", "Dawr", logo),
            Rule(strong=True),
            Line("تجربة الطابعة", Size.TITLE, bold=True, align=Align.CENTRE),
            Line("Essai de l’imprimante", align=Align.CENTRE, language="fr"),
            Line("Printer test", align=Align.CENTRE, language="en"),
            Number("A102"),
            Rule(),
            Fact("العرض بالنقاط", str(width_dots)),
            Code("https://www.rfc-editor.org/rfc/rfc9457", "رمز للتجربة"),
        ),
    )


def try_printer(printer: Printer, logo: bytes | None = None) -> Finding:
    """Print a test ticket, with the office's own mark if it has one."""
    if printer.port is None:
        near = list(printers_nearby())
        hint = " Here is " + ", and ".join(near) + "." if near else ""
        return Finding("printer", printer.state, "No printer is set ([printer] driver)." + hint)
    try:
        printer.print(ticket(printer.width_dots, logo))
    except HardwareError as error:
        return Finding("printer", printer.state, _sentence(str(error)))
    return Finding("printer", printer.state, f"A test ticket came out ({printer.port.name}).")


def try_logo(printer: Printer, path: Path, file: bytes | None) -> Finding:
    """Look whether the paper can show the office's own mark; `file` is None when it cannot be read."""
    if file is None:
        return Finding("logo", DeviceState("trouble", "bad-logo"), f"{path} cannot be read.")
    if not printer.shows(file):
        return Finding("logo", DeviceState("trouble", "bad-logo"), f"Nothing of {path} can be seen on paper.")
    return Finding("logo", DeviceState("ready"), f"The test ticket shows {path}.")


def read_logo(path: Path) -> bytes | None:
    """The file, unless it is none or much too large to be a mark."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            found = file.read(LARGEST_LOGO_BYTES + 1)
    except (OSError, ValueError):
        return None
    return found if len(found) <= LARGEST_LOGO_BYTES else None


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + "."


def printers_nearby() -> Iterator[str]:
    """What could be set: device files, and printers on USB, each as lines of `[printer]`."""
    for path in sorted(glob.glob("/dev/usb/lp*")):
        yield f'driver = "file", path = "{path}"'
    try:
        usb = importlib.import_module("usb.core")
        for device in usb.find(find_all=True, custom_match=_is_printer):
            yield f'driver = "usb", vendor = {device.idVendor:#06x}, product = {device.idProduct:#06x}'
    except (ImportError, ValueError, OSError):
        # No pyusb, no libusb, no right to look: then nothing is found.
        return


def _is_printer(device: Any) -> bool:
    return any(interface.bInterfaceClass == PRINTER_CLASS for each in device for interface in each)


def try_voice(voice: Voice, timeout_s: float = 15.0) -> Finding:
    """Have a sentence made in each language."""
    if not voice.speaks:
        return Finding("voice", voice.state, "No voice is set ([voice] driver).")
    for language, text in SENTENCES.items():
        voice.prepare(language, text)
        if voice.wav(voice.part(language, text), timeout_s) is None:
            return Finding("voice", voice.state, f"It could not say a sentence ({language}).")
    return Finding("voice", voice.state, "It said a sentence in each language; the display will play it.")


def try_loudspeaker(loudspeaker: Loudspeaker, voice: Voice, timeout_s: float = 15.0) -> Finding:
    """Play a sentence in each language."""
    if loudspeaker.player is None:
        return Finding("loudspeaker", loudspeaker.state, "The display's browser speaks ([voice] output).")
    sounds = [[voice.wav(voice.part(*sentence), timeout_s)] for sentence in SENTENCES.items()]
    if not any(path for (path,) in sounds):
        return Finding("loudspeaker", loudspeaker.check(), "The voice gives it nothing to play.")
    heard = loudspeaker.play(sounds, timeout_s, threading.Event(), pause_s=0.5, words=list(SENTENCES.items()))
    sentence = "It played a sentence in each language: were they heard?" if heard else "It did not play a sentence."
    return Finding("loudspeaker", loudspeaker.state, sentence)


def try_buttons(buttons: Buttons, wait_s: float, say: Callable[[str], None]) -> Finding:
    """Light every lamp, and wait until every button was pressed, at most `wait_s`."""
    counters = list(buttons.lamps)
    if not counters:
        return Finding("buttons", buttons.state, "No buttons are set ([[buttons]]).")
    if buttons.state.detail in ("no-gpio", "bad-pin"):
        return Finding("buttons", buttons.state, "The pins cannot be used.")
    pressed: set[int] = set()
    complete = threading.Event()

    def hear(press: ButtonPress) -> None:
        if press.kind == "down" and press.counter not in pressed:
            pressed.add(press.counter)
            buttons.light(press.counter, Lamp.STEADY)
            say(f"         counter {press.counter} was pressed")
        if len(pressed) == len(counters):
            complete.set()

    buttons.on_press(hear)
    for counter in counters:
        buttons.light(counter, Lamp.SLOW)
        if buttons.simulated:
            buttons.press(counter)
            buttons.release(counter)
    if not buttons.simulated:
        say(f"         the lamps blink: press every button within {wait_s:.0f} s; its lamp then stays on")
    complete.wait(wait_s)
    silent = ", ".join(str(counter) for counter in counters if counter not in pressed)
    if silent:
        return Finding("buttons", buttons.state, f"Nothing was heard of counter {silent}.")
    return Finding("buttons", buttons.state, f"{len(counters)} buttons were heard, and their lamps told to shine.")
