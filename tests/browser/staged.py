"""The kiosk's real page in a real browser, in front of an office that says what a test wants, at once and in any order.

Pages, scripts and texts come from the application in this process; what the office tells is the test's.
"""

import json
import re
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, Route, WebSocketRoute

from kiosk.pages import pixels_per_mm
from kiosk.phone import qr
from server import app as wiring
from server import settings
from server.clock import FixedClock
from tests.browser.conftest import Screens
from tests.rooms import MORNING

ADDRESS = "http://127.0.0.1"
LANGUAGES = ("ar", "fr", "en")
#: Diagonal in inches → width and height in pixels.
PANELS = {"10.1": (1280, 800), "15.6": (1920, 1080), "21.5": (1080, 1920)}
MODES = {"text": "#larger-text", "contrast": "#high-contrast", "reach": "#low-reach"}
TRACK = "/t/0123456789"

#: What the office says aloud of whatever is shown.
SENTENCE = {"language": "en", "text": "…", "part": "silence", "option": None, "aside": False}

#: No answer and no sound is given up because a machine has much to do meanwhile.
UNHURRIED = "AbortSignal.timeout = () => new AbortController().signal"
#: Nor is anybody taken to have left.
PATIENT = """(() => {
    const own = window.setTimeout;
    window.setTimeout = (deed, ms, ...more) => (ms >= 5000 ? 0 : own(deed, ms, ...more));
    window.setInterval = () => 0;
})()"""

Office = dict[str, Any]
#: What is touched, by the page's own hands: no finger is waited for.
TURN_ON = "selector => document.querySelector(`${selector}:not([aria-pressed=true])`)?.click()"
KNOWS = "async mark => (await import('/kiosk/static/stage.js')).stage.office.subtitle.en === mark"
PRESS = "selector => document.querySelector(selector).click()"


def shut(office: Office) -> None:
    """Until the day after tomorrow nothing is open."""
    for service in office["services"]:
        service.update(open=False, reason="closed", opens_at="2026-09-23T08:00:00+02:00")


def paused(office: Office) -> None:
    """This kiosk is out of use."""
    office["paused_kiosks"] = {"kiosk:0": "no-paper"}


def silence() -> bytes:
    """A tenth of a second of it, as a WAV file."""
    sound = BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 22_050, 0, "NONE", ""))
        file.writeframes(bytes(2 * 2_205))
    return sound.getvalue()


@contextmanager
def staged(browser: Browser, data: Path, *, patient: bool = True) -> Iterator["Staged"]:
    """One page for many tests: opening one is what takes long. A script that failed fails the last of them.

    It waits for the office as long as it takes, and no visit ends by itself, unless it is not `patient`.
    """
    machine = settings.load(None, {"server.data": str(data)}, simulate=True)
    app = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
    screens = Screens(browser)
    page = screens()
    page.add_init_script(UNHURRIED)
    if patient:
        page.add_init_script(PATIENT)
    yield Staged(page, app)
    screens.close()
    app.extensions["dawr"].record.close()
    assert screens.failures == []


class Staged:
    """One kiosk page. `office` is what it knows; `tell` changes it while people look."""

    def __init__(self, page: Page, app: Flask) -> None:
        self.page, self._client = page, app.test_client()
        self.office: Office = self._client.get("/api/office").json
        self.first: Office = deepcopy(self.office)
        self.refusal: tuple[int, str] | None = None
        self.answers = True  # whether it answers who asks for a ticket
        self._asked: list[Route] = []
        self.receipt = "printing"
        self.voice: bytes | None = silence()  # each sound, if there is one
        self.track: str | None = TRACK
        self._sockets: list[WebSocketRoute] = []
        self._sequence = self._tickets = 0
        self._sizes, self._away, self._live = "", False, False
        page.route("**/*", self._answer)
        page.route("**/panel.css", self._answer_size)
        page.route("**/api/tickets", self._issue)
        page.route("**/kiosk/qr/*", lambda route: route.fulfill(content_type="image/svg+xml", body=qr(ADDRESS + TRACK)))
        page.route("**/kiosk/speech", lambda route: route.fulfill(json={"sentences": [SENTENCE]}))
        page.route("**/voice/*", self._answer_voice)
        page.route_web_socket(re.compile("/socket.io/"), self._connect)

    def open(self) -> "Staged":
        self._sockets.clear()
        self._live = False
        self.page.goto(f"{ADDRESS}/kiosk")
        self.page.wait_for_function("() => document.querySelector('svg.sprite') && document.fonts.status === 'loaded'")
        while not self._live:  # before that no news would reach it
            self.page.wait_for_timeout(5)
        return self

    # ---- what the office does

    def tell(self, change: Callable[[Office], object] = lambda office: None) -> None:
        """The office as `change` leaves it, which begins from the first one; live on the page when this returns."""
        mark = self._say(change)
        self.page.wait_for_function("mark => document.getElementById('office-subtitle').textContent === mark", arg=mark)

    def tell_unseen(self) -> None:
        """As `tell`, but the page's clock stands: when this returns the page knows of it and has not drawn it."""
        self.page.wait_for_function(KNOWS, arg=self._say())
        assert self.page.locator("#office-subtitle").text_content() != self.office["subtitle"]["en"]

    def _say(self, change: Callable[[Office], object] = lambda office: None) -> str:
        """Send the office as `change` leaves it; gives the subtitle by which it is known on the page."""
        self.office = deepcopy(self.first)
        change(self.office)
        mark = str(self._sequence + 1)
        self.office["subtitle"] = dict.fromkeys(LANGUAGES, mark)
        self._snapshot()
        return mark

    def answer(self) -> None:
        """It answers again, and whoever waited for a ticket first."""
        self.answers = True
        for route in self._asked:
            self._issue(route)
        self._asked.clear()

    def tell_receipt(self, receipt: str, problem: str | None = None) -> None:
        """What became of the paper of the ticket on the screen."""
        self.page.locator("#number").wait_for()  # before that nobody knows which ticket it is
        news = {"kind": "receipt", "ticket": self._tickets, "receipt": receipt, "problem": problem}
        self._send("news", {"sequence": self._sequence + 1, "after": self._sequence, **news})
        self._sequence += 1
        self.page.locator(f"#receipt[data-state={receipt}]").wait_for()

    def fail_paper(self) -> None:
        """The paper of the ticket on the screen did not come out: its code is on the screen instead."""
        self.tell_receipt("failed", "no-paper")
        self.page.wait_for_function("() => document.getElementById('qr').complete")

    def leave(self) -> None:
        """The office goes away, as when its plug is pulled."""
        self._away = True
        for socket in self._sockets:
            socket.close()
        self._sockets.clear()
        self.page.locator("#lost").wait_for()

    def come_back(self) -> None:
        self._away = False
        self.page.locator("#lost").wait_for(state="hidden")

    # ---- what a person does

    def press(self, *selectors: str) -> None:
        for selector in selectors:
            self.page.evaluate(PRESS, selector)

    def begin(self, language: str) -> None:
        """From wherever it is: the first screen, then this language."""
        self.page.evaluate("document.getElementById('leave').click()")
        self.press(f"#first-languages [lang={language}]")

    def go_on(self) -> bool:
        """To the second step of a service, where it is told in two; answers whether it is."""
        stepped = self.page.locator("#onward").is_visible()
        if stepped:
            self.press("#onward")
        return stepped

    def choose(self, *modes: str) -> None:
        """Have these modes on."""
        for mode in modes:
            self.page.evaluate(TURN_ON, MODES[mode])

    def small(self, width: int, height: int) -> None:
        """Opens it anew on something much smaller than a panel."""
        self._sizes = ""
        self.page.set_viewport_size({"width": width, "height": height})
        self.open()

    def panel(self, inches: str) -> float:
        """Opens it anew on this panel; answers the pixels per mm."""
        width, height = PANELS[inches]
        mm = pixels_per_mm(float(inches), (width, height))
        self._sizes = f":root {{ --mm: {mm}px }}"
        self.page.set_viewport_size({"width": width, "height": height})
        self.open()
        return mm

    # ---- behind the page

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if self._away and path == "/socket.io/":
            route.abort()
            return
        with self._client.get(path) as answer:
            body = answer.get_data()
        if path == "/kiosk":
            text = body.decode()
            known = json.loads(re.findall(r'id="kiosk">(.*?)</script>', text, re.DOTALL)[0])
            data = json.dumps(known | {"office": self.office})
            body = re.sub(r'(?<=id="kiosk">).*?(?=</script>)', lambda _: data, text, flags=re.DOTALL).encode()
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=body)

    def _answer_size(self, route: Route) -> None:
        route.fulfill(content_type="text/css", body=self._sizes)

    def _answer_voice(self, route: Route) -> None:
        if self.voice is None:
            route.fulfill(status=404)
        else:
            route.fulfill(content_type="audio/wav", body=self.voice)

    def _issue(self, route: Route) -> None:
        if not self.answers:
            self._asked.append(route)
            return
        if self.refusal:
            status, kind = self.refusal
            route.fulfill(status=status, json={"type": f"/problems/{kind}", "status": status})
            return
        asked: Mapping[str, Any] = json.loads(route.request.post_data or "{}")
        service = next(one for one in self.office["services"] if one["code"] == asked["service"])
        self._tickets += 1
        ticket = {"id": self._tickets, "number": f"{service['prefix']}{100 + self._tickets}", "state": "waiting"}
        more = {"priority": asked.get("priority"), "receipt": self.receipt, "track": self.track, "ahead": 4}
        route.fulfill(status=201, json=ticket | dict(asked) | {"priority": None} | more)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._away:
            socket.close()
            return
        self._sockets.append(socket)
        handshake = {"sid": "s", "upgrades": [], "pingInterval": 600_000, "pingTimeout": 600_000}

        def hear(message: str | bytes) -> None:
            if str(message).startswith("40"):
                socket.send('40/kiosk,{"sid":"s"}')
                self._snapshot()
                self._live = True

        socket.on_message(hear)
        socket.send("0" + json.dumps(handshake))

    def _snapshot(self) -> None:
        self._sequence += 1
        self._send("snapshot", {"sequence": self._sequence, "office": self.office})

    def _send(self, kind: str, data: object) -> None:
        for socket in self._sockets:
            socket.send(f"42/kiosk,{json.dumps([kind, data])}")
