"""What stands on the kiosk, as its page describes it: codes and ids, so that nobody's text is ever said. Pure."""

from dataclasses import dataclass
from typing import Any

#: No more options are told than this, each with a name no longer than that.
_MOST_OPTIONS, _LONGEST_NAME = 60, 80


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands on the kiosk: codes and ids, never a text.

    `options` are the controls in their order, each with the number of its key or None; `by_key`: keys are in use;
    `brief`: only what is said to everybody. The rest is of the one person's visit.
    """

    screen: str
    language: str
    options: tuple[tuple[str, int | None], ...] = ()
    by_key: bool = True
    brief: bool = False
    category: str | None = None
    service: str | None = None
    step: str = ""
    priority: str | None = None
    ticket: int | None = None
    problem: str = ""
    status: int = 0
    receipt: str = "none"
    receipt_problem: str | None = None
    seconds: int = 0

    @classmethod
    def from_data(cls, data: Any) -> "Scene":
        """The scene that a page describes. Raises ValueError where that cannot be one."""
        if not isinstance(data, dict) or not isinstance(data.get("screen"), str):
            raise ValueError("a scene names its screen")
        fits = {name: value for name, value in data.items() if name in _KINDS and isinstance(value, _KINDS[name])}
        options = data.get("options", [])
        if set(data) - set(fits) - {"options"} or not isinstance(options, list) or len(options) > _MOST_OPTIONS:
            raise ValueError("a scene holds what is on the screen, and nothing else")
        if not all(0 <= value < 2**63 for value in fits.values() if isinstance(value, int)):
            raise ValueError("numbers of a scene are counts and ids")
        return cls(**fits | {"options": tuple(map(_option, options))})


_MAYBE = (str, type(None))
_KINDS: dict[str, Any] = {
    "screen": str, "language": str, "by_key": bool, "brief": bool, "category": _MAYBE, "service": _MAYBE,
    "step": str, "priority": _MAYBE, "ticket": (int, type(None)), "problem": str, "status": int, "receipt": str,
    "receipt_problem": _MAYBE, "seconds": int,
}  # fmt: skip


def _option(row: Any) -> tuple[str, int | None]:
    match row:
        case [str() as name, (int() | None) as key] if len(name) <= _LONGEST_NAME and (key is None or 0 < key < 100):
            return name, key
    raise ValueError("an option is its name and the number of its key, or null")
