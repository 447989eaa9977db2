"""The command line: `python -m server …`. Whatever fails says so in one sentence."""

import re
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.command import Refused, with_settings
from server.demo.commands import demo
from server.errands import Answer, ErrandError, do
from server.folder import Folder, FolderError
from server.hours_commands import hours
from server.office.errors import OfficeError
from server.rules_commands import rules
from server.settings import Settings, SettingsError
from server.staff_commands import set_pin, staff, token
from server.stats_commands import stats

if TYPE_CHECKING:
    from sqlite3 import Connection

    from server.record import Record


class _Commands(click.Group):
    """All commands: an error that we know becomes one sentence and the exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if isinstance(error, _of("sqlite3", "Error")):
                raise Refused(f"The data file cannot be used: {error}.") from error
            if isinstance(error, _OURS + _of("server.schema", "SchemaError") + _of("server.run", "StartError")):
                raise Refused(str(error)) from error
            raise


_OURS = (OfficeError, SettingsError, FolderError, ErrandError)


def _of(module: str, name: str) -> tuple[type[Exception], ...]:
    """An error of a module that the server's first process has no need of: who never imported it cannot meet it."""
    return (getattr(sys.modules[module], name),) if module in sys.modules else ()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Dawr: the queue of a citizen service office."""


for each in (demo, hours, rules, stats, token, staff, set_pin):
    main.add_command(each)


@main.command()
@click.option("--host", help="the address to listen on [default: 0.0.0.0]")
@click.option("--port", type=int, help="the port to listen on [default: 8000]")
@click.option("--simulate", is_flag=True, help="simulated devices in the place of real ones")
@with_settings
def run(settings: Settings) -> None:
    """Open the office: the server, until it is stopped."""
    from server import run as server

    if settings.simulate:
        print("Simulated devices: the papers and the buttons of this office are on its page /hardware.", flush=True)
    server.run(settings)


@main.command()
@click.option("--seen", metavar="A102:1f3c9a…", help="look up a paper: a ticket, or a report (2026-11-21:1f3c9a…)")
@with_settings
def check(settings: Settings, seen: str | None) -> None:
    """Prove that the record is whole, or look a paper up."""
    from server import check as record

    path = _data_file(settings)
    if seen is not None:
        _look_up(path, seen)
        return
    count, finding = record.check(path)
    if finding:
        raise Refused(f"The record is not whole: {finding.what}.")
    click.echo(f"The record is whole: {count} events.")


def _look_up(path: Path, paper: str) -> None:
    from server import check as record

    number, _, fingerprint = paper.strip().partition(":")
    number = number.strip().upper()
    fingerprint = fingerprint.strip().rstrip("…").lower()
    if not (number and fingerprint and set(fingerprint) <= set("0123456789abcdef")):
        raise Refused(
            f"“{paper}” is not the number or the date and the fingerprint of a paper, such as A102:1f3c9a0b2d or"
            " 2026-11-21:1f3c9a0b2d."
        )
    if _DATE.fullmatch(number):
        _look_up_report(path, number, fingerprint)
        return
    fitting = [found for found in record.seen(path, number, fingerprint) if found.fits]
    if not fitting:
        raise Refused(f"The record knows no ticket {number} with the fingerprint {fingerprint}.")
    for found in fitting:
        click.echo(f"Ticket {found.number} of {found.date}, business day {found.day}: the fingerprint is right.")


def _look_up_report(path: Path, date: str, fingerprint: str) -> None:
    from server import check as record
    from server.figures.answering import FINGERPRINT

    if len(fingerprint) < FINGERPRINT:
        raise Refused(
            f"A report bears {FINGERPRINT} digits of its fingerprint: {fingerprint} would fit several events."
        )
    events = record.seen_day(path, date, fingerprint)
    if not events:
        raise Refused(f"The record knows no event of {date} with the fingerprint {fingerprint}.")
    for found in events:
        click.echo(f"Event {found.seq} of {found.date}, business day {found.day}: the fingerprint is right.")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@main.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Bring the data of an older version to this one. Copy the data folder before."""
    from server import schema

    path = _data_file(settings)
    with Folder(path.parent), closing(schema.connect(path)) as db:
        schema.migrate(db)
        _write_books(db)
    click.echo("The data are of this version.")


def _write_books(db: "Connection") -> None:
    """The books of the days that have ended: what the statistics read."""
    from server.figures import day_books

    missing = day_books.missing(db)
    if not missing:
        return
    with click.progressbar(missing, label="The books of the business days", file=sys.stderr) as numbers:
        for number in numbers:
            day_books.keep(db, day_books.drafted(db, number))


def _data_file(settings: Settings) -> Path:
    from server.record import data_file

    path = data_file(settings)
    if not path.exists():
        raise Refused(f"There is no office in {path.parent}.")
    return path


@main.group()
def clock() -> None:
    """The clock of this machine."""


@clock.command()
@with_settings
def confirm(settings: Settings) -> None:
    """Say that the time of this machine is right."""
    do(settings, "/api/clock", {"trusted": True}, lambda record: _verb(record, "confirm_clock"))
    click.echo("The clock is trusted until this machine starts again.")


@main.group()
def day() -> None:
    """The business day."""


@day.command()
@with_settings
def turn(settings: Settings) -> None:
    """End the business day and begin the next."""
    do(settings, "/api/day", {"turn": True}, lambda record: _verb(record, "turn_day"))
    click.echo("A new business day has begun.")


def _verb(record: "Record", name: str) -> Answer:
    from server import desk
    from server.office.actors import SYSTEM

    record.writer.do(getattr(desk, name), SYSTEM)
    return {}
