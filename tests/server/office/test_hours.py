"""Opening hours: on any day, in any zone, also when the clocks are changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.office import hours
from server.office.hours import WEEKDAYS, Hours, Span

MINUTE, DAY = 60_000, 86_400_000
#: Without changes; with them at 02:00 or 03:00; at midnight; by half an hour; and one that once skipped a date.
ZONES = ("Africa/Tripoli", "Europe/Paris", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns")
WEEK = {"sun": ["08:00-14:30"], "mon": ["08:00-12:00", "13:00-16:00"], "tue": ["00:00-24:00"]}
OFFICE = hours.from_data({"week": WEEK, "exceptions": {"2026-12-21": [], "2026-12-25": ["09:00-11:00"]}})


def at(wall: str, zone: str = "Africa/Tripoli") -> int:
    """The moment (ms) at which a clock on the wall shows this, the first time."""
    day, _, time = wall.partition(" ")
    return hours.moment(date.fromisoformat(day), hours.minute_of(time), zone)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """The spans of a day, often at the hours in which clocks are changed."""
    edges = st.one_of(st.integers(0, 1440), st.sampled_from([0, 60, 90, 120, 150, 180, 1380, 1440]))
    found = sorted(draw(st.sets(edges, max_size=6)))
    return tuple(Span(*pair) for pair in zip(found[::2], found[1::2], strict=False))


@st.composite
def opening_hours(draw: st.DrawFn) -> Hours:
    week = draw(st.none() | st.tuples(*[spans()] * 7))
    dates = st.dates(date(2026, 3, 20), date(2026, 11, 10)).map(date.isoformat)
    return Hours(week, draw(st.dictionaries(dates, spans(), max_size=4)))


#: Around the days on which clocks were changed in these zones.
MOMENTS = st.sampled_from(
    ["2026-03-07", "2026-03-28", "2026-04-04", "2026-04-23", "2026-10-24", "2026-10-29", "2026-10-31", "2011-12-29"]
).flatmap(
    lambda day: st.integers(0, 3 * DAY).map(
        lambda ms: int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000 + ms
    )
)


@settings(max_examples=25)
@given(opening_hours(), opening_hours(), MOMENTS, st.sampled_from(ZONES))
@example(Hours(((Span(90, 150),),) * 7), Hours(), at("2026-10-25 02:40", "Europe/Paris"), "Europe/Paris")
def test_the_next_opening_is_one_and_none_comes_before(office, service, after, zone):
    found = hours.next_opening(after, zone, office, service)

    def opens(moment: int) -> bool:
        return hours.is_open(moment, zone, office, service) and not hours.is_open(moment - 1, zone, office, service)

    if found is not None:
        assert found > after
        assert opens(found)
    end = min(found or after + 36 * 60 * MINUTE, after + 36 * 60 * MINUTE)
    first = after - after % MINUTE + MINUTE
    assert [moment for moment in range(first, end, MINUTE) if opens(moment)] == []


@settings(max_examples=40)
@given(opening_hours())
def test_hours_are_written_and_read_back(office):
    assert hours.from_data(hours.as_data(office)) == Hours(office.week, dict(sorted(office.exceptions.items())))


@settings(max_examples=30)
@given(opening_hours(), st.dates(date(2026, 3, 20), date(2026, 4, 30)), st.sampled_from(ZONES[:2]))
def test_a_day_closes_when_nothing_of_it_is_open_any_more(office, day, zone):
    closes = hours.closing(day, 240, zone, office)
    begins, ends = (hours.moment(each, 240, zone) for each in (day, day + timedelta(1)))
    if closes is not None:
        assert begins < closes <= ends
        assert not hours.is_open(closes, zone, office)
    again = hours.next_opening(closes or begins, zone, office)
    if closes is None and again is not None and again < ends:
        assert hours.is_open(ends, zone, office)  # it goes on into the next day


def test_it_opens_in_the_morning_after_a_break_and_over_the_weekend():
    opens = [
        ("2026-12-20 07:59", "2026-12-20 08:00"),
        ("2026-12-14 12:00", "2026-12-14 13:00"),
        ("2026-12-16 00:00", "2026-12-20 08:00"),
        ("2026-12-20 20:00", "2026-12-22 00:00"),  # the Monday is a holiday
        ("2026-12-23 09:00", "2026-12-25 09:00"),  # a Friday that is worked
    ]
    for now, then in opens:
        assert not hours.is_open(at(now), "Africa/Tripoli", OFFICE)
        assert hours.next_opening(at(now), "Africa/Tripoli", OFFICE) == at(then)


def test_open_at_all_hours_there_is_no_next_opening():
    assert hours.next_opening(at("2026-12-20 08:00"), "Africa/Tripoli", Hours()) is None
    assert hours.is_open(at("2026-12-20 03:00"), "Africa/Tripoli", Hours())


def test_what_never_opens_again_has_no_time():
    assert hours.next_opening(at("2026-12-20 08:00"), "Africa/Tripoli", hours.from_data({"week": {}})) is None


def test_an_hour_that_the_clocks_skip_opens_when_they_are_set():
    night = hours.from_data({"week": {"sun": ["02:30-05:00"]}})
    after = at("2026-03-28 12:00", "Europe/Paris")
    assert hours.next_opening(after, "Europe/Paris", night) == at("2026-03-29 03:00", "Europe/Paris")


def test_hours_are_those_of_the_office_and_not_of_greenwich():
    assert hours.is_open(at("2026-12-20 08:00"), "Africa/Tripoli", OFFICE)
    assert not hours.is_open(at("2026-12-20 08:00"), "UTC", OFFICE)


@pytest.mark.parametrize(
    ("week", "closes"),
    [
        ({"sun": ["08:00-12:00", "13:00-14:30"]}, "2026-12-20 14:30"),
        ({"sun": ["20:00-24:00"], "mon": ["00:00-02:00"]}, "2026-12-21 02:00"),
        ({day: ["00:00-24:00"] for day in WEEKDAYS}, None),
        ({"sun": ["00:00-03:00"]}, None),
        ({}, None),
        (None, None),
    ],
)
def test_when_a_business_day_closes(week, closes):
    found = hours.closing(date(2026, 12, 20), 240, "Africa/Tripoli", hours.from_data({"week": week}))
    assert found == (closes and at(closes))


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"week": {"mon": ["8-14"]}}, "mon: '8-14'"),
        ({"week": {"mon": ["08:00-24:01"]}}, "24:01"),
        ({"week": {"mon": ["14:00-08:00"]}}, "'14:00-08:00' ends before it begins"),
        ({"week": {"mon": ["08:00-08:00"]}}, "ends before it begins"),
        ({"week": {"mon": ["08:00-12:00", "11:00-14:00"]}}, "08:00-12:00 and 11:00-14:00 overlap"),
        ({"week": {"mon": ["08:70-12:00"]}}, "08:70"),
        ({"week": {"mon": "08:00-12:00"}}, "mon: '08:00-12:00' is no list"),
        ({"week": {"monday": []}}, "'monday' is none of mon"),
        ({"week": ["mon"]}, "a week and exceptions"),
        ({"weeks": {}}, "'weeks'"),
        ({"exceptions": {"2026-02-30": []}}, "2026-02-30"),
        ({"exceptions": {"20261224": []}}, "20261224"),
        ({"exceptions": {"2026-12-24": [7]}}, "2026-12-24: 7"),
        (3, "a week and exceptions"),
    ],
)
def test_what_is_wrong_is_named(data, named):
    with pytest.raises(ValueError, match=named.replace("(", r"\(")):
        hours.from_data(data)


def test_a_change_touches_what_it_names():
    data = hours.as_data(OFFICE)
    changed = hours.changed(data, {"week": {"sun": []}, "exceptions": {"2026-12-21": None, "2027-01-01": []}})
    assert changed["week"] == data["week"] | {"sun": []}
    assert changed["exceptions"] == {"2026-12-25": ["09:00-11:00"], "2027-01-01": []}
    assert hours.changed(data, {"week": None})["week"] is None
    assert hours.changed(None, {"week": {"mon": ["8:00-9:30"]}})["week"]["mon"] == ["08:00-09:30"]
