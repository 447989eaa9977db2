"""What a command was answered, kept for a day: the same command, sent again, is not done again."""

import json
from collections.abc import Callable
from typing import Any

from server.office.errors import OfficeError

LAST_MS = 24 * 3600 * 1000
_PRUNED_AT_ONCE = 20

Reply = dict[str, Any]


class IdempotencyMismatch(OfficeError, ValueError):
    kind = "idempotency-mismatch"
    message = "This Idempotency-Key was used for another request."


def once(command: Callable[[Any], Reply], scope: str, key: str, digest: str) -> Callable[[Any], Reply]:
    """The same command, done at most once for `scope` and `key`: the second time gives the first one's reply.

    `digest` tells one request from another: with a different one IdempotencyMismatch is raised. What fails
    keeps no reply, so that it can be tried again. A reply is kept for 24 hours.
    """

    def done_once(tx: Any) -> Reply:
        kept = tx.db.execute("SELECT digest, body FROM reply WHERE scope = ? AND key = ?", (scope, key)).fetchone()
        if kept:
            if kept[0] != digest:
                raise IdempotencyMismatch()
            reply: Reply = json.loads(kept[1])
            return reply
        reply = command(tx)
        body = json.dumps(reply, separators=(",", ":"), ensure_ascii=False)
        tx.db.execute("INSERT INTO reply VALUES (?, ?, ?, ?, ?)", (scope, key, digest, body, tx.now.at))
        _prune(tx)
        return reply

    return done_once


def _prune(tx: Any) -> None:
    """Forget a few replies that have had their day: each new one pays for it, so that none ever pays much."""
    old = "SELECT scope, key FROM reply WHERE at < ? ORDER BY at LIMIT ?"
    tx.db.execute(f"DELETE FROM reply WHERE (scope, key) IN ({old})", (tx.now.at - LAST_MS, _PRUNED_AT_ONCE))
