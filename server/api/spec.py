"""The description of the API (OpenAPI 3.1), made once, when it is first asked for."""

from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json, render_template
from flask_openapi3 import Info, Tag
from flask_openapi3 import OpenAPI as Described

from server import problems
from server.api.answers import Problem

TITLE = "Dawr"
DESCRIPTION = (
    "The queue of a citizen service office. Every command is a POST; it may carry an `Idempotency-Key`, and is then"
    " done at most once. Errors are `application/problem+json` (RFC 9457). Times are ISO 8601 with offset, durations"
    " in seconds."
)
SECURITY_SCHEMES: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "made by `python -m server token add`"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "staff who signed in"},
    "device": {"type": "apiKey", "in": "cookie", "name": "device", "description": "a kiosk or display"},
}
#: Any one of them; this machine itself is let in as kiosk and display without.
SECURITY: list[dict[str, list[Any]]] = [{"token": []}, {"session": []}, {"device": []}]

TAGS = {
    "office": Tag(name="office", description="what everybody may know"),
    "tickets": Tag(name="tickets", description="one visit of one party each"),
    "counters": Tag(name="counters", description="the verbs of a counter; each answers with the counter"),
    "house": Tag(name="house", description="clock, day, figures, tokens and staff"),
}

KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "the same key answers the same and does nothing twice, for 24 hours",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]*[!-~][ -~]*$"},
}

_EVERYBODY = (400, 405, 503)
_SOMEBODY = (401, 403)
_COMMAND = (409, 413, 415, 422, 429)


def described(version: str) -> dict[str, Any]:
    """How an application describes itself: the keyword arguments of its class."""
    return {
        "info": Info(title=TITLE, version=version, description=DESCRIPTION),
        "security_schemes": SECURITY_SCHEMES,
        "doc_ui": False,
        "validation_error_model": Problem,
        "validation_error_callback": problems.answer,
    }


def problem(status: int) -> dict[str, Any]:
    """How an answer with a problem is described."""
    return {
        "description": HTTPStatus(status).phrase,
        "content": {problems.PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def answers(
    success: dict[int, Any], *, command: bool = False, guarded: bool = True, named: bool = False
) -> dict[Any, Any]:
    """The answers of an operation: its success, and every problem it may meet.

    `guarded`: not everybody may; `named`: it is about one thing that may not exist.
    """
    statuses = [*_EVERYBODY, *(_SOMEBODY if guarded else ()), *(_COMMAND if command else ())]
    if named:
        statuses += [404, 422]
    return {**success, **{status: problem(status) for status in sorted(set(statuses))}}


def install(app: Described) -> None:
    """The description, and a page that shows it."""

    @cache
    def text() -> str:
        return json.dumps(complete(app.api_doc))

    def openapi() -> Response:
        return Response(text(), mimetype="application/json")

    def docs() -> str:
        return render_template("docs.html")

    plain: Flask = app
    plain.add_url_rule("/api/openapi.json", "openapi", openapi)
    plain.add_url_rule("/api/docs", "docs", docs)


def complete(spec: dict[str, Any]) -> dict[str, Any]:
    """What the framework cannot say: the key that every POST may carry."""
    for path in spec["paths"].values():
        operation = path.get("post")
        if operation:
            operation["parameters"] = [*operation.get("parameters", []), KEY_PARAMETER]
    return spec
