"""What somebody tries who means ill, over HTTP, at every address: none that comes later is left out."""

import re
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from server import passwords
from server.api import requests
from server.api.bodies import Body
from tests.server.conftest import ELSEWHERE, ORIGIN, PASSWORD, House

HOUR_MS = 3600 * 1000
OWN = "a sentence that only she knows"
#: The only addresses that ask nobody who they are. Whatever else there is says whom it lets in (`access.needs`).
FOR_EVERYBODY = {
    "static", "counter.static", "display.static", "kiosk.static", "kiosk.mark", "kiosk.panel",  # how things look
    "docs", "openapi", "problem",  # what there is
    "api.get_board", "api.get_health", "api.get_office", "display.sound",  # what the wall shows and says
    "api.follow", "api.give_up", "api.come_back", "phone.page",  # who has the code of a ticket
    "pages.device", "pages.known_device", "devices.ask_in",  # a screen on its way in
    "pages.entrance", "pages.language", "pages.sign_in", "pages.signed_in", "pages.welcome", "pages.welcomed",
}  # fmt: skip
#: These ask who signed in, and not as what: also whoever must choose a password first.
FOR_A_MEMBER = {"pages.password", "pages.password_changed", "pages.sign_out", "api.change_password"}
#: A page that shows the way in to whom it does not let in.
SHOWS_THE_WAY = {"counter.bar"}
#: Something that is there, for each part of an address.
THERE: dict[str, Any] = {
    "number": 1,
    "id": 1,
    "code": "complaints",
    "kiosk": "kiosk:0",
    "name": "display:0",
    "kind": "stale",
    "counter": 1,
    "what": "press",
    "condition": "fine",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


class Address(NamedTuple):
    """One thing that can be asked for: `may` are the roles that it lets in, none where it says none."""

    method: str
    path: str
    endpoint: str
    may: frozenset[str]

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    def ask(self, client: FlaskClient, **how: Any) -> Any:
        """What it answers; the body of a file that it sends is let go."""
        with client.open(self.path, method=self.method, **how) as answer:
            answer.get_data()
            return answer


def addresses(house: House) -> list[Address]:
    found, urls = [], house.app.url_map.bind("localhost")
    for rule in house.app.url_map.iter_rules():
        roles = getattr(house.app.view_functions[rule.endpoint], "roles", ())
        path = urls.build(rule.endpoint, {part: THERE.get(part, "x" * 32) for part in rule.arguments})
        for method in sorted(rule.methods - SAFE or {"GET"}):
            found.append(Address(method, path, rule.endpoint, frozenset(role.value for role in roles)))
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office with everything that one can have, which all attacks leave as it is."""
    folder = tmp_path_factory.mktemp("attacked")
    opened = House(folder, simulate=True, **{"server.public_url": "https://queue.example.org"})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def all_of(house: House) -> list[Address]:
    """Whatever can be asked for. In the office somebody is being served, and others wait."""
    manager = house.token()
    for service in ("complaints", "information", "complaints"):
        house.client().post("/api/tickets", json={"service": service, "language": "ar"}, headers=manager)
    for verb in ("open", "call-next", "start"):
        assert house.client().post(f"/api/counters/1/{verb}", headers=manager).status_code == 200
    return addresses(house)


def kept(house: House) -> list[str]:
    """All that lies in the data file, but when each machine was seen last."""
    with house.office.record.reading.use() as db:
        return [line for line in db.iterdump() if not line.startswith('INSERT INTO "device"')]


@pytest.fixture
def unchanged(house: House, all_of: list[Address]) -> Iterator[Callable[[], None]]:
    """Whatever is tried leaves no trace in the data file; to be called when all is ready for it."""
    before: list[list[str]] = []
    yield lambda: before.append(kept(house))
    assert kept(house) == before[-1]


def browser(house: House, secret: str | None = None) -> FlaskClient:
    """A browser on another machine of the house, perhaps with the secret of a session in it."""
    client = house.client()
    client.environ_base.update(ELSEWHERE)
    if secret is not None:
        client.set_cookie("session", secret)
    return client


def come(house: House, name: str, password: str = PASSWORD, client: FlaskClient | None = None) -> FlaskClient:
    client = client or browser(house)
    said = {"name": name, "password": password}
    assert client.post("/sign-in", data=said, headers=ORIGIN).status_code == 303
    return client


def secret_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return str(cookie.value)


def kind(answer: Any) -> str:
    told: str = (answer.get_json(silent=True) or {}).get("type", "")
    return told.removeprefix("/problems/")


# ---------------------------------------------------------------- no address is forgotten


def test_every_address_says_whom_it_lets_in_or_is_known_to_be_for_everybody(all_of: list[Address]) -> None:
    open_to_all = {one.endpoint for one in all_of if not one.may}
    assert open_to_all <= FOR_EVERYBODY | FOR_A_MEMBER | SHOWS_THE_WAY


def test_no_address_can_be_both_looked_at_and_commanded(house: House) -> None:
    """A rule with GET and POST in one view is where a GET begins to change something."""
    both = [rule.rule for rule in house.app.url_map.iter_rules() if "GET" in rule.methods and rule.methods - SAFE]
    assert both == []


def test_looking_at_everything_there_is_changes_nothing(
    house: House, all_of: list[Address], unchanged: Callable[[], None]
) -> None:
    house.member("Dunya", "manager")
    dunya = come(house, "Dunya", client=house.client())  # at this machine, which is a kiosk and a display
    unchanged()
    for one in all_of:
        for method in SAFE if one.method == "GET" else ():
            answer = one._replace(method=method).ask(dunya)
            assert answer.status_code < 500, one
            assert not one.may or answer.status_code not in (303, 401, 403), one


# ---------------------------------------------------------------- pages of other sites

#: What the browser of somebody who works here says of a page that is not ours, and sends with it by itself.
FORGED = [
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {},  # an old browser's form
]


def test_a_page_of_another_site_commands_nothing_whoever_sits_before_it(
    house: House, all_of: list[Address], unchanged: Callable[[], None]
) -> None:
    house.member("Amal", "manager")
    secret = secret_of(come(house, "Amal"))
    token = house.token()
    unchanged()
    for one in all_of:
        if one.method == "GET":
            continue
        for forged in FORGED:
            for sits in (browser(house, secret), house.client()):
                sits.set_cookie("language", "fr")
                answer = one.ask(sits, headers=forged, json={})
                assert (answer.status_code, kind(answer) or "foreign-origin") == (403, "foreign-origin"), (one, forged)
        assert one.ask(house.client(), headers=token | FORGED[0]).status_code == 403, one


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_can_send_is_no_command_of_the_api(
    house: House, all_of: list[Address], unchanged: Callable[[], None], content_type: str
) -> None:
    """JSON in a form of another site is taken for text: even where the page would be ours, it is refused."""
    tokens = {role: house.token(role) | ORIGIN for role in ("kiosk", "manager")}
    unchanged()
    for one in all_of:
        token = tokens["kiosk" if one.may == {"kiosk"} else "manager"]
        if one.is_api and one.method != "GET":
            answer = one.ask(house.client(), headers=token, data=b'{"same": true}', content_type=content_type)
            assert (answer.status_code, kind(answer)) == (415, "wrong-type"), one


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.0.2.200", "queue.example.org.evil"])
def test_by_another_name_the_house_answers_nobody(
    house: House, all_of: list[Address], unchanged: Callable[[], None], host: str
) -> None:
    """DNS rebinding: to the browser the page is of the same site then."""
    said = house.token() | {"Host": host, "Origin": f"http://{host}", "X-Forwarded-Host": "localhost"}
    unchanged()
    for one in all_of:
        if one.endpoint != "static":
            assert one.ask(house.client(), headers=said).status_code == 400, one


# ---------------------------------------------------------------- a role that is not enough


def refused(answer: Any) -> bool:
    """Whether somebody was sent away, or to the sign-in."""
    where = answer.headers.get("Location", "")
    return answer.status_code in (401, 403) or (answer.status_code == 303 and where.startswith("/sign-in?next="))


@pytest.mark.parametrize("role", ["clerk", "kiosk", "display"])
def test_nobody_may_what_is_for_others(
    house: House, all_of: list[Address], unchanged: Callable[[], None], role: str
) -> None:
    token = house.token(role)
    secret = token["Authorization"].split()[1]
    unchanged()
    for one in all_of:
        if not one.may or role in one.may:
            continue
        answer = one.ask(browser(house), headers=token | ORIGIN, json=None if one.method == "GET" else {})
        assert (answer.status_code, kind(answer) or "not-allowed") == (403, "not-allowed"), one
        if role != "clerk":  # it may be kept in a browser
            screen = browser(house)
            screen.set_cookie("device", secret)
            assert refused(one.ask(screen, headers=ORIGIN)), one


def test_a_clerk_who_signed_in_manages_nothing(
    house: House, all_of: list[Address], unchanged: Callable[[], None]
) -> None:
    clerk = house.signed_in("Karima")
    unchanged()
    for one in all_of:
        if one.may == {"manager"}:
            assert one.ask(clerk, headers=ORIGIN).status_code == 403, one
    turning = clerk.post("/api/day", json={"turn": True}, headers=ORIGIN)
    assert (turning.status_code, kind(turning)) == (403, "not-allowed")


def test_who_must_choose_a_password_first_may_nothing_else_anywhere(
    house: House, all_of: list[Address], unchanged: Callable[[], None]
) -> None:
    said = {"name": "Nada", "role": "manager", "password": PASSWORD}
    assert house.client().post("/api/staff", json=said, headers=house.token()).status_code == 201
    newcomer = come(house, "Nada")
    unchanged()
    for one in all_of:
        if one.may:
            answer = one.ask(newcomer, headers=ORIGIN)
            led = answer.headers.get("Location", "").startswith("/password")
            assert answer.status_code == 403 or led, one
            assert not one.is_api or kind(answer) == "password-change", one
    assert newcomer.get("/").headers["Location"] == "/password"
    assert "/sign-in" in newcomer.get("/counter/1/bar").text


# ---------------------------------------------------------------- a session that is over


def signed_out(house: House, name: str, client: FlaskClient) -> None:
    assert client.post("/sign-out", headers=ORIGIN).status_code == 303


def came_elsewhere(house: House, name: str, client: FlaskClient) -> None:
    come(house, name)


def came_again(house: House, name: str, client: FlaskClient) -> None:
    come(house, name, client=client)


def another_came(house: House, name: str, client: FlaskClient) -> None:
    house.member(f"{name}’s colleague")
    come(house, f"{name}’s colleague", client=client)


def chose_a_password_elsewhere(house: House, name: str, client: FlaskClient) -> None:
    house.client().post(f"/api/staff/{id_of(house, name)}/role", json={"role": "manager"}, headers=house.token())
    elsewhere, said = come(house, name), {"old": PASSWORD, "password": OWN}
    assert elsewhere.post("/api/my/password", json=said, headers=ORIGIN).status_code == 200


def was_given_a_password(house: House, name: str, client: FlaskClient) -> None:
    said = {"name": name, "password": OWN}
    assert house.client().post("/api/staff/password", json=said, headers=house.token()).status_code == 200


def left_the_office(house: House, name: str, client: FlaskClient) -> None:
    path = f"/api/staff/{id_of(house, name)}/active"
    assert house.client().post(path, json={"active": False}, headers=house.token()).status_code == 200


def slept(house: House, name: str, client: FlaskClient) -> None:
    house.clock.advance(24 * HOUR_MS)


def id_of(house: House, name: str) -> int:
    staff = house.client().get("/api/staff", headers=house.token()).get_json()["staff"]
    return int(next(each["id"] for each in staff if each["name"] == name))


ENDS = [
    signed_out,
    came_elsewhere,
    came_again,
    another_came,
    chose_a_password_elsewhere,
    was_given_a_password,
    left_the_office,
    slept,
]


@pytest.mark.parametrize("end", ENDS)
def test_the_secret_of_a_session_that_is_over_is_worth_nothing_anywhere(
    house: House,
    all_of: list[Address],
    unchanged: Callable[[], None],
    end: Callable[[House, str, FlaskClient], None],
) -> None:
    name = f"Salma, who {end.__name__}"
    client = house.signed_in(name)
    secret = secret_of(client)
    end(house, name, client)
    thief = browser(house, secret)
    unchanged()
    for one in all_of:
        if one.may or one.endpoint in FOR_A_MEMBER - {"pages.sign_out"}:
            said = {"json": {"old": PASSWORD, "password": OWN}} if one.endpoint == "api.change_password" else {}
            assert refused(one.ask(thief, headers=ORIGIN, **said)), one
    assert "/sign-in" in thief.get("/counter/1/bar").text


# ---------------------------------------------------------------- guessing


def test_who_guesses_from_many_places_at_once_has_as_many_guesses_as_the_lock_allows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is one name however it is typed; and nobody learns from the answers, or from the work, which names are."""
    house.member("Latifa")
    right, made = passwords.is_right, []
    monkeypatch.setattr(passwords, "is_right", lambda *said: made.append(said) or right(*said))
    answers, guesses = {}, {}
    for name, spellings in {
        "Latifa": ("Latifa", "LATIFA", "  latifa ", "Ｌatifa"),
        "Halima": ("Halima", "HALIMA", "  halima ", "Ｈalima"),
    }.items():
        made.clear()
        pages = []
        for number, typed in enumerate(islice(cycle(spellings), 32)):
            client = browser(house)
            client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
            said = {"name": typed, "password": f"guess {number}"}
            page = client.post("/sign-in", data=said, headers=ORIGIN)
            pages.append((page.status_code, dict(page.headers), page.text.replace(typed, "")))
        answers[name], guesses[name] = pages, len(made)
    assert guesses == {"Latifa": 10, "Halima": 10}
    assert answers["Latifa"] == answers["Halima"]
    assert [status for status, _, _ in answers["Latifa"]] == [401] * 10 + [403] * 22
    assert (
        browser(house).post("/sign-in", data={"name": "Latifa", "password": PASSWORD}, headers=ORIGIN).status_code
        == 403
    )


def test_one_place_that_guesses_many_names_is_made_to_wait(house: House) -> None:
    client = browser(house)
    client.environ_base["REMOTE_ADDR"] = "198.51.100.200"
    said = [
        client.post("/sign-in", data={"name": f"name {number}", "password": "a guess"}, headers=ORIGIN).status_code
        for number in range(34)
    ]
    assert said == [401] * 30 + [429] * 4


# ---------------------------------------------------------------- what is kept of what was sent

#: How what only its owner may know is called in a body; the token that a command makes is in its answer, not kept.
SECRET = re.compile("password|secret|pin|old")


def test_whatever_secret_may_be_sent_is_not_kept_with_its_command() -> None:
    """An Idempotency-Key keeps a quick digest of the body: of a password it would be a hash to try words on."""
    said = {name for body in bodies_of(Body) for name, field in body.model_fields.items() if field.annotation is str}
    assert {name for name in said if SECRET.fullmatch(name)} == set(requests._SECRETS)


def bodies_of(body: type[Body]) -> Iterator[type[Body]]:
    """This body of a request and all that are made of it."""
    yield body
    for each in body.__subclasses__():
        yield from bodies_of(each)
