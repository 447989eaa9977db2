"""What everybody may know: health, the office, the board."""

from collections.abc import Callable
from typing import Any

from flask_openapi3 import APIBlueprint

from server.api import spec


def add(bp: APIBlueprint, reading: Any, health: Callable[[], dict[str, Any]]) -> None:
    """The operations of this module."""

    def operation(name: str, summary: str, answer: str) -> dict[str, Any]:
        described = spec.answers(answer, guarded=False)
        return {"operation_id": name, "summary": summary, "tags": [spec.TAGS["office"]], "responses": described}

    @bp.get("/health", **operation("health", "How the office, its devices and its writer are", "Health"))
    def get_health() -> dict[str, Any]:
        return health()

    @bp.get("/office", **operation("office", "Services, counters, classes, and how many wait", "Office"))
    def get_office() -> dict[str, Any]:
        office: dict[str, Any] = reading.office()
        return office

    @bp.get("/board", **operation("board", "What the public screens show: no ids of tickets", "Board"))
    def get_board() -> dict[str, Any]:
        board: dict[str, Any] = reading.board()
        return board
