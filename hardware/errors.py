"""What can go wrong with a device. Each error carries `problem`, the code that pages and events use."""

from __future__ import annotations


class HardwareError(Exception):
    """A device did not do what it was asked to do."""

    problem = "trouble"


class PrinterError(HardwareError):
    """The paper did not come out, or nobody can tell whether it did."""


class PrinterOff(PrinterError):
    """There is no printer: the driver is `none`."""

    problem = "off"


class Unreachable(PrinterError, ConnectionError):
    """Nobody answers at the printer's address, or the line broke."""

    problem = "unreachable"


class NotAllowed(Unreachable):
    """The printer is there, but the system does not let us use it."""

    problem = "not-allowed"


class Mute(PrinterError, TimeoutError):
    """The printer takes bytes but says nothing, or nothing that makes sense."""

    problem = "mute"


class NoPaper(PrinterError):
    """The roll is at its end."""

    problem = "no-paper"


class CoverOpen(PrinterError):
    """The cover is open."""

    problem = "cover-open"


class Offline(PrinterError):
    """The printer says that it cannot print, and neither paper nor cover is the reason."""

    problem = "offline"


class Undrawable(PrinterError, ValueError):
    """The sheet cannot be drawn: a font is missing, or the paper is too narrow for anything."""

    problem = "undrawable"


class ButtonsError(HardwareError):
    """The buttons cannot be used."""

    problem = "no-gpio"


class UnknownButton(ButtonsError, KeyError):
    """No button belongs to this counter."""

    problem = "unknown-button"

    def __str__(self) -> str:
        return str(self.args[0])


class VoiceError(HardwareError):
    """A part of speech could not be made."""


class NoEngine(VoiceError, ImportError):
    """The speech engine is missing or does not start."""

    problem = "no-engine"


class EngineStuck(VoiceError, TimeoutError):
    """The voice's process died or did not answer in time; it is started again."""

    problem = "restarting"


class DiskFull(VoiceError, OSError):
    """The finished sound cannot be kept: the disk is full, read-only or gone."""

    problem = "disk-full"


class Unspeakable(VoiceError, ValueError):
    """The engine answers, but what came out is not this text in this language."""

    problem = "unspeakable"


class LoudspeakerError(HardwareError):
    """The machine's own loudspeaker did not play a sound to its end."""


class NoPlayer(LoudspeakerError, FileNotFoundError):
    """The program that plays sounds is not installed."""

    problem = "no-player"


class NoDevice(LoudspeakerError, ConnectionError):
    """There is no sound output of this name, or it went away."""

    problem = "no-device"


class DeviceForbidden(LoudspeakerError, PermissionError):
    """The sound output is there, but the system does not let us use it."""

    problem = "not-allowed"


class DeviceBusy(LoudspeakerError, BlockingIOError):
    """Another program holds the sound output for itself."""

    problem = "busy"


class PlayerStuck(LoudspeakerError, TimeoutError):
    """The sound did not come to its end in time: the player was killed."""

    problem = "stuck"


class PlayerEnded(LoudspeakerError):
    """The player ended before the sound did."""

    problem = "interrupted"


class BadRecording(VoiceError, ValueError):
    """A file that somebody recorded cannot be used; the message says why, and what to do."""

    problem = "bad-recording"
    #: The file.
    path = ""
