"""Who is let in, and what is kept out."""

import re
import threading

import pytest

from server import passwords
from server.hosts import Hosts, from_this_machine, same_host
from server.office.actors import SYSTEM, Role
from server.office.errors import TooManyWaiting
from server.passwords import BadPassword, Throttle, TooManyAttempts
from tests.server.conftest import ELSEWHERE, ORIGIN, PASSWORD

#: Read before the tests begin, and with them the quick one of tests/conftest.py.
AS_IN_OFFICES = passwords._hasher

TICKET = {"service": "commercial-licence", "language": "ar"}


def kind(response):
    return response.get_json()["type"].removeprefix("/problems/")


# ---- this machine, other machines


def test_this_machine_is_a_kiosk_and_a_display(house):
    assert house.client().post("/api/tickets", json=TICKET).status_code == 201
    assert house.client().get("/display").status_code == 200


def test_another_machine_is_nobody(standing):
    refused = standing.client().post("/api/tickets", json=TICKET, environ_base=ELSEWHERE)
    assert (refused.status_code, kind(refused)) == (401, "not-signed-in")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Anything", "Forwarded", "X-Real-IP", "Via"]
)
def test_who_comes_through_a_proxy_on_this_machine_is_not_this_machine(standing, header):
    assert standing.client().post("/api/tickets", json=TICKET, headers={header: "192.0.2.1"}).status_code == 401


def test_who_asks_for_the_public_name_may_have_come_through_a_proxy(tmp_path):
    from tests.server.conftest import House

    house = House(tmp_path, **{"server.public_url": "https://queue.example.org"})
    answer = house.client().post("/api/tickets", json=TICKET, headers={"Host": "queue.example.org"})
    house.close()
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_only_loopback_is_this_machine(address, here):
    assert from_this_machine({"REMOTE_ADDR": address}) is here


# ---- Host and Origin


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "desk",
        "desk:8000",
        "desk.local",
        "192.0.2.5:8000",
        "[fd00::2]",
        "queue.example.org",
        "queue.example.org.",
    ],
)
def test_its_own_names_are_known(host):
    assert Hosts("https://queue.example.org", "desk", lambda: frozenset({"192.0.2.5", "fd00::2"})).knows(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "localhost.evil.example",
        "evil.example:8000",
        "192.0.2.6",
        "localhost:port",
        "localhost:99999999",
        "user@localhost",
        "localhost/x",
        "local host",
        "localhost\n",
        "[::1",
        "ｌocalhost",
        "a" * 10_000,
    ],
)
def test_other_names_are_not_its_own(host):
    assert not Hosts("https://queue.example.org", "desk", frozenset).knows(host)


def test_a_name_pointed_at_this_machine_gets_nothing(standing):
    refused = standing.client().get("/api/office", headers={"Host": "evil.example"})
    assert (refused.status_code, kind(refused)) == (400, "foreign-host")
    page = standing.client().get("/", headers={"Host": "<b>evil</b>"})
    assert page.status_code == 400
    assert "<b>evil" not in page.text
    assert 'class="button main" href="/"' not in page.text, "its entrance would be refused the same way"


def test_the_page_that_tells_of_a_wrong_name_has_its_looks(standing):
    client, host = standing.client(), {"Host": "evil.example"}
    page = client.get("/", headers={**host, "Accept": "text/html"}).text
    files = set(re.findall(r'(?:href|src)="(/[^"#]+)', page))
    assert "/static/theme.css" in files
    for file in files:
        with client.get(file, headers=host) as answer:
            assert (file, answer.status_code) == (file, 200)
    for method, path in (("GET", "/kiosk"), ("GET", "/display/media/x.png"), ("POST", "/static/theme.css")):
        assert client.open(path, method=method, headers=host).status_code == 400


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://office.local:8000", "office.local:8000", True),
        ("http://Office.local", "office.local", True),
        ("http://office.local", "office.local:80", True),
        ("https://queue.example.org", "queue.example.org", True),
        ("https://queue.example.org", "queue.example.org:443", True),
        ("http://office.local:8001", "office.local:8000", False),
        ("http://office.local", "office.local:8000", False),
        ("http://evil.example", "office.local", False),
        ("http://office.local.evil.example", "office.local", False),
        ("null", "office.local", False),
        ("", "", False),
        ("http://", "", False),
        ("ftp://office.local", "office.local", False),
        ("http://office.local/x", "office.local", False),
        ("http://a@office.local", "office.local", False),
    ],
)
def test_an_origin_is_ours_by_host_and_port(origin, host, same):
    assert same_host(origin, host) is same


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:81", "x" * 5000])
def test_a_page_of_another_site_cannot_command(standing, origin):
    refused = standing.client().post("/api/tickets", json=TICKET, headers={"Origin": origin})
    assert (refused.status_code, kind(refused)) == (403, "foreign-origin")


def test_not_even_with_a_token(standing):
    headers = standing.token() | {"Origin": "http://evil.example"}
    assert standing.client().post("/api/tickets", json=TICKET, headers=headers).status_code == 403


def test_a_browser_on_this_machine_must_say_where_its_command_comes_from(house):
    assert house.client().post("/api/tickets", json=TICKET, headers={"Sec-Fetch-Mode": "cors"}).status_code == 403
    assert house.client().post("/api/tickets", json=TICKET, headers=ORIGIN).status_code == 201


def test_a_cookie_alone_commands_nothing(house):
    browser = house.signed_in()
    refused = browser.post("/api/counters/1/open")
    assert (refused.status_code, kind(refused)) == (403, "foreign-origin")
    assert browser.post("/api/counters/1/open", headers=ORIGIN).status_code == 200


def test_a_program_needs_no_origin(house):
    done = house.client().post("/api/tickets", json=TICKET, headers=house.token("kiosk"), environ_base=ELSEWHERE)
    assert done.status_code == 201


# ---- tokens


@pytest.mark.parametrize(("role", "status"), [("kiosk", 403), ("display", 403), ("clerk", 200), ("manager", 200)])
def test_a_token_opens_what_its_role_may(standing, role, status):
    assert standing.client().get("/api/counters/1", headers=standing.token(role)).status_code == status


def test_a_clerk_is_no_manager(standing):
    refused = standing.client().get("/api/tokens", headers=standing.token("clerk"))
    assert (refused.status_code, kind(refused)) == (403, "not-allowed")


@pytest.mark.parametrize("secret", ["", "x", "ü", "a" * 5000, "null"])
def test_an_unknown_token_opens_nothing_not_even_here(standing, secret):
    headers = {"Authorization": f"Bearer {secret}"}
    refused = standing.client().post("/api/tickets", json=TICKET, headers=headers)
    assert (refused.status_code, kind(refused)) == (401, "bad-token")


def test_a_revoked_token_is_dead_at_once(house):
    headers = house.token("clerk")
    assert house.client().get("/api/counters/1", headers=headers).status_code == 200
    (token,) = house.staff.tokens()
    house.staff.revoke_token(token["id"], SYSTEM)
    assert house.client().get("/api/counters/1", headers=headers).status_code == 401


def test_who_hears_that_a_token_was_revoked_finds_it_dead_already(house):
    """The news ask at once who may stay: a memory of a moment ago would keep a screen for half a minute."""
    headers, found = house.token("clerk"), []
    secret = headers["Authorization"].split()[1]
    assert house.client().get("/api/counters/1", headers=headers).status_code == 200
    house.office.writer.subscribe(lambda events: found.append(house.office.record.door._by_token(secret)))
    house.staff.revoke_token(house.staff.tokens()[0]["id"], SYSTEM)
    assert found == [None]


def test_who_acted_stands_in_the_log_by_id_alone(house):
    done = house.client().post("/api/tickets", json=TICKET, headers=house.token("kiosk", "the hall"))
    with house.office.record.reading.use() as db:
        actors = dict(db.execute("SELECT ticket, actor FROM event WHERE ticket IS NOT NULL"))
        assert "the hall" not in str(db.execute("SELECT data FROM event").fetchall())
    assert actors[done.get_json()["id"]] == "kiosk:1"


def test_the_command_line_of_this_start_may_everything(house):
    house.office.record.door.trust_control("a secret of this start")
    headers = {"Authorization": "Bearer a secret of this start"}
    assert house.client().get("/api/tokens", headers=headers, environ_base=ELSEWHERE).status_code == 200


def test_no_secret_lies_in_the_data_file(house):
    headers = house.token()
    browser = house.signed_in()
    secret = headers["Authorization"].removeprefix("Bearer ")
    session = browser.get_cookie("session").value
    with house.office.record.reading.use() as db:
        kept = "\n".join(db.iterdump())
    assert secret not in kept
    assert session not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


# ---- staff


def test_signing_in_gives_a_cookie_that_no_script_and_no_other_site_can_use(house):
    house.member()
    came = house.client().post("/sign-in", data={"name": "SALMA", "password": PASSWORD}, headers=ORIGIN)
    cookie = came.headers["Set-Cookie"]
    assert came.status_code == 303
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=57600"))
    assert len(cookie.partition("=")[2].partition(";")[0]) >= 43


def test_over_tls_the_cookie_stays_there(tmp_path):
    from tests.server.conftest import House

    house = House(tmp_path, **{"server.public_url": "https://queue.example.org"})
    house.member()
    came = house.client().post(
        "/sign-in",
        data={"name": "Salma", "password": PASSWORD},
        headers={"Host": "queue.example.org", "Origin": "https://queue.example.org"},
    )
    house.close()
    assert "Secure" in came.headers["Set-Cookie"]


def test_a_clerk_who_signed_in_works_under_her_id(house):
    browser = house.signed_in()
    opened = browser.post("/api/counters/1/open", headers=ORIGIN).get_json()
    assert opened["clerk"] == {"id": 1, "name": "Salma"}


@pytest.mark.parametrize(("name", "password"), [("Salma", "not hers"), ("Nobody", PASSWORD), ("", ""), ("Salma", "")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(house, name, password):
    house.member()
    refused = house.client().post("/sign-in", data={"name": name, "password": password, "next": "/x"}, headers=ORIGIN)
    assert refused.status_code == 401
    assert "Set-Cookie" not in refused.headers
    assert "لم ينجح ذلك" in refused.text
    assert password == "" or password not in refused.text


def test_signing_out_ends_the_session_for_good(house):
    browser = house.signed_in()
    kept = browser.get_cookie("session").value
    assert browser.post("/sign-out", headers=ORIGIN).status_code == 303
    browser.set_cookie("session", kept)
    assert browser.get("/api/counters/1").status_code == 401


def test_signing_out_closes_her_counter_unless_somebody_is_called(house):
    browser = house.signed_in()
    browser.post("/api/counters/2/open", headers=ORIGIN)
    house.client().post("/api/tickets", json=TICKET)
    called = browser.post("/api/counters/2/call-next", headers=ORIGIN).get_json()["ticket"]
    assert browser.post("/sign-out", headers=ORIGIN).status_code == 409
    browser.post("/api/counters/2/put-back", json={"expect": called["id"]}, headers=ORIGIN)
    assert browser.post("/sign-out", headers=ORIGIN).status_code == 303
    assert house.office.reading.counter(2)["state"] == "closed"


def test_a_session_ends_after_sixteen_hours(house):
    browser = house.signed_in()
    house.clock.advance(15 * 3600_000)
    assert browser.get("/api/counters/1").status_code == 200
    house.clock.advance(2 * 3600_000)
    assert browser.get("/api/counters/1").status_code == 401


def test_a_clock_that_is_set_right_ends_no_session(house):
    browser = house.signed_in()
    house.clock.set(house.clock.at + 400 * 24 * 3600_000)
    assert browser.get("/api/counters/1").status_code == 200


def test_a_new_password_ends_all_sessions(house):
    browser = house.signed_in()
    house.staff.set_password("salma", "another long sentence", SYSTEM)
    assert browser.get("/api/counters/1").status_code == 401


def test_comings_and_goings_stand_in_the_log_without_names(house):
    browser = house.signed_in()
    browser.post("/sign-out", headers=ORIGIN)
    with house.office.record.reading.use() as db:
        rows = db.execute("SELECT kind, actor, data FROM event ORDER BY seq").fetchall()
    assert ("StaffSignedIn", "staff:1", '{"staff":1}') in rows
    assert ("StaffSignedOut", "staff:1", '{"staff":1}') in rows
    assert "Salma" not in str(rows)


def test_the_first_manager_comes_in_once(house):
    link = house.staff.welcome()
    stranger = house.client()
    assert stranger.get("/welcome/nothing").status_code == 404
    assert stranger.get(link).status_code == 200
    assert stranger.post(link, data={"name": "", "password": PASSWORD}, headers=ORIGIN).status_code == 422
    assert stranger.post(link, data={"name": "Huda", "password": "huda"}, headers=ORIGIN).status_code == 422
    once = {"name": "Huda", "password": PASSWORD}
    assert stranger.post(link, data=once, headers=ORIGIN).status_code == 422, "typed once alone"
    came = stranger.post(link, data=once | {"again": PASSWORD}, headers=ORIGIN)
    assert (came.status_code, came.headers["Location"]) == (303, "/manager")
    assert stranger.get("/api/tokens").status_code == 200
    assert house.client().get(link).status_code == 404
    assert house.client().post(link, data={"name": "Eve", "password": PASSWORD}, headers=ORIGIN).status_code == 404
    assert house.staff.welcome() is None


def test_a_newer_link_makes_the_older_one_void(house):
    older, newer = house.staff.welcome(), house.staff.welcome()
    assert house.client().get(older).status_code == 404
    assert house.client().get(newer).status_code == 200


@pytest.mark.parametrize("where", ["//evil.example", "/\\evil.example", "https://evil.example", "x", "/a\nb", ""])
def test_signing_in_leads_nowhere_else(house, where):
    house.member()
    came = house.client().post("/sign-in", data={"name": "Salma", "password": PASSWORD, "next": where}, headers=ORIGIN)
    assert came.headers["Location"] == "/counter"


def test_a_page_for_staff_leads_to_the_sign_in_and_back(standing):
    asked = standing.client().get("/counter/2?x=1", environ_base=ELSEWHERE)
    assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in?next=/counter/2?x%3D1")


def test_a_screen_on_another_machine_comes_in_by_its_token(house):
    secret = house.token("display")["Authorization"].removeprefix("Bearer ")
    screen = house.client()
    screen.environ_base.update(ELSEWHERE)
    asked = screen.get("/display")
    assert (asked.status_code, "/device?next=/display" in asked.text) == (401, True)
    assert screen.post("/device", data={"token": "wrong"}, headers=ORIGIN).status_code == 403
    came = screen.post("/device", data={"token": secret, "next": "/display"}, headers=ORIGIN)
    assert (came.status_code, came.headers["Location"]) == (303, "/display")
    assert screen.get("/display").status_code == 200
    assert screen.get("/kiosk").status_code == 401


def test_a_manager_s_token_is_not_kept_in_a_browser(standing):
    secret = standing.token("manager")["Authorization"].removeprefix("Bearer ")
    assert standing.client().post("/device", data={"token": secret}, headers=ORIGIN).status_code == 403


STAFF_ROUTES = [
    ("/api/staff", {"name": "Eve", "role": "manager", "password": PASSWORD}),
    ("/api/staff/password", {"name": "Salma", "password": PASSWORD}),
    ("/api/staff/1/active", {"active": False}),
    ("/api/staff/1/role", {"role": "manager"}),
    ("/api/staff/1/unlock", {}),
]


@pytest.mark.parametrize(("path", "body"), STAFF_ROUTES)
def test_no_clerk_and_no_page_of_another_site_changes_the_staff(standing, path, body):
    clerk = standing.client().post(path, json=body, headers=standing.token("clerk"))
    assert (clerk.status_code, kind(clerk)) == (403, "not-allowed")
    foreign = standing.token("manager") | {"Origin": "http://evil.example"}
    assert kind(standing.client().post(path, json=body, headers=foreign)) == "foreign-origin"
    assert standing.client().post(path, json=body, environ_base=ELSEWHERE).status_code == 401


def test_nobody_s_password_is_changed_by_a_page_of_another_site(house):
    browser = house.signed_in()
    said = {"old": PASSWORD, "password": "chosen by somebody else", "again": "chosen by somebody else"}
    for headers in ({}, {"Origin": "http://evil.example"}):
        assert browser.post("/password", data=said, headers=headers).status_code == 403
        assert browser.post("/api/my/password", json=said, headers=headers).status_code == 403
    assert (
        house.client().post("/sign-in", data={"name": "Salma", "password": PASSWORD}, headers=ORIGIN).status_code == 303
    )


# ---- passwords


def test_passwords_are_hashed_as_written_down(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", AS_IN_OFFICES)
    kept = passwords.digest_of(PASSWORD, "Salma")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(kept, PASSWORD)
    assert not passwords.is_right(kept, f"{PASSWORD}.")


@pytest.mark.parametrize("password", ["", "seven77", "Salma Ben Ali", "salma ben ali", "x" * 257])
def test_a_password_that_is_too_easy_is_refused(password):
    with pytest.raises(BadPassword):
        passwords.digest_of(password, "Salma Ben Ali")


def test_one_password_typed_in_two_ways_is_one():
    kept = passwords.digest_of("caf\u00e9 au lait", "x")
    assert passwords.is_right(kept, "cafe\u0301 au lait")
    assert not passwords.is_right(kept, "cafe au lait")
    assert not passwords.is_right(None, "nobody")


def test_passwords_are_tried_one_at_a_time(monkeypatch):
    inside, most = [], []

    class Hasher:
        def verify(self, kept, password):
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            return True

    monkeypatch.setattr(passwords, "_hasher", Hasher)
    threads = [threading.Thread(target=passwords.is_right, args=("kept", "x")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_who_tries_passwords_from_everywhere_at_once_holds_no_more_threads_than_there_is_room_for(monkeypatch):
    class Hasher:
        def verify(self, kept, password):
            with pytest.raises(TooManyWaiting):
                passwords.is_right("kept", "another one, meanwhile")
            return True

    monkeypatch.setattr(passwords, "_hasher", Hasher)
    monkeypatch.setattr(passwords, "_room", threading.BoundedSemaphore(1))
    assert all(passwords.is_right("kept", "x") for _ in range(2)), "whoever goes makes room"


def test_after_five_wrong_tries_each_next_one_waits_longer():
    throttle = Throttle()
    for _ in range(5):
        throttle.attempt("salma", "192.0.2.1", 0)
    with pytest.raises(TooManyAttempts) as refused:
        throttle.attempt("salma", "192.0.2.1", 0)
    assert refused.value.values["wait_s"] == 2
    throttle.attempt("salma", "192.0.2.1", 2_000)
    with pytest.raises(TooManyAttempts):
        throttle.attempt("salma", "192.0.2.1", 5_999)
    throttle.attempt("salma", "192.0.2.1", 6_000)


def test_others_are_not_kept_waiting_by_it():
    throttle = Throttle()
    for _ in range(5):
        throttle.attempt("salma", "192.0.2.1", 0)
    throttle.attempt("salma", "192.0.2.2", 0)
    throttle.attempt("huda", "192.0.2.1", 0)


def test_one_address_that_tries_many_names_waits_too():
    throttle = Throttle()
    for number in range(30):
        throttle.attempt(f"name {number}", "192.0.2.1", 0)
    with pytest.raises(TooManyAttempts):
        throttle.attempt("another", "192.0.2.1", 0)


def test_what_is_long_ago_or_ended_well_is_forgiven():
    throttle = Throttle()
    for _ in range(5):
        throttle.attempt("salma", "192.0.2.1", 0)
    throttle.attempt("salma", "192.0.2.1", 15 * 60_000)
    throttle.passed("salma", "192.0.2.1")
    throttle.attempt("salma", "192.0.2.1", 15 * 60_000)


def test_too_many_wrong_tries_are_told_with_the_time_to_wait(house):
    house.member()
    tries = [
        house.client().post("/sign-in", data={"name": "Salma", "password": "wrong"}, headers=ORIGIN) for _ in range(6)
    ]
    assert [answer.status_code for answer in tries] == [401] * 5 + [429]
    assert tries[-1].headers["Retry-After"] == "2"
    house.clock.advance(2_000)
    came = house.client().post("/sign-in", data={"name": "Salma", "password": PASSWORD}, headers=ORIGIN)
    assert came.status_code == 303


# ---- headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/health", "/nothing", "/static/theme.css", "/api/docs"])
def test_every_answer_tells_the_browser_what_it_must_not_do(standing, path):
    with standing.client().get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] in ("no-store", "no-cache")


def test_what_was_looked_up_before_a_change_is_not_remembered_after_it(house):
    """A slow look-up that began before a token was revoked must not keep it alive."""
    door = house.office.record.door
    found = door._remember(("token", "x"), lambda db: door.forget() or "alive")
    assert found == "alive"
    assert door._remember(("token", "x"), lambda db: None) is None


def test_roles_are_said_with_the_view(standing):
    assert standing.app.view_functions["counter.work"].roles == {Role.CLERK, Role.MANAGER}
