"""The wall's real page in front of a real office: news, numbers and parts are real, its time and sounds are told.

A second of its time goes by when a test or a measurement lets it, however long that takes; what it hears of the
office comes when it comes, and is waited for.
"""

import time
from itertools import groupby
from typing import Any

from playwright.sync_api import Page

from server import desk, settings
from server.clock import Clock
from server.office.actors import SYSTEM
from server.record import Record
from server.transaction import Transaction
from tests.browser.staged_wall import LANGUAGES, SOUND, STEP_MS
from tests.rooms import MANAGER, UNHURRIED
from tests.running import RunningOffice
from tests.server.screens import soon

COUNTERS = range(1, 21)
WITHIN_S = 30.0
#: Its time has nothing to do with the office's: no line is dead because nothing came for half a minute of the page's.
#: What it was told of calls is noted, and whether it is asking for the office, or knocking at it, just now.
_LINE = """
window.told = [];
window.snapshots = 0;
window.asking = 0;
const Line = window.WebSocket;
const patient = (text) => text.replace(/"pingInterval":\\d+/, '"pingInterval":1000000000');
window.WebSocket = class extends Line {
  constructor(...how) {
    super(...how);
    asking += 1;
    const answered = new AbortController();
    for (const what of ["message", "close"])
      this.addEventListener(what, () => (answered.abort(), (asking -= 1)), { signal: answered.signal });
  }
  set onmessage(hear) {
    super.onmessage = ({ data }) => {
      hear({ data: data.startsWith("0{") ? patient(data) : data });
      if (!data.startsWith("42/display,")) return;
      const [kind, news] = JSON.parse(data.slice("42/display,".length));
      if (kind === "snapshot") snapshots += 1;
      if (kind !== "news") return;
      for (const each of [news, ...(news.also ?? [])]) if (each.kind === "call") told.push(each.call);
    };
  }
};
const ask = (...how) => {
  asking += 1;
  return real("/socket.io/", ...how).finally(() => (asking -= 1));
};
"""


def fill(office: RunningOffice, waiting: int) -> None:
    """Let an office that does not run have twenty open counters, and so many who wait, of every language in turn."""
    record = Record(settings.load(office.folder / "office.toml", {"server.data": str(office.folder)}), Clock())

    def decide(tx: Transaction) -> None:
        tx.change_setting("counters", [{"number": number, "step_free": False} for number in COUNTERS])

    def begin(tx: Transaction) -> None:
        for number in COUNTERS:
            desk.open_counter(tx, number)
        for at in range(waiting):
            desk.issue(tx, "commercial-licence", LANGUAGES[at % len(LANGUAGES)])

    record.writer.do(decide, SYSTEM)
    record.writer.do(lambda tx: desk.set_hours(tx, UNHURRIED), SYSTEM)
    record.writer.do(begin, MANAGER)
    record.close()


def call(office: RunningOffice, counter: int, token: str, again: bool | None = None) -> int:
    """Who is there is being served, then done, and the next is called: the id of the call.

    `again`: whether somebody is there, where that is known.
    """
    if again or (again is None and office.get(f"/api/counters/{counter}", token)["ticket"]):
        office.post(f"/api/counters/{counter}/start", {}, token)
    made: int = office.post(f"/api/counters/{counter}/call-next", {}, token)["sequence"]
    return made


class OfficeWall:
    """One wall, live in front of an office that runs."""

    def __init__(self, page: Page, office: RunningOffice) -> None:
        self.page = page
        page.add_init_script(SOUND.replace("return reach(...how)", "return ask(...how)") + _LINE)
        page.clock.install(time=time.time() - 60)  # it runs until it is paused
        page.clock.pause_at(time.time())
        page.goto(f"{office.url}/display?lang=en")
        self._await("snapshots")

    def run(self, ms: int) -> None:
        """Let so much of its time go by."""
        self.page.clock.run_for(ms)

    def await_told(self, calls: int) -> None:
        """Wait until it was told of so many calls."""
        self._await(f"told.length >= {calls}")

    def until(self, script: str) -> None:
        """Let time go by until that is so; none does while it asks for the office, or knocks at it."""

        def come() -> bool:
            found = bool(self.page.evaluate(script))
            if not found and not self.page.evaluate("asking"):
                self.run(STEP_MS)
            return found

        soon(come, within_s=WITHIN_S)

    def heard(self, *what: str) -> list[Any]:
        """What was told of these kinds, in order: the call, or the part that begins or ends."""
        found = self.page.evaluate("heard")
        return [each.get("call", each.get("part")) for each in found if each["what"] in what]

    def turns(self) -> list[int]:
        """The calls that were shown, chimed, spoken to the end and then over, one after the other, in that order."""
        parts = {call["call"]: call["parts"] for call in self.page.evaluate("told")}
        heard: list[tuple[int, str]] = []
        for each in self.page.evaluate("heard"):
            if "call" in each:
                heard.append((each["call"], each["part"] if each["what"] == "spoken" else each["what"]))
        whole = []
        for call, run in groupby(heard, key=lambda each: each[0]):
            said = [what for _, what in run]
            once = ["shown", "sounding", "chimed", *parts[call]]
            if said[: len(once)] == once and said[-1] == "rested" and set(said[len(once) : -1]) <= set(parts[call]):
                whole.append(call)
        return whole

    def _await(self, script: str) -> None:
        soon(lambda: self.page.evaluate(script), within_s=WITHIN_S)
