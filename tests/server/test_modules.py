"""What a page says of its script before the script is there."""

import json
import re

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from server import device_words, icons, notice_words, past_words, reason_words
from tests.server.conftest import House
from tests.server.messages import ROOT

#: A page's script, with the folder of its own modules.
SCRIPTS = {
    "/kiosk/static/kiosk.js": ROOT / "kiosk" / "static",
    "/display/static/display.js": ROOT / "display" / "static",
    "/counter/static/counter.js": ROOT / "counter" / "static",
    "/counter/static/bar.js": ROOT / "counter" / "static",
}


def modules(app: Flask, script: str) -> tuple[str, ...]:
    found: tuple[str, ...] = app.jinja_env.globals["modules"](script)
    return found


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_module_of_a_page_is_found_once_and_is_served(house: House, script: str) -> None:
    found = modules(house.app, script)
    assert found[0] == script and len(set(found)) == len(found)
    texts = []
    for address in found:
        with house.client().get(address) as answer:
            assert answer.status_code == 200, address
            texts.append(answer.text)
    # Told by another way: whatever stands behind `from` in any of them is the name of one of them.
    named = re.findall(r'(?:from|^import) "([^"]+)"', "\n".join(texts), re.MULTILINE)
    assert {name.split("/")[-1] for name in named} == {address.split("/")[-1] for address in found[1:]}


@pytest.mark.parametrize("path", ["/counter/1", "/manager", "/manager/devices"])
def test_a_page_has_the_words_of_the_scripts_that_it_shares_with_others(house: House, path: str) -> None:
    text = house.client().get(path, headers=house.token("manager")).text
    (page,) = re.findall(r'<script type="application/json" id="page">(.*?)</script>', text, re.DOTALL)
    assert "/static/devices.js" in text
    assert json.loads(page)["words"].keys() >= set(device_words.WORDS)
    assert "/static/troubles.js" not in text or json.loads(page)["words"].keys() >= set(notice_words.WORDS)


@pytest.mark.parametrize("path", ["/counter/1", "/manager/history"])
def test_a_page_with_the_history_of_the_line_has_its_words(house: House, path: str) -> None:
    text = house.client().get(path, headers=house.token("manager")).text
    (page,) = re.findall(r'<script type="application/json" id="page">(.*?)</script>', text, re.DOTALL)
    assert "/static/past.js" in text and "reason_words" in json.loads(page)
    assert json.loads(page)["words"].keys() >= {*past_words.WORDS, *reason_words.WORDS}


def test_a_page_asks_for_all_its_modules_at_once(house: House) -> None:
    page = house.signed_in(role="manager").get("/manager").text
    asked = re.findall(r'<link rel="modulepreload" href="([^"]+)">', page)
    assert asked == list(modules(house.app, "/static/manager/manager.js")[1:])


def test_a_module_that_is_nowhere_is_said_at_once(house: House) -> None:
    with pytest.raises(NotFound):
        modules(house.app, "/static-not/kiosk.js")


def test_a_sprite_holds_the_icons_asked_for_and_no_others() -> None:
    drawn = icons.sprite(("check", "close"))
    assert re.findall(r'<symbol id="([^"]+)"', drawn) == ["icon-check", "icon-close"]
    assert drawn.count("</symbol>") == 2
    assert len(re.findall("<symbol", icons.sprite())) == (ROOT / "server/static/icons.svg").read_text().count("<symbol")
    with pytest.raises(KeyError):
        icons.sprite(("unheard-of",))
