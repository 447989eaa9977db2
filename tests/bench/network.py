"""The network between the wall and its office goes for half a minute, and comes: how soon the wall is right again."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, Page

from tests.bench.offices import PAPER_AND_VOICE, Measured, new_office
from tests.bench.table import Row
from tests.browser.conftest import Screens

AWAY_S, WITHIN_S = 30, 2
WALLS, COUNTER = 4, 1
_WITHIN_MS = 40_000
_PIECE = 1 << 16
#: When the number stands there, live, by the machine's clock.
_WATCH = """(number) => { window.shows = new Promise((done, fail) => {
    setTimeout(fail, WITHIN, new Error(`no ${number} within WITHIN ms`));
    const look = () => {
        const is = document.getElementById("number").textContent === number && document.getElementById("lost").hidden;
        if (is) done(performance.timeOrigin + performance.now());
        else setTimeout(look, 10);
    };
    look();
}); }""".replace("WITHIN", str(_WITHIN_MS))


class Network:
    """What lies between a wall and its office: a port that leads to another. It can refuse, or swallow, all."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._carries = True
        self._sockets: set[socket.socket] = set()
        self._accept(self._listener)

    def refuse(self) -> None:
        """Whoever is connected is cut off, and whoever knocks is refused, as by a machine without the office."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in list(self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def swallow(self) -> None:
        """Nothing that is sent arrives, in either direction, and nobody is told so."""
        self._carries = False

    def come_back(self) -> None:
        """From now on whoever connects gets through. What was swallowed stays so."""
        if self._carries:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self._accept(self._listener)
        self._carries = True

    def close(self) -> None:
        """End it."""
        self.refuse()

    def _accept(self, listener: socket.socket) -> None:
        def run() -> None:
            with suppress(OSError):
                while True:
                    page, _ = listener.accept()
                    self._sockets.add(page)
                    if self._carries:
                        self._join(page, socket.create_connection(("127.0.0.1", self._to)))

        threading.Thread(target=run, name="network", daemon=True).start()

    def _join(self, page: socket.socket, office: socket.socket) -> None:
        self._sockets.add(office)
        line = [True]
        for source, target in ((page, office), (office, page)):
            threading.Thread(target=self._carry, args=(source, target, line), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, line: list[bool]) -> None:
        """One direction of a line. Once a piece of it was swallowed, the line carries nothing any more."""
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                line[0] = line[0] and self._carries
                if line[0]:
                    target.sendall(piece)
        if line[0] and self._carries:
            for each in (source, target):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)


def rows(browser: Browser) -> Iterator[Row]:
    """The worst of several walls, after a network that refused and after one that swallowed."""
    took_s = {}
    with new_office(PAPER_AND_VOICE) as measured, _between(measured) as network:
        measured.office.post(f"/api/counters/{COUNTER}/open", {}, measured.token)
        screens = Screens(browser)
        walls = [screens(1280, 720) for _ in range(WALLS)]
        for wall in walls:
            wall.goto(f"http://127.0.0.1:{network.port}/display")
            wall.wait_for_function("() => !document.getElementById('welcome').hidden")
        for how, lose in (("refused", network.refuse), ("swallowed", network.swallow)):
            took_s[how] = _returns(measured, network, walls, lose)
        screens.close()
    each = "; ".join(f"{how}: {', '.join(f'{s:.2f}' for s in took)}" for how, took in took_s.items())
    worst = max(max(took) for took in took_s.values())
    yield Row(
        f"wall, {AWAY_S} s without network: right again after", worst, " s", WITHIN_S, note=f"the worst of {each}"
    )


@contextmanager
def _between(measured: Measured) -> Iterator[Network]:
    network = Network(measured.port)
    try:
        yield network
    finally:
        network.close()


def _returns(measured: Measured, network: Network, walls: list[Page], lose: Callable[[], None]) -> list[float]:
    """What was called while they knew nothing stands on each wall, live, so many seconds after the network is back."""
    lose()
    time.sleep(AWAY_S)
    if measured.office.get(f"/api/counters/{COUNTER}", measured.token)["ticket"]:
        measured.office.post(f"/api/counters/{COUNTER}/start", {}, measured.token)
    measured.office.post("/api/tickets", {"service": measured.services[0], "language": "ar"}, measured.token)
    called = measured.office.post(f"/api/counters/{COUNTER}/call-next", {}, measured.token)["ticket"]["number"]
    for wall in walls:
        wall.evaluate(_WATCH, called)
    began_s = time.time()
    network.come_back()
    return [wall.evaluate("shows") / 1000 - began_s for wall in walls]
