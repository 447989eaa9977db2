"""The question of the statistics: one address for each, and what cannot be asked is named."""

from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.office.errors import BadQuestion
from server.office.periods import Period, before, starts, year_before
from server.office.questions import AGAINST, BY, PARAMETERS, Question, parse, text

TODAY = date(2026, 11, 22)
DATES = st.dates(date(1990, 1, 1), date(2080, 12, 31))
CODES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(lambda it: it != "none")


def ask(query="", **options):
    return parse(parse_qs(query, keep_blank_values=True), TODAY, **options)


def span(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def few(values):
    return st.lists(values, max_size=4)


@st.composite
def queries(draw):
    period = sorted((draw(DATES), draw(DATES)))
    other = sorted((draw(DATES), draw(DATES)))
    time = st.tuples(st.integers(0, 47), st.integers(0, 48)).filter(lambda it: it[0] != it[1])
    return {
        "from": [period[0].isoformat()],
        "to": [period[1].isoformat()],
        "against": [draw(st.sampled_from([*AGAINST, f"{other[0]}..{other[1]}"]))],
        "service": draw(few(CODES)),
        "counter": draw(few(st.integers(1, 99).map(str))),
        "clerk": draw(few(st.sampled_from(["none", "1", "7", "70000"]))),
        "priority": draw(few(st.one_of(st.just("none"), CODES))),
        "weekday": draw(few(st.sampled_from(["mon", "fri", "sun"]))),
        "time": [f"{a // 2:02}:{a % 2 * 3}0-{b // 2:02}:{b % 2 * 3}0" for a, b in draw(few(time))],
        "by": draw(few(st.sampled_from(BY))),
    }


@settings(max_examples=60)
@given(queries())
def test_the_text_of_a_question_asks_it_again(query):
    question = parse(query, TODAY)
    again = parse_qs(text(question))
    assert parse(again, date(2000, 1, 1)) == question
    assert text(parse(again, TODAY)) == text(question)


SENT = st.one_of(st.text(max_size=6), st.sampled_from(["2026-11-01", "none", "3", "mon", "08:00-09:00", "day"]))


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(SENT, min_size=1, max_size=2), max_size=4))
@example({"from": ["2026-13-01"]})
@example({"to": ["9999-12-31"]})
@example({"counter": ["٣"]})
def test_whatever_is_sent_is_a_question_or_refused(query):
    try:
        question = parse(query, TODAY)
    except BadQuestion as error:
        assert error.kind == "bad-question" and error.values["parameter"] in PARAMETERS
    else:
        assert parse(parse_qs(text(question)), TODAY) == question
        assert question.compared is None or question.compared.first <= question.compared.last


def test_nothing_said_is_the_present_month_until_today():
    assert ask() == Question(date(2026, 11, 1), TODAY)
    assert ask(against="previous").compared == span("2026-10-01", "2026-10-22")
    assert ask("against=none", against="previous").compared is None


def test_one_end_alone_is_enough():
    assert ask("from=2026-10-05").period == span("2026-10-05", "2026-11-22")
    assert ask("from=2026-12-05").period == span("2026-12-05", "2026-12-05")
    assert ask("to=2026-03-10").period == span("2026-03-01", "2026-03-10")


def test_the_same_question_has_one_text():
    one = ask("service=b&service=a&service=b&time=09:00-10:00&time=08:00-09:30&weekday=tue&weekday=mon&clerk=none")
    assert text(one) == (
        "from=2026-11-01&to=2026-11-22&against=none&service=a&service=b&clerk=none&weekday=mon&weekday=tue"
        "&time=08:00-10:00"
    )


def test_rows_are_in_the_order_in_which_they_were_asked_for():
    assert ask("by=weekday&by=half-hour&by=weekday").by == ("weekday", "half-hour")


def test_a_time_that_ends_before_it_begins_goes_over_midnight():
    assert ask("time=22:00-02:00").times == ((0, 4), (44, 48))
    assert ask("time=00:00-24:00").times == ((0, 48),)


@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("from=2026-11-31", "from", "2026-11-31"),
        ("from=20261101", "from", "20261101"),
        ("from=2026-11-02&to=2026-11-01", "to", "2026-11-01"),
        ("from=1900-01-01&to=2001-01-01", "to", "2001-01-01"),
        ("to=1800-01-01", "to", "1800-01-01"),
        ("from=2026-11-01&from=2026-11-02", "from", "2026-11-01, 2026-11-02"),
        ("against=lately", "against", "lately"),
        ("against=2026-10-31..2026-10-01", "against", "2026-10-31..2026-10-01"),
        ("counter=0", "counter", "0"),
        ("counter=1000000000", "counter", "1000000000"),
        ("clerk=amina", "clerk", "amina"),
        ("service=", "service", ""),
        ("priority=" + "x" * 65, "priority", "x" * 64),
        ("weekday=monday", "weekday", "monday"),
        ("time=08:15-09:00", "time", "08:15-09:00"),
        ("time=08:00", "time", "08:00"),
        ("time=08:00-08:00", "time", "08:00-08:00"),
        ("time=08:00-24:30", "time", "08:00-24:30"),
        ("by=hours", "by", "hours"),
        ("by=day&" + "by=day&" * 200, "by", "201 ×"),
    ],
)
def test_what_cannot_be_asked_is_named(query, parameter, value):
    with pytest.raises(BadQuestion) as refused:
        ask(query)
    assert (refused.value.values["parameter"], refused.value.values["value"]) == (parameter, value)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("from=2026-11-10&to=2026-10-01", "The end of the period lies before its beginning: to=2026-10-01."),
        ("against=2026-10-31..2026-10-01", "The end of the period lies before its beginning: against=2026-10-31"),
        ("from=1900-01-01&to=2026-01-01", "At most 100 years"),
        ("to=tomorrow", "to=tomorrow. For example: 2026-11-30."),
        ("weekday=monday", "weekday=monday. Possible: mon | tue"),
    ],
)
def test_a_refusal_says_what_is_wrong_or_what_is_possible(query, says):
    with pytest.raises(BadQuestion) as refused:
        ask(query)
    assert says in str(refused.value)


def test_a_parameter_that_is_none_is_refused_and_not_overlooked():
    with pytest.raises(BadQuestion, match=r"servcie=.*service, counter"):
        ask("servcie=information")


@pytest.mark.parametrize(
    ("period", "previous", "year"),
    [
        ("2026-11-01 2026-11-30", "2026-10-01 2026-10-31", "2025-11-01 2025-11-30"),
        ("2026-01-01 2026-12-31", "2025-01-01 2025-12-31", "2025-01-01 2025-12-31"),
        ("2026-07-01 2026-09-30", "2026-04-01 2026-06-30", "2025-07-01 2025-09-30"),
        ("2026-11-01 2026-11-22", "2026-10-01 2026-10-22", "2025-11-01 2025-11-22"),
        ("2026-03-01 2026-03-30", "2026-02-01 2026-02-28", "2025-03-01 2025-03-30"),
        ("2024-02-01 2024-02-29", "2024-01-01 2024-01-31", "2023-02-01 2023-02-28"),
        ("2025-02-01 2025-02-28", "2025-01-01 2025-01-31", "2024-02-01 2024-02-29"),
        ("2026-01-01 2026-05-20", "2025-01-01 2025-05-20", "2025-01-01 2025-05-20"),
        ("2026-01-01 2026-11-30", "2025-01-01 2025-11-30", "2025-01-01 2025-11-30"),
        ("2024-01-01 2024-02-29", "2023-01-01 2023-02-28", "2023-01-01 2023-02-28"),
        ("2026-04-01 2026-06-30", "2026-01-01 2026-03-31", "2025-04-01 2025-06-30"),
        ("2026-11-16 2026-11-22", "2026-11-09 2026-11-15", "2025-11-16 2025-11-22"),
        ("2026-11-16 2026-11-18", "2026-11-09 2026-11-11", "2025-11-16 2025-11-18"),
        ("2026-11-17 2026-11-18", "2026-11-10 2026-11-11", "2025-11-17 2025-11-18"),
        ("2026-11-21 2026-11-22", "2026-11-14 2026-11-15", "2025-11-21 2025-11-22"),
        ("2026-11-13 2026-11-22", "2026-11-03 2026-11-12", "2025-11-13 2025-11-22"),
        ("2026-11-22 2026-11-22", "2026-11-15 2026-11-15", "2025-11-22 2025-11-22"),
        ("2026-11-01 2026-11-01", "2026-10-25 2026-10-25", "2025-11-01 2025-11-01"),
    ],
)
def test_a_period_is_compared_with_the_one_before(period, previous, year):
    assert before(span(*period.split())) == span(*previous.split())
    assert year_before(span(*period.split())) == span(*year.split())


@given(DATES, st.integers(0, 6))
def test_a_week_begins_on_its_first_weekday(day, week_starts):
    first = starts(day, "week", week_starts)
    assert first.weekday() == week_starts and timedelta(0) <= day - first < timedelta(7)
