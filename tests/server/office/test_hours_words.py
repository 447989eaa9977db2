"""What somebody types of opening hours is understood, or named when it is not."""

import re
import tomllib

import pytest

from server.office import hours, hours_words
from server.office.hours import WEEKDAYS, Hours

OFFICE = hours.from_data({"week": dict.fromkeys(("sun", "mon", "tue", "wed", "thu"), ("08:00-14:30",))})
RAMADAN = '"2027-02-18..2027-03-19" = ["09:00-14:00"]'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sun 08:00-14:30", {"sun": ["08:00-14:30"]}),
        ("sun-tue 8:00-14:30", {key: ["08:00-14:30"] for key in ("sun", "mon", "tue")}),
        ("mon,wed 13:00-16:00 08:00-12:00", {key: ["08:00-12:00", "13:00-16:00"] for key in ("mon", "wed")}),
        ("sun 08:00-14:30 Friday sat closed", {"sun": ["08:00-14:30"], "fri": [], "sat": []}),
        ("daily open", {key: ["00:00-24:00"] for key in WEEKDAYS}),
        ("mon 08:00–12:00", {"mon": ["08:00-12:00"]}),
    ],
)
def test_days_are_named_alone_in_lists_and_in_stretches(typed, meant):
    assert hours_words.week(typed.split()) == meant


def test_a_stretch_of_dates_leaves_closed_what_is_closed():
    found = hours_words.exceptions(["2026-12-24", "closed", "2026-12-20..2026-12-27", "09:00-12:00"], OFFICE)
    worked = ["2026-12-20", "2026-12-21", "2026-12-22", "2026-12-23", "2026-12-27"]
    assert found == {"2026-12-24": []} | {key: ["09:00-12:00"] for key in worked}
    assert hours_words.exceptions(["2026-12-25", "09:00-12:00"], OFFICE) == {"2026-12-25": ["09:00-12:00"]}
    assert hours_words.exceptions(["2026-12-24..2026-12-25", "usual"], OFFICE) == {
        "2026-12-24": None,
        "2026-12-25": None,
    }


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("funday closed", "'funday' is no day"),
        ("su closed", "'su' is no day"),
        ("sun-xyz closed", "'sun-xyz'"),
        ("sun", "at the end there must be a span"),
        ("sun 08:00-14:30 mon", "at the end there must be a span"),
        ("08:00-14:30", "before '08:00-14:30' there must be a day"),
        ("fri 08-14", "'08-14' is no span"),
        ("sun 08:00-14:30 closed", "one thing too many"),
        ("sun usual", "'usual' is said of dates"),
        ("sun 08:00-12:00 11:00-14:00", "overlap"),
    ],
)
def test_what_is_not_understood_of_a_week_is_named(typed, named):
    with pytest.raises(ValueError, match=named):
        hours_words.week(typed.split())


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("2026-12-2 closed", "'2026-12-2' is no date"),
        ("2026-12-24", "at the end there must be a span"),
        ("2026-12-24..2026-12-20 closed", "no stretch"),
        ("2026-12-24..2036-12-20 closed", "no stretch"),
        ("closed", "before 'closed' there must be a date"),
    ],
)
def test_what_is_not_understood_of_dates_is_named(typed, named):
    with pytest.raises(ValueError, match=named):
        hours_words.exceptions(typed.split(), Hours())


def test_a_file_says_all_of_it():
    text = f"""
    [week]
    sun-thu = ["08:00-14:30"]
    [exceptions]
    {RAMADAN}
    2027-03-01 = []
    [services.information]
    quota = 40
    last_ticket = "9:30"
    week = {{ mon = ["09:00-12:00"] }}
    [kiosk]
    per_min = 20
    """
    said = hours_words.of_file(tomllib.loads(text))
    assert said["week"] == hours.as_data(OFFICE)["week"]
    assert said["exceptions"]["2027-03-01"] == []
    assert len(said["exceptions"]) == 21
    assert {tuple(spans) for day, spans in said["exceptions"].items() if day != "2027-03-01"} == {("09:00-14:00",)}
    assert said["services"]["information"]["quota"] == 40
    assert said["services"]["information"]["last_ticket"] == "09:30"
    assert said["services"]["information"]["week"]["mon"] == ["09:00-12:00"]
    assert said["kiosk"] == {"per_min": 20}
    assert hours_words.of_file({})["week"] is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("weeks = {}", "weeks is not known: there are exceptions, kiosk, services, week"),
        ("week = 3", "week is no table"),
        ("[week]\nsum = []", "week.sum: 'sum' is no day"),
        ('[week]\nsun = ["8-14"]', "week.sun: '8-14' is no span"),
        ('[week]\nfri = []\ndaily = ["08:00-14:30"]', "week.daily: fri is named a second time"),
        ("[services.information]\nweek = { mon = 8 }", "services.information.week.mon: 8 is no list"),
        ("[services.information]\nquota = 4.5", "services.information.quota: 4.5 is no number from 0 to 9999"),
        ("[kiosk]\nper_min = true", "kiosk.per_min: True is no number from 0 to 3600"),
        ('[week]\nsun = "08:00-14:30"', "is no list"),
        ("[exceptions]\n2026-02-30 = []", "exceptions.2026-02-30: '2026-02-30' is no date"),
        ('[services.information]\nlast_ticket = "25:00"', "services.information.last_ticket: '25:00'"),
        ("[services.information]\nlast_ticket = 13:30:00", "services.information.last_ticket"),
        ("[services.information]\nquotas = 3", "services.information.quotas is not known"),
        ("[services]\ninformation = 3", "services.information is no table"),
        ("[kiosk]\nper_hour = 3", "kiosk.per_hour is not known"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_place(text, named):
    with pytest.raises(ValueError, match=re.escape(named)):
        hours_words.of_file(tomllib.loads(text))
