"""The house's icons inside a page: drawn at once, and still there when the office does not answer."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

_FILE = Path(__file__).resolve().parent / "static" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="([a-z_0-9]+)"(.*?</symbol>)', re.DOTALL)


def install(environment: Environment) -> None:
    """Give Jinja `sprite(names)`."""
    environment.globals["sprite"] = sprite


def sprite(names: Collection[str] = ()) -> Markup:
    """The icons so named, or all of them, as one element that shows nothing by itself.

    The icon "check" is its symbol "icon-check": a page's elements have names of their own. Raises KeyError for a
    name that no icon has.
    """
    known = _symbols()
    drawn = "".join(f'<symbol id="icon-{name}"{known[name]}' for name in names or known)
    return Markup('<svg class="sprite" aria-hidden="true">{}</svg>').format(Markup(drawn))


@cache
def _symbols() -> dict[str, str]:
    """What follows each symbol's name in the file."""
    return dict(_SYMBOL.findall(_FILE.read_text()))
