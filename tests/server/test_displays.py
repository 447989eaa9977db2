"""The displays as a manager arranges them: the API, what a page begins with, pictures and videos, names."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from server import desk
from server.media import LARGEST_PICTURE, MOST, Media
from server.office.actors import Role
from server.office.displays import USUAL
from tests.rooms import MANAGER
from tests.server.conftest import ELSEWHERE, House

HERE = "/api/displays/display:0"


@pytest.fixture
def manager(house: House) -> dict[str, str]:
    return house.token()


def put(house: House, manager: dict[str, str], options: Any, path: str = HERE, **headers: str):
    return house.client().put(path, json=options, headers=manager | headers)


def kind(response) -> str:
    return response.get_json()["type"].removeprefix("/problems/")


def page(house: House, headers: dict[str, str] | None = None, **environ: str) -> dict[str, Any]:
    html = house.client().get("/display", headers=headers, environ_base=environ).text
    return json.loads(re.search(r'id="display">(.*?)</script>', html, re.DOTALL)[1])


def media(house: House) -> Path:
    folder = Path(house.settings.server.data) / "media"
    folder.mkdir(exist_ok=True)
    return folder


def test_an_office_begins_with_the_display_of_its_own_computer(house, manager):
    told = house.client().get("/api/displays", headers=manager).get_json()
    (here,) = told["displays"]
    assert here == {
        "name": "display:0", "label": None, "online": False, "speaks": False, "refused": False, "options": dict(USUAL),
    }  # fmt: skip
    assert told["counters"] == [1, 2, 3, 4] and told["languages"] == ["ar", "fr", "en"] and told["media"] == []


def test_what_is_decided_is_told_at_once_and_what_is_left_out_is_usual_again(house, manager):
    answer = put(house, manager, {"counters": [2], "theme": "light", "notice": {"fr": "Bonjour"}})
    assert answer.get_json()["options"] == {**USUAL, "counters": [2], "theme": "light", "notice": {"fr": "Bonjour"}}
    assert put(house, manager, {"calls": 0}).get_json()["options"] == {**USUAL, "calls": 0}


@pytest.mark.parametrize(
    ("options", "status", "why"),
    [
        ({"counters": [77]}, 404, "unknown-counter"),
        ({"languages": ["de"]}, 422, "bad-language"),
        ({"notice": {"de": "x"}}, 422, "bad-language"),
        ({"room": "a\tb"}, 422, "bad-setting"),
        ({"counters": [1, 1]}, 422, "bad-setting"),
        ({"media": "gone.png"}, 404, "unknown-media"),
        ({"media": "../office.db"}, 404, "unknown-media"),
        ({"theme": "pink"}, 422, "bad-input"),
        ({"calls": 11}, 422, "bad-input"),
        ({"inches": True}, 422, "bad-input"),
        ({"notice": {"fr": "x" * 201}}, 422, "bad-input"),
        ({"counters": []}, 422, "bad-input"),
        ({"colour": "red"}, 422, "bad-input"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(standing, options, status, why):
    manager = standing.token()
    answer = put(standing, manager, options)
    assert (answer.status_code, kind(answer)) == (status, why)
    assert put(standing, manager, {}).get_json()["options"] == USUAL


def test_a_key_makes_it_happen_once(house, manager):
    key = {"Idempotency-Key": "light, once"}
    put(house, manager, {"theme": "light"}, **key)
    put(house, manager, {"theme": "dark"})
    assert put(house, manager, {"theme": "light"}, **key).get_json()["options"]["theme"] == "light"
    assert page(house)["options"]["theme"] == "dark"
    assert put(house, manager, {"theme": "contrast"}, **key).status_code == 422


def test_only_managers_arrange_displays(house):
    for headers in ({}, house.token("clerk"), house.token("display")):
        assert house.client().get("/api/displays", headers=headers).status_code in (401, 403)
        assert put(house, headers, {}).status_code in (401, 403)


def test_a_display_that_was_let_in_has_a_name_of_its_own_until_it_is_sent_away(house, manager):
    headers = house.token("display", "in the hall")
    (_, hall) = house.client().get("/api/displays", headers=manager).get_json()["displays"]
    assert hall["label"] == "in the hall"
    path = f"/api/displays/{hall['name']}"
    assert put(house, manager, {"inches": 55}, path).status_code == 200
    began = page(house, headers)
    assert (began["name"], began["options"]["inches"]) == (hall["name"], 55)
    assert page(house)["name"] == "display:0" and page(house)["options"]["inches"] == 43
    token = int(hall["name"].partition(":")[2])
    house.client().post(f"/api/devices/{token}/revoke", json={}, headers=manager)
    assert kind(put(house, manager, {}, path)) == "unknown-display"
    assert house.office.reading.catalogue().displays == {}


def test_a_kiosk_or_a_browser_of_staff_is_no_display_in_the_list(house, manager):
    house.token("kiosk")
    assert len(house.client().get("/api/displays", headers=manager).get_json()["displays"]) == 1
    browser = house.signed_in()
    html = browser.get("/display").text
    assert json.loads(re.search(r'id="display">(.*?)</script>', html, re.DOTALL)[1])["name"] is None


def test_a_page_begins_with_the_calls_of_its_own_counters(house, manager):
    for counter in (1, 2):
        house.writer.do(lambda tx: desk.issue(tx, "commercial-licence", "ar"), MANAGER)
        house.writer.do(lambda tx, counter=counter: desk.open_counter(tx, counter), MANAGER)
        house.writer.do(lambda tx, counter=counter: desk.call_next(tx, counter), MANAGER)
    put(house, manager, {"counters": [2], "languages": ["fr", "en"]})
    (call,) = page(house)["board"]["calls"]
    assert (call["counter"], call["languages"]) == (2, ["ar", "fr", "en"])


# ---- pictures and videos


def test_files_of_the_folder_are_shown_and_nothing_else_is(house, manager):
    folder = media(house)
    (folder / "été.PNG").write_bytes(b"picture")
    (folder / "9.41\u202fAM.png").write_bytes(b"picture")
    (folder / "film.mp4").write_bytes(b"0123456789")
    (folder / "drawing.svg").write_bytes(b"<svg/>")
    (folder / ".hidden.png").write_bytes(b"x")
    (folder / "empty.png").touch()
    (folder / "folder.png").mkdir()
    (folder / "elsewhere.png").symlink_to(Path(house.settings.server.data) / "office.db")
    assert house.client().get("/api/displays", headers=manager).get_json()["media"] == [
        "9.41\u202fAM.png", "film.mp4", "été.PNG",
    ]  # fmt: skip
    assert put(house, manager, {"media": "été.PNG"}).status_code == 200
    browser = house.client()
    shown = browser.get("/display/media/été.PNG", buffered=True)
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/png", b"picture")
    part = browser.get("/display/media/film.mp4", headers={"Range": "bytes=2-4"}, buffered=True)
    assert (part.status_code, part.mimetype, part.data) == (206, "video/mp4", b"234")
    for name in ("drawing.svg", ".hidden.png", "elsewhere.png", "folder.png", "..%2Foffice.db", "%00.png", "gone.png"):
        assert browser.get(f"/display/media/{name}").status_code == 404
    assert browser.get("/display/media/film.mp4", environ_base=ELSEWHERE).status_code in (401, 303)


def test_a_file_that_has_gone_is_not_shown_and_still_known_to_who_looks_for_it(house, manager):
    file = media(house) / "hall.png"
    file.write_bytes(b"picture")
    put(house, manager, {"media": "hall.png"})
    seen = house.client().head("/display/media/hall.png", buffered=True)
    assert seen.status_code == 200 and seen.headers["ETag"] and seen.cache_control.no_cache
    file.unlink()
    assert house.client().head("/display/media/hall.png").status_code == 404
    assert page(house)["options"]["media"] == "hall.png"
    (here,) = house.client().get("/api/displays", headers=manager).get_json()["displays"]
    assert here["options"]["media"] == "hall.png"


def test_what_is_too_large_or_too_much_is_not_offered(tmp_path):
    found = Media(tmp_path / "media")
    assert found.names() == []
    found.make()
    with (found.folder / "large.png").open("wb") as large:
        large.truncate(LARGEST_PICTURE + 1)
    with (found.folder / "large.mp4").open("wb") as video:
        video.truncate(LARGEST_PICTURE + 1)
    assert found.names() == ["large.mp4"]
    for number in range(MOST + 1):
        (found.folder / f"{number}.png").write_bytes(b"x")
    assert len(found.names()) == MOST


def test_a_program_with_a_clerks_token_is_nobodys_wall(house):
    assert page(house, house.token(Role.CLERK))["name"] is None
