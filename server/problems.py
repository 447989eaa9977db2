"""The one place where an error becomes an answer: problem+json (RFC 9457) for programs, a page for people."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, Response, abort, current_app, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from server import languages, pairing_page
from server.office.actors import Role
from server.office.errors import OfficeError
from server.titles import HTTP_KINDS, REMEDIES, STATUSES, TITLES
from server.wording import clock_time, gettext, long_date, pgettext, pick, translations

log = logging.getLogger("dawr.web")

PROBLEM_JSON = "application/problem+json"
_RETRY_AFTER_S = 2
_MOST_FAULTS, _LONGEST_FAULT = 20, 200


@dataclass(frozen=True, slots=True)
class Problem:
    """An error, ready to be told. `faults`: what is wrong where in the input; `opens_at`: when it works again (ISO)."""

    kind: str
    status: int
    title: str
    detail: str
    faults: Sequence[dict[str, str]] = ()
    headers: dict[str, str] = field(default_factory=dict)
    opens_at: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The members of RFC 9457, `errors` and `opens_at`."""
        told: dict[str, Any] = {
            "type": f"/problems/{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.opens_at:
            told["opens_at"] = self.opens_at
        return told | {"errors": list(self.faults)} if self.faults else told


def install(app: Flask) -> None:
    """Let every error of an application be told in one way, and give each kind its own address."""
    app.register_error_handler(OfficeError, answer)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(ValidationError, answer)
    app.register_error_handler(Exception, answer)
    app.add_url_rule("/problems/<kind>", "problem", _explain)


def status_of(kind: str) -> int:
    """The HTTP status of a kind of error."""
    if kind in STATUSES:
        return STATUSES[kind]
    if kind.startswith("unknown-"):
        return 404
    return 422 if kind.startswith("bad-") else 409


def answer(error: Exception) -> AnyResponse:
    """The answer to any error: JSON or a page, in the language of who asks. Only what we did not foresee is logged."""
    if isinstance(error, HTTPException) and error.response is not None:
        return error.response
    problem = problem_of(error)
    if problem.status >= 500 and not isinstance(error, OfficeError):
        # The rule, not the address: in some addresses stands what only their holder may know.
        asked_for = request.url_rule.rule if request.url_rule else request.path
        log.error("%s %s failed", request.method, asked_for, exc_info=error)
    if _wants_json():
        body = json.dumps(problem.as_json(), separators=(",", ":"))
        return Response(body, problem.status, problem.headers, mimetype=PROBLEM_JSON)
    if problem.kind == "not-signed-in" and request.method in ("GET", "HEAD"):
        role = pairing_page.asked_for()
        if role is not None:
            return Response(pairing_page.render(role), problem.status, problem.headers)
        if _is_for_staff():
            return _on_the_way("pages.sign_in")
    if problem.kind == "password-change" and request.method in ("GET", "HEAD"):
        return _on_the_way("pages.password")
    return Response(_page(problem), problem.status, problem.headers)


def problem_of(error: Exception) -> Problem:
    """What an error is called and what it says, in the language of the present request."""
    language = languages.of_answer()
    if isinstance(error, OfficeError):
        return _of_office(error, language)
    if isinstance(error, ValidationError):
        return _of_input(error, language)
    if isinstance(error, RecursionError):
        return _plain("too-deep", language)
    if isinstance(error, HTTPException):
        return _of_http(error, language)
    return _plain("internal", language)


def _plain(kind: str, language: str, **more: Any) -> Problem:
    title = gettext(language, TITLES[kind])
    return Problem(kind, status_of(kind), title, gettext(language, REMEDIES[kind]), **more)


def _of_office(error: OfficeError, language: str) -> Problem:
    values = {key: _in_words(key, value, language) for key, value in error.values.items()}
    title = gettext(language, TITLES.get(error.kind, "This is not possible now"))
    status = status_of(error.kind)
    headers = {}
    if status in (429, 503):
        headers["Retry-After"] = str(error.values.get("wait_s", _RETRY_AFTER_S))
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Dawr"'
    detail = translations(language).gettext(error.message) % values
    opens_at = error.values.get("opens_at")
    if not isinstance(opens_at, datetime):
        return Problem(error.kind, status, title, detail, headers=headers)
    detail = f"{detail} {_opening(opens_at, language)}"
    iso = opens_at.isoformat(timespec="milliseconds")
    return Problem(error.kind, status, title, detail, headers=headers, opens_at=iso)


def _opening(opens_at: datetime, language: str) -> str:
    """When tickets are given again, on the office's own clock."""
    at_ms, zone = int(opens_at.timestamp() * 1000), str(opens_at.tzinfo)
    when = {"date": long_date(at_ms, zone, language), "time": clock_time(at_ms, zone, language)}
    return gettext(language, "Tickets are given again on %(date)s from %(time)s.", **when)


def _in_words(key: str, value: object, language: str) -> object:
    """The words that a refusal is put together from ("ticket A102 is *serving*: it cannot be *called*")."""
    return pgettext(language, key, value) if key in ("state", "done") and isinstance(value, str) else value


def _of_input(error: ValidationError, language: str) -> Problem:
    """Neither the input nor its context is repeated: it may be large, and it may be no proper Unicode."""
    faults = []
    for fault in error.errors(include_url=False, include_input=False, include_context=False)[:_MOST_FAULTS]:
        place = ".".join(map(str, fault["loc"]))
        faults.append({"at": _printable(place), "what": _printable(fault["msg"])})
    return _plain("bad-input", language, faults=faults)


def _printable(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode("ascii")[:_LONGEST_FAULT]


def _of_http(error: HTTPException, language: str) -> Problem:
    code = error.code or 500
    kind = HTTP_KINDS.get(code, "bad-request" if code < 500 else "internal")
    kept = {"Allow", "Retry-After"}
    headers = {name: value for name, value in error.get_headers() if name in kept}
    problem = _plain(kind, language, headers=headers)
    return problem if problem.status == code else Problem(kind, code, problem.title, problem.detail, headers=headers)


def _wants_json() -> bool:
    """Whether a program asks: a browser that opens a page names it among what it accepts, and sends no JSON."""
    if request.path.startswith("/api/") or request.is_json:
        return True
    best = request.accept_mimetypes.best_match((PROBLEM_JSON, "application/json", "text/html"), default="text/html")
    return best != "text/html"


def _on_the_way(endpoint: str) -> AnyResponse:
    """To a page that leads on to the one that was asked for."""
    return redirect(url_for(endpoint, next=request.full_path.rstrip("?"), lang=request.args.get("lang")), 303)


def _is_for_staff() -> bool:
    """Whether the page asked for needs somebody who signed in."""
    view = current_app.view_functions.get(request.endpoint or "")
    roles: frozenset[Role] = getattr(view, "roles", frozenset())
    return bool(roles & {Role.CLERK, Role.MANAGER})


def _office() -> dict[str, str]:
    """The office's name and subtitle for the page; without them it bears the house's own."""
    office = current_app.extensions.get("dawr")
    try:
        known = office.reading.catalogue() if office else None
    except OfficeError:
        known = None
    if known is None:
        return {}
    texts = {"office_name": known.name, "office_subtitle": known.subtitle}
    return {key: pick(languages.of_answer(), text) for key, text in texts.items()}


def _page(problem: Problem) -> str:
    try:
        return render_template("error.html", problem=problem, **_office())
    except Exception:
        log.exception("the page that tells of an error failed")
        return f"<!doctype html><title>{problem.status}</title><h1>{problem.status}</h1>"


def _explain(kind: str) -> str | AnyResponse:
    """What a kind of error means: where the `type` of a problem points to."""
    if kind not in TITLES:
        abort(404)
    language = languages.of_answer()
    detail = gettext(language, REMEDIES[kind]) if kind in REMEDIES else ""
    return _page(Problem(kind, status_of(kind), gettext(language, TITLES[kind]), detail))
