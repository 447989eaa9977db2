"""How the API reads a request: JSON, one object, of a bounded size and depth, once if a key says so."""

import json
from collections.abc import Callable
from hashlib import sha256
from hmac import digest as hmac
from secrets import token_bytes
from typing import Any

from flask import Request, request
from flask.json.provider import DefaultJSONProvider
from flask_openapi3 import OpenAPI
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from server.access import LARGEST_BODY, actor
from server.office.actors import Actor
from server.office.errors import OfficeError

DEEPEST = 16
LONGEST_KEY = 128
#: A quick digest of these must not lie in the data file.
_SECRETS = ("password", "old", "pin")


class NotJson(OfficeError, ValueError):
    kind = "not-json"
    message = "The body must be one JSON object."


class TooDeep(OfficeError, ValueError):
    kind = "too-deep"
    message = "The body must be one plain JSON object."


class BadIdempotencyKey(OfficeError, ValueError):
    kind = "bad-idempotency-key"
    message = "An Idempotency-Key has 1 to %(longest)s printable ASCII characters."


class StrictRequest(Request):
    """A request whose JSON is refused with its own reason when it is not what we take."""

    _object: dict[str, Any] | None = None

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> dict[str, Any]:
        """The body as one object; an empty body is an empty one.

        Never silent: the framework asks for silence, and would tell a body that is no JSON as one without fields.
        Raises UnsupportedMediaType, RequestEntityTooLarge, NotJson, TooDeep.
        """
        if self._object is None:
            self._object = self._read()
        return self._object

    def _read(self) -> dict[str, Any]:
        data = self.get_data()
        if not data:
            return {}
        if len(data) > LARGEST_BODY:
            raise RequestEntityTooLarge()
        if not self.is_json:
            raise UnsupportedMediaType()
        try:
            found = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
        except RecursionError:
            raise TooDeep() from None
        except ValueError:
            raise NotJson() from None
        if not isinstance(found, dict):
            raise NotJson()
        if data.count(b"{") + data.count(b"[") > DEEPEST:
            _refuse_depth(found)
        return found


def _refuse_constant(name: str) -> None:
    """Python alone takes NaN and Infinity for JSON."""
    raise ValueError(name)


def _refuse_depth(found: Any) -> None:
    level = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    if level:
        raise TooDeep()


class Json(DefaultJSONProvider):
    """Answers in the order in which they were written, and without spaces."""

    sort_keys = False
    compact = True


class Application(OpenAPI):
    """The Flask application of the office."""

    request_class = StrictRequest
    json_provider_class = Json


Reply = dict[str, Any]
Command = Callable[[Any], Reply]
#: The command, done once for a scope, a key and the digest of what was asked (`server.replies.once`).
OnceForKey = Callable[[Command, str, str, str], Command]


def check_key() -> None:
    """Refuse a key that cannot be kept, whatever the operation does with it. Raises BadIdempotencyKey."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (key.strip() and len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadIdempotencyKey(longest=LONGEST_KEY)


class Commands:
    """Does what a POST asks, at most once if it carries an `Idempotency-Key`."""

    def __init__(self, writer: Any, once: OnceForKey) -> None:
        self._writer, self._once = writer, once
        self._pepper = token_bytes(32)

    def act(self, command: Command, by: Actor | None = None) -> Reply:
        """The reply of the command, in the name of who asks: `by`, or whom the visitor was recognised as."""
        return self.write(self.once(command, by), by)

    def write(self, command: Command, by: Actor | None = None) -> Reply:
        """The same for a command that `once` was applied to already."""
        reply: Reply = self._writer.do(command, by or actor())
        return reply

    def once(self, command: Command, by: Actor | None = None) -> Command:
        """The command, done at most once for who asks, this address and this key (`check_key` came before)."""
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return command
        digest = self._digest(request.get_json())
        return self._once(command, f"{(by or actor()).name} {request.path}", key, digest)

    def _digest(self, said: Reply) -> str:
        """What tells two requests apart, without telling a password or PIN to whoever reads the data file.

        A new start takes a new pepper: what has such a secret and comes again then counts as another request.
        """
        for key in said.keys() & _SECRETS:
            said = said | {key: hmac(self._pepper, json.dumps(said[key]).encode(), "sha256").hex()}
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
