"""What the command line has done: by the running office, or, when none runs, by itself under the lock."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from server.folder import Control, Folder, FolderBusy
from server.settings import Settings

if TYPE_CHECKING:
    from server.record import Record

_ANSWER_WITHIN_S = 20
#: A large workbook takes its time.
_FILE_WITHIN_S = 90

Answer = dict[str, Any]
T = TypeVar("T")


class ErrandError(RuntimeError):
    """The running office refused, or said nothing: one sentence for a person."""


def do(settings: Settings, path: str, body: Answer | None, alone: "Callable[[Record], Answer]") -> Answer:
    """Ask the running office (POST `body` to `path` of its API; GET where it is None), or do `alone` without one.

    Raises ErrandError, FolderError, or what `alone` raises.
    """

    def asked(control: Control) -> Answer:
        said = _ask(control, path, body, _ANSWER_WITHIN_S)
        try:
            answer: Answer = json.loads(said)
        except ValueError as error:
            raise _silent(control, error) from error
        return answer

    return _done(settings, asked, alone)


def fetch(settings: Settings, path: str, alone: "Callable[[Record], bytes]") -> bytes:
    """What a GET of the running office's API answers, whatever it is, or `alone` without one. Raises as `do` does."""
    return _done(settings, lambda control: _ask(control, path, None, _FILE_WITHIN_S), alone)


def _done(settings: Settings, asked: Callable[[Control], T], alone: "Callable[[Record], T]") -> T:
    folder = Folder(Path(settings.server.data))
    try:
        folder.lock()
    except FolderBusy:
        return asked(folder.control())
    try:
        return _alone(settings, alone)
    finally:
        folder.release()


def _alone(settings: Settings, errand: "Callable[[Record], T]") -> T:
    from server.clock import Clock
    from server.record import Record

    record = Record(settings, Clock())
    try:
        return errand(record)
    finally:
        record.close()


def _ask(control: Control, path: str, body: Answer | None, within_s: float) -> bytes:
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, Request, build_opener

    # No Origin and no cookie: this is no page. English, for that is what a terminal surely shows.
    headers = {"Authorization": f"Bearer {control.token}", "Accept-Language": "en", "Content-Type": "application/json"}
    request = Request(control.url + path, None if body is None else json.dumps(body).encode(), headers)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=within_s) as response:
            answer: bytes = response.read()
            return answer
    except HTTPError as error:
        with error:
            raise ErrandError(_detail(error.read()) or f"The running office answers {error.code}.") from error
    except (OSError, ValueError) as error:
        raise _silent(control, error) from error


def _silent(control: Control, error: Exception) -> ErrandError:
    return ErrandError(f"The office at {control.url} does not answer: {error}.")


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
