"""Which modules a page's script needs: told in the page, they come all at once and not one after the other."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from flask import Flask

#: What comes before the name of another module, in `import … from "…"`, `import "…"` and `export … from "…"`.
_IMPORT = re.compile(r'^(?:import|export)\b[^;"]*"([./][^"]+\.js)"', re.MULTILINE)


def install(app: Flask) -> None:
    """Give the application's templates `modules(address)`."""

    @cache
    def modules(address: str) -> tuple[str, ...]:
        """The addresses of all modules that the one at this address imports, near or far, and of itself first."""
        found = [address]
        for module in found:
            named = (urljoin(module, other) for other in _IMPORT.findall(_file(app, module).read_text()))
            found += [other for other in dict.fromkeys(named) if other not in found]
        return tuple(found)

    app.jinja_env.globals["modules"] = modules


def _file(app: Flask, address: str) -> Path:
    """The file that is served there. Raises NotFound for what is none of the application's static files."""
    endpoint, values = app.url_map.bind("").match(address)
    blueprint, _, _ = endpoint.rpartition(".")
    folder = (app.blueprints[blueprint] if blueprint else app).static_folder
    return Path(str(folder)) / str(values["filename"])
