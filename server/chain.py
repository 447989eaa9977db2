"""The chain of the event log: each event's hash is of the one before it too, so that none can be changed unseen."""

import json
from collections.abc import Sequence
from hashlib import sha256

from server import event_log

FIRST_HASH = "0" * 64
_NAMES = event_log.COLUMNS.split(", ")[:-1]


def chained(previous: str, values: Sequence[object]) -> str:
    """The hash of an event: of the hash before it and all its columns (domain.md, The event log).

    `values` are the stored columns but `hash`, in the order of `event_log.COLUMNS`; `data` is the stored text.
    """
    columns = {name: value for name, value in zip(_NAMES, values, strict=True) if value is not None}
    canon = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256((previous + canon).encode()).hexdigest()
