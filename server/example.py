"""The office that stands in an empty data folder, until somebody sets up their own."""

import tomllib
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("example.toml")


def settings(time_zone: str | None = None) -> dict[str, Any]:
    """The first decisions of the office, by key of `catalogue.KEYS`; `time_zone` instead of the file's."""
    decided = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    if time_zone:
        decided["office"]["time_zone"] = time_zone
    return decided
