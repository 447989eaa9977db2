"""An office in this process, whose clock a test tells."""

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from werkzeug.serving import make_server

from server import app as wiring
from server import settings
from server.clock import FixedClock


def read_first(app: Any) -> Any:
    """The application, with its files read and closed before they are sent.

    Werkzeug's server leaves one open when a browser resets the connection, as it does when its page is closed early.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found: Any = app(environ, start_response)
        if "/static/" not in environ["PATH_INFO"]:
            return found
        try:
            return [b"".join(found)]
        finally:
            found.close()

    return answer


class ToldOffice:
    """An office with simulated devices on a data folder. As a context manager it runs from end to end."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.clock = clock
        machine = settings.load(None, {"server.data": str(folder)}, simulate=True)
        app = wiring.create_app(machine, wiring.devices(machine), clock)
        self.office = app.extensions["dawr"]
        self._server = make_server("127.0.0.1", 0, read_first(app), threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self.office.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.office.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
