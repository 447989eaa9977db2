"""The statistics' page: a manager finds answers by clicking, in Debian's Chromium, from two weeks that were lived."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from server import app as wiring
from server import settings
from server.demo.demonstration import CLERKS, Demonstration
from server.demo.scenarios import LIVELY
from server.manager.figures import Figures
from tests import figures_sample
from tests.browser.accessible import faults
from tests.browser.conftest import Screens
from tests.browser.told_office import read_first

PASSWORD = "a long sentence of hers"
SUNDAY = date(2026, 11, 22)
#: Four hours a day with one counter too few: people wait, and some give up.
CROWDED = replace(LIVELY, arrivals_per_min=0.23, opens_min=240, counters=(1, 2, 3), patience_min=45, out_of_turn=0.03)
WEEK = "from=2026-11-15&to=2026-11-19"
TOLD = Figures("en")
DAYS = {"sun": "Sunday", "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday"}
#: The page's own way from one address to the next, without loading it anew.
GO = "query => { history.pushState(null, '', `?lang=en&${query}`); dispatchEvent(new PopStateEvent('popstate')); }"
JSON = "application/json"
MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")

Row = dict[str, Any]


class House:
    """An office in this process, on the third Sunday at half past eight, after two weeks of five days."""

    def __init__(self, folder: str) -> None:
        machine = settings.load(None, {"server.data": folder}, simulate=True)
        lived = Demonstration(machine, PASSWORD, SUNDAY, days=14, seed=9, scenario=CROWDED)
        assert len(list(lived.history())) == 10
        lived.begin_today()
        app = wiring.create_app(machine, wiring.devices(machine), lived.clock)
        self.office = app.extensions["dawr"]
        self._server = make_server("127.0.0.1", 0, read_first(app), threaded=True)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.office.stop()

    def rows(self, query: str) -> list[Row]:
        """What the API answers to a question with a `by`."""
        found: list[Row] = json.loads(self.office.answers.ask("rows", parse_qs(query)))["rows"]
        return found

    def total(self, query: str = WEEK) -> Row:
        found: Row = json.loads(self.office.answers.ask("rows", parse_qs(query)))["total"]
        return found

    def name(self, service: str) -> str:
        name: str = self.office.reading.catalogue().services[service].name["en"]
        return name


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    opened = House(str(tmp_path_factory.mktemp("house")))
    yield opened
    opened.close()


Shown = Callable[..., Page]


@pytest.fixture(scope="module")
def shown(browser: Browser, house: House) -> Iterator[Shown]:
    """`shown(query)`: the manager's page in English with the answer to that question. Its script must not fail."""
    screens, pages = Screens(browser), []

    def show(query: str = WEEK) -> Page:
        if not pages:
            pages.append(signed_in(house, screens, f"?lang=en&{query}"))
        else:
            pages[0].unroute_all()
            pages[0].keyboard.press("Escape")
            pages[0].evaluate(GO, query)
        return settled(pages[0])

    yield show
    screens.close()
    assert screens.failures == []


def signed_in(house: House, screens: Screens, query: str) -> Page:
    """A page that was opened before signing in: the question is kept on the way."""
    page = screens(1366, 768, touch=False)
    page.goto(f"{house.url}/manager/statistics{query}")
    page.locator("[name=name]").fill("manager")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page).to_have_url(re.compile("/manager/statistics"))
    return page


def settled(page: Page) -> Page:
    """The page, as soon as it shows the answer to what its address asks."""
    expect(page.locator("#figures")).to_have_attribute("aria-busy", "false")
    return page


def said(page: Page, picture: str) -> str:
    """The sentence that says what is to be seen."""
    return MARKS.sub("", page.locator(f"#{picture} .finding").inner_text())


def table(page: Page, place: str, nth: int = 0) -> list[list[str]]:
    """The rows of a table, also of one that stands behind a picture."""
    rows = page.locator(f"#{place} table").nth(nth).locator("tbody tr")
    cells: list[list[str]] = rows.evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.firstChild?.textContent ?? ''))"
    )
    return [[MARKS.sub("", cell) for cell in row] for row in cells]


def value(page: Page, figure: str) -> str:
    return page.locator(f'[data-figure="{figure}"] .value').first.inner_text()


def press(page: Page, place: str, words: str) -> None:
    """Press the head of a row, wherever its table is; then see the answer."""
    if page.locator(f"#{place} details.behind").count():
        page.locator(f"#{place} details.behind").evaluate("all => (all.open = true)")
    page.locator(f"#{place} .pick").get_by_text(words, exact=True).first.click()
    settled(page)


def choose(page: Page, panel: str, control: str, *, answered: bool = True) -> None:
    """Press a control of a panel; then see the answer, if it comes."""
    button = page.locator(f"#{panel}")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    page.locator(f'#{panel}-panel [data-control="{control}"]').click()
    if answered:
        settled(page)


def longest(rows: list[Row], figure: str) -> Row:
    """The first row with the longest median."""
    return max(rows, key=lambda row: row[figure]["median_s"] or 0)


# ---------------------------------------------------------------- ten questions, six of them without a click


def test_the_week_says_its_findings_and_their_tables_agree(shown: Shown, house: House) -> None:
    page = shown()
    assert_slowest_service(page, house)
    assert_idlest_counter(page, house)
    assert_older_people_called_in_time(page, house)
    assert_who_called_out_of_turn(page, house)
    assert_visits_with_several_services(page, house)
    busiest = max(house.rows(f"{WEEK}&by=day"), key=lambda row: row["taken"])
    day = date.fromisoformat(busiest["key"]["day"])
    words = f"{day:%A}, {day:%B} {day.day}"
    assert said(page, "arrivals") == f"Most came: {words}, {busiest['taken']}."
    assert [words, str(busiest["taken"])] in table(page, "arrivals")
    press(page, "arrivals", words)
    expect(page).to_have_url(re.compile(f"from={day}&to={day}"))
    assert value(page, "taken") == str(busiest["taken"])
    expect(page.locator("#report")).to_have_attribute("href", f"/manager/report/{day}")


def assert_slowest_service(page: Page, house: House) -> None:
    slow = longest(house.rows(f"{WEEK}&by=service"), "service_time")
    name, figure = house.name(slow["key"]["service"]), slow["service_time"]
    median = TOLD.duration(figure["median_s"])
    longest_one = f"The longest service: {name}, median {median}, n = {figure['n']}."
    assert said(page, "services-table") == f"{longest_one} One visit may count under several services."
    assert median in next(row for row in table(page, "services-table") if row[0] == name)


def assert_idlest_counter(page: Page, house: House) -> None:
    times = {row["key"]["counter"]: row["time"] for row in house.rows(f"{WEEK}&by=counter")}
    idlest = max(times, key=lambda number: times[number]["idle_s"] / times[number]["open_s"])
    share = MARKS.sub("", TOLD.share(times[idlest]["idle_s"] / times[idlest]["open_s"]))
    assert said(page, "counters").startswith(f"The most free time: Counter {idlest}, {share} of")
    row = next(row for row in table(page, "counters") if row[0] == f"Counter {idlest}")
    assert row[3] == TOLD.duration(times[idlest]["idle_s"])


def assert_older_people_called_in_time(page: Page, house: House) -> None:
    older = next(row for row in house.rows(f"{WEEK}&by=priority") if row["key"]["priority"] == "age")
    share = MARKS.sub("", TOLD.share(older["level"]["strict"]))
    assert next(row for row in table(page, "priorities-table") if row[0] == "Older people")[5] == share


def assert_who_called_out_of_turn(page: Page, house: House) -> None:
    calls = house.total()["calls"]
    assert calls["out_of_turn"] > 0
    assert said(page, "exceptions").startswith(f"{calls['out_of_turn']} of {calls['count']} calls were out of turn;")
    assert sum(int(row[1]) for row in table(page, "exceptions")) == calls["out_of_turn"]
    by_counter = {CLERKS[row["key"]["counter"]]: row["calls"] for row in house.rows(f"{WEEK}&by=counter")}
    told = {row[0]: row[2] for row in table(page, "exceptions", 1)}
    assert told == {name: str(by_counter[name]["out_of_turn"]) for name in told}


def assert_visits_with_several_services(page: Page, house: House) -> None:
    several = json.loads(house.office.answers.ask("page", parse_qs(WEEK)))["several"]["visits"]
    number = sum(each["count"] for each in several)
    assert said(page, "several") == f"{number} of {house.total()['taken']} visits."
    two = several[0]
    assert table(page, "several")[0][:3] == ["2", str(two["count"]), TOLD.percentile(two["visit_time"]["median_s"])]


def test_which_hour_of_which_weekday_is_worst(shown: Shown, house: House) -> None:
    page = shown()
    worst = longest(house.rows(f"{WEEK}&by=weekday&by=half-hour"), "wait")
    day, half, n = DAYS[worst["key"]["weekday"]], worst["key"]["half-hour"], worst["wait"]["n"]
    assert said(page, "when").startswith(f"The longest wait: {day} {half}–")
    assert said(page, "when").endswith(f"median {TOLD.duration(worst['wait']['median_s'])}, n = {n}.")
    heads = [MARKS.sub("", head) for head in page.locator("#when thead th").all_text_contents()]
    row = next(row for row in table(page, "when") if row[0] == day)
    assert row[heads.index(half)] == f"{TOLD.minutes(worst['wait']['median_s'])} ({n})"
    titles = [MARKS.sub("", title) for title in page.locator("#when .hit title").all_text_contents()]
    at = next(at for at, title in enumerate(titles) if title.startswith(f"{day} {half}"))
    page.locator("#when .hit > *").nth(at).click()
    settled(page)
    assert value(page, "wait") == TOLD.duration(worst["wait"]["median_s"])
    chips = [MARKS.sub("", chip) for chip in page.locator("#chips .chip").all_inner_texts()]
    assert chips[0] == f"Weekday: {day}" and chips[1].startswith(f"Time of day: {half}–")


def test_how_long_a_clerk_needs_for_one_service(shown: Shown, house: House) -> None:
    page = shown()
    press(page, "services-table", "Complaints and grievances")
    expect(page).to_have_url(re.compile("service=complaints"))
    by_clerk = house.rows(f"{WEEK}&service=complaints&by=clerk")
    found = table(page, "clerks-table")
    assert [row[0] for row in found] == [CLERKS[n] for n in CROWDED.counters]
    assert [row[3] for row in found] == [TOLD.percentile(row["service_time"]["median_s"]) for row in by_clerk]


def test_how_many_left_last_week_and_whether_it_was_better_than_before(shown: Shown, house: House) -> None:
    page = shown("from=2026-11-22&to=2026-11-22")
    choose(page, "choose", "Last week")
    expect(page.locator("#period")).to_have_text(re.compile(r"November 14\s*.\s*20, 2026"))
    expect(page).to_have_url(re.compile("from=2026-11-14&to=2026-11-20&against=previous"))
    now, before = house.total("from=2026-11-14&to=2026-11-20"), house.total("from=2026-11-07&to=2026-11-13")
    assert value(page, "left") == str(now["left"]["count"])
    left = page.locator("[data-figure=left]")
    lower = TOLD.percents(before["left"]["share"]) - TOLD.percents(now["left"]["share"])
    assert lower != 0
    points = f"{abs(lower)} point{'' if abs(lower) == 1 else 's'} {'lower' if lower > 0 else 'higher'}"
    was = f"{MARKS.sub('', TOLD.share(before['left']['share']))} · {before['left']['count']}"
    assert MARKS.sub("", left.locator(".difference").text_content() or "") == f"{points} (was {was})"
    expect(left.locator(".difference")).to_have_class(f"difference {'good' if lower > 0 else 'wrong'}")
    expect(page.locator("#scope")).to_contain_text("compared with")
    for nth, which in enumerate(("median_s", "p90_s")):
        wait = page.locator("[data-figure=wait] .difference").nth(nth).inner_text()
        assert wait.endswith(f"(was {TOLD.percentile(before['wait'][which])})")
    assert table(page, "services-table")[0][1] == str(house.rows("from=2026-11-14&to=2026-11-20&by=service")[0]["legs"])


def test_numbers_of_people_are_not_compared_with_those_of_fewer_days(shown: Shown, house: House) -> None:
    page = shown("from=2026-11-15&to=2026-11-19&against=2026-11-06..2026-11-09")
    before = house.total("from=2026-11-08&to=2026-11-09")
    expect(page.locator("#scope")).to_contain_text("2026: 2 business days, from November 8")
    expect(page.locator("[data-figure=taken] .difference")).to_have_text(f"(was {before['taken']})")
    expect(page.locator("[data-figure=taken] .difference")).to_have_class("difference ")
    expect(page.locator("[data-figure=no_show] .difference")).to_contain_text(re.compile("point|as before"))
    page = shown(f"{WEEK}&counter=99")
    expect(page.locator("#scope")).to_contain_text("nobody of this selection came in")
    expect(shown(f"{WEEK}&weekday=mon").locator("#scope")).to_contain_text("1 business day ·")
    expect(shown(f"{WEEK}&weekday=fri").locator("#empty-words")).to_contain_text("of this selection")
    expect(page.locator("#from-first")).to_be_hidden()


# ---------------------------------------------------------------- the address


def test_the_address_is_the_question_and_the_way_back_goes_through_all_of_them(
    shown: Shown, house: House, screens: Screens
) -> None:
    page = shown()
    before = value(page, "taken")
    choose(page, "filter", "service complaints")
    choose(page, "filter", "weekday mon")
    page.keyboard.press("Escape")
    expect(page.locator("#filter-panel")).to_be_hidden()
    expect(page.locator("#scope")).to_contain_text("Complaints and grievances · Monday · 1 business day ·")
    expect(page).to_have_url(re.compile("weekday=mon"))
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["service"], asked["weekday"]) == (["complaints"], ["mon"])
    monday = house.total("from=2026-11-15&to=2026-11-19&service=complaints&weekday=mon")
    assert value(page, "taken") == str(monday["taken"])
    other = signed_in(house, screens, f"?{urlsplit(page.url).query}")
    expect(other.locator("#scope")).to_have_text(page.locator("#scope").inner_text())
    assert value(settled(other), "taken") == str(monday["taken"])
    page.locator("#chips .chip").first.click()
    settled(page)
    expect(page).not_to_have_url(re.compile("service="))
    for left in ("service=complaints&weekday=mon", "service=complaints", "against=previous"):
        page.go_back()
        expect(page).to_have_url(re.compile(f"{left}&lang=en$"))
        settled(page)
    expect(page.locator("#scope")).to_contain_text("All services")
    assert value(page, "taken") == before


def test_dates_are_typed_and_compared_with_any_others_and_files_hold_the_same(shown: Shown, house: House) -> None:
    page = shown(f"{WEEK}&service=complaints")
    for nth, (first, last) in enumerate((("2026-11-16", "2026-11-17"), ("2026-11-08", "2026-11-09"))):
        if page.locator("#choose").get_attribute("aria-expanded") == "false":
            page.locator("#choose").click()
        form = page.locator("#choose-panel form").nth(nth)
        form.locator("input").nth(0).fill(first)
        form.locator("input").nth(1).fill(last)
        form.locator("button").click()
        settled(page)
    question = "from=2026-11-16&to=2026-11-17&against=2026-11-08..2026-11-09&service=complaints&lang=en"
    expect(page).to_have_url(f"{house.url}/manager/statistics?{question}")
    was = house.total("from=2026-11-08&to=2026-11-09&service=complaints")["taken"]
    expect(page.locator("[data-figure=taken] .difference")).to_contain_text(f"(was {was})")
    page.locator("#save").click()
    hrefs = page.locator("#save-panel a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert hrefs == [f"/api/statistics.xlsx?{question}", f"/api/statistics.csv?{question}"]
    own = page.locator("#clerks-table a[download]").get_attribute("href") or ""
    assert "by=clerk" in own and "service=complaints" in own
    for href in (hrefs[1], own):
        assert page.request.get(house.url + href).text().startswith("\ufeff")
    page.keyboard.press("Escape")
    page.locator("#earlier").click()
    expect(page.locator("#period")).to_have_text(re.compile(r"November 14\s*.\s*15, 2026"))


#: A Sunday, in a country where a week begins on Saturday.
KNOWN = {"today": "2026-11-22", "week_starts": 5, "first": "2026-03-10"}
CHOICES = {
    "Today": "2026-11-22 2026-11-22", "Yesterday": "2026-11-21 2026-11-21", "This week": "2026-11-21 2026-11-22",
    "Last week": "2026-11-14 2026-11-20", "This month": "2026-11-01 2026-11-22", "Last month": "2026-10-01 2026-10-31",
    "This year": "2026-01-01 2026-11-22", "Last year": "2025-01-01 2025-12-31", "All": "2026-03-10 2026-11-22",
}  # fmt: skip
#: A span, and those before and after it; a week, month or year stays one.
BESIDE = {
    "2026-03-01 2026-03-31": ["2026-02-01 2026-02-28", "2026-04-01 2026-04-30"],
    "2026-11-01 2026-11-22": ["2026-10-01 2026-10-31", None],
    "2026-10-01 2026-10-31": ["2026-09-01 2026-09-30", "2026-11-01 2026-11-22"],
    "2026-11-14 2026-11-20": ["2026-11-07 2026-11-13", "2026-11-21 2026-11-22"],
    "2024-01-01 2024-12-31": ["2023-01-01 2023-12-31", "2025-01-01 2025-12-31"],
    "2026-11-10 2026-11-12": ["2026-11-07 2026-11-09", "2026-11-13 2026-11-15"],
    "2026-11-22 2026-11-22": ["2026-11-21 2026-11-21", None],
}
SPANS = """async ([known, spans]) => {
    const { beside, presets } = await import('/static/manager/statistics/periods.js');
    const text = (span) => span && `${span.from} ${span.to}`;
    const span = ([from, to]) => ({ from, to });
    const of = (each) => [-1, 1].map((way) => text(beside(span(each.split(' ')), way, known)));
    return [Object.fromEntries(presets(known).map(([word, each]) => [word, text(each)])), spans.map(of)];
}"""


def test_what_is_often_asked_and_what_stands_beside_a_span(shown: Shown) -> None:
    choices, found = shown().evaluate(SPANS, [KNOWN, list(BESIDE)])
    assert choices == CHOICES
    assert dict(zip(BESIDE, found, strict=True)) == BESIDE


# ---------------------------------------------------------------- what cannot be told


def test_a_running_day_says_until_when_and_too_few_values_are_not_told(shown: Shown) -> None:
    page = shown("from=2026-11-22&to=2026-11-22&service=information")
    # Half past eight, and what has gone by since the page was opened.
    expect(page.locator("#provisional")).to_contain_text(re.compile("Still running: as of 08:[345]"))
    expect(page.locator("[data-figure=wait]")).to_contain_text("nine in ten: shown from 20 values")
    assert said(page, "when") == "Too few values: a median is shown from five."


def test_a_month_that_still_runs_has_not_missed_its_goal(shown: Shown) -> None:
    page = shown()
    expect(page.locator(".goal")).to_contain_text("reached")
    page.route("**/api/statistics/page?*", lambda route: route.fulfill(path=figures_sample.FILE))
    choose(page, "filter", "counter 2")
    expect(page.locator(".goal")).to_have_text(re.compile("^Goal of .?80%.?: not reached so far$"))
    expect(page.locator(".goal")).to_have_class("goal ")


FIGURES = """async (values) => {
    const { duration, verdict } = await import('/static/manager/figures.js');
    const w = (await import('/static/words.js')).words({});
    const judge = (value, provisional) => verdict(w, 'en', value, { goal: 80, provisional }).text;
    return [values.map((value) => duration(w, 60 * value)), values.flatMap((n) => [judge(n, true), judge(n, false)])];
}"""


def test_the_script_writes_a_figure_as_the_report_does(shown: Shown) -> None:
    values = [0, 0.575, 0.7949, 0.795, 0.8, 0.9933, 59.9, 60, 71.7]
    times, judged = shown().evaluate(FIGURES, values)
    assert times == [TOLD.duration(60 * each) for each in values]
    told = [TOLD.verdict(each, 80, provisional=running) for each in values for running in (True, False)]
    assert judged == [MARKS.sub("", each) for each in told]


def test_a_period_without_a_business_day_says_when_the_first_one_was(shown: Shown) -> None:
    page = shown("from=2025-03-01&to=2025-03-31")
    expect(page.locator("#empty-words")).to_contain_text("The first one of all was: Sunday, November 8, 2026.")
    page.locator("#from-first").click()
    settled(page)
    expect(page.locator("#period")).to_have_text(re.compile(r"November 8\s*.\s*22, 2026"))
    expect(page.locator("#scope")).to_contain_text("nothing to compare with")


def test_what_cannot_be_asked_is_said_and_no_figure_of_another_question_stands_there(shown: Shown) -> None:
    page = shown("from=yesterday")
    expect(page.locator("#trouble-words")).to_contain_text("from=yesterday")
    expect(page.locator("#figures")).to_be_hidden()
    expect(page.locator("#period")).to_have_text("Statistics")
    page.locator("#anew").click()
    expect(page.locator("#period")).to_have_text(re.compile(r"November 1\s*.\s*22, 2026"))
    expect(page.locator("#trouble")).to_be_hidden()


def test_an_office_that_does_not_answer_is_asked_again_and_a_newer_question_drops_the_older_answer(
    shown: Shown, house: House
) -> None:
    page = shown()
    page.route("**/api/statistics/page?*", lambda route: route.abort())
    choose(page, "filter", "counter 2")
    expect(page.locator("#trouble-words")).to_have_text("The office does not answer. Please try again.")
    expect(page.locator("#scope")).to_be_empty()
    expect(page).to_have_title(re.compile("November 15.*19, 2026"))
    page.unroute_all()
    page.route("**/api/statistics/page?*", lambda route: route.fulfill(body='{"total": {', content_type=JSON))
    page.locator("#again").click()
    expect(page.locator("#moment")).to_be_hidden()
    settled(page)
    expect(page.locator("#trouble")).to_be_visible()
    page.unroute_all()
    page.locator("#again").click()
    settled(page)
    expect(page.locator("#trouble")).to_be_hidden()
    held: list[Route] = []
    page.route("**/api/statistics/page?*counter=3*", lambda route: held.append(route))
    choose(page, "filter", "counter 3", answered=False)
    expect(page.locator("#moment")).to_be_visible()
    page.evaluate(GO, f"{WEEK}&counter=1")
    settled(page)
    for route in held:
        with suppress(Exception):  # the page does not wait for it any more
            route.continue_()
    counter_1 = house.total(f"{WEEK}&counter=1")["calls"]["count"]
    expect(page.locator('[data-figure="level.strict"] .value')).to_have_text("–")
    expect(page.locator('[data-figure="calls.out_of_turn"]')).to_contain_text(f"of {counter_1} calls")


# ---------------------------------------------------------------- for everybody


def test_nothing_stands_in_the_way_of_whoever_cannot_see_or_use_a_mouse(shown: Shown) -> None:
    page = shown()
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert faults(page) == []
    page.locator("#filter").press("Enter")
    expect(page.locator("#filter-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filter")).to_be_focused()
    page.locator("#services-table tbody button").first.press("Enter")
    settled(page)
    expect(page.locator("#period")).to_be_focused()


def assert_panels_in_the_window(page: Page, width: int) -> None:
    """Each panel is seen whole, or scrolls within itself; the page is then as wide as before."""
    page.set_viewport_size({"width": width, "height": 768})
    page.wait_for_function("width => innerWidth === width && innerHeight === 768", arg=width)
    for panel in ("choose", "filter", "save"):
        page.locator(f"#{panel}").click()
        box = page.locator(f"#{panel}-panel").bounding_box()
        assert box is not None and box["x"] >= 0 and box["y"] >= 0, (width, panel, box)
        assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= 768, (width, panel, box)
        page.keyboard.press("Escape")
    # The pictures are drawn anew when their places have become narrower.
    page.wait_for_function("width => document.scrollingElement.scrollWidth === width", arg=width)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.wait_for_function("innerWidth === 1366")


def test_a_panel_opens_inside_a_narrow_window(shown: Shown) -> None:
    for width in (390, 820):
        assert_panels_in_the_window(shown(), width)


def open_alone(page: Page, panel: str) -> None:
    """Open a panel over the bare ground: what lies behind a text that lies over many things nobody can say."""
    page.locator(f"#{panel}").click()
    page.evaluate("document.getElementById('figures').hidden = true")


@pytest.mark.long
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_language_is_whole_in_its_own_direction(house: House, screens: Screens, language: str) -> None:
    page = signed_in(house, screens, f"?lang={language}&{WEEK}")
    settled(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") == 1366
    assert not re.search("[٠-٩]", page.locator("main").inner_text())
    large = page.locator("#large > section").first.bounding_box()
    assert large is not None and (large["x"] > 683) == (language == "ar")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert faults(page, arabic=language == "ar") == []
    for width in (390, 820, 1024, 1366):
        assert_panels_in_the_window(page, width)
    for panel in ("choose", "filter", "save"):
        open_alone(page, panel)
        assert faults(page, arabic=language == "ar", within=".asked") == []
    page.locator(f".topbar [value={language}]").click()
    expect(page).to_have_url(re.compile("from=2026-11-15"))
    settled(page)
