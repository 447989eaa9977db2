"""`python -m server rules …`: the rules of the counters' work. Each command prints what stands then."""

from typing import TYPE_CHECKING, Any

import click

from server.command import Refused, with_settings
from server.errands import Answer, do
from server.settings import Settings

if TYPE_CHECKING:
    from server.record import Record

_ROUTE = "/api/rules"


@click.group()
def rules() -> None:
    """How the counters work: services that start by themselves, outcomes, locked sign-ins, and what is aimed at."""


@rules.command()
@with_settings
def show(settings: Settings) -> None:
    """What stands."""
    _tell(do(settings, _ROUTE, None, _seen))


@rules.command("set")
@click.argument("name", metavar="NAME")
@click.argument("value", metavar="VALUE")
@with_settings
def change(settings: Settings, name: str, value: str) -> None:
    """Change one of them.

    \b
    rules set start_after_s 20      (a service starts by itself, 20 s after the call; 0: never)
    rules set sign_in_tries 10      (so many wrong passwords lock a sign-in)
    rules set target_min 15         (whoever comes should be called within so many minutes …)
    rules set goal_percent 80       (… so many of a hundred, at least)
    rules set outcomes done,incomplete,refused,referred
    """
    said = {name: _understood(name, value)}

    def alone(record: "Record") -> Answer:
        from server import desk
        from server.office.actors import SYSTEM

        record.writer.do(lambda tx: desk.change_rules(tx, said), SYSTEM)
        return _seen(record)

    _tell(do(settings, _ROUTE, said, alone))


def _understood(name: str, text: str) -> Any:
    from server.office import ruling

    if name not in ruling.NAMES:
        raise Refused(f"“{name}” is none of these: {', '.join(ruling.NAMES)}.")
    if name == "outcomes":
        return [code.strip() for code in text.split(",") if code.strip()]
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise Refused(f"“{text}” is no whole number.")
    return int(text)


def _seen(record: "Record") -> Answer:
    from server.office import ruling

    return ruling.told(record.reading.catalogue().rules)


def _tell(stands: Answer) -> None:
    for name, value in stands.items():
        click.echo(f"{name:<14} {', '.join(value) if isinstance(value, list) else value}")
