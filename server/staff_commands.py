"""`python -m server staff …`, `token …`, `pin`: whom the office lets in, person or machine."""

import sys
from typing import TYPE_CHECKING

import click

from server.command import with_settings
from server.errands import Answer, do
from server.settings import Settings

if TYPE_CHECKING:
    from server.record import Record

_ROLES = ["kiosk", "display", "clerk", "manager"]


@click.group()
def token() -> None:
    """The tokens of machines and programs."""


@token.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True)
@with_settings
def add_token(settings: Settings, name: str, role: str) -> None:
    """Make a token and print it, this once."""

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM, Role

        command, secret = record.staff.adding_token(name, Role(role))
        return {**record.writer.do(command, SYSTEM), "token": secret}

    answer = do(settings, "/api/tokens", {"name": name, "role": role}, alone)
    click.echo(answer["token"])
    click.echo(f"This is the token {answer['id']}, for “{answer['name']}”. It is not shown again.", err=True)


@token.command("list")
@with_settings
def list_tokens(settings: Settings) -> None:
    """All tokens, without their secrets."""
    for each in do(settings, "/api/tokens", None, lambda record: {"tokens": record.staff.tokens()})["tokens"]:
        revoked = "  (revoked)" if each["revoked_at"] else ""
        click.echo(f"{each['id']:>4}  {each['role']:<8} {each['name']}{revoked}")


@token.command()
@click.argument("id", type=click.IntRange(1, 2**63 - 1))
@with_settings
def revoke(settings: Settings, id: int) -> None:
    """End the token with this id at once."""

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM

        return record.staff.revoke_token(id, SYSTEM)

    answer = do(settings, f"/api/tokens/{id}/revoke", {}, alone)
    click.echo(f"The token {id}, for “{answer['name']}”, is revoked.")


@click.group()
def staff() -> None:
    """Who works here."""


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["clerk", "manager"]), required=True)
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@with_settings
def add_member(settings: Settings, name: str, role: str, password_stdin: bool) -> None:
    """Take a member of staff in. The password is asked for."""
    password = _password(password_stdin)

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM, Role

        return record.staff.add(name, Role(role), password, SYSTEM)

    answer = do(settings, "/api/staff", {"name": name, "role": role, "password": password}, alone)
    click.echo(f"{answer['name']} works here now, as {answer['role']}.")


@staff.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@with_settings
def change_password(settings: Settings, name: str, password_stdin: bool) -> None:
    """Give a member of staff a new password; all their sessions end."""
    password = _password(password_stdin)

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM

        return record.staff.set_password(name, password, SYSTEM)

    answer = do(settings, "/api/staff/password", {"name": name, "password": password}, alone)
    click.echo(f"{answer['name']} has a new password, and is signed out everywhere.")


def _password(from_stdin: bool, what: str = "Password") -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt(what, hide_input=True, confirmation_prompt=True, err=True)
    return password


@click.command("pin")
@click.option("--pin-stdin", is_flag=True, help="read the PIN from standard input")
@with_settings
def set_pin(settings: Settings, pin_stdin: bool) -> None:
    """Set the PIN of the staff corner of all kiosks. It is asked for."""
    pin = _password(pin_stdin, "PIN")

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM

        record.pin.set(pin, SYSTEM)
        return {}

    do(settings, "/api/devices/pin", {"pin": pin}, alone)
    click.echo("The staff corner of the kiosks opens with this PIN now.")
