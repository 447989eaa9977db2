"""The words of the staff corner: fetched when it is opened, so that no citizen's page carries them."""

from typing import Any

from flask import Blueprint

from server.access import needs
from server.device_words import WORDS as DEVICE_WORDS
from server.office.actors import Role
from server.wording import LANGUAGES, Message, direction, words

WORDS: tuple[Message, ...] = (
    "Staff corner",
    "Please enter the PIN",
    "Clear",
    "Enter",
    "Done",
    "Back",
    "One moment, please…",
    "The office does not answer. Please try again.",
    "No PIN is set yet: a manager sets it on the devices page.",
    "Test print",
    "Paper changed",
    "Put out of use",
    "Take into use",
    "Why is it out of use?",
    "Kiosk",
    "In use",
    "Out of use: %(reason)s",
    "Printer",
    "The test paper has been sent to the printer: please look whether it is clear.",
    "The test paper did not come out.",
    "The printer has paper.",
    "The printer is busy: please try again in a moment.",
)


def add(kiosk: Blueprint) -> None:
    """Give the kiosk's pages the corner's words."""

    @kiosk.get("/corner.json")
    @needs(Role.KIOSK)
    def corner() -> dict[str, Any]:
        said = (*WORDS, *DEVICE_WORDS)
        return {language: {"direction": direction(language), "words": words(language, said)} for language in LANGUAGES}
