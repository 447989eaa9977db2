"""What an office decides of its opening: hours, quotas, last tickets, and how quickly a kiosk gives tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from server.office import hours
from server.office.errors import BadSetting

if TYPE_CHECKING:
    from server.transaction import Transaction

_HOURS = ("week", "exceptions")
_KIOSK = {"pause_s": "kiosk_pause_s", "per_min": "kiosk_per_min"}


def set_hours(tx: Transaction, change: Mapping[str, Any], *, whole: bool = False) -> None:
    """Change what is named in `change`; `whole`: what it does not name of hours and services is forgotten.

    `change`: `week` and `exceptions` of the office as in `hours.changed`, `services` with the same and `quota` and
    `last_ticket` by code, `kiosk` with `pause_s` and `per_min`. Raises BadSetting, UnknownService.
    """
    named: Mapping[str, Mapping[str, Any]] = change.get("services", {})
    for code in named:
        tx.catalogue.service(code)
    _keep(tx, "hours", _hours("hours", tx.setting("hours"), change, whole))
    rows = tx.setting("services")
    _keep(tx, "services", [_service(row, named.get(row["code"], {}), whole) for row in rows])
    limits = {_KIOSK[name]: value for name, value in change.get("kiosk", {}).items()}
    _keep(tx, "rules", (tx.setting("rules") or {}) | limits)


def _service(row: dict[str, Any], change: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    own = _hours("services", row.get("hours"), change, whole)
    changed = {name: change.get(name, None if whole else row.get(name)) for name in ("quota", "last_ticket")}
    changed["hours"] = None if hours.from_data(own).always else own
    kept = {name: value for name, value in row.items() if name not in changed}
    return kept | {name: value for name, value in changed.items() if value is not None}


def _hours(key: str, old: Any, change: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    said = {name: change[name] for name in _HOURS if name in change}
    try:
        return hours.changed(None if whole else old, said)
    except ValueError as error:
        raise BadSetting(key=key, why=str(error)) from error


def _keep(tx: Transaction, key: str, value: Any) -> None:
    """What stands already is no event."""
    if value != tx.setting(key) and not (key == "hours" and hours.from_data(value) == tx.catalogue.hours):
        tx.change_setting(key, value)
