"""The rules of the counters' work that an office changes while it works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from server.office import ruling

if TYPE_CHECKING:
    from server.transaction import Transaction


def change_rules(tx: Transaction, change: Mapping[str, Any]) -> None:
    """Change some of the rules that `server.office.ruling.NAMES` names. Raises BadSetting."""
    old: dict[str, Any] = tx.setting("rules") or {}
    stands = ruling.told(tx.catalogue.rules)
    new = {name: value for name, value in change.items() if stands[name] != value}
    if new:
        tx.change_setting("rules", old | new)
