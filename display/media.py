"""What a display shows at rest: the pictures and videos of the office's own folder."""

from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response, abort, send_from_directory

from server.access import needs

#: A file may be another one in a minute, of the same name: it is asked each time whether it still is the same.
_KEPT_S = 0


class Media(Protocol):
    """The pictures and videos."""

    folder: Path

    def has(self, name: str | None) -> bool: ...


def blueprint(media: Media) -> Blueprint:
    """`/display/media/<file>`. A video is fetched in pieces, and again from its beginning: it answers to `Range`."""
    files = Blueprint("display_media", __name__)

    @files.get("/display/media/<string(maxlength=120):file>")
    @needs("display", "kiosk", "clerk", "manager")
    def show(file: str) -> Response:
        if not media.has(file):
            abort(404)
        return send_from_directory(media.folder.resolve(), file, conditional=True, max_age=_KEPT_S)

    return files
