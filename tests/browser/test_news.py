"""`news.js`, the client of the news that all pages share: its ledger, and its following across a restart."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Running, Screens
from tests.running import ROOT
from tests.server.screens import soon

CALL = {"number": "A001", "counter": 1}

FOLLOW = """async () => {
  const { follow } = await import("/static/news.js");
  window.heard = [];
  window.follower = follow("/display", {
    snapshot: (data) => heard.push(["snapshot", (data.missed ?? []).map(({ call }) => call)]),
    news: (data) => heard.push([data.kind, data.call?.call ?? null]),
    lost: () => heard.push(["lost", null]),
    back: () => heard.push(["back", null]),
  });
}"""


@pytest.fixture
def page(running: Running, screens: Screens) -> Page:
    """A page of the house on which nothing else follows the news."""
    opened = screens()
    opened.goto(f"{running.url}/")
    return opened


@pytest.fixture
def ledger(screens: Screens) -> Callable[..., Any]:
    """`ledger(step, …)`: what a new ledger makes of steps `["begin" | "add", data]`, and its last sequence.

    No office is needed for it, only its files.
    """
    page = screens()
    page.route("http://files.test/**", lambda route: route.fulfill(body="", content_type="text/html"))
    page.route("http://files.test/static/**", _file)
    page.goto("http://files.test/")

    def play(*steps: tuple[str, dict[str, Any]]) -> Any:
        script = """async (steps) => {
          const { Ledger } = await import("/static/news.js");
          const ledger = new Ledger();
          return [steps.map(([step, data]) => ledger[step](data)), ledger.sequence];
        }"""
        return page.evaluate(script, steps)

    return play


def _file(route: Route) -> None:
    path = ROOT / "server" / urlsplit(route.request.url).path.lstrip("/")
    route.fulfill(path=path, content_type="text/javascript")


def until(page: Page, true: str) -> None:
    """Wait until an expression is true; asked from outside, for the page's policy lets nothing be compiled in it."""
    soon(lambda: page.evaluate(true))


def news(sequence: int, after: int, kind: str = "waiting", **more: Any) -> tuple[str, dict[str, Any]]:
    return "add", {"sequence": sequence, "after": after, "kind": kind, **more}


def call(sequence: int, after: int, **more: Any) -> tuple[str, dict[str, Any]]:
    return news(sequence, after, "call", call={"call": sequence, **CALL}, **more)


def test_what_was_heard_before_is_dropped(ledger):
    told, sequence = ledger(("begin", {"sequence": 7}), news(6, 3), news(7, 6), news(9, 7))
    assert [len(each) for each in told[1:]] == [0, 0, 1]
    assert sequence == 9


def test_news_after_ones_that_were_missed_ask_for_a_snapshot(ledger):
    told, sequence = ledger(("begin", {"sequence": 7}), news(9, 8), news(9, 5))
    assert told[1] is None
    assert told[2] and sequence == 9


def test_before_the_first_snapshot_nothing_counts(ledger):
    assert ledger(news(9, 8)) == [[[]], None]


def test_what_rides_along_is_told_one_by_one(ledger):
    told, _ = ledger(("begin", {"sequence": 7}), call(8, 7, also=[{"kind": "waiting", "waiting": {"total": 0}}]))
    assert [(each["kind"], each["sequence"]) for each in told[1]] == [("call", 8), ("waiting", 8)]
    assert "also" not in told[1][0]


def test_a_call_is_told_once_whichever_way_it_comes(ledger):
    missed = [{"call": 8, **CALL}, {"call": 9, **CALL}]
    told, sequence = ledger(
        ("begin", {"sequence": 7}), call(8, 7), ("begin", {"sequence": 9, "missed": missed}), call(10, 9), call(10, 9)
    )
    assert [each["call"] for each in told[2]["missed"]] == [9]
    assert [len(told[3]), len(told[4])] == [1, 0]
    assert sequence == 10


def test_a_snapshot_counts_also_when_it_is_older(ledger):
    _, sequence = ledger(("begin", {"sequence": 70}), ("begin", {"sequence": 7}))
    assert sequence == 7


def test_it_comes_back_after_a_restart_and_hears_what_it_missed_once(running, page):
    token = running.command("token", "add", "a program", "--role", "manager").strip()
    manager = {"Authorization": f"Bearer {token}"}
    running.post("/api/counters/1/open", {}, **manager)
    for _ in range(2):
        running.post("/api/tickets", {"service": "information", "language": "fr"}, **manager)
    page.evaluate(FOLLOW)
    until(page, "heard.length >= 1")
    first = running.post("/api/counters/1/call-next", {}, **manager)["sequence"]
    until(page, f"heard.some(([kind, call]) => kind === 'call' && call === {first})")
    running.stop()
    until(page, "heard.some(([kind]) => kind === 'lost')")
    running.start()
    until(page, "heard.some(([kind]) => kind === 'back')")
    heard = page.evaluate("heard.slice(0, heard.findIndex(([kind]) => kind === 'back') + 1)")
    assert [kind for kind, _ in heard].count("lost") == 1
    assert [call for kind, call in heard if kind == "call"] == [first]
    assert heard[-2] == ["snapshot", []]
    running.post("/api/counters/1/recall", {}, **manager)
    until(page, "heard.filter(([kind]) => kind === 'call').length === 2")


def test_a_call_while_it_was_away_is_told_when_it_is_back(running, page):
    token = running.command("token", "add", "a program", "--role", "manager").strip()
    manager = {"Authorization": f"Bearer {token}"}
    running.post("/api/counters/1/open", {}, **manager)
    running.post("/api/tickets", {"service": "information", "language": "fr"}, **manager)
    page.evaluate(FOLLOW)
    until(page, "heard.length >= 1")
    since = page.evaluate("follower.stop() ?? follower.sequence")
    missed = running.post("/api/counters/1/call-next", {}, **manager)["sequence"]
    page.evaluate(FOLLOW.replace("{\n    snapshot", f"{{\n    auth: {{ since: {since} }},\n    snapshot"))
    until(page, "heard.length >= 1")
    assert page.evaluate("heard[0]") == ["snapshot", [missed]]


def test_who_may_not_follow_is_told_why_and_tries_again(page):
    manager = FOLLOW.replace("/display", "/manager").replace("lost: ()", "lost: (why)")
    page.evaluate(manager.replace('["lost", null]', '["lost", why.kind]'))
    until(page, "heard.length >= 1")
    assert page.evaluate("heard[0]") == ["lost", "not-signed-in"]
