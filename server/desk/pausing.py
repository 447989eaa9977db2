"""What is interrupted for a while: a service, a kiosk. Whoever waits already keeps their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.office.errors import BadReason

if TYPE_CHECKING:
    from server.transaction import Transaction


def pause_service(tx: Transaction, service: str, reason: str | None) -> None:
    """Give no tickets for a service until it goes on (`reason` None). Counters go on to call who waits for it."""
    tx.catalogue.service(service)
    if reason is not None and reason not in tx.catalogue.rules.pause_reasons:
        raise BadReason(reason=reason)
    _keep(tx, "pauses", service, reason)


def pause_kiosk(tx: Transaction, kiosk: str, reason: str | None) -> None:
    """Take a kiosk, by its actor's name, out of use until it goes on (`reason` None)."""
    if reason is not None and reason not in tx.catalogue.rules.kiosk_pause_reasons:
        raise BadReason(reason=reason)
    _keep(tx, "kiosks", kiosk, reason)


def _keep(tx: Transaction, key: str, name: str, reason: str | None) -> None:
    """Note the pause, or that it is over; what stands already is no event."""
    old = dict(tx.catalogue.pauses if key == "pauses" else tx.catalogue.kiosks)
    new = {other: why for other, why in old.items() if other != name} | ({} if reason is None else {name: reason})
    if new != old:
        tx.change_setting(key, new)
