"""The wall's real page in a real browser, in front of an office that says what a test wants.

Time stands still but when a test lets it run, and sounds last as long as a test says: what is shown and heard, and in
which order, does not depend on the machine. Pages, scripts and texts come from the application in this process.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, Route, WebSocketRoute

from server import app as wiring
from server import settings
from server.clock import FixedClock
from tests.browser.conftest import Screens
from tests.rooms import MORNING
from tests.server.screens import soon

ADDRESS = "http://127.0.0.1"
LANGUAGES = ("ar", "fr", "en")
CHIME_MS, PART_MS = 900, 1000
#: So often it is looked whether what comes by itself has come.
STEP_MS = 250
_ZONE = timezone(timedelta(hours=2))

#: Sounds that last, are written down, and make no noise.
SOUND = """
window.heard = [];
window.refused = location.search.includes("refused");
window.voiceless = false;
window.contexts = 0;
// Timers are counted: none may be left behind.
const set = window.setTimeout, clear = window.clearTimeout;
window.timers = new Set();
window.intervals = 0;
window.setTimeout = (work, ms, ...given) => {
  const timer = set(() => (window.timers.delete(timer), work(...given)), ms);
  window.timers.add(timer);
  return timer;
};
window.clearTimeout = (timer) => (window.timers.delete(timer), clear(timer));
const repeat = window.setInterval;
window.setInterval = (...given) => ((window.intervals += 1), repeat(...given));
const note = (what, detail = {}) => heard.push({ ms: performance.now(), what, ...detail });
for (const what of ["shown", "sounding", "chimed", "spoken", "rested"])
  document.addEventListener(`dawr:${what}`, ({ detail }) => note(what, detail));
const real = window.fetch;
// Who asks whether the office can be reached is answered at once, whatever the machine is doing.
window.network = "there";
const reach = ({ signal }) =>
  network === "there" ? Promise.resolve({ status: 204 })
  : network === "refuses" ? Promise.reject(new TypeError("nobody there"))
  : new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
// What the office is asked of itself comes over a real line: how often the answer was read, is counted.
window.versions = 0;
const counted = async (answer) => {
  const told = await answer.json();
  window.versions += 1;
  return told;
};
window.fetch = (address, ...how) => {
  if (address === "/socket.io/") return reach(...how);
  if (address === "/api/health") return real(address, ...how).then((answer) => ({ json: () => counted(answer) }));
  const part = /^\\/voice\\/(.*)\\.wav$/.exec(address)?.[1] ?? (/chime/.test(address) ? "chime" : null);
  if (part === null) return real(address, ...how);
  if (window.voiceless && part !== "chime") return Promise.reject(new Error("no voice"));
  return Promise.resolve({ ok: true, arrayBuffer: async () => part });
};
window.AudioContext = class {
  onstatechange = null;
  destination = null;
  #running = !window.refused;
  constructor() { window.contexts += 1; }
  get state() { return this.#running ? "running" : "suspended"; }
  get currentTime() { return performance.now() / 1000; }
  async resume() {
    if (window.refused && !window.touched) throw new DOMException("a touch first", "NotAllowedError");
    this.#running = true;
    this.onstatechange?.();
  }
  async close() {}
  async decodeAudioData(part) { return { part, duration: (part === "chime" ? CHIME_MS : PART_MS) / 1000 }; }
};
addEventListener("pointerdown", () => (window.touched = true), true);
window.AudioBufferSourceNode = class {
  #timers = [];
  constructor(context, { buffer }) { Object.assign(this, { context, buffer, onended: null }); }
  connect() {}
  disconnect() {}
  start(at_s) {
    const wait_ms = (at_s - this.context.currentTime) * 1000;
    const video = document.querySelector("video");
    const { part, duration } = this.buffer;
    const end = () => (note("ends", { part }), this.onended?.());
    this.#timers = [
      setTimeout(() => note("begins", { part, muted: video ? video.muted : null }), wait_ms),
      setTimeout(end, wait_ms + duration * 1000),
    ];
  }
  stop() {
    this.#timers.forEach(clearTimeout);
    note("stopped", { part: this.buffer.part });
    this.onended?.();
  }
};
""".replace("CHIME_MS", str(CHIME_MS)).replace("PART_MS", str(PART_MS))


@contextmanager
def staged_wall(browser: Browser, data: Path, **how: Any) -> Iterator["StagedWall"]:
    """One page for many tests, which open it anew. A script that failed fails the last of them."""
    machine = settings.load(None, {"server.data": str(data)}, simulate=True)
    app = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
    screens = Screens(browser)
    yield StagedWall(screens(touch=True, **how), app)
    screens.close()
    app.extensions["dawr"].record.close()
    assert screens.failures == []


class StagedWall:
    """One wall. `office` and `options` are what it is told; calls are dicts as in the API."""

    def __init__(self, page: Page, app: Flask, *, still: bool = True) -> None:
        self.page, self._client = page, app.test_client()
        self.office: dict[str, Any] = self._client.get("/api/office").json
        self.first = self.office
        self.options: dict[str, Any] = {}
        self.speaks, self.version, self.away = True, "1", False
        self.waiting = 0
        self.media: dict[str, tuple[str, bytes]] = {}
        self.said: list[tuple[str, Any]] = []
        self.opened = 0
        self._calls: list[dict[str, Any]] = []
        self._sockets: list[WebSocketRoute] = []
        self._sequence = self._ms = 0
        self._welcomed = False
        page.route("**/*", self._answer)
        page.route("**/display/media/*", self._answer_media)
        page.route("**/api/health", self._answer_health)
        page.route_web_socket(re.compile("/socket.io/"), self._connect)
        page.add_init_script(SOUND)
        if still:
            page.clock.install(time=MORNING / 1000 - 60)  # it runs until it is paused
            page.clock.pause_at(MORNING / 1000)

    def open(
        self,
        query: str = "?lang=en",
        size: tuple[int, int] = (1280, 720),
        *,
        speaks: bool = True,
        **options: Any,
    ) -> "StagedWall":
        """Opens it anew, with nobody called. With `&refused` in the query the browser wants a touch first."""
        self._hang_up()
        self._calls, self.options, self.speaks, self.away = [], options, speaks, False
        self.said.clear()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.goto(f"{ADDRESS}/display{query}")
        self.page.wait_for_function("() => document.fonts.status === 'loaded'")
        self.page.evaluate("document.fonts.ready.then(() => null)")  # the page measures anew then, and only then
        self._await_welcome()
        return self

    # ---- what the office does

    def call(
        self, number: str = "A001", counter: int = 3, language: str = "en", *, told: bool = True
    ) -> dict[str, Any]:
        """A call: told at once, or missed."""
        self._sequence += 1
        languages = [language, *(["ar"] if language != "ar" else [])]
        made = {
            "call": self._sequence,
            "number": number,
            "counter": counter,
            "at": self.now,
            "repeat": False,
            "language": language,
            "languages": languages,
            "parts": [f"{each}-{number if half else counter}" for each in languages for half in (1, 0)],
        }
        self._calls = [made, *(each for each in self._calls if each["number"] != number)]
        if told:
            self._news(kind="call", call=made)
        return made

    def withdraw(self, call: dict[str, Any]) -> None:
        """It was undone."""
        self._calls.remove(call)
        self._sequence += 1
        self._news(kind="withdrawn", call=call["call"], number=call["number"], stands=None)

    def arrange(
        self, *, speaks: bool | None = None, unsaid: list[dict[str, Any]] | None = None, **options: Any
    ) -> None:
        """Other options, while people look; `unsaid`: the calls that the wall which spoke took along."""
        self.options = options
        self.speaks = self.speaks if speaks is None else speaks
        self._send("news", {"kind": "options", "options": options, "speaks": self.speaks, "unsaid": unsaid or []})
        self.settle()

    def leave(self, *, swallowed: bool = False) -> None:
        """The office goes away, as when its plug is pulled; `swallowed`: whoever asks for it hears nothing."""
        self.away = True
        self.page.evaluate("(network) => { window.network = network; }", "swallows" if swallowed else "refuses")
        for socket in self._sockets:
            socket.close()
        self._hang_up()

    def _hang_up(self) -> None:
        """The line that there was carries nothing any more."""
        self._sockets.clear()
        self._welcomed = False

    def come_back(self) -> None:
        """It is there again: whoever knocks is let in."""
        self.away = False
        self.page.evaluate("window.network = 'there'")

    def until_live(self) -> None:
        """Time goes by until the wall has knocked, and heard how things stand; none does after it has knocked."""
        for _ in range(40):
            if self._sockets:
                self._await_welcome()
                return
            self.run(STEP_MS)
            for _ in range(20):
                self.settle()
        raise AssertionError("it never came back")

    def _await_welcome(self) -> None:
        soon(lambda: self.settle() or self._welcomed)
        self.settle()

    def until_said(self, what: str, told: object) -> None:
        """Waits until this is what the wall said last: it may still be on its way."""
        soon(lambda: self.settle() or self.said[-1:] == [(what, told)])

    def snapshot(self, missed: list[dict[str, Any]] | None = None) -> None:
        self._send("snapshot", self._whole(missed or []))
        self.settle()

    # ---- time

    @property
    def now(self) -> str:
        return datetime.fromtimestamp((MORNING + self._ms) / 1000, _ZONE).isoformat(timespec="milliseconds")

    @property
    def time(self) -> str:
        """As the wall's clock should show it."""
        return self.now[11:16]

    def run(self, ms: int) -> "StagedWall":
        """Lets so much time go by: each timer sets off what it sets off, and the next one waits for that."""
        self._ms += ms
        self.page.clock.run_for(ms)
        self.settle()
        return self

    def early_in_a_minute(self) -> None:
        """Time goes by until ten seconds of a minute have: what is done in the next ones is done in that minute."""
        self.run((70_000 - self._ms) % 60_000)

    def run_until(self, script: str, step_ms: int) -> None:
        """Lets time go by until that is so, where it is for answers too that come over a real line."""

        def come() -> bool:
            found = bool(self.page.evaluate(script))
            if not found:
                self.run(step_ms)
            return found

        soon(come)

    def sleep(self, ms: int) -> None:
        """The lid is closed, and opened again after so long."""
        self._hang_up()
        self._ms += ms
        self.page.clock.fast_forward(ms)
        self.settle()

    def suspend(self, ms: int) -> None:
        """The machine sleeps so long, and with it the time by which the page runs: only the machine's clock goes on."""
        self._hang_up()
        self._ms += ms
        self.page.evaluate("(ms) => { const now = Date.now; Date.now = () => now() + ms; }", ms)

    def settle(self) -> None:
        """What was sent has arrived, and what follows from it at once is done."""
        self.page.evaluate("async () => { for (let turn = 0; turn < 20; turn++) await 0; }")

    def until(self, script: str) -> None:
        """Waits, in real time, for what the browser does by itself."""
        soon(lambda: self.page.evaluate(script))

    # ---- what is seen and heard

    def heard(self, *what: str) -> list[Any]:
        """What was told of these kinds, in order: the call, or the part."""
        found = self.page.evaluate("heard")
        return [each.get("call", each.get("part")) for each in found if each["what"] in what]

    def see(self, selector: str) -> str:
        return self.page.evaluate("(selector) => document.querySelector(selector).textContent", selector)

    def is_seen(self, selector: str) -> bool:
        return self.page.evaluate(
            "(selector) => Boolean(document.querySelector(selector)?.checkVisibility())", selector
        )

    def counts(self) -> dict[str, int]:
        """What must not grow: elements, listeners, timers, sounds' contexts."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Performance.enable")
        session.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        session.detach()
        script = "[document.querySelectorAll('*').length, timers.size, intervals, contexts]"
        names = ("elements", "timers", "intervals", "contexts")
        counted = dict(zip(names, self.page.evaluate(script), strict=True))
        return counted | {"nodes": int(metrics["Nodes"]), "listeners": int(metrics["JSEventListeners"])}

    # ---- behind the page

    def _board(self) -> dict[str, Any]:
        waiting = {"total": self.waiting, "by_service": {}}
        return {"sequence": self._sequence, "now": self.now, "calls": self._calls[:12], "waiting": waiting}

    def _whole(self, missed: list[dict[str, Any]]) -> dict[str, Any]:
        told = {"board": self._board(), "office": self.office | {"now": self.now}, "missed": missed}
        told["standing"] = [call["call"] for call in self._calls]
        return {"sequence": self._sequence, "options": self.options, "speaks": self.speaks, **told}

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if self.away:
            route.abort()
            return
        with self._client.get(path) as answer:
            body = answer.get_data()
        if path.partition("?")[0] == "/display":
            self.opened += 1
            text = body.decode()
            known = json.loads(re.findall(r'id="display">(.*?)</script>', text, re.DOTALL)[0])
            told = {"office": self.office, "board": self._board(), "options": self.options, "speaks": self.speaks}
            body = re.sub(
                r'(?<=id="display">).*?(?=</script>)', lambda _: json.dumps(known | told), text, flags=re.DOTALL
            ).encode()
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=body)

    def _answer_media(self, route: Route) -> None:
        file = route.request.url.rpartition("/")[2].partition("?")[0]
        kind, body = self.media.get(file, ("", b""))
        route.fulfill(headers={"ETag": str(hash(body))}, content_type=kind, body=body) if kind else route.fulfill(
            status=404
        )

    def _answer_health(self, route: Route) -> None:
        route.abort() if self.away else route.fulfill(json={"version": self.version})

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.away:
            socket.close()
            return
        self._sockets.append(socket)
        handshake = {"sid": "s", "upgrades": [], "pingInterval": 10**9, "pingTimeout": 10**9}

        def hear(message: str | bytes) -> None:
            if str(message).startswith("40"):
                since = json.loads(str(message).partition(",")[2] or "{}").get("since", 0)
                socket.send('40/display,{"sid":"s"}')
                young = [call for call in reversed(self._calls) if call["call"] > since and self._age_ms(call) < 60_000]
                socket.send(f"42/display,{json.dumps(['snapshot', self._whole(young)])}")
                self._welcomed = True
            elif str(message).startswith("42"):
                self.said.append(tuple(json.loads(str(message).partition(",")[2])))

        socket.on_message(hear)
        socket.send("0" + json.dumps(handshake))

    def _age_ms(self, call: dict[str, Any]) -> float:
        passed = datetime.fromisoformat(self.now) - datetime.fromisoformat(call["at"])
        return passed.total_seconds() * 1000

    def _news(self, **news: Any) -> None:
        self._send("news", {"sequence": self._sequence, "after": self._sequence - 1, **news})
        self.settle()

    def _send(self, kind: str, data: object) -> None:
        for socket in self._sockets:
            socket.send(f"42/display,{json.dumps([kind, data])}")
