"""`python -m hardware test`: find and try each device, and say what is missing.

`python -m hardware voice`: what to record for a voice of one's own, and how good it is.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hardware import Hardware, connect, script, trial
from hardware.audition import Audition
from hardware.settings import HardwareSettings

#: The office's own letters: this command, unlike the server, is told by nobody where they are.
FONTS = Path(__file__).resolve().parent.parent / "server" / "static" / "fonts"
#: Simulated buttons, where no others are set.
COUNTERS = (1, 2, 3, 4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 0 when nothing is in trouble, 1 when something is, 2 when the settings cannot be read,
    130 when somebody broke it off."""
    given = _parser().parse_args(arguments)
    if getattr(given, "script", None):
        return _print_script(given.script)
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    path = given.config or (Path("office.toml") if Path("office.toml").exists() else None)
    try:
        read = _read(path, given.simulate)
        settings = HardwareSettings.of(read)
        if "check" in given:
            return _audition(given.recordings or settings.voice.recordings)
        hardware = connect(settings, COUNTERS, fonts=FONTS)
    except (OSError, TypeError, AttributeError, ValueError) as error:
        print(f"{path} cannot be used: {error}", file=sys.stderr)
        return 2
    print(f"Trying the devices of {path}:" if path else "There is no office.toml; trying what is set without it:")
    hardware.start()
    try:
        return int(_report(hardware, given.wait, read.logo))
    except KeyboardInterrupt:
        return 130
    finally:
        hardware.stop()


def _print_script(language: str) -> int:
    """Print what to record; 2 where the terminal has no letters for it."""
    try:
        print("\n".join(script.lines(language)))
    except UnicodeEncodeError:
        print("This terminal cannot show these letters: try again after `export LC_ALL=C.UTF-8`.", file=sys.stderr)
        return 2
    return 0


def _audition(folder: Path | None) -> int:
    """Hear what was recorded and print what came of it; whether something has to be done."""
    if folder is None or not folder.is_dir():
        lacking = f"There is no folder {folder}" if folder else "No recordings are set"
        print(f"{lacking} ([voice] recordings); see docs/voice.md.")
        return 1
    print(f"Recordings in {folder}:")
    auditions = [Audition(folder, language) for language in script.SCRIPTS]
    for each in auditions:
        print(*each.lines(), sep="\n")
    begun = [each for each in auditions if each.heard or each.unknown]
    return int(not begun or any(not each.complete or each.missing or each.unknown for each in begun))


def _report(hardware: Hardware, wait_s: float, logo: Path | None) -> bool:
    """Try each device and print what came of it; whether one is in trouble."""
    trouble = False
    mark = trial.read_logo(logo) if logo else None
    attempts: dict[str, Callable[[], trial.Finding]] = {
        "printer": lambda: trial.try_printer(hardware.printer, mark),
        "voice": lambda: trial.try_voice(hardware.voice),
        "loudspeaker": lambda: trial.try_loudspeaker(hardware.loudspeaker, hardware.voice),
        "buttons": lambda: trial.try_buttons(hardware.buttons, wait_s, print),
    }
    if logo:
        attempts["logo"] = lambda: trial.try_logo(hardware.printer, logo, mark)
    for name, attempt in attempts.items():
        try:
            finding = attempt()
        except Exception as error:
            # A package that is missing, or what nobody has thought of: it is this command's purpose to say it.
            print(f"{name:<8} trouble    {type(error).__name__}: {error}")
            trouble = True
        else:
            print(finding)
            trouble = trouble or finding.state.state == "trouble"
    return trouble


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hardware", description=__doc__)
    commands = parser.add_subparsers(required=True)
    test = commands.add_parser("test", help="print a test ticket, say a sentence, light the lamps")
    test.add_argument("--config", type=Path, help="the settings (default: office.toml, if it is there)")
    test.add_argument("--simulate", action="store_true", help="simulated devices in the place of real ones")
    test.add_argument("--wait", type=float, default=15.0, help="how many seconds to wait for the buttons")
    voice = commands.add_parser("voice", help="recordings of one's own: what to record, and how good it is")
    voice.set_defaults(simulate=False)
    what = voice.add_mutually_exclusive_group(required=True)
    what.add_argument("--script", choices=tuple(script.SCRIPTS), help="print what to record in this language")
    what.add_argument("--check", action="store_true", help="hear what was recorded")
    voice.add_argument("--config", type=Path, help="the settings (default: office.toml, if it is there)")
    voice.add_argument("--recordings", type=Path, help="the folder (default: as in the settings)")
    return parser


def _read(path: Path | None, simulate: bool) -> Any:
    """The devices' part of the settings file, each section as an object."""
    data = tomllib.loads(path.read_text("utf-8")) if path else {}
    if simulate:
        data["voice"] = {**data.get("voice", {}), "driver": "simulated"}
    return SimpleNamespace(
        printer=SimpleNamespace(**data.get("printer", {})),
        voice=SimpleNamespace(**_beside(path, data.get("voice", {}))),
        buttons=[SimpleNamespace(**each) for each in data.get("buttons", [])],
        simulate=simulate,
        logo=_logo(path, data.get("office", {})),
    )


def _logo(path: Path | None, office: dict[str, Any]) -> Path | None:
    """Where the office's own mark is, as seen from the settings' own folder."""
    return path.parent / office["logo"] if path and "logo" in office else None


def _beside(path: Path | None, voice: dict[str, Any]) -> dict[str, Any]:
    """The folder of recordings as seen from the settings' own."""
    if path is None or "recordings" not in voice:
        return voice
    return voice | {"recordings": path.parent / voice["recordings"]}


if __name__ == "__main__":
    sys.exit(main())
