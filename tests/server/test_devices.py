"""Machines that are let in by a code, seen, renamed, sent away; kiosks that are out of use; the staff corner."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
from flask.testing import FlaskClient

from hardware import DeviceState
from server import devices, pairing, people, sessions
from server.access import DEVICE_COOKIE, SESSION_COOKIE, digest, new_secret
from server.office.actors import SYSTEM, Role
from server.pairing import MOST_OF_ONE_ADDRESS
from tests.server.conftest import ELSEWHERE, ORIGIN, House

PIN = "280691"
TICKET = {"service": "information", "language": "ar"}


@pytest.fixture
def manager(house: House) -> FlaskClient:
    """Somebody who has signed in already: the way there costs two hashes."""
    return signed_in(house, "Amal")


def signed_in(house: House, name: str) -> FlaskClient:
    secret = new_secret()

    def come_in(tx: Any) -> None:
        sessions.begin(tx, people.add_member(tx, name, Role.MANAGER, "no hash"), digest(secret))

    house.writer.do(come_in, SYSTEM)
    browser = screen(house)
    browser.set_cookie(SESSION_COOKIE, secret)
    return browser


def screen(house: House, address: str = ELSEWHERE["REMOTE_ADDR"]) -> FlaskClient:
    """A browser on another machine."""
    browser = house.client()
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def post(browser: FlaskClient, path: str, body: dict | None = None, **headers: str):
    return browser.post(path, json=body or {}, headers=ORIGIN | headers)


def ask(browser: FlaskClient, role: str = "kiosk"):
    return post(browser, "/api/pairing", {"role": role}).get_json()


def kind(response) -> str:
    return response.get_json()["type"].removeprefix("/problems/")


def let_in(house: House, manager: FlaskClient, role: str = "kiosk", name: str = "at the door") -> FlaskClient:
    browser = screen(house)
    code = ask(browser, role)["code"]
    assert post(manager, "/api/devices/pair", {"code": code, "name": name}).status_code == 201
    assert ask(browser, role)["state"] == "paired"
    return browser


# ---- pairing


@pytest.mark.parametrize(("role", "path"), [("kiosk", "/kiosk"), ("display", "/display")])
def test_a_screen_on_another_machine_shows_how_it_is_let_in_in_three_languages(standing, role, path):
    page = screen(standing).get(path)
    assert page.status_code == 401
    assert f'"role": "{role}"' in page.text
    for sentence in ("A manager enters this code", "Un responsable saisit ce code", "يُدخل المدير هذا الرمز"):
        assert sentence in page.text
    assert "localhost/manager/devices" in page.text


def test_on_this_machine_and_for_staff_the_screens_are_as_they_were(house, manager):
    for path in ("/kiosk", "/display"):
        assert house.client().get(path).status_code == 200
    assert manager.get("/display").status_code == 200
    assert manager.get("/kiosk").status_code == 403


def test_the_code_that_a_manager_enters_makes_the_screen_a_kiosk(house, manager):
    kiosk = screen(house)
    code = ask(kiosk)["code"]
    assert kiosk.get("/kiosk").status_code == 401, "the code alone is nothing"
    whose = post(manager, "/api/devices/asking", {"code": f" {code[:3]} {code[3:]}"})
    assert whose.get_json() == {"role": "kiosk", "address": ELSEWHERE["REMOTE_ADDR"]}
    paired = post(manager, "/api/devices/pair", {"code": code, "name": " at  the door "})
    assert (paired.status_code, paired.get_json()["name"], paired.get_json()["role"]) == (201, "at the door", "kiosk")
    assert ask(kiosk) == {"state": "paired", "code": None, "renewed_in_s": None}
    assert kiosk.get("/kiosk").status_code == 200
    ticket = post(kiosk, "/api/tickets", TICKET)
    assert ticket.status_code == 201
    assert kiosk.get("/manager").status_code in (303, 403)


def test_arabic_digits_of_a_code_are_its_digits(house, manager):
    code = ask(screen(house))["code"]
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert post(manager, "/api/devices/asking", {"code": arabic}).status_code == 200


def test_the_secret_lies_in_the_asking_browser_alone(house, manager):
    kiosk = screen(house)
    answer = post(kiosk, "/api/pairing", {"role": "kiosk"})
    (cookie,) = answer.headers.getlist("Set-Cookie")
    secret = cookie.partition("=")[2].partition(";")[0]
    assert len(secret) == 43, "256 bits"
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert secret not in answer.text
    paired = post(manager, "/api/devices/pair", {"code": answer.get_json()["code"], "name": "door"})
    assert secret not in paired.text
    assert secret not in manager.get("/api/devices").text
    with sqlite3.connect(house.office.record.reading._path) as db:
        assert secret not in "\n".join(db.iterdump())
    db.close()
    ask(kiosk)
    assert kiosk.get_cookie(DEVICE_COOKIE).value == secret
    assert kiosk.get_cookie("asking-kiosk") is None


def test_an_answer_that_was_lost_is_given_again(house, manager):
    kiosk = screen(house)
    code = ask(kiosk)["code"]
    post(manager, "/api/devices/pair", {"code": code, "name": "door"})
    kept = kiosk.get_cookie("asking-kiosk").value
    ask(kiosk)
    kiosk.set_cookie("asking-kiosk", kept)
    kiosk.delete_cookie(DEVICE_COOKIE)
    assert ask(kiosk)["state"] == "paired"
    assert kiosk.get("/kiosk").status_code == 200


def test_a_secret_that_the_browser_made_up_is_not_taken(house, manager):
    kiosk = screen(house)
    kiosk.set_cookie("asking-kiosk", "chosen by somebody else")
    code = ask(kiosk)["code"]
    assert kiosk.get_cookie("asking-kiosk").value != "chosen by somebody else"
    post(manager, "/api/devices/pair", {"code": code, "name": "door"})
    other = screen(house)
    other.set_cookie(DEVICE_COOKIE, "chosen by somebody else")
    assert other.get("/kiosk").status_code == 401


def test_after_a_restart_of_the_office_the_screen_shows_a_new_code(house, manager, tmp_path):
    kiosk = screen(house)
    ask(kiosk)
    kept = kiosk.get_cookie("asking-kiosk").value
    house.close()
    again = House(tmp_path)
    browser = screen(again)
    browser.set_cookie("asking-kiosk", kept)
    assert ask(browser)["state"] == "waiting"
    assert browser.get_cookie("asking-kiosk").value != kept
    again.close()


def test_who_was_let_in_before_a_restart_stays_in(house, manager, tmp_path):
    kiosk = let_in(house, manager)
    secret = kiosk.get_cookie(DEVICE_COOKIE).value
    house.close()
    again = House(tmp_path)
    browser = screen(again)
    browser.set_cookie(DEVICE_COOKIE, secret)
    assert browser.get("/kiosk").status_code == 200
    again.close()


def test_a_code_is_renewed_and_the_old_one_opens_nothing(house, manager):
    kiosk = screen(house)
    first = ask(kiosk)["code"]
    for _ in range(10):
        house.clock.advance(60_000)
        seen = ask(kiosk)
    assert seen["code"] != first
    assert kind(post(manager, "/api/devices/pair", {"code": first, "name": "door"})) == "unknown-pairing-code"
    assert post(manager, "/api/devices/pair", {"code": seen["code"], "name": "door"}).status_code == 201


def test_two_managers_who_enter_one_code_together_let_one_machine_in(house, manager):
    house.writer.start()
    kiosk = screen(house)
    code = ask(kiosk)["code"]
    other = signed_in(house, "Sami")
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(post, who, "/api/devices/pair", {"code": code, "name": f"door {n}"})
            for n, who in enumerate([manager, other] * 4)
        ]
        statuses = sorted(job.result().status_code for job in jobs)
    assert statuses[0] == 201
    assert set(statuses[1:]) <= {404, 429}
    assert len(manager.get("/api/devices").get_json()["devices"]) == 1


def test_the_same_command_sent_again_lets_in_once(house, manager):
    code = ask(screen(house))["code"]
    body, key = {"code": code, "name": "door"}, {"Idempotency-Key": "one press"}
    first, second = (post(manager, "/api/devices/pair", body, **key) for _ in range(2))
    assert first.get_json() == second.get_json()
    assert len(manager.get("/api/devices").get_json()["devices"]) == 1


def test_two_screens_have_two_codes_and_get_what_they_asked_for(house, manager):
    kiosk, wall = screen(house), screen(house)
    codes = {role: ask(browser, role)["code"] for role, browser in (("kiosk", kiosk), ("display", wall))}
    for role in ("display", "kiosk"):
        post(manager, "/api/devices/pair", {"code": codes[role], "name": "in the hall"})
    assert (ask(kiosk, "kiosk")["state"], ask(wall, "display")["state"]) == ("paired", "paired")
    assert kiosk.get("/kiosk").status_code == 200
    assert wall.get("/display").status_code == 200
    assert wall.get("/kiosk").status_code == 401, "a display gives no tickets"
    names = [each["name"] for each in manager.get("/api/devices").get_json()["devices"]]
    assert names == ["in the hall", "in the hall"], "two machines may have one name"


def test_wrong_codes_are_few(house, manager):
    tries = [post(manager, "/api/devices/asking", {"code": "000000"}) for _ in range(7)]
    assert [each.status_code for each in tries] == [404] * 5 + [429] * 2
    assert int(tries[-1].headers["Retry-After"]) > 0
    code = ask(screen(house))["code"]
    assert post(manager, "/api/devices/pair", {"code": code, "name": "door"}).status_code == 429
    house.clock.advance(2_000)
    assert post(manager, "/api/devices/pair", {"code": code, "name": "door"}).status_code == 201


def test_only_a_manager_enters_codes(house, manager):
    code = ask(screen(house))["code"]
    for who in (house.signed_in("Omar", "clerk"), screen(house), house.client()):
        for path in ("/api/devices/pair", "/api/devices/asking"):
            body = {"code": code} | ({"name": "mine"} if path.endswith("pair") else {})
            assert post(who, path, body).status_code in (401, 403)
        assert who.get("/api/devices").status_code in (401, 403)
        assert who.get("/manager/devices").status_code in (303, 403)


def test_one_machine_that_asks_without_end_is_told_to_wait_and_does_not_stop_another(house, manager):
    asked = [post(screen(house), "/api/pairing", {"role": "kiosk"}) for _ in range(MOST_OF_ONE_ADDRESS + 3)]
    assert [each.status_code for each in asked][-3:] == [429] * 3
    assert kind(asked[-1]) == "too-many-asking"
    assert ask(screen(house, "192.0.2.8"))["state"] == "waiting"
    assert len(manager.get("/api/devices").get_json()["asking"]) == MOST_OF_ONE_ADDRESS + 1
    house.clock.advance(pairing.UNHEARD_MS + 1)
    assert ask(screen(house))["state"] == "waiting"


def test_a_page_of_another_site_cannot_ask(standing):
    answer = screen(standing).post("/api/pairing", json={"role": "kiosk"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


# ---- the machines that were let in


def test_a_revoked_machine_is_back_at_its_beginning(house, manager):
    kiosk = let_in(house, manager)
    (known,) = manager.get("/api/devices").get_json()["devices"]
    assert post(manager, f"/api/devices/{known['id']}/revoke").get_json()["revoked_at"]
    assert kiosk.get("/kiosk").status_code == 401
    assert post(kiosk, "/api/tickets", TICKET).status_code == 401
    assert manager.get("/api/devices").get_json()["devices"] == []
    assert ask(kiosk)["state"] == "waiting"
    assert post(manager, "/api/devices/99/revoke").status_code == 404


def test_with_a_kiosk_that_is_sent_away_its_pause_ends(house, manager):
    """Or staff were told for ever of a kiosk that nobody finds."""
    let_in(house, manager)
    (known,) = manager.get("/api/devices").get_json()["devices"]
    kiosk = known["kiosk"]
    post(manager, f"/api/kiosks/{kiosk}/pause", {"reason": "out-of-order"})
    assert kiosk in manager.get("/api/office").get_json()["paused_kiosks"]
    post(manager, f"/api/devices/{known['id']}/revoke")
    assert manager.get("/api/office").get_json()["paused_kiosks"] == {}


def test_a_machine_is_renamed_and_a_revoked_one_is_not(house, manager):
    let_in(house, manager, name="door")
    (known,) = manager.get("/api/devices").get_json()["devices"]
    path = f"/api/devices/{known['id']}"
    assert post(manager, f"{path}/rename", {"name": "  window "}).get_json()["name"] == "window"
    assert manager.get("/api/devices").get_json()["devices"][0]["name"] == "window"
    assert post(manager, f"{path}/rename", {"name": " "}).status_code == 422
    post(manager, f"{path}/revoke")
    assert kind(post(manager, f"{path}/rename", {"name": "wall"})) == "unknown-token"


def test_when_a_machine_was_seen_is_kept_once_an_hour(house, manager, monkeypatch):
    kept = []
    later = house.writer.later
    monkeypatch.setattr(house.writer, "later", lambda command: (kept.append(command), later(command)))
    kiosk = let_in(house, manager)
    for _ in range(3 * 6 + 1):
        assert kiosk.get("/kiosk").status_code == 200
        house.clock.advance(10 * 60_000)
    assert len(kept) == 4
    seen = manager.get("/api/devices").get_json()["devices"][0]
    assert (seen["connected"], seen["seen_at"]) == (False, "2026-09-21T12:00:00.000+02:00")


def test_what_was_kept_is_told_after_a_restart(house, manager, tmp_path):
    kiosk = let_in(house, manager)
    kiosk.get("/kiosk")
    before = manager.get("/api/devices").get_json()["devices"][0]["seen_at"]
    house.close()
    again = House(tmp_path)
    told = again.client().get("/api/devices", headers=again.token()).get_json()["devices"]
    assert told[0]["seen_at"] == before
    again.close()


def test_a_token_for_a_program_is_listed_among_the_machines(house, manager):
    program = house.token("clerk", "the tablet")
    house.client().get("/api/counters/1", headers=program)
    (known,) = manager.get("/api/devices").get_json()["devices"]
    assert (known["name"], known["role"], known["kiosk"]) == ("the tablet", "clerk", None)
    assert known["seen_at"] is not None


def test_a_screen_s_cookie_is_given_anew_with_each_start(house, manager):
    kiosk = let_in(house, manager)
    assert any(each.startswith("device=") for each in kiosk.get("/kiosk").headers.getlist("Set-Cookie"))
    assert not screen(house).get("/kiosk").headers.getlist("Set-Cookie")


# ---- pauses


def test_a_kiosk_is_put_out_of_use_and_taken_back(house, manager):
    kiosk = let_in(house, manager)
    name = manager.get("/api/devices").get_json()["devices"][0]["kiosk"]
    paused = post(manager, f"/api/kiosks/{name}/pause", {"reason": "cleaning"})
    assert paused.get_json() == {"kiosk": name, "paused": "cleaning"}
    assert kind(post(kiosk, "/api/tickets", TICKET)) == "kiosk-paused"
    assert post(house.client(), "/api/tickets", TICKET).status_code == 201, "another kiosk goes on"
    assert manager.get("/api/devices").get_json()["devices"][0]["paused"] == "cleaning"
    assert post(manager, f"/api/kiosks/{name}/pause", {"reason": None}).status_code == 200
    assert post(kiosk, "/api/tickets", TICKET).status_code == 201


def test_this_machine_s_kiosk_is_paused_too(house, manager):
    post(manager, f"/api/kiosks/{devices.HERE}/pause", {"reason": "out-of-order"})
    assert manager.get("/api/devices").get_json()["here"]["paused"] == "out-of-order"
    assert kind(post(house.client(), "/api/tickets", TICKET)) == "kiosk-paused"


@pytest.mark.parametrize("name", ["kiosk:", "kiosk:00", "kiosk:x", "staff:1", "kiosk:1'"])
def test_what_is_no_kiosk_is_not_paused(standing, name):
    answer = standing.client().post(f"/api/kiosks/{name}/pause", json={"reason": None}, headers=standing.token())
    assert answer.status_code == 422


def test_a_pause_has_a_reason_of_the_list(house, manager):
    assert kind(post(manager, "/api/kiosks/kiosk:0/pause", {"reason": "lunch"})) == "bad-reason"
    assert kind(post(manager, "/api/kiosks/kiosk:99/pause", {"reason": "cleaning"})) == "unknown-token"
    assert post(manager, "/api/kiosks/kiosk:99/pause", {"reason": None}).status_code == 200


# ---- the staff corner


class Printer:
    """How the printer answers the corner."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def test_print(self) -> DeviceState:
        self.asked.append("test-print")
        return DeviceState("ready", "paper-low")

    def paper_changed(self) -> DeviceState:
        self.asked.append("paper-changed")
        return DeviceState("trouble", "cover-open")


@pytest.fixture
def printer(house: House, monkeypatch: pytest.MonkeyPatch) -> Printer:
    found = Printer()
    for deed in ("test_print", "paper_changed"):
        monkeypatch.setattr(house.office.announcer.papers, deed, getattr(found, deed))
    return found


def corner(browser: FlaskClient, deed: str, pin: str = PIN, **body: str):
    return post(browser, f"/api/kiosk/corner/{deed}", {"pin": pin, **body})


def test_the_corner_says_when_there_is_no_pin(house):
    assert house.client().get("/api/kiosk/corner").get_json() == {"pin": False, "paused": None}
    assert kind(corner(house.client(), "open")) == "no-pin"


def test_the_corner_prints_asks_pauses_and_resumes(house, manager, printer):
    assert post(manager, "/api/devices/pin", {"pin": PIN}).get_json() == {"pin": True}
    kiosk = let_in(house, manager)
    assert corner(kiosk, "open").get_json() == {"paused": None, "printer": {"state": "off", "detail": ""}}
    assert corner(kiosk, "test-print").get_json()["printer"] == {"state": "ready", "detail": "paper-low"}
    assert corner(kiosk, "paper-changed").get_json()["printer"] == {"state": "trouble", "detail": "cover-open"}
    assert printer.asked == ["test-print", "paper-changed"]
    assert corner(kiosk, "pause", reason="no-paper").get_json()["paused"] == "no-paper"
    assert kind(post(kiosk, "/api/tickets", TICKET)) == "kiosk-paused"
    assert corner(kiosk, "resume").get_json()["paused"] is None
    assert post(kiosk, "/api/tickets", TICKET).status_code == 201


def test_a_test_print_that_is_sent_twice_with_one_key_prints_once(house, manager, printer):
    post(manager, "/api/devices/pin", {"pin": PIN})
    for key in ("one", "one", "another"):
        said = post(house.client(), "/api/kiosk/corner/test-print", {"pin": PIN}, **{"Idempotency-Key": key})
        assert said.status_code == 200
    assert printer.asked == ["test-print"] * 2


def test_nothing_happens_in_the_corner_with_a_wrong_pin(house, manager, printer):
    post(manager, "/api/devices/pin", {"pin": PIN})
    for deed, more in (("test-print", {}), ("paper-changed", {}), ("pause", {"reason": "cleaning"}), ("resume", {})):
        assert corner(house.client(), deed, "0000", **more).status_code == 403
    assert printer.asked == []
    assert corner(house.client(), "open", "0000").status_code == 403
    assert corner(house.client(), "open").status_code == 429, "even the right one has to wait now"
    house.clock.advance(2_000)
    assert corner(house.client(), "open").status_code == 200


def test_the_corner_is_at_kiosks_only(house, manager):
    post(manager, "/api/devices/pin", {"pin": PIN})
    wall = let_in(house, manager, "display")
    for who in (manager, wall, screen(house)):
        assert corner(who, "open").status_code in (401, 403)


def test_a_member_of_staff_who_is_signed_in_at_a_kiosk_pauses_that_kiosk(house, manager):
    post(manager, "/api/devices/pin", {"pin": PIN})
    here = house.signed_in("Nur")
    here.environ_base["REMOTE_ADDR"] = "127.0.0.1"
    assert corner(here, "pause", reason="other").get_json()["paused"] == "other"
    assert house.office.record.reading.catalogue().kiosks == {"kiosk:0": "other"}


def test_the_pin_lies_in_no_reply_that_is_kept(house, manager):
    post(manager, "/api/devices/pin", {"pin": PIN}, **{"Idempotency-Key": "k"})
    corner_key = {"Idempotency-Key": "c"}
    post(house.client(), "/api/kiosk/corner/pause", {"pin": PIN, "reason": "other"}, **corner_key)
    with sqlite3.connect(house.office.record.reading._path) as db:
        digests = {row[0] for row in db.execute("SELECT digest FROM reply")}
    db.close()
    assert sha256(f'{{"pin": "{PIN}"}}'.encode()).hexdigest() not in digests
    assert len(digests) == 2
