"""The description of the API (OpenAPI 3.1), made once, when it is first asked for.

Until then an answer is only a name: describing all of them took most of the time that the office needs to start.
"""

from http import HTTPStatus
from threading import Lock
from typing import Any

from flask import Flask, Response, json, render_template
from flask_openapi3 import Info, Tag
from flask_openapi3 import OpenAPI as Described
from flask_openapi3.models import OPENAPI3_REF_TEMPLATE

from server import problems

TITLE = "Dawr"
DESCRIPTION = (
    "The queue of a citizen service office. Every command is a POST or PUT; it may carry an `Idempotency-Key`, and is"
    " then done at most once. Errors are `application/problem+json` (RFC 9457). Times are ISO 8601 with offset,"
    " durations in seconds."
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
    "phones": Tag(name="phones", description="a ticket, for whoever holds its code; only with `public_url`"),
    "counters": Tag(name="counters", description="the verbs of a counter; each answers with the counter"),
    "history": Tag(name="history", description="what moved anybody in the line, one's own day, the sign-ins"),
    "statistics": Tag(name="statistics", description="what the days were like, in figures"),
    "house": Tag(name="house", description="clock, day, tokens and staff"),
    "devices": Tag(name="devices", description="machines that are let in, and the kiosks' staff corner"),
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
        "validation_error_callback": problems.answer,
    }


def operation(tag: str, name: str, summary: str, answer: str, status: int = 200, **how: Any) -> dict[str, Any]:
    """How a route describes itself: the keyword arguments of its decorator. `how`: as `answers` takes it."""
    described = answers(answer, status, **how)
    return {"operation_id": name, "summary": summary, "tags": [TAGS[tag]], "responses": described}


def answers(
    name: str,
    status: int = 200,
    *,
    command: bool = False,
    guarded: bool = True,
    named: bool = False,
    also: tuple[int, ...] = (),
    file: str | None = None,
) -> dict[Any, Any]:
    """The answers of an operation: its success, a model of the modules of answers by its name, and every problem.

    `guarded`: not everybody may; `named`: it is about one thing that may not exist; `also`: further problems; `file`:
    the media type of a file, in the place of JSON.
    """
    statuses = {*_EVERYBODY, *(_SOMEBODY if guarded else ()), *(_COMMAND if command else ()), *also}
    if named:
        statuses |= {404, 422}
    found = {status: _file(status, file) if file else _answer(status, "application/json", name)}
    return found | {each: _answer(each, problems.PROBLEM_JSON, "Problem") for each in sorted(statuses)}


def _answer(status: int, media_type: str, model: str) -> dict[str, Any]:
    schema = {"$ref": OPENAPI3_REF_TEMPLATE.format(model=model)}
    return {"description": HTTPStatus(status).phrase, "content": {media_type: {"schema": schema}}}


def _file(status: int, media_type: str) -> dict[str, Any]:
    schema = {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}
    return {"description": HTTPStatus(status).phrase, "content": {media_type: {"schema": schema}}}


def install(app: Described) -> None:
    """The description, and a page that shows it."""

    made: list[str] = []
    making = Lock()

    def openapi() -> Response:
        with making:
            if not made:
                made.append(json.dumps(complete(app.api_doc), separators=(",", ":")))
        return Response(made[0], mimetype="application/json")

    def docs() -> str:
        return render_template("docs.html")

    plain: Flask = app
    plain.add_url_rule("/api/openapi.json", "openapi", openapi)
    plain.add_url_rule("/api/docs", "docs", docs)


def complete(spec: dict[str, Any]) -> dict[str, Any]:
    """What the framework cannot say: the key that every command may carry, and what the answers look like.

    It adds a 422 of its own to every operation; those that can have one have ours already.
    """
    for path in spec["paths"].values():
        for method, operation in path.items():
            if method in ("post", "put"):
                operation["parameters"] = [*operation.get("parameters", []), KEY_PARAMETER]
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]
    schemas = spec["components"]["schemas"]
    schemas.pop("ValidationErrorModel")
    schemas.update(_models())
    return spec


def _models() -> dict[str, Any]:
    from pydantic.json_schema import models_json_schema

    from server.api import (
        answers,
        counter_answers,
        device_answers,
        figures_answers,
        history_answers,
        house_answers,
        report_answers,
        staff_answers,
    )

    models = [
        each
        for module in (
            answers,
            counter_answers,
            history_answers,
            house_answers,
            device_answers,
            figures_answers,
            report_answers,
            staff_answers,
        )
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__
    ]
    _, described = models_json_schema(
        [(model, "serialization") for model in models], ref_template=OPENAPI3_REF_TEMPLATE
    )
    found: dict[str, Any] = described["$defs"]
    return found
