"""Where the kiosk's page asks what to say: a scene of codes and ids comes in, sentences with their sounds go out."""

from collections.abc import Mapping
from typing import Any, Protocol

from flask import Blueprint, abort, request

from kiosk.scene import Scene
from kiosk.speech import Known, compose
from server.access import needs
from server.office.actors import Role
from server.office.catalogue import Catalogue


class Reading(Protocol):
    """What is read of the office."""

    def office(self) -> Mapping[str, Any]: ...
    def catalogue(self) -> Catalogue: ...
    def ticket(self, ticket: int) -> Mapping[str, Any]: ...


class Voice(Protocol):
    """What makes the sounds (`hardware.voice`)."""

    def part(self, language: str, text: str) -> str: ...
    def prepare(self, language: str, text: str) -> None: ...


def blueprint(reading: Reading, voice: Voice) -> Blueprint:
    """`POST /kiosk/speech`: a scene (`Scene.from_data`) → `{sentences: [{language, text, part, option, aside}]}`.

    `part` is the name of the sound at `/voice/<part>.wav`. No text comes from who asks: nobody can make the voice
    say what the office does not.
    """
    speaking = Blueprint("speaking", __name__)

    @speaking.post("/kiosk/speech")
    @needs(Role.KIOSK)
    def speech() -> dict[str, Any]:
        try:
            scene = Scene.from_data(request.get_json(silent=True))
            ticket = reading.ticket(scene.ticket) if scene.ticket else None
            sentences = compose(scene, Known(reading.office(), reading.catalogue(), ticket))
        except ValueError:
            abort(422)
        for sentence in sentences:
            if not sentence.aside:
                voice.prepare(sentence.language, sentence.text)
        return {"sentences": [{**each._asdict(), "part": voice.part(each.language, each.text)} for each in sentences]}

    return speaking
