"""What everybody may know: health, the office, the board."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_openapi3 import APIBlueprint

from server.api import spec

_operation = partial(spec.operation, "office", guarded=False)


def add(bp: APIBlueprint, reading: Any, health: Callable[[], dict[str, Any]]) -> None:
    """The operations of this module."""

    @bp.get("/health", **_operation("health", "How the office, its devices and its writer are", "Health"))
    def get_health() -> dict[str, Any]:
        return health()

    @bp.get("/office", **_operation("office", "Services, counters, classes, and how many wait", "Office"))
    def get_office() -> dict[str, Any]:
        office: dict[str, Any] = reading.office()
        return office

    @bp.get("/board", **_operation("board", "What the public screens show: no ids of tickets", "Board"))
    def get_board() -> dict[str, Any]:
        board: dict[str, Any] = reading.board()
        return board
