"""When tickets are given: the refusals of issuing, what the office says of them, and what goes on regardless."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import desk, example
from server.office.errors import (
    BadReason,
    BadSetting,
    KioskPaused,
    LastTicketGiven,
    OfficeClosed,
    OfficeError,
    QuotaReached,
    ServicePaused,
    UnknownService,
)
from server.office.hours import WEEKDAYS, written
from server.office.plan import plan
from server.office.standing import standing
from tests.rooms import KIOSK, MANAGER, MINUTE, Room, clerk
from tests.server.office.test_hours import opening_hours, spans

#: The room's clock begins on a Monday, 09:00.
WORKDAYS = {day: ["08:00-14:30"] for day in ("sun", "mon", "tue", "wed", "thu")}
HOUR = 60 * MINUTE


@pytest.fixture
def room() -> Room:
    opened = Room()
    opened.do(desk.set_hours, {"week": WORKDAYS, "exceptions": {"2026-09-23": []}})
    return opened


def service(room: Room, code: str = "information") -> tuple[bool, str | None, str | None]:
    """Whether it is open, why not, and when it opens, as the office says it."""
    for each in room.view(lambda view: view.office())["services"]:
        if each["code"] == code:
            return each["open"], each["reason"], each["opens_at"]
    raise LookupError(code)


def test_out_of_hours_nobody_gives_a_ticket_and_everybody_is_told_until_when(room):
    room.clock.advance(6 * HOUR)
    for by in (KIOSK, MANAGER, clerk(1)):
        with pytest.raises(OfficeClosed) as refused:
            room.do(desk.issue, "information", "ar", by=by)
        assert refused.value.values["opens_at"].isoformat() == "2026-09-22T08:00:00+02:00"
    assert service(room) == (False, "closed", "2026-09-22T08:00:00.000+02:00")
    office = room.view(lambda view: view.office())
    assert (office["open"], office["opens_at"]) == (False, "2026-09-22T08:00:00.000+02:00")


def test_whoever_waits_when_the_office_closes_is_still_called(room):
    waiting = [room.issue() for _ in range(3)]
    room.open(1)
    room.clock.advance(6 * HOUR)
    called = []
    for _ in waiting:
        called.append(room.do(desk.call_next, 1).id)
        room.do(desk.start, 1)
    assert called == [ticket.id for ticket in waiting]


def test_a_holiday_has_no_hours_and_the_day_after_has(room):
    room.clock.advance(30 * HOUR)  # Tuesday, 15:00
    assert service(room)[2] == "2026-09-24T08:00:00.000+02:00"


def test_the_last_ticket_is_given_before_the_doors_close(room):
    room.do(desk.set_hours, {"services": {"information": {"last_ticket": "13:30"}}})
    room.clock.advance(int(4.5 * HOUR) - 1)
    room.do(desk.issue, "information", "ar")
    room.clock.advance(1)
    with pytest.raises(LastTicketGiven):
        room.do(desk.issue, "information", "ar")
    assert service(room) == (False, "last-ticket", "2026-09-22T08:00:00.000+02:00")
    assert service(room, "complaints") == (True, None, None)
    room.clock.advance(HOUR)
    assert service(room)[1] == "closed"


def test_a_service_has_hours_of_its_own_within_the_office_s(room):
    room.do(desk.set_hours, {"services": {"information": {"week": {"mon": ["10:00-12:00"], "fri": ["10:00-12:00"]}}}})
    assert service(room) == (False, "closed", "2026-09-21T10:00:00.000+02:00")
    room.clock.advance(HOUR)
    assert service(room) == (True, None, None)
    room.clock.advance(2 * HOUR)
    assert service(room) == (False, "closed", "2026-09-28T10:00:00.000+02:00")  # on Friday the office is closed


def test_a_quota_counts_what_was_given_today_and_not_what_was_void(room):
    room.do(desk.set_hours, {"services": {"information": {"quota": 2}}})
    first, _ = (room.do(desk.issue, "information", "ar") for _ in range(2))
    room.issue("complaints")
    with pytest.raises(QuotaReached):
        room.do(desk.issue, "information", "ar")
    assert service(room) == (False, "quota-reached", "2026-09-22T08:00:00.000+02:00")
    room.do(desk.cancel, first.id, "prank")
    assert service(room) == (True, None, None)
    room.do(desk.issue, "information", "ar")
    assert service(room)[1] == "quota-reached"
    room.clock.advance(24 * HOUR)
    assert service(room) == (True, None, None)
    room.do(desk.issue, "information", "ar")


def test_who_touched_the_wrong_service_takes_nothing_of_its_quota(room):
    room.do(desk.set_hours, {"services": {"information": {"quota": 1}}})
    room.open(1)
    wrong = room.do(desk.issue, "information", "ar")
    room.do(desk.transfer, 1, service="complaints", ticket=wrong.id)
    assert service(room) == (True, None, None)


def test_open_at_all_hours_nobody_knows_when_a_quota_begins_anew():
    room = Room()
    room.do(desk.set_hours, {"services": {"information": {"quota": 0}}})
    assert service(room) == (False, "quota-reached", None)


def test_a_paused_service_gives_no_tickets_and_its_line_keeps_its_order(room):
    before = [room.issue(priority="age"), room.issue()]
    keys = [ticket.key for ticket in before]
    room.do(desk.pause_service, "commercial-licence", "system-down", by=clerk(1))
    with pytest.raises(ServicePaused):
        room.issue()
    assert service(room, "commercial-licence") == (False, "paused", None)
    room.open(1)
    assert [room.ticket(ticket).key for ticket in before] == keys
    assert room.do(desk.call_next, 1).id == before[0].id
    room.do(desk.pause_service, "commercial-licence", None)
    assert room.issue().number == "A003"


def test_a_pause_is_a_fact_of_the_record_with_what_was_before_and_after(room):
    for reason in ("system-down", "system-down", "prayer", None, None):
        room.do(desk.pause_service, "information", reason)
    query = "SELECT data FROM event WHERE kind = 'SettingChanged' AND data ->> 'key' = 'pauses' ORDER BY seq"
    changes = [row for (row,) in room.ask(lambda tx: tx.db.execute(query).fetchall())]
    assert changes == [
        '{"key":"pauses","new":{"information":"system-down"},"old":null}',
        '{"key":"pauses","new":{"information":"prayer"},"old":{"information":"system-down"}}',
        '{"key":"pauses","new":{},"old":{"information":"prayer"}}',
    ]


def test_a_pause_needs_a_service_and_a_reason_that_are_known(room):
    with pytest.raises(UnknownService):
        room.do(desk.pause_service, "nothing", "system-down")
    with pytest.raises(BadReason):
        room.do(desk.pause_service, "information", "no mood")


def test_a_paused_kiosk_gives_no_tickets_and_the_others_do(room):
    room.do(desk.pause_kiosk, "kiosk:0", "no-paper")
    with pytest.raises(KioskPaused):
        room.issue()
    room.do(desk.issue, "information", "ar", by=MANAGER)
    assert room.view(lambda view: view.office())["paused_kiosks"] == {"kiosk:0": "no-paper"}
    room.do(desk.pause_kiosk, "kiosk:0", None)
    room.issue()


def test_a_clock_that_nobody_vouches_for_closes_nothing(room):
    room.do(desk.set_hours, {"services": {"information": {"last_ticket": "09:30", "quota": 1}}})
    room.clock.trusted = False
    room.clock.advance(13 * HOUR)
    room.do(desk.issue, "information", "ar")
    assert service(room) == (False, "quota-reached", None)
    assert service(room, "complaints") == (True, None, None)
    room.clock.trusted = True
    assert service(room, "complaints")[1] == "closed"


@settings(max_examples=30)
@given(opening_hours(), opening_hours(), st.integers(0, 1440 * 200), st.booleans(), st.integers(0, 3))
def test_a_service_is_never_open_while_the_office_is_closed_and_always_says_why(office, own, minutes, trusted, given_):
    known = replace(_KNOWN, hours=office)
    offered = replace(known.service("information"), hours=own, quota=2, last_ticket_min=13 * 60)
    now = replace(_NOW, at=_NOW.at + minutes * MINUTE, trusted=trusted)
    stands = standing(known, offered, now, given_)
    bare = standing(known, known.service("complaints"), now, given_)
    assert stands.open is (stands.reason is None)
    assert not (stands.open and not bare.open)
    assert trusted or stands.reason in (None, "quota-reached")
    if stands.opens_at is not None:
        then = replace(now, at=stands.opens_at)
        assert stands.opens_at > now.at
        assert standing(known, offered, then, 0).open


def _told() -> tuple:
    return Room().ask(lambda tx: (tx.catalogue, tx.now))


_KNOWN, _NOW = _told()


def test_a_wrong_decision_changes_nothing_and_names_what_is_wrong(room):
    before = room.ask(lambda tx: plan(tx.catalogue))
    wrong = [
        ({"week": {"mon": ["14:00-08:00"]}}, "hours.*mon.*ends before it begins"),
        ({"services": {"information": {"quota": -1}}}, "services.*quota of information is -1"),
        ({"services": {"information": {"last_ticket": "25:00"}}}, "services.*information: '25:00' is no time"),
        ({"services": {"information": {"week": {"mon": ["x"]}}}}, "services.*'x' is no span"),
        ({"kiosk": {"per_min": -1}}, "rules.*kiosk_per_min is -1"),
    ]
    for change, named in wrong:
        with pytest.raises(BadSetting, match=named):
            room.do(desk.set_hours, change)
    with pytest.raises(UnknownService):
        room.do(desk.set_hours, {"week": {}, "services": {"nothing": {}}})
    assert room.ask(lambda tx: plan(tx.catalogue)) == before


def test_what_stands_already_is_no_event(room):
    def count() -> int:
        return room.ask(lambda tx: tx.db.execute("SELECT count(*) FROM event").fetchone()[0])

    room.do(desk.set_hours, {"services": {"information": {"quota": 3}}})
    before = count()
    room.do(desk.set_hours, {"week": {"mon": ["8:00-14:30"]}, "services": {"information": {"quota": 3}}})
    room.do(desk.set_hours, {})
    assert count() == before


def test_the_whole_forgets_what_it_does_not_name(room):
    room.do(desk.set_hours, {"services": {"information": {"quota": 3, "week": {"mon": []}}}})
    room.do(desk.set_hours, {"week": None}, whole=True)
    decided = room.ask(lambda tx: plan(tx.catalogue))
    assert (decided["week"], decided["exceptions"]) == (None, {})
    assert {each["quota"] for each in decided["services"]} == {None}
    assert service(room) == (True, None, None)


def test_services_belong_to_categories_that_the_office_has():
    sheets = {"code": "papers", "name": {"en": "Papers"}, "icon": "badge", "colour": 3}
    rows = [{**row, "category": "papers"} for row in example.settings()["services"]]
    room = Room(categories=[sheets], services=rows)
    office = room.view(lambda view: view.office())
    assert office["categories"] == [sheets]
    assert {each["category"] for each in office["services"]} == {"papers"}
    with pytest.raises(BadSetting, match="unknown category 'papers'"):
        Room(services=rows)
    with pytest.raises(BadSetting, match="categories"):
        Room(categories=[{"code": "papers"}])


STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(0, 30 * 60)),
    st.tuples(st.just("week"), spans()),
    st.tuples(st.just("quota"), st.none() | st.integers(0, 4)),
    st.tuples(st.just("last_ticket"), st.none() | st.integers(1, 1440).map(written)),
    st.tuples(st.just("pause"), st.none() | st.just("system-down")),
    st.tuples(st.just("trusted"), st.booleans()),
    st.tuples(st.just("void"), st.integers(0, 5)),
    st.tuples(st.just("issue"), st.just(None)),
)


@settings(max_examples=40)
@given(st.lists(STEPS, max_size=25))
def test_what_the_office_says_of_a_service_and_what_it_does_never_differ(steps):
    """Whatever was decided, whatever the clocks do, also when the day turns with the very request."""
    room, given_ = Room(), []
    for step, value in [*steps, ("issue", None)]:
        match step:
            case "wait":
                room.minutes(value)
            case "week":
                room.do(desk.set_hours, {"week": {day: list(map(str, value)) for day in WEEKDAYS}})
            case "quota" | "last_ticket":
                room.do(desk.set_hours, {"services": {"information": {step: value}}})
            case "pause":
                room.do(desk.pause_service, "information", value)
            case "trusted":
                room.clock.trusted = value
            case "void" if given_:
                with suppress(OfficeError):
                    room.do(desk.cancel, given_[value % len(given_)].id, "prank")
        said = service(room)
        try:
            given_.append(room.do(desk.issue, "information", "ar", by=KIOSK))
            assert said == (True, None, None)
        except (OfficeClosed, LastTicketGiven, QuotaReached, ServicePaused) as refused:
            opens_at = refused.values["opens_at"]
            told = {"office-closed": "closed"}.get(refused.kind, refused.kind)
            assert said == (False, told, opens_at and opens_at.isoformat(timespec="milliseconds"))
