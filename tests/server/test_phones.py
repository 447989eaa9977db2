"""A ticket on a phone, over the API: for whoever holds its code, lawfully, and not too often."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from server import desk, office_secrets
from server.office.actors import SYSTEM, Actor, Role
from server.office.results import Result
from server.office.tickets import Ticket
from server.phones import Pace, TooManyRequests
from server.tracks import PURPOSE, Tracks, new_key
from tests.rooms import MINUTE
from tests.server.conftest import ELSEWHERE, House

MANAGER = Actor("token:1", Role.MANAGER)
PUBLIC = {"server.public_url": "https://turn.example.org"}
MEMBERS = {
    "number", "service_name", "language", "state", "ahead", "counter", "approach", "call_count", "called_at",
    "day_over", "may", "keeps_place", "keeps_until", "wait", "now",
}  # fmt: skip


class Held:
    """A ticket in somebody's hand, the first of a new day, and the office around it."""

    def __init__(self, house: House) -> None:
        self.house = house
        house.clock.advance(10 * MINUTE)
        self.do(desk.turn_day)
        self.do(desk.open_counter, 1)
        self.ticket: Ticket = self.do(desk.issue, "commercial-licence", "fr")
        self.phone = phone(house)
        self.path = f"/api{house.office.record.track(self.ticket.id)}"

    def do(self, verb: Any, *args: Any, **how: Any) -> Any:
        return self.house.writer.do(lambda tx: verb(tx, *args, **how), MANAGER)

    def told(self) -> dict[str, Any]:
        answer = self.phone.get(self.path)
        assert answer.status_code == 200
        return answer.json

    def post(self, verb: str, **headers: str) -> Any:
        return self.phone.post(
            f"{self.path}/{verb}", headers={name.replace("_", "-"): v for name, v in headers.items()}
        )

    def call(self) -> None:
        self.do(desk.call_next, 1)

    def miss(self) -> None:
        self.call()
        self.do(desk.recall, 1)
        self.house.clock.advance(5 * MINUTE)
        self.do(desk.no_show, 1)


def phone(house: House) -> FlaskClient:
    """A phone somewhere: no cookie, not this machine."""
    client = house.client()
    client.environ_base.update(ELSEWHERE)
    return client


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office that phones reach."""
    opened = House(tmp_path_factory.mktemp("reached"), **PUBLIC)
    yield opened
    opened.close()


@pytest.fixture
def held(reached: House) -> Held:
    return Held(reached)


def test_a_ticket_tells_its_track_to_kiosks_and_never_to_staff(reached: House, held: Held) -> None:
    staff = reached.token("clerk")
    issued = reached.client().post("/api/tickets", json={"service": "information", "language": "ar"}).json
    asked = reached.client().get(f"/api/tickets/{issued['id']}").json
    held.call()
    assert issued["track"] == asked["track"] == reached.office.record.track(issued["id"])
    counter = reached.client().get("/api/counters/1", headers=staff).json
    asked = reached.client().get(f"/api/tickets/{issued['id']}", headers=staff).json
    given = reached.client().post("/api/tickets", json={"service": "information", "language": "ar"}, headers=staff).json
    assert [each["track"] for each in (counter["ticket"], asked, given)] == [None] * 3


def test_without_public_url_there_is_no_track_and_nothing_behind_one(house: House) -> None:
    client = house.client()
    ticket = client.post("/api/tickets", json={"service": "information", "language": "ar"}).json
    assert ticket["track"] is None
    code = Tracks(house.writer.do(lambda tx: office_secrets.kept_or_made(tx, PURPOSE, new_key), SYSTEM)).code(
        ticket["id"]
    )
    for path in (f"/api/t/{code}", f"/t/{code}", f"/kiosk/qr/{code}.svg"):
        assert client.get(path).status_code == 404
    for verb in ("cancel", "return"):
        assert client.post(f"/api/t/{code}/{verb}").status_code == 404


def test_a_track_outlives_a_restart(tmp_path: Path) -> None:
    tracks = []
    for _ in range(2):
        opened = House(tmp_path, **PUBLIC)
        tracks.append(opened.office.record.track(417))
        opened.close()
    assert tracks[0] == tracks[1]


def test_the_holder_reads_what_the_contract_says_and_no_more(held: Held) -> None:
    told = held.told()
    assert set(told) == MEMBERS
    assert (told["number"], told["language"], told["state"], told["ahead"]) == ("A001", "fr", "waiting", 0)
    assert told["service_name"]["fr"] == "Licences commerciales"
    assert told["may"] == {"cancel": True, "return": False}


def test_how_many_are_ahead_is_what_the_office_tells(held: Held) -> None:
    held.do(desk.issue, "commercial-licence", "ar", "disability")
    assert held.told()["ahead"] == held.house.office.reading.ticket(held.ticket.id)["ahead"] == 1


def test_a_call_tells_where_and_how_often(held: Held) -> None:
    held.call()
    first = held.told()
    assert (first["state"], first["counter"], first["call_count"], first["approach"]) == ("called", 1, 1, False)
    held.house.clock.advance(1000)
    held.do(desk.recall, 1)
    again = held.told()
    assert again["call_count"] == 2 and again["called_at"] > first["called_at"]


def test_who_cannot_climb_is_told_that_the_clerk_comes(held: Held) -> None:
    steep = next(n for n, each in held.house.office.reading.catalogue().counters.items() if not each.step_free)
    held.do(desk.close, 1)
    held.do(desk.cancel, held.ticket.id)
    held.do(desk.open_counter, steep)
    given_ = held.do(desk.issue, "commercial-licence", "ar", "disability")
    held.do(desk.call_next, steep)
    held.path = f"/api{held.house.office.record.track(given_.id)}"
    assert held.told()["approach"] is True


def test_the_citizen_gives_up(held: Held) -> None:
    answer = held.post("cancel")
    assert answer.status_code == 200 and answer.json["state"] == "cancelled"
    assert answer.json["may"] == {"cancel": False, "return": False}
    with held.house.office.reading.use() as db:
        row = db.execute("SELECT actor, data FROM event WHERE kind = 'TicketCancelled' ORDER BY seq DESC").fetchone()
    assert row == ("phone", '{"reason":null,"void":false}')


@pytest.mark.parametrize("verb", ["cancel", "return"])
def test_a_verb_that_is_not_lawful_is_refused_and_changes_nothing(held: Held, verb: str) -> None:
    held.call()
    held.do(desk.start, 1)
    before = held.house.office.reading.sequence()
    answer = held.post(verb)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/unlawful-move")
    assert held.house.office.reading.sequence() == before


@pytest.mark.parametrize(
    ("until_min", "keeps"), [(0, True), (54, True), (61, False)], ids=["at once", "in time", "too late"]
)
def test_who_missed_the_call_comes_back_with_the_place_that_was_told(held: Held, until_min: int, keeps: bool) -> None:
    held.miss()
    held.house.clock.advance(until_min * MINUTE)
    told = held.told()
    assert told["may"] == {"cancel": False, "return": True}
    assert told["keeps_place"] is keeps and (told["keeps_until"] is not None) is keeps
    place = held.do(lambda tx: tx.ticket(held.ticket.id)).place
    answer = held.post("return")
    assert answer.status_code == 200 and answer.json["state"] == "waiting"
    assert (held.do(lambda tx: tx.ticket(held.ticket.id)).place == place) is keeps


def test_who_missed_two_calls_loses_the_place(held: Held) -> None:
    held.miss()
    held.post("return")
    held.miss()
    assert held.told()["keeps_place"] is False


def test_who_was_sent_for_a_paper_comes_back_once_with_the_place(held: Held) -> None:
    for keeps in (True, False):
        held.call()
        held.do(desk.start, 1)
        held.do(desk.finish, 1, result=Result("incomplete"))
        told = held.told()
        assert (told["state"], told["may"]["return"]) == ("finished", True)
        assert (told["keeps_place"], told["keeps_until"]) == (keeps, None)
        assert held.post("return").status_code == 200


def test_who_is_finished_may_do_nothing_more(held: Held) -> None:
    held.call()
    held.do(desk.start, 1)
    held.do(desk.finish, 1, result=Result("done"))
    assert held.told()["may"] == {"cancel": False, "return": False}
    assert held.post("return").status_code == 409


def test_a_day_that_is_over_ends_every_ticket(held: Held) -> None:
    missed = held.do(desk.issue, "commercial-licence", "ar")
    held.miss()
    missed_path, held.path = held.path, f"/api{held.house.office.record.track(missed.id)}"
    held.house.clock.advance(24 * 60 * MINUTE)
    for path in (held.path, missed_path):
        held.path = path
        told = held.told()
        assert told["day_over"] is True and told["may"] == {"cancel": False, "return": False}
    assert held.post("return").status_code == 409  # which begins the day that is due
    assert held.told()["day_over"] is True
    assert held.told()["may"] == {"cancel": False, "return": False}


def test_the_same_key_does_it_once(held: Held) -> None:
    first = held.post("cancel", Idempotency_Key="a")
    again = held.post("cancel", Idempotency_Key="a")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert held.post("cancel", Idempotency_Key="b").status_code == 409


@pytest.mark.parametrize("code", ["A", "0" * 17, "%00", "é", "A" * 5000, "..", "<b>", "AAAAAAAAAAAAAAAAAAAA"])
def test_a_wrong_code_is_answered_404(held: Held, code: str) -> None:
    for answer in (
        held.phone.get(f"/api/t/{code}"),
        held.phone.get(f"/t/{code}"),
        held.phone.post(f"/api/t/{code}/cancel"),
        held.phone.post(f"/api/t/{code}/return"),
    ):
        assert answer.status_code == 404


def test_a_wrong_code_says_what_to_do_in_the_language_asked_for(held: Held) -> None:
    answer = held.phone.get("/api/t/AAAA", headers={"Accept-Language": "fr"})
    assert answer.json["type"] == "/problems/unknown-code"
    assert "scanner à nouveau" in answer.json["detail"]
    page = held.phone.get("/t/AAAA", headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    assert page.status_code == 404 and '<html lang="fr"' in page.text and "scanner à nouveau" in page.text
    assert "home_work" not in page.text, "a phone has no business at the entrance"


def test_nothing_new_is_answered_304_and_time_alone_is_nothing_new(held: Held) -> None:
    tag = held.phone.get(held.path).headers["ETag"]
    held.house.clock.advance(MINUTE)
    same = held.phone.get(held.path, headers={"If-None-Match": tag})
    assert (same.status_code, same.data) == (304, b"")
    held.call()
    assert held.phone.get(held.path, headers={"If-None-Match": tag}).status_code == 200


def test_two_clocks_that_differ_by_a_moment_are_nothing_new(held: Held) -> None:
    held.miss()
    first = held.phone.get(held.path)
    assert first.json["keeps_until"].partition(".")[2].startswith("000")
    held.house.clock.advance(3000)
    held.house.clock.set(held.house.clock.at + 2)
    assert held.phone.get(held.path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_address_is_kept_a_secret(held: Held) -> None:
    for path in (held.path, held.path.removeprefix("/api"), "/t/AAAA", "/api/t/AAAA"):
        headers = held.phone.get(path).headers
        assert headers.getlist("Referrer-Policy") == ["no-referrer"], path
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Cache-Control"] == "no-store"


def test_another_sites_page_can_do_nothing(held: Held) -> None:
    answer = held.post("cancel", Origin="https://elsewhere.example")
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/foreign-origin")
    assert held.told()["state"] == "waiting"


def test_a_phone_reaches_the_office_by_its_public_name(held: Held) -> None:
    headers = {"Host": "turn.example.org", "Origin": "https://turn.example.org"}
    assert held.phone.get(held.path, headers=headers).status_code == 200
    assert held.phone.post(f"{held.path}/cancel", headers=headers).status_code == 200


def test_staff_on_their_own_phone_are_a_phone_too(held: Held) -> None:
    browser = held.house.signed_in("Salma", "manager")
    assert browser.post(f"{held.path}/cancel", headers={"Origin": "http://localhost"}).status_code == 200
    with held.house.office.reading.use() as db:
        assert db.execute("SELECT actor FROM event ORDER BY seq DESC LIMIT 1").fetchone() == ("phone",)


def test_a_phone_that_asks_without_end_is_told_to_wait(held: Held) -> None:
    statuses = [held.phone.get(held.path).status_code for _ in range(60)]
    assert 20 <= statuses.count(200) < 60 and set(statuses) == {200, 429}
    refused = held.phone.get(held.path)
    assert refused.json["type"] == "/problems/too-many-requests" and int(refused.headers["Retry-After"]) >= 1
    other = held.do(desk.issue, "information", "ar")
    assert held.phone.get(f"/api{held.house.office.record.track(other.id)}").status_code == 200
    held.house.clock.advance(MINUTE)
    assert held.phone.get(held.path).status_code == 200


def test_guessing_is_slowed_down_for_the_one_who_guesses(held: Held) -> None:
    statuses = {held.phone.get("/api/t/AAAA").status_code for _ in range(210)}
    assert statuses == {404, 429}
    neighbour = held.house.client()
    neighbour.environ_base["REMOTE_ADDR"] = "192.0.2.78"
    assert neighbour.get(held.path).status_code == 200


def test_behind_a_proxy_on_this_machine_each_phone_counts_by_itself(held: Held) -> None:
    proxied = held.house.client()

    def asks(forwarded: str) -> int:
        return proxied.get("/api/t/AAAA", headers={"X-Forwarded-For": forwarded}).status_code

    assert {asks("203.0.113.9, 198.51.100.7") for _ in range(210)} == {404, 429}
    assert asks("198.51.100.7, 203.0.113.9") == 404


@given(st.lists(st.integers(0, 500), max_size=60), st.integers(1, 5))
def test_a_pace_lets_a_burst_through_and_then_one_at_a_time(pauses: list[int], burst: int) -> None:
    pace, every_ms, now_ms = Pace(every_ms=100, burst=burst), 100, 1_000
    came: list[int] = []
    for pause in pauses:
        now_ms += pause
        try:
            pace.step("phone", now_ms)
        except TooManyRequests:
            assert len([at for at in came if now_ms - at < every_ms * burst]) >= 1
        else:
            came.append(now_ms)
    for first, at in enumerate(came):
        within = [each for each in came[first:] if each - at < every_ms * burst]
        assert len(within) <= 2 * burst
    assert len(came) >= min(len(pauses), burst)


def test_the_kiosk_shows_the_code_as_a_picture(reached: House, held: Held) -> None:
    code = held.path.removeprefix("/api/t/")
    answer = reached.client().get(f"/kiosk/qr/{code}.svg")
    assert answer.mimetype == "image/svg+xml" and answer.text.startswith("<svg")
    assert reached.client().get("/kiosk/qr/AAAA.svg").status_code == 404
    assert held.phone.get(f"/kiosk/qr/{code}.svg", headers={"Accept": "application/json"}).status_code == 401
