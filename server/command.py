"""What every command of the command line begins with: the machine's settings, and how a refusal is shown."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from server.settings import load

_OFFICE_TOML = Path("office.toml")


class Refused(click.ClickException):
    """What cannot be done, in one sentence."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=True)


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """A command that begins with the machine's settings."""

    @click.option("--data", metavar="DIR", help="the folder that holds everything that must last [default: .data]")
    @click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="the settings of the machine [default: office.toml, if there is one]",
    )
    @functools.wraps(command)
    def begin(data: str | None, config: Path | None, **options: Any) -> None:
        simulate = options.pop("simulate", False)
        given = {"server.data": data} | {f"server.{name}": options.pop(name, None) for name in ("host", "port")}
        if config is None and _OFFICE_TOML.exists():
            config = _OFFICE_TOML
        command(load(config, given, simulate), **options)

    return begin
