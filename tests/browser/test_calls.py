"""Which calls the wall knows, in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

CALLS = Path(__file__).parents[2] / "display" / "static" / "calls.js"

LIST = """async (steps) => {
  const { Calls } = await import("/calls.js");
  const calls = new Calls();
  for (const [what, ...given] of steps) calls[what](...given);
  return calls.list(0).map(({ call }) => call);
}"""


@pytest.fixture
def listed(browser: Browser) -> Iterator[Callable[..., list[int]]]:
    """`listed((method, *arguments), …)`: the calls that are listed after these steps."""
    context = browser.new_context()
    page = context.new_page()
    page.route("http://wall.test/", lambda route: route.fulfill(content_type="text/html", body=""))
    script = CALLS.read_text("utf-8")
    page.route("http://wall.test/calls.js", lambda route: route.fulfill(content_type="text/javascript", body=script))
    page.goto("http://wall.test/")
    yield lambda *steps: page.evaluate(LIST, steps)
    context.close()


def call(number: str, call: int) -> dict[str, Any]:
    return {"call": call, "number": number, "at": "1970-01-01T00:00:00Z"}


ONE_RECALLED = [("add", call("A001", 5)), ("add", call("B001", 6)), ("add", call("A001", 7))]


def test_each_number_is_listed_once_by_its_latest_call(listed):
    assert listed(*ONE_RECALLED) == [7, 6]


def test_a_number_of_which_no_call_stands_goes_with_all_its_calls(listed):
    assert listed(*ONE_RECALLED, ("settle", "A001", None)) == [6]


def test_of_a_number_only_the_call_that_stands_stays(listed):
    assert listed(*ONE_RECALLED, ("settle", "A001", call("A001", 5))) == [6, 5]


def test_a_call_that_stands_and_is_not_known_is_listed_in_its_place(listed):
    assert listed(*ONE_RECALLED, ("settle", "C001", call("C001", 4))) == [7, 6, 4]


def test_a_new_beginning_keeps_what_stands_and_is_no_longer_among_the_last(listed):
    assert listed(*ONE_RECALLED, ("begin", [call("C001", 9)], [9, 6])) == [9, 6]


def test_a_new_beginning_forgets_what_was_before(listed):
    assert listed(*ONE_RECALLED, ("begin", [])) == []
