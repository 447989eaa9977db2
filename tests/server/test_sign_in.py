"""Signing in: who is locked out, who must choose a password first, and where one comes to."""

import re

import pytest

from server import passwords
from server.office.actors import SYSTEM, Role
from server.office.errors import TooManyWaiting
from tests.server.conftest import ELSEWHERE, ORIGIN, PASSWORD

OWN = "a sentence that only she knows"
WRONG = "not this one"


def kind(response):
    return response.get_json()["type"].removeprefix("/problems/")


def attempt(house, name="Salma", password=PASSWORD, browser=None, **more):
    """An attempt, long after the last one: the throttle has forgotten it."""
    house.clock.advance(16 * 60_000)
    browser = browser or house.client()
    return browser.post("/sign-in", data={"name": name, "password": password, **more}, headers=ORIGIN)


def kept(house, kind):
    with house.office.record.reading.use() as db:
        return [data for (data,) in db.execute("SELECT data FROM event WHERE kind = ? ORDER BY seq", (kind,))]


# ---- locked out


def few_tries(house, tries=3):
    rules = house.writer.do(lambda tx: tx.setting("rules"), SYSTEM) or {}
    house.writer.do(lambda tx: tx.change_setting("rules", rules | {"sign_in_tries": tries}), SYSTEM)


def test_a_sign_in_is_locked_after_too_many_wrong_passwords_in_a_row(house):
    few_tries(house)
    house.member()
    assert [attempt(house, password=WRONG).status_code for _ in range(2)] == [401] * 2
    assert attempt(house).status_code == 303, "a right one begins anew"
    assert [attempt(house, password=WRONG).status_code for _ in range(3)] == [401] * 3
    for password in (WRONG, PASSWORD):
        refused = attempt(house, password=password)
        assert refused.status_code == 403
        assert "Set-Cookie" not in refused.headers
    assert kept(house, "StaffRefused")[-3:] == [
        '{"locked":true,"staff":1,"why":"password"}',
        '{"staff":1,"why":"locked"}',
        '{"staff":1,"why":"locked"}',
    ]


def test_a_lock_counts_tries_from_everywhere_and_holds_after_a_restart(tmp_path):
    from tests.server.conftest import House

    house = House(tmp_path)
    few_tries(house)
    house.member()
    for number in range(3):
        browser = house.client()
        browser.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        attempt(house, password=WRONG, browser=browser)
    house.close()
    house = House(tmp_path)
    refused = attempt(house)
    house.close()
    assert refused.status_code == 403


def test_who_tries_many_passwords_at_once_gets_no_more_of_them(house, monkeypatch):
    few_tries(house)
    house.member()
    tried = []

    def meanwhile(kept, password):
        """While this one is tried, from everywhere else all others are."""
        tried.append(password)
        browser = house.client()
        browser.environ_base["REMOTE_ADDR"] = f"192.0.2.{len(tried)}"
        attempt(house, password=f"guess {len(tried)}", browser=browser)
        return False

    monkeypatch.setattr(passwords, "is_right", meanwhile)
    attempt(house, password="guess 0")
    assert tried == ["guess 0", "guess 1", "guess 2"]


def test_an_attempt_that_was_not_made_does_not_count(house, monkeypatch):
    few_tries(house)
    house.member()

    def busy(kept, password):
        raise TooManyWaiting()

    with monkeypatch.context() as patched:
        patched.setattr(passwords, "is_right", busy)
        assert [attempt(house).status_code for _ in range(5)] == [503] * 5
    assert attempt(house).status_code == 303


def test_a_name_that_nobody_has_is_answered_and_locked_like_any_other(house, monkeypatch):
    few_tries(house)
    house.member()
    tried = []
    right = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda *said: tried.append(1) or right(*said))
    answers = {}
    for name in ("Salma", "Nobody"):
        tried.clear()
        before = house.client().get("/api/board").get_json()["sequence"]
        pages = [attempt(house, name, WRONG) for _ in range(5)]
        told = house.client().get("/api/board").get_json()["sequence"] - before
        answers[name] = [(page.status_code, page.text.replace(name, "")) for page in pages], len(tried), told
    assert answers["Salma"] == answers["Nobody"]
    assert answers["Salma"][1] == 3, "a locked sign-in tries no password: nobody learns which one is right"


def test_who_tried_before_they_were_taken_on_begins_anew(house):
    few_tries(house)
    for _ in range(4):
        attempt(house, password=WRONG)
    house.member()
    assert attempt(house).status_code == 303


def test_a_manager_lifts_a_lock_and_who_is_at_work_stays_at_work(house):
    few_tries(house)
    browser = house.signed_in()
    for _ in range(3):
        attempt(house, password=WRONG)
    assert browser.get("/api/counters/1").status_code == 200
    manager = house.token()
    (salma,) = house.client().get("/api/staff", headers=manager).get_json()["staff"]
    assert salma["locked"]
    assert house.client().post("/api/staff/1/unlock", headers=house.token("clerk")).status_code == 403
    assert kind(house.client().post("/api/staff/7/unlock", headers=manager)) == "unknown-staff"
    lifted = house.client().post("/api/staff/1/unlock", headers=manager)
    assert (lifted.status_code, lifted.get_json()["locked"]) == (200, False)
    assert attempt(house).status_code == 303


@pytest.mark.parametrize(
    ("path", "said"), [("1/unlock", {}), ("password", {"name": "Salma", "password": OWN, "must_change": False})]
)
def test_whom_a_manager_lets_in_again_need_not_wait_at_the_computer_where_they_tried(house, path, said):
    house.member()
    browser, wrong = house.client(), {"name": "Salma", "password": WRONG}
    assert [browser.post("/sign-in", data=wrong, headers=ORIGIN).status_code for _ in range(6)] == [401] * 5 + [429]
    assert house.client().post(f"/api/staff/{path}", json=said, headers=house.token()).status_code == 200
    right = {"name": "salma", "password": said.get("password", PASSWORD)}
    assert browser.post("/sign-in", data=right, headers=ORIGIN).status_code == 303


def test_a_new_password_from_a_manager_lifts_a_lock_too(house):
    few_tries(house)
    house.member()
    for _ in range(3):
        attempt(house, password=WRONG)
    house.staff.set_password("salma", OWN, SYSTEM)
    assert attempt(house, password=OWN).status_code == 303


def test_who_has_left_is_refused_like_a_stranger(house):
    house.member()
    house.staff.set_active(1, False, SYSTEM)
    stranger, left = attempt(house, "Nobody"), attempt(house)
    assert (stranger.status_code, left.status_code) == (401, 401)
    assert stranger.text.replace("Nobody", "Salma") == left.text
    assert kept(house, "StaffRefused") == ['{"staff":null,"why":"unknown"}', '{"staff":1,"why":"inactive"}']


# ---- a password of one's own


def newcomer(house, browser=None, where=""):
    """Somebody whose password was chosen by a manager, on the way to a page."""
    said = {"name": "Salma", "role": "clerk", "password": PASSWORD}
    added = house.client().post("/api/staff", json=said, headers=house.token())
    assert added.get_json()["must_change"] is True
    browser = browser or house.client()
    browser.environ_base.update(ELSEWHERE)
    return browser, attempt(house, browser=browser, next=where)


def change(browser, old=PASSWORD, new=OWN, again=None, where=""):
    said = {"old": old, "password": new, "again": new if again is None else again, "next": where}
    return browser.post("/password", data=said, headers=ORIGIN)


def test_whose_password_somebody_else_chose_changes_it_first_and_goes_on(house):
    browser, came = newcomer(house, where="/counter/2")
    assert came.headers["Location"] == "/password?next=/counter/2"
    assert browser.get("/password?next=/counter/2").status_code == 200
    done = change(browser, where="/counter/2")
    assert (done.status_code, done.headers["Location"]) == (303, "/counter/2")
    assert browser.get("/counter/2").status_code == 200
    assert attempt(house, password=OWN).headers["Location"] == "/counter"
    assert attempt(house).status_code == 401


def test_until_then_they_may_do_nothing_but_change_it_or_leave(house):
    browser, _ = newcomer(house)
    for path in ("/counter", "/counter/2", "/manager"):
        led = browser.get(path)
        assert (led.status_code, led.headers["Location"]) == (303, f"/password?next={path}")
    assert browser.get("/").headers["Location"] == "/password"
    for path in ("/api/counters/1", "/api/staff", "/api/statistics?from=2026-09-01&to=2026-09-30"):
        refused = browser.get(path)
        assert (refused.status_code, kind(refused)) == (403, "password-change")
    refused = browser.post("/api/counters/1/open", headers=ORIGIN)
    assert (refused.status_code, kind(refused)) == (403, "password-change")
    assert browser.post("/sign-out", headers=ORIGIN).status_code == 303
    assert browser.get("/counter").headers["Location"].startswith("/sign-in")


def test_at_a_kiosk_they_are_that_kiosk_and_no_member_of_staff(house):
    """This machine is let in as a kiosk: what is done there is not done in the name of who may do nothing yet."""
    browser, _ = newcomer(house)
    browser.environ_base["REMOTE_ADDR"] = "127.0.0.1"
    given = browser.post("/api/tickets", json={"service": "information", "language": "ar"}, headers=ORIGIN)
    assert given.status_code == 201
    with house.office.record.reading.use() as db:
        assert db.execute("SELECT actor FROM event WHERE kind = 'TicketIssued'").fetchone() == ("kiosk:0",)
    assert browser.get("/counter/1").headers["Location"] == "/password?next=/counter/1"


@pytest.mark.parametrize(
    ("old", "new", "again", "status"),
    [
        (WRONG, OWN, OWN, 401),
        ("", OWN, OWN, 401),
        (PASSWORD, "short", "short", 422),
        (PASSWORD, "Salma", "Salma", 422),
        (PASSWORD, OWN, "something else", 422),
        (PASSWORD, PASSWORD, PASSWORD, 422),
    ],
)
def test_a_password_that_will_not_do_is_said_on_the_page_and_nothing_is_repeated(house, old, new, again, status):
    browser, _ = newcomer(house)
    refused = change(browser, old, new, again)
    assert refused.status_code == status
    assert 'role="alert"' in refused.text
    assert not any(secret and f'"{secret}"' in refused.text for secret in (old, new, again) if secret != "Salma")
    assert browser.get("/api/counters/1").status_code == 403


def test_whose_session_ended_while_the_page_stood_open_signs_in_and_comes_back_to_it(house):
    browser, _ = newcomer(house)
    browser.delete_cookie("session")
    assert change(browser, PASSWORD, OWN).headers["Location"] == "/sign-in?next=/password"


def test_by_the_api_one_s_own_password_is_changed_once_and_other_sessions_end(house):
    house.member("Huda", "manager")
    here, there = (house.client() for _ in range(2))
    for browser in (here, there):
        assert attempt(house, "Huda", browser=browser).headers["Location"] == "/manager"
    said, key = {"old": PASSWORD, "password": OWN}, {"Idempotency-Key": "one"}
    assert kind(here.post("/api/my/password", json=said | {"old": WRONG}, headers=ORIGIN)) == "wrong-password"
    assert kind(here.post("/api/my/password", json=said | {"password": PASSWORD}, headers=ORIGIN)) == "same-password"
    for _ in range(2):
        done = here.post("/api/my/password", json=said, headers=ORIGIN | key)
        assert (done.status_code, done.get_json()) == (200, {})
    assert here.get("/api/staff").status_code == 200
    assert there.get("/api/staff").status_code == 401
    assert len(kept(house, "StaffRefused")) == 1, "what was lost on the way and sent again was not wrong"
    assert kept(house, "SettingChanged").count('{"fields":["password"],"id":1,"key":"staff"}') == 1
    with house.office.record.reading.use() as db:
        assert OWN not in "\n".join(db.iterdump())


def test_the_password_that_a_manager_sets_in_the_same_moment_stands(house, monkeypatch):
    browser = house.signed_in()
    is_right = passwords.is_right

    def meanwhile(kept, password):
        monkeypatch.setattr(passwords, "is_right", is_right)
        house.staff.set_password("Salma", "chosen by the manager", SYSTEM, must_change=True)
        return is_right(kept, password)

    monkeypatch.setattr(passwords, "is_right", meanwhile)
    said = {"old": PASSWORD, "password": OWN}
    assert kind(browser.post("/api/my/password", json=said, headers=ORIGIN)) == "wrong-password"
    assert attempt(house, password=OWN).status_code == 401
    assert attempt(house, password="chosen by the manager").status_code == 303


def test_only_who_signed_in_has_a_password_of_their_own(house):
    said = {"old": PASSWORD, "password": OWN}
    assert house.client().post("/api/my/password", json=said).status_code == 401
    refused = house.client().post("/api/my/password", json=said, headers=house.token())
    assert (refused.status_code, kind(refused)) == (403, "not-allowed")
    asked = house.client().get("/password?next=/counter/2")
    assert asked.headers["Location"] == "/sign-in?next=/password?next%3D/counter/2"


def test_who_took_over_an_open_page_cannot_find_out_the_password_there(house):
    few_tries(house)
    browser = house.signed_in()
    said = {"old": WRONG, "password": OWN}
    assert [browser.post("/api/my/password", json=said, headers=ORIGIN).status_code for _ in range(3)] == [401] * 3
    refused = browser.post("/api/my/password", json=said | {"old": PASSWORD}, headers=ORIGIN)
    assert (refused.status_code, kind(refused)) == (403, "locked")


# ---- where one comes to


def test_a_clerk_comes_to_her_counter_or_to_where_she_chooses_one(house):
    browser = house.signed_in()
    assert attempt(house, browser=browser).headers["Location"] == "/counter"
    browser.post("/api/counters/3/open", headers=ORIGIN)
    assert attempt(house).headers["Location"] == "/counter/3"
    assert attempt(house, next="/counter/2").headers["Location"] == "/counter/2"


def test_a_manager_comes_to_the_figures_or_to_the_counter_that_she_has_open(house):
    house.member("Huda", "manager")
    browser = house.client()
    assert attempt(house, "Huda", browser=browser).headers["Location"] == "/manager"
    browser.post("/api/counters/1/open", headers=ORIGIN)
    assert attempt(house, "Huda").headers["Location"] == "/counter/1"


def test_her_own_counter_comes_first_then_the_one_last_used_in_this_browser(house):
    house.staff.add("Huda", Role.MANAGER, PASSWORD, SYSTEM)
    browser = house.signed_in()

    def offered():
        return [int(number) for number in re.findall('href="/counter/([0-9])"', browser.get("/counter").text)]

    assert offered() == [1, 2, 3, 4]
    assert browser.get("/counter/3").status_code == 200
    assert offered() == [3, 1, 2, 4]
    browser.post("/api/counters/2/open", headers=ORIGIN)
    assert offered() == [2, 3, 1, 4]
    assert "Yours" in browser.get("/counter?lang=en").text
    assert "Last used here" in browser.get("/counter?lang=en").text
