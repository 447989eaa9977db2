"""`python -m server hours …`: when tickets are given. Each command prints what stands then."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.command import Refused, with_settings
from server.errands import Answer, do
from server.settings import Settings

if TYPE_CHECKING:
    from server.record import Record

_ROUTE = "/api/hours"
#: More than any office has to say of its hours.
_LARGEST_BYTES = 1_000_000
_UNSURE = (
    "The clock of this computer is not confirmed: until it is, no hours close anything."
    " If it is right, say so: python -m server clock confirm"
)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_service = click.option("--service", metavar="CODE", help="of one service, within the office's hours")


@click.group()
def hours() -> None:
    """When tickets are given: opening hours, holidays, quotas, and how quickly a kiosk gives them."""


@hours.command()
@with_settings
def show(settings: Settings) -> None:
    """What stands."""
    _tell(settings, _plan(settings))


@hours.command("set")
@click.argument("words", nargs=-1, required=True, metavar="DAYS SPANS…")
@_service
@with_settings
def set_week(settings: Settings, words: Sequence[str], service: str | None) -> None:
    """Set the hours of weekdays.

    \b
    hours set sun-thu 08:00-14:30 fri,sat closed
    hours set mon 08:00-12:00 13:00-16:00
    hours set tue,thu 09:00-12:00 --service information
    """
    from server.office import hours_words

    _change(settings, service, {"week": _understood(hours_words.week, words)})


@hours.command()
@_service
@with_settings
def always(settings: Settings, service: str | None) -> None:
    """Have no weekly hours: open at all hours (a service: as the office)."""
    _change(settings, service, {"week": None})


@hours.command("except")
@click.argument("words", nargs=-1, required=True, metavar="DATES SPANS…")
@_service
@with_settings
def set_dates(settings: Settings, words: Sequence[str], service: str | None) -> None:
    """Set the hours of single dates, or take them back.

    \b
    hours except 2026-12-24 closed
    hours except 2027-02-18..2027-03-19 09:00-14:00    (what is closed stays closed)
    hours except 2026-12-24 usual
    """
    from server.office import hours as opening
    from server.office import hours_words

    plan = _plan(settings)
    own = next((each for each in plan["services"] if each["code"] == service and each["week"] is not None), plan)
    usual = opening.from_data({name: own[name] for name in ("week", "exceptions")})
    _change(settings, service, {"exceptions": _understood(hours_words.exceptions, words, usual)})


@hours.command("service")
@click.argument("code")
@click.option("--quota", metavar="N|none", help="so many tickets a business day")
@click.option("--last-ticket", metavar="HH:MM|none", help="from this time of day on none is given")
@with_settings
def set_service(settings: Settings, code: str, quota: str | None, last_ticket: str | None) -> None:
    """Set the daily quota and the last ticket of a service."""
    from server.office import hours as opening

    change: dict[str, Any] = {}
    if quota is not None:
        change["quota"] = None if quota == "none" else _understood(_number, quota)
    if last_ticket is not None:
        at = None if last_ticket == "none" else _understood(opening.minute_of, last_ticket)
        change["last_ticket"] = None if at is None else opening.written(at)
    if not change:
        raise click.UsageError("Say --quota or --last-ticket.")
    _change(settings, code, change)


@hours.command()
@click.option("--pause", "pause_s", type=click.IntRange(0, 3600), help="one ticket in so many seconds")
@click.option("--per-minute", "per_min", type=click.IntRange(0, 3600), help="so many tickets in a minute")
@with_settings
def kiosk(settings: Settings, **limits: int | None) -> None:
    """Set how quickly a kiosk gives tickets; 0: as quickly as they are asked for."""
    said = {name: value for name, value in limits.items() if value is not None}
    if not said:
        raise click.UsageError("Say --pause or --per-minute.")
    _change(settings, None, {"kiosk": said})


@hours.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def import_file(settings: Settings, file: Path) -> None:
    """Take all of it from a file; what the file does not name is forgotten.

    \b
    [week]
    sun-thu = ["08:00-14:30"]
    [exceptions]
    2026-12-24 = []
    "2027-02-18..2027-03-19" = ["09:00-14:00"]
    [services.information]
    quota = 40
    last_ticket = "13:30"
    week = { mon = ["09:00-12:00"] }
    """
    from server.office import hours_words

    try:
        with file.open("rb") as opened:
            said = opened.read(_LARGEST_BYTES + 1)
        if len(said) > _LARGEST_BYTES:
            raise Refused(f"{file} is larger than {_LARGEST_BYTES // 1_000_000} MB.")
        change = hours_words.of_file(tomllib.loads(said.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is no text in UTF-8.") from error
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    except RecursionError as error:
        raise Refused(f"{file} is nested too deeply.") from error
    except ValueError as error:
        raise Refused(f"{file}: {error}.") from error
    _change(settings, None, {**change, "whole": True})


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ValueError(f"{text!r} is no number from 0 to 9999")
    return int(text)


def _understood(reading: Callable[..., Any], *values: Any) -> Any:
    try:
        return reading(*values)
    except ValueError as error:
        raise Refused(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


def _plan(settings: Settings) -> Answer:
    return do(settings, _ROUTE, None, _seen)


def _change(settings: Settings, service: str | None, change: Answer) -> None:
    """Change the office's plan, or that of one service, and print it."""
    said = change if service is None else {"services": {service: change}}

    def alone(record: "Record") -> Answer:
        from server import desk
        from server.office.actors import SYSTEM

        named = {name: value for name, value in said.items() if name != "whole"}
        record.writer.do(lambda tx: desk.set_hours(tx, named, whole=said.get("whole", False)), SYSTEM)
        return _seen(record)

    _tell(settings, do(settings, _ROUTE, said, alone))


def _seen(record: "Record") -> Answer:
    from server.office.plan import plan

    return plan(record.reading.catalogue())


def _tell(settings: Settings, plan: Answer) -> None:
    """Print the plan; beside it, that a clock nobody is sure of keeps it from having any effect."""
    for line in _lines(plan):
        click.echo(line)
    timed = any(each["week"] is not None or each["exceptions"] for each in (plan, *plan["services"]))
    if (timed or any(each["last_ticket"] for each in plan["services"])) and not _is_sure(settings):
        click.echo(_UNSURE, err=True)


def _is_sure(settings: Settings) -> bool:
    def alone(record: "Record") -> Answer:
        return {"clock": {"trusted": record.reading.now().trusted}}

    trusted: bool = do(settings, "/api/health", None, alone)["clock"]["trusted"]
    return trusted


def _lines(plan: Answer) -> Iterator[str]:
    yield f"Opening hours ({plan['time_zone']})"
    yield from _of(plan)
    for service in plan["services"]:
        limits = [f"quota {service['quota']} a day"] if service["quota"] is not None else []
        limits += [f"last ticket {service['last_ticket']}"] if service["last_ticket"] else []
        own = service["week"] is not None or service["exceptions"]
        if limits or own:
            yield f"{service['code']}{': ' if limits else ''}{', '.join(limits)}"
            yield from _of(service) if own else ()
    pause_s, per_min = plan["kiosk"]["pause_s"], plan["kiosk"]["per_min"]
    limits = [f"one ticket in {pause_s} s"] if pause_s else []
    limits += [f"{per_min} in a minute"] if per_min else []
    yield f"A kiosk gives {', '.join(limits) or 'tickets as quickly as they are asked for'}."


def _of(plan: Answer) -> Iterator[str]:
    if plan["week"] is None:
        yield "  every day   at all hours"
    else:
        for name, spans in zip(_NAMES, plan["week"].values(), strict=True):
            yield f"  {name:<11} {', '.join(spans) or 'closed'}"
    for day, spans in plan["exceptions"].items():
        yield f"  {day:<11} {', '.join(spans) or 'closed'}"
