"""Hours and pauses over the API: who may, what is refused, and that it applies at once."""

import pytest

from server import desk
from tests.rooms import MANAGER
from tests.server.conftest import House

NEW = {"service": "information", "language": "en"}
WORKDAYS = {day: ["08:00-14:30"] for day in ("sun", "mon", "tue", "wed", "thu")}


@pytest.mark.parametrize(("role", "status"), [("kiosk", 403), ("display", 403), ("clerk", 403), ("manager", 200)])
def test_managers_alone_see_and_set_the_hours(house: House, role, status):
    browser, who = house.client(), house.token(role)
    assert browser.get("/api/hours", headers=who).status_code == status
    assert browser.post("/api/hours", json={"week": WORKDAYS}, headers=who).status_code == status


@pytest.mark.parametrize(("role", "status"), [("kiosk", 403), ("display", 403), ("clerk", 200), ("manager", 200)])
def test_staff_pause_a_service_and_let_it_go_on(house: House, role, status):
    browser, who = house.client(), house.token(role)
    said = {"reason": "system-down"}
    assert browser.post("/api/services/information/pause", json=said, headers=who).status_code == status


def test_what_is_set_is_shown_and_applies_to_the_next_ticket(house: House):
    browser, manager = house.client(), house.token()
    said = {"week": WORKDAYS, "services": {"information": {"quota": 1, "last_ticket": "13:30"}}}
    plan = browser.post("/api/hours", json=said, headers=manager).get_json()
    assert plan == browser.get("/api/hours", headers=manager).get_json()
    assert plan["week"] == WORKDAYS | {"fri": [], "sat": []}
    assert browser.post("/api/tickets", json=NEW).status_code == 201
    refused = browser.post("/api/tickets", json=NEW, headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert refused.get_json() == {
        "type": "/problems/quota-reached",
        "title": "No more tickets today",
        "status": 409,
        "detail": "All of today’s tickets for this service have been given."
        " Tickets are given again on Tuesday, September 22, 2026 from 08:00.",
        "opens_at": "2026-09-22T08:00:00.000+02:00",
    }
    assert browser.post("/api/hours", json={"services": {"information": {"quota": None}}}, headers=manager)
    assert browser.post("/api/tickets", json=NEW).status_code == 201


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ar", "هذه الخدمة غير متاحة الآن. تُعطى التذاكر من جديد يوم الثلاثاء، 22 سبتمبر 2026 ابتداءً من الساعة 08:00."),
        (
            "fr",
            "Ce service n’est pas ouvert en ce moment."
            " Des tickets seront de nouveau donnés le mardi 22 septembre 2026 à partir de 08:00.",
        ),
    ],
)
def test_a_closed_office_says_in_each_language_when_it_opens(house: House, language, sentence):
    browser, manager = house.client(), house.token()
    browser.post("/api/hours", json={"week": WORKDAYS}, headers=manager)
    house.clock.advance(6 * 3_600_000)
    refused = browser.post("/api/tickets", json=NEW, headers={"Accept-Language": language})
    assert (refused.status_code, refused.get_json()["detail"]) == (409, sentence)


@pytest.mark.parametrize(
    "said",
    [
        {"week": {"mon": ["14:00-08:00"]}},
        {"week": {"mon": ["08:00-25:00"]}},
        {"week": {"monday": []}},
        {"week": 3},
        {"exceptions": {"2026-02-30": []}},
        {"services": {"information": {"quota": 10_000}}},
        {"services": {"information": {"quota": True}}},
        {"kiosk": {"per_min": -1}},
        {"weeks": {}},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(standing: House, said):
    browser = standing.client()
    standing.office.record.door.trust_control("a manager's word")
    manager = {"Authorization": "Bearer a manager's word"}
    before = browser.get("/api/hours", headers=manager).get_json()
    assert browser.post("/api/hours", json=said, headers=manager).status_code == 422
    assert browser.get("/api/hours", headers=manager).get_json() == before


def test_a_paused_kiosk_says_so_in_its_language(house: House):
    house.writer.do(lambda tx: desk.pause_kiosk(tx, "kiosk:0", "no-paper"), MANAGER)
    refused = house.client().post("/api/tickets", json=NEW, headers={"Accept-Language": "fr"})
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/kiosk-paused")
    assert refused.get_json()["title"] == "Cette borne est hors service"
