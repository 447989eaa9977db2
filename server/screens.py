"""The kiosks and displays of an office, as its managers see them: which are there, and what ails the others."""

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, Protocol

from server.office import day
from server.office.actors import display, kiosk
from server.office.displays import Options

Body = dict[str, Any]

_MINUTE_MS = 60_000


class Machines(Protocol):
    """The machines that were let in (`server.devices`)."""

    def all(self) -> Body: ...


class Live(Protocol):
    """Who follows the news (`server.live`): machines as (namespace, actor's name); `left`: how long ago each went."""

    @property
    def present(self) -> frozenset[tuple[str, str]]: ...

    def left_s(self) -> Mapping[tuple[str, str], float]: ...


class Screens:
    """The screens of the office.

    `options` gives those of a display by its name; `refusing` the displays whose browser plays no sound. Of this
    computer only what is, or was, there since the start is told: an office needs no screen at it.
    """

    def __init__(
        self,
        reading: Any,
        machines: Machines,
        live: Live,
        options: Callable[[str], Options],
        refusing: Callable[[], Set[str]],
    ) -> None:
        self._reading, self._machines, self._live = reading, machines, live
        self._options, self._refusing = options, refusing

    def all(self) -> list[Body]:
        """Each screen: {name, role, connected, silent, paused, seen_at}; `name` is None at this computer.

        `silent`: it should speak, and somebody must touch it first. `seen_at`, to the minute, is when it was last
        there, of one that is not; None: never yet.
        """
        return list(self._all())

    def _all(self) -> Iterator[Body]:
        known, now_ms, zone = self._machines.all(), self._reading.now().at, self._reading.catalogue().time_zone
        left = {machine: now_ms - int(s * 1000) for machine, s in self._live.left_s().items()}

        def shown(role: str, actor: str, machine: Body) -> Body:
            seen = [at for at in (machine.get("seen_at"), left.get((f"/{role}", actor))) if at is not None]
            since_ms = max(seen, default=None) if not machine["connected"] else None
            return {
                "name": machine.get("name"),
                "role": role,
                "connected": machine["connected"],
                "silent": role == "display" and machine["connected"] and self._is_silent(actor),
                "paused": machine["paused"],
                "seen_at": None if since_ms is None else _minute(since_ms, zone),
            }

        for role, name in (("kiosk", kiosk), ("display", display)):
            here = {
                "connected": (f"/{role}", name(0).name) in self._live.present,
                "paused": known["here"]["paused"] if role == "kiosk" else None,
            }
            if any(here.values()) or (f"/{role}", name(0).name) in left:
                yield shown(role, name(0).name, here)
            for machine in known["devices"]:
                if machine["role"] == role:
                    yield shown(role, name(machine["id"]).name, machine)

    def _is_silent(self, name: str) -> bool:
        return name in self._refusing() and bool(self._options(name)["voice"])


def _minute(at_ms: int, zone: str) -> str:
    return day.local(at_ms // _MINUTE_MS * _MINUTE_MS, zone).isoformat(timespec="minutes")
