"""Every module has its room: the walls in pyproject.toml leave none out."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
# They wire everything, so nothing is forbidden to them.
ENTRANCE = {
    f"server.{name}"
    for name in (
        "__main__", "app", "cli", "command", "demo.demonstration", "demo.commands", "errands", "hours_commands",
        "installing", "processes", "record", "rules_commands", "run", "staff_commands", "stats_commands",
    )
}  # fmt: skip


def test_every_module_of_the_server_stands_in_a_room():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    rooms = [
        name
        for contract in settings["tool"]["importlinter"]["contracts"]
        for name in contract["source_modules"]
        if name != "server.*"
    ]
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "server").rglob("*.py")
        if path.stem != "__init__"
    } - ENTRANCE
    assert {
        module for module in modules if not any(fnmatch(part, room) for part in _within(module) for room in rooms)
    } == set()


def _within(module: str) -> list[str]:
    """A module's name, and those of the packages that it is in."""
    parts = module.split(".")
    return [".".join(parts[:n]) for n in range(2, len(parts) + 1)]
