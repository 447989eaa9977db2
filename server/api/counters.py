"""The verbs of a counter, each an operation of its own: the one table of them is here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from flask_openapi3 import APIBlueprint

from server.access import needs
from server.api import spec
from server.api.counter_bodies import (
    AtCounter,
    Call,
    Continue,
    Ending,
    Finish,
    Open,
    Pause,
    Resume,
    Seen,
    Transfer,
)
from server.api.requests import Commands, Reply
from server.office.actors import Role


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: its route, its name in the API, what may be said, and how the desk does it.

    `run(desk, tx, counter, body, expect)`; the body is one of `takes`.
    """

    route: str
    name: str
    summary: str
    takes: type[Seen]
    run: Callable[[Any, Any, int, Any, Any], object]


VERBS = (
    Verb(
        "call-next", "callNext", "Call who is next by the rule", Ending,
        lambda d, tx, n, b, e: d.call_next(tx, n, e, b.result),
    ),
    Verb(
        "call", "call", "Call somebody out of turn", Call,
        lambda d, tx, n, b, e: d.call(tx, n, b.ticket, b.reason, e, b.result),
    ),
    Verb("recall", "recall", "Announce the called ticket again", Seen, lambda d, tx, n, b, e: d.recall(tx, n, e)),
    Verb("start", "start", "The service begins", Seen, lambda d, tx, n, b, e: d.start(tx, n, e)),
    Verb(
        "finish", "finish", "The service is done", Finish,
        lambda d, tx, n, b, e: d.finish(tx, n, e, ticket=b.ticket, result=b.result),
    ),
    Verb(
        "continue", "continue", "Go on with another service", Continue,
        lambda d, tx, n, b, e: d.continue_service(tx, n, b.service, e, b.result),
    ),
    Verb("hold", "hold", "Set the person aside for a while", Seen, lambda d, tx, n, b, e: d.hold(tx, n, e)),
    Verb(
        "resume", "resume", "Go on with a held ticket", Resume,
        lambda d, tx, n, b, e: d.resume(tx, n, b.ticket, e),
    ),
    Verb("put-back", "putBack", "Take a call back", Seen, lambda d, tx, n, b, e: d.put_back(tx, n, e)),
    Verb("no-show", "noShow", "Nobody came", Seen, lambda d, tx, n, b, e: d.no_show(tx, n, e)),
    Verb(
        "transfer", "transfer", "Send a ticket to another service or counter", Transfer,
        lambda d, tx, n, b, e: d.transfer(
            tx, n, e, service=b.service, to_counter=b.counter, ticket=b.ticket, result=b.result
        ),
    ),
    Verb(
        "open", "open", "Open the counter, end its pause, or become its clerk", Open,
        lambda d, tx, n, b, e: d.open_counter(tx, n, e, bring=b.bring),
    ),
    Verb(
        "pause", "pause", "Pause the counter", Pause,
        lambda d, tx, n, b, e: d.pause(tx, n, e, reason=b.reason, result=b.result),
    ),
    Verb("close", "close", "Close the counter", Ending, lambda d, tx, n, b, e: d.close(tx, n, e, b.result)),
    Verb("undo", "undo", "Reverse the counter's last command", Seen, lambda d, tx, n, b, e: d.undo(tx, n, e)),
)  # fmt: skip

_described = partial(spec.operation, "counters", answer="Counter", named=True)


def add(bp: APIBlueprint, commands: Commands, reading: Any, desk: ModuleType, seen: Callable[[Any], Any]) -> None:
    """The operations of this module. `seen(tx)`: the office as it is inside a transaction."""

    @bp.get("/counters/<int:number>", **_described("counter", "A counter, who is next there, and why"))
    @needs(Role.CLERK)
    def get_counter(path: AtCounter) -> Reply:
        counter: Reply = reading.counter(path.number)
        return counter

    @bp.get(
        "/counters/<int:number>/line",
        **spec.operation("counters", "line", "Everybody who waits, and whom this counter may call", "Line", named=True),
    )
    @needs(Role.CLERK)
    def get_line(path: AtCounter) -> Reply:
        with reading.view() as view:
            line: Reply = view.line(path.number)
        return line

    for verb in VERBS:
        route = f"/counters/<int:number>/{verb.route}"
        bp.post(route, **_described(verb.name, verb.summary, command=True))(_operation(verb, commands, desk, seen))


def _operation(verb: Verb, commands: Commands, desk: ModuleType, seen: Callable[[Any], Any]) -> Callable[..., Reply]:
    """The view of one verb. Its annotations tell the framework what to read."""

    def do(path: AtCounter, body: Seen) -> Reply:
        def command(tx: Any) -> Reply:
            verb.run(desk, tx, path.number, body, body.expected(desk.UNSAID))
            counter: Reply = seen(tx).counter(path.number)
            return counter

        return commands.act(command)

    do.__name__ = verb.name
    do.__doc__ = None
    do.__annotations__ = {"path": AtCounter, "body": verb.takes}
    return needs(Role.CLERK)(do)
