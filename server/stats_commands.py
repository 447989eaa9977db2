"""`python -m server stats`: the manager's figures in a terminal, or as a file."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.command import Refused, with_settings
from server.errands import fetch
from server.settings import Settings

if TYPE_CHECKING:
    from server.record import Record

_ROUTE = "/api/statistics"
_BY = "day, week, month, year, hour, half-hour, weekday, service, counter, clerk or priority"
Query = Mapping[str, Sequence[str]]


@click.command()
@click.option("--from", "first", metavar="DATE", help="the first business day [default: the first of this month]")
@click.option("--to", "last", metavar="DATE", help="the last one [default: today]")
@click.option("--against", metavar="PERIOD", help="previous, year-before, or 2026-10-01..2026-10-31")
@click.option("--by", multiple=True, metavar="WHAT", help=f"rows by {_BY}; several: their combinations")
@click.option("--service", multiple=True, metavar="CODE", help="only this service; may be repeated, as all that follow")
@click.option("--counter", multiple=True, metavar="N")
@click.option("--clerk", multiple=True, metavar="ID")
@click.option("--priority", multiple=True, metavar="CODE", help="a class, or `none`")
@click.option("--weekday", multiple=True, metavar="mon")
@click.option("--time", multiple=True, metavar="08:00-10:30")
@click.option("--format", "shape", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--csv", type=click.Path(path_type=Path, dir_okay=False), help="write the rows into this file")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="write a workbook into this file")
@click.option("--language", type=click.Choice(["ar", "fr", "en"]), default="en", help="of a file [default: en]")
@with_settings
def stats(
    settings: Settings,
    first: str | None,
    last: str | None,
    against: str | None,
    shape: str,
    csv: Path | None,
    xlsx: Path | None,
    language: str,
    **more: tuple[str, ...],
) -> None:
    """The figures of a span of days.

    \b
    stats --from 2026-11-01 --to 2026-11-30 --by service
    stats --by weekday --by hour --service information --csv worst-hours.csv
    stats --from 2026-11-01 --to 2026-11-30 --against previous --xlsx november.xlsx
    """
    query = {name: [value] for name, value in (("from", first), ("to", last), ("against", against)) if value}
    query |= {name: list(values) for name, values in more.items() if values}
    for kind, path in (("csv", csv), ("xlsx", xlsx)):
        if path is not None:
            _write(path, _fetched(settings, kind, query, language))
    if csv is None and xlsx is None:
        if shape == "csv":
            sys.stdout.buffer.write(_fetched(settings, "csv", query, language))
        else:
            _show(json.loads(_fetched(settings, "rows", query, language)), shape)


def _show(told: dict[str, object], shape: str) -> None:
    if shape == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    from server.figures.stats_table import lines

    for line in lines(told):
        click.echo(line)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    click.echo(f"{path}: {len(data):,} bytes")


def _fetched(settings: Settings, kind: str, query: Query, language: str) -> bytes:
    from urllib.parse import urlencode

    is_file = kind != "rows"
    asked = urlencode([*query.items(), *([("lang", language)] if is_file else [])], doseq=True)
    route = f"{_ROUTE}.{kind}" if is_file else _ROUTE
    return fetch(settings, f"{route}?{asked}", _alone(settings, kind, query, language))


def _alone(settings: Settings, kind: str, query: Query, language: str) -> "Callable[[Record], bytes]":
    """The same without a running office."""

    def ask(record: "Record") -> bytes:
        from server import wording
        from server.figures.answers import Answers
        from server.record import data_file

        def week_starts() -> int:
            return wording.week_starts(record.reading.catalogue().territory)

        answers = Answers(record.reading, data_file(settings), week_starts, lambda: language)
        try:
            return answers.ask(kind, query)
        finally:
            answers.stop()

    return ask
