"""Whose turn it is: the queue of announcements, in a browser whose clock is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

STATIC = Path(__file__).parents[2] / "display" / "static"
CHIME_MS, SPEECH_MS = 900, 3000
LEAST_MS, FULL_MS = 4000, 10_000
FIRST_SPEECH_MS = CHIME_MS + 500
STEP_MS = 250

STAGE = """
import { Announcements } from "/announcements.js";

// Timers are counted: none may be left behind.
const set = window.setTimeout, clear = window.clearTimeout;
window.timers = new Set();
window.setTimeout = (work, ms) => {
  const timer = set(() => (window.timers.delete(timer), work()), ms);
  window.timers.add(timer);
  return timer;
};
window.clearTimeout = (timer) => (window.timers.delete(timer), clear(timer));

const note = (what, { call }) => window.heard.push([Math.round(performance.now() - window.begun), what, call]);
const lasting = (what, call, ms, signal) => new Promise((resolve) => {
  if (ms === null) throw new Error(`no ${what}`);
  let over = false;
  const end = (how) => () => over || ((over = true), clear(timer), note(`${what} ${how}`, call), resolve());
  const timer = set(end("ended"), ms);
  signal.addEventListener("abort", end("cut"));
});
window.heard = [];
window.begun = performance.now();
window.chime_ms = 900;
window.speech_ms = 3000;
window.announcements = new Announcements({
  load(call) { note("load", call); return `sound of ${call.call}`; },
  show(call) { note("show", call); },
  chime: (call, loaded, signal) => lasting("chime", call, window.chime_ms, signal),
  speak(call, loaded, signal) {
    if (loaded !== `sound of ${call.call}`) throw new Error("another call's sound");
    return lasting("speech", call, window.speech_ms, signal);
  },
  rest(call) { note("rest", call); },
});
"""


@pytest.fixture
def stage(browser: Browser) -> Iterator["Stage"]:
    context = browser.new_context()
    page = context.new_page()
    page.clock.install(time=0)
    files = {"/": ("text/html", ""), "/stage.js": ("text/javascript", STAGE)}
    files["/announcements.js"] = ("text/javascript", (STATIC / "announcements.js").read_text("utf-8"))

    def serve(route: Any) -> None:
        kind, body = files["/" + route.request.url.split("/", 3)[3]]
        route.fulfill(content_type=kind, body=body)

    page.route("http://wall.test/**", serve)
    page.goto("http://wall.test/")
    page.clock.pause_at(1000)
    page.add_script_tag(url="/stage.js", type="module")
    yield Stage(page)
    context.close()


class Stage:
    """Drives the queue; `heard` are (ms, what, call)."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def call(self, *calls: int) -> None:
        for call in calls:
            self.page.evaluate("(call) => announcements.add({ call })", call)

    def withdraw(self, call: int) -> None:
        self.page.evaluate("(call) => announcements.withdraw(call)", call)

    def run(self, ms: int) -> None:
        # In steps, so that what a timer sets off is settled before the next one is due.
        for _ in range(ms // STEP_MS):
            self.page.clock.run_for(STEP_MS)

    def let(self, **changes: Any) -> None:
        self.page.evaluate("(changes) => Object.assign(window, changes)", changes)

    @property
    def heard(self) -> list[tuple[int, str, int]]:
        return [tuple(each) for each in self.page.evaluate("heard")]

    def times(self, what: str, call: int | None = None) -> list[int]:
        return [ms for ms, heard, of in self.heard if heard == what and call in (None, of)]

    def order(self, what: str) -> list[int]:
        return [call for _, heard, call in self.heard if heard == what]

    @property
    def timers(self) -> int:
        return self.page.evaluate("timers.size")


def near(ms: int) -> Any:
    return pytest.approx(ms, abs=STEP_MS + 100)


def test_a_call_alone_is_chimed_spoken_and_spoken_again(stage):
    stage.call(7)
    stage.run(20_000)
    (chimed,) = stage.times("chime ended")
    first, again = stage.times("speech ended")
    assert chimed == near(CHIME_MS)
    assert first == near(FIRST_SPEECH_MS + SPEECH_MS)
    assert 3000 <= again - SPEECH_MS - first <= 5000
    assert stage.times("rest") == [near(max(again, FULL_MS))]


def test_a_short_call_stays_ten_seconds_when_nobody_waits(stage):
    stage.let(speech_ms=500)
    stage.call(7)
    stage.run(12_000)
    assert stage.times("rest") == [near(FULL_MS)]


def test_two_calls_at_once_are_both_announced_in_order_and_never_overlap(stage):
    stage.call(7, 8)
    stage.run(30_000)
    assert stage.order("show") == [7, 8]
    assert stage.order("speech ended") == [7, 8, 8]  # the first one's repetition was dropped
    assert stage.times("rest", 7)[0] <= stage.times("show", 8)[0]


def test_sounds_are_fetched_as_soon_as_a_call_is_known(stage):
    stage.call(7, 8)
    assert stage.order("load") == [7, 8]


def test_while_others_wait_a_call_stays_at_least_four_seconds(stage):
    stage.let(speech_ms=200)
    stage.call(7, 8)
    stage.run(6000)
    assert stage.times("rest", 7) == [near(LEAST_MS)]


def test_whoever_comes_during_the_pause_ends_it_and_the_repetition_is_dropped(stage):
    stage.call(7)
    stage.run(FIRST_SPEECH_MS + SPEECH_MS + 1000)
    stage.call(8)
    stage.run(1000)
    assert stage.order("speech ended") == [7]
    assert stage.order("show") == [7, 8]


def test_a_repetition_that_has_begun_is_not_cut(stage):
    stage.call(7)
    stage.run(FIRST_SPEECH_MS + SPEECH_MS + 4000 + 500)
    stage.call(8)
    stage.run(4000)
    assert stage.order("speech ended")[:2] == [7, 7]
    assert stage.times("speech cut") == []


def test_the_same_call_is_announced_once(stage):
    stage.call(7, 7)
    stage.run(2000)
    stage.call(7)
    stage.run(30_000)
    assert stage.order("show") == [7]


def test_a_recall_of_the_same_ticket_is_another_call(stage):
    stage.call(7)
    stage.run(25_000)
    stage.call(9)
    stage.run(25_000)
    assert stage.order("show") == [7, 9]


def test_a_call_that_was_taken_back_before_its_turn_is_not_announced(stage):
    stage.call(7, 8, 9)
    stage.withdraw(8)
    stage.run(40_000)
    assert stage.order("show") == [7, 9]


def test_a_call_that_is_taken_back_while_it_is_spoken_falls_silent_at_once(stage):
    stage.call(7, 8)
    stage.run(FIRST_SPEECH_MS + 1000)
    stage.withdraw(7)
    stage.run(500)
    assert stage.order("speech cut") == [7]
    assert stage.order("show") == [7, 8]
    stage.run(30_000)
    assert stage.order("speech ended") == [8, 8]


def test_a_chime_that_fails_does_not_take_the_voice_with_it(stage):
    stage.let(chime_ms=None)
    stage.call(7)
    stage.run(6000)
    assert stage.order("speech ended") == [7]


def test_a_chime_that_never_ends_is_cut(stage):
    stage.let(chime_ms=10**9)
    stage.call(7)
    stage.run(12_000)
    assert stage.times("chime cut") == [near(4000)]
    assert stage.order("speech ended") == [7]


def test_a_voice_that_fails_does_not_stop_the_next_call(stage):
    stage.let(speech_ms=None)
    stage.call(7, 8)
    stage.run(20_000)
    assert stage.order("rest") == [7, 8]


def test_a_voice_that_never_ends_is_cut_and_the_next_call_comes(stage):
    stage.let(speech_ms=10**9)
    stage.call(7, 8)
    stage.run(30_000)
    assert stage.order("speech cut") == [7]
    assert stage.order("show") == [7, 8]


def test_a_hundred_calls_leave_no_timer_behind(stage):
    stage.let(chime_ms=10, speech_ms=10)
    for call in range(100):
        stage.call(call)
        stage.page.clock.run_for(4200)
    stage.run(20_000)
    assert len(set(stage.order("rest"))) == 100
    assert stage.timers == 0
