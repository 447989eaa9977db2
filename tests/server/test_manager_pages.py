"""The manager's page: for whom it is, what it carries, and that no figure goes without its definition."""

import json
import re
from typing import Any

import pytest

from server.wording import LANGUAGES, direction
from tests.server.conftest import House
from tests.server.messages import ROOT

DATA = re.compile(r'<script type="application/json" id="page">(.*?)</script>', re.DOTALL)
FIGURES = (
    "waiting", "level", "at-work", "taken", "served", "open", "left", "no-show", "wait", "service-time",
)  # fmt: skip


def page(house: House, query: str = "?lang=en") -> str:
    answer = house.client().get(f"/manager{query}", headers=house.token("manager"))
    assert answer.status_code == 200
    return answer.text


def data(text: str) -> dict[str, Any]:
    found = DATA.search(text)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize(
    "path", ["/manager", "/manager/history", "/manager/staff", "/manager/devices", "/manager/statistics"]
)
def test_clerks_and_strangers_see_no_page_of_the_managers(standing: House, path: str) -> None:
    assert standing.client().get(path).status_code == 303
    assert standing.client().get(path, headers=standing.token("clerk")).status_code == 403
    assert standing.client().get(path, headers=standing.token("manager")).status_code == 200


def test_the_page_carries_the_figures_of_the_running_day(house: House) -> None:
    client, manager = house.client(), house.token("manager")
    for _ in range(3):
        client.post("/api/tickets", json={"service": "complaints", "language": "ar"})
    client.post("/api/counters/1/open", json={}, headers=manager)
    house.clock.advance(7 * 60_000)
    for verb in ("call-next", "start", "finish"):
        assert client.post(f"/api/counters/1/{verb}", json={}, headers=manager).status_code == 200
    today = data(page(house))["today"]
    assert (today["taken"], today["served"], today["open"], today["waiting"]) == (3, 1, 2, 2)
    assert (today["longest_wait_s"], today["late"], today["level"]["strict"]) == (7 * 60, 0, 1)
    assert today["wait"]["n"] == 3 and today["wait"]["censored"] == 2
    assert today["wait"]["median_s"] is None, "three values carry no median"
    assert today["provisional"] is True


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_stands_with_its_definition(house: House, figure: str) -> None:
    section = re.search(rf'<section class="card figure[^"]*" id="{figure}">(.*?)</section>', page(house), re.DOTALL)
    assert section
    definition = re.search(r"</summary>\s*<p>(.+?)</p>", section[1], re.DOTALL)
    assert definition and len(definition[1]) > 40


def test_the_exceptions_are_counted_beside_the_figures(house: House) -> None:
    assert set(re.findall(r'data-count="(\w+)"', page(house))) == {"out_of_turn", "put_backs", "undone", "left_out"}


def test_the_calls_out_of_turn_lead_to_the_history_of_the_line(house: House) -> None:
    assert re.search(
        r'<a href="/manager/history">Called out of turn</a></dt><dd data-count="out_of_turn">', page(house)
    )


def test_every_device_of_health_has_its_place(house: House) -> None:
    devices = house.client().get("/api/health").json["devices"]
    assert set(re.findall(r'data-device="(\w+)"', page(house))) == {*devices, "clock"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_readers_language(house: House, language: str) -> None:
    text = page(house, f"?lang={language}")
    assert f'<html lang="{language}" dir="{direction(language)}"' in text
    assert (data(text)["words"]["Out of order"] == "Out of order") is (language == "en")


def test_the_page_has_no_script_and_no_style_of_its_own_inside(house: House) -> None:
    text = DATA.sub("", page(house))
    assert "<style" not in text
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r'<[^>]+\s(?:style|on\w+)="', text) == []


def test_every_headline_figure_of_the_statistics_has_its_definition(house: House) -> None:
    answer = house.client().get("/manager/statistics?lang=fr", headers=house.token("manager"))
    script = (ROOT / "server/static/manager/statistics/cards.js").read_text("utf-8")
    keys = set(re.findall(r'key: "([\w.]+)"|counted\(w, "(\w+)"', script))
    measures = data(answer.text)["measures"]
    assert len(keys) == 10 and {one or other for one, other in keys} <= set(measures)
    assert measures["wait"]["typical"] == [5, 20]


def test_the_statistics_begin_their_week_as_the_country_does(house: House) -> None:
    answer = house.client().get("/manager/statistics?lang=ar", headers=house.token("manager"))
    carried = data(answer.text)
    assert (carried["locale"], carried["week_starts"], carried["counters"]) == ("ar-LY", 5, [1, 2, 3, 4])
    assert carried["today"] == house.client().get("/api/office").json["now"][:10]
