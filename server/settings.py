"""The settings of the machine: one table, read from `office.toml` and the command line.

Each setting is one line below: its name, default, what is allowed, and a word of help. What the
office decides (services, counters, hours, texts) is not here: it lives in the database.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from server.allowed import Allowed, address, choice, flag, number, one_of, pair, text, whole, zone


class SettingsError(ValueError):
    """A setting that stops the start: one sentence that names key, value and what is allowed."""


PORT = whole(1, 65535)
PIN = whole(0, 27)
USB = whole(0, 0xFFFF)


def setting(default: Any, allowed: Allowed, help: str) -> Any:
    """One line of the table. A setting whose default is MISSING must be given."""
    return field(default=default, metadata={"allowed": allowed, "help": help})


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """`[server]`: where the office listens, and where it keeps what must last."""

    host: str = setting("0.0.0.0", text(255), "the address to listen on; 127.0.0.1 is this machine alone")
    port: int = setting(8000, PORT, "the port to listen on")
    data: str = setting(".data", text(4096), "the folder that holds everything that must last")
    public_url: str | None = setting(None, address(), "where phones reach the office; without it no QR code")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSettings:
    """`[office]`: what the first run writes into the database, and the office's own mark."""

    time_zone: str = setting("Africa/Tripoli", zone(), "the office's time zone; read on the first run only")
    logo: str | None = setting(None, text(4096), "the office's own mark on paper and kiosk: a PNG file beside this one")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """`[printer]`: the ticket printer, an ESC/POS thermal printer."""

    driver: str = setting(
        "none", choice("usb", "network", "serial", "file", "simulated", "none"), "how the printer is reached"
    )
    width_dots: int = setting(576, whole(200, 1200), "the printable width: 576 on 80 mm paper, 384 on 58 mm")
    host: str = setting("", text(255), "network: the printer's name or address")
    port: int = setting(9100, PORT, "network: the printer's port")
    path: str = setting("", text(4096), "serial and file: the device, such as /dev/serial0 or /dev/usb/lp0")
    baud: int = setting(38400, one_of(9600, 19200, 38400, 57600, 115200), "serial: bits per second")
    vendor: int | None = setting(None, USB, "usb: the maker's number, as lsusb shows it, such as 0x04b8")
    product: int | None = setting(None, USB, "usb: the model's number, as lsusb shows it, such as 0x0e28")
    timeout_s: float = setting(2.0, number(0.5, 30), "how long to wait for any answer of the printer")
    answers: bool = setting(True, flag(), "false for a printer that cannot say how it is: it is believed")
    feed_lines: int = setting(6, whole(0, 20), "how far the knife is from the last line, in lines of 3.75 mm")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSettings:
    """`[voice]`: the voice that calls the numbers."""

    driver: str = setting("espeak", choice("espeak", "simulated", "none"), "what speaks")
    output: str = setting(
        "display",
        choice("display", "speaker", "both"),
        "who plays it: the display's browser, the machine's own loudspeaker, or both",
    )
    device: str = setting("default", text(255), "speaker: the machine's sound output, by its ALSA name (aplay -L)")
    rate: int = setting(130, whole(80, 250), "how fast it speaks, in words a minute")
    recordings: str | None = setting(None, text(4096), "the folder of your own recordings, which speak in its place")


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonSettings:
    """`[[buttons]]`: one call button, and its lamp, at a counter."""

    counter: int = setting(MISSING, whole(1, 99), "the number of the counter where the button stands")
    pin: int | None = setting(None, PIN, "the GPIO pin (BCM number) of the button")
    lamp: int | None = setting(None, PIN, "the GPIO pin (BCM number) of its lamp")
    button_only: bool = setting(False, flag(), "the counter has no page: its first press opens it")


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskSettings:
    """`[kiosk]`: the touch panel, so that targets have their size in millimetres, and where its voice is heard."""

    panel_inches: float = setting(15.6, number(5, 100), "the panel's diagonal in inches")
    panel_pixels: tuple[int, int] = setting((1920, 1080), pair(320, 8192), "the panel's width and height in pixels")
    speech: str = setting(
        "shared",
        choice("own", "shared", "none"),
        "who hears the kiosk: its own headphones, the room between calls, nobody",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of the machine. `simulate` puts a simulated printer and buttons in the place of real ones."""

    server: ServerSettings = field(default_factory=ServerSettings)
    office: OfficeSettings = field(default_factory=OfficeSettings)
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    kiosk: KioskSettings = field(default_factory=KioskSettings)
    buttons: tuple[ButtonSettings, ...] = ()
    simulate: bool = False


SECTIONS: Mapping[str, type] = MappingProxyType(
    {
        "server": ServerSettings,
        "office": OfficeSettings,
        "printer": PrinterSettings,
        "voice": VoiceSettings,
        "kiosk": KioskSettings,
        "buttons": ButtonSettings,
    }
)


class Row(NamedTuple):
    """A row of the table, for a person to read. `default` None: there is none."""

    name: str
    default: Any
    allowed: str
    help: str


def table() -> Iterator[Row]:
    """Every setting, in the order of the file."""
    for section, kind in SECTIONS.items():
        for line in fields(kind):
            default = None if line.default is MISSING else line.default
            yield Row(f"{section}.{line.name}", default, line.metadata["allowed"].words, line.metadata["help"])


def load(path: Path | None = None, overrides: Mapping[str, Any] | None = None, simulate: bool = False) -> Settings:
    """The settings of the file at `path` (None: only defaults), then `overrides` such as `{"server.port": 8123}`.

    An override of None changes nothing. Raises SettingsError with one sentence for a person.
    """
    data = _read(path) if path else {}
    _sections(data)  # before anything overrides it: what the file says must be right by itself
    for name, value in (overrides or {}).items():
        if value is not None:
            section, _, key = name.partition(".")
            _table_of(data, section)[key] = value
    settings = _beside(path, Settings(**_sections(data), simulate=simulate))
    return _simulated(settings) if simulate else _complete(settings)


def _beside(path: Path | None, settings: Settings) -> Settings:
    """The paths of logo and recordings as seen from the settings' own folder."""
    if path is None:
        return settings
    office, voice = settings.office, settings.voice
    if office.logo is not None:
        office = replace(office, logo=str(path.parent / office.logo))
    if voice.recordings is not None:
        voice = replace(voice, recordings=str(path.parent / voice.recordings))
    return replace(settings, office=office, voice=voice)


def _sections(data: dict[str, Any]) -> dict[str, Any]:
    """What is given, section by section, each value checked."""
    _refuse_unknown("", data, SECTIONS)
    tables = {name: kind for name, kind in SECTIONS.items() if name != "buttons"}
    sections = {name: _section(name, kind, _table_of(data, name)) for name, kind in tables.items()}
    return sections | {"buttons": _buttons(data.get("buttons", []))}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"There is no file {path}.") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}.") from error


def _table_of(data: dict[str, Any], name: str) -> dict[str, Any]:
    section = data.setdefault(name, {})
    if not isinstance(section, dict):
        raise SettingsError(f"{name} is {section!r}: allowed is a section, written as [{name}].")
    return section


def _refuse_unknown(prefix: str, given: Mapping[str, Any], known: Sequence[str] | Mapping[str, Any]) -> None:
    for key, value in given.items():
        if key not in known:
            what = "a section" if isinstance(value, dict) else repr(value)
            raise SettingsError(f"{prefix}{key} is {what}, but it is no setting: allowed are {', '.join(known)}.")


def _section(name: str, kind: type, given: Mapping[str, Any]) -> Any:
    lines = {line.name: line for line in fields(kind)}
    _refuse_unknown(f"{name}.", given, list(lines))
    for key, line in lines.items():
        if key not in given and line.default is MISSING:
            raise SettingsError(f"{name}.{key} is missing: allowed is {line.metadata['allowed'].words}.")
    for key, value in given.items():
        allowed = lines[key].metadata["allowed"]
        if not allowed.fits(value):
            raise SettingsError(f"{name}.{key} is {value!r}: allowed is {allowed.words}.")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in given.items()})


def _buttons(given: Any) -> tuple[ButtonSettings, ...]:
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise SettingsError(f"buttons is {given!r}: allowed are sections, each written as [[buttons]].")
    buttons = tuple(_section("buttons", ButtonSettings, row) for row in given)
    taken: set[tuple[str, int]] = set()
    for button in buttons:
        for key, space in (("counter", "counter"), ("pin", "pin"), ("lamp", "pin")):
            value = getattr(button, key)
            if (space, value) in taken:
                raise SettingsError(f"buttons.{key} is {value} twice: allowed is each {space} once.")
            if value is not None:
                taken.add((space, value))
    return buttons


#: What a driver cannot do without.
_NEEDED = {"network": ("host",), "serial": ("path",), "file": ("path",), "usb": ("vendor", "product")}


def _complete(settings: Settings) -> Settings:
    """Refuse real devices that nothing could reach."""
    driver = settings.printer.driver
    for key in _NEEDED.get(driver, ()):
        if getattr(settings.printer, key) in ("", None):
            words = next(row.allowed for row in table() if row.name == f"printer.{key}")
            raise SettingsError(f'printer.{key} is missing: with printer.driver = "{driver}" allowed is {words}.')
    for button in settings.buttons:
        if button.pin is None:
            raise SettingsError(f"buttons.pin of counter {button.counter} is missing: allowed is {PIN.words}.")
    return settings


def _simulated(settings: Settings) -> Settings:
    """The same machine with simulated devices in the place of real ones. The voice needs none: it speaks."""
    return replace(settings, printer=replace(settings.printer, driver="simulated"))
