"""What the command line has done: by the running office, or, when none runs, by itself under the lock."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.folder import Control, Folder, FolderBusy
from server.settings import Settings

if TYPE_CHECKING:
    from server.record import Record

_ANSWER_WITHIN_S = 20

Answer = dict[str, Any]


class ErrandError(RuntimeError):
    """The running office refused, or said nothing: one sentence for a person."""


def do(settings: Settings, path: str, body: Answer | None, alone: "Callable[[Record], Answer]") -> Answer:
    """Ask the running office (POST `body` to `path` of its API; GET where it is None), or do `alone` without one.

    Raises ErrandError, FolderError, or what `alone` raises.
    """
    folder = Folder(Path(settings.server.data))
    try:
        folder.lock()
    except FolderBusy:
        return _ask(folder.control(), path, body)
    try:
        return _alone(settings, alone)
    finally:
        folder.release()


def _alone(settings: Settings, errand: "Callable[[Record], Answer]") -> Answer:
    from server.clock import Clock
    from server.record import Record

    record = Record(settings, Clock())
    try:
        return errand(record)
    finally:
        record.close()


def _ask(control: Control, path: str, body: Answer | None) -> Answer:
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, Request, build_opener

    # No Origin and no cookie: this is no page. English, for that is what a terminal surely shows.
    headers = {"Authorization": f"Bearer {control.token}", "Accept-Language": "en", "Content-Type": "application/json"}
    request = Request(control.url + path, None if body is None else json.dumps(body).encode(), headers)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=_ANSWER_WITHIN_S) as response:
            answer: Answer = json.load(response)
            return answer
    except HTTPError as error:
        with error:
            raise ErrandError(_detail(error.read()) or f"The running office answers {error.code}.") from error
    except (OSError, ValueError) as error:
        raise ErrandError(f"The office at {control.url} does not answer: {error}.") from error


def _detail(body: bytes) -> str | None:
    """What a problem says (RFC 9457), and what is wrong in the input."""
    try:
        problem = json.loads(body)
        faults = [_of_fault(fault["at"], fault["what"]) for fault in problem.get("errors", ())]
        detail: str | None = " ".join(dict.fromkeys(faults)) or problem["detail"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return detail


def _of_fault(at: str, what: str) -> str:
    """A fault as the command would say it without a running office: in the words of the form."""
    from server.kiosk_pin import BadKioskPin
    from server.passwords import SHORTEST, BadPassword
    from server.staff import LONGEST_NAME, BadName

    known = {
        "password": BadPassword(shortest=SHORTEST),
        "name": BadName(longest=LONGEST_NAME),
        "pin": BadKioskPin(),
    }
    place = at.rpartition(".")[2]
    return str(known[place]) if place in known else f"{at}: {what}."
