"""Every module has its room: the walls in pyproject.toml leave none out."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
# They wire everything, so nothing is forbidden to them.
ENTRANCE = {
    f"server.{name}"
    for name in (
        "__main__", "app", "cli", "command", "demo", "demo_commands", "errands", "hours_commands", "installing",
        "processes", "record", "rules_commands", "run", "staff_commands", "stats_commands",
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
    found = [path.parent if path.stem == "__init__" else path for path in (ROOT / "server").rglob("*.py")]
    modules = {f"server.{path.stem}" for path in found if path.parent == ROOT / "server"} - ENTRANCE
    assert {module for module in modules if not any(fnmatch(module, room) for room in rooms)} == set()
