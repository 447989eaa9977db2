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


_from_stdin = click.option("--password-stdin", is_flag=True, help="read the password from standard input")
_own = click.option("--own-password", is_flag=True, help="they chose it themselves, and need not change it")


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["clerk", "manager"]), required=True)
@_from_stdin
@_own
@with_settings
def add_member(settings: Settings, name: str, role: str, password_stdin: bool, own_password: bool) -> None:
    """Take a member of staff in. The password is asked for; they choose another one when they first sign in."""
    password, must = _password(password_stdin), not own_password

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM, Role

        return record.staff.add(name, Role(role), password, SYSTEM, must_change=must)

    said = {"name": name, "role": role, "password": password, "must_change": must}
    answer = do(settings, "/api/staff", said, alone)
    click.echo(f"{answer['name']} works here now, as {answer['role']}.{_CHANGES if must else ''}")


@staff.command("password")
@click.argument("name")
@_from_stdin
@_own
@with_settings
def change_password(settings: Settings, name: str, password_stdin: bool, own_password: bool) -> None:
    """Give a member of staff a new password; all their sessions end, and a lock is lifted."""
    password, must = _password(password_stdin), not own_password

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM

        return record.staff.set_password(name, password, SYSTEM, must_change=must)

    said = {"name": name, "password": password, "must_change": must}
    answer = do(settings, "/api/staff/password", said, alone)
    click.echo(f"{answer['name']} has a new password, and is signed out everywhere.{_CHANGES if must else ''}")


#: What follows a password that somebody else chose.
_CHANGES = " They choose another password when they sign in."


@staff.command("list")
@with_settings
def list_members(settings: Settings) -> None:
    """Who works here, and who is locked."""
    for each in _members(settings):
        notes = [note for note, holds in (("left", not each["active"]), ("locked", each["locked"])) if holds]
        click.echo(
            f"{each['id']:>4}  {each['role']:<8} {each['name']}{'  (' + ', '.join(notes) + ')' if notes else ''}"
        )


@staff.command("unlock")
@click.argument("name")
@with_settings
def unlock(settings: Settings, name: str) -> None:
    """Let somebody sign in again who was locked out after too many wrong passwords."""
    from server.people import UnknownStaff, name_key

    key = name_key(name)
    found = next((each["id"] for each in _members(settings) if name_key(each["name"]) == key), None)
    if found is None:
        raise UnknownStaff(name=name)

    def alone(record: "Record") -> Answer:
        from server.office.actors import SYSTEM

        return record.staff.unlock(found, SYSTEM)

    answer = do(settings, f"/api/staff/{found}/unlock", {}, alone)
    click.echo(f"{answer['name']} may sign in again.")


def _members(settings: Settings) -> list[Answer]:
    found: list[Answer] = do(settings, "/api/staff", None, lambda record: {"staff": record.staff.members()})["staff"]
    return found


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
