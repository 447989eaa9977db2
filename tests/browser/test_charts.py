"""The statistics' pictures, drawn in Debian's Chromium under the policy of every page, from a month of figures."""

import json
import mimetypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from server import wording
from server.headers import CONTENT_SECURITY_POLICY
from server.manager.chart_words import WORDS
from tests import figures_sample
from tests.browser.accessible import faults
from tests.browser.conftest import Screens

STATIC = Path(__file__).parents[2] / "server/static"
ADDRESS = "http://127.0.0.1/pictures"
WIDTH = 1100
PICTURES = ("when", "waits", "waits-of", "half-hours", "arrivals", "times")
PAGE = """<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>Pictures</title>
<link rel="stylesheet" href="/static/theme.css"><link rel="stylesheet" href="/static/charts/charts.css">
<script src="/static/vendor/d3/d3.min.js"></script><script src="/static/vendor/plot/plot.umd.min.js"></script>
<script type="application/json" id="page">{page}</script></head>
<body><main class="page stack"><h1>Pictures</h1><h2>All of them</h2>{places}</main></body></html>"""
#: As a page does it: each picture in its place; what is picked is kept.
DRAW = """async (answer) => {
    const [pictures, { read, words }] = await Promise.all([
        import('/static/charts/pictures.js'), import('/static/words.js'),
    ]);
    const { texts, locale, language } = read('page');
    window.violated = [];
    document.onsecuritypolicyviolation = ({ violatedDirective }) => violated.push(violatedDirective);
    window.picked = [];
    const how = {
        w: words(texts, language), locale, rtl: document.dir === 'rtl', target_s: 900,
        pick: (key) => picked.push(key), csv: (by) => '/api/statistics.csv?' + by.map((each) => 'by=' + each).join('&'),
    };
    const of = (names) => ({ ...how, name: (code) => names[code]?.[language] ?? code });
    const at = (id) => document.getElementById(id);
    document.querySelectorAll('details').forEach((each) => (each.open = false));
    pictures.when(at('when'), answer.heat, how);
    pictures.waits(at('waits'), answer.days, how);
    pictures.waits_of(at('waits-of'), answer.services, 'service', of(answer.names.services));
    pictures.waits(at('half-hours'), answer.half_hours, how);
    pictures.arrivals(at('arrivals'), answer.days, how);
    pictures.times(at('times'), answer.counters, how);
}"""
#: Where each shape of a kind lies on the screen, in the order of its rows, with its title.
PLACES = """([picture, kind]) => [...document.querySelectorAll(`#${picture} .${kind} > *`)].map((shape) => {
    const { left, right } = shape.getBoundingClientRect();
    return { left, right, title: shape.querySelector('title')?.textContent ?? '' };
})"""

#: As wide as it was made, and with the letters of all that stands there: what is laid out asks for them.
LAID_OUT = "width => innerWidth === width && document.body.offsetHeight && document.fonts.status === 'loaded'"

Shown = Callable[..., Page]


@pytest.fixture(scope="module")
def answer() -> Any:
    return json.loads(figures_sample.FILE.read_text("utf-8"))


def serve(route: Route) -> None:
    """A file of ours, as the office gives it."""
    path = STATIC / route.request.url.split("/static/", 1)[1]
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    route.fulfill(body=path.read_bytes(), content_type=kind)


def load(screens: Screens, language: str) -> Page:
    """A page with a place for every picture."""
    data = {"texts": wording.words(language, WORDS), "locale": wording.tag(language, "LY"), "language": language}
    text = PAGE.format(
        language=language,
        direction=wording.direction(language),
        page=json.dumps(data).replace("<", "\\u003c"),
        places="".join(f'<section class="card" id="{each}"></section>' for each in PICTURES),
    )
    policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    page = screens(WIDTH, 900, touch=False)
    page.route("**/static/**", serve)
    page.route(ADDRESS, lambda route: route.fulfill(body=text, content_type="text/html", headers=policy))
    page.goto(ADDRESS)
    return page


@pytest.fixture(scope="module")
def shown(browser: Browser, answer: dict[str, Any]) -> Iterator[Shown]:
    """`shown(language, **other_rows)`: a page with every picture, drawn anew. Its script must not fail."""
    screens, pages = Screens(browser), {}

    def show(language: str = "en", **rows: Any) -> Page:
        page = pages.get(language) or pages.setdefault(language, load(screens, language))
        page.set_viewport_size({"width": WIDTH, "height": 900})
        page.wait_for_function(LAID_OUT, arg=WIDTH)
        page.evaluate(DRAW, answer | rows)
        page.wait_for_function(LAID_OUT, arg=WIDTH)
        assert screens.failures == []
        return page

    yield show
    screens.close()
    assert screens.failures == []


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_picture_is_drawn_in_the_direction_of_reading_under_the_policy(shown: Shown, language: str) -> None:
    page = shown(language)
    expect(page.locator("svg.plot")).to_have_count(len(PICTURES))
    assert page.evaluate("violated") == []
    assert page.locator("svg style").count() == 0
    first, *_, last = page.evaluate(PLACES, ["waits", "front"])
    assert (first["left"] > last["left"]) == (language == "ar")
    for picture in PICTURES:
        names = page.evaluate(PLACES, [picture, "names"])
        assert names and all(each["left"] >= 0 and each["right"] <= WIDTH for each in names), picture
    assert page.evaluate("document.scrollingElement.scrollWidth") == WIDTH
    assert not re.search("[٠-٩]", page.locator("main").inner_text())


def test_the_heat_map_says_its_minutes_and_hatches_what_too_few_carry(shown: Shown, answer: dict[str, Any]) -> None:
    page = shown()
    few = [row for row in answer["heat"] if row["wait"]["median_s"] is None]
    assert page.locator("#when .in-cell text").count() == len(answer["heat"])
    hatched = page.locator("#when g.few > rect").evaluate_all("all => all.map((one) => one.getAttribute('fill'))")
    assert len(hatched) == len(few) > 0 and all(paint.startswith("url(#hatch-few") for paint in hatched)
    paints = page.locator("#when [class^=level]").evaluate_all("all => all.map((one) => getComputedStyle(one).fill)")
    assert len(set(paints)) == len(paints) > 2
    finding = re.compile("^The longest wait: .?Sunday .?11:30–12:00.*, median 30 min, n = 71")
    expect(page.locator("#when .finding")).to_have_text(finding)
    expect(page.get_by_role("img", name=finding)).to_have_count(1)


def test_an_estimate_that_is_not_reached_is_told_and_marked(shown: Shown) -> None:
    page = shown()
    assert len(page.evaluate(PLACES, ["waits", "beyond"])) == 1
    titles = [each["title"] for each in page.evaluate(PLACES, ["waits", "hit"])]
    assert "Wednesday, November 18\nMedian: 1 h 20 min\nNine in ten: more than 2 h 8 min\nn = 61" in titles
    assert "Friday, November 6\nNobody came." in titles


def test_only_the_day_that_still_runs_is_drawn_as_provisional(shown: Shown, answer: dict[str, Any]) -> None:
    page = shown()
    assert page.locator("#waits .unsure rect").count() == 1
    assert any(row["provisional"] for row in answer["half_hours"])
    assert page.locator("#half-hours .unsure").count() == 0


def test_a_click_and_the_keys_in_the_table_pick_the_same(shown: Shown, answer: dict[str, Any]) -> None:
    page = shown()
    page.locator("#waits-of .hit > *").nth(3).click()
    page.locator("#waits-of summary").press("Enter")
    page.locator("#waits-of tbody button").nth(3).press("Enter")
    page.locator("#when .hit > *").first.click()
    page.locator("#when summary").press("Enter")
    page.locator("#when tbody td button").first.press("Enter")
    page.locator("#when tbody th button").first.press("Enter")
    service, cell = answer["services"][3]["key"], answer["heat"][0]["key"]
    assert page.evaluate("picked") == [service, service, cell, cell, {"weekday": cell["weekday"]}]
    expect(page.locator("#waits-of a[download]")).to_have_attribute("href", "/api/statistics.csv?by=service")


def test_whoever_cannot_see_a_picture_has_it_as_a_table(shown: Shown, answer: dict[str, Any]) -> None:
    page = shown("fr")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    expect(page.locator("#waits tbody tr")).to_have_count(len(answer["days"]))
    expect(page.locator("#times tbody tr")).to_have_count(len(answer["counters"]))
    assert faults(page) == []


def test_a_picture_follows_the_width_of_its_place_and_of_the_paper(shown: Shown) -> None:
    page = shown()
    svg = page.locator("#waits svg")
    wide = svg.get_attribute("width") or ""
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(LAID_OUT, arg=390)
    expect(svg).not_to_have_attribute("width", wide)
    expect(page.locator("#when .in-cell text")).to_have_count(0)  # its fields are too narrow for words, and all seen
    expect(page.locator("#when .canvas")).not_to_have_attribute("tabindex", "0")
    page.wait_for_function("document.scrollingElement.scrollWidth === 390")
    narrow = svg.get_attribute("width") or ""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(svg).to_have_attribute("width", "680")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(svg).to_have_attribute("width", narrow)
    assert page.evaluate("violated") == []


def test_where_there_is_nothing_to_draw_a_sentence_says_so(shown: Shown) -> None:
    page = shown(heat=[], days=[], services=[], half_hours=[], counters=[])
    expect(page.locator("svg.plot")).to_have_count(0)
    expect(page.locator("#when .finding")).to_have_text("Too few values: a median is shown from five.")
    expect(page.locator("#arrivals .finding")).to_have_text("Nobody came.")
    expect(page.locator("#times .finding")).to_have_text("No counter was open.")
